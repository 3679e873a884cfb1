"""What Sage charges for API transactions: the plans, and a month's count against one of them.

Source: docs/api/transactions.md. The prices are data here, and the price of what is over is assumed.
Units:  US dollars; months by UTC [guess].
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Literal, get_args

Tier = Literal["1", "2", "2-500k", "3", "4", "5"]
TIERS: tuple[Tier, ...] = get_args(Tier)

# docs. The fifth is agreed on with Sage: nobody else knows its number.
INCLUDED: dict[Tier, int | None] = {
    "1": 100_000,
    "2": 250_000,
    "2-500k": 500_000,
    "3": 1_000_000,
    "4": 2_500_000,
    "5": None,
}
# web, for tier 1 only. [guess]: the same in every tier.
PACK, PRICE_OF_A_PACK = 10, Decimal("0.15")
PRICE_ASSUMED = (
    f"assuming ${PRICE_OF_A_PACK} for each {PACK} above the plan, which Sage does not publish"
)

NEAR = 80  # percent of the plan from which every answer says so


@dataclass(frozen=True, slots=True)
class Month:
    """One company's transactions of one month, as far as this machine made them.

    Attributes:
        name: Year and month, as in 2026-11.
        used: Transactions so far.
        tier: The plan that the company is on.
    """

    name: str
    used: int
    tier: Tier

    @property
    def included(self) -> int | None:
        """Transactions that the plan includes; None when nobody knows."""
        return INCLUDED[self.tier]

    @property
    def is_near(self) -> bool:
        """Whether so much is used that a reader must be told."""
        return self.included is not None and self.used * 100 >= self.included * NEAR

    @property
    def line(self) -> str:
        """The count as one line."""
        of_plan = ""
        if self.included is not None:
            percent = self.used * 100 // self.included
            of_plan = f" of {self.included:,} ({percent} %, tier {self.tier})"
        return f"{self.used:,}{of_plan} API transactions in {self.name}, by this machine's count"

    def projected(self, now: datetime) -> int:
        """Transactions at the month's end, if it goes on as it went so far.

        Args:
            now: The moment the count is of; a month that is over stays what it is.
        """
        start = datetime.strptime(self.name, "%Y-%m").replace(tzinfo=UTC)
        whole = timedelta(days=monthrange(start.year, start.month)[1])
        gone = min(now - start, whole)
        # A projection from the first minutes of a month would be wild.
        return self.used * whole // max(gone, timedelta(days=1))

    def price_of(self, transactions: int) -> Decimal:
        """What so many transactions cost beyond the plan, in packs that were begun."""
        over = max(0, transactions - self.included) if self.included is not None else 0
        return -(-over // PACK) * PRICE_OF_A_PACK


def month_of(moment: datetime) -> str:
    """The month that a moment counts to."""
    return f"{moment.astimezone(UTC):%Y-%m}"
