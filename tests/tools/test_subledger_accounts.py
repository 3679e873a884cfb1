"""Which accounts a subledger stands on, where names and lines say something else than usual."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from agent import Agent, records, sum_of
from answering import answering
from intacct_sandbox.company.assumptions import Assumptions
from intacct_sandbox.seed.records import add_detail
from intacct_sandbox.serve import Sandbox, Seed
from opened import MEMO_LINES, company, more_under
from planting import Planting

OVERPAID = 125_50  # what is left of the one payment that was too much


@pytest.fixture
def sandbox(fresh_sandbox: Sandbox) -> Sandbox:
    return fresh_sandbox


def kinds(answer: dict[str, Any]) -> dict[str, str]:
    return {row[0]: row[2] for row in answer["accounts"]["rows"]}


def in_another_language(sandbox: Sandbox) -> None:
    """No account has a name that could be known."""
    sandbox.ledger.write("UPDATE account SET name = 'Konto ' || id")


def post_overpayment_to(sandbox: Sandbox, account: str) -> None:
    """What was paid too much does not stand on the control account but on one of its own."""
    ((line,),) = sandbox.ledger.rows(
        "SELECT l.key FROM payment m JOIN journal_line l ON l.entry_key = m.entry_key"
        " JOIN account a ON a.key = l.account_key WHERE m.number = 'R-1126' AND a.id = '1200'"
    )
    columns = [str(row[1]) for row in sandbox.ledger.rows("PRAGMA table_info(journal_line)")]
    own = {
        "key": "NULL",
        "line_number": "9",
        "base_amount": str(OVERPAID),
        "txn_amount": str(OVERPAID),
        "account_key": f"(SELECT key FROM account WHERE id = '{account}')",
    }
    values = ", ".join(own.get(name, name) for name in columns)
    sandbox.ledger.write(
        f"INSERT INTO journal_line ({', '.join(columns)}) SELECT {values} FROM journal_line WHERE key = ?",
        (line,),
    )
    sandbox.ledger.write(
        "UPDATE journal_line SET base_amount = base_amount - ?, txn_amount = txn_amount - ? WHERE key = ?",
        (OVERPAID, OVERPAID, line),
    )
    # The cash book posts the same payment again, and just this amount to something else.
    sandbox.ledger.write(
        "UPDATE journal_line SET base_amount = ?, account_key = (SELECT key FROM account WHERE id = '2140')"
        " WHERE key = (SELECT MIN(l.key) FROM journal_line l JOIN payment m ON m.cash_entry_key = l.entry_key"
        " WHERE m.number = 'R-1126' AND l.txn_type = 'credit')",
        (OVERPAID,),
    )


@pytest.mark.behaviour("close.accounts-by-posting")
@pytest.mark.parametrize(
    ("ledger", "account", "kind"), [("AP", "2060", "retainage"), ("AR", "2130", "overpayments")]
)
@pytest.mark.usual_reading("subledger-postings")
async def test_accounts_with_names_in_another_language_are_known_by_what_was_posted(
    agent: Agent, sandbox: Sandbox, ledger: str, account: str, kind: str
):
    in_another_language(sandbox)
    post_overpayment_to(sandbox, "2130")
    answer = await agent.reads("reconcile_subledger", ledger=ledger)
    assert kinds(answer)[account] == kind
    assert list(kinds(answer).values()).count(kind) == 1
    unexplained = [each for name, each in answer["checks"].items() if name.startswith("unexpl")]
    assert set(unexplained) == {"0.00"}
    again = await agent.reads("reconcile_subledger", ledger=ledger)
    assert "api_setup" not in again
    assert again["api"] == (10 if ledger == "AP" else 11 + more_under(MEMO_LINES))


@pytest.mark.behaviour("close.accounts-by-posting")
@pytest.mark.usual_reading("subledger-postings")
async def test_an_aging_ties_though_overpayments_have_an_account_of_their_own(
    agent: Agent, sandbox: Sandbox
):
    before = await agent.reads("ar_aging", limit=1)
    in_another_language(sandbox)
    post_overpayment_to(sandbox, "2130")
    await agent.reads("company_overview", fresh=True)
    after = await agent.reads("ar_aging", limit=1)
    assert after["checks"] == before["checks"]
    assert (await agent.reads("ar_aging", limit=1))["api"] == 5 + more_under(MEMO_LINES)


@pytest.mark.behaviour("close.accounts-by-posting")
async def test_where_postings_are_daily_sums_the_amount_of_all_tells_the_account():
    seed = Seed(1, date(2026, 10, 31), 1_000, assumptions=Assumptions(subledger_postings="summary"))
    with company(seed) as sandbox:
        in_another_language(sandbox)
        async with answering(sandbox) as agent:
            answer = await agent.reads("reconcile_subledger", ledger="AP")
    assert kinds(answer)["2060"] == "retainage"
    assert set(answer["checks"].values()) == {"0.00"}


@pytest.mark.behaviour("close.accounts-by-posting")
async def test_payment_lines_that_say_so_name_the_account_of_overpayments(
    agent: Agent, sandbox: Sandbox
):
    ((key,),) = sandbox.ledger.rows("SELECT key FROM account WHERE id = '2140'")
    name = "accounts-receivable/payment-line"
    fields = {"isOverpaid": 1, "glAccount.key": int(key)}
    add_detail(sandbox.ledger, name, fields, at="2026-10-31T12:00:00Z")
    answer = await agent.reads("reconcile_subledger", ledger="AR")
    assert kinds(answer)["2140"] == "overpayments"


@pytest.mark.behaviour("close.accounts")
async def test_lines_name_the_account_of_what_is_held_back_whatever_its_name(
    agent: Agent, sandbox: Sandbox
):
    sandbox.ledger.write("UPDATE account SET name = 'Held by customers' WHERE id = '1250'")
    answer = await agent.reads("reconcile_subledger", ledger="AR")
    assert kinds(answer)["1250"] == "retainage"
    assert set(answer["checks"].values()) == {"0.00"}


@pytest.mark.behaviour("close.accounts", "close.adds-up")
async def test_an_account_that_is_not_found_is_said_and_can_be_added(
    agent: Agent, sandbox: Sandbox
):
    sandbox.ledger.write("UPDATE account SET name = 'Held from vendors' WHERE id = '2060'")
    # Postings tell nothing: no line names its document, and the module has more on the account.
    sandbox.ledger.write("UPDATE journal_line SET document_id = NULL")
    key = Planting(sandbox.ledger).open_books().entry("2026-10-01", "6500", "2060", 1_00)
    sandbox.ledger.write("UPDATE journal_entry SET module = '3.AP' WHERE key = ?", (key,))
    answer = await agent.reads("reconcile_subledger", ledger="AP")
    assert answer["notes"][0].endswith("explain 0.00, 1250.00 is unexplained.")
    assert any("what is held back was not found" in note for note in answer["notes"])
    added = await agent.reads("reconcile_subledger", ledger="AP", also_accounts="2060")
    assert kinds(added)["2060"] == "added"
    assert added["checks"]["subledger - accounts USD"] == "-1.00"


@pytest.mark.behaviour("close.accounts")
async def test_an_account_that_a_line_names_instead_and_one_for_overpayments_are_in(
    agent: Agent, sandbox: Sandbox
):
    sandbox.ledger.write("UPDATE account SET name = 'Customer overpayments' WHERE id = '2130'")
    plant = Planting(sandbox.ledger).open_books()
    invoice = plant.invoice("ALT-1", "2026-10-01", 70_000)
    # Posted to another account than the control account, as its line says.
    sandbox.ledger.write(
        "UPDATE document_line SET extra = json_object('overrideOffsetGLAccount.key',"
        " (SELECT key FROM account WHERE id = '1230')) WHERE document_key = ?",
        (invoice,),
    )
    sandbox.ledger.write(
        "UPDATE journal_line SET account_key = (SELECT key FROM account WHERE id = '1230')"
        " WHERE entry_key = (SELECT entry_key FROM document WHERE key = ?)"
        " AND account_key = (SELECT key FROM account WHERE id = '1200')",
        (invoice,),
    )
    answer = await agent.reads("reconcile_subledger", ledger="AR")
    assert (kinds(answer)["1230"], kinds(answer)["2130"]) == ("alternative", "overpayments")
    assert answer["checks"]["unexplained USD"] == "0.00"


async def test_each_page_has_its_rows_and_the_others(agent: Agent):
    first = await agent.reads("reconcile_subledger", ledger="AP", limit=1)
    second = await agent.reads("reconcile_subledger", ledger="AP", limit=200, after=first["next"])
    assert len(records(first)) + len(records(second)) == first["total"]
    by_currency = {row["currency"] for row in [*records(first), *records(second)]}
    assert by_currency == set(first["totals"])
    whole = sum_of(first, "subledger") + sum_of(second, "subledger")
    assert whole == sum(Decimal(sums["subledger"]) for sums in first["totals"].values())
