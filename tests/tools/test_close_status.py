"""How far a period is closed, against the rows; and what is planted in a company of its own."""

from collections import Counter
from decimal import Decimal
from typing import Any

import pytest

from agent import Agent, records
from intacct_sandbox.serve import Sandbox


def block(answer: dict[str, Any], name: str) -> list[dict[str, Any]]:
    if name not in answer:
        return []
    table = answer[name]
    return [dict(zip(table["columns"], row, strict=True)) for row in table["rows"]]


def rows_by_entity(answer: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {row["entity"]: row for row in records(answer)}


@pytest.mark.behaviour("close.matrix")
async def test_the_one_entity_that_closed_last_month_is_told_from_the_others(
    agent: Agent, sandbox: Sandbox
):
    ((closed,),) = sandbox.ledger.rows(
        "SELECT e.id FROM seeded_case s JOIN entity e ON e.key = s.record_key"
        " WHERE s.name = 'month-closed-in-some-entities'"
    )
    answer = await agent.reads("close_status")
    assert answer["period"] == {"start": "2026-09-01", "end": "2026-09-30"}
    rows = rows_by_entity(answer)
    assert {id_: row["ledger"] for id_, row in rows.items()} == {
        id_: "closed" if id_ == closed else "open" for id_ in ("100", "200", "300", "400", "900")
    }
    assert (rows[closed]["ap"], rows[closed]["ar"]) == ("closed", "closed")
    assert rows["100"]["ap"] == "1 of 1 summaries open"
    assert answer["preliminary"] is True
    earlier = await agent.reads("close_status", period="2026-08")
    assert {row["ledger"] for row in records(earlier)} == {"closed"}
    assert "preliminary" not in earlier
    across = await agent.reads("close_status", period="2026-Q3")
    assert rows_by_entity(across)["100"]["ledger"] == "partly open"


@pytest.mark.behaviour("close.matrix")
async def test_summaries_are_counted_in_the_period_and_before(agent: Agent, sandbox: Sandbox):
    answer = await agent.reads("close_status", period="2026-10")
    for id_, row in rows_by_entity(answer).items():
        for word, code in (("ap", "AP"), ("ar", "AR")):
            ((inside, open_, before),) = sandbox.ledger.rows(
                "SELECT COALESCE(SUM(posting_date >= '2026-10-01'), 0),"
                " COALESCE(SUM(posting_date >= '2026-10-01' AND state = 'open'), 0),"
                " COALESCE(SUM(posting_date < '2026-10-01' AND state = 'open'), 0) FROM summary s"
                " JOIN entity e ON e.key = s.entity_key"
                f" WHERE e.id = '{id_}' AND s.subledger = '{code}' AND posting_date <= '2026-10-31'"
            )
            words = f"{open_} of {inside} summaries open" if inside else "no summaries"
            assert row[word] == words + (f", {before} of earlier months open" if before else "")


DOCUMENTS = """
    SELECT d.subledger AS ledger, d.state, e.id AS entity, e.base_currency AS currency, d.key,
      l.base_amount AS cents, CASE WHEN a.type <> 'incomeStatement' THEN 0
        WHEN d.subledger = 'AR' THEN l.base_amount ELSE -l.base_amount END AS profit
    FROM document d JOIN document_line l ON l.document_key = d.key JOIN entity e ON e.key = d.entity_key
    JOIN account a ON a.key = l.account_key
    WHERE d.state IN ('draft', 'submitted', 'partiallyApproved') AND d.document_date <= '2026-10-31'
    UNION ALL
    SELECT 'EE', json_extract(h.fields, '$.state'), e.id, e.base_currency, h.key,
      json_extract(r.fields, '$.baseAmount'), -json_extract(r.fields, '$.baseAmount')
    FROM record h JOIN record r ON r.object = 'expenses/employee-expense-line'
      AND json_extract(r.fields, '$."employeeExpense.key"') = h.key
    JOIN entity e ON e.key = json_extract(h.fields, '$."entity.key"')
    WHERE h.object = 'expenses/employee-expense'
      AND json_extract(h.fields, '$.state') IN ('draft', 'submitted', 'approved')
"""


@pytest.mark.behaviour("close.unposted")
async def test_what_is_unposted_is_what_the_rows_say(agent: Agent, sandbox: Sandbox):
    answer = await agent.reads("close_status", period="2026-10")
    expected = {
        (ledger, state, entity, currency): (count, Decimal(cents).scaleb(-2))
        for ledger, state, entity, currency, count, cents in sandbox.ledger.rows(
            "SELECT ledger, state, entity, currency, COUNT(DISTINCT key), SUM(cents)"
            f" FROM ({DOCUMENTS}) GROUP BY 1, 2, 3, 4"
        )
    }
    assert {ledger for ledger, *_ in expected} == {"AR", "AP", "EE"}
    assert {
        (row["ledger"], row["state"], row["entity"], row["currency"]): (
            row["count"],
            Decimal(row["amount"]),
        )
        for row in block(answer, "unposted")
    } == expected
    counts = Counter[str]()
    for (_, _, entity, _), (count, _) in expected.items():
        counts[entity] += count
    rows = rows_by_entity(answer)
    assert {id_: row["unposted"] for id_, row in rows.items() if row["unposted"]} == counts


@pytest.mark.behaviour("close.profit-effect", "close.unposted-evidence")
async def test_posting_what_waits_would_change_the_result_by_the_effect(
    agent: Agent, sandbox: Sandbox
):
    answer = await agent.reads("close_status", period="2026-10")
    rows = sandbox.ledger.rows(f"SELECT currency, SUM(profit) FROM ({DOCUMENTS}) GROUP BY 1")
    assert {currency: Decimal(cents).scaleb(-2) for currency, cents in rows} == {
        currency: Decimal(sums["profit_effect"]) for currency, sums in answer["totals"].items()
    }
    evidence = await agent.reads("get_evidence", handle=answer["evidence"])
    assert set(evidence["checks"].values()) == {"0.00"}


async def test_where_nothing_waits_the_evidence_says_that_zero_is_right(agent: Agent):
    answer = await agent.reads("close_status", period="2026-08")
    assert {amount for sums in answer["totals"].values() for amount in sums.values()} == {"0.00"}
    evidence = await agent.reads("get_evidence", handle=answer["evidence"])
    assert "rows" not in evidence or not evidence["rows"]
    assert evidence["checks"] == {
        f"profit_effect {currency}": "0.00" for currency in answer["totals"]
    }


@pytest.mark.behaviour("close.banks")
async def test_banks_say_how_far_they_are_reconciled(agent: Agent):
    august = block(await agent.reads("close_status", period="2026-08"), "banks")
    assert {row["bank"].split()[0]: row["to_period_end"] for row in august} == {
        "CAS-OPS": "yes",
        "BCN-OPS": "no",
        "THM-OPS": "no",
        "GUL-OPS": "no",
    }
    answer = await agent.reads("close_status", period="2026-09")
    first = block(answer, "banks")[0]
    assert (first["reconciled_on"], first["being_reconciled_to"]) == ("2026-08-31", "2026-09-30")
    assert rows_by_entity(answer)["100"]["cash"] == "0 of 1 reconciled"


@pytest.mark.behaviour("close.trial-balance")
async def test_the_trial_balance_balances_in_every_currency(agent: Agent):
    for period in ("2026-10", "2025", "2024-02"):
        answer = await agent.reads("close_status", period=period)
        assert answer["checks"] == {"trial balance GBP": "0.00", "trial balance USD": "0.00"}


@pytest.mark.behaviour("close.status-cost")
async def test_a_status_costs_sixteen_transactions(agent: Agent):
    await agent.reads("close_status")
    assert (await agent.reads("close_status"))["api"] == 16


@pytest.mark.behaviour("close.none-found")
async def test_what_was_looked_for_and_is_not_there_is_said(agent: Agent):
    answer = await agent.reads("close_status", period="2026-10")
    assert "wrong_side" not in answer
    assert "reversals_to_come" not in answer
    assert "Checked, none found: wrong-side balances, reversals to come." in answer["notes"]
    quiet = await agent.reads("close_status", period="2024-06", entity="900")
    assert quiet["notes"][-1] == (
        "Checked, none found: wrong-side balances, reversals to come, unposted items."
    )
