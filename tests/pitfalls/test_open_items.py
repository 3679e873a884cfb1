"""Traps of what is owed: paid parts, credits, past days, the day age counts from, retainage, currencies, tie-outs."""

from datetime import date, timedelta
from decimal import Decimal

from agent import Agent, column, records
from by_hand import (
    Sums,
    by_currency,
    due_at,
    money,
    number_of,
    planted,
    totals_of,
)
from intacct_sandbox.serve import Sandbox

TODAY = "2026-10-31"
BILLED = "(SELECT SUM(l.base_amount) FROM document_line l WHERE l.document_key = d.key)"


def billed(sandbox: Sandbox, condition: str) -> Sums:
    rows = sandbox.ledger.rows(
        f"SELECT e.base_currency, SUM({BILLED}) FROM document d JOIN entity e ON e.key = d.entity_key"
        f" WHERE d.kind = 'document' AND d.state = 'posted' AND ({condition}) GROUP BY 1"
    )
    return {currency: money(cents) for currency, cents in rows}


async def test_p10_owed_is_what_is_still_due_not_what_was_billed(agent: Agent, sandbox: Sandbox):
    number = number_of(sandbox, "partially-paid-invoice")
    invoice = (await agent.reads("get_invoice", number=number))["invoice"]
    total, paid, due = (Decimal(invoice[name]) for name in ("total", "paid", "due"))
    assert total - paid == due
    assert 0 < due < total
    answer = await agent.reads("ar_aging", limit=1)
    owed = by_currency(due_at(sandbox, "AR", TODAY))
    assert totals_of(answer, "open") == owed
    gross = billed(
        sandbox,
        "d.subledger = 'AR' AND (SELECT COALESCE(SUM(a.base_amount), 0) FROM application a"
        f" WHERE a.document_key = d.key AND a.is_posted) < {BILLED}",
    )
    assert all(gross[currency] > owed[currency] for currency in owed)


async def test_p11_credits_that_are_not_used_stand_beside_what_is_open(
    agent: Agent, sandbox: Sandbox
):
    """A credit memo, an advance and an overpayment: what is open is not less for them, the net is."""
    ((memo, advance),) = sandbox.ledger.rows(
        "SELECT SUM(CASE kind WHEN 'adjustment' THEN -b END), SUM(CASE kind WHEN 'advance' THEN b END)"
        f" FROM (SELECT d.kind, {BILLED} AS b FROM document d WHERE d.subledger = 'AR'"
        " AND d.kind <> 'document' AND d.state = 'posted')"
    )
    ((overpaid,),) = sandbox.ledger.rows(
        "SELECT SUM(m.base_amount) - (SELECT SUM(a.source_amount) FROM application a"
        "  JOIN payment p ON p.key = a.payment_key WHERE p.subledger = 'AR' AND a.kind = 'payment')"
        " FROM payment m WHERE m.subledger = 'AR'"
    )
    assert min(memo, advance, overpaid) > 0
    answer = await agent.reads("ar_aging", limit=1)
    credits = totals_of(answer, "credits")
    assert credits == {"USD": -money(memo + advance + overpaid)}
    gross, net = totals_of(answer, "open"), totals_of(answer, "net")
    assert gross == by_currency(due_at(sandbox, "AR", TODAY))
    assert net == {slot: amount + credits.get(slot, Decimal(0)) for slot, amount in gross.items()}


async def test_p12_a_past_day_is_rebuilt_not_read_from_what_is_due_today(
    agent: Agent, sandbox: Sandbox
):
    day = "2026-06-30"
    then = due_at(sandbox, "AR", day)
    left_today = due_at(sandbox, "AR", TODAY, f"d.posting_date <= '{day}'")
    assert by_currency(left_today) != by_currency(then)
    answer = await agent.reads("ar_aging", as_of=day, limit=1)
    assert totals_of(answer, "open") == by_currency(then)
    assert set(answer["checks"].values()) == {"0.00"}


