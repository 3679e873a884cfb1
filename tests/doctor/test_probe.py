"""The probe names the reading that holds, under each switch alone (docs/api/assumptions.md)."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import get_args

import httpx2
import pytest

from examining import TODAY, subject_of
from intacct_client import Intacct
from intacct_client.connect import connect
from intacct_client.query import select
from intacct_client.token_store import MemoryTokenStore
from intacct_mcp.connection import Companies, sandbox_account
from intacct_mcp.doctor.commands import probed_subject
from intacct_mcp.doctor.probing.points import POINTS
from intacct_mcp.doctor.probing.prober import MOST, Found, Prober, probe
from intacct_mcp.doctor.probing.readings_store import orders_groups, read_readings, write_readings
from intacct_mcp.doctor.subject import chosen, opened_subject
from intacct_mcp.serving import read_serving
from intacct_sandbox.company.assumptions import Assumptions
from intacct_sandbox.serve import Sandbox, Seed, open_sandbox
from opened import company, served
from wire import BASE

NAMES = " ".join(names for names, _ in POINTS).split()
SWITCHES = [
    (name, value)
    for name in NAMES
    if name.replace("-", "_") in Assumptions.__annotations__
    for value in get_args(Assumptions.__annotations__[name.replace("-", "_")])
]
# Nothing of the seeded company is in this state: the tests below make something that is.
NEEDS_MORE = {"draft-lines"}


async def probed(sandbox: Sandbox) -> tuple[dict[str, Found], int]:
    """What a probe found, and the transactions that it took."""
    async with connect(
        sandbox_account(sandbox),
        MemoryTokenStore(),
        make_transport=lambda: httpx2.ASGITransport(app=sandbox.app),
    ) as intacct:
        found = await probe(intacct, TODAY, POINTS)
        return {each.point: each for each in found}, intacct.spent.transactions


@pytest.mark.behaviour("assumptions.probe")
@pytest.mark.parametrize(
    ("name", "value"), [each for each in SWITCHES if each[0] not in NEEDS_MORE]
)
async def test_a_probe_names_the_reading_that_holds(name: str, value: str):
    assumed = Assumptions().with_switches([f"{name}={value}"])
    with company(Seed(1, TODAY, 500, assumed)) as sandbox:
        found, spent = await probed(sandbox)
    assert (found[name].reading, found[name].how != "") == (value, True)
    assert spent <= MOST


@pytest.mark.parametrize("value", ["shown", "hidden"])
async def test_lines_of_drafts_are_told_once_there_is_a_draft(value: str):
    assumed = Assumptions().with_switches([f"draft-lines={value}"])
    with company(Seed(1, TODAY, 500, assumed)) as sandbox:
        assert (await probed(sandbox))[0]["draft-lines"] == Found(
            "draft-lines", "", "no entry is draft"
        )
        await _draft(sandbox)
        found, spent = await probed(sandbox)
    assert (found["draft-lines"].reading, spent <= MOST) == (value, True)


async def _draft(sandbox: Sandbox) -> None:
    lines = [
        {
            "txnType": side,
            "txnAmount": "5.00",
            "glAccount": {"id": account},
            "dimensions": {"location": {"id": "110"}},
        }
        for side, account in (("debit", "6100"), ("credit", "2100"))
    ]
    body = {
        "glJournal": {"id": "GJ"},
        "postingDate": "2026-10-15",
        "description": "Not yet",
        "state": "draft",
        "lines": lines,
    }
    account = sandbox_account(sandbox)
    transport = httpx2.ASGITransport(app=sandbox.app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://localhost") as http:
        form = {
            "grant_type": "client_credentials",
            "client_id": account.client_id,
            "client_secret": account.client_secret,
            "username": account.username,
        }
        token = (await http.post(f"{BASE}/oauth2/token", data=form)).json()["access_token"]
        made = await http.post(
            f"{BASE}/objects/general-ledger/journal-entry",
            json=body,
            headers={"Authorization": f"Bearer {token}"},
        )
        assert made.status_code == 201, made.text


async def test_what_cannot_be_told_says_why():
    with company(Seed(1, TODAY, 500)) as sandbox:
        found, _ = await probed(sandbox)
    assert set(found) == set(NAMES)
    assert all(each.reading or each.how for each in found.values())


async def test_a_probe_takes_no_more_than_its_transactions():
    async def greedy(prober: Prober) -> list[Found]:
        for _ in range(MOST + 5):
            await prober.query("company-config/user", "id", size=1)
        return [Found("greedy", "all", "")]

    with company(Seed(1, TODAY, 500)) as sandbox:
        async with connect(
            sandbox_account(sandbox),
            MemoryTokenStore(),
            make_transport=lambda: httpx2.ASGITransport(app=sandbox.app),
        ) as intacct:
            found = await probe(intacct, TODAY, (("greedy", greedy), *POINTS))
            assert intacct.spent.transactions == MOST
    assert {each.reading for each in found} == {""}
    assert found[0].how == "the 15 transactions of a probe are used up"
    assert all(each.how for each in found)


# What was found is kept, and used


def test_readings_are_kept_for_their_owner_alone_and_read_again(tmp_path: Path):
    path = tmp_path / "readings" / "a.json"
    write_readings(path, "acme", "2026-10-31", [("sums", "text", "seen"), ("count-of", "", "none")])
    assert read_readings(path) == {"sums": "text"}
    assert path.stat().st_mode & 0o077 == 0
    assert json.loads(path.read_text())["company"] == "acme"


@pytest.mark.parametrize("text", ["", "{", "[]", '{"points": {"sums": "text"}}', '{"points": []}'])
def test_a_file_of_readings_that_makes_no_sense_counts_as_none(tmp_path: Path, text: str):
    path = tmp_path / "a.json"
    path.write_text(text)
    assert read_readings(path) == {}
    assert orders_groups({}) is True
    assert orders_groups({"aggregate-order": "refused"}) is False


@pytest.fixture
def refusing() -> Iterator[Sandbox]:
    assumed = Assumptions(aggregate_order="refused")
    sandbox = open_sandbox(Seed(1, date(2026, 10, 31), 500, assumed))
    yield sandbox
    sandbox.ledger.close()


async def test_the_server_does_not_learn_again_what_a_probe_has_found(
    refusing: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    with served(refusing) as address:
        account = sandbox_account(refusing)
        environment = {
            "INTACCT_CLIENT_ID": account.client_id,
            "INTACCT_CLIENT_SECRET": account.client_secret,
            "INTACCT_USERNAME": account.username,
            "INTACCT_BASE_URL": address,
            "INTACCT_TODAY": "2026-10-31",
        }
        serving = read_serving(environment)
        async with Companies(serving) as unknowing:
            books = await unknowing.books()
            learned = await _costs(books.intacct)
        await _probed_and_kept(environment)
        async with Companies(serving) as knowing:
            known = await _costs((await knowing.books()).intacct)
    assert (learned, known) == (2, 1)


async def _costs(intacct: Intacct) -> int:
    await intacct.query(
        select("general-ledger/journal-entry-line", "text state", "money sum:baseAmount")
    )
    return intacct.spent.transactions


async def _probed_and_kept(environment: dict[str, str]) -> None:
    serving = read_serving(environment)
    async with opened_subject(serving, chosen(serving)) as subject:
        await probed_subject(subject)


async def test_a_company_in_this_process_keeps_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    with company(Seed(1, TODAY, 500)) as sandbox:
        await probed_subject(replace(subject_of(sandbox), is_sandbox=True))
    assert list(tmp_path.iterdir()) == []  # noqa: ASYNC240 - an empty folder
