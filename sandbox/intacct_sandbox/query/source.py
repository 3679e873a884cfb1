"""What a query reads from: an object's view, and those joined to it along its references.

How: the catalogue says which field paths an object has and what they refer to; a view of the same name holds the
columns. A dotted path becomes joins along its references. What has no column or no view is read from the row's JSON.
Source: docs/api/query.md.
"""

from dataclasses import dataclass, field

from intacct_sandbox.catalogue import NOT_QUERYABLE, Field, Objects, ObjectType
from intacct_sandbox.query.readings import Readings
from intacct_sandbox.query.refusals import no_such_field, not_queryable

# How SQL reads an object that has no view: the table of all other records.
_RECORDS = (
    '(SELECT key AS "key", entity_key AS "~entity", fields AS "~extra" FROM record'
    " WHERE object = '{name}')"
)
_HREF = Field("href", "s", None, "", "", "")
WEB_PAGE = "webURL"
_WEB = "https://intacct.example"
RECORD_COLUMNS = {"key": "INTEGER", "~entity": "INTEGER", "~extra": "TEXT"}


@dataclass(frozen=True, slots=True)
class Shape:
    """What can be asked: the objects, and each view's columns with their SQL types."""

    objects: Objects
    columns: dict[str, dict[str, str]]


@dataclass(frozen=True, slots=True)
class Column:
    """A resolved path: the SQL that reads it and what it is.

    `is_number` tells of keys, which are whole numbers in the ledger and text on the wire.
    """

    sql: str
    field: Field
    is_number: bool = False


@dataclass(slots=True)
class Source:
    """The object's view and the views joined to it, one join for each reference walked."""

    object: str
    shape: Shape
    readings: Readings
    joins: dict[str, str] = field(default_factory=dict[str, str])
    join_sql: list[str] = field(default_factory=list[str])

    def sql(self) -> str:
        """What stands after FROM."""
        return " ".join([f"{self._view(self.object)} AS t0", *self.join_sql])

    def column(self, path: str) -> Column:
        """Follow a dotted path from the object to a scalar field."""
        self._refuse_deprecated(self._fields_of(self.object).get(path), path)
        name, alias, walked, rest = self.object, "t0", "", path
        while True:
            object_type = self.shape.objects[name]
            step = self._reference(object_type, rest)
            if step is None:
                return self._scalar(name, alias, rest, asked=path)
            reference, rest = step
            if rest == "key":
                return self._own(name, alias, f"{reference}.key")
            walked = f"{walked}.{reference}" if walked else reference
            target = object_type.fields[reference].refers_to
            alias = self._join(name, alias, reference, target, walked)
            name = target

    def _reference(self, object_type: ObjectType, path: str) -> tuple[str, str] | None:
        """The shortest leading part of a path that refers to another object which knows the rest."""
        parts = path.split(".")
        for length in range(1, len(parts)):
            head, rest = ".".join(parts[:length]), ".".join(parts[length:])
            known = object_type.fields.get(head)
            if known is None or known.type != "o" or known.refers_to not in self.shape.objects:
                continue
            # Some groups add fields of their own to a reference (`customer.customerDue`).
            theirs = self._fields_of(known.refers_to).get(rest)
            is_own = path in object_type.fields and (theirs is None or not theirs.is_scalar)
            is_own = is_own or path in self.shape.columns.get(object_type.name, ())
            return None if is_own else (head, rest)
        return None

    def _fields_of(self, name: str) -> dict[str, Field]:
        return self.shape.objects[name].fields

    def _join(self, name: str, alias: str, reference: str, target: str, walked: str) -> str:
        if walked not in self.joins:
            joined = f"t{len(self.joins) + 1}"
            self.joins[walked] = joined
            key = self._own(name, alias, f"{reference}.key").sql
            self.join_sql.append(
                f'LEFT JOIN {self._view(target)} AS {joined} ON {joined}."key" = {key}'
            )
        return self.joins[walked]

    def _scalar(self, name: str, alias: str, path: str, *, asked: str) -> Column:
        known = self._fields_of(name).get(path)
        if path == "href":
            return Column(self._address(name, alias), _HREF)
        if known is None:
            raise no_such_field(asked, self.object)
        if path == WEB_PAGE:
            return Column(f"'{_WEB}' || {self._address(name, alias)}", known)
        if not (known.is_scalar or known.is_list) or (name, path) in NOT_QUERYABLE:
            raise not_queryable(asked, self.object)
        self._refuse_deprecated(known, asked)
        return self._own(name, alias, path)

    def _address(self, name: str, alias: str) -> str:
        return f"'/objects/{name}' || {self._type(name, alias)} || '/' || {alias}.\"key\""

    def _refuse_deprecated(self, known: Field | None, asked: str) -> None:
        if known and known.is_deprecated and self.readings.deprecated_fields == "refused":
            raise not_queryable(asked, self.object)

    def _type(self, name: str, alias: str) -> str:
        """What stands behind the object in an address: the document's type, if it has one."""
        if not self.shape.objects.has_types(name):
            return "''"
        return f"COALESCE('::' || REPLACE({self._own(name, alias, 'documentType').sql}, ' ', '%20'), '')"

    def _own(self, name: str, alias: str, path: str) -> Column:
        known = self._fields_of(name).get(path)
        if known is None:
            raise no_such_field(path, name)
        columns = self.shape.columns.get(name, RECORD_COLUMNS)
        if path not in columns and "~extra" not in columns:
            return Column("NULL", known)
        stored = f'{alias}."{path}"'
        if path not in columns:
            stored = f'json_extract({alias}."~extra", \'$."{path}"\')'
        elif columns[path] == "INTEGER":
            return Column(stored, known, is_number=True)
        if self._is_reference(name, path):
            return Column(f"CAST({stored} AS INTEGER)", known, is_number=True)
        return Column(stored, known)

    def _is_reference(self, name: str, path: str) -> bool:
        group = self._fields_of(name).get(path.removesuffix(".key"))
        return path.endswith(".key") and group is not None and group.refers_to in self.shape.objects

    def _view(self, name: str) -> str:
        return f'"{name}"' if name in self.shape.columns else _RECORDS.format(name=name)
