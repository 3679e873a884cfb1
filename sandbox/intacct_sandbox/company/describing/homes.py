"""Where each object's records live: a table of their own with columns, or the table of all others.

Source: docs/sandbox-ledger.md. A field without a column here is kept as JSON beside the row.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from intacct_sandbox.query.values import SqlValue


@dataclass(frozen=True, slots=True)
class Home:
    """The table of an object's records.

    Attributes:
        table: Its name.
        columns: Field path to column, for fields that a write may set.
        fixed: Columns that are the same for all of the object's rows.
        json: The column that holds all other fields.
        dated: Whether the table has columns for when a row was made and changed.
        entity: The column that says whose a row is; empty when it has none.
        otherwise: What a create that leaves a path out gets: a value, or another path's with `@` before it.
        needed: Paths that a create must give although the catalogue does not say so.
    """

    table: str
    columns: Mapping[str, str] = field(default_factory=dict[str, str])
    fixed: Mapping[str, SqlValue] = field(default_factory=dict[str, SqlValue])
    json: str = "extra"
    dated: bool = False
    entity: str = ""
    otherwise: Mapping[str, SqlValue] = field(default_factory=dict[str, SqlValue])
    needed: tuple[str, ...] = ()


BASE_CURRENCY = (
    "@company.base_currency"  # the one value that stands on the company, not on the record
)

_NAMED = {"id": "id", "name": "name", "status": "status"}
_TERM = {"id": "id", "description": "description", "due.days": "days", "status": "status"}
_SUMMARY = {
    "name": "name",
    "glPostingDate": "posting_date",
    "state": "state",
    "summaryCreationType": "creation",
}
_PARTY = {
    **_NAMED,
    "currency": "currency",
    "creditLimit": "credit_limit",
    "isOnHold": "is_on_hold",
    "taxId": "tax_id",
    "notes": "notes",
    "term.key": "term_key",
    "parent.key": "parent_key",
}
_GROUP = "glAccountGroup.key"

_HOMES = {
    "company-config/user": Home(
        "user",
        {"id": "id", "userName": "name", "status": "status"},
        otherwise={"userName": "@id"},
    ),
    "company-config/entity": Home(
        "entity",
        {
            **_NAMED,
            "baseCurrency.id": "base_currency",
            "openBooksStartDate": "books_open_from",
            "interEntityReceivableGLAccount.key": "receivable_key",
            "interEntityPayableGLAccount.key": "payable_key",
        },
        otherwise={"baseCurrency.id": BASE_CURRENCY, "openBooksStartDate": "0001-01-01"},
    ),
    "company-config/location": Home(
        "location",
        {**_NAMED, "parent.key": "parent_key"},
        {"type": "location"},
        entity="entity_key",
        needed=("parent",),
    ),
    "company-config/department": Home("department", {**_NAMED, "parent.key": "parent_key"}),
    # In the table of all others, with a view that counts what is inside.
    "company-config/folder": Home(
        "record",
        {},
        {"object": "company-config/folder"},
        json="fields",
        entity="entity_key",
    ),
    "general-ledger/account": Home(
        "account",
        {
            **_NAMED,
            "accountType": "type",
            "normalBalance": "normal_balance",
            "closingType": "closing_type",
            "closeToGLAccount.key": "closes_to_key",
            "alternativeGLAccount": "control",
            "disallowDirectPosting": "disallows_direct_posting",
            "category": "category",
        },
    ),
    "general-ledger/account-group": Home(
        "account_group",
        {
            "id": "id",
            "title": "title",
            "normalBalance": "normal_balance",
            "groupType": "group_type",
            "calculationMethod": "calculation_method",
        },
        otherwise={"title": "@id"},
    ),
    "general-ledger/account-range": Home(
        "account_range",
        {
            "sortOrder": "sort_order",
            "rangeFrom": "range_from",
            "rangeTo": "range_to",
            _GROUP: "group_key",
        },
    ),
    "general-ledger/account-group-member": Home(
        "account_group_member",
        {"sortOrder": "sort_order", "accountGroup.key": "member_key", _GROUP: "group_key"},
    ),
    "general-ledger/journal": Home(
        "journal",
        {**_NAMED, "bookId": "book_id", "bookType": "book_type", "isAdjustment": "is_adjustment"},
        otherwise={"bookId": "ACCRUAL"},
    ),
    "general-ledger/reporting-period": Home(
        "reporting_period",
        {
            "id": "id",
            "startDate": "start_date",
            "endDate": "end_date",
            "isBudgetable": "is_budgetable",
            "status": "status",
        },
    ),
    "accounts-receivable/term": Home("term", _TERM, {"subledger": "AR"}, otherwise={"due.days": 0}),
    "accounts-payable/term": Home("term", _TERM, {"subledger": "AP"}, otherwise={"due.days": 0}),
    "cash-management/checking-account": Home(
        "bank_account",
        {
            "id": "id",
            "status": "status",
            "bankAccountDetails.bankName": "bank_name",
            "bankAccountDetails.accountNumber": "account_number",
            "bankAccountDetails.routingNumber": "routing_number",
            "bankAccountDetails.currency": "currency",
            "accounting.glAccount.key": "account_key",
            "location.key": "location_key",
        },
        needed=("accounting.glAccount",),
        otherwise={
            "bankAccountDetails.currency": BASE_CURRENCY,
            "bankAccountDetails.bankName": "@id",
            "bankAccountDetails.accountNumber": "",
            "bankAccountDetails.routingNumber": "",
        },
    ),
    "accounts-receivable/summary": Home(
        "summary",
        {**_SUMMARY, "recordType": "type"},
        {"subledger": "AR"},
        entity="entity_key",
    ),
    "accounts-payable/summary": Home(
        "summary",
        {**_SUMMARY, "summaryType": "type"},
        {"subledger": "AP"},
        entity="entity_key",
    ),
    "accounts-receivable/customer": Home(
        "party",
        _PARTY,
        {"subledger": "AR"},
        dated=True,
        entity="entity_key",
        otherwise={"currency": BASE_CURRENCY},
    ),
    "accounts-payable/vendor": Home(
        "party",
        _PARTY,
        {"subledger": "AP"},
        dated=True,
        entity="entity_key",
        otherwise={"currency": BASE_CURRENCY},
    ),
}


# Objects that post to the ledger: their rows are written by their own modules, not by records.py.
_POSTING = {
    "accounts-receivable/invoice": "document",
    "accounts-payable/bill": "document",
    "accounts-receivable/invoice-line": "document_line",
    "accounts-payable/bill-line": "document_line",
    "accounts-receivable/adjustment": "document",
    "accounts-payable/adjustment": "document",
    "accounts-receivable/adjustment-line": "document_line",
    "accounts-payable/adjustment-line": "document_line",
    "accounts-receivable/advance": "document",
    "accounts-payable/advance": "document",
    "accounts-receivable/advance-line": "document_line",
    "accounts-payable/advance-line": "document_line",
    "accounts-receivable/payment-detail": "application",
    "accounts-payable/payment-detail": "application",
    "accounts-receivable/payment": "payment",
    "accounts-payable/payment": "payment",
    "accounts-receivable/invoice-summary": "summary",
    "accounts-payable/bill-summary": "summary",
    "accounts-payable/adjustment-summary": "summary",
    "cash-management/undeposited-fund": "payment",
    "general-ledger/journal-entry": "journal_entry",
    "general-ledger/journal-entry-line": "journal_line",
}


def is_plain(name: str, views: Mapping[str, object]) -> bool:
    """Whether an object's records only describe: writing them posts nothing.

    Args:
        name: The object.
        views: The objects that have a view; one without lives in the table of all others.
    """
    return name in _HOMES or name not in views


def home_of(name: str) -> Home:
    """Where an object's records live."""
    if name in _POSTING:
        return Home(_POSTING[name])
    return _HOMES.get(name) or Home(
        "record", fixed={"object": name}, json="fields", entity="entity_key"
    )


def names_of(name: str) -> set[str]:
    """The objects that share their records with one: summaries go by the name of their type, too."""
    if home_of(name).table != "summary":
        return {name}
    return {each for each in (*_HOMES, *_POSTING) if home_of(each).table == "summary"}
