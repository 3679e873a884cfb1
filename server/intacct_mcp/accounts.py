"""Whom to sign in as for a profile, and where secrets and tokens of this user are.

Imported when a company is asked for the first time: key store and encryption are no part of a server's start.
Errors: `SignInFailed` when no client secret is known, or the place of secrets cannot be read.
"""

import os
import time

from anyio import to_thread
from pydantic import SecretStr

from intacct_client import Account
from intacct_client.errors import SignInFailed
from intacct_client.token_store import VaultTokenStore
from intacct_client.vault import Vault, apart, open_vault
from intacct_mcp.evidence_file import FileShelf
from intacct_mcp.exports_folder import FileExports, forget_old
from intacct_mcp.folders import kept_folder, locks_folder, state_folder
from intacct_mcp.profiles import Profile


async def own_vault() -> Vault:
    """This user's vault."""
    folder = await to_thread.run_sync(state_folder)
    return await apart(open_vault, folder / "vault", os.environ)


async def find_account(profile: Profile, given: SecretStr) -> Account:
    """Whom to sign in as.

    Args:
        profile: Which company and user.
        given: The client secret that the environment gives; the vault is asked when it is empty.
    """
    secret = given.get_secret_value() or await kept_secret(profile.name)
    # Where a person signed in, PKCE may have stood for the secret.
    if not secret and profile.grant == "client_credentials":
        raise SignInFailed(
            f"No client secret for profile {profile.name!r}. Run 'intacct-mcp login {profile.name}', or set "
            "INTACCT_CLIENT_SECRET."
        )
    return account_of(profile, secret)


async def find_token_store(account: Account) -> VaultTokenStore:
    """Where the token is kept: the same place for all processes of one sign-in."""
    return token_store(await own_vault(), account)


def token_store(vault: Vault, account: Account) -> VaultTokenStore:
    """Where the token is kept, in a vault that is open."""
    name = f"{account.profile or account.fingerprint}/token"
    return VaultTokenStore(vault, name, folder=locks_folder(), account=account.fingerprint)


async def find_kept(account: Account) -> tuple[FileShelf, FileExports]:
    """Where evidence and exported files are kept: the same places for all processes of one sign-in."""
    kept = await to_thread.run_sync(kept_folder)
    await to_thread.run_sync(forget_old, kept, time.time())
    shelf = FileShelf(kept / "evidence.db", account)
    return shelf, FileExports(kept / account.fingerprint / "exports")


def secret_name(profile: str) -> str:
    """The name that a profile's client secret is kept under."""
    return f"{profile}/client_secret"


def account_of(profile: Profile, secret: str) -> Account:
    """Whom to sign in as, by a secret that is known."""
    return Account(
        profile.username,
        profile.client_id,
        secret,
        profile.base_url,
        grant=profile.grant,
        profile=profile.name,
    )


async def kept_secret(profile: str) -> str:
    """The client secret that the vault has for a profile; empty when it has none."""
    return await apart((await own_vault()).read, secret_name(profile)) or ""
