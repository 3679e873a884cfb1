"""What a token says of itself: the claims inside, and the answer of introspection.

Source: docs/api/sign-in.md (claims), docs/api/grants.md (introspection). Keys are the ledger's own, as texts.
"""

from typing import Any

from intacct_sandbox.company.ledger import Ledger
from intacct_sandbox.rest.sign_in.grants import AccessToken, RefreshToken

ISSUER = "https://api.intacct.com"


def claims_of(token: AccessToken, token_id: str, ledger: Ledger) -> dict[str, Any]:
    """The claims of an access token."""
    caller = token.caller
    return {
        "iss": ISSUER,
        "aud": ISSUER,
        "sub": caller.user_id,
        "iat": token.issued_at,
        "exp": int(token.ends),
        "jti": token_id,
        "clientId": token.grant.client_id,
        "cnyId": ledger.company.id,
        "cnyKey": _company_key(ledger),
        "userId": caller.user_id,
        "userKey": str(caller.user_key),
        "entityId": caller.entity_id,
        "entityKey": str(caller.entity_key or ""),
        "sessionId": token.session_id,
        "aiEnabled": False,
    }


def description_of(token: AccessToken | RefreshToken, ledger: Ledger) -> dict[str, Any]:
    """What introspection says of a live token."""
    caller = token.caller if isinstance(token, AccessToken) else token.grant.caller
    return {
        "active": True,
        "token_type": "Bearer" if isinstance(token, AccessToken) else "refresh_token",
        "client_id": token.grant.client_id,
        "user_id": caller.user_id,
        "user_key": str(caller.user_key),
        "cny_id": ledger.company.id,
        "company_key": _company_key(ledger),
        "entity_id": caller.entity_id,
        "entity_key": str(caller.entity_key or ""),
        "exp": None if token.ends is None else int(token.ends),
        "iat": token.issued_at,
        "ai_enabled": False,
    }


def _company_key(ledger: Ledger) -> str:
    return str(ledger.rows("SELECT rowid FROM company")[0][0])
