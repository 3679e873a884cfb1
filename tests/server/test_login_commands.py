"""`login` and `logout` as a person runs them (docs/signing-in.md)."""

import os
import pty
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import anyio
import httpx2
import pytest
from typer.testing import CliRunner, Result

from browsing import answer_consent
from intacct_client.token_store import Token, VaultTokenStore
from intacct_client.vault_files import EncryptedFiles
from intacct_mcp.accounts import account_of
from intacct_mcp.commands import app
from intacct_mcp.profiles import read_profiles
from intacct_mcp.settings import SettingsError
from token_log import Port, logged_company
from wire import BASE

TESTS = Path(__file__).parent.parent
KEY = "A" * 43 + "="
COMMENTED = """\
# My companies.
[beta]
company = "Beta"  # the small one
user = "reader"
"""


@pytest.fixture(scope="module")
def port() -> Iterator[Port]:
    with logged_company(43_200) as opened:
        yield opened


@dataclass
class Terminal:
    """A person's terminal, in a home of its own."""

    home: Path
    port: Port

    @property
    def config(self) -> Path:
        return self.home / "profiles.toml"

    @property
    def vault(self) -> EncryptedFiles:
        return EncryptedFiles(self.home / "state" / "sage-intacct-mcp" / "vault", KEY)

    @property
    def environment(self) -> dict[str, str]:
        plain = {name: value for name, value in os.environ.items() if "INTACCT" not in name}
        return {
            **plain,
            "XDG_STATE_HOME": str(self.home / "state"),
            "INTACCT_CONFIG": str(self.config),
            "INTACCT_VAULT_KEY": KEY,
            "PYTHONPATH": os.pathsep.join([str(TESTS), os.environ.get("PYTHONPATH", "")]),
            "BROWSER": f"{sys.executable} {TESTS / 'browsing.py'} %s &",
        }

    def start(self, *arguments: str, **variables: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "intacct_mcp", *arguments],
            env={**self.environment, **variables},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *arguments: str, typed: str = "", **variables: str) -> Result:
        """Run it in this process, to its end."""
        unset = {name: None for name in os.environ if name.startswith("INTACCT_")}
        environment = {**unset, **self.environment, **variables}
        done = CliRunner().invoke(app, list(arguments), input=typed, env=environment)
        assert self.port.sandbox.credentials.client_secret not in done.output
        return done

    def is_told(self, *arguments: str, **variables: str) -> str:
        """The sentence that it fails with."""
        done = self.run(*arguments, **variables)
        assert isinstance(done.exception, SettingsError)
        return str(done.exception)

    def options(self, *more: str) -> list[str]:
        known = self.port.sandbox.credentials
        told = ["--company", known.company_id, "--client-id", known.client_id]
        return ["login", "acme", *told, "--base-url", self.port.url, *more]

    def log_in_as_service(self, *more: str) -> None:
        known = self.port.sandbox.credentials
        options = self.options("--user", known.user_id, "--client-credentials", *more)
        done = self.run(*options, typed=known.client_secret + "\n")
        assert done.exit_code == 0, done.stderr

    def token(self) -> Token | None:
        profile = read_profiles(self.config)["acme"]
        account = account_of(profile, self.port.sandbox.credentials.client_secret)
        store = VaultTokenStore(
            self.vault, "acme/token", folder=self.home, account=account.fingerprint
        )
        return anyio.run(store.load)

    def works(self, access_token: str) -> bool:
        response = httpx2.get(
            f"{self.port.url}{BASE}/services/core/session/id",
            headers={"Authorization": f"Bearer {access_token}"},
        )
        return response.status_code == 200


@pytest.fixture
def terminal(tmp_path: Path, port: Port) -> Terminal:
    return Terminal(tmp_path, port)


def free_port() -> str:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return str(listener.getsockname()[1])


