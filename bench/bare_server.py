"""What everything is compared with: the bare SDK with one trivial tool."""

from mcp.server import MCPServer

server = MCPServer("bare", log_level="ERROR")


async def ping(text: str = "") -> str:
    """Nothing but the way there and back."""
    return "ok"


server.add_tool(ping, structured_output=False)

if __name__ == "__main__":
    server.run("stdio")
