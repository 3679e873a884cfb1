"""What a host notices of the process: how soon it is ready, how fast it answers, how much memory it takes.

A call that is refused for its argument needs no API: it shows the server alone. The sandbox that answers
the other one lives in the same process, so its work counts as ours.
"""

import os
import time
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from figures import Cost, Row, in_turns, rates, times
from stdio_server import BARE, OURS, REMOTE, SANDBOX, StdioServer, running

STARTED = {"remote": (OURS, REMOTE), "sandbox": (OURS, SANDBOX), "bare": (BARE, {})}
STARTS, PAIRS = 13, 11
BURSTS, BURST = 11, 0.4  # how many, and seconds of each
CALLS, MANY = 200, 1_000


def cold_start() -> list[Row]:
    """Spawn, initialize, tools/list answered. Both of ours do the same until the first tool call.

    Alone and in turns first. Then ours and the bare one at once on one core: what disturbs the machine
    disturbs both, and the ratio of their CPU times holds to a percent.
    """
    costs: defaultdict[str, list[Cost]] = defaultdict(list)
    for arm in in_turns(list(STARTED), rounds=1 + STARTS):
        costs[arm].append(_start(arm))
    warm = {arm: each[1:] for arm, each in costs.items()}
    shared = [_start_at_once("remote", "bare") for _ in range(PAIRS)]
    ours, bare = ([Cost(pair[side].cpu, pair[side].cpu) for pair in shared] for side in (0, 1))
    return [
        times("remote company", warm["remote"], warm["bare"], "< 1.15x"),
        times("sandbox company", warm["sandbox"], warm["bare"]),
        times("remote, both on one core, CPU", ours, bare, "< 1.15x"),
    ]


def calls_per_second() -> list[Row]:
    """One call in flight; the bare server's is of its trivial tool."""
    costs: defaultdict[str, list[Cost]] = defaultdict(list)
    with running(OURS, SANDBOX) as ours, running(BARE, {}) as bare:
        arms = {
            "refused": (ours, "list_customers", {"limit": 0}),
            "list": (ours, "list_customers", {"limit": 1}),
            "bare": (bare, "ping", {}),
        }
        for arm in in_turns(list(arms), rounds=1 + BURSTS):
            costs[arm].append(_burst(*arms[arm]))
    warm = {arm: each[1:] for arm, each in costs.items()}
    return [
        rates("refused argument", warm["refused"], warm["bare"], ">= 0.70x"),
        rates("1 customer, sandbox inside", warm["list"], warm["bare"]),
    ]


def memory() -> list[Row]:
    """Resident, after the tool list and after many calls."""
    with (
        running(OURS, REMOTE) as remote,
        running(OURS, SANDBOX) as sandbox,
        running(BARE, {}) as bare,
    ):
        for server in (remote, bare):
            server.tools()
        for _ in range(CALLS // 2):
            sandbox.call("list_customers", {})
            sandbox.call("gl_balance", {"account": "1000..9999"})
        least = bare.memory()
        used = {"tool list": remote.memory(), f"{CALLS} calls, sandbox inside": sandbox.memory()}
        before = sandbox.memory()
        for _ in range(MANY):
            sandbox.call("list_customers", {"limit": 10})
        after_many = sandbox.memory()
    return [
        *(
            Row(after, f"{mb:.0f}", f"{least:.0f}", f"{mb / least:.2f}x", bound="< 100")
            for after, mb in used.items()
        ),
        Row(
            f"{MANY:,} more calls; before",
            f"{after_many:.0f}",
            f"{before:.0f}",
            f"{after_many / before:.2f}x",
            bound="1.00x",
        ),
    ]


def _start(arm: str) -> Cost:
    started = time.perf_counter()
    with running(*STARTED[arm]) as server:
        server.tools()
        return Cost(time.perf_counter() - started, server.cpu())


def _start_at_once(*arms: str) -> list[Cost]:
    """Start them side by side; threads and processes inherit the one core."""
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {max(cores)})
    try:
        with ThreadPoolExecutor(len(arms)) as pool:
            return list(pool.map(_start, arms))
    finally:
        os.sched_setaffinity(0, cores)


def _burst(server: StdioServer, tool: str, arguments: dict[str, Any]) -> Cost:
    """The cost of one call, from as many as fit."""
    calls, started, cpu = 0, time.perf_counter(), server.cpu()
    while time.perf_counter() < started + BURST:
        server.call(tool, arguments)
        calls += 1
    return Cost((time.perf_counter() - started) / calls, (server.cpu() - cpu) / calls)
