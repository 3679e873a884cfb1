"""Reconciliations of bank accounts, opened again.

Source: docs/api/workflows.md.
"""

from intacct_sandbox.company.describing.homes import home_of
from intacct_sandbox.company.describing.records import Values, stored_fields, update_record
from intacct_sandbox.company.ledger import Ledger
from intacct_sandbox.company.refused import Refused

RECONCILIATION = "cash-management/bank-reconciliation"
_OF_ACCOUNT = (
    "SELECT key, json_extract(fields, '$.reconciliationDate'), json_extract(fields, '$.endingBalance')"
    " FROM record WHERE object = ? AND json_extract(fields, '$.\"bankAccount.key\"') = ?"
    " AND json_extract(fields, '$.reconciliationStatus') = 'reconciled' ORDER BY 2 DESC, key DESC"
)


def reopen_reconciliation(ledger: Ledger, key: int, bank_id: str, day: str, *, at: str) -> None:
    """Open the last reconciliation of a bank account again: the one before is then the last.

    Args:
        ledger: Where it is.
        key: The reconciliation's key.
        bank_id: The id of its bank account, to be sure.
        day: Its day, to be sure.
        at: When this is done.

    Raises:
        UnknownKey: There is no such reconciliation.
        Refused: Of another account or day, not reconciled, or not the last.
    """
    fields = stored_fields(ledger, home_of(RECONCILIATION), key)
    bank = ledger.rows(
        "SELECT key, id FROM bank_account WHERE key = ?", (fields["bankAccount.key"],)
    )[0]
    if bank[1] != bank_id:
        raise Refused(
            "CM-0601", f"The reconciliation {key} is of {bank[1]}", target="/bankAccountId"
        )
    if fields["reconciliationDate"] != day:
        raise Refused(
            "CM-0601",
            f"The reconciliation {key} is of {fields['reconciliationDate']}",
            target="/reconciliationDate",
        )
    closed = ledger.rows(_OF_ACCOUNT, (RECONCILIATION, bank[0]))
    if key not in {each[0] for each in closed}:
        raise Refused("CM-0602", f"The reconciliation {key} is not reconciled")
    if closed[0][0] != key:
        raise Refused(
            "CM-0603", f"Only the last reconciliation of {bank_id}, {closed[0][1]}, is reopened"
        )
    reopened = Values({"reconciliationStatus": "draft", "isReopened": 1})
    update_record(ledger, ledger.shape.objects[RECONCILIATION], key, reopened, at=at)
    _, last_day, balance = closed[1] if len(closed) > 1 else (None, None, None)
    ledger.write(
        "UPDATE bank_account SET extra = json_patch(COALESCE(extra, '{}'), json_object("
        "'reconciliation.lastReconciledDate', ?, 'reconciliation.cutOffDate', ?,"
        " 'reconciliation.lastReconciledBalance', ?)) WHERE key = ?",
        (last_day, last_day, balance, bank[0]),
    )
