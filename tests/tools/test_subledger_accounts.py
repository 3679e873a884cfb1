"""Which accounts a subledger stands on, where names and lines say something else than usual."""

from decimal import Decimal
from typing import Any

import pytest

from agent import Agent, records, sum_of
from intacct_sandbox.serve import Sandbox
from planting import Planting


@pytest.fixture
def sandbox(fresh_sandbox: Sandbox) -> Sandbox:
    return fresh_sandbox


def kinds(answer: dict[str, Any]) -> dict[str, str]:
    return {row[0]: row[2] for row in answer["accounts"]["rows"]}


@pytest.mark.behaviour("close.accounts")
async def test_lines_name_the_account_of_what_is_held_back_whatever_its_name(
    agent: Agent, sandbox: Sandbox
):
    sandbox.ledger.write("UPDATE account SET name = 'Held by customers' WHERE id = '1250'")
    answer = await agent.reads("reconcile_subledger", ledger="AR")
    assert kinds(answer)["1250"] == "retainage"
    assert set(answer["checks"].values()) == {"0.00"}


@pytest.mark.behaviour("close.accounts", "close.adds-up")
async def test_an_account_that_is_not_found_is_said_and_can_be_added(
    agent: Agent, sandbox: Sandbox
):
    sandbox.ledger.write("UPDATE account SET name = 'Held from vendors' WHERE id = '2060'")
    answer = await agent.reads("reconcile_subledger", ledger="AP")
    assert answer["notes"][0].endswith("explain 0.00, 1250.00 is unexplained.")
    assert any("what is held back was not found" in note for note in answer["notes"])
    added = await agent.reads("reconcile_subledger", ledger="AP", also_accounts="2060")
    assert kinds(added)["2060"] == "added"
    assert set(added["checks"].values()) == {"0.00"}


@pytest.mark.behaviour("close.accounts")
async def test_an_account_that_a_line_names_instead_and_one_for_overpayments_are_in(
    agent: Agent, sandbox: Sandbox
):
    sandbox.ledger.write("UPDATE account SET name = 'Customer overpayments' WHERE id = '2130'")
    plant = Planting(sandbox.ledger).open_books()
    invoice = plant.invoice("ALT-1", "2026-10-01", 70_000)
    # Posted to another account than the control account, as its line says.
    sandbox.ledger.write(
        "UPDATE document_line SET extra = json_object('overrideOffsetGLAccount.key',"
        " (SELECT key FROM account WHERE id = '1230')) WHERE document_key = ?",
        (invoice,),
    )
    sandbox.ledger.write(
        "UPDATE journal_line SET account_key = (SELECT key FROM account WHERE id = '1230')"
        " WHERE entry_key = (SELECT entry_key FROM document WHERE key = ?)"
        " AND account_key = (SELECT key FROM account WHERE id = '1200')",
        (invoice,),
    )
    answer = await agent.reads("reconcile_subledger", ledger="AR")
    assert (kinds(answer)["1230"], kinds(answer)["2130"]) == ("alternative", "overpayments")
    assert answer["checks"]["unexplained USD"] == "0.00"


async def test_each_page_has_its_rows_and_the_others(agent: Agent):
    first = await agent.reads("reconcile_subledger", ledger="AP", limit=1)
    second = await agent.reads("reconcile_subledger", ledger="AP", limit=200, after=first["next"])
    assert len(records(first)) + len(records(second)) == first["total"]
    by_currency = {row["currency"] for row in [*records(first), *records(second)]}
    assert by_currency == set(first["totals"])
    whole = sum_of(first, "subledger") + sum_of(second, "subledger")
    assert whole == sum(Decimal(sums["subledger"]) for sums in first["totals"].values())
