"""Files and folders that only their owner can read and that are replaced as a whole, also when the process is killed.

Errors: OSError as the system gives it.
"""

import os
from pathlib import Path


def make_folder(folder: Path) -> None:
    """Make a folder where it is missing, and those above it; what is made only its owner can enter."""
    # With parents=True those above would get the usual mode.
    for each in reversed([folder, *folder.parents]):
        if not each.exists():
            each.mkdir(mode=0o700, exist_ok=True)


def make_private(folder: Path) -> None:
    """The same, and one that was there before is closed to others too."""
    make_folder(folder)
    folder.chmod(0o700)


def replace_whole(path: Path, content: bytes) -> None:
    """Put new content in place of a file; whoever looks finds the old one or the new one, never half of it.

    The caller keeps other writers of the same path out.
    """
    unfinished = path.with_name(path.name + ".unfinished")
    # One that a killed process left is written over.
    handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)
    _settle(path.parent)


def _settle(folder: Path) -> None:
    """Have the new name on the disk as well; Windows has no handle on a folder and does so by itself."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
