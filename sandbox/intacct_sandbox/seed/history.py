"""The transactions: what three small companies would have booked, month by month, up to today."""

from collections.abc import Iterator
from datetime import date, timedelta

from intacct_sandbox.company.subledger import PAYABLES, RECEIVABLES
from intacct_sandbox.seed.bookkeeper import Bookkeeper
from intacct_sandbox.seed.chance import Chance
from intacct_sandbox.seed.organisation import Office, Organisation

_LINES_A_DOCUMENT = 5.5  # journal lines that a document and its payment leave, on average


class History:
    """Books the months one after the other."""

    def __init__(
        self, bookkeeper: Bookkeeper, organisation: Organisation, chance: Chance, today: date
    ) -> None:
        self._bookkeeper = bookkeeper
        self._org = organisation
        self._chance = chance
        self._today = today
        self._parties = {
            subledger.code: {
                office.entity_key: [party for party in parties if party.office is office]
                for office in organisation.offices
            }
            for subledger, parties in (
                (RECEIVABLES, organisation.customers),
                (PAYABLES, organisation.vendors),
            )
        }

    def run(self, first_day: date, lines: int) -> None:
        """Book everything from the opening balances to today, about `lines` journal lines."""
        months = list(_months(first_day, self._today))
        offices = self._org.offices
        each = max(2, int(lines / _LINES_A_DOCUMENT / len(months) / len(offices)))
        for office in offices:
            self._opening(office, first_day)
        for month in months:
            for office in offices:
                self._month(office, month, each)
            self._bookkeeper.pay_due(until=min(_month_end(month), self._today))

    def _month(self, office: Office, month: date, documents: int) -> None:
        for number in range(documents):
            subledger = RECEIVABLES if number % 2 == 0 else PAYABLES
            day = month + timedelta(days=self._chance.below(28))
            if day <= self._today:
                party = self._chance.pick(self._parties[subledger.code][office.entity_key])
                self._bookkeeper.document(subledger, party, day)
        payday = month + timedelta(days=24)
        if payday <= self._today:
            self._payroll(office, payday)
        if _month_end(month) <= self._today:
            self._month_end_entries(office, _month_end(month))

    def _opening(self, office: Office, day: date) -> None:
        cash, equipment = (
            self._chance.between(60, 90) * 1_000_000,
            self._chance.between(15, 25) * 1_000_000,
        )
        loan, stock = 20_000_000, 10_000_000
        self._bookkeeper.entry(
            office,
            day,
            "Opening balances",
            (
                (office.cash_account_key, cash),
                (self._org.accounts["1500"], equipment),
                (self._org.accounts["1300"], 2_400_000),
                (self._org.accounts["2700"], -loan),
                (self._org.accounts["3000"], -stock),
                (self._org.accounts["3100"], loan + stock - cash - equipment - 2_400_000),
            ),
        )

    def _payroll(self, office: Office, day: date) -> None:
        gross = self._chance.between(38_000, 52_000) * 50
        taxes = gross * 9 // 100
        parts = [gross // len(self._org.departments)] * len(self._org.departments)
        parts[0] += gross - sum(parts)
        wages = [
            (self._org.accounts["6000"], part, department)
            for part, department in zip(parts, self._org.departments, strict=True)
        ]
        others = (
            (self._org.accounts["6010"], taxes),
            (self._org.accounts["2200"], -taxes),
            (office.cash_account_key, -gross),
        )
        self._bookkeeper.entry(office, day, "Payroll", (*wages, *others))

    def _month_end_entries(self, office: Office, day: date) -> None:
        accounts = self._org.accounts
        depreciation = 310_000
        self._bookkeeper.entry(
            office,
            day,
            "Depreciation",
            ((accounts["6700"], depreciation), (accounts["1590"], -depreciation)),
        )
        interest = 104_167
        self._bookkeeper.entry(
            office,
            day,
            "Interest on the term loan",
            ((accounts["7000"], interest), (office.cash_account_key, -interest)),
        )


def _months(first_day: date, today: date) -> Iterator[date]:
    month = first_day.replace(day=1)
    while month <= today:
        yield month
        month = _month_end(month) + timedelta(days=1)


def _month_end(month: date) -> date:
    return (month.replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1)
