"""Seeding: an empty ledger becomes the company, the same for the same seed, day and size."""

from dataclasses import dataclass, field
from datetime import date

from intacct_sandbox.company.assumptions import Assumptions
from intacct_sandbox.company.ledger import Ledger
from intacct_sandbox.company.ledger_entries.year_end import post_closing_entries
from intacct_sandbox.seed.access import add_roles, add_users
from intacct_sandbox.seed.accounts import add_categories
from intacct_sandbox.seed.bookkeeper import Bookkeeper
from intacct_sandbox.seed.budgets import add_budgets
from intacct_sandbox.seed.cases.accounting import add_accounting_cases
from intacct_sandbox.seed.cases.bills import add_bill_cases
from intacct_sandbox.seed.cases.changes import add_change_cases
from intacct_sandbox.seed.cases.invoices import add_invoice_cases
from intacct_sandbox.seed.cases.ledger import add_ledger_cases, close_months
from intacct_sandbox.seed.cases.newcomers import Newcomers
from intacct_sandbox.seed.cases.parties import add_party_cases
from intacct_sandbox.seed.cases.setup import mark_setup
from intacct_sandbox.seed.chance import Chance
from intacct_sandbox.seed.contracts import add_contracts
from intacct_sandbox.seed.dimensions import add_dimensions, put_on_lines
from intacct_sandbox.seed.exchange_rates import add_exchange_rates
from intacct_sandbox.seed.expenses import add_expenses
from intacct_sandbox.seed.history import History
from intacct_sandbox.seed.labels import add_labels
from intacct_sandbox.seed.organisation import TIME, Organisation, add_organisation
from intacct_sandbox.seed.people import add_employees, add_party_contacts
from intacct_sandbox.seed.periods import add_periods, first_of_month
from intacct_sandbox.seed.specimens import fill_specimens
from intacct_sandbox.seed.statistics import add_statistics
from intacct_sandbox.seed.stock import add_orders, add_warehouses
from intacct_sandbox.seed.transaction_definitions import add_transaction_definitions

COMPANY_ID = "harwick"
COMPANY_NAME = "Harwick Group"
MONTHS = 36
DEFAULT_LINES = 10_000
LEAST_PARTIES = 36
LINES_A_PARTY = 250


@dataclass(frozen=True, slots=True)
class Seed:
    """What makes a company.

    Attributes:
        number: The seed number.
        today: The day it is in the company.
        lines: About how many journal lines to book.
        assumptions: The readings of open points that show in the rows.
        first_fiscal_month: The month, 1 to 12, that the fiscal year begins with.
    """

    number: int
    today: date
    lines: int = DEFAULT_LINES
    assumptions: Assumptions = field(default_factory=Assumptions)
    first_fiscal_month: int = 1


def seed_company(ledger: Ledger, seed: Seed) -> None:
    """Fill an empty ledger."""
    with ledger.transaction():
        _company(ledger, seed)
        chance = Chance(seed.number)
        first_day = first_of_month(seed.today, -MONTHS)
        made = first_day.isoformat() + TIME
        parties = max(LEAST_PARTIES, seed.lines // LINES_A_PARTY)
        organisation = add_organisation(ledger, chance, first_day=first_day, parties=parties)
        add_users(ledger)
        periods = add_periods(ledger, first_day, seed.today, seed.first_fiscal_month)
        employees = add_employees(ledger, chance, at=made)
        add_roles(ledger, employees, at=made)
        add_party_contacts(ledger, chance, organisation, at=made)
        add_labels(ledger, organisation, at=made)
        add_categories(ledger, at=made)
        add_dimensions(ledger, organisation, employees, seed.today, at=made)
        add_warehouses(ledger, employees, at=made)
        add_exchange_rates(ledger, chance, first_day, seed.today, at=made)
        bookkeeper = Bookkeeper(ledger, organisation, chance)
        History(bookkeeper, organisation, chance, seed.today).run(first_day, seed.lines)
        add_statistics(ledger, chance, organisation, first_day, seed.today, at=made)
        _add_cases(bookkeeper, organisation, seed.today)
        budget = add_budgets(ledger, organisation, periods, seed.today, at=made)
        mark_setup(ledger, budget)
        add_orders(ledger, organisation, seed.today)
        add_contracts(ledger, organisation, seed.today)
        add_expenses(ledger, organisation, employees, seed.today)
        put_on_lines(ledger)
        add_transaction_definitions(ledger, at=made)
        fill_specimens(ledger, at=made)
        if seed.assumptions.closing_journals == "posted":
            post_closing_entries(ledger, at=seed.today.isoformat() + TIME)
        close_months(ledger, organisation, seed.today)
        add_change_cases(ledger, seed.today)


def _add_cases(bookkeeper: Bookkeeper, organisation: Organisation, today: date) -> None:
    newcomers = Newcomers(bookkeeper, organisation)
    add_invoice_cases(bookkeeper, organisation, today)
    add_bill_cases(bookkeeper, organisation, newcomers, today)
    add_party_cases(bookkeeper, newcomers, today)
    add_ledger_cases(bookkeeper, organisation, today)
    add_accounting_cases(bookkeeper, organisation, today)


def _company(ledger: Ledger, seed: Seed) -> None:
    ledger.write(
        "INSERT INTO company VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            COMPANY_ID,
            COMPANY_NAME,
            "USD",
            seed.first_fiscal_month,
            seed.today.isoformat(),
            seed.number,
            seed.lines,
            seed.assumptions.closing_journals,
        ),
    )
