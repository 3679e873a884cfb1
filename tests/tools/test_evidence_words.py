"""Evidence names the call that a figure came from in the words of the call."""

from collections import defaultdict
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from agent import Agent, all_records
from every_tool import CALLS, EVIDENCE
from intacct_books import Kept
from intacct_books.evidence import Said
from intacct_client import Account
from intacct_mcp.evidence_file import FileShelf

WITHOUT_FIGURE = {"company_overview", "search_records", "query_records", "find_duplicate_bills"}


@pytest.mark.parametrize(
    "tool", [each for each in CALLS if each not in {EVIDENCE, *WITHOUT_FIGURE}]
)
async def test_evidence_shows_the_tool_and_its_arguments_as_they_were_given(
    agent: Agent, tool: str
):
    answer = await agent.reads(tool, **CALLS[tool])
    traced = await agent.reads("get_evidence", handle=answer["evidence"], limit=1)
    assert traced["tool"] == tool
    assert traced["arguments" if CALLS[tool] else "tool"] == (CALLS[tool] or tool)
    assert "question" not in traced
    assert traced["route"] == "REST"
    assert traced["requests"]


async def test_words_of_the_books_own_stay_inside(agent: Agent):
    answer = await agent.reads("ar_aging", by="customer", basis="invoice", limit=1)
    text = await agent.hears("get_evidence", handle=answer["evidence"], limit=1)
    assert '"tool":"ar_aging","arguments":{"by":"customer","basis":"invoice","limit":1}' in text
    assert '"party"' not in text.partition('"columns"')[0]


@pytest.mark.parametrize(
    ("tool", "given"),
    [
        ("income_statement", {"period": "2026-09", "compare": "prior_year"}),
        ("variance_analysis", {"period": "2026-09", "entity": "100"}),
        ("gl_detail", {"account": "6100", "period": "2026-09"}),
    ],
)
@pytest.mark.behaviour("export-files.figures")
async def test_each_line_says_which_figure_it_belongs_to_where_they_are_not_one_sum(
    agent: Agent, tool: str, given: dict[str, str]
):
    answer = await agent.reads(tool, **given)
    rows = await all_records(agent, "get_evidence", handle=answer["evidence"], limit=200)
    traced = await agent.reads("get_evidence", handle=answer["evidence"], limit=1)
    is_several = tool != "gl_detail"
    assert ("figure" in traced["columns"]) is is_several
    assert ("totals" in traced) is not is_several
    sums: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for row in rows:
        currency = row.get("currency", str(traced["scope"])[-3:])
        sums[currency, row.get("figure", "")] += Decimal(row["amount"])
    if not is_several:
        assert {key[0]: sums[key] for key in sums} == {
            currency: Decimal(amounts["amount"]) for currency, amounts in traced["totals"].items()
        }
        return
    told = traced["lines_add_up_to"]
    if isinstance(next(iter(told.values())), str):
        told = {str(traced["scope"])[-3:]: told}
    assert {(currency, name) for currency in told for name in told[currency]} == set(sums)
    for (currency, name), total in sums.items():
        assert total == Decimal(told[currency][name])


@pytest.mark.parametrize(
    ("tool", "given"),
    [
        ("gl_detail", {"account": "6100, 6300", "period": "2026-09"}),
        ("gl_balance", {"account": "1010", "as_of": "2026-06-30", "entity": "100"}),
        ("list_bills", {"search": "D'Arcy", "period": "2026"}),
        ("list_invoices", {"period": "2026-09"}),
        ("list_customers", {"search": "O'Dell & Daughters"}),
    ],
)
@pytest.mark.behaviour("export-files.requests")
async def test_a_request_that_is_shown_finds_the_same_lines_when_it_is_asked(
    agent: Agent, tool: str, given: dict[str, str]
):
    answer = await agent.reads(tool, **given)
    traced = await agent.reads("get_evidence", handle=answer["evidence"], limit=1)
    totals: list[int] = []
    for request in traced["requests"]:
        name, _, where = request.partition(" where ")
        found = await agent.reads("query_records", object=name, where=where, fields="key", limit=1)
        totals.append(found["total"])
    assert sum(totals) == traced["total"] > 0


async def test_the_pages_after_the_first_do_not_repeat_the_requests(agent: Agent):
    answer = await agent.reads("gl_detail", account="6100", period="2026-Q3")
    first = await agent.reads("get_evidence", handle=answer["evidence"], limit=1)
    second = await agent.reads(
        "get_evidence", handle=answer["evidence"], limit=1, after=first["next"]
    )
    assert "requests" not in second
    assert second["route"] == first["route"]


async def test_of_many_values_a_few_are_shown_and_how_many_more(agent: Agent):
    answer = await agent.reads("income_statement", period="2026-09")
    traced = await agent.reads("get_evidence", handle=answer["evidence"], limit=1)
    (request,) = traced["requests"]
    assert "glAccount.id in (4000, 4010, 4020, 4100, 4110, 4120, 4200, 4210, 48 more)" in request


async def test_the_cursor_of_a_page_is_no_part_of_the_call(agent: Agent):
    first = await agent.reads("ap_aging", limit=1)
    second = await agent.reads("ap_aging", limit=1, after=first["next"])
    traced = await agent.reads("get_evidence", handle=second["evidence"], limit=1)
    assert traced["arguments"] == {"limit": 1}


async def test_another_process_knows_the_call_too(tmp_path: Path):
    given: dict[str, Any] = {"by": "customer", "limit": 3}
    kept = Kept("aging", {"by": "party"}, (), "accrual", {}, "now", Said("ar_aging", given))
    account = Account("reader@acme", "id", "secret", profile="acme")
    await FileShelf(tmp_path / "evidence.db", account).keep(kept)
    found = await FileShelf(tmp_path / "evidence.db", account).find(kept.handle)
    assert found is not None
    assert found.said == Said("ar_aging", given)
