"""A span of days as people write it: October 2026, Q3 2026, H1 2026, FY2026, last_month, last 30 days, start..end.

Units:  a year is the fiscal year that ends in the calendar year of its name, a quarter a quarter of that; with
        a fiscal year from January both are the calendar's. Weeks begin on Monday. The last n days end today;
        the last n weeks, months, quarters and years are whole ones, before the one that today is in.
Errors: `BadArgument` with the accepted forms; words that could mean several periods are refused with the choices.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from intacct_books.day_words import month_number, normal, refuse_two_readings, written_day
from intacct_books.errors import Ambiguous, BadArgument
from intacct_books.periods import (
    Period,
    fiscal_year_start,
    last_day,
    plus_months,
)

FORMS = (
    "2026-10, October 2026, 2026-Q3, 2026, start..end of these or of days, last_month, prior_quarter, "
    "last_30_days, ytd, or a reporting period's name"
)
_RANGES = tuple(
    re.compile(rf"(.+?){separator}(.+)")
    for separator in (r"\s*\.\.\s*", r"\s+(?:to|until|through)\s+", r"\s+[-–]\s+", r"\s*/\s*")  # noqa: RUF001 - people write the long dash
)
_SHORT_RANGE = re.compile(r"([a-z]{3,9}\.?|[qh][1-4])\s*[-–]\s*(.+)", re.ASCII)  # noqa: RUF001 - as above
_YEAR_IN = re.compile(r"(?:fy ?)?\d{4}", re.ASCII)
_MONTH = re.compile(r"(\d{4})[-/](\d{2})", re.ASCII)
_MONTH_FIRST = re.compile(r"(\d{1,2})/(\d{4})", re.ASCII)
_NAMED_MONTH = re.compile(r"([a-z]{3,9})\.?,?[ -]?(\d{4})", re.ASCII)
_NAMED_MONTH_LAST = re.compile(r"(\d{4})[ -]([a-z]{3,9})", re.ASCII)
_YEAR = re.compile(r"(?:(?:fy|fiscal|year) ?)?(\d{4})|fy ?'?(\d{2})", re.ASCII)
_PART = re.compile(r"(q[1-4]|h[12])[ /,-]*(.+)|(.+?)[ /-]*(q[1-4]|h[12])", re.ASCII)
_COUNTED = re.compile(r"last (\d{1,3}) (day|week|month|quarter|year)s?", re.ASCII)
_SAME_AS_LAST = re.compile(r"^(?:the )?(?:prior|previous|past|trailing|rolling)\b|^the last\b")
_SHORT = re.compile(r"(q[1-4]|h[12])|([a-z]{3,9})\.?", re.ASCII)
_FISCAL = re.compile(r"\b(?:fiscal|financial) (?=year|quarter|half)")
_ORDINAL = re.compile(r"\b(first|second|third|fourth|1st|2nd|3rd|4th) (quarter|half)(?: of)?\b")
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4}
_SINCE = re.compile(r"(?:since|from) (.+)")
_CENTURY = 2000
_LONGEST = (
    80  # characters of words for a period: more are none, and would take long to look through
)
_MONTHS_OF = {"month": 1, "quarter": 3, "year": 12}
_PARTS = {"q": 3, "h": 6}


def period_from(
    text: str,
    today: date,
    first_month: int,
    named: Mapping[str, Period] | None = None,
    argument: str = "period",
) -> Period:
    """The period that a text names.

    Args:
        text: One of FORMS.
        today: The day that relative words count from.
        first_month: The month, 1 to 12, that the fiscal year begins with.
        named: The company's own reporting periods, by name.
        argument: The name of what was given, for the error.
    """
    own = {name.casefold(): period for name, period in (named or {}).items()}
    words = _Words(today, first_month)
    period = words.period(normal(text)) or own.get(" ".join(text.casefold().split()))
    if period is None:
        refuse_two_readings(text, argument)
        words.refuse_several(text, argument)
        raise BadArgument(f"{argument} {text[:40]!r} is not a period. Write {FORMS}.")
    if period.end < period.start:
        raise BadArgument(
            f"{argument} {text[:40]!r} ends before it starts. Write the earlier day first."
        )
    return period


def is_period(text: str, today: date, first_month: int) -> bool:
    """Whether the words name a period without any help of the company's own names."""
    return _Words(today, first_month).period(normal(text)) is not None


