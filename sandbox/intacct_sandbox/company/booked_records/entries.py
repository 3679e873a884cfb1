"""What a record posts: its money against the accounts of its lines, or one bank against another.

Source: docs/api/booked-records.md. Units: cents; each line is converted on its own, the money is the sum of the lines.
"""

from dataclasses import dataclass, replace
from decimal import Decimal

from intacct_sandbox.company.amounts import to_cents
from intacct_sandbox.company.booked_records.kinds import BANK, RecordKind
from intacct_sandbox.company.booked_records.stored import AMOUNT, Fields, StoredRecord
from intacct_sandbox.company.ledger import Ledger
from intacct_sandbox.company.ledger_entries.exchange import Rate, find_rate
from intacct_sandbox.company.ledger_entries.inter_entity import balance_entities, entities_of
from intacct_sandbox.company.ledger_entries.posting import Entry, Line, Side, other
from intacct_sandbox.company.lookup import Named, find_account, journal_key
from intacct_sandbox.company.refused import Malformed, Refused

MODULE = "11.CM"
_JOURNALS: dict[Side, str] = {"debit": "CRJ", "credit": "CDJ"}
_DIMENSIONS = {
    "department_key": "dimensions.department.key",
    "customer_key": "dimensions.customer.key",
    "vendor_key": "dimensions.vendor.key",
    "class_key": "dimensions.class.key",
    "project_key": "dimensions.project.key",
    "item_key": "dimensions.item.key",
    "employee_key": "dimensions.employee.key",
}
_BANK = (
    "SELECT b.account_key, b.location_key, b.currency, e.base_currency, b.id FROM bank_account AS b"
    " JOIN location AS l ON l.key = b.location_key JOIN entity AS e ON e.key = l.entity_key"
    " WHERE b.key = ?"
)


@dataclass(frozen=True, slots=True)
class _Money:
    """Where the money is: an account at a place."""

    account_key: int
    location_key: int
    currency: str
    base_currency: str
    id: str = ""


def entry_of(ledger: Ledger, kind: RecordKind, record: StoredRecord) -> Entry:
    """The journal entry of a record.

    Raises:
        Malformed: A line without an account or an amount.
        Refused: An account that takes no such line, no rate, or entities that cannot be balanced.
    """
    if kind.is_transfer:
        return _transfer(ledger, kind, record.fields)
    if not record.lines:
        raise _missing("lines", "/lines")
    money = _money(ledger, kind, record)
    day = str(record.fields[kind.day])
    rate = None
    if money.currency != money.base_currency:
        rate = find_rate(ledger, money.currency, money.base_currency, day, target=f"/{kind.day}")
    side = _money_side(kind, record.fields)
    lines = [
        _line(ledger, number, fields, other(side), money, rate)
        for number, fields in enumerate(record.lines)
    ]
    total = sum(line.txn_amount for line in lines)
    base = sum(line.base_amount for line in lines)
    if not total:
        raise Refused("CM-0501", f"The lines of the {kind.word} add up to nothing", target="/lines")
    first = Line(money.account_key, side, total, base, money.location_key)
    return _entry(ledger, kind, record.fields, money, _JOURNALS[side], (first, *lines))


def _transfer(ledger: Ledger, kind: RecordKind, fields: Fields) -> Entry:
    source = _bank(ledger, _needed(fields, "transferFromAccount.bankAccount.key"))
    target = _bank(ledger, _needed(fields, "transferToAccount.bankAccount.key"))
    sent = _cents(fields, "transferFromAccount.transferAmount")
    received = _cents(fields, "transferToAccount.receivedAmount")
    if {source.currency, source.base_currency} != {target.currency} or sent != received:
        raise Refused(
            "CM-0502",
            "The sandbox moves money only between banks of one currency, their entities' own, and"
            " what is sent must be what is received",
            target="/transferToAccount/receivedAmount",
        )
    if source.account_key == target.account_key or sent <= 0:
        raise Refused(
            "CM-0503",
            "A transfer needs two banks and an amount",
            target="/transferToAccount/bankAccount",
        )
    lines = (
        Line(source.account_key, "credit", sent, sent, source.location_key),
        Line(target.account_key, "debit", sent, sent, target.location_key),
    )
    return _entry(ledger, kind, fields, source, _JOURNALS["credit"], lines)


