from collections.abc import Sequence
from datetime import date, timedelta

from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.ground.kernel.text import clean_line
from xinhuo.who.people.facts import Group, Held, Step, Term, Who

CATEGORIES = {
    "elder_cadre": "老干部",
    "elder_soldier": "老战士",
    "elder_expert": "老专家",
    "elder_teacher": "老教师",
    "elder_model_worker": "老模范",
}
CARE = {
    "no_long_standing": "不久站",
    "no_stairs": "不爬楼",
    "needs_escort": "要接送",
    "nearby_only": "只在近处",
}
# Posts of the party organisation that 主任 is bound to (四个坚持·一), and that approvals go to; codes of `data/posts.csv`.
PARTY_SECRETARY = "party_secretary"
DEPUTY_PARTY_SECRETARY = "deputy_party_secretary"
DIRECTOR = "director"
# Post → how the types of units (`organisation/data/unit_types.csv`) call it.
BOUND_POSTS = {PARTY_SECRETARY: "党组织书记", DEPUTY_PARTY_SECRETARY: "分管党务副书记"}
POLITICS = ("中共党员", "共青团员", "民主党派", "无党派人士", "群众")
# A status is a state: what may follow what.
STATUS_STEPS: dict[str, frozenset[str]] = {
    "active": frozenset({"paused", "left", "deceased", "void"}),
    "paused": frozenset({"active", "left", "deceased", "void"}),
    "left": frozenset({"active", "deceased", "void"}),
    "deceased": frozenset({"void"}),
    "void": frozenset(),
}
STATUS_NAMES = {"active": "在队", "paused": "暂停", "left": "退出", "deceased": "去世"}
AGE_BANDS = {"59": (0, 59), "60": (60, 69), "70": (70, 79), "80": (80, 200)}
AGE_BAND_NAMES = {"59": "60岁以下", "60": "60至69岁", "70": "70至79岁", "80": "80岁以上"}
WHY_LOOK = ("通知开会", "走访慰问", "核对名册")
LONGEST_REASON = 60
LONGEST_NAME = 30
LONGEST_DUTIES = 100
OLDEST = 120


def check_name(name: str) -> str:
    """A person's name without blanks: 2 … 30 characters."""
    name = clean_line(name).replace(" ", "") if not name.isascii() else clean_line(name)
    if not name:
        raise RuleBroken("还没有写姓名。请写上姓名。", "name")
    if len(name) > LONGEST_NAME:
        raise RuleBroken("姓名太长了，最多30个字。请核对。", "name")
    return name


def check_months(birth: date | None, joined: date | None, today: date) -> None:
    """Birth and joining lie in the past, in this order, and the age is a human one."""
    if birth and birth > today:
        raise RuleBroken("出生年月不能晚于今天。请核对。", "birth_month")
    if birth and today.year - birth.year > OLDEST:
        raise RuleBroken("出生年月早于120年前。请核对年份。", "birth_month")
    if joined and joined > today:
        raise RuleBroken("入队时间不能晚于今天。请核对。", "joined_month")
    if birth and joined and joined < birth:
        raise RuleBroken("入队时间早于出生年月。请核对两个时间。", "joined_month")


def check_categories(categories: list[str], primary: str) -> str:
    """Known categories; the primary one is among them, or the first."""
    unknown = [c for c in categories if c not in CATEGORIES]
    if unknown:
        raise RuleBroken("五老类别只有五种。请从列表里选。", "categories")
    if primary and primary not in categories:
        raise RuleBroken("主要类别要在已选的类别之中。请核对。", "primary_category")
    return primary or (categories[0] if categories else "")


def check_care(care: list[str]) -> None:
    """A choice, never a text about health."""
    if any(c not in CARE for c in care):
        raise RuleBroken("关照事项只能从列表里选。", "care")


def check_step(old: str, new: str, name: str) -> None:
    """A status may follow another only in the order of life."""
    if old == "deceased" and new not in STATUS_STEPS[old]:
        raise RuleBroken(f"{name}老同志已经去世。记错了，请点“记错了，改回来”。", "status")
    if new not in STATUS_STEPS[old]:
        raise RuleBroken(f"{name}现在是“{STATUS_NAMES[old]}”，不能改为“{STATUS_NAMES[new]}”。", "status")


def check_since(day: date, today: date, field: str) -> None:
    """A change is dated today or earlier."""
    if day > today:
        raise RuleBroken("日期不能晚于今天。请改成实际的日期。", field)


def check_term(started: date, ended: date | None) -> None:
    """A post ends after it began."""
    if ended and ended < started:
        raise RuleBroken("离任日期早于任职日期。请核对。", "ended_on")


def check_in_life(
    unit: str, opened: date | None, closed: date | None, started: date, ended: date | None, now: str = ""
) -> None:
    """A post is held in a unit that is there: neither before its founding nor after its end; `now` is where it went."""
    if opened and started < opened:
        raise RuleBroken(f"{unit[:12]}{_said(opened)}才成立。请核对任职日期。", "started_on")
    if closed is None:
        return
    gone = f"并入{now[:10]}" if now else "撤销"
    if started > closed:
        raise RuleBroken(f"{unit[:10]}到{_said(closed)}已经{gone}。不能再任职。", "started_on")
    if ended is None or ended > closed:
        raise RuleBroken(f"{unit[:10]}{_said(closed)}{gone}。请把离任写到那天为止。", "ended_on")


