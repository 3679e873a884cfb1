"""The rules that `make mutants` takes out still stand where it looks for them, each with tests of its own."""

import os
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent.parent
RULES: dict[str, dict[str, Any]] = tomllib.loads(
    Path(__file__).with_name("rules.toml").read_text(encoding="utf-8")
)
PAGE = ROOT / "docs" / "pitfalls.md"
HEAD = """# Traps of the figures

Made from the tests (`UPDATE_DOCS=1`). What makes an answer about Intacct wrong though every number in it is right, and what holds
here instead. Each line is a test in `tests/pitfalls/`, which counts the right figure by hand (plain SQL) and shows that the naive one
is another. `make mutants` takes each rule out of a copy of the code: its test must fail.

| | what holds | rule that `make mutants` takes out |
|---|---|---|
"""
PITFALLS = "".join(
    path.read_text(encoding="utf-8")
    for path in sorted((ROOT / "tests" / "pitfalls").glob("test_*.py"))
)


@pytest.mark.parametrize("pitfall", RULES)
def test_a_rule_stands_where_the_mutants_look_for_it(pitfall: str):
    rule = RULES[pitfall]
    text = (ROOT / rule["file"]).read_text(encoding="utf-8")
    assert text.count(rule["old"]) == 1


@pytest.mark.parametrize("pitfall", [f"p{number:02}" for number in range(1, 37)])
def test_each_pitfall_has_a_test_of_its_name(pitfall: str):
    assert f"def test_{pitfall}_" in PITFALLS


def test_the_page_of_pitfalls_is_the_tests():
    lines = [
        f"| {pitfall.upper()} | {words.replace('_', ' ').replace(' s ', chr(39) + 's ')} |"
        f" {RULES[pitfall]['rule'] if pitfall in RULES else ''} |\n"
        for pitfall, words in sorted(re.findall(r"def test_(p\d\d)_(\w+)", PITFALLS))
    ]
    page = HEAD + "".join(lines)
    if os.environ.get("UPDATE_DOCS"):
        PAGE.write_text(page, encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == page
