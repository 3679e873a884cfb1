"""The chart of accounts and its groups, and how a reader's words pick accounts from it.

Source: REST `general-ledger/account`, `account-group`, `account-range`, `account-group-member`
(docs/api/accounts.md). Read once and remembered.
Errors: `NotFound` when nothing fits, with what there is.
"""

import re
from dataclasses import dataclass
from difflib import get_close_matches

from intacct_books.errors import NotFound
from intacct_client import Intacct
from intacct_client.query import select

_RANGE = re.compile(r"([^\s,]+?)\s*(?:\.\.| to |-)\s*([^\s,]+)")
MOST_NAMED = 14  # groups that a refusal names


@dataclass(frozen=True, slots=True)
class Account:
    """An account: number, name, and how it behaves at the year end."""

    id: str
    name: str
    is_income_statement: bool
    closes_to: str


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
        match = _RANGE.fullmatch(word)
        if match is None or not (match[1][:1].isdigit() and match[2][:1].isdigit()):
            return None
        low, high = match[1], match[2]
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


@dataclass(frozen=True, slots=True)
class Groups:
    """The account groups: the account ranges of each, members' members included."""

    ranges: dict[str, list[tuple[str, str]]]
    titles: dict[str, str]

    def ranges_of(self, words: str) -> tuple[str, list[tuple[str, str]]] | None:
        """The group whose id or title is these words, in any case."""
        wanted = words.strip().casefold()
        for id_, title in self.titles.items():
            if wanted in {id_.casefold(), title.casefold()}:
                return id_, self.ranges[id_]
        return None


async def read_chart(intacct: Intacct) -> Chart:
    """All accounts."""
    query = select(
        "general-ledger/account",
        "text id",
        "text name",
        "text accountType",
        "text closeToGLAccount.id",
        order=("id",),
    )
    rows = await intacct.query_all(query)
    return Chart(
        [
            Account(
                row.text("id"),
                row.text("name"),
                row.text("accountType") == "incomeStatement",
                row.text("closeToGLAccount.id"),
            )
            for row in rows.rows
        ]
    )


async def read_groups(intacct: Intacct) -> Groups:
    """All account groups with their ranges; groups of groups are opened up."""
    groups = await intacct.query_all(
        select("general-ledger/account-group", "text id", "text title", order=("id",))
    )
    ranges = await intacct.query_all(
        select(
            "general-ledger/account-range",
            "text glAccountGroup.id",
            "text rangeFrom",
            "text rangeTo",
        )
    )
    members = await intacct.query_all(
        select(
            "general-ledger/account-group-member", "text glAccountGroup.id", "text accountGroup.id"
        )
    )
    own: dict[str, list[tuple[str, str]]] = {row.text("id"): [] for row in groups.rows}
    for row in ranges.rows:
        own.setdefault(row.text("glAccountGroup.id"), []).append(
            (row.text("rangeFrom"), row.text("rangeTo"))
        )
    below: dict[str, list[str]] = {}
    for row in members.rows:
        below.setdefault(row.text("glAccountGroup.id"), []).append(row.text("accountGroup.id"))
    opened = {id_: _opened(id_, own, below, frozenset()) for id_ in own}
    return Groups(opened, {row.text("id"): row.text("title") for row in groups.rows})


def _opened(
    id_: str,
    own: dict[str, list[tuple[str, str]]],
    below: dict[str, list[str]],
    above: frozenset[str],
) -> list[tuple[str, str]]:
    if id_ in above:
        return []  # a group that holds itself adds nothing new
    inner = [_opened(member, own, below, above | {id_}) for member in below.get(id_, [])]
    return [*own.get(id_, []), *(pair for pairs in inner for pair in pairs)]
