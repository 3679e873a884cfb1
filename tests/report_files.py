"""Reports run over HTTP to their end, and their files read back."""

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from html.parser import HTMLParser
from typing import Any

import httpx2
from starlette.testclient import TestClient

from intacct_sandbox.company.assumptions import Assumptions
from intacct_sandbox.rest.app import create_app
from intacct_sandbox.serve import Sandbox
from wire import BASE, Wire, sign_in

GENERAL_LEDGER = "/services/reports/general-ledger"
Cells = dict[str, str]


def over(first: str, last: str) -> dict[str, Any]:
    return {"timePeriod": {"dateRange": {"startDate": first, "endDate": last}}}


def money(cell: str) -> Decimal:
    return Decimal(cell or 0)


@dataclass
class Sheet:
    """A report as its CSV has it: titles above, a dictionary a row, totals apart."""

    headings: list[str]
    rows: list[Cells]
    totals: list[Cells]

    def row(self, account: str, currency: str = "USD") -> Cells:
        (found,) = [
            row for row in self.rows if (row["Account"], row["Currency"]) == (account, currency)
        ]
        return found

    def sums(self, column: str) -> dict[str, Decimal]:
        return {total["Currency"]: money(total[column]) for total in self.totals}


def read_csv(text: str) -> Sheet:
    lines = list(csv.reader(text.splitlines()))
    empty = lines.index([])
    titles, *rows = lines[empty + 1 :]
    cells = [dict(zip(titles, row, strict=True)) for row in rows]
    return Sheet(
        [heading for (heading,) in lines[:empty]],
        [row for row in cells if row[titles[0]] != "Total"],
        [row for row in cells if row[titles[0]] == "Total"],
    )


class HtmlCells(HTMLParser):
    """The cells of an HTML table, row by row."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self._in_cell = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self.rows.append([])
        self._in_cell = tag in {"td", "th"}
        if self._in_cell:
            self.rows[-1].append("")

    def handle_data(self, data: str) -> None:
        if self._in_cell:
            self.rows[-1][-1] += data

    def handle_endtag(self, tag: str) -> None:
        self._in_cell = False


def text_cells(text: str) -> list[list[str]]:
    """The cells of a text report, by the widths of the dashes below its titles."""
    lines = text.splitlines()
    dashes = next(number for number, line in enumerate(lines) if line.startswith("-"))
    starts, at = [], 0
    for dash in lines[dashes].split("  "):
        starts.append(slice(at, at + len(dash)))
        at += len(dash) + 2
    table = [lines[dashes - 1], *lines[dashes + 1 :]]
    return [[line[start].strip() for start in starts] for line in table]


@dataclass
class Reports:
    """The report services, as a client that never follows a redirect uses them."""

    wire: Wire

    def submit(
        self, report: str, parameters: dict[str, Any] | None = None, **body: Any
    ) -> httpx2.Response:
        whole = {"reportName": "For a test", "outputType": "csv", **body}
        if parameters is not None:
            whole["parameters"] = parameters
        return self.wire.post(f"{GENERAL_LEDGER}/{report}", whole)

    def submitted(
        self, report: str, parameters: dict[str, Any] | None = None, **body: Any
    ) -> dict[str, Any]:
        response = self.submit(report, parameters, **body)
        assert response.status_code == 202, response.text
        output: dict[str, Any] = response.json()["ia::result"]
        return output

    def status(self, output: dict[str, Any]) -> tuple[int, str]:
        response = self.wire.get(output["href"])
        return response.status_code, response.json()["ia::result"]["status"]

    def file(self, report: str, parameters: dict[str, Any] | None = None, **body: Any) -> str:
        """Run a report to its end, one question of its status after the other, and download it."""
        output = self.submitted(report, parameters, **body)
        response = self.wire.get(output["href"])
        while response.json()["ia::result"]["status"] == "pending":
            response = self.wire.get(output["href"])
        assert response.headers["Location"].startswith(BASE)
        return self.wire.get(response.json()["ia::result"]["downloadURL"]).text

    def sheet(self, report: str, parameters: dict[str, Any] | None = None, **body: Any) -> Sheet:
        return read_csv(self.file(report, parameters, **body))

    def fault(self, response: httpx2.Response) -> tuple[int, str, str]:
        """Status, id and target of the last detail of a refusal."""
        error = response.json()["ia::result"]["ia::error"]
        detail = error.get("details", [error])[-1]
        return response.status_code, detail["errorId"], detail.get("target", "")


@contextmanager
def reports_of(
    sandbox: Sandbox, *, report_polls: int = 0, entity: str = "", **assumed: Any
) -> Iterator[Reports]:
    app = create_app(
        sandbox.ledger,
        sandbox.credentials,
        assumptions=Assumptions(**assumed),
        report_polls=report_polls,
    )
    with TestClient(app, follow_redirects=False) as http:
        yield Reports(sign_in(http, sandbox, entity))
