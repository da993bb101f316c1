"""《组织沿革》: from facts alone, of units renamed, merged and young."""

import io
import zipfile
from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from tests.changes.hetang import settle
from tests.year_world import HOSTILE, TODAY, World
from xinhuo.ground.kernel.actor import Actor, system_actor
from xinhuo.ground.press.document import texts_of
from xinhuo.shell.changes.services import reshaping
from xinhuo.shell.changes.services.reshaping import Decided
from xinhuo.who.accounts.rules import ACTIONS
from xinhuo.who.organisation.models import Unit
from xinhuo.who.organisation.services import UnitDetails, describe_unit, rename_unit, state_youth_base
from xinhuo.who.people import papers
from xinhuo.who.people.facts import Term
from xinhuo.who.people.models import Appointment
from xinhuo.who.people.reading import history_facts
from xinhuo.who.people.rules import groups_of
from xinhuo.who.people.services import posts

Enter = Callable[[str], Client]


@pytest.fixture
def by(world: World) -> Actor:
    return system_actor("办公室", frozenset(ACTIONS), world.office.path)


def give(world: World, name: str, post: str, started: date, unit: Unit | None = None, **said: object) -> Appointment:
    details = posts.PostDetails(post, started, **said)
    return posts.appoint(world.by, world.people[name], unit or world.liuwan, details, TODAY)


def term(name: str, started: date, ended: date | None = None, number: str = "", leads: bool = False) -> Term:
    return Term("主任" if leads else "委员", name, "", "", number, started, ended, leads)


def text_of(answer: object) -> str:
    return "".join(p.extract_text() for p in PdfReader(io.BytesIO(answer.content)).pages).replace("\n", "")


# ── groups


def test_a_group_begins_with_a_director_or_a_document() -> None:
    terms = [
        term("甲", date(2020, 2, 29), date(2024, 2, 29), "〔2020〕1号", leads=True),
        term("乙", date(2024, 3, 1), None, "〔2024〕3号", leads=True),
        term("丙", date(2020, 2, 29)),
        term("丁", date(2022, 5, 1), date(2023, 1, 1)),
        term("戊", date(2025, 1, 1), None, "〔2025〕9号"),
    ]
    groups = groups_of(terms)
    assert [(g.started_on, g.ended_on, g.documents) for g in groups] == [
        (date(2020, 2, 29), date(2024, 2, 29), ("〔2020〕1号",)),
        (date(2024, 3, 1), date(2024, 12, 31), ("〔2024〕3号",)),
        (date(2025, 1, 1), None, ("〔2025〕9号",)),
    ]
    assert [[t.name for t in g.terms] for g in groups] == [["甲", "丙", "丁"], ["乙", "丙"], ["乙", "丙", "戊"]]


def test_who_goes_on_the_day_of_the_change_belongs_to_the_group_before() -> None:
    day = date(2024, 2, 29)
    groups = groups_of([term("甲", date(2020, 1, 1), day, leads=True), term("乙", day, None, leads=True)])
    assert [[t.name for t in g.terms] for g in groups] == [["甲"], ["乙"]]
    one_day = groups_of([term("丙", day, day, leads=True)])
    assert [[t.name for t in g.terms] for g in one_day] == [["丙"]]


def test_nobody_is_left_out_and_nobody_makes_no_group() -> None:
    assert groups_of([]) == ()
    secretary = Term("党组织书记", "丁", "", "", "〔2024〕3号", date(2024, 1, 1), None, party=True)
    assert groups_of([secretary]) == ()
    (group,) = groups_of([secretary, term("甲", date(2023, 1, 1))])
    assert (group.started_on, group.documents, [t.name for t in group.party]) == (date(2023, 1, 1), (), ["丁"])


# ── the paper


def test_the_paper_tells_founding_groups_and_numbers(world: World, by: Actor, inside: Enter) -> None:
    describe_unit(by, world.liuwan, UnitDetails("柳湾村", "village", opened_on=date(2020, 2, 29)))
    first = give(
        world, "周德顺", "director", date(2020, 2, 29), party_post="党组织书记", document_number="清新委发〔2020〕1号"
    )
    give(world, "吴秀兰", "secretary_general", date(2020, 2, 29), duties="管档案")
    posts.end_appointment(by, first, date(2024, 2, 29), TODAY)
    give(world, "㛃䶮", "director", date(2024, 3, 1), document_number="清新委发〔2024〕3号")
    give(world, "周德顺", "party_secretary", date(2024, 3, 1))
    state_youth_base(by, world.liuwan, 2026, 300)
    rename_unit(by, world.liuwan, "柳湾社区", date(2025, 1, 1), TODAY)
    text = text_of(inside("柳湾记载人").get(f"/leaders/{world.liuwan.pk}/history.pdf"))
    for said in (
        "柳湾社区关工委组织沿革", "2020年2月29日，柳湾社区关工委成立", "2025年1月1日，柳湾村改名为柳湾社区",
        "2020年2月29日至2024年2月29日", "依据清新委发〔2020〕1号", "2024年3月1日至今", "依据清新委发〔2024〕3号",
        "管档案", "2020.2.29至2024.2.29", "党组织书记周德顺（2024.3.1至今）",
    ):  # fmt: skip
        assert said in text, said
    facts = history_facts(Unit.objects.get(pk=world.liuwan.pk), None, TODAY)
    assert [(row.year, row.elders, row.leaders, row.youth) for row in facts.years] == [
        (2020, 3, 2, None), (2021, 3, 2, None), (2022, 3, 2, None), (2023, 3, 2, None),
        (2024, 3, 2, None), (2025, 3, 2, None), (2026, 3, 2, 300),
    ]  # fmt: skip


