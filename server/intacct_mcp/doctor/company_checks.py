"""What the user sees of the company: entities, private records, modules, limits.

Source: docs/api/sign-in.md, docs/api/limits.md, docs/doctor.md. Each query asks for one row: a count is all
that is needed, and each is one transaction.
"""

from dataclasses import dataclass, replace

from intacct_books import IntacctError
from intacct_client.errors import NotAllowed, NotFound, Refused
from intacct_client.filters import equal
from intacct_client.query import Query, select
from intacct_mcp.doctor.report import Line, failed, fine, warning
from intacct_mcp.doctor.subject import Examination

ENTITY, USER = "company-config/entity", "company-config/user"
ENTRY = "general-ledger/journal-entry"


@dataclass(frozen=True, slots=True)
class Module:
    """An object that stands for a part of the books.

    Attributes:
        title: As a reader calls it.
        object: What is listed.
        tools: The tools that read it; none where it is only good to know.
        right: The permission, as the role's page has it.
    """

    title: str
    object: str
    tools: tuple[str, ...]
    right: str

    @property
    def heading(self) -> str:
        """The title at the start of a line."""
        return self.title[0].upper() + self.title[1:]


MODULES = (
    Module(
        "customers",
        "accounts-receivable/customer",
        ("list_customers",),
        "Accounts Receivable > Customers",
    ),
    Module(
        "AR invoices",
        "accounts-receivable/invoice",
        ("get_invoice",),
        "Accounts Receivable > Invoices",
    ),
    Module(
        "AR payments",
        "accounts-receivable/payment",
        ("get_invoice",),
        "Accounts Receivable > Payments",
    ),
    Module("vendors", "accounts-payable/vendor", ("find_vendor",), "Accounts Payable > Vendors"),
    Module("AP bills", "accounts-payable/bill", (), "Accounts Payable > Bills"),
    Module("accounts", "general-ledger/account", ("gl_balance",), "General Ledger > Accounts"),
    Module("journals", "general-ledger/journal", ("gl_balance",), "General Ledger > Journals"),
    Module(
        "journal lines",
        "general-ledger/journal-entry-line",
        ("gl_balance",),
        "General Ledger > Journal Entries",
    ),
    Module("locations", "company-config/location", ("gl_balance",), "Company > Locations"),
    Module(
        "bank accounts",
        "cash-management/checking-account",
        (),
        "Cash Management > Checking Accounts",
    ),
    Module("projects", "projects/project", (), "Projects > Projects"),
    Module("contracts", "contracts/contract", (), "Contracts > Contracts"),
)


async def entities(examination: Examination) -> list[Line]:
    """The entities that this sign-in sees; the first read of all."""
    rows = await examination.intacct.query_all(
        select(ENTITY, "text id", "text name", "text status", order=("id",))
    )
    examination.entities = {row.text("id"): row.text("name") for row in rows.rows}
    named = ", ".join(list(examination.entities)[:20])
    examination.facts["entities"] = f"{len(examination.entities)} visible: {named}"
    entity = examination.subject.account.entity
    if entity and entity not in examination.entities and examination.entities:
        return [failed("F25", f"{entity!r} is not among {named}")]
    return [fine("entities", f"Entities: {len(examination.entities)} visible ({named})")]


async def user(examination: Examination) -> list[Line]:
    """Whether the user is held to some entities, by the user's own record."""
    id_ = examination.facts.get("user", "")
    query = select(
        USER,
        "text id",
        "text userType",
        "flag? entityAccess.allowUnrestrictedAccess",
        "flag? entityAccess.allowTopLevelAccess",
        filters=(equal("id", id_),),
        size=1,
    )
    try:
        found = await examination.intacct.query(query)
    except (NotAllowed, NotFound, Refused):
        examination.new_refusals()
        return [
            Line(
                "F24",
                "unchecked",
                "User: may not read its own record, so not whether it is restricted",
            )
        ]
    if not found.rows:
        return [
            Line(
                "F24",
                "unchecked",
                "User: its own record is not shown, so not whether it is restricted",
            )
        ]
    row = found.rows[0]
    examination.facts["user"] = f"{id_} ({row.text('userType')})"
    access = ("entityAccess.allowUnrestrictedAccess", "entityAccess.allowTopLevelAccess")
    is_told = any(row[path] is not None for path in access)
    if is_told and not all(row.flag(path) for path in access):
        seen = ", ".join(examination.entities) or "none"
        return [warning("F24", f"{id_} is restricted; entities it sees: {seen}")]
    return [fine("user", f"User: {id_}, {row.text('userType')}, sees all entities")]


