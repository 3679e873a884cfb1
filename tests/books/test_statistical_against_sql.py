"""Units of statistical accounts against plain SQL over the entries' lines, and that no money figure meets them."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from agent import Agent, records
from answering import answering
from by_hand import booked, totals_of
from conftest import TODAY
from intacct_sandbox.serve import Sandbox, Seed
from ledger_rows import add_group
from opened import company

HEADS, HOURS = "9010", "9020"
Units = dict[tuple[str, str], Decimal]


def field(path: str) -> str:
    return f"json_extract(r.fields, '$.\"{path}\"')"


def counted(sandbox: Sandbox, condition: str, by: str = "''") -> Units:
    """Increases less decreases by account and what `by` says; n is the entity, d the department."""
    rows = sandbox.ledger.rows(
        f"SELECT {field('id').replace('r.', 'a.')}, {by},"
        f" SUM(CASE {field('txnType')} WHEN 'increase' THEN 1 ELSE -1 END * {field('txnAmount')})"
        f" FROM record r JOIN record a ON a.key = {field('statisticalAccount.key')}"
        f" LEFT JOIN location o ON o.key = {field('dimensions.location.key')}"
        " LEFT JOIN entity n ON n.key = o.entity_key"
        f" LEFT JOIN department d ON d.key = {field('dimensions.department.key')}"
        " WHERE r.object = 'general-ledger/statistical-journal-entry-line'"
        f" AND {field('state')} = 'posted' AND {condition} GROUP BY 1, 2"
    )
    return {(account, member): Decimal(units).scaleb(-2) for account, member, units in rows}


def day_of(operator: str, day: str) -> str:
    return f"{field('entryDate')} {operator} '{day}'"


def units(answer: dict[str, Any], by: str) -> Units:
    return {(row["account"], row[by].split()[0]): Decimal(row["units"]) for row in records(answer)}


@pytest.mark.parametrize("day", ["2026-10-31", "2026-09-15", "2025-12-31", "2024-02-29"])
@pytest.mark.parametrize(("by", "column"), [("entity", "n.id"), ("department", "d.id")])
@pytest.mark.behaviour("statistical.units")
async def test_heads_at_a_day_by_entity_and_department_are_one_call_p17(
    agent: Agent, sandbox: Sandbox, day: str, by: str, column: str
):
    answer = await agent.reads("gl_balance", account="headcount", as_of=day, by=by)
    heads = counted(sandbox, day_of("<=", day), column)
    expected = {slot: amount for slot, amount in heads.items() if slot[0] == HEADS}
    assert units(answer, by) == expected
    assert Decimal(answer["totals"][HEADS]["units"]) == sum(expected.values())
    assert answer["api"] == 1


@pytest.mark.parametrize("entity", ["100", "300", "200, 300"])
@pytest.mark.behaviour("statistical.units")
async def test_hours_are_of_their_period_and_heads_come_together(
    agent: Agent, sandbox: Sandbox, entity: str
):
    ids = ", ".join(f"'{each.strip()}'" for each in entity.split(","))
    where = f"n.id IN ({ids})"
    answer = await agent.reads("gl_balance", account="9010, 9020", period="2026-Q2", entity=entity)
    rows = {row["account"]: row for row in records(answer)}
    before = counted(sandbox, f"{where} AND {day_of('<', '2026-04-01')}")
    inside = f"{where} AND {field('entryDate')} BETWEEN '2026-04-01' AND '2026-06-30'"
    moved = counted(sandbox, inside)
    more = counted(sandbox, f"{inside} AND {field('txnType')} = 'increase'")
    assert Decimal(rows[HEADS]["opening"]) == before[HEADS, ""]
    assert Decimal(rows[HOURS]["opening"]) == 0
    for account, row in rows.items():
        opening, increases = Decimal(row["opening"]), Decimal(row["increases"])
        assert increases == more.get((account, ""), 0)
        assert increases - Decimal(row["decreases"]) == moved.get((account, ""), 0)
        assert Decimal(row["units"]) == opening + moved.get((account, ""), 0)
    assert answer["notes"][-1] == "9020 counts from zero at the period's start, 2026-04-01."
    assert answer["api"] == 1


@pytest.fixture(scope="module")
def from_july() -> Iterator[Sandbox]:
    with company(Seed(3, TODAY, 800, first_fiscal_month=7)) as made:
        yield made


@pytest.mark.parametrize(
    ("sandbox_name", "start"), [("shared_sandbox", "2026-01-01"), ("from_july", "2026-07-01")]
)
@pytest.mark.behaviour("statistical.units")
async def test_hours_as_of_a_day_are_those_since_the_fiscal_year_s_start(
    request: pytest.FixtureRequest, sandbox_name: str, start: str
):
    sandbox: Sandbox = request.getfixturevalue(sandbox_name)
    async with answering(sandbox) as agent:
        answer = await agent.reads("gl_balance", account="hours", as_of="2026-09-30", by="entity")
    since = f"{field('entryDate')} BETWEEN '{start}' AND '2026-09-30'"
    expected = {
        slot: amount for slot, amount in counted(sandbox, since, "n.id").items() if slot[0] == HOURS
    }
    found = {
        (row["account"], row["entity"].split()[0]): Decimal(row["units"])
        for row in records(answer)
        if row["account"] == HOURS
    }
    assert found == expected
    assert f"the fiscal year's start, {start}." in " ".join(answer["notes"])


@pytest.mark.parametrize(
    ("account", "given", "cost"),
    [
        ("7000..9999", {"as_of": "2026-09-30"}, 2),
        ("7000..9999", {"period": "2026-Q3"}, 3),
        ("4000, headcount", {"period": "2026-Q3", "by": "department"}, 3),
    ],
)
@pytest.mark.behaviour("statistical.never-money")
async def test_money_and_units_in_one_answer_stand_apart(
    agent: Agent, sandbox: Sandbox, account: str, given: dict[str, str], cost: int
):
    answer = await agent.reads("gl_balance", account=account, **given)
    accounts = "= '4000'" if account.startswith("4000") else "BETWEEN '7000' AND '8999'"
    start = "2026-07-01" if "period" in given else "2026-01-01"
    days = f"l.entry_date BETWEEN '{start}' AND '2026-09-30'"
    assert totals_of(answer, "closing") == booked(sandbox, f"a.id {accounts} AND {days}")
    block = answer["statistical"]
    assert "currency" not in block["columns"]
    shown = [dict(zip(block["columns"], row, strict=True)) for row in block["rows"]]
    heads = [Decimal(row["units"]) for row in shown if row["account"] == HEADS]
    assert sum(heads) == counted(sandbox, day_of("<=", "2026-09-30"))[HEADS, ""]
    assert not {row["account"] for row in records(answer)} & {HEADS, HOURS}
    assert any(note.startswith("statistical: units, no money") for note in answer["notes"])
    assert answer["api"] == cost


@pytest.mark.parametrize(
    "given",
    [
        {"account": "headcount"},
        {"account": "9010..9020", "period": "2026-Q3", "by": "department"},
        {"account": "9020", "as_of": "2025-06-30", "entity": "300"},
        {"account": "7000..9999", "period": "2026-Q3"},
        {"account": "7000..9999", "as_of": "2026-09-30", "by": "entity"},
    ],
)
@pytest.mark.behaviour("statistical.evidence")
async def test_the_lines_behind_units_add_up_to_them(agent: Agent, given: dict[str, str]):
    answer = await agent.reads("gl_balance", **given)
    evidence = await agent.reads("get_evidence", handle=answer["evidence"], limit=200)
    requested = {each.partition(" ")[0] for each in evidence["requests"]}
    assert "general-ledger/statistical-journal-entry-line" in requested
    assert evidence["now"] == "the same"
    assert evidence["checks"]
    assert set(evidence["checks"].values()) == {"0.00"}
    assert any(row["account"] in {HEADS, HOURS} for row in records(evidence))


@pytest.mark.behaviour("statistical.found")
async def test_statistical_accounts_are_found_and_the_trial_balance_says_where_they_are(
    agent: Agent,
):
    found = await agent.reads("search_records", search="headcount", kind="account")
    assert records(found) == [
        {"kind": "account", "id": HEADS, "name": "Headcount", "state": "statistical"}
    ]
    trial = await agent.reads("trial_balance", as_of="2026-09-30", limit=1)
    assert trial["notes"][-1] == (
        "Statistical accounts are no money and apart: gl_balance 9010 Headcount, 9020 Billable hours."
    )
    assert trial["api"] == 2
    told = await agent.is_told("gl_detail", account="headcount")
    assert told == (
        "'headcount' is statistical, no money: 9010 Headcount. gl_balance has its units."
    )


@pytest.mark.behaviour("statistical.units")
async def test_an_account_that_was_never_booked_on_counts_zero(agent: Agent):
    answer = await agent.reads("gl_balance", account="9020", as_of="2019-05-31")
    assert [row["units"] for row in records(answer)] == ["0.00"]


@pytest.mark.behaviour("statistical.found")
async def test_a_group_of_statistics_of_that_name_hides_no_account(fresh_sandbox: Sandbox):
    """Such a group has no ranges of accounts of money."""
    add_group(fresh_sandbox, "Headcount", "period", "debit", kind="statisticalAccounts")
    async with answering(fresh_sandbox) as agent:
        answer = await agent.reads("gl_balance", account="headcount")
    assert [row["account"] for row in records(answer)] == [HEADS]
