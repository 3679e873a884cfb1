"""Cold start and what it leaves in memory: spawn, initialize, tools/list answered, over stdio."""

import time
from collections import defaultdict
from statistics import median

from figures import Cost, Row, compared, interleaved
from stdio import BARE, OURS, REMOTE, SANDBOX, running

ROUNDS = 11
WARM_UPS = 1
ARMS = {"remote": (OURS, REMOTE), "sandbox": (OURS, SANDBOX), "bare": (BARE, {})}


def measure() -> tuple[list[Row], list[Row]]:
    """Rows about time, and rows about memory after the tool list."""
    costs: defaultdict[str, list[Cost]] = defaultdict(list)
    memory: defaultdict[str, list[float]] = defaultdict(list)
    for arm in interleaved(list(ARMS), rounds=WARM_UPS + ROUNDS):
        cost, resident = _start(*ARMS[arm])
        costs[arm].append(cost)
        memory[arm].append(resident)
    kept = {arm: samples[WARM_UPS:] for arm, samples in costs.items()}
    resident = {arm: median(samples) for arm, samples in memory.items()}
    return [
        *compared("remote company", kept["remote"], kept["bare"], bound="< 1.15x"),
        *compared("sandbox company", kept["sandbox"], kept["bare"]),
    ], [
        Row(
            "remote company, after tools/list, MB",
            f"{resident['remote']:.0f}",
            f"{resident['bare']:.0f}",
            f"{resident['remote'] / resident['bare']:.2f}x",
            "< 100 MB",
        )
    ]


def _start(command: tuple[str, ...], settings: dict[str, str]) -> tuple[Cost, float]:
    started = time.perf_counter()
    with running(command, settings) as server:
        server.tools()
        wall = time.perf_counter() - started
        return Cost(wall, server.cpu()), server.memory()
