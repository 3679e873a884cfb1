"""The two sides of a balance sheet, with the year's result among the claims.

Source: intacct_books.statements.layout (docs/api/statements.md): sections on the debit side are assets.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from intacct_books.company.chart import Account
from intacct_books.statements.layout import Layout, layout, merged, split, unassigned
from intacct_books.statements.section import Section, Table, inserted
from intacct_books.statements.written import with_amounts
from intacct_client import Intacct

ASSETS, CLAIMS = "Total assets", "Total liabilities and equity"
RESULT = "Net income, current year"


@dataclass(frozen=True, slots=True)
class Sides:
    """The two sides of a balance sheet, and the accounts with amounts that no group holds."""

    assets: Section
    claims: Section
    left: tuple[Account, ...]
    notes: list[str]


async def sides(intacct: Intacct, table: Table) -> Sides:
    """Both sides, with the computed result, and with accounts in no group beside their neighbours."""
    whole = table.chart.whole.accounts
    income = tuple(account for account in whole if account.is_income_statement)
    laid_out = await layout(intacct, "endOfPeriod")
    left = with_amounts(laid_out.unassigned, table)
    assets, claims = _on_sides(laid_out)
    result = Section(RESULT, True, tuple(each.id for each in income), is_one_line=True)
    beside = {account.closes_to for account in income}
    with_result = _with_first(claims, result, beside)
    side_of = {id_: False for section in assets for id_ in section.ids}
    side_of |= {id_: True for section in claims for id_ in section.ids}
    placed: dict[bool, list[Account]] = {False: [], True: []}
    for account in left:
        placed[_side(account, side_of)].append(account)
    return Sides(
        _total(ASSETS, assets, placed[False], is_credit=False),
        _total(CLAIMS, with_result, placed[True], is_credit=True),
        left,
        laid_out.notes,
    )


def _on_sides(laid_out: Layout) -> tuple[tuple[Section, ...], tuple[Section, ...]]:
    """Sections on the debit side are assets. One that holds both sides is taken apart."""
    sections = laid_out.sections
    while sections and len({section.is_credit for section in sections}) == 1:
        largest = max(sections, key=lambda each: len(each.ids))
        apart = split(largest)
        if apart == (largest,):
            break
        at = sections.index(largest)
        sections = (*sections[:at], *apart, *sections[at + 1 :])
    assets = tuple(section for section in sections if not section.is_credit)
    return assets, tuple(section for section in sections if section.is_credit)


def _with_first(
    sections: tuple[Section, ...], result: Section, beside: set[str]
) -> tuple[Section, ...]:
    """The sections with the result beside the first of these accounts, else after them."""
    found = inserted(sections, result, beside)
    return (*sections, result) if found is sections else found


def _side(account: Account, side_of: dict[str, bool]) -> bool:
    """Whether an account in no group is on the credit side: as the grouped one before it in the chart."""
    before = [id_ for id_ in side_of if id_ < account.id]
    return side_of[max(before)] if before else account.is_credit


def _total(
    title: str, sections: tuple[Section, ...], left: Sequence[Account], *, is_credit: bool
) -> Section:
    rest = (unassigned(left, is_credit=is_credit),) if left else ()
    return merged(title, (*sections, *rest), is_credit=is_credit)
