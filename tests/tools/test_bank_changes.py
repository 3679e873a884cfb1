"""Vendors to pay whose bank details were changed lately, against the history in the sandbox's rows."""

from datetime import timedelta
from typing import Any

import httpx2
import pytest

from agent import Agent, column
from answering import answering
from conftest import TODAY
from intacct_client.sign_in import MakeTransport
from intacct_sandbox.company.describing.audit_trail import Changed, write_history
from intacct_sandbox.serve import Sandbox
from refusing import Refusing

RUN: dict[str, Any] = {"due_by": "2026-12-31", "limit": 1}
TOLD = "Bank details changed"


def change(sandbox: Sandbox, vendor: int, field: str, days_ago: int, value: object = "1") -> None:
    """Write that somebody changed a field of a vendor."""
    write_history(
        sandbox.ledger,
        Changed(
            name="accounts-payable/vendor",
            key=vendor,
            before={field: "0"},
            after={field: value},
            action="modify",
            verb="",
            user_key=1,
            client_id="",
            at=f"{TODAY - timedelta(days=days_ago)}T00:00:00Z",
            source="userInterface",
        ),
    )


async def listed(agent: Agent, sandbox: Sandbox) -> list[tuple[int, str]]:
    """Vendors of the run: key and id."""
    answer = await agent.reads("list_bills", due_by=RUN["due_by"], limit=200)
    ids = sorted({vendor.partition(" ")[0] for vendor in column(answer, "vendor")})
    return [
        (key, id_)
        for id_ in ids
        for (key,) in sandbox.ledger.rows("SELECT key FROM party WHERE id = ?", (id_,))
    ]


def forget(sandbox: Sandbox) -> None:
    """Take what the seed says was changed out of the history."""
    sandbox.ledger.write("DELETE FROM record WHERE object = 'company-config/audit-history'")


def told(answer: dict[str, Any]) -> list[str]:
    return [note for note in answer["notes"] if note.startswith(TOLD)]


@pytest.mark.behaviour("bills.bank-changes")
async def test_a_vendor_whose_bank_account_was_changed_is_named_with_day_and_user(
    agent: Agent, sandbox: Sandbox
):
    answer = await agent.reads("list_bills", **RUN)
    ((vendor, day, user),) = sandbox.ledger.rows(
        "SELECT p.id || ' ' || p.name, substr(p.modified_at, 1, 10), 'ap_clerk' FROM party p WHERE p.key ="
        " (SELECT record_key FROM seeded_case WHERE name = 'vendor-with-bank-details')"
    )
    (note,) = told(answer)
    assert note == (
        f"Bank details changed within 30 days: {vendor} ({day} by {user}). Confirm before paying."
    )


@pytest.mark.behaviour("bills.bank-changes")
async def test_only_bank_details_of_vendors_to_pay_and_of_thirty_days_count(fresh_sandbox: Sandbox):
    forget(fresh_sandbox)
    async with answering(fresh_sandbox) as agent:
        late, early, other, named, *_ = await listed(agent, fresh_sandbox)
        change(fresh_sandbox, late[0], "ach.accountNumber", 30)
        change(fresh_sandbox, late[0], "ach.routingNumber", 2)
        change(fresh_sandbox, early[0], "ach.accountNumber", 31)
        change(fresh_sandbox, other[0], "attachment", 1)
        change(fresh_sandbox, named[0], "nsp::BANK_BRANCH", 4)
        change(fresh_sandbox, 999_999, "ach.accountNumber", 1)
        (note,) = told(await agent.reads("list_bills", **RUN))
    assert [each.partition(" ")[0] for each in note.partition(": ")[2].split("), ")] == [
        late[1],
        named[1],
    ]
    assert "(2026-10-29 by " in note


@pytest.mark.behaviour("bills.bank-changes")
async def test_six_are_named_and_the_others_counted(fresh_sandbox: Sandbox):
    forget(fresh_sandbox)
    async with answering(fresh_sandbox) as agent:
        vendors = await listed(agent, fresh_sandbox)
        for key, _ in vendors[:9]:
            change(fresh_sandbox, key, "ach.accountNumber", 0)
        (note,) = told(await agent.reads("list_bills", **RUN))
    assert note.count("(2026-10-31 by ") == 6
    assert ", 3 more." in note


async def test_a_list_that_is_no_run_asks_nothing_of_it(agent: Agent):
    for arguments in ({}, {"due_by": RUN["due_by"], "search": "nobody"}):
        answer = await agent.reads("list_bills", **arguments)
        assert (told(answer), answer["api"]) == ([], 1 + ("search" in arguments))


@pytest.fixture
def is_refused() -> bool:
    return False


@pytest.fixture
def transport(sandbox: Sandbox, *, is_refused: bool) -> MakeTransport:
    return lambda: (
        Refusing(sandbox, b"audit-history") if is_refused else httpx2.ASGITransport(app=sandbox.app)
    )


@pytest.mark.parametrize("is_refused", [True])
@pytest.mark.behaviour("bills.bank-changes")
async def test_who_may_not_read_the_history_is_told_so(agent: Agent):
    answer = await agent.reads("list_bills", **RUN)
    assert told(answer) == []
    assert (
        "Not looked for: changes of bank details, as this user may not read the history."
        in answer["notes"]
    )
