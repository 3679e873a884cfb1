"""Who must agree before a bill posts or a payment leaves: how many, by the amount.

Source: docs/api/approvals.md. Units: cents of base currency.
"""

from intacct_sandbox.company.assumptions import Assumptions

ONE_ABOVE = 1_000_000  # 10,000.00
TWO_ABOVE = 5_000_000  # 50,000.00

_NEXT = {
    "draft": "submit",
    "declined": "submit",
    "submitted": "approve or decline",
    "partiallyApproved": "approve or decline",
    "approved": "confirm",
}


def next_step(state: str) -> str:
    """The end of a refusal: which workflow moves a record that waits in this state; empty if none."""
    return f": the next step is {_NEXT[state]}" if state in _NEXT else ""


def state_after_submit(assumptions: Assumptions, amount: int, *, agreed: str = "posted") -> str:
    """The state of what is submitted: agreed to at once, or waiting."""
    match assumptions.approval:
        case "none":
            return agreed
        case "all":
            return "submitted"
        case "above-10000":
            return "submitted" if amount > ONE_ABOVE else agreed


def approved_state(state: str, amount: int, *, agreed: str = "posted") -> str:
    """The state after one more approval: above the higher bar the first of two is only a part."""
    return "partiallyApproved" if amount > TWO_ABOVE and state == "submitted" else agreed
