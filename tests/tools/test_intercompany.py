"""What pairs of entities owe each other: told by lines, told by accounts, and not told at all."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from decimal import Decimal
from typing import Any

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from mcp.client import Client

from agent import Agent, column, records
from answering import answering
from conftest import TODAY
from intacct_books import Clock
from intacct_books.modules.pairs import Due, differences, pairs_of
from intacct_client.connect import connect
from intacct_client.token_store import MemoryTokenStore
from intacct_mcp.app import build_server
from intacct_mcp.connection import ConnectedCompany, sandbox_account
from intacct_sandbox.company.ledger import Ledger
from intacct_sandbox.serve import Sandbox
from opened import holding
from planting import Planting

AFFILIATE = "dimensions.affiliateEntity.key"
ENTITIES = ("100", "200", "300")


@pytest.fixture
def sandbox(fresh_sandbox: Sandbox) -> Sandbox:
    return fresh_sandbox


def key_of(ledger: Ledger, table: str, id: str) -> int:
    ((key,),) = ledger.rows(f"SELECT key FROM {table} WHERE id = ?", (id,))
    return int(key)


def name_other(ledger: Ledger, entry_key: int, account: str, other: str) -> None:
    """Have the lines of an entry on an account name another entity."""
    ledger.write(
        "UPDATE journal_line SET extra = json_set(COALESCE(extra, '{}'), ?, ?)"
        " WHERE entry_key = ? AND account_key = ?",
        (
            f'$."{AFFILIATE}"',
            key_of(ledger, "entity", other),
            entry_key,
            key_of(ledger, "account", account),
        ),
    )


def plant(ledger: Ledger, entity: str, cents: int, *, account: str, other: str = "") -> None:
    """An entry in one entity alone that books something on an inter-entity account."""
    sides = ("6100", account) if cents < 0 else (account, "6100")
    entry = Planting(ledger, entity).open_books().entry("2026-10-02", *sides, abs(cents))
    if other:
        name_other(ledger, entry, account, other)


def forget_others(ledger: Ledger) -> None:
    """No line names another entity any more."""
    ledger.write(f"UPDATE journal_line SET extra = json_remove(extra, '$.\"{AFFILIATE}\"')")


def map_by_pair(ledger: Ledger, source: str, target: str, receivable: str, payable: str) -> None:
    key = ledger.next_key("record")
    fields = {
        "id": str(key),
        "sourceEntity.key": key_of(ledger, "entity", source),
        "targetEntity.key": key_of(ledger, "entity", target),
        "interEntityReceivableGLAccount.key": key_of(ledger, "account", receivable),
        "interEntityPayableGLAccount.key": key_of(ledger, "account", payable),
    }
    name = "company-config/inter-entity-advanced-map"
    ledger.insert("record", {"object": name, "fields": json.dumps(fields)}, key=key)


async def asked(sandbox: Sandbox, **arguments: Any) -> dict[str, Any]:
    async with answering(sandbox, toolsets=("consolidation",)) as agent:
        await agent.reads("intercompany_balances", **arguments)
        answer = await agent.reads("intercompany_balances", **arguments)
        assert answer["api"] == 1
        if "evidence" in answer:
            traced = await agent.reads("get_evidence", handle=answer["evidence"], limit=1)
            assert set(traced["checks"].values()) == {"0.00"}
    return answer


def in_sql(ledger: Ledger) -> dict[tuple[str, str, str, str], str]:
    """What each entity's books say of each other one, by account."""
    rows = ledger.rows(
        "SELECT n.id, COALESCE(o.id, '(none)'), a.id, l.base_currency,"
        " SUM(CASE l.txn_type WHEN 'debit' THEN l.base_amount ELSE -l.base_amount END)"
        " FROM journal_line l JOIN journal_entry e ON e.key = l.entry_key"
        " JOIN account a ON a.key = l.account_key JOIN location p ON p.key = l.location_key"
        " JOIN entity n ON n.key = p.entity_key"
        f" LEFT JOIN entity o ON o.key = json_extract(l.extra, '$.\"{AFFILIATE}\"')"
        " WHERE a.id IN ('1350', '2350') AND e.state <> 'draft' AND l.entry_date <= '2026-10-31'"
        " GROUP BY 1, 2, 3, 4"
    )
    return {
        (entity, other, account, currency): f"{Decimal(cents).scaleb(-2)}"
        for entity, other, account, currency, cents in rows
    }


