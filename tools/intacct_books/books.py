"""Books: one company's figures, bound to a scope. What a tool gets, and all it gets."""

from dataclasses import dataclass

from intacct_books.clock import Clock
from intacct_books.cursor import Cursors
from intacct_books.found import Found, FoundDocument, Read
from intacct_books.gl_balance import gl_balance
from intacct_books.invoices import invoice
from intacct_books.listing import ListQuery, Page, read_list
from intacct_books.overview import Overview, overview
from intacct_books.parties import Sort, Status, customers_query, vendors_query
from intacct_books.scope import Scope
from intacct_client import Intacct
from intacct_client.plan import Month


@dataclass(frozen=True, slots=True)
class Books:
    """The books of a company, for one call.

    Attributes:
        intacct: A handle whose meter is this call's own.
        scope: What figures cover.
        clock: Whose today.
        cursor_key: What signs cursors.
        month: The month's API transactions before this call; None when they are not counted.
    """

    intacct: Intacct
    scope: Scope
    clock: Clock
    cursor_key: bytes
    month: Month | None = None

    async def overview(self, *, fresh: bool) -> Overview:
        """The company itself: entities, currencies, fiscal year, open books, what was spent."""
        if fresh:
            await self.intacct.forget_reference()
        return await overview(self.intacct, self._read(), self.month)

    async def customers(self, *, search: str, status: Status, sort: Sort, page: Page) -> Found:
        """Customers with what each owes, in its own currency."""
        query = customers_query(search, status, sort)
        found = await self._list(query, page, f"customers|{search}|{status}|{sort}")
        if sort == "owes" and len(found.totals) > 1:
            found.notes.append(
                "Sorted by amount; amounts of different currencies are not converted."
            )
        return found

    async def vendors(self, *, search: str, page: Page) -> Found:
        """Vendors with what we owe each, in its own currency."""
        return await self._list(vendors_query(search), page, f"vendors|{search}")

    async def invoice(self, *, number: str, key: str) -> FoundDocument:
        """One AR invoice with lines and payments, in its own currency."""
        return await invoice(self.intacct, self._read(), number=number, key=key)

    async def gl_balance(
        self, *, account: str, as_of: str, period: str, by: str, page: Page
    ) -> Found:
        """Balances of accounts, as of a day or over a period, in base currency."""
        return await gl_balance(
            self.intacct,
            self._read(),
            self._cursors(f"gl_balance|{account}|{as_of}|{period}|{by}"),
            page,
            account=account,
            as_of=as_of,
            period=period,
            by=by,
        )

    async def _list(self, query: ListQuery, page: Page, name: str) -> Found:
        return await read_list(self.intacct, query, page, self._cursors(name), self._read())

    def _cursors(self, query: str) -> Cursors:
        return Cursors(self.cursor_key, f"{self.scope.fingerprint}|{query}", self.clock.now())

    def _read(self) -> Read:
        return Read(self.scope, self.clock.now(), self.clock.reading_day(), self.intacct.spent)
