"""One call of each tool, for tests that hold for all of them."""

from typing import Any

from agent import Agent

EVIDENCE = "get_evidence"
CALLS: dict[str, dict[str, Any]] = {
    "company_overview": {},
    "list_customers": {"sort": "owes", "limit": 5},
    "get_invoice": {"number": "INV-10001"},
    "gl_balance": {"account": "1000..1300", "period": "2026-09"},
    "trial_balance": {"as_of": "2026-09-30"},
    "find_vendor": {"limit": 5},
    "ar_aging": {"limit": 5},
    "ap_aging": {"by": "document", "limit": 5},
    EVIDENCE: {"handle": "00000000"},
}


async def arguments_of(agent: Agent, tool: str) -> dict[str, Any]:
    """The arguments of a tool's call; evidence is of a figure that is asked for first."""
    if tool != EVIDENCE:
        return CALLS[tool]
    figure = await agent.reads("gl_balance", account="1200", as_of="2026-09-30")
    return {"handle": figure["evidence"], "limit": 5}
