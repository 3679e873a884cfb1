"""Grants: what a user allowed an application, the tokens that come of it, and when they die.

Source: docs/api/grants.md. Access tokens are known by their `jti`, refresh tokens by themselves. A second
grant ends earlier ones as the switches `second-grant`, `second-grant-client` and `second-grant-access` say.
Times: seconds since 1970.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from math import inf
from typing import Literal

from intacct_sandbox.company.assumptions import Assumptions
from intacct_sandbox.rest.sign_in.callers import Caller
from intacct_sandbox.rest.sign_in.expiring import Expiring
from intacct_sandbox.rest.sign_in.sessions import Sessions

GrantKind = Literal["authorization_code", "client_credentials"]
_REFRESH_LIVES = {"180-days": 180 * 86_400.0, "forever": inf}


@dataclass(frozen=True, slots=True)
class Grant:
    """One sign-in: how, by which application, and for whom.

    Attributes:
        is_public: The application proved itself by PKCE alone, without its secret.
    """

    kind: GrantKind
    client_id: str
    caller: Caller
    is_public: bool = False


@dataclass(frozen=True, slots=True)
class AccessToken:
    """A live access token; a refresh may have put it in another entity than its grant."""

    grant: Grant
    caller: Caller
    session_id: str
    issued_at: int
    ends: float


@dataclass(frozen=True, slots=True)
class RefreshToken:
    """A live refresh token. Its end is None when it has none."""

    grant: Grant
    issued_at: int
    ends: int | None


class Grants:
    """The live tokens of all grants."""

    def __init__(
        self, assumptions: Assumptions, sessions: Sessions, clock: Callable[[], float]
    ) -> None:
        self._assumptions = assumptions
        self._sessions = sessions
        self._clock = clock
        self._access = Expiring[AccessToken](clock)
        self._refresh = Expiring[RefreshToken](clock)

    def begin(
        self, kind: GrantKind, client_id: str, caller: Caller, *, is_public: bool = False
    ) -> Grant:
        """A new grant; those it replaces end."""
        grant = Grant(kind, client_id, caller, is_public)
        with_access = self._assumptions.second_grant_access == "dies"
        self.end(lambda earlier: self._replaces(grant, earlier), with_access=with_access)
        return grant

    def end(self, is_meant: Callable[[Grant], bool], *, with_access: bool = True) -> None:
        """End the refresh tokens of the grants that are meant, and their access tokens with them."""
        self._refresh.drop(lambda token: is_meant(token.grant))
        if with_access:
            self._end_access(lambda token: is_meant(token.grant))

    def add_access(self, token: AccessToken) -> str:
        """A new access token's id."""
        return self._access.add(token, token.ends)

    def access(self, token_id: str) -> AccessToken | None:
        """The access token of an id, if it is live."""
        return self._access.get(token_id)

    def end_access(self, token: AccessToken) -> None:
        """End one access token and leave its grant."""
        self._end_access(lambda each: each is token)

    def add_refresh(self, grant: Grant) -> str:
        """A new refresh token for a grant."""
        now = self._clock()
        ends = now + _REFRESH_LIVES[self._assumptions.refresh_life]
        shown = None if ends == inf else int(ends)
        return self._refresh.add(RefreshToken(grant, int(now), shown), ends)

    def refresh(self, token: str) -> RefreshToken | None:
        """What a refresh token stands for, if it is live."""
        return self._refresh.get(token)

    def end_refresh(self, token: str) -> RefreshToken | None:
        """End one refresh token; only the first to ask gets it."""
        return self._refresh.take(token)

    def moved(self, grant: Grant, caller: Caller) -> Grant:
        """The grant after a refresh for an entity: there from now on, or where it was."""
        kept = self._assumptions.refresh_entity == "kept"
        return replace(grant, caller=caller) if kept else grant

    def _end_access(self, is_meant: Callable[[AccessToken], bool]) -> None:
        for token in self._access.drop(is_meant):
            self._sessions.close(token.session_id)

    def _replaces(self, grant: Grant, earlier: Grant) -> bool:
        taken = self._assumptions
        both_authorized = grant.kind == earlier.kind == "authorization_code"
        return (
            earlier.caller.user_key == grant.caller.user_key
            and (both_authorized or taken.second_grant == "any")
            and (earlier.client_id == grant.client_id or taken.second_grant_client == "any")
        )
