"""Where the public facts about Sage Intacct leave two readings, the sandbox can take either.

Source: docs/api/assumptions.md says of each why its default is what it is.
"""

from dataclasses import dataclass, fields, replace
from typing import Any, Literal, cast, get_args


@dataclass(frozen=True, slots=True)
class Assumptions:
    """The reading taken of each open point.

    Attributes:
        closing_journals: Whether the year end posts entries that empty the income statement accounts into
            retained earnings (`posted`), or only the reports do so (`none`).
        dead_token: The status that a token no longer good is answered with.
        approval: Which bills and AP payments wait for somebody once they are submitted.
        draft_lines: Whether the lines of draft entries are seen by queries.
        book_id: How the accrual book's id is spelled.
        credit_sign: The sign of a credit memo's amounts in answers.
        adjustment_totals: Whether an adjustment's header has its totals.
        reversed_state: The state of the lines of an entry that was reversed.
        total_due: Whether what a party owes is net of credits, advances and money on account.
        subledger_postings: Whether documents and payments have entries of their own or stand in daily sums.
        unset_enum: What an unset field with a fixed set of words is in answers.
    """

    closing_journals: Literal["none", "posted"] = "none"
    dead_token: Literal["401", "400"] = "401"
    approval: Literal["above-10000", "none", "all"] = "above-10000"
    draft_lines: Literal["shown", "hidden"] = "shown"
    book_id: Literal["ACCRUAL", "Accrual"] = "ACCRUAL"
    credit_sign: Literal["negative", "positive"] = "negative"
    adjustment_totals: Literal["filled", "empty"] = "filled"
    reversed_state: Literal["reversed", "posted"] = "reversed"
    total_due: Literal["net", "gross"] = "net"
    unset_enum: Literal["null", "empty"] = "null"
    subledger_postings: Literal["detail", "summary"] = "detail"

    def with_switches(self, switches: list[str]) -> "Assumptions":
        """Apply `name=value` switches as the command line takes them.

        Raises:
            ValueError: A name or a value that is not known, with those that are.
        """
        changed = self
        for switch in switches:
            name, _, value = switch.partition("=")
            field_name = name.strip().replace("-", "_")
            if field_name not in {field.name for field in fields(self)}:
                known = ", ".join(field.name.replace("_", "-") for field in fields(self))
                raise ValueError(f"No assumption {name!r}. Known: {known}.")
            choices = get_args(self.__annotations__[field_name])
            if value not in choices:
                raise ValueError(f"{name} takes {' or '.join(choices)}, not {value!r}.")
            changed = replace(changed, **cast("dict[str, Any]", {field_name: value}))
        return changed
