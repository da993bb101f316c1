"""What a person reads is Chinese, punctuated in Chinese, and says what to do: pages, sentences in code, data, scripts."""

import ast
import csv
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
HOUSE = ROOT / "xinhuo"
HAN = r"[\u4e00-\u9fff]"
HALF_WIDTH = re.compile(rf"{HAN}[,;:?!()]|[,:;?!()]{HAN}")
LONGEST_ERROR = 40  # characters
ERRORS = {"RuleBroken", "ValidationError", "CommandError", "ArgumentTypeError", "Http404", "add_error"}
COLD_WORDS = re.compile("非法|无效|不合法|格式错误|操作失败|未知错误|必填项|系统异常")
LONGER_WITH_REASON = {"这台机器上还没有设机构。请先运行 ./run serve 设好，或加 --create-units。": "names two commands"}


def files(pattern: str) -> list[Path]:
    found = [p for p in sorted(HOUSE.rglob(pattern)) if not {"__pycache__", "migrations"} & set(p.parts)]
    assert found, pattern
    return found


def half_width(path: Path, texts: Iterator[str]) -> list[str]:
    return [f"{path.relative_to(ROOT)}: {text.strip()[:60]}" for text in texts if HALF_WIDTH.search(text)]


def shown_by_page(path: Path) -> Iterator[str]:
    """The text between tags, the attributes, and the words given to macros."""
    text = path.read_text(encoding="utf-8")
    for block in re.findall(r"{{.*?}}|{%.*?%}", text, flags=re.DOTALL):
        yield from (one or other for one, other in re.findall(r'"([^"]*)"|\'([^\']*)\'', block))
    bare = re.sub(r"{[%{#].*?[%}#]}", "", text, flags=re.DOTALL)
    yield from re.findall(r'="([^"]*)"', bare)
    yield re.sub(r"<[^>]*>", "", bare)


def said_by_code(path: Path) -> Iterator[str]:
    """Strings that a person may read: no docstrings, no patterns."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    skipped = {id(n.body[0].value) for n in ast.walk(tree) if _has_doc(n)}
    skipped |= {id(a) for n in ast.walk(tree) if _is_pattern(n) for a in ast.walk(n)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in skipped:
            yield node.value


def _has_doc(node: ast.AST) -> bool:
    holders = ast.Module | ast.ClassDef | ast.FunctionDef
    return isinstance(node, holders) and ast.get_docstring(node, clean=False) is not None


def _is_pattern(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and ast.unparse(node.func).startswith("re.")


def told_by_data(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from (text for key, one in value.items() for text in [key, *told_by_data(one)])
    elif isinstance(value, list):
        yield from (text for one in value for text in told_by_data(one))


def test_pages_are_punctuated_in_chinese() -> None:
    assert [line for p in files("*.html") for line in half_width(p, shown_by_page(p))] == []


def test_sentences_in_code_are_punctuated_in_chinese() -> None:
    assert [line for p in files("*.py") for line in half_width(p, said_by_code(p))] == []


def test_data_is_punctuated_in_chinese() -> None:
    wrong = []
    for path in files("*.csv"):
        with path.open(encoding="utf-8", newline="") as lines:
            wrong += half_width(path, (cell for row in csv.reader(lines) for cell in row))
    for path in files("*.toml"):
        wrong += half_width(path, told_by_data(tomllib.loads(path.read_text(encoding="utf-8"))))
    assert wrong == []


def test_scripts_are_punctuated_in_chinese() -> None:
    """The page's own script, and what ./run and ./check say."""
    wrong = [line for p in files("*.js") for line in half_width(p, iter(p.read_text(encoding="utf-8").splitlines()))]
    for path in (ROOT / "run", ROOT / "check"):
        wrong += half_width(path, iter(re.findall(r'(?:say|stop|echo) "([^"$]*)"', path.read_text(encoding="utf-8"))))
    assert wrong == []


def test_the_handbook_is_punctuated_in_chinese() -> None:
    books = [*(ROOT / "docs" / "handbook").glob("*.md"), ROOT / "README.zh-CN.md"]
    assert len(books) > 5
    wrong = []
    for path in books:
        prose = re.sub(r"```.*?```|`[^`\n]*`|]\([^)]*\)", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        wrong += half_width(path, iter(prose.splitlines()))
    assert wrong == []


def test_links_in_documents_lead_somewhere() -> None:
    seen = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    assert len(seen) > 10
    dead = [
        f"{path.relative_to(ROOT)}: {link}"
        for path in seen
        for link in re.findall(r"]\(([^)#\s]+)", path.read_text(encoding="utf-8"))
        if "://" not in link and not (path.parent / link).exists()
    ]
    assert dead == []


def _sentence(node: ast.expr) -> str:
    """The words of a string, a name or a number of some length in the place of each gap."""
    if isinstance(node, ast.JoinedStr):
        return "".join(str(v.value) if isinstance(v, ast.Constant) else "某某" for v in node.values)
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def test_errors_are_short_and_say_what_to_do() -> None:
    calls = [
        (p, n) for p in files("*.py") for n in ast.walk(ast.parse(p.read_text("utf-8"))) if isinstance(n, ast.Call)
    ]
    raised = [(p, n) for p, n in calls if ast.unparse(n.func).rsplit(".", 1)[-1] in ERRORS]
    said = {text: p for p, n in raised for a in n.args if re.search(HAN, text := _sentence(a))}
    assert len(said) > 60
    assert {t: p.name for t, p in said.items() if len(t) > LONGEST_ERROR and t not in LONGER_WITH_REASON} == {}


@pytest.mark.parametrize("ending", ["*.py", "*.html", "*.js", "*.toml"])
def test_no_cold_words(ending: str) -> None:
    assert [p.name for p in files(ending) if COLD_WORDS.search(p.read_text(encoding="utf-8"))] == []


def test_the_net_catches_a_fish() -> None:
    """The pattern itself: what it must catch and what it must leave."""
    assert all(HALF_WIDTH.search(t) for t in ("好,", "（好)", "见:下", "(必看)", "好!"))
    assert not any(HALF_WIDTH.search(t) for t in ("好，（好）", "9:30 起", "3.5 公里", "https://例", 'class="好"'))
