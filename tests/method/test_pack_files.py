"""A pack file: read back as it was written, and every fault told with its line and reason."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import xinhuo
from xinhuo.ground.kernel.text import clean_line
from xinhuo.journal.method.facts import BUILDS, Due, Duty, Enough, Group, Known, Mechanism, Pack
from xinhuo.journal.method.rules.lint import FORBIDDEN
from xinhuo.journal.method.rules.packs import PackBroken, read_pack
from xinhuo.journal.method.rules.writing import write_pack

ARTICLE = Path(__file__).parent / "article.txt"
DEFAULT = Path(xinhuo.__file__).parent / "journal" / "method" / "data" / "default.toml"


class _Any(dict):
    """Every measure there may be, with the parameters of the tests."""

    def get(self, key: str, default: object = None) -> frozenset[str]:
        return frozenset({"kinds", "topics", "by", "must_have", "vacancy_days", "categories", "each"})


class _All(frozenset):
    def __contains__(self, one: object) -> bool:
        return True


KNOWN = Known(
    {"records.held": frozenset({"categories"}), "meetings.attended": frozenset({"kinds"})},
    frozenset({"village", "subdistrict"}),
    frozenset({5, 6}),
    frozenset({"clerk", "recorder"}),
    lambda page: page.startswith("records:"),
)
ANYTHING = Known(_Any(), _All(), _All(), _All(), lambda page: True)
FILE = """name = "本办事处工作法"
unit_types = ["subdistrict"]

[[group]]
name = "四个坚持"
title = "“四个坚持”争取党政领导工作法"

[[mechanism]]
key = "persist-1"
group = "四个坚持"
number = "一"
title = "坚持每月例会"

