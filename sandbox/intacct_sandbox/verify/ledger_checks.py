"""Journal lines: do entries and trial balances balance, and do statements hold every line?

Units: cents of the entity's base currency.
"""

from collections import defaultdict
from collections.abc import Iterator

from intacct_sandbox.company.ledger import Ledger
from intacct_sandbox.verify.finding import Finding

_BALANCE = "SUM(CASE l.txn_type WHEN 'debit' THEN l.base_amount ELSE -l.base_amount END)"
_VOLUME = "SUM(CASE l.txn_type WHEN 'debit' THEN l.base_amount ELSE 0 END)"
_BOOKED = (
    " FROM journal_line AS l JOIN location AS o ON o.key = l.location_key"
    " JOIN entity AS e ON e.key = o.entity_key JOIN journal_entry AS j ON j.key = l.entry_key"
    " WHERE j.state NOT IN ('draft', 'submitted', 'declined')"
)


def trial_balances(ledger: Ledger, month_ends: list[str]) -> Iterator[Finding]:
    """Debits less credits of each entity and month, over all accounts and books."""
    rows = ledger.rows(
        f"SELECT e.id, substr(l.entry_date, 1, 7), {_VOLUME}, {_BALANCE}{_BOOKED} GROUP BY 1, 2"
    )
    found = {(row[0], row[1]): row for row in rows}
    for entity in sorted({row[0] for row in rows}):
        for day in month_ends:
            _, _, volume, balance = found.get((entity, day[:7]), (entity, day, 0, 0))
            yield Finding("trial balance of the month", entity, day, volume, balance, is_money=True)


def entries(ledger: Ledger) -> Iterator[Finding]:
    """Entries whose debits are not their credits in each entity, or whose lines lie on another day."""
    lines = ledger.rows("SELECT COUNT(*) FROM journal_entry")[0][0]
    crooked = ledger.rows(
        "SELECT COUNT(*) FROM (SELECT l.entry_key FROM journal_line AS l"
        " JOIN location AS o ON o.key = l.location_key"
        f" GROUP BY l.entry_key, o.entity_key HAVING {_BALANCE} <> 0)"
    )[0][0]
    yield Finding("entries balance in each entity", "all", "", lines, crooked)
    astray = ledger.rows(
        "SELECT COUNT(*) FROM journal_line AS l LEFT JOIN journal_entry AS j ON j.key = l.entry_key"
        " WHERE j.key IS NULL OR l.entry_date <> j.posting_date"
    )[0][0]
    yield Finding("lines lie on their entry's day", "all", "", lines, astray)
    negative = ledger.rows(
        "SELECT COUNT(*) FROM journal_line WHERE base_amount < 0 OR txn_amount < 0"
    )[0][0]
    yield Finding("amounts on lines are not negative", "all", "", lines, negative)


def statements(ledger: Ledger) -> Iterator[Finding]:
    """The topmost account groups and the accounts in no group together, against the sum of all lines."""
    tree = _Tree(ledger)
    rows = ledger.rows(
        f"SELECT e.id, a.id, {_BALANCE}"
        + _BOOKED.replace(" WHERE", " JOIN account AS a ON a.key = l.account_key WHERE")
        + " GROUP BY 1, 2"
    )
    for entity in sorted({row[0] for row in rows}):
        balances = {account: balance for owner, account, balance in rows if owner == entity}
        shown = sum(tree.value(group, balances) for group in tree.tops)
        outside = {account: balances[account] for account in balances if not tree.holds(account)}
        remark = f"in no group: {', '.join(sorted(outside))}" if outside else ""
        difference = shown + sum(outside.values()) - sum(balances.values())
        yield Finding(
            "statements hold every line", entity, "", shown, difference, remark, is_money=True
        )


class _Tree:
    """The account groups as the company nests them."""

    def __init__(self, ledger: Ledger) -> None:
        self._ranges: dict[int, list[tuple[str, str]]] = defaultdict(list)
        for group, low, high in ledger.rows(
            "SELECT group_key, range_from, range_to FROM account_range"
        ):
            self._ranges[group].append((low, high))
        self._members: dict[int, list[int]] = defaultdict(list)
        for group, member in ledger.rows("SELECT group_key, member_key FROM account_group_member"):
            self._members[group].append(member)
        nested = {member for members in self._members.values() for member in members}
        groups = [key for (key,) in ledger.rows("SELECT key FROM account_group ORDER BY key")]
        self.tops = [key for key in groups if key not in nested]

    def value(self, group: int, balances: dict[str, int]) -> int:
        """What a group shows, debits positive."""
        own = sum(
            balance
            for account, balance in balances.items()
            for low, high in self._ranges[group]
            if low <= account <= high
        )
        return own + sum(self.value(member, balances) for member in self._members[group])

    def holds(self, account: str) -> bool:
        """Whether an account is in any group."""
        return any(
            low <= account <= high for ranges in self._ranges.values() for low, high in ranges
        )
