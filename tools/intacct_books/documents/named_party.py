"""Which customer or vendor is meant: by id, by name, as answers print both, or by a part that only one has.

Source: REST `accounts-receivable/customer`, `accounts-payable/vendor` (docs/api/parties.md).
Errors: `NotFound` with names near it; `BadArgument` with the candidates: of several that match none is picked.
"""

from dataclasses import dataclass, field

from intacct_books.aging.subledgers import Subledger, Word
from intacct_books.errors import BadArgument, NotFound
from intacct_books.id_and_name import apart, expression_of, has_part, is_printed, ways
from intacct_books.lists.near import near_names, printed
from intacct_client import Filter, Intacct, Row
from intacct_client.filters import equal
from intacct_client.query import MOST_ROWS, select

MOST_CANDIDATES = 6
_COMMON = (
    *("text id", "text name", "text status", "text currency", "flag isOnHold"),
    *(
        "money? totalDue",
        "text? taxId",
        "text? term.id",
        "text? parent.id",
        "text? parent.name",
        "text? webURL",
    ),
)
_OWN: dict[Word, tuple[str, ...]] = {
    "AR": ("money creditLimit", "day? lastInvoiceCreatedDate", "day? lastStatementGeneratedDate"),
    "AP": (
        *(
            "text? state",
            "flag? doNotPay",
            "text? preferredPaymentMethod",
            "text? ach.accountNumber",
        ),
        *("day? lastBillCreatedDate", "day? lastPaymentMadeDate"),
    ),
}
_SEARCHED = ("id", "name", "parent.id", "parent.name")


@dataclass(frozen=True, slots=True)
class Named:
    """The party that is meant, and those right below it.

    Attributes:
        row: Itself.
        children: Those whose parent it is.
        alike: Others with its name in theirs.
    """

    row: Row
    children: list[Row]
    alike: list[Row] = field(default_factory=list[Row])

    @property
    def notes(self) -> list[str]:
        """What must be said of a parent, and of a name that others have in theirs."""
        ids = [row.text("id") for row in self.children]
        more = f" and {len(ids) - MOST_CANDIDATES} more" if len(ids) > MOST_CANDIDATES else ""
        alike = "; ".join(_candidate(row) for row in self.alike[:MOST_CANDIDATES])
        return [
            *([f"incl. children: no ({', '.join(ids[:MOST_CANDIDATES])}{more})."] if ids else []),
            *([f"Not to be confused with {alike}."] if alike else []),
        ]


async def party_named(intacct: Intacct, of: Subledger, words: str) -> Named:
    """The party of that id or name, or the only one that the words are part of; one transaction."""
    word = words.strip()
    if not word:
        raise BadArgument(f"Name the {of.party}: its id, or part of its name.")
    groups = _of_it_and_its_children(word)
    query = select(
        of.party_object,
        *_COMMON,
        *_OWN[of.word],
        filters=tuple(each for group in groups for each in group),
        expression=expression_of(groups),
        order=("name",),
        size=MOST_ROWS,
        ignore_case=True,
    )
    read = (await intacct.query(query)).rows
    found = [row for row in read if has_part(word, row.text("id"), row.text("name"))]
    if not found:
        raise NotFound(await _unknown(intacct, of, word))
    row = _picked(of, found, word)
    id_ = row.text("id")
    children = [each for each in read if each.text("parent.id") == id_ != each.text("id")]
    return Named(row, children, _alike(found, row, word))


def _alike(found: list[Row], picked: Row, word: str) -> list[Row]:
    """Others whose name has the words in it, where they are the name of the one that was picked."""
    wanted = word.casefold()
    if picked.text("name").casefold() != wanted:
        return []
    return [
        row
        for row in found
        if wanted in row.text("name").casefold() and row.text("id") != picked.text("id")
    ]


def _of_it_and_its_children(word: str) -> tuple[tuple[Filter, ...], ...]:
    taken = apart(word)
    below = (equal("parent.id", taken[0]),) if taken else ()
    return tuple((*group, *below) for group in ways(word, _SEARCHED))


def _picked(of: Subledger, rows: list[Row], word: str) -> Row:
    """The only one that is meant, of those whose own id or name the words are part of."""
    wanted = word.casefold()
    for path in ("id", "name"):
        exact = [row for row in rows if row.text(path).casefold() == wanted]
        if len(exact) == 1:
            return exact[0]
    whole = [row for row in rows if is_printed(word, row.text("id"), row.text("name"))]
    rows = whole or rows
    if len(rows) == 1:
        return rows[0]
    named = "; ".join(_candidate(row) for row in rows[:MOST_CANDIDATES])
    more = "; ..." if len(rows) > MOST_CANDIDATES else ""
    raise BadArgument(
        f"{len(rows)} {of.party}s match {word[:40]!r}: {named}{more}. Give the id of one."
    )


async def party_id(intacct: Intacct, of: Subledger, words: str) -> str:
    """The id of the party that is meant; one transaction."""
    return (await party_named(intacct, of, words)).row.text("id")


async def _unknown(intacct: Intacct, of: Subledger, word: str) -> str:
    """What to say of a party that is not there; one transaction more, for names near it."""
    near = await near_names(intacct, of.party_object, word)
    hint = f"Near: {printed(near)}. Give the id of one." if near else ""
    return f"No {of.party} {word[:40]!r}. {hint or 'Look it up by another part of its name or id.'}"


def _candidate(row: Row) -> str:
    status = "" if row.text("status") == "active" else f" ({row.text('status')})"
    return f"{row.text('id')} {row.text('name')[:40]}{status}"
