"""The REST client: one shared connection, many light handles.

Source: docs/api/ (query.md, errors.md, limits.md, sign-in.md).
A connection keeps the HTTP client, the sign-in, the limit on requests at once and the cache. An `Intacct`
is a handle on it that counts what its own calls cost.
Errors: those of intacct_client.errors.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from typing import Any, Literal, Protocol, TypeVar, cast

import anyio
import httpx2

from intacct_client.account import Account, checked_path
from intacct_client.cache import Cache
from intacct_client.errors import (
    Fault,
    IntacctError,
    NotAllowed,
    Refused,
    Unreachable,
    decode,
    error_for,
    fault_in,
)
from intacct_client.meter import Kind, Spent
from intacct_client.query import Query
from intacct_client.rows import Rows, read_row

AT_ONCE = (
    3  # requests of one company; the smallest plan allows an application 6, and hosts may be two
)
DEADLINE = 45  # seconds that one call may take, waits included
TIMEOUT = 30  # seconds for one request
_WAITS = (1, 3, 8)  # seconds before the second, third and fourth try, when nobody says how long
_RETRY_HEADERS = (
    "Retry-After",
    "X-IA-Throttle-Retry-After",
    "X-IA-TENANT-Throttle-Retry-After",
    "X-IA-Hour-Rate-Limit-Retry-After",
)
# What Intacct says when a field is unknown or may not be queried: an optional column is then left out.
_COLUMN_CODES = {"REST-1033", "REST-1106", "REST-1043", "REST-3007"}

T = TypeVar("T")


class Bearers(Protocol):
    """Whoever hands out access tokens."""

    async def bearer(self) -> str:
        """A good token."""
        ...

    async def replace(self, dead: str) -> str:
        """Another token than the one that was just refused."""
        ...


@dataclass(slots=True)
class Connection:
    """What all handles share."""

    account: Account
    http: httpx2.AsyncClient
    sign_in: Bearers
    limit: anyio.Semaphore
    cache: Cache
    tokens: Spent
    refused_columns: dict[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    orders_groups: bool = True  # whether an aggregate query may ask for an order


class Intacct:
    """A handle on a company.

    Attributes:
        spent: What the calls through this handle cost.
    """

    def __init__(self, connection: Connection, spent: Spent | None = None) -> None:
        self._connection = connection
        self.spent = spent if spent is not None else Spent()

    @property
    def account(self) -> Account:
        """Whom it is signed in as."""
        return self._connection.account

    @property
    def tokens_minted(self) -> int:
        """How often the token endpoint was asked over this connection."""
        return self._connection.tokens.calls["token"]

    def metered(self) -> "Intacct":
        """Another handle on the same connection, with a meter at zero."""
        return Intacct(self._connection)

    async def query(self, query: Query) -> Rows:
        """Read one page.

        Args:
            query: What to read.

        Returns:
            The page's rows, the number of all matches and where the next page starts.
        """
        left_out = self._connection.refused_columns.get(query.object, ())
        while True:
            ordered = not query.is_grouped or self._connection.orders_groups
            body = query.body(
                include_private=not self.account.entity, left_out=left_out, ordered=ordered
            )
            try:
                answer = await self._call("POST", "/services/core/query", "query", body)
                break
            except (Refused, NotAllowed) as refused:
                if query.is_grouped and ordered and refused.field == "orderBy":
                    self._connection.orders_groups = False
                else:
                    left_out = self._without_refused_column(query, refused, left_out)
        meta = cast("dict[str, Any]", answer["ia::meta"])
        rows = [read_row(raw, query.columns, left_out) for raw in answer["ia::result"]]
        following = meta.get("next")
        if not ordered:
            if following:
                raise Unreachable(
                    "This company refuses to order groups, and there are more than fit one page. Ask for less."
                )
            rows = query.in_order(rows)
        missing = tuple(column.path for column in query.columns if column.path in left_out)
        return Rows(rows, int(meta["totalCount"]), int(following) if following else None, missing)

    async def query_all(self, query: Query) -> Rows:
        """Read every page from the query's start, one transaction each."""
        page = await self.query(query)
        rows = list(page.rows)
        while page.next is not None:
            page = await self.query(replace(query, start=page.next))
            rows.extend(page.rows)
        return Rows(rows, page.total, None, page.left_out)

    async def get(self, object_name: str, key: str) -> dict[str, Any]:
        """One whole record by key, nested, as the API sends it (decimals exact)."""
        path = f"/objects/{object_name}/{key}"
        return cast("dict[str, Any]", (await self._call("GET", path, "read"))["ia::result"])

    async def model(self, name: str) -> dict[str, Any]:
        """What the company says an object is: fields, groups, references and lists."""
        answer = await self._call(
            "GET", "/services/core/model", "model", parameters={"name": name, "version": "v1"}
        )
        return cast("dict[str, Any]", answer["ia::result"])

    async def objects(self) -> list[str]:
        """The names of all objects that the company has, custom ones too."""
        listed = (await self._call("GET", "/services/core/model", "model"))["ia::result"]
        return [str(each["apiObject"]).removeprefix("objects/") for each in listed]

    async def reference(self, name: str, read: Callable[["Intacct"], Awaitable[T]]) -> T:
        """Something learned once and remembered for a while; its cost counts as setup."""

        async def fill() -> T:
            return await read(Intacct(self._connection, self.spent.as_setup()))

        return await self._connection.cache.get(name, fill)

    def _without_refused_column(
        self, query: Query, refused: IntacctError, left_out: tuple[str, ...]
    ) -> tuple[str, ...]:
        """Drop the optional column that was refused, and remember it for the connection."""
        optional = {column.path for column in query.columns if not column.is_required}
        if refused.code not in _COLUMN_CODES or refused.field not in optional - set(left_out):
            raise refused
        dropped = (*left_out, refused.field)
        self._connection.refused_columns[query.object] = dropped
        return dropped

    async def _call(
        self,
        method: Literal["GET", "POST"],
        path: str,
        kind: Kind,
        body: dict[str, Any] | None = None,
        parameters: dict[str, str] | None = None,
    ) -> Any:
        """One request, tried again where that can help, until the deadline.

        All of these are reads: sending one twice changes nothing.
        """
        checked_path(path)
        started = anyio.current_time()
        error: IntacctError
        for wait in (*_WAITS, None):
            try:
                with anyio.fail_after(DEADLINE - (anyio.current_time() - started)):
                    return await self._signed(method, path, kind, body, parameters)
            except TimeoutError as late:
                raise Unreachable(
                    f"Intacct did not answer within {DEADLINE} seconds. Try again, or ask for less."
                ) from late
            except _TryAgain as failed:
                error = failed.error
                pause = failed.wait if failed.wait is not None else wait
                left = DEADLINE - (anyio.current_time() - started)
                if wait is None or pause is None or pause >= left:
                    raise error from failed.__cause__
                await anyio.sleep(pause)
        raise AssertionError("the last try either answers or raises")

    async def _signed(
        self,
        method: str,
        path: str,
        kind: Kind,
        body: dict[str, Any] | None,
        parameters: dict[str, str] | None,
    ) -> Any:
        """One request with a token; a refused token is replaced once."""
        bearer = await self._connection.sign_in.bearer()
        response = await self._send(method, path, kind, bearer, body, parameters)
        # A dead token has been seen with both statuses; a 401 says so whatever its body.
        if response.status_code == 401 or (
            response.status_code == 400 and _fault(response).is_dead_token
        ):
            bearer = await self._connection.sign_in.replace(bearer)
            response = await self._send(method, path, kind, bearer, body, parameters)
        return _answer(response)

    async def _send(
        self,
        method: str,
        path: str,
        kind: Kind,
        bearer: str,
        body: dict[str, Any] | None,
        parameters: dict[str, str] | None,
    ) -> httpx2.Response:
        connection = self._connection
        async with connection.limit:
            self.spent.calls[kind] += 1
            try:
                return await connection.http.request(
                    method,
                    connection.account.base_url + path,
                    json=body,
                    params=parameters,
                    headers={"Authorization": f"Bearer {bearer}", "Accept": "application/json"},
                )
            except httpx2.HTTPError as error:
                raise _TryAgain(
                    Unreachable("Intacct could not be reached. Check the network, then try again.")
                ) from error


