"""Where secrets are kept: the key store of the operating system, or encrypted files where there is none.

Source: docs/api/sign-in.md. Names are `{profile}/client_secret` and `{profile}/token`. A vault blocks: from async
code call it through `apart`.
Errors: `VaultFailed` when the place cannot be read or written; what is there is then left as it is.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Protocol, TypeVar, TypeVarTuple, Unpack

import anyio
from anyio import to_thread

from intacct_client.vault_failed import VaultFailed
from intacct_client.vault_files import EncryptedFiles
from intacct_client.vault_key_store import working_key_store

KEY_VARIABLE = "INTACCT_VAULT_KEY"
PATIENCE = 30  # seconds; a person may have to unlock the key store

T = TypeVar("T")
Arguments = TypeVarTuple("Arguments")


class Vault(Protocol):
    """A place for secrets, each under a name."""

    def read(self, name: str) -> str | None:
        """The secret of that name, if there is one."""
        ...

    def write(self, name: str, secret: str) -> None:
        """Keep a secret, whole or not at all."""
        ...

    def delete(self, name: str) -> None:
        """Forget a secret; one that is not there is forgotten already."""
        ...


def open_vault(folder: Path, environment: Mapping[str, str]) -> Vault:
    """The key store of the operating system when it works, else encrypted files.

    Args:
        folder: Where the encrypted files are, if they are needed.
        environment: `INTACCT_VAULT_KEY` asks for the files and is their key.

    Raises:
        VaultFailed: There is a key store, but it is locked or broken.
    """
    key = environment.get(KEY_VARIABLE, "").strip()
    store = None if key else working_key_store()
    return EncryptedFiles(folder, key) if store is None else store


async def apart(
    call: Callable[[Unpack[Arguments]], T], *arguments: *Arguments, patience: float = PATIENCE
) -> T:
    """Run a call to a vault on a thread of its own, and wait only so many seconds.

    Raises:
        VaultFailed: It took too long.
    """
    try:
        with anyio.fail_after(patience):
            return await to_thread.run_sync(call, *arguments, abandon_on_cancel=True)
    except TimeoutError as late:
        raise VaultFailed(
            f"The key store did not answer within {patience:g} seconds. Unlock it, or set "
            f"{KEY_VARIABLE} to keep secrets in encrypted files instead."
        ) from late


__all__ = ["KEY_VARIABLE", "Vault", "VaultFailed", "apart", "open_vault"]
