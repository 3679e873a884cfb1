"""The location that an entity is: made with it, called as it is, and gone with it.

Source: docs/api/dimensions.md. What is booked is booked in a location, so an entity without one would have no books.
"""

from intacct_sandbox.company.describing.used_by import refuse_used
from intacct_sandbox.company.ledger import Ledger
from intacct_sandbox.company.refused import DUPLICATE, Refused


def add_own_location(ledger: Ledger, entity_key: int) -> None:
    """Add the location of a new entity.

    Raises:
        Refused: Another location has the id already (BL01001944).
    """
    ledger.insert(
        "location",
        {**_called(ledger, entity_key), "entity_key": entity_key, "type": "entity"},
    )


def rename_own_location(ledger: Ledger, entity_key: int) -> None:
    """Call an entity's location as the entity is called now.

    Raises:
        Refused: Another location has the id already (BL01001944).
    """
    called = _called(ledger, entity_key)
    ledger.write(
        "UPDATE location SET id = ?, name = ?, status = ?"
        " WHERE entity_key = ? AND type <> 'location'",
        (*called.values(), entity_key),
    )


def drop_own_location(ledger: Ledger, entity_key: int) -> None:
    """Delete the location of an entity.

    Raises:
        Refused: Something refers to it (BL03000018).
    """
    own = "SELECT key FROM location WHERE entity_key = ? AND type <> 'location'"
    for (key,) in ledger.rows(own, (entity_key,)):
        refuse_used(ledger, ledger.shape.objects["company-config/location"], key)
        ledger.write("DELETE FROM location WHERE key = ?", (key,))


def _called(ledger: Ledger, entity_key: int) -> dict[str, str]:
    """An entity's id, name and status, for its location."""
    ((id_, name, status),) = ledger.rows(
        "SELECT id, name, status FROM entity WHERE key = ?", (entity_key,)
    )
    taken = ledger.one(
        "SELECT key FROM location WHERE id = ? AND (entity_key <> ? OR type = 'location')",
        (id_, entity_key),
    )
    if taken is not None:
        raise Refused(
            DUPLICATE,
            f"A location already has the id {id_}",
            message_id="IA.DUPLICATE_RECORD",
            target="/id",
        )
    return {"id": id_, "name": name, "status": status}
