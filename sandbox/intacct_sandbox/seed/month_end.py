"""What an entity books every month by hand: payroll, cost of sales, and what falls due over time.

Amounts follow the entity's size, and what is released follows what stands on the account, so that no
balance runs away: stock is relieved by what was sold, prepaid and deferred amounts by their twelfth.
Units: cents, debits positive.
"""

from datetime import date, timedelta

from intacct_sandbox.company.ledger_entries.subledger import PAYABLES
from intacct_sandbox.seed.bookkeeper import Bookkeeper
from intacct_sandbox.seed.chance import Chance
from intacct_sandbox.seed.organisation import Office, Organisation, Party
from intacct_sandbox.seed.periods import last_of_month

_EMPLOYER, _WITHHELD = 9, 18  # payroll taxes, in percent of gross wages
_COST_OF_SALES = 34  # in percent of instruments and parts sold


class MonthEnd:
    """The recurring entries of one entity.

    Args:
        size: What it earns in a month, in hundreds of its currency, about.
    """

    def __init__(
        self,
        bookkeeper: Bookkeeper,
        organisation: Organisation,
        chance: Chance,
        office: Office,
        size: int,
    ) -> None:
        self._bookkeeper = bookkeeper
        self._org = organisation
        self._chance = chance
        self._office = office
        self._unit = size * 100  # cents: a hundredth of what is earned
        self._sold = 0
        vendors = [party for party in organisation.vendors if party.office is office]
        self._landlord, self._insurer = vendors[0], vendors[-1]

    def open(self, day: date) -> None:
        """Book the opening balances."""
        unit = self._unit
        opening = {
            "1060": 300 * unit,
            "1300": 12 * unit,
            "1400": 150 * unit,
            "1420": 4 * unit,
            "1500": 260 * unit,
            "1510": 80 * unit,
            "1530": 40 * unit,
            "1590": -90 * unit,
            "1592": -25 * unit,
            "1800": 10 * unit,
            "2200": -9 * unit,
            "2400": -60 * unit,
            "2700": -240 * unit,
            "3000": -100 * unit,
        }
        cash = self._chance.between(350, 450) * unit
        rest = -cash - sum(opening.values())
        self._book(
            day,
            "Opening balances",
            (self._office.cash_account_key, cash),
            *((self._key(id_), amount) for id_, amount in opening.items()),
            (self._key("3100"), rest),
        )

    def book(self, month: date, number: int, today: date) -> None:
        """Book what recurs in a month, as far as it has come by today."""
        last = last_of_month(month)
        self._bills(month, number, today)
        remitted = month + timedelta(days=9)
        if remitted <= today:
            self._settle(remitted, "Payroll taxes remitted", "2200")
        payday = month + timedelta(days=24)
        if payday <= today:
            self._payroll(payday, number)
        if last <= today:
            self._cost_of_sales(last)
            self._over_time(last)
            self._loan(last)
            self._now_and_then(last, number)
            self._line_of_credit(last)

    def _bills(self, month: date, number: int, today: date) -> None:
        """Rent every month, insurance once a year."""
        rent = month + timedelta(days=1)
        if rent <= today:
            self._bill(self._landlord, rent, "6100", 4 * self._unit, "Rent of the month")
        if number and number % 12 == 0 and rent <= today:
            self._bill(self._insurer, rent, "1300", 13 * self._unit, "Insurance, twelve months")

    def _bill(self, vendor: Party, day: date, account: str, amount: int, memo: str) -> None:
        line = self._bookkeeper.line_of(self._office, account, amount, memo)
        self._bookkeeper.to_be_paid(PAYABLES, vendor, day, (line,))

    def _payroll(self, day: date, number: int) -> None:
        gross = self._unit * self._chance.between(25, 28) * (100 + number // 2) // 118
        withheld, employer = gross * _WITHHELD // 100, gross * _EMPLOYER // 100
        parts = [gross // len(self._org.departments)] * len(self._org.departments)
        parts[0] += gross - sum(parts)
        wages = (
            (self._key("6000"), part, department)
            for part, department in zip(parts, self._org.departments, strict=True)
        )
        self._book(
            day,
            "Payroll",
            *wages,
            (self._key("6010"), employer),
            (self._key("2200"), -employer - withheld),
            (self._office.cash_account_key, withheld - gross),
        )

    def _cost_of_sales(self, day: date) -> None:
        """Relieve the stock by what was sold, and of what has piled up beyond the usual."""
        so_far = -(self._balance("4000") + self._balance("4010"))
        stock = self._balance("1400")
        usual = (so_far - self._sold) * _COST_OF_SALES // 100
        self._sold = so_far
        too_much = (stock - 220 * self._unit) // 2
        relieved = min(max(usual, too_much), stock * 8 // 10)
        parts = relieved // 8
        self._book(
            day,
            "Cost of sales of the month",
            (self._key("5000"), relieved - parts),
            (self._key("5010"), parts),
            (self._key("1400"), -relieved),
        )

    def _over_time(self, day: date) -> None:
        """Depreciation, insurance used up, maintenance delivered, bonuses earned."""
        equipment, vehicles = self._unit * 2, self._unit * 3 // 4
        self._book(
            day,
            "Depreciation",
            (self._key("6700"), equipment + vehicles),
            (self._key("1590"), -equipment),
            (self._key("1592"), -vehicles),
        )
        used = min(self._unit, self._balance("1300"))
        self._book(
            day,
            "Insurance of the month",
            (self._key("6600"), used),
            (self._key("1300"), -used),
        )
        delivered = -self._balance("2400") // 9
        self._book(
            day,
            "Maintenance delivered",
            (self._key("2400"), delivered),
            (self._key("4200"), -delivered),
        )
        bonus = self._unit // 2
        self._book(day, "Bonuses earned", (self._key("6040"), bonus), (self._key("2120"), -bonus))

    def _loan(self, day: date) -> None:
        owed = -self._balance("2700")
        interest, principal = owed * 6 // 1200, min(owed, 3 * self._unit)
        self._book(
            day,
            "Term loan: interest and principal",
            (self._key("7000"), interest),
            (self._key("2700"), principal),
            (self._office.cash_account_key, -interest - principal),
        )

    def _now_and_then(self, day: date, number: int) -> None:
        if day.month % 3 == 0:
            doubtful = self._unit * 2 // 3
            self._book(
                day,
                "Allowance for doubtful accounts",
                (self._key("6900"), doubtful),
                (self._key("1290"), -doubtful),
            )
            earned = self._balance("1060") // 100
            self._book(
                day,
                "Interest on the money market account",
                (self._key("1060"), earned),
                (self._key("7100"), -earned),
            )
        if day.month == 3:
            self._settle(day, "Bonuses paid", "2120")
        if day.month == 12:
            leases = 9 * self._unit
            self._book(
                day,
                "Leases under GAAP: right of use",
                (self._key("1540"), leases),
                (self._key("2600"), -leases),
                journal="GAAPADJ",
            )
        if number % 12 == 7:
            price, cost = 6 * self._unit, 5 * self._unit
            self._book(
                day,
                "Sale of a used test bench",
                (self._office.cash_account_key, price),
                (self._key("1500"), -cost),
                (self._key("8900"), cost - price),
            )

    def _line_of_credit(self, day: date) -> None:
        """Draw when money runs short, pay back when there is plenty."""
        cash, drawn = self._balance(self._office.seed.cash_account), -self._balance("2500")
        short, plenty = 160 * self._unit, 420 * self._unit
        moved = short * 2 - cash if cash < short else -min(drawn, max(0, cash - plenty))
        self._book(
            day,
            "Line of credit drawn" if moved > 0 else "Line of credit paid back",
            (self._office.cash_account_key, moved),
            (self._key("2500"), -moved),
        )

    def _settle(self, day: date, description: str, account: str) -> None:
        """Pay in full what stands on a liability account."""
        owed = self._balance(account)
        self._book(
            day,
            description,
            (self._key(account), -owed),
            (self._office.cash_account_key, owed),
        )

    def _book(
        self, day: date, description: str, *amounts: tuple[int, ...], journal: str = "GJ"
    ) -> None:
        if any(each[1] for each in amounts):
            self._bookkeeper.entry(self._office, day, description, amounts, journal=journal)

    def _balance(self, account: str) -> int:
        return self._bookkeeper.balances[self._office.entity_key, account]

    def _key(self, account: str) -> int:
        return self._org.accounts[account]
