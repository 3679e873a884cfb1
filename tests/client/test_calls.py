"""Calls over a broken far end: tried again where that helps, told clearly where it does not."""

import json
from decimal import Decimal
from typing import Any

import anyio
import anyio.lowlevel
import httpx2
import pytest

from far_end import CUSTOMERS, TOKEN, rows, talking_to
from intacct_client.account import Account
from intacct_client.cache import Cache, Learned
from intacct_client.connect import connect
from intacct_client.errors import (
    NotAllowed,
    NotFound,
    Refused,
    SharedName,
    TooManyRequests,
    Unreachable,
)
from intacct_client.query import Query, select
from intacct_client.token_store import MemoryTokenStore


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Time passes at once; what was waited for is kept."""
    waited: list[float] = []

    async def sleep(seconds: float) -> None:
        waited.append(seconds)

    monkeypatch.setattr(anyio, "sleep", sleep)
    return waited


@pytest.mark.behaviour("limits.waited-out")
async def test_a_limit_is_waited_out_as_long_as_intacct_says(no_waiting: list[float]):
    busy = httpx2.Response(
        429, json={"ia::error": {"errorId": "GW-0010"}}, headers={"X-IA-Throttle-Retry-After": "7"}
    )
    async with talking_to(busy, rows({"id": "C-1", "totalDue": "1.10", "taxId": None})) as intacct:
        found = await intacct.query(CUSTOMERS)
    assert no_waiting == [7]
    assert found.rows[0].money("totalDue") == Decimal("1.10")


@pytest.mark.parametrize(
    ("headers", "waited"),
    [
        ({"Retry-After": "2", "X-IA-Throttle-Retry-After": "7"}, 2),
        ({"X-IA-Throttle-Retry-After": "7", "X-IA-TENANT-Throttle-Retry-After": "9"}, 7),
        ({"X-IA-TENANT-Throttle-Retry-After": "9", "X-IA-Hour-Rate-Limit-Retry-After": "11"}, 9),
        ({"Retry-After": "soon", "X-IA-Hour-Rate-Limit-Retry-After": "11"}, 11),
        ({"Retry-After": "4294967296000"}, None),
        ({"Retry-After": "\u00b2"}, None),
        (
            {
                "Date": "Sat, 21 Nov 2026 10:00:00 GMT",
                "Retry-After": "Sat, 21 Nov 2026 10:00:05 GMT",
            },
            5,
        ),
        (
            {
                "Date": "Sat, 21 Nov 2026 10:00:00 GMT",
                "Retry-After": "Sat, 21 Nov 2026 09:00:05 GMT",
            },
            None,
        ),
        ({"Retry-After": "0"}, None),
        ({}, None),
    ],
)
@pytest.mark.behaviour("limits.which-header")
async def test_the_first_header_that_is_a_number_says_how_long(
    no_waiting: list[float], headers: dict[str, str], waited: int | None
):
    sent = [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
    busy = httpx2.Response(429, json={"ia::error": {"errorId": "GW-0010"}}, headers=sent)
    async with talking_to(busy, rows({"id": "C-1", "totalDue": "1.10", "taxId": None})) as intacct:
        await intacct.query(CUSTOMERS)
    if waited is None:
        assert 0.5 <= no_waiting[0] <= 1
    else:
        assert no_waiting == [waited]


@pytest.mark.behaviour("limits.deadline")
async def test_a_limit_longer_than_the_deadline_is_told(no_waiting: list[float]):
    busy = httpx2.Response(
        429, json={"ia::error": {"errorId": "GW-0010"}}, headers={"Retry-After": "600"}
    )
    async with talking_to(busy) as intacct:
        with pytest.raises(TooManyRequests) as caught:
            await intacct.query(CUSTOMERS)
    assert caught.value.retry_after == 600
    assert no_waiting == []
    assert "600 seconds" in str(caught.value)


@pytest.mark.parametrize(
    ("trouble", "sent"),
    [
        (httpx2.Response(500, text="oops"), 4),
        (httpx2.Response(200, text='{"ia::re', headers={"Content-Type": "application/json"}), 4),
        (httpx2.ConnectError("down"), 0),
    ],
)
@pytest.mark.behaviour("limits.tried-again")
async def test_what_may_mend_is_tried_again_and_counts_where_it_was_sent(
    trouble: httpx2.Response | Exception, sent: int, no_waiting: list[float]
):
    async with talking_to(trouble, trouble, rows()) as intacct:
        assert (await intacct.query(CUSTOMERS)).total == 0
    first, second = no_waiting
    assert 0.5 <= first <= 1 and 1.5 <= second <= 2
    async with talking_to(trouble) as intacct:
        with pytest.raises(Unreachable):
            await intacct.query(CUSTOMERS)
        assert intacct.spent.transactions == sent


@pytest.mark.parametrize(
    "body",
    ["<html>Maintenance</html>", '{"ia::result": [', "[]", '{"unexpected": 1}'],
)
@pytest.mark.behaviour("errors.not-intacct")
async def test_an_answer_that_makes_no_sense_is_told(body: str):
    async with talking_to(httpx2.Response(200, text=body)) as intacct:
        with pytest.raises(Unreachable):
            await intacct.query(CUSTOMERS)


@pytest.mark.behaviour("errors.inside-success")
async def test_an_error_inside_a_success_is_an_error():
    hidden = httpx2.Response(
        200, json={"ia::result": {"ia::error": {"errorId": "X-1", "message": "No"}}}
    )
    async with talking_to(hidden) as intacct:
        with pytest.raises(Refused, match=r"No \(X-1\)"):
            await intacct.query(CUSTOMERS)


async def test_a_refused_optional_column_is_left_out_and_remembered():
    asked: list[list[str]] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        fields = json.loads(request.content)["fields"]
        asked.append(fields)
        if "taxId" in fields:
            error = {
                "errorId": "REST-1106",
                "message": "no",
                "additionalInfo": {"placeholders": {"FIELD": "taxId"}},
            }
            return httpx2.Response(400, json={"ia::result": {"ia::error": error}})
        return rows({"id": "C-1", "totalDue": "1.00"})

    async with talking_to(answer) as intacct:
        found = await intacct.query(CUSTOMERS)
        await intacct.metered().query(CUSTOMERS)
    assert found.left_out == ("taxId",)
    assert found.rows[0].text("taxId") == ""
    assert [("taxId" in fields) for fields in asked] == [True, False, False]


async def test_a_forbidden_optional_column_is_left_out_too():
    def answer(request: httpx2.Request) -> httpx2.Response:
        if "taxId" in json.loads(request.content)["fields"]:
            error = {"errorId": "REST-3007", "additionalInfo": {"placeholders": {"FIELD": "taxId"}}}
            return httpx2.Response(403, json={"ia::result": {"ia::error": error}})
        return rows({"id": "C-1", "totalDue": "1.00"})

    async with talking_to(answer) as intacct:
        assert (await intacct.query(CUSTOMERS)).left_out == ("taxId",)


@pytest.mark.parametrize(
    "body", ["<html>401</html>", '{"code": "invalidRequest", "message": "no", "supportId": "s"}']
)
@pytest.mark.behaviour("sign-in.tried-once-more")
async def test_any_401_mints_once_and_tries_again(body: str):
    async with talking_to(httpx2.Response(401, text=body), rows()) as intacct:
        assert (await intacct.query(CUSTOMERS)).total == 0
        assert intacct.tokens_minted == 2


@pytest.mark.behaviour("sign-in.tried-once-more")
async def test_a_400_that_speaks_of_the_token_mints_once_too():
    dead = httpx2.Response(400, text='{"message": "Invalid token", "code": "x", "supportId": "s"}')
    async with talking_to(dead, rows()) as intacct:
        assert (await intacct.query(CUSTOMERS)).total == 0
        assert intacct.tokens_minted == 2


async def test_money_sent_as_a_number_is_exact_to_the_last_digit():
    text = (
        '{"ia::result": [{"id": "C-1", "taxId": null, "totalDue": 1234567890123456789.01}],'
        ' "ia::meta": {"totalCount": 1, "next": null}}'
    )
    async with talking_to(httpx2.Response(200, text=text)) as intacct:
        found = (await intacct.query(CUSTOMERS)).rows[0].money("totalDue")
    assert found == Decimal("1234567890123456789.01")


@pytest.mark.parametrize(
    ("username", "private"), [("reader@acme", True), ("reader@acme|100", None)]
)
@pytest.mark.behaviour("dimensions.private-entities")
async def test_private_entities_are_in_at_the_top_level_only(username: str, private: bool | None):
    asked: list[dict[str, Any]] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        if request.url.path.endswith("/oauth2/token"):
            return httpx2.Response(200, json=TOKEN)
        asked.append(json.loads(request.content))
        return rows()

    transport = httpx2.MockTransport(answer)
    account = Account(username, "id", "secret")
    async with connect(account, MemoryTokenStore(), make_transport=lambda: transport) as intacct:
        await intacct.query(CUSTOMERS)
    assert asked[0].get("filterParameters", {}).get("includePrivate") is private


@pytest.mark.behaviour("transactions.learned-once")
async def test_what_is_learned_is_read_once_by_many_and_again_after_a_quarter_of_an_hour():
    now = [0.0]
    cache = Cache(lambda: now[0])
    read = 0

    async def learn() -> Learned[int]:
        nonlocal read
        read += 1
        await anyio.lowlevel.checkpoint()
        return Learned(read, now[0], size=1)

    async with anyio.create_task_group() as tasks:
        for _ in range(10):
            tasks.start_soon(cache.get, "chart", learn)
    assert read == 1
    now[0] = 899
    assert (await cache.get("chart", learn)).value == 1
    now[0] = 901
    assert (await cache.get("chart", learn)).value == 2


async def test_a_model_is_read_and_counted():
    model = {"fields": {"id": {"type": "string"}}, "lists": []}
    async with talking_to(
        httpx2.Response(200, json={"ia::result": model, "ia::meta": {}})
    ) as intacct:
        assert await intacct.model("objects/accounts-receivable/customer") == model
        assert intacct.spent.calls == {"model": 1}


async def test_a_refused_required_column_fails():
    error = {"errorId": "REST-1106", "additionalInfo": {"placeholders": {"FIELD": "totalDue"}}}
    async with talking_to(
        httpx2.Response(400, json={"ia::result": {"ia::error": error}})
    ) as intacct:
        with pytest.raises(Refused) as caught:
            await intacct.query(CUSTOMERS)
    assert caught.value.field == "totalDue"


async def test_what_is_forbidden_or_not_there_is_told_apart():
    async with talking_to(
        httpx2.Response(403, json={"ia::error": {"errorId": "REST-3007"}})
    ) as intacct:
        with pytest.raises(NotAllowed):
            await intacct.get("accounts-receivable/customer", "1")
    async with talking_to(
        httpx2.Response(404, json={"ia::error": {"code": "notFound"}})
    ) as intacct:
        with pytest.raises(NotFound):
            await intacct.get("accounts-receivable/customer", "1")


async def test_aggregates_are_read_under_any_of_their_names():
    query = select("accounts-receivable/customer", "text currency", "money sum:totalDue")
    for name in ("sum:totalDue", "sum.totalDue", "totalDue"):
        async with talking_to(rows({"currency": "USD", name: "9.99"})) as intacct:
            assert (await intacct.query(query)).rows[0].money("sum:totalDue") == Decimal("9.99")


async def test_sums_that_come_under_one_name_are_read_apart_and_joined():
    columns = ("text state", "money sum:total", "money max:total", "count count:id")
    query = select("accounts-payable/bill", *columns)
    paid, open_ = {"state": "paid"}, {"state": "posted"}
    async with talking_to(
        rows({**open_, "total": "9.99", "id": "1"}, {**paid, "total": "7.00", "id": "2"}),
        rows({**open_, "total": "9.99", "id": "1"}, {**paid, "total": "7.00", "id": "2"}),
        rows({**paid, "total": "5.00"}, {**open_, "total": "4.00"}),
    ) as intacct:
        found = await intacct.query(query)
        assert [tuple(row.values()) for row in found.rows] == [
            ("posted", Decimal("9.99"), Decimal("4.00"), 1),
            ("paid", Decimal("7.00"), Decimal("5.00"), 2),
        ]
        assert intacct.spent.transactions == 3
    async with talking_to(
        rows({**open_, "total": "9.99", "id": "1"}),
        rows({**open_, "total": "9.99", "id": "1"}),
        rows({**paid, "total": "5.00"}),
    ) as intacct:
        with pytest.raises(Unreachable, match="changed while they were read"):
            await intacct.query(query)


async def test_a_value_that_parts_cannot_tell_apart_is_refused_and_not_taken_for_both():
    by_sum = ("text state", "money sum:total", "money max:total")
    for query in (
        select("accounts-payable/bill", "text state", "count count:state"),
        select("accounts-payable/bill", *by_sum, order=("-sum:total",)),
    ):
        async with talking_to(rows({"state": "3", "total": "9.99"})) as intacct:
            with pytest.raises(SharedName, match="once for several columns"):
                await intacct.query(query)


async def test_the_names_of_all_objects_are_read_and_counted():
    listed = [{"apiObject": "objects/accounts-payable/bill"}, {"apiObject": "platform-apps/nsp::x"}]
    answer = httpx2.Response(200, json={"ia::result": listed, "ia::meta": {}})
    async with talking_to(answer) as intacct:
        assert await intacct.objects() == ["accounts-payable/bill", "platform-apps/nsp::x"]
        assert intacct.spent.calls == {"model": 1}


async def test_a_missing_field_or_a_wrong_kind_is_told():
    for row in ({"id": "C-1", "taxId": None}, {"id": "C-1", "totalDue": "a lot", "taxId": None}):
        async with talking_to(rows(row)) as intacct:
            with pytest.raises(Unreachable):
                await intacct.query(CUSTOMERS)


def test_a_key_cannot_stand_beside_an_aggregate():
    with pytest.raises(ValueError, match="'key' cannot stand beside an aggregate"):
        select("accounts-receivable/invoice", "text key", "money sum:totalTxnAmountDue")


def test_rows_are_ordered_to_the_key_and_groups_by_what_they_are():
    row_query: Query = select("a/b", "text id", order=("-totalDue",))
    grouped: Query = select("a/b", "text x", "text y", "money sum:z", order=("-sum:z",))
    assert row_query.body(include_private=False)["orderBy"] == [
        {"totalDue": "desc"},
        {"key": "asc"},
    ]
    assert grouped.body(include_private=False)["orderBy"] == [
        {"sum:z": "desc"},
        {"x": "asc"},
        {"y": "asc"},
    ]
    assert row_query.body(include_private=True)["filterParameters"] == {"includePrivate": True}
    assert "filterParameters" not in row_query.body(include_private=False)


async def test_a_link_to_the_next_page_may_be_text():
    def page(following: str | None, name: str) -> httpx2.Response:
        meta = {"totalCount": 2, "start": 1, "pageSize": 1, "next": following}
        row = {"id": name, "totalDue": "1.00", "taxId": None, "API_QUERY_ALIAS__25": 3}
        return httpx2.Response(200, json={"ia::result": [row], "ia::meta": meta})

    async with talking_to(page("2", "C-1"), page(None, "C-2")) as intacct:
        found = await intacct.query_all(CUSTOMERS)
    assert [row.text("id") for row in found.rows] == ["C-1", "C-2"]
