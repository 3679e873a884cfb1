"""The rules that `make mutants` takes out still stand where it looks for them, each with tests of its own."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent.parent
RULES: dict[str, dict[str, Any]] = tomllib.loads(
    Path(__file__).with_name("rules.toml").read_text(encoding="utf-8")
)
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
