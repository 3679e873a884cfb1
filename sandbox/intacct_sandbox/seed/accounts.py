"""The rows of the general ledger's own setup: chart, account groups, journals.

Source: docs/api/accounts.md, docs/api/journals.md.
"""

import json

from intacct_sandbox.company.describing.records import Stored
from intacct_sandbox.company.ledger import Ledger
from intacct_sandbox.seed.chart import (
    BALANCE_SHEET,
    CATEGORIES,
    INACTIVE,
    INCOME_STATEMENT,
    RETAINED_EARNINGS,
    AccountSeed,
    category_of,
)
from intacct_sandbox.seed.groups import GROUPS
from intacct_sandbox.seed.records import add_record
from intacct_sandbox.seed.structure import JOURNALS


def add_accounts(ledger: Ledger) -> dict[str, int]:
    """Write the chart; the key of each account by its number."""
    keys: dict[str, int] = {}

    def add(account: AccountSeed, type_: str, closing: str, closes_to: int | None) -> None:
        needs = {f"requireDimensions.{each}": 1 for each in account.needs}
        keys[account.id] = ledger.insert(
            "account",
            {
                "id": account.id,
                "name": account.name,
                "type": type_,
                "normal_balance": account.side,
                "closing_type": closing,
                "closes_to_key": closes_to,
                "control": account.control,
                "status": "inactive" if account.id == INACTIVE else "active",
                "category": category_of(account.id),
                "extra": json.dumps(needs) if needs else None,
            },
        )

    for account in BALANCE_SHEET:
        add(account, "balanceSheet", "nonClosingAccount", None)
    add(RETAINED_EARNINGS, "balanceSheet", "closedToAccount", None)
    for account in INCOME_STATEMENT:
        add(account, "incomeStatement", "closingAccount", keys[RETAINED_EARNINGS.id])
    return keys


def add_categories(ledger: Ledger, *, at: str) -> None:
    """Write the categories that accounts name."""
    for category in CATEGORIES:
        fields: dict[str, Stored] = {
            "id": category.name,
            "accountType": category.type,
            "normalBalance": category.side,
            "isStatistical": 0,
        }
        add_record(ledger, "general-ledger/account-category", fields, at=at)


def add_groups(ledger: Ledger) -> None:
    """Write the account groups with what is in them."""
    keys: dict[str, int] = {}
    for group in GROUPS:
        keys[group.id] = ledger.insert(
            "account_group",
            {
                "id": group.id,
                "title": group.title,
                "normal_balance": group.side,
                "group_type": "groups" if group.members else "accounts",
                "calculation_method": group.method,
            },
        )
        for order, member in enumerate(group.members):
            ledger.insert(
                "account_group_member",
                {"group_key": keys[group.id], "sort_order": order, "member_key": keys[member]},
            )
        for order, (low, high) in enumerate(group.ranges):
            ledger.insert(
                "account_range",
                {
                    "group_key": keys[group.id],
                    "sort_order": order,
                    "range_from": low,
                    "range_to": high,
                },
            )


def add_journals(ledger: Ledger) -> dict[str, int]:
    """Write the journals; the key of each by its id."""
    return {
        journal.id: ledger.insert(
            "journal",
            {
                "id": journal.id,
                "name": journal.name,
                "book_id": journal.book_id,
                "book_type": journal.book_type,
                "is_adjustment": int(journal.is_adjustment),
                "status": "active",
            },
        )
        for journal in JOURNALS
    }
