"""The demo: a month end in twelve questions, answered over MCP by the real server in its own process.

What a question needs to know it takes from earlier answers. At the end it is computed from the answers
whether the books tie; if they do not, the demo says so and fails.
"""

import json
import re
import sys
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from mcp.client import Client
from mcp.client.stdio import StdioServerParameters
from rich import box
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from intacct_mcp.demo_screen import WIDTH, Answer, DemoFailed, Part, Teller
from intacct_mcp.settings import read_settings
from intacct_mcp.tokens import count_tokens
from intacct_mcp.wire_tools import wire_form

# With what was paid before there was an invoice; what is held back is not due.
RECEIVABLE, PAYABLE = "1200,2050", "2000,1360"
ALL = Part()

Sums = dict[str, Decimal]


async def run_demo(environment: Mapping[str, str], console: Console | None = None) -> int:
    """Run the demo against the sandbox.

    Args:
        environment: The variables to run the server with; the sandbox is forced.
        console: Where to show it; stdout when left out.

    Returns:
        0 when the books tie, 1 when they do not.
    """
    read_settings({**environment, "INTACCT_SANDBOX": "1"})  # wrong ones end here, with a sentence
    shown = console or Console(width=None if sys.stdout.isatty() else WIDTH)
    server = StdioServerParameters(
        command=sys.executable,
        args=["-m", "intacct_mcp"],
        env={**environment, "INTACCT_SANDBOX": "1"},
    )
    async with Client(server) as client:
        teller = Teller(client, shown)
        await _tell_tools(teller)
        try:
            await _story(teller)
            ties = await _books_tie(teller)
        except DemoFailed as failure:
            shown.print(f"\nThe demo stopped: {failure}", style="red", highlight=False)
            return 1
    shown.print(
        f"\n{teller.asked} questions, {teller.transactions} API transactions. Ask your own: "
        "intacct-mcp call ar_aging '{\"limit\": 5}'",
        highlight=False,
    )
    shown.print(f"\n[bold]books tie: {'yes' if ties else 'no'}[/bold]", highlight=False)
    return 0 if ties else 1


async def _tell_tools(teller: Teller) -> None:
    listed = (await teller.client.list_tools()).tools
    total = sum(count_tokens(wire_form(tool)) for tool in listed)
    names = ", ".join(tool.name for tool in listed)
    teller.console.print(f"[bold]{len(listed)} tools, {total} tokens[/bold]", highlight=False)
    teller.console.print(names, style="cyan", highlight=False)


async def _story(teller: Teller) -> None:
    """Twelve questions; each takes its arguments from the answers before."""
    company = await teller.ask("Which company is this?", "company_overview", ALL)
    today = date.fromisoformat(company["today"])
    aging = await _ask_what_is_owed(teller, today)
    await _ask_how_it_went(teller, _first(company, "entity"))
    await _ask_what_is_to_close(teller, today.replace(day=1) - timedelta(days=1))
    await teller.ask(
        "Prove the receivables of question 2.",
        "get_evidence",
        ALL,
        handle=aging["evidence"],
        limit=4,
    )
    await teller.ask("Show me invoice INV-1.", "get_invoice", ALL, number="INV-1")


async def _ask_what_is_owed(teller: Teller, today: date) -> Answer:
    """Questions of AR and AP; the answer is the aging."""
    ages = ("not_due", "1-30", "31-60", "61-90", "91-120", "121+", "open")
    aging = await teller.ask(
        "Who owes us, and how old is it?",
        "ar_aging",
        Part(("name", "currency", *ages)),
        limit=6,
    )
    await teller.ask(
        f"What of it is open with {_first(aging, 'name')}?",
        "get_customer",
        Part((), ("items",)),
        customer=_first(aging, "id"),
        limit=5,
    )
    await teller.ask(
        "What should we pay within a week?",
        "list_bills",
        Part(("number", "vendor", "due_date", "pay_by", "state", "currency", "due")),
        due_by=str(today + timedelta(days=7)),
        limit=6,
    )
    await teller.ask(
        "Did we enter a bill twice?",
        "find_duplicate_bills",
        Part(("vendor", "number", "earlier_number", "why", "currency", "at_risk")),
        limit=5,
    )
    return aging


async def _ask_how_it_went(teller: Teller, entity: str) -> None:
    await teller.ask(
        f"How did entity {entity} do last month, against a year ago?",
        "income_statement",
        ALL,
        compare="prior_year",
        entity=entity,
    )
    await teller.ask(
        "Where were we off budget?",
        "variance_analysis",
        Part(("name", "currency", "actual", "budget", "variance", "%", "favourable")),
        min_amount=2000,
        limit=5,
    )
    await teller.ask(
        "How much cash is there, and what do the next four weeks bring?",
        "cash_position",
        Part(("account", "name", "currency", "book", "reconciled_on"), ("outlook",)),
        weeks=4,
    )


