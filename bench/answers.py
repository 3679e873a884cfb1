"""What answers cost: tokens of the tool list and of standard answers, API transactions, memory.

Units: tokens as o200k counts them. The second of two equal answers is taken: what the first had to learn
about the company is remembered.
"""

import json
from dataclasses import dataclass, field

from bpe_openai import get_encoding
from figures import Row, against
from stdio import OURS, SANDBOX, StdioServer, running

CALLS = 200
TOOL_LIST_TOKENS = 650
MOST_MEMORY = 100  # MB
INVOICES = range(10_001, 10_500)


@dataclass(frozen=True, slots=True)
class Question:
    """A standard question, and the bounds on its answer, where there are any."""

    label: str
    tool: str
    arguments: dict[str, str | int] = field(default_factory=dict[str, str | int])
    tokens: int | None = None
    api: int | None = None


def measure() -> tuple[list[Row], list[Row], list[Row]]:
    """Rows about tokens, about API transactions, and about memory after many calls."""
    with running(OURS, SANDBOX) as server:
        listed = _compact(
            [
                {name: tool[name] for name in ("name", "description", "inputSchema")}
                for tool in server.tools()
            ]
        )
        tokens = [against(f"tool list of {len(server.tools())}", _tokens(listed), TOOL_LIST_TOKENS)]
        api: list[Row] = []
        questions = _questions(_invoice_with_lines(server, 5))
        for question in questions:
            _answer(server, question)
            text = _answer(server, question)
            tokens.append(against(question.label, _tokens(text), question.tokens))
            api.append(against(question.label, json.loads(text)["api"], question.api))
    return tokens, api, [_memory(questions)]


def _questions(invoice: str) -> list[Question]:
    chart: dict[str, str | int] = {"account": "1000..9999"}
    month: dict[str, str | int] = {**chart, "period": "2026-10"}
    return [
        Question("10 customers", "list_customers", {"limit": 10}, tokens=520, api=1),
        Question("invoice, 5 lines, paid", "get_invoice", {"number": invoice}, tokens=650, api=2),
        Question("balance of one account", "gl_balance", {"account": "1200"}, api=2),
        Question("balances 1000..9999, as of today", "gl_balance", chart, api=2),
        Question("balances 1000..9999, one month", "gl_balance", month, api=3),
        Question("10 vendors", "find_vendor", {"limit": 10}, api=1),
    ]


def _invoice_with_lines(server: StdioServer, lines: int) -> str:
    """The first paid invoice of the sandbox with that many lines."""
    for number in (f"INV-{each}" for each in INVOICES):
        text, is_error = server.call("get_invoice", number=number)
        answer = {} if is_error else json.loads(text)
        if "payments" in answer and len(answer["rows"]) == lines:
            return number
    raise LookupError(f"no paid invoice with {lines} lines")


def _memory(questions: list[Question]) -> Row:
    with running(OURS, SANDBOX) as server:
        for call in range(CALLS):
            _answer(server, questions[call % len(questions)])
        return against(f"sandbox company, after {CALLS} calls, MB", server.memory(), MOST_MEMORY)


def _answer(server: StdioServer, question: Question) -> str:
    text, is_error = server.call(question.tool, **question.arguments)
    if is_error:
        raise ValueError(f"{question.label}: {text}")
    return text


def _tokens(text: str) -> int:
    return len(get_encoding("o200k_base").encode(text))


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
