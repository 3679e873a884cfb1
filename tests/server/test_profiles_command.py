"""`intacct-mcp profiles`, and the commands that take a profile, as a user runs them."""

import json
import os
import subprocess
import sys
from pathlib import Path

import anyio
import pytest
from inline_snapshot import snapshot
from typer.testing import CliRunner, Result

from intacct_client import Account
from intacct_client.token_store import Token
from intacct_mcp.accounts import find_token_store
from intacct_mcp.commands import app
from intacct_mcp.settings import SettingsError

FILE = """
[acme]
company = "acme"
user = "reader"
client_id = "app"
entity = "100"

[beta]
company = "beta"
user = "reader"
client_id = "app"
read_only = false
default = true

[try]
sandbox = true
lines = 500
today = 2026-10-31
"""
ACME = Account("reader@acme|100", "app", "hush", "https://api.intacct.com", profile="acme")
GOOD, PAST = 4_102_444_800.0, 1_600_000_000.0  # 2100-01-01 and 2020-09-13


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "profiles.toml"
    path.write_text(FILE, encoding="utf-8")
    path.chmod(0o600)
    return path


def run(*arguments: str, **variables: str) -> Result:
    """A command in this process, under these variables alone."""
    unset = {name: None for name in os.environ if name.startswith("INTACCT_")}
    return CliRunner().invoke(app, arguments, env={**unset, **variables})


