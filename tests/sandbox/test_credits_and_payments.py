"""Credit memos, advances and money on account, and the payments that use them (docs/api/payments.md)."""

from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from intacct_sandbox.serve import Sandbox
from wire import BASE, Wire, sign_in

INVOICE, BILL = "accounts-receivable/invoice", "accounts-payable/bill"
CREDIT, DEBIT = "accounts-receivable/adjustment", "accounts-payable/adjustment"
ADVANCE, PREPAID = "accounts-receivable/advance", "accounts-payable/advance"
RECEIPT, DISBURSEMENT = "accounts-receivable/payment", "accounts-payable/payment"


@pytest.fixture
def wire(fresh_sandbox: Sandbox) -> Iterator[Wire]:
    with TestClient(fresh_sandbox.app) as http:
        yield sign_in(http, fresh_sandbox)


def create(wire: Wire, name: str, body: dict[str, Any]) -> str:
    response = wire.post(f"/objects/{name}", body)
    assert response.status_code == 201, response.text
    key: str = response.json()["ia::result"]["key"]
    return key


def read(wire: Wire, name: str, key: str) -> dict[str, Any]:
    record: dict[str, Any] = wire.get(f"/objects/{name}/{key}").json()["ia::result"]
    return record


def error_id(response: Any) -> str:
    found: str = response.json()["ia::result"]["ia::error"]["details"][-1]["errorId"]
    return found


def at(location: str = "210") -> dict[str, Any]:
    return {"location": {"id": location}}


def invoice(wire: Wire, amount: str = "100.00", number: str = "CR-1") -> str:
    return create(
        wire,
        INVOICE,
        {
            "customer": {"id": "C-0001"},
            "invoiceNumber": number,
            "invoiceDate": "2026-10-05",
            "dueDate": "2026-10-20",
            "lines": [{"glAccount": {"id": "4000"}, "txnAmount": amount, "dimensions": at()}],
        },
    )


def bill(wire: Wire, amount: str = "100.00", number: str = "CR-B1") -> str:
    return create(
        wire,
        BILL,
        {
            "state": "posted",
            "vendor": {"id": "V-0001"},
            "billNumber": number,
            "createdDate": "2026-10-05",
            "dueDate": "2026-11-04",
            "lines": [{"glAccount": {"id": "6300"}, "txnAmount": amount, "dimensions": at()}],
        },
    )


def credit_memo(wire: Wire, amount: str = "-40.00", **changed: Any) -> str:
    line = {"glAccount": {"id": "4900"}, "txnCurrency": {"amount": amount}, "dimensions": at()}
    body = {
        "customer": {"id": "C-0001"},
        "createdDate": "2026-10-06",
        "txnCurrency": {"currency": "USD"},
        "lines": [line],
    }
    return create(wire, CREDIT, {**body, **changed})


def vendor_credit(wire: Wire, amount: str = "-30.00") -> str:
    line = {"glAccount": {"id": "6300"}, "txnAmount": amount, "dimensions": at()}
    body = {
        "state": "posted",
        "vendor": {"id": "V-0001"},
        "adjustmentNumber": "DM-1",
        "createdDate": "2026-10-06",
        "lines": [line],
    }
    return create(wire, DEBIT, body)


def advance_body(amount: str = "60.00") -> dict[str, Any]:
    return {
        "customer": {"id": "C-0001"},
        "paymentInformation": {
            "paymentDate": "2026-10-07",
            "receiptDate": "2026-10-07",
            "paymentMethod": "eft",
            "financialEntity": {"entityId": "BCN-OPS"},
        },
        "items": [{"glAccount": {"id": "2050"}, "txnAmount": amount, "dimensions": at()}],
    }


def prepaid(wire: Wire, amount: str = "60.00") -> str:
    body = {
        "vendor": {"id": "V-0001"},
        "advanceDate": "2026-10-07",
        "paymentMethod": "eft",
        "financialEntity": {"entityId": "BCN-OPS"},
        "lines": [{"glAccount": {"id": "1360"}, "txnAmount": amount, "dimensions": at()}],
    }
    key = create(wire, PREPAID, body)
    done = wire.post(f"/workflows/{PREPAID}/submit", {"key": key})
    assert done.json()["ia::result"]["state"] == "advancePaid"
    return key


