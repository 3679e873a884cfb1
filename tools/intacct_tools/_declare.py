"""How a function becomes a tool: strict arguments, readable errors, compact text.

This adds what the SDK (mcp 2.3) does not do: it refuses arguments it does not know, takes a number where
text is wanted, keeps titles out of schemas, and lets our own sentences through as they are. A crash stays
a crash: the model learns only that it happened.
"""

import inspect
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from dataclasses import dataclass, replace
from typing import Annotated, Any, cast

from mcp.server.mcpserver import Context
from mcp.server.mcpserver.exceptions import ToolError
from mcp.server.mcpserver.resolve import Resolve
from mcp.server.mcpserver.tools import Tool
from mcp.server.mcpserver.utilities.func_metadata import ArgModelBase
from mcp.types import CallToolResult, ResourceLink, TextContent, ToolAnnotations
from pydantic import ConfigDict, ValidationError
from pydantic_core import ErrorDetails

from intacct_books import Books, Connections, IntacctError
from intacct_books.evidence import Said
from intacct_tools._shapes import Answer, as_text

LONGEST_ECHO = 40
_SAID: ContextVar[Said] = ContextVar("said")


async def books_of_call(ctx: Context[Any, Any], company: str = "") -> Books:
    """The books that the running call is about; evidence remembers the call as it was made.

    Args:
        ctx: The call's context.
        company: The company, where there are several.
    """
    connections: Connections = ctx.request_context.lifespan_context
    return replace(await connections.books(company), said=_SAID.get())


async def _books(ctx: Context[Any, Any]) -> Books:
    return await books_of_call(ctx)


CompanyBooks = Annotated[Books, Resolve(_books)]
"""The parameter through which a tool gets its books. The model does not see it."""

ToolFunction = Callable[..., Awaitable[Answer]]


@dataclass(frozen=True, slots=True)
class Instead:
    """What to do instead of what a parameter does not take. Said in the refusal, not in the schema."""

    advice: str


class Toolset:
    """The tools of one area."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.tools: list[StrictTool] = []

    def read(self, *, title: str) -> Callable[[ToolFunction], ToolFunction]:
        """Declare a tool that only reads."""

        def declare(function: ToolFunction) -> ToolFunction:
            self.tools.append(
                strict_tool(
                    function,
                    ToolAnnotations(title=title, read_only_hint=True, open_world_hint=True),
                )
            )
            return function

        return declare


class StrictTool(Tool):
    """A tool that refuses what it does not understand, and says so in a sentence."""

    async def run(
        self, arguments: dict[str, Any], context: Context[Any, Any], convert_result: bool = False
    ) -> Any:
        """Run it. Only our own errors keep their text."""
        # Models write null for what they leave out.
        given = {name: value for name, value in arguments.items() if value is not None}
        _refuse_broken_text(given)
        _SAID.set(Said(self.name, given))
        try:
            answer = await super().run(given, context, convert_result=False)
        except ToolError as error:
            cause = _alone(error.__cause__)
            if isinstance(cause, ValidationError):
                raise ToolError(self._complaint(cause)) from cause
            if isinstance(cause, IntacctError):
                raise ToolError(str(cause)) from cause
            raise
        text = as_text(cast("Answer", answer))
        if not convert_result:
            return text
        return CallToolResult(content=[TextContent(type="text", text=text), *_links(answer)])

    def _complaint(self, error: ValidationError) -> str:
        faults = "; ".join(self._fault(each) for each in error.errors(include_url=False)[:3])
        return f"{faults}. This tool takes: {', '.join(self.parameters['properties'])}."

    def _fault(self, error: ErrorDetails) -> str:
        name = str(error["loc"][0])
        choices = self.parameters["properties"].get(name, {}).get("enum", ())
        if error["type"] == "missing" and choices:
            return f"{name} is required: {', '.join(choices[:-1])} or {choices[-1]}"
        about = self.fn_metadata.arg_model.model_fields.get(name)
        advice = (
            [each.advice for each in about.metadata if isinstance(each, Instead)] if about else []
        )
        return ". ".join([_fault(error), *advice])


def _links(answer: Answer) -> list[ResourceLink]:
    """Links to the files that an answer made."""
    made = answer.get("export")
    if made is None:
        return []
    name = str(made["uri"]).rpartition("/")[2]
    link = ResourceLink(
        type="resource_link", uri=made["uri"], name=name, mime_type="text/csv", size=made["bytes"]
    )
    return [link]


def _alone(cause: BaseException | None) -> BaseException | None:
    """The error itself: what is asked several times at once fails as a group, of which one is enough."""
    while isinstance(cause, BaseExceptionGroup):
        group = cast("BaseExceptionGroup[BaseException]", cause)
        ours = [each for each in group.exceptions if isinstance(each, IntacctError)]
        cause = ours[0] if ours else group.exceptions[0]
    return cause


def _refuse_broken_text(arguments: dict[str, Any]) -> None:
    """Half a surrogate pair is valid JSON, but no text: it can be neither sent nor stored."""
    for name, value in arguments.items():
        if (
            isinstance(value, str)
            and not value.isascii()
            and value != value.encode(errors="ignore").decode()
        ):
            raise ToolError(
                f"{name[:LONGEST_ECHO]} holds characters that are no text. Write it again."
            )


def _fault(error: ErrorDetails) -> str:
    name = ".".join(str(part) for part in error["loc"])
    bounds = error.get("ctx", {})
    match error["type"]:
        case "extra_forbidden":
            return f"No argument {name[:LONGEST_ECHO]!r}"
        case "missing":
            return f"{name} is required"
        case "greater_than_equal":
            return f"{name} must be at least {bounds['ge']}"
        case "less_than_equal":
            return f"{name} must be at most {bounds['le']}"
        case "literal_error":
            return f"{name} must be {bounds['expected']}"
        case _:
            return f"{name}: {error['msg']}"


def strict_tool(function: ToolFunction, annotations: ToolAnnotations) -> StrictTool:
    """A function as a tool."""
    tool = StrictTool.from_function(
        function,
        title=annotations.title,
        description=inspect.cleandoc(function.__doc__ or ""),
        annotations=annotations,
        structured_output=False,
    )
    loose = tool.fn_metadata.arg_model
    strict = cast(
        "type[ArgModelBase]",
        type(
            loose.__name__,
            (loose,),
            {
                "__module__": loose.__module__,
                "model_config": ConfigDict(extra="forbid", coerce_numbers_to_str=True),
            },
        ),
    )
    tool.fn_metadata.arg_model = strict
    tool.parameters = _slim(strict.model_json_schema(by_alias=True))
    # Enforced, not published: every tool would pay for saying it.
    tool.parameters.pop("additionalProperties", None)
    return cast("StrictTool", tool)


def _slim(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema without titles and without defaults that say nothing."""
    slim: dict[str, Any] = {}
    for name, value in schema.items():
        if (name == "title" and isinstance(value, str)) or (name == "default" and value == ""):
            continue
        slim[name] = _slim(cast("dict[str, Any]", value)) if isinstance(value, dict) else value
    return slim
