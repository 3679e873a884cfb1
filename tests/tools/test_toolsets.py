"""Tools that are off unless they are chosen, each against plain SQL over the sandbox's rows."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx2
import pytest
from inline_snapshot import snapshot
from mcp.client import Client

from agent import Agent, column, records
from intacct_books import Clock, Connections
from intacct_books.own_log import OwnLog
from intacct_client.connect import connect
from intacct_client.token_store import MemoryTokenStore
from intacct_mcp.app import build_server, optional_toolset
from intacct_mcp.audit.counting import CountedLog
from intacct_mcp.audit.log import AuditLog, files
from intacct_mcp.connection import ConnectedCompany, sandbox_account
from intacct_mcp.serving import read_serving
from intacct_mcp.settings import SettingsError
from intacct_mcp.tokens import count_tokens
from intacct_mcp.toolset_names import ALL, OPTIONAL, toolsets_named
from intacct_mcp.wire_tools import wire_form
from intacct_sandbox.company.describing.audit_trail import Changed, write_history
from intacct_sandbox.serve import Sandbox, Seed
from opened import company, holding

TOOL = 275
INCOME = (
    "FROM journal_line l JOIN journal_entry e ON e.key = l.entry_key JOIN account a ON a.key = l.account_key"
    " JOIN journal j ON j.key = e.journal_key"
    " WHERE e.state <> 'draft' AND j.id <> 'CLOSE' AND j.book_id = 'ACCRUAL'"
)


def money(cents: int | None) -> Decimal:
    return Decimal(cents or 0).scaleb(-2)


@pytest.fixture
async def agent(connections: Connections) -> AsyncIterator[Agent]:
    server = build_server(lambda: holding(connections), toolsets=OPTIONAL)
    async with Client(server) as client:
        yield Agent(client)


async def adds_up(agent: Agent, answer: dict[str, Any]) -> None:
    traced = await agent.reads("get_evidence", handle=answer["evidence"], limit=1)
    assert traced["checks"]
    assert set(traced["checks"].values()) == {"0.00"}
    assert traced["now"] == "the same"


def of_records(sandbox: Sandbox, name: str) -> list[dict[str, Any]]:
    rows = sandbox.ledger.rows("SELECT fields FROM record WHERE object = ?", (name,))
    return [json.loads(fields) for (fields,) in rows]


@pytest.mark.behaviour("modules.projects")
async def test_projects_are_listed_with_plans_by_currency(agent: Agent, sandbox: Sandbox):
    answer = await agent.reads("list_projects", limit=200, status="any")
    expected = {
        each["id"]: (money(each["contractAmount"]), money(each["budget.budgetedCost"]))
        for each in of_records(sandbox, "projects/project")
    }
    found = {
        row["id"]: (Decimal(row["contract"]), Decimal(row["planned_cost"]))
        for row in records(answer)
    }
    assert found == expected
    assert len(answer["totals"]) == 2
    assert answer["api"] == 1
    await adds_up(agent, answer)
    active = await agent.reads("list_projects", search="rollout")
    assert column(active, "id") == ["P-102"]


@pytest.mark.parametrize("period", ["", "2026", "2026-Q3"])
@pytest.mark.behaviour("modules.job-cost")
async def test_what_a_project_earned_and_spent_is_what_its_lines_say(
    agent: Agent, sandbox: Sandbox, period: str
):
    await agent.reads("job_cost")
    answer = await agent.reads("job_cost", period=period, limit=200)
    assert answer["api"] == 2
    first, last = {
        "": ("1970-01-01", "2026-10-31"),
        "2026": ("2026-01-01", "2026-12-31"),
        "2026-Q3": ("2026-07-01", "2026-09-30"),
    }[period]
    expected = {
        (id, currency): (money(earned), money(spent))
        for id, currency, earned, spent in sandbox.ledger.rows(
            "SELECT json_extract(p.fields, '$.id'), l.base_currency,"
            " SUM(CASE WHEN a.normal_balance = 'credit' THEN CASE l.txn_type WHEN 'credit' THEN l.base_amount"
            " ELSE -l.base_amount END ELSE 0 END),"
            " SUM(CASE WHEN a.normal_balance = 'debit' THEN CASE l.txn_type WHEN 'debit' THEN l.base_amount"
            f" ELSE -l.base_amount END ELSE 0 END) {INCOME.replace(' WHERE', ' JOIN record p ON p.key = l.project_key WHERE')}"
            f" AND a.type = 'incomeStatement' AND l.entry_date BETWEEN '{first}' AND '{last}' GROUP BY 1, 2"
        )
    }
    found = {
        (row["project"].split()[0], row.get("currency") or answer["scope"][-3:]): (
            Decimal(row["earned"]),
            Decimal(row["spent"]),
        )
        for row in records(answer)
    }
    assert found == expected
    assert found
    await adds_up(agent, answer)


async def test_an_unknown_project_is_told_where_ids_are(agent: Agent):
    assert await agent.is_told("job_cost", project="P-0") == snapshot(
        "No project 'P-0'. list_projects finds ids by name."
    )


@pytest.mark.behaviour("modules.purchasing")
async def test_open_orders_are_neither_converted_nor_closed(agent: Agent, sandbox: Sandbox):
    answer = await agent.reads("purchase_orders_open")
    expected = {
        each["documentNumber"]: money(each["total"])
        for each in of_records(sandbox, "purchasing/document")
        if each["state"] == "pending"
    }
    found = {row["number"]: Decimal(row["total"]) for row in records(answer)}
    assert found == expected
    assert found
    assert answer["api"] == 1
    await adds_up(agent, answer)
    drafts = [
        money(each["total"])
        for each in of_records(sandbox, "purchasing/document")
        if each["state"] == "draft"
    ]
    assert answer["notes"] == [
        f"Left out of totals: {len(drafts)} draft ({sum(drafts)} {answer['scope'][-3:]})."
    ]
    until = await agent.reads("purchase_orders_open", due_by="2026-11-20")
    assert column(until, "number") == ["PO-5003"]
    await adds_up(agent, until)
    november = await agent.reads("purchase_orders_open", due_by="2026-11")
    assert column(november, "number") == ["PO-5003", "PO-5004"]
    within = await agent.reads("purchase_orders_open", due_by="2026-11-19..2026-11-30")
    assert column(within, "number") == ["PO-5004"]
    await adds_up(agent, within)
    assert (await agent.reads("purchase_orders_open", document_type="None such"))["total"] == 0


@pytest.mark.behaviour("modules.bills-without-order")
async def test_bills_without_an_order_are_all_but_those_of_one(agent: Agent, sandbox: Sandbox):
    answer = await agent.reads("bills_without_order", period="2026", limit=200)
    ((count, with_order),) = sandbox.ledger.rows(
        "SELECT COUNT(*), SUM(json_extract(extra, '$.\"purchasingDocument.key\"') IS NOT NULL) FROM document"
        " WHERE subledger = 'AP' AND kind = 'document' AND state = 'posted'"
        " AND posting_date BETWEEN '2026-01-01' AND '2026-12-31'"
    )
    assert with_order == 1
    assert answer["total"] == count - with_order
    assert answer["api"] == 1
    await adds_up(agent, answer)
    waiting = sandbox.ledger.rows(
        "SELECT COUNT(DISTINCT d.key), d.state, SUM(l.base_amount), e.base_currency FROM document d"
        " JOIN document_line l ON l.document_key = d.key JOIN entity e ON e.key = d.entity_key"
        " WHERE d.subledger = 'AP' AND d.kind = 'document' AND d.document_date BETWEEN '2026-01-01' AND '2026-12-31'"
        " AND d.state IN ('draft', 'analyzing', 'submitted', 'partiallyApproved', 'declined')"
        " GROUP BY d.state, e.base_currency ORDER BY d.state, e.base_currency"
    )
    told = [f"{count} {state} ({money(sum)} {currency})" for count, state, sum, currency in waiting]
    assert answer["notes"] == [f"Left out of totals: {', '.join(told)}."]
    assert {state for _, state, _, _ in waiting} == {"draft", "submitted", "declined"}


@pytest.mark.parametrize("tool", ["bills_without_order", "expense_spend"])
@pytest.mark.behaviour("modules.preliminary")
async def test_figures_of_books_that_are_open_are_preliminary(agent: Agent, tool: str):
    for period in ("2026-10", "2026-02"):
        of_ledger = await agent.reads("gl_balance", account="1200", period=period)
        answer = await agent.reads(tool, period=period)
        assert answer.get("preliminary") == of_ledger.get("preliminary")
        assert answer.get("preliminary", False) is (period == "2026-10")


@pytest.mark.behaviour("modules.renewals")
async def test_contracts_that_end_in_time_are_found(agent: Agent, sandbox: Sandbox):
    answer = await agent.reads("renewals_due", days=150)
    expected = [
        each["id"]
        for each in of_records(sandbox, "contracts/contract")
        if each["state"] == "inProgress" and "2026-10-31" <= each["endDate"] <= "2027-03-30"
    ]
    assert column(answer, "id") == expected == ["CN-202"]
    assert (await agent.reads("renewals_due", days=30))["total"] == 0
    await adds_up(agent, answer)


@pytest.mark.parametrize("period", ["2026-09", "2026-Q3", "2026"])
@pytest.mark.behaviour("modules.roll-forward")
async def test_the_roll_forward_is_that_of_the_entries(agent: Agent, sandbox: Sandbox, period: str):
    await agent.reads("deferred_revenue_rollforward")
    answer = await agent.reads("deferred_revenue_rollforward", period=period)
    assert answer["api"] == 2
    first, last = {
        "2026-09": ("2026-09-01", "2026-09-30"),
        "2026-Q3": ("2026-07-01", "2026-09-30"),
        "2026": ("2026-01-01", "2026-12-31"),
    }[period]
    sums = (
        f"SELECT l.base_currency, SUM(CASE WHEN l.entry_date < '{first}' THEN {{signed}} ELSE 0 END),"
        f" SUM(CASE WHEN l.entry_date >= '{first}' AND l.txn_type = 'credit' THEN l.base_amount ELSE 0 END),"
        f" SUM(CASE WHEN l.entry_date >= '{first}' AND l.txn_type = 'debit' THEN l.base_amount ELSE 0 END),"
        f" SUM({{signed}}) {INCOME} AND a.id IN ('2400', '2410') AND l.entry_date <= '{last}' GROUP BY 1"
    ).format(signed="CASE l.txn_type WHEN 'credit' THEN l.base_amount ELSE -l.base_amount END")
    expected = {
        currency: dict(
            zip(
                ("opening", "added", "recognised", "closing"),
                (f"{money(each)}" for each in amounts),
                strict=True,
            )
        )
        for currency, *amounts in sandbox.ledger.rows(sums)
    }
    assert answer["totals"] == expected
    assert set(answer["checks"].values()) == {"0.00"}
    await adds_up(agent, answer)


@pytest.mark.behaviour("modules.expenses")
async def test_reports_and_spend_are_those_of_the_records(agent: Agent, sandbox: Sandbox):
    stored = of_records(sandbox, "expenses/employee-expense")
    left_out = "Left out of totals: 1 declined (247.00 USD), 1 draft (935.00 USD)."
    for state, states in (
        ("waiting", {"submitted"}),
        ("unpaid", {"submitted", "approved"}),
        ("any", {each["state"] for each in stored}),
    ):
        answer = await agent.reads("expense_reports", state=state)
        assert set(column(answer, "number")) == {
            each["expenseReportNumber"] for each in stored if each["state"] in states
        }
        assert answer["api"] == 1
        assert answer.get("notes", []) == ([] if state == "any" else [left_out])
        await adds_up(agent, answer)
    found = await agent.reads("expense_reports", state="any", search="3004")
    assert column(found, "number") == ["EXP-3004"]
    lines = of_records(sandbox, "expenses/employee-expense-line")
    spent = money(
        sum(each["baseAmount"] for each in lines if each["state"] in {"submitted", "approved"})
    )
    for by in ("type", "employee", "project", "department"):
        answer = await agent.reads("expense_spend", by=by)
        assert sum(Decimal(each) for each in column(answer, "spent")) == spent
        assert answer["api"] == 1
        assert answer["notes"] == [
            "Left out of totals, lines of reports: declined 247.00 USD, draft 935.00 USD."
        ]
        await adds_up(agent, answer)
    assert "(none)" in column(await agent.reads("expense_spend", by="project"), "project")


@pytest.mark.behaviour("modules.intercompany")
async def test_what_entities_owe_each_other_cancels_out(agent: Agent, sandbox: Sandbox):
    await agent.reads("intercompany_balances")
    answer = await agent.reads("intercompany_balances", as_of="2026-09-30")
    assert answer["api"] == 1
    assert await agent.reads("intercompany_balances", as_of="2020-12-31")
    now = await agent.reads("intercompany_balances")
    expected = {
        (entity, account): f"{money(cents)}"
        for entity, account, cents in sandbox.ledger.rows(
            "SELECT n.id, a.id, SUM(CASE l.txn_type WHEN 'debit' THEN l.base_amount ELSE -l.base_amount END)"
            f" {INCOME.replace(' WHERE', ' JOIN location o ON o.key = l.location_key JOIN entity n ON n.key = o.entity_key WHERE')}"
            " AND a.key IN (SELECT receivable_key FROM entity UNION SELECT payable_key FROM entity)"
            " AND l.entry_date <= '2026-10-31' GROUP BY 1, 2"
        )
    }
    found = {
        (row["entity"].split()[0], row["account"].split()[0]): row["closing"]
        for row in records(now)
    }
    assert found == expected
    assert found
    assert set(now["checks"].values()) == {"0.00"}
    await adds_up(agent, now)
    alone = await agent.reads("intercompany_balances", entity="100")
    assert "checks" not in alone
    assert "not in scope" in alone["notes"][-1]


@pytest.mark.behaviour("modules.consolidation")
async def test_runs_of_consolidations_are_listed(agent: Agent, sandbox: Sandbox):
    none = await agent.reads("consolidation_status", period="2026-09")
    assert none["period"] == {"start": "2026-09-01", "end": "2026-09-30"}
    assert "as_of" not in none
    assert "period" not in await agent.reads("consolidation_status")
    assert none["total"] == 0
    assert "nothing was consolidated" in none["notes"][0]
    assert "No reporting period" in await agent.is_told(
        "consolidation_status", period="2026-09-02..2026-09-11"
    )


@pytest.mark.behaviour("modules.consolidation")
async def test_an_entity_that_is_not_current_is_pointed_out(fresh_sandbox: Sandbox):
    entities = dict(fresh_sandbox.ledger.rows("SELECT id, key FROM entity"))
    ((period,),) = fresh_sandbox.ledger.rows(
        "SELECT key FROM reporting_period WHERE start_date = '2026-09-01' AND end_date = '2026-09-30' LIMIT 1"
    )
    for number, (entity, status) in enumerate(
        (("100", "success"), ("200", "reconsolidationRequired"))
    ):
        fields = {
            "status": status,
            "entity.key": entities[entity],
            "period.key": period,
            "consolidationDateTime": f"2026-10-0{number + 1}T08:00:00Z",
        }
        fresh_sandbox.ledger.insert(
            "record", {"object": "consolidation/run-status", "fields": json.dumps(fields)}
        )
    async with asking(fresh_sandbox, "consolidation") as agent:
        answer = await agent.reads("consolidation_status", period="2026-09")
        assert [row["entity"][:3] for row in records(answer)] == ["200", "100"]
        assert answer["notes"] == snapshot(["Not current: 200 Harwick Field Services LLC."])
        assert (await agent.reads("consolidation_status", entity="100"))["total"] == 1


@asynccontextmanager
async def asking(
    sandbox: Sandbox, toolset: str, own_log: OwnLog | None = None
) -> AsyncIterator[Agent]:
    """A server of a company of its own, with one toolset more."""
    async with connect(
        sandbox_account(sandbox),
        MemoryTokenStore(),
        make_transport=lambda: httpx2.ASGITransport(app=sandbox.app),
    ) as intacct:
        held = ConnectedCompany(
            intacct, Clock(far_day=date(2026, 10, 31)), b"key", is_sandbox=True, own_log=own_log
        )
        async with Client(build_server(lambda: holding(held), toolsets=(toolset,))) as client:
            yield Agent(client)


@pytest.fixture
async def changed(fresh_sandbox: Sandbox) -> AsyncIterator[Agent]:
    """A company in which a vendor was changed, by this application and by another."""
    ledger = fresh_sandbox.ledger
    ((vendor, user),) = ledger.rows(
        "SELECT (SELECT key FROM party WHERE subledger = 'AP' ORDER BY key LIMIT 1), (SELECT MIN(key) FROM user)"
    )
    before: dict[str, Any] = {"ach.accountNumber": "111122223333", "taxId": "98-7654321"}
    after: dict[str, Any] = {"ach.accountNumber": "444455556666", "taxId": "12-3456789"}
    for client_id, at in (
        (fresh_sandbox.credentials.client_id, "2026-10-30T10:00:00Z"),
        ("another", "2026-10-29T10:00:00Z"),
    ):
        write_history(
            ledger,
            Changed(
                name="accounts-payable/vendor",
                key=vendor,
                before=before,
                after=after,
                action="modify",
                verb="",
                user_key=user,
                client_id=client_id,
                at=at,
            ),
        )
    async with asking(fresh_sandbox, "audit") as agent:
        yield agent


@pytest.mark.behaviour("modules.audit")
async def test_changes_are_shown_with_bank_numbers_masked(changed: Agent):
    answer = await changed.reads("audit_history", object="vendor", period="2026-10-29..2026-10-31")
    assert answer["total"] == 4
    assert answer["api"] == 1
    by_field = {row["field"]: (row["before"], row["after"]) for row in records(answer)}
    assert by_field == snapshot(
        {"ach.accountNumber": ("...3333", "...6666"), "taxId": ("...4321", "...6789")}
    )
    assert column(answer, "at") == sorted(column(answer, "at"), reverse=True)
    (user,) = set(column(answer, "user"))
    for words, total in ((user, 4), ("nobody", 0)):
        asked = {"object": "vendor", "period": "2026-10-29..2026-10-31", "user": words}
        assert (await changed.reads("audit_history", **asked))["total"] == total
    text = await changed.hears("audit_history")
    assert not [each for each in ("111122223333", "44445555", "98-765", "12-345") if each in text]
    assert (await changed.reads("audit_history", field="taxid"))["total"] == 2
    assert (await changed.reads("audit_history", period="2026-09"))["total"] == 0
    (raised,) = records(await changed.reads("audit_history", object="customer"))
    assert (raised["field"], raised["before"], raised["after"]) == ("creditLimit", "2500", "5000")


@pytest.mark.behaviour("modules.agent")
async def test_what_came_through_this_application_is_told_apart(changed: Agent):
    answer = await changed.reads("agent_activity", period="2026-10")
    assert set(column(answer, "at")) == {"2026-10-30T10:00:00Z"}
    assert answer["total"] == 2
    assert "Reading leaves no change" in answer["notes"][-2]
    assert "keeps no log" in answer["notes"][-1]


@pytest.mark.behaviour("modules.agent")
async def test_calls_are_counted_by_the_server_s_own_log(fresh_sandbox: Sandbox, tmp_path: Path):
    log = AuditLog(tmp_path)
    for at, tool, about, outcome in (
        ("2026-10-02T10:00:00.000Z", "ar_aging", "harwick", "ok"),
        ("2026-10-31T23:59:59.999Z", "ar_aging", "harwick", "ok"),
        ("2026-10-03T10:00:00.000Z", "gl_balance", "harwick", "ok"),
        ("2026-10-03T10:00:01.000Z", "gl_balance", "harwick", "refused"),
        ("2026-09-30T10:00:00.000Z", "gl_balance", "harwick", "ok"),
        ("2026-10-03T10:00:00.000Z", "gl_balance", "another", "ok"),
    ):
        log.append({"at": at, "tool": tool, "company": about, "outcome": outcome})
    async with asking(fresh_sandbox, "audit", CountedLog(tmp_path)) as agent:
        answer = await agent.reads("agent_activity", period="2026-10")
        assert answer["notes"][-1] == snapshot(
            "By this server's own log 3 calls were answered: ar_aging 2, gl_balance 1; 1 were refused or failed."
        )
        first = files(tmp_path)[0]
        first.write_bytes(first.read_bytes().replace(b"ar_aging", b"ap_aging", 1))
        altered = await agent.reads("agent_activity", period="2026-10")
        assert altered["notes"][-1] == snapshot(
            "1 lines of the log are not as they were written: run intacct-mcp audit verify."
        )


@pytest.mark.behaviour("modules.toolsets")
def test_toolsets_are_named_by_words():
    assert toolsets_named("") == ()
    assert toolsets_named(" Audit , projects") == ("projects", "audit")
    assert (
        toolsets_named(ALL)
        == OPTIONAL
        == tuple(each.name for each in map(optional_toolset, OPTIONAL))
    )
    assert read_serving({"INTACCT_TOOLSETS": "audit"}).toolsets == ("audit",)
    assert read_serving({"INTACCT_TOOLSETS": "audit"}, toolsets="all").toolsets == OPTIONAL
    told: list[str] = []
    for words in ("audits", "everything", "projects,consolidated"):
        with pytest.raises(SettingsError) as refused:
            read_serving({"INTACCT_TOOLSETS": words})
        told.append(str(refused.value))
    assert told == snapshot(
        [
            "INTACCT_TOOLSETS: no toolset 'audits'. Did you mean audit?",
            "INTACCT_TOOLSETS: no toolset 'everything'. There are projects, purchasing, revenue, expenses, consolidation and audit, or all.",
            "INTACCT_TOOLSETS: no toolset 'consolidated'. Did you mean consolidation?",
        ]
    )


@pytest.mark.behaviour("modules.toolsets")
async def test_only_what_was_chosen_is_offered(connections: Connections):
    named: dict[str, list[str]] = {}
    for name in OPTIONAL:
        server = build_server(lambda: holding(connections), toolsets=(name,))
        async with Client(server) as client:
            tools = (await client.list_tools()).tools
            named[name] = [tool.name for tool in tools]
            assert max(count_tokens(wire_form(tool)) for tool in tools) <= TOOL
            others = [
                tool.name
                for each in OPTIONAL
                if each != name
                for tool in optional_toolset(each).tools
            ]
            assert not set(others) & set(named[name])
            assert "No tool" in await Agent(client).is_told(others[0])
    offered = {
        len(each) - len(toolset.tools)
        for each, toolset in zip(named.values(), map(optional_toolset, OPTIONAL), strict=True)
    }
    assert len(offered) == 1  # the default tools


async def test_a_year_is_the_fiscal_year():
    with company(Seed(1, date(2026, 10, 31), 1_000, first_fiscal_month=7)) as sandbox:
        async with asking(sandbox, "expenses") as agent:
            spent = await agent.reads("expense_spend")
            assert spent["period"] == {
                "start": "2026-07-01",
                "end": "2026-10-31",
                "fiscal": "FY2027",
            }
        async with asking(sandbox, "revenue") as agent:
            rolled = await agent.reads("deferred_revenue_rollforward", period="2026-Q4")
            assert rolled["period"] == {
                "start": "2026-04-01",
                "end": "2026-06-30",
                "fiscal": "Q4 FY2026",
            }
            await adds_up(agent, rolled)


@pytest.mark.parametrize(
    ("tool", "arguments"),
    [
        ("purchase_orders_open", {}),
        ("bills_without_order", {"period": "2026"}),
        ("deferred_revenue_rollforward", {"period": "2026"}),
        ("job_cost", {}),
    ],
)
async def test_an_entity_is_part_of_the_whole(
    agent: Agent, sandbox: Sandbox, tool: str, arguments: dict[str, Any]
):
    whole = await agent.reads(tool, **arguments)
    entities = [id for (id,) in sandbox.ledger.rows("SELECT id FROM entity")]
    parts = [await agent.reads(tool, entity=entity, **arguments) for entity in entities]
    assert all_totals([whole]) == all_totals(parts)


def all_totals(answers: list[dict[str, Any]]) -> dict[tuple[str, str], Decimal]:
    sums: dict[tuple[str, str], Decimal] = {}
    for answer in answers:
        totals = answer.get("totals", {})
        if totals and not isinstance(next(iter(totals.values())), dict):
            totals = {answer["scope"][-3:]: totals}
        for currency, named in totals.items():
            for name, amount in named.items():
                slot = (currency, name)
                sums[slot] = sums.get(slot, Decimal(0)) + Decimal(amount)
    return sums
