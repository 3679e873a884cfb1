"""How the demo asks and shows: a question in words, the call it became, the answer as tables, its cost."""

import json
import time
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, cast

from mcp.client import Client
from mcp.types import TextContent
from rich import box
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from intacct_mcp.tokens import count_tokens, is_exact

WIDTH = 100
MOST_ROWS_SHOWN = 14
INDENT = (0, 0, 0, 3)

Answer = dict[str, Any]


class DemoFailed(Exception):
    """An answer that the story cannot go on from."""


@dataclass(frozen=True, slots=True)
class Part:
    """What of a wide answer is shown: some of its columns (all when none is named), and blocks beside it."""

    columns: tuple[str, ...] = ()
    blocks: tuple[str, ...] = ()


@dataclass(slots=True)
class Teller:
    """Asks questions and shows what came back."""

    client: Client
    console: Console
    asked: int = 0
    transactions: int = 0

    async def ask(self, question: str, tool: str, part: Part, **arguments: Any) -> Answer:
        """Ask one question by one tool call, and show call, answer and cost."""
        text, is_error, milliseconds = await self.call(tool, arguments)
        self.asked += 1
        self.console.print(f"\n[bold]{self.asked}. {question}[/bold]", highlight=False)
        self._say(f"{tool} {json.dumps(arguments, ensure_ascii=False)}", "cyan")
        if is_error:
            self._say(text, "yellow")
            self._cost(text, 0, milliseconds)
            return {}
        answer: Answer = json.loads(text)
        self._show(answer, part)
        self._cost(text, answer["api"] + answer.get("api_setup", 0), milliseconds)
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
        text = "\n".join(each.text for each in result.content if isinstance(each, TextContent))
        return text, bool(result.is_error), milliseconds

    def _show(self, answer: Answer, part: Part) -> None:
        period = " to ".join(answer.get("period", {}).values())
        when = answer.get("as_of") or period or answer["today"]
        open_books = ", books still open" if answer.get("preliminary") else ""
        self._say(f"{answer['company']}: {answer['scope']}; {when}{open_books}", "dim")
        for name in ("customer", "lines_add_up_to"):
            if name in answer:
                self._say(f"{name.replace('_', ' ')}: {_facts(answer[name])}")
        self._table(answer, part.columns)
        for name in part.blocks:
            if answer.get(name, {}).get("rows"):
                self._say(f"{name.replace('_', ' ')}:")
                self._table(answer[name], ())
        if "totals" in answer:
            self._say(f"totals over {answer['total']}: {_facts(answer['totals'])}")
        for note in answer.get("notes", []):
            self._say(f"note: {note}")
        if "checks" in answer:
            self._say(f"checks: {_facts(answer['checks'])}", "green")

    def _table(self, block: Answer, columns: tuple[str, ...]) -> None:
        names: list[str] = block.get("columns", [])
        rows: list[list[Any]] = block.get("rows", [])
        kept = [
            place
            for place, name in enumerate(names)
            if (not columns or name in columns) and any(row[place] != "" for row in rows)
        ]
        if not kept:
            return
        table = Table(box=box.SIMPLE_HEAD, show_edge=False, padding=(0, 1, 0, 0), pad_edge=False)
        for place in kept:
            right = _is_figures([row[place] for row in rows])
            table.add_column(names[place], justify="right" if right else "left", no_wrap=right)
        for row in rows[:MOST_ROWS_SHOWN]:
            table.add_row(*(str(row[place]) for place in kept))
        if len(rows) > MOST_ROWS_SHOWN:
            table.add_row(f"... {len(rows) - MOST_ROWS_SHOWN} more")
        self.console.print(Padding(table, INDENT, expand=False), highlight=False)

    def _cost(self, text: str, transactions: int, milliseconds: float) -> None:
        self.transactions += transactions
        about = "" if is_exact() else "about "
        tokens = count_tokens(text)
        cost = f"{about}{tokens} tokens, {transactions} API transactions, {milliseconds:.0f} ms"
        self._say(cost, "dim")

    def _say(self, text: str, style: str = "") -> None:
        """A paragraph under the question; text of records is no markup."""
        self.console.print(Padding(Text(text, style=style), INDENT, expand=False))


def _facts(facts: object) -> str:
    """A block of names and figures as a sentence."""
    if not isinstance(facts, dict):
        return str(facts)
    named = cast("dict[str, object]", facts)
    kept = {name: each for name, each in named.items() if each not in ("", {})}
    nested = {name for name, each in kept.items() if isinstance(each, dict)}
    return "; ".join(
        f"{name} ({_facts(kept[name])})" if name in nested else f"{name} {kept[name]}"
        for name in kept
    )


def _is_figures(cells: list[object]) -> bool:
    """Whether a column holds amounts or counts, not the ids of accounts and entities."""
    texts = [str(cell) for cell in cells if cell != ""]
    return all(isinstance(cell, int) for cell in cells) or (
        any("." in text for text in texts) and all(_is_amount(text) for text in texts)
    )


def _is_amount(text: str) -> bool:
    try:
        Decimal(text)
    except InvalidOperation:
        return text == "no line"
    return True
