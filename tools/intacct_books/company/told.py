"""What a host may show of a company without asking a question: setup that is remembered anyway.

Source: entities, chart, periods, journals, fiscal year of this package; REST `general-ledger/budget` and names of
customers and vendors (docs/api/resources.md). Read once and remembered; no figure is among it.
Errors: the client's.
"""

from intacct_books.books import Books
from intacct_books.cells import Record
from intacct_books.company.chart import chart
from intacct_books.company.dimensions import ENTITY
from intacct_books.company.entities import entities
from intacct_books.company.fiscal_year import fiscal_year
from intacct_books.company.journals import journals
from intacct_books.company.reporting_periods import reporting_periods
from intacct_books.records.fields import model_of
from intacct_client import Intacct
from intacct_client.query import select

NAMES_SIZE = 256 * 1024  # bytes that a page of names takes at most, about
_LINE = "general-ledger/journal-entry-line"
_BUDGET = "general-ledger/budget"
_DIMENSIONS = "dimensions."


async def company_facts(books: Books) -> list[Record]:
    """The company in a few lines."""
    intacct, scope = books.intacct, books.scope
    every = await entities(intacct)
    year = await fiscal_year(intacct)
    own_books = sorted({each.book_id for each in await journals(intacct)} - {""})
    facts: dict[str, str] = {
        "company": scope.label,
        "signed in as": intacct.account.user,
        "scope": scope.coverage,
        "today": str(scope.today),
        "entities": str(len(every)),
        "base currencies": ", ".join(sorted({each.currency for each in every} - {""})),
        "books": ", ".join(own_books),
        "fiscal year begins in month": str(year.first_month) if year.is_known else "",
    }
    return [{"fact": name, "value": value} for name, value in facts.items() if value]


async def plan_told(books: Books) -> list[Record]:
    """The API plan that the company is said to be on, and what was used of it this month; no request."""
    month = books.month
    if month is None:
        return [{"limit": "API transactions", "value": "not counted"}]
    included = f"{month.included:,}" if month.included is not None else "an agreed number of"
    return [
        {"limit": "API plan", "value": f"tier {month.tier}: {included} transactions a month"},
        {"limit": "API transactions used", "value": month.line},
    ]


async def entities_told(books: Books) -> list[Record]:
    """Every entity that this user sees."""
    return [
        {
            "id": each.id,
            "name": each.name,
            "currency": each.currency,
            "open_from": each.open_from,
            "status": each.status,
        }
        for each in await entities(books.intacct)
    ]


async def accounts_told(books: Books) -> list[Record]:
    """The chart of accounts."""
    return [
        {
            "number": each.id,
            "name": each.name,
            "type": "income statement" if each.is_income_statement else "balance sheet",
            "normal": "credit" if each.is_credit else "debit",
            "category": each.category,
            "closes_to": each.closes_to,
            "control": each.controls,
            "status": "" if each.is_active else "inactive",
        }
        for each in (await chart(books.intacct)).whole.accounts
    ]


async def periods_told(books: Books) -> list[Record]:
    """The reporting periods that have dates."""
    own = await reporting_periods(books.intacct)
    return [
        {"name": name, "start": period.start, "end": period.end} for name, period in own.items()
    ]


async def dimensions_told(books: Books) -> list[Record]:
    """What a ledger figure can be split by, custom dimensions too."""
    lines = await model_of(books.intacct, _LINE)
    named = {
        path.removeprefix(_DIMENSIONS): target
        for path, target in lines.references.items()
        if path.startswith(_DIMENSIONS) and path.count(".") == 1
    }
    entity: Record = {"dimension": ENTITY, "object": "company-config/entity", "custom": False}
    others: list[Record] = [
        {"dimension": name, "object": target, "custom": "nsp::" in name}
        for name, target in named.items()
    ]
    return [entity, *others]


async def budgets_told(books: Books) -> list[Record]:
    """The budgets there are."""
    return list(await books.intacct.reference("budgets told", _budgets))


async def party_names(books: Books, object_name: str) -> list[Record]:
    """Ids and names of customers or vendors, at most one page of them."""
    return list(
        await books.intacct.noted(
            f"names of {object_name}", lambda intacct: _names(intacct, object_name), NAMES_SIZE
        )
    )


async def _budgets(intacct: Intacct) -> list[Record]:
    query = select(
        _BUDGET,
        "text id",
        "text? description",
        "flag? isDefault",
        "text? status",
        "text? currency",
        order=("id",),
    )
    return [
        {
            "id": row.text("id"),
            "description": row.text("description"),
            "default": row.flag("isDefault"),
            "status": row.text("status"),
            "currency": row.text("currency"),
        }
        for row in (await intacct.query_all(query)).rows
    ]


async def _names(intacct: Intacct, object_name: str) -> list[Record]:
    rows = await intacct.query(select(object_name, "text id", "text name", order=("name",)))
    return [{"id": row.text("id"), "name": row.text("name")} for row in rows.rows]
