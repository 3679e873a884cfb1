"""`intacct-mcp usage`: a month's API transactions against the plan, by day and by tool.

Source: docs/api/transactions.md. It is this machine's own count.
"""

import json
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from rich.console import Console
from rich.table import Table

from intacct_client.meter import COUNTED
from intacct_client.plan import PRICE_ASSUMED, Month, Tier
from intacct_client.usage_store import CALLS, Payer, UsageRow, UsageStore
from intacct_mcp.company_usage import SANDBOX
from intacct_mcp.folders import usage_file
from intacct_mcp.settings import SettingsError

BAR = 40  # characters of the longest bar
OWN_COUNT = "Counted on this machine alone: other machines and programs of the company are not in it. Months are by UTC."


@dataclass(frozen=True, slots=True)
class ToolCost:
    """What a tool cost in a month."""

    tool: str
    calls: int
    transactions: int


@dataclass(frozen=True, slots=True)
class CompanyMonth:
    """A month of one company.

    Attributes:
        payer: The company, and the address of its requests.
        month: The count against the plan.
        days: Transactions by day.
        tools: The costliest first.
        kinds: Requests by kind.
    """

    payer: Payer
    month: Month
    days: dict[str, int]
    tools: list[ToolCost]
    kinds: dict[str, int]

    @property
    def is_sandbox(self) -> bool:
        """Whether nobody pays for it."""
        return self.payer.host == SANDBOX


def read_month(name: str, tiers: Mapping[str, Tier]) -> list[CompanyMonth]:
    """All companies of a month, the sandbox last.

    Args:
        name: The month, as in 2026-11.
        tiers: The plan of each company; the smallest for one that is not served now.

    Raises:
        SettingsError: The name is no month, or the file cannot be read.
    """
    if not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", name):
        raise SettingsError(f"{name[:20]!r} is not a month. Write it as YYYY-MM.")
    if not usage_file().exists():
        return []
    store = UsageStore(usage_file())
    try:
        rows = store.rows(name)
    except OSError as error:
        raise SettingsError(f"The counts cannot be read: {error}.") from error
    finally:
        store.close()
    months = [
        _company_month(payer, name, tiers.get(payer.company, "1"), list(group))
        for payer, group in groupby(rows, key=lambda row: row.payer)
    ]
    return sorted(months, key=lambda each: each.is_sandbox)


def _company_month(payer: Payer, name: str, tier: Tier, rows: list[UsageRow]) -> CompanyMonth:
    days, tools, calls, kinds = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    for row in rows:
        if row.kind == CALLS:
            calls[row.tool] += row.count
            continue
        kinds[row.kind] += row.count
        if row.kind in COUNTED:
            days[row.day] += row.count
            tools[row.tool] += row.count
    costs = [ToolCost(tool, count, tools[tool]) for tool, count in calls.items()]
    costs.sort(key=lambda each: (-each.transactions, each.tool))
    return CompanyMonth(payer, Month(name, days.total(), tier), dict(days), costs, dict(kinds))


def as_json(months: list[CompanyMonth], name: str, now: datetime) -> str:
    """The report for a program."""
    report = {
        "month": name,
        "counted": OWN_COUNT,
        "companies": [_plain(each, now) for each in months],
    }
    return json.dumps(report, ensure_ascii=False, indent=1)


def _plain(each: CompanyMonth, now: datetime) -> dict[str, Any]:
    month = each.month
    projected = month.projected(now)
    plan: dict[str, Any] = {
        "tier": month.tier,
        "included": month.included,
        "projected": projected,
        "projected_price": str(month.price_of(projected)),
        "price": PRICE_ASSUMED,
    }
    return {
        "company": each.payer.company,
        "host": each.payer.host,
        "transactions": month.used,
        **({} if each.is_sandbox else plan),
        "days": each.days,
        "kinds": each.kinds,
        "tools": [
            {"tool": cost.tool, "calls": cost.calls, "transactions": cost.transactions}
            for cost in each.tools
        ],
    }


def show(months: list[CompanyMonth], name: str, now: datetime) -> None:
    """The report for a person."""
    console = Console(highlight=False)
    for each in months:
        console.print(f"\n[bold]{each.payer.company}[/bold] at {each.payer.host}, {name}")
        console.print("The sandbox: nobody pays for it." if each.is_sandbox else each.month.line)
        if not each.is_sandbox:
            console.print(_outlook(each.month, now))
        console.print(_chart(each.days))
        console.print(_costs(each.tools))
        kinds = ", ".join(f"{kind} {count:,}" for kind, count in sorted(each.kinds.items()))
        console.print(f"Requests: {kinds or 'none'}.")
    if not months:
        console.print(f"No API transactions were counted in {name}.")
    console.print(f"\n{OWN_COUNT}", soft_wrap=True)


def _outlook(month: Month, now: datetime) -> str:
    projected = month.projected(now)
    if month.included is None:
        return f"At this pace {projected:,} by the end of the month."
    over = projected - month.included
    if over <= 0:
        return f"At this pace {projected:,} by the end of the month, inside the plan."
    price = f"${month.price_of(projected):,.2f}, {PRICE_ASSUMED}"
    return f"At this pace {projected:,} by the end of the month, {over:,} over the plan: {price}."


def _chart(days: dict[str, int]) -> Table:
    chart = Table(box=None, show_header=False, padding=(0, 1))
    most = max(days.values(), default=0)
    for day, count in sorted(days.items()):
        chart.add_row(day[8:], "█" * -(-count * BAR // max(most, 1)), f"{count:,}")
    return chart


def _costs(tools: list[ToolCost]) -> Table:
    table = Table("tool", box=None)
    for title in ("calls", "transactions", "a call"):
        table.add_column(title, justify="right")
    for cost in tools:
        tenths = cost.transactions * 10 // max(cost.calls, 1)
        each = f"{tenths // 10}.{tenths % 10}"
        table.add_row(cost.tool, f"{cost.calls:,}", f"{cost.transactions:,}", each)
    return table
