"""Aging of receivables and payables: what is open at a day, by how old it is.

Source: intacct_books.aging.open_items (docs/api/aging.md). As Intacct's customer and vendor aging reports, which
the API does not have.
Units:  base currency; owed is positive, credits are negative. Days count from the basis date to the day.
"""

from collections import defaultdict
from dataclasses import replace
from decimal import Decimal

from intacct_books.aging.buckets import buckets_from
from intacct_books.aging.control_account import HeldAgainst, against_control_account
from intacct_books.aging.item import OpenItem, amounts_of
from intacct_books.aging.open_items import open_items
from intacct_books.aging.rows import Asked, Basis, Rows, rows_of
from intacct_books.aging.subledgers import Subledger, Word, subledger
from intacct_books.cells import Record
from intacct_books.company.entities import entities
from intacct_books.company.reporting_periods import day_named
from intacct_books.errors import BadArgument, NotFound
from intacct_books.found import Found
from intacct_books.id_and_name import has_part
from intacct_books.ledger.gl_balance import after_today, is_preliminary
from intacct_books.lists.asking import Asking
from intacct_books.lists.listing import page_of
from intacct_books.lists.near import closest, printed
from intacct_client.filters import later
from intacct_client.query import select


async def aging(
    asking: Asking,
    *,
    ledger: Word,
    as_of: str,
    basis: Basis,
    buckets: str,
    by: Rows,
    search: str,
    min_days: int,
    over_credit_limit: bool = False,
) -> Found:
    """Open documents by age, with unapplied credits and what is held back apart.

    Five transactions today, six for an earlier day; one more with `over_credit_limit`.

    Args:
        asking: The question's company, scope and page.
        ledger: AR or AP.
        as_of: A day; empty for today.
        basis: The day that age counts from.
        buckets: The last day of each bucket, with commas.
        by: What a row is.
        search: Part of the party's name or id; empty for all.
        min_days: Only documents or credits at least this old, by the basis; else parties with such a document, whole,
            those with the most of it first.
        over_credit_limit: Only customers who owe more than their limit, net of credits.
    """
    spans = buckets_from(buckets, is_by_due_day=basis == "due")
    of = subledger(ledger)
    day = await day_named(asking.intacct, as_of, "as_of", asking.today)
    asked = Asked(of, day, basis, spans, by, min_days)
    items = await open_items(asking, of, day)
    held = await against_control_account(asking, of, day, items)
    shown = _searched(items, of, search)
    if over_credit_limit:
        shown = await _over_limit(asking, of, shown)
    return await _found(asking, asked, asked.chosen(shown), held)


async def _found(
    asking: Asking,
    asked: Asked,
    shown: list[OpenItem],
    held: HeldAgainst,
) -> Found:
    every = await entities(asking.intacct) if asked.by == "entity" else []
    names = {entity.id: entity.name for entity in every}
    page = page_of(asking, rows_of(shown, asked, names), asked.amounts)
    return replace(
        page,
        as_of=asked.day,
        is_preliminary=await is_preliminary(asking, asked.day),
        notes=[
            *held.notes,
            *_said(asked, shown),
            *page.notes,
            *after_today(asked.day, asking.today),
        ],
        checks=held.checks,
        blocks={"control_account": held.accounts} if held.accounts else {},
        items=tuple(_evidence(item, asked.by) for item in shown),
        is_wide=True,
    )


def _said(asked: Asked, shown: list[OpenItem]) -> list[str]:
    """What must be said of the columns: from which age on something is late, and what is dated later."""
    notes: list[str] = []
    if asked.late:
        since = "past due" if asked.basis == "due" else f"by {asked.basis} date"
        days = "1 day" if asked.min_days == 1 else f"{asked.min_days} days"
        whose = f" Only {asked.of.party}s with such an item are in." if asked.by == "entity" else ""
        notes.append(f"{asked.late}: at least {days} {since}.{whose}")
    ahead = [item for item in shown if asked.basis == "invoice" and item.day > asked.day]
    if ahead:
        notes.append(
            f"Posted by then but dated later, in the first bucket: {amounts_of(ahead)}. Intacct's aging by "
            f"{asked.of.title} date may leave it out."
        )
    return notes


def _evidence(item: OpenItem, by: Rows) -> Record:
    """An item as evidence of what is owed, net."""
    return {
        "kind": item.kind,
        "number": item.number,
        "party": f"{item.party_id} {item.party_name}",
        "date": item.day,
        "due": item.due,
        "currency": item.currency,
        "credits" if by == "credit" else "net": item.amount,
    }


def _searched(items: list[OpenItem], of: Subledger, search: str) -> list[OpenItem]:
    word = search.strip()
    found = [item for item in items if has_part(word, item.party_id, item.party_name)]
    if word and not found:
        near = closest(word, {(item.party_id, item.party_name): None for item in items})
        hint = f" Near: {printed(near)}." if near else ""
        raise NotFound(
            f"Nothing is open of a {of.party} {word[:40]!r}.{hint} Look the {of.party} up by part of the "
            "name, or leave search out."
        )
    return found


async def _over_limit(asking: Asking, of: Subledger, items: list[OpenItem]) -> list[OpenItem]:
    """Items of the parties whose open items, net, are above their limit. No limit is not a limit of zero."""
    if of.word != "AR":
        raise BadArgument("Only customers have a credit limit that is watched here.")
    query = select(
        "accounts-receivable/customer",
        "text id",
        "money creditLimit",
        filters=(later("creditLimit", Decimal(0)),),
    )
    limits = {
        row.text("id"): row.money("creditLimit")
        for row in (await asking.intacct.query_all(query)).rows
    }
    nets: dict[str, Decimal] = defaultdict(Decimal)
    for item in items:
        nets[item.party_id] += item.amount
    over = {party for party, net in nets.items() if party in limits and net > limits[party]}
    return [item for item in items if item.party_id in over]
