"""Where a name or a number occurs, in whatever kind of record.

Source: the objects of `KINDS` and the chart (docs/api/search.md). Accounts, members of dimensions and bank accounts are remembered,
so only parties are read for a name, and documents too for a word with a digit in it.
Units:  amounts are in the document's own currency, said beside them.
Errors: `BadArgument` for a word that is too short. A kind that this user may not read is said in a note.
"""

from collections.abc import Awaitable
from dataclasses import replace
from datetime import date

import anyio

from intacct_books.cells import Record
from intacct_books.company.chart import chart
from intacct_books.company.members import members
from intacct_books.company.statistical_accounts import statistical_accounts
from intacct_books.errors import UNREADABLE, BadArgument, IntacctError
from intacct_books.found import Found
from intacct_books.id_and_name import has_part
from intacct_books.lists.asking import Asking
from intacct_books.lists.listing import page_of
from intacct_books.lists.near import closest, near_names, printed
from intacct_books.lists.search_kinds import (
    DOCUMENTS,
    KINDS,
    MEMBERS,
    PARTIES,
    Kind,
    KindName,
    blank,
)
from intacct_client import Row

SHORTEST = 2
MOST_OF_A_KIND = 50
_NOT_SEARCHED = "Not searched: purchasing, order and inventory documents, expense reports, advances. query_records reads them."


async def search_records(asking: Asking, *, search: str, kind: KindName) -> Found:
    """Candidates of all kinds, the closest first; two transactions for a name, up to nine with a digit.

    Documents of a kind that is named are found by whom they are with, too. Where nothing is found, names near the
    word are said: up to two transactions more.

    Args:
        asking: The question's company, scope and page.
        search: Part of a name or number.
        kind: Only this kind; any for all.
    """
    word = " ".join(search.split())
    if len(word) < SHORTEST:
        raise BadArgument(f"search {word!r} is too short. Give at least {SHORTEST} characters.")
    candidates = _Candidates(word)
    has_digit = any(character.isdigit() for character in word)
    wanted = [each for each in KINDS if kind in {"any", each.name}]
    if kind == "any" and not has_digit:
        wanted = [each for each in wanted if each.name not in DOCUMENTS]
        candidates.notes.append(
            "Documents were not searched: the word has no digit. Name their kind to search them."
        )
    elif kind in DOCUMENTS:
        wanted = [each.by_party if each.party or not has_digit else each for each in wanted]
    async with anyio.create_task_group() as tasks:
        for each in wanted:
            tasks.start_soon(_guarded, _add(asking, each, candidates), candidates)
        if kind in {"any", "account"}:
            tasks.start_soon(_guarded, _add_accounts(asking, candidates), candidates)
    if candidates.failures:
        raise candidates.failures[0]
    if kind == "any" and has_digit and not candidates.has_the_same:
        candidates.notes.append(_NOT_SEARCHED)
    if not candidates.records:
        candidates.notes.extend(await _near(asking, wanted, word, kind))
    ordered = sorted(candidates.records, key=candidates.distance)
    page = page_of(asking, ordered, ())
    return replace(
        page, as_of=asking.read.read_on, notes=[*sorted(set(candidates.notes)), *page.notes]
    )


class _Candidates:
    """What was found so far."""

    def __init__(self, word: str) -> None:
        self.word = word
        self.records: list[Record] = []
        self.notes: list[str] = []
        self.failures: list[IntacctError] = []

    @property
    def has_the_same(self) -> bool:
        """Whether a record has the very word for its id or name."""
        return any(self.distance(record)[0] == 0 for record in self.records)

    def distance(self, record: Record) -> tuple[int, str, int, str]:
        """How far a record is from the word: the same, beginning with it, or having it in it; the latest first."""
        word = self.word.casefold()
        texts = [str(record[name]).casefold() for name in ("id", "name")]
        if word in texts:
            rank = 0
        elif any(text.startswith(word) for text in texts):
            rank = 1
        else:
            rank = 2
        day = record["date"]
        age = -day.toordinal() if isinstance(day, date) else 0
        return rank, str(record["kind"]), age, str(record["id"])

    def say_unreadable(self, kind: Kind) -> None:
        """Note that a kind could not be searched."""
        self.notes.append(f"Not searched, because not allowed or not there: {kind.name}.")


