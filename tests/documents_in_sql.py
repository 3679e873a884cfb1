"""What documents and payments say in plain SQL over the sandbox's rows; shares nothing with books."""

from decimal import Decimal

from intacct_sandbox.serve import Sandbox

Sums = dict[str, Decimal]

DUE = (
    "(SELECT SUM(l.txn_amount - l.txn_retained) FROM document_line l WHERE l.document_key = d.key)"
    " - COALESCE((SELECT SUM(a.txn_amount) FROM application a"
    "   WHERE a.document_key = d.key AND a.is_posted = 1), 0)"
    " + COALESCE((SELECT SUM(a.txn_amount) FROM application a"
    "   WHERE a.credit_key = d.key AND a.is_posted = 1), 0)"
)
TOTAL = "(SELECT SUM(l.txn_amount) FROM document_line l WHERE l.document_key = d.key)"
RETAINED = "(SELECT SUM(l.txn_retained) FROM document_line l WHERE l.document_key = d.key)"
IS_OPEN = f"d.state = 'posted' AND ({DUE} <> 0 OR {RETAINED} <> 0)"


def money(cents: int | None) -> Decimal:
    return Decimal(cents or 0).scaleb(-2) + Decimal("0.00")


def documents(
    sandbox: Sandbox, subledger: str, condition: str, amount: str = DUE
) -> tuple[int, Sums]:
    """How many documents, and the sum of an amount by currency."""
    rows = sandbox.ledger.rows(
        f"SELECT d.currency, COUNT(*), SUM({amount}) FROM document d JOIN entity e ON e.key = d.entity_key"
        " JOIN party p ON p.key = d.party_key"
        f" WHERE d.subledger = '{subledger}' AND d.kind = 'document' AND ({condition}) GROUP BY 1"
    )
    return sum(row[1] for row in rows), {row[0]: money(row[2]) for row in rows}


def payments(sandbox: Sandbox, subledger: str, condition: str) -> tuple[int, Sums]:
    """How many payments, and their sum by currency."""
    rows = sandbox.ledger.rows(
        "SELECT m.currency, COUNT(*), SUM(m.txn_amount) FROM payment m JOIN entity e ON e.key = m.entity_key"
        " JOIN party p ON p.key = m.party_key"
        f" WHERE m.subledger = '{subledger}' AND ({condition}) GROUP BY 1"
    )
    return sum(row[1] for row in rows), {row[0]: money(row[2]) for row in rows}


def balances(sandbox: Sandbox, party: str, day: str) -> Sums:
    """What a party owes or is owed at a day, by base currency: all that came by then, less all that was paid."""
    rows = sandbox.ledger.rows(
        f"""
        SELECT e.base_currency, SUM(CASE d.kind WHEN 'advance' THEN -l.base_amount
          ELSE l.base_amount - l.base_retained END)
        FROM document d JOIN document_line l ON l.document_key = d.key JOIN party p ON p.key = d.party_key
          JOIN entity e ON e.key = d.entity_key
        WHERE p.id = '{party}' AND d.posting_date <= '{day}' AND d.state IN ('posted', 'reversed', 'reversal')
        GROUP BY 1
        UNION ALL
        SELECT e.base_currency, -SUM(m.base_amount - m.base_gain)
        FROM payment m JOIN party p ON p.key = m.party_key JOIN entity e ON e.key = m.entity_key
        WHERE p.id = '{party}' AND m.payment_date <= '{day}'
          AND m.state NOT IN ('draft', 'submitted', 'partiallyApproved', 'approved', 'declined')
        GROUP BY 1
        """
    )
    sums: Sums = {}
    for currency, cents in rows:
        sums[currency] = sums.get(currency, Decimal("0.00")) + money(cents)
    return sums


def by_currency(answer: dict[str, object], name: str) -> Sums:
    """A figure of an answer's totals, by currency; zeros that a wide answer leaves out are left out."""
    totals = answer.get("totals", {})
    assert isinstance(totals, dict)
    if totals and not isinstance(next(iter(totals.values())), dict):
        totals = {str(answer["scope"])[-3:]: totals}
    return {currency: Decimal(sums[name]) for currency, sums in totals.items() if name in sums}
