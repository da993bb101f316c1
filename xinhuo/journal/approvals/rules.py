from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID

from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.ground.kernel.text import clean_line, clean_text
from xinhuo.journal.approvals.facts import Chain, Link, Someone, Told, Who

# State of a case → verb → the state that follows. `agree` leads there only with the last step; till then it stays.
STEPS: dict[str, dict[str, str]] = {
    "": {"submit": "pending"},
    "pending": {
        "agree": "approved",
        "return": "returned",
        "refuse": "rejected",
        "hand_over": "pending",
        "take_back": "pending",
        "withdraw": "withdrawn",
    },
    "returned": {"submit": "pending", "take_back": "pending", "withdraw": "withdrawn"},
    "approved": {"take_back": "pending"},
    "rejected": {"take_back": "pending"},
    "withdrawn": {"submit": "pending"},
}
CASE_STATES = {
    "pending": "等审批",
    "returned": "退回修改",
    "approved": "已批准",
    "rejected": "不同意",
    "withdrawn": "已撤回",
}
DECIDED = {"agree": "agreed", "return": "returned", "refuse": "refused"}
STEP_STATES = {"later": "还没轮到", "waiting": "等着批", "agreed": "同意", "returned": "退回", "refused": "不同意"}
STEP_VERBS = {"review": "审核", "approve": "批准", "countersign": "会签"}
VERB_NAMES = {
    "agree": "同意",
    "return": "退回修改",
    "refuse": "不同意",
    "hand_over": "转办",
    "take_back": "撤回意见",
    "withdraw": "撤回申报",
}
WHY = {
    "vacant": "这个职务现在没有人担任。办公室已经看到，会安排人来批。",
    "no_account": "担任的人还没有账号。可以打印出来签，由办公室补签。",
    "elsewhere": "前一步是同一个人批的，这一步照办公室的设置换人批。",
    "alone": "前一步是同一个人批的，也没有别人可换，还由本人批。",
    "handed": "转给了别人来批。",
}
LONGEST_WORDS = 300
LONGEST_LEAD = 3
NO_STEP = "没有这一步。请回到这张表再看。"


def begin(verbs: Sequence[str]) -> Chain:
    """A fresh round: the first step waits, with all countersigns beside it if it is one."""
    if not verbs:
        raise RuleBroken("还没有定由谁来批。请先定审批的步骤。")
    if any(verb not in STEP_VERBS for verb in verbs):
        raise RuleBroken("审批的步骤只有审核、批准、会签三种。请重定。")
    return _opened(Chain("pending", tuple(Link(n, verb) for n, verb in enumerate(verbs, 1))))


def check_submit(state: str) -> None:
    """May a form be handed in that stands like this ('' for a new one)?"""
    if "submit" in STEPS[state]:
        return
    if state == "pending":
        raise RuleBroken("已经报上去了，正在批。要改，请先撤回。")
    if state == "approved":
        raise RuleBroken("已经批准了，不用再报。")
    raise RuleBroken("这件事没有同意，不能再报。要办，请另写一份。")


def decided(chain: Chain, position: int, verb: str) -> Chain:
    """The chain after a step was decided. Raises RuleBroken for a step that isn't open, or that has been decided."""
    link = link_at(chain, position)
    if verb not in DECIDED:
        raise RuleBroken("只能同意、退回修改或者不同意。请再点一次。")
    if link.state in DECIDED.values():
        raise RuleBroken("这一步已经批过了，不用再批。")
    if chain.state != "pending":
        raise RuleBroken(over(chain.state))
    if link.state != "waiting":
        raise RuleBroken("还没有轮到这一步。请等前一步批完。")
    links = _with(chain, replace(link, state=DECIDED[verb]))
    done = verb != "agree" or all(one.state == "agreed" for one in links)
    return _opened(replace(chain, state=STEPS["pending"][verb] if done else "pending", links=links))


def taken_back(chain: Chain, position: int) -> Chain:
    """The chain after a decision was taken back: until a later step has acted, or notices went out."""
    link = link_at(chain, position)
    if link.state not in DECIDED.values():
        raise RuleBroken("这一步还没有批，没有可撤回的。")
    if chain.closed:
        raise RuleBroken("通知已经发出，不能撤回了。要改，请另发更正。")
    if "take_back" not in STEPS[chain.state]:
        raise RuleBroken(over(chain.state))
    if any(one.state in DECIDED.values() for one in chain.links if stage(chain, one) > stage(chain, link)):
        raise RuleBroken("后面一步已经批了，不能撤回。请和他商量。")
    links = _with(chain, replace(link, state="later"))
    other = next((one for one in links if one.state in ("returned", "refused")), None)  # a countersign beside it
    state = chain.state if other else "pending"
    return _opened(replace(chain, state=state, links=links))


def withdrawn(chain: Chain) -> Chain:
    """The chain after the one who handed it in took it back."""
    if "withdraw" not in STEPS[chain.state]:
        raise RuleBroken(
            "已经批完了，不能撤回申报。请找办公室商量。" if chain.state != "withdrawn" else over("withdrawn")
        )
    return _opened(replace(chain, state="withdrawn"))


