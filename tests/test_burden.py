"""Domain 10.3: the product lightens the grassroots' load. X1 … X15, each as far as this release reaches."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from django import forms
from django.apps import apps
from django.test import Client

from tests.year_world import World
from xinhuo.ground.kernel.measure import measures
from xinhuo.journal.records import forms as record_forms
from xinhuo.shell.desk import forms as desk_forms
from xinhuo.who.accounts import forms as account_forms
from xinhuo.who.organisation import forms as unit_forms
from xinhuo.who.organisation.models import Unit
from xinhuo.who.people import forms as people_forms
from xinhuo.year.yearbook import forms as yearbook_forms

ROOT = Path(__file__).resolve().parent.parent
HOUSE = ROOT / "xinhuo"
FORMS = (record_forms, desk_forms, account_forms, unit_forms, people_forms, yearbook_forms)


def shown() -> Iterator[tuple[str, str]]:
    """Everything that reaches a browser."""
    for path in HOUSE.rglob("*"):
        if path.suffix in (".html", ".js", ".css") and "__pycache__" not in path.parts:
            yield str(path.relative_to(ROOT)), path.read_text(encoding="utf-8")


def all_forms() -> list[type[forms.Form]]:
    found = [f for m in FORMS for f in vars(m).values() if isinstance(f, type) and issubclass(f, forms.Form)]
    return [f for f in found if f.__module__.startswith("xinhuo.")]


def fields() -> list[tuple[str, str, str]]:
    """(model, field, label) of every column of ours."""
    ours = [m for m in apps.get_models() if m.__module__.startswith("xinhuo.")]
    return [(m.__name__, f.name, str(getattr(f, "verbose_name", ""))) for m in ours for f in m._meta.fields]


def test_x1_a_web_page_and_nothing_to_install() -> None:
    for name, text in shown():
        assert not re.search(r"manifest\.json|webmanifest|serviceWorker|beforeinstallprompt", text), name
    assert not list(HOUSE.rglob("*.webmanifest"))


def test_x2_no_points_no_ranking_no_streaks() -> None:
    forbidden = r"积分|排名|排行|榜单|星级|连续\d+天|在线时长|登录率|打卡|points|ranking|leaderboard|streak|badge"
    for name, text in shown():
        said = re.sub(r"从不要求打卡、签到、拍照，也没有积分和排名|/\*.*?\*/|{#.*?#}", "", text, flags=re.DOTALL)
        assert not re.search(forbidden, said), name
    assert not [f for f in fields() if re.search(r"score|points|streak|online", f[1])]


def test_x3_nobody_is_located_or_checked_in() -> None:
    for name, text in shown():
        assert not re.search(r"geolocation|getCurrentPosition|watchPosition", text), name
    assert not [f for f in fields() if re.search(r"latitude|longitude|gps|checked_in", f[1])]


def test_x4_no_photo_is_ever_wanted() -> None:
    for form in all_forms():
        wanted = [n for n, f in form.base_fields.items() if isinstance(f, forms.ImageField) and f.required]
        assert wanted == []
    assert not [m.key for m in measures() if "photo" in m.key]


def test_x5_nothing_is_scored_and_units_keep_the_offices_order(world: World, client: Client) -> None:
    client.force_login(world.accounts["办公室"])
    page = client.get("/").text
    places = [page.find(f">{unit.name}</a>") for unit in Unit.objects.keeping_books().filter(closed_on=None).in_order()]
    assert places == sorted(places)
    assert not [f for f in fields() if f[1] in ("score", "mark", "rating")]


def test_x6_no_form_asks_twice() -> None:
    for form in all_forms():
        labels = Counter(str(f.label) for f in form.base_fields.values() if f.label)
        assert [label for label, n in labels.items() if n > 1] == [], form.__name__


def test_x6_a_record_is_filled_from_the_last_one(world: World, client: Client) -> None:
    client.force_login(world.accounts["柳湾记载人"])
    assert "照上次的填" in client.get("/records/new/", follow=True).text


def test_x8_late_facts_are_shown_as_late_and_cost_nothing(world: World, client: Client) -> None:
    client.force_login(world.accounts["柳湾记载人"])
    record = world.liuwan.records.order_by("held_on").first()
    type(record).objects.filter(pk=record.pk).update(created_at="2026-12-19T02:00:00Z")
    assert "补记" in client.get(f"/records/{record.pk}/").text
    counted = world.people["周德顺"].participations.counted().filter(record=record)
    assert counted.exists()


def test_x10_paper_and_proxy_are_always_accepted(world: World, client: Client) -> None:
    client.force_login(world.accounts["柳湾记载人"])
    page = client.get("/records/new/", follow=True).text
    assert "照纸上记的补录" in page
    assert "我是替别人记的" in page
    assert client.get(f"/books/blank/{world.liuwan.pk}/2026.pdf").status_code == 200


@pytest.mark.parametrize(
    "address", ["/", "/records/new/", "/people/", "/records/", "/yearend/", "/login/", "/about/privacy/"]
)
def test_x11_a_way_to_complain_on_each_page(world: World, client: Client, address: str) -> None:
    if address != "/login/":
        client.force_login(world.accounts["柳湾记载人"])
    page = client.get(address, follow=True).text
    assert 'href="/about/feedback/"' in page


def test_x13_nothing_is_sent_by_itself() -> None:
    text = "\n".join(p.read_text(encoding="utf-8") for p in HOUSE.rglob("*.py"))
    assert not re.search(r"send_mail|EmailMessage|smtplib|Notification\(", text)


def test_x14_measures_count_nothing_forbidden() -> None:
    forbidden = {"publicity_count", "leader_comment", "photo_count", "login", "study_minutes", "likes"}
    assert len(list(measures())) >= 3
    assert not [
        m.key for m in measures() if forbidden & set(re.split(r"[._]", m.key)) or m.key.split(".")[-1] in forbidden
    ]


def test_x15_no_advertising_no_shop_no_foreign_host() -> None:
    for name, text in shown():
        hosts = set(re.findall(r"https?://([\w.-]+)", text)) - {"www.w3.org"}
        assert hosts == set(), name
        assert not re.search(r"捐款|打赏|购买|广告位", text), name


def test_children_are_numbers_nowhere_names() -> None:
    children = r"学生姓名|孩子姓名|儿童姓名|监护人|child_name|student|guardian|school_class"
    assert not [f for f in fields() if re.search(children, f[1] + f[2])]
    for form in all_forms():
        for name, field in form.base_fields.items():
            assert not re.search(children, name + str(field.label)), form.__name__


def test_x7_and_x9_and_x12_have_nothing_to_forbid_yet() -> None:
    """No ad-hoc forms, no quiz, no meter are built: the day one appears, its model lands here and needs a test."""
    names = {m.__name__ for m in apps.get_models() if m.__module__.startswith("xinhuo.")}
    assert not names & {"Questionnaire", "AdHocForm", "Quiz", "QuizQuestion", "StudySession", "BurdenMeter", "Notice"}
