"""The house rules, as tests that cover new code by themselves (docs/architecture.md tells why)."""

import ast
import csv
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import Model
from django.template import engines
from django.urls import URLPattern, URLResolver, get_resolver

ROOT = Path(__file__).resolve().parent.parent
HOUSE = ROOT / "xinhuo"
LONGEST = 400
TOO_LONG_WITH_REASON: dict[str, str] = {}
DRAWERS = {"utils", "helpers", "common", "misc", "manager", "managers", "tools", "lib"}
WRITES = {
    "save", "create", "update", "delete", "bulk_create", "bulk_update", "update_or_create", "get_or_create",
    "asave", "acreate", "aupdate", "adelete", "abulk_create", "abulk_update", "aupdate_or_create", "aget_or_create",
}  # fmt: skip
PURE = {"facts", "rules", "papers", "prose", "rosters", "ledgers", "annals"}


def files(*endings: str) -> list[Path]:
    """Files of the product and its tests with these endings."""
    found = [p for folder in (HOUSE, ROOT / "tests", ROOT / "bench") for p in folder.rglob("*") if p.suffix in endings]
    return [p for p in found if not {"__pycache__", "migrations"} & set(p.parts)]


def python(room: str = "*.py") -> list[Path]:
    return [p for p in HOUSE.rglob(room) if "__pycache__" not in p.parts]


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_no_file_is_too_long_to_read_in_one_sitting() -> None:
    seen = files(".py", ".html", ".js", ".css", ".typ")
    assert len(seen) > 150
    long = {name(p): n for p in seen if (n := len(p.read_text(encoding="utf-8").splitlines())) > LONGEST}
    assert {k: v for k, v in long.items() if k not in TOO_LONG_WITH_REASON} == {}


def test_folders_are_packages_and_their_init_is_empty() -> None:
    folders = {p.parent for p in python()}
    assert [name(f) for f in folders if not (f / "__init__.py").exists()] == []
    assert [name(p) for p in python("__init__.py") if p.read_text(encoding="utf-8").strip()] == []


def test_no_two_files_of_tests_have_one_name() -> None:
    """pytest reads a folder of tests by the file's bare name: the second of two would stop the whole run."""
    names = [p.name for p in (ROOT / "tests").rglob("test_*.py")]
    assert [n for n in set(names) if names.count(n) > 1] == []


def test_no_drawer_for_odds_and_ends() -> None:
    assert [name(p) for p in python() if p.stem in DRAWERS or p.parent.name in DRAWERS] == []


def test_only_services_and_models_write() -> None:
    """ORM writes stand in services, models and migrations; pages, forms, readers and commands call a service."""
    writers = {
        "services",
        "services.py",
        "models.py",
        "migrations",
        "press",
        "child.py",
        "sessions.py",
    }  # press saves documents, the child photos, and how the framework keeps a login is its own
    others = [p for p in python() if not writers & {p.name, *p.parts}]
    assert len(others) > 80
    wrong = []
    for path in others:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITES:
                wrong += [] if _is_plain(node) else [f"{name(path)}:{node.lineno} .{node.func.attr}()"]
    assert wrong == []


def _is_plain(call: ast.Call) -> bool:
    """`said.update(…)` of a dict or a set, `bar.update(task, …)`: a queryset takes names only."""
    owner = ast.unparse(call.func).rsplit(".", 1)[0]
    return call.func.attr == "update" and (bool(call.args) or owner in {"env.globals", "env.filters"})


def test_services_never_see_a_request() -> None:
    services = [p for p in python() if "services" in (p.stem, p.parent.name)]
    assert len(services) > 8
    for path in services:
        text = path.read_text(encoding="utf-8")
        assert "HttpRequest" not in text, name(path)
        assert not re.search(r"\brequest\b", _code_only(text)), name(path)


def _code_only(text: str) -> str:
    tree = ast.parse(text)
    return " ".join(n.id for n in ast.walk(tree) if isinstance(n, ast.Name)) + " ".join(
        a.arg for n in ast.walk(tree) if isinstance(n, ast.FunctionDef) for a in n.args.args
    )


def pure_rooms() -> list[Path]:
    """Rooms without Django: one file, or a folder of files where a room is large."""
    found = [p for p in python() if PURE & {p.stem, p.parent.name} and "management" not in p.parts]
    return found + [p for library in ("press", "intake") for p in (HOUSE / "ground" / library).glob("*.py")]


def test_rules_and_papers_ask_no_clock() -> None:
    asks = re.compile(r"\b(today|now|utcnow|localdate|localtime|time\.time)\(")
    assert [name(p) for p in pure_rooms() if asks.search(p.read_text(encoding="utf-8"))] == []


def _patterns(resolver: URLResolver, above: str = "") -> Iterator[tuple[str, URLPattern]]:
    for one in resolver.url_patterns:
        if isinstance(one, URLResolver):
            yield from _patterns(one, above + str(one.pattern))
        else:
            yield above + str(one.pattern), one


def test_every_address_has_a_door() -> None:
    seen = list(_patterns(get_resolver()))
    assert len(seen) > 40
    open_doors = [a for a, p in seen if not (hasattr(p.callback, "guarded") or getattr(p.callback, "public", False))]
    assert open_doors == []


def templates() -> list[Path]:
    return sorted(HOUSE.glob("*/*/jinja2/**/*.html"))


