"""Cases of the audit history: what people changed by hand in the last weeks."""

from datetime import date, timedelta
from typing import Any, NamedTuple

from intacct_sandbox.company.describing.audit_trail import HISTORY, Changed, write_history
from intacct_sandbox.company.ledger import Ledger
from intacct_sandbox.seed.cases.register import CUSTOMER, VENDOR, mark


class _ByHand(NamedTuple):
    """A field of the one record of another case that somebody changed on a screen."""

    case: str
    object: str
    user: str
    days_ago: int
    path: str
    before: Any
    after: Any


_CHANGES = (
    _ByHand("over-credit-limit", CUSTOMER, "controller", 30, "creditLimit", 2500, 5000),
    _ByHand(
        "vendor-with-bank-details",
        VENDOR,
        "ap_clerk",
        12,
        "ach.accountNumber",
        "000977310264",
        "000418827733",
    ),
    _ByHand("vendor-on-hold", VENDOR, "controller", 9, "isOnHold", False, True),
)


def add_change_cases(ledger: Ledger, today: date) -> None:
    """Write the history of records that are cases already; each holds the later value."""
    users = dict(ledger.rows("SELECT id, key FROM user"))
    for change in _CHANGES:
        ((key,),) = ledger.rows(
            "SELECT record_key FROM seeded_case WHERE name = ? AND object = ?",
            (change.case, change.object),
        )
        at = f"{today - timedelta(days=change.days_ago)}T16:41:00Z"
        changed = Changed(
            name=change.object,
            key=int(key),
            before={change.path: change.before},
            after={change.path: change.after},
            action="modify",
            verb="",
            user_key=users[change.user],
            client_id="",
            at=at,
            source="userInterface",
        )
        ledger.write("UPDATE party SET modified_at = ? WHERE key = ?", (at, int(key)))
        mark(ledger, "changed-by-hand", HISTORY, write_history(ledger, changed))
