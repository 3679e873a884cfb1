import pytest
from inline_snapshot import snapshot

from agent import Agent, column, records


async def test_an_account_as_of_a_day(agent: Agent):
    assert await agent.reads("gl_balance", account="1010", as_of="2026-09-30") == snapshot(
        {
            "company": "harwick (sandbox)",
            "scope": "all entities incl. private, accrual, USD",
            "as_of": "2026-09-30",
            "preliminary": True,
            "sign": "debits positive, credits negative",
            "columns": ["account", "name", "closing"],
            "rows": [["1010", "Operating account - Cascade", "110315.17"]],
            "totals": {"closing": "110315.17"},
            "total": 1,
            "evidence": "b2e5bfb8",
            "api": 1,
            "api_setup": 5,
        }
    )


@pytest.mark.behaviour("balances.currencies-apart")
async def test_an_account_over_a_period(agent: Agent):
    assert await agent.reads("gl_balance", account="1200", period="2026-09") == snapshot(
        {
            "company": "harwick (sandbox)",
            "scope": "all entities incl. private, accrual",
            "period": {"start": "2026-09-01", "end": "2026-09-30"},
            "preliminary": True,
            "sign": "debits positive, credits negative",
            "columns": ["account", "name", "currency", "opening", "debits", "credits", "closing"],
            "rows": [
                [
                    "1200",
                    "Accounts receivable",
                    "GBP",
                    "116882.03",
                    "26607.78",
                    "34631.02",
                    "108858.79",
                ],
                [
                    "1200",
                    "Accounts receivable",
                    "USD",
                    "161061.32",
                    "102601.25",
                    "21430.99",
                    "242231.58",
                ],
            ],
            "totals": {
                "GBP": {
                    "opening": "116882.03",
                    "debits": "26607.78",
                    "credits": "34631.02",
                    "closing": "108858.79",
                },
                "USD": {
                    "opening": "161061.32",
                    "debits": "102601.25",
                    "credits": "21430.99",
                    "closing": "242231.58",
                },
            },
            "total": 2,
            "evidence": "1558ff74",
            "api": 2,
            "api_setup": 5,
        }
    )


@pytest.mark.behaviour("balances.income-from-zero")
async def test_income_statement_accounts_open_at_zero_and_say_the_year_to_date(agent: Agent):
    assert await agent.reads("gl_balance", account="4000", period="2026-09") == snapshot(
        {
            "company": "harwick (sandbox)",
            "scope": "all entities incl. private, accrual",
            "period": {"start": "2026-09-01", "end": "2026-09-30"},
            "preliminary": True,
            "sign": "debits positive, credits negative",
            "columns": [
                "account",
                "name",
                "currency",
                "opening",
                "debits",
                "credits",
                "closing",
                "ytd",
            ],
            "rows": [
                [
                    "4000",
                    "Instrument sales",
                    "GBP",
                    "0.00",
                    "0.00",
                    "858.85",
                    "-858.85",
                    "-98974.02",
                ],
                [
                    "4000",
                    "Instrument sales",
                    "USD",
                    "0.00",
                    "0.00",
                    "47771.71",
                    "-47771.71",
                    "-227435.50",
                ],
            ],
            "totals": {
                "GBP": {
                    "opening": "0.00",
                    "debits": "0.00",
                    "credits": "858.85",
                    "closing": "-858.85",
                },
                "USD": {
                    "opening": "0.00",
                    "debits": "0.00",
                    "credits": "47771.71",
                    "closing": "-47771.71",
                },
            },
            "total": 2,
            "notes": ["Income statement accounts open at zero at the start of the period."],
            "evidence": "2ccb54c9",
            "api": 2,
            "api_setup": 5,
        }
    )


