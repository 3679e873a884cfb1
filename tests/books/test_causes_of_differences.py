"""Differences of every kind, at random days, in a company of its own: causes explain them to the cent."""

from datetime import date
from random import Random

import pytest

from agent import Agent
from intacct_sandbox.serve import Sandbox
from planting import PAYABLES, Planting
from subledger_sql import assert_it_adds_up, causes, ledger_side, side, subledger_side


@pytest.fixture
def sandbox(fresh_sandbox: Sandbox) -> Sandbox:
    return fresh_sandbox


@pytest.mark.parametrize("chance", [Random(seed) for seed in (1, 2, 3)], ids=["1", "2", "3"])
@pytest.mark.behaviour("close.adds-up", "close.coded-lines")
async def test_whatever_was_booked_causes_explain_the_difference(
    chance: Random, sandbox: Sandbox, agent: Agent
):

    def day() -> str:
        return date(2026, chance.randint(6, 10), chance.randint(1, 28)).isoformat()

    for at in range(12):
        plant = Planting(sandbox.ledger, chance.choice(["100", "200", "300"])).open_books()
        amount = chance.randint(100, 100_000)
        ar, ap = chance.choice(["1200", "1250"]), chance.choice(["2000", "1360"])
        match chance.randint(0, 4):
            case 0:
                plant.entry(day(), ar, "4100", amount)
            case 1:
                plant.entry(day(), "6500", ap, amount)
            case 2:
                plant.bill(f"Z-{at}", day(), amount, account=ap)
            case 3:
                plant.invoice(f"Z-{at}", day(), amount, account=ar)
            case _:
                dated, posts = chance.sample(["2026-10-05", "2026-10-20"], 2)
                key = plant.bill(f"Z-{at}", dated, amount, posts=posts)
                plant.pay(PAYABLES, key, day(), amount)
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
