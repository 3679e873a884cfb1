"""The types of sales, purchasing and inventory documents, each with the sequence that numbers it.

Source: docs/api/typed-documents.md.
"""

from dataclasses import dataclass

from intacct_sandbox.company.describing.document_sequences import SEQUENCE
from intacct_sandbox.company.describing.records import Stored
from intacct_sandbox.company.ledger import Ledger
from intacct_sandbox.seed.records import add_record


@dataclass(frozen=True, slots=True)
class DefinitionSeed:
    """One type of documents."""

    application: str
    id: str
    template: str
    category: str
    prefix: str


DEFINITIONS = (
    DefinitionSeed("order-entry", "Sales Quote", "quote", "quote", "SQ"),
    DefinitionSeed("order-entry", "Sales Order", "order", "order", "SO"),
    DefinitionSeed("order-entry", "Sales Invoice", "invoice", "invoice", "SI"),
    DefinitionSeed("order-entry", "Sales Return", "adjustment", "return", "SR"),
    DefinitionSeed("purchasing", "Purchase Requisition", "quote", "quote", "PRQ"),
    DefinitionSeed("purchasing", "Purchase Order", "order", "order", "PO"),
    DefinitionSeed("purchasing", "PO Receiver", "order", "shipping", "RCV"),
    DefinitionSeed("purchasing", "Vendor Invoice", "invoice", "invoice", "VI"),
    DefinitionSeed("purchasing", "Purchase Return", "adjustment", "return", "PR"),
    DefinitionSeed("inventory-control", "Beginning Balance", "adjustment", "adjustment", "BB"),
    DefinitionSeed("inventory-control", "Inventory Receipt", "adjustment", "receipt", "IR"),
    DefinitionSeed("inventory-control", "Inventory Adjustment", "adjustment", "adjustment", "IA"),
)

# Nothing takes numbers from these. They come first, so that one of them is the specimen (specimens.py).
_OTHER_SEQUENCES = (("Customer number", "CUST"), ("Vendor number", "VEND"))


def add_transaction_definitions(ledger: Ledger, *, at: str) -> None:
    """Add each definition and its sequence."""
    for title, prefix in _OTHER_SEQUENCES:
        add_record(ledger, SEQUENCE, _sequence(title, prefix), at=at)
    for each in DEFINITIONS:
        sequence = add_record(ledger, SEQUENCE, _sequence(each.id, each.prefix), at=at)
        is_inventory = each.application == "inventory-control"
        fields: dict[str, Stored] = {
            "id": each.id,
            "description": each.id,
            "workflowCategory": each.category,
            "templateType" if is_inventory else "docClass": each.template,
        }
        if is_inventory:
            fields["txnNumbering.enableSequenceNumbering"] = 1
            fields["txnNumbering.numberingSequence.key"] = sequence
        else:
            fields["enableNumberingSequence"] = 1
            fields["documentSequence.key"] = sequence
        add_record(ledger, f"{each.application}/txn-definition", fields, at=at)


def _sequence(title: str, prefix: str) -> dict[str, Stored]:
    return {
        "id": prefix,
        "printTitle": title,
        "type": "numeric",
        "fixedPrefix": prefix,
        "prefixSeparator": "-",
        "fixedLength": "5",
        "startingNumber": 1,
        "nextNumber": 1,
    }
