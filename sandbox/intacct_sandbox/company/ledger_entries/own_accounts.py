"""The accounts that the company itself posts to, found by what they are for.

Source: docs/api/accounts.md. Control accounts say themselves that they are some (`alternativeGLAccount`); no field
says so of the others, so they are known by their ids.
"""

from intacct_sandbox.company.ledger import Ledger
from intacct_sandbox.company.refused import Refused

FOREIGN_EXCHANGE = "7200"
RETAINAGE = {"AR": "1250", "AP": "2060"}


def own_account(ledger: Ledger, account_id: str) -> int:
    """The key of an account of the company's own.

    Raises:
        Refused: The chart has no such account.
    """
    row = ledger.one("SELECT key FROM account WHERE id = ?", (account_id,))
    if row is None:
        raise Refused("GL-0630", f"The company has no account {account_id} to post this to")
    return int(row[0])
