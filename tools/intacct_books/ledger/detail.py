"""The journal lines of accounts over a period, with a running balance, or summed by something.

Source: REST `general-ledger/journal-entry-line` (docs/api/ledger-detail.md). As Intacct's general ledger report.
Units:  base currency, debits positive.
Errors: whatever naming accounts, periods and dimensions raises.
"""

from collections import defaultdict
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from intacct_books.cells import Record
from intacct_books.company.chart import Selection
from intacct_books.company.naming import accounts_for
from intacct_books.company.reporting_periods import period_named
from intacct_books.evidence import Part
from intacct_books.found import Found
from intacct_books.ledger.balances import Balances, balances_over
from intacct_books.ledger.entry_named import Entries, entries_of
from intacct_books.ledger.gl_balance import SIGN, after_today, is_preliminary
from intacct_books.ledger.grouped import grouped
from intacct_books.ledger.line_records import LineRow, line_query, line_record
from intacct_books.ledger.lines import DAY, SIDE, LedgerView, Slot, Wanted, ledger_view
from intacct_books.ledger.states import IN_THE_LEDGER, NOT_IN_THE_LEDGER
from intacct_books.ledger.where import Narrowed, narrowed_by
from intacct_books.lists.asking import Asking
from intacct_books.lists.listing import page_of
from intacct_books.money import ZERO, Totals
from intacct_books.periods import Period
from intacct_client import Row, Rows
from intacct_client.filters import equal, within
from intacct_client.query import MOST_ROWS

State = Literal["posted", "unposted", "both"]
AMOUNTS = ("debit", "credit")
MOST_ENDS = 4  # accounts whose opening and closing are said in notes
_STATES: dict[State, tuple[str, ...]] = {
    "posted": IN_THE_LEDGER,
    "unposted": NOT_IN_THE_LEDGER,
    "both": (*IN_THE_LEDGER, *NOT_IN_THE_LEDGER),
}


@dataclass(frozen=True, slots=True)
class _Question:
    """What is asked, made out."""

    asking: Asking
    selection: Selection
    period: Period
    view: LedgerView
    wanted: Wanted
    narrowed: Narrowed
    state: State
    entries: Entries | None = None

    @property
    def is_narrowed(self) -> bool:
        """Whether the lines are only a part of the accounts'."""
        return bool(self.narrowed.filters)

    @property
    def starts_at_opening(self) -> bool:
        """Whether the lines are all that moved the accounts' balances."""
        return self.state == "posted" and not self.is_narrowed


async def gl_detail(
    asking: Asking, *, account: str, period: str, by: str, where: str, state: State
) -> Found:
    """Lines of accounts in account and date order; three transactions, four with accounts others close to.

    Args:
        asking: The question's company, scope and page.
        account: Numbers, a range, a group or part of a name.
        period: A period; empty for this month, or for the days of the entry that `where` names.
        by: Sums by this instead of lines: a dimension, account, journal, module or month.
        where: Only lines with these: `vendor=V-0004, department=SVC`, or those of `entry=1042`.
        state: posted, what is not yet, or both.
    """
    selection = await accounts_for(asking.intacct, account)
    view = await ledger_view(asking.intacct, asking.scope)
    narrow = await narrowed_by(asking.intacct, where)
    entries = await entries_of(view, narrow.entry) if narrow.entry else None
    span = await _span(asking, period, entries)
    wanted = Wanted(
        selection.accounts,
        (within(DAY, span.start, span.end), *narrow.filters),
        is_whole=selection.is_whole,
        states=_STATES[state],
    )
    question = _Question(asking, selection, span, view, wanted, narrow, state, entries)
    balances = await _balances(question)
    found = (
        await grouped(asking, view, wanted, by) if by.strip() else await _lines(question, balances)
    )
    checks = _tied(found.totals, balances, question.selection) if balances else {}
    return replace(
        found,
        period=span,
        is_preliminary=await is_preliminary(asking, span.end),
        sign=SIGN,
        checks=checks,
        parts=_parts(view, wanted),
        notes=[
            *(f"{name} is {value}, not zero." for name, value in checks.items() if value),
            *_told(question, balances, where, is_found=bool(found.total)),
            *found.notes,
        ],
    )


async def _span(asking: Asking, period: str, entries: Entries | None) -> Period:
    """The days asked for; without any those of the entries that are named, else this month."""
    if entries is not None and entries.days is not None and not period.strip():
        return entries.days
    return await period_named(asking.intacct, period.strip() or "this month", asking.today)


def _told(
    question: _Question, balances: Balances | None, where: str, *, is_found: bool
) -> list[str]:
    """What must be said of the lines, and of what they were narrowed to when none was found."""
    selection, view, entries = question.selection, question.view, question.entries
    notes = [*question.narrowed.notes, *(_ends(question, balances) if balances else [])]
    if entries is not None:
        notes.extend(entries.told(is_found=is_found))
    elif where.strip() and not is_found:
        notes.append(f"No line of these accounts has {where.strip()[:60]!r}: are the ids right?")
    notes.extend(selection.told)
    notes.extend(balances.notes if balances else view.notes)
    return [*notes, *after_today(question.period.end, question.asking.today)]


