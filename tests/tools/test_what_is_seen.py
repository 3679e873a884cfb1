"""Every answer says how much of the company it covers: what a user may not see is in no 'all'."""

import json
from collections.abc import AsyncIterator, Iterator
from datetime import date
from typing import Any

import pytest

from agent import Agent, column
from answering import answering
from by_hand import booked, totals_of
from every_tool import CALLS, CALLS_OF_TOOLSETS, arguments_of
from intacct_mcp.toolset_names import OPTIONAL
from intacct_sandbox.serve import Sandbox, Seed
from opened import company

USER = "field_accountant"
SHARED = {"get_invoice", "get_bill", "get_customer", "get_vendor"}  # their calls name a record
EVERY = {**CALLS, **CALLS_OF_TOOLSETS}


def hold_to(sandbox: Sandbox, *entities: str) -> None:
    """Let the user see these entities alone, and all kinds of records in them."""
    marks = ", ".join(f"'{each}'" for each in entities)
    keys = sandbox.ledger.rows(f"SELECT key, id FROM entity WHERE id IN ({marks}) ORDER BY id")
    named = json.dumps([{"key": str(key), "id": id_} for key, id_ in keys])
    sandbox.ledger.write(
        "UPDATE user SET entity_key = NULL, extra = json_set(extra, '$.entities', json(?)) WHERE id = ?",
        (named, USER),
    )
    sandbox.ledger.write(
        "DELETE FROM record WHERE object = 'company-config/role-user-map'"
        " AND json_extract(fields, '$.\"user.key\"') = (SELECT key FROM user WHERE id = ?)",
        (USER,),
    )


@pytest.fixture(scope="module")
def of_one() -> Iterator[Sandbox]:
    with company(Seed(1, date(2026, 10, 31), 1_000)) as sandbox:
        hold_to(sandbox, "200")
        yield sandbox


@pytest.fixture(scope="module")
def of_two() -> Iterator[Sandbox]:
    with company(Seed(1, date(2026, 10, 31), 1_000)) as sandbox:
        hold_to(sandbox, "200", "300")
        yield sandbox


@pytest.fixture
async def one(of_one: Sandbox) -> AsyncIterator[Agent]:
    async with answering(of_one, user=USER, toolsets=OPTIONAL) as agent:
        yield agent


@pytest.fixture
async def two(of_two: Sandbox) -> AsyncIterator[Agent]:
    async with answering(of_two, user=USER, toolsets=OPTIONAL) as agent:
        yield agent


def record_of(sandbox: Sandbox, tool: str) -> dict[str, Any]:
    """The arguments that name something in entity 200."""
    kind = tool.partition("_")[2]
    subledger = "AR" if kind in {"invoice", "customer"} else "AP"
    if kind in {"invoice", "bill"}:
        rows = sandbox.ledger.rows(
            "SELECT d.number FROM document d JOIN entity e ON e.key = d.entity_key WHERE e.id = '200'"
            " AND d.subledger = ? AND d.state = 'posted' AND d.kind = 'document' ORDER BY d.key DESC",
            (subledger,),
        )
        return {"number": rows[0][0]}
    rows = sandbox.ledger.rows(
        "SELECT p.id FROM party p JOIN entity e ON e.key = p.entity_key"
        " WHERE e.id = '200' AND p.subledger = ? ORDER BY p.key",
        (subledger,),
    )
    return {kind: rows[0][0]}


@pytest.mark.behaviour("dimensions.part-seen")
@pytest.mark.parametrize("tool", EVERY)
async def test_a_user_held_to_entities_is_told_them_by_every_tool(
    one: Agent, of_one: Sandbox, two: Agent, tool: str
):
    for agent, covered in ((one, "entity 200"), (two, "entities 200, 300")):
        given = record_of(of_one, tool) if tool in SHARED else await arguments_of(agent, tool)
        answer = await agent.reads(tool, **given)
        assert answer["scope"].split(", accrual")[0].startswith(covered)
        assert "all" not in answer["scope"]


@pytest.mark.behaviour("dimensions.part-seen")
async def test_what_a_user_sees_costs_no_transaction_beyond_setup(two: Agent, of_two: Sandbox):
    async with answering(of_two, toolsets=OPTIONAL) as unrestricted:
        for tool in ("list_customers", "find_vendor", "search_records", "list_payments"):
            given = EVERY[tool]
            await unrestricted.reads(tool, **given)
            await two.reads(tool, **given)
            again = await two.reads(tool, **given)
            assert "api_setup" not in again
            assert again["api"] == (await unrestricted.reads(tool, **given))["api"]


@pytest.mark.behaviour("dimensions.part-seen")
async def test_figures_of_such_a_user_are_those_of_the_entities_and_one_can_be_named(
    two: Agent, of_two: Sandbox
):
    both = await two.reads("gl_balance", account="1200")
    assert totals_of(both, "closing") == booked(of_two, "a.id = '1200' AND n.id IN ('200', '300')")
    named = await two.reads("gl_balance", account="1200", entity="300")
    assert named["scope"] == "entity 300, accrual, GBP"
    assert totals_of(named, "closing") == booked(of_two, "a.id = '1200' AND n.id = '300'")
    for figure in (both, named):
        traced = await two.reads("get_evidence", handle=figure["evidence"], limit=1)
        assert set(traced["checks"].values()) == {"0.00"}
        assert traced["scope"].split(",")[0] == figure["scope"].split(",")[0]
    told = await two.is_told("gl_balance", account="1200", entity="100")
    assert told.startswith("No entity '100'. Name one of 200 ")
    overview = await two.reads("company_overview")
    assert column(overview, "entity") == ["200", "300"]
    assert overview["notes"] == ["This sign-in sees entities 200, 300 alone."]


@pytest.mark.behaviour("dimensions.part-seen")
async def test_a_user_of_whom_nothing_is_told_is_never_said_to_see_all(fresh_sandbox: Sandbox):
    """The role may read no users, so not its own record either."""
    fresh_sandbox.ledger.write(
        "DELETE FROM record WHERE object = 'company-config/role-permission-assignment' AND"
        " json_extract(fields, '$.\"permission.key\"') IN (SELECT key FROM record WHERE"
        " object = 'company-config/permission' AND json_extract(fields, '$.name') = 'users')"
    )
    async with answering(fresh_sandbox, user="controller") as agent:
        for tool in ("list_customers", "gl_balance", "search_records"):
            answer = await agent.reads(tool, **CALLS[tool])
            assert answer["scope"].startswith("all entities that this user sees, accrual")


@pytest.mark.behaviour("dimensions.part-seen")
async def test_hidden_departments_and_many_entities_are_said_shortly(fresh_sandbox: Sandbox):
    hold_to(fresh_sandbox, "100", "200", "300", "400")
    fresh_sandbox.ledger.write(
        "UPDATE user SET extra = json_set(extra, '$.hideOtherDepartmentTransactions', 1) WHERE id = ?",
        (USER,),
    )
    async with answering(fresh_sandbox, user=USER) as agent:
        answer = await agent.reads("list_customers", limit=1)
    assert answer["scope"].startswith(
        "entities 100, 200, 300, 400, of the user's own departments only, accrual"
    )
