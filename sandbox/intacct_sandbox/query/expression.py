"""The filter expression: `and`, `or`, or numbers joined by both, with parentheses.

Source: docs/api/query.md. `and` binds closer than `or`. Numbers count the filters from 1.
Errors: `QueryRefused` with the place where the expression stops making sense.
"""

import re

from intacct_sandbox.query.refusals import bad_payload
from intacct_sandbox.query.values import SqlValue

_TOKEN = re.compile(r"\s*(\d+|and\b|or\b|\(|\))")


def combine(expression: str, conditions: list[str]) -> str:
    """Join SQL conditions as the expression says.

    Args:
        expression: `and`, `or`, or e.g. `(1 and 2) or 3`.
        conditions: One SQL condition a filter, in order.

    Returns:
        One SQL condition; empty when there is no filter.
    """
    word = expression.strip()
    if word in {"and", "or"}:
        return f" {word.upper()} ".join(f"({condition})" for condition in conditions)
    return _Expression(word, conditions).whole()


class _Expression:
    """A recursive descent over the tokens, building SQL as it goes."""

    def __init__(self, text: str, conditions: list[str]) -> None:
        self._text = text
        self._conditions = conditions
        self._tokens = self._split(text)
        self._at = 0

    def whole(self) -> str:
        sql = self._either()
        if self._at < len(self._tokens):
            raise self._refusal()
        return sql

    def _split(self, text: str) -> list[str]:
        tokens: list[str] = []
        position = 0
        while position < len(text):
            match = _TOKEN.match(text, position)
            if match is None:
                raise self._refusal()
            tokens.append(match.group(1))
            position = match.end()
        return tokens

    def _either(self) -> str:
        parts = [self._both()]
        while self._take("or"):
            parts.append(self._both())
        return f"({' OR '.join(parts)})"

    def _both(self) -> str:
        parts = [self._one()]
        while self._take("and"):
            parts.append(self._one())
        return f"({' AND '.join(parts)})"

    def _one(self) -> str:
        if self._take("("):
            inner = self._either()
            if not self._take(")"):
                raise self._refusal()
            return inner
        if self._at >= len(self._tokens) or not self._tokens[self._at].isdigit():
            raise self._refusal()
        number = int(self._tokens[self._at])
        self._at += 1
        if not 1 <= number <= len(self._conditions):
            raise bad_payload(
                f"filterExpression names filter {number}, but there are {len(self._conditions)} filters"
            )
        return f"({self._conditions[number - 1]})"

    def _take(self, token: str) -> bool:
        if self._at < len(self._tokens) and self._tokens[self._at] == token:
            self._at += 1
            return True
        return False

    def _refusal(self) -> Exception:
        return bad_payload(
            f"filterExpression {self._text!r} is not valid: use filter numbers joined by and, or and parentheses"
        )


def join_filters(
    expression: str, conditions: list[str], bound: list[list[SqlValue]]
) -> tuple[str, list[SqlValue]]:
    """Join the conditions as the expression says, and the values in the order they then stand in.

    A filter may be named twice or not at all, so its place is found after the joining.
    """
    if not conditions:
        if expression not in {"and", "or"}:
            raise bad_payload("filterExpression needs filters")
        return "", []
    marks = [f"\x00{number}\x00" for number in range(len(conditions))]
    whole = combine(expression, marks)
    parameters: list[SqlValue] = []
    pieces = whole.split("\x00")
    for place in range(1, len(pieces), 2):
        number = int(pieces[place])
        pieces[place] = conditions[number]
        parameters.extend(bound[number])
    return "".join(pieces), parameters
