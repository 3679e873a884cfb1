"""Reading a create payload: fields checked against the catalogue, values taken out by path.

Source: docs/api/writing.md. An unknown field is REST-1043, a read-only one REST-1050, both as details of
REST-1064 with a pointer to the place.
"""

from datetime import date
from typing import Any, cast

from intacct_sandbox.catalogue import catalogue
from intacct_sandbox.company.amounts import to_cents
from intacct_sandbox.company.lookup import Named
from intacct_sandbox.company.refused import Malformed

LONGEST_KEY = 18  # digits


class Payload:
    """One object of a payload, and where it stands in the whole."""

    def __init__(self, object_name: str, value: Any, pointer: str = "") -> None:
        if not isinstance(value, dict):
            raise Malformed("REST-1028", "The request requires a payload", target=pointer)
        self._name = object_name
        self._value = cast("dict[str, Any]", value)
        self._pointer = pointer
        self._check(self._value, "")

    def text(self, path: str, default: str | None = None) -> str:
        """The text at a path; without a default it is required."""
        value = self._at(path)
        if value is None or value == "":
            if default is None:
                raise self._fault(path, f"{path} is required")
            return default
        return str(value)

    def day(self, path: str, default: str | None = None) -> str:
        """The date at a path, as ISO text."""
        value = self.text(path, default)
        if not _is_date(value):
            raise self._fault(path, f"{path} must be a date of the form YYYY-MM-DD, not {value!r}")
        return value

    def cents(self, path: str) -> int:
        """The amount at a path, required."""
        return to_cents(self.text(path), self._place(path))

    def cents_or_none(self, path: str) -> int | None:
        """The amount at a path, if there is one."""
        return None if self._at(path) in (None, "") else self.cents(path)

    def named(self, path: str) -> Named:
        """The reference at a path, required."""
        found = self.named_or_none(path)
        if found is None:
            raise self._fault(path, f"{path} is required")
        return found

    def named_or_none(self, path: str) -> Named | None:
        """The reference at a path, if there is one. An empty id is refused, as the API does."""
        value = self._at(path)
        if value is None:
            return None
        if not isinstance(value, dict):
            raise self._fault(path, f"{path} must be a reference with an id or a key")
        reference = cast("dict[str, Any]", value)
        named = Named(str(reference.get("id") or ""), str(reference.get("key") or ""))
        if named == Named():
            raise self._fault(path, f"{path} needs an id or a key")
        if named.key and not is_key(named.key):
            raise self._fault(path, f"{path} has a key that is not a whole number")
        return named

    def items(self, path: str) -> list["Payload"]:
        """The owned objects at a path, each checked."""
        value = self._at(path)
        owned = catalogue()[self._name].fields[path].owns
        if not isinstance(value, list) or not value:
            raise self._fault(path, f"{path} needs at least one element")
        elements = cast("list[Any]", value)
        return [
            Payload(owned, each, f"{self._place(path)}/{number}")
            for number, each in enumerate(elements)
        ]

    def _check(self, value: dict[str, Any], prefix: str) -> None:
        fields = catalogue()[self._name].fields
        for name, inner in value.items():
            path = f"{prefix}{name}"
            known = fields.get(path)
            if known is None:
                raise self._fault(
                    path, f"{path} is not a valid field", "REST-1043", "IA.NOT_A_VALID_FIELD"
                )
            if known.is_read_only and not isinstance(inner, (dict, list)):
                raise self._fault(path, f"{path} is read-only", "REST-1050", "IA.READ_ONLY_FIELD")
            if isinstance(inner, dict) and known.type == "o":
                self._check(cast("dict[str, Any]", inner), f"{path}.")

    def _at(self, path: str) -> Any:
        value: Any = self._value
        for name in path.split("."):
            if not isinstance(value, dict):
                return None
            value = cast("dict[str, Any]", value).get(name)
        return value

    def _place(self, path: str) -> str:
        return f"{self._pointer}/{path.replace('.', '/')}"

    def _fault(
        self,
        path: str,
        message: str,
        error_id: str = "REST-1043",
        message_id: str = "IA.REQUIRED_FIELD",
    ) -> Malformed:
        return Malformed(error_id, message, message_id=message_id, target=self._place(path))


class WorkflowPayload:
    """The body of a workflow: a key, perhaps a day, and remarks."""

    def __init__(self, value: Any, *, known: set[str]) -> None:
        if not isinstance(value, dict):
            raise Malformed("REST-1028", "The request requires a payload")
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
        if not _is_date(str(day)):
            raise Malformed(
                "REST-1043", f"{name} must be a date of the form YYYY-MM-DD", target=f"/{name}"
            )
        return str(day)


def is_key(text: str) -> bool:
    """Whether text is a record's key: a whole number that SQLite can hold."""
    return text.isascii() and text.isdecimal() and len(text) <= LONGEST_KEY


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