def receipt_body(*details: dict[str, Any], **changed: Any) -> dict[str, Any]:
    return {
        "customer": {"id": "C-0001"},
        "paymentMethod": "eft",
        "financialEntity": {"entityId": "BCN-OPS"},
        "paymentSummary": {"receiptDate": "2026-10-25"},
        "txnCurrency": {"currency": "USD"},
        "paymentDetails": list(details),
        **changed,
    }


def disbursement_body(*details: dict[str, Any], **changed: Any) -> dict[str, Any]:
    return {
        "vendor": {"id": "V-0001"},
        "paymentMethod": "eft",
        "financialEntity": {"entityId": "BCN-OPS"},
        "paymentDate": "2026-10-25",
        "txnCurrency": {"currency": "USD"},
        "details": list(details),
        **changed,
    }


def money(key: str, amount: str) -> dict[str, Any]:
    return {"arInvoice": {"key": key}, "txnCurrency": {"paymentAmount": amount}}


def of_bill(key: str, amount: str) -> dict[str, Any]:
    return {"bill": {"key": key}, "txnCurrency": {"paymentAmount": amount}}


def owed(wire: Wire, name: str = "accounts-receivable/customer", id_: str = "C-0001") -> float:
    (row,) = wire.query(object=name, fields=["totalDue"], filters=[{"$eq": {"id": id_}}])
    return float(row["totalDue"])


def due(wire: Wire, key: str) -> tuple[str, str]:
    record = read(wire, INVOICE, key)
    return record["state"], record["totalTxnAmountDue"]


def last_entry(wire: Wire) -> list[tuple[str, str, str]]:
    rows = wire.query(
        object="general-ledger/journal-entry-line",
        fields=["journalEntry.key", "glAccount.id", "txnType", "baseAmount"],
        filters=[{"$ne": {"journalEntry.glJournal.bookType": "cash"}}],
        orderBy=[{"journalEntry.key": "desc"}, {"lineNumber": "asc"}],
        size=8,
    )
    latest = rows[0]["journalEntry.key"]
    return [
        (row["glAccount.id"], row["txnType"], row["baseAmount"])
        for row in rows
        if row["journalEntry.key"] == latest
    ]


@pytest.mark.behaviour("adjustments.credit-memo")
def test_a_credit_memo_lowers_what_is_owed_and_is_applied_without_money(wire: Wire):
    key = invoice(wire)
    before = owed(wire)
    memo = credit_memo(wire)
    assert round(before - owed(wire), 2) == 40
    assert read(wire, CREDIT, memo)["txnCurrency"]["totalDue"] == "-40.00"
    assert last_entry(wire) == [("1200", "credit", "40.00"), ("4900", "debit", "40.00")]
    detail = {
        "arInvoice": {"key": key},
        "arAdjustment": {"key": memo},
        "txnCurrency": {"adjustmentAmount": "40.00"},
    }
    payment = create(wire, RECEIPT, receipt_body(detail))
    assert due(wire, key) == ("partiallyPaid", "60.00")
    assert read(wire, CREDIT, memo)["state"] == "paid"
    assert round(before - owed(wire), 2) == 40
    (applied,) = read(wire, RECEIPT, payment)["paymentDetails"]
    assert applied["txnCurrency"]["adjustmentAmount"] == "40.00"
    assert applied["txnCurrency"]["paymentAmount"] is None
    assert applied["arAdjustment"]["key"] == memo


@pytest.mark.behaviour("adjustments.no-more-than-left")
def test_more_than_is_left_of_a_credit_is_refused(wire: Wire):
    key, memo = invoice(wire), credit_memo(wire)
    detail = {
        "arInvoice": {"key": key},
        "arAdjustment": {"key": memo},
        "txnCurrency": {"adjustmentAmount": "40.01"},
    }
    assert error_id(wire.post(f"/objects/{RECEIPT}", receipt_body(detail))) == "AR-0507"
    detail["arAdjustment"] = {"key": "999999"}
    assert error_id(wire.post(f"/objects/{RECEIPT}", receipt_body(detail))) == "BL03002028"


