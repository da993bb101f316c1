from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Concat, Substr

from xinhuo.ground.audit import services as audit
from xinhuo.ground.intake.tables import plain_word
from xinhuo.ground.kernel.actor import Actor
from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.ground.kernel.job import Stale
from xinhuo.ground.kernel.moving import Removal, deepest, movers, new_path, rooted_tables
from xinhuo.ground.kernel.paths import LONGEST, SEGMENT, child_path, is_within
from xinhuo.ground.kernel.rows import NewRows
from xinhuo.ground.kernel.scope import Root, reaching
from xinhuo.who.organisation import rules
from xinhuo.who.organisation.models import ColumnWord, Office, Unit, UnitChange, UnitName, UnitType, YouthBase


@dataclass(frozen=True)
class UnitDetails:
    """What a person may say of a unit. `unit_type` is a code of `UnitType`."""

    name: str
    unit_type: str
    division_code: str = ""
    opened_on: date | None = None
    line_parent: Unit | None = None


@transaction.atomic
def found_office(by: Actor, details: UnitDetails, phone: str = "", site: str = "", demo: bool = False) -> Office:
    """Set up this instance: its root unit and the office itself. Once only."""
    if Office.objects.exists():
        raise RuleBroken("这台机器上已经设好了机构。请直接登录。")
    root = _new_unit(None, details)
    office = Office.objects.create(root=root, phone=phone.strip(), site=site.strip(), demo=demo)
    audit.note(by, "设立机构", root.ref, after={"名称": root.name, "类型": root.unit_type.name})
    return office


@transaction.atomic
def add_unit(by: Actor, parent: Unit, details: UnitDetails) -> Unit:
    """A new unit under `parent`, last in its order."""
    parent = Unit.objects.select_for_update().get(pk=parent.pk)
    if parent.closed_on is not None:
        raise RuleBroken(f"{parent.name}已经撤销，不能再设下级。请另选上级。", "parent")
    unit = _new_unit(parent, details)
    audit.note(by, "设立单位", unit.ref, after={"名称": unit.name, "上级": parent.name})
    return unit


def plan_units(parent: Unit, wanted: Sequence[UnitDetails]) -> list[Unit]:
    """New units under `parent` as they will be, not saved: their ids, paths and order are settled."""
    kinds = {kind.code: kind for kind in UnitType.objects.all()}
    names = [rules.short_name(rules.check_name(one.name)) for one in wanted]
    for name in names:
        _check_free(parent, name, "")
    return [
        Unit(
            parent=parent,
            shard=parent.shard,
            path=(path := child_path(parent.path, number)),
            position=number,
            tree_order=_order_key(parent.tree_order, number, path),
            unit_type=kinds[one.unit_type],
            name=name,
        )
        for number, (one, name) in enumerate(zip(wanted, names, strict=True), parent.children_made + 1)
    ]


@transaction.atomic
def add_planned_units(by: Actor, parent: Unit, units: Sequence[Unit]) -> None:
    """Save what `plan_units` settled. Raises Stale where other units came under `parent` in between."""
    made = Unit.objects.select_for_update().values_list("children_made", flat=True).get(pk=parent.pk)
    if units and units[0].position != made + 1:
        raise Stale("这个上级下刚才设了别的单位。请再办一次。")
    NewRows(Unit).add_all(units).insert()
    Unit.objects.filter(pk=parent.pk).update(children_made=made + len(units))
    audit.note_all(by, [audit.Deed("设立单位", u.ref, after={"名称": u.name, "上级": parent.name}) for u in units])


def _new_unit(parent: Unit | None, details: UnitDetails) -> Unit:
    name = rules.short_name(rules.check_name(details.name))
    kind = UnitType.objects.filter(code=details.unit_type).first()
    if kind is None:
        raise RuleBroken("没有这种组织类型。请从列表里选一种。", "unit_type")
    code = rules.check_division_code(details.division_code)
    _check_free(parent, name, code)
    number = (parent.children_made if parent else Unit.objects.filter(parent=None).count()) + 1
    path = child_path(parent.path if parent else "", number)
    if parent:
        Unit.objects.filter(pk=parent.pk).update(children_made=number)
    return Unit.objects.create(
        parent=parent,
        shard=parent.shard if parent else 1,
        path=path,
        position=number,
        tree_order=_order_key(parent.tree_order if parent else "", number, path),
        unit_type=kind,
        name=name,
        division_code=code,
        opened_on=details.opened_on,
        line_parent=details.line_parent,
    )


