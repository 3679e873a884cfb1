"""Records as CSV that a spreadsheet opens without running anything.

First line: what it covers and when it was read. Then the columns, the rows, and a last line with the number of
rows and the control totals. UTF-8, days as ISO, plain decimals with a point.
Source: docs/api/export-files.md. Units: those of the answer; a total names its currency.
"""

import csv
import re
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from io import StringIO

from intacct_books.cells import Cell, Record, printable
from intacct_books.money import Totals

LONGEST_CELL = 2_000
_CENTS = -2
# A cell that begins so is a formula to a spreadsheet: the wide forms are taken for the narrow ones.
_FORMULA = re.compile("[=+\\-@\uff1d\uff0b\uff0d\uff20]")


def csv_text(about: str, records: Sequence[Record], totals: Totals) -> str:
    """Records as CSV.

    Args:
        about: What they cover and when they were read.
        records: The rows; a column is there when some row has it.
        totals: The control totals, by currency.
    """
    columns = list(dict.fromkeys(name for record in records for name in record))
    columns = [name for name in columns if any(record.get(name) is not None for record in records)]
    text = StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([_safe(about)])
    writer.writerow([_safe(name) for name in columns])
    writer.writerows([_cell(record.get(name)) for name in columns] for record in records)
    writer.writerow(["control", f"{len(records)} rows", *_controls(totals)])
    return text.getvalue()


def _controls(totals: Totals) -> Iterable[str]:
    for currency, sums in totals.items():
        for name, amount in sums.items():
            yield " ".join(part for part in (name, currency, _decimal(amount)) if part)


def _cell(value: Cell) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return _decimal(value)
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, int) else _safe(value)


def _decimal(value: Decimal) -> str:
    exponent = value.as_tuple().exponent
    is_short = isinstance(exponent, int) and exponent >= _CENTS
    return f"{value:.2f}" if is_short else format(value, "f")


def _safe(text: str) -> str:
    """Text that a spreadsheet shows and never computes."""
    # Tabs and line ends, which begin a formula too, are gone by then.
    flat = printable(text).strip()[:LONGEST_CELL]
    is_number = re.fullmatch(r"-\d+(\.\d+)?", flat) is not None
    return f"'{flat}" if _FORMULA.match(flat) and not is_number else flat
