"""One search over everything that has a name or a number."""

from collections.abc import Iterator

import httpx2
import pytest
from inline_snapshot import snapshot

from agent import Agent, column, records
from intacct_client.sign_in import MakeTransport
from intacct_sandbox.serve import Sandbox
from refusing import Refusing

_PARTY = "p.id, p.name FROM"
_WITH = "JOIN party p ON p.key = d.party_key WHERE d.subledger ="
UNASKED = {
    "department": "SELECT id, name FROM department",
    "location": "SELECT id, name FROM location",
    "bank_account": "SELECT id, bank_name FROM bank_account",
    "ar_adjustment": f"SELECT d.number, d.reference FROM document d {_WITH} 'AR' AND d.kind = 'adjustment'",
}
NAMED = {
    "customer": "SELECT id, name FROM party WHERE subledger = 'AR'",
    "vendor": "SELECT id, name FROM party WHERE subledger = 'AP'",
    "account": "SELECT id, name FROM account",
    "invoice": f"SELECT d.number, d.reference, {_PARTY} document d {_WITH} 'AR' AND d.kind = 'document'",
    "bill": f"SELECT d.number, d.reference, {_PARTY} document d {_WITH} 'AP' AND d.kind = 'document'",
    "receipt": f"SELECT d.number, '', {_PARTY} payment d {_WITH} 'AR'",
    "payment": f"SELECT d.number, '', {_PARTY} payment d {_WITH} 'AP'",
}


@pytest.mark.parametrize("kind", NAMED)
@pytest.mark.parametrize("word", ["al", "00", "INV-103", "p-14"])
@pytest.mark.behaviour("search.every-kind")
async def test_a_kind_is_found_by_any_part_of_name_or_number(
    agent: Agent, sandbox: Sandbox, kind: str, word: str
):
    rows = sandbox.ledger.rows(NAMED[kind])
    wanted = [
        id_ or ""
        for id_, *names in rows
        if any(word.casefold() in (text or "").casefold() for text in (id_, *names))
    ]
    answer = await agent.reads("search_records", search=word, kind=kind, limit=200)
    found = [row["id"] for row in records(answer)]
    if len(wanted) <= 50:
        assert sorted(found) == sorted(wanted)
    else:
        assert kind == "account" or any(
            f"{len(wanted)} of kind {kind} match" in note for note in answer["notes"]
        )
        assert set(found) <= set(wanted)


@pytest.mark.behaviour("search.closest-first")
async def test_the_same_word_comes_before_one_that_only_has_it(agent: Agent):
    answer = await agent.reads("search_records", search="cal-y")
    assert (answer["rows"][0][:3]) == ["item", "CAL-Y", "Annual calibration"]
    names = column(await agent.reads("search_records", search="trave"), "name")
    assert names == ["Travel", "Greyfriar Travel Desk"]


@pytest.mark.behaviour("search.documents")
async def test_a_number_finds_documents_with_party_key_and_amount(agent: Agent):
    answer = await agent.reads("search_records", search="INV-2044")
    assert answer == snapshot(
        {
            "company": "harwick (sandbox)",
            "scope": "all entities incl. private, accrual",
            "as_of": "2026-10-31",
            "columns": ["kind", "id", "name", "key", "date", "state", "amount"],
            "rows": [
                [
                    "invoice",
                    "INV-2044",
                    "Quarrystone Dental Group",
                    "777",
                    "2026-09-11",
                    "posted",
                    "2800.88 USD",
                ],
                [
                    "invoice",
                    "INV-2044",
                    "Tamarack Aviation Parts",
                    "778",
                    "2026-09-11",
                    "posted",
                    "550.67 GBP",
                ],
            ],
            "total": 2,
            "evidence": "14183dac",
            "api": 9,
            "api_setup": 10,
        }
    )


@pytest.mark.parametrize("kind", UNASKED)
@pytest.mark.behaviour("search.every-kind")
async def test_a_kind_that_cannot_be_named_is_found_among_all(
    agent: Agent, sandbox: Sandbox, kind: str
):
    rows = sandbox.ledger.rows(UNASKED[kind])
    assert rows
    for id_, name in rows:
        for word in (id_, name):
            if len(word or "") < 2:
                continue
            answer = await agent.reads("search_records", search=word, limit=200)
            found = {row["id"] for row in records(answer) if row["kind"] == kind}
            assert found == {
                other
                for other, *names in rows
                if any(word.casefold() in (text or "").casefold() for text in (other, *names))
            }


