"""Parents and children: what is named stands for all below it, and an answer says so."""

from decimal import Decimal

import pytest

from agent import Agent, records
from answering import answering
from by_hand import booked, totals_of
from intacct_sandbox.serve import Sandbox


@pytest.fixture
def sandbox(fresh_sandbox: Sandbox) -> Sandbox:
    """A company with a department three deep: ENG, LAB below it, SVC below that."""
    fresh_sandbox.ledger.write(
        "UPDATE department SET parent_key = (SELECT key FROM department WHERE id = 'LAB') WHERE id = 'SVC'"
    )
    return fresh_sandbox


PERIOD = "l.entry_date BETWEEN '2026-01-01' AND '2026-10-31'"
OF_ALL = "a.id BETWEEN '6000' AND '6999'"


@pytest.mark.behaviour("dimensions.children")
async def test_a_parent_in_where_stands_for_all_below_it_and_says_so(
    agent: Agent, sandbox: Sandbox
):
    answer = await agent.reads(
        "gl_detail", account="6000..6999", period="ytd", where="department=ENG", by="account"
    )
    expected = booked(sandbox, f"{OF_ALL} AND {PERIOD} AND d.id IN ('ENG', 'LAB', 'SVC')")
    assert totals_of(answer, "net") == expected
    assert expected != booked(sandbox, f"{OF_ALL} AND {PERIOD} AND d.id = 'ENG'")
    assert set(answer["checks"].values()) == {"0.00"}
    assert "department ENG incl. children: yes (LAB, SVC)." in answer["notes"]
    lines = await agent.reads(
        "gl_detail", account="6000", period="2026-09", where="department=ENG", limit=200
    )
    found = {row["department"].split(" ")[0] for row in records(lines)}
    assert len(found) > 1
    assert found <= {"ENG", "LAB", "SVC"}
    traced = await agent.reads("get_evidence", handle=answer["evidence"], limit=1)
    assert set(traced["checks"].values()) == {"0.00"}


@pytest.mark.behaviour("dimensions.children")
async def test_a_member_without_children_needs_no_words_and_a_circle_ends(
    agent: Agent, sandbox: Sandbox
):
    asked = {"account": "6000..6999", "period": "2026-09", "by": "account"}
    alone = await agent.reads("gl_detail", where="department=SVC", **asked)
    assert not any("children" in note for note in alone.get("notes", []))
    sandbox.ledger.write(
        "UPDATE department SET parent_key = (SELECT key FROM department WHERE id = 'SVC') WHERE id = 'ENG'"
    )
    await agent.reads("company_overview", fresh=True)
    circle = await agent.reads("gl_detail", where="department=SVC", **asked)
    assert "department SVC incl. children: yes (ENG, LAB)." in circle["notes"]


@pytest.mark.behaviour("dimensions.children")
@pytest.mark.parametrize(
    ("tool", "given"),
    [
        ("gl_balance", {"account": "6000", "by": "department"}),
        ("trial_balance", {"by": "department", "period": "2026-09"}),
        ("gl_detail", {"account": "6000", "period": "2026-09", "by": "department"}),
        ("variance_analysis", {"by": "department", "period": "2026-09"}),
    ],
)
async def test_a_split_counts_each_member_alone_and_says_so(
    agent: Agent, tool: str, given: dict[str, str]
):
    answer = await agent.reads(tool, **given)
    assert "Rows by department incl. children: no, each is its own (ENG, LAB)." in answer["notes"]
    by_item = await agent.reads(tool, **(given | {"by": "item"}))
    assert not any("children" in note for note in by_item.get("notes", []))


