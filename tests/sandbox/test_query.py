"""The query service: documented behaviour (docs/api/query.md)."""

from decimal import Decimal
from typing import Any

import pytest
from inline_snapshot import snapshot
from starlette.testclient import TestClient

from intacct_sandbox.catalogue import NOT_QUERYABLE, catalogue
from intacct_sandbox.serve import Sandbox
from wire import Wire, sign_in

CUSTOMER = "accounts-receivable/customer"
INVOICE = "accounts-receivable/invoice"
LINE = "general-ledger/journal-entry-line"
VISIBLE = 47  # customers at the top level: all but the private entity's two


@pytest.mark.behaviour("query.flat-rows")
def test_rows_are_flat_keyed_as_asked_with_money_and_keys_as_text_and_null_for_unset(wire: Wire):
    assert wire.query(
        object=CUSTOMER,
        fields=[
            "key",
            "id",
            "name",
            "totalDue",
            "creditLimit",
            "isOnHold",
            "term.id",
            "parent.name",
            "href",
        ],
        filters=[{"$eq": {"id": "C-0004"}}],
    ) == snapshot(
        [
            {
                "key": "4",
                "id": "C-0004",
                "name": "Moonshot 🚀 Labs",
                "totalDue": "13780.28",
                "creditLimit": 90000,
                "isOnHold": True,
                "term.id": "N45",
                "parent.name": None,
                "href": "/objects/accounts-receivable/customer/4",
            }
        ]
    )


@pytest.mark.behaviour("query.paging")
def test_meta_counts_all_matches_and_points_to_the_next_page(wire: Wire):
    def meta(**body: Any) -> dict[str, Any]:
        response = wire.post("/services/core/query", {"object": CUSTOMER, "fields": ["id"], **body})
        found: dict[str, Any] = response.json()["ia::meta"]
        return found

    assert [meta(), meta(size=10), meta(size=10, start=11), meta(size=10, start=41)] == snapshot(
        [
            {"totalCount": 47, "start": 1, "pageSize": 100, "next": None, "previous": None},
            {"totalCount": 47, "start": 1, "pageSize": 10, "next": 11, "previous": None},
            {"totalCount": 47, "start": 11, "pageSize": 10, "next": 21, "previous": 1},
            {"totalCount": 47, "start": 41, "pageSize": 10, "next": None, "previous": 31},
        ]
    )
    assert meta(filters=[{"$eq": {"id": "nobody"}}]) == snapshot(
        {"totalCount": 0, "start": 1, "pageSize": 100, "next": None, "previous": None}
    )


@pytest.mark.behaviour("query.references")
def test_a_reference_path_of_any_depth_is_followed(wire: Wire):
    (row,) = wire.query(
        object="accounts-receivable/payment-detail",
        fields=[
            "arInvoice.customer.term.due.days",
            "arInvoice.entity.baseCurrency.id",
            "arPayment.customer.name",
            "arInvoice.customer.name",
        ],
        orderBy=[{"key": "asc"}],
        size=1,
    )
    assert row["arPayment.customer.name"] == row["arInvoice.customer.name"]
    assert row == snapshot(
        {
            "arInvoice.customer.term.due.days": 15,
            "arInvoice.entity.baseCurrency.id": "GBP",
            "arPayment.customer.name": "Oakmere Hospital Trust",
            "arInvoice.customer.name": "Oakmere Hospital Trust",
        }
    )


@pytest.mark.behaviour("query.no-order")
def test_rows_without_an_order_come_shuffled_and_with_one_in_order(wire: Wire):
    body: dict[str, Any] = {"object": INVOICE, "fields": ["key"], "size": 4000}
    shuffled = [int(row["key"]) for row in wire.query(**body)]
    ordered = [int(row["key"]) for row in wire.query(**body, orderBy=[{"key": "asc"}])]
    assert shuffled not in (ordered, ordered[::-1])
    assert sorted(shuffled) == ordered