def _check_free(parent: Unit | None, name: str, code: str, but: Unit | None = None) -> None:
    others = Unit.objects.exclude(pk=but.pk) if but else Unit.objects.all()
    if others.filter(parent=parent, name=name, closed_on=None).exists():
        raise RuleBroken(f"这个上级下已经有“{name}”。请换一个名称。", "name")
    if code and others.filter(division_code=code).exists():
        raise RuleBroken("这个区划代码已经给了别的单位。请核对。", "division_code")


def _order_key(parent_order: str, position: int, path: str) -> str:
    return f"{parent_order}{position:04d}{path[-SEGMENT:]}"


@transaction.atomic
def describe_unit(by: Actor, unit: Unit, details: UnitDetails) -> Unit:
    """Correct what is said of a unit. A name corrected here was never right, so past years carry the corrected one;
    a unit that is called otherwise from some day on is renamed (`rename_unit`)."""
    unit = Unit.objects.select_for_update().get(pk=unit.pk)
    before = _said(unit)
    name = rules.short_name(rules.check_name(details.name))
    code = rules.check_division_code(details.division_code)
    rules.check_life(details.opened_on, unit.closed_on)
    _check_free(unit.parent, name, code, but=unit)
    if details.line_parent is not None and details.line_parent.pk == unit.pk:
        raise RuleBroken("条线上级不能是自己。请另选一个。", "line_parent")
    unit.name, unit.division_code = name, code
    unit.opened_on, unit.line_parent = details.opened_on, details.line_parent
    unit.unit_type = UnitType.objects.get(code=details.unit_type)
    unit.save()
    audit.note(by, "修改单位", unit.ref, *audit.changes(before, _said(unit)))
    return unit


def _said(unit: Unit) -> dict[str, object]:
    return {
        "名称": unit.name,
        "类型": unit.unit_type.name,
        "区划代码": unit.division_code,
        "成立日期": unit.opened_on,
        "条线上级": unit.line_parent.name if unit.line_parent else "",
    }


@transaction.atomic
def close_unit(by: Actor, unit: Unit, closed_on: date, today: date) -> Unit:
    """Close a unit (撤销): it takes no records after that day, and stays in the papers of the years it lived in."""
    unit = Unit.objects.select_for_update().get(pk=unit.pk)
    if closed_on > today:
        raise RuleBroken("撤销日期不能晚于今天。请改成实际撤销的日期。", "closed_on")
    rules.check_life(unit.opened_on, closed_on)
    if unit.children.filter(closed_on=None).exists():
        raise RuleBroken(f"{unit.name}还有下级单位。请先处理下级，再撤销。", "closed_on")
    if Office.objects.filter(root=unit).exists():
        raise RuleBroken("这是本机构自己，不能撤销。", "closed_on")
    unit.closed_on = closed_on
    unit.save(update_fields=["closed_on"])
    audit.note(by, "撤销单位", unit.ref, after={"撤销日期": closed_on})
    return unit


@transaction.atomic
def check_new_name(by: Actor, unit: Unit, name: str, day: date, today: date) -> tuple[Unit, str, date | None]:
    """The unit (locked), the tidy new name, and since when the present one holds; RuleBroken where it cannot be."""
    unit = held_unit(by, unit)
    rules.check_day(day, today, unit.opened_on)
    name = rules.short_name(rules.check_name(name))
    if name == unit.name:
        raise RuleBroken(f"现在就叫{name}。请写新的名称。", "name")
    _check_free(unit.parent, name, "", but=unit)
    last = unit.former_names.last()
    if last is not None and day <= last.ended_on + timedelta(days=1):
        raise RuleBroken("这一天以前刚改过名。请选那以后的日期。", "day")
    return unit, name, last.ended_on + timedelta(days=1) if last else unit.opened_on


@transaction.atomic
def rename_unit(by: Actor, unit: Unit, name: str, day: date, today: date) -> UnitChange:
    """Call a unit otherwise from `day` on: papers of the years before keep the name of that time."""
    unit, name, began = check_new_name(by, unit, name, day, today)
    UnitName.objects.create(unit=unit, name=unit.name, started_on=began, ended_on=day - timedelta(days=1))
    before, unit.name = unit.name, name
    unit.save(update_fields=["name"])
    audit.note(by, "改名", unit.ref, {"名称": before}, {"名称": name, "起于": day})
    return tell_change(by, UnitChange.Kind.RENAMED, unit, None, day, f"{before}改名为{name}")


