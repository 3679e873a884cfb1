"""What the general ledger reports say: figures against plain SQL, and totals that tie (docs/api/reports.md)."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from effort import EXAMPLES
from intacct_sandbox.serve import Sandbox, Seed
from opened import company
from report_files import Reports, money, over, reports_of

TODAY = date(2026, 10, 31)
OCTOBER = over("2026-10-01", "2026-10-31")
YEAR = over("2026-01-01", "2026-10-31")
SIGNED = "CASE l.txn_type WHEN 'debit' THEN l.base_amount ELSE -l.base_amount END"
OF_BOOK = (
    "FROM journal_line l JOIN journal_entry e ON e.key = l.entry_key"
    " JOIN account a ON a.key = l.account_key JOIN location o ON o.key = l.location_key"
    " JOIN journal j ON j.key = e.journal_key"
    " WHERE e.state <> 'draft' AND {}"
)
LINES = OF_BOOK.format("j.book_id = 'ACCRUAL'")


@pytest.fixture(scope="module")
def books() -> Iterator[Sandbox]:
    with company(Seed(1, TODAY, 2_000)) as sandbox:
        yield sandbox


@pytest.fixture(scope="module")
def reports(books: Sandbox) -> Iterator[Reports]:
    with reports_of(books) as opened:
        yield opened


def cents(sandbox: Sandbox, wanted: str, condition: str = "TRUE") -> dict[tuple[str, ...], Decimal]:
    """A sum by account and currency, in whole units."""
    rows = sandbox.ledger.rows(
        f"SELECT a.id, l.base_currency, SUM({wanted}) {LINES} AND {condition} GROUP BY 1, 2"
    )
    return {(account, currency): Decimal(found).scaleb(-2) for account, currency, found in rows}


@pytest.mark.behaviour("reports.totals")
@pytest.mark.parametrize("location", ["", "100", "200", "300", "110"])
def test_the_totals_of_a_year_so_far_tie_in_each_currency(reports: Reports, location: str):
    named = {"dimensions": {"location": {"id": location}}} if location else {}
    sheet = reports.sheet("trial-balance", {**YEAR, **named})
    assert [total["Currency"] for total in sheet.totals] == (
        {"": ["GBP", "USD"], "300": ["GBP"]}.get(location, ["USD"])
    )
    if location != "110":  # entries span the locations of an entity
        assert set(sheet.sums("Opening").values()) == {0}
        assert set(sheet.sums("Closing").values()) == {0}
        assert sheet.sums("Debits") == sheet.sums("Credits")
    for total in sheet.totals:
        for column in ("Opening", "Debits", "Credits", "Closing"):
            own = [money(row[column]) for row in sheet.rows if row["Currency"] == total["Currency"]]
            assert sum(own) == money(total[column])


@pytest.mark.behaviour("reports.figures")
def test_the_figures_are_those_of_plain_sql(reports: Reports, books: Sandbox):
    inside = "l.entry_date BETWEEN '2026-10-01' AND '2026-10-31'"
    debits = cents(books, "l.base_amount", f"l.txn_type = 'debit' AND {inside}")
    credit_memos = cents(books, "l.base_amount", f"l.txn_type = 'credit' AND {inside}")
    before = cents(books, SIGNED, "a.type = 'balanceSheet' AND l.entry_date < '2026-10-01'")
    earned = cents(books, SIGNED, "a.type = 'incomeStatement' AND l.entry_date < '2026-01-01'")
    for (_, currency), amount in earned.items():
        slot = ("3900", currency)
        before[slot] = before.get(slot, Decimal(0)) + amount
    sheet = reports.sheet("trial-balance", OCTOBER)
    assert len(sheet.rows) > 40
    for row in sheet.rows:
        slot = (row["Account"], row["Currency"])
        assert money(row["Opening"]) == before.pop(slot, 0), slot
        assert money(row["Debits"]) == debits.pop(slot, 0), slot
        assert money(row["Credits"]) == credit_memos.pop(slot, 0), slot
    assert (debits, credit_memos) == ({}, {})
    assert set(before.values()) <= {0}


@pytest.mark.behaviour("reports.cash-book")
def test_the_cash_book_has_payments_as_cash_and_what_is_booked_by_hand(
    reports: Reports, books: Sandbox
):
    in_cash = OF_BOOK.format("j.book_type IN ('cash', 'cashAndAccrual') AND NOT j.is_adjustment")
    rows = books.ledger.rows(
        f"SELECT a.id, l.base_currency, SUM(l.base_amount) {in_cash} AND l.txn_type = 'debit'"
        " AND l.entry_date BETWEEN '2026-01-01' AND '2026-10-31' GROUP BY 1, 2"
    )
    sheet = reports.sheet("trial-balance", {**YEAR, "reportingBook": "CASH"})
    found = {(row["Account"], row["Currency"]): money(row["Debits"]) for row in sheet.rows}
    assert {slot: amount for slot, amount in found.items() if amount} == {
        (account, currency): Decimal(amount).scaleb(-2) for account, currency, amount in rows
    }
    assert sheet.sums("Debits") == sheet.sums("Credits")
    assert set(sheet.sums("Closing").values()) == {0}
    accrual = reports.sheet("trial-balance", YEAR)
    assert sheet.row("4000")["Closing"] != accrual.row("4000")["Closing"]
    assert "2000" in {row["Account"] for row in accrual.rows}
    assert "2000" not in {row["Account"] for row in sheet.rows}


@pytest.mark.parametrize("reading", ["ACCRUAL", "Accrual"])
def test_a_book_is_known_by_its_id_as_a_query_spells_it(books: Sandbox, reading: Any):
    with reports_of(books, book_id=reading) as reports:
        (journal,) = reports.wire.query(
            object="general-ledger/journal", fields=["bookId"], filters=[{"$eq": {"id": "SJ"}}]
        )
        assert journal["bookId"] == reading
        asked = {**OCTOBER, "reportingBook": journal["bookId"]}
        assert reports.sheet("trial-balance", asked).rows == (
            reports.sheet("trial-balance", OCTOBER).rows
        )


@pytest.mark.behaviour("reports.closing")
def test_posted_closings_change_no_figure(reports: Reports, closed_sandbox: Sandbox):
    with company(Seed(1, TODAY)) as plain, reports_of(plain) as without:
        for days in (OCTOBER, YEAR, over("2025-03-01", "2026-02-28")):
            with reports_of(closed_sandbox) as posted:
                assert posted.sheet("trial-balance", days) == without.sheet("trial-balance", days)


def test_retained_earnings_open_with_the_results_of_the_years_before(
    reports: Reports, books: Sandbox
):
    sheet = reports.sheet("trial-balance", over("2026-01-01", "2026-01-31"))
    earned = books.ledger.rows(
        f"SELECT SUM({SIGNED}) {LINES} AND a.type = 'incomeStatement'"
        " AND l.entry_date < '2026-01-01' AND l.base_currency = 'USD'"
    )[0][0]
    assert earned
    assert money(sheet.row("3900")["Opening"]) == Decimal(earned).scaleb(-2)


def test_a_year_that_ends_in_the_range_is_closed_in_it(reports: Reports):
    across = reports.sheet("trial-balance", over("2025-11-01", "2026-02-28")).row("3900")
    in_new_year = reports.sheet("trial-balance", over("2026-02-01", "2026-02-28")).row("3900")
    assert across["Opening"] != in_new_year["Opening"]
    assert across["Closing"] == in_new_year["Closing"]
    assert money(across["Opening"]) + money(across["Debits"]) - money(across["Credits"]) == money(
        across["Closing"]
    )
    details = reports.sheet(
        "details", {**over("2025-11-01", "2026-02-28"), "glAccountGroup": {"id": "Equity"}}
    )
    (closed,) = [
        row
        for row in details.rows
        if row["Description"].startswith("Result of fiscal years") and row["Currency"] == "USD"
    ]
    assert closed["Balance"] == across["Closing"]


@pytest.mark.behaviour("reports.part-of-year", "assumptions.report-earnings")
def test_over_part_of_a_year_the_result_so_far_is_in_no_account(reports: Reports, books: Sandbox):
    sheet = reports.sheet("trial-balance", OCTOBER)
    so_far = books.ledger.rows(
        f"SELECT l.base_currency, SUM({SIGNED}) {LINES} AND a.type = 'incomeStatement'"
        " AND l.entry_date BETWEEN '2026-01-01' AND '2026-09-30' GROUP BY 1"
    )
    assert sheet.sums("Closing") == {
        currency: -Decimal(amount).scaleb(-2) for currency, amount in so_far
    }
    assert money(sheet.row("4000")["Opening"]) == 0


@pytest.mark.parametrize(
    ("asked", "assumed"),
    [
        ({"showYTDBalances": True}, {}),
        ({"showYTDBalances": True}, {"report_earnings": "retained"}),
        ({}, {"report_earnings": "retained"}),
    ],
)
@pytest.mark.behaviour("assumptions.report-earnings", "assumptions.report-ytd")
def test_with_the_year_so_far_the_closings_add_up_to_zero(
    books: Sandbox, asked: dict[str, Any], assumed: dict[str, Any]
):
    with reports_of(books, **assumed) as reports:
        sheet = reports.sheet("trial-balance", {**OCTOBER, **asked})
    assert set(sheet.sums("Closing").values()) == {0}
    assert set(sheet.sums("Opening").values()) == {0}
    assert (money(sheet.row("4000")["Opening"]) != 0) == bool(asked)


@pytest.mark.behaviour("assumptions.report-ytd")
def test_year_to_date_can_be_a_column_instead(books: Sandbox):
    with reports_of(books, report_ytd="column") as reports:
        sheet = reports.sheet("trial-balance", {**OCTOBER, "showYTDBalances": True})
        year = reports.sheet("trial-balance", YEAR)
    assert money(sheet.row("4000")["Opening"]) == 0
    assert sheet.row("4000")["Year to date"] == year.row("4000")["Closing"]
    assert sheet.row("1010")["Year to date"] == ""


def test_an_entity_is_all_its_locations_unless_told_otherwise(reports: Reports):
    def debits(location: str, **more: Any) -> Decimal:
        named = {"dimensions": {"location": {"id": location}}, **more}
        return (
            reports.sheet("trial-balance", {**YEAR, **named}).sums("Debits").get("USD", Decimal(0))
        )

    alone = debits("100", subDimensions={"includeLocation": False})
    assert debits("100") == debits("110") + debits("120") + alone
    assert alone < debits("100")


def test_details_can_leave_out_the_location_or_what_is_below_it(reports: Reports):
    def lines(transactions: str) -> int:
        named = {"dimensions": {"location": {"id": "100"}}, "txnFilter": transactions}
        return sum(bool(row["Date"]) for row in reports.sheet("details", {**YEAR, **named}).rows)

    assert lines("allLocation") == lines("thisLocation") + lines("childLocation")
    assert lines("childLocation") > 0


@pytest.mark.behaviour("reports.dimensions")
@pytest.mark.parametrize(
    ("dimension", "id_", "condition"),
    [
        (
            "department",
            "ENG",
            "l.department_key IN (SELECT key FROM department WHERE id IN ('ENG', 'LAB'))",
        ),
        ("department", "LAB", "l.department_key = (SELECT key FROM department WHERE id = 'LAB')"),
        (
            "customer",
            "C-0003",
            "l.customer_key = (SELECT key FROM party WHERE id = 'C-0003')",
        ),
        ("vendor", "V-0004", "l.vendor_key = (SELECT key FROM party WHERE id = 'V-0004')"),
    ],
)
def test_each_dimension_narrows_the_lines(
    reports: Reports, books: Sandbox, dimension: str, id_: str, condition: str
):
    days = "l.entry_date BETWEEN '2026-01-01' AND '2026-10-31'"
    expected = cents(books, "l.base_amount", f"l.txn_type = 'debit' AND {days} AND {condition}")
    sheet = reports.sheet("trial-balance", {**YEAR, "dimensions": {dimension: {"id": id_}}})
    found = {(row["Account"], row["Currency"]): money(row["Debits"]) for row in sheet.rows}
    assert {slot: amount for slot, amount in found.items() if amount} == expected
    assert expected


def test_which_empty_accounts_are_shown_can_be_chosen(reports: Reports, books: Sandbox):
    def shown(choice: str) -> set[str]:
        sheet = reports.sheet("trial-balance", {**OCTOBER, "showZeroBalanceAccounts": choice})
        return {row["Account"] for row in sheet.rows}

    chart = {id_ for (id_,) in books.ledger.rows("SELECT id FROM account")}
    assert shown("all") == chart
    assert "6990" not in shown("onlyWithActivity")  # never used
    details = reports.sheet("details", {**OCTOBER, "showZeroBalanceAccounts": "all"})
    assert {row["Account"] for row in details.rows} == chart
    in_leeds = {"dimensions": {"location": {"id": "300"}}}
    gbp = reports.sheet("trial-balance", {**OCTOBER, **in_leeds, "showZeroBalanceAccounts": "all"})
    assert {row["Currency"] for row in gbp.rows} == {"GBP"}


def test_balances_can_be_split_into_debit_and_credit_columns(reports: Reports):
    whole = reports.sheet("trial-balance", YEAR)
    split = reports.sheet("trial-balance", {**YEAR, "showDebitCreditBalances": True})
    assert len(split.rows) == len(whole.rows)
    for row, sides in zip(whole.rows, split.rows, strict=True):
        assert "" in (sides["Closing debit"], sides["Closing credit"])
        assert money(row["Closing"]) == money(sides["Closing debit"]) - money(
            sides["Closing credit"]
        )
    assert split.sums("Closing debit") == split.sums("Closing credit")
    assert split.sums("Closing debit")["USD"] > 0


def test_accounts_are_picked_by_range_or_by_group(reports: Reports):
    ranged = reports.sheet(
        "account-balance",
        {
            **OCTOBER,
            "glAccountRange": {"startingAccount": {"id": "4000"}, "endingAccount": {"id": "4200"}},
        },
    )
    whole = reports.sheet("trial-balance", OCTOBER)
    picked = [row["Account"] for row in ranged.rows]
    assert picked == [row["Account"] for row in whole.rows if "4000" <= row["Account"] <= "4200"]
    assert {"4000", "4100", "4200"} <= {*picked} < {row["Account"] for row in whole.rows}
    grouped = reports.sheet("account-balance", {**OCTOBER, "glAccountGroup": {"id": "Assets"}})
    assert {row["Account"][0] for row in grouped.rows} == {"1"}
    assert ranged.row("4000") == {
        name: cell for name, cell in whole.row("4000").items() if not name.startswith("Adjusting")
    }


def test_balances_by_dimension_are_the_balances_taken_apart(reports: Reports, books: Sandbox):
    sheet = reports.sheet(
        "account-balance-by-dimension",
        {
            **OCTOBER,
            "showDimensionValues": {
                "location": {"includeId": True, "includeName": True},
                "department": {"includeIdName": True},
            },
            "glAccountRange": [
                {"startingAccount": {"id": "4000"}, "endingAccount": {"id": "4100"}},
                {"startingAccount": {"id": "6000"}, "endingAccount": {"id": "6000"}},
            ],
            "showGrandTotals": True,
        },
    )
    expected = books.ledger.rows(
        f"SELECT a.id, o.id, o.name, COALESCE(d.id || '--' || d.name, ''), SUM({SIGNED})"
        f" {LINES.replace(' WHERE', ' LEFT JOIN department d ON d.key = l.department_key WHERE')}"
        " AND (a.id BETWEEN '4000' AND '4100' OR a.id = '6000')"
        " AND l.entry_date BETWEEN '2026-10-01' AND '2026-10-31' GROUP BY 1, 2, 3, 4"
    )
    titles = ("Account", "Location", "Location name", "Department and name")
    assert {tuple(row[title] for title in titles): row["Closing"] for row in sheet.rows} == {
        tuple(names): str(Decimal(amount).scaleb(-2)) for *names, amount in expected
    }
    assert sheet.sums("Closing")["USD"] == sum(
        money(row["Closing"]) for row in sheet.rows if row["Currency"] == "USD"
    )


@pytest.mark.behaviour("reports.details")
def test_the_balance_of_the_details_runs_from_opening_to_closing(reports: Reports, books: Sandbox):
    sheet = reports.sheet("details", {**OCTOBER, "showTxnNumber": True, "showNetChange": True})
    balances = reports.sheet("trial-balance", OCTOBER)
    dated = 0
    balance = Decimal(0)
    for row in sheet.rows:
        match row["Description"], row["Date"]:
            case "Opening balance", "":
                balance = money(row["Balance"])
            case "Closing balance", "":
                own = balances.row(row["Account"], row["Currency"])
                assert money(row["Balance"]) == balance == money(own["Closing"])
                assert (row["Debit"], row["Credit"]) == (own["Debits"], own["Credits"])
                assert money(row["Net change"]) == money(own["Debits"]) - money(own["Credits"])
            case _:
                dated += 1
                assert row["Transaction"]
                balance += money(row["Debit"]) - money(row["Credit"])
                assert balance == money(row["Balance"])
    expected = books.ledger.rows(
        f"SELECT COUNT(*) {LINES} AND l.entry_date BETWEEN '2026-10-01' AND '2026-10-31'"
    )
    assert [(dated,)] == expected


def test_details_can_be_without_lines_and_can_name_documents(reports: Reports):
    short = reports.sheet("details", {**OCTOBER, "showDetail": False})
    assert {row["Description"] for row in short.rows} == {"Opening balance", "Closing balance"}
    whole = reports.sheet(
        "details", {**OCTOBER, "documentNumberType": "billInvoiceOrAdjustmentNumber"}
    )
    assert any(row["Document"].startswith("INV-") for row in whole.rows)


@pytest.mark.parametrize(
    ("group_by", "titles"),
    [
        ("locationOnly", ("Location",)),
        ("departmentOnly", ("Department",)),
        ("departmentAndLocation", ("Department", "Location")),
    ],
)
def test_details_can_be_taken_apart(reports: Reports, group_by: str, titles: tuple[str, ...]):
    whole = reports.sheet("details", OCTOBER)
    apart = reports.sheet("details", {**OCTOBER, "groupBy": group_by})

    def dated(rows: list[dict[str, str]]) -> list[tuple[str, ...]]:
        kept = ("Account", "Date", "Debit", "Credit", "Description")
        return sorted(tuple(row[title] for title in kept) for row in rows if row["Date"])

    assert dated(apart.rows) == dated(whole.rows)
    order = [tuple(row[title] for title in titles) for row in apart.rows]
    assert order == sorted(order)
    assert len(set(order)) > 2
    balance = Decimal(0)
    for row in apart.rows:
        if row["Description"] == "Opening balance":
            balance = money(row["Balance"])
        elif row["Date"]:
            balance += money(row["Debit"]) - money(row["Credit"])
        assert balance == money(row["Balance"])
    closings = {"whole": Decimal(0), "apart": Decimal(0)}
    for name, sheet in (("whole", whole), ("apart", apart)):
        for row in sheet.rows:
            if row["Description"] == "Closing balance" and row["Account"] == "1200":
                closings[name] += money(row["Balance"])
    assert closings["whole"] == closings["apart"] != 0


DAYS = st.dates(date(2024, 9, 1), date(2026, 12, 31))


@settings(
    max_examples=8 * EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(days=st.lists(DAYS, min_size=3, max_size=3, unique=True).map(sorted))
def test_opening_and_movement_give_the_closing_and_ranges_follow_on(
    reports: Reports, days: list[date]
):
    first, middle, last = days
    before = reports.sheet(
        "trial-balance",
        {**over(str(first), str(middle - timedelta(days=1))), "showZeroBalanceAccounts": "all"},
    )
    after = reports.sheet(
        "trial-balance", {**over(str(middle), str(last)), "showZeroBalanceAccounts": "all"}
    )
    whole = reports.sheet(
        "trial-balance", {**over(str(first), str(last)), "showZeroBalanceAccounts": "all"}
    )
    crosses_year = first.year != last.year
    for one, two, both in zip(before.rows, after.rows, whole.rows, strict=True):
        for row in (one, two, both):
            assert money(row["Opening"]) + money(row["Debits"]) - money(row["Credits"]) == money(
                row["Closing"]
            )
        if one["Account"] >= "4000":
            assert one["Opening"] == two["Opening"] == "0.00"
        elif one["Account"] != "3900" or not crosses_year:
            assert one["Closing"] == two["Opening"]
        assert both["Opening"] == one["Opening"]
        if one["Account"] < "4000":
            assert both["Closing"] == two["Closing"]
        if one["Account"] != "3900":
            for column in ("Debits", "Credits"):
                assert money(both[column]) == money(one[column]) + money(two[column])
