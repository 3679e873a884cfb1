"""Samples taken in turns, and the rows of the table they become.

Units: seconds inside, milliseconds in rows. Machines wobble: a ratio is the median of the rounds' own, with
the quartiles beside it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median, quantiles
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Cost:
    """What one sample took."""

    wall: float
    cpu: float


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table."""

    measure: str
    ours: str
    bare: str = ""
    ratio: str = ""
    cpu_ratio: str = ""
    bound: str = ""


def in_turns(arms: Sequence[T], *, rounds: int) -> Iterator[T]:
    """Every arm once a round, forwards and backwards in turn, so that drift falls on all alike."""
    for number in range(rounds):
        yield from arms if number % 2 == 0 else reversed(arms)


def times(measure: str, ours: list[Cost], bare: list[Cost], bound: str = "") -> Row:
    """Median milliseconds, and how many times the bare one's wall and CPU time ours took."""
    mine, other = (f"{_wall(each) * 1e3:,.2f}" for each in (ours, bare))
    return Row(measure, mine, other, *_ratios(ours, bare), bound)


def rates(measure: str, ours: list[Cost], bare: list[Cost], bound: str = "") -> Row:
    """Calls per second of wall time; both ratios are of rates too: more is better."""
    mine, other = (f"{1 / _wall(each):,.0f}" for each in (ours, bare))
    return Row(measure, mine, other, *_ratios(bare, ours), bound)


def _wall(costs: list[Cost]) -> float:
    return median(cost.wall for cost in costs)


def _ratios(ours: list[Cost], bare: list[Cost]) -> tuple[str, str]:
    pairs = list(zip(ours, bare, strict=True))
    low, wall, high = quantiles((a.wall / b.wall for a, b in pairs), n=4)
    cpu = median(a.cpu / b.cpu for a, b in pairs)
    return f"{wall:.2f}x ({low:.2f}-{high:.2f})", f"{cpu:.2f}x"
