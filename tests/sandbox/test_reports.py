"""The report services: their life cycle, their files, and what they refuse (docs/api/reports.md)."""

import csv
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from inline_snapshot import snapshot

from intacct_sandbox.serve import Sandbox, Seed
from opened import company
from report_files import (
    GENERAL_LEDGER,
    HtmlCells,
    Reports,
    over,
    read_csv,
    reports_of,
    text_cells,
)
from wire import BASE

OCTOBER = over("2026-10-01", "2026-10-31")
STORED = "/objects/reports/stored-report"


@pytest.fixture
def reports(fresh_sandbox: Sandbox) -> Iterator[Reports]:
    with reports_of(fresh_sandbox, report_polls=2) as opened:
        yield opened


@pytest.fixture(scope="module")
def refusing() -> Iterator[Reports]:
    """For requests that change nothing, since they are refused."""
    with company(Seed(1, date(2026, 10, 31), 500)) as sandbox, reports_of(sandbox) as opened:
        yield opened


def finish(reports: Reports, output: dict[str, Any]) -> None:
    while reports.status(output)[0] != 303:
        pass


@pytest.mark.behaviour("reports.submit")
def test_a_submitted_report_says_where_to_ask_for_it(reports: Reports):
    response = reports.submit("trial-balance")
    assert response.status_code == 202
    href = "/services/reports/status?reportId=1&outputType=csv&outputLocation=intacct"
    assert response.json()["ia::result"] == {
        "reportId": "1",
        "status": "submitted",
        "name": "For a test",
        "outputType": "csv",
        "outputLocation": "intacct",
        "href": href,
    }
    assert response.headers["Location"] == BASE + href
    assert response.headers["Retry-After"] == "30"


@pytest.mark.behaviour("reports.poll")
@pytest.mark.parametrize("polls", [0, 1, 2, 5])
def test_a_report_is_pending_for_so_many_questions_and_then_elsewhere(
    fresh_sandbox: Sandbox, polls: int
):
    with reports_of(fresh_sandbox, report_polls=polls) as reports:
        output = reports.submitted("trial-balance")
        seen = [reports.status(output) for _ in range(polls + 2)]
        assert seen == [(200, "pending")] * polls + [(303, "completed")] * 2
        response = reports.wire.get(output["href"])
        url = response.json()["ia::result"]["downloadURL"]
        assert url == "/services/reports/download?reportId=1&outputType=csv"
        assert response.headers["Location"] == BASE + url


def test_nothing_can_be_downloaded_before_it_is_finished(reports: Reports):
    output = reports.submitted("trial-balance")
    url = f"/services/reports/download?reportId={output['reportId']}&outputType=csv"
    while reports.status(output)[0] == 200:
        assert reports.wire.get(url).status_code == 404
    assert reports.wire.get(url).status_code == 200
    assert reports.wire.get(url.replace("csv", "html")).status_code == 404
    assert reports.wire.get(url.replace("reportId=1", "reportId=2")).status_code == 404


@pytest.mark.behaviour("reports.queue", "assumptions.report-waiting")
def test_one_report_runs_at_a_time_and_the_others_wait_their_turn(reports: Reports):
    first, second = reports.submitted("trial-balance"), reports.submitted("details")
    # Whoever is asked about, it is the first in line that comes closer to its end.
    assert reports.status(second) == (200, "submitted")
    assert reports.status(first) == (200, "pending")
    assert reports.status(second) == (200, "submitted")
    assert reports.status(first) == (303, "completed")
    assert [reports.status(second)[1] for _ in range(2)] == ["pending", "completed"]


@pytest.mark.behaviour("assumptions.report-waiting")
def test_a_report_that_waits_may_be_called_pending(fresh_sandbox: Sandbox):
    with reports_of(fresh_sandbox, report_polls=2, report_waiting="pending") as reports:
        reports.submitted("trial-balance")
        assert reports.status(reports.submitted("details")) == (200, "pending")


def name(output: dict[str, Any]) -> dict[str, Any]:
    return {key: output[key] for key in ("reportId", "outputType", "outputLocation")}


