"""Which unit a sheet, a column or an option means."""

import difflib
import re
from collections import defaultdict
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


@dataclass
class UnitNames:
    """The units in reach of an import. `fresh`: there is none yet but the office itself."""

    root: Unit
    units: list[Unit]
    by_name: dict[str, list[Unit]] = field(default_factory=lambda: defaultdict(list))
    by_code: dict[str, Unit] = field(default_factory=dict)

    @classmethod
    def of(cls, root: Unit, scope: Scope, closed: bool = False) -> "UnitNames":
        """Everything open below `root` in `scope`: one query. `closed`: for past days, also closed units and former names."""
        rows = Unit.objects.within(scope).select_related("unit_type").in_order()
        rows = rows.with_names() if closed else rows.filter(closed_on=None)
        found = cls(root, [u for u in rows if u.path.startswith(root.path)])
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

    def find(self, text: str) -> Unit:
        """The unit of this name or 12-digit code; else a sentence with the nearest name."""
        name = plain_name(text)
        if name in self.by_code:
            return self.by_code[name]
        found = self.by_name.get(name, [])
        if len(found) > 1:
            raise RuleBroken(f"有{len(found)}个单位都叫“{name}”。请用12位区划代码指明。", "unit")
        if not found:
            raise RuleBroken(self._unknown(name), "unit")
        return found[0]

    def knows(self, text: str) -> bool:
        """Is there a unit of this name or code?"""
        name = plain_name(text)
        return name in self.by_name or name in self.by_code

    def _unknown(self, name: str) -> str:
        if re.fullmatch(r"\d+", name):
            return f"没有区划代码是{name}的单位。请核对12位代码。"
        names = [n for n in self.by_name if n != plain_name(self.root.name)] or list(self.by_name)
        near = difflib.get_close_matches(name, names, 1, cutoff=0.0)
        return f"没有“{name[:20]}”这个单位。" + (f"是不是“{near[0]}”？" if near else "请先设这个单位。")
