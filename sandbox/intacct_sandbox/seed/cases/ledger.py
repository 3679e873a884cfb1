"""Cases of the general ledger, closing and cash."""

from datetime import date

from intacct_sandbox.company.describing.records import Stored
from intacct_sandbox.company.ledger import Ledger
from intacct_sandbox.seed.bookkeeper import Bookkeeper
from intacct_sandbox.seed.cases.register import ACCOUNT, ENTITY, ENTRY, mark
from intacct_sandbox.seed.chart import INACTIVE, UNGROUPED
from intacct_sandbox.seed.organisation import TIME, Organisation
from intacct_sandbox.seed.periods import first_of_month, last_of_month
from intacct_sandbox.seed.records import add_fields, add_record

CHECKING = "cash-management/checking-account"
RECONCILIATION, SUMMARY = "cash-management/bank-reconciliation", "accounts-payable/summary"
CLOSED_EARLY = "200"  # the entity that has closed the month before this one


def add_ledger_cases(bookkeeper: Bookkeeper, organisation: Organisation, today: date) -> None:
    """Add all cases, after the history."""
    ledger = bookkeeper.ledger
    _straight_to_control(bookkeeper, organisation, today)
    mark(ledger, "account-without-group", ACCOUNT, organisation.accounts[UNGROUPED])
    mark(ledger, "inactive-account-with-balance", ACCOUNT, organisation.accounts[INACTIVE])
    _reconciliation(ledger, organisation, today)


def close_months(ledger: Ledger, organisation: Organisation, today: date) -> None:
    """Open the books from the month before this one; where that is closed already, from this one."""
    before, now = first_of_month(today, -1).isoformat(), first_of_month(today).isoformat()
    ledger.write("UPDATE entity SET books_open_from = ?", (before,))
    closed = organisation.office(CLOSED_EARLY).entity_key
    ledger.write("UPDATE entity SET books_open_from = ? WHERE key = ?", (now, closed))
    mark(ledger, "month-closed-in-some-entities", ENTITY, closed)
    _close_summaries(ledger, before)


def _close_summaries(ledger: Ledger, before: str) -> None:
    """The summaries of closed months are closed; of bills, the others of last month are left open."""
    ledger.write(
        "UPDATE summary SET state = 'closed' WHERE posting_date <"
        " (SELECT books_open_from FROM entity WHERE entity.key = summary.entity_key)"
    )
    left = ledger.rows(
        "SELECT key FROM summary WHERE type = 'apBill' AND state = 'open'"
        " AND substr(posting_date, 1, 7) = ? ORDER BY key",
        (before[:7],),
    )
    mark(ledger, "summary-left-open", SUMMARY, *(int(key) for (key,) in left))


def _straight_to_control(bookkeeper: Bookkeeper, organisation: Organisation, today: date) -> None:
    """Taken back on the first of this month, so that the books tie again today."""
    office = organisation.offices[0]
    control, revenue = organisation.accounts["1200"], organisation.accounts["4100"]
    amount = 87_500
    for day, sign, words in (
        (last_of_month(first_of_month(today, -1)), 1, "Calibration delivered, invoice to follow"),
        (first_of_month(today), -1, "Calibration delivered: taken back, invoiced"),
    ):
        key = bookkeeper.entry(
            office, day, words, ((control, sign * amount), (revenue, -sign * amount))
        )
        mark(bookkeeper.ledger, "straight-to-control-account", ENTRY, key)


def _reconciliation(ledger: Ledger, organisation: Organisation, today: date) -> None:
    """The first bank account: reconciled up to two months ago, last month begun."""
    office = organisation.offices[0]
    reconciled = last_of_month(first_of_month(today, -2))
    begun = last_of_month(first_of_month(today, -1))
    amounts = {day: _balance(ledger, office.cash_account_key, day) for day in (reconciled, begun)}
    at = today.isoformat() + TIME
    bank_account = office.bank_account_key
    for day, status in ((reconciled, "reconciled"), (begun, "draft")):
        fields: dict[str, Stored] = {
            "bankAccount.key": bank_account,
            "reconciliationDate": day.isoformat(),
            "cutoffDate": day.isoformat(),
            "endingBalance": amounts[day],
            "reconciliationMode": "manual",
            "reconciliationStatus": status,
        }
        key = add_record(ledger, RECONCILIATION, fields, at=at)
        if status == "draft":
            mark(ledger, "reconciliation-in-progress", RECONCILIATION, key)
    facts: dict[str, Stored] = {
        "reconciliation.lastReconciledBalance": amounts[reconciled],
        "reconciliation.lastReconciledDate": reconciled.isoformat(),
        "reconciliation.cutOffDate": reconciled.isoformat(),
        "reconciliation.inProgressBalance": amounts[begun],
        "reconciliation.inProgressDate": begun.isoformat(),
    }
    add_fields(ledger, "bank_account", office.bank_account_key, facts)
    mark(ledger, "reconciliation-in-progress", CHECKING, office.bank_account_key)


def _balance(ledger: Ledger, account_key: int, day: date) -> int:
    row = ledger.rows(
        "SELECT COALESCE(SUM(CASE txn_type WHEN 'debit' THEN base_amount ELSE -base_amount END), 0)"
        " FROM journal_line AS l JOIN journal_entry AS e ON e.key = l.entry_key"
        " JOIN journal AS j ON j.key = e.journal_key"
        " WHERE l.account_key = ? AND l.entry_date <= ? AND j.book_type <> 'cash'",
        (account_key, day.isoformat()),
    )[0]
    return int(row[0])
