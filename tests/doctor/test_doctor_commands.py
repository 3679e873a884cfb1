"""`doctor` and `probe`, each as a user runs it."""

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest

from examining import TODAY
from intacct_mcp.connection import sandbox_account
from intacct_sandbox.serve import Sandbox, Seed, open_sandbox
from opened import company, served

XDG = ("XDG_STATE_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME")
ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith("INTACCT_")}


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """A sandbox company in a file, so that each command need not make one."""
    file = tmp_path_factory.mktemp("books") / "books.db"
    open_sandbox(Seed(1, TODAY, 500), database=str(file)).ledger.close()
    return {"INTACCT_SANDBOX_DB": str(file)}


def run(
    home: Path, *arguments: str, typed: str | None = None, **variables: str
) -> subprocess.CompletedProcess[str]:
    folders = {name: str(home) for name in (*XDG, "HOME")}
    return subprocess.run(
        [sys.executable, "-m", "intacct_mcp", *arguments],
        env={**ENVIRONMENT, **folders, **variables},
        input=typed,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_doctor_says_what_is_right_and_ends_with_what_is_known(
    tmp_path: Path, books: dict[str, str]
):
    done = run(tmp_path, "doctor", **books)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("⚠ F1 Nothing is configured")
    assert "✔ Token: minted now" in done.stdout
    assert "API transactions" in done.stdout.splitlines()[-1]


def test_doctor_fails_with_the_fix_and_the_place_and_the_same_as_json(tmp_path: Path):
    wrong = {"INTACCT_CLIENT_ID": "id", "INTACCT_CLIENT_SECRET": "hush", "INTACCT_USERNAME": "me"}
    done = run(tmp_path, "doctor", **wrong)
    assert done.returncode == 1
    first, fix, where = done.stdout.splitlines()[:3]
    assert first.startswith("✖ F16 The user name does not say its company")
    assert (fix[:10], where[:10]) == ("    Write ", "    Where:")
    told = json.loads(run(tmp_path, "doctor", "--json", **wrong).stdout)
    assert (told["healthy"], told["lines"][0]["id"]) == (False, "F16")
    assert "hush" not in json.dumps(told)


def test_doctor_prints_a_host_s_configuration_without_secrets(tmp_path: Path):
    done = run(tmp_path, "doctor", "--print-config", INTACCT_CLIENT_SECRET="hush")
    (entry,) = json.loads(done.stdout)["mcpServers"].values()
    assert Path(entry["command"]).is_absolute()
    assert "hush" not in done.stdout


def test_a_tie_without_differences_ends_well_and_a_company_that_is_not_there_does_not(
    tmp_path: Path, books: dict[str, str]
):
    done = run(tmp_path, "doctor", "--tie", **books)
    assert done.returncode == 0, done.stderr
    assert [line[:1] for line in done.stdout.splitlines()] == ["✔", "✔", "✔"]
    told = json.loads(run(tmp_path, "doctor", "--tie", "--json", **books).stdout)
    assert [each["differences"] for each in told] == [[], [], []]
    away = {
        "INTACCT_CLIENT_ID": "id",
        "INTACCT_CLIENT_SECRET": "hush",
        "INTACCT_USERNAME": "me@here",
        "INTACCT_BASE_URL": "http://127.0.0.1:9",
    }
    gone = run(tmp_path, "doctor", "--tie", **away)
    assert (gone.returncode, "Traceback" in gone.stderr) == (2, False)
    assert "intacct-mcp doctor" in gone.stderr


@contextmanager
def far_away(sandbox: Sandbox) -> Iterator[dict[str, str]]:
    """The variables of a company on a port."""
    account = sandbox_account(sandbox)
    with served(sandbox) as address:
        yield {
            "INTACCT_CLIENT_ID": account.client_id,
            "INTACCT_CLIENT_SECRET": account.client_secret,
            "INTACCT_USERNAME": account.username,
            "INTACCT_BASE_URL": address,
            "INTACCT_TODAY": "2026-10-31",
        }


def received(address: str) -> Counter[str]:
    """What the far end has counted, by kind."""
    (ours,) = [
        each["received"]
        for each in httpx2.get(f"{address}/sandbox/usage").json()["applications"]
        if each["client_id"]
    ]
    return Counter(ours)


def test_a_probe_prints_a_table_and_keeps_what_it_found(tmp_path: Path, shared_sandbox: Sandbox):
    with far_away(shared_sandbox) as variables:
        done = run(tmp_path, "probe", **variables)
    assert done.returncode == 0, done.stderr
    assert "aggregate-order" in done.stdout
    assert "could not be told" in done.stdout
    (kept,) = (tmp_path / "sage-intacct-mcp" / "readings").glob("*.json")
    assert json.loads(kept.read_text())["points"]["sums"]["reading"] == "text"
    assert variables["INTACCT_CLIENT_SECRET"] not in kept.read_text()


@pytest.mark.behaviour("transactions.commands-too")
def test_what_doctor_and_probe_ask_is_counted_and_stops_at_the_ceiling(tmp_path: Path):
    with (
        company(Seed(1, TODAY, 500)) as sandbox,
        far_away(sandbox) as variables,
    ):
        address = variables["INTACCT_BASE_URL"]
        for command in ("doctor", "probe"):
            done = run(tmp_path, command, **variables)
            assert done.returncode == 0, done.stderr + done.stdout
        (month,) = json.loads(run(tmp_path, "usage", "--json", **variables).stdout)["companies"]
        told = received(address)
        kinds = month["kinds"]
        assert kinds["query"] == told["query page"]
        assert kinds["token"] == told["token"]
        assert {each["tool"]: each["calls"] for each in month["tools"]} == {
            "doctor": 1,
            "probe": 1,
        }
        ceiling = {"INTACCT_TRANSACTION_CEILING": str(month["transactions"])}
        for command in (["doctor"], ["doctor", "--tie"]):
            done = run(tmp_path, *command, **variables, **ceiling)
            assert done.returncode != 0
            assert "the ceiling is" in " ".join((done.stdout + done.stderr).split())
        assert received(address) == told


def test_whatever_is_written_is_its_owner_s_alone(tmp_path: Path, shared_sandbox: Sandbox):
    with far_away(shared_sandbox) as variables:
        names = variables.pop("INTACCT_USERNAME").split("@")
        login = ["login", "acme", "--client-credentials", "--user", names[0], "--company", names[1]]
        about = ["--client-id", variables.pop("INTACCT_CLIENT_ID")]
        base = ["--base-url", variables.pop("INTACCT_BASE_URL")]
        home = tmp_path / "home"
        secret = variables.pop("INTACCT_CLIENT_SECRET")
        commands = [[*login, *about, *base], ["probe"], ["call", "company_overview"]]
        for command in commands:
            done = run(home, *command, typed=secret + "\n")
            assert done.returncode == 0, done.stderr
    names = {path.name for path in home.rglob("*")}
    assert {
        "usage.db",
        "reference.db",
        "audit.jsonl",
        "profiles.toml",
        "readings",
        "vault",
    } <= names
    modes = {path: path.stat().st_mode & 0o777 for path in [home, *home.rglob("*")]}
    assert {mode for path, mode in modes.items() if path.is_file()} == {0o600}
    assert {mode for path, mode in modes.items() if path.is_dir()} == {0o700}
    assert not [path for path in modes if path.is_file() and secret.encode() in path.read_bytes()]


def test_a_probe_of_the_sandbox_is_json_for_programs(tmp_path: Path, books: dict[str, str]):
    told = json.loads(run(tmp_path, "probe", "--json", **books).stdout)
    readings = {each["point"]: each["reading"] for each in told}
    assert (readings["aggregate-keys"], readings["draft-lines"]) == ("asked", "")
    assert not (tmp_path / "sage-intacct-mcp").exists()
