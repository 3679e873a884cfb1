"""Where something counts that belongs to no entity: at the top level, or in a company without entities.

Source: docs/api/close.md.
"""

from intacct_books.ledger.lines import NONE


def place(entity: str) -> str:
    """The entity's id, or the word for none."""
    return entity or NONE.id
