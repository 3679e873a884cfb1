"""Receivables and payables against their control accounts, and documents against the entries they posted.

Units: cents of the entity's base currency. The subledger is what documents and payments say; the control
account is what journal lines say. Entries that somebody made straight to the control account stand apart.
"""

from collections.abc import Iterator

from intacct_sandbox.company.amounts import to_text
from intacct_sandbox.company.ledger import Ledger
from intacct_sandbox.company.ledger_entries.subledger import PAYABLES, RECEIVABLES, Subledger
from intacct_sandbox.verify.finding import Finding

_UNPOSTED = "('draft', 'submitted', 'partiallyApproved', 'approved', 'declined')"
# What changed a subledger, one row each: its entity, its day, and by how much it raised what is owed.
_MOVES = f"""
SELECT d.entity_key, d.posting_date, l.base_amount - l.base_retained
  FROM document AS d JOIN document_line AS l ON l.document_key = d.key
  WHERE d.subledger = :code AND d.kind <> 'advance' AND d.state NOT IN {_UNPOSTED}
UNION ALL
SELECT p.entity_key, a.applied_on,
  CASE WHEN a.kind IN ('payment', 'advance') THEN -a.base_amount ELSE a.source_amount - a.base_amount END
  FROM application AS a JOIN payment AS p ON p.key = a.payment_key
  WHERE p.subledger = :code AND p.state NOT IN {_UNPOSTED}
UNION ALL
SELECT p.entity_key, p.payment_date, (SELECT COALESCE(SUM(a.source_amount), 0) FROM application AS a
    WHERE a.payment_key = p.key AND a.kind = 'payment') - p.base_amount
  FROM payment AS p WHERE p.subledger = :code AND p.state NOT IN {_UNPOSTED}
"""
_CONTROL = """
SELECT o.entity_key, l.entry_date, CASE l.txn_type WHEN 'debit' THEN l.base_amount ELSE -l.base_amount END,
  j.module = '2.GL'
FROM journal_line AS l JOIN account AS a ON a.key = l.account_key
JOIN location AS o ON o.key = l.location_key JOIN journal_entry AS j ON j.key = l.entry_key
JOIN journal AS b ON b.key = j.journal_key AND b.book_type <> 'cash'
WHERE a.control = :control AND j.state NOT IN ('draft', 'submitted', 'declined')
"""


def control_accounts(ledger: Ledger, month_ends: list[str]) -> Iterator[Finding]:
    """Each subledger of each entity at each month end against its control account."""
    entities = dict(ledger.rows("SELECT key, id FROM entity ORDER BY id"))
    for subledger in (RECEIVABLES, PAYABLES):
        sign = 1 if subledger.increases == "debit" else -1
        moves = ledger.rows(_MOVES.replace(":code", f"'{subledger.code}'"))
        lines = ledger.rows(_CONTROL.replace(":control", f"'{subledger.control}'"))
        for key, entity in entities.items():
            own_moves = [(day, amount) for owner, day, amount in moves if owner == key]
            own_lines = [row[1:] for row in lines if row[0] == key]
            for day in month_ends:
                owed = sum(amount for when, amount in own_moves if when <= day)
                control = sign * sum(amount for when, amount, _ in own_lines if when <= day)
                direct = sign * sum(
                    amount for when, amount, by_hand in own_lines if by_hand and when <= day
                )
                yield _control_finding(subledger, entity, day, owed, control, direct)


def _control_finding(
    subledger: Subledger, entity: str, day: str, owed: int, control: int, direct: int
) -> Finding:
    remark = f"direct entries {to_text(direct)}" if direct else ""
    check = f"{subledger.code} = control account"
    difference = owed + direct - control
    return Finding(check, entity, day, owed, difference, remark, is_money=True)


def documents(ledger: Ledger) -> Iterator[Finding]:
    """Documents whose lines are not what their entry posted, and states that do not fit an entry."""
    for subledger in (RECEIVABLES, PAYABLES):
        count = ledger.rows(f"SELECT COUNT(*) FROM document WHERE subledger = '{subledger.code}'")[
            0
        ][0]
        yield Finding(
            f"{subledger.code} documents = their entries",
            "all",
            "",
            count,
            _unlike(ledger, subledger),
        )
    orphans = ledger.rows(
        f"SELECT COUNT(*) FROM document WHERE (entry_key IS NULL) <> (state IN {_UNPOSTED})"
    )[0][0]
    yield Finding("what is posted has an entry, nothing else", "all", "", orphans, orphans)
    over = ledger.rows(
        "SELECT COUNT(*) FROM (SELECT d.key FROM document AS d JOIN application AS a ON a.document_key = d.key"
        " WHERE d.state = 'posted' GROUP BY d.key HAVING ABS(SUM(a.txn_amount)) > ABS((SELECT SUM(l.txn_amount)"
        " FROM document_line AS l WHERE l.document_key = d.key)))"
    )[0][0]
    yield Finding("nothing is paid more than it is", "all", "", over, over)


def _unlike(ledger: Ledger, subledger: Subledger) -> int:
    """How many documents' lines, by account, differ from the lines of the entry that is theirs."""
    side = "credit" if subledger.increases == "debit" else "debit"
    rows = ledger.rows(
        "SELECT COUNT(*) FROM (SELECT document_key, account_key, SUM(amount) AS amount FROM ("
        " SELECT l.document_key, l.account_key, l.base_amount AS amount FROM document_line AS l"
        "  JOIN document AS d ON d.key = l.document_key"
        f"  WHERE d.entry_key IS NOT NULL AND d.kind = 'document' AND d.subledger = '{subledger.code}'"
        " UNION ALL"
        f" SELECT d.key, l.account_key, CASE l.txn_type WHEN '{side}' THEN -l.base_amount ELSE l.base_amount END"
        "  FROM document AS d JOIN journal_line AS l ON l.entry_key = d.entry_key"
        "  JOIN account AS a ON a.key = l.account_key"
        f"  WHERE a.control = 'none' AND d.kind = 'document' AND d.subledger = '{subledger.code}'"
        "  AND a.key IN (SELECT account_key FROM document_line AS m WHERE m.document_key = d.key)"
        ") GROUP BY 1, 2 HAVING SUM(amount) <> 0)"
    )
    return int(rows[0][0])
