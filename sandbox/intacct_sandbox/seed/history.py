"""The transactions: what the group would have booked, month by month, up to today.

Documents grow over the years and follow the seasons; month_end.py books what recurs.
"""

from datetime import date, timedelta

from intacct_sandbox.company.ledger_entries.subledger import PAYABLES, RECEIVABLES
from intacct_sandbox.seed.bookkeeper import Bookkeeper
from intacct_sandbox.seed.chance import Chance
from intacct_sandbox.seed.month_end import MonthEnd
from intacct_sandbox.seed.organisation import Office, Organisation
from intacct_sandbox.seed.periods import last_of_month, months_between

# Journal lines that a document and its payment leave on average, in both books.
_LINES_A_DOCUMENT = 8.8
_LINES_A_MONTH = 133  # that are there anyway, in all offices and cases together
_FIRST_YEAR, _GROWTH = 82, 1  # parts of 100 of the average: at the start, and more each month
# Instruments are bought before the summer shutdown and before budgets end.
_SEASON = (88, 92, 106, 102, 104, 110, 90, 82, 104, 106, 108, 108)


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
        months = list(months_between(first_day, self._today))
        volume = sum(office.seed.volume for office in self._org.offices)
        wanted = max(0, lines - _LINES_A_MONTH * len(months))
        month_ends: dict[int, tuple[MonthEnd, float]] = {}
        for office in self._org.offices:
            share = wanted / _LINES_A_DOCUMENT / len(months) * office.seed.volume / volume
            each = max(2.0, share)
            month_end = MonthEnd(
                self._bookkeeper, self._org, self._chance, office, round(each * 43)
            )
            month_end.open(first_day)
            month_ends[office.entity_key] = (month_end, each)
        for number, month in enumerate(months):
            for office in self._org.offices:
                each = month_ends[office.entity_key][1]
                weight = _SEASON[month.month - 1] * (_FIRST_YEAR + _GROWTH * number)
                self._documents(office, month, max(2, round(each * weight / 10_000)))
            self._bookkeeper.pay_due(until=min(last_of_month(month), self._today))
            for month_end, _ in month_ends.values():
                month_end.book(month, number, self._today)

    def _documents(self, office: Office, month: date, documents: int) -> None:
        for number in range(documents):
            subledger = RECEIVABLES if number % 2 == 0 else PAYABLES
            day = month + timedelta(days=self._chance.below(28))
            if day <= self._today:
                party = self._chance.pick(self._parties[subledger.code][office.entity_key])
                self._bookkeeper.document(subledger, party, day)