async def _guarded(searching: Awaitable[None], candidates: _Candidates) -> None:
    """Keep what goes wrong: out of a group of tasks it would come wrapped, and be no sentence."""
    try:
        await searching
    except IntacctError as error:
        candidates.failures.append(error)


async def _add(asking: Asking, kind: Kind, candidates: _Candidates) -> None:
    """Search one kind; one transaction unless its members are remembered."""
    if kind.name in MEMBERS:
        known = await members(asking.intacct, kind.object, kind.title)
        if not known.is_readable:
            candidates.say_unreadable(kind)
            return
        if known.is_whole:
            for each in known.members:
                if has_part(candidates.word, each.id, each.name):
                    record = kind.blank | {"id": each.id, "name": each.name, "state": each.status}
                    candidates.records.append(record)
            return
    query = kind.query(candidates.word, asking.scope, MOST_OF_A_KIND)
    if query is None:
        return
    try:
        rows = await asking.intacct.query(query)
    except UNREADABLE:
        candidates.say_unreadable(kind)
        return
    candidates.records.extend(_record(kind, row) for row in rows.rows)
    if rows.total > len(rows.rows):
        candidates.notes.append(
            f"{rows.total} of kind {kind.name} match, {len(rows.rows)} were read: give more of the word."
        )


async def _add_accounts(asking: Asking, candidates: _Candidates) -> None:
    for account in (await chart(asking.intacct)).whole.accounts:
        if has_part(candidates.word, account.id, account.name):
            state = "" if account.is_active else "inactive"
            candidates.records.append(
                blank("account") | {"id": account.id, "name": account.name, "state": state}
            )
    for counting in await statistical_accounts(asking.intacct):
        if has_part(candidates.word, counting.id, counting.name):
            state = "statistical" if counting.is_active else "statistical, inactive"
            candidates.records.append(
                blank("account") | {"id": counting.id, "name": counting.name, "state": state}
            )


async def _near(asking: Asking, kinds: list[Kind], word: str, kind: KindName) -> list[str]:
    """What may have been meant where nothing was found: names near the word, each with its kind."""
    near: list[str] = []
    # Of documents it is the party's name that is misspelt.
    parties: dict[str, str] = {each.object: each.name for each in kinds if each.name in PARTIES}
    parties |= {each.party_object: each.party for each in kinds if each.party and each.is_by_party}
    for object_name, name in parties.items():
        found = await near_names(asking.intacct, object_name, word)
        near.extend(f"{name} {printed([each])}" for each in found)
    for each in kinds:
        if each.name in MEMBERS:
            known = (await members(asking.intacct, each.object, each.title)).members
            found = closest(word, [(member.id, member.name) for member in known])
            near.extend(f"{each.name} {printed([one])}" for one in found)
    if kind in {"any", "account"}:
        accounts = (await chart(asking.intacct)).whole.accounts
        found = closest(word, [(account.id, account.name) for account in accounts])
        near.extend(f"account {printed([one])}" for one in found)
    return [f"Nothing has {word[:40]!r} in it. Near: {'; '.join(near)}."] if near else []


def _record(kind: Kind, row: Row) -> Record:
    state = row.text(kind.state) if kind.state else ""
    amount = f"{row.money(kind.amount)} {row.text(kind.currency)}" if kind.amount else ""
    return kind.blank | {
        "id": row.text(kind.id),
        "name": row.text(kind.title),
        "key": row.text("key") if kind.name in DOCUMENTS else "",
        "date": row.day(kind.day) if kind.day else None,
        "state": "" if state == "active" else state,
        "amount": amount,
    }
