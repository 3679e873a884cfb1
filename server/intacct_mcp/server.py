"""The SDK's server with our answers: to unknown tools, for resources, prompts and what arguments can be.

The SDK gives a resource without parameters no way to the connections, so resources are answered here.
Addresses: `intacct://<name>`, with several companies `intacct://<company>/<name>`; `intacct://exports/<id>.csv`.
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
    GetPromptResult,
    InputRequiredResult,
    Resource,
    ResourceTemplate,
)

from intacct_books import Books, Connections, IntacctError
from intacct_mcp.calls import Call, Calls
from intacct_tools._reference import REFERENCES, Reference, completions, text_of
from intacct_tools._workflows import COMPANY, WORKFLOWS, Argument, Workflow

SCHEME = "intacct://"
EXPORTS, ENDING = "exports/", ".csv"
JSON, CSV = "application/json", "text/csv"
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
        return await self._calls.run(
            Call(name, arguments), partial(self._run_tool, name, arguments, context)
        )

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
        return [
            Resource(
                uri=f"{SCHEME}{where}{each.name}",
                name=f"{where}{each.name}",
                title=each.title,
                description=each.description,
                mime_type=JSON,
            )
            for each in REFERENCES
            for where in (
                [f"{company}/" for company in self.companies] if each.read is not None else []
            )
            or [""]
        ]

    async def list_resource_templates(self) -> list[ResourceTemplate]:
        """Files that get_evidence made."""
        return [
            ResourceTemplate(
                uri_template=f"{SCHEME}{EXPORTS}{{id}}{ENDING}",
                name="exports",
                title="Exported files",
                description="A file that get_evidence made, kept for a day",
                mime_type=CSV,
            )
        ]

    async def read_resource(
        self, uri: Any, context: Context[Connections, Any] | None = None
    ) -> Iterable[ReadResourceContents] | InputRequiredResult:
        """Read a resource.

        Raises:
            ResourceNotFoundError: There is none at this address.
            ResourceError: It cannot be read; the sentence says why.
        """
        address = str(uri).removeprefix(SCHEME)
        if context is None or address == str(uri):
            raise ResourceNotFoundError(f"No resource {str(uri)[:80]!r}.")
        connections = context.request_context.lifespan_context
        try:
            if address.startswith(EXPORTS) and address.endswith(ENDING):
                text = await self._export(
                    connections, address.removeprefix(EXPORTS).removesuffix(ENDING)
                )
                return [ReadResourceContents(content=text, mime_type=CSV)]
            text = await self._reference(connections, address)
        except IntacctError as error:
            raise ResourceError(str(error)) from error
        return [ReadResourceContents(content=text, mime_type=JSON)]

    async def _reference(self, connections: Connections, address: str) -> str:
        company, _, name = address.rpartition("/")
        found = next((each for each in REFERENCES if each.name == name), None)
        if found is None or (company and company not in self.companies):
            names = ", ".join(each.name for each in REFERENCES)
            raise ResourceNotFoundError(
                f"No resource {SCHEME + address[:60]!r}. There are {names}."
            )
        return await text_of(found, await self._books_for(found, connections, company))

    async def _books_for(
        self, reference: Reference, connections: Connections, company: str
    ) -> Books | None:
        return await connections.books(company) if reference.read is not None else None

    async def _export(self, connections: Connections, id: str) -> str:
        """An exported file: its id does not tell the company."""
        for company in self.companies or ("",):
            try:
                books = await connections.books(company)
            except IntacctError:
                if not self.companies:
                    raise
                continue  # a company that cannot be opened has no say over the files of others
            text = await books.exports.read(id)
            if text is not None:
                return text
        raise ResourceNotFoundError(
            f"No export {id[:20]!r}. A file is kept for a day: export again with get_evidence."
        )

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
            if self.companies and company not in self.companies:
                values = []
            else:
                books = await context.lifespan_context.books(company if self.companies else "")
                values = await _known(books, argument.name, argument.value)
        shown = values[:MOST_COMPLETIONS]
        return CompleteResult(
            completion=Completion(
                values=shown, total=len(values), has_more=len(values) > len(shown)
            )
        )


async def _known(books: Books, name: str, begun: str) -> list[str]:
    try:
        return await completions(books, name, begun)
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
