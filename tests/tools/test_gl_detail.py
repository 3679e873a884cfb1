"""Journal lines against plain SQL, and tied to balances."""

from decimal import Decimal
from typing import Any

import pytest
from inline_snapshot import snapshot

from agent import Agent, records
from intacct_sandbox.company.ledger_entries.posting import Entry, Line, post
from intacct_sandbox.serve import Sandbox

IN_THE_BOOK = "e.state <> 'draft' AND j.id <> 'CLOSE' AND j.book_id = 'ACCRUAL'"


def lines(sandbox: Sandbox, condition: str) -> list[tuple[Any, ...]]:
    """Account, day, debit and credit in cents, and currency of each line."""
    return sandbox.ledger.rows(
        "SELECT a.id, l.entry_date, CASE l.txn_type WHEN 'debit' THEN l.base_amount ELSE 0 END,"
        " CASE l.txn_type WHEN 'credit' THEN l.base_amount ELSE 0 END, l.base_currency"
        " FROM journal_line l JOIN journal_entry e ON e.key = l.entry_key JOIN account a ON a.key = l.account_key"
        " JOIN journal j ON j.key = e.journal_key JOIN location o ON o.key = l.location_key"
        " LEFT JOIN department d ON d.key = l.department_key LEFT JOIN party v ON v.key = l.vendor_key"
        " JOIN entity n ON n.key = o.entity_key"
        f" WHERE {IN_THE_BOOK} AND {condition} ORDER BY a.id, l.entry_date, l.key"
    )


def sides(rows: list[tuple[Any, ...]]) -> dict[str, tuple[Decimal, Decimal]]:
    sums: dict[str, tuple[Decimal, Decimal]] = {}
    for _, _, debit, credit, currency in rows:
        so_far = sums.get(currency, (Decimal(0), Decimal(0)))
        sums[currency] = (
            so_far[0] + Decimal(debit).scaleb(-2),
            so_far[1] + Decimal(credit).scaleb(-2),
        )
    return sums


def totals_of(answer: dict[str, Any]) -> dict[str, tuple[Decimal, Decimal]]:
    totals = answer.get("totals", {})
    if "debit" in totals:
        totals = {str(answer["scope"])[-3:]: totals}
    return {
        currency: (Decimal(sums["debit"]), Decimal(sums["credit"]))
        for currency, sums in totals.items()
    }


@pytest.mark.parametrize(
    ("account", "condition"),
    [
        ("6100", "a.id = '6100'"),
        ("1200", "a.id = '1200'"),
        ("6000..6999", "a.id BETWEEN '6000' AND '6999'"),
        ("1000..9999", "1 = 1"),
    ],
)
@pytest.mark.parametrize(
    ("period", "start", "end"),
    [
        ("2026-09", "2026-09-01", "2026-09-30"),
        ("2025-12-15..2026-01-15", "2025-12-15", "2026-01-15"),
    ],
)
@pytest.mark.behaviour("ledger-detail.lines")
async def test_lines_are_those_of_the_ledger(
    agent: Agent, sandbox: Sandbox, account: str, condition: str, period: str, start: str, end: str
):
    answer = await agent.reads("gl_detail", account=account, period=period, limit=200)
    expected = lines(sandbox, f"{condition} AND l.entry_date BETWEEN '{start}' AND '{end}'")
    assert answer["total"] == len(expected)
    assert totals_of(answer) == sides(expected)
    assert set(answer["checks"].values()) == {"0.00"}
    shown = records(answer)
    assert [row["date"] for row in shown] == [row[1] for row in expected[: len(shown)]]


@pytest.mark.parametrize("closed", [False, True])
@pytest.mark.behaviour("ledger-detail.running-balance")
async def test_running_balances_go_from_opening_to_closing(
    agent: Agent, closed: bool, request: pytest.FixtureRequest
):
    """Under both readings of the year end; retained earnings has lines of its own only."""
    for account in ("1200", "2000", "6100"):
        answer = await agent.reads("gl_detail", account=account, period="2026-09", limit=200)
        balance = await agent.reads("gl_balance", account=account, period="2026-09")
        by_currency = {row.get("currency", "USD"): row for row in records(balance)}
        running = {key: Decimal(row["opening"]) for key, row in by_currency.items()}
        for row in records(answer):
            currency = row.get("currency", "USD")
            running[currency] += Decimal(row.get("debit") or 0) - Decimal(row.get("credit") or 0)
            assert Decimal(row["balance"]) == running[currency]
        assert running == {key: Decimal(row["closing"]) for key, row in by_currency.items()}
        for currency, row in by_currency.items():
            ends = f"opening {row['opening']}, closing {row['closing']} {currency}."
            assert any(ends in note for note in answer["notes"])


