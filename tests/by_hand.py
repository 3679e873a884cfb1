"""Figures counted by hand: plain SQL over the sandbox's rows, which shares nothing with books or the query service.

Units: Decimal in base currency, debits positive, per currency; a zero sum is left out.
"""

from decimal import Decimal
from typing import Any

from intacct_sandbox.seed.cases.register import Case, called, seeded_cases
from intacct_sandbox.serve import Sandbox

Sums = dict[str, Decimal]
SplitSums = dict[tuple[str, str], Decimal]
SIGNED = "CASE l.txn_type WHEN 'debit' THEN l.base_amount ELSE -l.base_amount END"
LINES = (
    "FROM journal_line l JOIN journal_entry e ON e.key = l.entry_key"
    " JOIN account a ON a.key = l.account_key JOIN journal j ON j.key = e.journal_key"
    " JOIN location o ON o.key = l.location_key JOIN entity n ON n.key = o.entity_key"
    " LEFT JOIN department d ON d.key = l.department_key"
    " WHERE e.state IN ('posted', 'reversed') AND j.id <> 'CLOSE' AND j.book_id = 'ACCRUAL'"
)
INCOME = "a.type = 'incomeStatement'"


def money(cents: Any) -> Decimal:
    """Cents as an amount."""
    return Decimal(cents or 0).scaleb(-2)


def without_zero(sums: dict[Any, Decimal]) -> dict[Any, Decimal]:
    return {slot: amount for slot, amount in sums.items() if amount}


def booked(sandbox: Sandbox, condition: str = "1") -> Sums:
    """Posted lines of the accrual book, net, by currency."""
    sql = f"SELECT l.base_currency, SUM({SIGNED}) {LINES} AND ({condition}) GROUP BY 1"
    return without_zero({currency: money(cents) for currency, cents in sandbox.ledger.rows(sql)})


def booked_by(sandbox: Sandbox, what: str, condition: str = "1") -> SplitSums:
    """The same by something of the line: an SQL expression over l, e, a, n (entity), d (department)."""
    sql = f"SELECT {what}, l.base_currency, SUM({SIGNED}) {LINES} AND ({condition}) GROUP BY 1, 2"
    rows = sandbox.ledger.rows(sql)
    return without_zero(
        {(member or "", currency): money(cents) for member, currency, cents in rows}
    )


def due_at(sandbox: Sandbox, subledger: str, day: str, condition: str = "1") -> SplitSums:
    """What documents still owed at a day, by party, in base currency; what is held back is not in it.

    `d` is the document, `p` the party, `e` the entity. Credits that are not used are not taken off.
    """
    sql = f"""
        SELECT p.id, e.base_currency, SUM(
          (SELECT SUM(l.base_amount - l.base_retained) FROM document_line l
            WHERE l.document_key = d.key)
          - COALESCE((SELECT SUM(a.base_amount) FROM application a WHERE a.document_key = d.key
              AND a.is_posted AND a.applied_on <= '{day}'), 0))
        FROM document d JOIN party p ON p.key = d.party_key JOIN entity e ON e.key = d.entity_key
        WHERE d.subledger = '{subledger}' AND d.posting_date <= '{day}' AND d.kind = 'document'
          AND d.state IN ('posted', 'reversed', 'reversal') AND ({condition}) GROUP BY 1, 2
    """
    rows = sandbox.ledger.rows(sql)
    return without_zero({(party, currency): money(cents) for party, currency, cents in rows})


def by_currency(sums: SplitSums) -> Sums:
    whole: Sums = {}
    for (_, currency), amount in sums.items():
        whole[currency] = whole.get(currency, Decimal(0)) + amount
    return without_zero(whole)


def planted(sandbox: Sandbox, case: str, object_name: str = "") -> list[Case]:
    """The records of a case that the company holds on purpose (docs/sandbox-cases.md)."""
    return [
        each
        for each in seeded_cases(sandbox.ledger)
        if each.name == case and object_name in each.object
    ]


def number_of(sandbox: Sandbox, case: str, object_name: str = "") -> str:
    """The number or name of a case's first record."""
    return called(sandbox.ledger, planted(sandbox, case, object_name)[0])


def totals_of(answer: dict[str, Any], name: str) -> Sums:
    """A total of an answer by currency, whether it has one or several; zeros left out."""
    totals: dict[str, Any] = answer.get("totals", {})
    if not any(isinstance(value, dict) for value in totals.values()):
        currency = str(answer["scope"]).rsplit(", ", 1)[-1]
        totals = {currency: totals}
    return without_zero({key: Decimal(sums.get(name, 0)) for key, sums in totals.items()})
