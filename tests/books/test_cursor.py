"""The cursor of a next page: signed, bound to its query and scope, good for a day."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intacct_books.errors import BadArgument
from intacct_books.lists.cursor import Cursors, Position
from intacct_books.scope import Scope

NOW = datetime(2026, 10, 31, 12, 0, tzinfo=UTC)
SCOPE = Scope(
    "acme",
    (),
    private=True,
    book="accrual",
    currency="",
    today=date(2026, 10, 31),
    is_sandbox=False,
)


@given(start=st.integers(1, 2**32 - 1), total=st.integers(0, 2**32 - 1), query=st.text())
def test_it_comes_back_as_it_went_in_forty_characters(start: int, total: int, query: str):
    cursors = Cursors(b"key", query, NOW)
    cursor = cursors.write(Position(start, total))
    assert len(cursor) <= 40
    assert cursors.read(cursor) == Position(start, total)


def test_another_replica_with_the_same_key_reads_it_and_one_with_another_key_does_not():
    cursor = Cursors(b"key", "q", NOW).write(Position(26, 100))
    assert Cursors(b"key", "q", NOW + timedelta(hours=23)).read(cursor) == Position(26, 100)
    with pytest.raises(BadArgument, match="no cursor of this list"):
        Cursors(b"other", "q", NOW).read(cursor)


def test_it_ends_after_a_day():
    cursor = Cursors(b"key", "q", NOW).write(Position(26, 100))
    with pytest.raises(BadArgument, match="more than a day old"):
        Cursors(b"key", "q", NOW + timedelta(hours=25)).read(cursor)


@given(place=st.integers(0, 38), letter=st.sampled_from("ABCxyz019-_"))
def test_no_letter_of_it_can_be_changed(place: int, letter: str):
    cursors = Cursors(b"key", "q", NOW)
    cursor = cursors.write(Position(26, 100))
    forged = cursor[:place] + letter + cursor[place + 1 :]
    if forged != cursor:
        with pytest.raises(BadArgument):
            cursors.read(forged)


def test_a_scope_s_fingerprint_tells_every_part_of_it():
    others = [
        replace(SCOPE, company="other"),
        replace(SCOPE, entities=("100",)),
        replace(SCOPE, private=False),
        replace(SCOPE, book="cash"),
        replace(SCOPE, currency="USD"),
        replace(SCOPE, today=date(2026, 11, 1)),
    ]
    assert len({SCOPE.fingerprint, *(other.fingerprint for other in others)}) == 7
    assert SCOPE.coverage == "all entities that this user sees"
    assert replace(SCOPE, sees="all").coverage == "all entities incl. private"
    assert others[1].coverage == "entity 100"
    assert replace(others[2], sees="all").coverage == "all entities without private"
    many = replace(SCOPE, entities=tuple(str(number) for number in range(100, 130)))
    assert many.coverage == "entities 100, 101, 102, 103, 104, 105, 106, 107 and 22 more"
