import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from xinhuo.ground.kernel.text import mask_id, mask_phone
from xinhuo.shell.trail.facts import Change, Watcher

KINDS = {
    "record": "工作记录",
    "person": "人员",
    "unit": "单位",
    "account": "账号",
    "chronicle": "大事记",
    "import": "导入",
    "column_word": "表头用词",
    "ledger_import": "台账导入",
    "sealed_paper": "定稿",
    "case": "审批件",
    "application": "申报",
    "duty_roster": "轮值表",
    "duty_slot": "轮值",
    "call": "集中汇报",
    "handed_in": "交的稿",
    "print_request": "代印",
    "kind": "活动类别",
    "method": "工作法",
    "old_volume": "旧大事记",
    "meeting": "会议",
    "resolution": "议定事项",
    "problem": "疑难",
    "meeting_kind": "会议种类",
}
"""Kinds of thing by their Chinese names, all that the house notes; a kind of another day is called 别的."""

_PHONE = re.compile(r"(?<![0-9*])1[3-9][0-9]{9}(?![0-9])")
_ID = re.compile(r"(?<![0-9*])[1-9][0-9]{16}[0-9Xx](?![0-9A-Za-z])")
_DASH = "（空）"


def kind_name(kind: str) -> str:
    """What kind of thing, in Chinese."""
    return KINDS.get(kind, "别的")


def masked(text: str) -> str:
    """`text` without a telephone or identity number in clear, wherever somebody may have typed one."""
    return _PHONE.sub(lambda found: mask_phone(found[0]), _ID.sub(lambda found: mask_id(found[0]), text))


def said(value: Any) -> str:
    """A kept value as words: lists with 、, yes and no, nothing as nothing."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list | tuple):
        return masked("、".join(said(one) for one in value))
    return masked(str(value))


def changes(before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> tuple[Change, ...]:
    """What a line changed, in the order in which it was kept; what stayed as it was is left out."""
    was, now = before or {}, after or {}
    found = [Change(str(label), said(was.get(label)), said(now.get(label))) for label in {**was, **now}]
    return tuple(one for one in found if one.was or one.now)


def change_said(change: Change, had_before: bool) -> str:
    """电话：138****5678 改成 139****5679."""
    if not had_before or not change.was:
        return f"{change.label}：{change.now or _DASH}"
    return f"{change.label}：{change.was}改成{change.now or _DASH}"


def sentence(since: date, until: date, unit: str = "", by: str = "", verb: str = "", kind: str = "") -> str:
    """How a piece of the trail was chosen, to be read aloud."""
    days = f"{since.year}年{since.month}月{since.day}日至{until.year}年{until.month}月{until.day}日"
    parts = [days, unit, kind, f"“{verb}”" if verb else "", f"由{by}经手" if by else ""]
    return "，".join(part for part in parts if part)


def may_write(watcher: Watcher) -> bool:
    """Does the right let somebody write for the unit?"""
    return "write_record" in watcher.actions


def sees(watcher: Watcher) -> str:
    """What somebody sees of a unit and its people, in one sentence."""
    actions = watcher.actions
    if "see" in actions:
        contact = "电话、住址要点开才看得到，点一次留痕一次" if "see_contact" in actions else "电话、住址看不到"
        return f"看得到名册和记录；{contact}。"
    if "see_totals" in actions:
        return "只看得到数字" + ("，查得到谁做过什么" if "see_trail" in actions else "") + "，看不到记录和电话。"
    if "see_own_book" in actions:
        return "只看得到自己的业绩记载簿。"
    if "manage_accounts" in actions:
        return "管账号和单位，查得到谁做过什么；看不到记录和电话。"
    return "看不到内容。"
