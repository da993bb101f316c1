"""A pack written as TOML: what `packs.read_pack` reads back as the same pack."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from xinhuo.journal.method.facts import RECURS, Duty, Pack, Param
from xinhuo.journal.method.rules.days import due_said
from xinhuo.journal.method.rules.packs import enough_said

HEAD = """# 工作法：本机构一年里应办的事。改好后在“编工作法”里交上来，有写错的会说明第几行、为什么。
# key 编号 · mechanism 属于哪条机制 · title 叫什么 · hint 怎样算办到 · builds 建的是组织、队伍、制度、功能里的哪几样
# levels 哪几级（5街道和镇，6村、社区和学校等） · types 哪几类单位 · 都不写就是所有单位 · told 告诉哪些角色
# recurs 每月、每季度、每年、每两年（first_year 从哪年算起）、新入队时、事前、轮值月 · months 每月的事只在哪几个月
# due 最后一个工作日、25日、次月5日、3月31日、次年1月10日、90天内、事前 · opens 从哪天起办 · grace 宽限几天
# measure 从记录里怎么数，params 数哪些，enough 多少算够（2，或者"90%"） · by_hand 由人写日期和一句话确认
# if_any 有才要做，没有可以写“今年没有” · done_at 在哪一页办 · on = false 停用
# 日期和数目是参考值，请照本机构的规矩改。
"""


def write_pack(pack: Pack) -> str:
    """The pack as TOML."""
    lines = [HEAD, *_lines({"name": pack.name, "unit_types": pack.unit_types})]
    for group in pack.groups:
        lines += ["", "[[group]]", *_lines({"name": group.name, "title": group.title})]
    for one in pack.mechanisms:
        told = {"key": one.key, "group": one.group, "number": one.number, "title": one.title, "text": one.text}
        lines += ["", "[[mechanism]]", *_lines(told)]
        for duty in (duty for duty in pack.duties if duty.mechanism == one.key):
            lines += ["", "[[duty]]", *_lines(duty_told(duty))]
    return "\n".join([*lines, ""])


def duty_told(duty: Duty) -> dict[str, Any]:
    """A duty as the file writes it; what goes without saying is left out."""
    told: dict[str, Any] = {
        "key": duty.key,
        "mechanism": duty.mechanism,
        "title": duty.title,
        "hint": duty.hint,
        "builds": duty.builds,
        "levels": duty.levels,
        "types": duty.types,
        "told": duty.told,
        "recurs": RECURS[duty.recurs],
        "months": duty.months,
        "first_year": duty.first_year,
        "opens": f"{duty.opens[0]}月{duty.opens[1]}日" if duty.opens else "",
        "due": due_said(duty.due),
        "grace": duty.grace,
        "measure": duty.measure,
        "params": duty.params,
        "enough": duty.enough.count if duty.enough.share is None else enough_said(duty.enough),
        "by_hand": duty.by_hand,
        "if_any": duty.if_any,
        "done_at": duty.done_at,
    }
    if duty.by_hand or told["enough"] == 1:
        del told["enough"]
    return {key: value for key, value in told.items() if value} | ({} if duty.on else {"on": False})


def _lines(told: Mapping[str, Any]) -> Iterator[str]:
    for key, value in told.items():
        yield f"{key} = {_value(value)}"


def _value(value: Param | tuple[int, ...] | Mapping[str, Param]) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{json.dumps(k)} = {_value(v)}" for k, v in value.items()) + " }" if value else "{}"
    if isinstance(value, tuple):
        return "[" + ", ".join(_value(one) for one in value) + "]"
    return json.dumps(value, ensure_ascii=False)
