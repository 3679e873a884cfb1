"""This user's own vault, and what is kept in it under which name.

Imports Authlib's neighbours, keyring and cryptography: only for what signs in.
"""

from pathlib import Path

from anyio import to_thread
from platformdirs import user_state_path

from intacct_client import Account
from intacct_client.token_store import VaultTokenStore
from intacct_client.vault import KEY_VARIABLE, Vault, apart, open_vault


def state_folder() -> Path:
    """Where this program keeps what it must remember for this user."""
    return user_state_path("sage-intacct-mcp")


async def open_own_vault(key: str) -> Vault:
    """This user's vault.

    Args:
        key: Asks for encrypted files and is their key; empty for the key store.
    """
    folder = await to_thread.run_sync(state_folder)
    return await apart(open_vault, folder / "vault", {KEY_VARIABLE: key})


def token_store(vault: Vault, account: Account) -> VaultTokenStore:
    """Where the token of an account is kept: under its profile's name, or without one under its own."""
    name = f"{account.profile or account.fingerprint}/token"
    folder = state_folder() / "locks"
    return VaultTokenStore(vault, name, folder=folder, account=account.fingerprint)


def secret_name(profile: str) -> str:
    """The name that a profile's client secret is kept under."""
    return f"{profile}/client_secret"
