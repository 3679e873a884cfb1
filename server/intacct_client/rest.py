"""The REST client: one shared connection, many light handles.

Source: docs/api/ (query.md, errors.md, limits.md, idempotency.md).
A connection keeps the way to the API, the cache and what was learned of the company. An `Intacct` is a
handle on it that counts what its own calls cost; one made by `metered` belongs to one tool call, whose
deadline and number of requests its reads share.
Errors: those of intacct_client.errors.
"""

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any, Literal, Protocol, TypeVar, cast

from anyio import to_thread

from intacct_client.account import Account
from intacct_client.cache import Cache, Learned
from intacct_client.errors import NotAllowed, Refused, SharedName, Unreachable
from intacct_client.meter import Spent
from intacct_client.one_name import in_parts
from intacct_client.pages import read_page
from intacct_client.query import Query, record_keys
from intacct_client.reference import ReferenceReading, check_query, check_record
from intacct_client.refusals import Refusals
from intacct_client.rows import Rows
from intacct_client.sending.asked import Asked, as_content
from intacct_client.sending.budget import Budget, Wait
from intacct_client.sending.limits import RequestLimits

if TYPE_CHECKING:
    from intacct_client.reference_store import ReferenceStore

_QUERY, _MODEL = "/services/core/query", "/services/core/model"

T = TypeVar("T")


class Sends(Protocol):
    """Whoever sends requests (intacct_client.sending.sender, imported when a connection is opened)."""

    limits: RequestLimits

    async def sign_in(self) -> None:
        """Have a good token."""
        ...

    async def send(self, asked: Asked, spent: Spent, budget: Budget) -> dict[str, Any]:
        """The body of the answer."""
        ...


@dataclass(slots=True)
class Connection:
    """What all handles share."""

    account: Account
    sending: Sends
    cache: Cache
    tokens: Spent
    clock: Callable[[], float] = time.time
    kept: "ReferenceStore | None" = None
    refusals: Refusals = field(default_factory=Refusals)