[[duty]]
key = "meeting"
mechanism = "persist-1"
title = "开例会"
builds = ["制度"]
levels = [5]
told = ["clerk"]
recurs = "每月"
due = "最后一个工作日"
grace = 3
measure = "records.held"
params = { categories = ["meeting"] }
done_at = "records:write"
"""


def faults(text: str) -> list[str]:
    with pytest.raises(PackBroken) as broken:
        read_pack(text, KNOWN)
    assert all(len(fault.reason) <= 40 for fault in broken.value.faults)
    return [str(fault) for fault in broken.value.faults]


def test_the_file_of_the_tests_is_good() -> None:
    pack = read_pack(FILE, KNOWN)
    assert pack.source(pack.duties[0]) == "四个坚持·一"
    assert pack.duties[0].params == {"categories": ("meeting",)}


@pytest.mark.parametrize(
    ("was", "now", "said"),
    [
        ('measure = "records.held"', 'measure = "records.hold"', "第24行：没有“records.hold”这种数法。请核对。"),
        ("categories = [", "catgories = [", "第25行：records.held不认得“catgories”。请核对。"),
        ('due = "最后一个工作日"', 'due = "2月30日"', "第22行：2月30日日历上没有。请换一天。"),
        ('due = "最后一个工作日"', 'due = "3月31日"', "第22行：每月的事，期限要写成最后一个工作日、25日、次月5日这样。"),
        ('due = "最后一个工作日"', 'due = "月底"', "第22行：期限没看懂。请写成“3月31日”“最后一个工作日”这样。"),
        ("grace = 3", "grace = 40", "第23行：宽限40天太长，会和下一次碰上。"),
        ("grace = 3", "grace = -3", "第23行：grace要写成数，不能是负的。"),
        ("grace = 3", "grcae = 3", "第23行：不认得“grcae”这一项。请核对拼写。"),
        ("levels = [5]", "levels = [9]", "第19行：没有“9”这种层级。"),
        ('told = ["clerk"]', 'told = ["chairman"]', "第20行：没有“chairman”这种角色。"),
        ('builds = ["制度"]', 'builds = ["思想"]', "第18行：没有“思想”这种建设。"),
        ('builds = ["制度"]\n', "", "第14行：要写它建的是组织、队伍、制度、功能里的哪几样。"),
        ('recurs = "每月"', 'recurs = "每旬"', "第21行：没有“每旬”。可以写每月、每季度、每年、每两年、新入队时、事前、轮值月。"),
        ('mechanism = "persist-1"', 'mechanism = "persist-9"', "第16行：没有“persist-9”这一条机制。"),
        ('group = "四个坚持"', 'group = "五个坚持"', "第10行：没有“五个坚持”这一组。"),
        ('done_at = "records:write"', 'done_at = "reports:write"', "第26行：没有“reports:write”这一页。"),
        (
            'measure = "records.held"', 'by_hand = true\nmeasure = "records.held"',
            "第24行：measure和by_hand，要写一样，只写一样。",
        ),
        ('title = "开例会"', 'title = ""', "第17行：还没有写title。请补上。"),
        ('title = "开例会"', 'title = "开例会', "第17行：写法不对。请对照导出的文件，看引号、括号、等号。"),
        ('name = "四个坚持"', "name = 4", "第5行：name要写成引号里的字。"),
    ],
)  # fmt: skip
def test_a_fault_is_told_with_its_line_and_reason(was: str, now: str, said: str) -> None:
    assert was in FILE
    assert said in faults(FILE.replace(was, now, 1))


def test_dates_that_contradict_each_other_are_refused() -> None:
    yearly = FILE.replace('"每月"', '"每年"').replace('due = "最后一个工作日"', 'opens = "5月1日"\ndue = "3月31日"')
    assert "第22行：5月1日起，3月31日就到期，前后矛盾。" in faults(yearly)
    never = FILE.replace('"每月"', '"每两年"').replace('"最后一个工作日"', '"3月31日"')
    assert any("从哪一年算起" in one for one in faults(never))


def test_two_of_one_name_are_refused_at_the_second() -> None:
    assert "第29行：“meeting”前面已经有了。" in faults(FILE + FILE[FILE.index("[[duty]]") - 1 :])


def test_all_faults_are_told_at_once() -> None:
    broken = FILE.replace("[5]", "[9]").replace('"records.held"', '"nothing"').replace('["clerk"]', '["nobody"]')
    assert len(faults(broken)) == 3


@pytest.mark.parametrize("code", FORBIDDEN)
def test_what_may_not_be_counted_is_refused_wherever_it_hides(code: str) -> None:
    hidden = (
        FILE.replace('"records.held"', f'"records.{code}"'),
        FILE.replace("categories = [", f"{code} = ["),
        FILE.replace('["meeting"]', f'["{code}"]'),
        FILE.replace('"meeting"\nmechanism', f'"{code.replace("_", "-")}"\nmechanism'),
    )
    for text in hidden:
        assert any("不许拿" in one for one in faults(text)), text


@pytest.mark.parametrize(
    "title",
    [
        "每次活动至少三张照片",
        "网站刊登篇数达到10篇",
        "领导批示次数",
        "每天打卡",
        "学习时长满20小时",
        "文章点赞",
        "积分排名",
        "登录率",
    ],
)
def test_the_same_in_chinese_words(title: str) -> None:
    assert any("不许拿" in one for one in faults(FILE.replace("开例会", title)))


def test_what_only_sounds_alike_is_allowed() -> None:
    for title in ("领导批示件复印报送", "签到表随会议记录归档", "照片随记录保存"):
        assert read_pack(FILE.replace("开例会", title), KNOWN)


def test_a_file_that_is_none_is_refused_in_words() -> None:
    assert faults("\x00\x01") == ["第1行：写法不对。请对照导出的文件，看引号、括号、等号。"]
    assert faults("") != []
    assert "一条应办的事也没有" in faults('name = "空的"\n')[0]
    assert faults("x" * 300_000) == ["文件太大了。工作法的文件只有几十KB。"]
    assert any("duty要写成[[duty]]" in one for one in faults('name = "a"\nduty = 3\n'))


LINES = st.text(max_size=40).map(clean_line)
NAMES = st.text(min_size=1, max_size=30).map(clean_line).filter(bool)
KEYS = st.from_regex(r"\A[a-z0-9][a-z0-9-]{0,12}\Z")
PARAMS = st.dictionaries(
    st.sampled_from(["kinds", "topics", "by", "each"]),
    st.one_of(LINES, st.booleans(), st.integers(-5, 99), st.lists(LINES, max_size=3).map(tuple)),
    max_size=3,
)


@st.composite
def duties(draw: st.DrawFn, key: str, mechanisms: list[str]) -> Duty:
    """Any duty that a file may hold."""
    recurs, due, more = draw(
        st.one_of(
            st.tuples(
                st.just("monthly"),
                st.builds(lambda n, later: Due("day", day=n, later=later), st.integers(1, 31), st.integers(0, 1)),
                st.builds(lambda months: {"months": months}, st.sampled_from([(), (1,), (3, 6, 9)])),
            ),
            st.tuples(st.just("quarterly"), st.just(Due("last_working_day", later=1)), st.just({})),
            st.tuples(
                st.just("yearly"),
                st.builds(lambda m: Due("date", month=m, day=28, next_year=True), st.integers(1, 12)),
                st.sampled_from([{}, {"opens": (6, 1)}]),
            ),
            st.tuples(st.just("two_years"), st.just(Due("date", month=6, day=30)), st.just({"first_year": 2026})),
            st.tuples(
                st.just("joining"), st.builds(lambda n: Due("days_after", day=n), st.integers(1, 365)), st.just({})
            ),
            st.tuples(st.just("event"), st.just(Due("before")), st.just({})),
        )
    )
    enough = st.one_of(
        st.builds(Enough, st.integers(1, 99)), st.builds(lambda n: Enough(share=n / 100), st.integers(1, 100))
    )
    counted = {"measure": "records.held", "params": draw(PARAMS), "enough": draw(enough)}
    told = {"by_hand": True, "if_any": draw(st.booleans())} if draw(st.booleans()) else counted
    return Duty(
        key=key, mechanism=draw(st.sampled_from(mechanisms)), title=draw(NAMES), recurs=recurs, due=due, hint=draw(LINES),
        builds=tuple(draw(st.lists(st.sampled_from(BUILDS), min_size=1, unique=True))), on=draw(st.booleans()),
        levels=tuple(draw(st.lists(st.integers(1, 7), unique=True, max_size=2))), told=tuple(draw(st.lists(KEYS, max_size=2))),
        done_at=draw(st.sampled_from(["", "records:write"])), **more, **told,
    )  # fmt: skip


@st.composite
def packs(draw: st.DrawFn) -> Pack:
    groups = tuple(Group(name, draw(LINES)) for name in draw(st.lists(NAMES, min_size=1, max_size=3, unique=True)))
    keys = draw(st.lists(KEYS, min_size=1, max_size=4, unique=True))
    mechanisms = tuple(
        Mechanism(key, draw(st.sampled_from(groups)).name, draw(NAMES), draw(NAMES), draw(LINES)) for key in keys
    )
    wanted = draw(st.lists(KEYS, min_size=1, max_size=5, unique=True))
    found = [draw(duties(key, keys)) for key in wanted]
    return Pack(
        draw(NAMES), ("village",), groups, mechanisms, tuple(sorted(found, key=lambda d: keys.index(d.mechanism)))
    )


@given(packs())
def test_a_pack_written_and_read_is_the_same_pack(pack: Pack) -> None:
    read = read_pack(write_pack(pack), ANYTHING)
    assert read == pack
    assert write_pack(read) == write_pack(pack)


def test_the_default_pack_is_written_as_it_would_be_exported() -> None:
    text = DEFAULT.read_text(encoding="utf-8")
    assert write_pack(read_pack(text, ANYTHING)) == text


def test_the_default_pack_has_every_mechanism_in_the_articles_order_and_words() -> None:
    pack = read_pack(DEFAULT.read_text(encoding="utf-8"), ANYTHING)
    article = ARTICLE.read_text(encoding="utf-8")
    assert [group.name for group in pack.groups] == ["四个坚持", "五个注重", "六个持续"]
    counts = [sum(one.group == group.name for one in pack.mechanisms) for group in pack.groups]
    assert counts == [4, 5, 6]
    places = [_plain(article).find(_plain(f"{one.title}。")) for one in pack.mechanisms]
    assert -1 not in places
    assert places == sorted(places)
    assert all(_plain(group.title) in _plain(article) for group in pack.groups)
    assert {duty.mechanism for duty in pack.duties} == {one.key for one in pack.mechanisms}
    assert set().union(*(duty.builds for duty in pack.duties)) == set(BUILDS)


def _plain(text: str) -> str:
    """Without punctuation marks whose width a web page loses."""
    return re.sub(r"[，,：:；;（）()\s]", "", text)


def test_a_duty_that_is_switched_off_stays_in_the_file() -> None:
    pack = read_pack(FILE, KNOWN)
    off = replace(pack, duties=(replace(pack.duties[0], on=False),))
    assert "on = false" in write_pack(off)
    assert read_pack(write_pack(off), KNOWN) == off
