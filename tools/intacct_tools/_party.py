"""One customer or one vendor as an answer: what is open with it, or its statement of account."""

from typing import Literal

from intacct_books import Books, Page, questions
from intacct_tools._shapes import Answer, document, table

_STATEMENT = "date kind number due? currency document_currency? amount balance"


async def party_answer(
    books: Books, ledger: Literal["AR", "AP"], name: str, statement: str, entity: str, page: Page
) -> Answer:
    """What is open with a party, or, for a period, what moved.

    Args:
        books: The books that the call is about.
        ledger: Whose party it is: AR for a customer, AP for a vendor.
        name: Its id or name.
        statement: The period of its statement of account; empty for what is open.
        entity: The entities in scope.
        page: Which rows are wanted.
    """
    scoped = await books.within(entity=entity)
    if statement.strip():
        account = await scoped.ask(
            questions.statement_of_account, page, ledger=ledger, name=name, period=statement
        )
        return table(account, _STATEMENT)
    found = await scoped.ask(questions.party, page, ledger=ledger, name=name)
    return document(found, "customer" if ledger == "AR" else "vendor")
