"""A model's side of the server: tool calls, and what comes back of them."""

import json
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from mcp.client import Client
from mcp.types import TextContent


@dataclass
class Agent:
    client: Client
    calls: int = 0

    async def hears(self, tool: str, **arguments: Any) -> str:
        """The text of an answer, exactly as a model sees it."""
        text, is_error = await self._call(tool, arguments)
        assert not is_error, text
        return text

    async def reads(self, tool: str, **arguments: Any) -> dict[str, Any]:
        """An answer without the minute it was read at, which no test can know."""
        answer: dict[str, Any] = json.loads(await self.hears(tool, **arguments))
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\dZ", answer.pop("read_at"))
        return answer

    async def is_told(self, tool: str, **arguments: Any) -> str:
        """The sentence of a refusal."""
        text, is_error = await self._call(tool, arguments)
        assert is_error, text
        assert "Traceback" not in text
        assert "\n" not in text
        return text

    async def _call(self, tool: str, arguments: dict[str, Any]) -> tuple[str, bool]:
        self.calls += 1
        result = await self.client.call_tool(tool, arguments)
        assert result.structured_content is None
        (content,) = result.content
        assert isinstance(content, TextContent)
        return content.text, bool(result.is_error)


def column(answer: dict[str, Any], name: str) -> list[str]:
    at = answer["columns"].index(name)
    return [row[at] for row in answer["rows"]]


def records(answer: dict[str, Any]) -> list[dict[str, str]]:
    return [dict(zip(answer["columns"], row, strict=True)) for row in answer["rows"]]


def sum_of(answer: dict[str, Any], name: str) -> Decimal:
    return sum((Decimal(value) for value in column(answer, name)), Decimal(0))


async def all_records(agent: Agent, tool: str, **arguments: Any) -> list[dict[str, str]]:
    """The rows of every page."""
    answer = await agent.reads(tool, **arguments)
    rows = records(answer)
    while "next" in answer:
        answer = await agent.reads(tool, **arguments, after=answer["next"])
        rows.extend(records(answer))
    return rows
