"""The columns of a statement: one, or one for each member of a dimension with the rest and the total."""

from collections.abc import Mapping
from decimal import Decimal

from intacct_books.ledger.balances import Balances
from intacct_books.ledger.lines import NONE, Slot
from intacct_books.money import ZERO
from intacct_books.statements.section import Column

MOST_MEMBERS = 8
OTHERS, TOTAL = "others", "total"
Amounts = dict[tuple[str, str], Decimal]


def nets_of(balances: Balances) -> Amounts:
    """The closing of each account in each currency, over all members."""
    return added({slot: balance.closing for slot, balance in balances.by_slot.items()})


def added(by_slot: Mapping[Slot, Decimal]) -> Amounts:
    """Amounts of slots, over all members."""
    nets: Amounts = {}
    for slot, amount in by_slot.items():
        key = (slot.account_id, slot.currency)
        nets[key] = nets.get(key, ZERO) + amount
    return nets


def member_columns(balances: Balances) -> tuple[Column, ...]:
    """A column for each of the largest members by id, and for no member; then the others, then the total."""
    by_member: dict[tuple[str, str], Amounts] = {}
    for slot, balance in balances.by_slot.items():
        nets = by_member.setdefault((slot.member_id, slot.member_name), {})
        key = (slot.account_id, slot.currency)
        nets[key] = nets.get(key, ZERO) + balance.closing
    filled = {member: nets for member, nets in by_member.items() if any(nets.values())}
    by_size = sorted(
        filled, key=lambda member: (member[0] != NONE.id, -_size(filled[member]), member)
    )
    shown = sorted(by_size[:MOST_MEMBERS], key=lambda member: (member[0] == NONE.id, member))
    rest: Amounts = {}
    for member in by_size[MOST_MEMBERS:]:
        for key, amount in filled[member].items():
            rest[key] = rest.get(key, ZERO) + amount
    named = {label_of(member): filled[member] for member in shown}
    columns = [Column(name, nets, is_sparse=True) for name, nets in named.items()]
    if rest:
        columns.append(Column(OTHERS, rest, is_sparse=True))
    return (*columns, Column(TOTAL, nets_of(balances)))


def _size(nets: Amounts) -> Decimal:
    return sum((abs(amount) for amount in nets.values()), ZERO)


def label_of(member: tuple[str, str]) -> str:
    """What a member's column is called."""
    label = " ".join(part for part in member if part)
    return f"{label} " if label in {OTHERS, TOTAL} else label
