"""Bills that look entered twice.

Source: REST `accounts-payable/bill` (docs/api/duplicates.md).
Units:  the bill's own currency; amounts are whole bills, taxes in. Days are the bills' own dates.

Two bills are taken for one when three of four things agree: the number (but for case, spaces, punctuation and
leading zeros), the vendor (the same, or one with nearly the same name), the amount, and the day.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from difflib import SequenceMatcher
from functools import cached_property, lru_cache
from itertools import combinations

from intacct_books.cells import Record
from intacct_books.found import Found
from intacct_books.lists.asking import Asking
from intacct_books.lists.listing import page_of
from intacct_client import Row
from intacct_client.filters import at_least
from intacct_client.query import select

NEAR_DAYS = 7
SIMILAR = 90  # percent
ENOUGH = 3
_NEVER_PAID = {"declined", "reversed", "reversal", "noValue"}
_ZEROS = re.compile(r"(?<!\d)0+(?=\d)")
_MARKS = re.compile(r"[\W_]+")
_FORMS = frozenset(
    [
        "inc",
        "incorporated",
        "llc",
        "ltd",
        "limited",
        "plc",
        "corp",
        "corporation",
        "co",
        "company",
        "gmbh",
        "ag",
        "bv",
        "sa",
        "sarl",
        "lp",
        "llp",
        "the",
    ]
)


@dataclass(frozen=True)
class Bill:
    """A bill, as far as it is compared."""

    key: str
    number: str
    vendor_id: str
    vendor_name: str
    day: date
    amount: Decimal
    due: Decimal
    currency: str
    state: str

    @cached_property
    def plain_number(self) -> str:
        """The number without what people write differently."""
        return plain_number(self.number)

    @property
    def order(self) -> tuple[date, int, str]:
        """Which of two came first: by day, then by key."""
        return self.day, len(self.key), self.key


@dataclass(frozen=True, slots=True)
class Match:
    """An earlier bill that a later one looks like, and what agrees."""

    earlier: Bill
    later: Bill
    reasons: tuple[str, ...]

    @property
    def rank(self) -> tuple[int, bool, int]:
        """How good a match it is."""
        same = self.earlier.vendor_id == self.later.vendor_id
        return len(self.reasons), same, -(self.later.day - self.earlier.day).days

    @property
    def at_risk(self) -> Decimal:
        """What would be paid twice."""
        return min(self.earlier.amount, self.later.amount)


async def duplicate_bills(asking: Asking, *, window_days: int) -> Found:
    """Bills of the last days that look like an earlier one; one transaction for 4,000 bills.

    Args:
        asking: The question's company, scope and page.
        window_days: How many days back bills are compared.
    """
    since = asking.today - timedelta(days=window_days)
    bills = await _bills(asking, since)
    matches = sorted(matched(bills), key=lambda each: (-each.at_risk, each.later.order))
    records = [_record(each) for each in matches]
    found = page_of(asking, records, ("at_risk", "still_due"))
    about = f"{len(bills)} bills dated {since} or later are compared; reversed and declined ones are left out."
    return replace(
        found,
        as_of=asking.read.read_on,
        notes=[*found.notes, about],
        items=tuple(_evidence(each) for each in matches),
    )


def matched(bills: list[Bill]) -> list[Match]:
    """Each bill that looks like an earlier one, with the one it looks most like."""
    best: dict[str, Match] = {}
    for one, other in _candidates(bills):
        earlier, later = sorted((one, other), key=lambda bill: bill.order)
        match = Match(earlier, later, _agreeing(earlier, later))
        before = best.get(later.key)
        if len(match.reasons) >= ENOUGH and (before is None or match.rank > before.rank):
            best[later.key] = match
    return list(best.values())


def plain_number(number: str) -> str:
    """A number without case, spaces, punctuation and leading zeros."""
    text = unicodedata.normalize("NFKC", number).casefold()
    return _MARKS.sub("", _ZEROS.sub("", text))


@lru_cache(maxsize=10_000)
def is_similar(one: str, other: str) -> bool:
    """Whether two names could be of one vendor: the same but for the legal form, or a letter or two.

    They begin with the same letter: so that few names need be compared.
    """
    first, second = plain_name(one), plain_name(other)
    if not first or not second or first[0] != second[0]:
        return False
    match = SequenceMatcher(None, first, second)
    return first == second or (
        match.real_quick_ratio() * 100 >= SIMILAR and match.ratio() * 100 >= SIMILAR
    )


@lru_cache(maxsize=10_000)
def plain_name(name: str) -> str:
    """A name without case, punctuation and legal form."""
    words = _MARKS.sub(" ", unicodedata.normalize("NFKC", name).casefold()).split()
    return " ".join(word for word in words if word not in _FORMS)


def _candidates(bills: list[Bill]) -> Iterator[tuple[Bill, Bill]]:
    """Pairs worth a look: any three of the four things hold the number, or the amount, the day and the vendor."""
    by_number: dict[str, list[Bill]] = defaultdict(list)
    by_amount: dict[tuple[str, Decimal, str], list[Bill]] = defaultdict(list)
    for bill in bills:
        letter = plain_name(bill.vendor_name)[:1]
        by_amount[bill.currency, bill.amount, letter].append(bill)
        if bill.plain_number:
            by_number[bill.plain_number].append(bill)
    for group in by_number.values():
        yield from combinations(group, 2)
    for group in by_amount.values():
        ordered = sorted(group, key=lambda bill: bill.order)
        for at, bill in enumerate(ordered):
            for other in ordered[at + 1 :]:
                if (other.day - bill.day).days > NEAR_DAYS:
                    break
                yield bill, other


def _agreeing(earlier: Bill, later: Bill) -> tuple[str, ...]:
    """What two bills have in common, in words."""
    reasons: list[str] = []
    if earlier.plain_number and earlier.plain_number == later.plain_number:
        is_exact = earlier.number == later.number
        reasons.append("same number" if is_exact else "number differs in writing only")
    if earlier.vendor_id == later.vendor_id:
        reasons.append("same vendor")
    elif is_similar(earlier.vendor_name, later.vendor_name):
        reasons.append("vendor with a similar name")
    if (earlier.currency, earlier.amount) == (later.currency, later.amount):
        reasons.append("same amount")
    days = (later.day - earlier.day).days
    if days <= NEAR_DAYS:
        reasons.append(
            "same day" if not days else f"{days} days apart" if days > 1 else "a day apart"
        )
    return tuple(reasons)


async def _bills(asking: Asking, since: date) -> list[Bill]:
    """Bills above zero in scope that could be paid, or were."""
    query = select(
        "accounts-payable/bill",
        "text key",
        "text billNumber",
        "text state",
        "text vendor.id",
        "text vendor.name",
        "text? entity.id",
        "day createdDate",
        "money totalTxnAmount",
        "money totalTxnAmountDue",
        "text currency.txnCurrency",
        filters=(at_least("createdDate", since),),
        order=("createdDate",),
    )
    entities = () if asking.scope.is_bound else asking.scope.entities
    return [
        _bill(row, since)
        for row in (await asking.intacct.query_all(query)).rows
        if row.text("state") not in _NEVER_PAID
        and row.money("totalTxnAmount") > 0
        and (not entities or row.text("entity.id") in entities)
    ]


def _bill(row: Row, since: date) -> Bill:
    return Bill(
        key=row.text("key"),
        number=row.text("billNumber"),
        vendor_id=row.text("vendor.id"),
        vendor_name=row.text("vendor.name"),
        day=row.day("createdDate") or since,
        amount=row.money("totalTxnAmount"),
        due=row.money("totalTxnAmountDue"),
        currency=row.text("currency.txnCurrency"),
        state=row.text("state"),
    )


def _record(match: Match) -> Record:
    earlier, later = match.earlier, match.later
    is_same = earlier.vendor_id == later.vendor_id
    return {
        "vendor": f"{later.vendor_id} {later.vendor_name}",
        "number": later.number,
        "key": later.key,
        "date": later.day,
        "state": later.state,
        "earlier_number": earlier.number,
        "earlier_key": earlier.key,
        "earlier_vendor": "" if is_same else f"{earlier.vendor_id} {earlier.vendor_name}",
        "earlier_date": earlier.day,
        "earlier_state": earlier.state,
        "why": ", ".join(match.reasons),
        "currency": later.currency,
        "at_risk": match.at_risk,
        "still_due": min(later.due, match.at_risk),
    }


def _evidence(match: Match) -> Record:
    """A later bill as evidence of what is at risk."""
    return {
        "number": match.later.number,
        "vendor": f"{match.later.vendor_id} {match.later.vendor_name}",
        "date": match.later.day,
        "earlier_number": match.earlier.number,
        "currency": match.later.currency,
        "at_risk": match.at_risk,
    }