def test_the_office_counts_units_that_were_there_each_year(world: World, by: Actor, inside: Enter) -> None:
    hetang = settle(world, by)
    june = date(2026, 6, 1)
    seen = reshaping.look_at_merger(by, hetang, world.liuwan, june, TODAY).preview.digest
    reshaping.merge_units(by, hetang, world.liuwan, june, Decided(seen), TODAY)
    facts = history_facts(world.office, None, TODAY)
    rows = {row.year: (row.units, row.elders) for row in facts.years}
    assert rows[2020] == (4, 5)  # 柳湾、东桥、荷塘 and its group; 何长庚 came in 2024
    assert rows[2025] == (4, 6)
    assert rows[2026] == (2, 7)  # 东桥 closed, 荷塘 merged; a person who moved counts once
    text = text_of(inside("办公室").get(f"/leaders/{world.office.pk}/history.pdf"))
    assert "下级单位照现在的隶属关系算" in text


def test_a_merged_units_history_ends_with_it(world: World, by: Actor, inside: Enter) -> None:
    hetang = settle(world, by)
    june = date(2026, 6, 1)
    seen = reshaping.look_at_merger(by, hetang, world.liuwan, june, TODAY).preview.digest
    reshaping.merge_units(by, hetang, world.liuwan, june, Decided(seen), TODAY)
    client = inside("办公室")
    gone = text_of(client.get(f"/leaders/{hetang.pk}/history.pdf"))
    assert "荷塘村关工委组织沿革" in gone
    assert "2026年5月31日，并入柳湾村关工委" in gone
    assert "2024.2.29至2026.5.31" in gone
    assert gone.count("并入") == 1
    target = text_of(client.get(f"/leaders/{world.liuwan.pk}/history.pdf"))
    assert "荷塘村" in target
    assert "还没有登记领导班子成员" in target


def test_a_unit_of_which_little_is_known_says_so(world: World, inside: Enter) -> None:
    text = text_of(inside("办公室").get(f"/leaders/{world.liuwan.pk}/history.pdf"))
    assert "成立日期还没有登记" in text
    assert "还没有登记领导班子成员" in text
    assert "2020年" in text


def test_words_are_never_markup_and_the_document_opens(world: World, inside: Enter) -> None:
    give(world, "周德顺", "director", date(2020, 2, 29), duties=HOSTILE, document_number=HOSTILE[:60])
    assert HOSTILE in texts_of(papers.history(history_facts(world.liuwan, None, TODAY)))
    answer = inside("办公室").get(f"/leaders/{world.liuwan.pk}/history.docx")
    words = zipfile.ZipFile(io.BytesIO(answer.content)).read("word/document.xml").decode()
    assert "&lt;script&gt;" in words
    assert inside("办公室").get(f"/leaders/{world.liuwan.pk}/history.pdf").status_code == 200


def test_others_histories_are_not_there(world: World, inside: Enter) -> None:
    for kind in ("pdf", "docx"):
        assert inside("柳湾记载人").get(f"/leaders/{world.dongqiao.pk}/history.{kind}").status_code == 404


def test_forty_years_cost_what_one_costs(world: World, by: Actor) -> None:
    with CaptureQueriesContext(connection) as few:
        history_facts(world.dongqiao, None, TODAY)
    describe_unit(by, world.liuwan, UnitDetails("柳湾村", "village", opened_on=date(1980, 1, 1)))
    for year in range(1990, 2026):
        give(world, "周德顺", "director", date(year, 1, 1), ended_on=date(year, 12, 31))
    with CaptureQueriesContext(connection) as many:
        facts = history_facts(Unit.objects.select_related("merged_into").get(pk=world.liuwan.pk), None, TODAY)
    assert len(facts.years) == 40
    assert facts.years[0].year == 1987
    assert len(facts.groups) == 36
    assert len(many) <= len(few) + 1
