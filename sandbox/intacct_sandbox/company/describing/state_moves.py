"""Records that only describe, moved from one state to another.

Source: docs/api/workflows.md.
"""

from dataclasses import dataclass

from intacct_sandbox.company.describing.homes import home_of
from intacct_sandbox.company.describing.records import set_field, stored_fields
from intacct_sandbox.company.ledger import Ledger
from intacct_sandbox.company.refused import Refused


@dataclass(frozen=True, slots=True)
class StateMove:
    """What a workflow does to a state.

    Attributes:
        done: What the refusal says of it, e.g. `recalled`.
        sources: The states from which it works; any, when there are none.
        into: The state afterwards.
    """

    done: str
    sources: frozenset[str]
    into: str


def refuse_state(ledger: Ledger, name: str, key: int, move: StateMove) -> None:
    """Refuse a move from a state from which it does not work.

    Raises:
        UnknownKey: There is no such record.
        Refused: It is in another state.
    """
    state = stored_fields(ledger, home_of(name), key).get("state")
    if move.sources and state not in move.sources:
        word = name.partition("/")[2].replace("-", " ")
        allowed = " or ".join(sorted(move.sources))
        raise Refused(
            "BL03002031",
            f"The {word} {key} is {state or 'without a state'} and cannot be {move.done}:"
            f" it must be {allowed}",
        )


def set_state(ledger: Ledger, name: str, key: int, state: str, *, at: str) -> None:
    """Put a record into a state."""
    set_field(ledger, ledger.shape.objects[name], key, "state", state, at=at)


def move_state(ledger: Ledger, name: str, key: int, move: StateMove, *, at: str) -> None:
    """Move a record.

    Raises:
        UnknownKey: There is no such record.
        Refused: It is in a state from which this does not work.
    """
    refuse_state(ledger, name, key, move)
    set_state(ledger, name, key, move.into, at=at)