@pytest.mark.behaviour("reports.cancel", "assumptions.report-late-cancel")
def test_only_a_report_that_has_not_begun_can_be_canceled(reports: Reports):
    first, second = reports.submitted("trial-balance"), reports.submitted("details")
    reports.status(first)
    canceled = reports.wire.post("/services/reports/cancel", name(second))
    assert (canceled.status_code, canceled.json()["ia::result"]["status"]) == (200, "canceled")
    late = reports.wire.post("/services/reports/cancel", name(first))
    assert (late.status_code, late.json()["ia::result"]["status"]) == (200, "failed")
    finish(reports, first)
    assert reports.status(second) == (200, "canceled")
    again = reports.wire.post("/services/reports/cancel", name(second))
    assert again.json()["ia::result"]["status"] == "failed"


@pytest.mark.behaviour("assumptions.report-late-cancel")
def test_a_late_cancel_may_be_refused(fresh_sandbox: Sandbox):
    with reports_of(fresh_sandbox, report_polls=2, report_late_cancel="refused") as reports:
        output = reports.submitted("trial-balance")
        reports.status(output)
        late = reports.wire.post("/services/reports/cancel", name(output))
        assert reports.fault(late) == (422, "GL-2002", "")
        finish(reports, output)


def test_a_finished_report_can_be_had_in_another_format(reports: Reports):
    output = reports.submitted("trial-balance", OCTOBER)
    wanted = {**name(output), "outputType": "html"}
    early = reports.wire.post("/services/reports/stored-reports", wanted)
    assert reports.fault(early) == (422, "GL-2001", "/reportId")
    finish(reports, output)
    response = reports.wire.post("/services/reports/stored-reports", wanted)
    assert (response.status_code, response.json()["ia::result"]["status"]) == (200, "submitted")
    html = response.json()["ia::result"]
    finish(reports, html)
    page = reports.wire.get(
        f"/services/reports/download?reportId={html['reportId']}&outputType=html"
    )
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "Trial balance" in page.text
    stored = reports.wire.get(f"{STORED}/1").json()["ia::result"]["localStore"]
    assert {kind: stored[kind]["status"] for kind in ("csv", "html", "text")} == {
        "csv": "success",
        "html": "success",
        "text": None,
    }


@pytest.mark.behaviour("reports.another-format")
def test_another_format_has_the_figures_of_the_first(fresh_sandbox: Sandbox):
    with reports_of(fresh_sandbox) as reports:
        output = reports.submitted("trial-balance", OCTOBER)
        finish(reports, output)
        before = reports.wire.get("/services/reports/download?reportId=1&outputType=csv").text
        fresh_sandbox.ledger.write("UPDATE journal_line SET base_amount = base_amount * 2")
        again = {**name(output), "outputType": "text"}
        html = reports.wire.post("/services/reports/stored-reports", again).json()["ia::result"]
        finish(reports, html)
        text = reports.wire.get("/services/reports/download?reportId=1&outputType=text").text
        assert [cells[3] for cells in text_cells(text)[1:]] == [
            row["Opening"] for row in (*read_csv(before).rows, *read_csv(before).totals)
        ]


@pytest.mark.behaviour("reports.formats")
@pytest.mark.parametrize(
    "report",
    ["trial-balance", "details", "account-balance-by-dimension", "account-group-hierarchy"],
)
def test_csv_html_and_text_carry_the_same_cells(shared_sandbox: Sandbox, report: str):
    days = {} if report == "account-group-hierarchy" else over("2026-10-05", "2026-10-09")
    with reports_of(shared_sandbox) as reports:
        files = {
            kind: reports.file(report, days, outputType=kind) for kind in ("csv", "html", "text")
        }
    rows = list(csv.reader(files["csv"].splitlines()))
    table = rows[rows.index([]) + 1 :]
    assert len(table) > 10
    assert HtmlCells(files["html"]).rows == table
    assert text_cells(files["text"]) == [[cell.strip() for cell in row] for row in table]


