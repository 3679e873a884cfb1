"""One login from end to end: get a token, see whose it is, keep it, try it.

Nothing is kept before the token is known to be the wanted one. Secret, token and profile are then written in
this order, each as a whole: whoever stops in between finds the state from before or a login to do again.
Errors: those of intacct_client.errors; `LoginFailed` when the token is somebody else's.
"""

import time
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from anyio import to_thread

from intacct_client import Account
from intacct_client.connect import connect, guard
from intacct_client.errors import IntacctError, SignInFailed
from intacct_client.oauth import TokenEndpoint
from intacct_client.query import select
from intacct_client.sending.retries import patiently
from intacct_client.token_identity import Identity, identity_in
from intacct_client.token_store import Token, VaultTokenStore
from intacct_client.vault import apart
from intacct_mcp.accounts import account_of, own_vault, secret_name, token_store
from intacct_mcp.company_usage import CompanyUsage
from intacct_mcp.folders import locks_folder, usage_file
from intacct_mcp.login.answers import LoginFailed
from intacct_mcp.login.browser_sign_in import Way, sign_in_by_browser
from intacct_mcp.login.profile_file import save_profile
from intacct_mcp.profiles import Profile

ACCOUNTS = select("general-ledger/account", "text id", size=1)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A login that was kept.

    Attributes:
        profile: As it is in the file now.
        complaint: Why a first read failed; None when it worked.
    """

    profile: Profile
    complaint: IntacctError | None


async def log_in(profile: Profile, secret: str, way: Way, file: Path) -> SignedIn:
    """Sign in, keep what came of it, and read something.

    Args:
        profile: Whom to sign in as; in a browser the user may be left open.
        secret: The application's secret; empty for one that has none.
        way: How a person is asked, for `authorization_code`.
        file: The profiles file.
    """
    account = account_of(profile, secret)
    endpoint = endpoint_of(account)
    if account.is_personal:
        token = await sign_in_by_browser(endpoint, way)
        _whose(token, replace(account, username=account.username.partition("|")[0]))
        # A code stands for the top level; an entity is asked for by renewing.
        if account.entity:
            token = await patiently(partial(endpoint.refresh, token.refresh_token))
    else:
        token = await _mint(endpoint, account)
    identity = _whose(token, account)
    profile = replace(
        profile, user=profile.user or identity.user, company=profile.company or identity.company
    )
    account = account_of(profile, secret)
    store = await _keep(account, token)
    await to_thread.run_sync(save_profile, file, profile, locks_folder())
    return SignedIn(profile, await _try(profile, account, store))


async def _mint(endpoint: TokenEndpoint, account: Account) -> Token:
    try:
        return await patiently(endpoint.mint)
    except SignInFailed as refused:
        raise LoginFailed(
            f"Intacct refused {account.username}: {refused.fault.message or 'no reason given'}. Check the ids, their "
            "case and the secret, and that the client id is listed with this user in Intacct: Company > Setup > "
            "Company > Security > Authorized Client Applications.",
            refused.fault,
        ) from refused


def endpoint_of(account: Account) -> TokenEndpoint:
    """The token endpoint of an account, over the network."""
    return TokenEndpoint(account, make_transport=guard(account), clock=time.time)


def _whose(token: Token, account: Account) -> Identity:
    """Whose token it is.

    Raises:
        LoginFailed: Not who was wanted.
    """
    identity = identity_in(token.access_token)
    if identity is None:
        raise LoginFailed(
            "Intacct's token does not say whom it is for, so nothing was kept. Report this: it should."
        )
    if not identity.fits(account):
        raise LoginFailed(
            f"Intacct signed in {identity}, but profile {account.profile!r} is for {account.username}. Nothing was "
            "kept. Sign out of Intacct in the browser, then sign in as the right user, or name another profile."
        )
    return identity


async def _keep(account: Account, token: Token) -> VaultTokenStore:
    vault = await own_vault()
    store = token_store(vault, account)
    async with store.exclusive():
        if account.client_secret:
            await apart(vault.write, secret_name(account.profile), account.client_secret)
        await store.save(token)
    return store


async def _try(profile: Profile, account: Account, store: VaultTokenStore) -> IntacctError | None:
    try:
        with closing(CompanyUsage.of(profile, account, usage_file())) as usage:
            async with connect(account, store) as intacct, usage.counted("login", intacct):
                await intacct.query(ACCOUNTS)
    except IntacctError as error:
        return error
    return None
