"""Money in the ledger: whole cents. Text with two decimals outside of it."""

from decimal import Decimal, DecimalException

from intacct_sandbox.company.refused import Malformed

MOST = 10**14  # cents: sums of thousands of them still fit into SQLite's whole numbers


def to_cents(value: object, target: str) -> int:
    """An amount from the wire as whole cents.

    Raises:
        Malformed: Not a number, finer than a cent, or beyond any amount of money.
    """
    try:
        cents = Decimal(str(value)).scaleb(2)
    except DecimalException as error:
        raise Malformed("REST-1043", f"{value!r} is not an amount", target=target) from error
    if not cents.is_finite() or abs(cents) > MOST or cents != cents.to_integral_value():
        raise Malformed("REST-1043", f"{value!r} is not an amount in whole cents", target=target)
    return int(cents)


def to_text(cents: int) -> str:
    """Cents as text with two decimals."""
    return str(Decimal(cents).scaleb(-2))
