"""What is entered and not in the ledger yet, with what it would do to the result.

Source: REST document lines, adjustment lines, payments, journal entries and their lines, by state (docs/api/close.md,
states.md). What was declined is left out: it is not waiting.
Units:  base currency; amounts are those of documents, without sign. The effect on profit is positive for revenue.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Literal

from intacct_books.cells import Record
from intacct_books.company.chart import Chart, chart
from intacct_books.company.entities import entities_by_location
from intacct_books.ledger.lines import CURRENCY, LINE, NONE, SIDE
from intacct_books.lists.asking import Asking
from intacct_books.money import ZERO
from intacct_client import Row
from intacct_client.filters import among, at_most
from intacct_client.query import select

Ledger = Literal["AR", "AP", "GL"]
MOST_GROUPS = 40
_DRAFT = ("draft",)
_WAITING = ("draft", "submitted", "partiallyApproved")
_ENTRY = (*_WAITING, "approved")


@dataclass(frozen=True, slots=True)
class Unposted:
    """Something that waits.

    Attributes:
        ledger: Where.
        kind: What it is.
        number: Its number.
        party: Whom it is with; of an entry what it says.
        state: draft, submitted and so on.
        entity: The entity's id.
        currency: The base currency.
        day: The day it is dated.
        amount: Its amount.
        profit: What posting it would add to the result.
    """

    ledger: Ledger
    kind: str
    number: str
    party: str
    state: str
    entity: str
    currency: str
    day: date
    amount: Decimal
    profit: Decimal

    def as_evidence(self) -> Record:
        """One of the items that the effect on profit is made of."""
        return {
            "kind": f"{self.ledger} {self.kind}",
            "number": self.number,
            "party": self.party,
            "state": self.state,
            "entity": self.entity,
            "date": self.day,
            "currency": self.currency,
            "gross": self.amount,
            "profit_effect": self.profit,
        }


@dataclass(frozen=True, slots=True)
class _Lines:
    """Where lines of a kind of document keep what is read of them.

    Attributes:
        ledger: AR or AP.
        kind: What the document is.
        object: The object of its lines.
        parent: The reference to the document.
        number: The document's number.
        party: The document's party.
        day: The document's day.
        amount: The line's amount.
        currency: The line's base currency.
        states: States in which it waits.
    """

    ledger: Ledger
    kind: str
    object: str
    parent: str
    number: str
    party: str
    day: str
    amount: str
    currency: str
    states: tuple[str, ...]


_INVOICES = _Lines(
    ledger="AR",
    kind="invoice",
    object="accounts-receivable/invoice-line",
    parent="invoice",
    number="invoiceNumber",
    party="customer",
    day="invoiceDate",
    amount="baseAmount",
    currency="currency.baseCurrency",
    states=_DRAFT,
)
_BILLS = _Lines(
    ledger="AP",
    kind="bill",
    object="accounts-payable/bill-line",
    parent="bill",
    number="billNumber",
    party="vendor",
    day="createdDate",
    amount="baseAmount",
    currency="currency.baseCurrency",
    states=_WAITING,
)
_AR_MEMOS = _Lines(
    ledger="AR",
    kind="adjustment",
    object="accounts-receivable/adjustment-line",
    parent="arAdjustment",
    number="adjustmentNumber",
    party="customer",
    day="createdDate",
    amount="baseCurrency.amount",
    currency="baseCurrency.currency",
    states=_DRAFT,
)
_AP_MEMOS = replace(
    _AR_MEMOS,
    ledger="AP",
    object="accounts-payable/adjustment-line",
    parent="apAdjustment",
    party="vendor",
    amount="baseAmount",
    currency="currency.baseCurrency",
)
_DOCUMENTS = (_INVOICES, _AR_MEMOS, _BILLS, _AP_MEMOS)
_PAYMENTS: tuple[tuple[Ledger, str, str, str], ...] = (
    ("AR", "accounts-receivable/payment", "customer", "paymentSummary.receiptDate"),
    ("AP", "accounts-payable/payment", "vendor", "paymentDate"),
)


async def unposted(
    asking: Asking, journals: tuple[str, ...], end: date
) -> tuple[list[Unposted], list[str]]:
    """What waits, dated by a day, in scope; seven transactions, eight with entries.

    Args:
        asking: The question.
        journals: The journals of the book.
        end: The day.
    """
    accounts = await chart(asking.intacct)
    found: list[Unposted] = []
    for lines in _DOCUMENTS:
        found.extend(await _documents(asking, accounts, lines, end))
    for ledger, object_name, party, day in _PAYMENTS:
        found.extend(await _payments(asking, ledger, object_name, party, day, end))
    entries, notes = await _entries(asking, accounts, journals, end)
    scope = () if asking.scope.is_bound else asking.scope.entities
    return [each for each in (*found, *entries) if not scope or each.entity in scope], notes


async def _documents(asking: Asking, accounts: Chart, of: _Lines, end: date) -> list[Unposted]:
    head = of.parent
    query = select(
        of.object,
        f"text {head}.key",
        f"text {head}.state",
        f"text {head}.{of.number}",
        f"text {head}.{of.party}.name",
        f"text? {head}.entity.id",
        f"day {head}.{of.day}",
        f"text {of.currency}",
        f"money {of.amount}",
        "text glAccount.id",
        "text? adjustmentType",
        filters=(among(f"{head}.state", of.states), at_most(f"{head}.{of.day}", end)),
        order=(f"{head}.{of.day}",),
    )
    sums: dict[str, Unposted] = {}
    for row in (await asking.intacct.query_all(query)).rows:
        key, raw = row.text(f"{head}.key"), row.money(of.amount)
        kind = row.text("adjustmentType")
        amount = -abs(raw) if kind == "credit" else abs(raw) if kind == "debit" else raw
        is_income = _is_income(accounts, row.text("glAccount.id"))
        profit = (amount if of.ledger == "AR" else -amount) if is_income else ZERO
        so_far = sums.get(key) or Unposted(
            ledger=of.ledger,
            kind=of.kind,
            number=row.text(f"{head}.{of.number}"),
            party=row.text(f"{head}.{of.party}.name"),
            state=row.text(f"{head}.state"),
            entity=row.text(f"{head}.entity.id") or NONE.id,
            currency=row.text(of.currency),
            day=row.day(f"{head}.{of.day}") or end,
            amount=ZERO,
            profit=ZERO,
        )
        sums[key] = replace(so_far, amount=so_far.amount + amount, profit=so_far.profit + profit)
    return list(sums.values())


def _is_income(accounts: Chart, account_id: str) -> bool:
    account = accounts.account(account_id)
    return account is not None and account.is_income_statement


async def _payments(
    asking: Asking, ledger: Ledger, object_name: str, party: str, day: str, end: date
) -> list[Unposted]:
    """Payments do not touch the result, but for exchange differences that are not known before."""
    query = select(
        object_name,
        "text documentNumber",
        "text state",
        f"text {party}.name",
        "text? entity.id",
        f"day {day}",
        "text baseCurrency.currency",
        "money baseCurrency.totalAmount",
        filters=(among("state", _DRAFT if ledger == "AR" else _ENTRY), at_most(day, end)),
        order=(day,),
    )
    return [
        Unposted(
            ledger=ledger,
            kind="payment",
            number=row.text("documentNumber"),
            party=row.text(f"{party}.name"),
            state=row.text("state"),
            entity=row.text("entity.id") or NONE.id,
            currency=row.text("baseCurrency.currency"),
            day=row.day(day) or end,
            amount=row.money("baseCurrency.totalAmount"),
            profit=ZERO,
        )
        for row in (await asking.intacct.query_all(query)).rows
    ]


async def _entries(
    asking: Asking, accounts: Chart, journals: tuple[str, ...], end: date
) -> tuple[list[Unposted], list[str]]:
    """Entries by entity and currency, with a note on those whose lines Intacct does not show."""
    query = select(
        "general-ledger/journal-entry",
        "text key",
        "text txnNumber",
        "text glJournal.id",
        "text description",
        "text state",
        "day postingDate",
        filters=(
            among("state", _ENTRY),
            among("glJournal.id", journals),
            at_most("postingDate", end),
        ),
        order=("postingDate",),
    )
    heads = {row.text("key"): row for row in (await asking.intacct.query_all(query)).rows}
    if not heads:
        return [], []
    found = await _entry_lines(asking, accounts, heads, end)
    seen = {each.number for each in found}
    unseen = [_number(row) for row in heads.values() if _number(row) not in seen]
    names = ", ".join(unseen[:6])
    notes = [f"Entries whose lines are not shown, {len(unseen)}: {names}. They are in no amount."]
    return found, (notes if unseen else [])


async def _entry_lines(
    asking: Asking, accounts: Chart, heads: dict[str, Row], end: date
) -> list[Unposted]:
    query = select(
        LINE,
        "text journalEntry.key",
        "text glAccount.id",
        "text dimensions.location.id",
        f"text {SIDE}",
        f"text {CURRENCY}",
        "money baseAmount",
        filters=(among("journalEntry.key", list(heads)),),
    )
    homes = await entities_by_location(asking.intacct)
    sums: dict[tuple[str, str, str], Unposted] = {}
    for row in (await asking.intacct.query_all(query)).rows:
        head = heads[row.text("journalEntry.key")]
        entity = homes.get(row.text("dimensions.location.id"), NONE).id
        slot = (row.text("journalEntry.key"), entity, row.text(CURRENCY))
        amount, is_debit = row.money("baseAmount"), row.text(SIDE) == "debit"
        is_income = _is_income(accounts, row.text("glAccount.id"))
        profit = (-amount if is_debit else amount) if is_income else ZERO
        so_far = sums.get(slot) or Unposted(
            ledger="GL",
            kind="entry",
            number=_number(head),
            party=head.text("description"),
            state=head.text("state"),
            entity=entity,
            currency=slot[2],
            day=head.day("postingDate") or end,
            amount=ZERO,
            profit=ZERO,
        )
        debit = amount if is_debit else ZERO
        sums[slot] = replace(so_far, amount=so_far.amount + debit, profit=so_far.profit + profit)
    return list(sums.values())


def _number(head: Row) -> str:
    return f"{head.text('glJournal.id')} {head.text('txnNumber')}"


def grouped(items: list[Unposted]) -> list[Record]:
    """By ledger, kind, state, entity and currency: how many, how much, since when; of many over entities."""
    by_entity = _grouped(items, lambda item: item.entity)
    return by_entity if len(by_entity) <= MOST_GROUPS else _grouped(items, lambda _: "")


def _grouped(items: list[Unposted], entity_of: Callable[[Unposted], str]) -> list[Record]:
    groups: dict[tuple[str, str, str, str, str], list[Unposted]] = defaultdict(list)
    for item in items:
        groups[item.ledger, item.kind, item.state, entity_of(item), item.currency].append(item)
    return [
        {
            "ledger": ledger,
            "kind": kind,
            "state": state,
            "entity": entity,
            "currency": currency,
            "count": len(group),
            "amount": sum((each.amount for each in group), ZERO),
            "profit_effect": sum((each.profit for each in group), ZERO),
            "oldest": min(each.day for each in group),
        }
        for (ledger, kind, state, entity, currency), group in sorted(groups.items())
    ]