@pytest.mark.behaviour("consent.login")
def test_login_opens_the_browser_and_takes_the_answer(terminal: Terminal):
    secret = terminal.port.sandbox.credentials.client_secret
    number = free_port()
    # stdin stays open: the terminal is still there when the browser is done.
    process = terminal.start(*terminal.options("--port", number), INTACCT_CLIENT_SECRET=secret)
    assert process.wait(timeout=60) == 0
    out, err = process.communicate()
    user = terminal.port.sandbox.credentials.user_id
    assert out == f"Signed in as {user}@harwick: profile 'acme' in {terminal.config}.\n"
    assert "Earlier sign-ins of this user in this company have ended" in err
    assert terminal.config.read_text() == (
        "# The companies that can be asked, without secrets: those are kept by 'intacct-mcp login'.\n\n"
        f'[acme]\ncompany = "harwick"\nuser = "{user}"\n'
        f'client_id = "{terminal.port.sandbox.credentials.client_id}"\n'
        f'base_url = "{terminal.port.url}{BASE}"\ngrant = "authorization_code"\n'
        f'redirect_uri = "https://127.0.0.1:{number}/callback"\n'
    )
    token = terminal.token()
    assert token is not None
    assert terminal.works(token.access_token)
    assert token.access_token not in out + err
    # The server needs nothing more.
    asked = terminal.run("call", "list_customers", '{"limit": 1}')
    assert asked.exit_code == 0, asked.output


@pytest.mark.behaviour("consent.login-pasted")
def test_login_takes_a_pasted_address_of_a_browser_anywhere(terminal: Terminal):
    secret = terminal.port.sandbox.credentials.client_secret
    options = terminal.options("--no-browser", "--port", free_port())
    process = terminal.start(*options, INTACCT_CLIENT_SECRET=secret)
    assert process.stderr is not None
    assert process.stdin is not None
    url = next(line.strip() for line in process.stderr if line.startswith("  http"))
    visit = anyio.run(partial(answer_consent, url, follow=False))
    process.stdin.write(visit.location + "\n")
    process.stdin.flush()
    assert process.wait(timeout=60) == 0
    process.communicate()
    assert terminal.token() is not None


@pytest.mark.behaviour("consent.login-service")
def test_a_service_user_needs_the_secret_once(terminal: Terminal):
    terminal.config.write_text(COMMENTED)
    terminal.log_in_as_service("--entity", "200")
    assert terminal.config.read_text().startswith(COMMENTED)
    profiles = read_profiles(terminal.config)
    assert list(profiles) == ["beta", "acme"]
    assert profiles["acme"].entity == "200"
    assert profiles["acme"].grant == "client_credentials"
    secret = terminal.port.sandbox.credentials.client_secret
    assert terminal.vault.read("acme/client_secret") == secret
    before = terminal.token()
    # Again, and with another entity: the rest is known, and the secret too.
    done = terminal.run("login", "acme", "--entity", "100")
    assert done.exit_code == 0, done.stderr
    assert read_profiles(terminal.config)["acme"].entity == "100"
    assert terminal.token() != before


@pytest.mark.behaviour("consent.login-service")
def test_a_person_is_asked_for_what_is_missing_and_the_secret_is_not_shown(terminal: Terminal):
    known = terminal.port.sandbox.credentials
    own, theirs = pty.openpty()
    process = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "intacct_mcp",
            "login",
            "--client-credentials",
            "--base-url",
            terminal.port.url,
        ],
        env=terminal.environment,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
    )
    os.close(theirs)
    answers = {
        b"Company id: ": known.company_id,
        b"Client id of the application: ": known.client_id,
        b"User id of the Web Services user: ": known.user_id,
        b"Client secret: ": known.client_secret,
    }
    shown = b""
    for question, answer in answers.items():
        while not shown.endswith(question):
            shown += os.read(own, 1024)
        os.write(own, answer.encode() + b"\n")
    assert process.wait(timeout=60) == 0
    shown += os.read(own, 4096)
    os.close(own)
    assert b"Signed in as" in shown
    assert known.client_secret.encode() not in shown
    assert terminal.vault.read("default/client_secret") == known.client_secret


