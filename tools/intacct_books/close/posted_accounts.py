"""The account that something of a subledger stands on, by what the subledger itself posted.

Source: REST documents or payments with an amount held back or left over, and the journal lines of their module
(`documentId`, docs/api/close.md). No name of an account is looked at, so any language will do.
Where lines name their documents, the account is one that those postings put the amount on. Where they are daily
sums, it is the only account on which the module has exactly the amount of all of them.
Errors: whatever the client raises.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from intacct_books.aging.credits import PAID_IN, STANDING, in_base
from intacct_books.aging.subledgers import Paths, Subledger
from intacct_books.company.chart import Chart
from intacct_books.company.journals import ledger_journals
from intacct_books.ledger.lines import CURRENCY, LINE, SIDE
from intacct_books.ledger.states import IN_THE_LEDGER
from intacct_books.money import ZERO
from intacct_client import Filter, Intacct, Row
from intacct_client.filters import among, equal, unequal
from intacct_client.query import select

MODULES = {"AR": "4.AR", "AP": "3.AP"}
MOST_DOCUMENTS = 200  # whose lines are looked at
_MODULE, _DOCUMENT = "journalEntry.moduleName", "documentId"
Side = Literal["debit", "credit"]


@dataclass(frozen=True, slots=True)
class Amount:
    """What of one document or payment stands on an account of its own."""

    number: str
    currency: str
    base: Decimal


@dataclass(frozen=True, slots=True)
class Sought:
    """Amounts whose account is looked for.

    Attributes:
        module: The module that posts them.
        side: The side they are posted on.
        amounts: They themselves.
        others: Accounts that are known to be for something else.
    """

    module: str
    side: Side
    amounts: list[Amount]
    others: Collection[str]


async def held_back(intacct: Intacct, of: Subledger, others: Collection[str]) -> Sought:
    """What is held back on documents; one transaction."""
    paths = of.document
    rows = await _rows(intacct, paths, STANDING, paths.retained, f"money {paths.retained}")
    amounts = [_amount(row, paths, row.money(paths.retained)) for row in rows]
    return Sought(MODULES[of.word], "debit" if of.word == "AR" else "credit", amounts, others)


async def left_over(
    intacct: Intacct, of: Subledger, paths: Paths, others: Collection[str]
) -> Sought:
    """What is left of payments; one transaction. The rest is told in the payment's currency only."""
    whole = "txnCurrency.totalAmount"
    declared = (f"money {paths.left}", f"money {whole}", f"money {paths.total}")
    rows = await _rows(intacct, paths, PAID_IN, paths.left, *declared)
    amounts = [
        _amount(
            row, paths, in_base(row.money(paths.left), row.money(whole), row.money(paths.total))
        )
        for row in rows
    ]
    return Sought(MODULES[of.word], "credit" if of.word == "AR" else "debit", amounts, others)


async def accounts_of(intacct: Intacct, chart: Chart, sought: Sought) -> tuple[str, ...]:
    """The accounts that such amounts stand on; none where there are none, or where it cannot be told."""
    if not sought.amounts:
        return ()
    numbers = [each.number for each in sought.amounts if each.number][:MOST_DOCUMENTS]
    of_documents = await _posted(intacct, chart, sought, among(_DOCUMENT, numbers))
    if of_documents:
        return _of_documents(sought, of_documents)
    return _of_sums(sought, await _posted(intacct, chart, sought))


async def _rows(
    intacct: Intacct, paths: Paths, states: tuple[str, ...], path: str, *declared: str
) -> list[Row]:
    query = select(
        paths.object,
        f"text {paths.number}",
        f"text {paths.currency}",
        *declared,
        filters=(unequal(path, Decimal(0)), among("state", states)),
        order=(paths.number,),
    )
    return (await intacct.query_all(query)).rows


def _amount(row: Row, paths: Paths, base: Decimal) -> Amount:
    return Amount(row.text(paths.number), row.text(paths.currency), base)


Posted = dict[tuple[str, str, str], Decimal]
"""What was posted on the side looked for, less the other: by document, account and currency."""


async def _posted(intacct: Intacct, chart: Chart, sought: Sought, *narrow: Filter) -> Posted:
    """What the module posted on accounts of the balance sheet that are for nothing else; one transaction."""
    query = select(
        LINE,
        *([f"text {_DOCUMENT}"] if narrow else []),
        "text glAccount.id",
        f"text {CURRENCY}",
        f"text {SIDE}",
        "money sum:baseAmount",
        filters=(
            equal(_MODULE, sought.module),
            # Of one book: a cash book posts the same payment again, to what it pays for.
            among("journalEntry.glJournal.id", await ledger_journals(intacct)),
            among("state", IN_THE_LEDGER),
            *narrow,
        ),
    )
    posted: Posted = defaultdict(Decimal)
    for row in (await intacct.query_all(query)).rows:
        account = chart.account(row.text("glAccount.id"))
        if account is None or account.is_income_statement or account.id in sought.others:
            continue
        sign = 1 if row.text(SIDE) == sought.side else -1
        document = row.text(_DOCUMENT) if narrow else ""
        posted[document, account.id, row.text(CURRENCY)] += sign * row.money("sum:baseAmount")
    return {slot: amount for slot, amount in posted.items() if amount > 0}


def _of_documents(sought: Sought, posted: Posted) -> tuple[str, ...]:
    """The accounts that have just the amount of a document, under its number."""
    amounts = {(each.number, each.currency, each.base) for each in sought.amounts}
    found = {
        account
        for (document, account, currency), amount in posted.items()
        if (document, currency, amount) in amounts
    }
    return tuple(sorted(found))


def _of_sums(sought: Sought, posted: Posted) -> tuple[str, ...]:
    """The only account that holds exactly what all of them come to, in every currency."""
    whole: dict[str, Decimal] = defaultdict(lambda: ZERO)
    for each in sought.amounts:
        whole[each.currency] += each.base
    by_account: dict[str, dict[str, Decimal]] = defaultdict(dict)
    for (_, account, currency), amount in posted.items():
        by_account[account][currency] = amount
    found = [account for account, sums in by_account.items() if sums == dict(whole)]
    return tuple(found) if len(found) == 1 else ()
