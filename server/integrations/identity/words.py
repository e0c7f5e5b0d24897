"""What went wrong with a sign-in, in words: for who wanted to come in, and for the admin who can mend it."""

from collections.abc import Callable, Mapping
from typing import Final

from server.sentences import gettext as _
from server.sentences.inert import inert


def told(problem: str) -> str:
    """For who wanted to come in: what helps them. Nothing of what the provider said."""
    if problem in {"state", "browser"}:
        return _("This sign-in was used already, took longer than ten minutes, or began in another browser. Begin again here.")
    if problem in LINKING:
        return LINKING[problem]()
    if problem == "denied":
        return _("Your company’s sign-in was not completed. Begin again, or sign in by mail.")
    if problem in {"address", "unverified", "links", "taken", "nobody", "left", "roles"}:
        return _("Your company account is fine, but it opens nothing here yet. Your admin sees why, and can change it.")
    return _(
        "Your company’s sign-in could not be trusted this time, so nobody was signed in. Your admin sees why. Begin again, or sign in by mail."
    )


LINKING: Final[Mapping[str, Callable[[], str]]] = {
    "others": lambda: _(
        "This company account belongs to somebody else here, so it was not linked to you. Your admin can part it from them."
    ),
    "second": lambda: _("You have another company account here already. Part that one first, if this is the new one."),
}
"""Why an account that is fine was not linked."""


def trouble(problem: str) -> str:
    """For the admin: what it was and what mends it."""
    return TROUBLES[problem]()


def new_passkey_mail(name: str, address: str) -> tuple[str, str]:
    """Subject and text of the mail that tells somebody of a new passkey of theirs."""
    text = _(
        "A passkey was added to your account at Plumbline: %(name)s.\n"
        "\n"
        "If that was you, there is nothing to do. If not, remove it here, and sign out everywhere on your account:\n"
        "%(address)s\n"
    )
    return _("A passkey was added to your account"), text % {"name": inert(name), "address": address}


def new_account_mail(label: str, address: str) -> tuple[str, str]:
    """Subject and text of the mail that tells somebody of a company account that lets them in from now on."""
    text = _(
        "You linked your %(label)s to your account at Plumbline: it signs you in from now on.\n"
        "\n"
        "If that was you, there is nothing to do. If not, part it here, and sign out everywhere on your account:\n"
        "%(address)s\n"
    )
    return _("A company account was linked to yours"), text % {"label": inert(label), "address": address}


TROUBLES: Final[Mapping[str, Callable[[], str]]] = {
    "private": lambda: _("The provider lies in a private network. PLUMBLINE_PRIVATE_NETWORKS=allow lets it be asked."),
    "name": lambda: _("Nobody knows the name of this address. Check the spelling."),
    "connection": lambda: _("Nobody answers at this address."),
    "tls": lambda: _("The certificate at this address is not trusted."),
    "slow": lambda: _("The provider took longer than ten seconds."),
    "large": lambda: _("The provider sent more than it should."),
    "broken": lambda: _("The provider’s answer broke off."),
    "status": lambda: _("The provider answered with an error. Check the issuer."),
    "document": lambda: _("What the provider says of itself is not OpenID Connect. Check the issuer."),
    "endpoints": lambda: _("The provider names addresses without https."),
    "issuer": lambda: _("The provider calls itself by another issuer. Copy that one, letter by letter."),
    "locked": lambda: _("The client secret was kept with another key. Enter it again."),
    "code": lambda: _("The provider refused our client or the code. Check client id, secret and the address to return to."),
    "mixed": lambda: _("An answer of another provider came back. Nobody was signed in."),
    "state": lambda: _("Somebody came back twice, after ten minutes, or without having set out."),
    "browser": lambda: _("Somebody came back in another browser than they set out in."),
    "denied": lambda: _("The provider said no, or somebody turned back. Is the person assigned to the application there?"),
    "form": lambda: _("The ID token could not be read."),
    "algorithm": lambda: _("The ID token is signed in a way that is not accepted. Choose RS256 or ES256 at the provider."),
    "key": lambda: _("The ID token was signed with a key that the provider does not publish, or that is shorter than 2048 bits."),
    "signature": lambda: _("The signature of the ID token does not fit."),
    "audience": lambda: _("The ID token was made for another application."),
    "expired": lambda: _("The ID token had expired. Compare the clocks of both machines."),
    "early": lambda: _("The ID token lies in the future. Compare the clocks of both machines."),
    "nonce": lambda: _("The ID token belongs to another sign-in."),
    "subject": lambda: _("The provider did not say whose account it is, or said two things."),
    "access": lambda: _("The two tokens of the provider do not belong together."),
    "address": lambda: _("The account has no mail address. Let the provider send the claim email."),
    "unverified": lambda: _("The account’s mail address is not marked as verified (email_verified)."),
    "links": lambda: _("The account is new here, and a verified address alone is not enough by your rules."),
    "taken": lambda: _(
        "The person with this address has another company account already. Part that one first, if this is the new one."
    ),
    "left": lambda: _("The person left. Reactivate them first, if they are back."),
    "nobody": lambda: _("Nobody here has this address. Add them, or allow that who is new is added."),
    "roles": lambda: _("No rule gives the account a role."),
}