@pytest.fixture
def sandbox(request: pytest.FixtureRequest) -> Sandbox:
    """The seeded company, or the one whose year end posts its closing."""
    if "drafted" in request.fixturenames:
        drafted: Sandbox = request.getfixturevalue("drafted")
        return drafted
    parameters = getattr(request.node, "callspec", None)
    is_closed = parameters is not None and parameters.params.get("closed", False)
    found: Sandbox = request.getfixturevalue("closed_sandbox" if is_closed else "shared_sandbox")
    return found


@pytest.mark.parametrize("entity", ["100", "300"])
async def test_an_entity_is_that_of_the_line_s_location(
    agent: Agent, sandbox: Sandbox, entity: str
):
    answer = await agent.reads("gl_detail", account="1200", period="2026-09", entity=entity)
    expected = lines(
        sandbox, f"a.id = '1200' AND n.id = '{entity}' AND l.entry_date LIKE '2026-09-%'"
    )
    assert totals_of(answer) == sides(expected)


@pytest.mark.parametrize(
    ("where", "condition"),
    [
        ("department=SVC", "d.id = 'SVC'"),
        ("department=(none)", "d.id IS NULL"),
        pytest.param(
            "vendor=V-0005, location=310",
            "v.id = 'V-0005' AND o.id = '310'",
            marks=pytest.mark.usual_reading("subledger-postings"),
        ),
        ("journal=GJ", "j.id = 'GJ'"),
    ],
)
@pytest.mark.behaviour("ledger-detail.where")
async def test_only_lines_with_a_dimension_are_found_and_added_up_twice(
    agent: Agent, sandbox: Sandbox, where: str, condition: str
):
    answer = await agent.reads("gl_detail", account="6000..6999", period="2026", where=where)
    expected = lines(
        sandbox,
        f"a.id BETWEEN '6000' AND '6999' AND l.entry_date LIKE '2026-%' AND {condition}",
    )
    assert answer["total"] == len(expected) > 0
    assert totals_of(answer) == sides(expected)
    assert set(answer["checks"].values()) == {"0.00"}
    assert answer["api"] == 2


@pytest.mark.parametrize(
    ("by", "column"),
    [
        ("department", "COALESCE(d.id || ' ' || d.name, '(none)')"),
        ("month", "substr(l.entry_date, 1, 7)"),
        ("journal", "j.id"),
        ("account", "a.id || ' ' || a.name"),
        ("entity", "n.id || ' ' || n.name"),
    ],
)
@pytest.mark.behaviour("ledger-detail.sums")
async def test_sums_by_something_are_what_the_lines_say(
    agent: Agent, sandbox: Sandbox, by: str, column: str
):
    answer = await agent.reads(
        "gl_detail", account="6000..6999", period="2026-Q3", by=by, limit=200
    )
    rows = sandbox.ledger.rows(
        f"SELECT {column}, l.base_currency, SUM(CASE l.txn_type WHEN 'debit' THEN l.base_amount"
        " ELSE -l.base_amount END) FROM journal_line l JOIN journal_entry e ON e.key = l.entry_key"
        " JOIN account a ON a.key = l.account_key JOIN journal j ON j.key = e.journal_key"
        " JOIN location o ON o.key = l.location_key JOIN entity n ON n.key = o.entity_key"
        " LEFT JOIN department d ON d.key = l.department_key"
        f" WHERE {IN_THE_BOOK} AND a.id BETWEEN '6000' AND '6999'"
        " AND l.entry_date BETWEEN '2026-07-01' AND '2026-09-30' GROUP BY 1, 2"
    )
    expected = {(label, currency): Decimal(cents).scaleb(-2) for label, currency, cents in rows}
    found = {(row[by], row["currency"]): Decimal(row["net"]) for row in records(answer)}
    assert found == expected
    assert set(answer["checks"].values()) == {"0.00"}


@pytest.fixture
def drafted(fresh_sandbox: Sandbox) -> Sandbox:
    """A company with an entry that is not posted, and one that was submitted."""
    for state in ("draft", "submitted"):
        key = {
            name: fresh_sandbox.ledger.rows(f"SELECT key FROM {table} WHERE id = ?", (id_,))[0][0]
            for name, table, id_ in (
                ("journal", "journal", "GJ"),
                ("entity", "entity", "100"),
                ("place", "location", "110"),
                ("debit", "account", "6100"),
                ("credit", "account", "1010"),
            )
        }
        entry = Entry(
            journal_key=key["journal"],
            entity_key=key["entity"],
            posting_date="2026-10-15",
            description="not yet",
            module="2.GL",
            currency="USD",
            base_currency="USD",
            lines=(
                Line(key["debit"], "debit", 4_200, 4_200, key["place"]),
                Line(key["credit"], "credit", 4_200, 4_200, key["place"]),
            ),
            state=state,
        )
        post(fresh_sandbox.ledger, entry, at="2026-10-15T12:00:00Z")
    return fresh_sandbox


