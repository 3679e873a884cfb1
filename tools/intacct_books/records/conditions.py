"""Conditions as a reader writes them, made filters.

    state in (posted, paid) and totalDue > 1000 and (vendor.id = V-1 or name contains 'freight')

Values with blanks, commas or parentheses stand in quotes. Unset fields are not equal to any value; `= null` and
`= ''` are read as `is null`.
Source: docs/api/records.md, query.md.
Errors: `BadArgument` with the form that is meant.
"""

import re
from collections.abc import Awaitable, Callable, Container
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches

from intacct_books.errors import BadArgument
from intacct_books.masking import LAST
from intacct_books.records.fields import Field
from intacct_client import Filter, filters

MOST_CONDITIONS, MOST_VALUES, DEEPEST, LONGEST = 40, 200, 10, 4_000
FORM = "state = posted and (totalDue >= 1000 or name contains 'north')"
_TOKEN = re.compile(
    r"""\s*('(?:[^']|'')*'|"(?:[^"]|"")*"|<=|>=|!=|<>|==|[=<>(),]|[^\s=<>!(),'"]+)"""
)
_COMPARING: dict[str, Callable[[str, filters.Value], Filter]] = {
    "=": filters.equal,
    "<": filters.before,
    "<=": filters.at_most,
    ">": filters.later,
    ">=": filters.at_least,
}
_TEXT: dict[str, Callable[[str, str], Filter]] = {
    "contains": filters.contains,
    "starts": filters.starts_with,
    "ends": filters.ends_with,
}
OPERATORS = "= != < <= > >=, in (a, b), not in (a, b), between a and b, contains, starts, ends, is null, is not null"
_EMPTY = ("null", "''", '""')
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?(\.\d+)?(Z|[+-]\d\d:\d\d)?")

FindField = Callable[[str], Awaitable[Field]]


@dataclass(slots=True)
class Conditions:
    """Filters and how they are joined.

    Attributes:
        filters: The filters.
        expression: Their numbers, joined.
        fields: The fields that they look at.
        ignores_case: Whether text is compared in any case, because a part of a text is looked for.
    """

    filters: list[Filter] = field(default_factory=list[Filter])
    expression: str = ""
    fields: list[str] = field(default_factory=list[str])
    ignores_case: bool = False

    def add(self, condition: Filter) -> str:
        """A filter more; its number."""
        if len(self.filters) == MOST_CONDITIONS:
            raise BadArgument(f"More than {MOST_CONDITIONS} conditions. Ask with fewer.")
        self.filters.append(condition)
        return str(len(self.filters))

    def also(self, condition: Filter) -> None:
        """A filter that must hold too."""
        number = self.add(condition)
        self.expression = f"({self.expression}) and {number}" if self.expression else number


async def conditions_in(
    words: str, find: FindField, today: date, names: Container[str] = ()
) -> Conditions:
    """The conditions that a text holds.

    Args:
        words: The text; empty for none.
        find: Finds the field at a path, or refuses it.
        today: The day that `today` stands for.
        names: Fields, which are no values unless in quotes.
    """
    if len(words) > LONGEST:
        raise BadArgument(f"where is longer than {LONGEST} characters. Ask with fewer conditions.")
    reader = _Reader(_tokens(words), find, today, names)
    if reader.tokens:
        reader.made.expression = await reader.either(0)
        if reader.tokens:
            raise _unclear(f"after the last condition stands {reader.tokens[0][:40]!r}")
    return reader.made


def _tokens(words: str) -> list[str]:
    found: list[str] = []
    at, text = 0, words.rstrip()
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise _unclear(f"{text[at : at + 20]!r} is no word")
        found.append(match[1])
        at = match.end()
    return found


def _unclear(what: str) -> BadArgument:
    return BadArgument(f"where is not clear: {what}. Write it like {FORM}.")


