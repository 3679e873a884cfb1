"""Every switch stands on its page (docs/api/assumptions.md)."""

from dataclasses import Field, fields
from pathlib import Path
from typing import get_args

import pytest

from intacct_sandbox.company.assumptions import Assumptions

PAGE = Path(__file__).parents[2] / "docs" / "api" / "assumptions.md"


@pytest.mark.parametrize("field", fields(Assumptions), ids=lambda field: field.name)
def test_a_switch_is_listed_with_its_values_its_default_a_reason_and_a_behaviour(field: Field[str]):
    name, text = field.name.replace("_", "-"), PAGE.read_text(encoding="utf-8")
    (row,) = (line for line in text.splitlines() if line.startswith(f"| `{name}` |"))
    _, _, values, default, *_ = (cell.strip() for cell in row.split("|"))
    assert sorted(values.split(", ")) == sorted(f"`{value}`" for value in get_args(field.type))
    assert default == f"`{field.default}`"
    assert name in "".join(line for line in text.splitlines() if line.startswith("**"))
    assert f"\n| `assumptions.{name}` |" in text
