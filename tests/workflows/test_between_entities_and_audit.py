"""What groups and auditors ask, with toolsets that are off unless chosen; figures counted by hand."""

import json
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

from agent import Agent, column, records
from answering import answering
from by_hand import booked_by
from days import month_end_before, today_of
from intacct_mcp.audit.counting import CountedLog
from intacct_mcp.audit.log import AuditLog
from intacct_sandbox.company.describing.audit_trail import Changed, write_history
from intacct_sandbox.serve import Sandbox


async def test_w18_whether_what_entities_owe_each_other_cancels_out(agent: Agent, sandbox: Sandbox):
    day = today_of(sandbox)
    expected = booked_by(
        sandbox,
        "n.id || ' ' || a.id",
        "a.key IN (SELECT receivable_key FROM entity UNION SELECT payable_key FROM entity)"
        f" AND l.entry_date <= '{day}'",
    )
    assert expected
    async with answering(sandbox, toolsets=("consolidation",)) as asking:
        answer = await asking.reads("intercompany_balances", as_of=str(day))
    only = str(answer["scope"])[-3:]
    found = {
        (f"{row['entity'].split()[0]} {row['account'].split()[0]}", row.get("currency", only)): (
            Decimal(row["closing"])
        )
        for row in records(answer)
    }
    assert found == expected
    assert set(answer["checks"].values()) == {"0.00"}
    assert asking.calls <= 2


async def test_w19_whether_last_month_s_consolidation_is_current(asked: Sandbox):
    end = month_end_before(today_of(asked))
    ledger = asked.ledger
    entities = dict(ledger.rows("SELECT id, key FROM entity"))
    ((period,),) = ledger.rows(
        "SELECT key FROM reporting_period"
        f" WHERE start_date = '{end.replace(day=1)}' AND end_date = '{end}' LIMIT 1"
    )
    for entity, status in (("100", "success"), ("300", "reconsolidationRequired")):
        fields = {
            "status": status,
            "entity.key": entities[entity],
            "period.key": period,
            "consolidationDateTime": f"{end + timedelta(days=1)}T08:00:00Z",
        }
        ledger.insert(
            "record", {"object": "consolidation/run-status", "fields": json.dumps(fields)}
        )
    async with answering(asked, toolsets=("consolidation",)) as asking:
        answer = await asking.reads("consolidation_status", period=f"{end:%Y-%m}")
    assert {row["entity"][:3]: row["status"] for row in records(answer)} == {
        "100": "success",
        "300": "reconsolidationRequired",
    }
    assert answer["notes"][0].startswith("Not current: 300 ")
    assert asking.calls <= 2


async def test_w23_who_changed_a_vendor_s_bank_account_and_was_it_paid_after(asked: Sandbox):
    ledger = asked.ledger
    ((vendor, key, user),) = ledger.rows(
        "SELECT p.id, p.key, (SELECT MIN(key) FROM user) FROM payment m"
        " JOIN party p ON p.key = m.party_key WHERE m.subledger = 'AP'"
        " GROUP BY p.key ORDER BY MAX(m.payment_date) DESC, p.key LIMIT 1"
    )
    day = today_of(asked) - timedelta(days=60)
    changed = Changed(
        name="accounts-payable/vendor",
        key=key,
        before={"ach.accountNumber": "111122223333"},
        after={"ach.accountNumber": "444455556666"},
        action="modify",
        verb="",
        user_key=user,
        client_id="another",
        at=f"{day}T10:00:00Z",
    )
    write_history(ledger, changed)
    period = f"{day}..{today_of(asked)}"
    async with answering(asked, toolsets=("audit",)) as asking:
        history = await asking.reads(
            "audit_history", object="vendor", key=str(key), field="accountNumber", period=period
        )
        payments = await asking.reads(
            "list_payments", ledger="AP", search=vendor, period=period, limit=200
        )
    (change,) = records(history)
    assert (change["before"], change["after"]) == ("...3333", "...6666")
    paid_after = sorted(
        str(number)
        for (number,) in ledger.rows(
            "SELECT m.number FROM payment m WHERE m.subledger = 'AP' AND m.state = 'confirmed'"
            f" AND m.party_key = {key} AND m.payment_date >= '{day}'"
        )
    )
    assert paid_after
    assert sorted(column(payments, "number")) == paid_after
    assert asking.calls <= 3


async def test_w25_what_the_assistant_did_this_month(asked: Sandbox, tmp_path: Path):
    day = today_of(asked)
    log = AuditLog(tmp_path)
    company = asked.credentials.company_id
    for tool in ("ar_aging", "ar_aging", "gl_balance"):
        line = {"at": f"{day}T10:00:00.000Z", "tool": tool, "company": company, "outcome": "ok"}
        log.append(line)
    async with answering(asked, toolsets=("audit",), own_log=CountedLog(tmp_path)) as asking:
        answer = await asking.reads("agent_activity", period=f"{day:%Y-%m}")
    assert answer["total"] == 0, "nothing was changed"
    assert "3 calls were answered: ar_aging 2, gl_balance 1" in answer["notes"][-1]
    assert asking.calls <= 2