@pytest.mark.behaviour("adjustments.debit-memo")
def test_a_debit_memo_is_owed_and_paid_like_an_invoice(wire: Wire):
    before = owed(wire)
    memo = credit_memo(wire, "15.00")
    assert round(owed(wire) - before, 2) == 15
    record = read(wire, CREDIT, memo)
    assert (record["txnType"], record["adjustmentNumber"][:4]) == ("debit", "ADJ-")
    detail = {"positiveAdjustment": {"key": memo}, "txnCurrency": {"paymentAmount": "15.00"}}
    create(wire, RECEIPT, receipt_body(detail))
    assert read(wire, CREDIT, memo)["state"] == "paid"
    assert owed(wire) == before
    assert last_entry(wire) == [("1020", "debit", "15.00"), ("1200", "credit", "15.00")]


@pytest.mark.behaviour("adjustments.used-is-kept")
def test_a_used_credit_is_neither_reversed_nor_changed_until_the_payment_is_reversed(wire: Wire):
    key, memo = invoice(wire), credit_memo(wire)
    detail = {
        "arInvoice": {"key": key},
        "arAdjustment": {"key": memo},
        "txnCurrency": {"adjustmentAmount": "40.00"},
    }
    payment = create(wire, RECEIPT, receipt_body(detail))
    body = {"key": memo, "reversedDate": "2026-10-30"}
    assert error_id(wire.post(f"/workflows/{CREDIT}/reverse", body)) == "AR-0415"
    undo = {"key": payment, "reversedDate": "2026-10-30"}
    assert wire.post(f"/workflows/{RECEIPT}/reverse", undo).status_code == 200
    assert due(wire, key) == ("posted", "100.00")
    assert wire.post(f"/workflows/{CREDIT}/reverse", body).status_code == 200
    assert read(wire, CREDIT, memo)["state"] == "reversed"


@pytest.mark.behaviour("advances.deposit-account")
def test_a_customer_s_advance_stands_on_the_deposit_account_until_it_is_applied(wire: Wire):
    key = invoice(wire)
    before = owed(wire)
    advance = create(wire, ADVANCE, advance_body())
    assert last_entry(wire) == [("1020", "debit", "60.00"), ("2050", "credit", "60.00")]
    assert round(before - owed(wire), 2) == 60
    detail = {
        "arInvoice": {"key": key},
        "arAdvance": {"key": advance},
        "txnCurrency": {"postedAdvanceAmount": "45.00", "paymentAmount": "55.00"},
    }
    create(wire, RECEIPT, receipt_body(detail))
    assert due(wire, key) == ("paid", "0.00")
    assert last_entry(wire) == [
        ("1020", "debit", "55.00"),
        ("2050", "debit", "45.00"),
        ("1200", "credit", "100.00"),
    ]
    record = read(wire, ADVANCE, advance)
    assert record["state"] == "partiallyApplied"
    assert record["paymentInformation"]["totalTxnAmountDue"] == "15.00"
    assert round(before - owed(wire), 2) == 115


@pytest.mark.behaviour("advances.unused-only")
def test_an_advance_is_reversed_or_deleted_while_nothing_of_it_is_used(wire: Wire):
    before = owed(wire)
    first = create(wire, ADVANCE, advance_body())
    second = create(wire, ADVANCE, advance_body())
    body = {"key": first, "reversedDate": "2026-10-30"}
    assert wire.post(f"/workflows/{ADVANCE}/reverse", body).status_code == 200
    gone = wire.http.delete(f"{BASE}/objects/{ADVANCE}/{second}", headers=wire.headers)
    assert gone.status_code == 204
    assert owed(wire) == before