def shown(answer: dict[str, Any]) -> dict[tuple[str, str, str, str], str]:
    only = str(answer["scope"])[-3:]
    return {
        (
            row["entity"].split()[0],
            row["with"].split()[0],
            row["account"].split()[0],
            row.get("currency", only),
        ): row["closing"]
        for row in records(answer)
    }


def pairs(answer: dict[str, Any]) -> list[tuple[str, ...]]:
    """The pairs: both ids, currency, what each says, and the difference."""
    block = answer.get("pairs", {"columns": [], "rows": []})
    names = ("currency", "entity_books", "with_books", "difference")
    return [
        (
            row["entity"].split()[0],
            row["with"].split()[0],
            *(str(row.get(name, "")) for name in names),
        )
        for row in records(block)
    ]


@pytest.mark.behaviour("modules.pairs")
async def test_each_pair_is_shown_with_what_both_say_and_the_one_that_disagrees_first(
    sandbox: Sandbox,
):
    ledger = sandbox.ledger
    plant(ledger, "200", -7_500, account="2350", other="100")
    plant(ledger, "100", 9_900, account="1350", other="400")
    plant(ledger, "400", -9_900, account="2350", other="100")
    answer = await asked(sandbox)
    assert shown(answer) == in_sql(ledger)
    assert pairs(answer) == [
        ("100", "200", "USD", "1200.00", "-1275.00", "-75.00"),
        ("100", "400", "USD", "99.00", "-99.00", "0.00"),
    ]
    assert answer["checks"] == {
        "due from + due to USD": "-75.00",
        "differences of pairs USD": "75.00",
    }
    assert answer["notes"][:3] == [
        "due from + due to USD is -75.00, not zero.",
        "differences of pairs USD is 75.00, not zero.",
        "Do not agree: 100 and 200 by -75.00 USD.",
    ]


@pytest.mark.behaviour("modules.pairs")
async def test_pairs_that_disagree_in_turn_are_found_although_all_together_is_zero(
    sandbox: Sandbox,
):
    plant(sandbox.ledger, "200", -7_500, account="2350", other="100")
    plant(sandbox.ledger, "100", 7_500, account="1350", other="400")
    answer = await asked(sandbox)
    assert answer["checks"]["due from + due to USD"] == "0.00"
    assert answer["checks"]["differences of pairs USD"] == "150.00"


@pytest.mark.behaviour("modules.pairs")
async def test_a_line_that_names_nobody_is_in_no_pair_and_that_is_said(sandbox: Sandbox):
    plant(sandbox.ledger, "200", -1_234, account="2350")
    answer = await asked(sandbox)
    assert pairs(answer) == [("100", "200", "USD", "1200.00", "-1200.00", "0.00")]
    assert ("200", "(none)", "2350", "USD") in shown(answer)
    assert answer["notes"][-1].endswith("of this scope: 200 2350 -12.34 USD.")


@pytest.mark.behaviour("modules.pairs")
async def test_an_entity_that_owes_no_other_says_so(sandbox: Sandbox):
    answer = await asked(sandbox, entity="400")
    assert answer["rows"] == []
    assert answer["notes"][0] == "Nothing stands on the inter-entity accounts 1350, 2350."


@pytest.mark.behaviour("modules.pairs")
async def test_where_nothing_names_the_other_entity_it_is_said_and_no_pair_is_made_up(
    sandbox: Sandbox,
):
    forget_others(sandbox.ledger)
    answer = await asked(sandbox)
    assert "pairs" not in answer
    assert column(answer, "with") == ["(none)", "(none)"]
    assert answer["notes"][0].startswith("No pairs can be told")
    assert list(answer["checks"]) == ["due from + due to USD"]


@pytest.mark.behaviour("modules.pairs")
async def test_accounts_that_are_about_one_other_entity_tell_it_too(sandbox: Sandbox):
    ledger = sandbox.ledger
    forget_others(ledger)
    map_by_pair(ledger, "100", "200", "1350", "2350")
    map_by_pair(ledger, "200", "100", "1350", "2350")
    assert pairs(await asked(sandbox)) == [("100", "200", "USD", "1200.00", "-1200.00", "0.00")]
    map_by_pair(ledger, "100", "400", "1350", "2350")  # now about two in entity 100
    answer = await asked(sandbox)
    assert pairs(answer) == [("100", "200", "USD", "", "-1200.00", "-1200.00")]
    assert answer["notes"][-1].endswith("of this scope: 100 1350 1200.00 USD.")


