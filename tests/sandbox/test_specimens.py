"""Every field of every object that has rows has a value somewhere, or stands in the list of those that have none."""

import os
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from intacct_sandbox.catalogue import NOT_QUERYABLE, Field
from intacct_sandbox.seed.specimens import what_is_seeded, why_empty
from intacct_sandbox.serve import Sandbox, Seed
from opened import company
from wire import Wire, sign_in

PAGE = Path(__file__).parent.parent.parent / "docs" / "sandbox-unfilled.md"
HEAD = """# Fields without a value

Made from the code (`UPDATE_DOCS=1`). Each object that has rows in a new company has one specimen: a row whose every field is
filled, with plain samples where nothing else is known. Here is what still has no value in any row, and why.

"""


def readable(name: str, path: str, field: Field) -> bool:
    scalar = field.is_scalar and "[]" not in path
    return (scalar or field.is_list) and (name, path) not in NOT_QUERYABLE


def empty_fields(wire: Wire, sandbox: Sandbox, name: str) -> list[str]:
    """Fields that are null in the specimen as GET shows it, and in every row that a query can find."""
    fields = sandbox.ledger.shape.objects[name].fields
    paths = [path for path, field in fields.items() if readable(name, path, field)]
    rows = wire.query(
        object=name,
        fields=paths,
        size=100,
        orderBy=[{"key": "asc"}],
        filterParameters={"includePrivate": True},
    )
    # A search shows what the first rows do not; addresses cannot be searched for, and are there with keys.
    searched = [
        path
        for path in paths
        if all(row[path] in (None, []) for row in rows)
        and fields[path].is_scalar
        and not path.endswith("href")
    ]
    empty = {
        path
        for path in searched
        if not wire.query(
            object=name,
            fields=[path],
            filters=[{"$ne": {path: None}}],
            size=1,
            filterParameters={"includePrivate": True},
        )
    }
    return [
        path
        for path in paths
        if path in empty
        or (path.endswith("href") and path.removesuffix("href") + "key" in empty)
        or (not fields[path].is_scalar and all(not row[path] for row in rows))
    ]


@pytest.fixture(scope="module")
def small() -> Iterator[Sandbox]:
    with company(Seed(1, date(2026, 10, 31), 500)) as sandbox:
        yield sandbox


@pytest.fixture(scope="module")
def unfilled(small: Sandbox) -> dict[str, list[str]]:
    with TestClient(small.app) as http:
        wire = sign_in(http, small)
        return {name: empty_fields(wire, small, name) for name in what_is_seeded(small.ledger).keys}


def test_every_field_is_filled_somewhere_or_has_a_reason(
    small: Sandbox, unfilled: dict[str, list[str]]
):
    seeded = what_is_seeded(small.ledger)
    reasons: dict[str, dict[str, list[str]]] = {}
    unexplained: list[str] = []
    for name, paths in unfilled.items():
        collected: defaultdict[str, list[str]] = defaultdict(list)
        for path in paths:
            object_type = seeded.objects[name]
            reason = why_empty(seeded, object_type, object_type.fields[path])
            collected[reason].append(path)
            if not reason:
                unexplained.append(f"{name} {path}")
        reasons[name] = dict(collected)
    assert unexplained == []
    parts = [HEAD]
    for name, by_reason in reasons.items():
        if by_reason:
            parts.append(f"## {name}\n\n| why | fields |\n|---|---|\n")
            parts += [
                f"| {reason} | {', '.join(f'`{path}`' for path in paths)} |\n"
                for reason, paths in by_reason.items()
            ]
            parts.append("\n")
    page = "".join(parts).rstrip() + "\n"
    if os.environ.get("UPDATE_DOCS"):
        PAGE.write_text(page, encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == page
