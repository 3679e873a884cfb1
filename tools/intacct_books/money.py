"""Amounts: exact, and never added over two currencies."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from intacct_books.cells import Cell

ZERO = Decimal("0.00")
CENT = Decimal("0.01")

Totals = dict[str, dict[str, Decimal]]


def totals_by_currency(rows: Iterable[Mapping[str, Cell]], names: Iterable[str]) -> Totals:
    """Sums of the named columns, a set of them for each value of the rows' `currency`."""
    sums: Totals = {}
    wanted = tuple(names)
    for row in rows:
        of_currency = sums.setdefault(str(row["currency"]), dict.fromkeys(wanted, ZERO))
        for name in wanted:
            value = row[name]
            if isinstance(value, Decimal):
                of_currency[name] += value
    return dict(sorted(sums.items()))


def sums_by_figure(lines: Iterable[Mapping[str, Cell]]) -> Totals:
    """What lines add up to: the sum of `amount` for each value of their `currency` and `figure`."""
    sums: Totals = {}
    for line in lines:
        of_currency = sums.setdefault(str(line["currency"]), {})
        name, amount = str(line["figure"]), line["amount"]
        if isinstance(amount, Decimal):
            of_currency[name] = of_currency.get(name, ZERO) + amount
    return dict(sorted(sums.items()))


def less(whole: Totals, part: Totals) -> Totals:
    """What is left of the whole in each currency."""
    return {
        currency: {
            name: amount - part.get(currency, {}).get(name, ZERO) for name, amount in sums.items()
        }
        for currency, sums in whole.items()
    }
