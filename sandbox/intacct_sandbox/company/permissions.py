"""What a user may not read: the objects for which none of the user's roles has a permission.

Roles, permissions and who has which role are records of the company like others, so a change of them counts
from the next request on. Source: docs/api/permissions.md.
"""

import json
from functools import cache

from intacct_sandbox.catalogue import catalogue
from intacct_sandbox.company.ledger import Ledger

LEDGER_REPORTS = "reports/general-ledger"
Permission = tuple[str, str]  # module and name
_READING = {"list", "view", "run"}
_MODULES = {
    "accounts-payable": "accountsPayable",
    "accounts-receivable": "accountsReceivable",
    "cash-management": "cashManagement",
    "general-ledger": "generalLedger",
    "projects": "projects",
}
# Objects with a permission of their own, which holds for what they own too. Others need any of their module.
_NAMED: dict[str, Permission] = {
    "accounts-payable/bill": ("accountsPayable", "bills"),
    "accounts-payable/payment": ("accountsPayable", "payBills"),
    "accounts-payable/vendor": ("accountsPayable", "vendors"),
    "accounts-receivable/customer": ("accountsReceivable", "customers"),
    "accounts-receivable/invoice": ("accountsReceivable", "invoices"),
    "accounts-receivable/payment": ("accountsReceivable", "payments"),
    "cash-management/checking-account": ("cashManagement", "checkingAccounts"),
    "company-config/entity": ("company", "entities"),
    "company-config/user": ("company", "users"),
    "general-ledger/account": ("generalLedger", "accounts"),
    "general-ledger/budget": ("budgets", "budgets"),
    "general-ledger/journal-entry": ("generalLedger", "journalEntries"),
    "projects/project": ("projects", "projects"),
    LEDGER_REPORTS: ("generalLedger", "trialBalance"),
}
_GRANTED = """
SELECT json_extract(permission.fields, '$.module'), json_extract(permission.fields, '$.name'),
  json_extract(granted.fields, '$.accessRights')
FROM record AS held
LEFT JOIN record AS granted ON granted.object = 'company-config/role-permission-assignment'
  AND json_extract(granted.fields, '$."role.key"') = json_extract(held.fields, '$."role.key"')
LEFT JOIN record AS permission ON permission.key = json_extract(granted.fields, '$."permission.key"')
WHERE held.object = 'company-config/role-user-map' AND json_extract(held.fields, '$."user.key"') = ?
"""


def unreadable_by(ledger: Ledger, user_key: int) -> frozenset[str]:
    """The objects (and services) that a user may not read; a user without any role may read all."""
    rows = ledger.rows(_GRANTED, (user_key,))
    readable = {
        (module, name)
        for module, name, rights in rows
        if _READING.intersection(json.loads(rights or "[]"))
    }
    return _unreadable(frozenset(readable)) if rows else frozenset()


@cache
def _unreadable(readable: frozenset[Permission]) -> frozenset[str]:
    modules = {module for module, _ in readable}
    named = {name: permission in readable for name, permission in _permissions().items()}
    by_module = {
        name: _MODULES[application] in modules
        for name in catalogue()
        if (application := name.partition("/")[0]) in _MODULES
    }
    return frozenset(name for name, may_read in {**by_module, **named}.items() if not may_read)


@cache
def _permissions() -> dict[str, Permission]:
    known = catalogue()
    owned = {
        field.owns: permission
        for name, permission in _NAMED.items()
        if name in known
        for field in known[name].fields.values()
        if field.owns
    }
    return {**owned, **_NAMED}
