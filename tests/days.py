"""Days that tests count from the day of a company."""

from datetime import date, timedelta

from intacct_sandbox.serve import Sandbox


def today_of(sandbox: Sandbox) -> date:
    return date.fromisoformat(sandbox.ledger.company.today)


def month_end_before(day: date) -> date:
    """The last day of the month before."""
    return day.replace(day=1) - timedelta(days=1)


def quarter_end_before(day: date) -> date:
    """The last day of the calendar quarter before."""
    first = date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
    return first - timedelta(days=1)