def test_titles_and_footer_stand_around_the_rows(reports: Reports):
    words = {"title1": "Month end", "title2": "<b>October</b>", "footerText": "Confidential"}
    lines = reports.file("trial-balance", OCTOBER, **words).splitlines()
    assert lines[:6] == [
        "Harwick Group",
        "Month end",
        "<b>October</b>",
        "2026-10-01 to 2026-10-31",
        "Reporting book ACCRUAL",
        "",
    ]
    assert lines[-2:] == ["", "Confidential"]
    page = reports.file("trial-balance", OCTOBER, outputType="html", **words)
    assert "&lt;b&gt;October&lt;/b&gt;" in page


@pytest.mark.behaviour("assumptions.report-csv")
def test_a_csv_may_begin_with_its_header_row(fresh_sandbox: Sandbox, reports: Reports):
    titled = reports.file("trial-balance", OCTOBER, footerText="Confidential").splitlines()
    with reports_of(fresh_sandbox, report_csv="plain") as others:
        plain = others.file("trial-balance", OCTOBER, footerText="Confidential").splitlines()
    assert plain[0].startswith("Account,Title,Currency,Opening")
    assert plain == titled[5:-2]


@pytest.mark.parametrize(
    ("reading", "media_type"),
    [("octet-stream", "application/octet-stream"), ("text", "text/csv; charset=utf-8")],
)
@pytest.mark.behaviour("assumptions.report-csv-type")
def test_a_csv_is_a_stream_of_bytes_or_text(fresh_sandbox: Sandbox, reading: str, media_type: str):
    with reports_of(fresh_sandbox, report_csv_type=reading) as reports:
        output = reports.submitted("trial-balance", OCTOBER)
        finish(reports, output)
        done = reports.wire.get(output["href"]).json()["ia::result"]
        assert reports.wire.get(done["downloadURL"]).headers["Content-Type"] == media_type


@pytest.mark.behaviour("reports.entity-header")
def test_the_entity_header_and_the_token_s_entity_do_not_count(fresh_sandbox: Sandbox):
    with reports_of(fresh_sandbox) as top, reports_of(fresh_sandbox, entity="300") as inside:
        whole = top.file("trial-balance", OCTOBER)
        assert inside.file("trial-balance", OCTOBER) == whole
        output = top.wire.post(
            f"{GENERAL_LEDGER}/trial-balance",
            {"reportName": "x", "outputType": "csv", "parameters": OCTOBER},
            **{"X-IA-API-Param-Entity": "300"},
        ).json()["ia::result"]
        finish(top, output)
        url = f"/services/reports/download?reportId={output['reportId']}&outputType=csv"
        assert top.wire.get(url).text == whole


@pytest.mark.behaviour("reports.cloud")
def test_a_report_for_the_cloud_is_finished_but_not_here(reports: Reports):
    there = {"outputLocation": "cloud", "cloudStoreParameters": {"cloudStorage": {"id": "S3"}}}
    output = reports.submitted("trial-balance", OCTOBER, **there)
    seen = [reports.status(output) for _ in range(3)]
    assert seen == [(200, "pending"), (200, "pending"), (200, "completed")]
    assert "downloadURL" not in reports.wire.get(output["href"]).json()["ia::result"]
    url = f"/services/reports/download?reportId={output['reportId']}&outputType=csv"
    assert reports.wire.get(url).status_code == 404
    record = reports.wire.get(f"{STORED}/{output['reportId']}").json()["ia::result"]
    assert (record["cloudStore"]["status"], record["localStore"]["csv"]["status"]) == (
        "success",
        None,
    )