async def test_p13_overdue_counts_from_the_due_date_unless_asked_otherwise(
    agent: Agent, sandbox: Sandbox
):
    month_ago = (date.fromisoformat(TODAY) - timedelta(days=30)).isoformat()
    stands = "d.state = 'posted'"

    def old(condition: str) -> Sums:
        return by_currency(due_at(sandbox, "AR", TODAY, f"{stands} AND {condition}"))

    by_due, by_invoice = old(f"d.due_date < '{month_ago}'"), old(f"d.document_date < '{month_ago}'")
    assert by_due != by_invoice
    not_due = old(f"d.due_date >= '{TODAY}'")
    answer = await agent.reads("ar_aging", buckets="30", limit=1)
    assert totals_of(answer, "31+") == by_due
    assert totals_of(answer, "not_due") == not_due != {}
    invoiced = await agent.reads("ar_aging", buckets="30", basis="invoice", limit=1)
    assert totals_of(invoiced, "31+") == by_invoice
    assert "not_due" not in invoiced["columns"]


async def test_p14_what_is_held_back_is_in_no_bucket(agent: Agent, sandbox: Sandbox):
    number = number_of(sandbox, "retainage")
    ((total, held),) = sandbox.ledger.rows(
        "SELECT SUM(l.base_amount), SUM(l.base_retained) FROM document_line l"
        " JOIN document d ON d.key = l.document_key WHERE d.number = ?",
        (number,),
    )
    assert held
    answer = await agent.reads("ar_aging", by="document", limit=200)
    (row,) = [each for each in records(answer) if each["number"] == number]
    assert Decimal(row["open"]) == money(total - held)
    assert Decimal(row["retained"]) == money(held)
    assert totals_of(answer, "retained") == {"USD": money(held)}
    assert totals_of(answer, "open") == by_currency(due_at(sandbox, "AR", TODAY))


async def test_p15_amounts_of_two_currencies_are_never_one_number(agent: Agent, sandbox: Sandbox):
    owed = by_currency(due_at(sandbox, "AR", TODAY))
    assert len(owed) == 2
    both = str(sum(owed.values()))
    aging = await agent.hears("ar_aging", limit=3)
    assert all(str(amount) in aging for amount in owed.values())
    assert both not in aging
    listed = await agent.reads("list_invoices", status="open", limit=3)
    assert set(totals_of(listed, "due")) == {"EUR", "GBP", "USD"}
    cash = await agent.reads("cash_position")
    assert set(totals_of(cash, "book")) == {"GBP", "USD"}
    sheet = await agent.reads("balance_sheet")
    assert {row["currency"] for row in records(sheet)} == {"GBP", "USD"}


async def test_p16_who_is_inactive_still_owes_and_is_owed(agent: Agent, sandbox: Sandbox):
    for ledger, tool, total in (("AR", "ar_aging", "open"), ("AP", "ap_aging", "open")):
        inactive = [
            str(id_)
            for (id_,) in sandbox.ledger.rows(
                "SELECT id FROM party WHERE status = 'inactive' AND subledger = ?", (ledger,)
            )
        ]
        owed = due_at(sandbox, ledger, TODAY)
        left = {slot: amount for slot, amount in owed.items() if slot[0] in inactive}
        assert left
        answer = await agent.reads(tool, limit=200)
        assert {party for party, _ in left} <= set(column(answer, "id"))
        assert totals_of(answer, total) == by_currency(owed)
    (account,) = planted(sandbox, "inactive-account-with-balance")
    ((number,),) = sandbox.ledger.rows(f"SELECT id FROM account WHERE key = {account.key}")
    assert number in column(await agent.reads("trial_balance"), "account")
    customers = await agent.reads("list_customers", search="Dunlin")
    assert column(customers, "status") == ["inactive"]


async def test_p23_a_difference_to_the_ledger_comes_with_its_cause(agent: Agent, sandbox: Sandbox):
    entry = planted(sandbox, "straight-to-control-account")[0]
    ((amount, day),) = sandbox.ledger.rows(
        "SELECT SUM(l.base_amount), MIN(l.entry_date) FROM journal_line l"
        " JOIN account a ON a.key = l.account_key WHERE a.id = '1200'"
        f" AND l.entry_key = {entry.key}"
    )
    answer = await agent.reads("reconcile_subledger", ledger="AR", as_of=day)
    assert totals_of(answer, "difference") == {"USD": -money(amount)}
    assert totals_of(answer, "unexplained") == {}
    causes = dict(zip(answer["causes"]["columns"], answer["causes"]["rows"][0], strict=True))
    assert len(answer["causes"]["rows"]) == 1
    assert causes["record"].endswith(entry.key)
    assert causes["amount"] == str(-money(amount))
    today = await agent.reads("reconcile_subledger", ledger="AR", as_of=TODAY)
    assert totals_of(today, "difference") == {}