def _ends(question: _Question, balances: Balances) -> list[str]:
    """Opening and closing of the accounts, where they are few."""
    slots = sorted(balances.by_slot.items())
    if not question.starts_at_opening or not 0 < len(slots) <= MOST_ENDS:
        return []
    names = {account.id: account.name for account in question.selection.accounts}
    return [
        f"{slot.account_id} {names[slot.account_id][:40]}: opening {each.opening}, closing {each.closing} {slot.currency}."
        for slot, each in slots
    ]


async def _balances(question: _Question) -> Balances | None:
    """The balances that posted lines are tied to; of a part of the lines, of that part."""
    if question.state != "posted":
        return None
    if not question.is_narrowed:
        return await balances_over(question.view, question.selection, question.period)
    result = Balances(notes=list(question.view.notes))
    for slot, sides in (await question.view.sums(question.wanted)).items():
        balance = result.at(slot)
        balance.debits += sides.debit
        balance.credits += sides.credit
    return result


def _parts(view: LedgerView, wanted: Wanted) -> tuple[Part, ...]:
    sides = (("debit", "debit"), ("credit", "credit"))
    return tuple(
        view.part(
            name,
            replace(wanted, filters=(*wanted.filters, equal(SIDE, side))),
            is_subtracted=side == "credit",
        )
        for side, name in sides
    )


def _tied(totals: Totals, balances: Balances, selection: Selection) -> dict[str, Decimal]:
    """Debits less credits of the lines, less what moved the balances, by currency."""
    moved: dict[str, Decimal] = defaultdict(Decimal)
    known = {account.id for account in selection.accounts}
    for slot, balance in balances.by_slot.items():
        if slot.account_id in known:
            moved[slot.currency] += balance.debits - balance.credits
    currencies = sorted({*moved, *totals})
    several = len(currencies) > 1
    return {
        f"lines - gl_balance {currency}" if several else "lines - gl_balance": (
            _net(totals, currency) - moved.get(currency, ZERO)
        )
        for currency in currencies
    }


def _net(totals: Totals, currency: str) -> Decimal:
    sums = totals.get(currency, {})
    return sums.get("debit", ZERO) - sums.get("credit", ZERO)


async def _lines(question: _Question, balances: Balances | None) -> Found:
    asking = question.asking
    position = asking.page.position(asking.cursors)
    query = line_query(*question.view.filters(question.wanted))
    page: Rows | None = None
    if position.total <= MOST_ROWS:
        read = await asking.intacct.query(replace(query, start=1, size=MOST_ROWS))
        rows = read.rows
        if read.total <= MOST_ROWS:
            openings = balances.by_slot if balances and question.starts_at_opening else {}
            running = _running(rows, {slot: each.opening for slot, each in openings.items()})
            records = [_record(question, row, balance) for row, balance in running]
            return page_of(asking, records, AMOUNTS)
        page = Rows(rows[position.start - 1 :][: asking.page.limit], read.total)
    if page is None or len(page.rows) < asking.page.limit:
        wanted = replace(query, start=position.start, size=asking.page.limit)
        page = await asking.intacct.query(wanted)
    return await _page(question, page)


def _record(question: _Question, row: Row, balance: Decimal | None) -> Record:
    several = len(question.selection.accounts) > 1
    shows_state = question.state != "posted"
    record = line_record(LineRow(row), several=several, shows_state=shows_state)
    return record if balance is None else record | {"balance": balance}


def _running(rows: list[Row], openings: dict[Slot, Decimal]) -> list[tuple[Row, Decimal]]:
    """Each line with the balance of its account after it."""
    balances: dict[Slot, Decimal] = {}
    running: list[tuple[Row, Decimal]] = []
    for row in rows:
        line = LineRow(row)
        so_far = balances.get(line.slot, openings.get(line.slot, ZERO))
        balances[line.slot] = so_far + line.debit - line.credit
        running.append((row, balances[line.slot]))
    return running


async def _page(question: _Question, page: Rows) -> Found:
    """A page of more lines than are read at once: without running balances."""
    asking = question.asking
    position = asking.page.position(asking.cursors)
    totals: Totals = {}
    for slot, sides in (await question.view.sums(question.wanted)).items():
        sums = totals.setdefault(slot.currency, dict.fromkeys(AMOUNTS, ZERO))
        sums["debit"] += sides.debit
        sums["credit"] += sides.credit
    records = [_record(question, row, None) for row in page.rows]
    return Found(
        read=asking.read,
        rows=records,
        start=position.start,
        total=page.total,
        totals=dict(sorted(totals.items())),
        cursors=asking.cursors,
        notes=[
            *asking.page.notes(position, records, page.total),
            f"More than {MOST_ROWS} lines: running balances are left out. Ask for a shorter period.",
        ],
    )
