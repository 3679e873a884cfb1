"""What a budget planned, by account, currency and dimension, beside what a report says was booked.

Source: docs/api/reports.md. A budget's lines are amounts of reporting periods; no book and no state is theirs.
Units: cents of the entity's currency, debits positive; a line itself is positive on its account's normal side.
"""

from dataclasses import dataclass
from typing import Literal

from intacct_sandbox.company.ledger import Ledger
from intacct_sandbox.company.reports.figures import Slot
from intacct_sandbox.company.reports.selection import BUDGET, Dimension, Selection, keys_sql

Months = Literal["touched", "whole"]

_PERIODS: dict[Months, str] = {
    "touched": "p.start_date <= ?4 AND p.end_date >= ?3",
    "whole": "p.start_date >= ?3 AND p.end_date <= ?4",
}


@dataclass(frozen=True, slots=True)
class Planned:
    """A budget in a report.

    Attributes:
        key: Which budget.
        months: Whether periods count that the range only touches, or those alone that lie in it.
        shows_actual: Whether what was booked stands beside it.
        comes_first: Whether it stands before what was booked, and the difference is what it leaves.
        shows_difference: Whether there is a column with the first less the second.
    """

    key: int
    months: Months = "touched"
    shows_actual: bool = False
    comes_first: bool = True
    shows_difference: bool = False


def budget_figures(
    ledger: Ledger, selection: Selection, by: tuple[Dimension, ...], planned: Planned
) -> dict[Slot, int]:
    """The budget of every account that has one, apart by currency and by each dimension in `by`."""
    line_currency = "json_extract(r.fields, '$.\"currency.baseCurrency\"')"
    group = (
        f"COALESCE(e.base_currency, {line_currency}, ?5)",
        *(_dimension(each.column) for each in by),
    )
    account = _reference("glAccount")
    tags = [f"{_dimension(column)} IN {keys_sql(keys)}" for column, keys in selection.tags]
    conditions = (
        "r.object = ?1",
        f"{_reference('budget')} = ?2",
        _PERIODS[planned.months],
        f"{account} IN {keys_sql(selection.accounts)}",
        *tags,
    )
    amount = "COALESCE(json_extract(r.fields, '$.amount'), 0)"
    rows = ledger.rows(
        f"SELECT a.key, {', '.join(group)},"
        f" SUM(CASE a.normal_balance WHEN 'debit' THEN {amount} ELSE -{amount} END)"
        f" FROM record AS r JOIN account AS a ON a.key = {account}"
        f" JOIN reporting_period AS p ON p.key = {_reference('reportingPeriod')}"
        f" LEFT JOIN location AS o ON o.key = {_reference('dimensions.location')}"
        " LEFT JOIN entity AS e ON e.key = o.entity_key"
        f" WHERE {' AND '.join(conditions)} GROUP BY a.key, {', '.join(group)}",
        (
            f"{BUDGET}-detail",
            planned.key,
            selection.first,
            selection.last,
            ledger.company.base_currency,
        ),
    )
    return {Slot(key, currency, tuple(values)): cents for key, currency, *values, cents in rows}


def _dimension(column: str) -> str:
    """What stands in a budget's line where a journal line has the column."""
    return _reference(f"dimensions.{column.removesuffix('_key')}")


def _reference(path: str) -> str:
    return f"json_extract(r.fields, '$.\"{path}.key\"')"
