"""Lists above 4,000 matches: one page and one aggregate instead of all rows."""

from decimal import Decimal

import pytest

from agent import Agent, records
from intacct_sandbox.serve import Sandbox

EXTRA = 4_100


@pytest.fixture
def sandbox(fresh_sandbox: Sandbox) -> Sandbox:
    with fresh_sandbox.ledger.transaction():
        for number in range(EXTRA):
            fresh_sandbox.ledger.insert(
                "party",
                {
                    "subledger": "AR",
                    "id": f"X-{number:05d}",
                    "name": f"Bulk customer {number:05d}",
                    "status": "active",
                    "currency": "USD" if number % 2 else "GBP",
                    "created_at": "2026-01-01T00:00:00Z",
                    "modified_at": "2026-01-01T00:00:00Z",
                },
            )
    return fresh_sandbox


@pytest.mark.behaviour("transactions.a-list")
@pytest.mark.usual_reading("total-due")
async def test_totals_are_over_all_matches_and_cost_two_transactions(
    agent: Agent, sandbox: Sandbox
):
    answer = await agent.reads("list_customers", sort="owes", limit=5)
    assert answer["api"] == 2
    assert answer["total"] == EXTRA + 45
    (usd,) = sandbox.ledger.rows(
        "SELECT (SELECT SUM(CASE d.kind WHEN 'advance' THEN -l.base_amount ELSE l.base_amount - l.base_retained END)"
        " FROM document d JOIN document_line l ON l.document_key = d.key"
        " WHERE d.subledger = 'AR' AND d.state = 'posted' AND d.currency IN ('USD', 'EUR'))"
        " - (SELECT SUM(base_amount) FROM payment WHERE subledger = 'AR' AND currency = 'USD')"
    )[0]
    assert Decimal(answer["totals"]["USD"]["owes"]) == Decimal(usd).scaleb(-2)


async def test_the_pages_after_cost_two_and_reach_the_end(agent: Agent):
    seen: list[str] = []
    after = ""
    while True:
        page = await agent.reads("list_customers", search="Bulk", limit=200, after=after)
        assert page["api"] == 2
        seen += [row["id"] for row in records(page)]
        after = page.get("next", "")
        if not after:
            break
    assert seen == [f"X-{number:05d}" for number in range(EXTRA)]


async def test_a_list_that_changed_between_pages_says_so(agent: Agent, sandbox: Sandbox):
    cursor = (await agent.reads("list_customers", search="Bulk", limit=3))["next"]
    sandbox.ledger.write("DELETE FROM party WHERE id = 'X-04000'")
    page = await agent.reads("list_customers", search="Bulk", limit=3, after=cursor)
    assert page["notes"] == [
        f"The list changed since the page before: {EXTRA} then, {EXTRA - 1} now."
    ]


async def test_a_long_answer_is_cut_at_a_row_and_goes_on(agent: Agent, sandbox: Sandbox):
    sandbox.ledger.write(
        "UPDATE party SET name = name || ' ' || ? WHERE id LIKE 'X-%'", ("long " * 20,)
    )
    text = await agent.hears("list_customers", search="Bulk", limit=200)
    assert len(text) <= 13_500
    page = await agent.reads("list_customers", search="Bulk", limit=200)
    shown = len(page["rows"])
    assert shown < 200
    assert page["others"]["count"] == EXTRA - shown
    following = await agent.reads("list_customers", search="Bulk", limit=1, after=page["next"])
    assert following["rows"][0][0] == f"X-{shown:05d}"


@pytest.mark.parametrize("sort", ["name", "owes"])
async def test_every_page_of_a_long_list_has_the_same_columns(agent: Agent, sort: str):
    columns: set[tuple[str, ...]] = set()
    after: str | None = ""
    while after is not None:
        page = await agent.reads("list_customers", sort=sort, limit=200, after=after)
        columns.add(tuple(page["columns"]))
        after = page.get("next")
    assert columns == {
        ("id", "name", "status", "currency", "owes", "credit_limit", "over_limit_by", "on_hold")
    }
