"""The token office: mints, refreshes, checks, describes and revokes tokens.

Source: docs/api/sign-in.md, docs/api/grants.md. An access token is a JWT that names user, company and entity, and
is good while the office knows it: it can end before its time.
Times: `expires_in` in seconds, by the clock handed in.
"""

from collections.abc import Callable
from threading import Lock
from typing import Any

from intacct_sandbox.company.assumptions import Assumptions
from intacct_sandbox.company.ledger import Ledger
from intacct_sandbox.rest.errors import ApiError, gateway_error, grant_refused, token_invalid
from intacct_sandbox.rest.sign_in.applications import Applications, required
from intacct_sandbox.rest.sign_in.authorization_header import credentials_in
from intacct_sandbox.rest.sign_in.callers import (
    Caller,
    caller_named,
    caller_of_user,
    in_entity,
    is_active,
)
from intacct_sandbox.rest.sign_in.codes import AuthorizationCode
from intacct_sandbox.rest.sign_in.credential_errors import invalid_credentials
from intacct_sandbox.rest.sign_in.credentials import Credentials
from intacct_sandbox.rest.sign_in.expiring import Expiring
from intacct_sandbox.rest.sign_in.grants import AccessToken, Grant, Grants, RefreshToken
from intacct_sandbox.rest.sign_in.sessions import Sessions
from intacct_sandbox.rest.sign_in.signing import read_signed, sign
from intacct_sandbox.rest.sign_in.token_claims import claims_of, description_of

LIFETIME = 43_200  # seconds; twelve hours as recorded