@pytest.mark.behaviour("advances.refused")
def test_an_advance_of_nothing_or_through_another_entity_s_bank_is_refused(wire: Wire):
    assert error_id(wire.post(f"/objects/{ADVANCE}", advance_body("0.00"))) == "AR-0601"
    away = advance_body()
    away["paymentInformation"]["financialEntity"] = {"entityId": "CAS-OPS"}
    assert error_id(wire.post(f"/objects/{ADVANCE}", away)) == "AR-0602"


@pytest.mark.behaviour("payments.on-account")
def test_money_on_account_pays_a_later_invoice(wire: Wire):
    first = invoice(wire)
    paid = create(wire, RECEIPT, receipt_body(money(first, "100.00"), overPaymentAmount="30.00"))
    second = invoice(wire, "50.00", "CR-2")
    detail = {
        "arInvoice": {"key": second},
        "arPostedOverPayment": {"key": paid},
        "txnCurrency": {"postedOverPaymentAmount": "30.00"},
    }
    body = receipt_body(detail)
    del body["financialEntity"]
    create(wire, RECEIPT, body)
    assert due(wire, second) == ("partiallyPaid", "20.00")
    assert read(wire, RECEIPT, paid)["overPaymentAmount"] == "0.00"
    undo = {"key": paid, "reversedDate": "2026-10-30"}
    assert error_id(wire.post(f"/workflows/{RECEIPT}/reverse", undo)) == "AR-0511"


@pytest.mark.behaviour("payments.negative-invoice")
def test_a_negative_invoice_is_a_credit_too(wire: Wire):
    key, negative = invoice(wire), invoice(wire, "-25.00", "CR-N")
    detail = {
        "arInvoice": {"key": key},
        "negativeInvoice": {"key": negative},
        "txnCurrency": {"negativeInvoiceAmount": "25.00"},
    }
    create(wire, RECEIPT, receipt_body(detail))
    assert due(wire, key) == ("partiallyPaid", "75.00")
    assert due(wire, negative) == ("paid", "0.00")


@pytest.mark.behaviour("payments.reversed", "invoices.days-to-pay")
def test_a_reversed_payment_opens_its_invoice_again(wire: Wire):
    key = invoice(wire)
    before = owed(wire)
    payment = create(wire, RECEIPT, receipt_body(money(key, "100.00"), overPaymentAmount="5.00"))
    paid = read(wire, INVOICE, key)["paymentInformation"]
    assert (paid["fullyPaidDate"], paid["daysToPay"], paid["daysPaidAfterDue"]) == (
        "2026-10-25",
        20,
        5,
    )
    early = {"key": payment, "reversedDate": "2026-10-24"}
    assert error_id(wire.post(f"/workflows/{RECEIPT}/reverse", early)) == "AR-0416"
    undo = {"key": payment, "reversedDate": "2026-10-26"}
    done = wire.post(f"/workflows/{RECEIPT}/reverse", undo)
    assert done.json()["ia::result"]["state"] == "reversed"
    assert (due(wire, key), owed(wire)) == (("posted", "100.00"), before)
    assert error_id(wire.post(f"/workflows/{RECEIPT}/reverse", undo)) == "AR-0510"
    kept = wire.http.delete(f"{BASE}/objects/{INVOICE}/{key}", headers=wire.headers)
    assert error_id(kept) == "AR-0418"


@pytest.mark.behaviour("payments.deleted")
def test_a_deleted_payment_was_never_there(wire: Wire):
    key = invoice(wire)
    before = last_entry(wire)
    payment = create(wire, RECEIPT, receipt_body(money(key, "10.00")))
    gone = wire.http.delete(f"{BASE}/objects/{RECEIPT}/{payment}", headers=wire.headers)
    assert gone.status_code == 204
    assert (due(wire, key), last_entry(wire)) == (("posted", "100.00"), before)


