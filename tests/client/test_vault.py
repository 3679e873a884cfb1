"""Where secrets are kept (docs/api/sign-in.md)."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import anyio
import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.errors import InitError, KeyringError, KeyringLocked, PasswordDeleteError

from intacct_client.vault import VaultFailed, apart, open_vault
from intacct_client.vault_files import EncryptedFiles
from intacct_client.vault_key_store import LONGEST, SERVICE, KeyStore

KEY, OTHER_KEY = "A" * 43 + "=", "B" * 43 + "="
LONG = "x" * (3 * LONGEST + 7)


class Memory(KeyringBackend):
    """A key store of this process, as strict as the strictest."""

    priority = 5  # pyright: ignore[reportAssignmentType] # keyring's own backends do the same

    def __init__(self, broken: KeyringError | None = None) -> None:
        super().__init__()
        self.kept: dict[str, str] = {}
        self.broken = broken
        self.dies_after: int | None = None

    def get_password(self, service: str, username: str) -> str | None:
        assert service == SERVICE
        if self.broken:
            raise self.broken
        return self.kept.get(username)

    def set_password(self, service: str, username: str, password: str) -> None:
        self._live()
        assert len(password) <= LONGEST + 30
        self.kept[username] = password

    def delete_password(self, service: str, username: str) -> None:
        self._live()
        if self.kept.pop(username, None) is None:
            raise PasswordDeleteError(username)

    def _live(self) -> None:
        if self.dies_after is not None:
            self.dies_after -= 1
            if self.dies_after < 0:
                raise KeyboardInterrupt


@pytest.fixture
def own_keyring() -> Iterator[None]:
    before = keyring.get_keyring()
    yield
    keyring.set_keyring(before)


@pytest.mark.parametrize("secret", ["", "hush", "dürüm\n", LONG, "parts:[1]", "x" * LONGEST])
@pytest.mark.behaviour("sign-in.vault")
def test_either_vault_gives_back_what_was_kept(tmp_path: Path, secret: str):
    for vault in (EncryptedFiles(tmp_path), KeyStore(Memory())):
        assert vault.read("acme/token") is None
        for text in ("before", LONG, secret):
            vault.write("acme/token", text)
        vault.write("acme/client_secret", "another")
        assert vault.read("acme/token") == secret
        assert vault.read("acme/client_secret") == "another"
        vault.delete("acme/token")
        vault.delete("acme/token")
        assert vault.read("acme/token") is None
        assert vault.read("acme/client_secret") == "another"


def test_a_key_store_that_is_left_in_the_middle_holds_the_secret_from_before_or_the_new_one():
    for before, after in ((LONG, LONG + "2"), ("short", LONG), (LONG, "short")):
        for steps in range(12):
            backend = Memory()
            store = KeyStore(backend)
            store.write("acme/token", before)
            backend.dies_after = steps
            with suppress(KeyboardInterrupt):
                store.write("acme/token", after)
            backend.dies_after = None
            assert store.read("acme/token") in {before, after}
            store.write("acme/token", before)
            assert store.read("acme/token") == before


def test_nothing_is_left_in_the_key_store_after_deleting():
    backend = Memory()
    store = KeyStore(backend)
    for secret in (LONG, LONG, "short", LONG):
        store.write("acme/token", secret)
    store.delete("acme/token")
    assert backend.kept == {}


@pytest.mark.behaviour("sign-in.vault")
def test_files_are_sealed_and_their_owner_s_alone(tmp_path: Path):
    folder = tmp_path / "vault"
    EncryptedFiles(folder).write("acme/token", "hush-hush")
    assert folder.stat().st_mode & 0o777 == 0o700
    files = [path for path in folder.iterdir() if path.is_file()]
    assert {path.suffix for path in files} == {"", ".sealed"}
    for path in files:
        assert path.stat().st_mode & 0o777 == 0o600
        assert b"hush" not in path.read_bytes()


def test_a_file_is_replaced_as_a_whole(tmp_path: Path):
    vault = EncryptedFiles(tmp_path)
    vault.write("acme/token", "first")
    (sealed,) = tmp_path.glob("*.sealed")
    before = sealed.read_bytes()
    # Whoever has the old file open still reads all of it.
    (tmp_path / "old").hardlink_to(sealed)
    vault.write("acme/token", "second")
    assert (tmp_path / "old").read_bytes() == before
    assert vault.read("acme/token") == "second"


@pytest.mark.parametrize("damage", [b"", b"half", b"gAAAAA" * 20, b"\xff\x00"])
@pytest.mark.behaviour("sign-in.vault-damaged")
def test_a_damaged_file_is_told_and_not_written_over(tmp_path: Path, damage: bytes):
    vault = EncryptedFiles(tmp_path)
    vault.write("acme/token", "hush")
    (sealed,) = tmp_path.glob("*.sealed")
    sealed.write_bytes(damage)
    for attempt in (lambda: vault.read("acme/token"), lambda: vault.write("acme/token", "new")):
        with pytest.raises(VaultFailed, match="damaged") as caught:
            attempt()
        assert str(sealed) in str(caught.value)
    assert sealed.read_bytes() == damage
    vault.delete("acme/token")
    vault.write("acme/token", "new")
    assert vault.read("acme/token") == "new"


@pytest.mark.behaviour("sign-in.vault-damaged")
def test_another_key_opens_nothing_and_overwrites_nothing(tmp_path: Path):
    EncryptedFiles(tmp_path, KEY).write("acme/token", "hush")
    for other in (EncryptedFiles(tmp_path, OTHER_KEY), EncryptedFiles(tmp_path)):
        with pytest.raises(VaultFailed):
            other.read("acme/token")
        with pytest.raises(VaultFailed):
            other.write("acme/token", "new")
    with pytest.raises(VaultFailed, match="is missing"):
        EncryptedFiles(tmp_path).write("acme/other", "new")
    assert EncryptedFiles(tmp_path, KEY).read("acme/token") == "hush"


@pytest.mark.behaviour("sign-in.vault-damaged")
def test_a_file_under_another_name_is_not_taken_for_it(tmp_path: Path):
    vault = EncryptedFiles(tmp_path)
    vault.write("acme/token", "hush")
    (one,) = tmp_path.glob("*.sealed")
    vault.write("beta/token", "quiet")
    (two,) = set(tmp_path.glob("*.sealed")) - {one}
    two.write_bytes(one.read_bytes())
    with pytest.raises(VaultFailed):
        vault.read("beta/token")


@pytest.mark.parametrize("key", ["short", "not base64 at all, ö", "A" * 60])
def test_a_key_that_is_none_is_told_without_repeating_it(tmp_path: Path, key: str):
    with pytest.raises(VaultFailed, match="INTACCT_VAULT_KEY is no key") as caught:
        EncryptedFiles(tmp_path, key).write("acme/token", "hush")
    assert key not in str(caught.value)
    assert list(tmp_path.glob("*.sealed")) == []


def test_a_key_from_openssl_is_one(tmp_path: Path):
    made = subprocess.run(
        ["openssl", "rand", "-base64", "32"], capture_output=True, text=True, check=True
    )
    vault = EncryptedFiles(tmp_path, made.stdout)
    vault.write("acme/token", "hush")
    assert vault.read("acme/token") == "hush"


def test_a_lost_key_is_told_and_no_new_one_is_made(tmp_path: Path):
    EncryptedFiles(tmp_path).write("acme/token", "hush")
    (tmp_path / "key").unlink()
    vault = EncryptedFiles(tmp_path)
    for attempt in (lambda: vault.read("acme/token"), lambda: vault.write("beta/token", "new")):
        with pytest.raises(VaultFailed, match="is missing"):
            attempt()
    assert not (tmp_path / "key").exists()


def test_a_folder_that_cannot_be_used_is_told(tmp_path: Path):
    (tmp_path / "vault").write_text("a file")
    with pytest.raises(VaultFailed, match="cannot be used"):
        EncryptedFiles(tmp_path / "vault").write("acme/token", "hush")


@pytest.mark.behaviour("sign-in.vault-which")
@pytest.mark.usefixtures("own_keyring")
def test_the_key_store_is_taken_when_it_works(tmp_path: Path):
    backend = Memory()
    keyring.set_keyring(backend)
    open_vault(tmp_path, {}).write("acme/client_secret", "hush")
    assert backend.kept == {"acme/client_secret": "hush"}
    assert list(tmp_path.iterdir()) == []
    # A key asks for the files.
    open_vault(tmp_path, {"INTACCT_VAULT_KEY": KEY}).write("acme/client_secret", "quiet")
    assert backend.kept == {"acme/client_secret": "hush"}
    assert len(list(tmp_path.glob("*.sealed"))) == 1


@pytest.mark.behaviour("sign-in.vault-which")
@pytest.mark.usefixtures("own_keyring")
def test_without_a_key_store_there_are_files_and_a_locked_one_is_told(tmp_path: Path):
    keyring.set_keyring(Memory(InitError("no bus")))
    open_vault(tmp_path, {}).write("acme/token", "hush")
    assert len(list(tmp_path.glob("*.sealed"))) == 1
    keyring.set_keyring(Memory(KeyringLocked("locked")))
    with pytest.raises(VaultFailed, match="Unlock it"):
        open_vault(tmp_path, {})


@pytest.mark.behaviour("sign-in.vault-which")
def test_a_machine_without_a_key_store_says_so_by_itself(tmp_path: Path):
    """In a process of its own, where keyring looks for what there is."""
    program = (
        "import sys, pathlib; from intacct_client.vault import open_vault;"
        "vault = open_vault(pathlib.Path(sys.argv[1]), {}); vault.write('a', 'b'); print(vault.read('a'))"
    )
    hidden = {"DBUS_SESSION_BUS_ADDRESS", "DISPLAY", "WAYLAND_DISPLAY"}
    environment = {name: value for name, value in os.environ.items() if name not in hidden}
    environment["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "b\n"
    assert len(list(tmp_path.glob("*.sealed"))) == 1


@pytest.mark.behaviour("sign-in.vault-patience")
async def test_a_key_store_that_does_not_answer_is_given_up():
    answered = threading.Event()
    with anyio.fail_after(5), pytest.raises(VaultFailed, match="did not answer"):
        await apart(answered.wait, patience=0.01)
    answered.set()
