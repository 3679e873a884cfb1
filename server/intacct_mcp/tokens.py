"""What a text costs a model: tokens of the o200k vocabulary, or about that many.

The exact vocabulary comes with a development dependency; without it a token is taken for four bytes.
"""

from functools import cache
from importlib.util import find_spec

BYTES_A_TOKEN = 4


@cache
def is_exact() -> bool:
    """Whether tokens are counted, not estimated."""
    return find_spec("bpe_openai") is not None


def count_tokens(text: str) -> int:
    """Tokens of a text."""
    if not is_exact():
        return -(-len(text.encode()) // BYTES_A_TOKEN)
    from bpe_openai import get_encoding

    return len(get_encoding("o200k_base").encode(text))
