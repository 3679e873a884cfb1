"""Cases of the general ledger, closing and cash."""

from datetime import date, timedelta

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
    _summaries(ledger, organisation, today)


def close_months(ledger: Ledger, organisation: Organisation, today: date) -> None:
    """Open the books from the month before this one; where that is closed already, from this one."""
    before, now = first_of_month(today, -1).isoformat(), first_of_month(today).isoformat()
    ledger.write("UPDATE entity SET books_open_from = ?", (before,))
    closed = organisation.office(CLOSED_EARLY).entity_key
    ledger.write("UPDATE entity SET books_open_from = ? WHERE key = ?", (now, closed))
    mark(ledger, "month-closed-in-some-entities", ENTITY, closed)


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


def _summaries(ledger: Ledger, organisation: Organisation, today: date) -> None:
    """A summary of bills for each of the last months and entities; last month's is still open."""
    for age in (3, 2, 1, 0):
        month = first_of_month(today, -age)
        last = last_of_month(month)
        for office in organisation.offices:
            ((total,),) = ledger.rows(
                "SELECT COALESCE(SUM(l.base_amount), 0) FROM document AS d JOIN document_line AS l"
                " ON l.document_key = d.key WHERE d.subledger = 'AP' AND d.entry_key IS NOT NULL"
                " AND d.entity_key = ? AND d.posting_date BETWEEN ? AND ?",
                (office.entity_key, month.isoformat(), last.isoformat()),
            )
            left_open = age == 0 or (age == 1 and office.seed.id != CLOSED_EARLY)
            fields: dict[str, Stored] = {
                "name": f"Bills {month:%Y-%m} {office.seed.id}",
                "glPostingDate": last.isoformat(),
                "summaryType": "apBill",
                "summaryCreationType": "system",
                "totalAmount": total,
                "state": "open" if left_open else "closed",
                "preventGLPosting": 0,
                "entity.key": office.entity_key,
            }
            at = min(last + timedelta(days=1), today).isoformat() + TIME
            key = add_record(ledger, SUMMARY, fields, at=at, entity_key=office.entity_key)
            if age == 1 and left_open:
                mark(ledger, "summary-left-open", SUMMARY, key)
