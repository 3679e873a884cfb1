"""What one check found."""

from dataclasses import dataclass

from intacct_sandbox.company.amounts import to_text


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
        is_money: Whether figure and difference are cents.
    """

    check: str
    where: str
    until: str
    figure: int
    difference: int
    remark: str = ""
    is_money: bool = False

    @property
    def shown_figure(self) -> str:
        """The figure for a person."""
        return to_text(self.figure) if self.is_money else str(self.figure)

    @property
    def shown_difference(self) -> str:
        """The difference for a person."""
        return to_text(self.difference) if self.is_money else str(self.difference)

    @property
    def is_right(self) -> bool:
        """Whether nothing is amiss."""
        return self.difference == 0
