"""The demo: eight questions in words, answered over MCP by the real server in its own process.

What a question needs to know it takes from earlier answers. The last one computes from the answers whether
the books tie; if they do not, the demo says so and fails.
"""

import json
import re
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from mcp.client import Client
from mcp.client.stdio import StdioServerParameters
from mcp.types import TextContent
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from intacct_mcp.settings import read_settings
from intacct_mcp.tokens import count_tokens, is_exact
from intacct_mcp.wire_tools import wire_form

# With what was paid before there was an invoice; what is held back is not due.
RECEIVABLE, PAYABLE = "1200,2050", "2000,1360"
MOST_ROWS_SHOWN = 12

Answer = dict[str, Any]
Sums = dict[str, Decimal]


class DemoFailed(Exception):
    """An answer that the story cannot go on from."""


@dataclass(slots=True)
class Teller:
    """Asks questions and shows what came back."""

    client: Client
    console: Console
    asked: int = 0

    async def ask(self, question: str, tool: str, **arguments: Any) -> Answer:
        """Ask one question by one tool call, and show call, answer and cost."""
        text, is_error, milliseconds = await self.call(tool, arguments)
        self.asked += 1
        self.console.print(f"\n[bold]{self.asked}. {question}[/bold]")
        self.console.print(f"   {tool} {json.dumps(arguments)}", style="cyan", highlight=False)
        if is_error:
            self.console.print(f"   {text}", style="yellow", highlight=False)
            self._cost(text, "-", milliseconds)
            return {"error": text}
        answer: Answer = json.loads(text)
        self._show(answer)
        self._cost(text, str(answer["api"]), milliseconds)
        return answer

    async def read_all(self, tool: str, **arguments: Any) -> list[Answer]:
        """All pages of a list, without showing them."""
        answers: list[Answer] = []
        after = ""
        while True:
            text, is_error, _ = await self.call(tool, {**arguments, "after": after})
            if is_error:
                raise DemoFailed(text)
            answers.append(json.loads(text))
            after = answers[-1].get("next", "")
            if not after:
                return answers

    async def call(self, tool: str, arguments: dict[str, Any]) -> tuple[str, bool, float]:
        """One tool call: its text, whether it is an error, and the milliseconds it took."""
        started = time.perf_counter()
        result = await self.client.call_tool(tool, arguments)
        milliseconds = (time.perf_counter() - started) * 1000
        text = "\n".join(part.text for part in result.content if isinstance(part, TextContent))
        return text, bool(result.is_error), milliseconds

    def _show(self, answer: Answer) -> None:
        when = answer.get("as_of") or " to ".join(answer["period"].values())
        self.console.print(
            f"   {answer['company']}: {answer['scope']}; {when}", style="dim", highlight=False
        )
        if "invoice" in answer:
            facts = ", ".join(f"{key} {value}" for key, value in answer["invoice"].items())
            self.console.print(f"   {facts}", highlight=False)
        self.console.print(_table(answer))
        if "payments" in answer:
            self.console.print(_table(answer["payments"], "payments applied"))
        if "totals" in answer:
            self.console.print(
                f"   totals {json.dumps(answer['totals'])} over {answer['total']}", highlight=False
            )
        for note in answer.get("notes", []):
            self.console.print(f"   note: {note}", highlight=False)

    def _cost(self, text: str, api: str, milliseconds: float) -> None:
        about = "" if is_exact() else "about "
        self.console.print(
            f"   {about}{count_tokens(text)} tokens, {api} API transactions, {milliseconds:.0f} ms",
            style="dim",
            highlight=False,
        )