def tell_change(
    by: Actor, kind: str, unit: Unit, other: Unit | None, day: date, text: str, about: Sequence[str] = ()
) -> UnitChange:
    """Keep what happened for the units' own pages."""
    return UnitChange.objects.create(
        unit=unit, other=other, kind=kind, happened_on=day, text=text, about=list(about), done_by=by.name
    )


def held_unit(by: Actor, unit: Unit, field: str = "") -> Unit:
    """The unit, locked and read anew: open, and in reach of `by`. Of two clerks at once the second reads what the first did."""
    unit = Unit.objects.select_for_update().get(pk=unit.pk)
    if not by.may("manage_units", unit.path):
        raise RuleBroken(f"{unit.name}不归您管。请由上级办公室来办。", field)
    if unit.merged_into is not None:
        raise RuleBroken(f"{unit.name}已经并入{unit.merged_into.name}。请看它的页面。", field)
    if unit.closed_on is not None:
        raise RuleBroken(f"{unit.name}已经撤销。请看它的页面。", field)
    return unit


def held_units(by: Actor, unit: Unit, other: Unit) -> tuple[Unit, Unit]:
    """Both units locked in one order, whoever comes first: open, in reach of `by`, of one instance, not the root."""
    if unit.pk == other.pk:
        raise RuleBroken("两个单位是同一个。请另选一个。", "other")
    held = {}
    for one, field in sorted([(unit, ""), (other, "other")], key=lambda pair: str(pair[0].pk)):
        held[one.pk] = held_unit(by, one, field)
    unit, other = held[unit.pk], held[other.pk]
    if unit.shard != other.shard:
        raise RuleBroken("两个单位不在同一套数据里，办不了。请找上级。", "other")
    if Office.objects.filter(root=unit).exists():
        raise RuleBroken("这是本机构自己，不能划走或并掉。")
    return unit, other


@transaction.atomic
def check_move(by: Actor, unit: Unit, parent: Unit, day: date, today: date) -> tuple[Unit, Unit]:
    """Both units, locked; RuleBroken where the one cannot lie under the other."""
    unit, parent = held_units(by, unit, parent)
    rules.check_day(day, today, unit.opened_on)
    rules.check_level(unit.unit_type.level, parent.unit_type.level, parent.name)
    check_place(unit, parent)
    return unit, parent


@transaction.atomic
def move_unit(by: Actor, unit: Unit, parent: Unit, day: date, today: date, about: Sequence[str] = ()) -> UnitChange:
    """Put a unit with all that lies below it under another parent (划转), from `day` on. Ids, records and names stay."""
    unit, parent = check_move(by, unit, parent, day, today)
    came = unit.parent.name if unit.parent else ""
    place_under(unit, parent)
    audit.note(by, "划转", unit.ref, {"上级": came}, {"上级": parent.name, "起于": day})
    text = f"{unit.name}由{came}划归{parent.name}"
    return tell_change(by, UnitChange.Kind.MOVED, unit, parent, day, text, about)


def check_place(unit: Unit, parent: Unit) -> str:
    """The path that the unit would get as the next child of `parent`."""
    if unit.parent_id == parent.pk:
        raise RuleBroken(f"{unit.name}已经在{parent.name}下面。请另选上级。", "other")
    if is_within(parent.path, unit.path):
        raise RuleBroken("不能划到自己的下级下面。请另选上级。", "other")
    _check_free(parent, unit.name, "", but=unit)
    path = child_path(parent.path, parent.children_made + 1)
    if deepest(Unit, unit.shard, unit.path) - len(unit.path) + len(path) > LONGEST:
        raise RuleBroken("划过去单位层级太多了，最多20级。请换一个上级。", "other")
    return path


def place_under(unit: Unit, parent: Unit) -> None:
    """Give the unit, and every row that lies at it or under it, a place under `parent`: a fixed number of statements,
    one a table, however many rows there are."""
    path, number = check_place(unit, parent), parent.children_made + 1
    removal, order = Removal(unit.shard, unit.path, path), _order_key(parent.tree_order, number, path)
    Unit.objects.filter(pk=parent.pk).update(children_made=number)
    Unit.objects.filter(pk=unit.pk).update(parent=parent, position=number)
    under = reaching(Root(removal.old, removal.shard))
    Unit.objects.filter(under).update(tree_order=Concat(Value(order), Substr("tree_order", len(unit.tree_order) + 1)))
    for table in rooted_tables():  # the base manager: the trail refuses changes to what it says, not to where it lies
        table._base_manager.filter(under).update(path=new_path(removal))
    for follow in movers():
        follow(removal)
    unit.refresh_from_db()


