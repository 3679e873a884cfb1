"""The body of a service, checked strictly against the catalogue, its values taken out by path.

Source: docs/api/reports.md. An unknown key is REST-1043, a read-only one REST-1050; a value of the wrong kind or
outside of its choices is REST-1043 too. A null is as good as nothing.
"""

from datetime import date
from typing import Any, cast

from intacct_sandbox.catalogue import Field, service_fields
from intacct_sandbox.company.lookup import Named
from intacct_sandbox.company.refused import Malformed

_KINDS = {"s": (str, "text"), "b": (bool, "true or false"), "o": (dict, "an object")}


class Body:
    """A body, or an object in one of its lists, and where it stands in the whole."""

    def __init__(
        self, fields: dict[str, Field], value: Any, prefix: str = "", pointer: str = ""
    ) -> None:
        self._fields = fields
        self._prefix = prefix
        self.pointer = pointer
        if not isinstance(value, dict):
            raise fault(pointer, "An object is needed here")
        self._value = cast("dict[str, Any]", value)
        self._check(self._value, "")

    def knows(self, path: str) -> bool:
        """Whether the service has this path at all."""
        return self._prefix + path in self._fields

    def has(self, path: str) -> bool:
        """Whether something stands at a path that is not what its absence would mean."""
        value = self._at(path)
        return value not in (None, {}, []) and value != self._default(path)

    def text(self, path: str) -> str:
        """The text at a path, else the default that the catalogue knows, else nothing."""
        value = self._at(path)
        return str(self._default(path) or "" if value is None else value)

    def required(self, path: str) -> str:
        """The text at a path, which must be there."""
        text = self.text(path)
        if not text:
            raise fault(self.place(path), f"{path} is required", "IA.REQUIRED_FIELD")
        return text

    def choice(self, path: str, otherwise: str) -> str:
        """One of the fixed words of a path."""
        return str(self._at(path) or otherwise)

    def flag(self, path: str) -> bool:
        """Whether a path is true, by default or as sent."""
        value = self._at(path)
        return bool(self._default(path) if value is None else value)

    def named(self, path: str) -> Named | None:
        """The reference at a path, if there is one. An empty id is refused, as the API does."""
        if self._at(path) is None:
            return None
        named = Named(*(str(self._at(f"{path}.{part}") or "") for part in ("id", "key")))
        if named == Named():
            raise fault(self.place(path), f"{path} needs an id or a key")
        return named

    def texts(self, path: str) -> list[str]:
        """The list of texts at a path."""
        given: list[str] = self._at(path) or []
        return list(given)

    def items(self, path: str) -> list["Body"]:
        """The objects at a path: those of a list, or the one that stands there by itself."""
        value = self._at(path)
        inside = f"{self._prefix}{path}[]."
        if isinstance(value, list):
            return [
                Body(self._fields, each, inside, f"{self.place(path)}/{number}")
                for number, each in enumerate(cast("list[Any]", value))
            ]
        if value is None:
            return []
        return [Body(self._fields, value, f"{self._prefix}{path}.", self.place(path))]

    def place(self, path: str) -> str:
        """A path as a JSON pointer into the whole."""
        return f"{self.pointer}/{path.replace('.', '/')}"

    def _default(self, path: str) -> str | int | bool | None:
        field = self._fields.get(self._prefix + path)
        return field.default if field else None

    def _at(self, path: str) -> Any:
        value: Any = self._value
        for name in path.split("."):
            if not isinstance(value, dict):
                return None
            value = cast("dict[str, Any]", value).get(name)
        return value

    def _check(self, value: dict[str, Any], prefix: str) -> None:
        for name, inner in value.items():
            path = f"{prefix}{name}"
            field = self._fields.get(self._prefix + path)
            if field is None or "." in name:
                raise fault(
                    self.place(path), f"{path} is not a valid field", "IA.NOT_A_VALID_FIELD"
                )
            if inner is None:
                continue
            if field.is_read_only:
                raise Malformed(
                    "REST-1050",
                    f"{path} is read-only",
                    message_id="IA.READ_ONLY_FIELD",
                    target=self.place(path),
                )
            if field.type == "a":
                self._check_list(field, inner, path)
            else:
                self._check_value(field, inner, path)

    def _check_list(self, field: Field, value: Any, path: str) -> None:
        if not isinstance(value, list):
            raise fault(self.place(path), f"{path} must be a list")
        if any(known.startswith(f"{field.path}[]") for known in self._fields):
            self.items(path)
            return
        for number, each in enumerate(cast("list[Any]", value)):
            if not isinstance(each, str):
                raise fault(f"{self.place(path)}/{number}", f"{path} must hold texts")
            self._check_choice(field, each, path)

    def _check_value(self, field: Field, value: Any, path: str) -> None:
        kind, called = _KINDS[field.type]
        if not isinstance(value, kind):
            raise fault(self.place(path), f"{path} must be {called}")
        if isinstance(value, dict):
            self._check(cast("dict[str, Any]", value), f"{path}.")
        elif isinstance(value, str):
            self._check_choice(field, value, path)
            if field.format == "date" and not is_day(value):
                raise fault(
                    self.place(path), f"{path} must be a date of the form YYYY-MM-DD, not {value!r}"
                )

    def _check_choice(self, field: Field, value: str, path: str) -> None:
        if field.choices and value not in field.choices:
            raise fault(self.place(path), f"{path} must be one of {', '.join(field.choices)}")


def read_body(service: str, value: Any) -> Body:
    """The checked body of a service.

    Args:
        service: Method and address as the catalogue has them.
        value: The decoded JSON.
    """
    return Body(service_fields(service), value)


def is_day(text: str) -> bool:
    """Whether a text is a date as the API writes it."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def fault(target: str, message: str, message_id: str = "IA.INVALID_VALUE") -> Malformed:
    """A value that cannot be taken."""
    return Malformed("REST-1043", message, message_id=message_id, target=target)
