"""What is noted of exchanges for a diagnosis, and what never is."""

import gzip
import json
from collections.abc import AsyncIterator

import httpx2
import pytest

from intacct_client.errors import Fault
from intacct_client.watching import MOST_LOOKED_AT, Exchange, Watched

Answer = httpx2.Response | Exception


class _Far(httpx2.AsyncBaseTransport):
    def __init__(self, answer: Answer) -> None:
        self._answer = answer

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        if isinstance(self._answer, Exception):
            raise self._answer
        return self._answer


class _Pieces(httpx2.AsyncByteStream):
    def __init__(self, *pieces: bytes) -> None:
        self._pieces = pieces

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self._pieces:
            yield piece


async def noted(answer: Answer, path: str = "/services/core/query", **form: str) -> list[Exchange]:
    seen: list[Exchange] = []
    async with httpx2.AsyncClient(transport=Watched(_Far(answer), seen.append)) as http:
        try:
            await http.post(f"https://api.example/ia/api/v1{path}", data=form)
        except httpx2.HTTPError:
            assert isinstance(answer, Exception)
    return seen


def refused(code: str) -> dict[str, object]:
    return {"ia::error": {"code": "x", "errorId": code, "message": "No"}}


async def test_a_refusal_is_noted_with_its_code_and_the_headers_of_limits():
    answer = httpx2.Response(
        429,
        json=refused("GW-0010"),
        headers={"X-IA-Throttle-Limit": "6", "Set-Cookie": "secret", "Date": "now"},
    )
    (exchange,) = await noted(answer)
    assert (exchange.path, exchange.status) == ("/services/core/query", 429)
    assert exchange.fault.code == "GW-0010"
    assert exchange.headers == {
        "x-ia-throttle-limit": "6",
        "date": "now",
        "content-type": "application/json",
    }


async def test_of_a_token_request_only_the_grant_is_noted():
    answer = httpx2.Response(200, json={"access_token": "hidden-token"})
    form = {"grant_type": "refresh_token", "client_secret": "hidden-secret"}
    (exchange,) = await noted(answer, "/oauth2/token", **form)
    assert exchange.grant == "refresh_token"
    assert "hidden" not in repr(exchange)


async def test_an_answer_that_is_packed_is_read_all_the_same():
    packed = gzip.compress(json.dumps(refused("GW-0011")).encode())
    headers = {"Content-Encoding": "gzip", "Content-Type": "application/json"}
    answer = httpx2.Response(400, headers=headers, stream=_Pieces(packed[:20], packed[20:]))
    assert (await noted(answer))[0].fault.code == "GW-0011"


async def test_a_large_answer_is_passed_on_and_not_searched():
    text = json.dumps({"ia::result": ["x" * MOST_LOOKED_AT]}).encode()
    answer = httpx2.Response(
        200, headers={"Content-Type": "application/json"}, stream=_Pieces(text)
    )
    (exchange,) = await noted(answer)
    assert exchange.fault == Fault()
    assert not exchange.is_refusal


async def test_half_a_refusal_is_noted_by_its_status():
    headers = {"Content-Type": "application/json"}
    answer = httpx2.Response(500, headers=headers, stream=_Pieces(b'{"ia::err'))
    (exchange,) = await noted(answer)
    assert (exchange.status, exchange.fault, exchange.is_refusal) == (500, Fault(), True)


@pytest.mark.parametrize(
    ("error", "trouble"),
    [
        (httpx2.ConnectTimeout("slow"), "timeout"),
        (httpx2.RemoteProtocolError("gone"), "dropped"),
        (httpx2.ConnectError("refused"), "connection"),
    ],
)
async def test_a_request_without_an_answer_is_noted_with_why(error: Exception, trouble: str):
    (exchange,) = await noted(error)
    assert (exchange.status, exchange.trouble) == (0, trouble)
