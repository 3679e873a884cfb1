"""What doctor says: one line a finding, and what was learned of the company."""

from dataclasses import dataclass, field
from typing import Any, Literal

from intacct_mcp.doctor.failures import failures

Status = Literal["ok", "warning", "failed", "unchecked"]


@dataclass(frozen=True, slots=True)
class Line:
    """One finding.

    Attributes:
        id: The failure it is about, or the check that found nothing wrong.
        fix: What to do about it.
        where: Where to do it.
    """

    id: str
    status: Status
    text: str
    fix: str = ""
    where: str = ""


def fine(check: str, text: str) -> Line:
    """A check that found nothing wrong."""
    return Line(check, "ok", text)


def failed(id_: str, text: str) -> Line:
    """A failure that stands in the way."""
    return _of(id_, "failed", text)


def warning(id_: str, text: str) -> Line:
    """A failure that one can live with, or that mended itself."""
    return _of(id_, "warning", text)


def _of(id_: str, status: Status, text: str) -> Line:
    failure = failures()[id_]
    return Line(id_, status, f"{failure.title}: {text}", failure.fix, failure.where)


@dataclass(slots=True)
class Report:
    """All findings in their order, and what is known of the company at the end."""

    lines: list[Line] = field(default_factory=list[Line])
    facts: dict[str, str] = field(default_factory=dict[str, str])

    @property
    def is_healthy(self) -> bool:
        """Whether nothing failed."""
        return not any(line.status == "failed" for line in self.lines)

    def as_json(self) -> dict[str, Any]:
        """The report for programs."""
        return {
            "healthy": self.is_healthy,
            "facts": self.facts,
            "lines": [
                {
                    name: getattr(line, name)
                    for name in ("id", "status", "text", "fix", "where")
                    if getattr(line, name)
                }
                for line in self.lines
            ],
        }


def unchecked(seen: set[str]) -> list[Line]:
    """What is not looked for here, and why; without what came up all the same."""
    return [
        Line(each.id, "unchecked", each.unchecked) for each in failures().values() if each.unchecked
    ]
