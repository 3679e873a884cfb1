"""Queries as files, and lists of queries (docs/api/export.md, docs/api/query.md)."""

import csv
import io
import zipfile
from typing import Any
from xml.etree import ElementTree

import pytest
from starlette.testclient import TestClient

from changing import fault, wire_assuming
from intacct_sandbox.serve import Sandbox
from wire import Wire, sign_in

EXPORT = "/services/core/export"
QUERY: dict[str, Any] = {
    "object": "accounts-receivable/customer",
    "fields": ["id", "name", "isOnHold", "totalDue", "parent.id"],
    "orderBy": [{"id": "asc"}],
}
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def exported(wire: Wire, file_type: str, query: dict[str, Any]) -> Any:
    response = wire.post(EXPORT, {"fileType": file_type, "query": query})
    assert response.status_code == 200, response.text
    return response


def cells(workbook: bytes) -> list[list[tuple[str, str]]]:
    with zipfile.ZipFile(io.BytesIO(workbook)) as package:
        assert package.testzip() is None
        for name in package.namelist():
            ElementTree.fromstring(package.read(name))
        sheet = ElementTree.fromstring(package.read("xl/worksheets/sheet1.xml"))
    return [
        [(cell.get("t", ""), "".join(cell.itertext())) for cell in row.iter(f"{SHEET}c")]
        for row in sheet.iter(f"{SHEET}row")
    ]


def as_text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


@pytest.mark.behaviour("export.files", "assumptions.export-csv-type")
def test_a_csv_holds_the_rows_of_the_query_under_its_fields(wire: Wire):
    response = exported(wire, "csv", QUERY)
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert response.headers["Content-Disposition"] == 'attachment; filename="export.csv"'
    titles, *rows = csv.reader(io.StringIO(response.text))
    assert titles == QUERY["fields"]
    expected = wire.query(**QUERY, size=4000)
    assert rows == [[as_text(value) for value in row.values()] for row in expected]


def test_a_workbook_has_numbers_and_text_in_its_cells(wire: Wire):
    response = exported(wire, "xlsx", QUERY)
    assert response.headers["Content-Type"] == "application/vnd.ms-excel"
    titles, *rows = cells(response.content)
    assert [text for _, text in titles] == QUERY["fields"]
    expected = wire.query(**QUERY, size=4000)
    assert len(rows) == len(expected)
    first = expected[0]
    assert rows[0] == [
        ("inlineStr", first["id"]),
        ("inlineStr", first["name"]),
        ("b", str(int(first["isOnHold"]))),
        ("", first["totalDue"]),
        ("", "") if first["parent.id"] is None else ("inlineStr", first["parent.id"]),
    ]


def test_xml_holds_a_field_for_each_value(wire: Wire):
    response = exported(wire, "xml", QUERY)
    assert response.headers["Content-Type"] == "text/xml; charset=utf-8"
    first = ElementTree.fromstring(response.content)[0]
    assert {field.get("name"): field.text or "" for field in first} == {
        name: as_text(value) for name, value in wire.query(**QUERY)[0].items()
    }


@pytest.mark.behaviour("export.all-pages")
def test_all_pages_are_in_it(wire: Wire):
    query = {
        "object": "general-ledger/journal-entry-line",
        "fields": ["key"],
    }
    keys = exported(wire, "csv", query).text.splitlines()[1:]
    assert len(keys) > 4000
    assert len(set(keys)) == len(keys)
    (count,) = wire.query(object=query["object"], fields=["count:txnType"])
    assert len(keys) == count["count:txnType"]


def test_nothing_found_is_a_file_with_titles_only(wire: Wire):
    query = {**QUERY, "filters": [{"$eq": {"id": "nobody"}}]}
    assert exported(wire, "csv", query).text.splitlines() == [",".join(QUERY["fields"])]


def test_marks_of_the_formats_survive(fresh_sandbox: Sandbox):
    name = 'A & B <"C">, Ltd.\x07'
    with TestClient(fresh_sandbox.app) as http:
        wire = sign_in(http, fresh_sandbox)
        wire.post("/objects/accounts-receivable/customer", {"id": "X-1", "name": name})
        query = {**QUERY, "fields": ["name"], "filters": [{"$eq": {"id": "X-1"}}]}
        assert list(csv.reader(io.StringIO(exported(wire, "csv", query).text)))[1] == [name]
        assert cells(exported(wire, "xlsx", query).content)[1] == [("inlineStr", name[:-1])]
        assert ElementTree.fromstring(exported(wire, "xml", query).content)[0][0].text == name[:-1]


