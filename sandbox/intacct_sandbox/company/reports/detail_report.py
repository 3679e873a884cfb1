"""The general ledger report: every line of each account between its opening and its closing balance.

Source: docs/api/reports.md. The balance runs on line by line, account by account and currency by currency;
locations or departments each have accounts of their own on request.
"""

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import Any

from intacct_sandbox.company.amounts import to_text
from intacct_sandbox.company.ledger import Ledger
from intacct_sandbox.company.reports.figures import Figures, Slot, ZeroBalances, shown_figures
from intacct_sandbox.company.reports.selection import (
    Account,
    Dimension,
    Selection,
    keys_sql,
    read_accounts,
    value_names,
)
from intacct_sandbox.company.reports.table import ReportTable, Row, amounts, words


@dataclass(frozen=True, slots=True)
class DetailReport:
    """What to show of the lines.

    Attributes:
        zero: Which accounts with a closing of zero are shown.
        by: What the accounts are taken apart by; each value has accounts of its own.
        shows_lines: Whether there is more than opening and closing.
        shows_net_change: Whether debits less credits have a column, filled at the closing.
        shows_number: Whether the entry's number has a column.
        names_document: Whether a line's document stands in it, rather than the entry's reference.
    """

    selection: Selection
    zero: ZeroBalances = "onlyWithActivity"
    by: tuple[Dimension, ...] = ()
    shows_lines: bool = True
    shows_net_change: bool = False
    shows_number: bool = False
    names_document: bool = False


def detail_table(ledger: Ledger, report: DetailReport) -> ReportTable:
    """Compute the report."""
    accounts = read_accounts(ledger, report.selection)
    found = shown_figures(ledger, report.selection, report.by, zero=report.zero)
    names = [value_names(ledger, dimension) for dimension in report.by]
    order = {key: position for position, key in enumerate(accounts)}
    lines = _lines(ledger, report) if report.shows_lines else {}
    sections: list[tuple[_Section, Slot]] = []
    for slot in found:
        pairs = zip(names, slot.values, strict=True)
        values = tuple(known.get(value, ("", ""))[0] for known, value in pairs)
        section = _Section(report, accounts[slot.account_key], slot.currency, values)
        sections.append((section, slot))
    sections.sort(key=lambda each: (each[0].values, order[each[1].account_key], each[1].currency))
    rows = [
        row for section, slot in sections for row in section.rows(found[slot], lines.get(slot, []))
    ]
    net_change = ("Net change",) if report.shows_net_change else ()
    columns = (
        *words("Account", "Title", "Currency", *_line_columns(report)),
        *amounts("Debit", "Credit", "Balance", *net_change),
    )
    return ReportTable(columns, tuple(rows))


@dataclass(frozen=True, slots=True)
class _Line:
    """A journal line: what is said of it, and its amount with debits positive."""

    labels: tuple[str, ...]
    cents: int


def _line_columns(report: DetailReport) -> tuple[str, ...]:
    number = ("Transaction",) if report.shows_number else ()
    tags = ("Document", "Description", "Department", "Location", "Customer", "Vendor")
    return ("Date", "Journal", *number, *tags)


def _lines(ledger: Ledger, report: DetailReport) -> dict[Slot, list[_Line]]:
    selection = report.selection
    keys = [f"l.{column}" for column in ("account_key", "base_currency")]
    keys += [f"l.{dimension.column}" for dimension in report.by]
    rows: list[tuple[Any, ...]] = ledger.rows(
        f"SELECT {', '.join(keys)},"
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
    for row in rows:
        account_key, currency, *values = row[: len(keys)]
        cents, day, journal, number, reference, document, *rest = row[len(keys) :]
        named = document if report.names_document else reference
        labels = (day, journal, *((number,) if report.shows_number else ()), named, *rest)
        texts = tuple("" if label is None else str(label) for label in labels)
        lines[Slot(account_key, currency, tuple(values))].append(_Line(texts, cents))
    return lines


@dataclass(frozen=True, slots=True)
class _Section:
    """The rows of one account in one currency, and in one value of what accounts are taken apart by."""

    report: DetailReport
    account: Account
    currency: str
    values: tuple[str, ...]

    def rows(self, figures: Figures, lines: list[_Line]) -> list[Row]:
        """Opening, lines, what was closed into it, closing."""
        balance = figures.opening
        rows = [self._row(self._remark("Opening balance"), ("", ""), balance)]
        for line in lines:
            balance += line.cents
            rows.append(self._row(line.labels, _sides(line.cents), balance))
        if figures.closed:
            remark = self._remark("Result of fiscal years that ended")
            rows.append(self._row(remark, _sides(figures.closed), balance + figures.closed))
        moved = (
            to_text(figures.debits + figures.adjusting_debits),
            to_text(figures.credits + figures.adjusting_credits),
        )
        remark = self._remark("Closing balance")
        total = self._row(remark, moved, figures.closing, net_change=to_text(figures.net_change))
        return [*rows, replace(total, is_total=True)]

    def _row(
        self, labels: tuple[str, ...], sides: tuple[str, str], balance: int, net_change: str = ""
    ) -> Row:
        currency = "" if self.account.is_statistical else self.currency
        last = (net_change,) if self.report.shows_net_change else ()
        named = (self.account.id, self.account.name, currency, *labels)
        return Row((*named, *sides, to_text(balance), *last))

    def _remark(self, text: str) -> tuple[str, ...]:
        """The labels of a row that is no line: a description, and what it is taken apart by."""
        known = {"Description": text}
        for dimension, value in zip(self.report.by, self.values, strict=True):
            known[dimension.name.capitalize()] = value
        return tuple(known.get(column, "") for column in _line_columns(self.report))


def _sides(cents: int) -> tuple[str, str]:
    return (to_text(cents), "") if cents >= 0 else ("", to_text(-cents))
