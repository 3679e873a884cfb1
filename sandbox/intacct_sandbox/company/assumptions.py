"""Where the public facts about Sage Intacct leave two readings, the sandbox can take either.

Source: docs/api/assumptions.md says of each why its default is what it is.
"""

from dataclasses import dataclass, fields, replace
from typing import Any, Literal, cast, get_args

from intacct_sandbox.query.readings import Readings


@dataclass(frozen=True, slots=True)
class Assumptions:
    """The reading taken of each open point.

    Attributes:
        closing_journals: Whether the year end posts entries that empty the income statement accounts into
            retained earnings (`posted`), or only the reports do so (`none`).
        dead_token: The status that a token no longer good is answered with.
        retry_after: Whether a plain `Retry-After` comes with 429, beside the headers of the API's own.
        oversize: The status that a body over 1 MB is answered with.
        token_calls: Whether a call of the token endpoint is a transaction.
        model_calls: Whether a call of the model service is a transaction.
        old_idempotency_key: Between 48 hours and 60 days after its first use a key is `refused`, or the
            request is carried out anew (`new`).
        unknown_entity: The status of a request whose entity header names no entity, or one that its user may
            not see.
        aggregate_keys, sums, aggregate_order, aggregate_beside_key, relative_dates, location_filter: See
            query/readings.py.
    """

    closing_journals: Literal["none", "posted"] = "none"
    dead_token: Literal["401", "400"] = "401"
    retry_after: Literal["not-sent", "sent"] = "not-sent"
    oversize: Literal["413", "400"] = "413"
    token_calls: Literal["free", "counted"] = "free"
    model_calls: Literal["counted", "free"] = "counted"
    old_idempotency_key: Literal["refused", "new"] = "refused"
    unknown_entity: Literal["400", "403"] = "400"
    aggregate_keys: Literal["asked", "dotted", "field"] = "asked"
    sums: Literal["text", "number"] = "text"
    aggregate_order: Literal["allowed", "refused"] = "allowed"
    aggregate_beside_key: Literal["allowed", "refused"] = "allowed"
    relative_dates: Literal["edges", "start"] = "edges"
    location_filter: Literal["exact", "tree"] = "exact"

    @property
    def readings(self) -> Readings:
        """The readings that the query service takes."""
        return Readings(**{each.name: getattr(self, each.name) for each in fields(Readings)})

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
