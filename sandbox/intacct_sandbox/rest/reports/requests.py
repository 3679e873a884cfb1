"""Each report service: its body read, and the report that it then makes.

Source: docs/api/reports.md.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, cast

from intacct_sandbox.company.assumptions import Assumptions
from intacct_sandbox.company.exact_json import read_json
from intacct_sandbox.company.ledger import Ledger
from intacct_sandbox.company.refused import Refused
from intacct_sandbox.company.reports.balance_report import (
    BalanceReport,
    Part,
    Shown,
    balance_table,
)
from intacct_sandbox.company.reports.choices import group_id
from intacct_sandbox.company.reports.detail_report import DetailReport, detail_table
from intacct_sandbox.company.reports.figures import ZeroBalances
from intacct_sandbox.company.reports.group_hierarchy import GroupHierarchy, hierarchy_table
from intacct_sandbox.company.reports.selection import DIMENSIONS, Selection
from intacct_sandbox.company.reports.table import ReportTable
from intacct_sandbox.rest.reports.body import Body, read_body
from intacct_sandbox.rest.reports.limits import refuse_format, refuse_what_is_not_simulated
from intacct_sandbox.rest.reports.parameters import read_planned, read_selection

SERVICE = "/services/reports/general-ledger"
TITLES = {
    "trial-balance": "Trial balance",
    "account-balance": "Account balances",
    "account-balance-by-dimension": "Account balances by dimension",
    "details": "General ledger details",
    "account-group-hierarchy": "Account group hierarchy",
}
Make = Callable[[], ReportTable]

_GROUPS = {
    "none": (),
    "locationOnly": ("location",),
    "departmentOnly": ("department",),
    "locationAndDepartment": ("location", "department"),
    "departmentAndLocation": ("department", "location"),
}
_PARTS: dict[str, Part] = {"includeId": "id", "includeName": "name", "includeIdName": "both"}


def read_request(ledger: Ledger, report: str, value: Any, assumptions: Assumptions) -> Body:
    """The checked body of a report service.

    Raises:
        Malformed: It cannot be read, or asks for a format that is not made.
        Refused: It names what the company does not have, or what is not simulated.
    """
    body = read_body(f"POST {SERVICE}/{report}", value)
    body.required("reportName")
    refuse_format(body.text("outputType"))
    if body.text("outputLocation") == "cloud":
        body.required("cloudStoreParameters.cloudStorage.id")
    refuse_what_is_not_simulated(report, body, today=ledger.company.today)
    _READERS[report](ledger, body, assumptions)
    return body


def make_report(ledger: Ledger, report: str, request: str, assumptions: Assumptions) -> ReportTable:
    """Make a report from its body as it was kept."""
    body = read_body(f"POST {SERVICE}/{report}", read_json(request))
    made = _READERS[report](ledger, body, assumptions)()
    title = body.text("title1") or TITLES[report]
    headings = (ledger.company.name, title, body.text("title2"), *made.headings)
    return replace(
        made,
        headings=tuple(heading for heading in headings if heading),
        footer=body.text("footerText"),
    )


def _trial_balance(ledger: Ledger, body: Body, assumptions: Assumptions) -> Make:
    report = replace(
        _balances(ledger, body, assumptions),
        splits_sides=body.flag("parameters.showDebitCreditBalances"),
        shows_adjustments=not body.flag("parameters.excludeAdjustments"),
    )
    return lambda: _dated(balance_table(ledger, report), body, report.selection)


def _account_balance(ledger: Ledger, body: Body, assumptions: Assumptions) -> Make:
    report = _balances(ledger, body, assumptions)
    is_chosen = body.has("parameters.glAccountRange") or body.has("parameters.glAccountGroup")

    def make() -> ReportTable:
        if assumptions.report_account_choice == "required" and not is_chosen:
            raise Refused("GL-2000", "Choose a range of accounts or an account group")
        return _dated(balance_table(ledger, report), body, report.selection)

    return make


def _by_dimension(ledger: Ledger, body: Body, assumptions: Assumptions) -> Make:
    shown = "parameters.showDimensionValues"
    report = replace(
        _balances(ledger, body, assumptions),
        by=tuple(
            Shown(dimension, parts)
            for name, dimension in DIMENSIONS.items()
            if (parts := _parts(body, f"{shown}.{name}"))
        ),
        account_parts=_parts(body, f"{shown}.account") or ("id", "name"),
        has_totals=body.flag("parameters.showGrandTotals"),
        planned=read_planned(ledger, body, assumptions),
    )
    return lambda: _dated(balance_table(ledger, report), body, report.selection)


def _details(ledger: Ledger, body: Body, assumptions: Assumptions) -> Make:
    report = DetailReport(
        read_selection(ledger, body, assumptions),
        zero=cast("ZeroBalances", body.text("parameters.showZeroBalanceAccounts")),
        by=tuple(DIMENSIONS[name] for name in _GROUPS[body.text("parameters.groupBy")]),
        shows_lines=body.flag("parameters.showDetail"),
        shows_net_change=body.flag("parameters.showNetChange"),
        shows_number=body.flag("parameters.showTxnNumber"),
        names_document=body.text("parameters.documentNumberType") != "referenceNumber",
    )
    return lambda: _dated(detail_table(ledger, report), body, report.selection)


def _hierarchy(ledger: Ledger, body: Body, _: Assumptions) -> Make:
    path = "parameters.glAccountGroupRange"
    first, last = (
        group_id(ledger, named, target=body.place(end)) if (named := body.named(end)) else ""
        for end in (f"{path}.startingAccountGroup", f"{path}.endingAccountGroup")
    )
    asked = GroupHierarchy(
        body.text("parameters.accountGroupType"),
        is_system=body.text("parameters.accountGroupSource") == "systemAccountGroups",
        first=first,
        last=last,
    )
    return lambda: hierarchy_table(ledger, asked)


def _balances(ledger: Ledger, body: Body, assumptions: Assumptions) -> BalanceReport:
    """What the three reports of balances have in common."""
    shows_year = body.flag("parameters.showYTDBalances")
    zero = body.text("parameters.showZeroBalanceAccounts") or "onlyWithActivity"
    selection = read_selection(ledger, body, assumptions)
    return BalanceReport(
        selection,
        zero=cast("ZeroBalances", zero),
        shows_adjustments=bool(selection.adjustments),
        shows_year_to_date=shows_year and assumptions.report_ytd == "column",
    )


def _parts(body: Body, path: str) -> tuple[Part, ...]:
    """What of a dimension's values is to be shown."""
    return tuple(part for flag, part in _PARTS.items() if body.flag(f"{path}.{flag}"))


def _dated(table: ReportTable, body: Body, selection: Selection) -> ReportTable:
    book = body.text("parameters.reportingBook")
    return replace(
        table, headings=(f"{selection.first} to {selection.last}", f"Reporting book {book}")
    )


_READERS: dict[str, Callable[[Ledger, Body, Assumptions], Make]] = {
    "trial-balance": _trial_balance,
    "account-balance": _account_balance,
    "account-balance-by-dimension": _by_dimension,
    "details": _details,
    "account-group-hierarchy": _hierarchy,
}
