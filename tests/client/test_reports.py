"""Reports: asked for, waited for, fetched from our own host alone (docs/api/reports.md)."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field

import anyio
import httpx2
import pytest

from examining import TODAY, ByHand, arm, subject_of
from intacct_client import Intacct
from intacct_client.connect import connect
from intacct_client.errors import NotAllowed, Refused, Unreachable
from intacct_client.reports import Patience, own_address, run_report
from intacct_client.token_store import MemoryTokenStore
from intacct_mcp.connection import sandbox_account
from intacct_sandbox.serve import Sandbox, Seed
from opened import company

YEAR = {"timePeriod": {"dateRange": {"startDate": "2026-01-01", "endDate": "2026-10-31"}}}
BASE = "https://api.intacct.com/ia/api/v1"
STATUS = "/services/reports/status"


@dataclass
class Waits:
    """Waits that take no time, and are written down."""

    seconds: list[float] = field(default_factory=list[float])

    async def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)
        await anyio.lowlevel.checkpoint()


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with company(Seed(1, TODAY, 500)) as sandbox:
        yield sandbox


@pytest.fixture
async def intacct(sandbox: Sandbox) -> AsyncIterator[Intacct]:
    async with connect(
        sandbox_account(sandbox),
        MemoryTokenStore(),
        make_transport=lambda: httpx2.ASGITransport(app=sandbox.app),
    ) as connected:
        yield connected


@pytest.mark.behaviour("reports.fetched")
async def test_a_report_is_waited_for_as_told_and_fetched(intacct: Intacct):
    waits = Waits()
    text = await run_report(intacct, "trial-balance", YEAR, Patience(pause=waits))
    assert text.splitlines()[1] == "Trial balance"
    assert waits.seconds == [30, 30, 30]
    # The request, three questions, the file.
    assert intacct.spent.transactions == 5


@pytest.mark.behaviour("reports.not-ready")
async def test_a_report_that_is_never_ready_is_given_up(intacct: Intacct):
    waits = Waits()
    patience = Patience(longest=60, pause=waits)
    with pytest.raises(Unreachable, match="was not ready after 60 seconds"):
        await run_report(intacct, "trial-balance", YEAR, patience)
    assert waits.seconds == [30, 30]
    with pytest.raises(Unreachable, match="not ready"):
        await run_report(intacct, "trial-balance", YEAR, Patience(most_questions=1, pause=waits))


async def _with_status(sandbox: Sandbox, answer: httpx2.Response) -> str:
    """Run a report whose status is answered by hand."""
    strange: list[str] = []

    def answers(request: httpx2.Request) -> httpx2.Response | None:
        strange.append(request.url.host)
        return answer if request.url.path.endswith(STATUS) else None

    async with connect(
        sandbox_account(sandbox),
        MemoryTokenStore(),
        make_transport=lambda: ByHand(sandbox, answers),
    ) as intacct:
        try:
            return await run_report(intacct, "trial-balance", YEAR, Patience(pause=Waits()))
        finally:
            assert set(strange) == {"localhost"}


ELSEWHERE = [
    "https://files.example/services/reports/download?reportId=1",
    "//files.example/services/reports/download",
    "http://localhost.example/ia/api/v1/services/reports/download",
    "/services/core/query",
    "/ia/api/v1/services/reports/../core/query",
    "file:///etc/passwd",
]


@pytest.mark.parametrize("url", ELSEWHERE)
def test_an_address_at_another_place_is_not_ours(url: str):
    with pytest.raises(Unreachable, match="was not fetched"):
        own_address(url, BASE)


@pytest.mark.behaviour("reports.own-host")
@pytest.mark.parametrize("url", ELSEWHERE)
async def test_a_file_at_another_place_is_not_fetched(sandbox: Sandbox, url: str):
    report = {"reportId": "1", "status": "completed", "downloadURL": url}
    answer = httpx2.Response(303, json={"ia::result": report}, headers={"Location": url})
    with pytest.raises(Unreachable, match="was not fetched"):
        await _with_status(sandbox, answer)


@pytest.mark.parametrize("status", ["failed", "canceled"])
async def test_a_report_that_intacct_cannot_make_says_so(sandbox: Sandbox, status: str):
    answer = httpx2.Response(200, json={"ia::result": {"reportId": "1", "status": status}})
    with pytest.raises(Refused, match=f"it is {status}"):
        await _with_status(sandbox, answer)


async def test_a_refusal_of_the_report_is_the_clients_own(intacct: Intacct, sandbox: Sandbox):
    with pytest.raises(Refused):
        await run_report(intacct, "trial-balance", {"nonsense": True}, Patience(pause=Waits()))
    async with connect(
        subject_of(sandbox, user="ap_clerk").account,
        MemoryTokenStore(),
        make_transport=lambda: httpx2.ASGITransport(app=sandbox.app),
    ) as clerk:
        with pytest.raises(NotAllowed):
            await run_report(clerk, "trial-balance", YEAR, Patience(pause=Waits()))


async def test_an_error_of_the_server_while_waiting_is_tried_again(
    intacct: Intacct, sandbox: Sandbox
):
    await arm(sandbox, {"kind": "503", "path": STATUS, "seconds": 0})
    assert await run_report(intacct, "trial-balance", YEAR, Patience(pause=Waits()))


@pytest.mark.parametrize(
    "url",
    [
        "/services/reports/download?reportId=1&outputType=csv",
        "/ia/api/v1/services/reports/download?reportId=1&outputType=csv",
        f"{BASE}/services/reports/download?reportId=1&outputType=csv",
    ],
)
def test_an_address_of_ours_may_be_whole_or_in_part(url: str):
    found = own_address(url, BASE)
    assert found == (
        "/services/reports/download",
        (("reportId", "1"), ("outputType", "csv")),
    )
