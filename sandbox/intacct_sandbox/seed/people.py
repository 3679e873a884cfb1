"""People: the employees with their contacts, and a contact for every customer and vendor.

Names are invented (names.json).
"""

from typing import NamedTuple

from intacct_sandbox.company.ledger import Ledger
from intacct_sandbox.seed.chance import Chance
from intacct_sandbox.seed.names import People, people
from intacct_sandbox.seed.organisation import Organisation, Party
from intacct_sandbox.seed.records import add_detail, add_fields, add_record

CONTACT, EMPLOYEE = "company-config/contact", "company-config/employee"
_COUNTRIES = {"USD": ("United States", "US"), "GBP": ("United Kingdom", "GB")}


class Job(NamedTuple):
    """An employee's place: the location, the department, and the manager by the order of this list."""

    title: str
    location: str
    department: str
    manager: int | None
    left: bool = False


_JOBS = (
    Job("Managing director", "110", "ADM", None),
    Job("Controller", "110", "ADM", 0),
    Job("Sales director", "110", "SAL", 0),
    Job("Head of engineering", "120", "ENG", 0),
    Job("Laboratory manager", "120", "LAB", 3),
    Job("Field service manager", "210", "SVC", 0),
    Job("AP clerk", "110", "ADM", 1),
    Job("AR accountant", "210", "ADM", 1),
    Job("Account manager", "210", "SAL", 2),
    Job("Account manager", "310", "SAL", 2),
    Job("Field engineer", "220", "SVC", 5),
    Job("Field engineer", "220", "SVC", 5),
    Job("Calibration technician", "120", "LAB", 4),
    Job("Finance manager UK", "310", "ADM", 1),
    Job("Design engineer", "120", "ENG", 3, left=True),
    Job("Steward of the holdings", "410", "ADM", 0),
)


def add_employees(ledger: Ledger, chance: Chance, *, at: str) -> tuple[int, ...]:
    """Write the employees; their keys in the order of the jobs."""
    invented = people(chance)
    places = {
        id_: (key, entity)
        for id_, key, entity in ledger.rows("SELECT id, key, entity_key FROM location")
    }
    departments = dict(ledger.rows("SELECT id, key FROM department"))
    keys: list[int] = []
    for number, job in enumerate(_JOBS, start=1):
        location_key, entity_key = places[job.location]
        given, family = invented.name()
        contact = {
            "id": f"{given} {family}",
            **_address(invented, "GBP" if job.location == "310" else "USD"),
            "firstName": given,
            "lastName": family,
            "printAs": f"{given} {family}",
            "companyName": "Harwick Group",
            "email1": f"{given}.{family}@harwick.example".lower(),
        }
        contact_key = add_record(ledger, CONTACT, contact, at=at)
        fields = {
            "id": f"E-{number:03d}",
            "name": f"{given} {family}",
            "jobTitle": job.title,
            "startDate": f"20{10 + number}-03-01",
            "status": "inactive" if job.left else "active",
            "endDate": at[:10] if job.left else None,
            "location.key": location_key,
            "department.key": departments[job.department],
            "manager.key": None if job.manager is None else keys[job.manager],
            "primaryContact.key": contact_key,
            "entity.key": entity_key,
        }
        keys.append(add_record(ledger, EMPLOYEE, fields, at=at, entity_key=entity_key))
    return tuple(keys)


def add_party_contacts(
    ledger: Ledger, chance: Chance, organisation: Organisation, *, at: str
) -> None:
    """Give each customer and vendor somebody to write to."""
    invented = people(chance)
    for party in (*organisation.customers, *organisation.vendors):
        add_party_contact(ledger, invented, party, at=at)


def add_party_contact(ledger: Ledger, invented: People, party: Party, *, at: str) -> None:
    """Give one customer or vendor somebody to write to."""
    id_, name = ledger.rows("SELECT id, name FROM party WHERE key = ?", (party.key,))[0]
    given, family = invented.name()
    contact = {
        "id": f"{given} {family} ({id_})",
        "status": "active",
        "showInContactList": 1,
        **_address(invented, party.office.seed.currency),
        "firstName": given,
        "lastName": family,
        "printAs": name,
        "companyName": name,
        "email1": f"{given}.{family}.{id_}@mail.example".lower(),
        "tax.isTaxable": 1,
    }
    key = add_detail(ledger, CONTACT, contact, at=at)
    add_fields(
        ledger,
        "party",
        party.key,
        {f"contacts.{role}.key": key for role in ("default", "primary")},
    )


def _address(invented: People, currency: str) -> dict[str, str]:
    street, city, state, post_code = invented.address(currency)
    country, code = _COUNTRIES[currency]
    return {
        "mailingAddress.addressLine1": street,
        "mailingAddress.city": city,
        "mailingAddress.state": state,
        "mailingAddress.postCode": post_code,
        "mailingAddress.country": country,
        "mailingAddress.isoCountryCode": code,
        "phone1": invented.telephone(currency),
    }
