"""Signing in: handing out a good access token, and renewing it in time.

Source: docs/api/sign-in.md. Tokens live as long as `expires_in` says and are renewed a minute before, those of
less than two minutes at half their life. The store is read again under its lock before anything is renewed:
another process may have done it. A renewed refresh token is stored before it is used. A sign-in that is put off
(a limit, an error of Intacct's own) is tried again while the others wait, until the call's time is over.
Errors: `SignInFailed` when the credentials are refused; `Unreachable` when nobody answered: then nothing
is thrown away.
"""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from functools import partial

import anyio

from intacct_client.account import Account
from intacct_client.errors import Fault, SignInFailed
from intacct_client.oauth import MakeTransport, TokenEndpoint
from intacct_client.sending.budget import Budget
from intacct_client.sending.limits import RequestLimits
from intacct_client.sending.retries import patiently
from intacct_client.token_identity import identity_in
from intacct_client.token_store import Token, TokenStore

_DEFAULT = RequestLimits()


class SignIn:
    """The sign-in of one account: hands out a good token, renewing one at a time."""

    def __init__(
        self,
        account: Account,
        store: TokenStore,
        *,
        make_transport: MakeTransport,
        clock: Callable[[], float],
        limits: RequestLimits = _DEFAULT,
    ) -> None:
        self._limits = limits
        self._account = account
        self._store = store
        self._clock = clock
        self._endpoint = TokenEndpoint(account, make_transport=make_transport, clock=clock)
        self._token: Token | None = None

    async def bearer(self, budget: Budget | None = None) -> str:
        """A token that is good for a while yet, by the clock.

        Args:
            budget: What is left of the call that needs it; a call of its own when left out.
        """
        token = self._token
        if token is None or not token.is_fresh(self._clock()):
            token = await self._renew(budget, dead="")
        return token.access_token

    async def replace(self, dead: str, budget: Budget | None = None) -> str:
        """Another token than the one that was just refused."""
        return (await self._renew(budget, dead=dead)).access_token

    async def _renew(self, budget: Budget | None, *, dead: str) -> Token:
        async with self._store.exclusive():
            kept = await self._store.load()
            if kept is not None and kept.access_token != dead and kept.is_fresh(self._clock()):
                return self._taken(kept)
            token = await patiently(partial(self._obtain_and_keep, kept), self._limits, budget)
            return self._taken(token)

    async def _obtain_and_keep(self, kept: Token | None) -> Token:
        # A caller who gives up must not take a refresh token along that Intacct has just put in place
        # of the stored one. Requests and store have deadlines of their own. Our own credentials can
        # always sign in again, so nobody waits for them.
        with _uninterrupted(needed=self._account.is_personal):
            token = await self._obtain(kept)
            await self._store.save(token)
        return token

    def _taken(self, token: Token) -> Token:
        """From now on this one, unless it reaches further than the account."""
        if self._account.is_personal and self._account.entity:
            identity = identity_in(token.access_token)
            if identity is None or not identity.fits(self._account):
                raise SignInFailed(
                    f"Intacct gave a token that is not bound to the entity {self._account.entity!r}. Leave the "
                    "entity out of the profile, or use a user who is restricted to it."
                )
        self._token = token
        return token

    async def _obtain(self, kept: Token | None) -> Token:
        if kept is not None and kept.refresh_token:
            try:
                return await self._endpoint.refresh(kept.refresh_token)
            except SignInFailed as refused:
                if self._account.is_personal:
                    raise self._nobody(
                        "no longer accepts the sign-in of this profile; a later login of the same user in the "
                        "same company ends it, and so does a logout",
                        refused.fault,
                    ) from refused
                # The grant is gone (used up, revoked, killed by another one): our own credentials still hold.
        if self._account.is_personal:
            raise self._nobody("has no lasting sign-in of this profile")
        return await self._endpoint.mint()

    def _nobody(self, fact: str, fault: Fault | None = None) -> SignInFailed:
        command = f"intacct-mcp login {self._account.profile}".rstrip()
        return SignInFailed(f"Intacct {fact}. Sign in again: {command}", fault)


@contextmanager
def _uninterrupted(*, needed: bool) -> Generator[None]:
    with anyio.CancelScope(shield=needed):
        yield


__all__ = ["MakeTransport", "SignIn"]
