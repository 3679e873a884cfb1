"""Money in the ledger: whole cents. Text with two decimals outside of it."""

from decimal import Context, Decimal, DecimalException

from intacct_sandbox.company.refused import Malformed

# In cents. Times the highest rate it still fits into SQLite's whole numbers.
TOO_MUCH = 10**13
# Moves a decimal point without rounding, however many digits a body holds.
ALL_DIGITS = Context(prec=1_100_000)


def to_cents(value: object, target: str) -> int:
    """An amount from the wire as whole cents.

    Raises:
        Malformed: Not a number, finer than a cent, or beyond any amount of money.
    """
    try:
        cents = Decimal(str(value)).scaleb(2, ALL_DIGITS)
    except DecimalException as error:
        raise Malformed("REST-1043", f"{value!r} is not an amount", target=target) from error
    if not cents.is_finite() or cents != cents.to_integral_value():
        raise Malformed("REST-1043", f"{value!r} is not an amount in whole cents", target=target)
    if abs(cents) >= TOO_MUCH:
        raise Malformed("REST-1043", f"{value!r} is too large an amount", target=target)
    return int(cents)


def to_text(cents: int) -> str:
    """Cents as text with two decimals."""
    return str(Decimal(cents).scaleb(-2))
