"""Trying again: which failures, after which pause, until when.

Source: docs/api/limits.md. Units: seconds.
A pause that Intacct names is kept as it is; others grow threefold with jitter. One that does not fit into
what is left of the call is not begun.
Errors: the failure of the last try.
"""

from collections.abc import Awaitable, Callable
from typing import TypeVar

import anyio
from tenacity import AsyncRetrying, RetryCallState, retry_if_exception_type
from tenacity.wait import wait_exponential, wait_random

from intacct_client.errors import IntacctError
from intacct_client.sending.budget import Budget
from intacct_client.sending.limits import RequestLimits

T = TypeVar("T")
_DEFAULT = RequestLimits()


class TryAgain(Exception):
    """A failure that another try may mend, and how long to wait when Intacct said so."""

    def __init__(self, error: IntacctError, wait: int | None = None) -> None:
        super().__init__(str(error))
        self.error = error
        self.wait = wait


async def repeated(attempt: Callable[[], Awaitable[T]], budget: Budget, limits: RequestLimits) -> T:
    """The answer of the first try that succeeds.

    Args:
        attempt: One try; it may be made again.
        budget: Until when.
        limits: How often, and how patiently.
    """
    first = limits.first_pause
    growing = wait_exponential(multiplier=first, exp_base=3) + wait_random(0, first)

    def pause(state: RetryCallState) -> float:
        return _told(state) or growing(state)

    def is_over(state: RetryCallState) -> bool:
        return state.attempt_number >= limits.tries or state.upcoming_sleep >= budget.left

    retrying = AsyncRetrying(
        retry=retry_if_exception_type(TryAgain),
        wait=pause,
        stop=is_over,
        sleep=anyio.sleep,
        reraise=True,
    )
    return await retrying(attempt)


async def patiently(
    attempt: Callable[[], Awaitable[T]],
    limits: RequestLimits = _DEFAULT,
    budget: Budget | None = None,
) -> T:
    """The same for what is no request of a call's own; whoever asks need not know of `TryAgain`.

    Args:
        attempt: One try; it may be made again.
        limits: How often, and how patiently.
        budget: Until when; a call of its own when left out.
    """
    try:
        return await repeated(attempt, budget or Budget(limits), limits)
    except TryAgain as failed:
        raise failed.error from failed.__cause__


def _told(state: RetryCallState) -> int | None:
    failure = state.outcome.exception() if state.outcome else None
    return failure.wait if isinstance(failure, TryAgain) else None