@pytest.mark.behaviour("query.aggregates")
def test_aggregates_group_by_the_plain_fields(wire: Wire, sandbox: Sandbox):
    rows = wire.query(
        object=LINE,
        fields=[
            "currency.baseCurrency",
            "txnType",
            "sum:baseAmount",
            "count:txnType",
            "max:entryDate",
        ],
        orderBy=[{"currency.baseCurrency": "asc"}, {"txnType": "asc"}],
        filterParameters={"includePrivate": True},
    )
    expected = sandbox.ledger.rows(
        "SELECT base_currency, txn_type, SUM(base_amount), COUNT(*), MAX(entry_date) FROM journal_line"
        " GROUP BY 1, 2 ORDER BY 1, 2"
    )
    assert [tuple(row.values()) for row in rows] == [
        (currency, side, str(Decimal(cents).scaleb(-2)), count, day)
        for currency, side, cents, count, day in expected
    ]


def test_aggregates_without_plain_fields_are_one_row(wire: Wire):
    asked = {"object": CUSTOMER, "fields": ["count:id"], "size": 10}
    assert wire.post("/services/core/query", asked).json()["ia::meta"] == {
        "totalCount": 1,
        "start": 1,
        "pageSize": 10,
        "next": None,
        "previous": None,
    }
    (row,) = wire.query(object=CUSTOMER, fields=["count:id", "avg:totalDue", "min:name"])
    assert row["count:id"] == VISIBLE
    assert Decimal(row["avg:totalDue"]) > 0


@pytest.mark.parametrize(
    "body",
    [
        {"object": CUSTOMER, "fields": ["id"], "limit": 5},
        {"object": CUSTOMER, "fields": ["id"], "filterParameters": {"asOf": "2026-01-01"}},
        {"object": "accounts-receivable/costumer", "fields": ["id"]},
        {"object": CUSTOMER, "fields": ["id", "colour"]},
        {"object": CUSTOMER, "fields": ["parent.colour"]},
        {"object": LINE, "fields": ["department.id"]},
        {"object": CUSTOMER, "fields": ["*"]},
        {"object": CUSTOMER, "fields": []},
        {"object": CUSTOMER},
        {"object": INVOICE, "fields": ["action"]},
        {"object": INVOICE, "fields": ["lines"]},
        {"object": CUSTOMER, "fields": ["id"], "filters": [{"$eq": {"href": "x"}}]},
        {"object": CUSTOMER, "fields": ["sum:name"]},
        {"object": CUSTOMER, "fields": ["id"], "size": 4001},
        {"object": CUSTOMER, "fields": ["id"], "size": 0},
        {"object": CUSTOMER, "fields": ["id"], "start": 0},
        {"object": CUSTOMER, "fields": ["id"], "filters": [{"$like": {"name": "a"}}]},
        {"object": CUSTOMER, "fields": ["id"], "filters": [{"$eq": {"id": "a", "name": "b"}}]},
        {"object": CUSTOMER, "fields": ["id"], "filters": [{"$gt": {"totalDue": "much"}}]},
        {"object": CUSTOMER, "fields": ["id"], "filters": [{"$between": {"totalDue": ["1"]}}]},
        {
            "object": CUSTOMER,
            "fields": ["id"],
            "filters": [{"$eq": {"id": "a"}}],
            "filterExpression": "1 and 2",
        },
        {
            "object": CUSTOMER,
            "fields": ["id"],
            "filters": [{"$eq": {"id": "a"}}],
            "filterExpression": "1 or (",
        },
        {"object": CUSTOMER, "fields": ["id"], "filterExpression": "1"},
        {"object": CUSTOMER, "fields": ["id"], "orderBy": [{"name": "up"}]},
        {"object": CUSTOMER, "fields": ["status", "count:id"], "orderBy": [{"name": "asc"}]},
        [],
    ],
    ids=str,
)
@pytest.mark.behaviour("query.strict-body")
def test_a_bad_query_is_refused_as_documented(wire: Wire, body: Any):
    response = wire.post("/services/core/query", body)
    assert response.status_code == 400
    envelope = response.json()
    assert envelope["ia::meta"] == {"totalCount": 1, "totalSuccess": 0, "totalError": 1}
    error = envelope["ia::result"]["ia::error"]
    assert error["supportId"]
    assert error["errorId"] in {"REST-1033", "REST-1034", "REST-1043", "REST-1064", "REST-1106"}


