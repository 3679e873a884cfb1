"""Who changed what: the audit history that every change over the wire leaves.

Source: docs/api/audit-history.md. One record a changed field, with the value before and after as the API
shows them; one record with no field where a record was created or deleted.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from intacct_sandbox.company.describing.homes import home_of
from intacct_sandbox.company.ledger import Ledger

HISTORY = "company-config/audit-history"
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Changed:
    """One change of one record.

    Attributes:
        name: The object.
        key: The record.
        before: Its fields before, by path; empty for a new one.
        after: Its fields after; empty for one that was deleted.
        action: `create`, `modify`, `delete` or `workflow`.
        verb: The workflow's verb, if it was one.
        user_key: Who did it.
        client_id: With which application; empty for none.
        at: When, ISO date-time.
        source: How: `api`, or `userInterface` for what was done on a screen.
    """

    name: str
    key: int
    before: Row
    after: Row
    action: str
    verb: str
    user_key: int
    client_id: str
    at: str
    source: str = "api"


def write_history(ledger: Ledger, changed: Changed) -> int:
    """Record a change, and say on the record itself who made it. Returns the key of the last trace."""
    _stamp(ledger, changed)
    user_id = ledger.rows("SELECT id FROM user WHERE key = ?", (changed.user_key,))[0][0]
    common = {
        "changeDetails.objectName": changed.name,
        "changeDetails.objectId": str(changed.key),
        "changeSource.source": changed.source,
        "changeSource.completedBy": user_id,
        "changeSource.accessDateTime": changed.at,
        "changeSource.actionPerformed": changed.action,
        "changeSource.workflowAction": changed.verb or None,
        "changeSource.clientId": changed.client_id or None,
    }
    key = 0
    for path, previous, new in _differences(changed):
        details = {
            "changeDetails.fieldName": path or None,
            "changeDetails.previousValue": previous,
            "changeDetails.newValue": new,
        }
        key = ledger.next_key("record")
        fields = json.dumps({"id": str(key), **common, **details})
        ledger.insert("record", {"object": HISTORY, "fields": fields}, key=key)
    return key


def _stamp(ledger: Ledger, changed: Changed) -> None:
    home = home_of(changed.name)
    column = home.json
    marks = {"audit.modifiedByUser.key": changed.user_key}
    if changed.action == "create":
        marks["audit.createdByUser.key"] = changed.user_key
    ledger.write(
        f"UPDATE {home.table} SET {column} = json_patch(COALESCE({column}, '{{}}'), ?) WHERE key = ?",
        (json.dumps(marks), changed.key),
    )


def _differences(changed: Changed) -> list[tuple[str, str | None, str | None]]:
    if changed.action in {"create", "delete"}:
        return [("", None, None)]
    paths = sorted({*changed.before, *changed.after})
    found = [
        (path, _shown(changed.before.get(path)), _shown(changed.after.get(path)))
        for path in paths
        if not path.startswith("audit.") and changed.before.get(path) != changed.after.get(path)
    ]
    return found or [("", None, None)]


def _shown(value: Any) -> str | None:
    return value if value is None or isinstance(value, str) else json.dumps(value)
