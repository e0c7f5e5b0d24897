"""The pages that cross areas."""

from litestar import Controller

from server.web.pages.deal import DealClosing, OneDeal
from server.web.pages.process import ProcessController

CONTROLLERS: tuple[type[Controller], ...] = (OneDeal, DealClosing, ProcessController)
