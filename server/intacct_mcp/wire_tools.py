"""A tool as a model reads it: name, description and input schema as compact JSON."""

import json

from mcp.types import Tool


def wire_form(tool: Tool) -> str:
    """The part of a tool that costs a model tokens."""
    shown = {"name": tool.name, "description": tool.description, "inputSchema": tool.input_schema}
    return json.dumps(shown, ensure_ascii=False, separators=(",", ":"))
