"""The endpoints where a user says yes or no to an application.

Source: docs/api/consent.md. Two addresses do the same: the one clients use, and the one that discovery names.
Times: a page waits ten minutes for its answer.
"""

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from intacct_sandbox.rest.errors import ApiError
from intacct_sandbox.rest.sign_in.authorization import (
    Authorization,
    TurnedBack,
    Unanswerable,
    read_authorization,
)
from intacct_sandbox.rest.sign_in.callers import active_users, caller_of_user
from intacct_sandbox.rest.sign_in.codes import AuthorizationCode
from intacct_sandbox.rest.sign_in.consent_page import Question, ask, tell
from intacct_sandbox.rest.sign_in.expiring import Expiring
from intacct_sandbox.rest.sign_in.token_fields import read_form_pairs
from intacct_sandbox.rest.wire import BASE, Wire

AUTHORIZE = "/ia/authorize"
_PATIENCE = 600


def routes(wire: Wire) -> list[Route]:
    """The endpoints a browser is sent to."""
    consent = Consent(wire)
    return [
        route
        for path in (f"{BASE}/oauth2/authorize", AUTHORIZE)
        for route in (
            Route(path, consent.show, methods=["GET"]),
            Route(path, consent.decide, methods=["POST"]),
        )
    ]


class Consent:
    """The consent page of one company, and the answers to it."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self._asked = Expiring[Authorization](wire.clock)

    async def show(self, request: Request) -> Response:
        """GET: the question, or why it is not asked."""
        credentials = self._wire.office.credentials
        try:
            wanted = read_authorization(request.query_params, credentials, self._wire.assumptions)
        except Unanswerable as error:
            return tell(str(error))
        except TurnedBack as back:
            return _sent_to(back.location)
        company = self._wire.ledger.company
        question = Question(
            application=wanted.application.name,
            company=company.name,
            company_id=company.id,
            redirect_uri=wanted.redirect_uri,
            is_lasting=wanted.is_lasting,
            action=request.scope["path"],
            ticket=self._asked.add(wanted, self._wire.clock() + _PATIENCE),
            users=await to_thread.run_sync(active_users, self._wire.ledger),
            user_id=credentials.user_id,
        )
        return ask(question)

    async def decide(self, request: Request) -> Response:
        """POST: the answer, once for each page."""
        try:
            answer = dict(read_form_pairs(await request.body()))
        except ApiError:
            return tell("The answer cannot be read.")
        wanted = self._asked.take(answer.get("ticket", ""))
        if wanted is None:
            return tell("This page was answered already or is too old. Start the sign-in again.")
        if answer.get("decision") != "allow":
            return _sent_to(wanted.answered(error="access_denied"))
        try:
            code = await to_thread.run_sync(self._allow, wanted, answer.get("user", ""))
        except ApiError:
            return tell("This user cannot sign in. Start the sign-in again and choose another.")
        return _sent_to(wanted.answered(code=code))

    def _allow(self, wanted: Authorization, user_id: str) -> str:
        return self._wire.office.add_code(
            AuthorizationCode(
                client_id=wanted.application.id,
                redirect_uri=wanted.redirect_uri,
                challenge=wanted.challenge,
                caller=caller_of_user(self._wire.ledger, user_id),
                is_lasting=wanted.is_lasting,
            )
        )


def _sent_to(location: str) -> Response:
    return RedirectResponse(location, 303, headers={"Cache-Control": "no-store"})
