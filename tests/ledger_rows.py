"""What the sandbox's rows say was booked, by plain SQL that shares nothing with books or the query service."""

import json
from decimal import Decimal

from intacct_sandbox.serve import Sandbox

Nets = dict[tuple[str, str], Decimal]
LINES = (
    "FROM journal_line l JOIN journal_entry e ON e.key = l.entry_key JOIN account a ON a.key = l.account_key"
    " JOIN journal j ON j.key = e.journal_key JOIN location o ON o.key = l.location_key"
    " JOIN entity n ON n.key = o.entity_key"
    " WHERE e.state <> 'draft' AND j.id <> 'CLOSE' AND j.book_id = 'ACCRUAL'"
)
NET = "SUM(CASE l.txn_type WHEN 'debit' THEN l.base_amount ELSE -l.base_amount END)"


def booked(sandbox: Sandbox, condition: str, by: str = "a.id") -> Nets:
    """Debits less credits by account (or what `by` says) and currency."""
    rows = sandbox.ledger.rows(
        f"SELECT {by}, l.base_currency, {NET} {LINES} AND {condition} GROUP BY 1, 2"
    )
    return {(id_, currency): Decimal(cents).scaleb(-2) for id_, currency, cents in rows}


def net(sandbox: Sandbox, condition: str) -> dict[str, Decimal]:
    """Debits less credits by currency."""
    sums: dict[str, Decimal] = {}
    for (_, currency), amount in booked(sandbox, condition).items():
        sums[currency] = sums.get(currency, Decimal(0)) + amount
    return sums


def credit_accounts(sandbox: Sandbox) -> set[str]:
    """The accounts with a normal balance on the credit side."""
    rows = sandbox.ledger.rows("SELECT id FROM account WHERE normal_balance = 'credit'")
    return {account for (account,) in rows}


def planned(sandbox: Sandbox, budget: str, first: str, last: str, where: str = "1") -> Nets:
    """A budget's amounts by account and currency, positive on the account's side."""
    field = "json_extract(r.fields, '$.\"{}\"')".format
    rows = sandbox.ledger.rows(
        f"SELECT a.id, {field('currency.baseCurrency')}, SUM({field('amount')}) FROM record r"
        f" JOIN account a ON a.key = {field('glAccount.key')}"
        f" JOIN reporting_period p ON p.key = {field('reportingPeriod.key')}"
        f" JOIN record b ON b.key = {field('budget.key')}"
        f" LEFT JOIN location o ON o.key = {field('dimensions.location.key')}"
        " LEFT JOIN entity n ON n.key = o.entity_key"
        " WHERE r.object = 'general-ledger/budget-detail' AND json_extract(b.fields, '$.id') = ?"
        f" AND p.start_date >= ? AND p.end_date <= ? AND {where} GROUP BY 1, 2",
        (budget, first, last),
    )
    return {(id_, currency): Decimal(cents).scaleb(-2) for id_, currency, cents in rows}


def add_group(
    sandbox: Sandbox,
    id_: str,
    method: str,
    side: str,
    *,
    ranges: tuple[tuple[str, str], ...] = (),
    members: tuple[str, ...] = (),
    kind: str = "",
    filters: dict[str, str] | None = None,
) -> int:
    """One more account group."""
    key = sandbox.ledger.insert(
        "account_group",
        {
            "id": id_,
            "title": id_,
            "normal_balance": side,
            "group_type": kind or ("groups" if members else "accounts"),
            "calculation_method": method,
            "extra": json.dumps(filters) if filters else None,
        },
    )
    for order, (low, high) in enumerate(ranges):
        sandbox.ledger.insert(
            "account_range",
            {"group_key": key, "sort_order": order, "range_from": low, "range_to": high},
        )
    for order, member in enumerate(members):
        ((member_key,),) = sandbox.ledger.rows(
            "SELECT key FROM account_group WHERE id = ?", (member,)
        )
        sandbox.ledger.insert(
            "account_group_member",
            {"group_key": key, "sort_order": order, "member_key": member_key},
        )
    return key
