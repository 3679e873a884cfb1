"""The year end: income statement accounts emptied into retained earnings by journal entries.

Only when the company is assumed to post them; otherwise nothing is written and reports do the closing.
Source: docs/api/year-end.md.
"""

from datetime import date, timedelta

from intacct_sandbox.company.ledger import Ledger
from intacct_sandbox.company.ledger_entries.posting import Entry, Line, Side, other, post
from intacct_sandbox.company.lookup import journal_key

CLOSING_JOURNAL = "CLOSE"


def post_closing_entries(ledger: Ledger, *, at: str) -> None:
    """Close every fiscal year that ended before the company's today, entity by entity."""
    company = ledger.company
    first = ledger.rows("SELECT MIN(entry_date) FROM journal_line")[0][0]
    year_start = fiscal_year_start(date.fromisoformat(first), company.first_fiscal_month)
    while True:
        next_start = date(year_start.year + 1, year_start.month, 1)
        if next_start > date.fromisoformat(company.today):
            return
        _close(ledger, year_start.isoformat(), (next_start - timedelta(days=1)).isoformat(), at=at)
        year_start = next_start


def fiscal_year_start(day: date, first_month: int) -> date:
    """The first day of the fiscal year that a day is in."""
    return date(day.year if day.month >= first_month else day.year - 1, first_month, 1)


def _close(ledger: Ledger, first: str, last: str, *, at: str) -> None:
    rows = ledger.rows(
        "SELECT o.entity_key, l.base_currency, l.location_key, l.account_key, a.closes_to_key,"
        " SUM(CASE l.txn_type WHEN 'debit' THEN l.base_amount ELSE -l.base_amount END)"
        " FROM journal_line AS l JOIN account AS a ON a.key = l.account_key"
        " JOIN location AS o ON o.key = l.location_key JOIN journal_entry AS e ON e.key = l.entry_key"
        " WHERE a.type = 'incomeStatement' AND e.state <> 'draft' AND l.entry_date BETWEEN ? AND ?"
        " GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 3, 4",
        (first, last),
    )
    for entity_key in sorted({row[0] for row in rows}):
        own = [row for row in rows if row[0] == entity_key and row[5]]
        lines: list[Line] = []
        for _, _, location_key, account_key, closes_to, balance in own:
            side: Side = "credit" if balance > 0 else "debit"
            size = abs(balance)
            lines.append(Line(account_key, side, size, size, location_key))
            lines.append(Line(closes_to, other(side), size, size, location_key))
        if lines:
            entry = Entry(
                journal_key=journal_key(ledger, CLOSING_JOURNAL),
                entity_key=entity_key,
                posting_date=last,
                description="Year-end closing",
                module="2.GL",
                currency=own[0][1],
                base_currency=own[0][1],
                lines=tuple(lines),
            )
            post(ledger, entry, at=at)
