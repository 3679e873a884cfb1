import re

from hypothesis import given
from hypothesis import strategies as st

from intacct_books.masking import ending, masked


@given(st.text(alphabet="0123456789ABC-", min_size=1, max_size=20))
def test_a_mask_never_shows_a_whole_number_nor_more_than_four_of_it(number: str):
    shown = masked(number).removeprefix("...")
    assert shown == ending(number)
    assert shown != number
    assert len(shown) in (0, 4)
    assert re.search(f"{re.escape(shown)}$", number)


def test_no_number_has_no_mask():
    assert (masked(""), ending("")) == ("", "")
    assert (masked("1234"), ending("1234")) == ("...", "")
    assert (masked("91234"), ending("91234")) == ("...1234", "1234")
