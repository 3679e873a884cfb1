"""Amounts in transaction and base currency: do they agree, to the cent that rounding leaves?

Units: cents. A line may be off by half a cent from its amount times the rate; nothing else may.
"""

from collections.abc import Iterator
from decimal import Decimal

from intacct_sandbox.company.ledger import Ledger
from intacct_sandbox.verify.finding import Finding

HALF_A_CENT = Decimal("0.5")


def currencies(ledger: Ledger) -> Iterator[Finding]:
    """Lines in base currency whose two amounts differ, and document lines off their rate."""
    count, unlike = ledger.rows(
        "SELECT COUNT(*), COALESCE(SUM(txn_amount <> base_amount), 0) FROM journal_line"
        " WHERE currency = base_currency"
    )[0]
    yield Finding("base = transaction amount in base currency", "all", "", count, unlike)
    strange = ledger.rows(
        "SELECT COUNT(*) FROM journal_line AS l JOIN location AS o ON o.key = l.location_key"
        " JOIN entity AS e ON e.key = o.entity_key WHERE l.base_currency <> e.base_currency"
    )[0][0]
    yield Finding("base currency is the entity's", "all", "", count, strange)
    lines = ledger.rows(
        "SELECT l.txn_amount, l.base_amount, d.rate FROM document_line AS l"
        " JOIN document AS d ON d.key = l.document_key"
    )
    off = sum(
        abs(Decimal(txn) * Decimal(rate or 1) - base) > HALF_A_CENT for txn, base, rate in lines
    )
    foreign = sum(rate is not None for *_, rate in lines)
    remark = f"{foreign} lines in a foreign currency"
    yield Finding("document lines = amount x rate, rounded", "all", "", len(lines), off, remark)
