"""What is entered and not in the ledger yet, with what it would do to the result.

Source: REST document lines, adjustment lines, expense lines, payments, journal entries and their lines, by state (docs/api/close.md,
states.md). What was declined is left out: it is not waiting.
Units:  base currency; amounts are those of documents, without sign. The effect on profit is positive for revenue.
"""

from dataclasses import dataclass, replace
from datetime import date

from intacct_books.aging.credits import signed
from intacct_books.aging.subledgers import AP, AR, Subledger
from intacct_books.close.places import place
from intacct_books.close.unposted_entries import WAITING, unposted_entries
from intacct_books.close.unposted_item import Ledger, Unposted, is_income
from intacct_books.company.chart import Chart, chart
from intacct_books.documents.states import BILL_WAITING, DRAFT
from intacct_books.lists.asking import Asking
from intacct_books.money import ZERO
from intacct_books.unread import Unread
from intacct_client.filters import among, at_most
from intacct_client.query import select


@dataclass(frozen=True, slots=True)
class _Lines:
    """Where lines of a kind of document keep what is read of them.

    Attributes:
        ledger: AR, AP or EE (expenses).
        kind: What the document is.
        object: The object of its lines.
        parent: The reference to the document.
        number: The document's number.
        party: The name of whom it is with.
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


_BASE_AMOUNT = "baseAmount"  # of document lines


def _documents_of(of: Subledger) -> _Lines:
    return _Lines(
        ledger=of.word,
        kind=of.title,
        object=of.line,
        parent=of.header,
        number=of.number,
        party=f"{of.party}.name",
        day=of.day,
        amount=_BASE_AMOUNT,
        currency=of.document.currency,
        states=DRAFT if of.word == "AR" else BILL_WAITING,
    )


def _memos_of(of: Subledger) -> _Lines:
    paths = of.adjustment
    return _Lines(
        ledger=of.word,
        kind="adjustment",
        object=paths.object,
        parent=paths.prefix.removesuffix("."),
        number=paths.number,
        party=f"{of.party}.name",
        day=paths.day,
        amount=paths.total,
        currency=paths.currency,
        states=DRAFT,
    )


_EXPENSES = _Lines(
    ledger="EE",
    kind="expense report",
    object="expenses/employee-expense-line",
    parent="employeeExpense",
    number="expenseReportNumber",
    party="employee.id",
    day="createdDate",
    amount=_BASE_AMOUNT,
    currency="baseCurrency",
    states=WAITING,
)
_DOCUMENTS = (
    *(each for of in (AR, AP) for each in (_documents_of(of), _memos_of(of))),
    _EXPENSES,
)


async def unposted(
    asking: Asking, journals: tuple[str, ...], end: date, unread: Unread
) -> tuple[list[Unposted], list[str]]:
    """What waits, dated by a day, in scope; eight transactions, nine with entries.

    Args:
        asking: The question.
        journals: The journals of the book.
        end: The day.
        unread: Takes up what may not be read.
    """
    accounts = await chart(asking.intacct)
    found: list[Unposted] = []
    for lines in _DOCUMENTS:
        reading = _documents(asking, accounts, lines, end)
        found.extend(await unread.unless_denied(f"{lines.ledger} {lines.kind}s", reading, []))
    for of in (AR, AP):
        paid = await unread.unless_denied(f"{of.word} payments", _payments(asking, of, end), [])
        found.extend(paid)
    nothing: tuple[list[Unposted], list[str]] = ([], [])
    entries, notes = await unread.unless_denied(
        "journal entries", unposted_entries(asking, accounts, journals, end), nothing
    )
    scope = () if asking.scope.is_bound else asking.scope.entities
    return [each for each in (*found, *entries) if not scope or each.entity in scope], notes


async def _documents(asking: Asking, accounts: Chart, of: _Lines, end: date) -> list[Unposted]:
    head, is_memo = of.parent, of.kind == "adjustment"
    query = select(
        of.object,
        f"text {head}.key",
        f"text {head}.state",
        f"text {head}.{of.number}",
        f"text {head}.{of.party}",
        f"text? {head}.entity.id",
        f"day {head}.{of.day}",
        f"text {of.currency}",
        f"money {of.amount}",
        "text glAccount.id",
        *(["text? adjustmentType"] if is_memo else []),
        filters=(among(f"{head}.state", of.states), at_most(f"{head}.{of.day}", end)),
        order=(f"{head}.{of.day}",),
    )
    sums: dict[str, Unposted] = {}
    for row in (await asking.intacct.query_all(query)).rows:
        key = row.text(f"{head}.key")
        amount = signed(row.money(of.amount), row.text("adjustmentType") if is_memo else "")
        counts = is_income(accounts, row.text("glAccount.id"))
        profit = (amount if of.ledger == "AR" else -amount) if counts else ZERO
        so_far = sums.get(key) or Unposted(
            ledger=of.ledger,
            kind=of.kind,
            number=row.text(f"{head}.{of.number}"),
            party=row.text(f"{head}.{of.party}"),
            state=row.text(f"{head}.state"),
            entity=place(row.text(f"{head}.entity.id")),
            currency=row.text(of.currency),
            day=row.day(f"{head}.{of.day}") or end,
            amount=ZERO,
            profit=ZERO,
        )
        sums[key] = replace(so_far, amount=so_far.amount + amount, profit=so_far.profit + profit)
    return list(sums.values())


async def _payments(asking: Asking, of: Subledger, end: date) -> list[Unposted]:
    """Payments do not touch the result, but for exchange differences that are not known before."""
    party, day = of.party, of.paid_on
    query = select(
        of.payments,
        "text documentNumber",
        "text state",
        f"text {party}.name",
        "text? entity.id",
        f"day {day}",
        "text baseCurrency.currency",
        "money baseCurrency.totalAmount",
        filters=(among("state", DRAFT if of.word == "AR" else WAITING), at_most(day, end)),
        order=(day,),
    )
    return [
        Unposted(
            ledger=of.word,
            kind="payment",
            number=row.text("documentNumber"),
            party=row.text(f"{party}.name"),
            state=row.text("state"),
            entity=place(row.text("entity.id")),
            currency=row.text("baseCurrency.currency"),
            day=row.day(day) or end,
            amount=row.money("baseCurrency.totalAmount"),
            profit=ZERO,
        )
        for row in (await asking.intacct.query_all(query)).rows
    ]
