"""All checks of a ledger, in the order in which a difference is best looked for.

Source: docs/sandbox-ledger.md.
"""

from datetime import date, timedelta

from intacct_sandbox.company.ledger import Ledger
from intacct_sandbox.verify.currency_checks import currencies
from intacct_sandbox.verify.finding import Finding
from intacct_sandbox.verify.ledger_checks import entries, statements, trial_balances
from intacct_sandbox.verify.subledger_checks import control_accounts, documents
from intacct_sandbox.verify.value_checks import references, stored_values


def verify(ledger: Ledger) -> list[Finding]:
    """Everything that should hold of a company's books, and whether it does."""
    days = _month_ends(ledger)
    return [
        *entries(ledger),
        *trial_balances(ledger, days),
        *control_accounts(ledger, days),
        *documents(ledger),
        *currencies(ledger),
        *statements(ledger),
        *stored_values(ledger),
        *references(ledger),
    ]


def _month_ends(ledger: Ledger) -> list[str]:
    """The last day of each month of the history; the last one holds whatever is dated ahead."""
    first, last = ledger.rows("SELECT MIN(entry_date), MAX(entry_date) FROM journal_line")[0]
    if first is None:
        return []
    month, days = date.fromisoformat(first).replace(day=1), list[str]()
    while month <= date.fromisoformat(max(last, ledger.company.today)):
        month = (month + timedelta(days=32)).replace(day=1)
        days.append((month - timedelta(days=1)).isoformat())
    return days
