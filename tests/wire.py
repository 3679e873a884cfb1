"""Raw HTTP against a sandbox, as a stranger's client would speak it."""

from dataclasses import dataclass
from typing import Any

import httpx2

from intacct_sandbox.serve import Sandbox

BASE = "/ia/api/v1"


@dataclass
class Wire:
    http: httpx2.Client
    token: str = ""

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    def post(self, path: str, body: Any, **headers: str) -> httpx2.Response:
        return self.http.post(BASE + path, json=body, headers={**self.headers, **headers})

    def get(self, path: str, **headers: str) -> httpx2.Response:
        return self.http.get(BASE + path, headers={**self.headers, **headers})

    def query(self, **body: Any) -> list[dict[str, Any]]:
        response = self.post("/services/core/query", body)
        assert response.status_code == 200, response.text
        rows: list[dict[str, Any]] = response.json()["ia::result"]
        return rows

    def refusal(self, **body: Any) -> dict[str, Any]:
        response = self.post("/services/core/query", body)
        assert response.status_code == 400, response.text
        error: dict[str, Any] = response.json()["ia::result"]["ia::error"]
        assert error.pop("supportId")
        return error


def sign_in(http: httpx2.Client, sandbox: Sandbox, entity: str = "") -> Wire:
    credentials = sandbox.credentials
    response = http.post(
        f"{BASE}/oauth2/token",
        data={
            "grant_type": "client_credentials",
            "client_id": credentials.client_id,
            "client_secret": credentials.client_secret,
            "username": credentials.username + (f"|{entity}" if entity else ""),
        },
    )
    assert response.status_code == 200, response.text
    return Wire(http, response.json()["access_token"])