class TokenOffice:
    """Issues tokens and knows which are good."""

    def __init__(
        self,
        ledger: Ledger,
        credentials: Credentials,
        assumptions: Assumptions,
        *,
        clock: Callable[[], float],
        lifetime: int = LIFETIME,
    ) -> None:
        self.credentials = credentials
        self.sessions = Sessions(clock)
        self._applications = Applications(credentials, assumptions)
        self._ledger = ledger
        self._assumptions = assumptions
        self._clock = clock
        self._lifetime = lifetime
        self._codes = Expiring[AuthorizationCode](clock)
        self._grants = Grants(assumptions, self.sessions, clock)
        self._lock = Lock()

    def add_code(self, code: AuthorizationCode) -> str:
        """What the application gets when a user has said yes."""
        return self._codes.add(code, self._clock() + int(self._assumptions.code_life))

    def token(self, fields: dict[str, str]) -> dict[str, Any]:
        """Answer the token endpoint.

        Raises:
            ApiError: A field is missing or wrong.
        """
        with self._lock:
            match fields.get("grant_type"):
                case "authorization_code":
                    return self._exchange(fields)
                case "client_credentials":
                    return self._sign_in(fields)
                case "refresh_token":
                    return self._refresh(fields)
                case other:
                    self._applications.named(fields)
                    raise gateway_error(
                        400, "GW-0032", f"The grant_type {other!r} is not supported"
                    )

    def caller(self, authorization: str) -> Caller:
        """Who an Authorization header speaks for.

        Raises:
            ApiError: No bearer token (GW-0034), none that can be read (GW-0031), or one that is not good
                (REST-2102).
        """
        return self._bearer(authorization).caller

    def application(self, authorization: str) -> str:
        """The client application that an Authorization header's token was issued to; else empty."""
        try:
            return self._bearer(authorization).grant.client_id
        except ApiError:
            return ""

    def end_bearer(self, authorization: str) -> None:
        """Make the access token of an Authorization header worthless from now on.

        Raises:
            ApiError: It is none, or worthless already.
        """
        with self._lock:
            self._grants.end_access(self._bearer(authorization))

    def revoke(self, fields: dict[str, str]) -> None:
        """End a token, or all of its user's. A token that nobody knows is none already.

        Raises:
            ApiError: The application does not prove itself, or the token is another one's.
        """
        application = self._applications.proven(fields)
        text = required(fields, "token")
        with self._lock:
            found = self._found(text)
            if found is None:
                return
            if found.grant.client_id != application.id:
                raise invalid_credentials()
            if self._assumptions.revoke_reach == "user":
                user_key = found.grant.caller.user_key
                self._grants.end(lambda grant: grant.caller.user_key == user_key)
            elif isinstance(found, AccessToken):
                self._grants.end_access(found)
            else:
                self._grants.end_refresh(text)

    def introspect(self, fields: dict[str, str], authorization: str) -> dict[str, Any]:
        """What a token is; only its own application is told.

        Raises:
            ApiError: Neither a good bearer token nor an application that proves itself.
        """
        if credentials_in(authorization, "bearer"):
            client_id = self._bearer(authorization).grant.client_id
        else:
            client_id = self._applications.proven(fields).id
        found = self._found(required(fields, "token"))
        if found is None or found.grant.client_id != client_id:
            return {"active": False}
        return description_of(found, self._ledger)

    def revoke_all(self) -> None:
        """Make every token issued so far worthless, as an administrator would."""
        with self._lock:
            self._grants.end(lambda _: True)
            self.sessions.close_all()

    def _exchange(self, fields: dict[str, str]) -> dict[str, Any]:
        """An authorization code for tokens."""
        verifier = fields.get("code_verifier", "")
        is_public = bool(verifier) and not fields.get("client_secret")
        application = (
            self._applications.named(fields) if is_public else self._applications.proven(fields)
        )
        text, redirect_uri = required(fields, "code"), required(fields, "redirect_uri")
        code = self._codes.take(text)
        if code is None or not code.fits(application.id, redirect_uri, verifier):
            raise grant_refused("The authorization code is not valid")
        caller = caller_of_user(self._ledger, code.caller.user_id)
        grant = self._grants.begin(
            "authorization_code", application.id, caller, is_public=is_public
        )
        refresh_token = self._grants.add_refresh(grant) if code.is_lasting else ""
        return self._reply(grant, caller, refresh_token)

    def _sign_in(self, fields: dict[str, str]) -> dict[str, Any]:
        """An application's own credentials for tokens of the user it names."""
        application = self._applications.proven(fields)
        username, session_id = fields.get("username", ""), fields.get("session_id", "")
        if username and session_id:
            raise gateway_error(400, "GW-0032", "Send username or session_id, not both")
        caller = (
            self._caller_of_session(session_id)
            if session_id
            else caller_named(self._ledger, username, self._assumptions)
        )
        grant = self._grants.begin("client_credentials", application.id, caller)
        return self._reply(grant, caller, self._grants.add_refresh(grant))

    def _refresh(self, fields: dict[str, str]) -> dict[str, Any]:
        """A refresh token for new tokens; it is used up only when all else is right."""
        text = required(fields, "refresh_token")
        found = self._grants.refresh(text)
        may_be_public = self._assumptions.refresh_secret == "optional"
        if found and found.grant.is_public and may_be_public and not fields.get("client_secret"):
            application = self._applications.named(fields)
        else:
            application = self._applications.proven(fields)
        if found is None or found.grant.client_id != application.id:
            raise token_invalid(int(self._assumptions.dead_token))
        caller_of_user(self._ledger, found.grant.caller.user_id)
        caller = in_entity(self._ledger, found.grant.caller, fields.get("entity_id", ""))
        if self._assumptions.refresh_rotation == "keeps":
            return self._reply(found.grant, caller, "")
        self._grants.end_refresh(text)
        grant = self._grants.moved(found.grant, caller)
        return self._reply(grant, caller, self._grants.add_refresh(grant))

    def _caller_of_session(self, session_id: str) -> Caller:
        caller = self.sessions.find(session_id)
        if caller is None:
            raise invalid_credentials()
        caller_of_user(self._ledger, caller.user_id)
        return caller

    def _bearer(self, authorization: str) -> AccessToken:
        text = credentials_in(authorization, "bearer")
        if not text:
            raise gateway_error(401, "GW-0034", "The Authorization header is not a Bearer token")
        try:
            found = self._access(text)
        except ValueError as error:
            raise gateway_error(401, "GW-0031", "The token cannot be decoded") from error
        if found is None or not self._is_user_welcome(found.caller):
            raise token_invalid(int(self._assumptions.dead_token))
        return found

    def _is_user_welcome(self, caller: Caller) -> bool:
        """Whether a token may still speak for its user."""
        return self._assumptions.inactive_user_token == "lives" or is_active(
            self._ledger, caller.user_key
        )

    def _found(self, text: str) -> AccessToken | RefreshToken | None:
        refresh = self._grants.refresh(text)
        if refresh is not None:
            return refresh
        try:
            return self._access(text)
        except ValueError:
            return None

    def _access(self, text: str) -> AccessToken | None:
        claims = read_signed(text)
        return self._grants.access(str(claims["jti"])) if claims else None

    def _reply(self, grant: Grant, caller: Caller, refresh_token: str) -> dict[str, Any]:
        now = self._clock()
        session_id = self.sessions.open(caller, self._lifetime)
        token = AccessToken(grant, caller, session_id, int(now), now + self._lifetime)
        claims = claims_of(token, self._grants.add_access(token), self._ledger)
        lasting = {"refresh_token": refresh_token} if refresh_token else {}
        return {
            "token_type": "Bearer",
            "access_token": sign(claims),
            **lasting,
            "expires_in": self._lifetime,
        }
