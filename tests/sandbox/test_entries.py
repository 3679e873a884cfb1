"""Journal entries that people make: changed, deleted, over several entities (docs/api/journals.md)."""

from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from intacct_sandbox.company.assumptions import Assumptions
from intacct_sandbox.serve import Sandbox
from wire import BASE, Wire, sign_in

ENTRY, ACCOUNT = "general-ledger/journal-entry", "general-ledger/account"
ENTITY = "company-config/entity"


@pytest.fixture
def wire(fresh_sandbox: Sandbox) -> Iterator[Wire]:
    with TestClient(fresh_sandbox.app) as http:
        yield sign_in(http, fresh_sandbox)


def line(side: str, account: str, amount: str, location: str = "110", **more: Any) -> Any:
    return {
        "txnType": side,
        "txnAmount": amount,
        "glAccount": {"id": account},
        "dimensions": {"location": {"id": location}, **more},
    }


def body(*lines: Any, **changed: Any) -> dict[str, Any]:
    return {
        "glJournal": {"id": "GJ"},
        "postingDate": "2026-10-15",
        "description": "Accrual",
        "lines": list(lines) or [line("debit", "6100", "5.00"), line("credit", "2100", "5.00")],
        **changed,
    }


def create(wire: Wire, name: str, payload: dict[str, Any]) -> str:
    response = wire.post(f"/objects/{name}", payload)
    assert response.status_code == 201, response.text
    key: str = response.json()["ia::result"]["key"]
    return key


def patch(wire: Wire, path: str, payload: Any) -> Any:
    return wire.http.patch(f"{BASE}/objects/{path}", json=payload, headers=wire.headers)


def delete(wire: Wire, path: str) -> Any:
    return wire.http.delete(f"{BASE}/objects/{path}", headers=wire.headers)


def error_id(response: Any) -> str:
    found: str = response.json()["ia::result"]["ia::error"]["details"][-1]["errorId"]
    return found


def key_of(wire: Wire, name: str, id_: str) -> str:
    (row,) = wire.query(object=name, fields=["key"], filters=[{"$eq": {"id": id_}}])
    key: str = row["key"]
    return key


def lines_of(wire: Wire, key: str) -> list[dict[str, Any]]:
    return wire.query(
        object=f"{ENTRY}-line",
        fields=["key", "glAccount.id", "txnType", "baseAmount", "dimensions.location.id"],
        filters=[{"$eq": {"journalEntry.key": key}}],
        orderBy=[{"lineNumber": "asc"}],
    )


def short(wire: Wire, key: str) -> list[tuple[str, str, str, str]]:
    return [
        (
            row["dimensions.location.id"],
            row["glAccount.id"],
            row["txnType"],
            row["baseAmount"],
        )
        for row in lines_of(wire, key)
    ]


def with_affiliates(wire: Wire) -> None:
    accounts = {
        "interEntityReceivableGLAccount": {"id": "1350"},
        "interEntityPayableGLAccount": {"id": "2350"},
    }
    for id_ in ("100", "200", "300"):
        assert patch(wire, f"{ENTITY}/{key_of(wire, ENTITY, id_)}", accounts).is_success


@pytest.mark.behaviour("journals.changed-entry")
def test_an_entry_is_changed_line_by_line_and_must_still_balance(wire: Wire):
    key = create(wire, ENTRY, body())
    debit, credit = lines_of(wire, key)
    off = patch(wire, f"{ENTRY}/{key}", {"lines": [{"key": debit["key"], "txnAmount": "6.00"}]})
    assert error_id(off) == "GL-1009"
    done = patch(
        wire,
        f"{ENTRY}/{key}",
        {"lines": [{"key": debit["key"], "txnAmount": "6.00"}, line("credit", "2200", "1.00")]},
    )
    assert done.status_code == 200
    assert short(wire, key) == [
        ("110", "6100", "debit", "6.00"),
        ("110", "2100", "credit", "5.00"),
        ("110", "2200", "credit", "1.00"),
    ]
    assert lines_of(wire, key)[1]["key"] == credit["key"]


def test_the_state_of_an_entry_is_not_changed_by_an_update(wire: Wire):
    key = create(wire, ENTRY, body(state="draft"))
    response = patch(wire, f"{ENTRY}/{key}", {"state": "posted"})
    assert (response.status_code, error_id(response)) == (400, "REST-1050")