@pytest.mark.behaviour("modules.pairs")
async def test_the_accounts_of_pairs_are_found_without_being_named(sandbox: Sandbox):
    ledger = sandbox.ledger
    ledger.write("UPDATE entity SET receivable_key = NULL, payable_key = NULL")
    for source, target in (("100", "200"), ("200", "100")):
        map_by_pair(ledger, source, target, "1350", "2350")
    assert shown(await asked(sandbox)) == in_sql(ledger)


@pytest.mark.behaviour("modules.pairs")
async def test_two_entities_of_two_currencies_are_not_compared(sandbox: Sandbox):
    plant(sandbox.ledger, "300", -5_000, account="2350", other="100")
    plant(sandbox.ledger, "100", 6_400, account="1350", other="300")
    answer = await asked(sandbox)
    assert [each for each in pairs(answer) if "300" in each] == [
        ("100", "300", "GBP", "", "-50.00", ""),
        ("100", "300", "USD", "64.00", "", ""),
    ]
    assert any(
        note == "In two currencies, so not compared: 100 and 300." for note in answer["notes"]
    )
    assert set(answer["totals"]) == {"USD", "GBP"}
    assert answer["checks"]["differences of pairs USD"] == "0.00"


@pytest.mark.behaviour("modules.pairs")
async def test_a_pair_is_compared_only_when_both_are_in_scope(sandbox: Sandbox):
    plant(sandbox.ledger, "200", -7_500, account="2350", other="100")
    both = await asked(sandbox, entity="100,200")
    assert pairs(both) == [("100", "200", "USD", "1200.00", "-1275.00", "-75.00")]
    assert list(both["checks"]) == ["differences of pairs USD"]
    alone = await asked(sandbox, entity="100")
    assert "pairs" not in alone
    assert "checks" not in alone
    assert column(alone, "with") == ["200 Harwick Field Services LLC"]


class Without(httpx2.ASGITransport):
    """A company whose lines have no affiliate entity: Intacct refuses a field that it does not know."""

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        if request.url.path.endswith("/query"):
            fields: list[str] = json.loads(await request.aread())["fields"]
            unknown = next((each for each in fields if "affiliateEntity" in each), "")
            if unknown:
                error = {
                    "errorId": "REST-1106",
                    "message": "no",
                    "additionalInfo": {"placeholders": {"FIELD": unknown}},
                }
                return httpx2.Response(400, json={"ia::result": {"ia::error": error}})
        return await super().handle_async_request(request)


@asynccontextmanager
async def without_affiliates(sandbox: Sandbox) -> AsyncIterator[Agent]:
    way = Without(app=sandbox.app)
    async with connect(
        sandbox_account(sandbox), MemoryTokenStore(), make_transport=lambda: way
    ) as intacct:
        held = ConnectedCompany(intacct, Clock(far_day=TODAY), b"key", is_sandbox=True)
        server = build_server(lambda: holding(held), toolsets=("consolidation",))
        async with Client(server) as client:
            yield Agent(client)


@pytest.mark.behaviour("modules.pairs")
async def test_a_company_without_the_dimension_gets_balances_by_entity(sandbox: Sandbox):
    async with without_affiliates(sandbox) as agent:
        await agent.reads("intercompany_balances")
        answer = await agent.reads("intercompany_balances")
        balances = await agent.reads("gl_balance", account="1350", by="entity")
    assert answer["api"] == 1  # what was refused is remembered
    assert answer["notes"][0].startswith("No pairs can be told")
    assert column(answer, "closing") == ["1200.00", "-1200.00"]
    assert column(balances, "closing") == ["1200.00"]


@given(
    st.lists(
        st.tuples(
            st.sampled_from(ENTITIES),
            st.sampled_from(ENTITIES),
            st.sampled_from(("1350", "2350")),
            st.integers(-500, 500),
        ),
        max_size=12,
    )
)
def test_differences_of_pairs_sum_to_what_does_not_cancel_out(
    said: list[tuple[str, str, str, int]],
):
    dues = [
        Due(entity, other, other, account, "USD", Decimal(cents).scaleb(-2))
        for entity, other, account, cents in said
    ]
    found = pairs_of(dues)
    assert all(each.is_compared for each in found)
    assert len({(each.entity, each.other) for each in found}) == len(found)
    total = sum((each.closing for each in dues), Decimal(0))
    assert sum((each.difference or Decimal(0) for each in found), Decimal(0)) == total
    assert abs(total) <= differences(found).get("USD", Decimal(0))
    turned = pairs_of(reversed(dues))
    assert {(each.entity, each.other): each.difference for each in turned} == {
        (each.entity, each.other): each.difference for each in found
    }
