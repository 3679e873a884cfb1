"""The types of documents in order entry, purchasing and inventory: sales invoices, purchase orders and so on.

Source: docs/api/typed-documents.md. The transaction definitions of an application name its types.
"""

from intacct_sandbox.catalogue import ObjectType
from intacct_sandbox.company.describing.records import Values
from intacct_sandbox.company.ledger import Ledger

TYPE = "documentType"
_DEFINITION = "txnDefinition"


def has_document_type(ledger: Ledger, object_type: ObjectType) -> bool:
    """Whether the company has documents of this type; true for what is no typed document."""
    if not object_type.document_type:
        return True
    return object_type.document_type in _definitions(ledger, object_type)


def set_document_type(ledger: Ledger, object_type: ObjectType, values: Values) -> None:
    """Write the type on a new document and its lines, and say which definition it follows."""
    values.fields[TYPE] = object_type.document_type
    definition = _definitions(ledger, object_type).get(object_type.document_type)
    if definition is not None and _DEFINITION in object_type.fields:
        values.fields[f"{_DEFINITION}.key"] = definition
    for path, elements in values.owned.items():
        if TYPE in ledger.shape.objects[object_type.fields[path].owns].fields:
            for element in elements:
                element.fields[TYPE] = object_type.document_type


def _definitions(ledger: Ledger, object_type: ObjectType) -> dict[str, int]:
    application = object_type.name.partition("/")[0]
    rows = ledger.rows(
        "SELECT json_extract(fields, '$.id'), key FROM record WHERE object = ?",
        (f"{application}/txn-definition",),
    )
    return {str(name): int(key) for name, key in rows}
