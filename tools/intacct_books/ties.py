"""Whether our figures are Intacct's own: the trial balance report and the open documents against our balances.

Source: docs/api/reports.md (the trial balance), docs/api/balances.md (ours), docs/api/parties.md, adjustments.md,
payments.md (what is open).
Units:  base currency, debits positive; every difference is ours less Intacct's. Currencies are never added up.
Errors: `BadArgument` when the report's layout is not known; otherwise the client's.
"""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from intacct_books.company.chart import Selection, chart
from intacct_books.errors import BadArgument
from intacct_books.ledger.balances import balances_as_of
from intacct_books.ledger.lines import LedgerView, ledger_view
from intacct_books.money import ZERO
from intacct_books.periods import fiscal_year_start
from intacct_books.scope import Scope
from intacct_client import Intacct
from intacct_client.query import select
from intacct_client.reports import Patience, run_report

Figures = dict[tuple[str, str], Decimal]  # by account and currency
_ACCOUNT, _CURRENCY = {"account", "account no", "account number"}, {"currency", "base currency"}
_CLOSING = {"closing", "ending balance", "closing balance", "balance"}


@dataclass(frozen=True, slots=True)
class Difference:
    """One figure that is not the same on both sides.

    Attributes:
        check: Which comparison.
        account: The account, or the control accounts together.
        ours: What our balances say.
        theirs: What Intacct's report, or its documents, say.
    """

    check: str
    account: str
    currency: str
    ours: Decimal
    theirs: Decimal

    @property
    def by(self) -> Decimal:
        """Ours less theirs."""
        return self.ours - self.theirs


@dataclass(frozen=True, slots=True)
class Tied:
    """How many figures one comparison looked at, and which differ."""

    check: str
    compared: int
    differences: tuple[Difference, ...]


async def trial_balance_tie(
    intacct: Intacct, scope: Scope, patience: Patience | None = None
) -> Tied:
    """Our closing balances of every account against the trial balance report, as of today."""
    view = await ledger_view(intacct, scope)
    start = fiscal_year_start(scope.today, view.first_month)
    span = {"startDate": start.isoformat(), "endDate": scope.today.isoformat()}
    parameters: dict[str, Any] = {"timePeriod": {"dateRange": span}}
    if scope.entities:
        # A report does not look at what the sign-in is bound to.
        parameters["dimensions"] = {"location": {"id": scope.entities[0]}}
    theirs = read_trial_balance(await run_report(intacct, "trial-balance", parameters, patience))
    ours = await _balances(view, (await chart(intacct)).whole, scope)
    return _compared("trial balance", ours, theirs)


async def _balances(view: LedgerView, selection: Selection, scope: Scope) -> Figures:
    figures: Figures = {}
    for slot, balance in (await balances_as_of(view, selection, scope.today)).by_slot.items():
        _add(figures, (slot.account_id, slot.currency), balance.closing)
    return figures


def read_trial_balance(text: str) -> Figures:
    """Closing balances by account and currency, from the report's CSV.

    Raises:
        BadArgument: There is no row with the titles that a trial balance needs.
    """
    lines = list(csv.reader(text.splitlines()))
    for number, line in enumerate(lines):
        titles = [cell.strip().lower() for cell in line]
        if _ACCOUNT & set(titles) and _CLOSING & set(titles):
            return _figures(titles, lines[number + 1 :])
    raise BadArgument(
        "The trial balance report has no row with the titles Account and Closing. "
        "Compare by hand this time, and report the layout."
    )


def _figures(titles: list[str], lines: Iterable[list[str]]) -> Figures:
    account = _place(titles, _ACCOUNT)
    closing = _place(titles, _CLOSING)
    currency = _place(titles, _CURRENCY) if _CURRENCY & set(titles) else None
    figures: Figures = {}
    for line in lines:
        if len(line) != len(titles) or line[account].strip().lower() in {"total", ""}:
            continue
        named = line[currency].strip() if currency is not None else ""
        if currency is not None and not named:
            continue  # a statistical account: no money
        _add(figures, (line[account].strip(), named), _amount(line[closing]))
    return figures


