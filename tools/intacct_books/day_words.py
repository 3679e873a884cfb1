"""A single day as people write it: 2026-10-31, yesterday, October 31, 2026, 31 Oct 2026, 31/10/2026.

Units:  none; a day is a day.
Errors: `Ambiguous` for a day that has two readings, with both.
"""

import re
from calendar import month_name
from datetime import date

from intacct_books.errors import Ambiguous
from intacct_books.periods import day_before

_MONTHS = tuple(name.lower() for name in month_name if name)
_NTH = r"(\d{1,2})(?:st|nd|rd|th)?"
_NAME = r"([a-z]{3,9})\.?"
_YEAR_FIRST = re.compile(r"(\d{4})-(\d{2})-(\d{2})|(\d{4})/(\d{1,2})/(\d{1,2})", re.ASCII)
_YEAR_LAST = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4})", re.ASCII)
_MONTH_FIRST = re.compile(rf"{_NAME} {_NTH},? (\d{{4}})", re.ASCII)
_DAY_FIRST = re.compile(rf"{_NTH}(?: of |[ -]){_NAME},?[ -](\d{{4}})", re.ASCII)


def normal(text: str) -> str:
    """Words in one form: small letters, single spaces, no underscores."""
    return " ".join(text.lower().replace("_", " ").split())


def written_day(word: str, today: date) -> date | None:
    """The day that a word in normal form means; None for what is no day, or has two readings."""
    if word in {"today", "now", "yesterday"}:
        return day_before(today) if word == "yesterday" else today
    if match := _YEAR_FIRST.fullmatch(word):
        year, month, day = (part for part in match.groups() if part)
        return _day(year, int(month), day)
    if match := _YEAR_LAST.fullmatch(word):
        readings = _readings(match)
        return readings[0] if len(readings) == 1 else None
    if match := _MONTH_FIRST.fullmatch(word):
        return _day(match[3], month_number(match[1]), match[2])
    if match := _DAY_FIRST.fullmatch(word):
        return _day(match[3], month_number(match[2]), match[1])
    return None


def refuse_two_readings(text: str, argument: str) -> None:
    """Refuse a day such as 03/04/2026, with both readings."""
    match = _YEAR_LAST.fullmatch(normal(text))
    readings = _readings(match) if match else []
    if len(readings) > 1:
        raise Ambiguous(
            f"{argument} {text[:40]!r} can be read as day or month first. Write "
            f"{' or '.join(str(day) for day in readings)}."
        )


def month_number(name: str) -> int:
    """The month, 1 to 12, whose name begins with these letters, at least three; 0 for none."""
    found = [number for number, full in enumerate(_MONTHS, 1) if full.startswith(name)]
    return found[0] if len(name) > 2 and found else 0


def _readings(match: re.Match[str]) -> list[date]:
    """The days that two numbers and a year can mean: one when a number is no month, or both are the same."""
    first, second = int(match[1]), int(match[3])
    days = (_day(match[4], first, match[3]), _day(match[4], second, match[1]))
    return sorted({day for day in days if day is not None})


def _day(year: str, month: int, day: str) -> date | None:
    try:
        return date(int(year), month, int(day))
    except ValueError:
        return None
