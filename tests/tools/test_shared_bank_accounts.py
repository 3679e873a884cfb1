"""Two bank accounts on one account of the ledger: its balance is shown once."""

from decimal import Decimal

import pytest

from agent import Agent, records, sum_of
from intacct_sandbox.serve import Sandbox


@pytest.fixture
def sandbox(fresh_sandbox: Sandbox) -> Sandbox:
    fresh_sandbox.ledger.write(
        "UPDATE bank_account SET account_key ="
        " (SELECT account_key FROM bank_account WHERE id = 'CAS-OPS') WHERE id = 'GUL-OPS'"
    )
    return fresh_sandbox


@pytest.mark.behaviour("cash.books")
async def test_the_balance_of_a_shared_account_is_counted_once(agent: Agent):
    answer = await agent.reads("cash_position", entity="100,400")
    first, second = [row for row in records(answer) if row["account"] == "1010"]
    assert Decimal(first["book"]) > 0
    assert second["book"] == "0.00"
    assert sum_of(answer, "book") == Decimal(answer["totals"]["book"])
    assert any("Several bank accounts stand on 1010" in note for note in answer["notes"])
    assert "checks" not in answer