@pytest.mark.behaviour("journals.deleted-entry")
def test_an_entry_is_deleted_unless_it_is_reversed_closed_or_a_subledger_s(wire: Wire):
    key = create(wire, ENTRY, body())
    assert delete(wire, f"{ENTRY}/{key}").status_code == 204
    assert lines_of(wire, key) == []
    key = create(wire, ENTRY, body())
    wire.post(f"/workflows/{ENTRY}/reverse", {"key": key})
    assert error_id(delete(wire, f"{ENTRY}/{key}")) == "GL-0502"
    (closed,) = wire.query(
        object=ENTRY,
        fields=["key"],
        filters=[{"$lt": {"postingDate": "2026-08-01"}}, {"$eq": {"moduleName": "2.GL"}}],
        orderBy=[{"key": "asc"}],
        size=1,
    )
    assert error_id(delete(wire, f"{ENTRY}/{closed['key']}")) == "GL-0312"
    (sales,) = wire.query(
        object=ENTRY, fields=["key"], filters=[{"$eq": {"moduleName": "4.AR"}}], size=1
    )
    assert error_id(delete(wire, f"{ENTRY}/{sales['key']}")) == "GL-0501"


def test_a_line_is_deleted_only_if_the_rest_balances(fresh_sandbox: Sandbox, wire: Wire):
    """What is left balances only where a line may be of nothing."""
    fresh_sandbox.ledger.assume(Assumptions(entry_amounts="signed"))
    key = create(
        wire,
        ENTRY,
        body(*body()["lines"], line("debit", "6110", "0.00")),
    )
    rows = lines_of(wire, key)
    assert error_id(delete(wire, f"{ENTRY}-line/{rows[0]['key']}")) == "GL-1009"
    assert delete(wire, f"{ENTRY}-line/{rows[2]['key']}").status_code == 204
    assert len(lines_of(wire, key)) == 2


@pytest.mark.behaviour("journals.between-entities")
def test_entities_of_one_entry_are_balanced_against_each_other(wire: Wire):
    with_affiliates(wire)
    key = create(
        wire,
        ENTRY,
        body(
            line("debit", "6100", "7.00", "110"),
            line("debit", "6100", "3.00", "210"),
            line("credit", "2100", "10.00", "110"),
        ),
    )
    assert short(wire, key) == [
        ("110", "6100", "debit", "7.00"),
        ("210", "6100", "debit", "3.00"),
        ("110", "2100", "credit", "10.00"),
        ("200", "2350", "credit", "3.00"),
        ("100", "1350", "debit", "3.00"),
    ]
    rows = lines_of(wire, key)
    named = wire.query(
        object=f"{ENTRY}-line",
        fields=["dimensions.location.id", "dimensions.affiliateEntity.id"],
        filters=[{"$eq": {"journalEntry.key": key}}],
        orderBy=[{"key": "asc"}],
    )
    others = [each["dimensions.affiliateEntity.id"] for each in named]
    assert others == [None, None, None, "100", "200"]
    changes = [
        {"key": rows[1]["key"], "txnAmount": "4.00"},
        {"key": rows[2]["key"], "txnAmount": "11.00"},
    ]
    assert patch(wire, f"{ENTRY}/{key}", {"lines": changes}).is_success
    assert short(wire, key)[3:] == [
        ("200", "2350", "credit", "4.00"),
        ("100", "1350", "debit", "4.00"),
    ]


@pytest.mark.behaviour("journals.between-entities")
def test_who_paid_for_another_entity_has_a_claim_on_it(wire: Wire):
    with_affiliates(wire)
    key = create(
        wire,
        ENTRY,
        body(line("debit", "6100", "3.00", "110"), line("credit", "1020", "3.00", "210")),
    )
    assert short(wire, key)[2:] == [
        ("200", "1350", "debit", "3.00"),
        ("100", "2350", "credit", "3.00"),
    ]


@pytest.mark.behaviour("journals.entities-that-do-not-fit")
def test_entities_without_accounts_for_each_other_or_of_other_currencies_are_refused(wire: Wire):
    none = {"interEntityReceivableGLAccount": None, "interEntityPayableGLAccount": None}
    assert patch(wire, f"{ENTITY}/{key_of(wire, ENTITY, '200')}", none).is_success
    entry = body(line("debit", "6100", "7.00", "110"), line("credit", "2100", "7.00", "210"))
    assert error_id(wire.post(f"/objects/{ENTRY}", entry)) == "GL-0602"
    with_affiliates(wire)
    assert wire.post(f"/objects/{ENTRY}", entry).status_code == 201
    entry["lines"][1]["dimensions"]["location"]["id"] = "310"
    assert error_id(wire.post(f"/objects/{ENTRY}", entry)) == "GL-0601"


