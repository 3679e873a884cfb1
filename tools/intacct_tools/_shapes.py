"""The one shape of an answer.

Columns once, rows as arrays; money as text with its cents; ISO dates; parts that are empty are left out.
Text from records is data: cut to a length, without control characters.
"""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from intacct_books import Found, FoundDocument, FoundStatement, Overview, Read, Record
from intacct_books.cells import used_in
from intacct_books.evidence import ROUTE
from intacct_books.exports.export import Exported
from intacct_books.money import Totals
from intacct_books.periods import Period
from intacct_books.tracing import Traced
from intacct_tools._cells import cell, indented, notes, plain

Answer = dict[str, Any]

MOST_CHARACTERS = 13_500


def table(found: Found, names: str, *, beside: int = 0) -> Answer:
    """A list or table as an answer, cut at a row where it would grow too long.

    Args:
        found: The figures.
        beside: How many characters stand beside it.
        names: The columns, in order. `currency` is shown only when there are several; a column marked
            with `?` only when a row of the whole list has something in it.
    """
    columns = _columns(found, names.split())
    shown = found
    while True:
        answer = _table(shown, columns)
        if len(as_text(answer)) + beside <= MOST_CHARACTERS or len(shown.rows) <= 1:
            return answer
        shown = _cut(found, max(1, len(shown.rows) * 9 // 10))


def _cut(found: Found, count: int) -> Found:
    """Fewer rows than were asked for, and a note that says so."""
    note = f"{count} of the {len(found.rows)} rows asked for fit into one answer; next goes on."
    return replace(found.first(count), notes=[*found.notes, note])


def _table(found: Found, names: list[str]) -> Answer:
    others = {"count": found.total - len(found.rows), **_amounts(found, found.others)}
    answer: Answer = {
        **_about(found.read, found.currency),
        **_days(found.as_of, found.period),
        "read_at": found.read.minute,
        "preliminary": found.is_preliminary or None,
        "sign": found.sign,
        "columns": names,
        "rows": [[cell(row[name]) for name in names] for row in found.rows],
        "others": others if len(found.rows) < found.total else None,
        "totals": _amounts(found, found.totals),
        "total": found.total,
        **{name: _block(rows) for name, rows in found.blocks.items()},
        "next": found.next,
        "notes": notes(found.notes),
        "checks": found.checks,
        "link": found.link,
        "evidence": found.evidence,
        **_cost(found.read),
    }
    return {name: value for name, value in answer.items() if name == "rows" or not _is_empty(value)}


def whole(read: Read, rows: list[Record]) -> Answer:
    """All rows of something without figures, however long."""
    names = list(rows[0]) if rows else []
    return {
        "company": read.scope.label,
        "scope": read.scope.coverage,
        "read_at": read.minute,
        "columns": names,
        "rows": [[cell(row[name]) for name in names] for row in rows],
        "total": len(rows),
    }


def document(found: FoundDocument, name: str) -> Answer:
    """A single document as an answer: header, then its tables, cut where they would grow too long."""
    shown = found
    while True:
        answer = _document(shown, name)
        longest = max(shown.blocks, key=lambda block: len(shown.blocks[block]))
        count = len(shown.blocks[longest])
        if len(as_text(answer)) <= MOST_CHARACTERS or count <= 1:
            return answer
        shown = _with_fewer(found, shown, longest, max(1, count * 9 // 10))


def _with_fewer(
    found: FoundDocument, shown: FoundDocument, block: str, count: int
) -> FoundDocument:
    """Fewer rows of a block, with a note of how many there are and of what is not shown."""
    blocks = {**shown.blocks, block: found.blocks[block][:count]}
    cut = [name for name, rows in blocks.items() if len(rows) < len(found.blocks[name])]
    notes = [_not_shown(name, found.blocks[name], len(blocks[name])) for name in cut]
    return replace(shown, blocks=blocks, notes=[*notes, *found.notes])


def _not_shown(block: str, rows: list[Record], count: int) -> str:
    amounts = [each for row in rows[count:] if isinstance(each := row.get("amount"), Decimal)]
    others = f", the others add up to {sum(amounts):.2f}" if amounts else ""
    return (
        f"{count} of {len(rows)} {block} fit into one answer{others}. "
        "get_evidence with export=rows has all."
    )


def _document(found: FoundDocument, name: str) -> Answer:
    lines, *others = found.blocks
    currency = _only_currency(found.totals)
    answer: Answer = {
        **_about(found.read, currency),
        **_days(found.as_of, found.period),
        "read_at": found.read.minute,
        name: _without_empty({key: cell(value) for key, value in found.header.items()}),
        **_block(found.blocks[lines]),
        **{other: _block(found.blocks[other]) for other in others},
        "notes": notes(found.notes),
        "checks": found.checks,
        "link": found.link,
        "evidence": found.evidence,
        **_cost(found.read),
    }
    return _without_empty(answer)


def company_answer(found: Overview) -> Answer:
    """The company itself as an answer."""
    answer: Answer = {
        **_about(found.read, ""),
        "name": cell(found.name),
        "user": found.user,
        "today": found.read.scope.today,
        "read_at": found.read.minute,
        "base_currency": found.base_currency,
        "currencies": found.currencies,
        "books": found.books,
        "route": found.route,
        "fiscal_year_start": found.fiscal_year_start,
        "books_open_from": found.open_from,
        **_block(found.entities),
        "total": found.total,
        "usage": found.usage,
        "notes": notes(found.notes),
        **_cost(found.read),
    }
    return _without_empty(answer)


def statement(found: FoundStatement) -> Answer:
    """A financial statement as an answer."""
    currency = _only_currency(found.totals)
    answer: Answer = {
        **_about(found.read, currency),
        **_days(found.as_of, found.period),
        "read_at": found.read.minute,
        "preliminary": found.is_preliminary or None,
        "sign": found.sign,
        "columns": ["line", *(cell(name) for name in found.columns)],
        "rows": [
            [indented(str(row["line"])), *(cell(row.get(name)) for name in found.columns)]
            for row in found.rows
        ],
        "notes": notes(found.notes),
        "checks": found.checks,
        "evidence": found.evidence,
        **_cost(found.read),
    }
    # A statement of nothing is one all the same.
    return _without_empty(answer) | {"rows": answer["rows"]}


def evidence_of(traced: Traced, exported: Exported | None = None) -> Answer:
    """A figure, what it was when it was answered, and its lines; where a file was made, that."""
    lines = traced.lines
    then, now = traced.kept.figure, traced.now.figure
    about: Answer = {
        "tool": traced.kept.said.tool,
        "arguments": {
            name: cell(value)
            for name, value in traced.kept.said.arguments.items()
            if name != "after"
        },
        "route": ROUTE,
        # The pages after the first are of the same requests.
        **({"requests": list(traced.requests)} if lines.start == 1 else {}),
        "answered": {"at": traced.kept.read_at, **_flat(then)},
        "now": _flat(now) if now != then else "the same",
        "lines_add_up_to": _flat(traced.added),
    }
    if exported is not None:
        about["export"] = {
            "uri": f"intacct://exports/{exported.id}.csv",
            "rows": exported.rows,
            "bytes": exported.size,
        }
    names = [name for name in (lines.rows[0] if lines.rows else {}) if name != "amount"]
    columns = " ".join([*(f"{name}?" for name in names), "amount"])
    return {**about, **table(lines, columns, beside=len(as_text(about)))}


def as_text(answer: Answer) -> str:
    """The answer as the compact JSON that a model reads."""
    return json.dumps(answer, ensure_ascii=False, separators=(",", ":"), default=plain)


def _columns(found: Found, names: list[str]) -> list[str]:
    # Without totals nothing else says the currency; with those of one, the scope does.
    is_said = len(found.totals) == 1 or not found.total or found.is_counted
    wanted = [name for name in names if name.rstrip("?") != "currency" or not is_said]
    return [
        name.rstrip("?") for name in wanted if not name.endswith("?") or found.has(name.rstrip("?"))
    ]


def _block(rows: list[Record]) -> Answer:
    used = used_in(rows)
    names = [name for name in (rows[0] if rows else {}) if name in used]
    return _without_empty(
        {"columns": names, "rows": [[cell(row[name]) for name in names] for row in rows]}
    )


def _about(read: Read, currency: str) -> Answer:
    parts = (read.scope.coverage, read.scope.book, currency)
    return {"company": read.scope.label, "scope": ", ".join(part for part in parts if part)}


def _days(as_of: date | None, period: Period | None) -> Answer:
    return {
        "as_of": as_of,
        "period": _without_empty(
            {"start": period.start, "end": period.end, "fiscal": period.fiscal}
        )
        if period
        else None,
    }


def _cost(read: Read) -> Answer:
    return {
        "cached_at": f"{read.remembered_at:%Y-%m-%dT%H:%MZ}" if read.remembered_at else None,
        "api": read.spent.transactions,
        "api_setup": read.spent.setup_transactions or None,
    }


def _amounts(found: Found, totals: dict[str, dict[str, Decimal]]) -> Answer:
    """Totals by currency, or flat where there is one currency only; wide tables leave out zeros."""
    if found.is_wide:
        totals = {
            currency: {name: amount for name, amount in sums.items() if amount}
            for currency, sums in totals.items()
        }
    return dict(totals.get(found.currency, {})) if found.currency else dict(totals)


def _only_currency(totals: Totals) -> str:
    """The one currency of all amounts; empty when there are several, or none."""
    return next(iter(totals)) if len(totals) == 1 else ""


def _flat(totals: Totals) -> Answer:
    """Totals without the currency where there is one only."""
    return dict(totals[currency]) if (currency := _only_currency(totals)) else dict(totals)


def _without_empty(answer: Answer) -> Answer:
    return {name: value for name, value in answer.items() if not _is_empty(value)}


def _is_empty(value: object) -> bool:
    return value in (None, "", [], {}, ())
