"""The company as it is set up: its name, its currency, the month that its fiscal year begins with.

Source: REST `company-config/company-preference/setup` (docs/api/fiscal-year.md). Read once and remembered.
"""

from calendar import month_name
from dataclasses import dataclass
from typing import Any, cast

from intacct_books.errors import UNREADABLE
from intacct_client import Intacct

_MONTHS = {name.lower(): number for number, name in enumerate(month_name) if name}


@dataclass(frozen=True, slots=True)
class FiscalYear:
    """The month, 1 to 12, that the fiscal year begins with; `is_known` tells whether the company said so."""

    first_month: int
    is_known: bool


@dataclass(frozen=True, slots=True)
class Setup:
    """The company itself; name and currency are empty when this user may not read them."""

    name: str
    base_currency: str
    fiscal_year: FiscalYear


async def fiscal_year(intacct: Intacct) -> FiscalYear:
    """The fiscal year's first month; January when this user may not read it."""
    return (await setup(intacct)).fiscal_year


async def setup(intacct: Intacct) -> Setup:
    """The company's name, currency and fiscal year; the year from January when this user may not read it."""
    return await intacct.reference("setup", _read_setup)


async def _read_setup(intacct: Intacct) -> Setup:
    parts = ("name", "accounting")
    try:
        known = await intacct.get("company-config/company-preference", "setup", only=parts)
    except UNREADABLE:
        return Setup("", "", FiscalYear(1, is_known=False))
    accounting = cast("dict[str, Any]", known.get("accounting") or {})
    month = _MONTHS.get(str(accounting.get("firstFiscalMonth")).lower())
    year = FiscalYear(month or 1, is_known=month is not None)
    return Setup(str(known.get("name") or ""), str(accounting.get("baseCurrency") or ""), year)