def test_every_template_compiles_and_is_used() -> None:
    text = "\n".join(p.read_text(encoding="utf-8") for p in [*python(), *templates()])
    assert len(templates()) > 25
    for path in templates():
        known = str(path.relative_to(path.parents[1])) if path.parents[1].name == "jinja2" else path.name
        engines.all()[0].get_template(known)
        assert f'"{known}"' in text, f"{known} is used nowhere"


def test_templates_extend_only_the_common_base_and_hold_no_style_or_script() -> None:
    for path in templates():
        text = path.read_text(encoding="utf-8")
        assert set(re.findall(r'{%-? *extends +"([^"]+)"', text)) <= {"ui/base.html"}, name(path)
        imported = set(re.findall(r'{%-? *(?:from|import|include) +"([^"]+)"', text))
        own = path.parent.name
        assert all(one.startswith(("ui/", f"{own}/")) for one in imported), name(path)
        assert not re.search(r"\sstyle=|<style|\son[a-z]+=", text), name(path)
        assert not re.search(r"<script(?![^>]*\ssrc=)", text), name(path)
        assert not re.search(
            r"{{[^}]*(?<!loop)\.(count|exists|all|first|last|keys|values|items|get_\w+)\s*[|}}]", text
        ), f"{name(path)} prints a method"


def test_forms_that_post_carry_the_token() -> None:
    for path in templates():
        text = path.read_text(encoding="utf-8")
        posts = len(re.findall(r'<form[^>]*method="post"', text))
        assert text.count("csrf_input") >= posts, name(path)


def ours() -> list[type[Model]]:
    found = [m for m in apps.get_models() if m.__module__.startswith("xinhuo.")]
    assert len(found) > 15
    return found


def test_tables_have_names_of_their_own() -> None:
    assert [m.__name__ for m in ours() if "db_table" not in m._meta.original_attrs] == []


def test_what_happens_stands_on_the_page() -> None:
    """No signals, no generic relations, no silenced warning, nothing left for later, no word that says nothing."""
    banned = re.compile(
        r"django\.dispatch|db\.models\.signals|GenericForeignKey|# *noqa|# *type: *ignore|\b(TODO|FIXME)\b"
        r"|\bdef (handle|process|manage)_"
    )
    assert [f"{name(p)}: {m[0]}" for p in python() if (m := banned.search(p.read_text(encoding="utf-8")))] == []


def test_saving_is_never_changed_in_secret() -> None:
    changed = [
        f"{name(path)}: {one.name}"
        for path in python("models.py")
        for one in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(one, ast.FunctionDef) and one.name == "save"
    ]
    assert changed == []


def test_import_contracts_match_something() -> None:
    """A misspelt pattern would match nothing and pass for ever."""
    modules = {".".join(p.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__") for p in python()}
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    for contract in tomllib.loads(text)["tool"]["importlinter"]["contracts"]:
        for pattern in [*contract.get("source_modules", ()), *contract.get("containers", ())]:
            shape = re.escape(pattern).replace(r"\*\*", ".+").replace(r"\*", "[^.]+")
            assert any(re.fullmatch(shape, one) for one in modules), f"{contract['name']}: {pattern}"


def test_models_are_named_by_the_glossary() -> None:
    with (ROOT / "docs" / "glossary.csv").open(encoding="utf-8") as lines:
        known = {row["identifier"] for row in csv.DictReader(lines)}
    reasons = {
        "office": "this instance itself", "entry": "a line of the trail", "person": "五老 and cadres alike",
        "membership": "a person's time in a unit", "post": "a kind of appointment", "team": "service_team, short",
        "login_place": "登录着的地方",
        "account": "who can log in", "role": "what may be done", "grant": "a role given", "record_kind": "kind of a record",
        "record_keeper": "记载人", "chronicle_month": "本月无",
        "sealed_paper": "定稿", "own_paragraph": "own words in a duty_report or work_summary",
        "youth_base": "青少年基数", "occasion": "活动节点", "kind_word": "an office's own word for a kind",
        "ledger_import": "一次台账导入", "search_row": "检索条目",
        "attachment": "附件", "usual_place": "常用地点",
        "old_volume": "旧大事记", "print_request": "请街道代印",
        "column_word": "自家表头", "job": "后台办的事",
        "unit_name": "曾用名", "unit_change": "单位变动",
        "record_version": "how a record stood before a change", "draft": "先放着: words not saved yet",
        "joined_person": "合并的重复登记", "different_people": "不是同一个人",
    }  # fmt: skip
    names = {re.sub(r"(?<!^)(?=[A-Z])", "_", m.__name__).lower() for m in ours()}
    assert names - known - set(reasons) == set()


def test_pure_rooms_know_no_django() -> None:
    """In a fresh process that cannot import Django at all: sees what the import contracts cannot."""
    rooms = [".".join(p.relative_to(ROOT).with_suffix("").parts) for p in pure_rooms()]
    assert len(rooms) > 40
    code = """
import importlib, sys
class Block:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] == "django":
            raise ImportError(f"{name} in a pure room")
sys.meta_path.insert(0, Block())
for room in sys.argv[1:]:
    importlib.import_module(room)
"""
    done = subprocess.run([sys.executable, "-c", code, *rooms], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("room", ["facts", "rules", "papers"])
def test_public_things_say_what_they_are(room: str) -> None:
    bare = []
    for path in python(f"{room}.py"):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            named = isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")
            if named and not ast.get_docstring(node):
                bare.append(f"{name(path)}: {node.name}")
    assert bare == []
