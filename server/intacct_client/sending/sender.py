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
from intacct_client.meter import Spent
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

    async def bearer(self, budget: Budget | None = None) -> str:
        """A good token."""
        ...

    async def replace(self, dead: str, budget: Budget | None = None) -> str:
        """Another token than the one that was just refused."""
        ...


class _Errand:
    """One request on behalf of a call, through all its tries.

    Attributes:
        asked: The request.
        budget: What is left of the call.
        wait: What it waits for right now.
    """

    def __init__(self, asked: Asked, spent: Spent, budget: Budget) -> None:
        self.asked = asked
        self.budget = budget
        self.wait = Wait("Intacct")
        self._spent = spent
        self._unheard = 0

    def written(self) -> None:
        """Count it: all of it is on its way."""
        self._spent.calls[self.asked.kind] += 1
        self._unheard += 1

    def refused(self) -> None:
        """Count that it was answered with an error."""
        self._spent.calls["refused"] += 1

    def heard(self) -> None:
        """Note that it is known what became of what was written."""
        self._unheard -= 1

    @property
    def is_fate_known(self) -> bool:
        """Whether that is known of all that was written."""
        return self._unheard == 0


class Sender:
    """Sends the requests of one connection."""

    def __init__(
        self,
        account: Account,
        http: httpx2.AsyncClient,
        sign_in: Bearers,
        limits: RequestLimits,
        places: anyio.Semaphore,
        tokens: Spent,
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
        errand = _Errand(asked, spent, budget)
        try:
            return await (self._write(errand) if asked.kind == "write" else self._read(errand))
        except TryAgain as failed:
            raise failed.error from failed.__cause__

    async def sign_in(self) -> None:
        """Have a good token."""
        await self._sign_in.bearer()

    async def _read(self, errand: _Errand) -> Body:
        async def attempt() -> Body:
            errand.budget.refuse_when_spent()  # before others wait for this one
            errand.wait.what = "the same request of another call"
            with errand.budget.in_time(errand.wait):
                return await self._reads.join(errand.asked, lambda: self._attempt(errand))

        return await repeated(attempt, errand.budget, self.limits)

    async def _write(self, errand: _Errand) -> Body:
        async def attempt() -> Body:
            with errand.budget.in_time(errand.wait):
                return await self._attempt(errand)

        try:
            if errand.asked.may_be_repeated:
                return await repeated(attempt, errand.budget, self.limits)
            return await attempt()
        except (IntacctError, TryAgain) as failed:
            if errand.is_fate_known:
                raise
            error = failed.error if isinstance(failed, TryAgain) else failed
            raise _fate_unknown(errand.asked, error) from failed
        finally:
            self._reads.part()

    async def _attempt(self, errand: _Errand) -> Body:
        errand.wait.what = "a free place, with as many requests under way as this company may have"
        async with self._places:
            response = await self._signed(errand)
        try:
            body = (errand.asked.understood or body_of)(response)
        except (IntacctError, TryAgain) as failed:
            if _tells_fate(failed):
                errand.heard()
            raise
        errand.heard()
        return body

    async def _signed(self, errand: _Errand) -> httpx2.Response:
        """One request with a token; a refused token is replaced once."""
        bearer = await self._bearer(errand)
        response = await self._once(errand, bearer)
        if is_dead_token(response):
            errand.heard()
            response = await self._once(errand, await self._bearer(errand, dead=bearer))
        return response

    async def _bearer(self, errand: _Errand, dead: str = "") -> str:
        errand.wait.what = "the sign-in"
        errand.budget.refuse_when_spent()
        before = self._tokens.calls["token"]
        try:
            if dead:
                return await self._sign_in.replace(dead, errand.budget)
            return await self._sign_in.bearer(errand.budget)
        except TimeoutError as busy:
            raise Unreachable(
                "Another process of this computer is signing in and does not come to an end. "
                "Try again in a minute."
            ) from busy
        finally:
            errand.budget.note_sign_in(self._tokens.calls["token"] - before)

    async def _once(self, errand: _Errand, bearer: str) -> httpx2.Response:
        errand.wait.what = "Intacct's answer"
        errand.budget.take_request()
        asked = errand.asked
        try:
            response = await self._http.request(
                asked.method,
                self._account.base_url + asked.path,
                content=asked.content or None,
                params=asked.parameters or None,
                headers=asked.headers(bearer),
                extensions={WRITTEN: errand.written},
            )
        except httpx2.HTTPError as error:
            failure = unreachable(error)
            raise failure if is_untrusted(error) else TryAgain(failure) from error
        if response.status_code >= 400:
            errand.refused()
        return response


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
