"""The form as it is printed at each step, and the papers of an approved event."""

import io
import re
from collections.abc import Callable
from dataclasses import replace

from django.test import Client
from pypdf import PdfReader

from tests.applications.event import THURSDAY, Hall
from tests.year_world import TODAY
from xinhuo.ground.press.document import Table, texts_of
from xinhuo.ground.press.pdf import to_pdf
from xinhuo.journal.approvals import services as approvals
from xinhuo.work.applications import papers, reading
from xinhuo.work.applications.models import Application

Enter = Callable[[str], Client]


def printed(hall: Hall, application: Application) -> str:
    facts = reading.form_facts(application, hall.actor("王敏"), None, "https://guan.example/1/", TODAY)
    return "\n".join(texts_of(papers.form(facts)))


def text_of(pdf: bytes) -> str:
    return re.sub(r"\s", "", "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages))


def test_before_anybody_decided_there_is_room_for_both_to_sign(hall: Hall) -> None:
    said = printed(hall, hall.write())
    assert said.count("签名：") == 2
    for word in ("归档章", "审核意见\n（关工委主任）", "批准意见\n（党组织书记）", "申报单位", "王敏　2026年12月20日"):
        assert word in said, word
    assert "安全预案" not in said


def test_a_villages_form_has_one_opinion(hall: Hall) -> None:
    assert printed(hall, hall.write(hall.village)).count("签名：") == 1


def test_opinions_stand_on_it_as_they_were_given(hall: Hall) -> None:
    made = hall.apply(youth_count=30, safety_plan="家长接送")
    hall.decide("陆建华", made.case, words="做好接送。")
    said = printed(hall, hall.seen(made))
    assert "同意。做好接送。" in said
    assert "陆建华　2026年12月20日" in said
    assert said.count("签名：") == 1
    assert "家长接送" in said
    step = made.case.rounds.get().steps.get(verb="approve")
    approvals.sign_on_paper(hall.actor("王敏"), made.case.pk, 1, step.position, "agree", "同意。", TODAY, TODAY)
    assert "（纸上签的）" in printed(hall, hall.seen(made))


def test_an_ordinary_form_fits_on_one_sheet(hall: Hall) -> None:
    made = hall.apply(youth_count=30, safety_plan="家长接送，社区医生到场")
    facts = reading.form_facts(made, hall.actor("王敏"), None, "https://guan.example/1/", TODAY)
    assert len(PdfReader(io.BytesIO(to_pdf(papers.form(facts)))).pages) == 1


def test_afterwards_it_says_so_on_its_face(hall: Hall) -> None:
    made = hall.write()
    plan = replace(made.plan(), late_reason="临时通知的")
    facts = reading.form_facts(made, hall.actor("王敏"), None, "", TODAY)
    said = "\n".join(texts_of(papers.form(replace(facts, plan=plan, late=True))))
    assert "（补报）" in said
    assert "补报：临时通知的" in said


def test_notice_agenda_and_sign_in_sheet(hall: Hall) -> None:
    facts = reading.notice_facts(hall.approve(hall.apply()), None, TODAY)
    notice = text_of(to_pdf(papers.notice(facts)))
    for word in (
        "关于举办五老先进事迹报告会的通知",
        "一、时间2026年12月24日（周四）14:30至16:00",
        "清河新区办事处关工委2026年12月20日",
    ):
        assert word in notice, word
    agenda = next(block for block in papers.agenda(facts).blocks if isinstance(block, Table))
    assert agenda.rows[1] == ("14:35", "事迹报告", "六位五老", "48")
    sheet = next(block for block in papers.sign_in(facts).blocks if isinstance(block, Table))
    assert sheet.rows[0][1:3] == ("韩志远", "党工委书记")
    assert len(sheet.rows) == 16
    assert all(row[1] == "" for row in sheet.rows[1:])


def test_each_leaders_week(hall: Hall) -> None:
    hall.approve(hall.apply())
    clerk = hall.actor("王敏")
    sheets = reading.week_sheets(clerk.scope("see"), clerk, hall.root, THURSDAY, demo=False)
    assert [(sheet.who, len(sheet.events)) for sheet in sheets] == [("", 1), ("韩志远", 1)]
    own = "\n".join(texts_of(papers.week(sheets[1])))
    assert "2026年12月21日至12月27日" in own
    assert "作总结讲话" in own
    leader = hall.actor("韩志远")
    mine = reading.week_sheets(leader.scope("see"), leader, hall.root, TODAY, demo=False)
    assert [(sheet.who, len(sheet.events)) for sheet in mine] == [("韩志远", 0)]
    assert "没有定下" in "\n".join(texts_of(papers.week(mine[0])))
