"""Each error id that the sandbox can send stands on docs/api/errors.md, and a test provokes it.

The ids are read from the code: what is passed to a parameter named `error_id`, and every text of an id's form.
An id that nothing sends any more has no row either.
"""

import ast
import re
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent
SANDBOX = ROOT / "sandbox" / "intacct_sandbox"
PAGE = ROOT / "docs" / "api" / "errors.md"
FORM = re.compile(r"[A-Z]{2,}(-\d{4}|\d{8})")
WORD = re.compile(r"[a-z]+([A-Z][a-z]+)+")
ROW = re.compile(r"^\| `([\w-]+)` \| [^|]+ \| [^|]+ \| [^|]+ \|$", re.MULTILINE)


@cache
def nodes(folder: Path) -> list[ast.AST]:
    """Every node of a folder's code."""
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in sorted(folder.rglob("*.py"))]
    return [node for tree in trees for node in ast.walk(tree)]


def texts(folder: Path) -> set[str]:
    """Every text constant of a folder's code."""
    return {
        node.value
        for node in nodes(folder)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def place_among(function: ast.FunctionDef) -> int | None:
    """Where a call of the function has its `error_id`."""
    names = [each.arg for each in function.args.args if each.arg != "self"]
    return names.index("error_id") if "error_id" in names else None


def takers(folder: Path) -> dict[str, int]:
    """The functions and classes that take an `error_id`, and its place among their arguments."""
    found: dict[str, int] = {}
    parents: dict[str, str] = {}
    for node in nodes(folder):
        if isinstance(node, ast.ClassDef):
            parents.update((node.name, ast.unparse(parent)) for parent in node.bases)
        body = node.body if isinstance(node, ast.ClassDef | ast.Module) else []
        for each in body:
            if isinstance(each, ast.FunctionDef) and (place := place_among(each)) is not None:
                if isinstance(node, ast.ClassDef) and each.name == "__init__":
                    found[node.name] = place
                else:
                    found[each.name] = place
    inherited = {name: found[parent] for name, parent in parents.items() if parent in found}
    return inherited | found


def passed(folder: Path) -> set[str]:
    """Every text that is passed as an `error_id`."""
    places = takers(folder)
    found: set[str] = set()
    for node in nodes(folder):
        if isinstance(node, ast.Call):
            place = places.get(ast.unparse(node.func).rpartition(".")[2])
            given = [each.value for each in node.keywords if each.arg == "error_id"]
            if place is not None:
                given += node.args[place : place + 1]
            found |= {str(each.value) for each in given if isinstance(each, ast.Constant)}
    return found


def sent() -> set[str]:
    """Each error id that the sandbox can send."""
    formed = {text for text in texts(SANDBOX) - texts(SANDBOX / "seed") if FORM.fullmatch(text)}
    return formed | {text for text in passed(SANDBOX) if WORD.fullmatch(text)}


def listed() -> list[str]:
    """Each error id that has a row on the page."""
    _, _, table = PAGE.read_text(encoding="utf-8").partition("\n## The ids\n")
    return ROW.findall(table.partition("\n## ")[0])


def test_each_error_id_has_one_row_on_its_page():
    assert sorted(listed()) == sorted(sent())


def test_each_error_id_is_provoked_by_a_test():
    assert sent() - texts(ROOT / "tests" / "sandbox") == set()


def test_ids_are_found_however_they_are_passed():
    assert {"REST-1028", "GW-0038", "GW-0010", "REST-2102", "invalidParameter"} <= sent()
    assert {"GL-1009", "PL-0101", "BL03002028"} <= passed(SANDBOX)
