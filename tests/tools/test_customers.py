from decimal import Decimal

import pytest
from inline_snapshot import snapshot

from agent import Agent, column, records, sum_of
from intacct_sandbox.serve import Sandbox


@pytest.mark.behaviour("parties.search")
@pytest.mark.usual_reading("total-due")
async def test_a_search_finds_part_of_a_name_and_totals_count_all_matches(agent: Agent):
    answer = await agent.reads("list_customers", search="rine", limit=1)
    assert answer.pop("next")
    assert answer == snapshot(
        {
            "company": "harwick (sandbox)",
            "scope": "all entities incl. private, accrual, USD",
            "as_of": "2026-10-31",
            "columns": ["id", "name", "owes", "credit_limit"],
            "rows": [["C-0016", "Pinecrest Marine", "1712.40", "110000.00"]],
            "others": {"count": 1, "owes": "23032.16"},
            "totals": {"owes": "24744.56"},
            "total": 2,
            "evidence": "2482fbc1",
            "api": 1,
            "api_setup": 1,
        }
    )


@pytest.mark.behaviour("parties.biggest-first")
async def test_the_biggest_debtors_come_first_when_asked(agent: Agent):
    owes = [
        Decimal(value) for value in column(await agent.reads("list_customers", sort="owes"), "owes")
    ]
    assert owes == sorted(owes, reverse=True)


async def test_pages_together_are_the_whole(agent: Agent):
    whole = await agent.reads("list_customers", limit=200)
    seen: list[str] = []
    after = ""
    while True:
        page = await agent.reads("list_customers", limit=7, after=after)
        seen += [f"{row['id']} {row['owes']}" for row in records(page)]
        assert page["totals"] == whole["totals"]
        after = page.get("next", "")
        assert len(after) <= 40
        if not after:
            break
    assert seen == [f"{row['id']} {row['owes']}" for row in records(whole)]
    assert len(seen) == whole["total"]


async def test_shown_and_others_are_the_total(agent: Agent):
    page = await agent.reads("list_customers", limit=5, search="", sort="owes")
    for currency, total in page["totals"].items():
        shown = sum(
            (Decimal(row["owes"]) for row in records(page) if row["currency"] == currency),
            Decimal(0),
        )
        assert shown + Decimal(page["others"][currency]["owes"]) == Decimal(total["owes"])
    assert page["others"]["count"] + 5 == page["total"]


@pytest.mark.behaviour("parties.total-due")
@pytest.mark.usual_reading("total-due")
async def test_amounts_are_what_open_documents_and_payments_say(agent: Agent, sandbox: Sandbox):
    answer = await agent.reads("list_customers", limit=200)
    expected = {
        id_: Decimal(cents or 0).scaleb(-2)
        for id_, cents in sandbox.ledger.rows(
            "SELECT p.id,"
            " (SELECT COALESCE(SUM(CASE d.kind WHEN 'advance' THEN -l.base_amount ELSE l.base_amount - l.base_retained END), 0)"
            "   FROM document d JOIN document_line l"
            "   ON l.document_key = d.key WHERE d.party_key = p.key AND d.state = 'posted')"
            " - (SELECT COALESCE(SUM(base_amount - base_gain), 0) FROM payment WHERE party_key = p.key)"
            " FROM party p WHERE p.subledger = 'AR'"
        )
    }
    assert {row["id"]: Decimal(row["owes"]) for row in records(answer)} == expected


async def test_one_currency_needs_no_column(agent: Agent):
    answer = await agent.reads("list_customers", search="C-0001")
    assert "currency" not in answer["columns"]
    assert answer["scope"].endswith(", USD")
    assert answer["totals"] == {"owes": str(sum_of(answer, "owes"))}


@pytest.mark.behaviour("parties.inactive")
async def test_inactive_customers_are_marked_and_can_be_left_out(agent: Agent):
    marked = [
        row for row in records(await agent.reads("list_customers", limit=200)) if row["status"]
    ]
    assert {row["status"] for row in marked} == {"inactive"}
    active = await agent.reads("list_customers", status="active", limit=200)
    assert "status" not in active["columns"]
    everyone = await agent.reads("list_customers", limit=200)
    assert active["total"] + len(marked) == everyone["total"]


async def test_a_name_with_quotes_percent_signs_or_four_byte_characters_is_found(agent: Agent):
    found = {
        search: column(await agent.reads("list_customers", search=search), "name")
        for search in ("o'dell &", '100% alpine "f', "ŁÓDZKIE", "🚀", "%", "'", "_")
    }
    assert found == snapshot(
        {
            "o'dell &": ["O'Dell & Daughters"],
            '100% alpine "f': ['100% Alpine "Fresh" Foods'],
            "ŁÓDZKIE": ["Łódzkie Zakłady Optyczne"],
            "🚀": ["Moonshot 🚀 Labs"],
            "%": ['100% Alpine "Fresh" Foods'],
            "'": ["O'Dell & Daughters"],
            "_": [],
        }
    )


async def test_nothing_found_is_an_answer(agent: Agent):
    assert await agent.reads("list_customers", search="no such name") == snapshot(
        {
            "company": "harwick (sandbox)",
            "scope": "all entities incl. private, accrual",
            "as_of": "2026-10-31",
            "columns": ["id", "name", "owes"],
            "total": 0,
            "api": 2,
            "notes": ["Nothing has 'no such name' in it."],
            "rows": [],
            "api_setup": 1,
        }
    )


async def test_a_misspelt_argument_is_refused_instead_of_ignored(agent: Agent):
    assert await agent.is_told("list_customers", serch="Logis") == snapshot(
        "No argument 'serch'. This tool takes: search, status, sort, limit, after."
    )


async def test_a_limit_out_of_bounds_is_refused(agent: Agent):
    told = [await agent.is_told("list_customers", limit=limit) for limit in (0, 100000, "many")]
    assert told == snapshot(
        [
            "limit must be at least 1. This tool takes: search, status, sort, limit, after.",
            "limit must be at most 200. This tool takes: search, status, sort, limit, after.",
            "limit: Input should be a valid integer, unable to parse string as an integer. This tool takes: search, status, sort, limit, after.",
        ]
    )


async def test_a_cursor_from_nowhere_is_refused(agent: Agent):
    cursor = (await agent.reads("list_customers", limit=3))["next"]
    assert [
        await agent.is_told("list_customers", after="nowhere"),
        await agent.is_told("list_customers", after="ü!"),
        await agent.is_told("list_customers", after=cursor, search="Marine"),
    ] == snapshot(
        [
            "after 'nowhere' is no cursor of this list. Use next of an earlier answer, or leave it out.",
            "after 'ü!' is no cursor of this list. Use next of an earlier answer, or leave it out.",
            "This cursor belongs to another query. Repeat the call it came from, or leave out after.",
        ]
    )
    forged = cursor[:-3] + ("AAA" if cursor[-3:] != "AAA" else "BBB")
    told = await agent.is_told("list_customers", after=forged)
    assert told.startswith(f"after {forged!r} is no cursor of this list.")


async def test_an_unknown_status_is_refused(agent: Agent):
    assert await agent.is_told("list_customers", status="asleep") == snapshot(
        "status must be 'active', 'inactive' or 'any'. This tool takes: search, status, sort, limit, after."
    )


@pytest.mark.behaviour("transactions.a-list")
async def test_a_list_costs_one_transaction(agent: Agent):
    assert (await agent.reads("list_customers"))["api"] == 1
    assert (await agent.reads("list_customers", search="marine", sort="owes"))["api"] == 1
