"""One party: its facts, its open items, its statement of account, against plain SQL."""

from decimal import Decimal

import pytest
from inline_snapshot import snapshot

from agent import Agent, column, records
from answering import answering
from documents_in_sql import balances
from intacct_sandbox.serve import Sandbox

TOOLS = {"AR": "get_customer", "AP": "get_vendor"}
BOTH = pytest.mark.parametrize("subledger", ["AR", "AP"])
# A day and the day before the period that starts on it: each party is asked for one of them.
PERIODS = (
    ("2026-10", "2026-09-30", "2026-10-31"),
    ("2025-11-10..2026-03-15", "2025-11-09", "2026-03-15"),
    ("2024", "2023-12-31", "2024-12-31"),
    ("2026-08-31..2026-09-01", "2026-08-30", "2026-09-01"),
)


def parties(sandbox: Sandbox, subledger: str) -> list[str]:
    return [
        id_
        for (id_,) in sandbox.ledger.rows(
            f"SELECT id FROM party WHERE subledger = '{subledger}' ORDER BY key"
        )
    ]


def unusual(sandbox: Sandbox, subledger: str) -> set[str]:
    """Parties with memos, advances, something held back, reversed, in another currency, or on account."""
    return {
        id_
        for (id_,) in sandbox.ledger.rows(
            "SELECT p.id FROM document d JOIN party p ON p.key = d.party_key"
            f" WHERE d.subledger = '{subledger}' AND (d.kind <> 'document' OR d.state = 'reversed'"
            " OR d.rate IS NOT NULL OR EXISTS (SELECT 1 FROM document_line l"
            "   WHERE l.document_key = d.key AND l.txn_retained <> 0))"
            " UNION SELECT p.id FROM payment m JOIN party p ON p.key = m.party_key"
            f" WHERE m.subledger = '{subledger}' AND m.txn_amount <> (SELECT SUM(a.txn_amount)"
            "   FROM application a WHERE a.payment_key = m.key AND a.kind = 'payment')"
        )
    }


def nonzero(sums: dict[str, Decimal]) -> dict[str, Decimal]:
    return {currency: amount for currency, amount in sums.items() if amount}


@BOTH
@pytest.mark.behaviour("statements-of-account.opening-and-closing", "statements-of-account.ties")
async def test_opening_and_closing_are_what_the_rows_say_and_tie_to_open_items(
    agent: Agent, sandbox: Sandbox, subledger: str
):
    tool = TOOLS[subledger]
    every = [(party, at) for at, party in enumerate(parties(sandbox, subledger))]
    special = unusual(sandbox, subledger)
    assert len(special) > 2
    for party, at in [
        *every,
        *((party, 0) for party in special),
        *((party, 3) for party in special),
    ]:
        period, before, last = PERIODS[at % len(PERIODS)]
        answer = await agent.reads(
            tool, **{tool.removeprefix("get_"): party}, statement=period, limit=200
        )
        rows = records(answer)
        currency = str(answer["scope"])[-3:]
        opening = {
            row.get("currency", currency): Decimal(row["amount"])
            for row in rows
            if row["kind"] == "opening"
        }
        assert nonzero(opening) == nonzero(balances(sandbox, party, before))
        totals = answer.get("totals", {})
        closing = {currency: Decimal(totals["amount"])} if "amount" in totals else {}
        assert nonzero(closing) == nonzero(balances(sandbox, party, last))
        assert set(answer.get("checks", {}).values()) <= {"0.00"}
        assert not rows or "next" in answer or rows[-1]["balance"] == totals["amount"]


@BOTH
async def test_each_balance_is_the_one_before_and_the_amount(
    agent: Agent, sandbox: Sandbox, subledger: str
):
    ((party,),) = sandbox.ledger.rows(
        "SELECT p.id FROM document d JOIN party p ON p.key = d.party_key"
        f" WHERE d.subledger = '{subledger}' GROUP BY 1 ORDER BY COUNT(*) DESC LIMIT 1"
    )
    tool = TOOLS[subledger]
    word = tool.removeprefix("get_")
    first = await agent.reads(tool, **{word: party}, statement="2025-01..2026-10", limit=6)
    second = await agent.reads(
        tool, **{word: party}, statement="2025-01..2026-10", limit=6, after=first["next"]
    )
    balance = Decimal(0)
    days: list[str] = []
    for row in [*records(first), *records(second)]:
        balance += Decimal(row["amount"])
        assert Decimal(row["balance"]) == balance
        days.append(row["date"])
    assert days == sorted(days)
    assert {row["kind"] for row in records(first)} > {"opening", "payment"}


