"""Every field path that books names exists in the catalogue, as far as references reach."""

import ast
from pathlib import Path

import intacct_books
from intacct_sandbox.catalogue import catalogue
from intacct_sandbox.company.ledger import Ledger
from intacct_sandbox.query.compile import Scope, compile_query
from intacct_sandbox.query.request import read_request

DECLARATION = ("text ", "text? ", "money ", "money? ", "day ", "day? ", "flag ", "count ")


def declared() -> dict[str, set[str]]:
    """Columns by object, read from the source of every `select(...)` call."""
    found: dict[str, set[str]] = {}
    for path in Path(intacct_books.__path__[0]).rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        constants = {
            target.id: node.value.value
            for node in tree.body
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
            for target in node.targets
            if isinstance(target, ast.Name) and isinstance(node.value.value, str)
        }
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id == "select"
            ):
                first, *rest = node.args
                name = (
                    first.value
                    if isinstance(first, ast.Constant)
                    else constants.get(ast.unparse(first))
                )
                if name is None:
                    continue  # named at run time: the sandbox refuses what is unknown
                found.setdefault(str(name), set()).update(
                    str(each.value).partition(" ")[2]
                    for each in rest
                    if isinstance(each, ast.Constant) and str(each.value).startswith(DECLARATION)
                )
    return found


def test_every_declared_column_can_be_queried():
    columns = declared()
    assert len(columns) >= 9
    ledger = Ledger()
    for name, paths in columns.items():
        assert name in catalogue()
        for path in paths:
            request = read_request({"object": name, "fields": [path]})
            compile_query(request, ledger.shape, Scope(None, "2026-10-31", 0))
    ledger.close()
