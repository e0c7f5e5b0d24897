"""What the pages of signing in with a company account or a passkey look like."""

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from server.html import Page
from server.integrations.identity import words
from server.integrations.identity.claims import Rule, Terms
from server.integrations.identity.pages.account import CompanyAccountPage
from server.integrations.identity.pages.company import CompanyOutPage, CompanyRefusedPage
from server.integrations.identity.pages.passkeys import PasskeysPage
from server.integrations.identity.pages.setup import CLAIMS, SetupSignInPage, Trial
from server.integrations.identity.pages.sign_in_passkey import SignInPasskeyPage
from server.integrations.identity.queries import Account, Passkey, Provider
from tests.cast import TUESDAY

FORM = UUID("01939b5e-0000-7000-8000-0000000000f0")
OTHER = UUID("01939b5e-0000-7000-8000-0000000000f1")
ADA = UUID("01939b5e-0000-7000-8000-0000000000a2")
RULES = (Rule(claim="groups", value="Sales <managers>", role="manager"), Rule(claim="dept", value="North", team=OTHER))
NEW = Trial(refusal="", how="add", name="", roles=("rep",), team="", because=())
KNOWN = Trial(refusal="", how="known", name="Ada <Rep>", roles=("rep", "manager"), team="North", because=("groups: A -> rep",))


LINKED = Account(id=OTHER, person=ADA, name="Ada <Rep>", email="ada@example.org", subject="1", linked_at=TUESDAY, used_at=None)


def pages() -> Mapping[str, Page]:
    """Every page of this area, empty, full and refused."""
    return {**company(), **passkeys()}


def company() -> Mapping[str, Page]:
    """The provider and what comes of it."""
    secret = {"secret": "Copy the client secret from the provider, or say that there is none."}
    return {
        "nobody let in": CompanyRefusedPage(sentence=words.told("signature")),
        "nothing linked": CompanyRefusedPage(sentence=words.told("others"), linking=True),
        "no account linked": linking(None),
        "an account to be linked": linking(None, away="https://login.example.com/in?a=b&c=d"),
        "an account linked": linking(LINKED, linked=True),
        "the only way in": linking(LINKED, stays=True),
        "signed out, and there too": CompanyOutPage(
            label="Northwind & Co account", leave="https://login.example.com/out?a=b&c=d"
        ),
        "signed out, without a way out there": CompanyOutPage(label="Northwind account", leave=""),
        "no provider yet": setup(None, {"links": "yes", "claims": CLAIMS}),
        "a provider": setup(provider(), TYPED, saved=True),
        "a provider that fails": setup(provider(problem="code"), TYPED),
        "a provider, refused": setup(provider(), TYPED, errors=secret),
        "a trial of somebody new": setup(provider(), TYPED, trial=NEW),
        "a trial of somebody known": setup(provider(), TYPED, trial=KNOWN),
        "a trial that fails": setup(
            provider(), TYPED, trial=Trial(refusal=words.trouble("taken"), how="", name="", roles=(), team="", because=())
        ),
    }


def linking(account: Account | None, *, stays: bool = False, linked: bool = False, away: str = "") -> CompanyAccountPage:
    return CompanyAccountPage(label="Northwind & Co account", account=account, stays=stays, linked=linked, form=FORM, away=away)


def passkeys() -> Mapping[str, Page]:
    """One's passkeys, and the way in by one."""
    answer = {"answer": "This browser made no passkey.", "name": "Write a name."}

    def own(*keys: Passkey, possible: bool = True, added: bool = False, errors: Mapping[str, str] | None = None) -> PasskeysPage:
        typed = {"name": "Chrome on <Android>"}
        return PasskeysPage(
            keys=keys, possible=possible, form=FORM, question_form=OTHER, typed=typed, errors=errors or {}, added=added
        )

    def door(*, possible: bool = True, remember: bool = True, sentence: str = "") -> SignInPasskeyPage:
        return SignInPasskeyPage(
            form=FORM, question_form=OTHER, next="/deals?a=1&b=2", possible=possible, remember=remember, sentence=sentence
        )

    return {
        "no passkeys yet": own(),
        "passkeys": own(key("Phone"), key("Old <key>", doubted=True), added=True),
        "passkeys, refused": own(key("Phone"), errors=answer),
        "passkeys where browsers allow none": own(possible=False),
        "sign in with a passkey": door(),
        "sign in with a passkey, refused": door(remember=False, sentence="That took longer than five minutes."),
        "sign in with a passkey where browsers allow none": door(possible=False),
    }


def provider(*, problem: str = "") -> Provider:
    """A provider that is on."""
    return Provider(
        label="Northwind & Co account",
        issuer="https://login.example.com",
        client="plumbline",
        secret=b"sealed",
        on=True,
        only=False,
        terms=Terms(links=True, adds=True, rules=RULES),
        changed_at=TUESDAY,
        went_at=None if problem else TUESDAY,
        problem=problem,
        problem_at=TUESDAY if problem else None,
    )


TYPED = {
    "label": "Northwind & Co account",
    "issuer": "https://login.example.com",
    "client": "plumbline",
    "links": "yes",
    "adds": "yes",
    "on": "yes",
    "rules": "groups: Sales <managers> -> manager\ndept: North -> team North",
    "claims": CLAIMS,
}


def setup(
    known: Provider | None,
    typed: Mapping[str, str],
    *,
    errors: Mapping[str, str] | None = None,
    trial: Trial | None = None,
    saved: bool = False,
) -> SetupSignInPage:
    """The page of the admin."""
    account = Account(
        id=OTHER, person=ADA, name="Ada <Rep>", email="ada@example.org", subject="1", linked_at=TUESDAY, used_at=TUESDAY
    )
    return SetupSignInPage(
        provider=known,
        problem=words.trouble(known.problem) if known and known.problem else "",
        back="https://test/sign-in/oidc/return",
        site="https://test/sign-in",
        over="https://test/sign-in/oidc/over",
        accounts=(account,) if known else (),
        form=FORM,
        typed=typed,
        errors=errors or {},
        trial=trial,
        saved=saved,
    )


def key(name: str, *, doubted: bool = False) -> Passkey:
    """A passkey that was added a day ago."""
    return Passkey(
        id=OTHER if doubted else FORM,
        person=ADA,
        credential="c",
        public="p",
        counter=3,
        name=name,
        synced=not doubted,
        made=TUESDAY - timedelta(days=1),
        used=TUESDAY if doubted else None,
        doubted_at=TUESDAY if doubted else None,
    )
