"""How the policy is quoted, what a role is called, and what the mail of a sign-in says."""

from datetime import date
from functools import lru_cache

from server.sentences import days, speaking
from server.sentences import gettext as _


def policy_sentence(company: str, text: str, day: date) -> str:
    """`Policy of Northwind, 3 Nov 2026: for coaching, not pay or discipline.` Every page quotes it, so it is told once and kept."""
    return _policy_in(speaking(), company, text, day)


@lru_cache(maxsize=64)
def _policy_in(language: str, company: str, text: str, day: date) -> str:  # noqa: ARG001  # the one being spoken
    words = {"company": company, "day": days.noted(day), "text": text.strip().rstrip(".")}
    if company:
        return _("Policy of %(company)s, %(day)s: %(text)s.") % words
    return _("Our policy, %(day)s: %(text)s.") % words


def role(name: str) -> str:
    """What people call a role."""
    return {"rep": _("rep"), "manager": _("manager"), "leader": _("head of sales"), "author": _("author"), "admin": _("admin")}[
        name
    ]


def sign_in_mail(email: str, link: str, code: str) -> tuple[str, str]:
    """Subject and text of the mail with a link and a code."""
    text = _(
        "Somebody, most likely you, asked to sign in to Plumbline as %(email)s.\n"
        "\n"
        "Open this link and press the button:\n"
        "%(link)s\n"
        "\n"
        "Or type this code where you asked for it: %(code)s\n"
        "\n"
        "Use either, once, within 15 minutes. If it was not you, do nothing: nobody gets in without this mail.\n"
    )
    return _("Your link and code to sign in"), text % {"email": email, "link": link, "code": code}


def elsewhere_mail(email: str, address: str) -> tuple[str, str]:
    """The same to somebody who signs in with the company's account alone."""
    text = _(
        "Somebody, most likely you, asked to sign in to Plumbline as %(email)s.\n"
        "\n"
        "Here you sign in with your company account:\n"
        "%(address)s\n"
        "\n"
        "If it was not you, do nothing.\n"
    )
    return _("Sign in with your company account"), text % {"email": email, "address": address}
