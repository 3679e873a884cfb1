"""Who a token or a session speaks for: a user of the company, at the top level or in one entity.

Source: docs/api/sign-in.md. Users and entities are the ledger's own; only active users sign in.
Errors: envelope D (`invalid_grant`) for a user or an entity that cannot sign in, GW-0012 and GW-0036 for
a user name that is no name.
"""

from dataclasses import dataclass, replace

from intacct_sandbox.company.assumptions import Assumptions
from intacct_sandbox.company.ledger import Ledger
from intacct_sandbox.rest.errors import gateway_error, grant_refused
from intacct_sandbox.rest.sign_in.credential_errors import invalid_credentials, unknown


@dataclass(frozen=True, slots=True)
class Caller:
    """Who a token speaks for; no entity means the top level."""

    user_id: str
    user_key: int
    entity_id: str = ""
    entity_key: int | None = None


def active_users(ledger: Ledger) -> list[tuple[str, str]]:
    """Id and name of everybody who may sign in."""
    rows = ledger.rows("SELECT id, name FROM user WHERE status = 'active' ORDER BY key")
    return [(str(user_id), str(name)) for user_id, name in rows]


def is_active(ledger: Ledger, user_key: int) -> bool:
    """Whether a user is there and active."""
    found = ledger.one("SELECT 1 FROM user WHERE key = ? AND status = 'active'", (user_key,))
    return found is not None


def caller_of_user(ledger: Ledger, user_id: str) -> Caller:
    """A user at the top level.

    Raises:
        ApiError: There is no such user, or the user is not active.
    """
    row = ledger.one("SELECT key FROM user WHERE id = ? AND status = 'active'", (user_id,))
    if row is None:
        raise invalid_credentials()
    return Caller(user_id, int(row[0]))


def caller_named(ledger: Ledger, username: str, assumptions: Assumptions) -> Caller:
    """The caller of `user@company` or `user@company|entity`; an entity's id may hold spaces.

    Raises:
        ApiError: The name is empty or has another form, or nobody of that name may sign in.
    """
    if not username:
        raise gateway_error(400, "GW-0036", "username is empty")
    user_id, at, rest = username.partition("@")
    company_id, _, entity_id = rest.partition("|")
    if not at or not user_id or not company_id:
        raise gateway_error(
            400, "GW-0012", "The username format is invalid (expected user@company)"
        )
    if company_id != ledger.company.id:
        raise unknown("company", assumptions)
    return in_entity(ledger, caller_of_user(ledger, user_id), entity_id)


def in_entity(ledger: Ledger, caller: Caller, entity_id: str) -> Caller:
    """The same user in an entity; with an empty id the caller stays where they are.

    Raises:
        ApiError: There is no such entity.
    """
    if not entity_id:
        return caller
    row = ledger.one("SELECT key FROM entity WHERE id = ?", (entity_id,))
    if row is None:
        raise grant_refused(f"The entity {entity_id} is not valid")
    return replace(caller, entity_id=entity_id, entity_key=int(row[0]))
