"""A server process and its pipes: raw JSON-RPC, one request in flight, no SDK on this side."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import IO, Any, cast

OURS = ("-m", "intacct_mcp")
BARE = (str(Path(__file__).with_name("bare_server.py")),)
# Any credentials will do: nothing is contacted before the first tool call.
REMOTE = {"INTACCT_CLIENT_ID": "x", "INTACCT_CLIENT_SECRET": "y", "INTACCT_USERNAME": "u@c"}
TODAY, SEED = "2026-10-31", "1"
SANDBOX = {"INTACCT_SANDBOX": "1", "INTACCT_SANDBOX_TODAY": TODAY, "INTACCT_SANDBOX_SEED": SEED}


class StdioServer:
    """A running server that has answered `initialize`."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._pid = process.pid
        self._to = cast("IO[bytes]", process.stdin)
        self._from = cast("IO[bytes]", process.stdout)
        self._ids = count(1)
        client = {"clientInfo": {"name": "bench", "version": "0"}, "capabilities": {}}
        self._request("initialize", {"protocolVersion": "2025-11-25", **client})
        self._send({"method": "notifications/initialized"})

    def tools(self) -> list[dict[str, Any]]:
        """The tool list as it comes over the wire."""
        return self._request("tools/list", {})["tools"]

    def call(self, tool: str, arguments: dict[str, Any]) -> tuple[str, bool]:
        """The text a model would see, and whether it is an error."""
        result = self._request("tools/call", {"name": tool, "arguments": arguments})
        return result["content"][0]["text"], result.get("isError", False)

    def cpu(self) -> float:
        """Seconds of CPU that the process has used so far."""
        # The clock that clock_getcpuclockid(3) names on Linux: nanoseconds, where /proc counts in ticks.
        return time.clock_gettime((~self._pid << 3) | 2)

    def memory(self) -> float:
        """Resident memory in MB."""
        return self._megabytes("VmRSS:")

    def peak_memory(self) -> float:
        """The most memory that was ever resident, in MB."""
        return self._megabytes("VmHWM:")

    def _megabytes(self, name: str) -> float:
        status = Path(f"/proc/{self._pid}/status").read_text(encoding="ascii")
        return int(status.partition(name)[2].split(maxsplit=1)[0]) * 1024 / 1e6

    def _request(self, method: str, params: dict[str, Any]) -> dict[str, Any]:
        number = next(self._ids)
        self._send({"id": number, "method": method, "params": params})
        for line in self._from:
            answer = json.loads(line)
            if answer.get("id") == number:
                return answer["result"]
        raise ConnectionError(f"The server ended before it answered {method}.")

    def _send(self, message: dict[str, Any]) -> None:
        self._to.write(json.dumps({"jsonrpc": "2.0", **message}).encode() + b"\n")
        self._to.flush()


@contextmanager
def running(command: tuple[str, ...], settings: dict[str, str]) -> Generator[StdioServer]:
    """Start a server with these settings alone; stop it by closing its pipes, and wait."""
    inherited = {name: os.environ[name] for name in os.environ if not name.startswith("INTACCT_")}
    with subprocess.Popen(
        [sys.executable, *command],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=inherited | settings,
    ) as process:
        yield StdioServer(process)
