"""What must be said in an answer that is made already: a plan that is nearly used up, a count or a log not written."""

import json
from dataclasses import dataclass, field
from typing import Any

from mcp.server.lowlevel.helper_types import ReadResourceContents
from mcp.types import CallToolResult, TextContent

JSON, CSV = "application/json", "text/csv"


@dataclass(slots=True)
class Remarks:
    """What is to be said.

    Attributes:
        usage: The month against the plan; empty while there is enough left.
        notes: What could not be written down.
        is_unlogged: Whether the audit log is among it.
    """

    usage: str = ""
    notes: list[str] = field(default_factory=list[str])
    is_unlogged: bool = False

    def say_in(self, answer: object) -> None:
        """Put it into what a tool answers, or into a resource; a file stays as it was made."""
        match answer:
            case CallToolResult(content=[TextContent() as first, *_]):  # links to files may follow
                first.text = self._with(first.text)
            case ReadResourceContents(content=str(text), mime_type=mime) if mime == JSON:
                answer.content = self._with(text)
            case _:
                pass

    def _with(self, text: str) -> str:
        if not (self.usage or self.notes):
            return text
        answer: dict[str, Any] = json.loads(text)
        if self.notes:
            answer["notes"] = [*answer.get("notes", []), *self.notes]
        if self.usage:
            answer["usage"] = self.usage
        return json.dumps(answer, ensure_ascii=False, separators=(",", ":"))
