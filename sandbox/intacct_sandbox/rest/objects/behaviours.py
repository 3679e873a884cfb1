"""The objects whose records do more than describe, and what can be done with each.

Source: docs/api/writing.md.
"""

from intacct_sandbox.catalogue import ObjectType
from intacct_sandbox.company.describing.homes import is_plain
from intacct_sandbox.company.ledger import Ledger
from intacct_sandbox.company.reports.jobs import delete_job
from intacct_sandbox.rest.objects.acts import Behaviour, describing
from intacct_sandbox.rest.objects.booked_records import booked_behaviour, is_booked
from intacct_sandbox.rest.objects.document_forms import FORMS
from intacct_sandbox.rest.objects.documents import Documents
from intacct_sandbox.rest.objects.entries import ENTRY, entry_behaviour, entry_line_behaviour
from intacct_sandbox.rest.objects.moves import MOVES
from intacct_sandbox.rest.objects.payments import DISBURSEMENT, RECEIPT, Payments

STORED_REPORT = "reports/stored-report"
_LINES = {form.line_name: Documents(form) for form in FORMS}
_OWN: dict[str, Behaviour] = {
    **{form.name: Documents(form).behaviour() for form in FORMS},
    RECEIPT.name: Payments(RECEIPT).behaviour(),
    DISBURSEMENT.name: Payments(DISBURSEMENT).behaviour(),
    ENTRY: entry_behaviour(),
    f"{ENTRY}-line": entry_line_behaviour(),
    STORED_REPORT: Behaviour(delete=lambda act, key: delete_job(act.ledger, key)),
}


def behaviour_of(object_type: ObjectType, ledger: Ledger) -> Behaviour:
    """What can be done with an object, among the operations that its address takes."""
    name = object_type.name
    if name in _OWN:
        return _OWN[name]
    if name in _LINES:
        return _LINES[name].line_behaviour(object_type.operations)
    if not is_plain(name, ledger.shape.columns):
        return Behaviour()
    whole = booked_behaviour(object_type) if is_booked(name) else describing(object_type)
    return Behaviour(
        whole.create if "POST" in object_type.operations else None,
        whole.update if "PATCH {key}" in object_type.operations else None,
        whole.delete if "DELETE {key}" in object_type.operations else None,
        {**whole.workflows, **MOVES.get(name, {})},
    )
