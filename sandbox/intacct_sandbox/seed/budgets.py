"""Budgets: one a fiscal year, by month, account, place and, for wages, department.

Each amount is what the account did in a month on average, grown by the year and rounded as planners do. Some
lines are missing on purpose: GAPS. Units: cents, positive on the account's normal side.
"""

import json
from datetime import date

from intacct_sandbox.company.describing.records import Stored
from intacct_sandbox.company.ledger import Ledger
from intacct_sandbox.seed.organisation import Organisation
from intacct_sandbox.seed.periods import first_of_month, fiscal_year_of, fiscal_year_start
from intacct_sandbox.seed.records import add_detail, add_record

BUDGET = "general-ledger/budget"
_BY_PLACE = [
    "4000",
    "4010",
    "4100",
    "4110",
    "4120",
    "4200",
    "4900",
    "5000",
    "5010",
    "5100",
    "5200",
    "6010",
    "6040",
    "6100",
    "6110",
    "6200",
    "6300",
    "6400",
    "6500",
    "6600",
    "6700",
    "6800",
    "7000",
]
_BY_DEPARTMENT = ("6000",)
# In the current year: the account that nobody planned (it is in no year), and the entity whose
# travel ends after two quarters.
UNPLANNED, CUT_SHORT, CUT_SHORT_IN = "6410", "6300", "200"


def add_budgets(
    ledger: Ledger,
    organisation: Organisation,
    periods: dict[date, int],
    today: date,
    *,
    at: str,
) -> int:
    """Write the budgets of this fiscal year and the two before; the current one's key."""
    averages = _monthly(ledger, organisation)
    this_year = fiscal_year_start(today, ledger.company.first_fiscal_month)
    key = 0
    for age in (2, 1, 0):
        start = first_of_month(this_year, -12 * age)
        year = fiscal_year_of(start)
        fields: dict[str, Stored] = {
            "id": f"FY{year}",
            "description": f"Operating budget of fiscal year {year}",
            "isDefault": int(age == 0),
            "submitterName": "Group controller",
        }
        key = add_record(ledger, BUDGET, fields, at=at)
        for number in range(12):
            month = first_of_month(start, number)
            for (account, entity), rows in averages.items():
                if age == 0 and (account, entity) == (CUT_SHORT, CUT_SHORT_IN) and number >= 6:
                    continue
                for row in rows:
                    amount = row[1] * (106 - 4 * age) // 100 // 10_000 * 10_000
                    _add_line(ledger, key, periods[month], {**row[0], "amount": amount}, at=at)
    return key


def _add_line(
    ledger: Ledger, budget: int, period: int, line: dict[str, Stored], *, at: str
) -> None:
    fields = {**line, "budget.key": budget, "reportingPeriod.key": period}
    add_detail(ledger, f"{BUDGET}-detail", fields, at=at)


def _monthly(
    ledger: Ledger, organisation: Organisation
) -> dict[tuple[str, str], list[tuple[dict[str, Stored], int]]]:
    """What each planned account does in a month in each public entity: dimensions and amount."""
    wanted = json.dumps([*_BY_PLACE, *_BY_DEPARTMENT])
    ((months,),) = ledger.rows("SELECT COUNT(DISTINCT substr(entry_date, 1, 7)) FROM journal_line")
    rows = ledger.rows(
        "SELECT a.id, e.id, a.key, CASE a.id WHEN '6000' THEN l.department_key END AS department,"
        " SUM(CASE l.txn_type WHEN a.normal_balance THEN l.base_amount ELSE -l.base_amount END)"
        " FROM journal_line AS l JOIN account AS a ON a.key = l.account_key"
        " JOIN location AS o ON o.key = l.location_key JOIN entity AS e ON e.key = o.entity_key"
        " WHERE e.is_private = 0 AND a.id IN (SELECT value FROM json_each(?))"
        " GROUP BY 1, 2, 4 ORDER BY 1, 2, 4",
        (wanted,),
    )
    found: dict[tuple[str, str], list[tuple[dict[str, Stored], int]]] = {}
    for account, entity, account_key, department, amount in rows:
        office = organisation.office(entity)
        line: dict[str, Stored] = {
            "glAccount.key": account_key,
            "dimensions.location.key": office.location_keys[0],
            "currency.baseCurrency": office.seed.currency,
            "currency.txnCurrency": office.seed.currency,
        }
        if department is not None:
            line["dimensions.department.key"] = department
        found.setdefault((account, entity), []).append((line, amount // months))
    return found
