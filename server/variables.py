"""The variables of the environment that are settings: what each is while it is not given, and what it means."""

from collections.abc import Mapping
from typing import Final

VARIABLES: Final[Mapping[str, tuple[str, str]]] = {
    "DATABASE_URL": ("sqlite:///data/plumbline.sqlite", "Where all is kept: sqlite:///PATH or postgresql://USER@HOST/NAME."),
    "DATABASE_REPLICAS": (
        "",
        "PostgreSQL only. Addresses of copies that follow it, parted by commas: heavy pages are read from one that has caught up.",
    ),
    "DB_SYNCHRONOUS": ("NORMAL", "SQLite only. NORMAL survives a killed process, FULL also a power cut, at 300 writes a second."),
    "PLUMBLINE_URL": (
        "",
        "The public address: a host name of its own, without a path. https makes cookies Secure; links in mail use it. Default: http://HOST:PORT.",
    ),
    "PLUMBLINE_SCIM_URL": (
        "",
        "The address by which a directory reaches SCIM, when a proxy puts it elsewhere. Default: PLUMBLINE_URL/scim/v2.",
    ),
    "PLUMBLINE_HOST": ("127.0.0.1", "The address to listen on."),
    "PLUMBLINE_PORT": ("8000", "The port to listen on."),
    "PLUMBLINE_PROXIES": (
        "0",
        "How many proxies of yours every request passes. Limits of sign-in then count the address that the first of them saw, by X-Forwarded-For.",
    ),
    "PLUMBLINE_WORKERS": ("1", "Server processes. More than one only makes sense with PostgreSQL."),
    "PLUMBLINE_LESSONS": ("lessons", "The folder with the process and the lessons."),
    "PLUMBLINE_LESSONS_REPOSITORY": (
        "",
        "A git repository that the lessons are fetched from instead: https://HOST/PATH, ssh://USER@HOST/PATH, USER@HOST:PATH or a path.",
    ),
    "PLUMBLINE_LESSONS_BRANCH": ("", "Its branch. Default: the one that the repository calls its own."),
    "PLUMBLINE_LESSONS_PATH": ("", "The folder of the academy within it. Default: all of it."),
    "PLUMBLINE_LESSONS_TOKEN": ("", "A token that may read it, for https. It may also be entered under Setup, Lessons."),
    "PLUMBLINE_LESSONS_EVERY": ("10", "Minutes between two looks at it; 0: only when its host or an admin says so."),
    "PLUMBLINE_MAIL": (
        "console",
        "Where mail goes: console, file:FOLDER, or smtp://USER:PASSWORD@HOST:PORT (smtps:// for TLS from the start).",
    ),
    "PLUMBLINE_MAIL_FROM": ("plumbline@localhost", "The sender of mail."),
    "PLUMBLINE_INBOX": (
        "off",
        "Where forwarded mail is read: off, imaps://USER:PASSWORD@HOST/FOLDER, or hook for a service that sends it, with a token or hook:SECRET.",
    ),
    "PLUMBLINE_INBOX_ADDRESS": (
        "",
        "The address of that inbox, such as deals@in.example.com. Mail to deals+ANYTHING@in.example.com must arrive there too.",
    ),
    "PLUMBLINE_WATCH": ("off", "on: load lessons again whenever a file changes."),
    "PLUMBLINE_LOG": ("info", "debug, info, warning or error."),
    "PLUMBLINE_LOG_FORMAT": ("text", "json: each line of the log is one JSON object."),
    "PLUMBLINE_METRICS": ("off", "A token of 24 characters or more: whoever brings it may read /metrics."),
    "PLUMBLINE_PRIVATE_NETWORKS": (
        "refuse",
        "allow: systems that are connected may be asked at private addresses and without TLS. Otherwise only the public internet is.",
    ),
    "PLUMBLINE_KEEP_EVIDENCE": ("12", "Months after the end of a deal when the words and files of its evidence go; 0: never."),
    "PLUMBLINE_KEEP_ANSWERS": ("13", "Months after which typed answers and reflections go; 0: never."),
    "PLUMBLINE_KEEP_NOTES": ("24", "Months after which the words of notes, promises, reasons and replies go; 0: never."),
    "PLUMBLINE_KEY": (
        "",
        "32 bytes in base64 that encrypt the secrets of connected systems; of several, the first encrypts. Default: in data/key.",
    ),
}
"""Variable to (default, meaning). Each may also be given as VARIABLE_FILE, a file that holds the value."""