class _Reader:
    """Reads conditions from left to right; `and` binds closer than `or`."""

    def __init__(
        self, tokens: list[str], find: FindField, today: date, names: Container[str]
    ) -> None:
        self.tokens = tokens
        self.made = Conditions()
        self._find = find
        self._today = today
        self._names = names

    async def either(self, depth: int) -> str:
        """Conditions joined by `or`."""
        parts = [await self._both(depth)]
        while self._take("or"):
            parts.append(await self._both(depth))
        return parts[0] if len(parts) == 1 else f"({' or '.join(parts)})"

    async def _both(self, depth: int) -> str:
        parts = [await self._one(depth)]
        while self._take("and"):
            parts.append(await self._one(depth))
        return parts[0] if len(parts) == 1 else f"({' and '.join(parts)})"

    async def _one(self, depth: int) -> str:
        if depth > DEEPEST:
            raise _unclear(f"parentheses are more than {DEEPEST} deep")
        if self._take("("):
            inner = await self.either(depth + 1)
            self._need(")")
            return inner
        about = await self._find(self._next("a field"))
        self.made.fields.append(about.path)
        return self._condition(about)

    def _condition(self, about: Field) -> str:
        word = self._next("an operator").lower()
        if word == "is":
            return self._is_null(about)
        if word in {"=", "!=", "<>"} and self._takes_empty():
            return self._unset(about, is_negative=word != "=")
        if about.privacy == "masked":
            return self._last_four(about, word)
        if word in {"!=", "<>"}:
            return self._not(about, filters.unequal(about.path, self._value(about)))
        if word == "not":
            self._need("in")
            return self._not(about, filters.not_among(about.path, self._values(about)))
        if word == "in":
            return self.made.add(filters.among(about.path, self._values(about)))
        if word == "between":
            first = self._value(about)
            self._need("and")
            return self.made.add(
                filters.within(about.path, first, self._value(about, is_last=True))
            )
        return self._compared(about, word)

    def _compared(self, about: Field, word: str) -> str:
        if word in _TEXT:
            self.made.ignores_case = True
            return self.made.add(_TEXT[word](about.path, self._some(about, "a text")))
        if word not in _COMPARING:
            raise BadArgument(f"{word[:40]!r} is no operator of where. There are {OPERATORS}.")
        if word == "=" and about.kind == "moment":
            raise BadArgument(
                f"{about.path} holds moments. Write between 2026-10-01 and 2026-10-31, or >= and <."
            )
        value = self._value(about, is_last=word in {"<=", ">"})
        return self.made.add(_COMPARING[word](about.path, value))

    def _not(self, about: Field, condition: Filter) -> str:
        """A negative; unset passes, whatever Intacct takes it for."""
        return f"({self.made.add(condition)} or {self.made.add(filters.equal(about.path, None))})"

    def _is_null(self, about: Field) -> str:
        is_negative = self._take("not")
        self._need("null")
        return self._unset(about, is_negative=is_negative)

    def _takes_empty(self) -> bool:
        """Whether null or an empty text comes next, which is then taken."""
        return any(self._take(word) for word in _EMPTY)

    def _unset(self, about: Field, *, is_negative: bool) -> str:
        make = filters.unequal if is_negative else filters.equal
        return self.made.add(make(about.path, None))

    def _last_four(self, about: Field, word: str) -> str:
        """A masked field is found by exactly its last four: nothing of it can be guessed bit by bit."""
        end = self._plain("the last four") if word == "ends" else ""
        if len(end) != LAST:
            raise BadArgument(
                f"{about.path} shows its last four only. Write {about.path} ends 1234, or is null."
            )
        return self.made.add(filters.ends_with(about.path, end))

    def _values(self, about: Field) -> list[filters.Value]:
        self._need("(")
        values = [self._value(about)]
        while self._take(","):
            values.append(self._value(about))
        self._need(")")
        if len(values) > MOST_VALUES:
            raise BadArgument(f"More than {MOST_VALUES} values in a list. Ask with fewer.")
        return values

    def _value(self, about: Field, *, is_last: bool = False) -> filters.Value:
        text = self._some(about, f"a value of {about.path}")
        if about.choices and text not in about.choices:
            near = get_close_matches(text, about.choices, n=3) or about.choices[:12]
            raise BadArgument(f"{about.path} is never {text[:40]!r}. It is {', '.join(near)}.")
        return _typed(about, text, self._today, is_last=is_last)

    def _some(self, about: Field, what: str) -> str:
        """A value; null, an empty text and another field are none, and would silently mislead."""
        if self._takes_empty():
            raise BadArgument(
                f"An unset {about.path} is equal to no value. Write {about.path} is null, or is not null."
            )
        if self.tokens and self.tokens[0] in self._names and self.tokens[0] not in about.choices:
            raise BadArgument(
                f"where compares {about.path} with values, not with the field {self.tokens[0]}. "
                "Ask for both in fields; if a text is meant, put it in quotes."
            )
        return self._plain(what)

    def _plain(self, what: str) -> str:
        token = self._next(what)
        if token[0] in "'\"":
            return token[1:-1].replace(token[0] * 2, token[0])
        if token in {"(", ")", ",", "="}:
            raise _unclear(f"{what} is missing before {token!r}")
        return token

    def _next(self, what: str) -> str:
        if not self.tokens:
            raise _unclear(f"{what} is missing at its end")
        return self.tokens.pop(0)

    def _take(self, word: str) -> bool:
        if self.tokens and self.tokens[0].lower() == word:
            self.tokens.pop(0)
            return True
        return False

    def _need(self, word: str) -> None:
        if not self._take(word):
            before = repr(self.tokens[0][:40]) if self.tokens else "its end"
            raise _unclear(f"{word!r} is missing before {before}")


def _typed(about: Field, text: str, today: date, *, is_last: bool) -> filters.Value:
    """A value as the field has them."""
    try:
        match about.kind:
            case "money" | "number":
                return _number(text)
            case "day":
                return today if text == "today" else date.fromisoformat(text)
            case "moment":
                return _moment(text, today, is_last=is_last)
            case "flag":
                return {"true": True, "false": False}[text.lower()]
            case "text":
                return text
    except (InvalidOperation, ValueError, KeyError) as error:
        form = {"flag": "true or false", "day": "YYYY-MM-DD", "moment": "YYYY-MM-DD"}
        raise BadArgument(
            f"{text[:40]!r} is no value of {about.path}: write {form.get(about.kind, 'a plain number')}."
        ) from error


def _number(text: str) -> Decimal:
    value = Decimal(text)
    if not value.is_finite():
        raise ValueError(text)
    return value


def _moment(text: str, today: date, *, is_last: bool) -> str:
    """A day on a field of moments: its first second, or its last."""
    if _MOMENT.fullmatch(text):
        return text if text[-1] == "Z" or "+" in text else f"{text}Z"
    day = today if text == "today" else date.fromisoformat(text)
    return f"{day}T23:59:59Z" if is_last else f"{day}T00:00:00Z"
