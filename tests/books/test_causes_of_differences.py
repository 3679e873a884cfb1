"""Differences of every kind, at random days, in a company of its own: causes explain them to the cent."""

from datetime import date
from random import Random

import pytest

from agent import Agent
from intacct_sandbox.serve import Sandbox
from planting import PAYABLES, RECEIVABLES, Planting
from subledger_sql import assert_it_adds_up, causes, ledger_side, side, subledger_side


@pytest.fixture
def sandbox(fresh_sandbox: Sandbox) -> Sandbox:
    return fresh_sandbox


def plant_something(plant: Planting, chance: Random, number: str) -> None:
    """One thing on the accounts, or in the subledger, of a kind that chance picks."""

    def day() -> str:
        return date(2026, chance.randint(6, 10), chance.randint(1, 28)).isoformat()

    amount = chance.randint(100, 100_000)
    ar, ap = chance.choice(["1200", "1250"]), chance.choice(["2000", "1360"])
    match chance.randint(0, 6):
        case 0:
            plant.entry(day(), ar, "4100", amount)
        case 1:
            plant.entry(day(), "6500", ap, amount)
        case 2:
            plant.bill(number, day(), amount, account=ap)
        case 3:
            plant.invoice(number, day(), amount, account=ar)
        case 4:
            key = plant.invoice(number, "2026-06-20", amount)
            plant.reverse(RECEIVABLES, key, max(day(), "2026-06-20"))
        case 5:
            key = plant.bill(number, "2026-06-20", amount)
            paid = plant.pay(PAYABLES, key, max(day(), "2026-06-20"), amount)
            plant.take_back(PAYABLES, paid, "2026-10-29")
        case _:
            dated, posts = chance.sample(["2026-10-05", "2026-10-20"], 2)
            key = plant.bill(number, dated, amount, posts=posts)
            plant.pay(PAYABLES, key, day(), amount)


@pytest.mark.parametrize("chance", [Random(seed) for seed in (1, 2, 3)], ids=["1", "2", "3"])
@pytest.mark.behaviour("close.adds-up", "close.coded-lines")
async def test_whatever_was_booked_causes_explain_the_difference(
    chance: Random, sandbox: Sandbox, agent: Agent
):

    for at in range(16):
        entity = chance.choice(["100", "200", "300"])
        plant_something(Planting(sandbox.ledger, entity).open_books(), chance, f"Z-{at}")
    seen = set[str]()
    for code in ("AR", "AP"):
        for as_of in ("2026-07-15", "2026-09-30", "2026-10-10", "2026-10-31"):
            answer = await agent.reads("reconcile_subledger", ledger=code, as_of=as_of)
            assert side(answer, "subledger") == subledger_side(sandbox, code, as_of)
            assert side(answer, "ledger") == ledger_side(sandbox, code, as_of)
            assert side(answer, "unexplained") == {}
            assert_it_adds_up(answer)
            seen |= {cause["cause"] for cause in causes(answer)}
    assert len(seen) >= 2
