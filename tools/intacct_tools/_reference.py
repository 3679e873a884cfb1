"""What a host reads without a tool: the company's setup, a glossary, the limits; and what arguments can be.

Source: intacct_books.company.told (docs/api/resources.md).
Units:  none: no figure is among it.
Errors: whatever books raises; nothing is caught here.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from intacct_books import ONE, Books, Record
from intacct_books.company import told
from intacct_books.exports.kept import MOST_BYTES, MOST_FILES
from intacct_tools._cells import LONGEST_TEXT
from intacct_tools._shapes import MOST_CHARACTERS, Answer, as_text, whole

_PERIODS = ("last_month", "this_month", "prior_quarter", "ytd")
CUSTOMER, VENDOR = "accounts-receivable/customer", "accounts-payable/vendor"


@dataclass(frozen=True, slots=True)
class Reference:
    """Something to read.

    Attributes:
        name: The last part of its address.
        title: What it is called.
        description: What it holds.
        read: Reads it from the books; None where it is the same for all companies.
        rows: What of it is the same for all; what is read follows.
    """

    name: str
    title: str
    description: str
    read: Callable[[Books], Awaitable[list[Record]]] | None = None
    rows: tuple[Record, ...] = ()


_GLOSSARY: tuple[tuple[str, str, str], ...] = (
    ("AR aging", "ar_aging", "customer aging report, aged receivables"),
    ("AP aging", "ap_aging", "vendor aging report, aged payables"),
    ("bill", "get_bill, list_bills", "accounts-payable/bill, APBILL; vendor invoice"),
    ("invoice", "get_invoice, list_invoices", "accounts-receivable/invoice, ARINVOICE; sales invoice"),
    ("credit memo", "get_customer, get_vendor", "an adjustment with negative lines"),
    ("advance", "ar_aging, ap_aging", "money before an invoice or bill; prepayment"),
    ("journal entry", "gl_detail", "general-ledger/journal-entry, GLBATCH"),
    ("trial balance", "trial_balance", "balances of all accounts"),
    ("P&L", "income_statement", "income statement; activity of a period, never a balance"),
    ("balance sheet", "balance_sheet", "with the year's result as a line of its own"),
    ("subledger", "reconcile_subledger", "AR or AP documents, against their control accounts"),
    ("open period", "close_status", "books of a day before openBooksStartDate are closed"),
    ("retainage", "ar_aging, ap_aging", "owed and held back: not due"),
    ("entity", "entity in each tool", "company-config/entity; a journal line's is that of its location"),
    ("dimension", "by in ledger tools", "location, department, class, project, ...; nsp:: for custom ones"),
    ("book", "book in trial_balance", "accrual, cash or one of the company's own"),
    ("base currency", "scope of an answer", "an entity's own; amounts of two currencies are never added"),
    ("custom report", "query_records", "any object, any field, sums by groups"),
)  # fmt: skip
_LIMITS: tuple[tuple[str, str], ...] = (
    ("rows a page", "at most 200; next is the cursor of the following page, good for a day"),
    ("characters of an answer", f"at most {MOST_CHARACTERS}; it is cut at a row and says so"),
    ("characters of a text cell", f"at most {LONGEST_TEXT}"),
    ("rows a request to Intacct", "4000; one API transaction each, told as api in each answer"),
    ("requests to Intacct at once", "3 of one company"),
    ("lines behind a figure", "at most 48000 are read by get_evidence"),
    ("exports", f"at most {MOST_FILES} files of {MOST_BYTES // (1024 * 1024)} MB, each for a day"),
    ("evidence", "a handle is good for a day"),
    ("setup", "entities, accounts, periods, journals are remembered for 15 minutes"),
)

REFERENCES: tuple[Reference, ...] = (
    Reference(
        "company",
        "Company",
        "The company, its books, currencies and fiscal year",
        told.company_facts,
    ),
    Reference("entities", "Entities", "Entities with currency and first open day", told.entities_told),
    Reference(
        "chart-of-accounts",
        "Chart of accounts",
        "Accounts by number, with type and normal balance",
        told.accounts_told,
    ),
    Reference("periods", "Reporting periods", "Reporting periods with their days", told.periods_told),
    Reference(
        "dimensions",
        "Dimensions",
        "What ledger figures can be split by, custom dimensions too",
        told.dimensions_told,
    ),
    Reference("budgets", "Budgets", "The budgets there are", told.budgets_told),
    Reference(
        "glossary",
        "Glossary",
        "Words of finance, the tool for each and Intacct's name",
        rows=tuple({"word": word, "tool": tool, "means": means} for word, tool, means in _GLOSSARY),
    ),
    Reference(
        "limits",
        "Limits",
        "How much an answer, a request and a file can hold; the API plan and the month's use",
        told.plan_told,
        rows=tuple({"limit": name, "value": value} for name, value in _LIMITS),
    ),
)  # fmt: skip


async def text_of(reference: Reference, books: Books | None) -> str:
    """A reference as compact JSON; without books only what is the same for all companies."""
    if reference.read is None or books is None:
        return as_text(_shared(list(reference.rows)))
    if reference.rows:  # no setup has to be read to say whose it is
        rows = [*reference.rows, *await reference.read(books)]
        return as_text({"company": books.scope.label} | _shared(rows))
    books = await books.seen()
    rows = await reference.read(books)
    return as_text(whole(books.asking(reference.name, ONE, "").read, rows))


async def completions(books: Books, argument: str, begun: str) -> list[str]:
    """What an argument can be: what begins like this first, then what has it in its name."""
    known = await _choices(books, argument)
    part = begun.strip().casefold()
    first = [each for each in known if each.casefold().startswith(part)]
    inside = [each for each, name in known.items() if part in f"{each} {name}".casefold()]
    return list(dict.fromkeys([*first, *inside]))


async def _choices(books: Books, argument: str) -> dict[str, str]:
    """All that an argument can be, each with its name."""
    match argument:
        case "entity":
            return _by(await told.entities_told(books), "id")
        case "account":
            return _by(await told.accounts_told(books), "number")
        case "period":
            own = _by(await told.periods_told(books), "name")
            return dict.fromkeys(_PERIODS, "") | own
        case "customer":
            return _by(await told.party_names(books, CUSTOMER), "id")
        case "vendor":
            return _by(await told.party_names(books, VENDOR), "id")
        case _:
            return {}


def _by(rows: list[Record], name: str) -> dict[str, str]:
    return {str(row[name]): str(row["name"]) for row in rows}


def _shared(rows: list[Record]) -> Answer:
    names = list(rows[0])
    return {"columns": names, "rows": [[row[name] for name in names] for row in rows]}
