from hypothesis import given
from hypothesis import strategies as st

from intacct_books.cells import printable


@given(st.text())
def test_nothing_that_steers_a_reader_is_left_in_text(text: str):
    shown = printable(text)
    assert not any(ord(sign) < 0x20 or 0x7F <= ord(sign) <= 0x9F for sign in shown)
    assert not set(shown) & set("\u200b\u200e\u202a\u202e\u2028\u2066\u2069\ufeff")
    assert printable(shown) == shown