@pytest.mark.behaviour("reports.failure")
def test_a_report_that_cannot_be_made_fails_and_leaves_a_record(fresh_sandbox: Sandbox):
    with reports_of(fresh_sandbox, report_account_choice="required") as reports:
        output = reports.submitted("account-balance", OCTOBER)
        assert reports.status(output) == (200, "failed")
        (record,) = reports.wire.query(
            object="reports/stored-report-error-record",
            fields=["errorCode", "errorDescription", "reportType", "storedReport.id"],
        )
        assert record == snapshot(
            {
                "errorCode": "GL-2000",
                "errorDescription": "Choose a range of accounts or an account group",
                "reportType": "_csv",
                "storedReport.id": "1",
            }
        )
        chosen = {**OCTOBER, "glAccountGroup": {"id": "Cash"}}
        assert reports.sheet("account-balance", chosen).row("1010")
        # Whatever ended badly does not stand in the way of the next.
        assert reports.sheet("trial-balance", OCTOBER).row("1010")


@pytest.mark.behaviour("assumptions.report-account-choice")
@pytest.mark.parametrize(
    ("reading", "ending"), [("optional", (303, "completed")), ("required", (200, "failed"))]
)
def test_a_report_of_all_accounts_may_be_made_or_not(
    fresh_sandbox: Sandbox, reading: str, ending: tuple[int, str]
):
    with reports_of(fresh_sandbox, report_account_choice=reading) as reports:
        assert reports.status(reports.submitted("account-balance", OCTOBER)) == ending


@pytest.mark.behaviour("reports.stored")
def test_stored_reports_are_objects_like_others(reports: Reports):
    finish(reports, reports.submitted("trial-balance", OCTOBER))
    reports.submitted("details", OCTOBER, outputType="text")
    rows = reports.wire.query(
        object="reports/stored-report",
        fields=[
            "id",
            "reportType",
            "reportTitle",
            "moduleKey",
            "user.id",
            "localStore.csv.status",
            "localStore.text.status",
        ],
        orderBy=[{"key": "asc"}],
    )
    assert [tuple(row.values()) for row in rows] == [
        ("1", "gl_tb", "For a test", "2.GL", "mcp_reader", "success", None),
        ("2", "gl_glrep", "For a test", "2.GL", "mcp_reader", None, "pending"),
    ]
    listed = reports.wire.get(STORED).json()["ia::result"]
    assert {reference["key"] for reference in listed} == {"1", "2"}


@pytest.mark.behaviour("reports.stored")
def test_a_stored_report_can_be_deleted_once_it_has_ended(reports: Reports):
    def delete(key: str) -> Any:
        return reports.wire.http.delete(f"{BASE}{STORED}/{key}", headers=reports.wire.headers)

    output = reports.submitted("trial-balance")
    assert reports.fault(delete("1")) == (422, "GL-2003", "")
    finish(reports, output)
    assert delete("1").status_code == 204
    assert reports.wire.get(f"{STORED}/1").status_code == 404
    assert reports.wire.get(output["href"]).status_code == 404
    assert delete("1").status_code == 404
    assert delete("one").status_code == 404
    assert delete("9" * 40).status_code == 404


def test_a_period_gives_its_days_up_to_a_day(reports: Reports):
    def days(**period: Any) -> str:
        parameters = {"timePeriod": {"periodToDate": period}} if period else {}
        return reports.sheet("trial-balance", parameters).headings[2]

    month = {"id": "Month Ended March 2026"}
    assert days(reportingPeriod=month) == "2026-03-01 to 2026-03-31"
    assert days(reportingPeriod=month, asOfDate="2026-03-15") == "2026-03-01 to 2026-03-15"
    assert days(reportingPeriod={"id": "Current Month"}) == "2026-10-01 to 2026-10-31"
    assert (
        days(reportingPeriod={"id": "Current Month"}, asOfDate="2026-02-10")
        == "2026-02-01 to 2026-02-10"
    )
    assert days() == "2026-10-01 to 2026-10-31"


@pytest.mark.behaviour("assumptions.report-location")
def test_a_location_may_be_required_where_there_are_several_currencies(fresh_sandbox: Sandbox):
    with reports_of(fresh_sandbox, report_location="required") as reports:
        assert reports.fault(reports.submit("trial-balance", OCTOBER)) == (
            422,
            "GL-2004",
            "/parameters/dimensions/location",
        )
        named = {**OCTOBER, "dimensions": {"location": {"id": "300"}}}
        assert {row["Currency"] for row in reports.sheet("trial-balance", named).rows} == {"GBP"}
    with reports_of(fresh_sandbox) as reports:
        sheet = reports.sheet("trial-balance", OCTOBER)
        assert {row["Currency"] for row in sheet.rows} == {"GBP", "USD"}


