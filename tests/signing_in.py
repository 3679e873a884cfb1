"""A company with several users and applications, and a browser that signs in to it."""

import base64
import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
from starlette.applications import Starlette
from starlette.testclient import TestClient

from intacct_sandbox.company.assumptions import Assumptions
from intacct_sandbox.company.ledger import Ledger
from intacct_sandbox.rest.app import create_app
from intacct_sandbox.rest.sign_in.credentials import (
    ClientApplication,
    Credentials,
    make_credentials,
)
from wire import BASE, Wire

HERE = "http://127.0.0.1:5555/done"
REGISTERED = "https://books.example/oauth/done?from=intacct"
UNFIT = ("http://127.0.0.1:9000/done", "https://localhost:9000/done")
OTHER = ClientApplication(
    "other.app.sandbox", "other-secret", "Other & <Sons>", (REGISTERED, *UNFIT)
)
VERIFIER = "v" * 43


def challenge_of(verifier: str) -> str:
    hashed = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(hashed).rstrip(b"=").decode()


CHALLENGE = challenge_of(VERIFIER)
PKCE = {"code_challenge": CHALLENGE, "code_challenge_method": "S256"}


class Form(HTMLParser):
    """The one form of a page, as a browser sees it."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.attributes: dict[str, str] = {}
        self.fields: dict[str, str] = {}
        self.choices: list[str] = []
        self.buttons: dict[str, dict[str, str]] = {}
        self.labels: set[str] = set()
        self.seen: list[str] = []
        self._select = ""
        self._button = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.seen.append(tag)
        match tag:
            case "form":
                self.attributes = given
            case "input":
                self.fields[given["name"]] = given["value"]
            case "select":
                self._select = given["name"]
            case "option":
                self.choices.append(given["value"])
                if "selected" in given:
                    self.fields[self._select] = given["value"]
            case "label":
                self.labels.add(given["for"])
            case "button":
                self._button = given["value"]
                self.buttons[self._button] = given

    def handle_data(self, data: str) -> None:
        if self._button:
            self.buttons[self._button]["text"] = data
            self._button = ""


@dataclass
class Clock:
    now: float = 1_800_000_000.0
    pause: Callable[[], None] | None = None

    def __call__(self) -> float:
        if self.pause:
            self.pause()
        return self.now


@dataclass
class Signing:
    """One running company: its browser, its applications and its clock."""

    http: TestClient
    app: Starlette
    credentials: Credentials
    clock: Clock = field(default_factory=Clock)

    def asking(self, **changed: str) -> dict[str, str]:
        """The query of an authorize request; `-` leaves a field out."""
        whole = {
            "response_type": "code",
            "client_id": self.credentials.client_id,
            "redirect_uri": HERE,
            "state": "s t&a=te",
            "scope": "offline_access",
            **changed,
        }
        return {name: value for name, value in whole.items() if value != "-"}

    def authorize(self, path: str = f"{BASE}/oauth2/authorize", **changed: str) -> httpx2.Response:
        return self.http.get(path, params=self.asking(**changed), follow_redirects=False)

    def press(self, page: httpx2.Response, decision: str, **chosen: str) -> httpx2.Response:
        """Fill in the page's form and press a button."""
        assert page.status_code == 200, page.text
        form = Form(page.text)
        assert form.attributes["method"] == "post"
        button = form.buttons[decision]
        body = {**form.fields, button["name"]: button["value"], **chosen}
        return self.http.post(form.attributes["action"], data=body, follow_redirects=False)

    def code(self, user: str = "", **changed: str) -> str:
        """A code that a user allowed."""
        chosen = {"user": user} if user else {}
        answer = self.press(self.authorize(**changed), "allow", **chosen)
        return answered(answer)["code"]

    def fields(self, grant_type: str, **changed: str) -> dict[str, str]:
        whole = {
            "grant_type": grant_type,
            "client_id": self.credentials.client_id,
            "client_secret": self.credentials.client_secret,
            **changed,
        }
        return {name: value for name, value in whole.items() if value != "-"}

    def token(self, grant_type: str, **changed: str) -> httpx2.Response:
        return self.http.post(f"{BASE}/oauth2/token", data=self.fields(grant_type, **changed))

    def tokens(self, grant_type: str, **changed: str) -> dict[str, Any]:
        response = self.token(grant_type, **changed)
        assert response.status_code == 200, response.text
        answer: dict[str, Any] = response.json()
        return answer

    def allowed(self, user: str = "", **changed: str) -> dict[str, Any]:
        """Tokens of a user who pressed Allow."""
        return self.tokens("authorization_code", code=self.code(user, **changed), redirect_uri=HERE)

    def minted(self, username: str = "", **changed: str) -> dict[str, Any]:
        """Tokens of the application's own credentials."""
        named = username or self.credentials.username
        return self.tokens("client_credentials", username=named, **changed)

    def refreshed(self, tokens: dict[str, Any], **changed: str) -> httpx2.Response:
        return self.token("refresh_token", refresh_token=tokens["refresh_token"], **changed)

    def works(self, tokens: dict[str, Any]) -> bool:
        """Whether an access token opens anything."""
        wire = Wire(self.http, tokens["access_token"])
        response = wire.get("/services/core/session/id")
        if response.status_code == 200:
            return True
        assert response.json()["error"]["errorId"] == "REST-2102"
        return False


def answered(response: httpx2.Response) -> dict[str, str]:
    """What the application learns at its address."""
    assert response.status_code == 303, response.text
    pairs = parse_qs(urlsplit(response.headers["Location"]).query, strict_parsing=True)
    assert all(len(values) == 1 for values in pairs.values())
    return {name: values[0] for name, values in pairs.items()}


def refusal(response: httpx2.Response) -> tuple[int, str]:
    """Status and code of a refusal, in whichever envelope."""
    body = response.json()
    error = body.get("ia::error") or body["error"]
    return response.status_code, error if isinstance(error, str) else error["errorId"]


@contextmanager
def signing(ledger: Ledger, *switches: str, lifetime: int = 43_200) -> Iterator[Signing]:
    """A company's app with a clock of its own and two applications."""
    clock = Clock()
    credentials = replace(make_credentials(ledger), other_applications=(OTHER,))
    app = create_app(
        ledger,
        credentials,
        assumptions=Assumptions().with_switches(list(switches)),
        clock=clock,
        lifetime=lifetime,
    )
    with TestClient(app) as http:
        yield Signing(http, app, credentials, clock)