@pytest.mark.behaviour("journals.reverses-itself")
def test_an_entry_reverses_itself_on_the_day_it_says(wire: Wire):
    key = create(wire, ENTRY, body(automaticReversalDate="2026-11-01"))
    record = wire.get(f"/objects/{ENTRY}/{key}").json()["ia::result"]
    assert record["state"] == "reversed"
    (other,) = wire.query(
        object=ENTRY,
        fields=["postingDate", "reversedFromDate"],
        filters=[{"$eq": {"key": record["reversedBy"]["key"]}}],
    )
    assert other == {"postingDate": "2026-11-01", "reversedFromDate": "2026-10-15"}
    early = wire.post(f"/objects/{ENTRY}", body(automaticReversalDate="2026-10-01"))
    assert error_id(early) == "GL-0503"


@pytest.mark.parametrize(
    ("account", "code"),
    [
        ({"disallowDirectPosting": True}, "GL-0620"),
        ({"requireDimensions": {"department": True}}, "GL-0621"),
        ({"requireDimensions": {"customer": True}}, "GL-0621"),
        ({"status": "inactive"}, "BL03002029"),
    ],
    ids=str,
)
@pytest.mark.behaviour("journals.what-accounts-need")
def test_an_account_says_what_its_lines_need(wire: Wire, account: dict[str, Any], code: str):
    key = key_of(wire, ACCOUNT, "6100")
    assert patch(wire, f"{ACCOUNT}/{key}", account).is_success
    response = wire.post(f"/objects/{ENTRY}", body())
    assert (response.status_code, error_id(response)) == (422, code)


def test_a_needed_dimension_that_is_given_is_enough(wire: Wire):
    key = key_of(wire, ACCOUNT, "6100")
    patch(wire, f"{ACCOUNT}/{key}", {"requireDimensions": {"department": True}})
    given = line("debit", "6100", "5.00", department={"id": "SAL"})
    create(wire, ENTRY, body(given, line("credit", "2100", "5.00")))


def test_entries_on_control_accounts_are_taken_unless_the_account_forbids_them(wire: Wire):
    create(wire, ENTRY, body(line("debit", "1200", "5.00"), line("credit", "4000", "5.00")))


def test_dimensions_of_a_line_reach_the_ledger(wire: Wire):
    class_ = create(wire, "company-config/class", {"id": "RET", "name": "Retail"})
    project = {"id": "P-77", "name": "Rollout", "category": "contract"}
    project_key = create(wire, "projects/project", project)
    vendor_line = {
        "glAccount": {"id": "6300"},
        "txnAmount": "12.00",
        "dimensions": {
            "location": {"id": "210"},
            "class": {"id": "RET"},
            "project": {"key": project_key},
            "customer": {"id": "C-0001"},
        },
    }
    create(
        wire,
        "accounts-payable/bill",
        {
            "state": "posted",
            "vendor": {"id": "V-0001"},
            "billNumber": "DIM-1",
            "createdDate": "2026-10-05",
            "dueDate": "2026-11-04",
            "lines": [vendor_line],
        },
    )
    dimensions = [f"dimensions.{name}.key" for name in ("class", "project")]
    (row,) = wire.query(
        object=f"{ENTRY}-line",
        fields=[*dimensions, "dimensions.customer.id", "dimensions.vendor.id"],
        filters=[{"$eq": {"documentId": "DIM-1"}}, {"$eq": {"glAccount.id": "6300"}}],
    )
    assert list(row.values()) == [class_, project_key, "C-0001", "V-0001"]


@pytest.mark.parametrize("amount", ["0.00", "-5.00"])
@pytest.mark.behaviour("assumptions.entry-amounts")
def test_a_line_of_zero_or_less_is_refused(wire: Wire, amount: str):
    lines = (line("debit", "6100", amount), line("credit", "2100", amount))
    response = wire.post(f"/objects/{ENTRY}", body(*lines))
    assert (response.status_code, error_id(response)) == (422, "GL-0604")
    key = create(wire, ENTRY, body())
    (first, _) = wire.get(f"/objects/{ENTRY}/{key}").json()["ia::result"]["lines"]
    changed = patch(wire, f"{ENTRY}/{key}", {"lines": [{"key": first["key"], "txnAmount": amount}]})
    assert (changed.status_code, error_id(changed)) == (422, "GL-0604")
