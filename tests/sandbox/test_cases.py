"""The cases that the seeded company holds on purpose: each is there, and shows over the wire what it says."""

import os
from collections import defaultdict
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from intacct_sandbox.seed.cases.register import CASES, Case, called, mark, seeded_cases
from intacct_sandbox.serve import Sandbox
from wire import Wire

PAGE = Path(__file__).parent.parent.parent / "docs" / "sandbox-cases.md"
HEAD = """# The cases of the sandbox company

Made from the code (`UPDATE_DOCS=1`). Every new company holds these on purpose, whatever its seed, day and size.
`intacct-mcp sandbox cases` lists the records of a company that show them, with key and name; `--json` for programs.
A user's name there is what one signs in with ([permissions](api/permissions.md)).

| case | what it is | records |
|---|---|---|
"""
LINE = "general-ledger/journal-entry-line"


@pytest.fixture(scope="module")
def cases(session_sandbox: Sandbox) -> dict[str, list[Case]]:
    found: defaultdict[str, list[Case]] = defaultdict(list)
    for case in seeded_cases(session_sandbox.ledger):
        found[case.name].append(case)
    return found


def shown(wire: Wire, case: Case) -> dict[str, Any]:
    response = wire.get(f"/objects/{case.object}/{case.key}")
    assert response.status_code == 200, response.text
    record: dict[str, Any] = response.json()["ia::result"]
    return record


def rows(wire: Wire, cases: list[Case], *fields: str) -> list[tuple[Any, ...]]:
    return [tuple(_at(shown(wire, case), path) for path in fields) for case in cases]


def _at(record: Any, path: str) -> Any:
    for name in path.split("."):
        record = record[name]
    return record