@pytest.mark.behaviour("reports.hierarchy")
def test_the_hierarchy_goes_down_to_the_accounts(reports: Reports):
    def listed(**asked: Any) -> list[tuple[str, ...]]:
        titles = ("Level", "Group", "From", "To", "Account")
        rows = reports.sheet("account-group-hierarchy", asked).rows
        return [tuple(row[title] for title in titles) for row in rows]

    def below(group: str) -> list[tuple[str, ...]]:
        bounds = {"startingAccountGroup": {"id": group}, "endingAccountGroup": {"id": group}}
        return listed(accountGroupType="allTypes", glAccountGroupRange=bounds)

    prepaid, stock = ("Prepaid expenses", "1300", "1399"), ("Inventories", "1400", "1499")
    assert below("Other current assets") == [
        ("1", "Other current assets", "", "", ""),
        ("2", "Prepaid expenses", "", "", ""),
        *(("2", *prepaid, f"13{number}") for number in ("00", "10", "20", "40", "50", "60", "70")),
        ("2", "Inventories", "", "", ""),
        *(("2", *stock, f"14{number}") for number in ("00", "10", "20", "30", "90")),
    ]
    assert {level for level, *_ in below("Liabilities")} == {"1", "2", "3"}
    assert {level for level, *_ in listed()} == {"1"}
    assert listed(accountGroupSource="systemAccountGroups") == []
    assert listed(accountGroupType="computation") == []


MALFORMED = [
    ({"parameters": {"asOfDate": "2026-10-31"}}, "REST-1043", "/parameters/asOfDate"),
    ({"nonsense": 1}, "REST-1043", "/nonsense"),
    ({"outputType": "xml"}, "REST-1043", "/outputType"),
    ({"outputType": "pdf"}, "invalidParameter", "/outputType"),
    ({"outputType": "excel"}, "invalidParameter", "/outputType"),
    ({"reportName": ""}, "REST-1043", "/reportName"),
    ({"reportName": None}, "REST-1043", "/reportName"),
    ({"reportName": 7}, "REST-1043", "/reportName"),
    ({"parameters": []}, "REST-1043", "/parameters"),
    ({"outputLocation": "cloud"}, "REST-1043", "/cloudStoreParameters/cloudStorage/id"),
    (
        {"parameters": over("2026-10-31", "2026-10-01")},
        "REST-1043",
        "/parameters/timePeriod/dateRange",
    ),
    (
        {"parameters": over("2026-02-30", "2026-10-01")},
        "REST-1043",
        "/parameters/timePeriod/dateRange/startDate",
    ),
    (
        {"parameters": {"timePeriod": {"dateRange": {"startDate": "2026-10-01"}}}},
        "REST-1043",
        "/parameters/timePeriod/dateRange/endDate",
    ),
    (
        {"parameters": {"timePeriod": {"periodToDate": {"asOfDate": "2026-10-01"}}}},
        "REST-1043",
        "/parameters/timePeriod/periodToDate/reportingPeriod",
    ),
    (
        {
            "parameters": {
                "timePeriod": {
                    **OCTOBER["timePeriod"],
                    "periodToDate": {"reportingPeriod": {"id": "Current Month"}},
                }
            }
        },
        "REST-1043",
        "/parameters/timePeriod",
    ),
    ({"parameters": {"showYTDBalances": "yes"}}, "REST-1043", "/parameters/showYTDBalances"),
    (
        {"parameters": {"showZeroBalanceAccounts": "some"}},
        "REST-1043",
        "/parameters/showZeroBalanceAccounts",
    ),
    ({"parameters": {"adjustmentBooks": "GAAP"}}, "REST-1043", "/parameters/adjustmentBooks"),
    ({"parameters": {"adjustmentBooks": [1]}}, "REST-1043", "/parameters/adjustmentBooks/0"),
    (
        {"parameters": {"includeReportingBook": False}},
        "REST-1043",
        "/parameters/adjustmentBooks",
    ),
    (
        {"parameters": {"dimensions": {"location": {"id": ""}}}},
        "REST-1043",
        "/parameters/dimensions/location",
    ),
    (
        {"parameters": {"dimensions": {"location": {"name": "x"}}}},
        "REST-1050",
        "/parameters/dimensions/location/name",
    ),
    (
        {"parameters": {"dimensions.location": {"id": "100"}}},
        "REST-1043",
        "/parameters/dimensions/location",
    ),
]


