"""OAuth: minting, refreshing and checking access tokens.

Source: docs/api/sign-in.md. A token is a real JWT (HS256) that names user, company and entity. A refresh
token works once: using it gives a new one and kills the old one.
Times: `expires_in` in seconds, by the clock handed in.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import jwt

from intacct_sandbox.company.ledger import Ledger
from intacct_sandbox.rest.errors import ApiError, gateway_error, grant_refused, token_invalid

LIFETIME = 43_200  # seconds; twelve hours as recorded


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a client needs to sign in to the sandbox, by both APIs."""

    company_id: str
    user_id: str
    user_password: str
    client_id: str
    client_secret: str
    sender_id: str
    sender_password: str

    @property
    def username(self) -> str:
        """User and company as the token endpoint takes them."""
        return f"{self.user_id}@{self.company_id}"


@dataclass(frozen=True, slots=True)
class Caller:
    """Who a token speaks for; no entity means the top level."""

    user_id: str
    entity_id: str


def make_credentials(ledger: Ledger) -> Credentials:
    """Credentials of the company's reading user; secrets are new each time."""
    user_id = str(ledger.rows("SELECT id FROM user ORDER BY key")[0][0])
    return Credentials(
        company_id=ledger.company.id,
        user_id=user_id,
        user_password=secrets.token_urlsafe(12),
        client_id=f"{secrets.token_hex(10)}.app.sandbox",
        client_secret=secrets.token_hex(20),
        sender_id="sandbox_sender",
        sender_password=secrets.token_urlsafe(12),
    )


class TokenOffice:
    """Issues tokens and knows which are good."""

    def __init__(
        self,
        ledger: Ledger,
        credentials: Credentials,
        *,
        clock: Callable[[], float],
        lifetime: int = LIFETIME,
        dead_token_status: int = 401,
    ) -> None:
        self._ledger = ledger
        self._credentials = credentials
        self._clock = clock
        self._lifetime = lifetime
        self._dead_token_status = dead_token_status
        self._secret = secrets.token_hex(32)
        self._refresh: dict[str, Caller] = {}
        self._ended: set[str] = set()

    def token(self, fields: dict[str, str]) -> dict[str, Any]:
        """Answer the token endpoint.

        Args:
            fields: The form or JSON body.

        Raises:
            ApiError: A field is missing or wrong.
        """
        if not fields:
            raise gateway_error(400, "GW-0035", "The token request has no body")
        if not fields.get("client_id"):
            raise gateway_error(400, "GW-0037", "client_id is missing")
        match fields.get("grant_type"):
            case "client_credentials":
                self._check_client(fields)
                return self._issue(self._caller_named(fields.get("username", "")))
            case "refresh_token":
                self._check_client(fields)
                return self._issue(self._caller_refreshing(fields.get("refresh_token", "")))
            case other:
                raise gateway_error(400, "GW-0032", f"The grant_type {other!r} is not supported")

    def caller(self, authorization: str) -> Caller:
        """Who an Authorization header speaks for.

        Raises:
            ApiError: No bearer token (GW-0034), or one that is not good (REST-2102).
        """
        claims = self._claims(authorization)
        return Caller(claims["userId"], claims["entityId"])

    def application(self, authorization: str) -> str:
        """The client application that an Authorization header's token was issued to; else empty."""
        try:
            return str(self._claims(authorization)["clientId"])
        except ApiError:
            return ""

    def end(self, authorization: str) -> None:
        """Make the token of an Authorization header worthless from now on."""
        self._ended.add(authorization.partition(" ")[2])

    def _claims(self, authorization: str) -> dict[str, Any]:
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise gateway_error(401, "GW-0034", "The Authorization header is not a Bearer token")
        try:
            claims: dict[str, Any] = jwt.decode(
                token,
                self._secret,
                algorithms=["HS256"],
                options={"verify_exp": False, "verify_aud": False, "verify_iat": False},
            )
        except jwt.InvalidTokenError as error:
            raise token_invalid(self._dead_token_status) from error
        if claims["exp"] <= self._clock() or token in self._ended:
            raise token_invalid(self._dead_token_status)
        return claims

    def revoke_all(self) -> None:
        """Make every token issued so far worthless, as an administrator would."""
        self._secret = secrets.token_hex(32)
        self._refresh.clear()

    def _check_client(self, fields: dict[str, str]) -> None:
        known = self._credentials
        id_fits = secrets.compare_digest(fields["client_id"].encode(), known.client_id.encode())
        secret = fields.get("client_secret", "")
        if not id_fits or not secrets.compare_digest(secret.encode(), known.client_secret.encode()):
            raise grant_refused("The provided credentials are invalid")

    def _caller_named(self, username: str) -> Caller:
        if not username:
            raise gateway_error(400, "GW-0036", "username is empty")
        user_id, at, rest = username.partition("@")
        company_id, _, entity_id = rest.partition("|")
        if not at or not user_id or not company_id:
            raise gateway_error(
                400, "GW-0012", "The username format is invalid (expected user@company)"
            )
        known = self._ledger.one("SELECT key FROM user WHERE id = ?", (user_id,))
        if company_id != self._ledger.company.id or known is None:
            raise grant_refused("The provided credentials are invalid")
        if entity_id and self._entity_key(entity_id) is None:
            raise grant_refused(f"The entity {entity_id} is not valid")
        return Caller(user_id, entity_id)

    def _caller_refreshing(self, refresh_token: str) -> Caller:
        caller = self._refresh.pop(refresh_token, None)
        if caller is None:
            raise token_invalid(self._dead_token_status)
        return caller

    def _entity_key(self, entity_id: str) -> int | None:
        row = self._ledger.one("SELECT key FROM entity WHERE id = ?", (entity_id,))
        return int(row[0]) if row else None

    def _issue(self, caller: Caller) -> dict[str, Any]:
        now = int(self._clock())
        claims = {
            "iss": "https://api.intacct.com",
            "aud": "https://api.intacct.com",
            "sub": caller.user_id,
            "iat": now,
            "exp": now + self._lifetime,
            "clientId": self._credentials.client_id,
            "cnyId": self._ledger.company.id,
            "cnyKey": "1",
            "userId": caller.user_id,
            "userKey": "1",
            "entityId": caller.entity_id,
            "entityKey": str(self._entity_key(caller.entity_id) or ""),
            "sessionId": secrets.token_urlsafe(24),
            "jti": secrets.token_hex(8),
        }
        refresh_token = secrets.token_urlsafe(32)
        self._refresh[refresh_token] = caller
        return {
            "token_type": "Bearer",
            "access_token": jwt.encode(claims, self._secret, algorithm="HS256"),
            "refresh_token": refresh_token,
            "expires_in": self._lifetime,
        }
