"""Lists of invoices and bills against plain SQL."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from agent import Agent, records
from documents_in_sql import DUE, IS_OPEN, RETAINED, TOTAL, by_currency, documents
from intacct_sandbox.serve import Sandbox

LISTS = {"AR": "list_invoices", "AP": "list_bills"}
BOTH = pytest.mark.parametrize("subledger", ["AR", "AP"])


def nonzero(sums: dict[str, Decimal]) -> dict[str, Decimal]:
    return {currency: amount for currency, amount in sums.items() if amount}


async def whole(agent: Agent, tool: str, **arguments: Any) -> list[dict[str, str]]:
    rows: list[dict[str, str]] = []
    after = ""
    while True:
        answer = await agent.reads(tool, limit=200, after=after, **arguments)
        rows += records(answer)
        after = answer.get("next", "")
        if not after:
            return rows


@BOTH
@pytest.mark.parametrize("entity", ["", "100", "300", "400"])
@pytest.mark.behaviour("invoices.list-open", "bills.list-open")
async def test_open_ones_are_what_is_due_by_currency(
    agent: Agent, sandbox: Sandbox, subledger: str, entity: str
):
    """What is paid is not in it, what is held back stands apart, reversed pairs and drafts are out."""
    answer = await agent.reads(LISTS[subledger], limit=1, entity=entity)
    mine = f"{IS_OPEN} AND e.id = '{entity}'" if entity else IS_OPEN
    count, due = documents(sandbox, subledger, mine)
    assert answer["total"] == count
    assert nonzero(by_currency(answer, "due")) == nonzero(due)
    _, retained = documents(sandbox, subledger, mine, RETAINED)
    assert by_currency(answer, "retained") == nonzero(retained)


@BOTH
@pytest.mark.behaviour("invoices.left-out", "bills.left-out")
async def test_drafts_and_waiting_ones_are_told_with_count_and_amount(
    agent: Agent, sandbox: Sandbox, subledger: str
):
    note = (await agent.reads(LISTS[subledger], limit=1))["notes"][0]
    told = 0
    for state in ("draft", "submitted", "declined"):
        _, sums = documents(sandbox, subledger, f"d.state = '{state}'", TOTAL)
        for currency, amount in sums.items():
            count, _ = documents(
                sandbox, subledger, f"d.state = '{state}' AND d.currency = '{currency}'", TOTAL
            )
            assert f"{count} {state} ({amount} {currency})" in note
            told += 1
    assert note.count("(") == told > 0


@BOTH
async def test_overdue_is_open_and_due_before_today(agent: Agent, sandbox: Sandbox, subledger: str):
    answer = await agent.reads(LISTS[subledger], status="overdue", limit=1)
    late = f"d.state = 'posted' AND {DUE} <> 0 AND d.due_date < '2026-10-31'"
    count, due = documents(sandbox, subledger, late)
    assert (answer["total"], by_currency(answer, "due")) == (count, due)


@BOTH
@pytest.mark.behaviour("invoices.reversed-pairs", "bills.reversed-pairs")
async def test_reversed_pairs_are_in_no_open_list_and_cancel_in_a_list_of_all(
    agent: Agent, sandbox: Sandbox, subledger: str
):
    pair = await agent.reads(LISTS[subledger], status="reversed")
    assert {row["state"] for row in records(pair)} == {"reversed", "reversal"}
    assert set(by_currency(pair, "total").values()) <= {Decimal(0)}
    everything = await agent.reads(LISTS[subledger], status="all", limit=1)
    count, billed = documents(
        sandbox, subledger, "d.state IN ('posted', 'reversed', 'reversal')", TOTAL
    )
    assert (everything["total"], by_currency(everything, "total")) == (count, billed)
    open_ = await whole(agent, LISTS[subledger])
    assert not {row["number"] for row in open_} & {row["number"] for row in records(pair)}


@BOTH
async def test_a_period_is_of_the_documents_own_dates(
    agent: Agent, sandbox: Sandbox, subledger: str
):
    answer = await agent.reads(LISTS[subledger], status="all", period="2026-Q2", limit=1)
    assert answer["period"] == {"start": "2026-04-01", "end": "2026-06-30"}
    _, billed = documents(
        sandbox,
        subledger,
        "d.state IN ('posted', 'reversed', 'reversal')"
        " AND d.document_date BETWEEN '2026-04-01' AND '2026-06-30'",
        TOTAL,
    )
    assert by_currency(answer, "total") == billed


@BOTH
async def test_pages_follow_each_other_and_shown_and_others_are_the_total(
    agent: Agent, subledger: str
):
    every = await whole(agent, LISTS[subledger])
    page = await agent.reads(LISTS[subledger], limit=7)
    rows = records(page)
    following = await agent.reads(LISTS[subledger], limit=7, after=page["next"])
    numbers = [row["number"] for row in (*rows, *records(following))]
    assert numbers == [row["number"] for row in every[:14]]
    for currency, sums in page["totals"].items():
        shown = sum(
            (Decimal(row["due"]) for row in rows if row["currency"] == currency), Decimal(0)
        )
        rest = Decimal(page["others"].get(currency, {}).get("due", "0"))
        assert shown + rest == Decimal(sums["due"])


@BOTH
@pytest.mark.behaviour("invoices.list-cost", "bills.list-cost")
async def test_a_list_costs_one_transaction(agent: Agent, subledger: str):
    await agent.reads(LISTS[subledger])
    for arguments in ({}, {"search": "a"}, {"status": "all"}, {"period": "2026-10"}):
        answer = await agent.reads(LISTS[subledger], **arguments)
        assert answer["api"] == 1


@BOTH
async def test_evidence_reads_the_documents_again_and_finds_the_same(agent: Agent, subledger: str):
    for status in ("open", "paid", "unposted"):
        answer = await agent.reads(LISTS[subledger], status=status, limit=1)
        evidence = await agent.reads("get_evidence", handle=answer["evidence"])
        assert evidence["now"] == "the same"
        assert set(evidence["checks"].values()) == {"0.00"}
        assert evidence["total"] == answer["total"]


async def test_a_search_is_of_the_number_and_of_the_party(agent: Agent):
    by_number = await agent.reads("list_invoices", search="inv-2044", status="all")
    assert len(records(by_number)) == 2
    by_name = await agent.reads("list_bills", search="ironwood")
    assert {row["vendor"] for row in records(by_name)} == {"V-0019 Ironwood Industrial Gases"}


@pytest.mark.behaviour("bills.what-to-pay")
async def test_what_to_pay_is_due_or_best_paid_by_the_day(agent: Agent, sandbox: Sandbox):
    answer = await agent.reads("list_bills", due_by="2026-11-07", limit=200)
    until = "date(d.document_date, '+10 days')"
    grants = "(SELECT t.id FROM term t WHERE t.key = d.term_key) = 'N30'"
    by_then = f"(d.due_date <= '2026-11-07' OR ({grants} AND {until} BETWEEN '2026-10-31' AND '2026-11-07'))"
    count, due = documents(sandbox, "AP", f"{IS_OPEN} AND {by_then}")
    on_hold = "COALESCE(p.is_on_hold = 1 OR json_extract(d.extra, '$.isOnHold') = 1, 0)"
    _, held = documents(sandbox, "AP", f"{IS_OPEN} AND {by_then} AND {on_hold}")
    _, to_pay = documents(sandbox, "AP", f"{IS_OPEN} AND {by_then} AND NOT {on_hold}")
    assert answer["total"] == count
    assert (by_currency(answer, "to_pay"), by_currency(answer, "held")) == (to_pay, held)
    assert {each: to_pay[each] + held.get(each, Decimal(0)) for each in to_pay} == due
    assert held
    _, late = documents(sandbox, "AP", f"{IS_OPEN} AND d.due_date < '2026-10-31'")
    assert by_currency(answer, "overdue") == late
    not_due = by_currency(answer, "not_due")
    assert {each: late[each] + not_due[each] for each in due} == due
    assert answer["api"] == 4
    traced = await agent.reads("get_evidence", handle=answer["evidence"], limit=200)
    assert set(traced["checks"].values()) == {"0.00"}
    assert traced["total"] == count, "each bill is one line, held or not"
    first = await agent.reads("list_bills", due_by="2026-11-07", limit=1)
    for currency, sums in first["totals"].items():
        for name in sums.keys() & {"to_pay", "held"}:
            amount = sums[name]
            shown = [
                Decimal(row["due"])
                for row in records(first)
                if row["currency"] == currency and bool(row.get("hold")) == (name == "held")
            ]
            left = Decimal(first["others"][currency].get(name, 0))
            assert sum(shown, left) == Decimal(amount)


WITHIN = "d.due_date BETWEEN '2026-11-01' AND '2026-11-07'"


@BOTH
@pytest.mark.parametrize("entity", ["", "100", "300"])
@pytest.mark.behaviour("invoices.due-within", "bills.due-within")
async def test_a_span_of_due_days_lists_those_due_in_it_and_tells_what_is_late_before(
    agent: Agent, sandbox: Sandbox, subledger: str, entity: str
):
    tool = LISTS[subledger]
    mine = f"{IS_OPEN} AND e.id = '{entity}'" if entity else IS_OPEN
    await agent.reads(tool, limit=1)
    answer = await agent.reads(tool, due_by="2026-11-01..2026-11-07", entity=entity, limit=200)
    count, due = documents(sandbox, subledger, f"{mine} AND {WITHIN}")
    assert answer["total"] == count == len(answer["rows"])
    assert by_currency(answer, "not_due") == due
    assert by_currency(answer, "overdue") == {}
    assert by_currency(answer, "to_pay" if subledger == "AP" else "due") == due
    assert answer["notes"][0] == "By due date, 2026-11-01..2026-11-07."
    late, amounts = documents(
        sandbox, subledger, f"{mine} AND {DUE} <> 0 AND d.due_date < '2026-10-31'"
    )
    told = ", ".join(f"{amount} {currency}" for currency, amount in sorted(amounts.items()))
    assert answer["notes"][1] == f"Overdue before that, not listed: {late} ({told})."
    assert answer["api"] == (5 if subledger == "AP" else 2)
    if "evidence" in answer:
        traced = await agent.reads("get_evidence", handle=answer["evidence"])
        assert set(traced["checks"].values()) == {"0.00"}


@BOTH
async def test_a_span_of_days_gone_by_is_overdue_itself(
    agent: Agent, sandbox: Sandbox, subledger: str
):
    answer = await agent.reads(LISTS[subledger], due_by="2026-10", limit=1)
    _, due = documents(
        sandbox, subledger, f"{IS_OPEN} AND d.due_date BETWEEN '2026-10-01' AND '2026-10-30'"
    )
    assert by_currency(answer, "overdue") == due
    late, _ = documents(
        sandbox, subledger, f"{IS_OPEN} AND {DUE} <> 0 AND d.due_date < '2026-10-01'"
    )
    assert f"Overdue before that, not listed: {late} (" in answer["notes"][1]


@pytest.mark.behaviour("invoices.due-within")
async def test_invoices_due_by_a_day_are_those_due_by_then_late_ones_apart(
    agent: Agent, sandbox: Sandbox
):
    answer = await agent.reads("list_invoices", due_by="2026-11-07", limit=1)
    count, due = documents(sandbox, "AR", f"{IS_OPEN} AND d.due_date <= '2026-11-07'")
    _, late = documents(sandbox, "AR", f"{IS_OPEN} AND d.due_date < '2026-10-31'")
    assert (answer["total"], by_currency(answer, "due")) == (count, due)
    assert by_currency(answer, "overdue") == late
    traced = await agent.reads("get_evidence", handle=answer["evidence"])
    assert set(traced["checks"].values()) == {"0.00"}
    assert traced["now"] == "the same"


@pytest.mark.behaviour("bills.what-to-pay")
async def test_bills_that_are_in_for_their_best_day_are_told_apart(agent: Agent, sandbox: Sandbox):
    answer = await agent.reads("list_bills", due_by="2026-11-07", limit=200)
    early = [row for row in records(answer) if row["due_date"] > "2026-11-07"]
    sums: dict[str, Decimal] = {}
    for row in early:
        sums[row["currency"]] = sums.get(row["currency"], Decimal(0)) + Decimal(row["due"])
    told = ", ".join(f"{amount} {currency}" for currency, amount in sorted(sums.items()))
    assert early
    assert (
        answer["notes"][0] == f"In totals, due later but best paid by then: {len(early)} ({told})."
    )


@BOTH
async def test_a_period_says_that_it_is_of_the_documents_dates(agent: Agent, subledger: str):
    word = {"AR": "invoice", "AP": "bill"}[subledger]
    for status, said in (
        ("open", f"By {word} date."),
        ("paid", f"By {word} date; paid is as of today, whenever that was."),
    ):
        answer = await agent.reads(LISTS[subledger], status=status, period="2026-Q3", limit=1)
        assert answer["notes"][0] == said
        without = await agent.reads(LISTS[subledger], status=status, limit=1)
        assert said not in without.get("notes", [])


async def test_relative_due_days_mean_the_same_in_evidence_of_a_later_day(agent: Agent):
    """This week becomes days when it is answered."""
    answer = await agent.reads("list_bills", due_by="next week", limit=1)
    assert answer["notes"][0] == "By due date, 2026-11-02..2026-11-08."
    same = await agent.reads("list_bills", due_by="2026-11-02..2026-11-08", limit=1)
    assert same["evidence"] == answer["evidence"]


@pytest.mark.behaviour("bills.on-hold")
async def test_what_is_on_hold_is_marked_and_said(agent: Agent, sandbox: Sandbox):
    answer = await agent.reads("list_bills", due_by="2026-11-07", limit=200)
    marked = {row["number"]: row["hold"] for row in records(answer) if row["hold"]}
    on_hold = "(p.is_on_hold = 1 OR json_extract(d.extra, '$.isOnHold') = 1)"
    count, due = documents(sandbox, "AP", f"{IS_OPEN} AND d.due_date <= '2026-11-07' AND {on_hold}")
    assert len(marked) == count == 2
    assert by_currency(answer, "held") == due
    whole = await agent.reads("list_bills", limit=1)
    count, due = documents(sandbox, "AP", f"{IS_OPEN} AND {on_hold}")
    assert f"On hold, but in totals: {count} ({due['USD']} USD)." in whole["notes"]
    held = await agent.reads("list_bills", status="on_hold", limit=200)
    assert (held["total"], by_currency(held, "due")) == documents(
        sandbox, "AP", f"{IS_OPEN} AND {on_hold}"
    )
    assert {row["hold"] for row in records(held)} == {"bill", "vendor"}
    named = await agent.reads("list_bills", status="on_hold", search="B-HOLD-1")
    assert [(row["number"], row["hold"]) for row in records(named)] == [("B-HOLD-1", "bill")]


@pytest.mark.behaviour("bills.discounts")
async def test_a_discount_is_shown_while_it_is_to_be_had(agent: Agent):
    rows = {row["number"]: row for row in await whole(agent, "list_bills", period="2026-10")}
    discounted = {number: row for number, row in rows.items() if row["discount"]}
    assert discounted
    for row in discounted.values():
        assert row["discount_until"] >= "2026-10-31"
        two_percent = (Decimal(row["total"]) * 2).scaleb(-2)
        assert abs(Decimal(row["discount"]) - two_percent) <= Decimal("0.005")
    missed = [row for row in rows.values() if row["pay_by"] and row["pay_by"] < "2026-10-31"]
    assert missed
    assert not any(row["discount"] for row in missed)


async def test_what_to_pay_is_asked_of_open_bills_only(agent: Agent):
    assert await agent.is_told("list_bills", due_by="2026-11-07", status="paid") == (
        "due_by asks what is still due: it goes with status open, not paid."
    )
    told = await agent.is_told("list_bills", due_by="soon")
    assert told.startswith("due_by 'soon' is not a day. Write 2026-10-31, yesterday, or a period")


@pytest.mark.parametrize(
    ("tool", "case", "word"),
    [("get_invoice", "retainage", "invoice"), ("get_bill", "bill-retainage", "bill")],
)
@pytest.mark.behaviour("invoices.held-back")
async def test_what_is_held_back_is_neither_paid_nor_due(
    agent: Agent, sandbox: Sandbox, tool: str, case: str, word: str
):
    ((key,),) = sandbox.ledger.rows("SELECT record_key FROM seeded_case WHERE name = ?", (case,))
    answer = await agent.reads(tool, key=key)
    head = answer[word]
    ((total, retained),) = sandbox.ledger.rows(
        "SELECT SUM(txn_amount), SUM(txn_retained) FROM document_line WHERE document_key = ?",
        (key,),
    )
    assert Decimal(head["total"]) == Decimal(total).scaleb(-2)
    assert Decimal(head["retained"]) == Decimal(retained).scaleb(-2) > 0
    assert answer["checks"] == {"lines - total": "0.00", "total - paid - retained - due": "0.00"}


@pytest.mark.behaviour("bills.memo-is-data")
async def test_a_memo_that_gives_orders_is_shown_as_data(agent: Agent, sandbox: Sandbox):
    ((number,),) = sandbox.ledger.rows(
        "SELECT number FROM document WHERE key = (SELECT record_key FROM seeded_case"
        " WHERE name = 'memo-with-instruction')"
    )
    answer = await agent.reads("get_bill", number=number)
    assert any("gnore" in row["memo"] for row in records(answer))
    assert not any("gnore" in note for note in answer.get("notes", []))


@pytest.mark.behaviour("invoices.usual-states")
async def test_open_lists_say_a_state_only_where_it_is_unusual(agent: Agent, sandbox: Sandbox):
    for tool in LISTS.values():
        open_ = await whole(agent, tool)
        assert not {row.get("state", "") for row in open_} & {"posted", "partiallyPaid"}
        every = {row["number"]: row["state"] for row in await whole(agent, tool, status="all")}
        assert {"posted", "partiallyPaid"} <= set(every.values())
        for row in open_:
            if every[row["number"]] == "partiallyPaid":
                assert Decimal(row["due"]) != Decimal(row["total"])
    late = [row for row in await whole(agent, "list_bills") if row["due_date"] < "2026-10-31"]
    assert late
    assert not any(row.get("pay_by") for row in late)


@pytest.mark.parametrize(("tool", "subledger"), [("list_bills", "AP"), ("list_invoices", "AR")])
@pytest.mark.behaviour("bills.entered-by")
async def test_what_is_unposted_says_who_entered_it_and_how_long_ago(
    agent: Agent, sandbox: Sandbox, tool: str, subledger: str
):
    answer = await agent.reads(tool, status="unposted")
    expected = {
        number: (date(2026, 10, 31) - date.fromisoformat(created[:10])).days
        for number, created in sandbox.ledger.rows(
            "SELECT number, created_at FROM document WHERE subledger = ? AND kind = 'document'"
            " AND state IN ('draft', 'analyzing', 'submitted', 'partiallyApproved', 'declined')",
            (subledger,),
        )
    }
    rows = records(answer)
    assert {row["number"]: row["days_since_entered"] for row in rows} == expected
    assert {row["entered_by"] for row in rows} == {"mcp_reader"}
    assert answer["api"] == 1
    assert "entered_by" not in (await agent.reads(tool))["columns"]


@pytest.mark.parametrize(
    ("tool", "given"),
    [("list_invoices", {}), ("list_bills", {"status": "all"}), ("list_payments", {"ledger": "AR"})],
)
@pytest.mark.behaviour("invoices.preliminary")
async def test_a_list_of_a_period_that_is_open_is_preliminary(
    agent: Agent, tool: str, given: dict[str, str]
):
    still_open = await agent.reads(tool, period="2026-10", **given)
    assert still_open["preliminary"] is True
    assert "preliminary" not in await agent.reads(tool, period="2026-06", **given)
