"""What entities owe each other, and how current consolidations are.

Source: REST `company-config/entity` (inter-entity accounts), journal lines; `consolidation/run-status`
(docs/api/modules.md, balances.md).
Units:  base currency of each entity, debits positive.
Errors: `NotFound` where no entity has inter-entity accounts.
"""

from dataclasses import replace

from intacct_books.cells import Record
from intacct_books.company.chart import Selection, chart
from intacct_books.company.dimensions import ENTITY, Dimension
from intacct_books.company.naming import accounts_for
from intacct_books.company.reporting_periods import period_named, reporting_periods
from intacct_books.errors import NotFound
from intacct_books.found import Found
from intacct_books.ledger.balances import balances_as_of
from intacct_books.ledger.gl_balance import SIGN, after_today, is_preliminary
from intacct_books.ledger.lines import ledger_view
from intacct_books.lists.asking import Asking
from intacct_books.lists.listing import page_of
from intacct_books.modules.scoping import of_entities
from intacct_books.periods import day_from
from intacct_client import Filter, Intacct, Row
from intacct_client.filters import among, equal
from intacct_client.query import select

RUN = "consolidation/run-status"
# An account's id is its number; what stands under accountNumber is taken where it is one of the chart.
_ACCOUNTS = tuple(
    f"interEntity{side}GLAccount.{name}"
    for side in ("Receivable", "Payable")
    for name in ("id", "accountNumber")
)
_STALE = {"failed", "reconsolidationRequired"}


async def intercompany_balances(asking: Asking, *, as_of: str, account: str) -> Found:
    """Due-from and due-to of each entity, which cancel out within a currency; one transaction.

    Args:
        asking: The question.
        as_of: The day; empty for today.
        account: Accounts as a reader names them; empty for those that the entities name.
    """
    day = day_from(as_of, "as_of", asking.today)
    selection = (
        await accounts_for(asking.intacct, account)
        if account.strip()
        else await _inter_entity(asking.intacct)
    )
    view = await ledger_view(asking.intacct, asking.scope)
    balances = await balances_as_of(view, selection, day, Dimension(ENTITY))
    names = {each.id: each.name for each in selection.accounts}
    records: list[Record] = [
        {
            "entity": f"{slot.member_id} {slot.member_name}".strip(),
            "account": f"{slot.account_id} {names[slot.account_id]}",
            "currency": slot.currency,
            "closing": balance.closing,
        }
        for slot, balance in sorted(
            balances.by_slot.items(), key=lambda each: (each[0].member_id, each[0].account_id)
        )
        if not balance.is_empty
    ]
    found = page_of(asking, records, ("closing",))
    is_whole = not asking.scope.entities
    checks = {
        f"due from + due to {currency}": sums["closing"] for currency, sums in found.totals.items()
    }
    return replace(
        found,
        as_of=day,
        sign=SIGN,
        checks=checks if is_whole else {},
        notes=[
            *[
                f"{name} is {value}, not zero."
                for name, value in checks.items()
                if value and is_whole
            ],
            *found.notes,
            *balances.notes,
            *after_today(day, asking.today),
            *(
                []
                if is_whole
                else ["Only all entities together cancel out: some are not in scope."]
            ),
        ],
        is_preliminary=await is_preliminary(asking, day),
        parts=tuple(balances.parts) if found.totals else (),
    )


async def _inter_entity(intacct: Intacct) -> Selection:
    ids = await intacct.reference("inter-entity accounts", _read_accounts)
    selection = (await chart(intacct)).of_ids(ids)
    if not selection.accounts:
        raise NotFound(
            "No entity names its inter-entity accounts. Say which accounts hold them with account."
        )
    return selection


async def _read_accounts(intacct: Intacct) -> list[str]:
    query = select(
        "company-config/entity", "text id", *(f"text? {path}" for path in _ACCOUNTS), order=("id",)
    )
    rows = (await intacct.query_all(query)).rows
    return sorted({row.text(path) for row in rows for path in _ACCOUNTS} - {""})


async def consolidation_status(asking: Asking, *, period: str, book: str) -> Found:
    """The runs of consolidations, the latest first; one transaction.

    Args:
        asking: The question.
        period: A period; empty for all.
        book: A consolidation book's id; empty for all.
    """
    filters: list[Filter] = [*of_entities(asking.scope)]
    filters += [await _of_period(asking, period)] if period.strip() else []
    filters += [equal("book.id", book.strip())] if book.strip() else []
    query = select(
        RUN,
        "text book.id",
        "text entity.id",
        "text? entity.name",
        "text period.id",
        "text status",
        "text? statusMessage",
        "text consolidationDateTime",
        "text? exchangeRate.endingSpotRate",
        "text? exchangeRate.weightedAverageRate",
        filters=tuple(filters),
        order=("-consolidationDateTime",),
    )
    rows = (await asking.intacct.query_all(query)).rows
    found = page_of(asking, [_run(row) for row in rows], ())
    stale = sorted({str(row["entity"]) for row in map(_run, rows) if row["status"] in _STALE})
    notes = [] if rows else ["No run of a consolidation matches: nothing was consolidated."]
    notes += [f"Not current: {', '.join(stale)}."] if stale else []
    return replace(found, as_of=asking.read.read_on, notes=[*found.notes, *notes])


async def _of_period(asking: Asking, words: str) -> Filter:
    """Runs are of reporting periods, by name: those with the days that are meant."""
    span = await period_named(asking.intacct, words, asking.today)
    own = await reporting_periods(asking.intacct)
    names = [name for name, days in own.items() if days == span]
    if not names:
        raise NotFound(
            f"No reporting period runs from {span.start} to {span.end}. Name one by its name."
        )
    return among("period.id", names)


def _run(row: Row) -> Record:
    return {
        "book": row.text("book.id"),
        "entity": f"{row.text('entity.id')} {row.text('entity.name')}".strip(),
        "period": row.text("period.id"),
        "status": row.text("status"),
        "message": row.text("statusMessage"),
        "at": row.text("consolidationDateTime"),
        "ending_rate": row.text("exchangeRate.endingSpotRate"),
        "average_rate": row.text("exchangeRate.weightedAverageRate"),
        "currency": "",
    }
