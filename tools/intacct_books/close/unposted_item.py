"""Something that waits to be posted, and how many of them there are.

Source: docs/api/close.md.
Units:  base currency; amounts are those of documents. The effect on profit is positive for revenue.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from intacct_books.cells import Record
from intacct_books.company.chart import Chart
from intacct_books.money import ZERO

Ledger = Literal["AR", "AP", "EE", "GL"]
MOST_GROUPS = 40


@dataclass(frozen=True, slots=True)
class Unposted:
    """Something that waits.

    Attributes:
        ledger: Where; EE is expenses.
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


def is_income(accounts: Chart, account_id: str) -> bool:
    """Whether what is posted to an account is part of the result."""
    account = accounts.account(account_id)
    return account is not None and account.is_income_statement