@pytest.mark.behaviour("reports.strict-body")
@pytest.mark.parametrize(("body", "error_id", "target"), MALFORMED)
def test_a_body_that_cannot_be_read_is_a_400_that_points_at_the_fault(
    refusing: Reports, body: dict[str, Any], error_id: str, target: str
):
    response = refusing.submit("trial-balance", **body)
    assert refusing.fault(response) == (400, error_id, target)
    assert response.json()["ia::result"]["ia::error"]["errorId"] == "REST-1064"
    assert refusing.wire.get(STORED).json()["ia::result"] == []


REFUSED: list[tuple[str, dict[str, Any], str, str]] = [
    (
        "trial-balance",
        {"dimensions": {"location": {"id": "999"}}},
        "BL03002028",
        "dimensions/location",
    ),
    (
        "trial-balance",
        {"dimensions": {"vendor": {"id": "C-0001"}}},
        "BL03002028",
        "dimensions/vendor",
    ),
    ("trial-balance", {"dimensions": {"project": {"id": "P"}}}, "BL03002028", "dimensions/project"),
    ("trial-balance", {"reportingBook": "TAX"}, "BL03002028", "reportingBook"),
    ("trial-balance", {"adjustmentBooks": ["IFRS"]}, "BL03002028", "adjustmentBooks/0"),
    (
        "trial-balance",
        {"timePeriod": {"periodToDate": {"reportingPeriod": {"id": "May"}}}},
        "BL03002028",
        "timePeriod/periodToDate/reportingPeriod",
    ),
    (
        "trial-balance",
        {
            "timePeriod": {
                "periodToDate": {
                    "reportingPeriod": {"id": "Month Ended March 2026"},
                    "asOfDate": "2026-05-01",
                }
            }
        },
        "GL-0311",
        "timePeriod/periodToDate/reportingPeriod",
    ),
    ("trial-balance", {"ownershipStructure": {"id": "X"}}, "PL-0102", "ownershipStructure"),
    (
        "trial-balance",
        {"dimensionGroups": {"locationGroup": {"id": "X"}}},
        "PL-0102",
        "dimensionGroups",
    ),
    (
        "account-balance",
        {"glAccountRange": {"startingAccount": {"id": "4001"}}},
        "BL03002028",
        "glAccountRange/startingAccount",
    ),
    (
        "account-balance",
        {
            "glAccountRange": {
                "startingAccount": {"id": "4100"},
                "endingAccount": {"id": "4000"},
            }
        },
        "BL03002028",
        "glAccountRange",
    ),
    ("account-balance", {"glAccountGroup": {"id": "Csh"}}, "BL03002028", "glAccountGroup"),
    ("account-balance", {"txnPresentation": "detail"}, "PL-0102", "txnPresentation"),
    (
        "account-balance-by-dimension",
        {"dimensionPresentation": "cascaded"},
        "PL-0102",
        "dimensionPresentation",
    ),
    (
        "account-balance-by-dimension",
        {"glAccountRange": [{}, {"endingAccount": {"id": "1"}}]},
        "BL03002028",
        "glAccountRange/1/endingAccount",
    ),
    ("details", {"showOffsetDetails": True}, "PL-0102", "showOffsetDetails"),
    (
        "account-group-hierarchy",
        {"glAccountRange": {"startingAccount": {"id": "1010"}}},
        "PL-0102",
        "glAccountRange",
    ),
]


