"""The token endpoint: asking for tokens, renewing and revoking them. The only module that touches Authlib.

Source: docs/api/sign-in.md, docs/api/consent.md, docs/api/grants.md.
Errors: `SignInFailed` when the credentials, the code or the token are refused; `Unreachable` when nobody answered,
which says nothing about any of them; `TryAgain` around what another try may mend (`sending.retries.patiently`).
A code or a refresh token works once: one that may have arrived is not sent again after a lost answer.
"""

from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, cast

import anyio
import httpx2
from authlib.common.security import generate_token
from authlib.integrations.base_client import OAuthError
from authlib.integrations.httpx_client import AsyncOAuth2Client

from intacct_client.account import Account
from intacct_client.envelopes import answered, decode, fault_in
from intacct_client.errors import Fault, IntacctError, Unreachable, sign_in_error_for
from intacct_client.sending.guard import is_untrusted, unreachable
from intacct_client.sending.reply import retry_after
from intacct_client.sending.retries import TryAgain
from intacct_client.token_store import EARLY, Token

SCOPE = "offline_access"  # without it there is no refresh token
PATIENCE = 20  # seconds for one answer
NO_TOKEN = "Intacct's sign-in answered without a token. Check INTACCT_BASE_URL, then try again."

MakeTransport = Callable[[], httpx2.AsyncBaseTransport | None]
_NEVER_LEFT = (
    httpx2.ConnectError,
    httpx2.ConnectTimeout,
    httpx2.PoolTimeout,
    httpx2.ProxyError,
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question to a user that is under way.

    Attributes:
        url: Where the user's browser is sent.
        state: Comes back with the answer; another one is an answer to somebody else's question.
        redirect_uri: Where the answer goes.
        verifier: Proves that the code is brought by who asked for it (PKCE).
    """

    url: str
    state: str
    redirect_uri: str
    verifier: str = field(repr=False)


class TokenEndpoint:
    """The token endpoint, as one account's application calls it."""

    def __init__(
        self,
        account: Account,
        *,
        make_transport: MakeTransport,
        clock: Callable[[], float],
    ) -> None:
        self._account = account
        self._make_transport = make_transport
        self._clock = clock
        self._base = f"{account.base_url}/oauth2"

    async def ask(self, redirect_uri: str) -> Asked:
        """What a browser is sent to so that a user can allow this application."""
        verifier, state = generate_token(64), generate_token(32)
        async with self._client() as client:
            url, _ = client.create_authorization_url(
                f"{self._base}/authorize",
                redirect_uri=redirect_uri,
                scope=SCOPE,
                state=state,
                code_verifier=verifier,
            )
        return Asked(str(url), state, redirect_uri, verifier)

    async def exchange(self, asked: Asked, code: str) -> Token:
        """The tokens for a code that a user allowed."""
        async with self._answering(works_once=True) as client:
            answer = await client.fetch_token(
                f"{self._base}/token",
                grant_type="authorization_code",
                code=code,
                redirect_uri=asked.redirect_uri,
                code_verifier=asked.verifier,
            )
        return self._token_from(answer)

    async def mint(self) -> Token:
        """A token by the application's own credentials, for the account's user."""
        async with self._answering() as client:
            answer = await client.fetch_token(
                f"{self._base}/token",
                grant_type="client_credentials",
                username=self._account.username,
            )
        return self._token_from(answer)

    async def refresh(self, refresh_token: str) -> Token:
        """New tokens for a refresh token, which is used up; bound to the account's entity again."""
        entity = self._account.entity if self._account.is_personal else ""
        more = {"entity_id": entity} if entity else {}
        async with self._answering(works_once=True) as client:
            answer = await client.refresh_token(
                f"{self._base}/token", refresh_token=refresh_token, **more
            )
        return self._token_from(answer)

    async def revoke(self, token: str) -> None:
        """End a token, and with it all tokens of its user in this company."""
        async with self._answering() as client:
            _refuse_errors(await client.revoke_token(f"{self._base}/revoke", token=token))

    @asynccontextmanager
    async def _answering(self, *, works_once: bool = False) -> AsyncGenerator[Any]:
        """A client for one request, whose failures become ours.

        Args:
            works_once: Whether what is sent is used up when it arrives.
        """
        try:
            with anyio.fail_after(PATIENCE):
                async with self._client() as client:
                    yield client
        except httpx2.HTTPError as error:
            failure = unreachable(error)
            is_safe = not works_once or isinstance(error, _NEVER_LEFT)
            raise TryAgain(failure) if is_safe and not is_untrusted(error) else failure from error
        except TimeoutError as late:
            slow = Unreachable(
                f"Intacct's sign-in did not answer within {PATIENCE} seconds. Try again in a minute."
            )
            raise slow if works_once else TryAgain(slow) from late
        except OAuthError as error:
            said = {"error": str(error.error), "error_description": str(error.description)}
            raise sign_in_error_for(fault_in(said) or Fault()) from error

    def _client(self) -> Any:
        method = "client_secret_post" if self._account.client_secret else "none"
        client: Any = AsyncOAuth2Client(
            client_id=self._account.client_id,
            client_secret=self._account.client_secret or None,
            token_endpoint_auth_method=method,
            revocation_endpoint_auth_method=method,
            code_challenge_method="S256",
            transport=self._make_transport(),
            timeout=PATIENCE,
        )
        # Authlib reads one kind of error body; Intacct has several.
        client.register_compliance_hook("access_token_response", _refuse_errors)
        client.register_compliance_hook("refresh_token_response", _refuse_errors)
        return client

    def _token_from(self, answer: Any) -> Token:
        told = cast("dict[str, Any]", answer)
        try:
            lifetime = int(told["expires_in"])
            access_token = str(told["access_token"])
        except (KeyError, TypeError, ValueError, OverflowError) as error:
            raise Unreachable(NO_TOKEN) from error
        # Where a renewal brings no new refresh token, Authlib keeps the old one.
        refresh_token = str(told.get("refresh_token") or "")
        # A short life is used for half of it: it would otherwise be over before it began.
        early = min(EARLY, lifetime / 2)
        return Token(access_token, refresh_token, self._clock() + lifetime, early)


def _refuse_errors(response: httpx2.Response) -> httpx2.Response:
    if response.status_code >= 300:
        raise _sign_in_error(response)
    body = decode(response.content)
    fault = fault_in(body)
    if fault is not None:
        raise sign_in_error_for(answered(fault, response.status_code, response.headers))
    if not isinstance(body, dict):
        raise Unreachable(NO_TOKEN)
    return response


def _sign_in_error(response: httpx2.Response) -> IntacctError | TryAgain:
    seconds = retry_after(response)
    error = _refusal(response, seconds or 0)
    # A limit or an error of Intacct's own: what was sent was not taken.
    is_put_off = response.status_code == 429 or response.status_code >= 500
    return TryAgain(error, seconds) if is_put_off else error


def _refusal(response: httpx2.Response, seconds: int) -> IntacctError:
    try:
        fault = fault_in(decode(response.content))
    except Unreachable as not_json:
        return not_json
    said = answered(fault, response.status_code, response.headers)
    return sign_in_error_for(said, retry_after=seconds)
