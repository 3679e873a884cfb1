"""The queries of a list and of what it leaves out, for any filters."""

import re
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from intacct_books.aging.credits import in_base
from intacct_books.lists.set_aside import Parting
from intacct_client import Query
from intacct_client.filters import Filter, equal
from intacct_client.query import select

Truth = dict[str, bool]


def parting(common: int, listed: int, groups: list[int], *, has_aside: bool) -> Parting:
    def named(kind: str, count: int) -> tuple[Filter, ...]:
        return tuple(equal(f"{kind}{number}", value=True) for number in range(count))

    return Parting(
        query=select("x/y", "text state"),
        common=named("common", common),
        one_of=tuple(named(f"group{at}-", size) for at, size in enumerate(groups)),
        states=("open",),
        listed=named("listed", listed),
        aside=("draft",) if has_aside else (),
        record=lambda _: {},
        sums={},
        amount="amount",
        currency="currency",
        shown={},
    )


def holds(query: Query, row: Truth, state: str) -> bool:
    """Whether a row would be found, by evaluating the expression as Python's own."""
    values: list[bool] = []
    for each in query.filters:
        ((operator, operands),) = each.items()
        ((path, value),) = operands.items()
        values.append(state in value if operator == "$in" else row[path] is value)
    expression = query.expression or " and ".join(str(at) for at in range(1, len(values) + 1))
    numbers = [int(number) for number in re.findall(r"\d+", expression)]
    assert sorted(numbers) == list(range(1, len(values) + 1))
    text = re.sub(r"\d+", lambda number: str(values[int(number[0]) - 1]), expression)
    return bool(eval(text))


@given(
    st.integers(0, 3),
    st.integers(0, 2),
    st.lists(st.integers(1, 3), max_size=2),
    st.booleans(),
    st.sampled_from(["open", "draft", "other"]),
    st.data(),
)
def test_both_is_what_is_listed_and_what_is_left_out_and_nothing_else(
    common: int, listed: int, groups: list[int], has_aside: bool, state: str, data: st.DataObject
):
    wanted = parting(common, listed, groups, has_aside=has_aside)
    paths = [
        path
        for each in (
            *wanted.common,
            *wanted.listed,
            *(one for all_ in wanted.one_of for one in all_),
        )
        for path in each["$eq"]
    ]
    row = {path: data.draw(st.booleans()) for path in paths}
    of_group = all(
        any(row[path] for each in group for path in each["$eq"]) for group in wanted.one_of
    )
    in_common = of_group and all(row[path] for each in wanted.common for path in each["$eq"])
    is_listed = state == "open" and all(row[path] for each in wanted.listed for path in each["$eq"])
    is_aside = has_aside and state == "draft"
    assert holds(wanted.of_listed, row, state) == (in_common and is_listed)
    assert holds(wanted.of_both, row, state) == (in_common and (is_listed or is_aside))


CENTS = st.integers(-(10**9), 10**9).map(lambda cents: Decimal(cents).scaleb(-2))


@given(CENTS, CENTS, CENTS)
def test_what_leaves_a_rest_in_parts_adds_up_to_the_rest(
    rest: Decimal, used: Decimal, base: Decimal
):
    """A statement takes a rest off step by step: the steps, rounded, are the whole, rounded."""
    whole = Decimal("160.00")
    first = in_base(rest, whole, base) - in_base(rest - used, whole, base)
    second = in_base(rest - used, whole, base) - in_base(Decimal(0), whole, base)
    assert first + second == in_base(rest, whole, base)
    assert in_base(whole, whole, base) == base
