"""The dimensions beyond location, department and party: their members, and which lines carry them.

Source: docs/api/dimensions.md. Lines get theirs after everything is booked, by what the line says: an item by its
memo, a project and a class by its customer, a project by work bought in, an employee by travel. The journal line beside it gets the same.
"""

from datetime import date
from typing import NamedTuple

from intacct_sandbox.company.describing.records import Stored
from intacct_sandbox.company.ledger import Ledger
from intacct_sandbox.seed.organisation import Organisation
from intacct_sandbox.seed.people import EMPLOYEE
from intacct_sandbox.seed.periods import first_of_month
from intacct_sandbox.seed.records import add_fields, add_record, key_of

CLASS, ITEM, PROJECT = "company-config/class", "inventory-control/item", "projects/project"
SERVICE_LINE = "platform-apps/nsp::service_line"

_CLASSES = (
    ("COM", "Commercial", ""),
    ("PUB", "Public sector", ""),
    ("UTL", "Utilities", "PUB"),
    ("EXP", "Export", "COM"),
)
_SERVICE_LINES = (
    ("INSTR", "Instruments", ""),
    ("CAL", "Calibration", ""),
    ("CAL-SITE", "Calibration on site", "CAL"),
    ("CARE", "Maintenance", ""),
)


class ItemSeed(NamedTuple):
    """An item: what the memo of its lines is, and the service line it belongs to."""

    id: str
    memo: str
    service_line: str
    price: int
    is_stocked: bool = False


_ITEMS = (
    ItemSeed("PG-200", "Pressure gauge set", "INSTR", 48_000, is_stocked=True),
    ItemSeed("DM-11", "Digital manometer", "INSTR", 36_500, is_stocked=True),
    ItemSeed("FM-IL", "Flow meter, inline", "INSTR", 91_000, is_stocked=True),
    ItemSeed("TC-8", "Thermocouple array", "INSTR", 27_900, is_stocked=True),
    ItemSeed("SM-SP", "Sensor modules, spare", "INSTR", 12_400, is_stocked=True),
    ItemSeed("TB-RENT", "Rental of a test bench", "INSTR", 50_000),
    ItemSeed("CAL-Y", "Annual calibration", "CAL", 42_000),
    ItemSeed("CAL-GS", "Calibration of a gauge set", "CAL", 21_000),
    ItemSeed("CAL-OS", "On-site calibration visit", "CAL-SITE", 68_000),
    ItemSeed("TRAIN", "Operator training, one day", "CARE", 80_000),
    ItemSeed("MNT-12", "Maintenance contract, twelve months", "CARE", 240_000),
    ItemSeed("PORTAL", "Calibration record portal, seats", "CARE", 3_000),
)


class ProjectSeed(NamedTuple):
    """A project; customer, manager and seller are places in their lists, months count back from today."""

    id: str
    name: str
    customer: int
    manager: int
    contract: int
    start: int
    months: int
    status: str = "active"
    category: str = "contract"


_PROJECTS = (
    ProjectSeed("P-101", "Meter rollout, phase one", 3, 5, 18_400_000, 30, 14, "inactive"),
    ProjectSeed("P-102", "Meter rollout, phase two", 3, 5, 22_750_000, 14, 18),
    ProjectSeed("P-103", "Test bench refit", 6, 3, 9_600_000, 20, 9, "inactive"),
    ProjectSeed("P-104", "Calibration record migration", 7, 4, 6_150_000, 11, 12),
    ProjectSeed("P-105", "Pump station telemetry", 12, 5, 31_200_000, 9, 24),
    ProjectSeed("P-106", "Clean room sensors", 14, 3, 12_900_000, 6, 10),
    ProjectSeed("P-107", "Dairy line instrumentation", 16, 5, 14_350_000, 3, 12),
    ProjectSeed(
        "P-900", "Laboratory accreditation", 0, 4, 0, 16, 20, "active", "internalNonBillable"
    ),
)


def add_dimensions(
    ledger: Ledger,
    organisation: Organisation,
    employees: tuple[int, ...],
    today: date,
    *,
    at: str,
) -> None:
    """Write classes, service lines, items and projects."""
    for name, members in ((CLASS, _CLASSES), (SERVICE_LINE, _SERVICE_LINES)):
        keys: dict[str, int] = {}
        for id_, title, parent in members:
            fields: dict[str, Stored] = {"id": id_, "name": title, "parent.key": keys.get(parent)}
            keys[id_] = add_record(ledger, name, fields, at=at)
    for item in _ITEMS:
        fields = {
            "id": item.id,
            "name": item.memo,
            "itemType": "inventory" if item.is_stocked else "nonInventory",
            "costMethod": "average" if item.is_stocked else "standard",
            "sales.basePrice": item.price * 10**8,
            "purchasing.standardCost": item.price * 10**8 * 2 // 5,
        }
        add_record(ledger, ITEM, fields, at=at)
    statuses = {
        id_: add_record(ledger, "projects/project-status", {"id": id_}, at=at)
        for id_ in ("In progress", "Completed")
    }
    for project in _PROJECTS:
        key = _add_project(ledger, organisation, employees, project, today, at=at)
        status = statuses["In progress" if project.status == "active" else "Completed"]
        add_fields(ledger, "record", key, {"projectStatus.key": status})


