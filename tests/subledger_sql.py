"""Both sides of a reconciliation by plain SQL over the rows, and what an answer says of them."""

from decimal import Decimal
from typing import Any

from agent import records
from intacct_sandbox.serve import Sandbox

ACCOUNTS = {"AR": "'1200', '1250', '2050'", "AP": "'2000', '2060', '1360'"}
Slots = dict[tuple[str, str], Decimal]


def subledger_side(sandbox: Sandbox, code: str, day: str) -> Slots:
    """Open items of each entity from inception: documents less what was applied, advances and money left."""
    rows = sandbox.ledger.rows(
        f"""
        SELECT e.id, e.base_currency, d.base FROM entity e JOIN (
          SELECT d.entity_key, CASE d.kind WHEN 'advance' THEN -1 ELSE 1 END * l.base_amount AS base
            FROM document d JOIN document_line l ON l.document_key = d.key
            WHERE d.subledger = '{code}' AND d.posting_date <= '{day}'
              AND d.state IN ('posted', 'reversed', 'reversal')
          UNION ALL
          SELECT d.entity_key, -a.base_amount FROM application a JOIN document d ON d.key = a.document_key
            WHERE d.subledger = '{code}' AND a.is_posted AND a.applied_on <= '{day}' AND d.posting_date <= '{day}'
          UNION ALL
          SELECT c.entity_key, a.source_amount FROM application a JOIN document c ON c.key = a.credit_key
            WHERE c.subledger = '{code}' AND a.is_posted AND a.applied_on <= '{day}'
          UNION ALL
          SELECT p.entity_key, COALESCE((SELECT SUM(a.source_amount) FROM application a
              WHERE a.payment_key = p.key AND a.kind = 'payment'), 0) - p.base_amount
            FROM payment p WHERE p.subledger = '{code}' AND p.payment_date <= '{day}'
              AND p.state NOT IN ('draft', 'submitted', 'approved', 'declined')
        ) AS d ON d.entity_key = e.key
        """
    )
    return added(rows)


def ledger_side(sandbox: Sandbox, code: str, day: str) -> Slots:
    """The accounts of each entity, owed positive."""
    owed = "debit" if code == "AR" else "credit"
    rows = sandbox.ledger.rows(
        f"""
        SELECT o.id, l.base_currency, CASE l.txn_type WHEN '{owed}' THEN l.base_amount ELSE -l.base_amount END
        FROM journal_line l JOIN account a ON a.key = l.account_key JOIN journal_entry j ON j.key = l.entry_key
        JOIN journal b ON b.key = j.journal_key JOIN location p ON p.key = l.location_key
        JOIN entity o ON o.key = p.entity_key
        WHERE a.id IN ({ACCOUNTS[code]}) AND b.book_id = 'ACCRUAL' AND j.state <> 'draft'
          AND l.entry_date <= '{day}'
        """
    )
    return added(rows)


def added(rows: list[Any]) -> Slots:
    sums: Slots = {}
    for entity, currency, cents in rows:
        slot = (entity, currency)
        sums[slot] = sums.get(slot, Decimal(0)) + Decimal(cents).scaleb(-2)
    return {slot: amount for slot, amount in sums.items() if amount}


def side(answer: dict[str, Any], name: str) -> Slots:
    return {
        (row["entity"], row["currency"] if "currency" in row else answer["scope"][-3:]): amount
        for row in records(answer)
        if (amount := Decimal(row[name]))
    }


def causes(answer: dict[str, Any]) -> list[dict[str, str]]:
    block = answer.get("causes")
    return [dict(zip(block["columns"], row, strict=True)) for row in block["rows"]] if block else []


def assert_it_adds_up(answer: dict[str, Any]) -> None:
    """Causes and the rest are the difference, in each entity and in all."""
    for row in records(answer):
        difference = Decimal(row["subledger"]) - Decimal(row["ledger"])
        assert Decimal(row["difference"]) == difference
        assert Decimal(row["explained"]) + Decimal(row["unexplained"]) == difference
        own = [
            Decimal(cause["amount"])
            for cause in causes(answer)
            if cause["entity"] == row["entity"]
            and cause.get("currency") == row.get("currency", cause.get("currency"))
        ]
        assert sum(own, Decimal(0)) == Decimal(row["explained"])
