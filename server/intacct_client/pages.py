"""One page of a query's answer, checked: what it holds, how many match, where the next one starts.

Source: docs/api/query.md.
Errors: `Unreachable` when the answer cannot be an answer to what was asked; `TooLarge` for more rows than asked for.
"""

from typing import Any, cast

from intacct_client.errors import TooLarge, Unreachable
from intacct_client.query import Query
from intacct_client.rows import Rows, read_row


def read_page(answer: dict[str, Any], query: Query, left_out: tuple[str, ...]) -> Rows:
    """The rows of a page; keys that nobody asked for are passed over."""
    found, meta = answer.get("ia::result"), answer.get("ia::meta")
    if not isinstance(found, list) or not isinstance(meta, dict):
        raise _senseless("is not a page of rows")
    raws = cast("list[Any]", found)
    if len(raws) > query.size:
        raise TooLarge(
            f"Intacct sent {len(raws):,} rows where {query.size:,} were asked for. "
            "Try again, then report it."
        )
    if not all(isinstance(raw, dict) for raw in raws):
        raise _senseless("has rows that are none")
    told = cast("dict[str, Any]", meta)
    following = _number(told.get("next"), "next")
    if following is not None and following <= query.start:
        raise _senseless("names a next page that is not after this one")
    rows = [read_row(raw, query.columns, left_out) for raw in cast("list[dict[str, Any]]", raws)]
    missing = tuple(column.path for column in query.columns if column.path in left_out)
    return Rows(rows, _number(told.get("totalCount"), "totalCount") or 0, following, missing)


def _number(value: Any, name: str) -> int | None:
    """A whole number that may have come as text."""
    if value is None or value == "":
        return None
    if not isinstance(value, (int, str)) or isinstance(value, bool):
        raise _senseless(f"has a {name} that is no number")
    text = str(value)
    if not (text.isascii() and text.isdigit() and len(text) <= 12):
        raise _senseless(f"has a {name} that is no number")
    return int(text)


def _senseless(what: str) -> Unreachable:
    return Unreachable(f"Intacct's answer {what}. Try again, then report it.")
