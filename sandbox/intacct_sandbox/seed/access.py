"""Who may sign in: users, the roles they have, and what a role may do.

Source: docs/api/permissions.md. What follows for who may read what is told in company/permissions.py.
"""

import json
from typing import NamedTuple

from intacct_sandbox.company.describing.records import Stored
from intacct_sandbox.company.ledger import Ledger
from intacct_sandbox.seed.records import add_detail, add_fields, add_record

PERMISSION, ROLE = "company-config/permission", "company-config/role"
_READ = ("list", "view")
_WRITE = (*_READ, "add", "edit", "delete")

# What can be granted: module, name, and the rights that there are.
_PERMISSIONS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("accountsPayable", "bills", _WRITE),
    ("accountsPayable", "vendors", _WRITE),
    ("accountsPayable", "payBills", ("add", "view")),
    ("accountsPayable", "approveBills", ("level1", "level2")),
    ("accountsPayable", "apAccountLabels", _READ),
    ("accountsReceivable", "invoices", _WRITE),
    ("accountsReceivable", "customers", _WRITE),
    ("accountsReceivable", "payments", ("add", "view")),
    ("generalLedger", "journalEntries", (*_WRITE, "reverse")),
    ("generalLedger", "accounts", _WRITE),
    ("generalLedger", "trialBalance", ("run",)),
    ("budgets", "budgets", _WRITE),
    ("cashManagement", "checkingAccounts", (*_READ, "reconcile")),
    ("company", "entities", _READ),
    ("company", "users", _WRITE),
    ("projects", "projects", _WRITE),
)


class RoleSeed(NamedTuple):
    """A role: the modules it may write, and those it may only read."""

    id: str
    description: str
    writes: tuple[str, ...] = ()
    reads: tuple[str, ...] = ()


_ALL = tuple(dict.fromkeys(module for module, _, _ in _PERMISSIONS))
_ROLES = (
    RoleSeed("Reads everything", "For reporting and integrations", reads=_ALL),
    RoleSeed("Controller", "Closes the books", writes=_ALL),
    RoleSeed("AP clerk", "Enters bills", writes=("accountsPayable",), reads=("company",)),
    RoleSeed(
        "Entity accountant",
        "One entity's books",
        writes=("accountsPayable", "accountsReceivable", "generalLedger"),
        reads=("company", "cashManagement", "projects", "budgets"),
    ),
)


class UserSeed(NamedTuple):
    """A user. `employee` is the number of the job that the person has; `entity` the only one seen."""

    id: str
    name: str
    role: str
    type: str = "business"
    admin: str = "off"
    status: str = "active"
    entity: str = ""
    employee: int = 0


# The first one signs in for tools; records that name nobody else as their maker name it.
USERS = (
    UserSeed("mcp_reader", "MCP reader", "Reads everything", admin="limited"),
    UserSeed("controller", "Group controller", "Controller", admin="full", employee=1),
    UserSeed("ap_clerk", "AP clerk", "AP clerk", employee=6),
    UserSeed(
        "field_accountant",
        "Field services accountant",
        "Entity accountant",
        entity="200",
        employee=7,
    ),
    UserSeed("auditor", "External auditor", "Reads everything", type="viewOnly"),
    UserSeed(
        "former_designer",
        "Former design engineer",
        "Reads everything",
        status="inactive",
        employee=14,
    ),
    UserSeed("locked_out", "Temporary bookkeeper", "AP clerk", status="lockedOut", employee=15),
)


def add_users(ledger: Ledger) -> None:
    """Write the users, before anything that names its maker."""
    entities = dict(ledger.rows("SELECT id, key FROM entity"))
    for user in USERS:
        restricted = bool(user.entity)
        facts = {
            "accountEmail": f"{user.id}@harwick.example",
            "userType": user.type,
            "adminPrivileges": user.admin,
            "webServices.isEnabled": int(user.id == "mcp_reader"),
            "entityAccess.allowUnrestrictedAccess": int(not restricted),
            "entityAccess.allowTopLevelAccess": int(not restricted),
        }
        ledger.insert(
            "user",
            {
                "id": user.id,
                "name": user.name,
                "status": user.status,
                "entity_key": entities[user.entity] if restricted else None,
                "extra": json.dumps(facts),
            },
        )


def add_roles(ledger: Ledger, employees: tuple[int, ...], *, at: str) -> None:
    """Write permissions and roles, and give each user its role and its contact."""
    permissions = [
        (module, rights, _permission(ledger, module, name, rights, at=at))
        for module, name, rights in _PERMISSIONS
    ]
    roles: dict[str, int] = {}
    for role in _ROLES:
        fields = {"id": role.id, "description": role.description}
        roles[role.id] = add_record(ledger, ROLE, fields, at=at)
        for module, rights, permission_key in permissions:
            granted = _granted(role, module, rights)
            if granted:
                _assign(ledger, roles[role.id], permission_key, granted, at=at)
    users = dict(ledger.rows("SELECT id, key FROM user"))
    for user in USERS:
        held: dict[str, Stored] = {"role.key": roles[user.role], "user.key": users[user.id]}
        add_detail(ledger, "company-config/role-user-map", held, at=at)
        given = _given(ledger, user, roles[user.role], employees[user.employee])
        add_fields(ledger, "user", users[user.id], given)


def _permission(ledger: Ledger, module: str, name: str, rights: tuple[str, ...], *, at: str) -> int:
    fields: dict[str, Stored] = {
        "module": module,
        "name": name,
        "permissionGroup": "activitiesAndLists",
        "allowedAccessRights": list(rights),
    }
    return add_record(ledger, PERMISSION, fields, at=at)


def _given(ledger: Ledger, user: UserSeed, role_key: int, employee_key: int) -> dict[str, Stored]:
    """What a user's record says of contact, role and entities."""
    (contact,) = ledger.rows(
        "SELECT json_extract(fields, '$.\"primaryContact.key\"') FROM record WHERE key = ?",
        (employee_key,),
    )[0]
    given: dict[str, Stored] = {
        "contact.key": contact,
        "roles": [{"key": str(role_key), "id": user.role}],
    }
    if user.entity:
        (key,) = ledger.rows("SELECT key FROM entity WHERE id = ?", (user.entity,))[0]
        given["entities"] = [{"key": str(key), "id": user.entity}]
    return given


def _granted(role: RoleSeed, module: str, rights: tuple[str, ...]) -> list[str]:
    if module in role.writes:
        return list(rights)
    return [each for each in rights if each in {*_READ, "run"}] if module in role.reads else []


def _assign(ledger: Ledger, role: int, permission: int, rights: list[str], *, at: str) -> None:
    fields: dict[str, Stored] = {
        "role.key": role,
        "permission.key": permission,
        "accessRights": rights,
    }
    add_detail(ledger, "company-config/role-permission-assignment", fields, at=at)
