"""The named cases of accounting show what they are named for (docs/api/invoices.md, books.md, retainage.md)."""

from decimal import Decimal
from typing import Any

import pytest

from intacct_sandbox.seed.cases.register import seeded_cases
from intacct_sandbox.serve import Sandbox
from wire import Wire

LINE = "general-ledger/journal-entry-line"


@pytest.fixture
def cases(shared_sandbox: Sandbox, wire: Wire) -> dict[str, dict[str, Any]]:
    """The first record of each case, as GET shows it."""
    found: dict[str, dict[str, Any]] = {}
    for case in reversed(seeded_cases(shared_sandbox.ledger)):
        found[case.name] = wire.get(f"/objects/{case.object}/{case.key}").json()["ia::result"]
    return found


def posted(wire: Wire, number: str, book: str = "accrual") -> list[tuple[str, str, str]]:
    rows = wire.query(
        object=LINE,
        fields=["glAccount.id", "txnType", "baseAmount"],
        filters=[
            {"$eq": {"documentId": number}},
            {"$eq": {"journalEntry.glJournal.bookType": book}},
        ],
        orderBy=[{"lineNumber": "asc"}],
    )
    return [(row["glAccount.id"], row["txnType"], row["baseAmount"]) for row in rows]


def test_a_rounding_cent_shows_between_lines_and_total(cases: dict[str, Any]):
    invoice = cases["foreign-currency-rounding-cent"]
    rate = Decimal(str(invoice["currency"]["exchangeRate"]["rate"]))
    whole = (Decimal(invoice["totalTxnAmount"]) * rate).quantize(Decimal("0.01"))
    lines = sum(Decimal(line["baseAmount"]) for line in invoice["lines"])
    assert lines == Decimal(invoice["totalBaseAmount"]) != whole


@pytest.mark.behaviour("retainage.apart-from-what-is-due")
def test_what_is_held_back_is_owed_and_not_due(cases: dict[str, Any], wire: Wire):
    invoice = cases["retainage"]
    assert (invoice["totalTxnAmount"], invoice["totalTxnAmountDue"]) == ("12500.00", "11250.00")
    assert invoice["retainage"]["totalTxnAmountRetained"] == "1250.00"
    (line,) = invoice["lines"]
    assert (line["retainage"]["percentage"], line["retainage"]["hasRetainage"]) == ("10.00", True)
    assert posted(wire, "INV-RET-1") == [
        ("1200", "debit", "11250.00"),
        ("1250", "debit", "1250.00"),
        ("4100", "credit", "12500.00"),
    ]


@pytest.mark.behaviour("retainage.apart-from-what-is-due")
def test_what_the_company_holds_back_of_a_bill_is_on_its_own_account(
    cases: dict[str, Any], wire: Wire
):
    bill = cases["bill-retainage"]
    assert (bill["totalTxnAmount"], bill["totalTxnAmountDue"]) == ("12500.00", "11250.00")
    assert bill["retainage"]["totalTxnAmountRetained"] == "1250.00"
    assert posted(wire, "B-RET-1") == [
        ("2000", "credit", "11250.00"),
        ("2060", "credit", "1250.00"),
        ("5100", "debit", "12500.00"),
    ]


@pytest.mark.behaviour("invoices.tax-line")
def test_a_tax_line_is_queried_posted_and_left_out_of_its_invoice(
    cases: dict[str, Any], wire: Wire
):
    invoice = cases["tax-subtotal-line"]
    assert [line["glAccount"]["id"] for line in invoice["lines"]] == ["4000"]
    rows = wire.query(
        object="accounts-receivable/invoice-line",
        fields=["isSubtotal", "txnAmount"],
        filters=[{"$eq": {"invoice.key": invoice["key"]}}],
        orderBy=[{"lineNumber": "asc"}],
    )
    assert [tuple(row.values()) for row in rows] == [(None, "1000.00"), ("tax", "82.50")]
    assert invoice["totalTxnAmount"] == "1082.50"
    assert ("2250", "credit", "82.50") in posted(wire, "INV-TAX-1")


def test_credit_memosadvances_and_waiting_bills_are_there(cases: dict[str, Any]):
    assert cases["credit-memo"]["txnCurrency"]["totalDue"] == "-180.50"
    assert cases["customer-advance"]["state"] == "posted"
    assert cases["vendor-advance"]["state"] == "advancePaid"
    assert cases["vendor-submitted"]["state"] == "s"
    assert cases["bill-submitted"]["state"] == "submitted"
    assert cases["bill-declined"]["state"] == "declined"
    assert (cases["bill-on-hold"]["isOnHold"], cases["bill-on-hold"]["state"]) == (True, "posted")
    assert cases["bill-reversed"]["state"] == "reversed"
    assert cases["bill-reversed"]["totalTxnAmountDue"] == "0.00"


def test_an_entry_of_two_entities_balances_in_each(cases: dict[str, Any]):
    sums: dict[str, Decimal] = {}
    for line in cases["inter-entity-entry"]["lines"]:
        entity = line["dimensions"]["location"]["id"][:1]
        sign = 1 if line["txnType"] == "debit" else -1
        sums[entity] = sums.get(entity, Decimal(0)) + sign * Decimal(line["baseAmount"])
    assert len(sums) == 2
    assert set(sums.values()) == {Decimal(0)}


@pytest.mark.behaviour("books.accounts-of-what-was-paid")
def test_the_cash_book_has_the_accounts_of_what_was_paid(cases: dict[str, Any], wire: Wire):
    assert cases["cash-book"]["state"] == "complete"
    bank, *paid = posted(wire, "R-CASH-1", "cash")
    assert bank[1:] == ("debit", "1000.00")
    # 1,000.00 of 1,500.01, over lines of 1,000.00 and 500.01.
    assert paid == [("4000", "credit", "666.66"), ("4100", "credit", "333.34")]
    assert [row[1:] for row in posted(wire, "R-CASH-1")] == [
        ("debit", "1000.00"),
        ("credit", "1000.00"),
    ]


def test_references_of_transactions_are_found_by_key(shared_sandbox: Sandbox, wire: Wire):
    """A key that a view makes up of others must still compare as a number."""
    ledger = shared_sandbox.ledger
    for name, columns in ledger.shape.columns.items():
        references = [column for column in columns if column.endswith(".key")]
        for column in references if "/" in name else []:
            row = ledger.one(
                f'SELECT "{column}" FROM "{name}" WHERE "{column}" IS NOT NULL LIMIT 1'
            )
            if row is not None:
                filters = [{"$eq": {column: str(row[0])}}]
                body = {"object": name, "fields": ["key"], "filters": filters, "size": 1}
                assert wire.query(**body, filterParameters={"includePrivate": True}), (name, column)


def test_no_case_of_accounting_lies_in_the_private_entity(cases: dict[str, Any]):
    for name in ("foreign-currency-rounding-cent", "customer-advance", "vendor-advance"):
        assert cases[name]["entity"]["id"] in {"100", "200"}
