"""All pages of one question look alike, and an answer that is cut says so."""

from typing import Any

import pytest

from agent import Agent, all_records
from answering import answering
from every_tool import CALLS, CALLS_OF_TOOLSETS, EVIDENCE
from intacct_mcp.toolset_names import OPTIONAL
from intacct_sandbox.serve import Sandbox

PAGES = 9
# Beside one call of each tool, questions whose optional columns a few rows alone have something in.
MORE: tuple[tuple[str, dict[str, Any]], ...] = (
    ("list_bills", {}),
    ("list_bills", {"status": "all"}),
    ("list_bills", {"status": "unposted"}),
    ("list_bills", {"status": "overdue"}),
    ("list_invoices", {"status": "all"}),
    ("ar_aging", {}),
    ("ar_aging", {"by": "document"}),
    ("ap_aging", {}),
    ("list_customers", {}),
    ("find_vendor", {}),
    ("list_payments", {"ledger": "AR", "status": "all"}),
    ("list_payments", {"ledger": "AP", "status": "all"}),
    ("gl_detail", {"account": "1200", "period": "2026-09"}),
    ("gl_detail", {"account": "6000..6999", "period": "2026-09", "state": "both"}),
    ("gl_detail", {"account": "6000..6999", "period": "2026-09", "by": "department"}),
    ("trial_balance", {"period": "2026-09", "columns": "all"}),
    ("search_records", {"search": "al"}),
    ("query_records", {"object": "bill", "fields": "billNumber,totalTxnAmount"}),
    ("query_records", {"object": "bill", "fields": "vendor.id,sum:totalTxnAmount"}),
    ("query_records", {"object": "bill", "describe": "all"}),
    ("get_customer", {"customer": "C-0018", "statement": "2026"}),
    ("variance_analysis", {"period": "2026-Q3", "by": "department", "min_amount": 0}),
    ("cash_position", {}),
)
PAGED = [
    *MORE,
    *((tool, call) for tool, call in (CALLS | CALLS_OF_TOOLSETS).items() if tool != EVIDENCE),
]


@pytest.mark.parametrize(("tool", "arguments"), PAGED)
async def test_every_page_has_the_same_columns(
    sandbox: Sandbox, tool: str, arguments: dict[str, Any]
):
    async with answering(sandbox, toolsets=OPTIONAL) as agent:
        (offered,) = [each for each in (await agent.client.list_tools()).tools if each.name == tool]
        if "limit" not in offered.input_schema["properties"]:
            return
        asked = arguments | {"limit": 1}
        first = await agent.reads(tool, **asked)
        asked["limit"] = max(1, min(200, first.get("total", 1) // PAGES))
        page, columns = first, [tuple(first["columns"])]
        after = ""
        while after is not None:
            page = await agent.reads(tool, **asked, after=after)
            columns.append(tuple(page["columns"]))
            after = page.get("next")
        assert len(set(columns)) == 1


async def test_pages_of_evidence_have_the_same_columns(agent: Agent):
    handle = (await agent.reads("gl_balance", account="1200", as_of="2026-09-30"))["evidence"]
    columns: set[tuple[str, ...]] = set()
    after: str | None = ""
    while after is not None:
        page = await agent.reads("get_evidence", handle=handle, limit=100, after=after)
        columns.add(tuple(page["columns"]))
        after = page.get("next")
    assert len(columns) == 1


async def test_an_answer_that_is_cut_says_how_many_rows_it_shows_and_goes_on(agent: Agent):
    cut = await agent.reads("list_bills", status="all", limit=200)
    shown = len(cut["rows"])
    assert shown < 200
    assert f"{shown} of the 200 rows asked for fit into one answer; next goes on." in cut["notes"]
    whole = await agent.reads("list_bills", status="all", limit=shown)
    assert len(whole["rows"]) == shown
    assert not any("asked for" in note for note in whole.get("notes", ()))
    assert len(await all_records(agent, "list_bills", status="all", limit=200)) == cut["total"]