class Intacct:
    """A handle on a company.

    Attributes:
        spent: What the calls through this handle cost.
    """

    def __init__(
        self,
        connection: Connection,
        spent: Spent | None = None,
        budget: Budget | None = None,
        reading: ReferenceReading | None = None,
    ) -> None:
        self._connection = connection
        self._budget = budget
        self._reading = reading
        self.spent = spent if spent is not None else Spent()

    def __repr__(self) -> str:
        return f"Intacct({self.account.company!r})"

    @property
    def account(self) -> Account:
        """Whom it is signed in as."""
        return self._connection.account

    @property
    def tokens_minted(self) -> int:
        """How often the token endpoint was asked over this connection."""
        return self._connection.tokens.calls["token"]

    async def sign_in(self) -> None:
        """Have a token now, minted unless a good one is kept; otherwise the first call sees to it."""
        await self._connection.sending.sign_in()

    def metered(self) -> "Intacct":
        """A handle on the same connection for one call: its meter at zero, its deadline running."""
        return Intacct(self._connection, budget=Budget(self._connection.sending.limits))

    async def query(self, query: Query) -> Rows:
        """Read one page.

        Args:
            query: What to read.

        Returns:
            The page's rows, the number of all matches and where the next page starts.
        """
        try:
            return await self._page(query)
        except SharedName as shared:
            return await in_parts(query, self._page, shared)

    async def _page(self, query: Query) -> Rows:
        if self._reading is not None:
            check_query(query)
        self.spent.touched.add(query.object)
        self.spent.asked.append(query)
        refusals = self._connection.refusals
        while True:
            way = refusals.way_of(query)
            body = way.body(include_private=not self.account.entity)
            try:
                asked = Asked("POST", _QUERY, "query", as_content(body))
                answer = await self._learned([_QUERY, body], partial(self._send, asked))
                break
            except (Refused, NotAllowed) as refused:
                refusals.learn(way, refused)
        page = read_page(answer, query, way.left_out)
        self.spent.touched |= record_keys(query, page.rows)
        return way.in_order(page)

    async def query_all(self, query: Query) -> Rows:
        """Read every page from the query's start, one transaction each."""
        page = await self.query(query)
        rows = list(page.rows)
        while page.next is not None:
            page = await self.query(replace(query, start=page.next))
            rows.extend(page.rows)
        return Rows(rows, page.total, None, page.left_out)

    async def get(
        self, object_name: str, key: str, *, only: tuple[str, ...] = ()
    ) -> dict[str, Any]:
        """One record by key, nested, as the API sends it (decimals exact).

        Args:
            object_name: The object, `<application>/<name>`.
            key: Its key.
            only: The top-level parts wanted; all when none is named. Reference data names them.
        """
        if "/" in key:
            raise ValueError(f"{key!r} is no key.")
        if self._reading is not None:
            check_record(object_name, only)
        self.spent.touched.add(f"{object_name}/{key}")
        path = f"/objects/{object_name}/{key}"

        async def read() -> dict[str, Any]:
            record = _object(await self._send(Asked("GET", path, "read")))
            return {name: record.get(name) for name in only or record}

        return cast("dict[str, Any]", await self._learned([path, *only], read))

    async def model(self, name: str) -> dict[str, Any]:
        """What the company says an object is: fields, groups, references and lists."""
        wanted = (("name", name), ("version", "v1"))
        asked = Asked("GET", _MODEL, "model", parameters=wanted)
        return _object(await self._learned([_MODEL, list(wanted)], partial(self._send, asked)))

    async def send(
        self,
        method: Literal["POST", "PATCH", "DELETE"],
        path: str,
        body: dict[str, Any] | None = None,
        *,
        idempotency_key: str = "",
    ) -> dict[str, Any]:
        """Send a change. Only one that carries a key is ever sent again.

        Args:
            method: How; Intacct knows keys for POST and PATCH alone.
            path: What, below the base address.
            body: The payload.
            idempotency_key: Under which Intacct does it once, however often it is sent.

        Returns:
            The answer's `ia::result`; empty for a deletion.

        Raises:
            FateUnknown: It was sent, and whether it was made is not known.
        """
        if idempotency_key and method == "DELETE":
            raise ValueError("A deletion takes no idempotency key.")
        content = as_content(body) if body is not None else b""
        answer = await self._send(
            Asked(method, path, "write", content, idempotency_key=idempotency_key)
        )
        return _object(answer) if answer else {}

    async def ask(self, asked: Asked) -> dict[str, Any]:
        """One read of a service that is neither query nor model, as its own reader understands it."""
        return await self._send(asked)

    async def objects(self) -> list[str]:
        """The names of all objects that the company has, custom ones too."""
        asked = Asked("GET", _MODEL, "model")
        answer = await self._learned([_MODEL], partial(self._send, asked))
        listed = answer.get("ia::result")
        if not isinstance(listed, list):
            raise Unreachable(
                "Intacct's answer is not a list of objects. Try again, then report it."
            )
        named = [
            cast("dict[str, Any]", each).get("apiObject")
            for each in cast("list[Any]", listed)
            if isinstance(each, dict)
        ]
        return [name.removeprefix("objects/") for name in named if isinstance(name, str)]

    async def reference(
        self,
        name: str,
        read: Callable[["Intacct"], Awaitable[T]],
        *,
        in_memory: bool = False,
    ) -> T:
        """Something learned once and remembered for a while; its cost counts as setup.

        Args:
            name: What it is remembered by.
            read: How it is learned.
            in_memory: Keep it to this process, and let it be learned from any object: numbers of accounts
                that documents name, names of people. What is learned must hold no amounts.
        """
        here = self._connection
        budget = self._this_call()

        async def fill() -> Learned[T]:
            reading = ReferenceReading(self.account.fingerprint, here.kept, here.clock)
            lent = budget.lent()
            value = await read(
                Intacct(here, self.spent.as_setup(), lent, None if in_memory else reading)
            )
            lent.give_back()
            return Learned(value, reading.read_at or here.clock(), reading.size)

        with budget.in_time(Wait("what another call reads about the company")):
            learned = await here.cache.get(name, fill)
        self.spent.remember(learned.read_at)
        return learned.value

    async def noted(self, name: str, read: Callable[["Intacct"], Awaitable[T]], size: int) -> T:
        """Names remembered for a while by this process alone, never on disk; their cost counts as setup.

        Args:
            name: What they are kept under.
            read: Reads them.
            size: About how many bytes they take.
        """
        here = self._connection

        async def fill() -> Learned[T]:
            value = await read(Intacct(here, self.spent.as_setup(), self._this_call()))
            return Learned(value, here.clock(), size)

        return (await here.cache.get(name, fill)).value

    async def forget_reference(self) -> None:
        """Forget what was learned, here and in the store: it is read anew when it is next needed."""
        self._connection.cache.clear()
        if self._connection.kept is not None:
            await to_thread.run_sync(self._connection.kept.clear, self.account.fingerprint)

    async def _learned(self, request: list[Any], read: Callable[[], Awaitable[Any]]) -> Any:
        """An answer: a remembered one where this handle reads reference data, else Intacct's own."""
        return await (self._reading.answer(request, read) if self._reading else read())

    async def _send(self, asked: Asked) -> dict[str, Any]:
        return await self._connection.sending.send(asked, self.spent, self._this_call())

    def _this_call(self) -> Budget:
        """What is left of the call; outside of one, each request is a call by itself."""
        return self._budget or Budget(self._connection.sending.limits)


def _object(answer: dict[str, Any]) -> dict[str, Any]:
    result = answer.get("ia::result")
    if not isinstance(result, dict):
        raise Unreachable(
            "Intacct's answer is not the record asked for. Try again, then report it."
        )
    return cast("dict[str, Any]", result)
