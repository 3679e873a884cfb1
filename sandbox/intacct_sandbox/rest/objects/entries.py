"""Journal entries over the wire: created, changed, deleted, and reversed.

Source: docs/api/journals.md, docs/api/foreign-currency.md. Lines of one entry are in one currency.
"""

from dataclasses import dataclass, replace
from typing import Any

from intacct_sandbox.company.amounts import to_text
from intacct_sandbox.company.ledger import Ledger
from intacct_sandbox.company.ledger_entries.exchange import Rate, checked_rate, find_rate
from intacct_sandbox.company.ledger_entries.inter_entity import own_lines
from intacct_sandbox.company.ledger_entries.manual_entries import (
    book_entry,
    change_entry,
    delete_entry,
    own_entry,
    reverse_manual_entry,
)
from intacct_sandbox.company.ledger_entries.posting import Entry, Line
from intacct_sandbox.company.lookup import Place, find_account, find_key
from intacct_sandbox.company.refused import Malformed, Refused, UnknownKey
from intacct_sandbox.rest.objects.acts import Act, Behaviour
from intacct_sandbox.rest.objects.lines import DIMENSIONS, read_dimensions
from intacct_sandbox.rest.objects.payload import Payload
from intacct_sandbox.rest.objects.values import values_of
from intacct_sandbox.rest.objects.workflow_payload import WorkflowPayload

ENTRY = "general-ledger/journal-entry"
REVERSES_ON = "automaticReversalDate"
_RATE = "currency.exchangeRate"
_READ = frozenset(
    {"glJournal", "description", "postingDate", "referenceNumber", "state", "lines", "moduleName"}
)
_READ_OF_LINE = DIMENSIONS | {
    "glAccount",
    "txnType",
    "txnAmount",
    "description",
    "documentId",
    "currency.txnCurrency",
    "currency.baseCurrency",
    "journalEntry",
    "state",
}


def entry_behaviour() -> Behaviour:
    """What a journal entry takes. The reverse workflow is the sandbox's own."""
    return Behaviour(_create, _update, _delete, {"reverse": _reverse})


def entry_line_behaviour() -> Behaviour:
    """What a line takes on its own."""
    return Behaviour(delete=_delete_line)


@dataclass(frozen=True, slots=True)
class _Read:
    """A line as its payload says it, and where it is booked; not yet in base currency."""

    line: Line
    place: Place
    currency: str


def _create(act: Act, body: Any) -> int:
    payload = Payload(ENTRY, body)
    state = payload.text("state", "posted")
    if state not in {"draft", "posted"}:
        raise Malformed("invalidParameter", "state must be draft or posted", target="/state")
    entry = replace(_entry(act.ledger, payload, None), state=state)
    reverse_on = payload.day(REVERSES_ON) if payload.has(REVERSES_ON) else None
    return book_entry(act.ledger, entry, at=act.at, reverse_on=reverse_on)


def _update(act: Act, key: int, body: Any) -> None:
    payload = Payload(ENTRY, body, is_update=True)
    entry = _entry(act.ledger, payload, own_entry(act.ledger, key))
    change_entry(act.ledger, key, entry, at=act.at)


def _delete(act: Act, key: int) -> None:
    delete_entry(act.ledger, key)


def _delete_line(act: Act, key: int) -> None:
    row = act.ledger.one("SELECT entry_key FROM journal_line WHERE key = ?", (key,))
    if row is None:
        raise UnknownKey(str(key))
    entry = own_entry(act.ledger, int(row[0]))
    lines = tuple(line for line in own_lines(entry.lines) if line.key != key)
    change_entry(act.ledger, int(row[0]), replace(entry, lines=lines), at=act.at)


def _reverse(act: Act, body: Any) -> int:
    payload = WorkflowPayload(f"{ENTRY}/reverse", body)
    key = payload.key()
    reverse_manual_entry(act.ledger, key, on=payload.day_or_none("reverseDate"), at=act.at)
    return key


def _entry(ledger: Ledger, payload: Payload, before: Entry | None) -> Entry:
    """What a payload says of an entry, over what was said before."""
    journal = before.journal_key if before else 0
    if before is None or payload.says("glJournal"):
        journal = find_key(ledger, "journal", payload.named("glJournal"), target="/glJournal")
    day = payload.day("postingDate", before.posting_date if before else None)
    reads = _lines(ledger, payload, before)
    base = reads[0].place.base_currency
    currencies = {read.currency or base for read in reads}
    if len(currencies) > 1:
        raise Refused("GL-0603", "The lines of an entry must be in one currency", target="/lines")
    (currency,) = currencies
    rest = values_of(ledger, payload, without=_READ)
    return Entry(
        journal_key=journal,
        entity_key=reads[0].place.entity_key,
        posting_date=day,
        description=payload.text("description", before.description if before else None),
        module="2.GL",
        currency=currency,
        base_currency=base,
        lines=_in_base(ledger, reads, currency, base, day),
        state=before.state if before else "posted",
        reference=payload.text("referenceNumber", (before.reference if before else None) or "")
        or None,
        extra={**((before.extra if before else None) or {}), **rest.fields},
    )


