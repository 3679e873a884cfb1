"""Secrets in encrypted files, for machines without a key store.

One file (0600) for each secret in a folder (0700), sealed with Fernet (AES-128-CBC and HMAC-SHA-256). The key is
given, or made once and kept beside the files: it then keeps secrets out of backups and searches of other
folders, not from whoever can read this one.
Errors: `VaultFailed` for a wrong key, a damaged file, or a folder that cannot be used. What cannot be opened is
never written over.
"""

import hashlib
import json
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken
from filelock import FileLock, Timeout

from intacct_client.vault_failed import VaultFailed
from intacct_client.whole_file import make_private, replace_whole

LOCK_TIMEOUT = 20  # seconds to wait for another process that is writing


class EncryptedFiles:
    """A vault in a folder."""

    def __init__(self, folder: Path, key: str = "") -> None:
        self._folder = folder
        self._given_key = key
        self._key_file = folder / "key"

    def read(self, name: str) -> str | None:
        """The secret of that name, if there is one."""
        path = self._path(name)
        with self._told():
            try:
                sealed = path.read_bytes()
            except FileNotFoundError:
                return None
        try:
            named, secret = json.loads(self._cipher().decrypt(sealed))
        except (InvalidToken, ValueError) as error:
            raise self._unreadable(path) from error
        if named != name:
            raise self._unreadable(path)
        return str(secret)

    def write(self, name: str, secret: str) -> None:
        """Keep a secret, whole or not at all."""
        with self._exclusive():
            # Opened first: under another key it is somebody's, and stays.
            self.read(name)
            sealed = self._cipher().encrypt(json.dumps([name, secret]).encode())
            with self._told():
                replace_whole(self._path(name), sealed)

    def delete(self, name: str) -> None:
        """Forget a secret, also one that cannot be opened."""
        with self._exclusive(), self._told():
            self._path(name).unlink(missing_ok=True)

    def _path(self, name: str) -> Path:
        # A hash: names may differ in ways that a file system does not see.
        return self._folder / f"{hashlib.sha256(name.encode()).hexdigest()[:32]}.sealed"

    def _cipher(self) -> Fernet:
        if self._given_key:
            return _cipher(self._given_key.encode(), "INTACCT_VAULT_KEY")
        with self._told():
            if not self._key_file.exists():
                self._make_key()
            return _cipher(self._key_file.read_bytes(), str(self._key_file))

    def _make_key(self) -> None:
        if any(self._folder.glob("*.sealed")):
            raise VaultFailed(
                f"The key of the stored secrets, {self._key_file}, is missing. Put it back, or delete "
                f"{self._folder} and sign in again."
            )
        replace_whole(self._key_file, Fernet.generate_key())

    def _unreadable(self, path: Path) -> VaultFailed:
        key = "INTACCT_VAULT_KEY" if self._given_key else str(self._key_file)
        return VaultFailed(
            f"The stored secret {path} is damaged, or was stored with another key than {key}. Put the right key "
            "back, or delete the file and sign in again."
        )

    @contextmanager
    def _exclusive(self) -> Generator[None]:
        """One writer at a time, of all processes."""
        with self._told():
            make_private(self._folder)
            lock = FileLock(self._folder / "lock", timeout=LOCK_TIMEOUT, mode=0o600)
            lock.acquire()
        try:
            yield
        finally:
            lock.release()

    @contextmanager
    def _told(self) -> Generator[None]:
        try:
            yield
        except Timeout as error:
            raise VaultFailed(
                f"Another process keeps the secrets in {self._folder} busy. Try again in a minute."
            ) from error
        except OSError as error:
            raise VaultFailed(
                f"The secrets in {self._folder} cannot be used: {error.strerror}. Make it a folder of your own."
            ) from error


def _cipher(key: bytes, place: str) -> Fernet:
    try:
        return Fernet(key.strip())
    except ValueError as error:
        raise VaultFailed(
            f"{place} is no key: it must be 32 random bytes in base64, as `openssl rand -base64 32` makes them. "
            "Put the right one back."
        ) from error
