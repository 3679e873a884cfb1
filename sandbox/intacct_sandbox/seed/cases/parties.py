"""Cases of customers and vendors."""

from datetime import date, timedelta

from intacct_sandbox.company.describing.records import Stored
from intacct_sandbox.company.ledger_entries.subledger import PAYABLES, RECEIVABLES
from intacct_sandbox.seed.bookkeeper import Bookkeeper
from intacct_sandbox.seed.cases.newcomers import Newcomers
from intacct_sandbox.seed.cases.register import BILL, CUSTOMER, INVOICE, VENDOR, mark
from intacct_sandbox.seed.organisation import Party
from intacct_sandbox.seed.records import add_fields


def add_party_cases(bookkeeper: Bookkeeper, newcomers: Newcomers, today: date) -> None:
    """Add all cases, after the history."""
    cases = _PartyCases(bookkeeper, newcomers, today)
    cases.on_hold()
    cases.over_the_limit()
    cases.family()
    cases.inactive()
    cases.similar_names()
    cases.bank_details()
    cases.submitted()


class _PartyCases:
    def __init__(self, bookkeeper: Bookkeeper, newcomers: Newcomers, today: date) -> None:
        self._bookkeeper = bookkeeper
        self._ledger = bookkeeper.ledger
        self._newcomers = newcomers
        self._today = today

    def _invoice(self, customer: Party, amount: int, days: int) -> int:
        line = self._bookkeeper.line_of(customer.office, "4100", amount, "Annual calibration")
        day = self._today - timedelta(days=days)
        return self._bookkeeper.book(RECEIVABLES, customer, day, (line,))

    def _bill(self, vendor: Party, amount: int, days: int) -> int:
        line = self._bookkeeper.line_of(vendor.office, "6800", amount, "Laboratory supplies")
        day = self._today - timedelta(days=days)
        return self._bookkeeper.book(PAYABLES, vendor, day, (line,))

    def on_hold(self) -> None:
        customer = self._newcomers.add(RECEIVABLES, "Guillemot Canning", is_on_hold=1)
        mark(self._ledger, "customer-on-hold", CUSTOMER, customer.key)
        mark(self._ledger, "customer-on-hold", INVOICE, self._invoice(customer, 318_000, 96))
        vendor = self._newcomers.add(PAYABLES, "Petrel Reagents", is_on_hold=1)
        mark(self._ledger, "vendor-on-hold", VENDOR, vendor.key)
        mark(self._ledger, "vendor-on-hold", BILL, self._bill(vendor, 77_150, 41))

    def over_the_limit(self) -> None:
        customer = self._newcomers.add(RECEIVABLES, "Cormorant Shipyards", credit_limit=5_000)
        for amount, days in ((410_000, 62), (385_500, 24)):
            self._invoice(customer, amount, days)
        mark(self._ledger, "over-credit-limit", CUSTOMER, customer.key)

    def family(self) -> None:
        parent = self._newcomers.add(RECEIVABLES, "Avocet Holdings")
        mark(self._ledger, "parent-and-child-customers", CUSTOMER, parent.key)
        for name, amount in (("Avocet Water Treatment", 265_000), ("Avocet Desalination", 148_700)):
            child = self._newcomers.add(RECEIVABLES, name, parent_key=parent.key)
            self._invoice(child, amount, 28)
            mark(self._ledger, "parent-and-child-customers", CUSTOMER, child.key)

    def inactive(self) -> None:
        customer = self._newcomers.add(RECEIVABLES, "Dunlin Fabrics", status="inactive")
        self._invoice(customer, 54_020, 205)
        mark(self._ledger, "inactive-with-balance", CUSTOMER, customer.key)
        vendor = self._newcomers.add(PAYABLES, "Knot and Splice Rigging", status="inactive")
        self._bill(vendor, 18_900, 180)
        mark(self._ledger, "inactive-with-balance", VENDOR, vendor.key)

    def similar_names(self) -> None:
        for name in ("Sanderling Foods", "Sanderlin Foods", "Sanderling Foods Ltd"):
            customer = self._newcomers.add(RECEIVABLES, name)
            mark(self._ledger, "similar-names", CUSTOMER, customer.key)
        for name in ("Turnstone Gases", "Turnstone Gases LLC"):
            vendor = self._newcomers.add(PAYABLES, name)
            mark(self._ledger, "similar-names", VENDOR, vendor.key)

    def bank_details(self) -> None:
        vendor = self._newcomers.add(PAYABLES, "Whimbrel Contract Labs", tax_id="47-2093318")
        self._bill(vendor, 236_400, 17)
        details: dict[str, Stored] = {
            "ach.enablePayments": 1,
            "ach.routingNumber": "125000024",
            "ach.accountNumber": "000418827733",
            "ach.accountType": "checkingAccount",
            "ach.remittanceType": "businessCCD",
            "filePaymentService": "ach",
            "bankFiles.paymentCountryCode": "us",
            "bankFiles.paymentCurrency": "USD",
        }
        add_fields(self._ledger, "party", vendor.key, details)
        mark(self._ledger, "vendor-with-bank-details", VENDOR, vendor.key)

    def submitted(self) -> None:
        vendor = self._newcomers.add(PAYABLES, "Guillemot Gasket Works")
        add_fields(self._ledger, "party", vendor.key, {"state": "s"})
        mark(self._ledger, "vendor-submitted", VENDOR, vendor.key)