def _add_project(
    ledger: Ledger,
    organisation: Organisation,
    employees: tuple[int, ...],
    project: ProjectSeed,
    today: date,
    *,
    at: str,
) -> int:
    customer = organisation.customers[project.customer]
    start = first_of_month(today, -project.start)
    is_internal = project.category == "internalNonBillable"
    fields: dict[str, Stored] = {
        "id": project.id,
        "name": project.name,
        "category": project.category,
        "status": project.status,
        "startDate": start.isoformat(),
        "endDate": first_of_month(start, project.months).isoformat(),
        "projectCurrency": customer.office.seed.currency,
        "contractAmount": project.contract,
        "budget.budgetedCost": project.contract * 3 // 5,
        "billingType": None if is_internal else "fixedFee",
        "customer.key": None if is_internal else customer.key,
        "manager.key": employees[project.manager],
        "salesContact.key": employees[2],
        "department.key": organisation.departments[3],
        "location.key": customer.office.location_keys[0],
    }
    return add_record(ledger, PROJECT, fields, at=at)


def put_on_lines(ledger: Ledger) -> None:
    """Give document lines their members, and journal lines those of the document line they come from."""
    for item in _ITEMS:
        ledger.write(
            "UPDATE document_line SET item_key = ?, service_line_key = ? WHERE memo = ?",
            (
                key_of(ledger, ITEM, item.id),
                key_of(ledger, SERVICE_LINE, item.service_line),
                item.memo,
            ),
        )
    classes = [key_of(ledger, CLASS, id_) for id_, _, _ in _CLASSES]
    # Three of four customers are of a class; so are their lines.
    for number, key in enumerate(classes):
        ledger.write(
            "UPDATE document_line SET class_key = ? WHERE document_key IN"
            " (SELECT key FROM document WHERE subledger = 'AR' AND party_key % 16 IN (?, ?, ?))",
            (key, number * 4, number * 4 + 1, number * 4 + 2),
        )
    for project_key, customer_key, start, end in ledger.rows(
        "SELECT key, json_extract(fields, '$.\"customer.key\"'), json_extract(fields, '$.startDate'),"
        " json_extract(fields, '$.endDate') FROM record WHERE object = ? ORDER BY key",
        (PROJECT,),
    ):
        ledger.write(
            "UPDATE document_line SET project_key = ? WHERE document_key IN (SELECT key FROM document"
            " WHERE subledger = 'AR' AND party_key = ? AND document_date BETWEEN ? AND ?)",
            (project_key, customer_key, start, end),
        )
    _put_projects_on_costs(ledger)
    travellers = ledger.rows(
        "SELECT key FROM record WHERE object = ? ORDER BY key LIMIT 4 OFFSET 8", (EMPLOYEE,)
    )
    for number, (key,) in enumerate(travellers):
        ledger.write(
            "UPDATE document_line SET employee_key = ? WHERE key % 4 = ?"
            " AND account_key = (SELECT key FROM account WHERE id = '6300')",
            (key, number),
        )
    _carry_over(ledger)


def _put_projects_on_costs(ledger: Ledger) -> None:
    """Work that was bought for a project: every third such line of its entity while it ran."""
    rows = ledger.rows(
        "SELECT r.key, o.entity_key, json_extract(fields, '$.startDate'), json_extract(fields, '$.endDate')"
        " FROM record AS r JOIN location AS o ON o.key = json_extract(fields, '$.\"location.key\"')"
        " WHERE object = ? ORDER BY r.key",
        (PROJECT,),
    )
    for project_key, entity_key, start, end in rows:
        ledger.write(
            "UPDATE document_line SET project_key = ? WHERE project_key IS NULL AND key % 3 = ? % 3"
            " AND account_key IN (SELECT key FROM account WHERE id IN ('5100', '5110'))"
            " AND document_key IN (SELECT key FROM document WHERE subledger = 'AP'"
            " AND entity_key = ? AND document_date BETWEEN ? AND ?)",
            (project_key, project_key, entity_key, start, end),
        )


def _carry_over(ledger: Ledger) -> None:
    columns = ("class_key", "project_key", "item_key", "employee_key", "service_line_key")
    # CROSS JOIN keeps the order: by index from each document to its lines, and to those of its entry.
    rows = ledger.rows(
        f"SELECT {', '.join(f'l.{each}' for each in columns)}, j.key FROM document AS o"
        " CROSS JOIN document_line AS l ON l.document_key = o.key"
        " CROSS JOIN journal_line AS j ON j.entry_key = o.entry_key"
        " WHERE j.line_number = l.line_number + 1 AND j.account_key = l.account_key"
        f" AND COALESCE({', '.join(f'l.{each}' for each in columns)}) IS NOT NULL"
    )
    marks = ", ".join(f"{each} = ?" for each in columns)
    for row in rows:
        ledger.write(f"UPDATE journal_line SET {marks} WHERE key = ?", row)
