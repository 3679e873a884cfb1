from decimal import Decimal

import pytest
from inline_snapshot import snapshot

from agent import Agent, column, records
from intacct_sandbox.serve import Sandbox


async def test_part_of_a_name_or_id_finds_candidates_with_what_we_owe(agent: Agent):
    assert await agent.reads("find_vendor", search="freight") == snapshot(
        {
            "company": "harwick (sandbox)",
            "scope": "all entities incl. private, accrual",
            "as_of": "2026-10-31",
            "columns": ["id", "name", "currency", "owed", "tax_id"],
            "rows": [
                ["V-0005", "Brightwater Freight Lines", "GBP", "1569.38", "...4564"],
                ["V-0025", "Osprey Freight Lines", "USD", "227.47", "...8203"],
            ],
            "totals": {"GBP": {"owed": "1569.38"}, "USD": {"owed": "227.47"}},
            "total": 2,
            "evidence": "f18d68fa",
            "api": 1,
            "api_setup": 1,
        }
    )
    assert column(await agent.reads("find_vendor", search="v-0004"), "id") == ["V-0004"]


@pytest.mark.behaviour("parties.tax-id")
async def test_exactly_the_last_four_of_a_tax_id_find_its_vendor(agent: Agent, sandbox: Sandbox):
    vendor, tax_id = sandbox.ledger.rows(
        "SELECT id, tax_id FROM party WHERE subledger = 'AP' ORDER BY key LIMIT 1"
    )[0]
    found = await agent.reads("find_vendor", search=tax_id[-4:])
    assert vendor in column(found, "id")
    for too_much_or_little in (tax_id, tax_id[-5:], tax_id[-3:], tax_id[3:7]):
        assert vendor not in column(
            await agent.reads("find_vendor", search=too_much_or_little), "id"
        )


@pytest.mark.behaviour("parties.tax-id")
async def test_a_tax_id_never_shows_more_than_four(agent: Agent, sandbox: Sandbox):
    text = await agent.hears("find_vendor", limit=200)
    for (tax_id,) in sandbox.ledger.rows(
        "SELECT tax_id FROM party WHERE subledger = 'AP' AND tax_id IS NOT NULL"
    ):
        assert tax_id[:-4] not in text


@pytest.mark.behaviour("parties.total-due")
@pytest.mark.usual_reading("total-due")
async def test_what_we_owe_is_what_open_bills_say_by_currency(agent: Agent, sandbox: Sandbox):
    answer = await agent.reads("find_vendor", limit=200)
    owed = {(row["id"], row["currency"]): Decimal(row["owed"]) for row in records(answer)}
    expected = {
        (id_, currency): Decimal(cents).scaleb(-2)
        for id_, currency, cents in sandbox.ledger.rows(
            "SELECT p.id, p.currency,"
            " (SELECT COALESCE(SUM(CASE d.kind WHEN 'advance' THEN -l.base_amount ELSE l.base_amount - l.base_retained END), 0)"
            " FROM document d"
            " JOIN document_line l ON l.document_key = d.key WHERE d.party_key = p.key AND d.state = 'posted')"
            " - (SELECT COALESCE(SUM(base_amount - base_gain), 0) FROM payment WHERE party_key = p.key)"
            " FROM party p WHERE p.subledger = 'AP'"
        )
    }
    assert owed == expected


async def test_it_costs_one_transaction(agent: Agent):
    answer = await agent.reads("find_vendor", search="Supply")
    assert answer["api"] == 1
    assert answer["api_setup"] == 1  # what the user may see


@pytest.mark.behaviour("parties.near-alike")
async def test_others_whose_name_begins_the_same_are_named_beside_the_one_that_is_meant(
    agent: Agent,
):
    picked = await agent.reads("get_vendor", vendor="turnstone gases")
    assert picked["vendor"]["id"] == "V-90008"
    assert picked["notes"] == ["Not to be confused with V-90009 Turnstone Gases LLC."]
    account = await agent.reads("get_vendor", vendor="Turnstone Gases", statement="2026")
    assert "Not to be confused with V-90009 Turnstone Gases LLC." in account["notes"]
    for clear in ("V-90008", "Turnstone Gases LLC"):
        assert "notes" not in await agent.reads("get_vendor", vendor=clear)
