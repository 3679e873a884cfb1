"""Records of any object, or sums over them.

Source: REST `services/core/query` and the model service (docs/api/records.md, query.md).
Units:  amounts in the currency of the row's `currency`; sums of lines that say debit or credit count credits negative.
Errors: `NotFound`, `BadArgument` with near names; the client's.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from intacct_books.cells import Record
from intacct_books.company.entities import entities, locations_of
from intacct_books.errors import BadArgument
from intacct_books.evidence import Part
from intacct_books.found import Found, Read
from intacct_books.ledger.lines import LINE
from intacct_books.lists.asking import Asking
from intacct_books.lists.listing import page_of
from intacct_books.records.children import without_children
from intacct_books.records.columns import (
    Asked,
    columns_asked,
    currencies_of,
    ordered_by,
    side_path,
    usual,
)
from intacct_books.records.conditions import Conditions, conditions_in
from intacct_books.records.fields import Field, Model, field_at, model_of, object_named
from intacct_client import Intacct, Query, Row
from intacct_client.filters import among
from intacct_client.query import MOST_ROWS
from intacct_client.rows import Column

CURRENCY = "currency"
MOST_GROUPS = 5 * MOST_ROWS
_LOCATION = "dimensions.location.id"
_ENTITY = "entity.id"
_JOURNAL = "journalEntry.glJournal"
_ALL_BOOKS = f"Lines of every book count, accrual, cash and others: put {_JOURNAL}.id into where or ask gl_balance."


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What is asked for, understood.

    Attributes:
        model: The object.
        columns: What to show.
        order: Paths to order by.
        conditions: What must hold.
        currency: The path of the amounts' currency; empty for none.
        side: The path that says debit or credit, where sums need it.
        notes: What a reader must know of what is left out.
    """

    model: Model
    columns: list[Asked]
    order: tuple[str, ...]
    conditions: Conditions
    currency: str
    side: str
    notes: tuple[str, ...]

    @property
    def sums(self) -> list[Asked]:
        """The columns that are sums of amounts."""
        return [each for each in self.columns if each.aggregate == "sum" and each.is_amount]

    @property
    def is_grouped(self) -> bool:
        """Whether rows are groups."""
        return any(each.aggregate for each in self.columns)

    @property
    def tells_currency(self) -> bool:
        """Whether the currency needs no column of its own: there is none, or it is asked for."""
        is_asked = any(each.path == self.currency for each in self.columns)
        return not self.currency or (not self.is_grouped and is_asked)

    def query(self, *columns: Column) -> Query:
        """The query of these columns, each once."""
        return Query(
            self.model.name,
            tuple({column.path: column for column in columns}.values()),
            tuple(self.conditions.filters),
            self.conditions.expression,
            ignore_case=self.conditions.ignores_case,
        )

    def record(self, row: Row) -> Record:
        """A row in the reader's words."""
        shown = {each.path: each.cell(row) for each in self.columns}
        if self.side:
            is_credit = row.text(self.side) == "credit"
            shown[self.side] = row.text(self.side)
            shown |= {each.path: -row.money(each.path) for each in self.sums if is_credit}
        return {CURRENCY: "" if self.tells_currency else row.text(self.currency), **shown}


async def query_records(
    asking: Asking, *, object: str, fields: str, where: str, order: str
) -> Found:
    """One page of records, or all groups.

    Args:
        asking: The question.
        object: The object, whole or by the part after the slash.
        fields: Paths with commas between; sums and the like make the plain ones groups.
        where: Conditions.
        order: Paths with commas between, a minus for descending.
    """
    asking = replace(asking, read=of_every_book(asking.read))
    wanted = await _understood(asking, object, fields, where, order)
    return await (_groups(asking, wanted) if wanted.is_grouped else _rows(asking, wanted))


def of_every_book(read: Read) -> Read:
    """The same, without the book: records are those of every book."""
    return replace(read, scope=replace(read.scope, book=""))


async def _understood(asking: Asking, name: str, fields: str, where: str, order: str) -> _Wanted:
    intacct = asking.intacct
    model = await model_of(intacct, await object_named(intacct, name))
    columns = await columns_asked(intacct, model, fields)

    async def find(path: str) -> Field:
        return await field_at(intacct, model, path)

    conditions = await conditions_in(where, find, asking.today, model.fields)
    apart = await without_children(intacct, model, conditions)
    notes = (*await _narrow(asking, model, conditions), *apart)
    has_groups = any(each.aggregate for each in columns)
    amounts = [each for each in columns if each.is_amount]
    if has_groups:
        _refuse_plain_amounts(amounts)
    sums = [each for each in amounts if each.aggregate == "sum"]
    return _Wanted(
        model=model,
        columns=columns,
        order=await _order(intacct, model, columns, order, has_groups=has_groups),
        conditions=conditions,
        currency=await _currency(intacct, model, columns, has_groups=has_groups),
        side=side_path(model, sums),
        notes=notes,
    )


async def _currency(
    intacct: Intacct, model: Model, columns: Sequence[Asked], *, has_groups: bool
) -> str:
    """The path of the amounts' currency: groups never hold amounts of several."""
    amounts = [each for each in columns if each.is_amount]
    paths = await currencies_of(intacct, model, amounts)
    if not has_groups:
        return paths[0] if len(paths) == 1 else ""
    if len(paths) > 1:
        names = ", ".join(each.about.path for each in amounts)
        raise BadArgument(
            f"{names} are in different currencies. Ask for base and transaction amounts apart."
        )
    named = [each.path for each in columns if each.path.lower().endswith("currency")]
    if not amounts or paths[0] or named:
        return (paths or [""])[0] or (named[0] if amounts else "")
    if len({each.currency for each in await entities(intacct)}) > 1:
        raise BadArgument(
            f"{model.name} does not say in which currency {amounts[0].about.path} is. "
            "Add a currency to fields, such as customer.currency, or leave the sum out."
        )
    return ""


