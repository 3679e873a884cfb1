"""Where the readings that a probe found are kept, for one sign-in each.

Source: docs/doctor.md. A JSON file in the user's state folder, replaced as a whole. A file that cannot be read
counts as none: the client then learns as it goes.
"""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, cast

from filelock import FileLock

from intacct_client import Account
from intacct_client.whole_file import make_private, replace_whole
from intacct_mcp.folders import state_folder

PATIENCE = 20  # seconds to wait for another probe


def readings_file(account: Account) -> Path:
    """The file of a sign-in."""
    return state_folder() / "readings" / f"{account.fingerprint}.json"


def write_readings(
    path: Path, company: str, day: str, readings: Iterable[tuple[str, str, str]]
) -> None:
    """Replace what is kept.

    Args:
        path: The file.
        company: Whose readings they are.
        day: When they were found.
        readings: Point, reading and how it was seen; an empty reading could not be told.
    """
    points = {point: {"reading": reading, "how": how} for point, reading, how in readings}
    kept = json.dumps({"company": company, "day": day, "points": points}, indent=1)
    make_private(path.parent)
    with FileLock(f"{path}.lock", timeout=PATIENCE, mode=0o600):
        replace_whole(path, kept.encode())


def read_readings(path: Path) -> dict[str, str]:
    """The readings that hold, by point; empty when none were found yet."""
    try:
        kept: Any = json.loads(path.read_text(encoding="utf-8"))
        points = cast("dict[str, dict[str, str]]", kept["points"])
        return {point: each["reading"] for point, each in points.items() if each["reading"]}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def orders_groups(readings: dict[str, str]) -> bool:
    """Whether sums may be ordered; taken for granted until a probe saw otherwise."""
    return readings.get("aggregate-order") != "refused"
