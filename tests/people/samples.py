"""What the pages of people look like."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from uuid import UUID

from msgspec.structs import replace
from msgspec.structs import replace as with_

from server.html import Page
from server.people.pages import absences as absence_pages
from server.people.pages import account, who_sees_what
from server.people.pages import tokens as token_pages
from server.people.pages.account import AccountPage, DeviceRow
from server.people.pages.setup import SetupPage
from server.people.pages.setup_people import PersonRow, SetupPeoplePage
from server.people.pages.setup_person import SetupPersonPage
from server.people.pages.setup_policy import SetupPolicyPage
from server.people.pages.setup_teams import SetupTeamsPage, TeamRow
from server.people.pages.sign_in import SignInPage
from server.people.pages.sign_in_code import CodePage
from server.people.pages.sign_in_link import LinkOverPage, LinkPage
from server.people.pages.tokens import TokensPage
from server.people.queries import Absence, Device, Membership, Person, Policy, Team, Token
from server.people.queries.people import RoleSpan
from server.people.roles import ROLES

FORM = UUID("01939b5e-0000-7000-8000-0000000000f0")
OTHER = UUID("01939b5e-0000-7000-8000-0000000000f1")
NORTH = UUID("01939b5e-0000-7000-8000-0000000000c1")
SALES = UUID("01939b5e-0000-7000-8000-0000000000c0")
NOW = datetime(2026, 11, 17, 8, 0, tzinfo=UTC)
BEGAN = datetime(2026, 11, 3, 8, 0, tzinfo=UTC)
ZONES = (("UTC", "UTC"), ("Europe/Prague", "Europe/Prague"))
TEAMS = ((str(SALES), "Sales & more"), (str(NORTH), "Team North"))


def person(*, active: bool = True, roles: frozenset[str] = frozenset({"manager", "rep"})) -> Person:
    """Mira, whose name has to be escaped."""
    return Person(
        id=UUID("01939b5e-0000-7000-8000-0000000000a1"),
        name="Mira <North>",
        email="mira@example.org",
        zone="Europe/Prague",
        locale="en",
        theme="",
        roles=roles,
        process_owner=False,
        team=NORTH,
        team_name="Team North",
        added_at=BEGAN,
        deactivated_at=None if active else NOW,
    )


def policy(*, counts_only: bool = False) -> Policy:
    """The policy of the mockups."""
    return Policy(
        id=FORM,
        text="for coaching, not pay or discipline",
        owner="Ruth Adeyemi",
        in_force_from=date(2026, 11, 3),
        begins=BEGAN,
        counts_only=counts_only,
        entered_by=None,
        at=BEGAN,
        company="Northwind & Tools",
    )


def pages() -> Mapping[str, Page]:
    """Every page, empty, full and refused."""
    return {**signing_in(), **own(), **setup(), **setup_one(), **setup_rest(), **absences(), **tokens()}


def signing_in() -> Mapping[str, Page]:
    """The way in."""

    def door(
        cast: tuple[Person, ...] = (),
        *,
        again: bool = False,
        provider: str = "",
        only: bool = False,
        typed: Mapping[str, str] = {},  # nobody changes it
        errors: Mapping[str, str] = {},  # as above
    ) -> SignInPage:
        page = SignInPage(form=FORM, demo_form=OTHER, next="/lessons/x", cast=cast, again=again, provider=provider, only=only)
        return replace(page, typed=typed, errors=errors)

    return {
        "sign in": door(typed={"remember": "yes"}),
        "sign in, refused": door(typed={"email": "<mira"}, errors={"email": "Write your mail address."}),
        "sign in, in a demonstration": door((person(),)),
        "sign in once more": door(again=True, typed={"email": "mira@example.org"}),
        "sign in with the company's account": door(provider="Northwind & Co account"),
        "sign in with the company's account alone": door(provider="Northwind account", only=True),
        "the code": CodePage(form=FORM, asked=OTHER),
        "the code, where no mail is sent": CodePage(form=FORM, asked=OTHER, sends=False),
        "the code, wrong": CodePage(form=FORM, asked=OTHER, errors={"code": "This code does not fit."}),
        "the code, over": CodePage(form=FORM, asked=OTHER, over=True, errors={"code": "This code was used already."}),
        "the link": LinkPage(form=FORM, token="abc", email="mira@example.org", made=NOW, zone="Europe/Prague", remember=True),
        "the link, for now": LinkPage(form=FORM, token="abc", email="mira@example.org", made=NOW, zone="UTC", remember=False),
        "the link, over": LinkOverPage(sentence="A link works once."),
    }


def tokens() -> Mapping[str, Page]:
    """Tokens of one's own and of the installation."""
    mine = Token(
        id=OTHER,
        name="Warehouse <night>",
        scopes=("read", "write"),
        owner=person().id,
        owner_name="Mira <North>",
        made_by_name="Mira <North>",
        made_at=BEGAN,
        expires_at=NOW,
        seen_at=NOW,
    )
    ours = with_(mine, name="Directory", scopes=("scim",), owner=None, owner_name="", expires_at=None, seen_at=None)

    def page(place: str, *known: Token, secret: str = "", errors: Mapping[str, str] | None = None) -> TokensPage:
        all_ = place.startswith("/setup")
        return TokensPage(
            place=place,
            tokens=known,
            secret=secret,
            may=token_pages.may(installation=all_),
            lasting=token_pages.lasting(installation=all_),
            form=FORM,
            endings=OTHER,
            typed={"name": ["x" * 81], "scopes": ["read"], "lasts": ["90"]} if errors else {"lasts": ["90"]},
            errors=errors or {},
        )

    return {
        "tokens of one's own": page("/account/tokens", mine),
        "tokens, none": page("/account/tokens"),
        "a token, just made": page("/account/tokens", mine, secret="plumb_abc"),
        "tokens, refused": page("/account/tokens", errors={"name": "Shorter.", "scopes": "Choose.", "lasts": "Choose."}),
        "tokens of the installation": page("/setup/tokens", ours, mine),
    }


