"""The month that the fiscal year begins with.

Source: REST `company-config/company-preference/setup` (docs/api/fiscal-year.md). Read once and remembered.
"""

from calendar import month_name
from dataclasses import dataclass
from typing import Any, cast

from intacct_books.errors import NotFound
from intacct_client import Intacct
from intacct_client.errors import NotAllowed, Refused

_MONTHS = {name.lower(): number for number, name in enumerate(month_name) if name}


@dataclass(frozen=True, slots=True)
class FiscalYear:
    """The month, 1 to 12, that the fiscal year begins with; `is_known` tells whether the company said so."""

    first_month: int
    is_known: bool


async def fiscal_year(intacct: Intacct) -> FiscalYear:
    """The fiscal year's first month; January when this user may not read it."""
    return await intacct.reference("fiscal year", _read_fiscal_year)


async def _read_fiscal_year(intacct: Intacct) -> FiscalYear:
    try:
        setup = await intacct.get("company-config/company-preference", "setup")
    except (NotAllowed, NotFound, Refused):
        return FiscalYear(1, is_known=False)
    accounting = cast("dict[str, Any]", setup.get("accounting") or {})
    month = _MONTHS.get(str(accounting.get("firstFiscalMonth")).lower())
    return FiscalYear(month or 1, is_known=month is not None)
