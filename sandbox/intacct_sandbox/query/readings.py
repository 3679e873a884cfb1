"""The points of the query service that are not published, and the readings that can be taken of each.

Source: docs/api/query.md, docs/api/assumptions.md.
"""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Readings:
    """One reading of each open point.

    Attributes:
        aggregate_keys: What a sum is called in its row: as it was asked for (`sum:totalDue`), with a dot
            (`sum.totalDue`), or by its field alone (`totalDue`).
        sums: Whether amounts that were added up come as text, as all amounts do, or as numbers.
        aggregate_order: Whether a query with aggregates may have an orderBy.
        aggregate_beside_key: Whether `key` and `id` may stand beside an aggregate.
        relative_dates: Which day a word for a span of days means: its first or last, as the comparison has
            it (`edges`), or always its first (`start`).
        location_filter: Whether a filter by a location's id finds that location alone (`exact`), or those
            below it too (`tree`).
        unset_enum: What an unset field with a fixed set of words is in answers.
        unset_reference: Whether GET shows an unset reference as `nulls`, or not at all.
        negative_null: Whether the negative operators find unset fields.
        week_start: The first day of `currentWeek` and `lastWeek`.
        query_alias: Whether invoice rows with a computed field have an extra key too.
        count_of: What `count:` takes: `any` field, or those with a fixed set of values and lists (`fixed`).
        filter_fields: How many fields one operator of a filter may hold.
        deprecated_fields: Whether the query service reads deprecated fields.
    """

    aggregate_keys: Literal["asked", "dotted", "field"] = "asked"
    sums: Literal["text", "number"] = "text"
    aggregate_order: Literal["allowed", "refused"] = "allowed"
    aggregate_beside_key: Literal["allowed", "refused"] = "allowed"
    relative_dates: Literal["edges", "start"] = "edges"
    location_filter: Literal["exact", "tree"] = "exact"
    unset_enum: Literal["null", "empty"] = "null"
    unset_reference: Literal["nulls", "absent"] = "nulls"
    negative_null: Literal["left-out", "found"] = "left-out"
    week_start: Literal["sunday", "monday"] = "sunday"
    query_alias: Literal["none", "leaks"] = "none"
    count_of: Literal["any", "fixed"] = "any"
    filter_fields: Literal["one", "several"] = "one"
    deprecated_fields: Literal["queryable", "refused"] = "queryable"


DEFAULTS = Readings()  # what is taken unless a switch says otherwise