@pytest.mark.behaviour("payments.draft-selects")
def test_a_draft_receipt_selects_its_invoice_until_it_is_submitted(wire: Wire):
    key = invoice(wire)
    payment = create(wire, RECEIPT, receipt_body(money(key, "70.00"), state="draft"))
    assert due(wire, key) == ("selected", "100.00")
    selected = read(wire, INVOICE, key)["paymentInformation"]
    assert selected["totalTxnAmountSelectedForPayment"] == "70.00"
    over = wire.post(f"/objects/{RECEIPT}", receipt_body(money(key, "30.01")))
    assert error_id(over) == "AR-0505"
    done = wire.post(f"/workflows/{RECEIPT}/submit", {"key": payment})
    assert done.json()["ia::result"]["state"] == "complete"
    assert due(wire, key) == ("partiallyPaid", "30.00")


@pytest.mark.behaviour("approvals.payments", "payments.vendor-states")
def test_a_payment_to_a_vendor_is_submitted_approved_and_confirmed_before_it_counts(wire: Wire):
    key = bill(wire, "20000.00")
    payment = create(wire, DISBURSEMENT, disbursement_body(of_bill(key, "20000.00")))

    def moved(verb: str) -> str:
        response = wire.post(f"/workflows/{DISBURSEMENT}/{verb}", {"key": payment})
        assert response.status_code == 200, response.text
        state: str = response.json()["ia::result"]["state"]
        return state

    assert error_id(wire.post(f"/workflows/{DISBURSEMENT}/confirm", {"key": payment})) == "AP-0512"
    assert [moved("submit"), moved("decline")] == ["submitted", "declined"]
    assert [moved("submit"), moved("approve")] == ["submitted", "approved"]
    assert read(wire, BILL, key)["state"] == "selected"
    assert moved("confirm") == "confirmed"
    assert read(wire, BILL, key)["state"] == "paid"
    undo = wire.post(f"/workflows/{DISBURSEMENT}/reverse", {"key": payment})
    assert undo.json()["ia::result"]["state"] == "voided"
    assert read(wire, BILL, key)["totalTxnAmountDue"] == "20000.00"


@pytest.mark.behaviour("payments.vendor-bank")
def test_a_vendor_payment_of_no_more_than_what_is_required_names_its_bank_by_either_field(
    wire: Wire,
):
    for number, bank in enumerate(("entityId", "id")):
        body = {
            "vendor": {"id": "V-0001"},
            "paymentMethod": "eft",
            "paymentDate": "2026-10-20",
            "financialEntity": {bank: "BCN-OPS"},
            "details": [of_bill(bill(wire, number=f"CR-B{number}"), "10.00")],
        }
        bank_fields = read(wire, DISBURSEMENT, create(wire, DISBURSEMENT, body))["financialEntity"]
        assert (bank_fields["entityId"], bank_fields["id"]) == ("BCN-OPS", "BCN-OPS")


@pytest.mark.behaviour("payments.waiting-is-changed")
def test_a_waiting_payment_is_changed_and_a_confirmed_one_is_not(wire: Wire):
    key = bill(wire)
    payment = create(wire, DISBURSEMENT, disbursement_body(of_bill(key, "10.00")))
    path = f"{BASE}/objects/{DISBURSEMENT}/{payment}"
    body = {"details": [of_bill(key, "25.00")], "description": "more"}
    assert wire.http.patch(path, json=body, headers=wire.headers).status_code == 200
    assert read(wire, DISBURSEMENT, payment)["txnCurrency"]["totalAmount"] == "25.00"
    confirmed = create(
        wire, DISBURSEMENT, disbursement_body(of_bill(key, "1.00"), state="confirmed")
    )
    path = f"{BASE}/objects/{DISBURSEMENT}/{confirmed}"
    late = wire.http.patch(path, json=body, headers=wire.headers)
    assert error_id(late) == "AP-0512"


