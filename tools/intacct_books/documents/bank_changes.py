"""Vendors whose bank details were changed lately: whoever pays them asks the vendor first, by another way.

Source: REST `company-config/audit-history` (docs/api/audit-history.md).
Units:  days as Intacct records them, in UTC.
Errors: the client's; none where the history may not be read: then it is said.
"""

from collections.abc import Mapping
from datetime import timedelta

from intacct_books.errors import UNREADABLE
from intacct_books.lists.asking import Asking
from intacct_client import Row
from intacct_client.filters import at_least, contains, equal, unequal
from intacct_client.query import select

HISTORY = "company-config/audit-history"
VENDOR = "accounts-payable/vendor"
DAYS = 30  # how long a change is worth a warning
MOST_NAMED = 6
_FIELD, _RECORD = "changeDetails.fieldName", "changeDetails.objectId"
_WHEN, _WHO = "changeSource.accessDateTime", "changeSource.completedBy"
_ACH, _BANK = "ach", "bank"  # how the names of such fields begin, or what they say


async def bank_changes(asking: Asking, vendors: Mapping[str, str]) -> list[str]:
    """A sentence on changes of the last `DAYS` days; none where there are none; one transaction.

    Args:
        asking: The question.
        vendors: How a note names the vendors that are to be paid, by their keys.
    """
    since = asking.read.read_on - timedelta(days=DAYS)
    query = select(
        HISTORY,
        f"text {_RECORD}",
        f"text {_FIELD}",
        f"text {_WHEN}",
        f"text {_WHO}",
        filters=(
            equal("changeDetails.objectName", VENDOR),
            unequal("changeSource.actionPerformed", "access"),
            at_least(_WHEN, f"{since}T00:00:00Z"),
            contains(_FIELD, _ACH),
            contains(_FIELD, _BANK),
        ),
        expression="1 and 2 and 3 and (4 or 5)",
        order=(f"-{_WHEN}",),
        ignore_case=True,
    )
    try:
        rows = (await asking.intacct.query_all(query)).rows
    except UNREADABLE:
        return ["Not looked for: changes of bank details, as this user may not read the history."]
    latest: dict[str, Row] = {}
    for row in filter(_is_of_bank, rows):
        latest.setdefault(row.text(_RECORD), row)
    return _told([(vendors[key], row) for key, row in latest.items() if key in vendors])


def _is_of_bank(row: Row) -> bool:
    name = row.text(_FIELD).lower()
    return name == _ACH or name.startswith(f"{_ACH}.") or _BANK in name


def _told(changes: list[tuple[str, Row]]) -> list[str]:
    if not changes:
        return []
    named = [
        f"{vendor} ({row.text(_WHEN)[:10]} by {row.text(_WHO)})"
        for vendor, row in changes[:MOST_NAMED]
    ]
    more = [f"{len(changes) - MOST_NAMED} more"] if len(changes) > MOST_NAMED else []
    sentence = f"Bank details changed within {DAYS} days: {', '.join([*named, *more])}."
    return [f"{sentence} Confirm before paying."]
