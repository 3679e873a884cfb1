"""What is checked before books are closed.

Source: intacct_books.close (docs/api/close.md, duplicates.md).
Units:  base currency; bills in their own.
Errors: whatever books raises; nothing is caught here.
"""

from typing import Annotated, Literal

from pydantic import Field

from intacct_books import Page, questions
from intacct_tools._declare import CompanyBooks, Toolset
from intacct_tools._parameters import After, AsOf, Entity, Limit, Period
from intacct_tools._shapes import Answer, table

close = Toolset("close")


@close.read(title="Reconcile subledger")
async def reconcile_subledger(
    books: CompanyBooks,
    ledger: Literal["AR", "AP"],
    as_of: AsOf = "",
    also_accounts: Annotated[
        str, Field(description="Accounts to add to those it is found to stand on")
    ] = "",
    entity: Entity = "",
    limit: Limit = 50,
    after: After = "",
) -> Answer:
    """AR or AP open items by posting date against all accounts they stand on, by entity, with the causes of a difference.

    As Intacct's aging by GL posting date beside its account balances.
    """
    scoped = await books.within(entity=entity)
    found = await scoped.ask(
        questions.subledger_reconciliation,
        Page(limit, after),
        ledger=ledger,
        as_of=as_of,
        also=also_accounts,
    )
    return table(
        found,
        "entity currency open_items retained? advances? subledger ledger difference explained "
        "unexplained",
    )


@close.read(title="Close status")
async def close_status(
    books: CompanyBooks,
    period: Period = "last_month",
    entity: Entity = "",
    limit: Limit = 50,
    after: After = "",
) -> Answer:
    """What is open in a period by entity and ledger: unposted items with their effect on profit, bank reconciliations, wrong-side balances, reversals to come.

    As Intacct's open books and unposted transactions reports.
    """
    scoped = await books.within(entity=entity)
    found = await scoped.ask(questions.close_status, Page(limit, after), period=period)
    return table(found, "entity name currency ledger open_from? ap ar cash? unposted profit_effect")


@close.read(title="Find duplicate bills")
async def find_duplicate_bills(
    books: CompanyBooks,
    window_days: Annotated[
        int, Field(ge=1, le=1100, description="How many days back bills are compared")
    ] = 180,
    entity: Entity = "",
    limit: Limit = 25,
    after: After = "",
) -> Answer:
    """Bills that agree with an earlier one in three of number (however spelt), vendor, amount and day, and the amount at risk.

    Intacct itself only warns of the same number.
    """
    scoped = await books.within(entity=entity)
    found = await scoped.ask(questions.duplicate_bills, Page(limit, after), window_days=window_days)
    return table(
        found,
        "vendor number key date state earlier_number earlier_key earlier_vendor? earlier_date "
        "earlier_state why currency at_risk still_due",
    )