@BOTH
@pytest.mark.behaviour("statements-of-account.evidence")
async def test_the_whole_history_is_the_evidence_of_the_closing_balance(
    agent: Agent, sandbox: Sandbox, subledger: str
):
    tool = TOOLS[subledger]
    party = parties(sandbox, subledger)[5]
    answer = await agent.reads(tool, **{tool.removeprefix("get_"): party}, statement="2026-10")
    evidence = await agent.reads("get_evidence", handle=answer["evidence"])
    assert evidence["checks"] == {"amount": "0.00"}
    assert evidence["lines_add_up_to"] == answer["totals"]


@pytest.mark.behaviour("statements-of-account.cost")
async def test_a_statement_costs_eleven_transactions_and_a_vendor_s_less(agent: Agent):
    await agent.reads("get_customer", customer="C-0006", statement="2026-09")
    for tool, party, period, most in (
        ("get_customer", "C-0006", "2026-09", 12),
        ("get_customer", "C-0006", "2026-10", 11),
        ("get_vendor", "V-0019", "2026-10", 8),
    ):
        answer = await agent.reads(tool, **{tool.removeprefix("get_"): party}, statement=period)
        assert answer["api"] <= most
        assert "api_setup" not in answer


async def test_a_statement_of_an_entity_has_only_its_documents(agent: Agent, sandbox: Sandbox):
    ((party, entity),) = sandbox.ledger.rows(
        "SELECT p.id, e.id FROM document d JOIN party p ON p.key = d.party_key"
        " JOIN entity e ON e.key = d.entity_key WHERE d.subledger = 'AR' AND d.state = 'posted' LIMIT 1"
    )
    everywhere = await agent.reads("get_customer", customer=party, statement="2026", limit=200)
    there = await agent.reads(
        "get_customer", customer=party, statement="2026", entity=entity, limit=200
    )
    assert there["rows"] == everywhere["rows"]
    other = "100" if entity != "100" else "300"
    nowhere = await agent.reads("get_customer", customer=party, statement="2026", entity=other)
    assert nowhere["rows"] == []


@BOTH
@pytest.mark.behaviour("parties.one-party")
async def test_open_items_of_a_party_are_what_the_rows_say(
    agent: Agent, sandbox: Sandbox, subledger: str
):
    """An inactive one that still owes too; what is held back stands apart."""
    tool = TOOLS[subledger]
    for party in parties(sandbox, subledger)[::3]:
        answer = await agent.reads(tool, **{tool.removeprefix("get_"): party}, limit=200)
        found = {row["currency"]: Decimal(row["net"]) for row in records(answer)}
        assert nonzero(found) == nonzero(balances(sandbox, party, "2026-10-31"))
        items = answer.get("items", {"columns": [], "rows": []})
        amounts = (
            sum((Decimal(value) for value in column(items, "amount")), Decimal(0))
            if items["rows"]
            else 0
        )
        assert amounts == sum(found.values())


@pytest.mark.behaviour("parties.one-party")
@pytest.mark.usual_reading("total-due")
async def test_a_customer_over_its_limit_says_by_how_much(agent: Agent):
    answer = await agent.reads("get_customer", customer="C-0006")
    assert answer["customer"]["credit_limit"] == "10000.00"
    assert answer["customer"]["over_limit_by"] == "7199.65"
    assert answer["api"] == 5
    listed = await agent.reads("list_customers", sort="over_limit")
    assert [(row["id"], row["over_limit_by"]) for row in records(listed)] == [
        ("C-0006", "7199.65"),
        ("C-90002", "2955.00"),
    ]


@pytest.mark.behaviour("parties.over-limit")
@pytest.mark.usual_reading("total-due")
async def test_the_list_of_those_over_their_limit_is_what_the_rows_say(
    agent: Agent, sandbox: Sandbox
):
    listed = await agent.reads("list_customers", sort="over_limit", limit=200)
    limits = sandbox.ledger.rows(
        "SELECT id, credit_limit FROM party WHERE subledger = 'AR' AND credit_limit > 0"
    )
    over = {
        id_: excess
        for id_, limit in limits
        if (excess := sum(balances(sandbox, id_, "2026-12-31").values()) - Decimal(str(limit))) > 0
    }
    assert {row["id"]: Decimal(row["over_limit_by"]) for row in records(listed)} == over
    assert listed["api"] == 1
    evidence = await agent.reads("get_evidence", handle=listed["evidence"])
    assert set(evidence["checks"].values()) == {"0.00"}


@pytest.mark.behaviour("parties.masked")
async def test_bank_and_tax_numbers_show_their_last_four_only(agent: Agent, sandbox: Sandbox):
    ((id_, tax_id, account, routing),) = sandbox.ledger.rows(
        "SELECT id, tax_id, json_extract(extra, '$.\"ach.accountNumber\"'),"
        " json_extract(extra, '$.\"ach.routingNumber\"') FROM party WHERE key ="
        " (SELECT record_key FROM seeded_case WHERE name = 'vendor-with-bank-details')"
    )
    text = await agent.hears("get_vendor", vendor=id_)
    assert f'"tax_id":"...{tax_id[-4:]}"' in text
    assert f'"bank_account":"...{account[-4:]}"' in text
    for secret in (tax_id, account, routing):
        assert secret not in text
        assert secret[:-4] not in text


