"""Every deed that the code notes, and every kind of thing that it notes it of, has a Chinese word on the 留痕 page."""

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from django.test import Client

from tests.year_world import World
from xinhuo.ground.audit.models import Entry
from xinhuo.shell.trail import rules

Enter = Callable[[str], Client]
HOUSE = Path(__file__).parents[2] / "xinhuo"
TREES = {path: ast.parse(path.read_text(encoding="utf-8")) for path in HOUSE.rglob("*.py")}
CHINESE = re.compile(r"[\u4e00-\u9fff]+")
Function = ast.FunctionDef


def calls() -> Iterator[tuple[str, ast.AST, Function | None, ast.Call]]:
    """Where, module, function around, call: of the whole house."""
    for path, tree in TREES.items():
        around = {id(inner): fn for fn in ast.walk(tree) if isinstance(fn, Function) for inner in ast.walk(fn)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                yield f"{path.relative_to(HOUSE)}:{node.lineno}", tree, around.get(id(node)), node


def verb_of(call: ast.Call) -> ast.expr | None:
    """What stands for the deed in `audit.note(by, verb, …)` and `audit.Deed(verb, …)`."""
    place = {"audit.note": 1, "audit.Deed": 0}.get(ast.unparse(call.func))
    return None if place is None else call.args[place]


def words(said: ast.expr, tree: ast.AST, inside: Function | None) -> set[str]:
    """All that an expression for a deed may say, as it stands in the code; empty where this reading does not find it."""
    if isinstance(said, ast.Constant):
        return {str(said.value)}
    if isinstance(said, ast.IfExp):
        return words(said.body, tree, inside) | words(said.orelse, tree, inside)
    if isinstance(said, ast.JoinedStr):  # what is put in is looked for where it is said
        return {str(part.value) for part in said.values if isinstance(part, ast.Constant)}
    if isinstance(said, ast.Subscript):
        table = ast.unparse(said.value).rpartition(".")[2]
        return {w for d in _assigned(table) if isinstance(d, ast.Dict) for v in d.values for w in words(v, tree, None)}
    return _named(said.id, tree, inside) if isinstance(said, ast.Name) else set()


def _named(name: str, tree: ast.AST, inside: Function | None) -> set[str]:
    """A name: a parameter (then what the callers of this module say), a local, or a constant of the house."""
    if inside is not None and name in [arg.arg for arg in inside.args.args]:
        place = [arg.arg for arg in inside.args.args].index(name)
        around = {id(inner): fn for fn in ast.walk(tree) if isinstance(fn, Function) for inner in ast.walk(fn)}
        callers = [n for n in ast.walk(tree) if isinstance(n, ast.Call) and ast.unparse(n.func) == inside.name]
        return {word for call in callers for word in words(call.args[place], tree, around.get(id(call)))}
    found = _assigned(name, inside) or _assigned(name)
    return {word for value in found for word in words(value, tree, inside)}


def _assigned(name: str, inside: ast.AST | None = None) -> list[ast.expr]:
    bodies = ast.walk(inside) if inside else (node for tree in TREES.values() for node in tree.body)
    return [node.value for node in bodies if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == name]


def test_every_deed_that_is_noted_is_a_chinese_word() -> None:
    noted = {where: (verb_of(call), tree, inside) for where, tree, inside, call in calls() if verb_of(call)}
    said = {where: words(*found) for where, found in noted.items()}
    assert len(said) > 70
    assert [where for where, found in said.items() if not found] == []  # say it in place, so that it can be read
    wrong = {where: found for where, found in said.items() if not all(CHINESE.fullmatch(word) for word in found)}
    assert wrong == {}
    assert {"请街道代印", "代印好了", "改活动节点", "撤回这次导入", "去世", "改记录"} <= set().union(*said.values())


def test_every_kind_of_thing_that_is_noted_has_a_chinese_name() -> None:
    kinds = {where: call.args[0] for where, _, _, call in calls() if ast.unparse(call.func) == "Ref"}
    assert [where for where, kind in kinds.items() if not isinstance(kind, ast.Constant)] == []
    assert {kind.value for kind in kinds.values() if isinstance(kind, ast.Constant)} == set(rules.KINDS)
    assert all(CHINESE.fullmatch(word) for word in rules.KINDS.values())
    assert len(set(rules.KINDS.values())) == len(rules.KINDS)


def test_asking_to_print_is_read_and_found_by_its_kind(world: World, inside: Enter) -> None:
    village, office = inside("柳湾记载人"), inside("办公室")
    village.post(f"/printing/report/{world.liuwan.pk}/2026/6/", {"copies": "2"})
    line = Entry.objects.get(kind="print_request")
    assert line.verb == "请街道代印"
    days = "since=2026-01-01&until=2027-12-31"
    for query in (days, f"{days}&kind=print_request", f"{days}&verb=请街道代印"):
        page = office.get(f"/trail/?{query}").text.split("查到的</h2>")[1]
        assert "请街道代印" in page, query
        assert "·代印·柳湾村</p>" in page, query
    assert "请街道代印" not in office.get(f"/trail/?{days}&kind=record").text.split("查到的</h2>")[1]
    listed = office.get(f"/trail/?{days}").text
    for name in rules.KINDS.values():
        assert f">{name}</option>" in listed
    assert ">别的<" not in listed
