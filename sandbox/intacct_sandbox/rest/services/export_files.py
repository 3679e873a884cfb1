"""Rows written as CSV, as an Excel workbook, and as XML.

Source: docs/api/export.md. The workbook is the least that Office Open XML asks for: one sheet, text inside its cells.
"""

import csv
import io
import re
import zipfile
from dataclasses import dataclass
from typing import Any, cast
from xml.sax.saxutils import escape, quoteattr

# What XML cannot hold at all.
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_KINDS = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_PARTS = {
    "[Content_Types].xml": (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels"'
        ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_KINDS}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_KINDS}.worksheet+xml"/>'
        "</Types>"
    ),
    "_rels/.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
        "</Relationships>"
    ),
    "xl/workbook.xml": (
        f'<workbook xmlns="{_SHEET}" xmlns:r="{_OFFICE}">'
        '<sheets><sheet name="Export" sheetId="1" r:id="rId1"/></sheets></workbook>'
    ),
    "xl/_rels/workbook.xml.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
        "</Relationships>"
    ),
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column: the field as it was asked for, and whether it holds numbers."""

    title: str
    is_number: bool


@dataclass(frozen=True, slots=True)
class Table:
    """Columns, and rows keyed by their titles."""

    columns: tuple[Column, ...]
    rows: list[dict[str, Any]]


def to_csv(table: Table) -> bytes:
    """Comma-separated, one line a row, the titles first."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([column.title for column in table.columns])
    writer.writerows([[_text(row[each.title]) for each in table.columns] for row in table.rows])
    return out.getvalue().encode("utf-8", "replace")


def to_xml(table: Table) -> bytes:
    """One `row` a row, one `field` a value; a null has no text."""
    rows = "".join(
        "<row>"
        + "".join(
            f"<field name={quoteattr(_sayable(each.title))}>{_escaped(row[each.title])}</field>"
            for each in table.columns
        )
        + "</row>"
        for row in table.rows
    )
    return f"{_HEAD}<rows>{rows}</rows>".encode()


def to_workbook(table: Table) -> bytes:
    """A workbook of one sheet, the titles in its first row."""
    titles = "".join(_text_cell(each.title) for each in table.columns)
    rows = "".join(
        f"<row>{''.join(_cell(row[each.title], each) for each in table.columns)}</row>"
        for row in table.rows
    )
    sheet = (
        f'<worksheet xmlns="{_SHEET}"><sheetData><row>{titles}</row>{rows}</sheetData></worksheet>'
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, part in {**_PARTS, "xl/worksheets/sheet1.xml": sheet}.items():
            package.writestr(name, _HEAD + part)
    return out.getvalue()


def _cell(value: Any, column: Column) -> str:
    if value is None:
        return "<c/>"
    if isinstance(value, bool):
        return f'<c t="b"><v>{int(value)}</v></c>'
    return f"<c><v>{value}</v></c>" if column.is_number else _text_cell(value)


def _text_cell(value: Any) -> str:
    return f'<c t="inlineStr"><is><t xml:space="preserve">{_escaped(value)}</t></is></c>'


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return ",".join(str(each) for each in cast("list[Any]", value))
    return "" if value is None else str(value)


def _escaped(value: Any) -> str:
    return escape(_sayable(_text(value)))


def _sayable(text: str) -> str:
    return _NOT_XML.sub("", text)
