"""The commands, each as a user runs it."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import httpx2
import pytest

from intacct_books import Clock, Page, questions
from intacct_client import Account
from intacct_client.connect import connect
from intacct_client.token_store import MemoryTokenStore
from intacct_mcp import commands
from intacct_mcp.app import TOOLSETS
from intacct_mcp.connection import ConnectedCompany
from intacct_mcp.settings import SettingsError
from intacct_sandbox.serve import Seed
from opened import company

ENVIRONMENT = {
    **{name: value for name, value in os.environ.items() if not name.startswith("INTACCT_")},
    "INTACCT_SANDBOX_TODAY": "2026-10-31",
    "INTACCT_SANDBOX_LINES": "1000",
}


def run(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "intacct_mcp", *arguments],
        env={**ENVIRONMENT, **variables},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_call_prints_exactly_what_a_model_sees():
    done = run("call", "gl_balance", '{"account": "1010"}')
    assert done.returncode == 0
    answer = json.loads(done.stdout)
    assert answer["columns"] == ["account", "name", "closing"]
    assert done.stdout == json.dumps(answer, ensure_ascii=False, separators=(",", ":")) + "\n"


def test_call_exits_with_one_when_the_tool_refuses_and_two_when_the_call_makes_no_sense():
    refused = run("call", "get_invoice", '{"number": "x"}')
    assert (refused.returncode, refused.stdout[:14]) == (1, "No invoice 'x'")
    assert run("call", "get_invoice", "{number: x}").returncode == 2
    assert run("call", "get_invoice", "[]").returncode == 2


def test_tools_lists_them_plainly_and_as_on_the_wire():
    assert [line.split()[0] for line in run("tools").stdout.splitlines()] == [
        tool.name for toolset in TOOLSETS for tool in toolset.tools
    ]
    wire = json.loads(run("tools", "--json").stdout)
    assert {"name", "title", "description", "inputSchema", "annotations"} <= set(wire[0])


def _with_free_port(options: tuple[str, ...]) -> list[str]:
    named = list(options[:1]) if options[:1] == ("serve",) else []
    return [*named, "--port", "0", *options[len(named) :]]


@contextmanager
def serving(*options: str) -> Iterator[tuple[subprocess.Popen[str], dict[str, Any]]]:
    process = subprocess.Popen(
        [sys.executable, "-m", "intacct_mcp", "sandbox", *_with_free_port(options)],
        env=ENVIRONMENT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        yield process, json.loads(process.stdout.readline())
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=20)


async def test_the_sandbox_serves_a_real_port_until_it_is_told_to_stop():
    with serving("--seed", "1", "--today", "2026-10-31", "--lines", "1000") as (process, announced):
        assert list(announced) == [
            "base_url",
            "company_id",
            "user_id",
            "user_password",
            "client_id",
            "client_secret",
            "username",
            "sender_id",
            "sender_password",
        ]
        assert announced["username"] == f"{announced['user_id']}@{announced['company_id']}"
        account = Account(
            announced["username"],
            announced["client_id"],
            announced["client_secret"],
            announced["base_url"],
        )
        # The product's own client and books over a socket, by the same code as in process.
        async with connect(account, MemoryTokenStore()) as intacct:
            company = ConnectedCompany(
                intacct, Clock(far_day=date(2026, 10, 31)), b"k", is_sandbox=True
            )
            books = await company.books()
            found = await books.ask(
                questions.gl_balance, Page(25), account="1010", as_of="", period="", by=""
            )
        in_process = json.loads(run("call", "gl_balance", '{"account": "1010"}').stdout)
        assert str(found.rows[0]["closing"]) == in_process["rows"][0][2]
    assert process.returncode == 0


def test_a_stranger_s_client_reads_the_sandbox_over_its_port():
    with serving("--today", "2026-10-31", "--lines", "1000") as (_, announced):
        base = announced["base_url"] + "/ia/api/v1"
        token = httpx2.post(
            f"{base}/oauth2/token",
            json={
                "grant_type": "client_credentials",
                "client_id": announced["client_id"],
                "client_secret": announced["client_secret"],
                "username": announced["username"],
            },
        ).json()["access_token"]
        answer = httpx2.post(
            f"{base}/services/core/query",
            json={"object": "accounts-receivable/customer", "fields": ["id", "totalDue"]},
            headers={"Authorization": f"Bearer {token}"},
        ).json()
    assert answer["ia::meta"]["totalCount"] == 43  # the private entity's two are left out


def test_the_cases_of_a_company_are_listed_for_people_and_for_programs(tmp_path: Path):
    path = str(tmp_path / "company.db")
    with company(Seed(1, date(2026, 10, 31), 1_000), database=path):
        pass
    listed = json.loads(run("sandbox", "cases", "--db", path, "--json").stdout)
    assert {"case", "meaning", "object", "key", "name"} == set(listed[0])
    twice = [each["name"] for each in listed if each["case"] == "duplicate-bill-numbers"]
    assert twice == ["KT-2291", "kt - 2291"]
    plain = run("sandbox", "cases", "--db", path).stdout
    assert "\nsimilar-names: Three customers and two vendors" in plain
    assert all(each["name"] in plain for each in listed)
    # A new one is made as it would be served.
    new = run("sandbox", "cases", "--today", "2026-10-31", "--lines", "1000", "--json")
    assert json.loads(new.stdout) == listed


def test_cases_of_a_file_that_is_not_there_are_told_and_none_is_made(tmp_path: Path):
    path = tmp_path / "nobody.db"
    done = run("sandbox", "cases", "--db", str(path))
    assert (done.returncode, done.stdout) == (2, "")
    assert "There is no file" in done.stderr
    assert not path.exists()


def test_serve_by_its_name_is_what_the_plain_command_does():
    options = ("serve", "--today", "2026-10-31", "--lines", "500", "--fiscal-year-start", "7")
    with serving(*options) as (_, announced):
        assert announced["company_id"] == "harwick"


def test_the_sandbox_s_options_reach_it():
    limits = ("--concurrency", "2/3", "--hour-limit", "5", "--token-life", "7")
    with serving("--lines", "1000", "--fault", "kind=503,count=unlimited", *limits) as (
        _,
        announced,
    ):
        armed = httpx2.get(announced["base_url"] + "/sandbox/faults").json()["faults"]
        assert [each["kind"] for each in armed] == ["503"]
        httpx2.delete(announced["base_url"] + "/sandbox/faults")
        base = announced["base_url"] + "/ia/api/v1"
        fields = {name: announced[name] for name in ("client_id", "client_secret", "username")}
        granted = httpx2.post(
            f"{base}/oauth2/token", json={"grant_type": "client_credentials", **fields}
        ).json()
        assert granted["expires_in"] == 7
        token = granted["access_token"]
        told = httpx2.get(
            f"{base}/objects/company-config/user", headers={"Authorization": f"Bearer {token}"}
        ).headers
        assert told["X-IA-Throttle-Limit"] == "2"
        assert told["X-IA-TENANT-Throttle-Limit"] == "LIMIT001-3"
        assert told["X-IA-Hour-Rate-Limit"] == "5"
    with serving("--lines", "1000", "--sealed") as (_, announced):
        assert httpx2.get(announced["base_url"] + "/sandbox/faults").status_code == 404


@pytest.mark.parametrize(
    "options",
    [
        ["--fiscal-year-start", "13"],
        ["--today", "9999-12-31"],
        ["--port", "99999"],
        ["--db", "/nonexistent/x.db"],
        ["--today", "31.10.2026"],
        ["--assume", "colour=red"],
        ["--seed", "-1"],
        ["--lines", "1"],
        ["--fault", "kind=earthquake"],
        ["--concurrency", "many"],
        ["--hour-limit", "-1"],
        ["--token-life", "0"],
    ],
)
def test_bad_options_are_told(
    options: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    port = ["--port", "0"] if "--port" not in options else []
    monkeypatch.setattr(sys, "argv", ["intacct-mcp", "sandbox", *port, *options])
    # Either the command line's own error, or one that `main` tells in a sentence, as below.
    with pytest.raises((SystemExit, SettingsError)) as ended:
        commands.run()
    told = capsys.readouterr()
    assert told.out == ""
    if isinstance(ended.value, SystemExit):
        assert ended.value.code == 2
        assert told.err
    else:
        named = (options[0].removeprefix("--"), options[-1].partition("=")[0])
        assert any(word in str(ended.value).lower() for word in named)


def test_a_bad_option_ends_the_process_with_a_sentence():
    done = run("sandbox", "--port", "0", "--assume", "colour=red")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("intacct-mcp: ")
    assert "Traceback" not in done.stderr


def test_the_demo_tells_wrong_settings_in_a_sentence():
    done = run("demo", INTACCT_SANDBX="1")
    assert (done.returncode, done.stdout) == (2, "")
    assert (
        done.stderr
        == "intacct-mcp: INTACCT_SANDBX is not a setting. Did you mean INTACCT_SANDBOX?\n"
    )


def test_a_sandbox_that_cannot_be_opened_is_told_to_the_model(tmp_path: Path):
    path = tmp_path / "notes.txt"
    path.write_text("not a database")
    done = run("call", "list_customers", "{}", INTACCT_SANDBOX_DB=str(path))
    assert done.returncode == 1
    assert (
        done.stdout
        == f"The sandbox could not be opened: {path} is not a sandbox ledger. Name a new file.\n"
    )


def test_the_demo_ends_with_books_that_tie_for_any_seed_and_fits_a_hundred_columns():
    for seed in ("1", "42"):
        done = run("demo", INTACCT_SANDBOX_SEED=seed)
        assert done.returncode == 0, done.stdout + done.stderr
        assert done.stdout.rstrip().endswith("books tie: yes")
        assert all(f"\n{number}. " in done.stdout for number in range(1, 13))
        assert max(len(line) for line in done.stdout.splitlines()) <= 100


def one_cent_more_on_the_last(subledger: str) -> str:
    return (
        "UPDATE document_line SET base_amount = base_amount + 1 WHERE key = (SELECT MAX(l.key) FROM document_line l"
        f" JOIN document d ON d.key = l.document_key WHERE d.state = 'posted' AND d.subledger = '{subledger}')"
    )


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE journal_line SET base_amount = base_amount + 1 WHERE key = 40",
        one_cent_more_on_the_last("AR"),
        one_cent_more_on_the_last("AP"),
    ],
    ids=["a journal line", "an invoice line", "a bill line"],
)
def test_the_demo_says_no_when_a_row_was_altered(tmp_path: Path, tampering: str):
    path = str(tmp_path / "company.db")
    with company(Seed(1, date(2026, 10, 31), 1_000), database=path) as sandbox:
        sandbox.ledger.write(tampering)
    done = run("demo", INTACCT_SANDBOX_DB=path)
    assert done.stdout.rstrip().endswith("books tie: no")
    assert done.returncode == 1


def test_call_and_tools_take_toolsets():
    listed = run("tools", "--toolsets", "projects").stdout
    assert "\nlist_projects " in listed
    assert "\nlist_projects " not in run("tools").stdout
    done = run("call", "--toolsets", "projects", "list_projects")
    assert done.returncode == 0, done.stdout
    wrong = run("tools", "--toolsets", "project")
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert "Did you mean projects?" in wrong.stderr


def test_verify_counts_by_check_and_shows_every_figure_on_request():
    counted = run("sandbox", "verify", "--lines", "1000").stdout.splitlines()
    every = run("sandbox", "verify", "--lines", "1000", "--all").stdout.splitlines()
    assert counted[-1] == every[-1]
    assert sum(int(line.split()[-2]) for line in counted[1:-1]) == int(counted[-1].split()[0])
    assert len(counted) < 30 < int(counted[-1].split()[0]) < len(every)
