"""README and docs/tools.md say what the code says. UPDATE_DOCS=1 rewrites the generated parts."""

import json
import os
import re
import shutil
import sys
from pathlib import Path
from typing import Any

import anyio
import pytest
from mcp.client import Client
from mcp.client.stdio import StdioServerParameters
from mcp.types import Tool
from pydantic import SecretStr
from pydantic_core import PydanticUndefined

from agent import Agent
from intacct_mcp.app import optional_toolset
from intacct_mcp.profiles import checker
from intacct_mcp.settings import Settings, variable
from intacct_mcp.tokens import count_tokens
from intacct_mcp.toolset_names import OPTIONAL
from intacct_mcp.wire_tools import wire_form

ROOT = Path(__file__).parent.parent
EXAMPLE: dict[str, Any] = {"account": "cash", "as_of": "2026-09-30"}


@pytest.fixture
async def tools(agent: Agent) -> list[Tool]:
    return list((await agent.client.list_tools()).tools)


def check(path: Path, text: str) -> None:
    if os.environ.get("UPDATE_DOCS"):
        path.write_text(text, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == text


def with_part(path: Path, name: str, part: str) -> str:
    """The file's text with a marked part replaced."""
    text = path.read_text(encoding="utf-8")
    start, end = f"<!-- {name} -->", f"<!-- /{name} -->"
    assert start in text
    assert end in text
    return re.sub(f"{start}.*{end}", lambda _: f"{start}\n{part}\n{end}", text, flags=re.DOTALL)


def first_line(tool: Tool) -> str:
    return (tool.description or "").splitlines()[0]


def tool_table(tools: list[Tool]) -> str:
    rows = [
        f"| `{tool.name}` | {first_line(tool)} | {count_tokens(wire_form(tool))} |"
        for tool in tools
    ]
    return "\n".join(["| tool | what it gives | tokens |", "|---|---|---|", *rows])


async def test_the_readme_s_tool_table_is_the_tool_list(tools: list[Tool]):
    for path in (ROOT / "README.md", ROOT / "tools" / "README.md"):
        check(path, with_part(path, "tools", tool_table(tools)))


def test_the_page_of_toolsets_has_every_tool_of_each():
    rows = ["| toolset | tool | what it gives | tokens |", "|---|---|---|---|"]
    for toolset in map(optional_toolset, OPTIONAL):
        for each in toolset.tools:
            tool = Tool(name=each.name, description=each.description, input_schema=each.parameters)
            cost = count_tokens(wire_form(tool))
            rows.append(f"| `{toolset.name}` | `{tool.name}` | {first_line(tool)} | {cost} |")
    path = ROOT / "docs" / "toolsets.md"
    check(path, with_part(path, "toolsets", "\n".join(rows)))


async def test_the_page_of_tools_is_the_tool_list(tools: list[Tool]):
    parts = ["# The tools\n\nGenerated from the code. Each tool only reads.\n"]
    for tool in tools:
        parts.append(f"## {tool.name}\n\n{tool.description}\n")
        parts.append("| argument | type | default | meaning |\n|---|---|---|---|")
        required = tool.input_schema.get("required", [])
        for name, schema in tool.input_schema["properties"].items():
            kind = " or ".join(f"`{each}`" for each in schema.get("enum", [schema.get("type")]))
            bounds = f" {schema['minimum']} to {schema['maximum']}" if "minimum" in schema else ""
            default = (
                "required"
                if name in required
                else f"`{schema['default']}`"
                if "default" in schema
                else ""
            )
            parts.append(
                f"| `{name}` | {kind}{bounds} | {default} | {schema.get('description', '')} |"
            )
        parts.append("")
    check(ROOT / "docs" / "tools.md", "\n".join(parts).rstrip() + "\n")


def test_the_readme_s_settings_are_the_settings():
    rows = ["| variable | what | default |", "|---|---|---|"]
    for name, field in Settings.model_fields.items():
        default = (
            ""
            if field.default in (None, "", PydanticUndefined)
            or isinstance(field.default, SecretStr)
            else f"`{field.default}`"
        )
        rows.append(f"| `{variable(name)}` | {field.description} | {default} |")
    path = ROOT / "README.md"
    check(path, with_part(path, "settings", "\n".join(rows)))


def test_the_page_of_profiles_has_the_keys_of_a_profile():
    rows = ["| key | what | default |", "|---|---|---|"]
    for name, schema in checker().json_schema()["properties"].items():
        default = "" if schema.get("default") in (None, "") else json.dumps(schema["default"])
        if name != "name":
            rows.append(f"| `{name}` | {schema['description']} | {default and f'`{default}`'} |")
    path = ROOT / "docs" / "profiles.md"
    check(path, with_part(path, "keys", "\n".join(rows)))


async def test_the_readme_s_answer_is_a_real_one(agent: Agent):
    answer = await agent.reads("gl_balance", **EXAMPLE)
    shown = json.dumps(answer, indent=None, ensure_ascii=False)
    path = ROOT / "README.md"
    check(path, with_part(path, "answer", f"```json\n{shown}\n```"))
    assert f"call gl_balance '{json.dumps(EXAMPLE)}'" in path.read_text(encoding="utf-8")


async def test_the_example_configuration_works_as_it_stands():
    config = json.loads((ROOT / "claude_desktop_config.example.json").read_text(encoding="utf-8"))
    server = config["mcpServers"]["sage-intacct"]
    command = shutil.which(server["command"], path=str(Path(sys.executable).parent))
    assert command is not None
    parameters = StdioServerParameters(command=command, args=server["args"], env=server["env"])
    with anyio.fail_after(60):
        async with Client(parameters) as client:
            answer = await Agent(client).reads("list_customers", limit=1)
    assert answer["company"] == "harwick (sandbox)"


def test_every_page_that_the_code_names_is_there_and_no_other():
    named = {
        name
        for root in ("server", "tools", "sandbox")
        for path in (ROOT / root).rglob("*")
        if path.suffix in {".py", ".sql"}
        for name in re.findall(
            r"docs/api/([\w-]+\.md)|\b([\w-]+\.md)\b", path.read_text(encoding="utf-8")
        )
        for name in name
        if name and name != "LICENSE.md" and not (ROOT / "docs" / name).exists()
    }
    there = {path.name for path in (ROOT / "docs" / "api").glob("*.md")} - {"README.md"}
    assert named == there


def test_no_link_leads_nowhere():
    for path in [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", path.read_text(encoding="utf-8")):
            if "://" not in target:
                assert (path.parent / target).exists(), f"{path}: {target}"
