"""Expense reports of employees, and what was spent on what.

Source: REST `expenses/employee-expense`, `employee-expense-line` (docs/api/modules.md).
Units:  reports in the currency that they are repaid in, lines in base currency.
Errors: the client's.
"""

from dataclasses import replace
from typing import Literal

from intacct_books.cells import Record
from intacct_books.company.members import Listed, members
from intacct_books.company.reporting_periods import period_named
from intacct_books.evidence import Part, lines_of
from intacct_books.found import Found
from intacct_books.id_and_name import has_part
from intacct_books.ledger.lines import NONE
from intacct_books.lists.asking import Asking
from intacct_books.lists.listing import ListQuery, page_of, read_list
from intacct_books.lists.near import MOST_NEAR, closest, printed
from intacct_books.modules.scoping import of_entities
from intacct_client import Filter, Row
from intacct_client.filters import among, contains, within
from intacct_client.query import select

REPORT, LINE = "expenses/employee-expense", "expenses/employee-expense-line"
EMPLOYEE = "company-config/employee"
_MOST_NAMED = 200  # employees whose reports are looked for by id
State = Literal["waiting", "unpaid", "any"]
By = Literal["type", "employee", "project", "department"]
_STATES = {
    "waiting": ("submitted", "partiallyApproved"),
    "unpaid": ("submitted", "partiallyApproved", "approved", "posted", "partiallyPaid", "selected"),
}
# Not yet asked for, refused, or taken back.
_NOT_SPENT = ("draft", "declined", "reversed", "reversal", "voided")
_SPENT = (
    "submitted",
    "partiallyApproved",
    "partiallyDeclined",
    "approved",
    "posted",
    "reversalPending",
    "paid",
    "confirmed",
    "partiallyPaid",
    "selected",
)
# The member and its name; a type's id is its name.
_PATHS: dict[By, tuple[str, str]] = {
    "type": ("expenseType.id", ""),
    "employee": ("dimensions.employee.id", "dimensions.employee.name"),
    "project": ("dimensions.project.id", "dimensions.project.name"),
    "department": ("dimensions.department.id", "dimensions.department.name"),
}


async def expense_reports(asking: Asking, *, state: State, search: str) -> Found:
    """Expense reports that wait for approval or payment; one transaction. Employees are remembered."""
    part = search.strip()
    people = (await members(asking.intacct, EMPLOYEE)).members if part else ()
    named = [each.id for each in people if has_part(part, each.id, each.name)][:_MOST_NAMED]
    filters: list[Filter] = [*of_entities(asking.scope)]
    filters += [among("state", _STATES[state])] if state != "any" else []
    number = len(filters)
    ways = ("expenseReportNumber", "employee.id", "employeeContact.lastName") if part else ()
    filters += [contains(path, part) for path in ways]
    filters += [among("employee.id", named)] if named else []
    all_of = " and ".join(str(each) for each in range(1, number + 1))
    one_of = " or ".join(str(each) for each in range(number + 1, len(filters) + 1))
    query = select(
        REPORT,
        "text expenseReportNumber",
        "text employee.id",
        "text? employee.name",
        "text state",
        "day createdDate",
        "text? description",
        "text reimbursement.reimbursementCurrency",
        "money reimbursement.totalEntered",
        "money reimbursement.totalDue",
        filters=tuple(filters),
        expression=" and ".join(part for part in (all_of, f"({one_of})") if part) if one_of else "",
        order=("createdDate",),
        ignore_case=True,
    )
    sums = {"entered": "reimbursement.totalEntered", "due": "reimbursement.totalDue"}
    shown = {"number": "expenseReportNumber", "employee": "employee.id", "state": "state"}
    currency = "reimbursement.reimbursementCurrency"
    found = await read_list(asking, ListQuery(query, _report, sums, currency, shown))
    if part and not found.total:
        found.notes.extend(_in_vain(part, people, named))
    return found


def _in_vain(words: str, people: tuple[Listed, ...], named: list[str]) -> list[str]:
    """What to say where no report was found: whose name has the words, or is near them."""
    known = [(each.id, each.name) for each in people]
    there = [each for each in known if each[0] in named]
    if there:
        return [f"No such report is of {printed(there[:MOST_NEAR])}."]
    near = closest(words, known)
    return [f"Nothing has {words[:40]!r} in it.{f' Near: {printed(near)}.' if near else ''}"]


def _report(row: Row) -> Record:
    return {
        "number": row.text("expenseReportNumber"),
        "employee": f"{row.text('employee.id')} {row.text('employee.name')}".strip(),
        "state": row.text("state"),
        "created": row.day("createdDate"),
        "description": row.text("description"),
        "currency": row.text("reimbursement.reimbursementCurrency"),
        "entered": row.money("reimbursement.totalEntered"),
        "due": row.money("reimbursement.totalDue"),
    }


async def expense_spend(asking: Asking, *, period: str, by: By) -> Found:
    """What employees spent in a period, by type, employee, project or department; one transaction."""
    span = await period_named(asking.intacct, period.strip() or "ytd", asking.today)
    filters = (
        within("entryDate", span.start, span.end),
        among("state", _SPENT),
        *of_entities(asking.scope, "employeeExpense.entity.id"),
    )
    id_path, name_path = _PATHS[by]
    query = select(
        LINE,
        f"text {id_path}",
        *((f"text {name_path}",) if name_path else ()),
        "text baseCurrency",
        "money sum:baseAmount",
        filters=filters,
    )
    records = [_spent(row, by) for row in (await asking.intacct.query_all(query)).rows]
    records.sort(key=lambda each: (each[by] == NONE.id, str(each[by]), str(each["currency"])))
    found = page_of(asking, records, ("spent",))
    return replace(
        found,
        period=span,
        split=by,
        notes=[*found.notes, f"Reports that are {', '.join(_NOT_SPENT)} are left out."],
        parts=(_spent_lines(filters),) if found.totals else (),
    )


def _spent(row: Row, by: By) -> Record:
    id_path, name_path = _PATHS[by]
    name = row.text(name_path) if name_path else ""
    return {
        by: f"{row.text(id_path)} {name}".strip() or NONE.id,
        "currency": row.text("baseCurrency"),
        "spent": row.money("sum:baseAmount"),
    }


def _spent_lines(filters: tuple[Filter, ...]) -> Part:
    """The lines that were spent."""
    return lines_of(
        "spent",
        LINE,
        {
            "date": "day entryDate",
            "report": "text employeeExpense.expenseReportNumber",
            "type": "text expenseType.id",
            "paid_to": "text? paidTo",
        },
        amount="baseAmount",
        currency="baseCurrency",
        filters=filters,
        order=("entryDate",),
    )
