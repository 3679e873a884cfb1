"""Exchange rates: one a month and pair, drifting, over the history and a year before it.

Units: a rate is how much of the second currency one of the first is worth, in whole hundred-thousandths here.
"""

from datetime import date
from decimal import Decimal

from intacct_sandbox.company.describing.records import Stored
from intacct_sandbox.company.ledger import Ledger
from intacct_sandbox.seed.chance import Chance
from intacct_sandbox.seed.periods import first_of_month, months_between
from intacct_sandbox.seed.records import add_detail, add_record

RATE = "company-config/exchange-rate"
RATE_TYPE = "Harwick daily rate"
_UNIT = 100_000
# What one of a currency is worth in US dollars at the start.
_WORTH = {"GBP": 127_400, "EUR": 108_900, "CAD": 73_600, "USD": _UNIT}
_PAIRS = (
    ("GBP", "USD"),
    ("EUR", "USD"),
    ("CAD", "USD"),
    ("USD", "GBP"),
    ("EUR", "GBP"),
    ("CAD", "GBP"),
)


def add_exchange_rates(
    ledger: Ledger, chance: Chance, first_day: date, today: date, *, at: str
) -> None:
    """Write the rate type, the pairs and their rates."""
    rate_type = add_record(
        ledger,
        "company-config/exchange-rate-type",
        {"id": RATE_TYPE, "name": RATE_TYPE, "isDefault": 1},
        at=at,
    )
    pairs = {
        pair: add_record(
            ledger,
            RATE,
            {"fromCurrency": pair[0], "toCurrency": pair[1], "exchangeRateType.key": rate_type},
            at=at,
        )
        for pair in _PAIRS
    }
    worth = dict(_WORTH)
    for month in months_between(first_of_month(first_day, -12), today):
        for currency in ("GBP", "EUR", "CAD"):
            worth[currency] += worth[currency] * chance.between(-18, 18) // 1000
        for (source, target), key in pairs.items():
            rate = Decimal(worth[source] * _UNIT // worth[target]) / _UNIT
            back = Decimal(worth[target] * _UNIT // worth[source]) / _UNIT
            fields: dict[str, Stored] = {
                "effectiveStartDate": month.isoformat(),
                "rate": float(rate),  # JSON has no other number; five decimals survive it
                "reciprocalRate": float(back),
                "exchangeRate.key": key,
            }
            add_detail(ledger, f"{RATE}-line", fields, at=at)
