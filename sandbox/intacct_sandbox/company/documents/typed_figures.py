"""What a sales, purchasing or inventory document works out itself: its number, its quantities and its totals.

Source: docs/api/typed-documents.md.
Units:  quantities and prices have ten decimals, amounts are cents; a line is rounded on its own, totals are sums of lines.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from intacct_sandbox.catalogue import ObjectType
from intacct_sandbox.company.amounts import TOO_MUCH
from intacct_sandbox.company.describing.document_sequences import take_next_value
from intacct_sandbox.company.describing.homes import home_of
from intacct_sandbox.company.describing.records import Values, stored_fields, update_record
from intacct_sandbox.company.ledger import Ledger
from intacct_sandbox.company.ledger_entries.exchange import Rate, checked_rate, find_rate, rounded
from intacct_sandbox.company.lookup import Named
from intacct_sandbox.company.refused import Malformed, Refused
from intacct_sandbox.query.values import SqlValue

OWNER = "documentHeader"
_PRICES = ("unitPrice", "unitCost")  # inventory has costs
_DAYS = ("txnDate", "transactionDate")
_SEQUENCES = ("documentSequence.key", "txnNumbering.numberingSequence.key")
_TOTALS = ("subtotal", "subTotal", "total")
_TXN_TOTALS = ("subtotalInTxnCurrency", "totalInTxnCurrency")
_TEN = Decimal(10) ** 10
_TOO_MUCH = TOO_MUCH * 10**8  # with ten decimals instead of two
Fields = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Currency:
    txn: str
    base: str
    rate: Rate | None

    def to_base(self, cents: int) -> int:
        return self.rate.to_base(cents) if self.rate else cents


def complete_document(ledger: Ledger, object_type: ObjectType, key: int, *, at: str) -> None:
    """Work out what a document has of its own, after it or its lines were written.

    Raises:
        Malformed: A line's amount or the rate is beyond all reason.
        Refused: Its number is taken, its sequence is at an end, or there is no rate for its currency.
    """
    fields = stored_fields(ledger, home_of(object_type.name), key)
    line_type = ledger.shape.objects[object_type.fields["lines"].owns]
    lines = _lines(ledger, line_type, key)
    number = _number(ledger, object_type, key, fields, at=at)
    money = _currency(ledger, object_type, fields, lines)
    sums = [
        _complete_line(ledger, line_type, position, line_key, line, money, at=at)
        for position, (line_key, line) in enumerate(lines, start=1)
    ]
    told: dict[str, SqlValue] = {
        "documentNumber": number,
        "documentId": f"{fields['documentType']}-{number}",
        "txnCurrency": money.txn,
        "baseCurrency": money.base,
        **dict.fromkeys(_TOTALS, sum(map(money.to_base, sums))),
        **dict.fromkeys(_TXN_TOTALS, sum(sums)),
    }
    _write(ledger, object_type, key, told, at=at)


def document_of(ledger: Ledger, line_type: ObjectType, line_key: int) -> int | None:
    """The key of the document that a line belongs to."""
    owner = stored_fields(ledger, home_of(line_type.name), line_key).get(f"{OWNER}.key")
    return None if owner is None else int(owner)


def _lines(ledger: Ledger, line_type: ObjectType, key: int) -> list[tuple[int, Fields]]:
    rows = ledger.rows(
        "SELECT key FROM record WHERE object = ? AND json_extract(fields, ?) = ? ORDER BY key",
        (line_type.name, f'$."{OWNER}.key"', key),
    )
    home = home_of(line_type.name)
    return [(int(row[0]), stored_fields(ledger, home, int(row[0]))) for row in rows]


def _complete_line(
    ledger: Ledger,
    line_type: ObjectType,
    position: int,
    key: int,
    line: Fields,
    money: _Currency,
    *,
    at: str,
) -> int:
    """Write what a line works out; its amount in the document's currency, in cents."""
    quantity = Decimal(line.get("unitQuantity") or 0)
    price = next((Decimal(line[path]) for path in _PRICES if line.get(path) is not None), None)
    extended = line.get("extendedPriceInTxnCurrency")
    whole = Decimal(extended or 0) if price is None else quantity * price / _TEN
    if abs(whole) >= _TOO_MUCH:
        message = f"The amount of line {position} is too large"
        raise Malformed("REST-1043", message, target=f"/lines/{position - 1}")
    in_base = (price or 0) * (money.rate.value if money.rate else 1)
    told: dict[str, SqlValue] = {
        "lineNumber": position,
        "quantity": int(quantity),
        "quantityRemaining": int(quantity),
        "price": int(in_base),
        "priceInTxnCurrency": int(price or 0),
        "cost": int(in_base),
        "extendedPriceInTxnCurrency": int(whole),
        "extendedCost": int(whole),
        "totalCost": int(whole),
        "txnCurrency": money.txn,
        "baseCurrency": money.base,
    }
    _write(ledger, line_type, key, told, at=at)
    return rounded(whole / 10**8)


