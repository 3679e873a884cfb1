"""What a report names, found in the ledger: days, books, accounts and dimension values.

Source: docs/api/reports.md, docs/api/books.md.
Errors: `Refused` for what the company does not have.
"""

from calendar import monthrange
from datetime import date
from typing import Literal

from intacct_sandbox.company.ledger import Ledger
from intacct_sandbox.company.ledger_entries.year_end import CLOSING_JOURNAL
from intacct_sandbox.company.lookup import Named
from intacct_sandbox.company.refused import Refused
from intacct_sandbox.company.reports.selection import BUDGET, Dimension, records_of

Days = tuple[str, str]
Reach = Literal["all", "this", "below"]

CASH_BOOK = "CASH"


def month_to(day: str) -> Days:
    """From the first of a day's month to the day."""
    return f"{day[:8]}01", day


def period_days(ledger: Ledger, period: Named, as_of: str, *, target: str) -> Days:
    """The days of a reporting period, up to a day if one is given.

    Args:
        ledger: Where to look.
        period: A period; one without dates is the month of `as_of`, or of today.
        as_of: The last day; empty for the period's own end.
        target: Where the period stands in the payload.
    """
    key, _ = _find(ledger, "reporting_period", period, "reporting period", target)
    start, end = ledger.rows(
        "SELECT start_date, end_date FROM reporting_period WHERE key = ?", (key,)
    )[0]
    if start is None:
        day = date.fromisoformat(as_of or ledger.company.today)
        start = day.replace(day=1).isoformat()
        end = day.replace(day=monthrange(day.year, day.month)[1]).isoformat()
    if as_of and not start <= as_of <= end:
        raise Refused("GL-0311", f"{as_of} is not in the period {period}", target=target)
    return start, as_of or end


def reporting_journals(ledger: Ledger, book: str, *, target: str) -> tuple[int, ...]:
    """The journals of a reporting book, without the one that posted closings are in.

    The cash book has the journals of both kinds beside its own; no other book has a journal for cash only.
    How an id is spelled in small and capital letters makes no difference.
    """
    rows = ledger.rows(
        "SELECT key FROM journal WHERE NOT is_adjustment AND id <> ?1 AND CASE upper(?2) WHEN ?3"
        " THEN book_type IN ('cash', 'cashAndAccrual')"
        " ELSE book_id = ?2 COLLATE NOCASE AND book_type <> 'cash' END ORDER BY key",
        (CLOSING_JOURNAL, book, CASH_BOOK),
    )
    return _some(rows, f"No reporting book {book} was found", target)


def adjustment_journals(ledger: Ledger, book: str, *, target: str) -> tuple[int, ...]:
    """The journals of an adjustment book."""
    rows = ledger.rows(
        "SELECT key FROM journal WHERE book_id = ? AND is_adjustment ORDER BY key", (book,)
    )
    return _some(rows, f"No adjustment book {book} was found", target)


def accounts_between(
    ledger: Ledger, first: Named | None, last: Named | None, *, target: str
) -> set[int]:
    """The accounts of a range, its ends included; an end left out is open."""
    low, high = (
        _account_number(ledger, end, f"{target}/{name}") if end else None
        for end, name in ((first, "startingAccount"), (last, "endingAccount"))
    )
    rows = ledger.rows(
        "SELECT key FROM account WHERE (?1 IS NULL OR id >= ?1) AND (?2 IS NULL OR id <= ?2)",
        (low, high),
    )
    return set(_some(rows, f"No account lies between {low} and {high}", target))


def accounts_in_group(ledger: Ledger, group: Named, *, target: str) -> set[int]:
    """The accounts in the ranges of a group and of all groups in it."""
    id_ = group_id(ledger, group, target=target)
    rows = ledger.rows(
        "WITH RECURSIVE inside (key) AS (SELECT key FROM account_group WHERE id = ?"
        " UNION SELECT m.member_key FROM account_group_member AS m JOIN inside ON m.group_key = inside.key)"
        " SELECT DISTINCT a.key FROM inside JOIN account_range AS r ON r.group_key = inside.key"
        " JOIN account AS a ON a.id BETWEEN r.range_from AND r.range_to",
        (id_,),
    )
    return set(_some(rows, f"The account group {group} has no accounts", target))


def group_id(ledger: Ledger, group: Named, *, target: str) -> str:
    """The id of an account group that is there."""
    _, id_ = _find(ledger, "account_group", group, "account group", target)
    return id_


def dimension_values(
    ledger: Ledger, dimension: Dimension, named: Named, reach: Reach, *, target: str
) -> tuple[int, ...]:
    """The keys that a dimension's value stands for: itself, what is below it, or both."""
    key, _ = _find(ledger, dimension.source, named, dimension.name, target)
    if reach == "this":
        return (key,)
    rows = ledger.rows(
        "WITH RECURSIVE inside (key) AS (VALUES (?) UNION"
        f" SELECT t.key FROM {dimension.source} AS t JOIN inside ON t.parent_key = inside.key)"
        " SELECT key FROM inside ORDER BY key",
        (key,),
    )
    return tuple(found for (found,) in rows if reach == "all" or found != key)


def budget_key(ledger: Ledger, named: Named | None, *, target: str) -> int:
    """The key of a budget; of the company's default, the latest if there are several, when none is named."""
    if named:
        return _find(ledger, records_of(BUDGET), named, "budget", target)[0]
    found = ledger.rows(
        "SELECT MAX(key) FROM record WHERE object = ? AND json_extract(fields, '$.isDefault') = 1",
        (BUDGET,),
    )
    if found == [(None,)]:
        raise Refused("BL03002028", "The company has no default budget", target=target)
    return int(found[0][0])


def _find(ledger: Ledger, source: str, named: Named, called: str, target: str) -> tuple[int, str]:
    """Key and id of what a reference names, used or no longer used."""
    found = ledger.one(
        f"SELECT key, id FROM {source} WHERE (?1 = '' OR id = ?1) AND (?2 = '' OR key = ?2)",
        (named.id, named.key),
    )
    if found is None:
        raise Refused("BL03002028", f"No {called} {named} was found", target=target)
    return int(found[0]), str(found[1])


def _account_number(ledger: Ledger, named: Named, target: str) -> str:
    _, id_ = _find(ledger, "account", named, "account", target)
    return id_


def _some(rows: list[tuple[int, ...]], otherwise: str, target: str) -> tuple[int, ...]:
    if not rows:
        raise Refused("BL03002028", otherwise, target=target)
    return tuple(key for (key,) in rows)