def _entry(
    ledger: Ledger,
    kind: RecordKind,
    fields: Fields,
    money: _Money,
    journal: str,
    lines: tuple[Line, ...],
) -> Entry:
    entry = Entry(
        journal_key=journal_key(ledger, journal),
        entity_key=0,
        posting_date=str(fields[kind.day]),
        description=str(fields.get("description") or kind.word.capitalize()),
        module=MODULE,
        currency=money.currency,
        base_currency=money.base_currency,
        lines=lines,
    )
    keys = entities_of(ledger, entry)
    return balance_entities(ledger, replace(entry, entity_key=keys[0]), keys)


def _line(
    ledger: Ledger, number: int, fields: Fields, side: Side, money: _Money, rate: Rate | None
) -> Line:
    given = frozenset(
        path.removeprefix("dimensions.").removesuffix(".key")
        for path, value in fields.items()
        if path.startswith("dimensions.") and value is not None
    )
    place = f"/lines/{number}"
    named = Named(key=str(_needed(fields, "glAccount.key", place)))
    account = find_account(ledger, named, given, target=f"{place}/glAccount", directly=True)
    _refuse_control(ledger, account, number)
    amount = _cents(fields, AMOUNT, place)
    dimensions = {column: fields.get(path) for column, path in _DIMENSIONS.items()}
    return Line(
        account,
        side,
        amount,
        rate.to_base(amount) if rate else amount,
        int(fields.get("dimensions.location.key") or money.location_key),
        description=fields.get("description"),
        **dimensions,
    )


def _refuse_control(ledger: Ledger, account_key: int, number: int) -> None:
    row = ledger.rows("SELECT id, control FROM account WHERE key = ?", (account_key,))[0]
    if row[1] != "none":
        raise Refused(
            "CM-0505",
            f"The account {row[0]} is a control account: only its subledger posts to it",
            target=f"/lines/{number}/glAccount",
        )


def _money_side(kind: RecordKind, fields: Fields) -> Side:
    is_income = kind.is_income or fields.get("txnType") == "interestEarned"
    return "debit" if is_income else "credit"


def _money(ledger: Ledger, kind: RecordKind, record: StoredRecord) -> _Money:
    key = _needed(record.fields, f"{kind.money}.key")
    return _bank(ledger, key) if kind.money == BANK else _card(ledger, key, record)


def _bank(ledger: Ledger, key: int) -> _Money:
    return _Money(*ledger.rows(_BANK, (key,))[0])


def _card(ledger: Ledger, key: int, record: StoredRecord) -> _Money:
    """The account that a credit card's charges are owed on, at the card's place or the first line's."""
    account_key, location_key = ledger.rows(
        "SELECT json_extract(fields, '$.\"accounting.offsetGLAccount.key\"'),"
        " json_extract(fields, '$.\"location.key\"') FROM record WHERE key = ?",
        (key,),
    )[0]
    if account_key is None:
        raise Refused(
            "CM-0504", "The credit card account has no offset account", target="/creditCardAccount"
        )
    location_key = location_key or _needed(record.lines[0], "dimensions.location.key", "/lines/0")
    (base,) = ledger.rows(
        "SELECT e.base_currency FROM location AS l JOIN entity AS e ON e.key = l.entity_key"
        " WHERE l.key = ?",
        (location_key,),
    )[0]
    return _Money(account_key, location_key, base, base)


def _needed(fields: Fields, path: str, place: str = "") -> int:
    """A key that an entry cannot do without, though the catalogue may."""
    if fields.get(path) is None:
        field = path.removesuffix(".key")
        raise _missing(field, f"{place}/{field.replace('.', '/')}")
    return int(fields[path])


def _cents(fields: Fields, path: str, place: str = "") -> int:
    """An amount that an entry cannot do without; what is finer than a cent is stored as no whole number."""
    target = f"{place}/{path.replace('.', '/')}"
    cents = fields.get(path)
    if cents is None:
        raise _missing(path, target)
    return to_cents(Decimal(str(cents)).scaleb(-2), target)


def _missing(field: str, target: str) -> Malformed:
    return Malformed(
        "REST-1043", f"{field} is required", message_id="IA.REQUIRED_FIELD", target=target
    )