def _refuse_plain_amounts(amounts: Sequence[Asked]) -> None:
    plain = [each.path for each in amounts if not each.aggregate]
    if plain:
        raise BadArgument(f"Groups by the amount {plain[0]} tell nothing. Write sum:{plain[0]}.")


async def _narrow(asking: Asking, model: Model, conditions: Conditions) -> tuple[str, ...]:
    """Only the entities in scope; Intacct itself narrows a sign-in that is bound to one. Returns notes."""
    scope = asking.scope
    if not scope.entities or scope.is_bound:
        return ()
    if _LOCATION.rpartition(".")[0] in model.references:
        places = await locations_of(asking.intacct, scope.entities)
        conditions.also(among(_LOCATION, places))
        return ()
    if _ENTITY.rpartition(".")[0] not in model.references:
        raise BadArgument(f"Records of {model.name} belong to no entity. Leave entity out.")
    conditions.also(among(_ENTITY, scope.entities))
    return ("Records of the top level, which belong to no entity, are left out.",)


async def _order(
    intacct: Intacct, model: Model, columns: Sequence[Asked], words: str, *, has_groups: bool
) -> tuple[str, ...]:
    paths = [ordered_by(part.strip(), columns) for part in words.split(",") if part.strip()]
    shown = {each.path for each in columns}
    for path in paths:
        plain = path.removeprefix("-")
        if has_groups and plain not in shown:
            raise BadArgument(f"Groups cannot be ordered by {plain[:60]!r}. Order by a column.")
        if not has_groups and (await field_at(intacct, model, plain)).privacy != "open":
            raise BadArgument(f"{plain} shows its last four only: it gives no order.")
    return tuple(paths)


async def _rows(asking: Asking, wanted: _Wanted) -> Found:
    """A page of records; one transaction."""
    position = asking.page.position(asking.cursors)
    currency = [Column("text", wanted.currency)] if wanted.currency else []
    query = replace(
        wanted.query(*(each.column for each in wanted.columns), *currency),
        order=wanted.order,
        start=position.start,
        size=asking.page.limit,
    )
    rows = await asking.intacct.query(query)
    shown = [wanted.record(row) for row in rows.rows]
    return Found(
        read=asking.read,
        rows=shown,
        start=position.start,
        total=rows.total,
        totals={},
        cursors=asking.cursors,
        as_of=asking.read.read_on,
        notes=[*asking.page.notes(position, shown, rows.total), *wanted.notes],
        used=frozenset(() if wanted.tells_currency else (CURRENCY,)),
    )


async def _groups(asking: Asking, wanted: _Wanted) -> Found:
    """All groups, a page of them shown; totals are over all."""
    own = [each.column for each in wanted.columns]
    added = [Column("text", path) for path in (wanted.currency, wanted.side) if path]
    query = wanted.query(*own, *added)
    first = await asking.intacct.query(query)
    if first.total > MOST_GROUPS:
        raise BadArgument(
            f"{first.total} groups are too many. Group by fewer fields, or narrow where."
        )
    rows = list(first.rows)
    if first.next is not None:
        rows += (await asking.intacct.query_all(replace(query, start=first.next))).rows
    rows = replace(query, order=wanted.order).in_order(rows)
    found = page_of(
        asking, [wanted.record(row) for row in rows], [each.path for each in wanted.sums]
    )
    return replace(
        found,
        as_of=asking.read.read_on,
        sign="debits positive, credits negative" if wanted.side else "",
        notes=[*found.notes, *_notes(wanted)],
        parts=tuple(_part(wanted, each) for each in wanted.sums) if found.totals else (),
    )


def _notes(wanted: _Wanted) -> list[str]:
    """What a reader of sums must know."""
    notes = list(wanted.notes)
    seen = {*wanted.conditions.fields, *(each.path for each in wanted.columns)}
    if wanted.sums and "state" in wanted.model.fields and "state" not in seen:
        notes.append("Records of every state count, drafts too: put state into where or fields.")
    if (
        wanted.sums
        and wanted.model.name == LINE
        and not any(path.startswith(_JOURNAL) for path in seen)
    ):
        notes.append(_ALL_BOOKS)
    if wanted.sums and not wanted.currency:
        notes.append(
            f"{wanted.model.name} does not say in which currency its amounts are: sums hold for one only."
        )
    return notes


def _part(wanted: _Wanted, each: Asked) -> Part:
    """The records that a sum is made of, as its evidence."""
    names = [
        name
        for name in usual(wanted.model)
        if name == "key" or wanted.model.fields.get(name, each.about).kind == "text"
    ]
    shown = {name.replace(".", "_"): name for name in names if name != wanted.currency}
    columns = [
        *(Column("text", path) for path in shown.values()),
        Column("money", each.about.path),
        *(Column("text", path) for path in (wanted.currency, wanted.side) if path),
    ]
    return Part(
        name=each.path,
        query=wanted.query(*columns),
        shown=shown,
        amount=each.about.path,
        currency=wanted.currency,
        side=wanted.side,
    )
