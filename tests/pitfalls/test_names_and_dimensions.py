"""Traps of names and dimensions: hierarchies, a company's own dimensions, names alike, blanks."""

from decimal import Decimal

import pytest

from agent import Agent, all_records, column, records
from by_hand import booked, booked_by, planted, totals_of
from intacct_sandbox.serve import Sandbox

YEAR = "l.entry_date BETWEEN '2026-01-01' AND '2026-10-31'"


async def test_p20_parents_and_children_are_rows_of_their_own_and_add_up(
    agent: Agent, sandbox: Sandbox
):
    ((parent, child),) = sandbox.ledger.rows(
        "SELECT p.id, c.id FROM department c JOIN department p ON p.key = c.parent_key"
    )
    condition = f"a.id = '6000' AND {YEAR}"
    expected = booked_by(sandbox, "d.id", condition)
    assert {slot[0] for slot in expected} >= {parent, child}
    answer = await agent.reads("gl_balance", account="6000", by="department")
    found = {
        (row["department"].split(" ")[0].replace("(none)", ""), row["currency"]): Decimal(
            row["closing"]
        )
        for row in records(answer)
    }
    assert found == expected
    assert totals_of(answer, "closing") == booked(sandbox, condition)
    assert any("incl. children: no" in note for note in answer["notes"])
    named = await agent.reads(
        "gl_detail", account="6000", period="ytd", where=f"department={parent}", by="account"
    )
    in_family = f"{condition} AND d.id IN ('{parent}', '{child}')"
    assert totals_of(named, "net") == booked(sandbox, in_family)
    assert f"department {parent} incl. children: yes ({child})." in named["notes"]
    families = planted(sandbox, "parent-and-child-customers")
    names = await agent.reads("ar_aging", search="Avocet", limit=200)
    assert names["total"] == len(families) - 1, "only the children owe, each once"


@pytest.mark.behaviour("dimensions.own-name")
async def test_p21_a_dimension_of_the_company_s_own_splits_as_any_other(
    agent: Agent, sandbox: Sandbox
):
    condition = f"a.id LIKE '4%' AND {YEAR}"
    expected = {
        (str(member), currency): amount
        for (member, currency), amount in booked_by(
            sandbox,
            "(SELECT json_extract(r.fields, '$.id') FROM record r WHERE r.key = l.service_line_key)",
            f"{condition} AND l.service_line_key IS NOT NULL",
        ).items()
    }
    for word in ("nsp::service_line", "service_line", "Service line"):
        answer = await agent.reads("gl_balance", account="4000..4999", by=word, limit=200)
        split = next(name for name in answer["columns"] if "service_line" in name)
        found: dict[tuple[str, str], Decimal] = {}
        for row in records(answer):
            if " " not in row[split]:  # what has no member: P35
                continue
            slot = (row[split].split(" ")[0], row["currency"])
            found[slot] = found.get(slot, Decimal(0)) + Decimal(row["closing"])
        assert found == expected
        assert totals_of(answer, "closing") == booked(sandbox, condition)
    assert "Split by entity" in await agent.is_told("gl_balance", account="4000", by="floor")


async def test_p22_of_names_alike_none_is_picked(agent: Agent, sandbox: Sandbox):
    told = await agent.is_told("get_vendor", vendor="Turnstone")
    for name in ("Turnstone Gases", "Turnstone Gases LLC"):
        assert name in told
    exact = await agent.reads("get_vendor", vendor="Turnstone Gases")
    assert exact["vendor"]["name"] == "Turnstone Gases"
    assert "Sanderlin Foods" in await agent.is_told("get_customer", customer="Sanderlin")
    same = planted(sandbox, "same-number-two-customers")
    told = await agent.is_told("get_invoice", number="INV-2044")
    assert all(f"key {case.key}" in told for case in same)


async def test_p35_what_has_no_department_is_a_row_so_that_splits_add_up(
    agent: Agent, sandbox: Sandbox
):
    condition = f"a.type = 'incomeStatement' AND {YEAR}"
    blank = booked(sandbox, f"{condition} AND l.department_key IS NULL")
    assert blank
    asked = {"account": "4000..8999", "by": "department", "limit": 200}
    answer = await agent.reads("gl_balance", **asked)
    none: dict[str, Decimal] = {}
    for row in await all_records(agent, "gl_balance", **asked):
        if row["department"] == "(none)":
            none[row["currency"]] = none.get(row["currency"], Decimal(0)) + Decimal(row["closing"])
    assert none == blank
    assert totals_of(answer, "closing") == booked(sandbox, condition)


async def test_p35_a_bill_without_a_due_date_is_still_owed(
    fresh_agent: Agent, fresh_sandbox: Sandbox
):
    before = await fresh_agent.reads("ap_aging", limit=1)
    ledger = fresh_sandbox.ledger
    ((key,),) = ledger.rows(
        "SELECT MAX(key) FROM document WHERE subledger = 'AP' AND kind = 'document' AND state = 'posted'"
    )
    ledger.write("UPDATE document SET due_date = '' WHERE key = ?", (key,))
    after = await fresh_agent.reads("ap_aging", limit=1)
    assert totals_of(after, "open") == totals_of(before, "open")
    assert column(after, "id")
