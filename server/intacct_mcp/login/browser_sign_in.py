"""Signing in by a browser: the person says yes there, and the code comes back by itself or is pasted.

Source: docs/api/consent.md.
Errors: `LoginFailed` with the reason and what to do, for each way in which it can fail.
"""

import webbrowser
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import anyio
from anyio import to_thread
from anyio.streams.memory import MemoryObjectReceiveStream, MemoryObjectSendStream

from intacct_client.errors import SignInFailed
from intacct_client.oauth import Asked, TokenEndpoint
from intacct_client.sending.retries import patiently
from intacct_client.token_store import Token
from intacct_mcp.login.answers import Code, LoginFailed, NoAnswer, Outcome, code_in
from intacct_mcp.login.callback import Callback
from intacct_mcp.login.pasted import pasted_lines
from intacct_mcp.login.redirects import is_own_redirect

Answers = MemoryObjectSendStream[Outcome]


@dataclass(frozen=True, slots=True)
class Way:
    """How a person is asked.

    Attributes:
        redirect_uri: Where the answer goes; we listen there when it is this machine.
        opens_browser: Whether the browser is opened for them.
        patience: Seconds until nobody is expected any more.
        tell: Says a sentence to the person.
        lines: What the person pastes.
    """

    redirect_uri: str
    opens_browser: bool
    patience: float
    tell: Callable[[str], None]
    lines: Callable[[], MemoryObjectReceiveStream[str]] = pasted_lines


async def sign_in_by_browser(endpoint: TokenEndpoint, way: Way) -> Token:
    """The tokens that a person allowed."""
    asked = await endpoint.ask(way.redirect_uri)
    code = await _code(asked, way)
    try:
        token = await patiently(partial(endpoint.exchange, asked, code.text))
    except SignInFailed as refused:
        raise LoginFailed(
            f"Intacct did not take the code: {refused.fault.message or 'no reason given'}. A code works once and "
            f"for minutes, and only with the registered redirect URI ({way.redirect_uri}) and the right client "
            "secret. Check these and start again.",
            refused.fault,
        ) from refused
    if not token.refresh_token:
        raise LoginFailed(
            "Intacct gave no refresh token, so the sign-in would not last. Have the application allowed the scope "
            "offline_access, then start again."
        )
    return token


async def _code(asked: Asked, way: Way) -> Code:
    """Whichever comes first: the browser at our address, or a person's paste."""
    send, answers = anyio.create_memory_object_stream[Outcome](10)
    outcome: Outcome = LoginFailed(
        f"Nobody answered within {way.patience:g} seconds. If Intacct's page complained of the redirect URI, have "
        f"{way.redirect_uri} registered to the letter; then start again."
    )
    try:
        async with send, answers, anyio.create_task_group() as tasks:
            if is_own_redirect(way.redirect_uri):
                await tasks.start(_listen, asked, way, send)
            tasks.start_soon(_read_pasted, asked, way, send)
            await _invite(asked, way, tasks.start_soon)
            with anyio.move_on_after(way.patience):
                outcome = await answers.receive()
            tasks.cancel_scope.cancel()
    except* LoginFailed as failed:
        raise failed.exceptions[0] from None
    if isinstance(outcome, LoginFailed):
        raise outcome
    return outcome


async def _invite(asked: Asked, way: Way, start_soon: Callable[..., object]) -> None:
    way.tell(f"Sign in here:\n\n  {asked.url}\n")
    if is_own_redirect(way.redirect_uri):
        way.tell(
            "Your browser will then warn of the certificate of 127.0.0.1: it was made for this sign-in, on this "
            "machine; go on. Or paste the address that the browser ends at here:"
        )
    else:
        way.tell("Then paste the code, or the address that the browser ends at, here:")
    if way.opens_browser:
        start_soon(_open_browser, asked, way)


async def _open_browser(asked: Asked, way: Way) -> None:
    is_open = await to_thread.run_sync(webbrowser.open, asked.url, abandon_on_cancel=True)
    if not is_open:
        way.tell("No browser could be opened. Open the address above yourself, on any machine.")


async def _listen(
    asked: Asked,
    way: Way,
    send: Answers,
    *,
    task_status: anyio.abc.TaskStatus[None],
) -> None:
    def take(outcome: Outcome) -> None:
        _hand_over(outcome, way, send)

    def read(target: str) -> Outcome | None:
        return _read_answer(target, asked, way)

    await Callback(way.redirect_uri, read, take).serve(task_status.started)


async def _read_pasted(asked: Asked, way: Way, send: Answers) -> None:
    async with way.lines() as lines:
        async for line in lines:
            outcome = _read_answer(line, asked, way) if line.strip() else None
            if outcome is not None:
                _hand_over(outcome, way, send)


def _read_answer(text: str, asked: Asked, way: Way) -> Outcome | None:
    """An answer to this question; the person is told when it is none."""
    try:
        return code_in(text, asked)
    except NoAnswer as reason:
        way.tell(str(reason))
        return None
    except LoginFailed as refused:
        return refused


def _hand_over(outcome: Outcome, way: Way, send: Answers) -> None:
    try:
        send.send_nowait(outcome)
    except (anyio.WouldBlock, anyio.BrokenResourceError):
        way.tell("The sign-in is under way already.")