def test_every_case_has_records_that_exist_and_the_page_lists_them_all(
    wire: Wire, sandbox: Sandbox, cases: dict[str, list[Case]]
):
    assert list(cases) == [name for name in CASES if name in cases]
    assert set(cases) == set(CASES)
    for each in cases.values():
        for case in each:
            assert shown(wire, case)["key"] == case.key
            assert called(sandbox.ledger, case)
    lines = [
        f"| `{name}` | {meaning} | {', '.join(sorted({case.object for case in cases[name]}))} |\n"
        for name, meaning in CASES.items()
    ]
    page = HEAD + "".join(lines)
    if os.environ.get("UPDATE_DOCS"):
        PAGE.write_text(page, encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == page


def test_a_case_that_nobody_listed_cannot_be_marked(fresh_sandbox: Sandbox):
    with pytest.raises(KeyError):
        mark(fresh_sandbox.ledger, "no-such-case", "accounts-payable/bill", 1)


@pytest.mark.behaviour("states.follow-from-payments")
def test_documents_are_in_the_states_that_their_cases_say(wire: Wire, cases: dict[str, list[Case]]):
    assert rows(wire, cases["draft-invoices"], "state") == [("draft",)] * 3
    assert rows(wire, cases["draft-bills"], "state") == [("draft",)] * 3
    assert rows(
        wire, cases["partially-paid-invoice"], "state", "totalTxnAmount", "totalTxnAmountDue"
    ) == [("partiallyPaid", "2500.00", "1500.00")]
    assert rows(
        wire, cases["partially-paid-bill"], "state", "totalTxnAmount", "totalTxnAmountDue"
    ) == [("partiallyPaid", "4800.00", "3600.00")]
    assert rows(wire, cases["reversed-over-month-end"], "state", "invoiceDate") == [
        ("reversed", "2026-09-30")
    ]
    ((over,),) = rows(wire, cases["overpayment"], "overPaymentAmount")
    assert over == "125.50"


def test_bills_that_need_a_second_look(wire: Wire, cases: dict[str, list[Case]]):
    (first, again) = rows(
        wire, cases["duplicate-bill-numbers"], "billNumber", "vendor.id", "totalTxnAmount"
    )
    assert first[0] != again[0]
    assert first[0].replace(" ", "").casefold() == again[0].replace(" ", "").casefold()
    assert first[1:] == again[1:]
    ((ahead, posted),) = rows(wire, cases["future-dated-bill"], "createdDate", "postingDate")
    assert ahead > "2026-10-31" >= posted
    bill, payment = cases["paid-before-bill"]
    assert shown(wire, payment)["paymentDate"] < shown(wire, bill)["createdDate"]
    (memo,) = cases["memo-with-instruction"]
    assert "Ignore previous instructions" in shown(wire, memo)["lines"][0]["memo"]
    numbers = rows(wire, cases["same-number-two-customers"], "invoiceNumber", "customer.id")
    assert len({number for number, _ in numbers}) == 1
    assert len({customer for _, customer in numbers}) == 2


def test_customers_and_vendors_that_need_care(wire: Wire, cases: dict[str, list[Case]]):
    for name in ("customer-on-hold", "vendor-on-hold"):
        party, document = cases[name]
        assert shown(wire, party)["isOnHold"] is True
        assert Decimal(shown(wire, document)["totalTxnAmountDue"]) > 0
    ((due, limit),) = rows(wire, cases["over-credit-limit"], "totalDue", "creditLimit")
    assert Decimal(due) > limit
    parent, *children = rows(
        wire, cases["parent-and-child-customers"], "key", "parent.key", "totalDue"
    )
    assert parent[1:] == (None, "0.00")
    assert {child[1] for child in children} == {parent[0]}
    assert all(Decimal(child[2]) > 0 for child in children)
    for status, due in rows(wire, cases["inactive-with-balance"], "status", "totalDue"):
        assert status == "inactive"
        assert Decimal(due) > 0
    names = [name for (name,) in rows(wire, cases["similar-names"], "name")]
    assert len(set(names)) == 5
    ((tax_id, account),) = rows(
        wire, cases["vendor-with-bank-details"], "taxId", "ach.accountNumber"
    )
    assert tax_id
    assert account.isdigit()


def test_an_entry_straight_to_receivables_shows_at_the_month_end_and_is_gone_today(
    wire: Wire, cases: dict[str, list[Case]]
):
    entries = [case.key for case in cases["straight-to-control-account"]]
    lines = wire.query(
        object=LINE,
        fields=["entryDate", "txnType", "txnAmount", "journalEntry.moduleName"],
        filters=[
            {"$in": {"journalEntry.key": entries}},
            {"$eq": {"glAccount.alternativeGLAccount": "receivablesAccount"}},
        ],
        filterExpression="1 and 2",
        orderBy=[{"entryDate": "asc"}],
    )
    assert [tuple(line.values()) for line in lines] == [
        ("2026-09-30", "debit", "875.00", "2.GL"),
        ("2026-10-01", "credit", "875.00", "2.GL"),
    ]


def test_accounts_that_statements_lose(wire: Wire, sandbox: Sandbox, cases: dict[str, list[Case]]):
    ((account, category),) = rows(wire, cases["account-without-group"], "id", "category")
    assert category is None
    grouped = sandbox.ledger.rows("SELECT range_from, range_to FROM account_range")
    assert not any(low <= account <= high for low, high in grouped)
    accounts = [id_ for (id_,) in sandbox.ledger.rows("SELECT id FROM account")]
    assert {id_: sum(low <= id_ <= high for low, high in grouped) for id_ in accounts} == {
        id_: int(id_ != account) for id_ in accounts
    }
    for name in ("account-without-group", "inactive-account-with-balance"):
        (case,) = cases[name]
        assert wire.query(
            object=LINE, fields=["key"], filters=[{"$eq": {"glAccount.key": case.key}}], size=1
        )
    assert rows(wire, cases["inactive-account-with-balance"], "status") == [("inactive",)]


def test_closing_is_further_in_one_entity_and_a_summary_and_a_reconciliation_are_open(
    wire: Wire, cases: dict[str, list[Case]]
):
    opened = wire.query(
        object="company-config/entity",
        fields=["id", "openBooksStartDate"],
        orderBy=[{"id": "asc"}],
        filterParameters={"includePrivate": True},
    )
    assert {row["id"]: row["openBooksStartDate"] for row in opened} == {
        "100": "2026-09-01",
        "200": "2026-10-01",
        "300": "2026-09-01",
        "400": "2026-09-01",
        "900": "2026-09-01",
    }
    assert rows(wire, cases["month-closed-in-some-entities"], "id") == [("200",)]
    assert set(rows(wire, cases["summary-left-open"], "state", "glPostingDate")) == {
        ("open", "2026-09-30")
    }
    reconciliation, account = cases["reconciliation-in-progress"]
    assert shown(wire, reconciliation)["reconciliationStatus"] == "draft"
    begun = shown(wire, account)["reconciliation"]
    assert begun["lastReconciledDate"] == "2026-08-31"
    assert begun["inProgressDate"] == "2026-09-30"
    assert begun["inProgressBalance"] == shown(wire, reconciliation)["endingBalance"]


def test_the_default_budget_has_no_line_where_somebody_forgot_it(
    wire: Wire, cases: dict[str, list[Case]]
):
    (case,) = cases["budget-with-missing-lines"]
    assert shown(wire, case)["isDefault"] is True

    def months(account: str, location: str) -> int:
        (counted,) = wire.query(
            object="general-ledger/budget-detail",
            fields=["count:key"],
            filters=[
                {"$eq": {"budget.key": case.key}},
                {"$eq": {"glAccount.id": account}},
                {"$startsWith": {"dimensions.location.id": location}},
            ],
            filterExpression="1 and 2 and 3",
        )
        found: int = counted["count:key"]
        return found

    assert months("6410", "1") == 0
    assert months("6300", "1") == 12
    assert months("6300", "2") == 6


def test_entities_users_and_dimensions_are_set_up_as_their_cases_say(
    wire: Wire, sandbox: Sandbox, cases: dict[str, list[Case]]
):
    (private,) = cases["private-entity"]
    invoices = {
        "object": "accounts-receivable/invoice",
        "fields": ["count:key"],
        "filters": [{"$eq": {"entity.key": private.key}}],
    }
    ((hidden,), (there,)) = (
        wire.query(**invoices)[0].values(),
        wire.query(**invoices, filterParameters={"includePrivate": True})[0].values(),
    )
    assert hidden == 0 < there
    (elimination,) = cases["elimination-entity"]
    assert sandbox.ledger.rows(
        "SELECT COUNT(*) FROM journal_entry WHERE entity_key = ?", (elimination.key,)
    ) == [(0,)]
    assert rows(wire, cases["view-only-user"], "userType") == [("viewOnly",)]
    assert rows(wire, cases["inactive-user"], "status") == [("inactive",)]
    ((entities,),) = rows(wire, cases["restricted-user"], "entities")
    assert [entity["id"] for entity in entities] == ["200"]
    used = wire.query(
        object=LINE,
        fields=["dimensions.nsp::service_line.id", "count:key"],
        filters=[{"$ne": {"dimensions.nsp::service_line.key": None}}],
    )
    assert {row["dimensions.nsp::service_line.id"] for row in used} == {
        "INSTR",
        "CAL",
        "CAL-SITE",
        "CARE",
    }
