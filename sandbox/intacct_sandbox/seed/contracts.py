"""Contracts with customers for maintenance and the portal, and their lines.

Source: docs/sandbox-ledger.md. They only describe: nothing is billed or recognised out of them.
Units: cents.
"""

from datetime import date
from typing import NamedTuple

from intacct_sandbox.company.describing.records import Stored
from intacct_sandbox.company.ledger import Ledger
from intacct_sandbox.seed.dimensions import ITEM
from intacct_sandbox.seed.organisation import TIME, Organisation
from intacct_sandbox.seed.periods import first_of_month, last_of_month
from intacct_sandbox.seed.records import add_record, key_of

CONTRACT, CONTRACT_LINE = "contracts/contract", "contracts/contract-line"

_AMOUNTS = (
    "billing.flatFixedAmount",
    "billing.totalFlatFixedAmount",
    "billing.baseFlatFixedAmount",
    "billing.totalBaseFlatFixedAmount",
)


class ContractSeed(NamedTuple):
    """A contract of a year; the customer is a place in the list, months count back from today."""

    id: str
    name: str
    customer: int
    start: int
    state: str
    lines: tuple[tuple[str, int], ...]


_CONTRACTS = (
    ContractSeed("CN-201", "Maintenance, plant one", 0, 14, "renewed", (("MNT-12", 240_000),)),
    ContractSeed(
        "CN-202",
        "Maintenance and portal",
        3,
        7,
        "inProgress",
        (("MNT-12", 480_000), ("PORTAL", 36_000)),
    ),
    ContractSeed("CN-203", "Calibration records", 6, 3, "inProgress", (("PORTAL", 54_000),)),
    ContractSeed("CN-204", "Yearly calibration", 9, 10, "canceled", (("CAL-Y", 168_000),)),
)


def add_contracts(ledger: Ledger, organisation: Organisation, today: date) -> None:
    """Write the contracts with their lines."""
    for contract in _CONTRACTS:
        customer = organisation.customers[contract.customer]
        start = first_of_month(today, -contract.start)
        common: dict[str, Stored] = {
            "startDate": start.isoformat(),
            "endDate": last_of_month(first_of_month(start, 11)).isoformat(),
            "currency.baseCurrency": customer.office.seed.currency,
            "currency.txnCurrency": customer.office.seed.currency,
            "dimensions.customer.key": customer.key,
            "dimensions.location.key": customer.office.location_keys[0],
        }
        canceled = first_of_month(today).isoformat() if contract.state == "canceled" else None
        at, entity_key = start.isoformat() + TIME, customer.office.entity_key
        fields: dict[str, Stored] = {
            "id": contract.id,
            "name": contract.name,
            "state": contract.state,
            **common,
            "cancellationDate": canceled,
            "billingFrequency": "annually",
            "paymentTerm.key": customer.term_key,
            "contractTotalAmount": sum(amount for _, amount in contract.lines),
            "entity.key": entity_key,
        }
        key = add_record(ledger, CONTRACT, fields, at=at, entity_key=entity_key)
        for line in _lines(ledger, contract):
            whole = {"contract.key": key, **common, **line}
            add_record(ledger, CONTRACT_LINE, whole, at=at, entity_key=entity_key)


def _lines(ledger: Ledger, contract: ContractSeed) -> list[dict[str, Stored]]:
    """What the lines of a contract have besides what they share with it."""
    return [
        {
            "lineNumber": str(number),
            "state": "canceled" if contract.state == "canceled" else "inProgress",
            "item.key": key_of(ledger, ITEM, item),
            "billing.amountFrequency": "oneTime",
            **dict.fromkeys(_AMOUNTS, amount),
        }
        for number, (item, amount) in enumerate(contract.lines, start=1)
    ]
