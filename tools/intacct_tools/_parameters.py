"""The parameters that tools share: one word and one description for one thing."""

from typing import Annotated

from pydantic import Field

Limit = Annotated[int, Field(ge=1, le=200)]
After = Annotated[str, Field(description="next of an earlier answer")]
AsOf = Annotated[str, Field(description="YYYY-MM-DD, default today")]
Period = Annotated[
    str, Field(description="2026-10, 2026-Q3, start..end, last_month, ytd or a period's name")
]
Entity = Annotated[str, Field(description="Ids or names; default all")]
Search = Annotated[str, Field(description="Part of the name or id")]
SearchDocuments = Annotated[str, Field(description="Part of the name, id or number")]
IdOrName = Annotated[str, Field(description="Id or name")]
Dates = Annotated[str, Field(description="Period: 2026-10, start..end, last_month, ytd")]
DocumentDates = Annotated[str, Field(description="Document dates: 2026-10, start..end")]
DueBy = Annotated[str, Field(description="A day, or a period")]
Book = Annotated[str, Field(description="accrual (default), cash or the company's own")]
By = Annotated[str, Field(description="Split by entity or another dimension")]