class _TryAgain(Exception):
    """A failure that another try may mend, and how long to wait when Intacct said so."""

    def __init__(self, error: IntacctError, wait: int | None = None) -> None:
        super().__init__(str(error))
        self.error = error
        self.wait = wait


def _answer(response: httpx2.Response) -> Any:
    status = response.status_code
    if status in {429, 503}:
        seconds = _retry_after(response)
        fault = _fault(response)
        raise _TryAgain(error_for(status, fault, retry_after=seconds or 0), seconds)
    if status >= 500:
        raise _TryAgain(error_for(status, _fault(response)))
    if status >= 300:
        raise error_for(status, _fault(response))
    body = decode(response.text)
    hidden = fault_in(body)
    if hidden is not None:
        raise error_for(422, hidden)
    if not isinstance(body, dict) or "ia::result" not in body:
        raise Unreachable(
            "Intacct answered without a result. Check INTACCT_BASE_URL, then try again."
        )
    return cast("dict[str, Any]", body)


def _fault(response: httpx2.Response) -> Fault:
    try:
        return fault_in(decode(response.text)) or Fault()
    except Unreachable:
        # An error page of a proxy: the status says all there is to say.
        return Fault()


def _retry_after(response: httpx2.Response) -> int | None:
    for header in _RETRY_HEADERS:
        value = response.headers.get(header, "")
        if value.isdigit():
            return int(value)
    return None
