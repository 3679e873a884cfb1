"""What an access token says of itself: company, user, entity.

Source: docs/api/sign-in.md. Read, never trusted: the signature is Sage's business, so this is for showing
and comparing only.
"""

from dataclasses import dataclass

import jwt


@dataclass(frozen=True, slots=True)
class Claims:
    """Whom a token was made for; what it does not say is empty.

    Attributes:
        ends: Seconds since 1970; 0 when it does not say.
    """

    company: str = ""
    user: str = ""
    entity: str = ""
    client_id: str = ""
    ends: float = 0


def read_claims(access_token: str) -> Claims | None:
    """The claims of a token; None when it is no JWT."""
    try:
        said = jwt.decode(access_token, options={"verify_signature": False})
    except jwt.PyJWTError:
        return None
    return Claims(
        company=str(said.get("cnyId") or ""),
        user=str(said.get("userId") or ""),
        entity=str(said.get("entityId") or ""),
        client_id=str(said.get("clientId") or ""),
        ends=float(said.get("exp") or 0),
    )
