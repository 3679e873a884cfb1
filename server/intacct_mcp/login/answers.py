"""What comes back from the consent page: a code, or why there is none.

Source: docs/api/consent.md.
"""

from dataclasses import dataclass
from urllib.parse import parse_qs

from intacct_client.envelopes import fault_in
from intacct_client.errors import SignInFailed
from intacct_client.oauth import Asked

LONGEST = 4096  # characters of an answer


class LoginFailed(SignInFailed):
    """A sign-in by a person that did not succeed; nothing was kept."""


class NoAnswer(Exception):
    """A text that answers nothing, or another question; the message says so to a person."""


@dataclass(frozen=True, slots=True)
class Code:
    """What is exchanged for tokens; never printed."""

    text: str

    def __repr__(self) -> str:
        return "Code()"


Outcome = Code | LoginFailed


def code_in(text: str, asked: Asked) -> Code:
    """The code in an answer: the address that the browser was sent to, or the bare code that a page showed.

    Raises:
        NoAnswer: It is no answer, or one to another question.
        LoginFailed: The user or Intacct said no.
    """
    answer = text.strip()
    if len(answer) > LONGEST:
        raise NoAnswer("That is too long for an answer.")
    if not any(mark in answer for mark in ("code=", "error=", "?", "://")):
        return _bare(answer)
    fields = parse_qs(answer.partition("#")[0].rpartition("?")[2])
    told = {name: values[0] for name, values in fields.items()}
    if not told.get("code") and not told.get("error"):
        raise NoAnswer("That address holds no code. Copy all of it, from https:// to the end.")
    # Before anything else is believed of it: anybody can send a browser here.
    if told.get("state") != asked.state:
        raise NoAnswer(
            "That is the answer to another sign-in (its state is not ours). Use the page that was opened last."
        )
    if told.get("error"):
        raise _refused(told)
    return Code(told["code"])


def _bare(answer: str) -> Code:
    # It carries no state: the person who brings it vouches for it, and PKCE ties it to this very question.
    if not answer or any(mark.isspace() for mark in answer):
        raise NoAnswer("That is neither an address nor a code. Copy all of the address.")
    return Code(answer)


def _refused(told: dict[str, str]) -> LoginFailed:
    if told["error"] == "access_denied":
        return LoginFailed(
            "The sign-in was denied in the browser. Start it again and allow the access."
        )
    fault = fault_in(told)
    said = (fault.message if fault else "") or "no reason given"
    code = f" ({fault.code})" if fault else ""
    return LoginFailed(
        f"Intacct refused the question: {said}{code}. Have the application's registration checked, then start again.",
        fault,
    )
