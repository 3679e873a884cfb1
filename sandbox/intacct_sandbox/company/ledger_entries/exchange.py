"""Exchange rates: what an amount in a foreign currency is worth in an entity's base currency.

Source: docs/api/foreign-currency.md.
Units:  a rate is base currency per unit of the foreign one; cents are rounded half up, away from zero.
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from intacct_sandbox.company.ledger import Ledger
from intacct_sandbox.company.refused import Malformed, Refused

_PLACES = Decimal("0.0000000001")
_TOO_HIGH = 10**5


@dataclass(frozen=True, slots=True)
class Rate:
    """A rate, the day it is of, and what kind of rate it is (empty: given by hand)."""

    value: Decimal
    day: str
    base_currency: str
    type_id: str = ""

    def to_base(self, cents: int) -> int:
        """Cents of the foreign currency in cents of the base currency."""
        return rounded(cents * self.value)


def checked_rate(value: object, target: str) -> Decimal:
    """A rate that somebody gives.

    Raises:
        Malformed: Not above zero, or beyond all reason.
    """
    rate = Decimal(str(value))
    if not 0 < rate < _TOO_HIGH:
        raise Malformed("REST-1043", f"A rate must be between 0 and {_TOO_HIGH}", target=target)
    return rate


def rounded(cents: Decimal) -> int:
    """Whole cents, half up."""
    return int(cents.quantize(Decimal(1), ROUND_HALF_UP))


def share(part: int, whole: int, amount: int) -> int:
    """What of an amount goes with a part of a whole; all of it with the whole."""
    return rounded(Decimal(amount) * part / whole)


def find_rate(
    ledger: Ledger, currency: str, base_currency: str, day: str, *, type_id: str = "", target: str
) -> Rate:
    """The rate of a day: the latest that the company has recorded, or the other way round its inverse.

    Raises:
        Refused: The company has no rate for the two currencies on that day (PL-0101).
    """
    found = _recorded(ledger, currency, base_currency, day, type_id)
    inverse = None if found else _recorded(ledger, base_currency, currency, day, type_id)
    if inverse:
        found = (1 / inverse).quantize(_PLACES, ROUND_HALF_UP)
    if found is not None:
        return Rate(checked_rate(found, target), day, base_currency, type_id)
    raise Refused(
        "PL-0101",
        f"There is no exchange rate from {currency} to {base_currency} for {day}",
        target=target,
    )


def _recorded(ledger: Ledger, currency: str, into: str, day: str, type_id: str) -> Decimal | None:
    row = ledger.one(
        "SELECT json_extract(l.fields, '$.rate') FROM record AS l"
        " JOIN record AS r ON r.key = json_extract(l.fields, '$.\"exchangeRate.key\"')"
        " LEFT JOIN record AS t ON t.key = json_extract(r.fields, '$.\"exchangeRateType.key\"')"
        " WHERE l.object = 'company-config/exchange-rate-line'"
        " AND r.object = 'company-config/exchange-rate'"
        " AND json_extract(r.fields, '$.fromCurrency') = ?"
        " AND json_extract(r.fields, '$.toCurrency') = ?"
        " AND json_extract(l.fields, '$.effectiveStartDate') <= ?"
        " AND ? IN ('', json_extract(t.fields, '$.name'))"
        " ORDER BY json_extract(l.fields, '$.effectiveStartDate') DESC, l.key DESC LIMIT 1",
        (currency, into, day, type_id),
    )
    return None if row is None else Decimal(str(row[0]))
