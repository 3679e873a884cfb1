"""Which columns are asked for, and in which currency their amounts are.

Source: docs/api/records.md. A column is a path, or `sum:`, `count:`, `min:`, `max:` or `avg:` and a path; the plain ones beside
such are the groups. Amounts whose name says base are in the base currency, others in the transaction's.
Errors: `BadArgument`, `NotFound` for what cannot be asked for.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from intacct_books.cells import Cell
from intacct_books.errors import BadArgument
from intacct_books.masking import masked
from intacct_books.records.fields import Field, Model, field_at, model_of
from intacct_client import Intacct, Row
from intacct_client.rows import Column

AGGREGATES = ("sum", "avg", "min", "max", "count")
MOST_COLUMNS = 24
SHOWN_UNASKED, FEW = 10, 4
# Which of several days and amounts say most of a document; others only where it has none of these.
_OWN_DAYS = ("invoiceDate", "createdDate", "paymentDate", "txnDate", "advanceDate", "paidDate")
_TOTALS = (
    *(
        "totalBaseAmount",
        "totalEntered",
        "baseCurrency.totalAmountEntered",
        "baseCurrency.totalAmount",
    ),
    "basePayment.totalEntered",
)
_DUES = (
    *("totalBaseAmountDue", "totalDue", "baseCurrency.totalDue", "paymentInformation.totalDue"),
    "basePayment.totalDue",
)
_AUDIT = "audit."  # who wrote a record and when
_ARITHMETIC = {"sum", "avg"}
_BASE = "base"
_COUNTED = ("state", "status", "key")
_SIDE, _SIDES = "txnType", {"debit", "credit"}


@dataclass(frozen=True, slots=True)
class Asked:
    """A column that is asked for.

    Attributes:
        about: The field.
        aggregate: What is made of it; empty for the field itself.
    """

    about: Field
    aggregate: str = ""

    @property
    def path(self) -> str:
        """The column as the query names it."""
        return f"{self.aggregate}:{self.about.path}" if self.aggregate else self.about.path

    @property
    def is_amount(self) -> bool:
        """Whether it is money, of whatever currency."""
        return self.about.kind == "money" and self.aggregate != "count"

    @property
    def is_count_of_all(self) -> bool:
        """Whether it counts what each record has: what `count` alone stands for."""
        return self.aggregate == "count" and self.about.path in _COUNTED

    @property
    def column(self) -> Column:
        """The column for the client."""
        if self.aggregate == "count":
            return Column("count", self.path)
        if self.aggregate in _ARITHMETIC or self.about.kind in {"money", "number"}:
            return Column("money", self.path)
        match self.about.kind:
            case "day" | "flag" as kind:
                return Column(kind, self.path)
            case _:
                return Column("text", self.path)

    def cell(self, row: Row) -> Cell:
        """Its value as a reader sees it: money with its cents, other numbers with all their digits."""
        value = row[self.path]
        if isinstance(value, Decimal) and not (self.is_amount and self.aggregate != "avg"):
            return format(value.normalize(), "f")
        if self.about.privacy == "masked" and self.aggregate != "count":
            return masked(str(value or ""))
        return value


async def columns_asked(intacct: Intacct, model: Model, words: str) -> list[Asked]:
    """The columns that a reader names with commas between; the usual ones for none."""
    parts = [part.strip() for part in words.split(",") if part.strip()]
    parts = list(dict.fromkeys(parts)) or usual(model)
    if len(parts) > MOST_COLUMNS:
        raise BadArgument(f"More than {MOST_COLUMNS} fields. Ask for fewer.")
    asked = [await _one(intacct, model, part, parts) for part in parts]
    if any(each.aggregate for each in asked):
        _refuse_useless_groups(asked)
    return asked


def ordered_by(path: str, columns: Sequence[Asked]) -> str:
    """What an order names; `count` alone is the column that counts all."""
    counts = [each.path for each in columns if each.is_count_of_all]
    is_meant = path.removeprefix("-") == "count" and counts
    return path.replace("count", counts[0]) if is_meant else path


def usual(model: Model) -> list[str]:
    """The columns of an object that tell most of it: what it is called, its days, its state, its amounts."""
    names = [name for name in ("key", "id") if name in model.fields]
    open_fields = {
        name: each
        for name, each in model.fields.items()
        if each.privacy == "open" and each.is_queryable and not each.is_deprecated
    }
    numbered = [name for name in open_fields if name.lower().endswith("number") and "." not in name]
    wanted = [
        *names[-1:],
        *[name for name in ("name",) if name in open_fields],
        *numbered[:1],
        *[name for name in ("status", "state") if name in open_fields][:1],
        *_days(open_fields),
        *_with_names(model),
        *_amounts(open_fields),
    ]
    few = list(dict.fromkeys(wanted))[:SHOWN_UNASKED]
    if len(few) >= FEW:
        return few
    others = [
        name
        for name in open_fields
        if name.rpartition(".")[2] != "key" and not name.startswith(_AUDIT)
    ]
    return list(dict.fromkeys([*few, *others]))[:SHOWN_UNASKED]


def _days(fields: Mapping[str, Field]) -> list[str]:
    """The day of a document and the day it is due; else the first two there are."""
    days = [name for name, each in fields.items() if each.kind == "day" and "." not in name]
    own = [name for name in _OWN_DAYS if name in days][:1]
    due = [name for name in days if name == "dueDate"]
    return list(dict.fromkeys([*own, *due, *days]))[:2]


def _with_names(model: Model) -> list[str]:
    """Whom it is of or with; a document's party by name too."""
    others = ("customer", "vendor", "employee", "project", "entity")
    shown: list[str] = []
    for name in [other for other in others if other in model.references][:2]:
        is_party = name in {"customer", "vendor"} and "name" not in model.fields
        shown += [f"{name}.id", *([f"{name}.name"] if is_party else [])]
    return shown