@pytest.mark.behaviour("advances.vendor")
def test_a_vendor_s_credit_and_advance_pay_a_bill(wire: Wire):
    key, memo, advance = bill(wire), vendor_credit(wire), prepaid(wire)
    details = (
        {
            "bill": {"key": key},
            "apDebitAdjustment": {"key": memo},
            "txnCurrency": {"adjustmentAmount": "30.00"},
        },
        {
            "bill": {"key": key},
            "apAdvance": {"key": advance},
            "txnCurrency": {"postedAdvanceAmount": "60.00"},
        },
        of_bill(key, "10.00"),
    )
    create(wire, DISBURSEMENT, disbursement_body(*details, state="confirmed"))
    assert read(wire, BILL, key)["state"] == "paid"
    assert read(wire, PREPAID, advance)["state"] == "fullyApplied"
    assert last_entry(wire) == [
        ("1020", "credit", "10.00"),
        ("1360", "credit", "60.00"),
        ("2000", "debit", "70.00"),
    ]


@pytest.mark.behaviour("payments.undeposited")
def test_money_without_a_bank_goes_to_an_account_of_undeposited_funds(wire: Wire):
    key = invoice(wire)
    body = receipt_body(money(key, "10.00"))
    del body["financialEntity"]
    assert error_id(wire.post(f"/objects/{RECEIPT}", body)) == "AR-0509"
    create(wire, RECEIPT, {**body, "undepositedGLAccount": {"id": "1300"}})
    assert last_entry(wire) == [("1300", "debit", "10.00"), ("1200", "credit", "10.00")]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"txnCurrency": {"currency": "USD", "totalAmount": "0.00"}}, "AR-0501"),
        ({"txnCurrency": {"currency": "USD", "totalAmount": "5.00"}}, "AR-0502"),
        ({"customer": {"id": "C-0004"}}, "AR-0503"),
        ({"txnCurrency": {"currency": "SEK"}}, "PL-0101"),
        ({"financialEntity": {"entityId": "NONE"}}, "BL03002028"),
    ],
    ids=str,
)
@pytest.mark.behaviour("payments.must-fit")
def test_a_payment_that_does_not_fit_is_refused(wire: Wire, change: dict[str, Any], code: str):
    body = {**receipt_body(money(invoice(wire), "10.00")), **change}
    response = wire.post(f"/objects/{RECEIPT}", body)
    assert (response.status_code, error_id(response)) == (422, code)


@pytest.mark.behaviour("advances.no-more-than-the-bill")
def test_an_advance_of_a_vendor_pays_no_more_than_its_bill(wire: Wire):
    key, advance = bill(wire, "10.00"), prepaid(wire)
    detail = {
        "bill": {"key": key},
        "apAdvance": {"key": advance},
        "txnCurrency": {"postedAdvanceAmount": "10.01"},
    }
    response = wire.post(f"/objects/{DISBURSEMENT}", disbursement_body(detail, state="confirmed"))
    assert error_id(response) == "AP-0505"
    nothing = {"bill": {"key": key}, "txnCurrency": {"paymentAmount": "0.00"}}
    response = wire.post(f"/objects/{DISBURSEMENT}", disbursement_body(nothing))
    assert error_id(response) == "AP-0501"


@pytest.mark.behaviour("payments.posted-only")
def test_a_reversed_invoice_is_not_paid(wire: Wire):
    key = invoice(wire)
    wire.post(f"/workflows/{INVOICE}/reverse", {"key": key, "reversedDate": "2026-10-20"})
    response = wire.post(f"/objects/{RECEIPT}", receipt_body(money(key, "10.00")))
    assert error_id(response) == "AR-0504"


@pytest.mark.behaviour("parties.totals-by-entity")
def test_totals_by_entity_are_the_party_s_total(wire: Wire):
    credit_memo(wire)
    create(wire, ADVANCE, advance_body())
    for name, party in (
        ("accounts-receivable/customer", "customer"),
        ("accounts-payable/vendor", "vendor"),
    ):
        whole = {
            row["id"]: row["totalDue"]
            for row in wire.query(object=name, fields=["id", "totalDue"], size=4000)
        }
        rows = wire.query(
            object=f"{name}-total", fields=[f"{party}.id", "entity.id", "totalDue"], size=4000
        )
        assert rows
        assert {row[f"{party}.id"]: row["totalDue"] for row in rows}.items() <= whole.items()
