"""Invented names: varied, repeatable, and none of a real company we know of.

Source: names.json. Its awkward ones are those that a careless search trips over: quotes, a percent sign,
other alphabets, four-byte characters.
"""

import json
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any

from intacct_sandbox.seed.chance import Chance


class People:
    """Names and addresses of persons, drawn by chance."""

    def __init__(self, words: dict[str, Any], chance: Chance) -> None:
        self._words = words
        self._chance = chance
        self._named = chance.below(1000)

    def name(self) -> tuple[str, str]:
        """A given and a family name; the same pair comes again only after all others."""
        self._named += 1
        given, family = self._words["given"], self._words["family"]
        return given[self._named % len(given)], family[self._named % len(family)]

    def address(self, currency: str) -> tuple[str, str, str, str]:
        """Street, city, state and post code in a currency's country."""
        city, state, post_code = self._chance.pick(self._words["places"][currency])
        street = self._chance.pick(self._words["streets"])
        return f"{self._chance.between(2, 980)} {street}", city, state, post_code

    def telephone(self, currency: str) -> str:
        """A number of those kept free for fiction."""
        if currency == "GBP":
            return f"0113 496 0{self._chance.between(100, 999)}"
        return f"206-555-01{self._chance.between(10, 99)}"


def customer_names() -> Iterator[str]:
    """An endless run of customer names, no two alike."""
    words = _words()
    yield from words["awkward_customers"]
    yield from _combined(words["first"], words["customers"])


def vendor_names() -> Iterator[str]:
    """An endless run of vendor names, no two alike."""
    words = _words()
    yield from words["awkward_vendors"]
    yield from _combined(words["first"], words["vendors"])


def people(chance: Chance) -> People:
    """Persons, drawn by chance."""
    return People(_words(), chance)


@cache
def _words() -> dict[str, Any]:
    words: dict[str, Any] = json.loads(
        files("intacct_sandbox.seed").joinpath("names.json").read_text(encoding="utf-8")
    )
    return words


def _combined(first: list[str], last: list[str]) -> Iterator[str]:
    series = 0
    while True:
        for number in range(len(first) * len(last)):
            # Both wheels turn at each step, so that neighbours share no word.
            name = (
                f"{first[number % len(first)]} {last[(number + number // len(first)) % len(last)]}"
            )
            yield f"{name} {series + 1}" if series else name
        series += 1
