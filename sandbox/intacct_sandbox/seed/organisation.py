"""The rows that exist before the first transaction: entities, departments, terms, parties.

Source: docs/sandbox-ledger.md.
"""

import json
from dataclasses import dataclass
from datetime import date
from itertools import islice

from intacct_sandbox.company.ledger import Ledger
from intacct_sandbox.query.values import SqlValue
from intacct_sandbox.seed.accounts import add_accounts, add_groups, add_journals
from intacct_sandbox.seed.chance import Chance
from intacct_sandbox.seed.names import customer_names, vendor_names
from intacct_sandbox.seed.records import add_fields
from intacct_sandbox.seed.structure import (
    DEPARTMENTS,
    DISCOUNT,
    ELIMINATION,
    ENTITIES,
    TERMS,
    EntitySeed,
)

TIME = "T12:00:00Z"
_DUE_TO, _DUE_FROM = "2350", "1350"


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

    def office(self, entity_id: str) -> Office:
        """The office of an entity."""
        return next(each for each in self.offices if each.seed.id == entity_id)


def add_organisation(
    ledger: Ledger, chance: Chance, *, first_day: date, parties: int
) -> Organisation:
    """Write the organisation and its parties; `parties` customers and three quarters as many vendors."""
    accounts = add_accounts(ledger)
    add_groups(ledger)
    offices = tuple(_office(ledger, chance, entity, accounts, first_day) for entity in ENTITIES)
    _elimination(ledger, first_day)
    journals = add_journals(ledger)
    terms = {
        subledger: [
            (_term(ledger, subledger, id_, description, days), days)
            for id_, description, days in TERMS
        ]
        for subledger in ("AR", "AP")
    }
    add_fields(ledger, "term", terms["AP"][1][0], DISCOUNT)
    names = {"AR": customer_names(), "AP": vendor_names()}
    counts = {"AR": parties, "AP": parties * 3 // 4}
    people = {
        subledger: tuple(
            _party(ledger, chance, subledger, number, name, offices, terms[subledger], first_day)
            for number, name in enumerate(islice(names[subledger], counts[subledger]), start=1)
        )
        for subledger in ("AR", "AP")
    }
    return Organisation(
        offices, tuple(_departments(ledger)), accounts, journals, people["AR"], people["AP"]
    )


def _office(
    ledger: Ledger, chance: Chance, entity: EntitySeed, accounts: dict[str, int], first_day: date
) -> Office:
    entity_key = ledger.insert(
        "entity",
        {
            "id": entity.id,
            "name": entity.name,
            "base_currency": entity.currency,
            "books_open_from": "0001-01-01",
            "status": "active",
            "is_private": int(entity.is_private),
            "receivable_key": accounts[_DUE_FROM],
            "payable_key": accounts[_DUE_TO],
            "extra": json.dumps(_facts(entity, first_day, ledger.company.first_fiscal_month)),
        },
    )
    top = _location(ledger, entity.id, entity.name, None, entity_key, "entity")
    below = tuple(
        _location(ledger, id_, name, top, entity_key, "location") for id_, name in entity.locations
    )
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


def _facts(entity: EntitySeed, first_day: date, first_fiscal_month: int) -> dict[str, SqlValue]:
    return {
        "federalId": entity.federal_id,
        "firstFiscalMonth": f"{date(2000, first_fiscal_month, 1):%B}".lower(),
        "startDate": first_day.replace(year=first_day.year - 8).isoformat(),
        "operatingCountry": entity.country,
        "defaultCountryForAddresses": entity.country,
        "enableInterEntityRelationships": 1,
        "accountingType": "entity",
    }


def _elimination(ledger: Ledger, first_day: date) -> None:
    id_, name, currency = ELIMINATION
    facts = {"federalId": "none", "startDate": first_day.isoformat()}
    entity_key = ledger.insert(
        "entity",
        {
            "id": id_,
            "name": name,
            "base_currency": currency,
            "books_open_from": "0001-01-01",
            "status": "active",
            "extra": json.dumps(facts),
        },
    )
    _location(ledger, id_, name, None, entity_key, "elimination")


def _location(
    ledger: Ledger, id_: str, name: str, parent: int | None, entity_key: int, type_: str
) -> int:
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
    *public, private = offices
    office = private if number % 18 == 9 else public[number % len(public)]
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
