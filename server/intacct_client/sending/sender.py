"""The one way to the API: signed, a few at a time, counted, tried again where that is safe.

Source: docs/api/limits.md, docs/api/sign-in.md, docs/api/idempotency.md.
A place among the requests at once is held from the sign-in to the last byte of the answer, not between tries.
Errors: those of intacct_client.errors.
"""

from typing import Any, Protocol

import anyio
import httpx2

from intacct_client.account import Account
from intacct_client.errors import FateUnknown, IntacctError, Unreachable
from intacct_client.meter import Kind, Spent
from intacct_client.sending.asked import Asked
from intacct_client.sending.budget import Budget, Wait
from intacct_client.sending.guard import WRITTEN, is_untrusted, unreachable
from intacct_client.sending.in_flight import InFlight
from intacct_client.sending.limits import RequestLimits
from intacct_client.sending.reply import body_of, is_dead_token
from intacct_client.sending.retries import TryAgain, repeated

Body = dict[str, Any]


class Bearers(Protocol):
    """Whoever hands out access tokens."""

    async def bearer(self) -> str:
        """A good token."""
        ...

    async def replace(self, dead: str) -> str:
        """Another token than the one that was just refused."""
        ...


class _Sent:
    """What was sent for one call: counted as spent, and whether all of it was heard of."""

    def __init__(self, spent: Spent, kind: Kind) -> None:
        self._spent = spent
        self._kind: Kind = kind
        self._unheard = 0

    def written(self) -> None:
        self._spent.calls[self._kind] += 1
        self._unheard += 1

    def heard(self) -> None:
        self._unheard -= 1

    @property
    def is_fate_known(self) -> bool:
        return self._unheard == 0


class Sender:
    """Sends the requests of one connection."""

    def __init__(
        self,
        account: Account,
        http: httpx2.AsyncClient,
        sign_in: Bearers,
        limits: RequestLimits,
        tokens: Spent,
        places: anyio.Semaphore,
    ) -> None:
        self.limits = limits
        self._tokens = tokens
        self._account = account
        self._http = http
        self._sign_in = sign_in
        self._places = places
        self._reads = InFlight[Body]()

    async def send(self, asked: Asked, spent: Spent, budget: Budget) -> Body:
        """Send a request and read its answer.

        Args:
            asked: The request.
            spent: Where it is counted once it was written.
            budget: What is left of the call that it belongs to.
        """
        sent = _Sent(spent, asked.kind)
        try:
            if asked.kind != "write":
                return await self._read(asked, sent, budget)
            return await self._write(asked, sent, budget)
        except TryAgain as failed:
            raise failed.error from failed.__cause__

    async def sign_in(self) -> None:
        """Have a good token."""
        await self._bearer(Budget(self.limits))

    async def _read(self, asked: Asked, sent: _Sent, budget: Budget) -> Body:
        async def attempt() -> Body:
            budget.refuse_when_spent()  # before others wait for this one
            with budget.in_time("the same request of another call") as wait:
                return await self._reads.join(
                    asked, lambda: self._attempt(asked, sent, budget, wait)
                )

        return await repeated(attempt, budget, self.limits)

    async def _write(self, asked: Asked, sent: _Sent, budget: Budget) -> Body:
        async def attempt() -> Body:
            with budget.in_time("Intacct") as wait:
                return await self._attempt(asked, sent, budget, wait)

        try:
            if asked.may_be_repeated:
                return await repeated(attempt, budget, self.limits)
            return await attempt()
        except (IntacctError, TryAgain) as failed:
            if sent.is_fate_known:
                raise
            error = failed.error if isinstance(failed, TryAgain) else failed
            raise _fate_unknown(asked, error) from failed
        finally:
            self._reads.part()

    async def _attempt(self, asked: Asked, sent: _Sent, budget: Budget, wait: Wait) -> Body:
        wait.what = f"a free place (at most {self.limits.at_once} requests at once)"
        async with self._places:
            response = await self._signed(asked, sent, budget, wait)
        try:
            body = (asked.understood or body_of)(response)
        except (IntacctError, TryAgain) as failed:
            if _tells_fate(failed):
                sent.heard()
            raise
        sent.heard()
        return body

    async def _signed(
        self, asked: Asked, sent: _Sent, budget: Budget, wait: Wait
    ) -> httpx2.Response:
        """One request with a token; a refused token is replaced once."""
        wait.what = "the sign-in"
        bearer = await self._bearer(budget)
        wait.what = "Intacct's answer"
        response = await self._once(asked, bearer, sent, budget)
        if is_dead_token(response):
            sent.heard()
            wait.what = "the sign-in"
            bearer = await self._bearer(budget, dead=bearer)
            wait.what = "Intacct's answer"
            response = await self._once(asked, bearer, sent, budget)
        return response

    async def _bearer(self, budget: Budget, dead: str = "") -> str:
        budget.refuse_when_spent()
        before = self._tokens.calls["token"]
        try:
            return await (self._sign_in.replace(dead) if dead else self._sign_in.bearer())
        except TimeoutError as busy:
            raise Unreachable(
                "Another process of this computer is signing in and does not come to an end. "
                "Try again in a minute."
            ) from busy
        finally:
            budget.note_sign_in(self._tokens.calls["token"] - before)

    async def _once(
        self, asked: Asked, bearer: str, sent: _Sent, budget: Budget
    ) -> httpx2.Response:
        budget.take_request()
        try:
            return await self._http.request(
                asked.method,
                self._account.base_url + asked.path,
                content=asked.content or None,
                params=asked.parameters or None,
                headers=asked.headers(bearer),
                extensions={WRITTEN: sent.written},
            )
        except httpx2.HTTPError as error:
            failure = unreachable(error)
            raise failure if is_untrusted(error) else TryAgain(failure) from error


def _tells_fate(failed: IntacctError | TryAgain) -> bool:
    """Whether the answer says what became of a change: a server error does not, but for 503."""
    status = failed.error.status if isinstance(failed, TryAgain) else failed.status
    return 0 < status < 500 or status == 503


def _fate_unknown(asked: Asked, error: IntacctError) -> FateUnknown:
    how = (
        "Send it again under the same key: it is not done twice"
        if asked.idempotency_key
        else "Look in Intacct whether it was made before making it again"
    )
    return FateUnknown(
        f"It is not known whether Intacct made this change, its answer got lost. {how}.",
        error.fault,
    )
