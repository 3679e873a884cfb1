"""The parameters of a report turned into what the company understands.

Source: docs/api/reports.md.
Errors: `Malformed` for what cannot be read, `Refused` for what the company does not have.
"""

from intacct_sandbox.company.assumptions import Assumptions
from intacct_sandbox.company.ledger import Ledger
from intacct_sandbox.company.refused import Refused
from intacct_sandbox.company.reports.budgets import Planned
from intacct_sandbox.company.reports.choices import (
    Days,
    Reach,
    accounts_between,
    accounts_in_group,
    adjustment_journals,
    budget_key,
    dimension_values,
    month_to,
    period_days,
    reporting_journals,
)
from intacct_sandbox.company.reports.selection import DIMENSIONS, POSTED, UNPOSTED, Selection
from intacct_sandbox.rest.reports.body import Body, fault

Tags = dict[str, tuple[int, ...]]

_OTHER_DIMENSIONS = (
    "task",
    "warehouse",
    "costType",
    "asset",
    "contract",
    "affiliateEntity",
    "productLine",
)
_REACH: dict[str, Reach] = {
    "allLocation": "all",
    "thisLocation": "this",
    "childLocation": "below",
}


def read_selection(ledger: Ledger, body: Body, assumptions: Assumptions) -> Selection:
    """The lines that a body asks for."""
    first, last = read_days(ledger, body)
    journals, adjustments = _read_books(ledger, body)
    tags = _read_tags(ledger, body)
    _require_location(ledger, body, assumptions, dict(tags))
    shows_year = body.flag("parameters.showYTDBalances")
    return Selection(
        first=first,
        last=last,
        journals=journals,
        adjustments=adjustments,
        states=_read_states(body),
        accounts=_read_accounts(ledger, body, assumptions),
        tags=tags,
        income_opens="year" if shows_year and assumptions.report_ytd == "opening" else "zero",
        earnings=assumptions.report_earnings,
    )


def read_days(ledger: Ledger, body: Body) -> Days:
    """The first and last day: of a range, of a period up to a day, or of this month so far."""
    period = "parameters.timePeriod.periodToDate"
    dates = "parameters.timePeriod.dateRange"
    if body.has(period) and body.has(dates):
        raise fault(body.place("parameters.timePeriod"), "Send periodToDate or dateRange, not both")
    if body.has(period):
        named = body.named(f"{period}.reportingPeriod")
        target = body.place(f"{period}.reportingPeriod")
        if named is None:
            raise fault(target, f"{period}.reportingPeriod is required", "IA.REQUIRED_FIELD")
        return period_days(ledger, named, body.text(f"{period}.asOfDate"), target=target)
    if not body.has(dates):
        return month_to(ledger.company.today)
    first, last = (body.required(f"{dates}.{end}") for end in ("startDate", "endDate"))
    if first > last:
        raise fault(body.place(dates), f"The range ends on {last}, before it starts on {first}")
    return first, last


def read_planned(ledger: Ledger, body: Body, assumptions: Assumptions) -> Planned | None:
    """The budget to show; None when what was booked is all that is asked for."""
    path = "parameters.budget"
    content = body.text("parameters.contentSelection")
    named = body.named(path)
    if content == "actual" and named is None:
        return None
    planned = Planned(
        budget_key(ledger, named, target=body.place(path)),
        months=assumptions.report_budget_months,
        shows_actual=content == "actualAndBudget",
        comes_first=body.text("parameters.budgetComparison") == "budgetThenActual",
        shows_difference=body.flag("parameters.showDifference"),
    )
    return None if content == "actual" else planned