@pytest.mark.behaviour("ledger-detail.unposted")
@pytest.mark.usual_reading("draft-lines")
async def test_what_is_not_posted_is_apart_unless_asked_for(agent: Agent, drafted: Sandbox):
    posted, unposted, both = [
        await agent.reads("gl_detail", account="6100", period="2026-10", state=state)
        for state in ("posted", "unposted", "both")
    ]
    assert {row["state"] for row in records(unposted)} == {"draft", "submitted"}
    assert totals_of(unposted) == {"USD": (Decimal("84.00"), Decimal(0))}
    assert both["total"] == posted["total"] + 2
    assert Decimal(both["totals"]["USD"]["debit"]) == Decimal(
        posted["totals"]["USD"]["debit"]
    ) + Decimal("84.00")
    assert set(posted["checks"].values()) == {"0.00"}
    assert "checks" not in unposted


@pytest.mark.behaviour("ledger-detail.many-lines")
async def test_more_lines_than_are_read_at_once_have_totals_of_all(agent: Agent, sandbox: Sandbox):
    expected = lines(sandbox, "l.entry_date BETWEEN '2023-01-01' AND '2026-12-31'")
    assert len(expected) > 4_000
    arguments = {"account": "1000..9999", "period": "2023..2026", "limit": 60}
    page = await agent.reads("gl_detail", **arguments)
    assert page["total"] == len(expected)
    assert totals_of(page) == sides(expected)
    assert set(page["checks"].values()) == {"0.00"}
    assert any("running balances are left out" in note for note in page["notes"])
    following = await agent.reads("gl_detail", **arguments, after=page["next"])
    dates = [row["date"] for row in (*records(page), *records(following))]
    assert dates == [row[1] for row in expected[: len(dates)]]
    assert following["api"] == page["api"]
    assert following["columns"] == page["columns"]
    assert "balance" not in page["columns"]


@pytest.mark.behaviour("ledger-detail.evidence")
async def test_evidence_reads_the_lines_again(agent: Agent):
    for arguments in ({}, {"by": "department"}, {"where": "department=SVC"}):
        answer = await agent.reads(
            "gl_detail", account="6000..6999", period="2026-Q1", limit=1, **arguments
        )
        evidence = await agent.reads("get_evidence", handle=answer["evidence"])
        assert evidence["now"] == "the same"
        assert set(evidence["checks"].values()) == {"0.00"}


@pytest.mark.behaviour("ledger-detail.cost")
async def test_it_costs_three_transactions_and_one_more_with_accounts_others_close_to(
    agent: Agent,
):
    await agent.reads("gl_detail", account="6100")
    costs = [
        (await agent.reads("gl_detail", account=account, period="2026-09", by=by))["api"]
        for account, by in (("6100", ""), ("1200", "department"), ("1000..9999", ""))
    ]
    assert costs == [3, 3, 4]


async def test_a_where_that_is_none_is_refused(agent: Agent):
    assert [
        await agent.is_told("gl_detail", account="6100", where=where)
        for where in ("SVC", "colour=red", "entity=100", "vendor=")
    ] == snapshot(
        [
            "where 'SVC' is no pair. Write it as vendor=V-0004, department=SVC.",
            "where knows no 'colour'. It takes location, department, class, project, customer, vendor, item, employee, warehouse, task, contract, asset, journal, entry, or nsp:: and a name.",
            "where takes no entity: lines have none. Name it in entity.",
            "where 'vendor=' is no pair. Write it as vendor=V-0004, department=SVC.",
        ]
    )
    nothing = await agent.reads("gl_detail", account="6100", where="vendor=V-9")
    assert nothing["notes"] == snapshot(
        ["No line of these accounts has 'vendor=V-9': are the ids right?"]
    )


@pytest.mark.parametrize(
    "by",
    [
        "department",
        "account",
        pytest.param("vendor", marks=pytest.mark.usual_reading("subledger-postings")),
    ],
)
@pytest.mark.behaviour("ledger-detail.largest-first")
async def test_sums_come_largest_first_so_that_the_top_ten_is_one_call(agent: Agent, by: str):
    asked = {"account": "6000..6999", "period": "2026-Q3", "by": by}
    every = await agent.reads("gl_detail", **asked, limit=200)
    sizes = [abs(Decimal(row["net"])) for row in records(every)]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] > sizes[-1]
    top = await agent.reads("gl_detail", **asked, limit=2)
    assert top["rows"] == every["rows"][:2]
    others = top["others"]
    assert others.pop("count") == every["total"] - 2
    for currency, sums in every["totals"].items():
        shown = sum(
            (Decimal(row["net"]) for row in records(top) if row["currency"] == currency), Decimal(0)
        )
        assert shown + Decimal(others[currency]["net"]) == Decimal(sums["net"])
    assert "Largest net first; amounts of different currencies are not converted." in every["notes"]


