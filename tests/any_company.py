"""Small companies of any seed, day, size and fiscal year, for what must hold in all of them."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date
from functools import partial

import anyio
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st

from agent import Agent
from answering import answering
from effort import EXAMPLES
from intacct_sandbox.serve import Sandbox, Seed
from opened import company

SEEDS = st.builds(
    Seed,
    number=st.integers(1, 10_000),
    today=st.dates(date(2025, 2, 1), date(2028, 3, 31)),
    lines=st.integers(600, 1_500),
    first_fiscal_month=st.sampled_from((1, 2, 4, 7, 10, 12)),
)
PHASES = (
    Phase.explicit,
    Phase.reuse,
    Phase.generate,
)  # a company takes seconds: a smaller one says no more
few = settings(
    max_examples=2 * EXAMPLES,
    phases=PHASES,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@dataclass(frozen=True, slots=True)
class Company:
    """A generated company, with somebody who asks of it."""

    sandbox: Sandbox
    agent: Agent

    @property
    def today(self) -> date:
        return date.fromisoformat(self.sandbox.ledger.company.today)


def in_company(seed: Seed, holds: Callable[[Company], Awaitable[None]]) -> None:
    """Open the company and see whether it holds there."""
    with company(seed) as sandbox:
        anyio.run(partial(_holds_in, sandbox, holds))


async def _holds_in(sandbox: Sandbox, holds: Callable[[Company], Awaitable[None]]) -> None:
    async with answering(sandbox) as agent:
        await holds(Company(sandbox, agent))


def fiscal_start(day: date, first_month: int) -> date:
    """The first day of the fiscal year that a day is in."""
    year = day.year if day.month >= first_month else day.year - 1
    return date(year, first_month, 1)
