"""The SDK's server with our answers: to unknown tools, for resources, prompts and what arguments can be.

The SDK gives a resource without parameters no way to the connections, so resources are answered here. All that reads
Intacct is a call (intacct_mcp.calls): tools and resources are counted and logged, completions are counted.
"""

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from functools import partial
from typing import Any

from mcp import MCPError
from mcp.server import MCPServer
from mcp.server.context import ServerRequestContext
from mcp.server.lowlevel.helper_types import ReadResourceContents
from mcp.server.mcpserver import Context
from mcp.server.mcpserver.exceptions import ResourceError, ResourceNotFoundError, ToolError
from mcp.server.mcpserver.prompts import Prompt
from mcp.server.mcpserver.prompts.base import PromptArgument
from mcp.types import (
    INVALID_PARAMS,
    CallToolResult,
    CompleteRequestParams,
    CompleteResult,
    Completion,
    CompletionArgument,
    GetPromptResult,
    InputRequiredResult,
    Resource,
    ResourceTemplate,
)

from intacct_books import Connections, IntacctError
from intacct_mcp.calls import Call, Calls, Unlogged
from intacct_mcp.resources import all_resources, all_templates, resource_at
from intacct_tools._reference import completions
from intacct_tools._workflows import COMPANY, WORKFLOWS, Argument, Workflow

# What is no tool is called what the protocol calls it.
READING, COMPLETING = "resources/read", "completion/complete"
MOST_COMPLETIONS = 100  # the protocol takes no more


class Server(MCPServer[Connections]):
    """The server."""

    companies: tuple[str, ...] = ()
    default: str = ""

    def __init__(self, calls: Calls, **options: Any) -> None:
        super().__init__(**options)
        self._calls = calls

    def serve_companies(self, companies: Sequence[str], default: str) -> None:
        """Say which companies there are to choose from, and register prompts and completions.

        Args:
            companies: Their names; none where there is one company only.
            default: The one that is meant when none is named; empty when it has to be.
        """
        self.companies, self.default = tuple(companies), default
        for workflow in WORKFLOWS:
            self.add_prompt(_prompt(workflow, with_company=bool(companies)))
        self._lowlevel_server.add_request_handler(
            "completion/complete", CompleteRequestParams, self._complete
        )

    async def call_tool(
        self, name: str, arguments: dict[str, Any], context: Context[Connections, Any] | None = None
    ) -> CallToolResult | InputRequiredResult:
        """Run a tool, counted and logged; an unknown name is told the known ones."""
        try:
            return await self._calls.run(
                Call(name, arguments), partial(self._run_tool, name, arguments, context)
            )
        except Unlogged as error:
            raise ToolError(str(error)) from error

    async def _run_tool(
        self, name: str, arguments: dict[str, Any], context: Context[Connections, Any] | None
    ) -> CallToolResult | InputRequiredResult:
        known = [tool.name for tool in self._tool_manager.list_tools()]
        if name not in known:
            near = get_close_matches(name, known, n=4)
            hint = f"Near: {', '.join(near)}" if near else f"The tools are {', '.join(known)}"
            raise ToolError(f"No tool {name[:40]!r}. {hint}.")
        return await super().call_tool(name, arguments, context)

    async def get_prompt(
        self,
        name: str,
        arguments: dict[str, Any] | None = None,
        context: Context[Connections, Any] | None = None,
    ) -> GetPromptResult | InputRequiredResult:
        """A prompt, filled in; an unknown name is told the known ones, and a missing value is named."""
        workflow = next((each for each in WORKFLOWS if each.name == name), None)
        if workflow is None:
            known = ", ".join(each.name for each in WORKFLOWS)
            raise MCPError(INVALID_PARAMS, f"No prompt {name[:40]!r}. The prompts are {known}.")
        given = arguments or {}
        needed = [each for each in workflow.arguments if each.is_required]
        for argument in needed:
            if not str(given.get(argument.name, "")).strip():
                raise MCPError(
                    INVALID_PARAMS,
                    f"Prompt {name!r} needs {argument.name}. Fill it in: {argument.description}.",
                )
        return await super().get_prompt(name, arguments, context)

    async def list_resources(self) -> list[Resource]:
        """All that can be read at once, for each company."""
        return all_resources(self.companies)

    async def list_resource_templates(self) -> list[ResourceTemplate]:
        """Files that get_evidence made."""
        return all_templates()

    async def read_resource(
        self, uri: Any, context: Context[Connections, Any] | None = None
    ) -> Iterable[ReadResourceContents] | InputRequiredResult:
        """Read a resource, counted and logged.

        Raises:
            ResourceNotFoundError: There is none at this address.
            ResourceError: It cannot be read; the sentence says why.
        """
        address = str(uri)
        if context is None:
            raise ResourceNotFoundError(f"No resource {address[:80]!r}.")
        connections = context.request_context.lifespan_context
        try:
            return [
                await self._calls.run(
                    Call(READING, {"uri": address}),
                    partial(resource_at, address, connections, self.companies),
                )
            ]
        except IntacctError as error:
            raise ResourceError(str(error)) from error

    async def _complete(
        self, context: ServerRequestContext[Connections], params: CompleteRequestParams
    ) -> CompleteResult:
        """What an argument of a prompt can be."""
        argument = params.argument
        said = (params.context.arguments if params.context else None) or {}
        if argument.name == COMPANY.name:
            values = [each for each in self.companies if each.startswith(argument.value)]
        else:
            company = str(said.get(COMPANY.name) or self.default)
            known = not self.companies or company in self.companies
            values = await self._known(context, argument, company) if known else []
        shown = values[:MOST_COMPLETIONS]
        return CompleteResult(
            completion=Completion(
                values=shown, total=len(values), has_more=len(values) > len(shown)
            )
        )

    async def _known(
        self,
        context: ServerRequestContext[Connections],
        argument: CompletionArgument,
        company: str,
    ) -> list[str]:
        async def read() -> list[str]:
            books = await context.lifespan_context.books(company if self.companies else "")
            return await completions(books, argument.name, argument.value)

        try:
            return await self._calls.count(Call(COMPLETING, {}), read)
        except IntacctError:
            return []  # a suggestion that cannot be made is none: no error may stop typing


def _prompt(workflow: Workflow, *, with_company: bool) -> Prompt:
    arguments = (*workflow.arguments, *((COMPANY,) if with_company else ()))
    return Prompt(
        name=workflow.name,
        title=workflow.title,
        description=workflow.description,
        arguments=[_argument(each) for each in arguments],
        fn=partial(_said, workflow),
        context_kwarg=None,
    )


def _argument(argument: Argument) -> PromptArgument:
    return PromptArgument(
        name=argument.name, description=argument.description, required=argument.is_required
    )


def _said(workflow: Workflow, **given: str) -> str:
    company = given.get(COMPANY.name, "")
    return workflow.text(given) + (
        f"\n\nAsk of the company {company[:40]!r} only." if company else ""
    )
