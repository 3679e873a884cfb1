"""The chart of accounts, and how numbers, ranges and names pick accounts from it.

Source: REST `general-ledger/account` (docs/api/accounts.md). Read once and remembered.
Errors: `NotFound` when nothing fits, with what there is.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from intacct_books.errors import NotFound
from intacct_books.id_and_name import is_printed
from intacct_client import Intacct, Row
from intacct_client.query import select

_RANGE = re.compile(r"([^\s,]+?)\s*(?:\.\.| to |-)\s*([^\s,]+)")
MOST_TOLD = 10  # accounts that a sentence names
_LONGEST_WORD = 40
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
class Pick:
    """Accounts that a word picked.

    Attributes:
        word: The word: part of their names, or the name of their group.
        ids: Their numbers.
        is_group: Whether it is a group's name.
        is_mixed: Whether a word in their names picked accounts of the balance sheet and of the income statement.
    """

    word: str
    ids: tuple[str, ...]
    is_group: bool = False
    is_mixed: bool = False

    @property
    def told(self) -> str:
        """The sentence that names them."""
        more = f" and {len(self.ids) - MOST_TOLD} more" if len(self.ids) > MOST_TOLD else ""
        ids = f"{', '.join(self.ids[:MOST_TOLD])}{more}"
        return (
            f"Group {self.word}: {ids}."
            if self.is_group
            else f"With {self.word!r} in the name: {ids}."
        )


@dataclass(frozen=True, slots=True)
class Selection:
    """Accounts picked by a reader.

    Attributes:
        accounts: In the order of the chart.
        is_named: They were named one by one: each is shown, with or without activity.
        is_whole: It is the whole chart.
        picks: What was picked by words, and by which; empty for accounts named by number.
    """

    accounts: tuple[Account, ...]
    is_named: bool
    is_whole: bool
    picks: tuple[Pick, ...] = ()

    @property
    def label(self) -> str:
        """The words in names that picked accounts; empty when all were named by number or group."""
        return ", ".join(pick.word for pick in self.picks if not pick.is_group)

    @property
    def told(self) -> list[str]:
        """Which accounts the words picked."""
        return [pick.told for pick in self.picks]

    @property
    def is_mixed(self) -> bool:
        """Whether one word picked accounts of the balance sheet and of the income statement: no sum makes sense."""
        return any(pick.is_mixed for pick in self.picks)


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
        """The account of that number, alone or with its name, or those of a range such as 4000..4999; None else.

        Raises:
            NotFound: A range that runs backwards or holds no account.
        """
        word = words.strip()
        whole = self._printed(word)
        if whole:
            return self._selection([whole], is_named=True)
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

    def _printed(self, word: str) -> str:
        """The number that the word is, or the account that it is number and name of; empty for none."""
        if word in self._accounts:
            return word
        number = word.partition(" ")[0].rstrip(":,")
        account = self._accounts.get(number)
        return number if account and is_printed(word, number, account.name) else ""

    def together(self, parts: list[Selection]) -> Selection:
        """Several selections as one, each account once."""
        ids = [account.id for part in parts for account in part.accounts]
        picks = tuple(pick for part in parts for pick in part.picks)
        named = all(part.is_named for part in parts)
        return self._selection(ids, is_named=named, picks=picks)

    def within(self, ranges: list[tuple[str, str]], group: str) -> Selection:
        """Accounts in any of the ranges of a group, ends included."""
        ids = [id_ for id_ in self._accounts if any(low <= id_ <= high for low, high in ranges)]
        pick = Pick(group[:_LONGEST_WORD], tuple(ids), is_group=True)
        return self._selection(ids, is_named=False, picks=(pick,))

    def with_name(self, words: str) -> Selection | None:
        """Accounts in whose name these are whole words, or a plural; else those where a word begins so."""
        word = re.escape(words.strip())
        for form in (rf"\b{word}(?:s|(?<=[sxzh])es)?\b", rf"\b{word}"):
            part = re.compile(form, re.IGNORECASE)
            found = [each for each in self._accounts.values() if part.search(each.name)]
            if found:
                ids = tuple(each.id for each in found)
                is_mixed = len({each.is_income_statement for each in found}) > 1
                pick = Pick(words.strip()[:_LONGEST_WORD], ids, is_mixed=is_mixed)
                return self._selection(list(ids), is_named=True, picks=(pick,))
        return None

    def like(self, words: str) -> list[str]:
        """Numbers and names close to the words."""
        known = [*self._accounts, *(account.name for account in self._accounts.values())]
        return get_close_matches(words, known, n=3)

    def _selection(
        self, ids: list[str], *, is_named: bool, picks: tuple[Pick, ...] = ()
    ) -> Selection:
        unique = sorted(set(ids))
        accounts = tuple(self._accounts[id_] for id_ in unique)
        return Selection(accounts, is_named, len(unique) == len(self._accounts), picks)


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