async def _ask_what_is_to_close(teller: Teller, month_end: date) -> None:
    await teller.ask(
        "Did receivables tie to their accounts at the last month end?",
        "reconcile_subledger",
        Part((), ("causes",)),
        ledger="AR",
        as_of=str(month_end),
    )
    await teller.ask(
        "What still keeps last month open?",
        "close_status",
        Part(("entity", "name", "ledger", "ap", "ar", "cash", "unposted"), ("unposted",)),
    )


async def _books_tie(teller: Teller) -> bool:
    """Whether all balances sum to zero, and what customers owe and vendors are owed is what the lists say.

    Everything is computed from answers, each currency by itself.
    """
    sums = await _sums_of_all(teller)
    currencies = sorted({currency for each in sums.values() for currency in each})
    text, is_error, _ = await teller.call("balance_sheet", {})
    if is_error:
        raise DemoFailed(text)
    sheet: dict[str, str] = json.loads(text)["checks"]
    differences: dict[str, Sums] = {
        "debits - credits over all accounts": sums["every account"],
        "assets - liabilities and equity": {each: _check(sheet, each) for each in currencies},
        "AR accounts - what customers owe": _plus(
            sums["AR accounts"], sums["what customers owe"], sign=-1
        ),
        "AP accounts + what we owe vendors": _plus(
            sums["AP accounts"], sums["what we owe vendors"], sign=1
        ),
    }
    table = Table("difference", *currencies, title="Do the books tie?", box=box.SIMPLE_HEAD)
    for name, by_currency in differences.items():
        table.add_row(name, *(f"{by_currency.get(each, Decimal(0)):.2f}" for each in currencies))
    teller.console.print(table)
    return bool(currencies) and not any(
        value for by_currency in differences.values() for value in by_currency.values()
    )


async def _sums_of_all(teller: Teller) -> dict[str, Sums]:
    """What every account holds, and what every customer and vendor is owed or owes."""
    refusal, _, _ = await teller.call("gl_balance", {"account": "?"})
    chart = re.search(r"chart runs (\S+);", refusal)
    if chart is None:
        raise DemoFailed("the answer to an unknown account did not name the chart's range")
    sources: dict[str, tuple[str, dict[str, Any], str]] = {
        "every account": ("gl_balance", {"account": chart[1], "limit": 200}, "closing"),
        "AR accounts": ("gl_balance", {"account": RECEIVABLE}, "closing"),
        "AP accounts": ("gl_balance", {"account": PAYABLE}, "closing"),
        "what customers owe": ("list_customers", {"limit": 200}, "owes"),
        "what we owe vendors": ("find_vendor", {"limit": 200}, "owed"),
    }
    sums: dict[str, Sums] = {}
    with Progress(console=teller.console, transient=True) as progress:
        task = progress.add_task("Reading every account, customer and vendor", total=len(sources))
        for name, (tool, arguments, column) in sources.items():
            sums[name] = _sums(await teller.read_all(tool, **arguments), column)
            progress.advance(task)
    return sums


def _plus(first: Sums, second: Sums, *, sign: int) -> Sums:
    zero = Decimal(0)
    return {
        each: first.get(each, zero) + sign * second.get(each, zero) for each in {**first, **second}
    }


def _check(checks: dict[str, str], currency: str) -> Decimal:
    """What the checks of an answer are off in a currency; one that names none is of every currency."""
    other = re.compile(rf" (?!{currency}$)[A-Z]{{3}}$")
    return sum(
        (abs(Decimal(value)) for name, value in checks.items() if not other.search(name)),
        Decimal(0),
    )


def _sums(answers: list[Answer], column: str) -> Sums:
    """A column summed over the rows of all pages, each currency by itself."""
    sums: Sums = {}
    for answer in answers:
        names: list[str] = answer["columns"]
        only = answer["scope"].rpartition(", ")[2]
        for row in answer["rows"]:
            cells = dict(zip(names, row, strict=True))
            currency = cells.get("currency", only)
            sums[currency] = sums.get(currency, Decimal(0)) + Decimal(cells[column])
    return sums


def _first(answer: Answer, column: str) -> str:
    if not answer.get("rows"):
        raise DemoFailed(f"an answer has no rows to take the {column} from")
    return str(answer["rows"][0][answer["columns"].index(column)])
