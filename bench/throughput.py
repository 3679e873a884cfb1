"""Calls per second over stdio, one in flight: short bursts in turns against a bare server's trivial tool."""

import time
from collections import defaultdict
from contextlib import ExitStack

from figures import Cost, Row, interleaved, per_second, times
from stdio import BARE, OURS, SANDBOX, StdioServer, running

ROUNDS = 9
BURST = 0.4  # seconds
WARM_UP_CALLS = 50
LIST, REFUSED, TRIVIAL = "list_customers of 1", "refused argument, no API call", "trivial"


def measure() -> list[Row]:
    """Rows about one call that reads from the sandbox (in our process), and one that needs nothing of it."""
    costs: defaultdict[str, list[Cost]] = defaultdict(list)
    with ExitStack() as stack:
        ours = stack.enter_context(running(OURS, SANDBOX))
        bare = stack.enter_context(running(BARE, {}))
        arms: dict[str, tuple[StdioServer, str, dict[str, int]]] = {
            LIST: (ours, "list_customers", {"limit": 1}),
            REFUSED: (ours, "list_customers", {"limit": 0}),
            TRIVIAL: (bare, "ping", {}),
        }
        for server, tool, arguments in arms.values():
            for _ in range(WARM_UP_CALLS):
                server.call(tool, **arguments)
        for arm in interleaved(list(arms), rounds=ROUNDS):
            costs[arm].append(_burst(*arms[arm]))
    rows: list[Row] = []
    for arm in (REFUSED, LIST):
        rows.append(per_second(arm, costs[arm], costs[TRIVIAL], bound=">= 0.70x"))
        cpu = ([cost.cpu for cost in costs[each]] for each in (arm, TRIVIAL))
        rows.append(times(f"{arm}, CPU ms a call", *cpu))
    return rows


def _burst(server: StdioServer, tool: str, arguments: dict[str, int]) -> Cost:
    """The cost of one call, from as many as fit into a burst."""
    calls, started, cpu = 0, time.perf_counter(), server.cpu()
    while time.perf_counter() < started + BURST:
        server.call(tool, **arguments)
        calls += 1
    return Cost((time.perf_counter() - started) / calls, (server.cpu() - cpu) / calls)
