"""Accounts picked by words: whole words first, all of them named, no sum over both statements."""

import re

import pytest

from agent import Agent, column
from by_hand import booked, totals_of
from intacct_books.company.chart import MOST_TOLD, Account, Chart
from intacct_books.ledger.gl_balance import NO_TOTAL
from intacct_sandbox.serve import Sandbox

TODAY = "2026-10-31"


def account(number: str, name: str) -> Account:
    is_income = number >= "4"
    return Account(number, name, is_income, "", is_income, "", is_active=True, controls="")


CHART = Chart(
    [
        account("1200", "Allowance for doubtful accounts"),
        account("2200", "Payroll taxes payable"),
        account("2260", "Income tax payable"),
        account("4100", "Sales allowances"),
        account("6000", "Salaries and wages"),
        account("6100", "Rental of tools"),
        account("6200", "Rent"),
    ]
)


@pytest.mark.parametrize(
    ("word", "ids"),
    [
        ("rent", ("6200",)),
        ("RENTAL", ("6100",)),
        ("tax", ("2200", "2260")),
        ("taxes", ("2200",)),
        ("sal", ("4100", "6000")),
        ("allowance", ("1200", "4100")),
        ("income tax", ("2260",)),
        ("ax", None),
        ("lari", None),
    ],
)
@pytest.mark.behaviour("accounts.whole-words")
def test_whole_words_come_before_beginnings_and_never_parts(word: str, ids: tuple[str, ...] | None):
    found = CHART.with_name(word)
    assert (tuple(each.id for each in found.accounts) if found else None) == ids


@pytest.mark.parametrize("words", ["all", "All  Accounts", "*"])
@pytest.mark.behaviour("accounts.all")
async def test_all_is_the_whole_chart_and_adds_up_to_zero(
    agent: Agent, sandbox: Sandbox, words: str
):
    answer = await agent.reads("gl_balance", account=words, limit=200)
    moved = sandbox.ledger.rows(
        "SELECT DISTINCT a.id FROM journal_line l JOIN account a ON a.key = l.account_key"
    )
    shown = set(column(answer, "account"))
    assert len(shown) > 60
    assert shown <= {id_ for (id_,) in moved} | {"3900"}
    assert answer["totals"] == {"GBP": {"closing": "0.00"}, "USD": {"closing": "0.00"}}
    assert "4000" in shown
    assert "1010" in shown


@pytest.mark.behaviour("accounts.mixed")
async def test_a_word_that_picks_accounts_of_both_statements_has_no_total(
    agent: Agent, sandbox: Sandbox
):
    picked = [
        id_
        for id_, name in sandbox.ledger.rows("SELECT id, name FROM account ORDER BY id")
        if re.search(r"\bincomes?\b", name, re.IGNORECASE)
    ]
    answer = await agent.reads("gl_balance", account="income")
    assert sorted(set(column(answer, "account"))) == picked
    assert answer["notes"][:2] == [
        f"With 'income' in the name: {', '.join(picked)}.",
        NO_TOTAL,
    ]
    assert "totals" not in answer
    assert "currency" in answer["columns"]
    listed = await agent.reads("gl_balance", account="income, 1010", limit=1)
    assert "totals" not in listed
    assert set(listed["others"]) == {"count"}
    by_number = await agent.reads("gl_balance", account="7100, 7900")
    condition = "a.id IN ('7100', '7900') AND l.entry_date BETWEEN '2026-01-01' AND '2026-10-31'"
    assert totals_of(by_number, "closing") == booked(sandbox, condition)
    assert "notes" not in by_number


@pytest.mark.behaviour("accounts.by-name")
async def test_what_a_word_picked_is_named(agent: Agent):
    one_kind = await agent.reads("gl_balance", account="interest income")
    assert one_kind["notes"] == ["With 'interest income' in the name: 7100."]
    assert "totals" in one_kind
    lines = await agent.reads("gl_detail", account="interest income", period="2026-09")
    assert "With 'interest income' in the name: 7100." in lines["notes"]
    cash = await agent.reads("gl_balance", account="cash")
    (note,) = cash["notes"]
    assert note.startswith("Group Cash: 1010, ")
    assert set(column(cash, "account")) <= set(re.findall(r"\d{4}", note))
    assets = await agent.reads("gl_balance", account="Assets", limit=1)
    assert len(re.findall(r"\d{4}", assets["notes"][0])) == MOST_TOLD
    assert re.search(r" and \d+ more\.$", assets["notes"][0])