def start(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """The program itself, in a process of its own."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("INTACCT_")}
    return subprocess.run(
        [sys.executable, "-m", "intacct_mcp", *arguments],
        env={**kept, **variables},
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        timeout=60,
        check=False,
    )


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A state folder of the test's own, for this process and those it starts."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))


def sign_in(ends: float) -> None:
    async def save() -> None:
        store = await find_token_store(ACME)
        await store.save(Token("access-hush", "refresh-hush", ends))

    anyio.run(save)


@pytest.mark.usefixtures("home")
def test_profiles_are_listed_with_where_each_value_comes_from(file: Path):
    sign_in(GOOD)
    done = run(
        "profiles",
        "--json",
        INTACCT_CONFIG=str(file),
        INTACCT_PROFILES="acme,try",
        INTACCT_CLIENT_SECRET="hush",
        INTACCT_CLIENT_ID="app",
    )
    assert (done.exit_code, done.stderr) == (0, "")
    assert "hush" not in done.stdout
    told = json.loads(done.stdout)
    assert (told["file"], told["not_served"], told["notices"]) == (str(file), ["beta"], [])
    assert told["profiles"] == snapshot(
        [
            {
                "name": "acme",
                "company": "acme",
                "user": "reader",
                "entity": "100",
                "client_id": "app",
                "base_url": "https://api.intacct.com/ia/api/v1",
                "grant": "client_credentials",
                "redirect_uri": "",
                "read_only": True,
                "tier": "1",
                "transaction_ceiling": None,
                "at_once": 3,
                "deadline": 45,
                "most_megabytes": 16,
                "default": False,
                "sandbox": False,
                "from": {
                    "company": "file",
                    "user": "file",
                    "entity": "file",
                    "client_id": "INTACCT_CLIENT_ID",
                    "base_url": "default",
                    "grant": "default",
                    "redirect_uri": "default",
                    "read_only": "default",
                    "tier": "default",
                    "transaction_ceiling": "default",
                    "at_once": "default",
                    "deadline": "default",
                    "most_megabytes": "default",
                    "default": "default",
                    "sandbox": "default",
                },
                "client_secret": "INTACCT_CLIENT_SECRET",
                "signed_in": True,
                "expires": "2100-01-01T00:00Z",
            },
            {
                "name": "try",
                "read_only": True,
                "default": False,
                "sandbox": True,
                "seed": 1,
                "today": "2026-10-31",
                "lines": 500,
                "fiscal_year_start": 1,
                "db": "",
                "from": {
                    "read_only": "default",
                    "default": "default",
                    "sandbox": "file",
                    "seed": "default",
                    "today": "file",
                    "lines": "file",
                    "fiscal_year_start": "default",
                    "db": "default",
                },
                "client_secret": None,
                "signed_in": None,
                "expires": None,
            },
        ]
    )


@pytest.mark.usefixtures("home")
def test_the_list_for_people_says_the_same_in_a_table(file: Path):
    sign_in(PAST)
    done = run("profiles", INTACCT_CONFIG=str(file), INTACCT_CLIENT_SECRET="hush")
    assert done.exit_code == 0
    assert "hush" not in done.stdout
    assert [line.rstrip() for line in done.stdout.replace(str(file), "FILE").splitlines()] == (
        snapshot(
            [
                " profile  company    user    entity       grant               read only  signed in                      from",
                " acme     acme       reader  100          client_credentials  yes        no, expired 2020-09-13T12:26Z  file; secret: INTACCT_CLIENT_SECRET",
                " beta *   beta       reader  (top level)  client_credentials  no         no                             file; secret: INTACCT_CLIENT_SECRET",
                " try      (sandbox)                                           yes                                       file",
                "",
                "Profiles file: FILE",
                "* is asked when a question names no company",
            ]
        )
    )


@pytest.mark.usefixtures("home")
def test_what_is_wrong_with_one_profile_is_said_beside_the_others(file: Path):
    done = run("profiles", INTACCT_CONFIG=str(file), INTACCT_PROFILES="beta,try")
    assert done.exit_code == 0
    assert "No client secret for profile 'beta'. Run 'intacct-mcp login beta'" in done.stdout


def test_without_a_file_the_environment_s_company_or_the_sandbox_is_listed():
    alone = json.loads(
        run(
            "profiles",
            "--json",
            INTACCT_CLIENT_ID="app",
            INTACCT_CLIENT_SECRET="hush",
            INTACCT_USERNAME="reader@acme|100",
        ).stdout
    )["profiles"]
    assert [(each["name"], each["company"], each["entity"]) for each in alone] == [
        ("", "acme", "100")
    ]
    assert alone[0]["from"] == {
        "company": "INTACCT_USERNAME",
        "user": "INTACCT_USERNAME",
        "entity": "INTACCT_USERNAME",
        "client_id": "INTACCT_CLIENT_ID",
    }
    sandbox = run("profiles").stdout
    assert "(no profile)  (sandbox)" in sandbox
    assert "(there is none)" in sandbox


def test_a_call_is_made_to_the_profile_that_is_named(file: Path):
    named = run("call", "find_vendor", "--profile", "try", INTACCT_CONFIG=str(file))
    assert json.loads(named.stdout)["company"] == "harwick [try] (sandbox)"
    chosen = run("call", "find_vendor", '{"company": "try"}', INTACCT_CONFIG=str(file))
    assert json.loads(chosen.stdout)["company"] == "harwick [try] (sandbox)"
    # The option wins over the variable.
    both = {"INTACCT_CONFIG": str(file), "INTACCT_PROFILE": "acme"}
    wins = run("call", "find_vendor", "--profile", "try", **both)
    assert json.loads(wins.stdout)["rows"] == json.loads(named.stdout)["rows"]
    unknown = run("call", "find_vendor", "--profile", "nobody", INTACCT_CONFIG=str(file))
    assert isinstance(unknown.exception, SettingsError)
    assert str(unknown.exception).startswith("No profile 'nobody'")


@pytest.mark.parametrize("text", ['[acme]\nclient_secret = "hush"', "="])
def test_a_file_that_makes_no_sense_stops_the_server_with_one_line(file: Path, text: str):
    file.write_text(text, encoding="utf-8")
    done = start(INTACCT_CONFIG=str(file))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"intacct-mcp: {file}")
    assert done.stderr.count("\n") == 1
    assert "hush" not in done.stderr


@pytest.mark.parametrize("arguments", [["--profiles"], ["--profile", "try"]])
def test_an_option_that_is_not_whole_is_no_server(arguments: list[str], file: Path):
    done = start(*arguments, INTACCT_CONFIG=str(file))
    assert (done.returncode, done.stdout) == (2, "")