def _place(titles: list[str], names: set[str]) -> int:
    return next(number for number, title in enumerate(titles) if title in names)


def _amount(cell: str) -> Decimal:
    text = cell.strip().replace(",", "")
    negative = text.startswith("(") and text.endswith(")")
    try:
        amount = Decimal(text.strip("()") or 0)
    except InvalidOperation as error:
        raise BadArgument(
            f"The trial balance report has {cell[:20]!r} where an amount belongs. "
            "Compare by hand this time, and report the layout."
        ) from error
    return -amount if negative else amount


@dataclass(frozen=True, slots=True)
class _Subledger:
    """Which documents make up a control account, and how they count.

    Attributes:
        word: As the chart of accounts calls it.
        sign: 1 where documents raise debits.
        open_: Object, currency field and amount field, and whether it adds or takes off.
    """

    name: str
    word: str
    sign: int
    open_: tuple[tuple[str, str, str, int], ...]


_BASE = "currency.baseCurrency"
_SUBLEDGERS = (
    _Subledger(
        "accounts receivable",
        "AR",
        1,
        (
            ("accounts-receivable/invoice", _BASE, "totalBaseAmountDue", 1),
            ("accounts-receivable/adjustment", "baseCurrency.currency", "baseCurrency.totalDue", 1),
            ("accounts-receivable/payment", "txnCurrency.currency", "overPaymentAmount", -1),
        ),
    ),
    _Subledger(
        "accounts payable",
        "AP",
        -1,
        (
            ("accounts-payable/bill", _BASE, "totalBaseAmountDue", 1),
            ("accounts-payable/adjustment", _BASE, "totalBaseAmountDue", 1),
        ),
    ),
)
_NOT_OWED = (
    "draft",
    "submitted",
    "partiallyApproved",
    "declined",
    "analyzing",
    "reversed",
    "reversal",
)


async def control_ties(intacct: Intacct, scope: Scope) -> list[Tied]:
    """Each control account against the open documents of its subledger, as they are today."""
    accounts = await chart(intacct)
    return [
        await _control_tie(intacct, scope, subledger, selection)
        for subledger in _SUBLEDGERS
        if (selection := accounts.controlling(subledger.word)).accounts
    ]


async def _control_tie(
    intacct: Intacct, scope: Scope, subledger: _Subledger, selection: Selection
) -> Tied:
    label = " + ".join(account.id for account in selection.accounts)
    owed: Figures = {}
    for parts in subledger.open_:
        for currency, amount in await _open(intacct, *parts[:3]):
            _add(owed, (label, currency), amount * parts[3] * subledger.sign)
    control: Figures = {}
    view = await ledger_view(intacct, scope)
    for (_, currency), closing in (await _balances(view, selection, scope)).items():
        _add(control, (label, currency), closing)
    return _compared(subledger.name, control, owed)


async def _open(
    intacct: Intacct, object_name: str, currency: str, amount: str
) -> list[tuple[str, Decimal]]:
    """What is open of one kind of document, by currency."""
    query = select(object_name, f"text {currency}", "text state", f"money sum:{amount}")
    rows = await intacct.query_all(query)
    return [
        (row.text(currency), row.money(f"sum:{amount}"))
        for row in rows.rows
        if row.text("state") not in _NOT_OWED
    ]


def _add(figures: Figures, slot: tuple[str, str], amount: Decimal) -> None:
    figures[slot] = figures.get(slot, ZERO) + amount


def _compared(check: str, ours: Figures, theirs: Figures) -> Tied:
    if not any(currency for _, currency in theirs):
        ours = _without_currency(ours)
    slots = sorted({*ours, *theirs})
    differences = tuple(
        Difference(check, account, currency, mine, other)
        for account, currency in slots
        if (mine := ours.get((account, currency), ZERO))
        != (other := theirs.get((account, currency), ZERO))
    )
    return Tied(check, len(slots), differences)


def _without_currency(figures: Figures) -> Figures:
    """For a report that has no currency column: right only where there is one currency."""
    currencies = {currency for _, currency in figures}
    return (
        {(account, ""): amount for (account, _), amount in figures.items()}
        if len(currencies) == 1
        else figures
    )
