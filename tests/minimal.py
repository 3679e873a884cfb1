"""The smallest payload that the catalogue promises will do: exactly the fields that a create requires."""

from itertools import count
from typing import Any

from intacct_sandbox.catalogue import Field, ObjectType, catalogue
from wire import Wire

NUMBERS = count(1)
SAMPLES = {"date": "2026-10-15", "date-time": "2026-10-15T08:00:00Z"}


class Minimal:
    """Payloads whose references name records that exist, made where there are none."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self._being_made: set[str] = set()

    def payload(self, object_type: ObjectType, owner: str = "") -> dict[str, Any]:
        payload: dict[str, Any] = {}
        for path, field in object_type.fields.items():
            is_wanted = field.required == 1 and "[]" not in path
            if is_wanted and not (owner and field.refers_to == owner):
                self._put(payload, path, self._value(object_type, field))
        for rule in object_type.required_in_lists:
            self._put_in_list(object_type, payload, rule)
        return payload

    def _put_in_list(self, object_type: ObjectType, payload: dict[str, Any], rule: str) -> None:
        listed, found, path = rule.partition("[].")
        known = object_type.fields.get(listed)
        if not found or known is None or known.owns not in catalogue():
            return
        owned = catalogue()[known.owns]
        if not payload.get(listed):
            payload[listed] = [self.payload(owned, object_type.name)]
        head = path.removesuffix(".id").removesuffix(".key")
        if head not in owned.fields:
            return  # the source names fields there that the owned object does not have
        for element in payload[listed]:
            self._put(element, head, self._value(owned, owned.fields[head]))

    def _put(self, payload: dict[str, Any], path: str, value: Any) -> None:
        if value is None:
            return
        *groups, last = path.split(".")
        for group in groups:
            payload = payload.setdefault(group, {})
        payload[last] = value

    def _value(self, object_type: ObjectType, field: Field) -> Any:
        head, _, last = field.path.rpartition(".")
        group = object_type.fields.get(head)
        if group is not None and group.refers_to in catalogue() and last in {"key", "id"}:
            return self._some_key(group.refers_to) if last == "key" else None
        if field.type == "o":
            if field.refers_to in catalogue():
                key = self._some_key(field.refers_to)
                return {"key": key} if key else None
            inside = f"{field.path}."
            return {
                path.removeprefix(inside): self._value(object_type, each)
                for path, each in object_type.fields.items()
                if path.startswith(inside)
                and "." not in path.removeprefix(inside)
                and (each.required or path == f"{inside}id")
            }
        if field.type == "a":
            owned = catalogue().get(field.owns)
            return [self.payload(owned, object_type.name)] if owned else []
        if field.choices:
            return field.choices[0]
        if field.type == "b":
            return True
        if field.type == "n" or field.decimals is not None:
            return "1"
        return SAMPLES.get(field.format, f"made-{next(NUMBERS)}")

    def _some_key(self, name: str) -> str:
        """The key of a record, made when there is none; empty when none can be made.

        An active one of one entity, so that what a payload names belongs together.
        """
        fields = catalogue()[name].fields
        fitting = [
            {"$eq": {path: value}}
            for path, value in (("status", "active"), ("entity.id", "100"))
            if path in fields
        ]
        for length in range(len(fitting), -1, -1):
            rows = self._wire.query(
                object=name,
                fields=["key"],
                filters=fitting[:length],
                orderBy=[{"key": "asc"}],
                size=1,
            )
            if rows:
                return str(rows[0]["key"])
        if name in self._being_made or "POST" not in catalogue()[name].operations:
            return ""
        self._being_made.add(name)
        response = self._wire.post(f"/objects/{name}", self.payload(catalogue()[name]))
        self._being_made.remove(name)
        return str(response.json()["ia::result"]["key"]) if response.status_code == 201 else ""
