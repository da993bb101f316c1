"""docs/reliability.md knows every figure that a test keeps; `python -m tests.figures` writes it anew."""

import ast

from tests.figures import PAGE, told


def test_every_figure_that_a_test_keeps_stands_on_the_page() -> None:
    page = PAGE.read_text(encoding="utf-8")
    missing = []
    for path in told():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "figure":
                section, what = (ast.literal_eval(arg) for arg in node.args[:2])
                if f"## {section}\n" not in page or f"| {what} |" not in page:
                    missing.append(f"{path.name}: {section}: {what}")
    assert missing == []
