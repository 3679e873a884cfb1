import csv
import re
from datetime import date
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mcp.types import ResourceLink, TextContent, TextResourceContents

from agent import Agent
from intacct_books import BadArgument
from intacct_books.exports.csv_text import csv_text
from intacct_books.exports.kept import MOST_BYTES, MOST_FILES, MemoryExports
from intacct_sandbox.serve import Sandbox


async def exported(agent: Agent, export: str, tool: str, **arguments: Any) -> tuple[str, str]:
    """The text of the answer and of the file."""
    answer = await agent.reads(tool, **arguments)
    result = await agent.client.call_tool(
        "get_evidence", {"handle": answer["evidence"], "export": export, "limit": 1}
    )
    text, link = result.content
    assert isinstance(text, TextContent)
    assert isinstance(link, ResourceLink)
    (content,) = (await agent.client.read_resource(str(link.uri))).contents
    assert isinstance(content, TextResourceContents)
    assert content.mime_type == "text/csv"
    assert link.size == len(content.text.encode())
    return text.text, content.text


def read(text: str) -> list[list[str]]:
    return list(csv.reader(StringIO(text)))


@pytest.mark.behaviour("export-files.rows")
async def test_all_rows_are_in_the_file_with_scope_totals_and_count(agent: Agent):
    _, text = await exported(agent, "rows", "list_customers", limit=1)
    about, columns, *rows, control = read(text)
    whole = await agent.reads("list_customers", limit=200)
    assert re.fullmatch(
        r"list_customers, rows: harwick \(sandbox\), all entities incl\. private, accrual, [A-Z/]+, as of 2026-10-31,"
        r" read \d{4}-\d\d-\d\dT\d\d:\d\dZ",
        about[0],
    )
    assert len(rows) == whole["total"]
    assert [row[columns.index("id")] for row in rows] == [row[0] for row in whole["rows"]]
    assert control[:2] == ["control", f"{whole['total']} rows"]
    assert control[2:] == [
        f"owes {currency} {sums['owes']}" for currency, sums in whole["totals"].items()
    ]


@pytest.mark.behaviour("export-files.rows")
@pytest.mark.parametrize("what", ["rows", "lines"])
async def test_units_have_no_currency_in_a_file(agent: Agent, what: str):
    _, text = await exported(agent, what, "gl_balance", account="9010..9020", by="entity")
    about, columns, *rows, control = read(text)
    assert "currency" not in columns
    assert "9010" not in about[0]
    assert {row[columns.index("account")] for row in rows} == {"9010", "9020"}
    assert [each.split()[1] for each in control[2:]] == ["9010", "9020"]


@pytest.mark.behaviour("export-files.lines")
async def test_the_open_items_behind_an_outlook_have_a_control_total_each(agent: Agent):
    _, text = await exported(agent, "lines", "cash_position", weeks=4)
    _, columns, *rows, control = read(text)
    sums: dict[str, Decimal] = {}
    for row in rows:
        item = dict(zip(columns, row, strict=True))
        name = f"{item['figure']} amount {item['currency']}"
        sums[name] = sums.get(name, Decimal(0)) + Decimal(item["amount"])
    assert "week in amount USD" in sums
    assert sorted(control[2:]) == sorted(f"{name} {amount}" for name, amount in sums.items())


@pytest.mark.behaviour("export-files.lines")
async def test_all_lines_behind_a_balance_are_in_the_file_and_add_up(
    agent: Agent, sandbox: Sandbox
):
    answer, text = await exported(
        agent, "lines", "gl_balance", account="1010", period="2026-01..2026-09"
    )
    _, columns, *rows, control = read(text)
    ((expected,),) = sandbox.ledger.rows(
        "SELECT COUNT(*) FROM journal_line l JOIN journal_entry e ON e.key = l.entry_key"
        " JOIN journal j ON j.key = e.journal_key JOIN account a ON a.key = l.account_key"
        " WHERE a.id = '1010' AND e.state <> 'draft' AND j.book_id = 'ACCRUAL'"
        " AND l.entry_date BETWEEN '2026-01-01' AND '2026-09-30'"
    )
    assert len(rows) == expected
    assert f'"rows":{expected}' in answer
    sums: dict[str, Decimal] = {}
    for row in rows:
        currency = row[columns.index("currency")]
        sums[currency] = sums.get(currency, Decimal(0)) + Decimal(row[columns.index("amount")])
    assert control[2:] == [f"amount {currency} {amount}" for currency, amount in sums.items()]


