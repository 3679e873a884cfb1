"""Our balances against Intacct's own report and its open documents (docs/api/reports.md)."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

import httpx2
import pytest

from examining import TODAY, ByHand, subject_of
from intacct_books.errors import BadArgument
from intacct_books.ties import Difference, Tied, read_trial_balance
from intacct_mcp.doctor.commands import tied_subject, told_pause
from intacct_sandbox.company.assumptions import Assumptions
from intacct_sandbox.serve import Sandbox, Seed
from opened import company


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with company(Seed(1, TODAY, 500)) as sandbox:
        yield sandbox


async def ties_of(sandbox: Sandbox) -> dict[str, Tied]:
    # As in this process: a report is not waited for.
    ties = await tied_subject(replace(subject_of(sandbox), is_sandbox=True))
    return {each.check: each for each in ties}


@pytest.mark.behaviour("balances.tie")
@pytest.mark.parametrize(
    "assumed",
    [
        Assumptions(),
        Assumptions(closing_journals="posted"),
        Assumptions(report_csv="plain"),
        Assumptions(report_statistics="exclude"),
        Assumptions(report_waiting="pending"),
        Assumptions(report_earnings="retained"),
        Assumptions(aggregate_order="refused", aggregate_keys="field", sums="number"),
        Assumptions(subledger_postings="summary", draft_lines="hidden"),
    ],
    ids=lambda assumed: "default" if assumed == Assumptions() else "switched",
)
async def test_nothing_differs_in_books_that_tie(assumed: Assumptions):
    with company(Seed(1, TODAY, 500, assumed)) as sandbox:
        ties = await ties_of(sandbox)
    assert list(ties) == ["trial balance", "accounts receivable", "accounts payable"]
    assert ties["trial balance"].compared > 90
    assert [each.differences for each in ties.values()] == [(), (), ()]


def alter(sandbox: Sandbox, table: str, which: str) -> str:
    """Make one row of the ledger a unit of currency larger, past all that keeps the books in balance."""
    (row,) = sandbox.ledger.rows(
        f"UPDATE {table} SET base_amount = base_amount + 100 WHERE key = ({which}) RETURNING key"
    )
    return str(row[0])


async def test_a_sign_in_bound_to_an_entity_is_held_against_its_own_report(sandbox: Sandbox):
    subject = replace(subject_of(sandbox, entity="100"), is_sandbox=True)
    ties = await tied_subject(subject)
    assert [each.differences for each in ties] == [(), (), ()]
    assert 0 < ties[0].compared < 90


@pytest.mark.behaviour("balances.tie")
async def test_an_altered_document_shows_against_its_control_account(sandbox: Sandbox):
    bill = 'SELECT MIN(key) FROM "accounts-payable/bill" WHERE "state" = \'posted\''
    alter(
        sandbox,
        "document_line",
        f"SELECT MIN(key) FROM document_line WHERE document_key = ({bill})",
    )
    ties = await ties_of(sandbox)
    assert ties["trial balance"].differences == ()
    (difference,) = ties["accounts payable"].differences
    assert (difference.account, difference.by) == ("2000", Decimal("1.00"))


@pytest.mark.behaviour("balances.tie")
async def test_a_line_altered_after_the_report_was_made_shows_by_account(sandbox: Sandbox):
    """The report keeps the figures that it was made with."""
    altered: list[str] = []

    def answers(request: httpx2.Request) -> None:
        if request.url.path.endswith("/reports/download") and not altered:
            altered.append(alter(sandbox, "journal_line", "SELECT MIN(key) FROM journal_line"))

    subject = replace(
        subject_of(sandbox), is_sandbox=True, make_transport=lambda: ByHand(sandbox, answers)
    )
    balances = (await tied_subject(subject))[0]
    (line,) = sandbox.ledger.rows(
        "SELECT a.id, l.txn_type FROM journal_line AS l JOIN account AS a ON a.key = l.account_key "
        f"WHERE l.key = {altered[0]}"
    )
    (difference,) = balances.differences
    by = Decimal("1.00") if line[1] == "debit" else Decimal("-1.00")
    assert (difference.account, difference.by) == (line[0], by)


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        (
            "Account,Title,Currency,Closing\n1010,Bank,USD,5.00\nTotal,,USD,5.00\n",
            {("1010", "USD"): "5.00"},
        ),
        ('Acme\n\nAccount,Closing\n1010,"(1,200.50)"\n', {("1010", ""): "-1200.50"}),
        ("Account,Currency,Closing\n9000,,12\n1010,USD,\n", {("1010", "USD"): "0"}),
    ],
)
def test_a_trial_balance_is_read_by_its_titles(text: str, figures: dict[tuple[str, str], str]):
    assert read_trial_balance(text) == {slot: Decimal(each) for slot, each in figures.items()}


@pytest.mark.parametrize(
    "text", ["", "<html>", "Account,Opening\n1010,5\n", "Account,Closing\n1,x\n"]
)
def test_a_report_of_another_layout_is_not_taken_for_a_trial_balance(text: str):
    with pytest.raises(BadArgument):
        read_trial_balance(text)


def test_a_difference_is_ours_less_theirs():
    difference = Difference("trial balance", "1010", "USD", Decimal(5), Decimal(7))
    assert difference.by == Decimal(-2)


async def test_whoever_waits_for_a_report_is_told_why(capsys: pytest.CaptureFixture[str]):
    await told_pause(0)
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err == "Intacct makes its trial balance; asked again in 0 seconds.\n"
