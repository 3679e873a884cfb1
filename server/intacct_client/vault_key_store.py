"""Secrets in the key store of the operating system, through keyring.

Some key stores take only short secrets (Windows: 1,280 characters), so long ones are kept in parts: the parts
first, under names not used by the present ones, then the head that tells where they are. Whoever is killed
between leaves the present secret whole.
Errors: `VaultFailed` when the key store is locked or refuses.
"""

import json
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any, cast

import keyring
from keyring.backend import KeyringBackend
from keyring.errors import InitError, KeyringError, NoKeyringError, PasswordDeleteError

from intacct_client.vault_failed import VaultFailed

SERVICE = "sage-intacct-mcp"
LONGEST = 1_000  # characters of one entry
_REAL = 1  # the priority from which keyring recommends a key store; plain files stand below
_HEAD = "parts:"


class KeyStore:
    """A vault in a key store."""

    def __init__(self, backend: KeyringBackend) -> None:
        self._backend = backend

    def read(self, name: str) -> str | None:
        """The secret of that name, if there is one."""
        with _told():
            head = self._get(name)
            if head is None or not head.startswith(_HEAD):
                return head
            parts = [self._get(part) for part in _parts(name, head)]
        if None in parts:
            raise VaultFailed(
                f"The secret {name!r} in the key store is damaged. Delete its entries and sign in again."
            )
        return "".join(cast("list[str]", parts))

    def write(self, name: str, secret: str) -> None:
        """Keep a secret, whole or not at all."""
        with _told():
            before = self._get(name) or ""
            if len(secret) <= LONGEST and not secret.startswith(_HEAD):
                self._set(name, secret)
            else:
                side = "a" if _side(before) == "b" else "b"
                pieces = [secret[at : at + LONGEST] for at in range(0, len(secret), LONGEST)]
                head = _HEAD + json.dumps([side, len(pieces)])
                for part, piece in zip(_parts(name, head), pieces, strict=True):
                    self._set(part, piece)
                self._set(name, head)
            for part in _parts(name, before):
                self._drop(part)

    def delete(self, name: str) -> None:
        """Forget a secret."""
        with _told():
            head = self._get(name) or ""
            for entry in (name, *_parts(name, head)):
                self._drop(entry)

    def _get(self, entry: str) -> str | None:
        return self._backend.get_password(SERVICE, entry)

    def _set(self, entry: str, text: str) -> None:
        # keyring wraps this one in a way that loses its type.
        cast("Any", self._backend).set_password(SERVICE, entry, text)

    def _drop(self, entry: str) -> None:
        if self._get(entry) is None:
            return
        try:
            self._backend.delete_password(SERVICE, entry)
        except PasswordDeleteError:
            # Another process was quicker; what is still there was refused.
            if self._get(entry) is not None:
                raise


def working_key_store() -> KeyStore | None:
    """The key store of this machine, or None when it has none.

    Raises:
        VaultFailed: It has one that is locked or broken: secrets must not end up in two places.
    """
    backend = keyring.get_keyring()
    if float(backend.priority) < _REAL:
        return None
    store = KeyStore(backend)
    try:
        with _told():
            store.read("is it there")
    except VaultFailed as error:
        if isinstance(error.__cause__, (InitError, NoKeyringError)):
            return None
        raise
    return store


def _side(head: str) -> str:
    return str(json.loads(head.removeprefix(_HEAD))[0]) if head.startswith(_HEAD) else ""


def _parts(name: str, head: str) -> list[str]:
    if not head.startswith(_HEAD):
        return []
    side, count = json.loads(head.removeprefix(_HEAD))
    return [f"{name}/{side}{number}" for number in range(int(count))]


@contextmanager
def _told() -> Generator[None]:
    try:
        yield
    except KeyringError as error:
        raise VaultFailed(
            "The key store of this machine refused. Unlock it and try again, or set INTACCT_VAULT_KEY to keep "
            "secrets in encrypted files instead."
        ) from error