@pytest.mark.behaviour("export-files.lines")
async def test_lines_of_two_periods_have_a_control_total_each(agent: Agent):
    _, text = await exported(
        agent, "lines", "income_statement", period="2026-09", compare="prior_year", entity="100"
    )
    _, columns, *rows, control = read(text)
    sums: dict[str, Decimal] = {}
    for row in rows:
        figure = row[columns.index("figure")]
        sums[figure] = sums.get(figure, Decimal(0)) + Decimal(row[columns.index("amount")])
    assert set(sums) == {"net_income", "prior_year"}
    assert control[2:] == [f"{figure} amount USD {amount}" for figure, amount in sums.items()]


async def test_a_document_and_a_trial_balance_can_be_exported_too(agent: Agent, sandbox: Sandbox):
    ((number,),) = sandbox.ledger.rows(
        "SELECT number FROM document WHERE subledger = 'AR' AND kind = 'document'"
        " AND state = 'posted' ORDER BY key LIMIT 1"
    )
    _, invoice = await exported(agent, "rows", "get_invoice", number=number)
    assert "lines" in {row[0] for row in read(invoice)}
    _, balances = await exported(agent, "rows", "trial_balance", period="2026-09")
    assert len(read(balances)) > 20


@pytest.mark.behaviour("export-files.formulas")
@given(
    st.text(max_size=30)
    | st.sampled_from(
        ["=1+1", "+1", "-1+2", "@SUM(A1)", "\t=1", "\r=1", " =1", "\uff1d1", "\u200b=1", "-1"]
    )
)
def test_no_text_is_a_formula(text: str):
    _, _, (cell,), _ = read(csv_text("about", [{"memo": text}], {})) if text else (0, 0, ("",), 0)
    assert not re.match("\\s*[=+@\uff1d\uff0b\uff0d\uff20\t\r]", cell)
    assert not cell.startswith("-") or re.fullmatch(r"-\d+(\.\d+)?", cell)


@pytest.mark.behaviour("export-files.formulas")
def test_amounts_days_and_flags_are_plain():
    record = {
        "amount": Decimal("-1234.5"),
        "rate": Decimal("1.23456"),
        "big": Decimal("1E+3"),
        "day": date(2026, 10, 31),
        "flag": True,
        "none": None,
        "memo": 'say "hi", all\nnow',
    }
    _, columns, row, _ = read(csv_text("about", [record, {"none": None}][:1], {}))
    assert columns == ["amount", "rate", "big", "day", "flag", "memo"]
    assert row == ["-1234.50", "1.23456", "1000.00", "2026-10-31", "true", 'say "hi", all now']


@pytest.mark.behaviour("export-files.bounded")
async def test_files_are_bounded_in_number_and_size():
    exports = MemoryExports()
    ids = [await exports.keep(str(number)) for number in range(MOST_FILES + 1)]
    assert await exports.read(ids[0]) is None
    assert await exports.read(ids[-1]) == str(MOST_FILES)
    with pytest.raises(BadArgument):
        await exports.keep("x" * (MOST_BYTES + 1))


async def test_without_export_there_is_no_link(agent: Agent):
    answer = await agent.reads("list_customers", limit=1)
    traced = await agent.reads("get_evidence", handle=answer["evidence"])
    assert "export" not in traced


@pytest.mark.behaviour("export-files.rows")
async def test_a_list_without_a_figure_is_exported_whole_too(agent: Agent, sandbox: Sandbox):
    answer, text = await exported(
        agent, "rows", "query_records", object="bill", fields="billNumber,state", limit=2
    )
    _, columns, *rows, control = read(text)
    numbers = sandbox.ledger.rows(
        "SELECT number FROM document WHERE subledger = 'AP' AND kind = 'document'"
    )
    at = columns.index("billNumber")
    assert sorted(row[at] for row in rows) == sorted(number for (number,) in numbers)
    assert control == ["control", f"{len(numbers)} rows"]
    assert "This list is no figure" in answer
