import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = {
    "intacct_mcp": "server",
    "intacct_client": "server",
    "intacct_tools": "tools",
    "intacct_books": "tools",
    "intacct_sandbox": "sandbox",
}
MAY_IMPORT = {
    "intacct_client": set(),
    "intacct_sandbox": set(),
    "intacct_books": {"intacct_client"},
    "intacct_tools": {"intacct_books"},
    "intacct_mcp": set(PACKAGES),
}
MODULE, FUNCTION = 300, 40  # lines


def sources(package: str) -> Iterator[tuple[Path, ast.Module]]:
    for path in sorted((ROOT / PACKAGES[package] / package).rglob("*.py")):
        yield path, ast.parse(path.read_text(encoding="utf-8"))


def imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """The lines of a function; what it says of itself is not counted."""
    first = node.body[0]
    told = ast.get_docstring(node) is not None
    said = (first.end_lineno or 0) - first.lineno + 1 if told else 0
    return (node.end_lineno or 0) - node.lineno + 1 - said


def test_a_module_is_read_in_one_sitting_and_a_function_at_one_glance():
    modules, functions = 0, 0
    offenders: list[str] = []
    for package in PACKAGES:
        for path, tree in sources(package):
            modules += 1
            lines = len(path.read_text(encoding="utf-8").splitlines())
            if lines > MODULE:
                offenders.append(f"{path.name}: {lines} lines")
            for node in ast.walk(tree):
                if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                    functions += 1
                    if length(node) > FUNCTION:
                        offenders.append(f"{path.name}: {node.name}, {length(node)} lines")
    assert offenders == []
    assert modules > 300
    assert functions > 2_000


@pytest.mark.parametrize("package", PACKAGES)
def test_imports_go_one_way(package: str):
    found = {name.split(".")[0] for _, tree in sources(package) for name in imported(tree)} & set(
        PACKAGES
    )
    assert found - {package} <= MAY_IMPORT[package]


def test_books_alone_uses_no_mcp_and_the_sandbox_neither():
    for package in ("intacct_books", "intacct_client", "intacct_sandbox"):
        assert not {
            name
            for _, tree in sources(package)
            for name in imported(tree)
            if name.split(".")[0] == "mcp"
        }


def test_authlib_is_touched_in_one_module():
    touching = {
        path.name
        for package in PACKAGES
        for path, tree in sources(package)
        if any(name.split(".")[0] == "authlib" for name in imported(tree))
    }
    assert touching == {"oauth.py"}


def test_source_roots_hold_packages_only():
    for root in set(PACKAGES.values()):
        inside = {path.name for path in (ROOT / root).iterdir() if path.name != "__pycache__"}
        assert inside - {"README.md"} == {name for name, where in PACKAGES.items() if where == root}


def test_there_is_no_float_where_money_is():
    looked_at = [
        *sources("intacct_books"),
        *sources("intacct_tools"),
        *(
            pair
            for pair in sources("intacct_client")
            if pair[0].name in {"rows.py", "query.py", "filters.py"}
        ),
    ]
    assert len(looked_at) > 20
    offenders = [
        f"{path.name}:{node.lineno}"
        for path, tree in looked_at
        for node in ast.walk(tree)
        if (isinstance(node, ast.Constant) and isinstance(node.value, float))
        or (isinstance(node, ast.Name) and node.id == "float")
        or (isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div))
    ]
    assert offenders == []


@pytest.mark.parametrize(
    ("line", "code"),
    [("import asyncio", "TID251"), ("import httpx", "TID251"), ("print(1)", "T201")],
)
def test_the_linter_bans_what_breaks_us(line: str, code: str):
    checked = subprocess.run(
        [sys.executable, "-m", "ruff", "check", "--stdin-filename", "server/intacct_mcp/x.py", "-"],
        input=f'"""Doc."""\n\n{line}\n',
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    assert code in checked.stdout
