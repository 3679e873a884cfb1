"""Samples of interleaved rounds, and the rows of the table they become.

Units: seconds inside, milliseconds in rows. Machines wobble, so what is compared runs in turns, and a
ratio is the median of the rounds' own ratios.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median
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
    other: str = ""
    ratio: str = ""
    bound: str = ""


def interleaved(arms: Sequence[T], *, rounds: int) -> Iterator[T]:
    """Every arm once a round, forwards and backwards in turn, so that drift falls on all alike."""
    for number in range(rounds):
        yield from arms if number % 2 == 0 else reversed(arms)


def compared(
    measure: str, ours: list[Cost], other: list[Cost], *, bound: str = ""
) -> tuple[Row, Row]:
    """Wall and CPU time, with the ratio of each."""
    return (
        times(f"{measure}, wall ms", _walls(ours), _walls(other), bound=bound),
        times(f"{measure}, CPU ms", _cpus(ours), _cpus(other)),
    )


def added(measure: str, more: list[Cost], less: list[Cost], *, bound: str = "") -> tuple[Row, Row]:
    """What the one takes beyond the other."""
    wall = median(a - b for a, b in zip(_walls(more), _walls(less), strict=True))
    cpu = median(a - b for a, b in zip(_cpus(more), _cpus(less), strict=True))
    return (
        Row(f"{measure}, wall ms", f"{wall * 1e3:.2f}", bound=bound),
        Row(f"{measure}, CPU ms", f"{cpu * 1e3:.2f}"),
    )


def per_second(measure: str, ours: list[Cost], other: list[Cost], *, bound: str = "") -> Row:
    """How many a second; the ratio is of the rates, so more is better."""
    ratio = median(b / a for a, b in zip(_walls(ours), _walls(other), strict=True))
    rates = (f"{1 / median(_walls(each)):,.0f}" for each in (ours, other))
    return Row(f"{measure}, calls/s", *rates, f"{ratio:.2f}x", bound)


def times(measure: str, ours: list[float], other: list[float], *, bound: str = "") -> Row:
    """Medians in milliseconds, and the ratio."""
    ratio = median(a / b for a, b in zip(ours, other, strict=True))
    middle = (f"{median(each) * 1e3:,.2f}" for each in (ours, other))
    return Row(measure, *middle, f"{ratio:.2f}x", bound)


def against(measure: str, figure: float, bound: float | None) -> Row:
    """A figure that has a bound, or none."""
    if bound is None:
        return Row(measure, f"{figure:,.0f}")
    return Row(measure, f"{figure:,.0f}", ratio=f"{figure / bound:.2f}x", bound=f"<= {bound:,.0f}")


def _walls(costs: list[Cost]) -> list[float]:
    return [cost.wall for cost in costs]


def _cpus(costs: list[Cost]) -> list[float]:
    return [cost.cpu for cost in costs]
