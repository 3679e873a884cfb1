"""What collectors and payers ask: each in at most one call more than it takes, with figures counted by hand."""

import re
from datetime import date, timedelta
from decimal import Decimal

from agent import Agent, column, records
from by_hand import booked, by_currency, due_at, money, planted, totals_of, without_zero
from days import month_end_before, today_of
from intacct_sandbox.serve import Sandbox

OPEN = (
    "(SELECT SUM(l.base_amount - l.base_retained) FROM document_line l WHERE l.document_key = d.key)"
    " - COALESCE((SELECT SUM(a.base_amount) FROM application a WHERE a.document_key = d.key AND a.is_posted), 0)"
)


def credits_at(sandbox: Sandbox, subledger: str) -> dict[str, Decimal]:
    """Credits that are not used, by party: memos, advances, overpayments."""
    rows = sandbox.ledger.rows(
        f"""
        SELECT p.id, SUM(CASE d.kind WHEN 'adjustment' THEN -b ELSE b END) FROM (
          SELECT d.*, (SELECT SUM(l.base_amount) FROM document_line l WHERE l.document_key = d.key)
            - COALESCE((SELECT SUM(a.source_amount) FROM application a WHERE a.credit_key = d.key
                AND a.is_posted), 0) AS b
          FROM document d WHERE d.kind <> 'document' AND d.state = 'posted') d
        JOIN party p ON p.key = d.party_key WHERE d.subledger = '{subledger}' GROUP BY 1
        UNION ALL
        SELECT p.id, SUM(m.base_amount
          - COALESCE((SELECT SUM(a.source_amount) FROM application a WHERE a.payment_key = m.key
              AND a.kind = 'payment'), 0))
        FROM payment m JOIN party p ON p.key = m.party_key WHERE m.subledger = '{subledger}' GROUP BY 1
        """
    )
    sums: dict[str, Decimal] = {}
    for party, cents in rows:
        sums[party] = sums.get(party, Decimal(0)) + money(cents)
    return without_zero(sums)


async def test_w01_customers_over_sixty_days_late_and_over_their_limit(
    agent: Agent, sandbox: Sandbox
):
    today = today_of(sandbox)
    owed = due_at(sandbox, "AR", str(today))
    credits = credits_at(sandbox, "AR")
    late = {
        party
        for (party,) in sandbox.ledger.rows(
            "SELECT DISTINCT p.id FROM document d JOIN party p ON p.key = d.party_key"
            " WHERE d.subledger = 'AR' AND d.kind = 'document' AND d.state = 'posted'"
            f" AND d.due_date <= '{today - timedelta(days=61)}' AND {OPEN} > 0"
        )
    }
    limits = {
        party: Decimal(limit)
        for party, limit in sandbox.ledger.rows(
            "SELECT id, credit_limit FROM party WHERE subledger = 'AR' AND credit_limit > 0"
        )
    }
    over = {
        party
        for (party, _), amount in owed.items()
        if party in limits and amount - credits.get(party, Decimal(0)) > limits[party]
    }
    answer = await agent.reads("ar_aging", min_days=61, over_credit_limit=True, limit=200)
    assert set(column(answer, "id")) == over & late
    assert totals_of(answer, "open") == by_currency(
        {slot: amount for slot, amount in owed.items() if slot[0] in over & late}
    )
    assert agent.calls <= 2


async def test_w04_a_bill_that_was_entered_twice(agent: Agent, sandbox: Sandbox):
    answer = await agent.reads("find_duplicate_bills", window_days=180, limit=200)
    first, second = (case.key for case in planted(sandbox, "duplicate-bill-numbers"))
    (row,) = [row for row in records(answer) if row["key"] == second]
    assert row["earlier_key"] == first
    (mistake,) = planted(sandbox, "bill-reversed")
    assert mistake.key not in {*column(answer, "key"), *column(answer, "earlier_key")}
    ((cents,),) = sandbox.ledger.rows(
        f"SELECT SUM(base_amount) FROM document_line WHERE document_key = {second}"
    )
    assert Decimal(row["at_risk"]) == money(cents)
    assert agent.calls <= 2


async def test_w06_the_aging_at_two_month_ends(agent: Agent, sandbox: Sandbox):
    later = month_end_before(today_of(sandbox))
    earlier = month_end_before(later)
    for day in (later, earlier):
        answer = await agent.reads("ar_aging", as_of=str(day), limit=1)
        assert totals_of(answer, "open") == by_currency(due_at(sandbox, "AR", str(day)))
        control = booked(sandbox, f"a.id = '1200' AND l.entry_date <= '{day}'")
        differences = {
            name.rsplit(" ", 1)[-1]: Decimal(value) for name, value in answer["checks"].items()
        }
        straight = booked(
            sandbox, f"a.id = '1200' AND l.entry_date <= '{day}' AND e.module = '2.GL'"
        )
        for currency in control:
            assert differences[currency] == -straight.get(currency, Decimal(0))
    assert agent.calls <= 3


