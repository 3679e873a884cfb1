"""What a company was found to refuse in queries and is not asked for again: optional columns, an order of groups.

Source: docs/api/query.md, errors.md.
Errors: the refusal itself, where nothing can be left out that would mend it.
"""

from dataclasses import dataclass, field, replace
from typing import Any

from intacct_client.errors import IntacctError, Unreachable
from intacct_client.query import Query
from intacct_client.rows import Rows

# What Intacct says when a field is unknown or may not be queried: an optional column is then left out.
_COLUMN_CODES = {"REST-1033", "REST-1106", "REST-1043", "REST-3007"}


@dataclass(frozen=True, slots=True)
class Way:
    """How a query is put.

    Attributes:
        query: The query.
        left_out: The columns that are not asked for.
        is_ordered: Whether Intacct is asked for the order.
    """

    query: Query
    left_out: tuple[str, ...]
    is_ordered: bool

    def body(self, *, include_private: bool) -> dict[str, Any]:
        """The body of the request."""
        return self.query.body(
            include_private=include_private, left_out=self.left_out, ordered=self.is_ordered
        )

    def in_order(self, page: Rows) -> Rows:
        """The page in the query's order, where Intacct gives none.

        Raises:
            Unreachable: There are more pages: nobody could put them in order.
        """
        if self.is_ordered:
            return page
        if page.next is not None:
            raise Unreachable(
                "This company refuses to order groups, and there are more than fit one page. Ask for less."
            )
        return replace(page, rows=self.query.in_order(page.rows))


@dataclass(slots=True)
class Refusals:
    """What was refused over a connection.

    Attributes:
        columns: Optional columns, by object.
        orders_groups: Whether an aggregate query may ask for an order.
    """

    columns: dict[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    orders_groups: bool = True

    def way_of(self, query: Query) -> Way:
        """How a query is put without what was refused."""
        is_ordered = not query.is_grouped or self.orders_groups
        return Way(query, self.columns.get(query.object, ()), is_ordered)

    def learn(self, way: Way, refused: IntacctError) -> None:
        """Remember what was refused this time.

        Raises:
            IntacctError: The refusal, where it is about nothing that can be left out.
        """
        query = way.query
        if query.is_grouped and way.is_ordered and refused.field == "orderBy":
            self.orders_groups = False
            return
        optional = {column.path for column in query.columns if not column.is_required}
        if refused.code not in _COLUMN_CODES or refused.field not in optional - set(way.left_out):
            raise refused
        known = self.columns.get(query.object, ())
        self.columns[query.object] = tuple(dict.fromkeys((*known, *way.left_out, refused.field)))