def own() -> Mapping[str, Page]:
    """The account, and who sees what."""
    device = Device(session=FORM, label="Firefox on Windows", remembered=True, made=BEGAN, seen=NOW, expires=NOW)
    phone = Device(session=OTHER, label="Safari on iPhone", remembered=False, made=BEGAN, seen=NOW, expires=NOW)

    def shown(
        languages: tuple[tuple[str, str], ...] = (), *, saved: bool = False, errors: Mapping[str, str] | None = None
    ) -> AccountPage:
        return AccountPage(
            person=person(),
            zones=account.zones(),
            themes=account.themes(),
            languages=languages,
            devices=(DeviceRow(device, here=True, form=FORM), DeviceRow(phone, here=False, form=OTHER)),
            now=NOW,
            form=FORM,
            out_form=OTHER,
            everywhere_form=SALES,
            typed={"zone": "Europe/Prague", "theme": "dark", "locale": "en"},
            errors=errors or {},
            saved=saved,
        )

    return {
        "account": shown(),
        "account, saved": shown(saved=True),
        "account with languages": shown((("en", "English"), ("cs", "čeština"))),
        "account, refused": shown(
            errors={"zone": "Choose a time zone, such as Europe/Prague.", "theme": "Choose one of the three."}
        ),
        "who sees what": who_sees_what.page(policy(counts_only=True), {"evidence": 12, "answers": 1, "notes": 0}),
        "who sees what without a policy": who_sees_what.page(None, {"evidence": 12, "answers": 13, "notes": 24}),
    }


def setup() -> Mapping[str, Page]:
    """Setup at a glance, and everybody."""

    def glance(
        current: Policy | None, coming: Policy | None = None, *, homeless: int = 0, unled: int = 0, waiting: int = 0
    ) -> SetupPage:
        counts = tuple((role, number) for number, role in enumerate(ROLES, 1))
        return SetupPage(
            people=12,
            gone=1,
            roles=counts,
            teams=3,
            homeless=homeless,
            unled=unled,
            policy=current,
            coming=coming,
            waiting=waiting,
            sends=not waiting,
        )

    row = PersonRow(person(), roles=("rep", "manager"), manages=("Team North",), reports_to=("Lea & Co",), seen=NOW)
    bare = PersonRow(person(roles=frozenset({"admin"})), roles=("admin",), manages=(), reports_to=(), seen=None)

    def everybody(errors: Mapping[str, str] | None = None, typed: Mapping[str, str] | None = None) -> SetupPeoplePage:
        return SetupPeoplePage(
            here=2,
            left=1,
            words="",
            whole=True,
            rows=(row, bare),
            following="",
            gone=(person(active=False),),
            following_left="",
            teams=TEAMS,
            zones=ZONES,
            roles=ROLES,
            form=FORM,
            typed=typed or {},
            chosen=frozenset({"rep"}),
            errors=errors or {},
        )

    return {
        "setup, nothing there": replace(glance(None), people=1, gone=0, teams=0, roles=tuple((role, 0) for role in ROLES)),
        "setup, no policy": glance(None),
        "setup": glance(policy(), policy(), waiting=2),
        "setup with a rep without a team": glance(policy(), homeless=1),
        "setup with teams without a manager": glance(policy(), unled=2),
        "people": everybody(),
        "people, refused": everybody(
            {"name": "Write a name.", "email": "Taken.", "roles": "Choose one."}, {"name": '"x"', "email": "m@x", "zone": "UTC"}
        ),
        "people, none gone": replace(everybody(), here=1, left=0, rows=(row,), gone=(), teams=()),
        "people, of many": replace(
            everybody(), here=900, left=80, following="/setup/people?after=x", following_left="/setup/people?left=x"
        ),
        "people, none that fit": replace(everybody(), words='"no', whole=False, rows=()),
        "people, no more": replace(everybody(), whole=False, rows=()),
    }


