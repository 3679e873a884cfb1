"""Reading the body of a workflow: which record, perhaps on which day, and remarks.

Source: docs/api/writing.md.
"""

from typing import Any, cast

from intacct_sandbox.company.refused import Malformed
from intacct_sandbox.rest.objects.payload import is_date, is_key


class WorkflowPayload:
    """The body of a workflow: a key, perhaps a day, and remarks."""

    def __init__(self, value: Any, *, known: set[str]) -> None:
        if not isinstance(value, dict):
            raise Malformed(
                "REST-1028",
                "The request requires a payload",
                message_id="IA.REQUEST_REQUIRES_A_PAYLOAD",
            )
        self._value = cast("dict[str, Any]", value)
        for name in self._value:
            if name not in known:
                raise Malformed(
                    "REST-1043",
                    f"{name} is not a valid field",
                    message_id="IA.NOT_A_VALID_FIELD",
                    target=f"/{name}",
                )

    def key(self) -> int:
        """The record's key, required."""
        key = str(self._value.get("key", ""))
        if not is_key(key):
            raise Malformed("REST-1043", "key is required", target="/key")
        return int(key)

    def day_or_none(self, name: str) -> str | None:
        """A day, if there is one."""
        day = self._value.get(name)
        if day is None:
            return None
        if not is_date(str(day)):
            raise Malformed(
                "REST-1043", f"{name} must be a date of the form YYYY-MM-DD", target=f"/{name}"
            )
        return str(day)
