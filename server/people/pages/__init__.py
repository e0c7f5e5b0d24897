"""Sign-in, the account, who sees what, and setup."""

from litestar import Controller

from server.people.pages.absences import Absences, AbsenceWithdrawal
from server.people.pages.account import Account, SignOut
from server.people.pages.confirmation import just_signed_in, recent
from server.people.pages.setup import Setup
from server.people.pages.setup_people import SetupPeople
from server.people.pages.setup_person import SetupPerson
from server.people.pages.setup_policy import SetupPolicy
from server.people.pages.setup_teams import SetupTeams
from server.people.pages.sign_in import SignIn
from server.people.pages.sign_in_code import SignInCode
from server.people.pages.sign_in_link import SignInLink
from server.people.pages.tokens import AccountTokens, SetupTokens
from server.people.pages.who_sees_what import WhoSeesWhat

CONTROLLERS: tuple[type[Controller], ...] = (
    SignIn,
    SignInCode,
    SignInLink,
    SignOut,
    Account,
    Absences,
    AbsenceWithdrawal,
    WhoSeesWhat,
    Setup,
    SetupPeople,
    SetupPerson,
    SetupTeams,
    SetupPolicy,
    AccountTokens,
    SetupTokens,
)

__all__ = ["CONTROLLERS", "just_signed_in", "recent"]