@pytest.mark.behaviour("query.refusals-name-the-field")
def test_refusals_name_the_field_at_fault(wire: Wire):
    assert [
        wire.refusal(object=CUSTOMER, fields=["id", "colour"]),
        wire.refusal(object=INVOICE, fields=["action"]),
        wire.refusal(object=CUSTOMER, fields=["id"], limit=5),
        wire.refusal(object=CUSTOMER, fields=["id"], size=4001),
    ] == snapshot(
        [
            {
                "code": "invalidRequest",
                "message": "The colour field does not exist",
                "errorId": "REST-1033",
                "additionalInfo": {
                    "messageId": "IA.FIELD_DOES_NOT_EXIST",
                    "placeholders": {
                        "FIELD": "colour",
                        "OBJECT": "accounts-receivable/customer",
                        "VERSION": "1",
                    },
                    "propertySet": {},
                },
            },
            {
                "code": "invalidRequest",
                "message": "The action field in accounts-receivable/invoice cannot be used in a query",
                "errorId": "REST-1106",
                "additionalInfo": {
                    "messageId": "IA.THE_FIELD_IN_OBJECT_CANNOT_BE_USED_IN_QUERY",
                    "placeholders": {
                        "FIELD": "action",
                        "OBJECT": "accounts-receivable/invoice",
                        "VERSION": "1",
                    },
                    "propertySet": {},
                },
            },
            {
                "code": "invalidRequest",
                "message": "Unrecognized key limit in query payload",
                "errorId": "REST-1043",
                "additionalInfo": {
                    "messageId": "IA.NOT_A_VALID_FIELD",
                    "placeholders": {"FIELD": "limit"},
                    "propertySet": {},
                },
            },
            {
                "code": "invalidRequest",
                "message": "size must be at most 4000, but is 4001",
                "errorId": "REST-1064",
                "additionalInfo": {
                    "messageId": "IA.PAYLOAD_CONTAINS_ERRORS",
                    "placeholders": {},
                    "propertySet": {},
                },
            },
        ]
    )


@pytest.mark.behaviour("query.values-are-data")
def test_values_reach_sql_as_parameters_only(wire: Wire):
    for nasty in ("' OR 1=1 --", '"; DROP TABLE party; --', "%", "_", "\\", "\x00"):
        for operator in ("$eq", "$contains", "$startsWith", "$endsWith", "$in", "$gt"):
            value = [nasty] if operator == "$in" else nasty
            wire.query(object=CUSTOMER, fields=["id"], filters=[{operator: {"name": value}}])
    for nasty in ('name" FROM party; --', "key) --", 'x" OR "1"="1'):
        assert wire.refusal(object=CUSTOMER, fields=[nasty])["errorId"] == "REST-1033"
        assert (
            wire.refusal(object=CUSTOMER, fields=["id"], filters=[{"$eq": {nasty: 1}}])["errorId"]
            == "REST-1033"
        )
        assert (
            wire.refusal(object=CUSTOMER, fields=["id"], orderBy=[{nasty: "asc"}])["errorId"]
            == "REST-1033"
        )
    assert len(wire.query(object=CUSTOMER, fields=["id"])) == VISIBLE


@pytest.mark.behaviour("query.null")
def test_unset_is_found_by_null_and_left_out_by_every_negative(wire: Wire, sandbox: Sandbox):
    def count(**filter_: Any) -> int:
        rows = wire.query(object=CUSTOMER, fields=["count:id"], filters=[filter_])
        found: int = rows[0]["count:id"]
        return found

    ((unset,),) = sandbox.ledger.rows(
        "SELECT COUNT(*) FROM party p JOIN entity e ON e.key = p.entity_key"
        " WHERE subledger = 'AR' AND credit_limit IS NULL AND e.is_private = 0"
    )
    assert unset > 0
    assert count(**{"$eq": {"creditLimit": None}}) == unset
    assert count(**{"$ne": {"creditLimit": None}}) == VISIBLE - unset
    assert count(**{"$in": {"creditLimit": [None, 1]}}) == unset
    for negative in (
        {"$ne": {"creditLimit": 1}},
        {"$notIn": {"creditLimit": [1]}},
        {"$notIn": {"creditLimit": [None, 1]}},
    ):
        assert count(**negative) == VISIBLE - unset


