"""What is held back on invoices and bills, and was not released yet.

Source: REST lines of documents, with their document (docs/api/retainage.md).
Units:  the document's own currency. Retained is all that was held back, outstanding what of it was not released.
Errors: the client's.
"""

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from intacct_books.aging.credits import STANDING
from intacct_books.aging.subledgers import Subledger, Word, subledger
from intacct_books.cells import Record
from intacct_books.documents.states import UNPOSTED
from intacct_books.evidence import Part
from intacct_books.found import Found
from intacct_books.id_and_name import expression_of, ways
from intacct_books.lists.asking import Asking
from intacct_books.lists.listing import page_of
from intacct_books.lists.near import unmatched
from intacct_books.lists.set_aside import Aside
from intacct_books.modules.scoping import of_entities
from intacct_books.money import ZERO, Totals, totals_by_currency
from intacct_client import Filter, Query, Row
from intacct_client.filters import among, unequal
from intacct_client.query import select

HELD, RELEASED = "retainage.txnAmountRetained", "retainage.txnAmountReleased"
OF_DOCUMENT = "retainage.totalTxnAmountRetained"
PROJECT, PROJECT_NAME = "dimensions.project.id", "dimensions.project.name"


async def retainage_outstanding(asking: Asking, *, ledger: Word, search: str) -> Found:
    """Documents with something held back, the oldest first; one transaction, one more each 4,000 lines.

    Args:
        asking: The question's company, scope and page.
        ledger: AR for what customers hold back, AP for what the company does.
        search: Part of the party's name or id, or of the number; empty for all.
    """
    of = subledger(ledger)
    rows = (await asking.intacct.query_all(_lines(asking, of, search, (*STANDING, *UNPOSTED)))).rows
    standing, aside = _apart(rows, of)
    documents = [_document(lines, of) for lines in standing]
    found = page_of(asking, documents, ("retained", "released", "outstanding"))
    left_out = aside.told("totals")
    if search.strip() and not found.total:
        left_out += await unmatched(asking.intacct, of.party_object, search)
    checks = _against_headers(standing, of)
    apart = [f"{name} is {amount}, not zero." for name, amount in checks.items() if amount]
    return replace(
        found,
        as_of=asking.read.read_on,
        is_wide=True,
        notes=[*apart, *left_out, *found.notes],
        checks=checks,
        parts=_parts(_lines(asking, of, search, STANDING), of, standing) if standing else (),
    )


def _apart(rows: Iterable[Row], of: Subledger) -> tuple[list[list[Row]], Aside]:
    """The lines of each document with something outstanding, and what is not posted."""
    by_key: dict[str, list[Row]] = {}
    for row in rows:
        by_key.setdefault(row.text(f"{of.header}.key"), []).append(row)
    standing: list[list[Row]] = []
    aside = Aside()
    for lines in by_key.values():
        state = lines[0].text(f"{of.header}.state")
        outstanding = _sum(lines, HELD) - _sum(lines, RELEASED)
        if state in UNPOSTED:
            aside.add(state, _currency(lines[0], of), outstanding)
        elif outstanding:
            standing.append(lines)
    return standing, aside


def _lines(asking: Asking, of: Subledger, search: str, states: Iterable[str]) -> Query:
    head = of.header
    party = f"{head}.{of.party}"
    filters: tuple[Filter, ...] = (
        unequal(HELD, Decimal(0)),
        among(f"{head}.state", states),
        *of_entities(asking.scope, f"{head}.entity.id"),
    )
    paths = (f"{head}.{of.number}", f"{party}.id", f"{party}.name")
    groups = ways(search, paths, f"{party}.id", f"{party}.name")
    common = " and ".join(str(number + 1) for number in range(len(filters)))
    expression = f"{common} and {expression_of(groups, len(filters) + 1)}" if groups else ""
    return select(
        of.line,
        f"text {head}.key",
        f"text {head}.{of.number}",
        f"text {head}.state",
        f"text {party}.id",
        f"text {party}.name",
        f"day {head}.{of.day}",
        f"text {head}.currency.txnCurrency",
        f"money {head}.totalTxnAmount",
        f"money {head}.{OF_DOCUMENT}",
        f"text? {PROJECT}",
        f"text? {PROJECT_NAME}",
        f"money {HELD}",
        f"money? {RELEASED}",
        filters=(*filters, *(each for group in groups for each in group)),
        expression=expression,
        order=(f"{head}.{of.day}", f"{head}.{of.number}"),
        ignore_case=True,
    )


def _sum(lines: Iterable[Row], path: str) -> Decimal:
    return sum((row.money(path) for row in lines), ZERO)


def _currency(row: Row, of: Subledger) -> str:
    return row.text(f"{of.header}.currency.txnCurrency")


def _document(lines: list[Row], of: Subledger) -> Record:
    first, head = lines[0], of.header
    party = f"{head}.{of.party}"
    retained, released = _sum(lines, HELD), _sum(lines, RELEASED)
    return {
        "number": first.text(f"{head}.{of.number}"),
        "party": f"{first.text(f'{party}.id')} {first.text(f'{party}.name')}".strip(),
        "project": _projects(lines),
        "date": first.day(f"{head}.{of.day}"),
        "currency": _currency(first, of),
        "total": first.money(f"{head}.totalTxnAmount"),
        "retained": retained,
        "released": released or None,
        "outstanding": retained - released,
    }


def _parts(query: Query, of: Subledger, standing: list[list[Row]]) -> tuple[Part, ...]:
    """The lines of the documents shown; what was released lessens what is outstanding."""
    key, currency = f"{of.header}.key", f"{of.header}.currency.txnCurrency"
    keys = {lines[0].text(key) for lines in standing}
    shown = {"number": f"{of.header}.{of.number}", "project": PROJECT, "released": RELEASED}
    return tuple(
        Part(
            name,
            query,
            shown,
            path,
            currency,
            is_subtracted=name == "outstanding" and path == RELEASED,
            counts=lambda row: row.text(key) in keys,
        )
        for name, path in (
            ("retained", HELD),
            ("released", RELEASED),
            ("outstanding", HELD),
            ("outstanding", RELEASED),
        )
    )


def _against_headers(standing: list[list[Row]], of: Subledger) -> dict[str, Decimal]:
    """What the lines hold back, less what their documents say of themselves, by currency."""
    apart: Totals = totals_by_currency(
        (
            {
                "currency": _currency(lines[0], of),
                "apart": _sum(lines, HELD) - lines[0].money(f"{of.header}.{OF_DOCUMENT}"),
            }
            for lines in standing
        ),
        ("apart",),
    )
    return {
        f"retained by lines - by {of.title}s {currency}": sums["apart"]
        for currency, sums in apart.items()
    }


def _projects(lines: list[Row]) -> str:
    """The project of the lines with its name; of several the ids."""
    named = {row.text(PROJECT): row.text(PROJECT_NAME) for row in lines if row.text(PROJECT)}
    if len(named) == 1:
        ((id_, name),) = named.items()
        return f"{id_} {name}".strip()
    return ", ".join(sorted(named))
