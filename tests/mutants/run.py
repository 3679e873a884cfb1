"""Takes each rule out in a copy of the tree and shows which pitfall tests fail: `make mutants`, a few minutes.

A rule whose own test passes without it is guarded by nothing, one that others fail with is no rule of its own: the
run ends with an error.
"""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).parent.parent.parent
RULES = Path(__file__).with_name("rules.toml")
PACKAGES = ("server", "tools", "sandbox")
_PYTEST = ("-m", "pytest", "-q", "--tb=no", "-p", "no:cacheprovider")
_FAILED = re.compile(r"^(?:FAILED|ERROR) \S+::test_(p\d\d)_", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Mutant:
    """A rule taken out.

    Attributes:
        pitfall: The pitfall that its tests are named for.
        rule: The rule, in words.
        file: Where it stands.
        old: Its text, there once.
        new: What stands there instead.
    """

    pitfall: str
    rule: str
    file: str
    old: str
    new: str


def mutants() -> list[Mutant]:
    """All of them, in order."""
    rules = tomllib.loads(RULES.read_text(encoding="utf-8"))
    return [Mutant(pitfall=name, **rule) for name, rule in sorted(rules.items())]


def changed(text: str, mutant: Mutant) -> str:
    """The file without the rule.

    Raises:
        LookupError: The rule does not stand there, or more than once.
    """
    if text.count(mutant.old) != 1:
        raise LookupError(f"{mutant.pitfall}: {text.count(mutant.old)} times in {mutant.file}")
    return text.replace(mutant.old, mutant.new)


def failing(mutant: Mutant) -> set[str]:
    """The pitfalls whose tests fail without the rule."""
    with TemporaryDirectory(prefix="mutant-") as folder:
        tree = Path(folder)
        for name in (*PACKAGES, "tests", "docs", "pyproject.toml"):
            (tree / name).symlink_to(ROOT / name)
        top = Path(mutant.file).parts[0]
        (tree / top).unlink()
        shutil.copytree(ROOT / top, tree / top, ignore=shutil.ignore_patterns("__pycache__"))
        file = tree / mutant.file
        file.write_text(changed(file.read_text(encoding="utf-8"), mutant), encoding="utf-8")
        paths = os.pathsep.join(str(tree / name) for name in PACKAGES)
        told = subprocess.run(
            [sys.executable, *_PYTEST, str(tree / "tests" / "pitfalls")],
            cwd=tree,
            env={**os.environ, "PYTHONPATH": paths, "INTACCT_SANDBOX": "1"},
            capture_output=True,
            text=True,
            check=False,
        )
    if " passed" not in told.stdout and " failed" not in told.stdout:
        raise RuntimeError(f"{mutant.pitfall}: {told.stdout[-500:]}{told.stderr[-500:]}")
    return set(_FAILED.findall(told.stdout))


def main(names: list[str]) -> int:
    """Run all, or those that are named, and print a table."""
    chosen = [each for each in mutants() if not names or each.pitfall in names]
    table = Table("pitfall", "rule taken out", "its test", "others that fail", box=SIMPLE_HEAD)
    is_guarded = True
    with ThreadPoolExecutor(max_workers=2) as pool:
        for mutant, failed in zip(chosen, pool.map(failing, chosen), strict=True):
            others = failed - {mutant.pitfall}
            is_guarded = is_guarded and failed == {mutant.pitfall}
            print(mutant.pitfall, *sorted(failed), file=sys.stderr, flush=True)  # noqa: T201 - progress
            table.add_row(
                mutant.pitfall,
                mutant.rule,
                "fails" if mutant.pitfall in failed else "[bold]passes",
                " ".join(sorted(others)),
            )
    Console(width=None if sys.stdout.isatty() else 120).print(table)
    return 0 if is_guarded else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
