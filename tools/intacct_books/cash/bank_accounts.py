"""Bank accounts: where their money stands in the ledger, and up to when it was reconciled.

Source: REST `cash-management/checking-account` and `savings-account` (docs/api/cash.md).
Units:  balances of a reconciliation are in the account's own currency. Of an account number the last four only.
"""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from intacct_books.company.entities import entities_by_location
from intacct_books.lists.asking import Asking
from intacct_books.masking import ending
from intacct_books.unread import Unread
from intacct_client import Intacct, Row
from intacct_client.query import select

_KINDS = ("checking", "savings")


@dataclass(frozen=True, slots=True)
class BankAccount:
    """A bank account.

    Attributes:
        id: Its id.
        bank: The bank's name.
        last_four: The end of its number.
        currency: The currency it is kept in.
        account_id: The account of the ledger that it stands on.
        entity: The entity it belongs to; empty for the top level.
        is_active: Whether it is in use.
        reconciled_on: The day it was last reconciled to; None for never.
        reconciled_balance: The statement's balance of that day.
        begun_on: The day that a reconciliation is under way for.
        begun_balance: The statement's balance that it aims at.
    """

    id: str
    bank: str
    last_four: str
    currency: str
    account_id: str
    entity: str
    is_active: bool
    reconciled_on: date | None
    reconciled_balance: Decimal | None
    begun_on: date | None
    begun_balance: Decimal | None

    @property
    def label(self) -> str:
        """Id, bank and the last four of the number."""
        return " ".join(
            part for part in (self.id, self.bank, self.last_four and f"*{self.last_four}") if part
        )

    def known_at(self, day: date) -> "BankAccount":
        """The same without reconciliations of later days: of earlier ones nothing is told then."""
        found = self
        if self.reconciled_on and self.reconciled_on > day:
            found = replace(found, reconciled_on=None, reconciled_balance=None)
        if self.begun_on and self.begun_on > day:
            found = replace(found, begun_on=None, begun_balance=None)
        return found


async def bank_accounts(asking: Asking, unread: Unread) -> list[BankAccount]:
    """All bank accounts but cards; a transaction for each kind."""
    found: list[BankAccount] = []
    for kind in _KINDS:
        reading = _of_kind(asking.intacct, f"cash-management/{kind}-account")
        found.extend(await unread.unless_denied(f"{kind} accounts", reading, []))
    return sorted(found, key=lambda each: (each.account_id, each.id))


async def undeposited_accounts(intacct: Intacct) -> tuple[str, ...]:
    """The accounts that receipts stand on until they are deposited: those that receipts name."""
    return await intacct.reference("undeposited accounts", _read_undeposited, in_memory=True)


async def _read_undeposited(intacct: Intacct) -> tuple[str, ...]:
    query = select(
        "accounts-receivable/payment",
        "text undepositedGLAccount.id",
        "money sum:baseCurrency.totalAmount",
    )
    rows = (await intacct.query_all(query)).rows
    return tuple(
        row.text("undepositedGLAccount.id") for row in rows if row.text("undepositedGLAccount.id")
    )


async def _of_kind(intacct: Intacct, object_name: str) -> list[BankAccount]:
    query = select(
        object_name,
        "text id",
        "text status",
        "text bankAccountDetails.bankName",
        "text bankAccountDetails.accountNumber",
        "text bankAccountDetails.currency",
        "text accounting.glAccount.id",
        "text? location.id",
        "money? reconciliation.lastReconciledBalance",
        "day? reconciliation.lastReconciledDate",
        "money? reconciliation.inProgressBalance",
        "day? reconciliation.inProgressDate",
        order=("id",),
    )
    rows = (await intacct.query_all(query)).rows
    homes = await entities_by_location(intacct)
    return [_bank_account(row, {id_: home.id for id_, home in homes.items()}) for row in rows]


def _bank_account(row: Row, homes: dict[str, str]) -> BankAccount:
    return BankAccount(
        id=row.text("id"),
        bank=row.text("bankAccountDetails.bankName"),
        last_four=ending(row.text("bankAccountDetails.accountNumber")),
        currency=row.text("bankAccountDetails.currency"),
        account_id=row.text("accounting.glAccount.id"),
        entity=homes.get(row.text("location.id"), ""),
        is_active=row.text("status") != "inactive",
        reconciled_on=row.day("reconciliation.lastReconciledDate"),
        reconciled_balance=row.money_or_none("reconciliation.lastReconciledBalance"),
        begun_on=row.day("reconciliation.inProgressDate"),
        begun_balance=row.money_or_none("reconciliation.inProgressBalance"),
    )