@transaction.atomic
def close_into(by: Actor, unit: Unit, target: Unit, day: date) -> list[Unit]:
    """Close a unit that becomes part of `target` on `day`: what lies below it and whom it guides go over.

    Both are held already (`held_units`). Returns the units below that went along.
    """
    if is_within(target.path, unit.path):
        raise RuleBroken("不能并到自己的下级里。请另选单位。", "other")
    below = list(unit.children.filter(closed_on=None).in_order())
    for child in below:
        place_under(child, Unit.objects.get(pk=target.pk))
    unit.line_children.update(line_parent=target)
    unit.closed_on, unit.merged_into = day - timedelta(days=1), target
    unit.save(update_fields=["closed_on", "merged_into"])
    audit.note(by, "合并", unit.ref, after={"并入": target.name, "起于": day})
    return below


@transaction.atomic
def arrange_units(by: Actor, parent: Unit, in_order: Sequence[Unit]) -> None:
    """Put the units under `parent` in the office's own order (villages first, as the office lists them)."""
    for position, unit in enumerate(in_order, 1):
        if unit.position == position:
            continue
        old, new = unit.tree_order, _order_key(parent.tree_order, position, unit.path)
        below = list(Unit.objects.filter(tree_order__gte=old, tree_order__lt=old + "x"))
        for one in below:
            one.tree_order = new + one.tree_order[len(old) :]
            one.position = position if one.pk == unit.pk else one.position
        Unit.objects.bulk_update(below, ["tree_order", "position"], batch_size=500)
    audit.note(by, "排定单位顺序", parent.ref, after={"顺序": [u.name for u in in_order]})


@transaction.atomic
def state_youth_base(by: Actor, unit: Unit, year: int, count: int) -> YouthBase:
    """How many children live there in `year`."""
    rules.check_youth_base(year, count)
    base, _ = YouthBase.objects.update_or_create(unit=unit, year=year, defaults={"count": count})
    audit.note(by, "填报青少年基数", unit.ref, after={"年度": year, "人数": count})
    return base


@transaction.atomic
def ask_contact_reason(by: Actor, office: Office, asked: bool) -> Office:
    """Whether somebody who looks at a contact must say why."""
    if not by.may("manage_accounts", office.root.path):
        raise RuleBroken("这一项由本机构办公室来定。请找办公室。")
    said = {True: "要写", False: "不用写"}
    audit.note(by, "定看联系方式的规矩", office.root.ref, {"缘由": said[office.contact_reason]}, {"缘由": said[asked]})
    office.contact_reason = asked
    office.save(update_fields=["contact_reason"])
    return office


@transaction.atomic
def describe_office(by: Actor, office: Office, phone: str, site: str) -> Office:
    """The telephone and the address that stand in every footer and on every login slip."""
    before = {"电话": office.phone, "网址": office.site}
    office.phone, office.site = phone.strip(), site.strip()
    office.save()
    audit.note(by, "修改机构信息", office.root.ref, before, {"电话": office.phone, "网址": office.site})
    return office


@transaction.atomic
def learn_columns(by: Actor, unit: Unit, kind: str, said: Mapping[str, str], columns: Mapping[str, str]) -> None:
    """Remember what the headings of `unit`'s own tables mean: heading → column ("": not wanted), each asked once.

    `kind` is a `ColumnWord.Kind`; `columns` are the columns of such tables with their Chinese names.
    """
    if not (by.may("import_people", unit.path) or by.may("import_records", unit.path)):
        raise RuleBroken("这个单位的表格不归您导入。请找办公室。")
    for heading, column in said.items():
        word = plain_word(heading)[:80]
        if not word or (column and column not in columns):
            raise RuleBroken(f"“{heading[:12]}”没有选对。请重新选一栏。")
        chosen = {"heading": heading[:100], "column": column, "column_name": columns.get(column, "")}
        place = {"path": unit.path, "shard": unit.shard}
        ColumnWord.objects.update_or_create(unit=unit, kind=kind, word=word, defaults=chosen | place)
    if said:
        shown = {heading: columns.get(column, "不要这一栏") for heading, column in said.items()}
        audit.note(by, "认表头", unit.ref, after=shown)


@transaction.atomic
def forget_column(by: Actor, word: ColumnWord) -> None:
    """Forget what a heading meant: it is asked again when it comes again."""
    audit.note(by, "忘掉表头", word.ref, before={word.heading: word.column_name or "不要这一栏"})
    word.delete()
