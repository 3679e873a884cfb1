"""What can go wrong when talking to Intacct, as one tree.

IntacctError
├── SignInFailed            the credentials or the token are not accepted
├── NotAllowed              signed in, but this user may not do it
├── NotFound                there is no such record
├── Refused                 Intacct said no, with its own code
├── TooManyRequests         over a limit; `retry_after` seconds
├── TooLarge                more than one call may ask for or receive
└── Unreachable             no usable answer
    ├── SharedName          two columns came under one name
    └── FateUnknown         a change that may or may not have been made

A message is one fact and one next step, fit to be shown to a person or a model. No secret and no body is
ever part of one.

Source: docs/api/errors.md. What an error body says is read in intacct_client.envelopes.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from dataclasses import field as of

PAUSE = 30  # seconds to wait after a limit that names none


@dataclass(frozen=True, slots=True)
class Fault:
    """What a refusal says, whichever envelope it came in.

    Attributes:
        code: The error id (`REST-1106`, `GW-0011`), or the word that stands for one (`invalid_grant`).
        message: The most telling sentence: the last of the details, where there are any.
        field: The field at fault, if one is named.
        support_id: What to quote to Sage.
        request_id: The same of the gateway, which names it otherwise.
        status: The HTTP status; 0 when there was no answer.
        headers: Those that tell of limits, in lower case.
    """

    code: str = ""
    message: str = ""
    field: str = ""
    support_id: str = ""
    request_id: str = ""
    status: int = 0
    headers: Mapping[str, str] = of(default_factory=dict[str, str])

    @property
    def is_dead_token(self) -> bool:
        """Whether it says that the access token is not good (also seen with status 400)."""
        text = self.message.lower()
        return self.code in {"REST-2102", "tokenInvalid"} or (
            "token" in text and ("not valid" in text or "invalid token" in text)
        )


class IntacctError(Exception):
    """Any failure that a caller may read. The message is meant to be shown.

    Attributes:
        fault: What Intacct said, for a diagnosis; empty when it said nothing.
    """

    def __init__(self, message: str, fault: Fault | None = None) -> None:
        super().__init__(message)
        self.fault = fault or Fault()

    @property
    def code(self) -> str:
        """Intacct's error id, or the word of a refused sign-in; empty when it gave none."""
        return self.fault.code

    @property
    def field(self) -> str:
        """The field at fault, where Intacct names one."""
        return self.fault.field

    @property
    def support_id(self) -> str:
        """What to quote to Sage."""
        return self.fault.support_id

    @property
    def request_id(self) -> str:
        """What to quote to Sage when the gateway refused."""
        return self.fault.request_id

    @property
    def status(self) -> int:
        """The HTTP status; 0 when there was no answer."""
        return self.fault.status


class SignInFailed(IntacctError):
    """The credentials or the token are not accepted."""


class NotAllowed(IntacctError):
    """Signed in, but this user may not do this."""


class NotFound(IntacctError):
    """There is no such record."""


class Refused(IntacctError):
    """Intacct said no."""


class TooManyRequests(IntacctError):
    """Over a limit; `retry_after` seconds until it is worth trying again."""

    def __init__(self, message: str, fault: Fault | None = None, *, retry_after: int) -> None:
        super().__init__(message, fault)
        self.retry_after = retry_after


class TooLarge(IntacctError):
    """More than one call may ask for or receive."""


class Unreachable(IntacctError):
    """No usable answer: no connection, a server error, or something that is not JSON."""


class SharedName(Unreachable):
    """A value came under a name that two of the columns asked for go by: nobody knows whose it is."""


class FateUnknown(Unreachable):
    """A change was sent, and it is not known whether it was made."""


def error_for(status: int, fault: Fault, *, retry_after: int = 0) -> IntacctError:
    """The error that a refused request becomes.

    Args:
        status: The HTTP status; what the fault itself says of it comes first in a diagnosis.
        fault: What the body said.
        retry_after: Seconds, for 429 and 503.
    """
    fault = fault if fault.status else replace(fault, status=status)
    said = fault.message or f"status {status}"
    code = f" ({fault.code})" if fault.code else ""
    if status == 429 or fault.code == "GW-0010":
        retry_after = retry_after or PAUSE
        told = f"Intacct is over its request limit. Try again in {_in_words(retry_after)}."
        return TooManyRequests(told, fault, retry_after=retry_after)
    if status == 401 or fault.is_dead_token:
        told = f"Intacct did not accept the sign-in: {said}{code}. Check the INTACCT_ settings."
        return SignInFailed(told, fault)
    if status == 403 and fault.code.startswith("GW-"):
        # Not this user's rights: the gateway lets nobody through from here.
        told = f"Intacct's gateway refused the request: {said}{code}{_quote(fault)}. Check the network."
        return Unreachable(told, fault)
    if status == 403 or fault.code == "REST-3007":
        told = f"This Intacct user may not read that: {said}. Ask an administrator for the right."
        return NotAllowed(told, fault)
    if status == 404:
        told = f"Intacct has no such record: {said}. Look it up by its number or name."
        return NotFound(told, fault)
    if status >= 500:
        when = _in_words(retry_after) if retry_after else "a minute"
        told = f"Intacct had an error of its own: {said}{_quote(fault)}. Try again in {when}."
        return Unreachable(told, fault)
    told = f"Intacct refused the request: {said}{code}{_quote(fault)}. Leave out or correct what it names."
    return Refused(told, fault)


def sent_elsewhere(fault: Fault) -> Unreachable:
    """The error of an answer that names another address to go to."""
    return Unreachable(
        "Intacct sent the request to another address, which is never followed. "
        "Check INTACCT_BASE_URL.",
        fault,
    )


def sign_in_error_for(fault: Fault, *, retry_after: int = 0) -> IntacctError:
    """The error that a refused token request becomes: a sign-in that failed, but for what says nothing of it.

    A proxy, a limit or an error of Intacct's own refuses no credentials.

    Args:
        fault: What was said.
        retry_after: Seconds, for 429 and 5xx.
    """
    if fault.status in {0, 400, 401, 422}:
        return error_for(401, fault)
    if fault.status == 429 or fault.status >= 500:
        return error_for(fault.status, fault, retry_after=retry_after)
    if 300 <= fault.status < 400:
        return sent_elsewhere(fault)
    said = fault.message or f"status {fault.status}"
    return Unreachable(
        f"Intacct's sign-in could not be asked: {said}. Check proxies and INTACCT_BASE_URL, then try again.",
        fault,
    )


def _quote(fault: Fault) -> str:
    """What to quote to Sage."""
    named = fault.support_id or fault.request_id
    return f" (support id {named})" if named else ""


def _in_words(seconds: int) -> str:
    """A time to wait."""
    if seconds <= 600:
        return f"{seconds} seconds"
    return f"{seconds // 60} minutes" if seconds < 7200 else f"about {seconds // 3600} hours"
