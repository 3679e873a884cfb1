"""Cases of how the company is set up: entities, users, budgets, dimensions."""

from intacct_sandbox.company.ledger import Ledger
from intacct_sandbox.seed.budgets import BUDGET
from intacct_sandbox.seed.cases.register import ENTITY, USER, mark
from intacct_sandbox.seed.dimensions import SERVICE_LINE


def mark_setup(ledger: Ledger, budget_key: int) -> None:
    """Mark what the masters hold already."""
    for name, object_name, sql in (
        ("private-entity", ENTITY, "SELECT key FROM entity WHERE is_private = 1"),
        (
            "elimination-entity",
            ENTITY,
            "SELECT entity_key FROM location WHERE type = 'elimination'",
        ),
        ("restricted-user", USER, "SELECT key FROM user WHERE entity_key IS NOT NULL"),
        (
            "view-only-user",
            USER,
            "SELECT key FROM user WHERE json_extract(extra, '$.userType') = 'viewOnly'",
        ),
        ("user-without-ledger", USER, "SELECT key FROM user WHERE id = 'ap_clerk'"),
        ("inactive-user", USER, "SELECT key FROM user WHERE status = 'inactive'"),
        ("locked-user", USER, "SELECT key FROM user WHERE status = 'lockedOut'"),
        (
            "custom-dimension",
            SERVICE_LINE,
            f"SELECT key FROM record WHERE object = '{SERVICE_LINE}'",
        ),
    ):
        mark(ledger, name, object_name, *(int(key) for (key,) in ledger.rows(sql)))
    mark(ledger, "budget-with-missing-lines", BUDGET, budget_key)
