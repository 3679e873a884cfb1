"""The accounts of the ledger that a subledger stands on.

Source: REST `general-ledger/account` (`alternativeGLAccount`) and lines of documents and advances (docs/api/close.md).
Read once and remembered. Control accounts say what they are; lines name accounts used instead, those of what is
held back, those of advances, and those of what was paid too much. What no line names is known by what was posted
(`posted_accounts.py`), and only then by its English name.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from intacct_books.aging.subledgers import Subledger
from intacct_books.close.posted_accounts import accounts_of, held_back, left_over
from intacct_books.company.chart import Account, Chart, Selection, chart
from intacct_books.company.naming import accounts_for
from intacct_books.errors import UNREADABLE
from intacct_client import Intacct
from intacct_client.filters import equal
from intacct_client.query import select

_RETAINAGE = re.compile(r"\b(retainages?|retentions?|holdbacks?)\b", re.IGNORECASE)
_OVERPAYMENT = re.compile(r"\boverpayments?\b", re.IGNORECASE)
ADDED = "added"


@dataclass(frozen=True, slots=True)
class SubledgerAccounts:
    """Accounts by what they are for.

    Attributes:
        kinds: control, alternative, retainage, advances, overpayments or added, by account.
        selection: All of them.
    """

    kinds: dict[str, str]
    selection: Selection


@dataclass(frozen=True, slots=True)
class _Named:
    """What lines name, or postings show: accounts instead of the control account, and those of other things."""

    alternative: tuple[str, ...]
    retainage: tuple[str, ...]
    advances: tuple[str, ...]
    overpayments: tuple[str, ...] = ()


async def subledger_accounts(intacct: Intacct, of: Subledger, also: str) -> SubledgerAccounts:
    """The accounts that open items of a subledger stand on, and those that a reader adds."""
    accounts = await chart(intacct)

    async def read(handle: Intacct) -> _Named:
        return await _by_postings(handle, of, accounts, await _named_by_lines(handle, of))

    named = await intacct.reference(f"{of.word} accounts", read, in_memory=True)
    is_asset = of.word == "AR"
    added = (await accounts_for(intacct, also)).accounts if also.strip() else ()
    kinds = {
        **dict.fromkeys((each.id for each in added), ADDED),
        **dict.fromkeys(
            named.overpayments or _by_name(accounts, _OVERPAYMENT, is_credit=is_asset),
            "overpayments",
        ),
        **dict.fromkeys(named.advances, "advances"),
        **dict.fromkeys(
            named.retainage or _by_name(accounts, _RETAINAGE, is_credit=not is_asset), "retainage"
        ),
        **dict.fromkeys(named.alternative, "alternative"),
        **dict.fromkeys((each.id for each in accounts.controlling(of.word).accounts), "control"),
    }
    return SubledgerAccounts(kinds, accounts.of_ids(kinds))


def _by_name(accounts: Chart, words: re.Pattern[str], *, is_credit: bool) -> Iterable[str]:
    def fits(account: Account) -> bool:
        is_sheet = not account.is_income_statement
        return is_sheet and account.is_credit == is_credit and bool(words.search(account.name))

    return [each.id for each in accounts.whole.accounts if fits(each)]


async def _named_by_lines(intacct: Intacct, of: Subledger) -> _Named:
    instead = "overrideOffsetGLAccount.id"
    held = "retainage.offsetGLAccount.id"
    own = [f"text? {held}"] if of.word == "AR" else []
    documents = await _accounts_in(intacct, of.line, f"text? {instead}", *own)
    memos = await _accounts_in(intacct, of.adjustment.object, f"text? {instead}")
    return _Named(
        alternative=tuple({*documents[instead], *memos[instead]}),
        retainage=tuple(documents.get(held, ())),
        advances=await _of_advances(intacct, of),
        overpayments=await _of_overpaid_lines(intacct) if of.overpayment else (),
    )


async def advance_accounts(intacct: Intacct, of: Subledger) -> tuple[str, ...]:
    """The accounts that advances stand on, as far as they may be read; one transaction, remembered."""

    async def read(handle: Intacct) -> tuple[str, ...]:
        try:
            return await _of_advances(handle, of)
        except UNREADABLE:
            return ()

    return await intacct.reference(f"{of.word} advances", read, in_memory=True)


async def _of_advances(intacct: Intacct, of: Subledger) -> tuple[str, ...]:
    app = of.document.object.partition("/")[0]
    found = await _accounts_in(intacct, f"{app}/advance-line", "text glAccount.id")
    return tuple(sorted(found["glAccount.id"]))


async def _of_overpaid_lines(intacct: Intacct) -> tuple[str, ...]:
    """The accounts of payment lines that say they are paid too much; one transaction."""
    query = select(
        "accounts-receivable/payment-line",
        "text glAccount.id",
        "count count:isOverpaid",
        filters=(equal("isOverpaid", value=True),),
    )
    try:
        rows = (await intacct.query_all(query)).rows
    except UNREADABLE:
        return ()
    return tuple(sorted({row.text("glAccount.id") for row in rows} - {""}))


async def _by_postings(intacct: Intacct, of: Subledger, accounts: Chart, named: _Named) -> _Named:
    """The same with accounts that no line names, as far as postings show them; up to six transactions."""
    control = [each.id for each in accounts.controlling(of.word).accounts]
    known = {*control, *named.alternative, *named.advances, *named.retainage}
    if not named.retainage:
        sought = await held_back(intacct, of, known)
        named = replace(named, retainage=await accounts_of(intacct, accounts, sought))
    if of.overpayment and not named.overpayments:
        others = {*known, *named.retainage}
        sought = await left_over(intacct, of, of.overpayment, others)
        named = replace(named, overpayments=await accounts_of(intacct, accounts, sought))
    return named


async def _accounts_in(intacct: Intacct, object_name: str, *declared: str) -> dict[str, set[str]]:
    """The accounts that lines have in these fields, by field; one transaction."""
    query = select(object_name, *declared, "money sum:baseAmount")
    if object_name == "accounts-receivable/adjustment-line":
        query = select(object_name, *declared, "money sum:baseCurrency.amount")
    rows = (await intacct.query_all(query)).rows
    paths = [each.partition(" ")[2] for each in declared]
    return {path: {row.text(path) for row in rows} - {""} for path in paths}
