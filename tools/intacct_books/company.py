"""What is learned of a company once and remembered: chart, groups, journals, setup, entities.

Source: docs/api/accounts.md, journals.md, fiscal-year.md, dimensions.md.
"""

from calendar import month_name
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from intacct_books.chart import MOST_NAMED, Chart, Groups, Selection, read_chart, read_groups
from intacct_books.errors import NotFound
from intacct_client import Intacct
from intacct_client.errors import NotAllowed, Refused
from intacct_client.query import select

_MONTHS = {name.lower(): number for number, name in enumerate(month_name) if name}


@dataclass(frozen=True, slots=True)
class FiscalYear:
    """The month, 1 to 12, that the fiscal year begins with; `is_known` tells whether the company said so."""

    first_month: int
    is_known: bool


@dataclass(frozen=True, slots=True)
class Setup:
    """The company itself; name and currency are empty when this user may not read them."""

    name: str
    base_currency: str
    fiscal_year: FiscalYear


@dataclass(frozen=True, slots=True)
class Entity:
    """An entity; `open_from` is the first day that its books are open, None when no month was ever closed."""

    id: str
    name: str
    currency: str
    open_from: date | None
    is_active: bool


@dataclass(frozen=True, slots=True)
class Member:
    """A member of a dimension: id and name."""

    id: str
    name: str


async def chart(intacct: Intacct) -> Chart:
    """The chart of accounts."""
    return await intacct.reference("chart", read_chart)


async def groups(intacct: Intacct) -> Groups:
    """The account groups."""
    return await intacct.reference("account groups", read_groups)


async def accounts_for(intacct: Intacct, words: str) -> Selection:
    """The accounts that a reader means: numbers, ranges, groups or parts of names, with commas between.

    Raises:
        NotFound: One of them is none of these; nothing is answered in part.
    """
    of_chart = await chart(intacct)
    whole = of_chart.named(words) or await _grouped(intacct, of_chart, words)
    if whole is not None:
        return whole
    parts = [part.strip() for part in words.split(",") if part.strip()]
    if len(parts) > 1:
        return of_chart.together([await _one_word(intacct, of_chart, part) for part in parts])
    return await _one_word(intacct, of_chart, words)


async def _one_word(intacct: Intacct, of_chart: Chart, word: str) -> Selection:
    found = of_chart.named(word) or await _grouped(intacct, of_chart, word)
    by_name = of_chart.with_name(word) if found is None and word.strip() else None
    selection = found or by_name
    if selection is not None:
        return selection
    titles = list((await groups(intacct)).titles)
    near = of_chart.like(word)
    hint = f" Near: {', '.join(near)}." if near else ""
    more = ["..."] if len(titles) > MOST_NAMED else []
    raise NotFound(
        f"No account, range or group {word[:40]!r}.{hint} The chart runs {of_chart.first_and_last}; "
        f"groups: {', '.join([*titles[:MOST_NAMED], *more])}."
    )


async def _grouped(intacct: Intacct, of_chart: Chart, word: str) -> Selection | None:
    """The accounts of the group of that name, if there is one."""
    if not word.strip() or word.replace(",", "").replace(" ", "").isdigit():
        return None  # numbers: no need to read the groups
    group = (await groups(intacct)).ranges_of(word)
    if group is None:
        return None
    selection = of_chart.within(group[1])
    if not selection.accounts:
        raise NotFound(
            f"The group {group[0][:40]!r} holds no accounts by number. Name accounts or a range."
        )
    return selection


async def ledger_journals(intacct: Intacct) -> tuple[str, ...]:
    """The ids of the journals that make up the accrual book.

    Adjustment and user-defined books are other books. Year-end closing journals are left out too: whether
    a company posts them or not, the closing is computed here, so both give the same figures.
    """
    return await intacct.reference("journals", _read_journals)


async def _read_journals(intacct: Intacct) -> tuple[str, ...]:
    query = select(
        "general-ledger/journal",
        "text id",
        "text name",
        "text bookId",
        "text bookType",
        "flag isAdjustment",
        order=("id",),
    )
    rows = await intacct.query_all(query)
    return tuple(
        row.text("id")
        for row in rows.rows
        if row.text("bookType") in {"accrual", "cashAndAccrual"}
        and row.text("bookId").upper() in {"", "ACCRUAL"}
        and not row.flag("isAdjustment")
        and not is_closing_journal(row.text("id"), row.text("name"))
    )


def is_closing_journal(journal_id: str, name: str) -> bool:
    """Whether a journal holds year-end closing entries. By its name: no field says so."""
    return journal_id.upper() == "CLOSE" or "closing" in name.lower()


async def setup(intacct: Intacct) -> Setup:
    """The company's name, currency and fiscal year; the year from January when this user may not read it."""
    return await intacct.reference("setup", _read_setup)


async def fiscal_year(intacct: Intacct) -> FiscalYear:
    """The fiscal year's first month; January when this user may not read it."""
    return (await setup(intacct)).fiscal_year


async def _read_setup(intacct: Intacct) -> Setup:
    parts = ("name", "accounting")
    try:
        known = await intacct.get("company-config/company-preference", "setup", only=parts)
    except (NotAllowed, NotFound, Refused):
        return Setup("", "", FiscalYear(1, is_known=False))
    accounting = cast("dict[str, Any]", known.get("accounting") or {})
    month = _MONTHS.get(str(accounting.get("firstFiscalMonth")).lower())
    year = FiscalYear(month or 1, is_known=month is not None)
    return Setup(str(known.get("name") or ""), str(accounting.get("baseCurrency") or ""), year)


async def entities(intacct: Intacct) -> tuple[Entity, ...] | None:
    """The entities that this user sees; None when it may not read them."""
    return await intacct.reference("entities", _read_entities)


async def _read_entities(intacct: Intacct) -> tuple[Entity, ...] | None:
    query = select(
        "company-config/entity",
        "text id",
        "text name",
        "text? baseCurrency.id",
        "text? status",
        "day openBooksStartDate",
        order=("id",),
    )
    try:
        rows = await intacct.query_all(query)
    except (NotAllowed, NotFound, Refused):
        return None
    return tuple(
        Entity(
            row.text("id"),
            row.text("name"),
            row.text("baseCurrency.id"),
            row.day("openBooksStartDate"),
            is_active=row.text("status") != "inactive",
        )
        for row in rows.rows
    )


async def books_open_from(intacct: Intacct) -> date | None:
    """The first day that is still open in some entity; None when this user may not read it."""
    known = await entities(intacct)
    # An entity that never closed a month says nothing: all its days are open.
    return min((each.open_from or date.min for each in known or ()), default=None)


async def entities_by_location(intacct: Intacct) -> dict[str, Member]:
    """The entity of each location, by the location's id. An entity is a location too, its own."""
    return await intacct.reference("locations", _read_locations)


async def _read_locations(intacct: Intacct) -> dict[str, Member]:
    query = select(
        "company-config/location",
        "text id",
        "text name",
        "text locationType",
        "text entity.id",
        "text entity.name",
        order=("id",),
    )
    rows = await intacct.query_all(query)
    return {
        row.text("id"): (
            Member(row.text("id"), row.text("name"))
            if row.text("locationType") == "entity"
            else Member(row.text("entity.id"), row.text("entity.name"))
        )
        for row in rows.rows
    }
