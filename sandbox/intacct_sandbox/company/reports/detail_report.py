"""The general ledger report: every line of each account between its opening and its closing balance.

Source: docs/api/reports.md. The balance runs on line by line, account by account and currency by currency.
"""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from intacct_sandbox.company.amounts import to_text
from intacct_sandbox.company.ledger import Ledger
from intacct_sandbox.company.reports.balance_report import ZeroBalances, is_shown
from intacct_sandbox.company.reports.figures import Figures, Slot, compute_figures
from intacct_sandbox.company.reports.selection import Account, Selection, keys_sql, read_accounts
from intacct_sandbox.company.reports.table import ReportTable, Row, amounts, words


@dataclass(frozen=True, slots=True)
class DetailReport:
    """What to show of the lines.

    Attributes:
        zero: Which accounts with a closing of zero are shown.
        shows_lines: Whether there is more than opening and closing.
        shows_net_change: Whether debits less credits have a column, filled at the closing.
        shows_number: Whether the entry's number has a column.
        names_document: Whether a line's document stands in it, rather than the entry's reference.
    """

    selection: Selection
    zero: ZeroBalances = "onlyWithActivity"
    shows_lines: bool = True
    shows_net_change: bool = False
    shows_number: bool = False
    names_document: bool = False


_LABELS = ("Account", "Title", "Currency", "Date", "Journal")
_TAGS = ("Document", "Description", "Department", "Location", "Customer", "Vendor")


def detail_table(ledger: Ledger, report: DetailReport) -> ReportTable:
    """Compute the report."""
    accounts = read_accounts(ledger, report.selection)
    found = compute_figures(ledger, report.selection)
    order = {key: position for position, key in enumerate(accounts)}
    lines = _lines(ledger, report) if report.shows_lines else {}
    rows: list[Row] = []
    for slot in sorted(found, key=lambda slot: (order[slot.account_key], slot.currency)):
        if is_shown(found[slot], report.zero):
            account = accounts[slot.account_key]
            rows += _section(report, account, slot, found[slot], lines.get(slot, []))
    number = ("Transaction",) if report.shows_number else ()
    net_change = ("Net change",) if report.shows_net_change else ()
    columns = (
        *words(*_LABELS, *number, *_TAGS),
        *amounts("Debit", "Credit", "Balance", *net_change),
    )
    return ReportTable(columns, tuple(rows))


@dataclass(frozen=True, slots=True)
class _Line:
    """A journal line: what is said of it, and its amount with debits positive."""

    labels: tuple[str, ...]
    cents: int


def _lines(ledger: Ledger, report: DetailReport) -> dict[Slot, list[_Line]]:
    selection = report.selection
    rows: list[tuple[Any, ...]] = ledger.rows(
        "SELECT l.account_key, l.base_currency,"
        " CASE l.txn_type WHEN 'debit' THEN l.base_amount ELSE -l.base_amount END,"
        " l.entry_date, j.id, e.number, e.reference, l.document_id,"
        " COALESCE(l.description, e.description), d.id, o.id, c.id, v.id FROM journal_line AS l"
        " JOIN journal_entry AS e ON e.key = l.entry_key JOIN journal AS j ON j.key = e.journal_key"
        " JOIN location AS o ON o.key = l.location_key"
        " LEFT JOIN department AS d ON d.key = l.department_key"
        " LEFT JOIN party AS c ON c.key = l.customer_key"
        " LEFT JOIN party AS v ON v.key = l.vendor_key"
        f" WHERE {selection.condition} AND l.entry_date BETWEEN ? AND ?"
        f" AND l.account_key IN {keys_sql(selection.accounts)} ORDER BY l.entry_date, l.key",
        (selection.first, selection.last),
    )
    lines: defaultdict[Slot, list[_Line]] = defaultdict(list)
    for account_key, currency, cents, day, journal, number, reference, document, *rest in rows:
        named = document if report.names_document else reference
        labels = (day, journal, *((number,) if report.shows_number else ()), named, *rest)
        texts = tuple("" if label is None else str(label) for label in labels)
        lines[Slot(account_key, currency)].append(_Line(texts, cents))
    return lines


def _section(
    report: DetailReport, account: Account, slot: Slot, figures: Figures, lines: list[_Line]
) -> list[Row]:
    """An account's rows: opening, lines, what was closed into it, closing."""
    width = len(_LABELS) - 3 + report.shows_number + len(_TAGS)
    before_text = width - len(_TAGS) + 1  # everything up to the document

    def row(labels: tuple[str, ...], sides: tuple[str, str], balance: int, **kind: bool) -> Row:
        net_change = (to_text(figures.net_change) if kind.get("is_total") else "",)
        return Row(
            (
                account.id,
                account.name,
                "" if account.is_statistical else slot.currency,
                *labels,
                *sides,
                to_text(balance),
                *(net_change if report.shows_net_change else ()),
            ),
            **kind,
        )

    def remark(text: str) -> tuple[str, ...]:
        return (*("",) * before_text, text, *("",) * (width - before_text - 1))

    balance = figures.opening
    rows = [row(remark("Opening balance"), ("", ""), balance)]
    for line in lines:
        balance += line.cents
        rows.append(row(line.labels, _sides(line.cents), balance))
    if figures.closed:
        rows.append(
            row(
                remark("Result of fiscal years that ended"),
                _sides(figures.closed),
                balance + figures.closed,
            )
        )
    total = (
        to_text(figures.debits + figures.adjusting_debits),
        to_text(figures.credits + figures.adjusting_credits),
    )
    rows.append(row(remark("Closing balance"), total, figures.closing, is_total=True))
    return rows


def _sides(cents: int) -> tuple[str, str]:
    return (to_text(cents), "") if cents >= 0 else ("", to_text(-cents))