@pytest.mark.behaviour("ledger-detail.largest-first")
async def test_months_come_in_their_order(agent: Agent):
    answer = await agent.reads("gl_detail", account="6000..6999", period="2026", by="month")
    months = [row["month"] for row in records(answer)]
    assert months == sorted(months)
    assert not any("Largest" in note for note in answer.get("notes", ()))


@pytest.mark.parametrize("account", ["all", "1000..9999"])
@pytest.mark.behaviour("ledger-detail.entry")
async def test_an_entry_is_found_by_its_number_on_any_day_and_adds_up_to_zero(
    agent: Agent, sandbox: Sandbox, account: str
):
    numbers = [
        row[0]
        for row in sandbox.ledger.rows(
            "SELECT MAX(e.number) FROM journal_entry e JOIN journal j ON j.key = e.journal_key"
            f" WHERE {IN_THE_BOOK} GROUP BY j.id"
        )
    ]
    assert len(numbers) > 3
    for number in numbers:
        answer = await agent.reads("gl_detail", account=account, where=f"entry={number}")
        expected = lines(sandbox, f"e.number = {number}")
        assert answer["total"] == len(expected) > 0
        assert totals_of(answer) == sides(expected)
        assert all(debit == credit for debit, credit in sides(expected).values())
        days = [row[1] for row in expected]
        assert answer["period"] == {"start": min(days), "end": max(days)}
        assert {row["entry"] for row in records(answer)} == {str(number)}
        assert set(answer["checks"].values()) == {"0.00"}
        assert answer["api"] == 3


@pytest.mark.behaviour("ledger-detail.entry-not-found")
@pytest.mark.usual_reading("subledger-postings")
async def test_an_entry_that_is_elsewhere_or_nowhere_is_told(agent: Agent, sandbox: Sandbox):
    ((number, journal, day),) = sandbox.ledger.rows(
        "SELECT e.number, j.id, e.posting_date FROM journal_entry e JOIN journal j"
        " ON j.key = e.journal_key WHERE e.number = 1042"
    )
    by_journal = {"account": "all", "where": f"entry={journal} {number}"}
    assert (await agent.reads("gl_detail", **by_journal))["period"]["start"] == day
    elsewhere = [
        {"account": "all", "where": f"entry={number}", "period": "2026-10"},
        {"account": "6100", "where": f"entry={number}"},
        {"account": "all", "where": "entry=GJ 1042"},
        {"account": "all", "where": "entry=99999999"},
    ]
    assert [(await agent.reads("gl_detail", **each))["notes"] for each in elsewhere] == snapshot(
        [
            ["There is SJ 1042 of 2024-10-25, not within these accounts, days and entities."],
            ["There is SJ 1042 of 2024-10-25, not within these accounts, days and entities."],
            ["No entry of this book has that number: gl_detail shows them in column entry."],
            ["No entry of this book has that number: gl_detail shows them in column entry."],
        ]
    )
    assert [
        await agent.is_told("gl_detail", account="all", where=where)
        for where in ("entry=GJ", f"entry={'9' * 19}")
    ] == snapshot(
        [
            "entry 'GJ' is no number. Write the one that column entry shows: entry=1042.",
            "entry '9999999999999999999' is no number. Write the one that column entry shows: entry=1042.",
        ]
    )


@pytest.mark.behaviour("ledger-detail.entry-not-found")
@pytest.mark.usual_reading("draft-lines")
async def test_an_entry_that_is_not_posted_says_how_to_see_it(agent: Agent, drafted: Sandbox):
    ((number,),) = drafted.ledger.rows(
        "SELECT number FROM journal_entry WHERE state = 'draft' AND description = 'not yet'"
    )
    posted = await agent.reads("gl_detail", account="all", where=f"entry={number}")
    (note,) = posted["notes"]
    assert note.endswith(
        "draft, not within these accounts, days and entities. Ask with state=both."
    )
    both = await agent.reads("gl_detail", account="all", where=f"entry={number}", state="both")
    assert totals_of(both) == {"USD": (Decimal("42.00"), Decimal("42.00"))}


@pytest.mark.behaviour("ledger-detail.entry")
@pytest.mark.usual_reading("subledger-postings")
async def test_entries_of_one_number_are_all_shown_and_named(agent: Agent, drafted: Sandbox):
    drafted.ledger.write("UPDATE journal_entry SET number = 1042 WHERE number = 1043")
    answer = await agent.reads("gl_detail", account="all", where="entry=1042")
    assert answer["notes"] == snapshot(
        [
            "2 entries have that number: GJ 1042 of 2024-12-31, GJ 1042 of 2024-12-31. A journal or a period finds one."
        ]
    )
    assert totals_of(answer) == sides(lines(drafted, "e.number = 1042"))