async def private_records(examination: Examination) -> list[Line]:
    """How many journal entries belong to private entities, by counting with and without them."""
    if examination.subject.account.entity:
        return [
            Line(
                "F26",
                "unchecked",
                "Private entities: only a sign-in at the top level has them apart",
            )
        ]
    query = select(ENTRY, "text key", size=1)
    try:
        whole = await _count(examination, query)
        shared = await _count(examination, replace(query, without_private=True))
    except (NotAllowed, NotFound, Refused):
        examination.new_refusals()
        return [
            Line(
                "F26",
                "unchecked",
                "Private entities: journal entries cannot be counted by this user",
            )
        ]
    examination.facts["private records"] = f"{whole - shared} of {whole} journal entries"
    if whole != shared:
        return [warning("F26", f"{whole - shared} of {whole} journal entries")]
    return [fine("private", "Private entities: none, or none with entries")]


async def _count(examination: Examination, query: Query) -> int:
    return (await examination.intacct.query(query)).total


async def modules(examination: Examination) -> list[Line]:
    """Which parts of the books can be listed; a refusal counts where a tool needs it."""
    lines: list[Line] = []
    answered: list[str] = []
    for module in MODULES:
        try:
            total = await _count(examination, select(module.object, "text key", size=1))
        except (NotAllowed, NotFound, Refused) as error:
            lines.append(_denied(examination, module, error))
            continue
        answered.append(module.title)
        if not total:
            lines.append(Line("F43", "ok", f"{module.heading}: none, which is no fault"))
        else:
            lines.append(fine("modules", f"{module.heading}: {total}"))
    examination.facts["answered"] = ", ".join(answered) or "nothing"
    return lines


def _denied(examination: Examination, module: Module, error: IntacctError) -> Line:
    failure, last = examination.cause(error)
    said = last.fault.message or str(error)
    text = f"{module.title}: {said}. Right: {module.right} > List, View"
    if not module.tools:
        return warning(failure.id, text)
    return failed(failure.id, f"{text}. Without it {', '.join(module.tools)} does not work")


_TOLD = (
    ("at once", "x-ia-throttle-limit", "x-ia-throttle-remaining"),
    ("at once in the company", "x-ia-tenant-throttle-limit", "x-ia-tenant-throttle-remaining"),
    ("this minute", "x-ia-minute-rate-limit", "x-ia-minute-rate-limit-remaining"),
    ("this hour", "x-ia-hour-rate-limit", "x-ia-hour-rate-limit-remaining"),
)


async def limits(examination: Examination) -> list[Line]:
    """The limits that the last answer told, and how much of each was left."""
    for exchange in reversed(examination.exchanges):
        told = {
            name: (_number(exchange.headers[left]), _number(exchange.headers[limit]))
            for name, limit, left in _TOLD
            if limit in exchange.headers and left in exchange.headers
        }
        if told:
            return [_limits(examination, told)]
    return [Line("F32", "unchecked", "Limits: the answers tell none")]


def _limits(examination: Examination, told: dict[str, tuple[str, str]]) -> Line:
    said = ", ".join(f"{left} of {limit} left {name}" for name, (left, limit) in told.items())
    examination.facts["limits"] = said
    if any(left == "0" for name, (left, _) in told.items() if name.startswith("this")):
        return warning("F32", said)
    return fine("limits", f"Limits: {said}")


def _number(value: str) -> str:
    """The number of a limit; the company's has a name in front."""
    return value.rpartition("-")[2]
