"""Aging of receivables and payables.

Source: intacct_books.aging (REST documents, adjustments, advances, payments, docs/api/aging.md).
Units:  base currency; owed is positive, credits negative.
Errors: whatever books raises; nothing is caught here.
"""

from typing import Annotated, Literal, NotRequired, TypedDict, Unpack

from pydantic import Field

from intacct_books import Books, Found, Page, questions
from intacct_tools._declare import CompanyBooks, Instead, Toolset
from intacct_tools._parameters import After, AsOf, Entity, Limit, Search
from intacct_tools._shapes import Answer, table

aging = Toolset("aging")

Basis = Annotated[
    Literal["due", "invoice", "posting"], Field(description="Day that age counts from")
]
Buckets = Annotated[str, Field(description="Last day of each bucket")]
MinDays = Annotated[int, Field(ge=0, le=9999, description="Only with something this old")]


_SPLITS = (
    "Other splits of what is due today: query_records of {0}, fields {1}.{1}Type.id,sum:totalBaseAmountDue, where "
    "state in (posted, selected, partiallyPaid). By a dimension of lines only what was billed: {0}-line, fields "
    "dimensions.location.id,sum:baseAmount, where {0}.state in the same"
)
_OF_CUSTOMERS = Instead(_SPLITS.format("invoice", "customer"))
_OF_VENDORS = Instead(_SPLITS.format("bill", "vendor"))


class _Asked(TypedDict):
    """What both agings are asked for."""

    ledger: Literal["AR", "AP"]
    as_of: str
    basis: Literal["due", "invoice", "posting"]
    buckets: str
    by: Literal["party", "document", "credit", "entity"]
    search: str
    min_days: int
    over_credit_limit: NotRequired[bool]


@aging.read(title="AR aging")
async def ar_aging(
    books: CompanyBooks,
    as_of: AsOf = "",
    basis: Basis = "due",
    buckets: Buckets = "30,60,90,120",
    by: Annotated[Literal["customer", "document", "credit", "entity"], _OF_CUSTOMERS] = "customer",
    search: Search = "",
    min_days: MinDays = 0,
    over_credit_limit: bool = False,
    entity: Entity = "",
    limit: Limit = 25,
    after: After = "",
) -> Answer:
    """What customers owe by age, unapplied credits and retainage apart, checked against the control account.

    As Intacct's customer aging, for any day; that report ages by invoice date with credits among the rows.
    """
    return await _aged(
        books,
        entity,
        Page(limit, after),
        ledger="AR",
        as_of=as_of,
        basis=basis,
        buckets=buckets,
        by="party" if by == "customer" else by,
        search=search,
        min_days=min_days,
        over_credit_limit=over_credit_limit,
    )


@aging.read(title="AP aging")
async def ap_aging(
    books: CompanyBooks,
    as_of: AsOf = "",
    basis: Basis = "due",
    buckets: Buckets = "30,60,90,120",
    by: Annotated[Literal["vendor", "document", "credit", "entity"], _OF_VENDORS] = "vendor",
    search: Search = "",
    min_days: MinDays = 0,
    entity: Entity = "",
    limit: Limit = 25,
    after: After = "",
) -> Answer:
    """What we owe vendors by age, unapplied credits and retainage apart, checked against the control account.

    As Intacct's vendor aging, for any day; that report ages by bill date with credits among the rows.
    """
    return await _aged(
        books,
        entity,
        Page(limit, after),
        ledger="AP",
        as_of=as_of,
        basis=basis,
        buckets=buckets,
        by="party" if by == "vendor" else by,
        search=search,
        min_days=min_days,
    )


async def _aged(books: Books, entity: str, page: Page, **asked: Unpack[_Asked]) -> Answer:
    """Either aging as an answer."""
    scoped = await books.within(entity=entity)
    found = await scoped.ask(questions.aging, page, **asked)
    is_single = asked["by"] in {"document", "credit"}
    return table(found, _columns(found, with_oldest=bool(asked["min_days"]) or is_single))


def _columns(found: Found, *, with_oldest: bool) -> str:
    """The columns that the rows hold: all buckets, and what else is used."""
    names = list(found.rows[0]) if found.rows else ["id", "name", "currency", "open", "oldest"]
    if not found.has("credits"):
        names = [name for name in names if name not in {"credits", "net"}]
    if not with_oldest:
        names.remove("oldest")
    optional = {"name", "credits", "retained", "kind", "number", "date", "due"}
    return " ".join(f"{name}?" if name in optional else name for name in names)
