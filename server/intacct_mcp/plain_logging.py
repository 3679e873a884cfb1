"""Log lines on stderr, each as it is.

The SDK sets logging up as a server is made, over `rich` where that can be imported: 1.5 MB and a fortieth of the start,
for lines that are then broken at eighty columns in a host's log file. It writes plain lines where `rich` is not there.
"""

import sys
from collections.abc import Generator
from contextlib import contextmanager

_WANTED = ("rich.console", "rich.logging")


@contextmanager
def plain_logging() -> Generator[None]:
    """While a server is made, what the SDK would import is not there; what is imported already stays."""
    hidden = [name for name in _WANTED if name not in sys.modules]
    # None in place of a module is how Python says that there is none.
    sys.modules.update(dict.fromkeys(hidden))  # type: ignore[arg-type]
    try:
        yield
    finally:
        for name in hidden:
            del sys.modules[name]