async def test_w11_what_to_pay_this_week(agent: Agent, sandbox: Sandbox):
    today = today_of(sandbox)
    week = today + timedelta(days=7)
    answer = await agent.reads("list_bills", due_by=str(week), limit=200)
    rows = sandbox.ledger.rows(
        f"SELECT d.currency, SUM({OPEN.replace('base_', 'txn_')}) FROM document d"
        " WHERE d.subledger = 'AP' AND d.kind = 'document' AND d.state = 'posted'"
        f" AND (d.due_date <= '{week}'"
        f" OR date(d.document_date, '+' || (SELECT json_extract(t.extra, '$.\"discount.days\"')"
        f" FROM term t WHERE t.key = d.term_key) || ' days') BETWEEN '{today}' AND '{week}') GROUP BY 1"
    )
    to_pay, on_hold = totals_of(answer, "to_pay"), totals_of(answer, "held")
    assert {
        currency: to_pay.get(currency, Decimal(0)) + on_hold.get(currency, Decimal(0))
        for currency in {*to_pay, *on_hold}
    } == {currency: money(cents) for currency, cents in rows}
    held = [Decimal(row["due"]) for row in records(answer) if row.get("hold")]
    assert sum(held) == sum(on_hold.values())
    since = today - timedelta(days=30)
    changed = sandbox.ledger.rows(
        "SELECT DISTINCT p.id FROM record r JOIN party p"
        " ON p.key = CAST(json_extract(r.fields, '$.\"changeDetails.objectId\"') AS INTEGER)"
        " WHERE r.object = 'company-config/audit-history'"
        " AND json_extract(r.fields, '$.\"changeDetails.objectName\"') = 'accounts-payable/vendor'"
        " AND json_extract(r.fields, '$.\"changeDetails.fieldName\"') LIKE 'ach.%'"
        f" AND substr(json_extract(r.fields, '$.\"changeSource.accessDateTime\"'), 1, 10) >= '{since}'"
    )
    warned = next((note for note in answer["notes"] if note.startswith("Bank details changed")), "")
    listed = {vendor.partition(" ")[0] for vendor in column(answer, "vendor")}
    assert {id_ for (id_,) in changed if id_ in listed} == set(re.findall(r"\bV-\d+", warned))
    assert agent.calls <= 3


async def test_w12_do_we_owe_what_the_vendor_says(agent: Agent, sandbox: Sandbox):
    today = today_of(sandbox)
    ((name,),) = sandbox.ledger.rows(
        f"SELECT p.name FROM document d JOIN party p ON p.key = d.party_key WHERE d.subledger = 'AP'"
        f" AND d.kind = 'document' AND d.state = 'posted' AND {OPEN} > 0"
        " GROUP BY p.key ORDER BY COUNT(*) DESC, p.key LIMIT 1"
    )
    found = await agent.reads("find_vendor", search=name)
    ((id_, *_),) = [row for row in found["rows"] if row[1] == name]
    start = month_end_before(month_end_before(today)) + timedelta(days=1)
    answer = await agent.reads("get_vendor", vendor=id_, statement=f"{start}..{today}", limit=200)
    owed = {
        currency: amount
        for (party, currency), amount in due_at(sandbox, "AP", str(today)).items()
        if party == id_
    }
    left = credits_at(sandbox, "AP").get(id_, Decimal(0))
    assert sum(totals_of(answer, "amount").values()) == sum(owed.values()) - left
    assert set(answer["checks"].values()) == {"0.00"}
    assert agent.calls <= 3


async def test_w13_which_payment_paid_an_invoice(agent: Agent, sandbox: Sandbox):
    ((number, payment, cents, day),) = sandbox.ledger.rows(
        "SELECT d.number, m.number, SUM(a.txn_amount), m.payment_date FROM application a"
        " JOIN document d ON d.key = a.document_key JOIN payment m ON m.key = a.payment_key"
        " WHERE d.subledger = 'AR' AND d.kind = 'document' AND d.state = 'posted' AND a.kind = 'payment'"
        " GROUP BY d.key HAVING COUNT(*) = 1 ORDER BY d.key DESC LIMIT 1"
    )
    answer = await agent.reads("get_invoice", number=number)
    (paid,) = [
        dict(zip(answer["payments"]["columns"], row, strict=True))
        for row in answer["payments"]["rows"]
    ]
    assert answer["invoice"]["paid"] == str(money(cents))
    assert paid["applied"] == str(money(cents))
    assert paid["date"] == day
    assert payment in paid.values()
    assert agent.calls <= 2


def test_the_days_of_the_companies_are_not_all_month_ends():
    assert month_end_before(date(2026, 10, 20)) == date(2026, 9, 30)