def check_open(chain: Chain, position: int) -> None:
    """Does this step wait, so that it can be handed over?"""
    if link_at(chain, position).state != "waiting":
        raise RuleBroken(over(chain.state) if chain.state != "pending" else "这一步不在等着批，不能转办。")


def over(state: str) -> str:
    """Why nothing more is to be decided on a case in this state."""
    return {
        "withdrawn": "申报的人已经撤回了，不用批了。",
        "returned": "已经退回修改了。请等改好重报。",
        "rejected": "已经定了不同意，不用再批。",
        "approved": "已经批准了，不用再批。",
    }.get(state, "这张表还没有报上来。请等报上来再批。")


def check_round(seen: int, now: int) -> None:
    """Was the decision made on the text that stands now?"""
    if seen != now:
        raise RuleBroken("这张表改过又重报了。请看新的一稿再批。")


def link_at(chain: Chain, position: int) -> Link:
    """The step at a place; RuleBroken where there is none."""
    for link in chain.links:
        if link.position == position:
            return link
    raise RuleBroken(NO_STEP)


def stage(chain: Chain, link: Link) -> int:
    """The place of a step in time, from 1: neighbouring countersigns have the same."""
    found, before = 0, ""
    for one in chain.links:
        found += not (one.verb == before == "countersign")
        before = one.verb
        if one.position == link.position:
            break
    return found


def waiting(chain: Chain) -> tuple[Link, ...]:
    """The steps that wait now."""
    return tuple(link for link in chain.links if link.state == "waiting")


def _with(chain: Chain, changed: Link) -> tuple[Link, ...]:
    return tuple(changed if one.position == changed.position else one for one in chain.links)


def _opened(chain: Chain) -> Chain:
    """Undecided steps wait in the first stage that is not complete, and come later behind it."""
    undecided = [one for one in chain.links if one.state not in DECIDED.values()]
    first = min((stage(chain, one) for one in undecided), default=0)

    def state(one: Link) -> str:
        if one.state in DECIDED.values():
            return one.state
        return "waiting" if chain.state == "pending" and stage(chain, one) == first else "later"

    return replace(chain, links=tuple(replace(one, state=state(one)) for one in chain.links))


def who_acts(
    people: Sequence[Someone], handed: Someone | None, others: Sequence[Someone], before: Collection[UUID]
) -> Who:
    """Who decides a step: `people` of its seat; one to whom it was `handed`; `others` where the office's setting sends it
    when only people are left who decided a step `before` in the same round."""
    if handed is not None and handed.able:
        return Who((handed,), "handed")
    free = tuple(one for one in people if one.person_id not in before)
    found, why = free, ""
    if not people:
        why = "vacant"
    elif not free:
        elsewhere = tuple(one for one in others if one.person_id not in before)
        found, why = (elsewhere, "elsewhere") if elsewhere else (tuple(people), "alone")
    if found and not any(one.able for one in found):
        why = "no_account"
    return Who(found, why)


def check_told(told: Told) -> None:
    """At most three sentences, and something to read."""
    if not 1 <= len(told.lead) <= LONGEST_LEAD or not told.rows:
        raise RuleBroken("报上去的要有一到三句话和整张表。请补全再报。")


def check_words(verb: str, words: str) -> str:
    """The words of a decision: asked for where somebody else has to act on them."""
    words = clean_text(words)
    if len(words) > LONGEST_WORDS:
        raise RuleBroken(f"批语太长了，最多{LONGEST_WORDS}个字。请写短些。", "words")
    if verb == "return" and not words:
        raise RuleBroken("还没有写要改什么。请写一句话。", "words")
    if verb == "refuse" and not words:
        raise RuleBroken("还没有写不同意的缘由。请写一句话。", "words")
    if verb == "hand_over" and not words:
        raise RuleBroken("还没有写转办的缘由。请写一句话。", "words")
    return words


def check_signed(signed_on: date, today: date, number: int, submitted_on: date) -> None:
    """A paper is signed before today; a later round was not yet written when an earlier one was signed."""
    if signed_on > today:
        raise RuleBroken("签字日期不能晚于今天。请照纸上的日期写。", "signed_on")
    if number > 1 and signed_on < submitted_on:
        raise RuleBroken("这一稿那天还没有报。请核对签字日期。", "signed_on")


def check_absence(starts_on: date, ends_on: date, today: date) -> None:
    """An absence ends after it began, is not over, and lasts a year at most."""
    if ends_on < starts_on:
        raise RuleBroken("结束的日期早于开始的日期。请核对。", "ends_on")
    if ends_on < today:
        raise RuleBroken("这段日子已经过了。请写往后的日期。", "ends_on")
    if (ends_on - starts_on).days > 366:
        raise RuleBroken("代批最长一年。请把结束的日期写近些。", "ends_on")


def check_reason(text: str) -> str:
    """A short line, or none."""
    return clean_line(text)[:60]
