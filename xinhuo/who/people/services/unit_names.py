"""Which unit a sheet, a column or an option means."""

import difflib
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.ground.kernel.scope import Scope
from xinhuo.who.organisation.models import Unit
from xinhuo.who.organisation.rules import short_name

# What a unit is called tells what it is; an office corrects it on the unit's page.
_TYPES = (
    ("village", r"村$|村委会$|村民委员会$"),
    ("community", r"社区$|居委会$|居民委员会$|小区$"),
    ("school", r"学校$|小学$|中学$|高中$|初中$|幼儿园$|学院$|大学$"),
    ("private_enterprise", r"公司$|厂$|集团$|企业$|合作社$"),
    ("subdistrict", r"街道$|办事处$"),
    ("township", r"镇$|乡$"),
)


def type_of(name: str) -> str:
    """The code of the unit type that `name` suggests."""
    return next((code for code, ending in _TYPES if re.search(ending, short_name(name))), "agency")


def looks_like_unit(name: str) -> bool:
    """Does a sheet called `name` stand for a unit? (Sheet1, 花名册 do not.)"""
    return any(re.search(ending, short_name(name)) for _, ending in _TYPES)


def plain_name(text: str) -> str:
    """A unit's name as it is compared: without blanks and without 关工委."""
    return short_name(re.sub(r"\s+", "", text))


@dataclass(frozen=True)
class Former:
    """What a name or code of former times means today: the unit (none where it was closed), said in a sentence."""

    unit: Unit | None
    said: str


@dataclass
class UnitNames:
    """The units in reach of an import. `fresh`: there is none yet but the office itself.

    `former`: names that no unit has today, because it was renamed or merged; a name of today always comes first.
    """

    root: Unit
    units: list[Unit]
    by_name: dict[str, list[Unit]] = field(default_factory=lambda: defaultdict(list))
    by_code: dict[str, Unit] = field(default_factory=dict)
    former: dict[str, list[Former]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def of(cls, root: Unit, scope: Scope, closed: bool = False) -> "UnitNames":
        """Everything open below `root` in `scope`: two queries. `closed`: for past days, closed units and former names too,
        each as the unit of that time."""
        rows = Unit.objects.within(scope).select_related("unit_type").with_names().in_order()
        every = [u for u in rows if u.path.startswith(root.path)]
        found = cls(root, [u for u in every if closed or u.closed_on is None])
        if not closed:
            found._remember(every)
        for unit in found.units:
            found.by_name[plain_name(unit.name)].append(unit)
            for former in unit.former_names.all() if closed else ():
                found.by_name[plain_name(former.name)].append(unit)
            if unit.division_code:
                found.by_code[unit.division_code] = unit
        return found

    @property
    def fresh(self) -> bool:
        """Only the office itself: a roster may bring its units along."""
        return all(unit.pk == self.root.pk for unit in self.units)

    def _remember(self, every: Iterable[Unit]) -> None:
        """Names of former times, and where merged units went, through any number of mergers."""
        by_id = {unit.pk: unit for unit in every}
        for unit in by_id.values():
            now, seen = unit, {unit.pk}
            while now.closed_on and now.merged_into_id in by_id.keys() - seen:
                now = by_id[now.merged_into_id]
                seen.add(now.pk)
            names = {plain_name(former.name) for former in unit.former_names.all()}
            if unit.closed_on is not None:
                names |= {plain_name(unit.name), unit.division_code} - {""}
            for name in names:
                self.former[name].append(_former(name, unit, now))

    def find(self, text: str) -> Unit:
        """The unit of this name or 12-digit code, also of a former one; else a sentence with the nearest name."""
        name = plain_name(text)
        if name in self.by_code:
            return self.by_code[name]
        found = self.by_name.get(name, [])
        if len(found) > 1:
            raise RuleBroken(f"有{len(found)}个单位都叫“{name}”。请用12位区划代码指明。", "unit")
        return found[0] if found else self._find_former(name)

    def _find_former(self, name: str) -> Unit:
        found = self.former.get(name, [])
        units = {former.unit for former in found}
        if len(units) > 1:
            raise RuleBroken(f"以前有{len(units)}个单位叫过“{name[:12]}”。请写现在的名称。", "unit")
        unit = units.pop() if units else None
        if unit is None:
            raise RuleBroken(found[0].said if found else self._unknown(name), "unit")
        return unit

    def remark(self, text: str) -> str:
        """Where `text` is a name of former times: what it was taken for, in a sentence; else ''."""
        name = plain_name(text)
        if name in self.by_code or name in self.by_name:
            return ""
        return next((former.said for former in self.former.get(name, ()) if former.unit is not None), "")

    def present(self, text: str) -> str:
        """How the unit that `text` means is called today; `text` itself where that is not clear."""
        try:
            return self.find(text).name
        except RuleBroken:
            return plain_name(text)

    def knows(self, text: str) -> bool:
        """Is there a unit of this name or code, or was there one?"""
        name = plain_name(text)
        return name in self.by_name or name in self.by_code or name in self.former

    def _unknown(self, name: str) -> str:
        if re.fullmatch(r"\d+", name):
            return f"没有区划代码是{name}的单位。请核对12位代码。"
        names = [n for n in self.by_name if n != plain_name(self.root.name)] or list(self.by_name)
        near = difflib.get_close_matches(name, names, 1, cutoff=0.0)
        return f"没有“{name[:20]}”这个单位。" + (f"是不是“{near[0]}”？" if near else "请先设这个单位。")


def _former(name: str, unit: Unit, now: Unit) -> Former:
    """What `name`, once of `unit`, means today, where `now` is what became of it."""
    if now.closed_on is not None:
        last = now.closed_on
        said = f"“{name[:10]}”{last.year}年{last.month}月{last.day}日撤销了。请写现在的单位。"
        return Former(None, said)
    how = f"已经并入“{now.name}”" if now != unit else f"是“{now.name}”以前的名称"
    return Former(now, f"“{name}”{how}，这些行算“{now.name}”的")
