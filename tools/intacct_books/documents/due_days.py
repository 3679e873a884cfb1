"""Which due days are asked for: everything by a day, or what falls due within a span of days.

Source: REST `accounts-receivable/invoice`, `accounts-payable/bill` (docs/api/invoices.md, bills.md).
Units:  both ends are included; amounts in the document's own currency.
Errors: `BadArgument` for words that are neither a day nor a period.
"""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from intacct_books.aging.subledgers import Subledger
from intacct_books.company.reporting_periods import day_named, period_named
from intacct_books.day_words import normal, written_day
from intacct_books.errors import BadArgument
from intacct_books.lists.asking import Asking
from intacct_books.lists.set_aside import Parting, sums_of
from intacct_books.money import ZERO
from intacct_books.periods import Period
from intacct_client import Row
from intacct_client.filters import at_most, before, unequal, within

DUE_DATE, PAY_BY = "dueDate", "recommendedPaymentDate"
CURRENCY, DUE = "currency.txnCurrency", "totalTxnAmountDue"


@dataclass(frozen=True, slots=True)
class DueDays:
    """The due days that are wanted.

    Attributes:
        last: The last of them.
        first: The first; None for all up to the last, and what is best paid by then.
    """

    last: date
    first: date | None = None

    def __str__(self) -> str:
        return str(Period(self.first, self.last)) if self.first else str(self.last)

    def of(self, wanted: Parting, today: date) -> Parting:
        """Only those of a list; a day to pay that is over is of no use."""
        if self.first:
            days = within(DUE_DATE, self.first, self.last)
            return replace(wanted, common=(*wanted.common, days))
        if PAY_BY not in {column.path for column in wanted.query.columns}:
            return replace(wanted, common=(*wanted.common, at_most(DUE_DATE, self.last)))
        by_then = [at_most(DUE_DATE, self.last)]
        if today <= self.last:
            by_then.append(within(PAY_BY, today, self.last))
        return replace(wanted, one_of=(*wanted.one_of, tuple(by_then)))


async def due_days(asking: Asking, words: str) -> DueDays | None:
    """The due days that a reader means: a day is everything by then; None for no words."""
    word = words.strip()
    if not word:
        return None
    day = written_day(normal(word), asking.today)
    if day is not None:
        return DueDays(day)
    try:
        span = await period_named(asking.intacct, word, asking.today, "due_by")
    except BadArgument:
        # Words such as end of November are a day.
        return DueDays(await day_named(asking.intacct, word, "due_by", asking.today))
    return DueDays(span.end, span.start)


async def due_notes(
    asking: Asking, of: Subledger, wanted: Parting, due: DueDays, rows: list[Row], total: int
) -> list[str]:
    """What must be said of documents chosen by their due day; one transaction for a span.

    Args:
        asking: The question.
        of: The subledger.
        wanted: The list, whatever is due when.
        due: The due days.
        rows: The documents that were read: all of them, or a page.
        total: How many there are.
    """
    if due.first:
        return [f"By due date, {due}.", *await _overdue_before(asking, wanted, due.first)]
    return _paid_early(due.last, rows, total) if of.word == "AP" else []


async def _overdue_before(asking: Asking, wanted: Parting, first: date) -> list[str]:
    """What should have been paid before the span, and before today; one transaction."""
    day = min(first, asking.read.read_on)
    owed = (unequal(DUE, Decimal(0)), before(DUE_DATE, day))
    earlier = replace(wanted, listed=owed, sums={"overdue": DUE})
    totals, count = await sums_of(asking, earlier)
    amounts = {currency: sums["overdue"] for currency, sums in totals.items()}
    return [f"Overdue before that, not listed: {count} ({_told(amounts)})."] if count else []


def _paid_early(last: date, rows: list[Row], total: int) -> list[str]:
    """Bills that are in for the day they are best paid on, though they are due later."""
    later = [row for row in rows if (due := row.day(DUE_DATE)) is not None and due > last]
    if not later:
        return []
    if len(rows) < total:
        return ["Some are due later, but best paid by then: they are in the totals."]
    amounts: dict[str, Decimal] = defaultdict(Decimal)
    for row in later:
        amounts[row.text(CURRENCY)] += row.money(DUE)
    return [f"In totals, due later but best paid by then: {len(later)} ({_told(amounts)})."]


def _told(amounts: dict[str, Decimal]) -> str:
    return ", ".join(f"{amount + ZERO} {currency}" for currency, amount in sorted(amounts.items()))
