"""An open item, and how a row of any kind becomes one.

Source: docs/api/aging.md.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from intacct_books.aging.subledgers import Paths, Subledger
from intacct_books.money import ZERO
from intacct_client import Filter, Query, Row
from intacct_client.filters import equal
from intacct_client.query import select


@dataclass(frozen=True, slots=True)
class OpenItem:
    """Something that is open at a day.

    Attributes:
        kind: document, adjustment, advance or overpayment.
        key: Its key.
        number: Its number.
        party_id: Whom it is with.
        party_name: The party's name.
        entity: The entity's id.
        currency: The base currency.
        day: The day it is dated.
        due: The day it is due; its own day where it has none.
        posting: The day it posted.
        amount: What of it is open, in base currency; credits negative.
        retained: What is held back beside that: owed, but not due.
        document_currency: The currency that it was made out in, where that is another one.
    """

    kind: str
    key: str
    number: str
    party_id: str
    party_name: str
    entity: str
    currency: str
    day: date
    due: date
    posting: date
    amount: Decimal
    retained: Decimal = ZERO
    document_currency: str = ""

    @property
    def is_credit(self) -> bool:
        """Whether it lessens what is owed."""
        return self.amount < 0

    @property
    def is_on_control_account(self) -> bool:
        """Whether it stands on the control account; advances stand on accounts of their own."""
        return self.kind != "advance"


def amounts_of(items: Iterable[OpenItem]) -> str:
    """What items come to in each currency, in words."""
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for item in items:
        sums[item.currency] += item.amount
    return ", ".join(f"{amount + ZERO} {currency}" for currency, amount in sorted(sums.items()))


def item_query(
    of: Subledger,
    paths: Paths,
    key: str,
    filters: tuple[Filter, ...],
    expression: str,
    *more: str,
    party: str = "",
) -> Query:
    """A query for what all open items have, and more; of one party, or of all."""
    prefix = paths.prefix
    if party:
        filters = (*filters, equal(f"{prefix}{of.party}.id", party))
        expression = f"({expression}) and {len(filters)}" if expression else ""
    days = [f"day {prefix}{path}" for path in dict.fromkeys((paths.day, paths.due)) if path]
    if paths.posting not in {paths.day, paths.due}:
        days.append(f"day? {prefix}{paths.posting}")
    own = () if prefix else (f"money {paths.total}",)
    return select(
        paths.object,
        f"text {key}",
        f"text {prefix}state",
        f"text {prefix}{paths.number}",
        f"text {prefix}{of.party}.id",
        f"text {prefix}{of.party}.name",
        f"text? {prefix}entity.id",
        f"text {prefix}{paths.currency}",
        f"text? {prefix}{paths.own}",
        *days,
        *own,
        f"money {prefix}{paths.left}",
        *((f"money? {prefix}{paths.retained}",) if paths.retained else ()),
        *more,
        filters=filters,
        expression=expression,
        order=(f"{prefix}{paths.day}",),
    )


def item_from(
    row: Row, of: Subledger, paths: Paths, key: str, kind: str, amount: Decimal
) -> OpenItem:
    """The item in a row; what is open of it is the caller's to say."""
    prefix = paths.prefix
    day = row.day(f"{prefix}{paths.day}") or date.min
    due = row.day(f"{prefix}{paths.due}") if paths.due else None
    retained = row.money(f"{prefix}{paths.retained}") if paths.retained else ZERO
    base = row.text(f"{prefix}{paths.currency}")
    own = str(row.get(f"{prefix}{paths.own}") or base)  # not every query reads it
    return OpenItem(
        kind=kind,
        key=key,
        number=row.text(f"{prefix}{paths.number}"),
        party_id=row.text(f"{prefix}{of.party}.id"),
        party_name=row.text(f"{prefix}{of.party}.name"),
        entity=row.text(f"{prefix}entity.id"),
        currency=base,
        day=day,
        due=due or day,
        posting=row.day(f"{prefix}{paths.posting}") or day,
        amount=amount,
        retained=retained,
        document_currency=own if own != base else "",
    )