@pytest.mark.behaviour("parties.candidates")
async def test_of_similar_names_none_is_picked(agent: Agent):
    assert [
        await agent.is_told("get_vendor", vendor="freight"),
        await agent.is_told("get_customer", customer="C-00"),
        await agent.is_told("get_customer", customer="nobody"),
        await agent.is_told("get_customer", customer=" "),
    ] == snapshot(
        [
            "2 vendors match 'freight': V-0005 Brightwater Freight Lines; V-0025 Osprey Freight Lines. Give the id of one.",
            "40 customers match 'C-00': C-0002 100% Alpine \"Fresh\" Foods; C-0037 Amberlyn Packaging; C-0038 Birchgate Optics; C-0011 Bluefin Water Authority (inactive); C-0006 Brightwater Foods; C-0039 Cinderford Energy Partners; .... Give the id of one.",
            "No customer 'nobody'. Look it up by another part of its name or id.",
            "Name the customer: its id, or part of its name.",
        ]
    )


async def test_an_id_or_a_whole_name_is_meant_exactly(agent: Agent, sandbox: Sandbox):
    similar = sandbox.ledger.rows(
        "SELECT id, name FROM party WHERE key IN (SELECT record_key FROM seeded_case"
        " WHERE name = 'similar-names' AND object = 'accounts-receivable/customer')"
    )
    assert len(similar) == 3
    for id_, name in similar:
        for words in (id_, id_.lower(), name, name.upper()):
            answer = await agent.reads("get_customer", customer=words)
            assert answer["customer"]["id"] == id_


@pytest.mark.parametrize("statement", ["", "2026-10"])
@pytest.mark.behaviour("parties.document-currency")
async def test_what_is_made_out_in_another_currency_is_marked(
    agent: Agent, sandbox: Sandbox, statement: str
):
    ((customer,),) = sandbox.ledger.rows(
        "SELECT p.id FROM document d JOIN party p ON p.key = d.party_key WHERE d.number = 'INV-EUR-1'"
    )
    answer = await agent.reads("get_customer", customer=customer, statement=statement)
    rows = records(answer if statement else answer["items"])
    marked = {row["number"]: row["document_currency"] for row in rows if row["document_currency"]}
    assert marked == {"INV-EUR-1": "EUR"}
    assert (
        "Amounts are in base currency; document_currency is what the document itself is in."
        in (answer["notes"])
    )
    assert answer["scope"].endswith("USD")
    at_home = await agent.reads("get_customer", customer="C-0018", statement=statement)
    assert "document_currency" not in (at_home if statement else at_home["items"])["columns"]


@pytest.mark.parametrize(
    ("tool", "party", "number"),
    [("get_customer", "customer", "INV-RET-1"), ("get_vendor", "vendor", "B-RET-1")],
)
@pytest.mark.behaviour("statements-of-account.retainage")
async def test_what_is_held_back_is_told_beside_a_statement(
    agent: Agent, sandbox: Sandbox, tool: str, party: str, number: str
):
    ((id_, cents, currency),) = sandbox.ledger.rows(
        "SELECT p.id, SUM(l.base_retained), e.base_currency FROM document d"
        " JOIN document_line l ON l.document_key = d.key JOIN party p ON p.key = d.party_key"
        " JOIN entity e ON e.key = d.entity_key WHERE d.number = ?",
        (number,),
    )
    told = f"Retainage held back, not due and in no row: {Decimal(cents).scaleb(-2)} {currency}."
    answer = await agent.reads(tool, **{party: id_}, statement="2026-10")
    assert told in answer["notes"]
    assert set(answer["checks"].values()) == {"0.00"}
    before = await agent.reads(tool, **{party: id_}, statement="2026-08")
    assert not any("Retainage" in note for note in before["notes"])


@pytest.mark.behaviour("parties.document-currency")
async def test_the_scope_names_the_currency_of_the_amounts_not_that_of_the_party(
    fresh_sandbox: Sandbox,
):
    fresh_sandbox.ledger.write("UPDATE party SET currency = 'EUR' WHERE id = 'C-0018'")
    async with answering(fresh_sandbox) as agent:
        answer = await agent.reads("get_customer", customer="C-0018")
    assert answer["customer"]["currency"] == "EUR"
    assert answer["scope"].endswith("USD")
    assert {row["currency"] for row in records(answer)} == {"USD"}
