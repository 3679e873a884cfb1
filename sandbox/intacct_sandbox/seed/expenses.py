"""Expense reports of employees: none has been posted, so none is in the ledger.

Source: docs/sandbox-ledger.md. Units: cents.
"""

from datetime import date, timedelta
from typing import NamedTuple

from intacct_sandbox.company.describing.records import Stored
from intacct_sandbox.company.ledger import Ledger
from intacct_sandbox.seed.dimensions import PROJECT
from intacct_sandbox.seed.organisation import TIME, Organisation
from intacct_sandbox.seed.records import add_record, key_of

EXPENSE, EXPENSE_TYPE = "expenses/employee-expense", "expenses/employee-expense-type"
_TYPES = (("Travel", "6300"), ("Meals", "6310"), ("Mileage", "6320"))


class ExpenseSeed(NamedTuple):
    """A report; the employee is a place in the list, lines are type, amount, project and whom it was paid to."""

    number: str
    employee: int
    days_ago: int
    state: str
    memo: str
    lines: tuple[tuple[str, int, str, str], ...]


_REPORTS = (
    ExpenseSeed(
        "EXP-3001",
        10,
        16,
        "approved",
        "Commissioning on site",
        (("Travel", 48_260, "P-105", "Northline Air"), ("Meals", 6_415, "P-105", "Harbour Diner")),
    ),
    ExpenseSeed(
        "EXP-3002", 8, 9, "submitted", "Customer visits", (("Mileage", 11_340, "", "Own car"),)
    ),
    ExpenseSeed(
        "EXP-3003",
        11,
        5,
        "submitted",
        "Pump station, second visit",
        (("Travel", 21_900, "P-105", "Northline Air"), ("Meals", 3_880, "P-105", "Dockside")),
    ),
    ExpenseSeed(
        "EXP-3004", 2, 2, "draft", "Trade fair", (("Travel", 93_500, "", "Fair travel desk"),)
    ),
    ExpenseSeed(
        "EXP-3005",
        8,
        30,
        "declined",
        "Dinner without a receipt",
        (("Meals", 24_700, "", "Unknown"),),
    ),
)


def add_expenses(
    ledger: Ledger, organisation: Organisation, employees: tuple[int, ...], today: date
) -> None:
    """Write the types and the reports with their lines."""
    made = today.isoformat() + TIME
    types = {
        id_: add_record(
            ledger,
            EXPENSE_TYPE,
            {"id": id_, "description": id_, "glAccount.key": organisation.accounts[account]},
            at=made,
        )
        for id_, account in _TYPES
    }
    for report in _REPORTS:
        _add_report(ledger, organisation, types, report, employees[report.employee], today)


def _add_report(
    ledger: Ledger,
    organisation: Organisation,
    types: dict[str, int],
    report: ExpenseSeed,
    employee_key: int,
    today: date,
) -> None:
    day = (today - timedelta(days=report.days_ago)).isoformat()
    place = _place(ledger, employee_key)
    accounts = dict(_TYPES)
    lines: list[dict[str, Stored]] = [
        {
            "lineNumber": number,
            "entryDate": day,
            "state": report.state,
            **_amounts(place.currency, amount),
            "paidTo": paid_to,
            "glAccount.key": organisation.accounts[accounts[type_]],
            "expenseType.key": types[type_],
            "dimensions.location.key": place.location_key,
            "dimensions.employee.key": employee_key,
            "dimensions.project.key": key_of(ledger, PROJECT, project) if project else None,
        }
        for number, (type_, amount, project, paid_to) in enumerate(report.lines, start=1)
    ]
    fields = _header(report, place, employee_key, day)
    add_record(
        ledger, EXPENSE, fields, at=day + TIME, entity_key=place.entity_key, owned={"lines": lines}
    )


class _Place(NamedTuple):
    location_key: int
    entity_key: int
    currency: str


def _place(ledger: Ledger, employee_key: int) -> _Place:
    """Where an employee belongs."""
    row = ledger.rows(
        "SELECT o.key, o.entity_key, e.base_currency FROM record AS r"
        " JOIN location AS o ON o.key = json_extract(r.fields, '$.\"location.key\"')"
        " JOIN entity AS e ON e.key = o.entity_key WHERE r.key = ?",
        (employee_key,),
    )[0]
    return _Place(*row)


def _header(report: ExpenseSeed, place: _Place, employee_key: int, day: str) -> dict[str, Stored]:
    total = sum(amount for _, amount, _, _ in report.lines)
    fields: dict[str, Stored] = {
        "createdDate": day,
        "employee.key": employee_key,
        "state": report.state,
        "expenseReportNumber": report.number,
        "description": report.memo,
        "memo": report.memo,
        "basePayment.baseCurrency": place.currency,
        "reimbursement.reimbursementCurrency": place.currency,
        "entity.key": place.entity_key,
    }
    for money in ("basePayment", "reimbursement"):
        fields |= {f"{money}.totalEntered": total, f"{money}.totalDue": total}
        fields |= {f"{money}.totalPaid": 0, f"{money}.totalSelected": 0}
    return fields


def _amounts(currency: str, amount: int) -> dict[str, Stored]:
    """A line's amount in each of its three currencies, here the same one; nothing is paid of it."""
    fields: dict[str, Stored] = {}
    for kind in ("base", "reimbursement", "txn"):
        fields |= {f"{kind}Currency": currency, f"{kind}Amount": amount}
    return {**fields, "totalPaid": 0, "totalSelected": 0}
