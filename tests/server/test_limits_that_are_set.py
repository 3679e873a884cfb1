"""Limits of a connection, as the environment and the profile set them (README.md, docs/profiles.md)."""

from pathlib import Path

import httpx2
import pytest

from intacct_client.sending.limits import RequestLimits
from intacct_mcp.connection import limits_of
from intacct_mcp.serving import read_serving
from intacct_sandbox.serve import Sandbox
from living import Serving

FILE = """
[acme]
company = "acme"
user = "reader"
client_id = "app"
at_once = 6
deadline = 30
most_megabytes = 4
transaction_ceiling = 900
"""


def test_a_profile_sets_them_and_the_environment_wins_and_says_so(tmp_path: Path):
    file = tmp_path / "profiles.toml"
    file.write_text(FILE)
    file.chmod(0o600)
    (profile,) = read_serving({"INTACCT_CONFIG": str(file)}).profiles.values()
    assert limits_of(profile) == RequestLimits(at_once=6, deadline=30, most_bytes=4 * 2**20)
    assert profile.transaction_ceiling == 900
    serving = read_serving(
        {
            "INTACCT_CONFIG": str(file),
            "INTACCT_AT_ONCE": "2",
            "INTACCT_DEADLINE": "10",
            "INTACCT_MOST_MEGABYTES": "1",
            "INTACCT_TRANSACTION_CEILING": "5",
        }
    )
    (profile,) = serving.profiles.values()
    assert limits_of(profile) == RequestLimits(at_once=2, deadline=10, most_bytes=2**20)
    assert profile.transaction_ceiling == 5
    (notice,) = serving.notices
    assert "the file gives way to INTACCT_AT_ONCE, INTACCT_DEADLINE, INTACCT_MOST_MEGA" in notice


@pytest.mark.behaviour("limits.deadline")
async def test_a_deadline_that_is_set_decides_what_is_waited_out(
    serving: Serving, far_company: tuple[Sandbox, str]
):
    fault = {"kind": "429", "path": "/services/core/query", "count": 1, "seconds": 7}
    async with serving(INTACCT_DEADLINE="5") as agent:
        httpx2.post(f"{far_company[1]}/sandbox/faults", json=[fault]).raise_for_status()
        told = await agent.is_told("list_customers", limit=1)
        assert "Try again in 7 seconds" in told
        await agent.reads("list_customers", limit=1)
