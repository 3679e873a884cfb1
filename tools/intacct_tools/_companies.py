"""Tools of a server that serves several companies: each takes `company`, the name of one of them.

With a single company the tools stay as they were declared: nobody pays for a choice that is none.
"""

import inspect
from collections.abc import Sequence
from typing import Annotated, Any, Literal, cast

from mcp.server.mcpserver import Context
from mcp.server.mcpserver.resolve import Resolve
from mcp.types import ToolAnnotations

from intacct_books import Books
from intacct_tools._declare import (
    CompanyBooks,
    StrictTool,
    ToolFunction,
    books_of_call,
    strict_tool,
)
from intacct_tools._shapes import Answer


async def _books_of(ctx: Context[Any, Any], company: str) -> Books:
    return await books_of_call(ctx, company)


def for_companies(tool: StrictTool, names: Sequence[str], default: str) -> StrictTool:
    """The same tool, asked of one of several companies.

    Args:
        tool: The tool as it was declared.
        names: What the companies are called.
        default: The one that is meant when none is said; empty when one has to be said.
    """
    function = cast("ToolFunction", tool.fn)
    annotations = cast("ToolAnnotations", tool.annotations)  # each declared tool has them

    async def asked(*, company: str, **arguments: Any) -> Answer:
        return await function(**arguments)

    signature = inspect.signature(function)
    company = inspect.Parameter(
        "company",
        inspect.Parameter.KEYWORD_ONLY,
        annotation=Literal[tuple(names)],
        default=default or inspect.Parameter.empty,
    )
    others = [
        each.replace(
            kind=inspect.Parameter.KEYWORD_ONLY,
            annotation=Annotated[Books, Resolve(_books_of)]
            if each.annotation == CompanyBooks
            else each.annotation,
        )
        for each in signature.parameters.values()
    ]
    parameters = [company, *others]
    # The SDK reads both: the signature for the schema, the annotations for what it fills itself.
    asked.__signature__ = signature.replace(parameters=parameters)  # type: ignore[attr-defined]  # functions may carry one
    asked.__annotations__ = {each.name: each.annotation for each in parameters}
    asked.__name__, asked.__doc__ = function.__name__, function.__doc__
    return strict_tool(asked, annotations)