def _write(
    ledger: Ledger, object_type: ObjectType, key: int, told: dict[str, SqlValue], *, at: str
) -> None:
    known = {path: value for path, value in told.items() if path in object_type.fields}
    update_record(ledger, object_type, key, Values({**known}), at=at)


def _number(ledger: Ledger, object_type: ObjectType, key: int, fields: Fields, *, at: str) -> str:
    """The document's number: its own, the next of its type's sequence, or its key."""
    number = fields.get("documentNumber")
    if number is None:
        sequence = _sequence(ledger, fields)
        if sequence is None:
            return str(key)
        return take_next_value(ledger, Named(key=sequence), None, at).value
    taken = ledger.one(
        "SELECT key FROM record WHERE object = ? AND key <> ?"
        " AND json_extract(fields, '$.documentType') = ?"
        " AND json_extract(fields, '$.documentNumber') = ?",
        (object_type.name, key, fields["documentType"], number),
    )
    if taken is not None:
        raise Refused(
            "BL01001944",
            f"Another {fields['documentType']} already has the number {number}",
            message_id="IA.DUPLICATE_RECORD",
            target="/documentNumber",
        )
    return str(number)


def _sequence(ledger: Ledger, fields: Fields) -> str | None:
    """The key of the sequence that the document's definition names."""
    paths = ", ".join(f"json_extract(fields, '$.\"{path}\"')" for path in _SEQUENCES)
    row = ledger.one(
        f"SELECT COALESCE({paths}) FROM record WHERE key = ?", (fields.get("txnDefinition.key"),)
    )
    return None if row is None or row[0] is None else str(row[0])


def _currency(
    ledger: Ledger, object_type: ObjectType, fields: Fields, lines: list[tuple[int, Fields]]
) -> _Currency:
    base = _base_currency(ledger, lines)
    currency = str(fields.get("txnCurrency") or base)
    if currency == base:
        return _Currency(base, base, None)
    day = next(str(fields[path]) for path in _DAYS if fields.get(path) is not None)
    given = fields.get("exchangeRate.rate")
    if given is not None:
        decimals = object_type.fields["exchangeRate.rate"].decimals or 0
        value = checked_rate(Decimal(str(given)).scaleb(-decimals), "/exchangeRate/rate")
        rate = Rate(value, day, base)
        return _Currency(currency, base, rate)
    rate = find_rate(ledger, currency, base, day, target="/txnCurrency")
    return _Currency(currency, base, rate)


def _base_currency(ledger: Ledger, lines: list[tuple[int, Fields]]) -> str:
    """That of the entity in which the first line lies."""
    places = [line.get("dimensions.location.key") for _, line in lines]
    row = ledger.one(
        "SELECT e.base_currency FROM location AS l JOIN entity AS e ON e.key = l.entity_key"
        " WHERE l.key = ?",
        (places[0] if places else None,),
    )
    return str(row[0]) if row else ledger.company.base_currency
