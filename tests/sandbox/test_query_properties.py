"""Any filter gives what a plain Python filter over all rows gives; any page size gives the same rows."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from effort import EXAMPLES
from wire import Wire

INVOICE = "accounts-receivable/invoice"
KINDS: dict[str, Callable[[Any], Any]] = {
    "key": int,
    "customer.key": int,
    "invoiceNumber": str,
    "customer.name": str,
    "customer.parent.name": str,
    "state": str,
    "invoiceDate": str,
    "dueDate": str,
    "totalTxnAmount": Decimal,
    "totalTxnAmountDue": Decimal,
    "customer.creditLimit": Decimal,
    "customer.isOnHold": bool,
    "dueInDays": int,
    "entity.baseCurrency.id": str,
}
TEXT = [path for path, kind in KINDS.items() if kind is str and "Date" not in path]
ORDERED = {
    "$lt": lambda a, b: a < b,
    "$lte": lambda a, b: a <= b,
    "$gt": lambda a, b: a > b,
    "$gte": lambda a, b: a >= b,
}
MATCHES: dict[str, Callable[[str, str], bool]] = {
    "$contains": lambda text, part: part in text,
    "$startsWith": lambda text, part: text.startswith(part),
    "$endsWith": lambda text, part: text.endswith(part),
}
Row = dict[str, Any]
Test = Callable[[Row], bool]

relaxed = settings(
    max_examples=80 * EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


class AllRows:
    """Every invoice, read once without a filter."""

    def __init__(self) -> None:
        self.rows: list[Row] = []

    def of(self, wire: Wire) -> list[Row]:
        if not self.rows:
            self.rows = wire.query(
                object=INVOICE, fields=list(KINDS), orderBy=[{"key": "asc"}], size=4000
            )
        return self.rows


everything = AllRows()


@st.composite
def values(draw: st.DrawFn, path: str) -> Any:
    """Mostly a value that some row has, sometimes one that none has, sometimes null."""
    seen = [row[path] for row in everything.rows]
    made: dict[Any, st.SearchStrategy[Any]] = {
        int: st.integers(-5, 2000),
        str: st.text(max_size=3),
        Decimal: st.decimals(-10, 99_999, places=2).map(str),
        bool: st.booleans(),
    }
    if "Date" in path:
        made[str] = st.dates().map(str)
    return draw(st.one_of(st.sampled_from(seen), st.sampled_from(seen), made[KINDS[path]]))


@st.composite
def filters(draw: st.DrawFn) -> tuple[dict[str, Any], Callable[[bool], Test]]:
    """A filter as the API takes it, and the same in Python, given whether case matters."""
    path = draw(st.sampled_from(sorted(KINDS)))
    operators = ["$eq", "$ne", "$in", "$notIn", "$between", "$notBetween", *ORDERED]
    if path in TEXT:
        operators += [*MATCHES, "$notContains", "$notStartsWith", "$notEndsWith"]
    operator = draw(st.sampled_from(operators))
    if operator in {"$in", "$notIn"}:
        value = draw(st.lists(values(path), min_size=1, max_size=4))
    elif "etween" in operator:
        value = draw(
            st.lists(values(path).filter(lambda each: each is not None), min_size=2, max_size=2)
        )
    elif operator in ORDERED or operator in MATCHES or operator.startswith("$not"):
        value = draw(values(path).filter(lambda each: each is not None))
        if path in TEXT and operator not in ORDERED:
            cut = draw(st.integers(0, len(value)))
            value = draw(st.sampled_from([value[:cut], value[cut:], value]))
    else:
        value = draw(values(path))
    return {operator: {path: value}}, lambda case: python_filter(operator, path, value, case=case)


def python_filter(operator: str, path: str, value: Any, *, case: bool) -> Test:
    kind = KINDS[path]

    def typed(raw: Any) -> Any:
        if kind is str:
            return str(raw) if case or path not in TEXT else str(raw).casefold()
        return kind(str(raw)) if kind is Decimal else kind(raw)

    def test(row: Row) -> bool:
        if row[path] is None:
            return (operator == "$eq" and value is None) or (operator == "$in" and None in value)
        if value is None:
            return operator == "$ne"
        wanted = (
            [typed(each) for each in value if each is not None]
            if isinstance(value, list)
            else typed(value)
        )
        return compare(operator, typed(row[path]), wanted)

    return test


def compare(operator: str, cell: Any, wanted: Any) -> bool:
    """What the operator says of two values that are both set."""
    if operator in {"$eq", "$ne"}:
        return bool((cell == wanted) == (operator == "$eq"))
    if operator in {"$in", "$notIn"}:
        return (cell in wanted) == (operator == "$in")
    if operator in {"$between", "$notBetween"}:
        return bool((wanted[0] <= cell <= wanted[1]) == (operator == "$between"))
    if operator in ORDERED:
        return bool(ORDERED[operator](cell, wanted))
    negative = operator.startswith("$not")
    match = MATCHES["$" + operator[4].lower() + operator[5:] if negative else operator]
    return match(cell, wanted) != negative


def keys(rows: list[Row]) -> list[str]:
    return [row["key"] for row in rows]


@relaxed
@given(data=st.data())
def test_any_filter_gives_what_plain_python_gives(wire: Wire, data: st.DataObject):
    rows = everything.of(wire)
    chosen = data.draw(st.lists(filters(), min_size=1, max_size=3))
    case = data.draw(st.booleans())
    numbers = range(1, len(chosen) + 1)
    expression, combined = data.draw(
        st.sampled_from(
            [
                ("and", lambda row, tests: all(test(row) for test in tests)),
                ("or", lambda row, tests: any(test(row) for test in tests)),
                (
                    f"1 or ({' and '.join(str(number) for number in numbers)})",
                    lambda row, tests: tests[0](row) or all(test(row) for test in tests),
                ),
                (
                    f"{len(chosen)} and (1 or {len(chosen)})",
                    lambda row, tests: tests[-1](row) and (tests[0](row) or tests[-1](row)),
                ),
            ]
        )
    )
    found = wire.query(
        object=INVOICE,
        fields=["key"],
        filters=[each for each, _ in chosen],
        filterExpression=expression,
        filterParameters={"caseSensitiveComparison": case},
        orderBy=[{"key": "asc"}],
        size=4000,
    )
    tests = [make(case) for _, make in chosen]
    assert keys(found) == keys([row for row in rows if combined(row, tests)])


@relaxed
@given(
    size=st.integers(1, 4000),
    order=st.lists(st.sampled_from(sorted(KINDS)), max_size=2, unique=True),
    direction=st.sampled_from(["asc", "desc"]),
)
def test_any_page_size_gives_the_same_rows(wire: Wire, size: int, order: list[str], direction: str):
    size = max(size, 25)  # fewer requests an example; small pages are in the tools' tests
    order_by = [*({path: direction} for path in order if path != "key"), {"key": "asc"}]
    body = {"object": INVOICE, "fields": ["key"], "orderBy": order_by}
    whole = keys(wire.query(**body, size=4000))
    paged: list[str] = []
    start: int | None = 1
    while start is not None:
        answer = wire.post("/services/core/query", {**body, "start": start, "size": size}).json()
        paged += keys(answer["ia::result"])
        start = answer["ia::meta"]["next"]
    assert paged == whole


@relaxed
@given(data=st.data())
def test_sums_of_groups_are_the_sum_of_the_whole(wire: Wire, data: st.DataObject):
    everything.of(wire)
    chosen, _ = data.draw(filters())
    by = data.draw(st.lists(st.sampled_from(sorted(KINDS)), min_size=1, max_size=2, unique=True))
    grouped = wire.query(
        object=INVOICE, fields=[*by, "sum:totalTxnAmount"], filters=[chosen], size=4000
    )
    rows = wire.query(object=INVOICE, fields=["totalTxnAmount"], filters=[chosen], size=4000)
    assert sum(Decimal(group["sum:totalTxnAmount"]) for group in grouped) == sum(
        Decimal(row["totalTxnAmount"]) for row in rows
    )