@pytest.mark.behaviour("accounts.words")
async def test_a_list_a_range_a_group_and_a_name_pick_accounts(agent: Agent):
    picked = {
        words: sorted(set(column(await agent.reads("gl_balance", account=words), "account")))
        for words in (
            "4000..4900, cash",
            "1010, payables, 1500..1599",
            "1010, 1020",
            "1000..1099",
            "1010-1030",
            "cash",
            "Total assets",
            "operating account",
        )
    }
    assert picked == snapshot(
        {
            "4000..4900, cash": [
                "1010",
                "1020",
                "1030",
                "1040",
                "1060",
                "1090",
                "4000",
                "4010",
                "4020",
                "4100",
                "4110",
                "4120",
                "4200",
                "4210",
                "4300",
                "4900",
            ],
            "1010, payables, 1500..1599": [
                "1010",
                "1500",
                "1510",
                "1530",
                "1590",
                "1592",
                "2000",
                "2050",
                "2060",
            ],
            "1010, 1020": ["1010", "1020"],
            "1000..1099": ["1010", "1020", "1030", "1040", "1060", "1090"],
            "1010-1030": ["1010", "1020", "1030"],
            "cash": ["1010", "1020", "1030", "1040", "1060", "1090"],
            "Total assets": [
                "1010",
                "1020",
                "1030",
                "1040",
                "1060",
                "1090",
                "1200",
                "1250",
                "1290",
                "1300",
                "1310",
                "1350",
                "1360",
                "1400",
                "1420",
                "1500",
                "1510",
                "1530",
                "1590",
                "1592",
                "1800",
            ],
            "operating account": ["1010", "1020", "1030", "1040"],
        }
    )


@pytest.mark.behaviour("accounts.groups-of-groups")
async def test_a_group_of_groups_is_the_sum_of_its_parts(agent: Agent):
    whole = await agent.reads("gl_balance", account="Liabilities")
    parts = [
        await agent.reads("gl_balance", account=name) for name in ("Payables", "Other liabilities")
    ]
    assert records(whole) == sorted(
        (row for part in parts for row in records(part)),
        key=lambda row: (row["account"], row["currency"]),
    )


@pytest.mark.behaviour("dimensions.adds-up")
async def test_a_split_by_entity_or_department_adds_up_to_the_whole(agent: Agent):
    whole = await agent.reads("gl_balance", account="6000", period="2026-09")
    for by in ("entity", "department", "location"):
        split = await agent.reads("gl_balance", account="6000", period="2026-09", by=by)
        assert split["totals"] == whole["totals"]
        assert by in split["columns"]


@pytest.mark.behaviour("dimensions.none")
async def test_lines_without_a_department_stand_under_none(agent: Agent):
    split = await agent.reads("gl_balance", account="4000", by="department")
    assert "(none)" in column(split, "department")


@pytest.mark.parametrize(
    ("arguments", "transactions"),
    [
        ({"account": "1200"}, 1),
        ({"account": "1000..3100"}, 1),
        ({"account": "4000"}, 1),
        ({"account": "1200,4000"}, 1),
        ({"account": "3900"}, 2),
        ({"account": "1200", "period": "2026-09"}, 2),
        ({"account": "4000", "period": "2026-09"}, 2),
        ({"account": "3900", "period": "2026-09"}, 3),
        ({"account": "3900", "period": "2025-12-01..2026-01-31"}, 4),
    ],
)
@pytest.mark.behaviour("transactions.a-balance")
async def test_what_a_balance_costs(agent: Agent, arguments: dict[str, str], transactions: int):
    assert (await agent.reads("gl_balance", **arguments))["api"] == transactions


@pytest.mark.behaviour("transactions.learned-once")
async def test_what_was_learned_once_is_counted_apart_and_not_again(agent: Agent):
    first = await agent.reads("gl_balance", account="1200")
    again = await agent.reads("gl_balance", account="1200")
    assert first.pop("api_setup") == 5
    assert first == again


