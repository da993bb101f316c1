import secrets
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from xinhuo.ground.kernel.errors import RuleBroken

SHORTEST = 8
SHORTEST_STRICT = 10
_EASY = {"12345678", "123456789", "1234567890", "88888888", "66666666", "11111111", "00000000", "87654321"}
# Without 0 o 1 l i: a slip is read by a 70-year-old from paper.
_SLIP_LETTERS = "abcdefghjkmnpqrstuvwxyz"
_SLIP_DIGITS = "23456789"

ACTIONS = {
    "see_own_book": "看自己的业绩记载簿",
    "see": "看本范围的名册和记录",
    "see_totals": "看本范围的数字",
    "write_record": "记一笔",
    "correct_record": "更正下级的记录",
    "edit_papers": "编大事记、轮值汇报",
    "register_person": "登记、修改、暂停人员",
    "move_person": "办理调动、退出、去世",
    "see_contact": "查看联系电话（留痕）",
    "import_people": "导入名册",
    "manage_units": "管理单位",
    "manage_posts": "管理任职",
    "manage_accounts": "管理账号",
    "print_books": "年终印册",
    "print_for_others": "替下级代印",
    "seal_papers": "定稿",
    "import_records": "导入台账和旧大事记",
    "manage_kinds": "编类别、地点、节点",
    "see_trail": "看留痕",
    "apply": "申报重要会议和活动",
    "sign_for_paper": "登记纸上的审批",
    "hold_meetings": "开会、记会议",
    "set_roster": "排轮值、收汇报",
    "hand_in": "交汇报材料",
    "confirm_duties": "确认应办的事已办",
    "manage_method": "编工作法",
}
REACH_NAMES = {"own": "本单位", "children": "直属下级", "below": "本单位及以下"}


def check_password(password: str, name: str, phone: str, strict: bool) -> None:
    """At least 8 characters, digits allowed; for roles that see other units at least 10 with letters and digits."""
    if len(password) < SHORTEST:
        raise RuleBroken(f"密码至少{SHORTEST}位。请再长一点。", "password")
    if password in _EASY or (phone and password in phone) or password == name:
        raise RuleBroken("这个密码太容易被猜到。请换一个。", "password")
    if len(set(password)) < 3:
        raise RuleBroken("密码里重复的字太多。请换一个。", "password")
    if strict:
        check_strict(password)


def check_strict(password: str) -> None:
    """For whoever sees other units' people."""
    mixed = any(c.isdigit() for c in password) and any(c.isalpha() for c in password)
    if len(password) < SHORTEST_STRICT or not mixed:
        raise RuleBroken(f"您能看到别的单位，密码要{SHORTEST_STRICT}位以上，有字母有数字。", "password")


def first_password() -> str:
    """A first password for a slip: three letters and five digits, easy to read aloud."""
    letters = "".join(secrets.choice(_SLIP_LETTERS) for _ in range(3))
    return letters + "".join(secrets.choice(_SLIP_DIGITS) for _ in range(5))


_BROWSERS = (
    ("MicroMessenger", "微信"), ("HuaweiBrowser", "华为浏览器"), ("Edg", "Edge浏览器"), ("QQBrowser", "QQ浏览器"),
    ("UCBrowser", "UC浏览器"), ("Firefox", "火狐浏览器"), ("Chrome", "谷歌浏览器"), ("Safari", "苹果浏览器"),
)  # fmt: skip
_MACHINES = (
    ("iPhone", "苹果手机"), ("iPad", "苹果平板"), ("HarmonyOS", "鸿蒙手机"), ("Android", "安卓手机"), ("Windows", "电脑"),
    ("Macintosh", "苹果电脑"), ("Linux", "电脑"),
)  # fmt: skip


def device_said(agent: str) -> str:
    """A telephone or computer in plain words, by what its browser says of itself: 安卓手机·微信."""
    machine = next((word for mark, word in _MACHINES if mark in agent), "一台机器")
    browser = next((word for mark, word in _BROWSERS if mark in agent), "浏览器")
    return f"{machine}·{browser}"


def only_here(site: str) -> bool:
    """Is `site` an address that only opens on this very machine, so that it is no use on a slip?"""
    return urlsplit(site).hostname in ("127.0.0.1", "localhost", "::1")


def permission_table(roles: Sequence[Mapping[str, Any]]) -> str:
    """Role × action × reach as a Markdown page: `roles` as in `data/roles.toml`, in order."""
    names = {role["code"]: role["name"] for role in roles}
    lines = [
        "# 谁能办什么",
        "",
        "从角色表生成，测试核对它与程序里的一致。范围从授权的单位算起，可以在授权时改小或改大，但不超过授权人自己的范围。",
        "",
        f"| 办什么 | {' | '.join(names.values())} |",
        f"|---|{'---|' * len(names)}",
    ]
    for action, label in ACTIONS.items():
        cells = [REACH_NAMES[role["reach"]] if action in role["actions"] else "" for role in roles]
        lines.append(f"| {label} | {' | '.join(cells)} |")
    lines += ["", "## 谁能替谁重设密码、停用账号、授予角色", "", "| 谁 | 替谁 | 密码 |", "|---|---|---|"]
    for role in roles:
        whose = "、".join(names[code] for code in role["may_reset"]) or "没有"
        kind = f"{SHORTEST_STRICT}位以上，有字母有数字" if role["strict"] else f"{SHORTEST}位以上"
        lines.append(f"| {role['name']} | {whose} | {kind} |")
    return "\n".join(lines) + "\n"
