"""What an application asks for when it sends a browser to sign in, and whether it may.

Source: docs/api/consent.md.
Errors: `Unanswerable` when the application or its address is not known: nobody is sent anywhere then;
`TurnedBack` for everything else, which the application learns at its address.
"""

from dataclasses import dataclass

from starlette.datastructures import QueryParams

from intacct_sandbox.company.assumptions import Assumptions
from intacct_sandbox.rest.sign_in.codes import is_challenge
from intacct_sandbox.rest.sign_in.credentials import ClientApplication, Credentials
from intacct_sandbox.rest.sign_in.redirects import may_end_at, with_answer

LASTING = "offline_access"
SCOPES = frozenset({LASTING, "openid"})


@dataclass(frozen=True, slots=True)
class Authorization:
    """A request for a user's consent.

    Attributes:
        state: Sent back as it came; None when there was none.
        challenge: PKCE, S256; empty when there was none.
    """

    application: ClientApplication
    redirect_uri: str
    state: str | None
    challenge: str
    is_lasting: bool

    def answered(self, **answer: str) -> str:
        """The address that tells the application the answer."""
        state = {} if self.state is None else {"state": self.state}
        return with_answer(self.redirect_uri, {**answer, **state})


class Unanswerable(Exception):
    """The application or its address is not known."""


class TurnedBack(Exception):
    """The request is refused, and the application is told so.

    Attributes:
        location: The application's address, with the error.
    """

    def __init__(self, location: str) -> None:
        super().__init__(location)
        self.location = location


def read_authorization(
    asked: QueryParams, credentials: Credentials, assumptions: Assumptions
) -> Authorization:
    """Check a request for consent.

    Raises:
        Unanswerable: No such application, or an address it may not name.
        TurnedBack: Anything else is wrong.
    """
    repeated = {name for name in asked if len(asked.getlist(name)) > 1}
    application = credentials.application(asked.get("client_id", ""))
    if application is None or "client_id" in repeated:
        raise Unanswerable("This company knows no application with that client_id.")
    redirect_uri = asked.get("redirect_uri", "")
    if "redirect_uri" in repeated or not may_end_at(redirect_uri, application, assumptions):
        raise Unanswerable("The redirect_uri is not one of the application's own.")
    wanted = Authorization(
        application=application,
        redirect_uri=redirect_uri,
        state=asked.get("state"),
        challenge=asked.get("code_challenge", ""),
        is_lasting=LASTING in asked.get("scope", "").split(),
    )
    error, reason = _fault(asked, repeated)
    if error:
        raise TurnedBack(wanted.answered(error=error, error_description=reason))
    return wanted


def _fault(asked: QueryParams, repeated: set[str]) -> tuple[str, str]:
    """The error and its reason, both empty when nothing is wrong."""
    if repeated:
        return "invalid_request", f"{', '.join(sorted(repeated))} was sent more than once"
    if asked.get("response_type") != "code":
        return "unsupported_response_type", "response_type must be code"
    unknown = set(asked.get("scope", "").split()) - SCOPES
    if unknown:
        return "invalid_scope", f"Not known: {' '.join(sorted(unknown))}"
    has_challenge = "code_challenge" in asked
    if has_challenge != ("code_challenge_method" in asked) or (
        has_challenge and asked["code_challenge_method"] != "S256"
    ):
        return "invalid_request", "code_challenge goes with code_challenge_method=S256"
    if has_challenge and not is_challenge(asked["code_challenge"]):
        return "invalid_request", "code_challenge must be 43 characters of base64url"
    return "", ""
