"""One tool call, or the tool list, through a real client of a server in this process."""

from typing import Any

from mcp.client import Client
from mcp.server import MCPServer
from mcp.types import TextContent

from intacct_books import Connections


async def call_tool(
    server: MCPServer[Connections], name: str, arguments: dict[str, Any]
) -> tuple[str, bool]:
    """The text a model would see, and whether it is an error."""
    async with Client(server) as client:
        result = await client.call_tool(name, arguments)
    text = "\n".join(part.text for part in result.content if isinstance(part, TextContent))
    return text, bool(result.is_error)


async def list_tools(server: MCPServer[Connections]) -> list[dict[str, Any]]:
    """The tools as they go over the wire."""
    async with Client(server) as client:
        listed = await client.list_tools()
    return [tool.model_dump(mode="json", by_alias=True, exclude_none=True) for tool in listed.tools]
