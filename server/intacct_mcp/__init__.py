"""The MCP server: settings, wiring and commands. It knows neither accounting nor the API."""

from importlib.metadata import version

__version__ = version("sage-intacct-mcp")
