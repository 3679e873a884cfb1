"""What is open at a period's end beside documents: summaries, bank accounts, accruals to reverse, odd balances.

Source: REST `accounts-*/summary`, bank accounts, journal entries (docs/api/close.md); intacct_books.ledger.balances.
Units:  base currency, debits positive; a bank account's balance is in its own currency.
"""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from intacct_books.cash.bank_accounts import BankAccount, bank_accounts
from intacct_books.cash.not_cleared import not_cleared
from intacct_books.cells import Record
from intacct_books.close.places import place
from intacct_books.company.chart import Chart, chart
from intacct_books.ledger.balances import Balances
from intacct_books.ledger.lines import LedgerView, Sides, Slot
from intacct_books.ledger.states import IN_THE_LEDGER
from intacct_books.lists.asking import Asking
from intacct_books.periods import Period
from intacct_books.unread import Unread
from intacct_client.filters import among, at_least, at_most, equal, later
from intacct_client.query import select

MOST_BANKS = 30
MOST_ODD = 15
MOST_REVERSALS = 20


@dataclass(slots=True)
class Summaries:
    """Summaries of one subledger in one entity."""

    in_period: int = 0
    open_in_period: int = 0
    open_before: int = 0

    @property
    def words(self) -> str:
        """How they stand, for a reader."""
        if not self.in_period:
            own = "no summaries"
        elif self.open_in_period:
            own = f"{self.open_in_period} of {self.in_period} summaries open"
        else:
            own = "closed"
        return f"{own}, {self.open_before} of earlier months open" if self.open_before else own


async def summaries(asking: Asking, application: str, period: Period) -> dict[str, Summaries]:
    """How the summaries of a subledger stand, by entity; one transaction."""
    query = select(
        f"{application}/summary",
        "day glPostingDate",
        "text state",
        "text? entity.id",
        filters=(
            at_most("glPostingDate", period.end),
            at_least("glPostingDate", period.start),
            among("state", ("open",)),
        ),
        expression="1 and (2 or 3)",
    )
    found: dict[str, Summaries] = defaultdict(Summaries)
    for row in (await asking.intacct.query_all(query)).rows:
        of_entity = found[place(row.text("entity.id"))]
        day, is_open = row.day("glPostingDate"), row.text("state") == "open"
        if day is not None and day >= period.start:
            of_entity.in_period += 1
            of_entity.open_in_period += is_open
        else:
            of_entity.open_before += is_open
    return found


@dataclass(frozen=True, slots=True)
class Banks:
    """Bank accounts at a period's end."""

    accounts: list[BankAccount]
    period: Period
    open_: dict[Slot, Sides]

    def words(self, entity: str) -> str:
        """How many of an entity's accounts are reconciled to the period's end."""
        own = [bank for bank in self.accounts if place(bank.entity) == entity and bank.is_active]
        done = [bank for bank in own if self.is_done(bank)]
        return f"{len(done)} of {len(own)} reconciled" if own else ""

    def is_done(self, bank: BankAccount) -> bool:
        """Whether it is reconciled to the period's end or beyond."""
        return bank.reconciled_on is not None and bank.reconciled_on >= self.period.end

    @property
    def records(self) -> list[Record]:
        """A row for each account: the last reconciliation, and what had not cleared by the period's end.

        Those not reconciled stand first; of many only the first are shown.
        """
        ordered = sorted(self.accounts, key=self.is_done)
        return [self._record(bank) for bank in ordered[:MOST_BANKS]]

    @property
    def notes(self) -> list[str]:
        """How many are not shown."""
        more = len(self.accounts) - MOST_BANKS
        return [f"{more} more bank accounts are not shown."] if more > 0 else []

    def _record(self, bank: BankAccount) -> Record:
        sides = [each for slot, each in self.open_.items() if slot.account_id == bank.account_id]
        own = sides[0] if len(sides) == 1 else None
        return {
            "bank": bank.label,
            "account": bank.account_id,
            "entity": bank.entity,
            "reconciled_on": bank.reconciled_on,
            "being_reconciled_to": bank.begun_on,
            "to_period_end": "yes" if self.is_done(bank) else "no",
            "uncleared_out": own.credit if own else None,
            "uncleared_in": own.debit if own else None,
        }


async def banks(asking: Asking, view: LedgerView, period: Period, unread: Unread) -> Banks:
    """Bank accounts of the entities in scope; two transactions, three where one was reconciled before."""
    scope = asking.scope.entities
    every = await bank_accounts(asking, unread)
    found = [bank for bank in every if not scope or not bank.entity or bank.entity in scope]
    reconciled = (await chart(asking.intacct)).of_ids(
        bank.account_id for bank in found if bank.reconciled_on
    )
    open_ = await not_cleared(view, reconciled, period.end) if reconciled.accounts else {}
    return Banks(found, period, open_)


async def reversals(asking: Asking, view: LedgerView, period: Period) -> list[Record]:
    """Manual entries after the period that take back entries up to its end; one transaction.

    The day that an accrual is to reverse on cannot be asked for; its reversal stands in the ledger at once.
    """
    query = select(
        "general-ledger/journal-entry",
        "text key",
        "text txnNumber",
        "text glJournal.id",
        "text description",
        "day postingDate",
        "day reversedFromDate",
        "text? entity.id",
        filters=(
            later("postingDate", period.end),
            at_most("reversedFromDate", period.end),
            equal("moduleName", "2.GL"),
            among("glJournal.id", view.journals),
            among("state", IN_THE_LEDGER),
        ),
        order=("-reversedFromDate",),
        size=MOST_REVERSALS,
    )
    scope = () if asking.scope.is_bound else asking.scope.entities
    return [
        {
            "number": f"{row.text('glJournal.id')} {row.text('txnNumber')}",
            "key": row.text("key"),
            "entity": row.text("entity.id"),
            "posts": row.day("postingDate"),
            "takes_back": row.day("reversedFromDate"),
            "description": row.text("description"),
        }
        for row in (await asking.intacct.query(query)).rows
        if not scope or row.text("entity.id") in scope
    ]


def wrong_side(accounts: Chart, balances: Balances) -> tuple[list[Record], list[str]]:
    """Balances against the account's own normal side, the largest first: contra accounts have theirs."""
    odd = [
        (slot, balance.closing)
        for slot, balance in balances.by_slot.items()
        if (account := accounts.account(slot.account_id))
        and (balance.closing > 0 if account.is_credit else balance.closing < 0)
    ]
    odd.sort(key=lambda each: (-abs(each[1]), each[0]))
    notes = [f"{len(odd)} balances stand on the wrong side; the largest {MOST_ODD} are shown."]
    return [_odd(accounts, slot, closing) for slot, closing in odd[:MOST_ODD]], (
        notes if len(odd) > MOST_ODD else []
    )


def _odd(accounts: Chart, slot: Slot, closing: Decimal) -> Record:
    account = accounts.account(slot.account_id)
    return {
        "account": slot.account_id,
        "name": account.name if account else "",
        "entity": slot.member_id,
        "currency": slot.currency,
        "normal": "credit" if account and account.is_credit else "debit",
        "balance": closing,
    }
