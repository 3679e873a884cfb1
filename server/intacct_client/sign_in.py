"""Signing in: minting and renewing access tokens. The only module that touches Authlib.

Source: docs/api/sign-in.md. Tokens live as long as `expires_in` says and are renewed a minute before. The
store is read again under its lock before anything is minted: another process may have done it. A renewed
refresh token is stored before it is used.
Errors: `SignInFailed` when the credentials are refused; `Unreachable` when nobody answered: then nothing
is thrown away.
"""

from collections.abc import Callable
from typing import Any, cast

import httpx2
from authlib.integrations.base_client import OAuthError
from authlib.integrations.httpx_client import AsyncOAuth2Client

from intacct_client.account import Account
from intacct_client.envelopes import answered, decode, fault_in
from intacct_client.errors import Fault, IntacctError, SignInFailed, Unreachable, sign_in_error_for
from intacct_client.sending.guard import unreachable
from intacct_client.token_store import Token, TokenStore

NO_TOKEN = "Intacct's sign-in answered without a token. Check INTACCT_BASE_URL, then try again."
EARLY = 60  # seconds before its end that a token is no longer used

MakeTransport = Callable[[], httpx2.AsyncBaseTransport | None]


class SignIn:
    """The sign-in of one account: hands out a good token, minting at most one at a time."""

    def __init__(
        self,
        account: Account,
        store: TokenStore,
        *,
        make_transport: MakeTransport,
        clock: Callable[[], float],
    ) -> None:
        self._account = account
        self._store = store
        self._make_transport = make_transport
        self._clock = clock
        self._token: Token | None = None

    async def bearer(self) -> str:
        """A token that is good for at least a minute, by the clock."""
        token = self._token
        if token is None or not self._is_fresh(token):
            token = await self._renew(dead="")
        return token.access_token

    async def replace(self, dead: str) -> str:
        """Another token than the one that was just refused."""
        return (await self._renew(dead=dead)).access_token

    async def _renew(self, *, dead: str) -> Token:
        async with self._store.exclusive():
            kept = await self._store.load()
            if kept is not None and kept.access_token != dead and self._is_fresh(kept):
                self._token = kept
                return kept
            token = await self._obtain(kept)
            await self._store.save(token)
            self._token = token
            return token

    async def _obtain(self, kept: Token | None) -> Token:
        if kept is not None and kept.refresh_token:
            try:
                return await self._request(refresh_token=kept.refresh_token)
            except SignInFailed:
                # The grant is gone (used up, revoked, killed by another one): our own credentials still hold.
                return await self._request()
        return await self._request()

    async def _request(self, refresh_token: str = "") -> Token:
        account = self._account
        url = f"{account.base_url}/oauth2/token"
        try:
            async with self._oauth_client() as client:
                if refresh_token:
                    answer = await client.refresh_token(url, refresh_token=refresh_token)
                else:
                    answer = await client.fetch_token(
                        url, grant_type="client_credentials", username=account.username
                    )
        except httpx2.HTTPError as error:
            raise unreachable(error) from error
        except OAuthError as error:
            said = {"error": str(error.error), "error_description": str(error.description)}
            raise sign_in_error_for(fault_in(said) or Fault()) from error
        return self._token_from(cast("dict[str, Any]", answer))

    def _oauth_client(self) -> Any:
        client: Any = AsyncOAuth2Client(
            client_id=self._account.client_id,
            client_secret=self._account.client_secret,
            token_endpoint_auth_method="client_secret_post",
            transport=self._make_transport(),
            timeout=30,
        )
        # Authlib reads one kind of error body; Intacct has several.
        client.register_compliance_hook("access_token_response", _refuse_errors)
        client.register_compliance_hook("refresh_token_response", _refuse_errors)
        return client

    def _token_from(self, answer: dict[str, Any]) -> Token:
        try:
            lifetime = int(answer["expires_in"])
            access_token = str(answer["access_token"])
        except (KeyError, TypeError, ValueError, OverflowError) as error:
            raise Unreachable(NO_TOKEN) from error
        # Where a renewal brings no new refresh token, Authlib keeps the old one.
        refresh_token = str(answer.get("refresh_token") or "")
        return Token(access_token, refresh_token, self._clock() + lifetime)

    def _is_fresh(self, token: Token) -> bool:
        return token.expires_at - EARLY > self._clock()


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


def _sign_in_error(response: httpx2.Response) -> IntacctError:
    try:
        fault = fault_in(decode(response.content))
    except Unreachable as not_json:
        return not_json
    return sign_in_error_for(answered(fault, response.status_code, response.headers))
