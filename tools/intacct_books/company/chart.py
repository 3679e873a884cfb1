"""The chart of accounts, and how numbers, ranges and names pick accounts from it.

Source: REST `general-ledger/account` (docs/api/accounts.md). Read once and remembered.
Errors: `NotFound` when nothing fits, with what there is.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from intacct_books.errors import NotFound
from intacct_client import Intacct, Row
from intacct_client.query import select

_RANGE = re.compile(r"([^\s,]+?)\s*(?:\.\.| to |-)\s*([^\s,]+)")
_CONTROLS = {"receivablesAccount": "AR", "payablesAccount": "AP"}


@dataclass(frozen=True, slots=True)
class Account:
    """An account.

    Attributes:
        id: Its number.
        name: Its name.
        is_income_statement: Whether it starts each fiscal year at zero.
        closes_to: The account that the year end empties it into; empty for none.
        is_credit: Whether its normal balance is on the credit side.
        category: Its category; empty for none.
        is_active: Whether it may still be posted to.
        controls: AR or AP for a control account of that subledger; empty for others.
    """

    id: str
    name: str
    is_income_statement: bool
    closes_to: str
    is_credit: bool
    category: str
    is_active: bool
    controls: str


@dataclass(frozen=True, slots=True)
class Selection:
    """Accounts picked by a reader.

    Attributes:
        accounts: In the order of the chart.
        is_named: They were named one by one: each is shown, with or without activity.
        is_whole: It is the whole chart.
        label: The part of a name that picked them; empty when they were named by number or group.
    """

    accounts: tuple[Account, ...]
    is_named: bool
    is_whole: bool
    label: str = ""


class Chart:
    """All accounts, by number."""

    def __init__(self, accounts: list[Account]) -> None:
        self._accounts = {
            account.id: account for account in sorted(accounts, key=lambda each: each.id)
        }

    @property
    def whole(self) -> Selection:
        """All accounts."""
        return self._selection(list(self._accounts), is_named=False)

    def controlling(self, subledger: str) -> Selection:
        """The control accounts of a subledger, AR or AP."""
        ids = [id_ for id_, account in self._accounts.items() if account.controls == subledger]
        return self._selection(ids, is_named=True)

    def of_ids(self, ids: Iterable[str]) -> Selection:
        """Accounts by number; unknown numbers are left out."""
        return self._selection([id_ for id_ in ids if id_ in self._accounts], is_named=True)

    @property
    def first_and_last(self) -> str:
        """The chart's ends, as a range a reader can give back."""
        ids = list(self._accounts)
        return f"{ids[0]}..{ids[-1]}" if ids else "(no accounts)"

    def account(self, account_id: str) -> Account | None:
        """The account of that number."""
        return self._accounts.get(account_id)

    def closing_to(self, account_ids: set[str]) -> tuple[Account, ...]:
        """The accounts that the year end empties into one of these."""
        return tuple(
            account
            for account in self._accounts.values()
            if account.is_income_statement and account.closes_to in account_ids
        )

    def named(self, words: str) -> Selection | None:
        """The account of that number, or those of a range such as 4000..4999; None for other words.

        Raises:
            NotFound: A range that runs backwards or holds no account.
        """
        word = words.strip()
        if word in self._accounts:
            return self._selection([word], is_named=True)
        ends = range_of(word)
        if ends is None:
            return None
        low, high = ends
        if high < low:
            raise NotFound(f"The range {word[:40]!r} runs backwards. Write the lower number first.")
        ids = [id_ for id_ in self._accounts if low <= id_ <= high]
        if not ids:
            raise NotFound(
                f"No account is in the range {word[:40]!r}. The chart runs {self.first_and_last}."
            )
        return self._selection(ids, is_named=False)

    def together(self, parts: list[Selection]) -> Selection:
        """Several selections as one, each account once."""
        ids = [account.id for part in parts for account in part.accounts]
        labels = ", ".join(part.label for part in parts if part.label)
        named = all(part.is_named for part in parts)
        return self._selection(ids, is_named=named, label=labels)

    def within(self, ranges: list[tuple[str, str]]) -> Selection:
        """Accounts in any of the ranges, ends included."""
        ids = [id_ for id_ in self._accounts if any(low <= id_ <= high for low, high in ranges)]
        return self._selection(ids, is_named=False)

    def with_name(self, words: str) -> Selection | None:
        """Accounts in whose name a word begins with these words."""
        part = re.compile(rf"\b{re.escape(words.strip())}", re.IGNORECASE)
        ids = [id_ for id_, account in self._accounts.items() if part.search(account.name)]
        return self._selection(ids, is_named=True, label=words.strip()) if ids else None

    def like(self, words: str) -> list[str]:
        """Numbers and names close to the words."""
        known = [*self._accounts, *(account.name for account in self._accounts.values())]
        return get_close_matches(words, known, n=3)

    def _selection(self, ids: list[str], *, is_named: bool, label: str = "") -> Selection:
        unique = sorted(set(ids))
        accounts = tuple(self._accounts[id_] for id_ in unique)
        return Selection(accounts, is_named, len(unique) == len(self._accounts), label)


def range_of(words: str) -> tuple[str, str] | None:
    """The two numbers of a range such as 4000..4999; None for other words."""
    match = _RANGE.fullmatch(words.strip())
    if match is None or not (match[1][:1].isdigit() and match[2][:1].isdigit()):
        return None
    return match[1], match[2]


async def chart(intacct: Intacct) -> Chart:
    """The chart of accounts."""
    return await intacct.reference("chart", _read_chart)


async def _read_chart(intacct: Intacct) -> Chart:
    query = select(
        "general-ledger/account",
        "text id",
        "text name",
        "text accountType",
        "text closeToGLAccount.id",
        "text normalBalance",
        "text status",
        "text? category",
        "text? alternativeGLAccount",
        order=("id",),
    )
    rows = await intacct.query_all(query)
    return Chart([_account(row) for row in rows.rows])


def _account(row: Row) -> Account:
    return Account(
        id=row.text("id"),
        name=row.text("name"),
        is_income_statement=row.text("accountType") == "incomeStatement",
        closes_to=row.text("closeToGLAccount.id"),
        is_credit=row.text("normalBalance") == "credit",
        category=row.text("category"),
        is_active=row.text("status") != "inactive",
        controls=_CONTROLS.get(row.text("alternativeGLAccount"), ""),
    )
