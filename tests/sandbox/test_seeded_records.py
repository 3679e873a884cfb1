"""What the seeded company has beside its books, and fields that follow from others."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from starlette.testclient import TestClient

from intacct_sandbox.serve import Sandbox
from wire import Wire, sign_in

BILL, RECEIPT = "accounts-payable/bill", "accounts-receivable/payment"
LINE = "general-ledger/journal-entry-line"
CHECKING = "cash-management/checking-account"
UNDEPOSITED = "cash-management/undeposited-fund"


@pytest.fixture
def changed(fresh_sandbox: Sandbox) -> Iterator[Wire]:
    with TestClient(fresh_sandbox.app) as http:
        yield sign_in(http, fresh_sandbox)


@pytest.mark.behaviour("bills.when-to-pay")
def test_a_bill_is_to_be_paid_while_its_discount_lasts_else_when_it_is_due(changed: Wire):
    fields = ["key", "createdDate", "dueDate", "discountCutOffDate", "recommendedPaymentDate"]
    by_term: defaultdict[str, set[bool]] = defaultdict(set)
    bills = changed.query(object=BILL, fields=[*fields, "term.discount.days", "term.id"], size=4000)
    for row in bills:
        days = row["term.discount.days"]
        day = date.fromisoformat(row["createdDate"])
        last = (day + timedelta(days=days)).isoformat() if days else None
        assert row["discountCutOffDate"] == last
        assert row["recommendedPaymentDate"] == (last or row["dueDate"])
        by_term[row["term.id"]].add(last is not None)
    assert by_term == {"N15": {False}, "N30": {True}, "N45": {False}}
    draft = changed.query(
        object=BILL, fields=["key"], filters=[{"$eq": {"state": "draft"}}], size=1
    )[0]["key"]
    address = f"/ia/api/v1/objects/{BILL}/{draft}"
    body = {"recommendedPaymentDate": "2026-11-05"}
    assert changed.http.patch(address, json=body, headers=changed.headers).is_success
    shown = changed.get(f"/objects/{BILL}/{draft}").json()["ia::result"]
    assert shown["recommendedPaymentDate"] == "2026-11-05"


@pytest.mark.behaviour("reconciliation.cleared")
def test_lines_of_a_bank_account_are_cleared_up_to_its_last_reconciliation(wire: Wire):
    days = {
        row["accounting.glAccount.id"]: row["reconciliation.lastReconciledDate"]
        for row in wire.query(
            object=CHECKING,
            fields=["accounting.glAccount.id", "reconciliation.lastReconciledDate"],
            filterParameters={"includePrivate": True},
        )
    }
    assert days["1010"] == "2026-08-31"
    for account in ("1010", "1020", "1200"):
        rows = wire.query(
            object=LINE,
            fields=["entryDate", "reconciliationGroup.cleared", "reconciliationGroup.clearingDate"],
            filters=[{"$eq": {"glAccount.id": account}}],
            size=4000,
        )
        assert rows
        for row in rows:
            day = days.get(account)
            is_cleared = day is not None and row["entryDate"] <= day
            assert row["reconciliationGroup.cleared"] == (
                str(is_cleared).lower() if account in days else None
            )
            assert row["reconciliationGroup.clearingDate"] == (day if is_cleared else None)


@pytest.mark.behaviour("reconciliation.undeposited")
def test_a_receipt_is_listed_as_undeposited_until_it_is_reversed(changed: Wire):
    fields = ["key", "payee", "txnTotalEntered", "paymentMethod", "documentNumber"]
    (listed,) = changed.query(object=UNDEPOSITED, fields=[*fields, "customer.name"])
    key = listed.pop("key")
    assert listed.pop("payee") == listed.pop("customer.name")
    assert list(listed.values()) == ["1000.00", "check", "CHK-20417"]
    (held,) = changed.query(
        object=LINE,
        fields=["sum:baseAmount"],
        filters=[
            {"$eq": {"glAccount.id": "1090"}},
            {"$eq": {"journalEntry.glJournal.bookType": "accrual"}},
        ],
    )
    assert held["sum:baseAmount"] == "1000.00"
    reverse = {"key": key, "reversedDate": "2026-10-31"}
    answer = changed.post("/workflows/accounts-receivable/payment/reverse", reverse)
    assert answer.is_success, answer.text
    assert changed.query(object=UNDEPOSITED, fields=["key"]) == []


@pytest.mark.parametrize(
    ("name", "owner", "header"),
    [
        ("accounts-receivable/invoice-line", "invoice", "accounts-receivable/invoice"),
        ("accounts-payable/bill-line", "bill", BILL),
        ("accounts-receivable/adjustment-line", "arAdjustment", "accounts-receivable/adjustment"),
        ("accounts-payable/advance-line", "apAdvance", "accounts-payable/advance"),
        ("accounts-receivable/payment-detail", "arPayment", RECEIPT),
        ("accounts-payable/payment-detail", "apPayment", "accounts-payable/payment"),
        (LINE, "journalEntry", "general-ledger/journal-entry"),
    ],
)
@pytest.mark.behaviour("objects.line-audit")
def test_a_line_was_made_with_what_it_is_a_line_of(wire: Wire, name: str, owner: str, header: str):
    paths = ["audit.createdDateTime", "audit.modifiedDateTime", "audit.createdByUser.key"]
    rows = wire.query(object=name, fields=[f"{owner}.key", *paths], size=20)
    keys = [row[f"{owner}.key"] for row in rows]
    headers = {
        row["key"]: row
        for row in wire.query(
            object=header, fields=["key", *paths], filters=[{"$in": {"key": keys}}], size=100
        )
    }
    for row in rows:
        assert row[paths[0]]
        assert [row[path] for path in paths] == [
            headers[row[f"{owner}.key"]][path] for path in paths
        ]


def totals(
    wire: Wire, name: str, fields: list[str], line: tuple[str, str, str]
) -> dict[str, tuple[Any, ...]]:
    """Of each record its fields, and the sum of an amount of its lines."""
    line_name, owner, amount = line
    sums: defaultdict[str, Decimal] = defaultdict(Decimal)
    everywhere = {"includePrivate": True}
    for row in wire.query(
        object=line_name, fields=[f"{owner}.key", amount], filterParameters=everywhere
    ):
        sums[row[f"{owner}.key"]] += Decimal(row[amount])
    return {
        row[fields[0]]: (*(row[path] for path in fields[1:]), sums[row["key"]])
        for row in wire.query(object=name, fields=["key", *fields], filterParameters=everywhere)
    }


@pytest.mark.behaviour("typed-documents.seeded")
def test_orders_contracts_and_expenses_add_up(wire: Wire):
    orders = totals(
        wire,
        "purchasing/document",
        ["documentNumber", "total", "bill.totalTxnAmount"],
        ("purchasing/document-line", "documentHeader", "extendedPriceInTxnCurrency"),
    )
    assert sorted(orders) == ["PO-5001", "PO-5002", "PO-5003", "PO-5004", "PO-5005"]
    assert all(Decimal(total) == of_lines > 0 for total, _, of_lines in orders.values())
    assert orders["PO-5001"][:2] == ("4800.00", "4800.00")
    contracts = totals(
        wire,
        "contracts/contract",
        ["id", "contractTotalAmount"],
        ("contracts/contract-line", "contract", "billing.totalFlatFixedAmount"),
    )
    expenses = totals(
        wire,
        "expenses/employee-expense",
        ["expenseReportNumber", "reimbursement.totalEntered"],
        ("expenses/employee-expense-line", "employeeExpense", "txnAmount"),
    )
    assert (len(contracts), len(expenses)) == (4, 5)
    for total, of_lines in (*contracts.values(), *expenses.values()):
        assert Decimal(total) == of_lines > 0
    sales = wire.query(object="order-entry/document", fields=["documentType", "count:key"])
    assert {row["documentType"]: row["count:key"] for row in sales} == {
        "Sales Order": 3,
        "Sales Quote": 1,
    }


def test_work_that_was_bought_in_is_of_a_project_in_both_books_of_lines(wire: Wire):
    (lines,) = wire.query(
        object="accounts-payable/bill-line",
        fields=["sum:baseAmount"],
        filters=[{"$ne": {"dimensions.project.id": None}}],
    )
    (posted,) = wire.query(
        object=LINE,
        fields=["sum:baseAmount"],
        filters=[
            {"$ne": {"dimensions.project.id": None}},
            {"$in": {"glAccount.id": ["5100", "5110"]}},
            {"$eq": {"journalEntry.glJournal.bookType": "accrual"}},
        ],
    )
    assert Decimal(lines["sum:baseAmount"]) == Decimal(posted["sum:baseAmount"]) > 0


def test_accounts_name_categories_that_there_are(wire: Wire):
    known = {
        row["id"] for row in wire.query(object="general-ledger/account-category", fields=["id"])
    }
    named = {
        row["category"]
        for row in wire.query(object="general-ledger/account", fields=["category"], size=4000)
    }
    assert named - known == {None}
    stored = wire.query(
        object="inventory-control/warehouse",
        fields=["id", "location.id"],
        orderBy=[{"id": "asc"}],
    )
    assert [tuple(row.values()) for row in stored] == [
        ("W-BOS", "210"),
        ("W-DEN", "120"),
        ("W-SEA", "110"),
    ]
    files = wire.query(object="company-config/file", fields=["attachment.id", "size"])
    assert sorted(row["attachment.id"] for row in files) == ["ATT-1", "ATT-2", "ATT-3"]
    assert all(row["size"] for row in files)
