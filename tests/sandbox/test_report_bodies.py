"""Any body of known and unknown keys is answered as documented, and what was taken runs to an end."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from effort import EXAMPLES
from intacct_sandbox.catalogue import service_fields
from intacct_sandbox.serve import Seed
from opened import company
from report_files import GENERAL_LEDGER, Reports, reports_of

REPORTS = (
    "trial-balance",
    "account-balance",
    "account-balance-by-dimension",
    "details",
    "account-group-hierarchy",
)
WORDS = st.sampled_from(
    [
        "4000",
        "1010",
        "100",
        "300",
        "ENG",
        "C-0001",
        "V-0001",
        "Cash",
        "Equity",
        "ACCRUAL",
        "CASH",
        "FY2026",
        "2026-10-01",
        "2026-10-31",
        "2026-02-30",
        "html",
        "csv",
        "text",
        "x",
        "1",
        "\x00",
        "",
    ]
)
ODD: st.SearchStrategy[Any] = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.just([]),
    st.just({}),
)


@pytest.fixture(scope="module")
def reports() -> Iterator[Reports]:
    with company(Seed(1, date(2026, 10, 31), 500)) as sandbox, reports_of(sandbox) as opened:
        yield opened


def put(body: dict[str, Any], path: str, value: Any) -> None:
    """Set a value at a path of the catalogue; a part with `[]` is a list of one."""
    *parents, last = path.split(".")
    inner: Any = body
    for name in parents:
        held = inner.setdefault(name.removesuffix("[]"), [{}] if name.endswith("[]") else {})
        inner = held[0] if isinstance(held, list) and held else held
        if not isinstance(inner, dict):
            return
    inner[last.removesuffix("[]")] = value


@st.composite
def bodies(draw: st.DrawFn) -> tuple[str, dict[str, Any]]:
    report = draw(st.sampled_from(REPORTS))
    fields = service_fields(f"POST {GENERAL_LEDGER}/{report}")
    usual = sorted(path for path, field in fields.items() if field.is_scalar)
    body: dict[str, Any] = {"reportName": "x", "outputType": "csv"}
    for path in draw(st.lists(st.sampled_from(usual), max_size=6, unique=True)):
        field = fields[path]
        if field.type == "b":
            sensible: st.SearchStrategy[Any] = st.booleans()
        else:
            sensible = st.sampled_from(field.choices) if field.choices else WORDS
        put(body, path, draw(st.one_of(sensible, sensible, sensible, WORDS, ODD)))
    if draw(st.integers(0, 9)) == 0:
        put(body, draw(st.sampled_from(sorted(fields))), draw(ODD))
    return report, body


@settings(
    max_examples=60 * EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(asked=bodies())
def test_no_body_breaks_a_report(reports: Reports, asked: tuple[str, dict[str, Any]]):
    report, body = asked
    response = reports.wire.post(f"{GENERAL_LEDGER}/{report}", body)
    if response.status_code != 202:
        assert response.status_code in {400, 422}, response.text
        assert response.json()["ia::result"]["ia::error"]["details"]
        return
    output = response.json()["ia::result"]
    ended = reports.wire.get(output["href"])
    if ended.status_code == 303:
        url = ended.json()["ia::result"]["downloadURL"]
        assert reports.wire.get(url).text
    else:
        assert ended.json()["ia::result"]["outputLocation"] == "cloud"
        assert ended.json()["ia::result"]["status"] == "completed"
