"""How an application stands, and what may be done with it then."""

from datetime import date

from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.ground.kernel.text import clean_line
from xinhuo.work.applications.rules.planning import MOST_PEOPLE

# How an application stands. All but the first, the last and the two after the event are its case's state.
STATES = {
    "draft": "草稿",
    "review": "待审核",
    "approve": "待批准",
    "countersign": "待会签",
    "returned": "退回修改",
    "withdrawn": "已撤回",
    "rejected": "没有同意",
    "approved": "已批准",
    "held": "已举办",
    "summed": "已补总结",
    "cancelled": "已取消",
}
# What its owner may do, by state.
ALLOWED: dict[str, frozenset[str]] = {
    "draft": frozenset({"change", "submit", "cancel", "finish"}),
    "review": frozenset({"cancel", "finish"}),
    "approve": frozenset({"cancel", "finish"}),
    "countersign": frozenset({"cancel", "finish"}),
    "returned": frozenset({"change", "submit", "cancel", "finish"}),
    "withdrawn": frozenset({"change", "submit", "cancel", "finish"}),
    "rejected": frozenset({"cancel", "finish"}),
    "approved": frozenset({"cancel", "finish", "notify"}),
    "held": frozenset(),
    "summed": frozenset(),
    "cancelled": frozenset({"reopen"}),
}
PENDING = frozenset({"review", "approve", "countersign"})


def standing(own: str, case: str, step: str, summed: bool) -> str:
    """How it stands (a key of STATES): `own` is "", "held" or "cancelled"; `case` and `step` as approvals has them."""
    if own == "held":
        return "summed" if summed else "held"
    if own == "cancelled":
        return "cancelled"
    if case == "pending":
        return step if step in PENDING else "approve"
    return case or "draft"


def allowed(state: str, case: str) -> frozenset[str]:
    """What may be done with an application that stands like this; `case` as approvals has it, '' for none.

    What was held without approval may still be handed in (补报).
    """
    afterwards = state in ("held", "summed") and case in ("", "returned", "withdrawn")
    return ALLOWED[state] | ({"change", "submit"} if afterwards else frozenset())


def check_allowed(state: str, case: str, verb: str) -> None:
    """May `verb` be done now?"""
    if verb in allowed(state, case):
        return
    if verb in ("change", "submit") and (state in PENDING or case == "pending"):
        raise RuleBroken("已经报上去了，正在批。要改，请先撤回。")
    if verb in ("change", "submit") and case == "approved":
        raise RuleBroken("已经批准了，不能再改。要变，请取消后照抄一份。")
    if verb in ("change", "submit") and case == "rejected":
        raise RuleBroken("这件没有同意，不能再改。要办，请照抄一份重报。")
    raise RuleBroken(f"这件申报{STATES[state]}，这样办不了。请看看现在的页面。")


def check_held(held_on: date, today: date) -> None:
    """Only what has been is written down as held."""
    if held_on > today:
        raise RuleBroken("日子还没有到。办完了再来记。", "held_on")


def check_reason(reason: str, what: str) -> str:
    """A sentence why, 2 … 100 characters."""
    said = clean_line(reason)
    if len(said) < 2:
        raise RuleBroken(f"还没有写{what}的缘由。请写一句话。", "reason")
    if len(said) > 100:
        raise RuleBroken(f"缘由最多100个字，现在{len(said)}个。请短一点。", "reason")
    return said


def check_kind(name: str, word: str, least_people: int) -> str:
    """A line of 要申报的事: its name, the word that tells it by an event's name, from how many people on."""
    said = clean_line(name)
    if not said or len(said) > 30:
        raise RuleBroken("名称要写，最多30个字。请改一改。", "name")
    if len(word) > 20:
        raise RuleBroken(f"名称里的字最多20个，现在{len(word)}个。请短一点。", "word")
    if not 0 <= least_people <= MOST_PEOPLE:
        raise RuleBroken("人数不对。请核对。", "least_people")
    return said
