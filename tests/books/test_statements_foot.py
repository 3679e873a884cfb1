"""Each line of a statement is the sum of the lines shown in it, whatever groups hold what."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adding_up import reads_as_it_adds
from agent import Agent, column, records
from answering import answering
from effort import EXAMPLES
from intacct_books.company.chart import Account, Chart
from intacct_books.statements.section import MOST_BESIDE, REST, Column, Section, Table, inserted
from intacct_books.statements.written import written
from intacct_sandbox.serve import Sandbox
from ledger_rows import booked

NUMBERS = [f"{number}" for number in range(1000, 1030)]
RESULT = Section("Result", True, ("1029",), is_one_line=True)
CHART = Chart([Account(id_, f"Account {id_}", False, "", False, "", True, "") for id_ in NUMBERS])
CENTS = st.integers(-500, 500).map(lambda cents: Decimal(cents).scaleb(-2))


@st.composite
def sections(draw: st.DrawFn) -> Section:
    """A tree of groups over all accounts but the result's: some hold accounts and groups side by side."""
    waiting: Iterator[str] = iter(draw(st.permutations(NUMBERS[:-1])))
    titles = iter(range(1_000))

    def tree(depth: int) -> Section:
        own = tuple(id_ for _, id_ in zip(range(draw(st.integers(0, 8))), waiting, strict=False))
        inside = draw(st.integers(0, 3)) if depth else 0
        members = tuple(tree(depth - 1) for _ in range(inside))
        return Section(f"Group {next(titles)}", draw(st.booleans()), own, members)

    return tree(3)


def shown(top: Section, table: Table) -> dict[str, Any]:
    found = written([top], table)
    names = ["line", *found.columns]
    return {"columns": names, "rows": [[row[name] for name in names] for row in found.rows]}


@settings(max_examples=10 * EXAMPLES, deadline=None)
@given(
    top=sections(),
    amounts=st.dictionaries(st.sampled_from(NUMBERS), CENTS),
    by_account=st.booleans(),
    is_shown=st.booleans(),
)
@pytest.mark.behaviour("statements.foots")
def test_a_line_is_the_sum_of_the_lines_shown_in_it(
    top: Section, amounts: dict[str, Decimal], *, by_account: bool, is_shown: bool
):
    whole = Section("Whole", True, (), inserted((top,), RESULT, set(top.ids[:1])))
    always = frozenset({RESULT.title, whole.title} if is_shown else set[str]())
    nets = {(id_, "USD"): amount for id_, amount in amounts.items()} | {("1000", "USD"): Decimal(0)}
    table = Table((Column("balance", nets),), CHART, by_account, always)
    answer = shown(whole, table)
    if answer["rows"]:
        reads_as_it_adds(answer, "balance")
        assert answer["rows"][-1][1] == table.columns[0].amount(
            whole.ids, "USD", is_credit=whole.is_credit
        )


def test_many_accounts_beside_a_group_are_one_line():
    few = Section("Few", False, tuple(NUMBERS[:MOST_BESIDE]), (RESULT,))
    many = Section("Many", False, tuple(NUMBERS[10 : 11 + MOST_BESIDE]), (RESULT,))
    nets = {(id_, "USD"): Decimal(1) for id_ in NUMBERS}
    table = Table((Column("balance", nets),), CHART, shows_accounts=False)
    lines = [row[0] for row in shown(few, table)["rows"]]
    assert lines[:-2] == [f" {id_} Account {id_}" for id_ in NUMBERS[:MOST_BESIDE]]
    assert [row[0] for row in shown(many, table)["rows"]] == [
        f" Many{REST}",
        " less Result",
        "Many",
    ]


def test_the_result_is_the_neighbour_of_a_group_of_retained_earnings_alone():
    retained, stock = Section("Retained", True, ("3900",)), Section("Stock", True, ("3000",))
    equity = Section("Equity", True, (), (stock, retained))
    (found,) = inserted((equity,), RESULT, {"3900"})
    assert found.members == (stock, retained, RESULT)
    assert inserted((stock,), RESULT, {"3900"}) == (stock,)
    assert inserted((stock, retained), RESULT, {"3900"}) == (stock, retained, RESULT)


@pytest.mark.behaviour("statements.foots")
async def test_equity_shows_what_it_is_made_of_without_a_line_for_each_account(
    agent: Agent, sandbox: Sandbox
):
    answer = await agent.reads("balance_sheet", as_of="2026-10-31", entity="100")
    assert reads_as_it_adds(answer, "balance") >= 6
    titles = [line.strip() for line in column(answer, "line")]
    above = titles[titles.index("Total liabilities") + 1 : titles.index("Equity")]
    assert above == [
        "3000 Common stock",
        "3100 Paid-in capital",
        "3900 Retained earnings",
        "Net income, current year",
    ]
    ((_, paid_in),) = booked(sandbox, "a.id = '3100' AND n.id = '100'").items()
    (row,) = (row for row in records(answer) if row["line"].strip() == above[1])
    assert Decimal(row["balance"]) == -paid_in


@pytest.mark.parametrize(
    ("tool", "given"),
    [
        ("balance_sheet", {"as_of": "2026-10-31"}),
        ("balance_sheet", {"as_of": "2026-10-31", "by": "entity"}),
        ("balance_sheet", {"as_of": "2026-10-31", "compare": "prior_year"}),
        ("income_statement", {"period": "2026-10", "by": "department"}),
        ("income_statement", {"period": "2026-10", "compare": "prior_period"}),
        ("income_statement", {"period": "2026-Q3", "by": "month"}),
        ("cash_flow", {"period": "2026-Q3"}),
    ],
)
@pytest.mark.behaviour("statements.foots")
async def test_every_column_of_every_statement_foots(
    agent: Agent, tool: str, given: dict[str, str]
):
    answer = await agent.reads(tool, **given)
    if tool == "cash_flow":
        answer["rows"] = [row for row in answer["rows"] if not row[0].startswith("Cash at ")]
    amounts = [
        name for name in answer["columns"] if name not in {"line", "currency", "difference", "%"}
    ]
    for name in amounts:
        assert reads_as_it_adds(answer, name)


@pytest.mark.behaviour("statements.foots")
async def test_costs_beside_groups_of_costs_are_shown_too(fresh_sandbox: Sandbox):
    """Not in the balance sheet alone: the accounts of one group stand in the group above it."""
    fresh_sandbox.ledger.write(
        "UPDATE account_range SET group_key = (SELECT m.group_key FROM account_group_member m"
        " JOIN account_group g ON g.key = m.member_key WHERE g.title = 'Administration and supplies')"
        " WHERE group_key = (SELECT key FROM account_group WHERE title = 'Administration and supplies')"
    )
    async with answering(fresh_sandbox) as agent:
        answer = await agent.reads("income_statement", period="2026", entity="100")
    assert "    Operating expenses: accounts of its own" in column(answer, "line")
    assert reads_as_it_adds(answer, "period_activity") >= 4
