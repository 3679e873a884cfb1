"""Any object of the company, by its own names.

Source: intacct_books.records (REST `services/core/query`, docs/api/records.md).
Units:  amounts in the currency of the row; sums within one currency.
Errors: whatever books raises; nothing is caught here.
"""

from typing import Annotated

from pydantic import Field

from intacct_books import Page, questions
from intacct_tools._declare import CompanyBooks, Toolset
from intacct_tools._parameters import After, Entity, Limit
from intacct_tools._shapes import Answer, table

records = Toolset("records")


@records.read(title="Query records")
async def query_records(
    books: CompanyBooks,
    object: Annotated[str, Field(description="e.g. purchasing/document or bill")] = "",
    fields: Annotated[
        str,
        Field(
            description="Paths, e.g. vendor.id,sum:totalBaseAmount,count; sum min max avg count group"
        ),
    ] = "",
    where: Annotated[
        str,
        Field(description="state in (posted,paid) and (dueDate < 2026-10-01 or memo contains 'x')"),
    ] = "",
    order: Annotated[str, Field(description="Paths, - for descending")] = "",
    describe: Annotated[
        str, Field(description="all or words: lists fields (objects if none named) instead")
    ] = "",
    entity: Entity = "",
    limit: Limit = 25,
    after: After = "",
) -> Answer:
    """Records of any Intacct object with any of its fields, custom ones too, or sums by groups.

    As Intacct's custom reports, in all states unless where says otherwise.
    """
    page = Page(limit, after)
    if describe or not object:
        found = await books.ask(questions.describe_records, page, object=object, words=describe)
        return table(found, "field type values? to?" if object else "object")
    scoped = await books.within(entity=entity)
    found = await scoped.ask(
        questions.query_records, page, object=object, fields=fields, where=where, order=order
    )
    names = [name for name in (found.rows[0] if found.rows else {}) if name != "currency"]
    return table(found, " ".join([*names, "currency?"]))
