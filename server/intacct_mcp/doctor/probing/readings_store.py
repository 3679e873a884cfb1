"""Where the readings that a probe found are kept, for one sign-in each.

Source: docs/doctor.md. A JSON file in the user's state folder, replaced as a whole. A file that cannot be read
counts as none: the client then learns as it goes.
"""

import json
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any, cast

from platformdirs import user_state_path

from intacct_client import Account


def readings_file(account: Account) -> Path:
    """The file of a sign-in."""
    return user_state_path("sage-intacct-mcp") / "readings" / f"{account.fingerprint}.json"


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
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    points = {point: {"reading": reading, "how": how} for point, reading, how in readings}
    # mkstemp makes the file 0600 from the start.
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump({"company": company, "day": day, "points": points}, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    Path(name).replace(path)


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
