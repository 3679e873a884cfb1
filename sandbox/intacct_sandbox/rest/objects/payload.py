"""Reading the payload of a create or an update: checked against the catalogue, values taken out by path.

Source: docs/api/writing.md. Everything that is wrong is told at once, as details of REST-1064 with pointers:
an unknown field is REST-1043, a read-only one REST-1050, and so is a value of the wrong kind.
"""

from datetime import date
from typing import Any, cast

from intacct_sandbox.catalogue import Field, ObjectType, catalogue
from intacct_sandbox.company.amounts import to_cents
from intacct_sandbox.company.lookup import Named
from intacct_sandbox.company.refused import Malformed
from intacct_sandbox.rest.objects.complaints import complaint_about

OPERATION = "ia::operation"

# What may stand in for a required path: the types lost that it is one of several.
_AMOUNTS = ("adjustment", "postedAdvance", "postedOverPayment", "negativeInvoice", "inline")
_INSTEAD = {
    "glAccount": ("accountLabel",),
    "accountLabel": ("glAccount",),
    "arInvoice": ("positiveAdjustment",),
    "bill": ("apCreditAdjustment",),
    "txnCurrency.paymentAmount": tuple(f"txnCurrency.{name}Amount" for name in _AMOUNTS),
}


class Payload:
    """One object of a payload, and where it stands in the whole.

    Args:
        object_name: What it is one of.
        value: The decoded JSON.
        pointer: Where it stands.
        is_update: Whether it changes a record: nothing is then required, and more is read-only.
        owner: The object that owns it, whose reference it need not send.
    """

    def __init__(
        self,
        object_name: str,
        value: Any,
        pointer: str = "",
        *,
        is_update: bool = False,
        owner: str = "",
    ) -> None:
        if not isinstance(value, dict):
            raise Malformed(
                "REST-1028",
                "The request requires a payload",
                message_id="IA.REQUEST_REQUIRES_A_PAYLOAD",
                target=pointer,
            )
        self.object_type: ObjectType = catalogue()[object_name]
        self._owner = owner
        self.value = cast("dict[str, Any]", value)
        self._pointer = pointer
        self._is_element = bool(owner)
        self.is_update = is_update
        self._faults: list[Malformed] = []
        self._check(self.value, "")
        if not is_update:
            self._check_required()
            if not (self.value or owner or self._faults):
                self._note_empty()
        if self._faults:
            first, *others = self._faults
            raise first.among(others)

    @property
    def key(self) -> int | None:
        """The key of the owned record that an element changes; None where it adds one."""
        key = str(self.value.get("key") or "")
        return int(key) if self._is_element and is_key(key) else None

    @property
    def is_deletion(self) -> bool:
        """Whether an element says that its record is to be deleted."""
        return self.value.get(OPERATION) == "delete"

    def has(self, path: str) -> bool:
        """Whether the payload says anything of a path."""
        return self._at(path) is not None

    def says(self, path: str) -> bool:
        """Whether the payload has a path, be it null."""
        head, _, last = path.rpartition(".")
        level = _inside(self.value, head) if head else self.value
        return isinstance(level, dict) and last in level

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
        if not is_date(value):
            raise self._fault(path, f"{path} must be a date of the form YYYY-MM-DD, not {value!r}")
        return value

    def cents(self, path: str) -> int:
        """The amount at a path, required."""
        return to_cents(self.text(path), self.place(path))

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
        reference = cast("dict[str, Any]", value)
        named = Named(str(reference.get("id") or ""), str(reference.get("key") or ""))
        if named == Named():
            raise self._fault(path, f"{path} needs an id or a key")
        if named.key and not is_key(named.key):
            raise self._fault(path, f"{path} has a key that is not a whole number")
        return named

    def items(self, path: str) -> list["Payload"]:
        """The owned objects at a path, each checked; a create needs at least one."""
        value: list[Any] = self._at(path) or []
        owned = self.object_type.fields[path].owns
        if not value and not self.is_update:
            raise self._fault(path, f"{path} needs at least one element")
        return [
            self._element(owned, each, f"{self.place(path)}/{number}")
            for number, each in enumerate(value)
        ]

    def place(self, path: str) -> str:
        """A JSON pointer to a path."""
        return f"{self._pointer}/{path.replace('.', '/')}"

    def _element(self, owned: str, value: Any, pointer: str) -> "Payload":
        changes = self.is_update and isinstance(value, dict) and "key" in value
        return Payload(owned, value, pointer, is_update=changes, owner=self.object_type.name)

    def _check(self, value: dict[str, Any], prefix: str) -> None:
        for name, inner in value.items():
            path = f"{prefix}{name}"
            known = self.object_type.fields.get(path)
            if known is None:
                if not self._is_own_word(path):
                    self._note(path, f"{path} is not a valid field", "IA.NOT_A_VALID_FIELD")
            elif isinstance(inner, dict) and known.type == "o":
                self._check(cast("dict[str, Any]", inner), f"{path}.")
            else:
                self._check_value(known, inner)

    def _is_own_word(self, path: str) -> bool:
        """Words that are no fields but are read here: what is to be done to an owned record."""
        return self._is_element and path == OPERATION

    def _check_value(self, known: Field, value: Any) -> None:
        path = known.path
        fixed = known.is_fixed if self.is_update else known.is_read_only
        if fixed and not self._names_a_record(path):
            self._faults.append(
                self._fault(path, f"{path} is read-only", "REST-1050", "IA.READ_ONLY_FIELD")
            )
            return
        if value is None:
            return
        complaint = complaint_about(known, value)
        if complaint:
            self._note(path, f"{path} {complaint}", "IA.NOT_A_VALID_VALUE")

    def _names_a_record(self, path: str) -> bool:
        """Whether a path that may not be written only says which record is meant."""
        head, _, last = path.rpartition(".")
        if not head:
            return self._is_element and last == "key"
        group = self.object_type.fields.get(head)
        is_reference = group is not None and bool(group.refers_to) and not group.is_read_only
        return is_reference and last in {"key", "id", "href", "name"}

    def _check_required(self) -> None:
        for path, known in self.object_type.fields.items():
            if not known.required or known.refers_to == self._owner != "":
                continue
            head, _, last = path.rpartition(".")
            if head and not isinstance(self._at(head), dict):
                continue
            if known.required == 2 and not head and not self._is_element:
                continue
            other = {"id": "key", "key": "id"}.get(last, last)
            stands_in = f"{head}.{other}" if head else path
            if self._is_empty(path) and self._is_empty(stands_in) and not self._has_instead(path):
                self._note(path, f"{path} is required", "IA.REQUIRED_FIELD")
        for rule in self.object_type.required_in_lists:
            self._check_elements(rule)

    def _is_empty(self, path: str) -> bool:
        return self._at(path) in (None, "")

    def _has_instead(self, path: str) -> bool:
        """Whether something else that is given makes a required path unneeded."""
        return any(not self._is_empty(other) for other in _INSTEAD.get(path, ()))

    def _note_empty(self) -> None:
        """Nothing is required of some objects; a record of nothing is still none."""
        fault = Malformed(
            "REST-1028",
            f"The payload is empty: a {self.object_type.name} needs at least one field",
            message_id="IA.REQUEST_REQUIRES_A_PAYLOAD",
        )
        self._faults.append(fault)

    def _check_elements(self, rule: str) -> None:
        listed, found, path = rule.partition("[].")
        elements: Any = self._at(listed) if found else None
        owned = self.object_type.fields.get(listed)
        if owned is None or path.partition(".")[0] not in catalogue()[owned.owns].fields:
            return  # the source names a field there that the owned object does not have
        if not isinstance(elements, list):
            return
        for number, each in enumerate(cast("list[Any]", elements)):
            head = path.removesuffix(".id").removesuffix(".key")
            given = [_inside(each, other) for other in (head, *_INSTEAD.get(head, ()))]
            if isinstance(each, dict) and all(value in (None, "") for value in given):
                place = f"{listed}.{number}.{head}"
                self._note(place, f"{listed}[].{head} is required", "IA.REQUIRED_FIELD")

    def _at(self, path: str) -> Any:
        return _inside(self.value, path)

    def _note(self, path: str, message: str, message_id: str) -> None:
        self._faults.append(self._fault(path, message, "REST-1043", message_id))

    def _fault(
        self,
        path: str,
        message: str,
        error_id: str = "REST-1043",
        message_id: str = "IA.REQUIRED_FIELD",
    ) -> Malformed:
        return Malformed(error_id, message, message_id=message_id, target=self.place(path))


def _inside(value: Any, path: str) -> Any:
    for name in path.split("."):
        if not isinstance(value, dict):
            return None
        value = cast("dict[str, Any]", value).get(name)
    return value


def is_key(text: str) -> bool:
    """Whether a text can be the key of a record."""
    return text.isascii() and text.isdigit() and len(text) < 19


def is_date(text: str) -> bool:
    """Whether a text is a date as the API writes it."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