@pytest.mark.behaviour("reports.refused")
@pytest.mark.parametrize(("report", "parameters", "error_id", "target"), REFUSED)
def test_what_the_company_or_the_sandbox_does_not_have_is_a_422(
    refusing: Reports, report: str, parameters: dict[str, Any], error_id: str, target: str
):
    response = refusing.submit(report, parameters)
    assert refusing.fault(response) == (422, error_id, f"/parameters/{target}")


def test_a_report_for_a_later_day_is_refused(reports: Reports):
    response = reports.submit("trial-balance", scheduledReportDate="2026-11-01")
    assert reports.fault(response) == (422, "PL-0102", "/scheduledReportDate")
    assert reports.submit("trial-balance", scheduledReportDate="2026-10-31").status_code == 202


def test_what_is_known_and_as_it_would_be_anyway_is_taken(reports: Reports):
    usual = {
        "contentSelection": "actual",
        "dimensionPresentation": "sideBySide",
        "showSubtotals": False,
        "budget": None,
        "reportOrientation": "landscape",
        "fitToOnePage": True,
    }
    assert reports.submit("account-balance-by-dimension", usual).status_code == 202


@pytest.mark.parametrize(
    ("address", "status", "error_id"),
    [
        ("status?outputType=csv&outputLocation=intacct", 400, "REST-1043"),
        ("status?reportId=1&outputLocation=intacct", 400, "REST-1043"),
        ("status?reportId=1&outputType=csv", 400, "REST-1043"),
        ("status?reportId=1&outputType=doc&outputLocation=intacct", 400, "REST-1043"),
        ("status?reportId=1&outputType=csv&outputLocation=intacct&x=1", 400, "REST-1034"),
        ("status?reportId=1&outputType=csv&outputLocation=intacct", 404, "REST-1055"),
        ("status?reportId=x&outputType=csv&outputLocation=intacct", 404, "REST-1055"),
        (f"download?reportId={'9' * 30}&outputType=csv", 404, "REST-1055"),
        ("download?outputType=csv", 400, "REST-1043"),
        ("download?reportId=1", 400, "REST-1043"),
        ("download?reportId=1&outputType=csv&outputLocation=intacct", 400, "REST-1034"),
    ],
)
def test_status_and_download_take_their_parameters_and_no_others(
    refusing: Reports, address: str, status: int, error_id: str
):
    response = refusing.wire.get(f"/services/reports/{address}")
    assert refusing.fault(response)[:2] == (status, error_id)


@pytest.mark.parametrize("service", ["cancel", "stored-reports"])
def test_cancel_and_another_format_need_a_whole_and_known_name(refusing: Reports, service: str):
    def answer(**body: Any) -> tuple[int, str, str]:
        return refusing.fault(refusing.wire.post(f"/services/reports/{service}", body))

    whole = {"reportId": "1", "outputType": "csv", "outputLocation": "intacct"}
    assert answer(**whole)[:2] == (404, "REST-1055")
    for missing in whole:
        rest = {key: value for key, value in whole.items() if key != missing}
        assert answer(**rest) == (400, "REST-1043", f"/{missing}")
    assert answer(**whole, more=1) == (400, "REST-1043", "/more")
    assert answer(**{**whole, "reportId": 1}) == (400, "REST-1043", "/reportId")
    if service == "stored-reports":
        assert answer(**{**whole, "outputType": "pdf"})[1] == "invalidParameter"


def test_reports_need_a_token_and_a_name_that_is_known(refusing: Reports):
    assert refusing.fault(refusing.submit("balance-sheet"))[:2] == (404, "REST-1033")
    address = f"{BASE}{GENERAL_LEDGER}/trial-balance"
    assert refusing.wire.http.post(address, json={"reportName": "x"}).status_code == 401
    no_body = refusing.wire.http.post(address, headers=refusing.wire.headers)
    assert refusing.fault(no_body)[:2] == (400, "REST-1028")
