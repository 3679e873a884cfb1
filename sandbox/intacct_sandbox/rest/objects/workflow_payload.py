"""Reading the body of a workflow: which record, perhaps on which day, and remarks.

Source: docs/api/writing.md, docs/api/workflows.md. What a body may and must hold differs from workflow to workflow,
and is in the catalogue.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, cast

from intacct_sandbox.catalogue import Field, services
from intacct_sandbox.company.refused import Malformed
from intacct_sandbox.rest.objects.complaints import complaint_about
from intacct_sandbox.rest.objects.payload import is_date, is_key

ENTRY_REVERSAL = "general-ledger/journal-entry/reverse"
_LIKE = "workflows/accounts-payable/bill/reverse"


class WorkflowPayload:
    """The body of a workflow: a key, perhaps a day, and remarks.

    Args:
        action: The workflow, e.g. `accounts-payable/bill/reverse`.
        value: The decoded JSON.
    """

    def __init__(self, action: str, value: Any) -> None:
        if not isinstance(value, dict):
            raise Malformed(
                "REST-1028",
                "The request requires a payload",
                message_id="IA.REQUEST_REQUIRES_A_PAYLOAD",
            )
        self.value = cast("dict[str, Any]", value)
        asked = _asked(action)
        faults = [*_bad(self.value, asked), *_missing(self.value, asked)]
        if faults:
            first, *others = faults
            raise first.among(others)

    def key(self) -> int:
        """The record's key, required."""
        key = str(self.value.get("key", ""))
        if not is_key(key):
            raise Malformed("REST-1043", f"key must be a whole number, not {key!r}", target="/key")
        return int(key)

    def text(self, name: str) -> str:
        """A text that the catalogue requires."""
        return str(self.value[name])

    def day(self, name: str) -> str:
        """A day that the catalogue requires."""
        day = self.day_or_none(name)
        if day is None:
            raise _required(name)
        return day

    def day_or_none(self, name: str) -> str | None:
        """A day, if there is one."""
        day = self.value.get(name)
        if day is None or day == "":
            return None
        if not is_date(str(day)):
            raise Malformed(
                "REST-1043",
                f"{name} must be a date of the form YYYY-MM-DD, not {day!r}",
                message_id="IA.NOT_A_VALID_VALUE",
                target=f"/{name}",
            )
        return str(day)


def least_body(action: str, key: str, today: str) -> dict[str, str]:
    """The least that a workflow wants to be told: the key, and today where it needs a day."""
    days = [path for path, each in _asked(action).items() if each.format == "date"]
    return {"key": key} | {path: today for path in days if _asked(action)[path].required}


def _asked(action: str) -> Mapping[str, Field]:
    """What a body may hold. The reversal of an entry is the sandbox's own, so its day may be left out."""
    if action != ENTRY_REVERSAL:
        return services()[f"workflows/{action}"].request
    like = services()[_LIKE].request
    day = replace(like["reverseDate"], required=0)
    return {**like, "reverseDate": day, "memo": replace(like["notes"], path="memo")}


def _bad(value: dict[str, Any], asked: Mapping[str, Field]) -> list[Malformed]:
    found: list[Malformed] = []
    for name, inner in value.items():
        known = asked.get(name)
        if known is None:
            message, message_id = "is not a valid field", "IA.NOT_A_VALID_FIELD"
        elif inner is None or (known.type == "o" and isinstance(inner, dict)):
            continue
        else:
            message, message_id = complaint_about(known, inner), "IA.NOT_A_VALID_VALUE"
        if message:
            found.append(
                Malformed(
                    "REST-1043", f"{name} {message}", message_id=message_id, target=f"/{name}"
                )
            )
    return found


def _missing(value: dict[str, Any], asked: Mapping[str, Field]) -> list[Malformed]:
    return [
        _required(name)
        for name, known in asked.items()
        if known.required == 1 and value.get(name) in (None, "")
    ]


def _required(name: str) -> Malformed:
    return Malformed(
        "REST-1043", f"{name} is required", message_id="IA.REQUIRED_FIELD", target=f"/{name}"
    )
