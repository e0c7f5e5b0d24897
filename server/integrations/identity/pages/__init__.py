"""The company's account on the way in and out, passkeys, and the setup of both."""

from server.integrations.identity.pages.account import AccountCompany
from server.integrations.identity.pages.company import Company
from server.integrations.identity.pages.company_out import CompanyOut
from server.integrations.identity.pages.passkeys import AccountPasskeys
from server.integrations.identity.pages.setup import SetupSignIn
from server.integrations.identity.pages.sign_in_passkey import SignInPasskey

CONTROLLERS = (Company, CompanyOut, SignInPasskey)
PERSONAL = (AccountPasskeys, AccountCompany)
"""Those for which everybody confirms anew that it is them."""
SETUP = (SetupSignIn,)
"""Those for which an admin does."""
