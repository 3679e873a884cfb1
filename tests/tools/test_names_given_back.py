"""Names as answers print them, and as people misspell them."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent import Agent, column, records
from answering import answering
from intacct_books.id_and_name import apart, is_printed
from intacct_books.lists.near import closest, number_in
from intacct_sandbox.serve import Sandbox
from intacct_tools._cells import LONGEST_TEXT


@pytest.mark.parametrize(
    ("words", "is_it"),
    [
        ("V-0009 Copperfield Legal LLP", True),
        ("v-0009  copperfield legal llp", True),
        ("V-0009 - Copperfield Legal LLP", True),
        ("V-0009: Copperfield", True),
        ("V-0009 Copperfield Le...", True),
        ("V-0009 Copperfield Legal LLP (inactive)", True),
        ("V-0009", False),
        ("V-0009 ", False),
        ("V-00091 Copperfield Legal LLP", False),
        ("V-0009 Legal", False),
        ("V-0009 ...", False),
    ],
)
@pytest.mark.behaviour("search.printed")
def test_an_id_with_its_name_is_that_record(words: str, is_it: bool):
    assert is_printed(words, "V-0009", "Copperfield Legal LLP") is is_it


NAMES = st.text(st.characters(categories=["L", "N", "P", "S", "Zs"]), min_size=1, max_size=200)


@settings(deadline=None)
@given(
    id_=st.from_regex(r"[A-Za-z0-9][A-Za-z0-9-]{0,8}", fullmatch=True),
    name=NAMES.filter(lambda name: bool(name.strip(" -:,–.…()") and name.strip())),  # noqa: RUF001
)
@pytest.mark.behaviour("search.printed")
def test_whatever_is_printed_is_taken_back(id_: str, name: str):
    cell = f"{id_} {name}".strip()
    shown = cell if len(cell) <= LONGEST_TEXT else f"{cell[:LONGEST_TEXT]}..."
    assert is_printed(shown, id_, name)


def test_only_several_words_can_be_an_id_with_a_name():
    assert apart("V-0009 Copperfield Legal...") == ("V-0009", "Copperfield Legal")
    assert apart("3M Company (inactive)") == ("3M", "Company")
    assert apart("Copperfield") is None
    assert apart("V-0009 ...") is None


@pytest.mark.behaviour("search.printed")
async def test_every_party_that_is_printed_is_found_by_what_was_printed(
    agent: Agent, sandbox: Sandbox
):
    for ledger, tool, argument in (
        ("AR", "get_customer", "customer"),
        ("AP", "get_vendor", "vendor"),
    ):
        rows = sandbox.ledger.rows(
            "SELECT id, name FROM party WHERE subledger = ? ORDER BY id LIMIT 12", (ledger,)
        )
        for id_, name in rows:
            answer = await agent.reads(tool, **{argument: f"{id_} {name}", "limit": 1})
            assert answer[argument]["id"] == id_


@pytest.mark.parametrize(
    ("tool", "given"),
    [
        ("list_bills", {"search": "V-0009", "status": "all"}),
        ("list_payments", {"search": "V-0009", "ledger": "AP"}),
        ("find_vendor", {"search": "V-0009"}),
        ("search_records", {"search": "V-0009", "kind": "vendor"}),
        ("search_records", {"search": "V-0009", "kind": "bill"}),
        ("ap_aging", {"search": "V-0009"}),
    ],
)
@pytest.mark.behaviour("search.printed")
async def test_a_search_takes_the_id_with_the_name(agent: Agent, tool: str, given: dict[str, Any]):
    by_id = await agent.reads(tool, **given)
    printed = await agent.reads(tool, **given | {"search": "V-0009 Copperfield Legal LLP"})
    assert by_id["rows"]
    assert printed["rows"] == by_id["rows"]
    assert printed.get("totals") == by_id.get("totals")
    assert printed["api"] == by_id["api"]


@pytest.mark.behaviour("search.printed")
async def test_an_id_with_another_one_s_name_is_nobody(agent: Agent):
    answer = await agent.reads("find_vendor", search="V-0009 Redfern Telecom")
    assert not answer["rows"]
    assert "No vendor" in await agent.is_told("get_vendor", vendor="V-0009 Redfern Telecom")


@pytest.mark.behaviour("search.printed")
async def test_entities_and_accounts_are_known_as_they_are_printed(agent: Agent, sandbox: Sandbox):
    entities = sandbox.ledger.rows("SELECT id, name FROM entity ORDER BY id")
    for id_, name in entities:
        answer = await agent.reads("gl_balance", account="1010", entity=f"{id_} {name}")
        assert f"entity {id_}," in answer["scope"]
    both = ", ".join(f"{id_} {name}" for id_, name in entities[:2])
    assert "entities" in (await agent.reads("gl_balance", account="1010", entity=both))["scope"]
    ((number, name),) = sandbox.ledger.rows("SELECT id, name FROM account WHERE id = '4000'")
    printed = await agent.reads("gl_balance", account=f"{number} {name}")
    plain = await agent.reads("gl_balance", account=number)
    assert (printed["rows"], printed["totals"]) == (plain["rows"], plain["totals"])
    two = await agent.reads("gl_balance", account=f"{number} {name}, 1010")
    assert set(column(two, "account")) == {"1010", "4000"}


async def test_entities_that_match_are_named_and_no_others(agent: Agent):
    told = await agent.is_told("gl_balance", account="1010", entity="Harwick Instruments")
    assert told == (
        "2 entities match 'Harwick Instruments'. Name one of 100 Harwick Instruments Inc, "
        "300 Harwick Instruments Ltd."
    )


async def test_all_entities_may_be_said(agent: Agent, sandbox: Sandbox):
    plain = await agent.reads("gl_balance", account="1010")
    for words in ("all", "All entities"):
        answer = await agent.reads("gl_balance", account="1010", entity=words)
        assert (answer["rows"], answer["scope"]) == (plain["rows"], plain["scope"])
    async with answering(sandbox, entity="200") as bound:
        answer = await bound.reads("gl_balance", account="1030", entity="all")
        assert answer["scope"].startswith("entity 200,")


MISSPELT: list[tuple[str, dict[str, Any], str]] = [
    ("find_vendor", {"search": "Tamarak"}, "V-0007 Tamarack Power & Light"),
    ("list_customers", {"search": "Harborveiw"}, "C-0019 Harborview Energy Partners"),
    ("list_bills", {"search": "Tamarak"}, "V-0007 Tamarack Power & Light"),
    ("list_invoices", {"search": "Harborveiw"}, "C-0019 Harborview Energy Partners"),
    ("list_payments", {"search": "Redfren", "ledger": "AP"}, "V-0016 Redfern Telecom"),
]


@pytest.mark.parametrize(("tool", "given", "near"), MISSPELT)
@pytest.mark.behaviour("search.near")
async def test_a_misspelt_name_is_answered_with_names_near_it(
    agent: Agent, tool: str, given: dict[str, Any], near: str
):
    answer = await agent.reads(tool, **given)
    assert answer["total"] == 0
    assert f"Nothing has '{given['search']}' in it. Near: {near}." in answer["notes"]
    assert answer["api"] == 2
    found = await agent.reads(tool, **given | {"search": near})
    assert found["api"] == 1, "names are read only when nothing was found"


@pytest.mark.behaviour("search.near")
async def test_one_party_that_is_misspelt_is_told_with_names_near_it(agent: Agent):
    told = await agent.is_told("get_vendor", vendor="Tamarak Power")
    assert told == (
        "No vendor 'Tamarak Power'. Near: V-0007 Tamarack Power & Light. Give the id of one."
    )
    aging = await agent.is_told("ar_aging", search="Silverbrok")
    assert "Near: C-0015 Silverbrook Pharmaceuticals." in aging
    far = await agent.is_told("get_vendor", vendor="Qzqzqz")
    assert far == "No vendor 'Qzqzqz'. Look it up by another part of its name or id."


@pytest.mark.behaviour("search.near")
async def test_a_search_over_all_kinds_says_what_is_near(agent: Agent):
    answer = await agent.reads("search_records", search="Harborveiw")
    assert answer["notes"][-1] == (
        "Nothing has 'Harborveiw' in it. Near: customer C-0019 Harborview Energy Partners; "
        "vendor V-0018 Harborview Courier."
    )
    bills = await agent.reads("search_records", search="Redfren", kind="bill")
    assert bills["notes"] == ["Nothing has 'Redfren' in it. Near: vendor V-0016 Redfern Telecom."]
    people = await agent.reads("search_records", search="Nakamurra", kind="employee")
    assert people["notes"] == [
        "Nothing has 'Nakamurra' in it. Near: employee E-009 Amara Nakamura."
    ]
    account = await agent.reads("search_records", search="Instrumnet sales", kind="account")
    assert "account 4000 Instrument sales" in account["notes"][0]


async def test_one_who_is_there_without_any_is_no_misspelling(agent: Agent):
    answer = await agent.reads("list_bills", search="V-0012", status="on_hold")
    assert answer["notes"][-1].startswith("None of these is of V-0012 ")


@pytest.mark.behaviour("search.by-party")
@pytest.mark.parametrize("kind", ["bill", "payment"])
async def test_documents_of_a_named_kind_are_found_by_whom_they_are_with(
    agent: Agent, sandbox: Sandbox, kind: str
):
    table = {"bill": "document d", "payment": "payment d"}[kind]
    only = " AND d.kind = 'document'" if kind == "bill" else ""
    numbers = sandbox.ledger.rows(
        f"SELECT d.number FROM {table} JOIN party p ON p.key = d.party_key WHERE p.name = 'Redfern Telecom'{only}"
    )
    answer = await agent.reads("search_records", search="Redfern", kind=kind, limit=200)
    assert sorted(row["id"] for row in records(answer)) == sorted(number for (number,) in numbers)
    days = column(answer, "date")
    assert days == sorted(days, reverse=True)


@pytest.mark.parametrize(
    ("tool", "number", "near"),
    [
        ("get_invoice", "10324", "INV-10324"),
        ("get_invoice", "INV 10315", "INV-10315"),
        ("get_bill", "50444", "B-50444"),
        ("get_bill", "Bill #0050444", "B-50444"),
    ],
)
@pytest.mark.behaviour("search.near-numbers")
async def test_a_number_without_its_letters_is_told_those_with_its_digits(
    agent: Agent, tool: str, number: str, near: str
):
    told = await agent.is_told(tool, number=number)
    assert told.endswith(f" {number!r}. Near: {near}.")
    latest = await agent.is_told(tool, number="99999999")
    assert "The latest are " in latest


def test_the_closest_names_come_first_and_only_close_ones_come():
    known = [("1", "Harbor Freight"), ("2", "Harborview Energy"), ("3", "Zephyr"), ("V-77", "Ode")]
    assert closest("harborviw", known)[0] == ("2", "Harborview Energy")
    assert ("3", "Zephyr") not in closest("harborviw", known)
    assert closest("V-78", known) == [("V-77", "Ode")]
    assert closest("", known) == []
    assert (number_in("INV 007-10315"), number_in("none"), number_in("000")) == ("10315", "", "")
