"""The rows that exist before the first transaction: entities, chart, journals, parties."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from itertools import islice

from intacct_sandbox.company.ledger import Ledger
from intacct_sandbox.seed.chance import Chance
from intacct_sandbox.seed.chart import (
    BALANCE_SHEET,
    DEPARTMENTS,
    ENTITIES,
    GROUPS,
    INCOME_STATEMENT,
    JOURNALS,
    RETAINED_EARNINGS,
    TERMS,
    AccountSeed,
    EntitySeed,
)
from intacct_sandbox.seed.names import customer_names, vendor_names

TIME = "T12:00:00Z"


@dataclass(frozen=True, slots=True)
class Office:
    """An entity as transactions need it: its keys."""

    seed: EntitySeed
    entity_key: int
    location_keys: tuple[int, ...]
    bank_account_key: int
    cash_account_key: int


@dataclass(frozen=True, slots=True)
class Party:
    """A customer or vendor as transactions need it."""

    key: int
    office: Office
    term_key: int
    days: int


@dataclass(frozen=True, slots=True)
class Organisation:
    """Everything a transaction can refer to, by the names the seed uses."""

    offices: tuple[Office, ...]
    departments: tuple[int, ...]
    accounts: dict[str, int]
    journals: dict[str, int]
    customers: tuple[Party, ...]
    vendors: tuple[Party, ...]


def add_organisation(
    ledger: Ledger, chance: Chance, *, first_day: date, parties: int
) -> Organisation:
    """Write the organisation and its parties; `parties` customers and three quarters as many vendors."""
    accounts = _accounts(ledger)
    _groups(ledger)
    offices = tuple(_office(ledger, chance, entity, accounts) for entity in ENTITIES)
    journals = {
        id_: ledger.insert(
            "journal",
            {
                "id": id_,
                "name": name,
                "book_id": "ACCRUAL",
                "book_type": "accrual",
                "is_adjustment": 0,
                "status": "active",
            },
        )
        for id_, name in JOURNALS
    }
    terms = {
        subledger: [
            (_term(ledger, subledger, id_, description, days), days)
            for id_, description, days in TERMS
        ]
        for subledger in ("AR", "AP")
    }
    names = {"AR": customer_names(), "AP": vendor_names()}
    counts = {"AR": parties, "AP": parties * 3 // 4}
    people = {
        subledger: tuple(
            _party(ledger, chance, subledger, number, name, offices, terms[subledger], first_day)
            for number, name in enumerate(islice(names[subledger], counts[subledger]), start=1)
        )
        for subledger in ("AR", "AP")
    }
    ledger.insert("user", {"id": "mcp_reader", "name": "MCP reader", "status": "active"})
    return Organisation(
        offices, tuple(_departments(ledger)), accounts, journals, people["AR"], people["AP"]
    )


def add_periods(ledger: Ledger, first_day: date, today: date) -> None:
    """Monthly reporting periods over the history, and the current month without dates."""
    ledger.insert(
        "reporting_period", {"id": "Current Month", "is_budgetable": 0, "status": "active"}
    )
    year, month = first_day.year, first_day.month
    while (year, month) <= (today.year, today.month):
        start = date(year, month, 1)
        ledger.insert(
            "reporting_period",
            {
                "id": f"Month Ended {start:%B} {year}",
                "start_date": start.isoformat(),
                "end_date": date(year, month, monthrange(year, month)[1]).isoformat(),
                "is_budgetable": 1,
                "status": "active",
            },
        )
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)


def _accounts(ledger: Ledger) -> dict[str, int]:
    keys: dict[str, int] = {}

    def add(account: AccountSeed, type_: str, closing: str, closes_to: int | None) -> None:
        keys[account.id] = ledger.insert(
            "account",
            {
                "id": account.id,
                "name": account.name,
                "type": type_,
                "normal_balance": account.side,
                "closing_type": closing,
                "closes_to_key": closes_to,
                "control": account.control,
                "status": "active",
            },
        )

    for account in BALANCE_SHEET:
        add(account, "balanceSheet", "nonClosingAccount", None)
    add(RETAINED_EARNINGS, "balanceSheet", "closedToAccount", None)
    for account in INCOME_STATEMENT:
        add(account, "incomeStatement", "closingAccount", keys[RETAINED_EARNINGS.id])
    return keys


def _groups(ledger: Ledger) -> None:
    keys: dict[str, int] = {}
    for id_, title, side, method, members in GROUPS:
        holds_groups = isinstance(members[0], str)
        keys[id_] = ledger.insert(
            "account_group",
            {
                "id": id_,
                "title": title,
                "normal_balance": side,
                "group_type": "groups" if holds_groups else "accounts",
                "calculation_method": method,
            },
        )
        for order, member in enumerate(members):
            if isinstance(member, str):
                ledger.insert(
                    "account_group_member",
                    {"group_key": keys[id_], "sort_order": order, "member_key": keys[member]},
                )
            else:
                low, high = member
                ledger.insert(
                    "account_range",
                    {
                        "group_key": keys[id_],
                        "sort_order": order,
                        "range_from": low,
                        "range_to": high,
                    },
                )


def _office(ledger: Ledger, chance: Chance, entity: EntitySeed, accounts: dict[str, int]) -> Office:
    entity_key = ledger.insert(
        "entity",
        {
            "id": entity.id,
            "name": entity.name,
            "base_currency": entity.currency,
            "books_open_from": "0001-01-01",
            "status": "active",
        },
    )

    def location(id_: str, name: str, parent: int | None, type_: str) -> int:
        return ledger.insert(
            "location",
            {
                "id": id_,
                "name": name,
                "parent_key": parent,
                "entity_key": entity_key,
                "type": type_,
                "status": "active",
            },
        )

    top = location(entity.id, entity.name, None, "entity")
    below = tuple(location(id_, name, top, "location") for id_, name in entity.locations)
    bank_account_key = ledger.insert(
        "bank_account",
        {
            "id": entity.bank_account,
            "bank_name": entity.bank,
            "account_number": str(chance.between(10_000_000, 99_999_999)),
            "routing_number": str(chance.between(100_000_000, 999_999_999)),
            "currency": entity.currency,
            "account_key": accounts[entity.cash_account],
            "location_key": top,
            "status": "active",
        },
    )
    return Office(entity, entity_key, below, bank_account_key, accounts[entity.cash_account])


def _departments(ledger: Ledger) -> list[int]:
    keys: dict[str, int] = {}
    for id_, name, parent in DEPARTMENTS:
        keys[id_] = ledger.insert(
            "department",
            {"id": id_, "name": name, "parent_key": keys.get(parent), "status": "active"},
        )
    return list(keys.values())


def _term(ledger: Ledger, subledger: str, id_: str, description: str, days: int) -> int:
    return ledger.insert(
        "term",
        {
            "subledger": subledger,
            "id": id_,
            "description": description,
            "days": days,
            "status": "active",
        },
    )


def _party(
    ledger: Ledger,
    chance: Chance,
    subledger: str,
    number: int,
    name: str,
    offices: tuple[Office, ...],
    terms: list[tuple[int, int]],
    first_day: date,
) -> Party:
    office = offices[number % len(offices)]
    term_key, days = chance.pick(terms)
    is_british = office.seed.currency == "GBP"
    digits = str(chance.between(100_000_000, 999_999_999))
    key = ledger.insert(
        "party",
        {
            "subledger": subledger,
            "entity_key": office.entity_key,
            "id": f"{'C' if subledger == 'AR' else 'V'}-{number:04d}",
            "name": name,
            # One in twelve has left, and still carries what it owed when it did.
            "status": "inactive" if number % 12 == 11 else "active",
            "currency": office.seed.currency,
            "credit_limit": chance.between(2, 40) * 5000 if chance.happens(80) else None,
            "term_key": term_key,
            "is_on_hold": int(chance.happens(4)),
            "tax_id": f"GB{digits}" if is_british else f"{digits[:2]}-{digits[2:]}",
            "created_at": first_day.isoformat() + TIME,
            "modified_at": first_day.isoformat() + TIME,
        },
    )
    return Party(key, office, term_key, days)
