"""Statistical accounts, which count things instead of money, and their entries of every month.

Source: docs/api/statistical.md. Units: hundredths, as the API's amounts have two decimals.
"""

from collections.abc import Mapping
from datetime import date

from intacct_sandbox.company.describing.records import Stored
from intacct_sandbox.company.ledger import Ledger
from intacct_sandbox.seed.chance import Chance
from intacct_sandbox.seed.organisation import Organisation
from intacct_sandbox.seed.periods import last_of_month, months_between
from intacct_sandbox.seed.records import add_detail, add_record

ACCOUNT = "general-ledger/statistical-account"
JOURNAL = "general-ledger/statistical-journal"
ENTRY = "general-ledger/statistical-journal-entry"
_HEADS, _HOURS = "9010", "9020"


def add_statistics(
    ledger: Ledger,
    chance: Chance,
    organisation: Organisation,
    first_day: date,
    today: date,
    *,
    at: str,
) -> None:
    """Write accounts and journal, and an entry a month: heads that came or went, and hours billed."""
    accounts = {
        id_: add_record(
            ledger, ACCOUNT, {"id": id_, "name": name, "reportType": kind, "category": name}, at=at
        )
        for id_, name, kind in (
            (_HEADS, "Headcount", "cumulative"),
            (_HOURS, "Billable hours", "forPeriod"),
        )
    }
    journal = add_record(
        ledger,
        JOURNAL,
        {"id": "STAT", "name": "Statistical journal", "bookId": "ACCRUAL", "bookType": "accrual"},
        at=at,
    )
    for number, month in enumerate(months_between(first_day, today), start=1):
        day = last_of_month(month)
        if day > today:
            return
        lines = list(_lines(chance, organisation, accounts, is_first=number == 1))
        _add_entry(ledger, journal, number, day, lines)


def _lines(
    chance: Chance, organisation: Organisation, accounts: Mapping[str, int], *, is_first: bool
) -> list[dict[str, Stored]]:
    lines: list[dict[str, Stored]] = []
    for office in organisation.offices:
        place: dict[str, Stored] = {"dimensions.location.key": office.location_keys[0]}
        if office.seed.is_private:
            continue
        for department in organisation.departments:
            change = chance.between(3, 9) if is_first else chance.pick((0, 0, 0, 0, 1, 1, -1))
            where = {**place, "dimensions.department.key": department}
            if change:
                lines.append(_line(where, accounts[_HEADS], change * 100))
        hours = chance.between(380, 620) * 100 + chance.pick((0, 25, 50, 75))
        where = {**place, "dimensions.department.key": organisation.departments[3]}
        lines.append(_line(where, accounts[_HOURS], hours))
    return lines


def _line(where: dict[str, Stored], account_key: int, amount: int) -> dict[str, Stored]:
    return {
        **where,
        "statisticalAccount.key": account_key,
        "txnType": "increase" if amount > 0 else "decrease",
        "txnAmount": abs(amount),
    }


def _add_entry(
    ledger: Ledger, journal: int, number: int, day: date, lines: list[dict[str, Stored]]
) -> None:
    at = day.isoformat() + "T12:00:00Z"
    head: dict[str, Stored] = {
        "txnNumber": number,
        "description": f"Heads and hours, {day:%Y-%m}",
        "postingDate": day.isoformat(),
        "moduleName": "2.GL",
        "state": "posted",
        "statisticalJournal.key": journal,
    }
    key = add_detail(ledger, ENTRY, head, at=at)
    for place, line in enumerate(lines, start=1):
        fields: dict[str, Stored] = {
            **line,
            "lineNumber": place,
            "entryDate": day.isoformat(),
            "state": "posted",
            "statisticalJournalEntry.key": key,
        }
        add_detail(ledger, f"{ENTRY}-line", fields, at=at)