@pytest.mark.behaviour("query.size-limits")
def test_what_is_too_large_or_no_text_is_refused_and_not_a_crash(wire: Wire):
    many = [{"$eq": {"id": "a"}}] * 2000
    deep = "(" * 20_000 + "1" + ")" * 20_000
    for body in (
        {"object": CUSTOMER, "fields": ["id"], "filters": many},
        {"object": CUSTOMER, "fields": ["id"], "filters": many[:1], "filterExpression": deep},
        {"object": CUSTOMER, "fields": ["id"], "filters": [{"$in": {"id": ["a"] * 251_000}}]},
    ):
        assert wire.refusal(**body)["errorId"] == "REST-1064"
    for content in (b'{"object": "\\ud83d"}', b"[" * 100_000):
        response = wire.http.post(
            "/ia/api/v1/services/core/query", content=content, headers=wire.headers
        )
        assert response.status_code == 400


@pytest.mark.behaviour("query.entity-scope", "sign-in.entity-header")
def test_an_entity_bound_sign_in_or_header_sees_its_entity_and_what_is_shared(sandbox: Sandbox):
    with TestClient(sandbox.app) as http:
        top, bound = sign_in(http, sandbox), sign_in(http, sandbox, entity="300")
        query = {
            "object": INVOICE,
            "fields": ["entity.id", "count:state"],
            "orderBy": [{"entity.id": "asc"}],
        }
        assert [row["entity.id"] for row in top.query(**query)] == ["100", "200", "300"]
        assert [row["entity.id"] for row in bound.query(**query)] == ["300"]
        header = top.post("/services/core/query", query, **{"X-IA-API-Param-Entity": "200"})
        assert [row["entity.id"] for row in header.json()["ia::result"]] == ["200"]
        misspelt = top.post("/services/core/query", query, **{"X-IA-API-ParamEntity": "200"})
        assert len(misspelt.json()["ia::result"]) == 3
        unknown = top.post("/services/core/query", query, **{"X-IA-API-Param-Entity": "999"})
        assert unknown.status_code == 400


@pytest.mark.behaviour("query.relative-dates")
def test_relative_dates_count_from_the_company_s_day_or_from_as_of_date(wire: Wire):
    def months(value: str, **parameters: str) -> set[str]:
        rows = wire.query(
            object=INVOICE,
            fields=["invoiceDate"],
            filters=[{"$eq": {"invoiceDate": value}}],
            filterParameters=parameters,
            size=4000,
        )
        return {row["invoiceDate"][:7] for row in rows}

    assert months("currentMonth") == {"2026-10"}
    assert months("priorMonth") == {"2026-09"}
    assert months("priorQuarter") == {"2026-07", "2026-08", "2026-09"}
    assert months("priorMonth", asOfDate="2026-04-01") == {"2026-03"}


@pytest.mark.behaviour("query.moments")
def test_date_times_are_compared_as_moments(wire: Wire):
    def count(*filters: dict[str, Any], **parameters: str) -> int:
        rows = wire.query(
            object=INVOICE,
            fields=["count:state"],
            filters=list(filters),
            filterParameters=parameters,
        )
        found: int = rows[0]["count:state"]
        return found

    noon = "audit.createdDateTime"  # every seeded record was made at noon UTC
    assert count({"$eq": {noon: "currentMonth"}}) == count(
        {"$between": {noon: ["2026-10-01T00:00:00Z", "2026-10-31T23:59:59Z"]}}
    )
    assert count({"$lte": {noon: "2026-10-31T17:00:00+05:00"}}) == count(
        {"$lte": {noon: "2026-10-31T12:00:00Z"}}
    )
    assert count({"$lte": {noon: "2026-10-31T16:59:59+05:00"}}) < count(
        {"$lte": {noon: "2026-10-31T12:00:00Z"}}
    )


@pytest.mark.parametrize("name", sorted(catalogue()))
@pytest.mark.behaviour("query.every-object")
def test_every_object_of_the_catalogue_can_be_asked(wire: Wire, name: str):
    """A few fields of each kind: what is not seeded is empty, never an error."""
    fields = [
        path
        for path, field in catalogue()[name].fields.items()
        if field.is_scalar and "[]" not in path and (name, path) not in NOT_QUERYABLE
    ]
    response = wire.post("/services/core/query", {"object": name, "fields": fields, "size": 2})
    assert response.status_code == 200, response.text
    for row in response.json()["ia::result"]:
        assert list(row) == fields