def _amounts(fields: Mapping[str, Field]) -> list[str]:
    """A document's total and what of it is due, in base currency; else the first two amounts there are."""
    known = [
        next(iter(found))
        for names in (_TOTALS, _DUES)
        if (found := [name for name in names if name in fields])
    ]
    plain = [name for name, each in fields.items() if each.kind == "money" and "." not in name]
    return known if len(known) > 1 else list(dict.fromkeys([*known, *plain]))[:2]


def currency_path(fields: Iterable[str], amount: str, *, is_base: bool) -> str:
    """The field that says which currency an amount is in, among fields beside it; empty for none.

    Args:
        fields: Paths of text fields whose name ends in currency.
        amount: The path of the amount.
        is_base: Whether it is in base currency.
    """
    own = [
        path for path in fields if not path.lower().rpartition(".")[2].startswith(("sub", "total"))
    ]
    group = amount.rpartition(".")[0]
    inside = [path for path in own if group and path.startswith(f"{group}.")]
    beside = [path for path in own if "." not in path or path.startswith("currency.")]
    for candidates in (inside, beside):
        right = [path for path in candidates if (_BASE in path.lower()) == is_base]
        if right:
            return right[0]
    return ""


async def currencies_of(intacct: Intacct, model: Model, amounts: list[Asked]) -> list[str]:
    """The paths of the currencies of these amounts, each once; an empty one where the object does not say."""
    return sorted({await _currency_of(intacct, model, each.about.path) for each in amounts})


async def _currency_of(intacct: Intacct, model: Model, amount: str) -> str:
    """The currency of an amount of the object, or of one that a reference leads to."""
    found = currency_path(_currencies(model), amount, is_base=_is_base(model, amount))
    if found or amount in model.fields:
        return found
    for reference in sorted(model.references, key=len, reverse=True):
        if amount.startswith(f"{reference}."):
            from_there = amount.removeprefix(f"{reference}.")
            below = await model_of(intacct, model.references[reference])
            inner = await _currency_of(intacct, below, from_there)
            return f"{reference}.{inner}" if inner else ""
    return ""


def _is_base(model: Model, amount: str) -> bool:
    """Whether an amount is in base currency: it says so, or there is another one that says it is not."""
    group, dot, name = amount.rpartition(".")
    twins = (f"txn{name[:1].upper()}{name[1:]}", f"{name}InTxnCurrency")
    return _BASE in amount.lower() or any(f"{group}{dot}{twin}" in model.fields for twin in twins)


def side_path(model: Model, amounts: list[Asked]) -> str:
    """The field that says debit or credit, where amounts have no sign of their own; else empty."""
    about = model.fields.get(_SIDE)
    return _SIDE if amounts and about and set(about.choices) == _SIDES else ""


def _currencies(model: Model) -> list[str]:
    return [
        path
        for path, each in model.fields.items()
        if path.lower().endswith("currency") and each.kind == "text"
    ]


async def _one(intacct: Intacct, model: Model, words: str, others: Sequence[str]) -> Asked:
    aggregate, colon, path = words.partition(":")
    if not colon or path.startswith(":") or aggregate not in AGGREGATES:
        if words == "count":
            return Asked(_countable(model, others), "count")
        return Asked(await field_at(intacct, model, words))
    about = await field_at(intacct, model, path)
    if aggregate in _ARITHMETIC and about.kind not in {"money", "number"}:
        raise BadArgument(f"{path} is no amount: it has no {aggregate}. Use count:{path}.")
    if aggregate in {"min", "max"} and (about.privacy != "open" or about.kind == "flag"):
        raise BadArgument(f"{path} has no {aggregate}. Use count:{path}.")
    return Asked(about, aggregate)


def _countable(model: Model, others: Sequence[str]) -> Field:
    """A field that every reading of the documentation lets be counted, and that each record has.

    One that is a column already would share its name in some readings.
    """
    for name in _COUNTED[:2]:
        if name not in others and name in model.fields and model.fields[name].choices:
            return model.fields[name]
    if "key" not in model.fields:
        raise BadArgument(f"{model.name} has nothing to count by. Name a field: count:id.")
    return model.fields["key"]


def _refuse_useless_groups(asked: list[Asked]) -> None:
    for each in asked:
        if each.aggregate:
            continue
        if each.path in {"key", "id"}:
            raise BadArgument(f"{each.path} beside a sum makes every record a group. Leave it out.")
        if each.about.privacy == "masked":
            raise BadArgument(f"{each.path} shows its last four only: it cannot be a group.")
