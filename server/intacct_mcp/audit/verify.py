"""Whether the audit log is as it was written: every line whole, in its place, and none missing.

It shows changes by anyone who does not write the whole chain anew: who may write the files can also forge
all of them. Copies elsewhere are what proves more.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from intacct_mcp.audit.chain import unsealed
from intacct_mcp.audit.log import End, files, read_end


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it was written: the file, its line there from 1 (0: none), and what."""

    file: str
    at: int
    what: str


@dataclass(slots=True)
class Verified:
    """The outcome: how many lines and files there are, and what is wrong."""

    lines: int = 0
    files: int = 0
    findings: list[Finding] = field(default_factory=list[Finding])


@dataclass(frozen=True, slots=True)
class Line:
    """A line as it stands in a file; `facts` is None when it is not as it was written."""

    file: str
    at: int
    is_whole: bool
    facts: dict[str, Any] | None
    hash: str


def read_lines(folder: Path) -> Iterator[Line]:
    """All lines of all files, oldest first."""
    for path in files(folder):
        if not path.exists():
            continue
        with path.open("rb") as file:
            for at, raw in enumerate(file, start=1):
                is_whole = raw.endswith(b"\n")
                known = unsealed(raw[:-1]) if is_whole else None
                facts, own = known or (None, "")
                yield Line(path.name, at, is_whole, facts, own)


def verify(folder: Path) -> Verified:
    """Read all of the log and say what is wrong with it."""
    outcome = Verified(files=sum(path.exists() for path in files(folder)))
    last = End()
    is_sure = True  # whether the line before could be read
    for line in read_lines(folder):
        outcome.lines += 1
        if line.facts is None:
            what = "was altered" if line.is_whole else "is cut short"
            outcome.findings.append(Finding(line.file, line.at, f"line {last.line + 1} {what}"))
            last, is_sure = End(last.line + 1, ""), False
            continue
        number: int = line.facts["line"]
        wrong = _misplaced(
            number, last, is_chained=not is_sure or line.facts["previous"] == last.hash
        )
        if wrong:
            outcome.findings.append(Finding(line.file, line.at, wrong))
        last, is_sure = End(max(number, last.line), line.hash), number > last.line
    outcome.findings.extend(_at_the_end(folder, last, is_sure=is_sure))
    return outcome


def _misplaced(number: int, last: End, *, is_chained: bool) -> str:
    if number > last.line + 1:
        gone = (
            f"line {last.line + 1} is"
            if number == last.line + 2
            else f"lines {last.line + 1} to {number - 1} are"
        )
        return f"{gone} missing before line {number}"
    if number <= last.line:
        return f"line {number} stands in the wrong place"
    return "" if is_chained else f"line {number} does not follow the line before"


def _at_the_end(folder: Path, last: End, *, is_sure: bool) -> Iterator[Finding]:
    end = read_end(folder)
    if end is None:
        # A process killed in its first line has not come to write the mark.
        if last.line > 1:
            yield Finding("audit.end", 0, "the mark of the end is missing or cannot be read")
    elif end.line > last.line:
        yield Finding("audit.end", 0, f"lines {last.line + 1} to {end.line} are missing at the end")
    elif end.line == last.line and is_sure and end.hash != last.hash:
        yield Finding("audit.end", 0, f"line {last.line} is not the one that was written last")