def setup_one() -> Mapping[str, Page]:
    """One person."""
    member = Membership(
        id=FORM, person=OTHER, person_name="Mira", team=NORTH, team_name="Team North", manages=False, began=BEGAN, ended=None
    )
    managed = Membership(
        id=OTHER, person=OTHER, person_name="Mira", team=SALES, team_name="Sales", manages=True, began=BEGAN, ended=None
    )
    spans = (RoleSpan(role="rep", began=BEGAN, ended=NOW), RoleSpan(role="in training", began=BEGAN, ended=None))

    def one(
        who: Person, *, about: str = "", errors: Mapping[str, str] | None = None, own: bool = False, alone: bool = False
    ) -> SetupPersonPage:
        return SetupPersonPage(
            person=who,
            roles=ROLES,
            held=("rep",),
            in_training=True,
            history=spans,
            places=() if alone else (member, managed),
            teams=() if alone else TEAMS,
            zones=ZONES,
            own=own,
            forms=dict.fromkeys(("who", "roles", "team", "manage", "devices", "leaving", str(NORTH), str(SALES)), FORM),
            typed={"name": "Mira", "email": "mira@example.org", "zone": "UTC", "team": str(NORTH)},
            about=about,
            errors=errors or {},
        )

    return {
        "a person": one(person()),
        "a person, oneself": one(person(roles=frozenset({"admin"})), own=True, alone=True),
        "a person who left": one(person(active=False)),
        "a person, name refused": one(person(), about="who", errors={"email": "Ada has this address already."}),
        "a person, roles refused": one(person(), about="roles", errors={"roles": "Choose at least one."}),
        "a person, team refused": one(person(), about="manage", errors={"team": "Choose a team."}),
        "a person, the only admin": one(person(), about="leaving", errors={"leaving": "This is the only admin."}),
    }


def absences() -> Mapping[str, Page]:
    """Who is away."""
    away = Absence(
        id=OTHER,
        person=FORM,
        person_name="Mira <North>",
        first=date(2026, 11, 23),
        last=date(2026, 11, 27),
        began=NOW,
        ended=NOW,
        cover=OTHER,
        cover_name="Tom & Co",
    )
    own, people = FORM, ((str(FORM), "Mira <North>"), (str(OTHER), "Ada"))
    covers = ((str(OTHER), "Tom & Co"),)
    rep = absence_pages.page((), people=people[:1], covers=(), own=own, today=date(2026, 11, 17))
    return {
        "away": absence_pages.page(
            (away, with_(away, cover=None, cover_name=None)), people=people, covers=covers, own=own, today=NOW.date()
        ),
        "nobody away": rep,
        "away, refused": absence_pages.page(
            (),
            people=people,
            covers=covers,
            own=own,
            today=NOW.date(),
            typed={"person": str(OTHER), "first": "2026-11-23", "last": "2026-11-20", "cover": str(OTHER)},
            errors={"last": "The last day lies before the first.", "cover": "Choose another manager who is here."},
        ),
    }


def setup_rest() -> Mapping[str, Page]:
    """Teams and the policy."""
    typed = {"name": "Team North", "parent": str(SALES), "zone": "UTC"}

    def team(id: UUID, depth: int, errors: Mapping[str, str] | None = None, *, empty: bool = False) -> TeamRow:
        return TeamRow(
            team=Team(id=id, name="Team <North>", parent=None, zone="UTC"),
            depth=depth,
            managers=() if empty else ((NORTH, "Mira"), (SALES, "Tom")),
            members=() if empty else ((FORM, "Ada"), (OTHER, "Bo")),
            form=FORM,
            typed=typed,
            errors=errors or {},
        )

    def teams(*rows: TeamRow, errors: Mapping[str, str] | None = None) -> SetupTeamsPage:
        return SetupTeamsPage(
            rows=rows, before="", following="", teams=TEAMS, zones=ZONES, form=OTHER, typed=typed, errors=errors or {}
        )

    def entered(
        current: Policy | None, *, errors: Mapping[str, str] | None = None, preview: str = "", saved: bool = False
    ) -> SetupPolicyPage:
        return SetupPolicyPage(
            current=current,
            history=(policy(), policy(counts_only=True)) if current else (),
            preview=preview,
            numbers=(("ranges", "counts with a likely range"), ("counts", "counts only")),
            form=FORM,
            typed={"company": "Northwind", "numbers": "counts"},
            errors=errors or {},
            saved=saved,
        )

    wrong = dict.fromkeys(("company", "text", "owner", "in_force_from", "numbers"), "Look again.")
    return {
        "teams": teams(team(SALES, 0), team(NORTH, 1), team(FORM, 2, empty=True)),
        "teams, of many": replace(
            teams(replace(team(SALES, 0), open=True), replace(team(NORTH, 1), form=None)),
            before=f"/setup/teams?at={FORM}#t-{FORM}",
            following=f"/setup/teams?at={OTHER}#t-{OTHER}",
        ),
        "no team": teams(),
        "teams, new one refused": teams(errors={"name": "There is a team by this name already."}),
        "teams, one refused": teams(team(SALES, 0, {"parent": "Choose a team that does not lie below this one."})),
        "policy": entered(policy(), preview="Policy of Northwind, 3 Nov 2026: for coaching."),
        "no policy": entered(None),
        "policy, saved": entered(policy(), saved=True),
        "policy, refused": entered(None, errors=wrong),
    }
