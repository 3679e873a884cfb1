"""Projects, and what each has earned and cost so far.

Source: REST `projects/project`; earned and spent from journal lines by project (docs/api/modules.md, balances.md).
Units:  plans in the project's currency; earned and spent in base currency, both positive in the usual case.
Errors: `NotFound` for an unknown project.
"""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from intacct_books.cells import Record
from intacct_books.company.chart import Account, chart
from intacct_books.company.dimensions import Dimension
from intacct_books.company.families import Family, family, rows_told
from intacct_books.company.reporting_periods import period_named
from intacct_books.errors import NotFound
from intacct_books.evidence import Part
from intacct_books.found import Found
from intacct_books.ledger.gl_balance import after_today, is_preliminary
from intacct_books.ledger.lines import DAY, LedgerView, Wanted, ledger_view
from intacct_books.lists.asking import Asking
from intacct_books.lists.listing import ListQuery, page_of, read_list
from intacct_books.money import ZERO
from intacct_books.periods import Period
from intacct_client import Filter, Intacct, Row
from intacct_client.filters import among, contains, equal, unequal, within
from intacct_client.query import select

PROJECT = "projects/project"
_EARLIEST = date(1970, 1, 1)
_BY = Dimension("project")


async def list_projects(asking: Asking, *, search: str, status: str) -> Found:
    """Projects with customer, days, contract and planned cost."""
    part = search.strip()
    filters: list[Filter] = [contains("name", part), contains("id", part)] if part else []
    expression = "1 or 2" if part else ""
    if status != "any":
        filters.append(equal("status", status))
        expression = f"({expression}) and {len(filters)}" if part else ""
    query = select(
        PROJECT,
        "text id",
        "text name",
        "text status",
        "text? customer.id",
        "text? customer.name",
        "day? startDate",
        "day? endDate",
        "text projectCurrency",
        "money? contractAmount",
        "money? budget.budgetedCost",
        "text? progress.percentComplete",
        filters=tuple(filters),
        expression=expression,
        order=("id",),
        ignore_case=True,
    )
    sums = {"contract": "contractAmount", "planned_cost": "budget.budgetedCost"}
    return await read_list(asking, ListQuery(query, _project, sums, "projectCurrency"))


def _project(row: Row) -> Record:
    return {
        "id": row.text("id"),
        "name": row.text("name"),
        "status": "" if row.text("status") == "active" else row.text("status"),
        "customer": f"{row.text('customer.id')} {row.text('customer.name')}".strip(),
        "start": row.day("startDate"),
        "end": row.day("endDate"),
        "currency": row.text("projectCurrency"),
        "contract": row.money_or_none("contractAmount"),
        "planned_cost": row.money_or_none("budget.budgetedCost"),
        "complete": row.text("progress.percentComplete"),
    }


@dataclass(slots=True)
class _Job:
    """What a project has in the ledger, in one currency."""

    name: str
    earned: Decimal = ZERO
    spent: Decimal = ZERO


async def job_cost(asking: Asking, *, project: str, period: str) -> Found:
    """What projects earned and spent, beside their planned cost; two transactions.

    Args:
        asking: The question.
        project: The id of one; empty for all that have lines.
        period: A period; empty for everything until today.
    """
    intacct = asking.intacct
    span = (
        await period_named(intacct, period, asking.today)
        if period.strip()
        else Period(_EARLIEST, asking.today)
    )
    named = await family(intacct, "project", project.strip()) if project.strip() else None
    plans = await _plans(intacct, project.strip(), named)
    view = await ledger_view(intacct, asking.scope)
    wanted = await _lines(intacct, named, span)
    jobs = await _jobs(view, wanted)
    records = [_job(*slot, job, plans) for slot, job in sorted(jobs.items())]
    found = page_of(asking, records, ("earned", "spent", "margin"))
    told = named.notes if named else await rows_told(intacct, _BY.name, (id_ for id_, _ in jobs))
    return replace(
        found,
        period=span if period.strip() else None,
        as_of=None if period.strip() else span.end,
        sign="earned and spent positive; margin is earned less spent",
        notes=[
            *found.notes,
            *view.notes,
            *after_today(span.end, asking.today),
            *told,
            _PLANNED,
        ],
        is_preliminary=await is_preliminary(asking, span.end),
        parts=_parts(view, wanted) if found.totals else (),
    )


_PLANNED = "planned_cost is of the whole project, in its own currency; left only where that is the base currency."


async def _plans(intacct: Intacct, project: str, named: Family | None) -> dict[str, Row]:
    query = select(
        PROJECT,
        "text id",
        "text name",
        "text projectCurrency",
        "money? budget.budgetedCost",
        filters=(among("id", named.ids),) if named else (),
        order=("id",),
    )
    plans = {row.text("id"): row for row in (await intacct.query_all(query)).rows}
    if project and project not in plans:
        raise NotFound(f"No project {project[:40]!r}. list_projects finds ids by name.")
    return plans


async def _lines(intacct: Intacct, named: Family | None, span: Period) -> Wanted:
    """Lines of income statement accounts that name a project."""
    path = f"{_BY.path}.id"
    of_project = among(path, named.ids) if named else unequal(path, None)
    income = tuple(
        each for each in (await chart(intacct)).whole.accounts if each.is_income_statement
    )
    return Wanted(income, (within(DAY, span.start, span.end), of_project))


async def _jobs(view: LedgerView, wanted: Wanted) -> dict[tuple[str, str], _Job]:
    earning = {account.id for account in wanted.accounts if account.is_credit}
    jobs: dict[tuple[str, str], _Job] = {}
    for slot, sides in (await view.sums(wanted, _BY)).items():
        job = jobs.setdefault((slot.member_id, slot.currency), _Job(slot.member_name))
        if slot.account_id in earning:
            job.earned -= sides.net
        else:
            job.spent += sides.net
    return jobs


def _job(project: str, currency: str, job: _Job, plans: dict[str, Row]) -> Record:
    plan = plans.get(project)
    planned = plan.money_or_none("budget.budgetedCost") if plan else None
    is_same = plan is not None and plan.text("projectCurrency") == currency
    return {
        "project": f"{project} {job.name}".strip(),
        "currency": currency,
        "earned": job.earned,
        "spent": job.spent,
        "margin": job.earned - job.spent,
        "planned_cost": planned,
        "left": planned - job.spent if planned is not None and is_same else None,
    }


def _parts(view: LedgerView, wanted: Wanted) -> tuple[Part, ...]:
    """The lines of each figure: those that earn count with the other sign."""
    earning, spending = _apart(wanted.accounts)
    earned, spent = replace(wanted, accounts=earning), replace(wanted, accounts=spending)
    return (
        view.part("earned", earned, is_subtracted=True),
        view.part("spent", spent),
        view.part("margin", wanted, is_subtracted=True),
    )


def _apart(accounts: tuple[Account, ...]) -> tuple[tuple[Account, ...], tuple[Account, ...]]:
    return (
        tuple(each for each in accounts if each.is_credit),
        tuple(each for each in accounts if not each.is_credit),
    )
