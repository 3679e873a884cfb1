"""The general ledger's own reports: asked for, waited for, and fetched as CSV.

Source: docs/api/reports.md. A report is made on Intacct's side, after others that wait: the answer to the request
is only where to ask. Its file is fetched from the host we are signed in to, whatever address an answer names.
Units:  waits in seconds. Every question is one transaction.
Errors: `Refused` when Intacct cannot make the report, `Unreachable` when it is not ready in time or the file is
named at another host; otherwise those of rest.py.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import parse_qsl, urlsplit

import anyio
import httpx2

from intacct_client.account import BASE_PATH
from intacct_client.errors import Refused, Unreachable
from intacct_client.rest import Intacct
from intacct_client.sending.asked import Asked, as_content
from intacct_client.sending.reply import accepted, body_of, retry_after

SERVICE = "/services/reports/general-ledger"
STATUS = "/services/reports/status"
PAUSE = 30  # seconds between two questions, when nobody says how long
_ENDED_BADLY = {"failed", "canceled", "cancelled"}
_IDENTITY = ("reportId", "outputType", "outputLocation")


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait for a report.

    Attributes:
        longest: Seconds of waiting in all.
        most_questions: How often its state is asked at most.
        pause: Waits for that many seconds.
    """

    longest: int = 600
    most_questions: int = 40
    pause: Callable[[float], Awaitable[None]] = anyio.sleep


async def run_report(
    intacct: Intacct, name: str, parameters: dict[str, Any], patience: Patience | None = None
) -> str:
    """Make a report and fetch it as CSV text.

    Args:
        intacct: A handle on the company.
        name: The report, e.g. `trial-balance`.
        parameters: Those of the report.
        patience: How long to wait.
    """
    patience = patience or Patience()
    body = {"reportName": f"Check of {name}", "outputType": "csv", "parameters": parameters}
    path, content = f"{SERVICE}/{name}", as_content(body)
    asked = await intacct.ask(Asked("POST", path, "query", content, understood=_state))
    identity = tuple((part, str(asked["report"].get(part) or "")) for part in _IDENTITY)
    status = Asked("GET", STATUS, "read", parameters=identity, understood=_state)
    pause = asked["pause"] or PAUSE
    waited = 0
    for _ in range(patience.most_questions):
        if waited + pause > patience.longest:
            break
        await patience.pause(pause)
        waited += pause
        found = await intacct.ask(status)
        if found["url"]:
            return await _fetched(intacct, found["url"])
        _refuse_failed(name, str(found["report"].get("status")))
    raise Unreachable(
        f"The report {name!r} was not ready after {waited} seconds. "
        "Look at Reports > Offline reports in Intacct for what runs before it, then try again."
    )


def _state(response: httpx2.Response) -> dict[str, Any]:
    """What an answer says of a report: its fields, seconds to wait, where its file is."""
    # A finished report is 303: not followed, its address is looked at first.
    plain = response
    if response.status_code == 303:
        plain = httpx2.Response(200, headers=response.headers, content=response.content)
    report = cast("dict[str, Any]", body_of(plain)["ia::result"])
    url = report.get("downloadURL") or response.headers.get("Location", "")
    is_ready = report.get("status") == "completed"
    return {
        "report": report,
        "pause": retry_after(response) or 0,
        "url": str(url) if is_ready else "",
    }


def _refuse_failed(name: str, status: str) -> None:
    if status in _ENDED_BADLY:
        raise Refused(
            f"Intacct could not make the report {name!r}: it is {status}. "
            "Run it once in Intacct itself, it says there what is missing."
        )


async def _fetched(intacct: Intacct, url: str) -> str:
    path, parameters = own_address(url, intacct.account.base_url)
    asked = Asked("GET", path, "read", parameters=parameters, understood=_file)
    return str((await intacct.ask(asked))["text"])


def _file(response: httpx2.Response) -> dict[str, Any]:
    return {"text": accepted(response).text}


def own_address(url: str, base_url: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """The path below the base and the parameters of an address that an answer named.

    Raises:
        Unreachable: It is at another host, or outside of the API.
    """
    parts, base = urlsplit(url), urlsplit(base_url)
    is_ours = not parts.netloc or (parts.scheme, parts.netloc) == (base.scheme, base.netloc)
    path = parts.path.removeprefix(BASE_PATH)
    if not is_ours or not path.startswith("/services/reports/") or ".." in path:
        raise Unreachable(
            "Intacct named a file outside of its own report service; it was not fetched. "
            "Check INTACCT_BASE_URL, then try again."
        )
    return path, tuple(parse_qsl(parts.query))
