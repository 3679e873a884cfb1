"""Contracts that end soon, and how deferred revenue moved.

Source: REST `contracts/contract`; journal lines of the deferred revenue accounts (docs/api/modules.md, balances.md).
Units:  contracts in transaction currency; the roll-forward in base currency, what is still to be earned positive.
Errors: `NotFound` where no account is one of deferred revenue.
"""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from intacct_books.cells import Record
from intacct_books.company.chart import Selection, chart
from intacct_books.company.naming import accounts_for
from intacct_books.company.reporting_periods import period_named
from intacct_books.errors import NotFound
from intacct_books.evidence import Part
from intacct_books.found import Found
from intacct_books.ledger.balances import Balance, Balances, balances_over
from intacct_books.ledger.gl_balance import after_today, is_preliminary
from intacct_books.ledger.lines import Slot, ledger_view
from intacct_books.lists.asking import Asking
from intacct_books.lists.listing import ListQuery, page_of, read_list
from intacct_books.modules.scoping import of_entities
from intacct_books.money import ZERO, Totals
from intacct_books.periods import Period
from intacct_client import Intacct, Row
from intacct_client.filters import equal, within
from intacct_client.query import select

CONTRACT = "contracts/contract"
_RUNNING = "inProgress"
_NAMES = {
    "opening": "opening",
    "credits": "added",
    "debits": "recognised",
    "year_end": "year_end",
}


async def renewals_due(asking: Asking, *, days: int) -> Found:
    """Contracts in progress that end within some days from today; one transaction."""
    span = Period(asking.today, asking.today + timedelta(days=days))
    query = select(
        CONTRACT,
        "text id",
        "text name",
        "text dimensions.customer.id",
        "text? dimensions.customer.name",
        "day startDate",
        "day endDate",
        "flag? isRenewable",
        "text? billingFrequency",
        "text currency.txnCurrency",
        "money contractTotalAmount",
        filters=(
            equal("state", _RUNNING),
            within("endDate", span.start, span.end),
            *of_entities(asking.scope),
        ),
        order=("endDate",),
    )
    wanted = ListQuery(query, _contract, {"amount": "contractTotalAmount"}, "currency.txnCurrency")
    return replace(await read_list(asking, wanted), as_of=None, period=span)


def _contract(row: Row) -> Record:
    customer = (
        f"{row.text('dimensions.customer.id')} {row.text('dimensions.customer.name')}".strip()
    )
    return {
        "id": row.text("id"),
        "name": row.text("name"),
        "customer": customer,
        "start": row.day("startDate"),
        "ends": row.day("endDate"),
        "renews": "yes" if row.flag("isRenewable") else "no",
        "billed": row.text("billingFrequency"),
        "currency": row.text("currency.txnCurrency"),
        "amount": row.money("contractTotalAmount"),
    }


async def deferred_revenue_rollforward(asking: Asking, *, period: str, account: str) -> Found:
    """Deferred revenue at the start, added, recognised and at the end of a period; two transactions.

    Args:
        asking: The question.
        period: The period.
        account: Accounts as a reader names them; empty for those whose name says deferred revenue.
    """
    span = await period_named(asking.intacct, period.strip() or "last_month", asking.today)
    selection = await _accounts(asking.intacct, account)
    view = await ledger_view(asking.intacct, asking.scope)
    balances = await balances_over(view, selection, span)
    names = {each.id: each.name for each in selection.accounts}
    records = [
        {"account": slot.account_id, "name": names[slot.account_id], **_moved(slot, balance)}
        for slot, balance in sorted(balances.by_slot.items())
        if not balance.is_empty
    ]
    amounts = ("opening", "added", "recognised", *_year_end(balances), "closing")
    found = page_of(asking, records, amounts)
    parts = tuple(_as_named(part) for part in balances.parts if part.name in _NAMES)
    return replace(
        found,
        period=span,
        sign="still to be earned is positive",
        notes=[
            *found.notes,
            *balances.notes,
            *after_today(span.end, asking.today),
            f"Accounts {', '.join(names)}, by their entries: added are credits, recognised are debits.",
        ],
        is_preliminary=await is_preliminary(asking, span.end),
        checks=_checks(found.totals),
        parts=parts if found.totals else (),
    )


def _moved(slot: Slot, balance: Balance) -> Record:
    """How an account moved, what is still to be earned positive."""
    return {
        "currency": slot.currency,
        "opening": -balance.opening,
        "added": balance.credits,
        "recognised": balance.debits,
        "year_end": -balance.year_end or None,
        "closing": -balance.closing,
    }


def _checks(totals: Totals) -> dict[str, Decimal]:
    """What the columns leave of the closing, by currency."""
    return {
        f"opening + added - recognised - closing {currency}": sums["opening"]
        + sums["added"]
        - sums["recognised"]
        + sums.get("year_end", ZERO)
        - sums["closing"]
        for currency, sums in totals.items()
    }


def _year_end(balances: Balances) -> tuple[str, ...]:
    """The column of what year ends closed into these accounts, where there is anything in it."""
    return ("year_end",) if balances.has_year_end else ()


def _as_named(part: Part) -> Part:
    """The lines of a ledger figure under the name here: credits are positive in an opening."""
    is_turned = part.name in {"opening", "year_end"}
    return replace(part, name=_NAMES[part.name], is_subtracted=part.is_subtracted != is_turned)


async def _accounts(intacct: Intacct, words: str) -> Selection:
    if words.strip():
        return await accounts_for(intacct, words)
    of_chart = await chart(intacct)
    ids = [
        each.id
        for each in of_chart.whole.accounts
        if not each.is_income_statement and each.is_credit and _is_deferred(each.name)
    ]
    if not ids:
        raise NotFound(
            "No account is named deferred or unearned revenue. Say which ones with account."
        )
    return of_chart.of_ids(ids)


def _is_deferred(name: str) -> bool:
    words = name.lower()
    return ("deferred" in words and ("revenue" in words or "income" in words)) or (
        "unearned" in words
    )
