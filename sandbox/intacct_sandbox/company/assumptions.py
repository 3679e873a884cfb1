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
        composite_transaction: Whether the transaction header makes a composite `all-or-nothing`.
        composite_entity: Whether a sub-request sees the entity of the composite's header (`inherited`) or only
            that of its own and of the token (`own`).
        composite_error: Where a failed sub-request has its error: in its `element`, or `in-result`.
        export_csv_type: The media type of an export as CSV: `text` for text/csv, or the one of `excel`.
        array_query: Whether a list of queries is `refused` or answered with a list of `results`.
    """

    closing_journals: Literal["none", "posted"] = "none"
    dead_token: Literal["401", "400"] = "401"
    composite_transaction: Literal["ignored", "all-or-nothing"] = "ignored"
    composite_entity: Literal["inherited", "own"] = "inherited"
    composite_error: Literal["element", "in-result"] = "element"
    export_csv_type: Literal["text", "excel"] = "text"
    array_query: Literal["refused", "results"] = "refused"

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