async def test_an_adjustment_is_found_with_whom_it_is_and_its_key(agent: Agent, sandbox: Sandbox):
    ((key, party, day),) = sandbox.ledger.rows(
        "SELECT d.key, p.name, d.document_date FROM document d JOIN party p ON p.key = d.party_key"
        " WHERE d.number = 'CM-1001'"
    )
    answer = await agent.reads("search_records", search="cm-1001")
    assert answer["rows"] == [["ar_adjustment", "CM-1001", party, str(key), day, "posted"]]


@pytest.mark.behaviour("search.not-searched")
@pytest.mark.parametrize("number", ["PO-5003", "EXP-3001"])
async def test_a_number_that_no_record_has_is_told_what_is_not_searched(agent: Agent, number: str):
    answer = await agent.reads("search_records", search=number)
    assert answer["total"] == 0
    assert answer["notes"][0] == (
        "Not searched: purchasing, order and inventory documents, expense reports, advances. "
        "query_records reads them."
    )
    found = await agent.reads("search_records", search="C-0016")
    assert not [note for note in found.get("notes", []) if note.startswith("Not searched")]


async def test_a_number_of_an_entry_finds_it(agent: Agent, sandbox: Sandbox):
    ((number, description),) = sandbox.ledger.rows(
        "SELECT number, description FROM journal_entry WHERE number > 1000 ORDER BY key LIMIT 1"
    )
    answer = await agent.reads("search_records", search=str(number), kind="journal_entry")
    assert [(row["id"], row["name"]) for row in records(answer)] == [(str(number), description)]


@pytest.mark.behaviour("search.cost")
async def test_a_name_costs_two_transactions_and_a_number_nine(agent: Agent):
    await agent.reads("search_records", search="bright")
    costs = [
        (await agent.reads("search_records", search=word, kind=kind))["api"]
        for word, kind in (
            ("bright", "any"),
            ("INV-2044", "any"),
            ("bright", "vendor"),
            ("CAL", "item"),
        )
    ]
    assert costs == [2, 9, 1, 0]


async def test_a_document_without_a_digit_is_searched_when_its_kind_is_named(agent: Agent):
    everything = await agent.reads("search_records", search="inv-")
    assert everything["notes"] == [
        "Documents were not searched: the word has no digit. Name their kind to search them."
    ]
    invoices = await agent.reads("search_records", search="inv-tax", kind="invoice")
    assert column(invoices, "id") == ["INV-TAX-1"]


async def test_a_word_that_is_too_short_is_refused(agent: Agent):
    assert await agent.is_told("search_records", search=" x ") == (
        "search 'x' is too short. Give at least 2 characters."
    )


@pytest.fixture
def refused() -> tuple[bytes, int]:
    return b"", 200


@pytest.fixture
def transport(sandbox: Sandbox, refused: tuple[bytes, int]) -> Iterator[MakeTransport]:
    yield (
        lambda: Refusing(sandbox, *refused) if refused[0] else httpx2.ASGITransport(app=sandbox.app)
    )


@pytest.mark.parametrize("refused", [(b'"accounts-payable/bill"', 403)])
@pytest.mark.behaviour("search.not-allowed")
async def test_a_kind_that_may_not_be_read_is_said(agent: Agent):
    answer = await agent.reads("search_records", search="INV-2044")
    assert answer["notes"] == ["Not searched, because not allowed or not there: bill."]
    assert answer["total"] == 2


@pytest.mark.parametrize("refused", [(b'"cash-management/savings-account"', 403)])
@pytest.mark.behaviour("search.not-allowed")
async def test_what_is_remembered_and_may_not_be_read_is_said_and_asked_for_once(agent: Agent):
    for cost in ({"api": 2, "api_setup": 10}, {"api": 2}):
        answer = await agent.reads("search_records", search="CAS-OPS")
        assert answer["notes"][-1] == (
            "Not searched, because not allowed or not there: bank_account."
        )
        assert answer["rows"] == [["bank_account", "CAS-OPS", "Cascade Mutual Bank"]]
        assert {name: answer[name] for name in ("api", "api_setup") if name in answer} == cost


@pytest.mark.parametrize("refused", [(b'"accounts-payable/vendor"', 429)])
async def test_what_goes_wrong_on_the_way_is_a_sentence(agent: Agent):
    told = await agent.is_told("search_records", search="bright")
    assert told == snapshot("Intacct is over its request limit. Try again in 15 minutes.")