def _read_books(ledger: Ledger, body: Body) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The journals of the reporting book and those of the adjustment books."""
    named = body.texts("parameters.adjustmentBooks")
    target = body.place("parameters.adjustmentBooks")
    adjustments = [
        key
        for number, book in enumerate(named)
        for key in adjustment_journals(ledger, book, target=f"{target}/{number}")
    ]
    book = body.text("parameters.reportingBook")
    journals = reporting_journals(ledger, book, target=body.place("parameters.reportingBook"))
    if body.flag("parameters.includeReportingBook"):
        kept = () if body.flag("parameters.excludeAdjustments") else tuple(adjustments)
        return journals, kept
    if not adjustments or body.flag("parameters.excludeAdjustments"):
        raise fault(target, "Without the reporting book an adjustment book is needed")
    return (), tuple(adjustments)


def _read_tags(ledger: Ledger, body: Body) -> tuple[tuple[str, tuple[int, ...]], ...]:
    """Each dimension's column, with the keys that a line may have there."""
    for name in _OTHER_DIMENSIONS:
        path = f"parameters.dimensions.{name}"
        named = body.named(path)
        if named:
            raise Refused("BL03002028", f"No {name} {named} was found", target=body.place(path))
    tags: list[tuple[str, tuple[int, ...]]] = []
    for dimension in DIMENSIONS.values():
        path = f"parameters.dimensions.{dimension.name}"
        named = body.named(path)
        if named:
            reach = _reach(body, dimension.name)
            keys = dimension_values(ledger, dimension, named, reach, target=body.place(path))
            tags.append((dimension.column, keys))
    return tuple(tags)


def _reach(body: Body, name: str) -> Reach:
    if name == "location" and body.has("parameters.txnFilter"):
        return _REACH[body.text("parameters.txnFilter")]
    return "all" if body.flag(f"parameters.subDimensions.include{name.capitalize()}") else "this"


def _require_location(ledger: Ledger, body: Body, assumptions: Assumptions, tags: Tags) -> None:
    """Refuse amounts of several currencies in one report, where that is the reading taken."""
    currencies = ledger.rows("SELECT COUNT(DISTINCT base_currency) FROM entity")[0][0]
    if assumptions.report_location == "required" and currencies > 1 and "location_key" not in tags:
        raise Refused(
            "GL-2004",
            "A company with several base currencies must name a location",
            target=body.place("parameters.dimensions.location"),
        )


def _read_states(body: Body) -> tuple[str, ...]:
    chosen = body.choice("parameters.txnStateSelection", "postedTxnsOnly")
    unposted = tuple(body.texts("parameters.txnStateFilter")) or UNPOSTED
    return {
        "postedTxnsOnly": POSTED,
        "unpostedTxnsOnly": unposted,
        "postedAndUnpostedTxns": (*POSTED, *unposted),
    }[chosen]


def _read_accounts(ledger: Ledger, body: Body, assumptions: Assumptions) -> tuple[int, ...]:
    """The accounts of the ranges or of the group, else all; of the kinds that are asked for."""
    kept = _kinds(body, assumptions)
    if body.flag("parameters.ignoreInactiveAccounts"):
        kept += " AND status = 'active'"
    rows = ledger.rows(f"SELECT key FROM account WHERE {kept} ORDER BY key")
    wanted = _chosen_accounts(ledger, body)
    return tuple(key for (key,) in rows if wanted is None or key in wanted)


def _chosen_accounts(ledger: Ledger, body: Body) -> set[int] | None:
    ranges = body.items("parameters.glAccountRange")
    group = body.named("parameters.glAccountGroup")
    if body.text("parameters.accountSelection") == "all" or not (ranges or group):
        return None
    target = body.place("parameters.glAccountGroup")
    if not group:
        return set[int]().union(
            *(
                accounts_between(
                    ledger,
                    each.named("startingAccount"),
                    each.named("endingAccount"),
                    target=each.pointer,
                )
                for each in ranges
            )
        )
    if ranges:
        raise fault(target, "Send glAccountRange or glAccountGroup, not both")
    return accounts_in_group(ledger, group, target=target)


def _kinds(body: Body, assumptions: Assumptions) -> str:
    """Whether money accounts and statistical accounts are in, as SQL over `account`."""
    path = "parameters.showStatisticalAccounts"
    if not body.knows(path):
        included = body.flag("parameters.includeStatisticalAccounts")
        return "TRUE" if included else "type <> 'statistical'"
    hidden = assumptions.report_statistics == "exclude"
    default = "doNotShowStatisticalAccounts" if hidden else "showStatisticalAccounts"
    return {
        "showStatisticalAccounts": "TRUE",
        "onlyShowStatisticalAccounts": "type = 'statistical'",
        "doNotShowStatisticalAccounts": "type <> 'statistical'",
    }[body.choice(path, default)]
