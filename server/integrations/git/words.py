"""Words about the repository of the academy: what went wrong and what an admin does about it."""

from server.integrations.git.commit import Place
from server.sentences import gettext as _


def trouble(code: str, place: Place, detail: str = "") -> str:
    """What went wrong, and what helps."""
    words = {"branch": place.branch or _("its own branch"), "folder": place.folder or _("its top folder"), "detail": detail}
    told = {
        "program": _(
            "git is not installed on the machine that runs Plumbline. Install it there (apt install git), then fetch again."
        ),
        "old": _("The git on this machine is too old. Plumbline needs git 2.31 or newer."),
        "key": _("The token that is kept cannot be read with the key of this installation. Enter it again."),
        "elsewhere": _("The token that is kept is for %(detail)s. Enter one for this repository, or forget it."),
        "rights": _(
            "The host does not let us read this repository. Enter a token that may read it, or a new one if it has expired."
        ),
        "address": _(
            "There is no repository at this address, or none that this token may see. Look at PLUMBLINE_LESSONS_REPOSITORY."
        ),
        "branch": _("The repository has no branch %(branch)s. Look at PLUMBLINE_LESSONS_BRANCH."),
        "host": _(
            "The key of this host is not known here. Connect to it once by ssh as the user that runs Plumbline, and accept its key."
        ),
        "tls": _("The certificate of the host is not valid for its name, or nobody here vouches for it."),
        "moved": _("This address leads to another one. Set PLUMBLINE_LESSONS_REPOSITORY to that; most end with .git."),
        "away": _("The host does not answer. It is tried again by itself."),
        "busy": _("The host asks to wait. It is tried again by itself."),
        "down": _("The host answers with an error of its own. It is tried again by itself."),
        "slow": _("It took too long, and was broken off. It is tried again by itself."),
        "large": _("The repository is larger than may be fetched (%(detail)s). Keep the academy in a repository of its own."),
        "space": _("The disk is full where the data of Plumbline lie."),
        "owner": _("The repository on this machine belongs to another user. Give it to the user that runs Plumbline."),
        "protocol": _(
            "The host sends us to another kind of address, which is not followed. Look at PLUMBLINE_LESSONS_REPOSITORY."
        ),
        "folder": _("The commit has no folder %(folder)s. Look at PLUMBLINE_LESSONS_PATH, or put the academy there."),
        "academy": _(
            "There is no academy in %(folder)s: it has no academy.yml. Look at PLUMBLINE_LESSONS_PATH, or add that file."
        ),
        "files": _("The commit has more files than an academy may have (%(detail)s)."),
        "size": _("The files of the academy are larger together than they may be (%(detail)s)."),
    }.get(code, _("git could not bring it. The server’s log says more."))
    return told % words + (f" ({detail})" if detail and code in QUOTED else "")


QUOTED = frozenset({"rights", "address", "host", "tls", "moved", "away", "down", "owner", "protocol", "old", "broken"})
"""What git itself says helps here."""