async def run_demo(environment: Mapping[str, str], console: Console | None = None) -> int:
    """Run the demo against the sandbox.

    Args:
        environment: The variables to run the server with; the sandbox is forced.
        console: Where to show it; stdout when left out.

    Returns:
        0 when the books tie, 1 when they do not.
    """
    read_settings({**environment, "INTACCT_SANDBOX": "1"})  # wrong ones end here, with a sentence
    shown = console or Console(width=None if sys.stdout.isatty() else 110)
    server = StdioServerParameters(
        command=sys.executable,
        args=["-m", "intacct_mcp"],
        env={**environment, "INTACCT_SANDBOX": "1"},
    )
    async with Client(server) as client:
        teller = Teller(client, shown)
        await _list_tools(teller)
        try:
            await _story(teller)
            ties = await _books_tie(teller)
        except DemoFailed as failure:
            shown.print(f"\nThe demo stopped: {failure}", style="red", highlight=False)
            return 1
    shown.print(f"\n[bold]books tie: {'yes' if ties else 'no'}[/bold]", highlight=False)
    return 0 if ties else 1


async def _list_tools(teller: Teller) -> None:
    listed = (await teller.client.list_tools()).tools
    table = Table("tool", "what it gives", "tokens", title="Tools")
    total = 0
    for tool in listed:
        tokens = count_tokens(wire_form(tool))
        total += tokens
        table.add_row(tool.name, (tool.description or "").splitlines()[0], str(tokens))
    table.add_row("", "together", str(total))
    teller.console.print(table)


async def _story(teller: Teller) -> None:
    """Seven questions; each takes its arguments from the answers before."""
    owing = await teller.ask("Who owes us most?", "list_customers", sort="owes", limit=5)
    unknown = await teller.ask("Show me invoice INV-1.", "get_invoice", number="INV-1")
    numbers = re.findall(r"(?:are|, )\s*([^\s,]+?)(?=[,.]( |$))", unknown.get("error", ""))
    if not numbers:
        raise DemoFailed("the answer to an unknown invoice named no recent ones")
    latest = numbers[0][0]
    await teller.ask(f"Then show me {latest}.", "get_invoice", number=latest)
    customer = _first(owing, "name")
    await teller.ask(
        f"Is there more than one {customer.split()[0]}?",
        "list_customers",
        search=customer.split()[0],
    )
    cash = await teller.ask(
        "What was in the operating accounts at the last month end, and what moved?",
        "gl_balance",
        account="cash",
        period="last month",
    )
    account = _first(cash, "account")
    await teller.ask(
        f"What is in account {account} today, by entity?",
        "gl_balance",
        account=account,
        by="entity",
    )
    vendors = await teller.ask("Which vendors are there, to begin with?", "find_vendor", limit=3)
    vendor = _first(vendors, "id")
    await teller.ask(f"What do we owe vendor {vendor}?", "find_vendor", search=vendor)


async def _books_tie(teller: Teller) -> bool:
    """Whether all balances sum to zero, and what customers owe and vendors are owed is what the lists say.

    Everything is computed from answers, each currency by itself.
    """
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
    currencies = sorted({currency for each in sums.values() for currency in each})
    table = Table("difference", *currencies, title="Do the books tie?")
    differences = {
        "debits - credits over all accounts": [
            sums["every account"].get(each, Decimal(0)) for each in currencies
        ],
        "AR accounts - what customers owe": [
            sums["AR accounts"].get(each, Decimal(0))
            - sums["what customers owe"].get(each, Decimal(0))
            for each in currencies
        ],
        "AP accounts + what we owe vendors": [
            sums["AP accounts"].get(each, Decimal(0))
            + sums["what we owe vendors"].get(each, Decimal(0))
            for each in currencies
        ],
    }
    for name, values in differences.items():
        table.add_row(name, *(f"{value:.2f}" for value in values))
    teller.console.print(table)
    return bool(currencies) and not any(
        value for values in differences.values() for value in values
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


def _table(block: Answer, title: str = "") -> Table:
    table = Table(*block.get("columns", []), title=title or None)
    rows: list[list[Any]] = block.get("rows", [])
    for row in rows[:MOST_ROWS_SHOWN]:
        table.add_row(*(str(cell) for cell in row))
    if len(rows) > MOST_ROWS_SHOWN:
        table.add_row(f"... {len(rows) - MOST_ROWS_SHOWN} more")
    return table
