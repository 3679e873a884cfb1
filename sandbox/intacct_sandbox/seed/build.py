"""Seeding: an empty ledger becomes the company, the same for the same seed, day and size."""

from dataclasses import dataclass, field
from datetime import date

from intacct_sandbox.company.assumptions import Assumptions
from intacct_sandbox.company.ledger import Ledger
from intacct_sandbox.company.year_end import post_closing_entries
from intacct_sandbox.seed.bookkeeper import Bookkeeper
from intacct_sandbox.seed.cases.accounting import add_accounting_cases
from intacct_sandbox.seed.cases.documents import add_document_cases
from intacct_sandbox.seed.chance import Chance
from intacct_sandbox.seed.history import History
from intacct_sandbox.seed.organisation import TIME, add_organisation, add_periods

COMPANY_ID = "harwick"
COMPANY_NAME = "Harwick Group"
MONTHS = 24
DEFAULT_LINES = 6_000
LEAST_PARTIES = 36
LINES_A_PARTY = 250
OPEN_MONTHS = 1  # full months before the current one whose books are still open


@dataclass(frozen=True, slots=True)
class Seed:
    """What makes a company.

    Attributes:
        number: The seed number.
        today: The day it is in the company.
        lines: About how many journal lines to book.
        assumptions: The readings of open points that show in the rows.
    """

    number: int
    today: date
    lines: int = DEFAULT_LINES
    assumptions: Assumptions = field(default_factory=Assumptions)


def seed_company(ledger: Ledger, seed: Seed) -> None:
    """Fill an empty ledger."""
    with ledger.transaction():
        _company(ledger, seed)
        chance = Chance(seed.number)
        first_day = _months_before(seed.today, MONTHS)
        parties = max(LEAST_PARTIES, seed.lines // LINES_A_PARTY)
        organisation = add_organisation(ledger, chance, first_day=first_day, parties=parties)
        add_periods(ledger, first_day, seed.today)
        bookkeeper = Bookkeeper(ledger, organisation, chance)
        History(bookkeeper, organisation, chance, seed.today).run(first_day, seed.lines)
        add_document_cases(bookkeeper, organisation, seed.today)
        add_accounting_cases(bookkeeper, organisation, seed.today)
        if seed.assumptions.closing_journals == "posted":
            post_closing_entries(ledger, at=seed.today.isoformat() + TIME)
        open_from = _months_before(seed.today, OPEN_MONTHS).isoformat()
        ledger.write("UPDATE entity SET books_open_from = ?", (open_from,))


def _company(ledger: Ledger, seed: Seed) -> None:
    ledger.write(
        "INSERT INTO company VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            COMPANY_ID,
            COMPANY_NAME,
            "USD",
            1,
            seed.today.isoformat(),
            seed.number,
            seed.lines,
            seed.assumptions.closing_journals,
        ),
    )


def _months_before(today: date, months: int) -> date:
    month = today.year * 12 + today.month - 1 - months
    return date(month // 12, month % 12 + 1, 1)