@dataclass(frozen=True, slots=True)
class _Words:
    """What words mean on a day, with a fiscal year."""

    today: date
    first_month: int

    def period(self, word: str) -> Period | None:
        """The period that a word in normal form means, or the span from one to another."""
        if len(word) > _LONGEST:
            return None
        word = _ORDINAL.sub(_short_part, _FISCAL.sub("", word))
        found = self._one(word)
        for form in () if found else (*_RANGES, _SHORT_RANGE):
            if match := form.fullmatch(word):
                first, last = self._begun(match[1], match[2]), self._one(match[2])
                if first and last:
                    return _from_to(first, last)
        since = _SINCE.fullmatch(word) if not found else None
        begun = self._one(since[1]) if since else None
        return _from_to(begun, Period(self.today, self.today)) if begun else found

    def _begun(self, word: str, last: str) -> Period | None:
        """The first of two ends; one without a year has that of the last: Jan to Mar 2026."""
        year = _YEAR_IN.search(last) if _SHORT.fullmatch(word) else None
        return self._one(f"{word} {year[0]}" if year else word)

    def refuse_several(self, text: str, argument: str) -> None:
        """Refuse words that could mean several periods, with the choices."""
        choices = self._choices(_ORDINAL.sub(_short_part, normal(text)))
        if choices:
            raise Ambiguous(f"{argument} {text[:40]!r} could be several. Write {choices}.")

    def _choices(self, word: str) -> str:
        match = _SHORT.fullmatch(word)
        if match and match[1]:
            year = self._name_of(fiscal_year_start(self.today, self.first_month))
            parts = [f"{each}-{match[1].upper()}" for each in (year - 1, year)]
            return " or ".join(self._with_days(each) for each in parts)
        if match and (month := month_number(match[2])):
            return " or ".join(f"{self.today.year - back}-{month:02}" for back in (1, 0))
        if word in {"week", *_MONTHS_OF}:
            return f"this_{word} or last_{word}, or {self.today:%Y-%m}"
        if word in {"last", "prior", "current", "recent", "previous"}:
            return "last_month, last_quarter or last_year"
        return ""

    def _with_days(self, word: str) -> str:
        """A fiscal quarter or half with its days, where it is not the calendar's."""
        found = self._one(normal(word))
        return f"{word} ({found})" if found and found.fiscal else word

    def _one(self, word: str) -> Period | None:
        day = written_day(word, self.today)
        if day is not None:
            return Period(day, day)
        return self._relative(word) or _month(word) or self._part(word) or self._year(word)

    def _part(self, word: str) -> Period | None:
        """A quarter or a half of a year."""
        match = _PART.fullmatch(word)
        year = _year_number(match[2] or match[3]) if match else 0
        if not match or not year:
            return None
        part = match[1] or match[4]
        months = _PARTS[part[0]]
        start = plus_months(self._year_named(year), (int(part[1]) - 1) * months)
        return Period(start, last_day(start, months), self._fiscal(start, months))

    def _year(self, word: str) -> Period | None:
        year = _year_number(word)
        if not year:
            return None
        start = self._year_named(year)
        return Period(start, last_day(start, 12), self._fiscal(start, 12))

    def _relative(self, word: str) -> Period | None:
        word = _SAME_AS_LAST.sub("last", word).replace("current ", "this ")
        word = word.replace(" to date", "td").replace("twelve", "12")
        word = "last 12 months" if word in {"ttm", "ltm"} else word
        if match := _COUNTED.fullmatch(word):
            return self._counted(int(match[1]), match[2])
        begun, _, unit = word.partition(" ")
        if begun in {"this", "last", "next"} and unit in {"week", *_MONTHS_OF}:
            return self._units({"this": 0, "last": -1, "next": 1}[begun], 1, unit)
        to_date = {"w": "week", "m": "month", "q": "quarter", "y": "year"}
        unit = word.removesuffix("td")
        unit = to_date.get(unit, unit)
        if word.endswith("td") and unit in to_date.values():
            whole = self._units(0, 1, unit)
            return Period(whole.start, self.today, whole.fiscal)
        return None

    def _counted(self, count: int, unit: str) -> Period | None:
        if not count:
            return None
        if unit == "day":
            return Period(self.today - timedelta(days=count - 1), self.today)
        return self._units(-count, count, unit)

    def _units(self, first: int, count: int, unit: str) -> Period:
        """So many weeks, months, quarters or years, from one before or after that of today."""
        if unit == "week":
            monday = self.today - timedelta(days=self.today.weekday() - 7 * first)
            return Period(monday, monday + timedelta(days=7 * count - 1))
        months = _MONTHS_OF[unit]
        year = fiscal_year_start(self.today, self.first_month)
        passed = (self.today.year - year.year) * 12 + self.today.month - year.month
        start = plus_months(year, passed // months * months + first * months)
        fiscal = "" if months == 1 else self._fiscal(start, months)
        if fiscal and count > 1:
            fiscal = f"{count} {unit}s from {fiscal}"
        return Period(start, last_day(start, count * months), fiscal)

    def _fiscal(self, start: date, months: int) -> str:
        """The name of a fiscal year or a part of it; empty when the fiscal year is the calendar's."""
        if self.first_month == 1:
            return ""
        year = fiscal_year_start(start, self.first_month)
        passed = (start.year - year.year) * 12 + start.month - year.month
        letter = next((letter for letter, long in _PARTS.items() if long == months), "")
        part = f"{letter.upper()}{passed // months + 1} " if letter else ""
        return f"{part}FY{self._name_of(year)}"

    def _name_of(self, first_day: date) -> int:
        """The calendar year in which the fiscal year ends that begins on a day."""
        return first_day.year if self.first_month == 1 else first_day.year + 1

    def _year_named(self, year: int) -> date:
        return date(year if self.first_month == 1 else year - 1, self.first_month, 1)


def _short_part(match: re.Match[str]) -> str:
    """`third quarter` as q3."""
    number = _ORDINALS.get(match[1]) or match[1][0]
    return f"{match[2][0]}{number}"


def _month(word: str) -> Period | None:
    for form, month_at in (
        (_MONTH, 2),
        (_NAMED_MONTH_LAST, 2),
        (_MONTH_FIRST, 1),
        (_NAMED_MONTH, 1),
    ):
        if match := form.fullmatch(word):
            written, year = match[month_at], int(match[3 - month_at])
            month = int(written) if written.isdigit() else month_number(written)
            if year and 1 <= month <= 12:
                return Period(date(year, month, 1), last_day(date(year, month, 1), 1))
    return None


def _year_number(word: str) -> int:
    """The year, at least 2, that 2026, FY2026 or FY26 names; 0 for other words."""
    match = _YEAR.fullmatch(word)
    if match is None:
        return 0
    year = int(match[1]) if match[1] else _CENTURY + int(match[2])
    return year if year > 1 else 0


def _from_to(first: Period, last: Period) -> Period:
    """From the start of one to the end of another."""
    fiscal = ""
    if first.fiscal or last.fiscal:
        fiscal = f"{first.fiscal or first.start} to {last.fiscal or last.end}"
    return Period(first.start, last.end, fiscal)
