"""Each behaviour that docs/api/ lists is tied to a test, and each test's tie to a behaviour.

A page lists its behaviours in a table under `## Behaviours`: `| `page.name` | what |`. A test that shows one
carries `@pytest.mark.behaviour("page.name")`.
"""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
PAGES = sorted((ROOT / "docs" / "api").glob("*.md"))
ROW = re.compile(r"^\| `([a-z0-9-]+)\.([a-z0-9-]+)` \|", re.MULTILINE)
# Pages that tell about the others, or about the client alone.
WITHOUT = {"README"}


def described() -> dict[str, str]:
    """Each behaviour id, and the page it stands on."""
    found: dict[str, str] = {}
    for page in PAGES:
        _, _, table = page.read_text(encoding="utf-8").partition("\n## Behaviours\n")
        for subject, name in ROW.findall(table.partition("\n## ")[0]):
            assert f"{subject}.{name}" not in found, f"{subject}.{name} stands twice"
            found[f"{subject}.{name}"] = page.stem
    return found


def marked() -> set[str]:
    """Each behaviour id that a test carries."""
    found: set[str] = set()
    for path in (ROOT / "tests").rglob("test_*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "pytest.mark.behaviour":
                found |= {str(ast.literal_eval(each)) for each in node.args}
    return found


def test_each_behaviour_has_a_test_and_each_test_s_behaviour_is_described():
    assert marked() == set(described())


def test_a_behaviour_is_named_after_its_page():
    for behaviour, page in described().items():
        assert behaviour.partition(".")[0] == page


def test_each_page_lists_behaviours():
    missing = {page.stem for page in PAGES} - set(described().values()) - WITHOUT
    assert not missing
