"""What one check found."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """The outcome of one check for one entity and period, or for one object.

    Attributes:
        check: What was checked.
        where: The entity, or the object and field.
        until: The last day looked at, ISO; empty when days do not matter.
        figure: What it is about, in cents or as a count of rows.
        difference: What should be zero, in the same unit.
        remark: More about it, in words.
    """

    check: str
    where: str
    until: str
    figure: int
    difference: int
    remark: str = ""

    @property
    def is_right(self) -> bool:
        """Whether nothing is amiss."""
        return self.difference == 0
