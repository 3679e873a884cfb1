"""Invented names: varied, repeatable, and none of a real company we know of.

Source: names.json. Its awkward ones are those that a careless search trips over: quotes, a percent sign,
other alphabets, four-byte characters.
"""

import json
from collections.abc import Iterator
from importlib.resources import files


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


def _words() -> dict[str, list[str]]:
    words: dict[str, list[str]] = json.loads(
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
