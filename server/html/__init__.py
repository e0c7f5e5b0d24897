"""What pages share: `Page`, a typed context with its template; `show`, which renders it whole or in part; `redirect`; and the shell."""

from server.html.environment import TEMPLATES, environment, macro, point_at
from server.html.page import PRIVATE, NavItem, Page, Shell, redirect, shell_of, show
from server.html.tongues import lang

__all__ = [
    "PRIVATE",
    "TEMPLATES",
    "NavItem",
    "Page",
    "Shell",
    "environment",
    "lang",
    "macro",
    "point_at",
    "redirect",
    "shell_of",
    "show",
]
