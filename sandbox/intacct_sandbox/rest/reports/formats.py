"""The formats of a report: one function each, over the same table. The place to change a layout.

Source: docs/api/reports.md: Sage publishes no layout, so these are the sandbox's own.
"""

import csv
import io
from collections.abc import Callable
from html import escape

from intacct_sandbox.company.reports.table import Column, ReportTable, Row

CONTENT_TYPES = {
    "csv": "application/octet-stream",
    "html": "text/html; charset=utf-8",
    "text": "text/plain; charset=utf-8",
}
_GAP = "  "


def render(table: ReportTable, output_type: str, *, is_titled: bool) -> str:
    """A table in a format.

    Args:
        table: What to show.
        output_type: One of `CONTENT_TYPES`.
        is_titled: Whether a CSV has its headings above and its footer below the rows; the others have.
    """
    if output_type == "csv":
        return _csv(table, is_titled=is_titled)
    formats: dict[str, Callable[[ReportTable], str]] = {"html": _html, "text": _text}
    return formats[output_type](table)


def _csv(table: ReportTable, *, is_titled: bool) -> str:
    """Headings, an empty line, the titles of the columns, the rows; the footer at the end."""
    sheet = io.StringIO()
    writer = csv.writer(sheet)
    if is_titled:
        writer.writerows([heading] for heading in table.headings)
        writer.writerow([])
    writer.writerow([column.title for column in table.columns])
    writer.writerows(row.cells for row in table.rows)
    if is_titled and table.footer:
        writer.writerows([[], [table.footer]])
    return sheet.getvalue()


def _text(table: ReportTable) -> str:
    """Columns of one width; the dashes below their titles show how wide each is."""
    rows = [tuple(" ".join(cell.split()) for cell in row.cells) for row in table.rows]
    titles = tuple(column.title for column in table.columns)
    widths = [max(map(len, column)) for column in zip(titles, *rows, strict=True)]
    lines = [*table.headings, ""]
    for cells in (titles, tuple("-" * width for width in widths), *rows):
        padded = [
            cell.rjust(width) if column.is_amount else cell.ljust(width)
            for cell, width, column in zip(cells, widths, table.columns, strict=True)
        ]
        lines.append(_GAP.join(padded).rstrip())
    if table.footer:
        lines += ["", table.footer]
    return "\n".join(lines) + "\n"


def _html(table: ReportTable) -> str:
    headings = "".join(f"<p>{escape(heading)}</p>" for heading in table.headings)
    titles = "".join(f"<th>{escape(column.title)}</th>" for column in table.columns)
    rows = "\n".join(_html_row(row, table.columns) for row in table.rows)
    footer = f"<footer>{escape(table.footer)}</footer>" if table.footer else ""
    title = escape(table.headings[1])
    return (
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        "<style>.amount { text-align: right } .total { font-weight: bold }</style></head>\n"
        f"<body><header>{headings}</header>\n<table><thead><tr>{titles}</tr></thead>\n"
        f"<tbody>{rows}</tbody></table>{footer}</body></html>\n"
    )


def _html_row(row: Row, columns: tuple[Column, ...]) -> str:
    cells = "".join(
        f'<td class="amount">{escape(cell)}</td>'
        if column.is_amount
        else f"<td>{escape(cell)}</td>"
        for cell, column in zip(row.cells, columns, strict=True)
    )
    return f'<tr class="total">{cells}</tr>' if row.is_total else f"<tr>{cells}</tr>"