def _lines(ledger: Ledger, payload: Payload, before: Entry | None) -> list[_Read]:
    kept = {line.key: line for line in own_lines(before.lines)} if before else {}
    currency = before.currency if before else ""
    changed: dict[int | None, _Read] = {}
    added: list[_Read] = []
    for number, each in enumerate(payload.items("lines")):
        target = f"/lines/{number}"
        if each.key is not None and each.key not in kept:
            raise Refused("BL03002028", f"The entry has no line with key {each.key}", target=target)
        if each.is_deletion:
            kept.pop(each.key)
            continue
        read = _line(ledger, each, target, kept.get(each.key), currency)
        if each.key is None:
            added.append(read)
        else:
            changed[each.key] = read
    stay = [changed.get(key) or _standing(ledger, line, currency) for key, line in kept.items()]
    if not stay + added:
        raise Refused("GL-1009", "An entry needs at least two lines", target="/lines")
    return stay + added


def _standing(ledger: Ledger, line: Line, currency: str) -> _Read:
    row = ledger.rows(
        "SELECT l.entity_key, e.base_currency FROM location AS l JOIN entity AS e"
        " ON e.key = l.entity_key WHERE l.key = ?",
        (line.location_key,),
    )[0]
    return _Read(line, Place(line.location_key, *row), currency)


def _line(ledger: Ledger, each: Payload, target: str, before: Line | None, currency: str) -> _Read:
    side = each.text("txnType", before.side if before else "debit")
    amount = each.cents_or_none("txnAmount") if before else each.cents("txnAmount")
    if amount is not None:
        _refuse_amount(ledger, each, amount)
    found = read_dimensions(ledger, each, target, _columns(before) if before else None)
    account = before.account_key if before else 0
    if before is None or each.says("glAccount"):
        named = each.named("glAccount")
        pointer = f"{target}/glAccount"
        account = find_account(ledger, named, found.given, target=pointer, directly=True)
    rest = values_of(ledger, each, without=_READ_OF_LINE)
    old = before or Line(account, "debit", 0, 0, found.place.location_key)
    line = replace(
        old,
        account_key=account,
        side="debit" if side == "debit" else "credit",
        txn_amount=old.txn_amount if amount is None else amount,
        location_key=found.place.location_key,
        description=each.text("description", old.description or "") or None,
        document_id=each.text("documentId", old.document_id or "") or None,
        customer_key=found.parties.get("customer", old.customer_key),
        vendor_key=found.parties.get("vendor", old.vendor_key),
        extra={**(old.extra or {}), **rest.fields},
        **found.columns,
    )
    return _Read(line, found.place, each.text("currency.txnCurrency", currency))


def _refuse_amount(ledger: Ledger, each: Payload, amount: int) -> None:
    """An amount says how much, the type of its line on which side; under `signed` its sign does too."""
    if amount <= 0 and ledger.assumptions.entry_amounts == "positive":
        raise Refused(
            "GL-0604",
            f"The amount of a line must be more than zero, not {to_text(amount)}:"
            " txnType says whether it is a debit or a credit",
            target=each.place("txnAmount"),
        )


def _columns(line: Line) -> dict[str, int | None]:
    names = ("location", "department", "class", "project", "item", "employee", "service_line")
    return {f"{name}_key": getattr(line, f"{name}_key") for name in names}


def _in_base(
    ledger: Ledger, reads: list[_Read], currency: str, base: str, day: str
) -> tuple[Line, ...]:
    """The lines in base currency, each converted on its own; the last takes the rounding of all."""
    lines = [read.line for read in reads]
    if currency == base:
        return tuple(replace(line, base_amount=line.txn_amount) for line in lines)
    rate = _rate(ledger, lines, currency, base, day)
    converted = [replace(line, base_amount=rate.to_base(line.txn_amount)) for line in lines]
    is_balanced = sum(_signed(line, line.txn_amount) for line in lines) == 0
    off = sum(_signed(line, line.base_amount) for line in converted)
    if is_balanced and off:
        last = converted[-1]
        converted[-1] = replace(last, base_amount=last.base_amount - _signed(last, off))
    marks = {_RATE: float(rate.value), "currency.exchangeRateDate": rate.day}
    return tuple(replace(line, extra={**(line.extra or {}), **marks}) for line in converted)


def _signed(line: Line, amount: int) -> int:
    return amount if line.side == "debit" else -amount


def _rate(ledger: Ledger, lines: list[Line], currency: str, base: str, day: str) -> Rate:
    """The rate that a line gives, else the company's."""
    extras = [line.extra or {} for line in lines]
    given = next((extra[_RATE] for extra in extras if extra.get(_RATE) is not None), None)
    on = next(
        (
            str(extra["currency.exchangeRateDate"])
            for extra in extras
            if extra.get("currency.exchangeRateDate")
        ),
        day,
    )
    if given is not None:
        return Rate(checked_rate(given, "/lines/0/currency/exchangeRate"), on, base)
    return find_rate(ledger, currency, base, on, target="/lines/0/currency/txnCurrency")