def _said(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def registration_gaps(birth: object, categories: object, sex: object) -> list[str]:
    """What a 待补 person still lacks, in words."""
    gaps = []
    if not sex:
        gaps.append("性别")
    if not birth:
        gaps.append("出生年月")
    if not categories:
        gaps.append("五老类别")
    return gaps


def succession(
    held: Sequence[Held], seat: tuple[str, str] | None, secretary: Who | None, director: Who | None, day: date
) -> tuple[Step, ...]:
    """What follows where a unit has a new 书记, a new 主任, or both; None: as before.

    `seat` is the party post that binds the 主任 (code, name), None where the unit's type binds none. Whoever was it goes
    the day before, keeping what else he holds; whoever is it already stays.
    """
    code, name = seat or ("", "")
    goes = [h for h in held if _goes(h, code, secretary, director)]
    stays = [h for h in held if h not in goes]
    loose = [h for h in stays if secretary and h.seat and h.person != secretary.key]
    for one in [*goes, *loose]:
        if one.started_on >= day:
            raise RuleBroken(f"{one.name[:10]}任{one.post_name}比这天还晚。请核对日期。")
    steps = [Step("end", f"{h.name}不再任{_with(h.post_name, h.party_post)}", held=h.id) for h in goes]
    steps += [Step("unbind", f"{h.name}不再任{h.party_post}，{h.post_name}照旧", held=h.id) for h in loose]
    # The 书记 stays where nobody else is elected, even where it was held together with the post of 主任 that ends.
    wanted = [secretary] if secretary else [Who(h.person, h.name) for h in goes if code and h.seat and h.post != code]
    seats = {h.person: h.post == code for h in stays if h.seat and h not in loose}  # person → by a post of its own?
    return (*steps, *_gifts(stays, (code, name), wanted, director, seats))


def _goes(held: Held, code: str, secretary: Who | None, director: Who | None) -> bool:
    if held.post == DIRECTOR and director and held.person != director.key:
        return True
    return bool(secretary and code and held.post == code and held.person != secretary.key)


def _gifts(
    stays: Sequence[Held], seat: tuple[str, str], wanted: list[Who], director: Who | None, seats: dict[str, bool]
) -> list[Step]:
    """New posts: 主任 with the party post held together, and the party post by itself for whoever isn't 主任 now."""
    code, name = seat
    found = []
    secretaries = {who.key for who in wanted} | set(seats)
    if director and any(h.post == DIRECTOR and h.person == director.key for h in stays):
        found.append(Step("stay", f"{director.name}接着任主任"))
    elif director:
        bound = name if director.key in secretaries and not seats.get(director.key) else ""
        words = f"{director.name}任{_with('主任', bound)}"
        found.append(Step("give", words, who=director, post=DIRECTOR, party_post=bound))
        others = "、".join(h.post_name for h in stays if h.person == director.key)
        found += [Step("stay", f"{director.name}现任的{others}照旧，不再任的请另办离任")] if others else []
        wanted = [who for who in wanted if not bound or who.key != director.key]
    for who in wanted:
        stay = Step("stay", f"{who.name}接着任{name}")
        found.append(stay if who.key in seats else Step("give", f"{who.name}任{name}", who=who, post=code))
    return found


def _with(post: str, party_post: str) -> str:
    return f"{post}（兼任{party_post}）" if party_post else post


def groups_of(terms: Sequence[Term]) -> tuple[Group, ...]:
    """Who led a unit, group by group, the earliest first; `terms` come in the order of posts and ranks.

    A new group begins with a new 主任 or with a document; whoever comes or goes in between stands in the running group
    with his days, so that nobody is left out.
    """
    leading = [term for term in terms if not term.party]
    starts = {term.started_on for term in leading if term.leads or term.document_number}
    if leading:
        starts.add(min(term.started_on for term in leading))
    days = sorted(starts)
    found = []
    for number, day in enumerate(days, 1):
        following = days[number] if number < len(days) else None
        found.append(
            Group(
                started_on=day,
                ended_on=following - timedelta(days=1) if following else None,
                documents=tuple(dict.fromkeys(t.document_number for t in terms if _newly(t, day))),
                terms=tuple(term for term in leading if _stands(term, day, following)),
                party=tuple(term for term in terms if term.party and _stands(term, day, following)),
            )
        )
    return tuple(found)


def _newly(term: Term, day: date) -> bool:
    return term.started_on == day and bool(term.document_number)


def _stands(term: Term, day: date, following: date | None) -> bool:
    """Held between `day` and the day before `following`; who goes on the very day that others come belongs to those before."""
    if following is not None and term.started_on >= following:
        return False
    return term.started_on >= day or term.ended_on is None or term.ended_on > day
