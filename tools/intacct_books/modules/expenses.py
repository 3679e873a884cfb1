"""Expense reports of employees, and what was spent on what.

Source: REST `expenses/employee-expense`, `employee-expense-line` (docs/api/modules.md).
Units:  reports in the currency that they are repaid in, lines in base currency.
Errors: the client's.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from decimal import Decimal
from typing import Literal

from intacct_books.cells import Record
from intacct_books.company.members import Listed, members
from intacct_books.company.reporting_periods import period_named
from intacct_books.evidence import Part, lines_of
from intacct_books.found import Found
from intacct_books.id_and_name import has_part
from intacct_books.ledger.gl_balance import is_preliminary
from intacct_books.ledger.lines import NONE
from intacct_books.lists.asking import Asking
from intacct_books.lists.listing import page_of
from intacct_books.lists.near import MOST_NEAR, closest, printed
from intacct_books.lists.set_aside import Parting, read_parted
from intacct_books.modules.scoping import of_entities
from intacct_books.money import ZERO
from intacct_client import Filter, Query, Row
from intacct_client.filters import among, contains, within
from intacct_client.query import select

REPORT, LINE = "expenses/employee-expense", "expenses/employee-expense-line"
EMPLOYEE = "company-config/employee"
_MOST_NAMED = 200  # employees whose reports are looked for by id
State = Literal["waiting", "unpaid", "any"]
By = Literal["type", "employee", "project", "department"]
_WAITING = ("submitted", "partiallyApproved")
_UNPAID = (*_WAITING, "approved", "posted", "partiallyPaid", "selected")
_NOT_ASKED_FOR = ("draft", "partiallyDeclined", "declined")
_DONE = ("reversalPending", "reversed", "reversal", "paid", "confirmed", "voided")
_STATES: dict[State, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "waiting": (_WAITING, _NOT_ASKED_FOR),
    "unpaid": (_UNPAID, _NOT_ASKED_FOR),
    "any": ((*_UNPAID, *_NOT_ASKED_FOR, *_DONE), ()),
}
# Others are not yet asked for, refused, or taken back.
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


def _reports() -> Query:
    return select(
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
        order=("createdDate",),
        ignore_case=True,
    )


async def expense_reports(asking: Asking, *, state: State, search: str) -> Found:
    """Expense reports that wait for approval or payment; one transaction. Employees are remembered."""
    part = search.strip()
    people = (await members(asking.intacct, EMPLOYEE)).members if part else ()
    named = [each.id for each in people if has_part(part, each.id, each.name)][:_MOST_NAMED]
    states, left_out = _STATES[state]
    ways = ("expenseReportNumber", "employee.id", "employeeContact.lastName") if part else ()
    one_of: list[Filter] = [contains(path, part) for path in ways]
    one_of += [among("employee.id", named)] if named else []
    entered = "reimbursement.totalEntered"
    wanted = Parting(
        query=_reports(),
        common=of_entities(asking.scope),
        one_of=(tuple(one_of),) if one_of else (),
        states=states,
        listed=(),
        aside=left_out,
        record=_report,
        sums={"entered": entered, "due": "reimbursement.totalDue"},
        amount=entered,
        currency="reimbursement.reimbursementCurrency",
        shown={"number": "expenseReportNumber", "employee": "employee.id", "state": "state"},
    )
    found, aside, _ = await read_parted(asking, wanted)
    found.notes.extend(aside.told("totals"))
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
        *of_entities(asking.scope, "employeeExpense.entity.id"),
    )
    id_path, name_path = _PATHS[by]
    query = select(
        LINE,
        f"text {id_path}",
        *((f"text {name_path}",) if name_path else ()),
        "text state",
        "text baseCurrency",
        "money sum:baseAmount",
        filters=filters,
    )
    rows = (await asking.intacct.query_all(query)).rows
    records = _by_member((row for row in rows if row.text("state") in _SPENT), by)
    left_out = _left_out(row for row in rows if row.text("state") not in _SPENT)
    records.sort(key=lambda each: (each[by] == NONE.id, str(each[by]), str(each["currency"])))
    found = page_of(asking, records, ("spent",))
    return replace(
        found,
        period=span,
        split=by,
        is_preliminary=await is_preliminary(asking, span.end),
        notes=[*left_out, *found.notes],
        parts=(_spent_lines((*filters, among("state", _SPENT))),) if found.totals else (),
    )


def _by_member(rows: Iterable[Row], by: By) -> list[Record]:
    """What was spent, of all states together."""
    id_path, name_path = _PATHS[by]

    def member(row: Row) -> str:
        name = row.text(name_path) if name_path else ""
        return f"{row.text(id_path)} {name}".strip() or NONE.id

    return [
        {by: name, "currency": currency, "spent": amount}
        for (name, currency), amount in _sums(rows, member).items()
    ]


def _left_out(rows: Iterable[Row]) -> list[str]:
    """The sentence that says what is not spent, by state and currency."""
    sums = _sums(rows, lambda row: row.text("state"))
    told = [
        f"{state} {amount} {currency}".strip() for (state, currency), amount in sorted(sums.items())
    ]
    return [f"Left out of totals, lines of reports: {', '.join(told)}."] if told else []


def _sums(rows: Iterable[Row], name: Callable[[Row], str]) -> dict[tuple[str, str], Decimal]:
    """What lines come to by a name that they have, and currency."""
    sums: dict[tuple[str, str], Decimal] = {}
    for row in rows:
        slot = (name(row), row.text("baseCurrency"))
        sums[slot] = sums.get(slot, ZERO) + row.money("sum:baseAmount")
    return sums


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
