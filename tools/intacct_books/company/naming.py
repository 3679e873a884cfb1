"""The accounts that a reader's words mean.

Source: docs/api/accounts.md.
Errors: `NotFound` with what there is.
"""

from dataclasses import dataclass

from intacct_books.company.chart import Chart, Selection, chart
from intacct_books.company.groups import MOST_NAMED, groups
from intacct_books.company.statistical_accounts import (
    Accounts,
    listed,
    named,
    numbered,
    statistical_accounts,
)
from intacct_books.errors import NotFound
from intacct_client import Intacct

_ALL = frozenset({"all", "all accounts", "every account", "*"})


@dataclass(frozen=True, slots=True)
class Picked:
    """The accounts of both kinds that a reader means; `money` is None when there are none of these."""

    money: Selection | None
    counted: Accounts = ()


async def both_kinds_for(intacct: Intacct, words: str) -> Picked:
    """Accounts of money as in `accounts_for`, and statistical ones by number, range or part of the name.

    Raises:
        NotFound: One of the words is neither.
    """
    of_chart = await chart(intacct)
    parts = [part.strip() for part in words.split(",") if part.strip()] or [words]
    if all(of_chart.account(part) for part in parts):
        return Picked(await accounts_for(intacct, words))
    if len(parts) > 1 and (await groups(intacct)).named(words):
        parts = [words]  # a group with a comma in its name
    every = await statistical_accounts(intacct)
    money: list[Selection] = []
    counted: dict[str, None] = {}
    for part in parts:
        of_part = numbered(every, part)
        try:
            found = await accounts_for(intacct, part)
        except NotFound:
            of_part = of_part or named(every, part)
            if not of_part:
                raise
        else:
            money.append(found)
            of_part = of_part or (named(every, part) if found.label else ())
        counted |= dict.fromkeys(each.id for each in of_part)
    whole = money[0] if len(money) == 1 else of_chart.together(money) if money else None
    return Picked(whole, tuple(each for each in every if each.id in counted))


async def accounts_for(intacct: Intacct, words: str) -> Selection:
    """The accounts that a reader means: all, numbers, ranges, groups or words of names, with commas between.

    Raises:
        NotFound: One of them is none of these; nothing is answered in part.
    """
    of_chart = await chart(intacct)
    whole = of_chart.named(words) or await _grouped(intacct, of_chart, words)
    if whole is not None:
        return whole
    if " ".join(words.casefold().split()) in _ALL:
        return of_chart.whole
    parts = [part.strip() for part in words.split(",") if part.strip()]
    if len(parts) > 1:
        return of_chart.together([await _one_word(intacct, of_chart, part) for part in parts])
    return await _one_word(intacct, of_chart, words)


async def _one_word(intacct: Intacct, of_chart: Chart, word: str) -> Selection:
    found = of_chart.named(word) or await _grouped(intacct, of_chart, word)
    by_name = of_chart.with_name(word) if found is None and word.strip() else None
    selection = found or by_name
    if selection is not None:
        return selection
    every = await statistical_accounts(intacct)
    if units := numbered(every, word) or named(every, word):
        raise NotFound(
            f"{word[:40]!r} is statistical, no money: {listed(units)}. gl_balance has its units."
        )
    titles = (await groups(intacct)).titles
    near = of_chart.like(word)
    hint = f" Near: {', '.join(near)}." if near else ""
    more = ["..."] if len(titles) > MOST_NAMED else []
    raise NotFound(
        f"No account, range or group {word[:40]!r}.{hint} The chart runs {of_chart.first_and_last}; "
        f"groups: {', '.join([*titles[:MOST_NAMED], *more])}."
    )


async def _grouped(intacct: Intacct, of_chart: Chart, word: str) -> Selection | None:
    """The accounts of the group of that name, if there is one."""
    if not word.strip() or word.replace(",", "").replace(" ", "").isdigit():
        return None  # numbers: no need to read the groups
    group = (await groups(intacct)).ranges_of(word)
    if group is None:
        return None
    selection = of_chart.within(group[1], group[0])
    if not selection.accounts:
        raise NotFound(
            f"The group {group[0][:40]!r} holds no accounts by number. Name accounts or a range."
        )
    return selection
