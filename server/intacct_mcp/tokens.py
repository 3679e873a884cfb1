"""What a text costs a model: tokens of the o200k vocabulary, or about that many.

The exact vocabulary comes with a development dependency; without it a token is taken for four bytes.
"""

from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

BYTES_A_TOKEN = 4


@cache
def is_exact() -> bool:
    """Whether tokens are counted, not estimated."""
    return find_spec("bpe_openai") is not None


def count_tokens(text: str) -> int:
    """Tokens of a text."""
    if not is_exact():
        return -(-len(text.encode()) // BYTES_A_TOKEN)
    encoding: Any = import_module("bpe_openai").get_encoding("o200k_base")
    return len(encoding.encode(text))
