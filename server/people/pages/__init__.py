"""Sign-in, the account, who sees what, and setup."""

from litestar import Controller

CONTROLLERS: tuple[type[Controller], ...] = ()
