"""A statement put together: its lines for each currency, and what all statements say alike."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from intacct_books.cells import Record
from intacct_books.company.chart import Account
from intacct_books.company.dimensions import ENTITY
from intacct_books.company.entities import entities
from intacct_books.company.reporting_periods import before_the_books
from intacct_books.evidence import Part
from intacct_books.found import FoundStatement
from intacct_books.ledger.gl_balance import after_today, is_preliminary
from intacct_books.lists.asking import Asking
from intacct_books.money import ZERO, Totals
from intacct_books.periods import Period
from intacct_books.statements.comparing import DIFFERENCE, PERCENT, compared
from intacct_books.statements.section import LESS, Section, Table

SIGN = "natural; parts are indented above their sum"
SUBTRACTED = ", less ones subtracted"
NOTHING = "Nothing was booked."
LONGEST = 12_500  # characters of lines, about; a longer statement is shown without accounts
_TOO_LONG = (
    "Too long by account: lines are groups. Narrow entity, or ask for single accounts instead."
)
_MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class Drawn:
    """A statement with its figures, before what every statement says.

    Attributes:
        written: Its lines.
        totals: The figures that it stands or falls by, by currency.
        checks: Differences that should be zero.
        parts: The lines of the ledger behind the totals.
        notes: Its own sentences.
        by: The dimension it is split by; empty for none.
        sign: What a minus means; empty for natural signs.
    """

    written: "Written"
    totals: Totals
    checks: dict[str, Decimal]
    parts: tuple[Part, ...]
    notes: Iterable[str]
    by: str = ""
    sign: str = ""


async def told(asking: Asking, days: Period | date, drawn: Drawn) -> FoundStatement:
    """A statement of a period or of a day, with all that must be said of it."""
    span = days if isinstance(days, Period) else None
    first, last = (days.start, days.end) if isinstance(days, Period) else (days, days)
    early = await before_the_books(asking.intacct, first, asking.today)
    notes = await remarks(
        asking, last, drawn.by, drawn.checks, drawn.written.notes, drawn.notes, early
    )
    return FoundStatement(
        asking.read,
        drawn.written.columns,
        drawn.written.rows,
        drawn.totals,
        as_of=None if span else last,
        period=span,
        is_preliminary=await is_preliminary(asking, last),
        sign=drawn.sign or _sign(drawn.written.rows),
        notes=notes,
        checks=drawn.checks,
        parts=drawn.parts,
    )


def _sign(rows: Iterable[Record]) -> str:
    is_any = any(str(row["line"]).lstrip().startswith(LESS) for row in rows)
    return f"{SIGN}{SUBTRACTED if is_any else ''}"


@dataclass(frozen=True, slots=True)
class Written:
    """The lines of a statement.

    Attributes:
        columns: The names of the columns after `line`.
        rows: The lines.
        notes: Sentences a reader must not miss.
    """

    columns: tuple[str, ...]
    rows: list[Record]
    notes: list[str]


def written(
    sections: Iterable[Section],
    table: Table,
    *,
    is_compared: bool = False,
    in_percent: bool = False,
) -> Written:
    """The lines of all sections, currency by currency; with accounts only where they fit.

    Args:
        sections: The sections, in order.
        table: Their columns.
        is_compared: The second column is what the first is compared with: the difference follows.
        in_percent: And then the difference in percent.
    """
    tops = tuple(sections)
    names = [column.name for column in table.columns]
    currencies = table.currencies
    rows = [row for each in currencies for top in tops for row in table.lines(top, each)]
    if is_compared:
        # Zeros say little and cost much, but a budget's zero is not the same as no line in it.
        blank = [DIFFERENCE] if table.columns[1].missing else [names[1], DIFFERENCE]
        for row in rows:
            row |= compared(row[names[0]], row[names[1]])
            row |= {name: None for name in blank if row[name] == ZERO}
        names += [DIFFERENCE, PERCENT] if in_percent else [DIFFERENCE]
    if table.shows_accounts and _length(rows) > LONGEST:
        groups = replace(table, shows_accounts=False)
        short = written(tops, groups, is_compared=is_compared, in_percent=in_percent)
        return replace(short, notes=[_TOO_LONG])
    notes = [] if rows else [NOTHING]
    return Written((*(["currency"] if len(currencies) > 1 else []), *names), rows, notes)


def in_no_group(accounts: Iterable[Account], table: Table, where: str) -> list[str]:
    """What must be said of accounts with amounts that no group holds."""
    first = table.columns[-1] if table.columns[0].is_sparse else table.columns[0]
    named: list[str] = []
    for account in accounts:
        amounts = [
            f"{first.amount([account.id], currency, is_credit=account.is_credit)} {currency}"
            for currency in table.currencies
            if first.nets.get((account.id, currency))
        ]
        if amounts:
            named.append(f"{account.id} {account.name.strip()[:40]} {', '.join(amounts)}")
    more = [f"{len(named) - _MOST_NAMED} more"] if len(named) > _MOST_NAMED else []
    return (
        [f"In no account group of the {where}: {'; '.join([*named[:_MOST_NAMED], *more])}."]
        if named
        else []
    )


def with_amounts(accounts: Iterable[Account], table: Table) -> tuple[Account, ...]:
    """Those of the accounts that a column has something of."""
    filled = {slot[0] for column in table.columns for slot, net in column.nets.items() if net}
    return tuple(account for account in accounts if account.id in filled)


async def remarks(
    asking: Asking, last: date, by: str, checks: dict[str, Decimal], *others: Iterable[str]
) -> list[str]:
    """All notes of a statement, what does not tie first.

    Args:
        asking: The question's company and scope.
        last: The last day that it covers.
        by: The dimension it is split by; empty for none.
        checks: Differences that should be zero.
        others: The statement's own notes.
    """
    return [
        *(f"Does not tie: {name} is {amount:.2f}." for name, amount in checks.items() if amount),
        *dict.fromkeys(note for notes in others for note in notes),
        *await _aggregated(asking, by),
        *after_today(last, asking.today),
    ]


async def _aggregated(asking: Asking, by: str) -> list[str]:
    """What must be said of figures over several entities: no consolidation."""
    several = asking.scope.entities or tuple(each.id for each in await entities(asking.intacct))
    is_split = by.strip().casefold() in {ENTITY, "entities"}
    if len(several) < 2 or is_split:
        return []
    return ["Added up over entities: nothing between them is eliminated."]


def _length(rows: list[Record]) -> int:
    """About how many characters the lines are, written out."""
    return sum(len(str(cell or "")) + 3 for row in rows for cell in row.values())
