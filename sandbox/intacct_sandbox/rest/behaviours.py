"""The objects whose records do more than describe, and what can be done with each.

Source: docs/api/writing.md.
"""

from collections.abc import Callable
from typing import Any

from intacct_sandbox.catalogue import ObjectType
from intacct_sandbox.company.homes import is_plain
from intacct_sandbox.company.ledger import Ledger
from intacct_sandbox.company.reports.jobs import delete_job
from intacct_sandbox.rest.acts import Act, Behaviour, describing
from intacct_sandbox.rest.creates import (
    BILL,
    DISBURSEMENT,
    ENTRY,
    INVOICE,
    RECEIPT,
    create_bill,
    create_disbursement,
    create_entry,
    create_invoice,
    create_receipt,
)
from intacct_sandbox.rest.reversals import reverse


def _creating(create: Callable[[Ledger, Any, str], int]) -> Callable[[Act, Any], int]:
    return lambda act, body: create(act.ledger, body, act.at)


def _reversing(name: str) -> Callable[[Act, Any], int]:
    return lambda act, body: reverse(act.ledger, name, body, act.at)


def _delete_report(act: Act, key: int) -> None:
    delete_job(act.ledger, key)


STORED_REPORT = "reports/stored-report"

_OWN: dict[str, Behaviour] = {
    INVOICE: Behaviour(_creating(create_invoice), workflows={"reverse": _reversing(INVOICE)}),
    BILL: Behaviour(_creating(create_bill), workflows={"reverse": _reversing(BILL)}),
    RECEIPT: Behaviour(_creating(create_receipt)),
    DISBURSEMENT: Behaviour(_creating(create_disbursement)),
    ENTRY: Behaviour(_creating(create_entry), workflows={"reverse": _reversing(ENTRY)}),
    STORED_REPORT: Behaviour(delete=_delete_report),
}


def behaviour_of(object_type: ObjectType, ledger: Ledger) -> Behaviour:
    """What can be done with an object, among the operations that its address takes."""
    name = object_type.name
    if name in _OWN:
        return _OWN[name]
    if not is_plain(name, ledger.shape.columns):
        return Behaviour()
    plain = describing(object_type)
    return Behaviour(
        plain.create if "POST" in object_type.operations else None,
        plain.update if "PATCH {key}" in object_type.operations else None,
        plain.delete if "DELETE {key}" in object_type.operations else None,
    )
