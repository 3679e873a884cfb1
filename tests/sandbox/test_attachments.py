"""Files in folders, and on records (docs/api/attachments.md)."""

from base64 import b64encode
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from changing import fault
from intacct_sandbox.serve import Sandbox
from wire import Wire, sign_in

ATTACHMENT = "/objects/company-config/attachment"
FILE = "/objects/company-config/file"
FOLDER = "/objects/company-config/folder"
TEXT = b64encode(b"two pages").decode()


@pytest.fixture
def wire(fresh_sandbox: Sandbox) -> Iterator[Wire]:
    with TestClient(fresh_sandbox.app) as http:
        wire = sign_in(http, fresh_sandbox)
        assert wire.post(FOLDER, {"id": "F-1"}).status_code == 201
        yield wire


def patch(wire: Wire, path: str, body: Any) -> Any:
    return wire.http.patch(f"/ia/api/v1{path}", json=body, headers=wire.headers)


def delete(wire: Wire, path: str) -> int:
    return wire.http.delete(f"/ia/api/v1{path}", headers=wire.headers).status_code


def attachment(**more: Any) -> dict[str, Any]:
    files = [{"name": "a.txt", "data": TEXT}]
    return {"id": "A-1", "name": "Papers", "folder": {"id": "F-1"}, "files": files, **more}


def made(wire: Wire) -> str:
    answer = wire.post(ATTACHMENT, attachment())
    assert answer.status_code == 201, answer.text
    key: str = answer.json()["ia::result"]["key"]
    return key


def files(wire: Wire, key: str) -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = wire.get(f"{ATTACHMENT}/{key}").json()["ia::result"]["files"]
    return listed


def own_files(wire: Wire) -> list[dict[str, Any]]:
    """All files but those that the company was made with."""
    seeded = [{"$notIn": {"attachment.id": ["ATT-1", "ATT-2", "ATT-3"]}}]
    return wire.query(object="company-config/file", fields=["key"], filters=seeded)


def test_a_file_is_read_back_with_its_data_and_size(wire: Wire):
    key = made(wire)
    (listed,) = files(wire, key)
    assert (listed["name"], listed["size"]) == ("a.txt", 9)
    assert "data" not in listed
    read = wire.get(f"{FILE}/{listed['key']}").json()["ia::result"]
    assert (read["data"], read["size"], read["attachment"]["id"]) == (TEXT, 9, "A-1")


@pytest.mark.behaviour("attachments.files")
def test_files_are_added_changed_and_removed_by_the_attachment(wire: Wire):
    key = made(wire)
    longer = b64encode(b"x" * 1000).decode()
    added = {"files": [{"name": "b.txt", "data": longer}]}
    assert patch(wire, f"{ATTACHMENT}/{key}", added).status_code == 200
    first, second = files(wire, key)
    assert (second["name"], second["size"]) == ("b.txt", 1000)
    changes = [
        {"key": first["key"], "ia::operation": "delete"},
        {"key": second["key"], "data": TEXT},
    ]
    assert patch(wire, f"{ATTACHMENT}/{key}", {"files": changes}).status_code == 200
    (left,) = files(wire, key)
    assert (left["name"], left["size"]) == ("b.txt", 9)
    assert wire.get(f"{FILE}/{first['key']}").status_code == 404


@pytest.mark.parametrize(
    ("more", "status", "code"),
    [
        ({"files": [{"name": "a", "data": "not base64!"}]}, 400, "REST-1043"),
        ({"files": [{"name": "a", "data": "YQ"}]}, 400, "REST-1043"),
        ({"files": [{"name": "a"}]}, 400, "REST-1043"),
        ({"files": [{"data": TEXT}]}, 400, "REST-1043"),
        ({"files": [{"name": "a", "data": TEXT, "size": 3}]}, 400, "REST-1050"),
        ({"folder": None}, 400, "REST-1043"),
        ({"folder": {"id": "nowhere"}}, 422, "BL03002028"),
        ({"name": None}, 400, "REST-1043"),
    ],
    ids=str,
)
def test_a_bad_attachment_is_refused(wire: Wire, more: dict[str, Any], status: int, code: str):
    body = {name: value for name, value in attachment(**more).items() if value is not None}
    answer = wire.post(ATTACHMENT, body)
    assert (answer.status_code, fault(answer.json())[1]) == (status, code)
    assert own_files(wire) == []


@pytest.mark.behaviour("attachments.data")
def test_data_is_never_in_a_row(wire: Wire):
    key = made(wire)
    refusal = wire.refusal(object="company-config/file", fields=["data"])
    assert refusal["errorId"] == "REST-1106"
    patch(wire, f"{ATTACHMENT}/{key}", {"files": [{"name": "b", "data": TEXT}]})
    told = wire.query(
        object="company-config/audit-history",
        fields=["changeDetails.fieldName", "changeDetails.newValue"],
    )
    assert TEXT not in str(told)


@pytest.mark.behaviour("attachments.on-a-record")
def test_a_record_refers_to_one_attachment_which_then_stays(wire: Wire):
    key = made(wire)
    vendor = wire.query(object="accounts-payable/vendor", fields=["key"], size=1)[0]["key"]
    path = f"/objects/accounts-payable/vendor/{vendor}"
    assert patch(wire, path, {"attachment": {"id": "A-1"}}).status_code == 200
    assert wire.get(path).json()["ia::result"]["attachment"]["key"] == key
    assert delete(wire, f"{ATTACHMENT}/{key}") == 422
    assert patch(wire, path, {"attachment": None}).status_code == 200
    assert delete(wire, f"{ATTACHMENT}/{key}") == 204
    assert own_files(wire) == []


def test_folders_know_what_is_in_them(wire: Wire):
    wire.post(FOLDER, {"id": "F-2", "parent": {"id": "F-1"}})
    key = made(wire)

    def marks() -> list[dict[str, Any]]:
        return wire.query(
            object="company-config/folder",
            fields=["id", "hasSubfolders", "hasAttachments"],
            filters=[{"$in": {"id": ["F-1", "F-2"]}}],
            orderBy=[{"id": "asc"}],
        )

    assert [tuple(row.values()) for row in marks()] == [
        ("F-1", True, True),
        ("F-2", False, False),
    ]
    delete(wire, f"{ATTACHMENT}/{key}")
    assert marks()[0]["hasAttachments"] is False


def test_a_file_is_not_made_alone_but_can_be_deleted_alone(wire: Wire):
    key = made(wire)
    assert wire.post(FILE, {"name": "a", "data": TEXT}).status_code == 405
    (file,) = files(wire, key)
    assert delete(wire, f"{FILE}/{file['key']}") == 204
    assert files(wire, key) == []
