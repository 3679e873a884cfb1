"""Regular expressions from outside, on names: those that cannot take for ever.

Source: docs/api/model.md.
"""

import re

# Python's matcher goes back over what it matched: nested or many repeats take for ever on a long name.
_ENDLESS = re.compile(r"\)[*+{]")
_REPEATS = re.compile(r"[*+{]")
_AMBIGUOUS = re.compile(r"\[\[|--|&&|~~|\|\|")
MOST_REPEATS = 3
LONGEST_PATTERN = 200


def name_pattern(pattern: str) -> re.Pattern[str]:
    """A regular expression, compiled.

    Raises:
        ValueError: It is none, or one that could take for ever.
    """
    if _ENDLESS.search(pattern) or len(_REPEATS.findall(pattern)) > MOST_REPEATS:
        raise ValueError("groups may not repeat, and only three parts may")
    if len(pattern) > LONGEST_PATTERN or _AMBIGUOUS.search(pattern):
        raise ValueError(f"at most {LONGEST_PATTERN} characters, and no set within a set")
    try:
        return re.compile(pattern)
    except (re.error, OverflowError, RecursionError) as error:
        raise ValueError(str(error)) from error