@pytest.mark.behaviour("consent.login-service")
def test_a_service_user_that_intacct_refuses_is_not_kept(terminal: Terminal):
    user = terminal.port.sandbox.credentials.user_id
    options = terminal.options("--user", user, "--client-credentials")
    done = terminal.run(*options, typed="hush-hush\n")
    assert (done.exit_code, done.stdout) == (1, "")
    assert "Intacct refused" in done.stderr
    assert "Authorized Client Applications" in done.stderr
    assert "hush" not in done.stderr
    assert not terminal.config.exists()
    assert terminal.vault.read("acme/client_secret") is None


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--client-credentials"], "lacks what --company and --client-id and --user would say"),
        (["--by-browser"], "lacks what --company and --client-id would say"),
        (["--company", "a@b", "--client-id", "x"], "--company takes an id alone"),
        (
            ["--company", "a", "--client-id", "x", "--base-url", "http://evil.example"],
            "must start with https://",
        ),
        (["--port", "1", "--redirect-uri", "https://x.example"], "name two addresses"),
        (["a/b"], "is no name for a profile"),
        (
            ["--company", "a", "--client-id", "x", "--user", "u", "--client-credentials"],
            "The client secret is missing",
        ),
    ],
)
def test_what_is_missing_or_wrong_is_told(terminal: Terminal, arguments: list[str], sentence: str):
    assert sentence in terminal.is_told("login", *arguments)


@pytest.mark.parametrize("command", ["login", "logout"])
def test_a_variable_that_is_no_setting_is_told_before_anybody_signs_in(
    terminal: Terminal, command: str
):
    told = terminal.is_told(command, "acme", INTACCT_CONFIGG="x")
    assert told == "INTACCT_CONFIGG is not a setting. Did you mean INTACCT_CONFIG?"


def test_nobody_signs_in_to_a_sandbox(terminal: Terminal):
    terminal.config.write_text("[toy]\nsandbox = true\n")
    for command in ("login", "logout"):
        assert "'toy' is a sandbox" in terminal.is_told(command)


def test_of_several_profiles_one_must_be_named(terminal: Terminal):
    terminal.config.write_text(COMMENTED + '[acme]\ncompany = "Acme"\nuser = "u"\n')
    for command in ("login", "logout"):
        assert "Name one of beta, acme" in terminal.is_told(command)
    assert "There is no profile 'gamma'" in terminal.is_told("logout", "gamma")


@pytest.mark.behaviour("grants.logout")
def test_logout_asks_and_then_ends_every_token_of_the_user(terminal: Terminal):
    terminal.log_in_as_service()
    token = terminal.token()
    assert token is not None
    refused = terminal.run("logout", typed="n\n")
    assert refused.exit_code == 1
    assert "other programs and machines" in refused.stderr
    assert terminal.works(token.access_token)
    done = terminal.run("logout", "acme", "--yes")
    assert (done.exit_code, done.stdout) == (
        0,
        "Signed out: profile 'acme' has no token any more.\n",
    )
    assert "The client secret is still kept and signs in again" in done.stderr
    assert not terminal.works(token.access_token)
    assert terminal.token() is None
    again = terminal.run("logout", "acme", "--yes", "--forget-secret")
    assert again.stdout == "Nobody was signed in as profile 'acme'.\n"
    assert terminal.vault.read("acme/client_secret") is None
    assert "acme" in read_profiles(terminal.config)
    asked = terminal.run("call", "list_customers", '{"limit": 1}')
    assert asked.exit_code == 1
    assert "intacct-mcp login acme" in asked.output


@pytest.mark.behaviour("grants.logout")
def test_logout_works_when_intacct_cannot_be_reached_and_says_what_remains(terminal: Terminal):
    terminal.log_in_as_service()
    token = terminal.token()
    assert token is not None
    away = f"http://127.0.0.1:{free_port()}"
    text = terminal.config.read_text()
    # The same sign-in, whose address leads nowhere for now.
    account = account_of(
        replace(read_profiles(terminal.config)["acme"], base_url=away),
        terminal.port.sandbox.credentials.client_secret,
    )
    terminal.config.write_text(text.replace(terminal.port.url, away))
    store = VaultTokenStore(
        terminal.vault, "acme/token", folder=terminal.home, account=account.fingerprint
    )
    anyio.run(store.save, token)
    done = terminal.run("logout", "acme", "--yes")
    assert done.exit_code == 0
    assert "The access token stays good at Intacct until" in done.stderr
    assert "The refresh token stays good until" in done.stderr
    assert terminal.vault.read("acme/token") is None
    assert terminal.works(token.access_token)