def test_sums_and_counts_can_be_exported(wire: Wire):
    query = {**QUERY, "fields": ["status", "count:key", "sum:totalDue"], "orderBy": []}
    rows = cells(exported(wire, "xlsx", query).content)
    assert [kind for kind, _ in rows[1]] == ["inlineStr", "", ""]


@pytest.mark.parametrize("file_type", ["pdf", "word"])
@pytest.mark.behaviour("export.left-out")
def test_pdf_and_word_are_not_simulated_and_say_so(wire: Wire, file_type: str):
    answer = wire.post(EXPORT, {"fileType": file_type, "query": QUERY})
    assert (answer.status_code, fault(answer.json())[0]) == (422, "SANDBOX-0001")


@pytest.mark.parametrize(
    ("body", "codes"),
    [
        ({"fileType": "txt", "query": QUERY}, ("REST-1064", "REST-1043")),
        ({"query": QUERY}, ("REST-1064", "REST-1043")),
        ({"fileType": "csv"}, ("REST-1064", "REST-1043")),
        ({"fileType": "csv", "query": QUERY, "colour": 1}, ("REST-1064", "REST-1043")),
        ([], ("REST-1064", "REST-1064")),
        ({"fileType": "csv", "query": {**QUERY, "colour": 1}}, ("REST-1043", "")),
        ({"fileType": "csv", "query": {**QUERY, "fields": ["nothing"]}}, ("REST-1033", "")),
    ],
    ids=str,
)
def test_a_bad_export_is_refused(wire: Wire, body: Any, codes: tuple[str, str]):
    answer = wire.post(EXPORT, body)
    assert (answer.status_code, fault(answer.json())) == (400, codes)


@pytest.mark.behaviour("assumptions.export-csv-type")
def test_under_the_other_reading_a_csv_comes_as_excel():
    with wire_assuming("export-csv-type=excel") as wire:
        assert exported(wire, "csv", QUERY).headers["Content-Type"] == "application/vnd.ms-excel"


@pytest.mark.behaviour("assumptions.export-rows")
def test_a_query_with_a_size_is_exported_as_asked_or_whole(wire: Wire):
    query = {**QUERY, "fields": ["id"], "start": 2, "size": 3}
    asked = exported(wire, "csv", query).text.splitlines()[1:]
    assert asked == [row["id"] for row in wire.query(**query)]
    with wire_assuming("export-rows=all") as other:
        every = exported(other, "csv", query).text.splitlines()[1:]
        assert every == [row["id"] for row in other.query(**{**query, "start": 1, "size": 4000})]
        assert len(every) > 3


@pytest.mark.behaviour("assumptions.array-query")
def test_a_list_of_queries_is_refused_by_default_and_told_of_the_composite(wire: Wire):
    answer = wire.post("/services/core/query", [QUERY, QUERY])
    assert (answer.status_code, fault(answer.json())[0]) == (400, "REST-1064")
    assert "/services/core/composite" in answer.json()["ia::result"]["ia::error"]["message"]


@pytest.mark.behaviour("assumptions.array-query")
def test_under_the_other_reading_each_query_of_a_list_is_answered():
    with wire_assuming("array-query=results") as wire:
        small = {**QUERY, "size": 2}
        both = wire.post("/services/core/query", [small, {**small, "start": 3}])
        assert both.status_code == 200
        assert [each["ia::meta"]["start"] for each in both.json()["ia::result"]] == [1, 3]
        mixed = wire.post("/services/core/query", [small, {**small, "fields": ["nothing"]}])
        assert mixed.status_code == 207
        assert [each["ia::status"] for each in mixed.json()["ia::result"]] == [200, 400]
        assert mixed.json()["ia::meta"] == {"totalCount": 2, "totalSuccess": 1, "totalError": 1}
        for bad in ([], [small] * 11):
            assert wire.post("/services/core/query", bad).status_code == 400
