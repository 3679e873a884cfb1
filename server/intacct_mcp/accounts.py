"""Whom to sign in as for a profile, and where the token of that sign-in is kept.

Imported when a company is asked for the first time: key store and encryption are no part of a server's start.
Errors: `SignInFailed` when no client secret is known, or the place of secrets cannot be read.
"""

import os
from pathlib import Path

from anyio import to_thread
from platformdirs import user_state_path
from pydantic import SecretStr

from intacct_client import Account
from intacct_client.errors import SignInFailed
from intacct_client.token_store import FileTokenStore, TokenStore
from intacct_client.vault import apart, open_vault
from intacct_mcp.profiles import Profile


def state_folder() -> Path:
    """Where what this program learns is kept, for this user alone."""
    return user_state_path("sage-intacct-mcp")


async def find_account(profile: Profile, given: SecretStr) -> Account:
    """Whom to sign in as.

    Args:
        profile: Which company and user.
        given: The client secret that the environment gives; the vault is asked when it is empty.
    """
    secret = given.get_secret_value() or await kept_secret(profile)
    if not secret:
        raise SignInFailed(
            f"No client secret for profile {profile.name!r}. Run 'intacct-mcp login {profile.name}', or set "
            "INTACCT_CLIENT_SECRET."
        )
    return Account(
        profile.username,
        profile.client_id,
        secret,
        profile.base_url,
        grant=profile.grant,
        profile=profile.name,
    )


async def kept_secret(profile: Profile) -> str:
    """The profile's client secret in the vault; empty when there is none."""
    vault = await to_thread.run_sync(open_vault, state_folder() / "vault", os.environ)
    return await apart(vault.read, f"{profile.name}/client_secret") or ""


def find_token_store(account: Account) -> TokenStore:
    """Where the token is kept: the same place for all processes of one sign-in."""
    return FileTokenStore(state_folder() / "tokens" / f"{account.fingerprint}.json")
