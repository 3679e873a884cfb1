"""The sandbox's control routes, as a test uses them from within (docs/api/faults.md)."""

from typing import Any

import httpx2

from intacct_sandbox.serve import Sandbox


async def arm(sandbox: Sandbox, *faults: dict[str, Any]) -> None:
    """Arm these faults instead of those before."""
    async with _control(sandbox) as http:
        (await http.post("/sandbox/faults", json=list(faults))).raise_for_status()


async def fired(sandbox: Sandbox) -> int:
    """How often the armed faults fired in all."""
    async with _control(sandbox) as http:
        return sum(each["fired"] for each in (await http.get("/sandbox/faults")).json()["faults"])


async def received(sandbox: Sandbox) -> dict[str, int]:
    """What came in so far, in all and by kind."""
    counts: dict[str, int] = {"total": 0}
    async with _control(sandbox) as http:
        for each in (await http.get("/sandbox/usage")).json()["applications"]:
            for kind, count in each["received"].items():
                counts[kind] = counts.get(kind, 0) + count
    return counts


def _control(sandbox: Sandbox) -> httpx2.AsyncClient:
    return httpx2.AsyncClient(
        transport=httpx2.ASGITransport(app=sandbox.app), base_url="http://localhost"
    )
