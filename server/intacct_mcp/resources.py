"""Resources: what there is to read without a tool, and reading it.

Addresses: `intacct://<name>`, with several companies `intacct://<company>/<name>`; `intacct://exports/<id>.csv`
(docs/api/resources.md).
Errors: `ResourceNotFoundError` with what there is; whatever books raises.
"""

from collections.abc import Sequence

from mcp.server.lowlevel.helper_types import ReadResourceContents
from mcp.server.mcpserver.exceptions import ResourceNotFoundError
from mcp.types import Resource, ResourceTemplate

from intacct_books import Connections, IntacctError
from intacct_mcp.calls import forget_used
from intacct_mcp.remarks import CSV, JSON
from intacct_tools._reference import REFERENCES, Reference, text_of

SCHEME = "intacct://"
EXPORTS, ENDING = "exports/", ".csv"


def all_resources(companies: Sequence[str]) -> list[Resource]:
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
        for where in _places(each, companies)
    ]


def _places(reference: Reference, companies: Sequence[str]) -> list[str]:
    """What stands before its name: nothing for what is the same for all, and where there is one company."""
    own = [f"{company}/" for company in companies] if reference.read is not None else []
    return own if own and not reference.rows else ["", *own]


def all_templates() -> list[ResourceTemplate]:
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


async def resource_at(
    uri: str, connections: Connections, companies: Sequence[str]
) -> ReadResourceContents:
    """What is at an address.

    Args:
        uri: The address.
        connections: Where it is read from.
        companies: Those there are to choose from; none where there is one only.
    """
    address = uri.removeprefix(SCHEME)
    if address == uri:
        raise ResourceNotFoundError(f"No resource {uri[:80]!r}.")
    if address.startswith(EXPORTS) and address.endswith(ENDING):
        id = address.removeprefix(EXPORTS).removesuffix(ENDING)
        return ReadResourceContents(await _export(id, connections, companies), CSV)
    return ReadResourceContents(await _reference(address, connections, companies), JSON)


async def _reference(address: str, connections: Connections, companies: Sequence[str]) -> str:
    company, _, name = address.rpartition("/")
    found = next((each for each in REFERENCES if each.name == name), None)
    if found is None or (company and company not in companies):
        names = ", ".join(each.name for each in REFERENCES)
        raise ResourceNotFoundError(f"No resource {SCHEME + address[:60]!r}. There are {names}.")
    is_shared = found.read is None or (found.rows and companies and not company)
    return await text_of(found, None if is_shared else await connections.books(company))


async def _export(id: str, connections: Connections, companies: Sequence[str]) -> str:
    """An exported file: its id does not tell the company."""
    for company in companies or ("",):
        try:
            books = await connections.books(company)
        except IntacctError:
            if not companies:
                raise
            continue  # a company that cannot be opened has no say over the files of others
        text = await books.exports.read(id)
        if text is not None:
            return text
        forget_used()
    raise ResourceNotFoundError(
        f"No export {id[:20]!r}. A file is kept for a day: export again with get_evidence."
    )
