"""What forty questions of finance people cost: tokens and API transactions, by our tools and by plain queries.

The second of two equal answers is taken, as in `answers`. Through `query_records` alone a model has to read
every row and do the arithmetic itself: what is counted is only what it reads.
"""

import json
import tomllib
from pathlib import Path
from typing import Any, cast

from bpe_openai import get_encoding

from figures import Row
from stdio_server import OURS, SANDBOX, StdioServer, running

QUESTIONS = Path(__file__).with_name("questions.toml")
PLAIN, MOST_PAGES, A_PAGE = "query_records", 30, 200
Cost = tuple[int, int]


def questions() -> list[Row]:
    """A row a question: tokens / transactions of ours, then of plain queries, and how many times ours."""
    asked = tomllib.loads(QUESTIONS.read_text(encoding="utf-8"))
    with running(OURS, SANDBOX) as server:
        has_plain = PLAIN in {tool["name"] for tool in server.tools()}
        plain = {
            name: _read(server, wanted) if has_plain else None
            for name, wanted in asked["reads"].items()
        }
        rows: list[Row] = []
        whole, whole_plain = (0, 0), (0, 0)
        for question in asked["question"]:
            ours = _answered(server, question["calls"])
            reads = [plain[name] for name in question["reads"]]
            known = [each for each in reads if each is not None]
            other = _added(*known) if len(known) == len(reads) else None
            rows.append(_row(question["ask"], ours, other))
            whole = _added(whole, ours)
            whole_plain = _added(whole_plain, other or (0, 0))
        return [*rows, _row(f"all {len(rows)}", whole, whole_plain if has_plain else None)]


def _answered(server: StdioServer, calls: list[tuple[str, dict[str, Any]]]) -> Cost:
    cost, handle = (0, 0), ""
    for tool, wanted in calls:
        arguments = {**wanted, "handle": handle} if "handle" in wanted else wanted
        server.call(tool, arguments)
        text, answer = _called(server, tool, arguments)
        handle = answer.get("evidence", "")
        cost = _added(cost, (_tokens(text), answer["api"]))
    return cost


def _read(server: StdioServer, wanted: dict[str, Any]) -> Cost | None:
    """All pages of a plain query; None where there are more than anybody would read."""
    cost, after = (0, 0), ""
    for _ in range(MOST_PAGES):
        text, answer = _called(server, PLAIN, {**wanted, "limit": A_PAGE, "after": after})
        cost = _added(cost, (_tokens(text), answer["api"]))
        after = answer.get("next", "")
        if not after:
            return cost
    return None


def _called(
    server: StdioServer, tool: str, arguments: dict[str, Any]
) -> tuple[str, dict[str, Any]]:
    text, is_error = server.call(tool, arguments)
    if is_error:
        raise ValueError(f"{tool} {arguments}: {text}")
    return text, cast("dict[str, Any]", json.loads(text))


def _added(*costs: Cost) -> Cost:
    return sum(cost[0] for cost in costs), sum(cost[1] for cost in costs)


def _tokens(text: str) -> int:
    return len(get_encoding("o200k_base").encode(text))


def _row(ask: str, ours: Cost, plain: Cost | None) -> Row:
    if plain is None:
        return Row(ask, f"{ours[0]:,} / {ours[1]}")
    ratio = f"{plain[0] / max(ours[0], 1):.1f}x"
    return Row(ask, f"{ours[0]:,} / {ours[1]}", f"{plain[0]:,} / {plain[1]}", ratio)