@pytest.mark.behaviour("accounts.nothing-found")
async def test_a_bad_argument_is_told_in_one_sentence_with_a_next_step(agent: Agent):
    bad: list[dict[str, str]] = [
        {},
        {"account": ""},
        {"account": "9"},
        {"account": "1010,9"},
        {"account": "acounts recievable"},
        {"account": "1010", "as_of": "2026-13-01"},
        {"account": "1010", "as_of": "03/04/2026"},
        {"account": "1010", "period": "Octember"},
        {"account": "1010", "period": "2026-10-31..2026-10-01"},
        {"account": "1010", "period": "2026-10", "as_of": "2026-10-31"},
        {"account": "1010", "by": "colour"},
    ]
    told = {str(arguments): await agent.is_told("gl_balance", **arguments) for arguments in bad}
    assert told == snapshot(
        {
            "{}": "account is required. This tool takes: account, as_of, period, by, entity, limit, after.",
            "{'account': ''}": "No account, range or group ''. The chart runs 1010..8900; groups: Accruals, Administration, Assets, Cash, Cost of revenue, Current assets, Debt, Deductions, Deferred revenue, Deferred tax, Equity, Facilities, Fixed assets, Gross profit, ....",
            "{'account': '9'}": "No account, range or group '9'. The chart runs 1010..8900; groups: Accruals, Administration, Assets, Cash, Cost of revenue, Current assets, Debt, Deductions, Deferred revenue, Deferred tax, Equity, Facilities, Fixed assets, Gross profit, ....",
            "{'account': '1010,9'}": "No account, range or group '9'. The chart runs 1010..8900; groups: Accruals, Administration, Assets, Cash, Cost of revenue, Current assets, Debt, Deductions, Deferred revenue, Deferred tax, Equity, Facilities, Fixed assets, Gross profit, ....",
            "{'account': 'acounts recievable'}": "No account, range or group 'acounts recievable'. Near: Accounts receivable, Accounts payable. The chart runs 1010..8900; groups: Accruals, Administration, Assets, Cash, Cost of revenue, Current assets, Debt, Deductions, Deferred revenue, Deferred tax, Equity, Facilities, Fixed assets, Gross profit, ....",
            "{'account': '1010', 'as_of': '2026-13-01'}": "as_of '2026-13-01' is not a day. Write 2026-10-31, yesterday, or a period for its last day: last_month, last_quarter, last_year, 2026-10, 2026-Q3.",
            "{'account': '1010', 'as_of': '03/04/2026'}": "as_of '03/04/2026' can be read as day or month first. Write 2026-03-04 or 2026-04-03.",
            "{'account': '1010', 'period': 'Octember'}": "period 'Octember' is not a period. Write 2026-10, October 2026, 2026-Q3, 2026, start..end of these or of days, last_month, prior_quarter, last_30_days, ytd, or a reporting period's name.",
            "{'account': '1010', 'period': '2026-10-31..2026-10-01'}": "period '2026-10-31..2026-10-01' ends before it starts. Write the earlier day first.",
            "{'account': '1010', 'period': '2026-10', 'as_of': '2026-10-31'}": "Give as_of or period, not both: a balance is as of a day or over a period.",
            "{'account': '1010', 'by': 'colour'}": "Cannot split by 'colour'. Split by entity, location, department, class, project, customer, vendor, item, employee, warehouse, task, contract, asset, or nsp::service_line.",
        }
    )


@pytest.mark.behaviour("dimensions.custom")
async def test_a_custom_dimension_that_the_company_lacks_is_refused_by_intacct(agent: Agent):
    told = await agent.is_told("gl_balance", account="1010", by="nsp::GRANT")
    assert told.startswith(
        "Intacct refused the request: The dimensions.nsp::GRANT.id field does not exist (REST-1033)"
    )


@pytest.mark.behaviour("fiscal-year.preliminary")
async def test_figures_of_an_open_month_are_preliminary(agent: Agent):
    assert "preliminary" not in await agent.reads("gl_balance", account="1010", as_of="2026-08-31")
    assert (await agent.reads("gl_balance", account="1010", as_of="2026-09-01"))[
        "preliminary"
    ] is True
    assert (await agent.reads("gl_balance", account="1010", period="2026-Q3"))[
        "preliminary"
    ] is True
