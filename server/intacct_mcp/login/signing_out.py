"""One logout from end to end: end the tokens at Intacct if it can be reached, and forget them here anyway.

Source: docs/api/grants.md (what revoking a token ends).
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

from intacct_client import Account
from intacct_client.errors import IntacctError
from intacct_client.sending.retries import patiently
from intacct_client.token_store import Token
from intacct_client.vault import apart
from intacct_mcp.accounts import account_of, own_vault, secret_name, token_store
from intacct_mcp.login.signing_in import endpoint_of
from intacct_mcp.profiles import Profile


@dataclass(frozen=True, slots=True)
class SignedOut:
    """What a logout left.

    Attributes:
        had_token: Whether anybody was signed in.
        remains: What is still good at Intacct, and why; empty when nothing is.
        keeps_secret: Whether the client secret is still here.
    """

    had_token: bool
    remains: str
    keeps_secret: bool


async def log_out(profile: Profile, given_secret: str, *, forget_secret: bool) -> SignedOut:
    """End the tokens of a profile and forget them.

    Args:
        profile: Whose.
        given_secret: The client secret from the environment; the vault is asked when it is empty.
        forget_secret: Forget the client secret too.
    """
    vault = await own_vault()
    kept_secret = await apart(vault.read, secret_name(profile.name)) or ""
    account = account_of(profile, given_secret or kept_secret)
    store = token_store(vault, account)
    async with store.exclusive():
        token = await store.load()
        remains = await _revoke(account, token) if token else ""
        await store.delete()
    if forget_secret:
        await apart(vault.delete, secret_name(profile.name))
    return SignedOut(token is not None, remains, bool(kept_secret) and not forget_secret)


async def _revoke(account: Account, token: Token) -> str:
    """What remains at Intacct."""
    try:
        revoke = endpoint_of(account).revoke
        await patiently(partial(revoke, token.refresh_token or token.access_token))
    except IntacctError as error:
        until = datetime.fromtimestamp(token.expires_at, UTC).astimezone()
        lasting = (
            " The refresh token stays good until an administrator or a later login ends it."
            if token.refresh_token
            else ""
        )
        return (
            f"The access token stays good at Intacct until {until:%Y-%m-%d %H:%M}.{lasting} {error}"
        )
    return ""