@pytest.mark.behaviour("dimensions.children")
async def test_conditions_hold_to_the_letter_and_say_which_children_are_out(
    agent: Agent, sandbox: Sandbox
):
    asked = {"object": "general-ledger/journal-entry-line", "fields": "count"}
    path = "dimensions.department.id"
    alone = await agent.reads("query_records", where=f"{path} = ENG", **asked)
    assert "department ENG incl. children: no (it has LAB, SVC)." in alone["notes"]
    ((count,),) = sandbox.ledger.rows(
        "SELECT COUNT(*) FROM journal_line l JOIN department d ON d.key = l.department_key WHERE d.id = 'ENG'"
    )
    assert alone["rows"] == [[count]]
    whole = await agent.reads("query_records", where=f"{path} in (ENG, LAB, SVC)", **asked)
    assert not any("children" in note for note in whole.get("notes", []))


@pytest.mark.behaviour("dimensions.children")
async def test_children_that_may_not_be_read_are_said_to_be_left_out(sandbox: Sandbox):
    sandbox.ledger.write(
        "DELETE FROM record WHERE object = 'company-config/role-permission-assignment' AND"
        " json_extract(fields, '$.\"permission.key\"') IN (SELECT key FROM record WHERE"
        " object = 'company-config/permission' AND json_extract(fields, '$.name') = 'projects')"
    )
    async with answering(sandbox, user="controller") as agent:
        answer = await agent.reads(
            "gl_detail", account="4000", period="2026-09", where="project=P-1", by="account"
        )
    assert "project P-1 incl. children: no, they could not be read." in answer["notes"]


@pytest.mark.behaviour("parties.children")
async def test_a_parent_customer_names_its_children_and_what_they_owe_and_adds_none(
    agent: Agent, sandbox: Sandbox
):
    ((parent, name),) = sandbox.ledger.rows(
        "SELECT DISTINCT p.id, p.name FROM party c JOIN party p ON p.key = c.parent_key WHERE p.subledger = 'AR'"
    )
    children = sandbox.ledger.rows(
        "SELECT c.id FROM party c JOIN party p ON p.key = c.parent_key WHERE p.id = ? AND p.subledger = 'AR'",
        (parent,),
    )
    assert len(children) > 1
    owes = {row["id"]: row for row in records(await agent.reads("list_customers", limit=200))}
    for words in (parent, name):
        answer = await agent.reads("get_customer", customer=words)
        shown = records(answer["children"])
        assert {row["id"] for row in shown} == {id_ for (id_,) in children}
        assert {row["id"]: row["owes"] for row in shown} == {
            id_: owes[id_]["owes"] for (id_,) in children
        }
        assert any(note.startswith("incl. children: no (") for note in answer["notes"])
        balances = dict(zip(answer["columns"], answer["rows"][0], strict=True))
        assert Decimal(balances["net"]) == Decimal(owes[parent]["owes"])
    assert answer["api"] == 5
    of_child = await agent.reads("get_customer", customer=children[0][0])
    assert "children" not in of_child
    statement = await agent.reads("get_customer", customer=parent, statement="2026")
    assert any(note.startswith("incl. children: no (") for note in statement["notes"])


@pytest.mark.behaviour("parties.children")
async def test_a_parent_vendor_names_its_children_and_none_of_them_is_a_candidate(
    agent: Agent, sandbox: Sandbox
):
    sandbox.ledger.write(
        "UPDATE party SET parent_key = (SELECT key FROM party WHERE id = 'V-0009') WHERE id IN ('V-0002', 'V-0003')"
    )
    ((name,),) = sandbox.ledger.rows("SELECT name FROM party WHERE id = 'V-0009'")
    answer = await agent.reads("get_vendor", vendor=name)
    assert answer["vendor"]["id"] == "V-0009"
    by_part = await agent.reads("get_vendor", vendor=name[1:])
    assert by_part["vendor"]["id"] == "V-0009"
    assert {row["id"] for row in records(answer["children"])} == {"V-0002", "V-0003"}
    owed = {row["id"]: row["owed"] for row in records(await agent.reads("find_vendor", limit=200))}
    for row in records(answer["children"]):
        assert row["owed"] == owed[row["id"]]
    assert answer["api"] == 4
