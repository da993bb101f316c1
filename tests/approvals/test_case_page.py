"""The page of a form: whoever may decide does it here; whoever may not reads; nobody else finds it."""

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image
from pypdf import PdfReader

from tests.approvals.office import PASSWORD, Office
from tests.year_world import TODAY
from xinhuo.journal.approvals.models import Case, Decision
from xinhuo.journal.approvals.reading import stuck, waiting_for
from xinhuo.who.accounts.services import grant_role


def page(client: Client, name: str, case: Case, **more: object) -> str:
    answer = client.get(reverse(f"approvals:{name}", args=[case.pk]), more)
    assert answer.status_code == 200
    return answer.content.decode()


def post(client: Client, name: str, case: Case, **said: object) -> str:
    answer = client.post(reverse(f"approvals:{name}", args=[case.pk]), said, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def test_three_sentences_two_buttons_and_the_whole_form(office: Office) -> None:
    case = office.submit()
    client = office.enter("陆建华")
    text = page(client, "case", case)
    for said in ("三句话", "约180人", "请您出席并作总结讲话", "6位“五老”讲先进事迹", "等您审核", "act-bar"):
        assert said in text
    text = post(client, "agree", case, round=1, step=1, quick="请注意老同志安全。")
    assert "您已同意" in text
    assert "韩志远（党工委书记）批准" in text
    text = page(office.enter("韩志远"), "case", case)
    assert "陆建华（主任）：同意。请注意老同志安全。" in text
    assert "第2步，共2步" in text


def test_who_may_not_decide_reads_but_has_no_buttons(office: Office) -> None:
    case = office.submit()
    for name in ("韩志远", "王敏", "何广田", "沈国平"):
        assert "act-bar" not in page(office.enter(name), "case", case)


def test_who_decides_finds_the_way_there_also_when_nothing_waits(office: Office) -> None:
    """Else nobody who leaves for two weeks would find where a deputy is named."""
    office.person("丁淑华", office.village, "volunteer")
    for name, there in (("陆建华", True), ("韩志远", True), ("王敏", True), ("何广田", False), ("丁淑华", False)):
        home = office.enter(name).get("/", follow=True).text
        assert (f'href="{reverse("approvals:list")}"' in home) is there, name
    assert "不在时谁来批" in office.enter("韩志远").get(reverse("approvals:list")).text
    grant_role(office.by, office.accounts["何广田"], "director", office.village)  # keeps the book and leads
    assert f'href="{reverse("approvals:list")}"' in office.enter("何广田").get("/").text


def test_another_unit_does_not_find_it(office: Office) -> None:
    case = office.submit()
    other = office.other_village()
    office.person("钱永康", other, "recorder")
    office.hold("钱永康", "executive_deputy_director", other)
    client = office.enter("钱永康")
    for name in ("case", "done", "return", "hand_over", "on_paper"):
        assert client.get(reverse(f"approvals:{name}", args=[case.pk])).status_code == 404
    for name in ("agree", "return", "hand_over", "take_back", "withdraw", "on_paper"):
        said = {"round": 1, "step": 1, "verb": "agree", "words": "试"}
        assert client.post(reverse(f"approvals:{name}", args=[case.pk]), said).status_code == 404
    assert client.get(reverse("approvals:sheet", args=[case.pk, "pdf"])).status_code == 404
    assert Decision.objects.count() == 0


def test_the_address_of_a_form_leads_to_the_form_after_login(office: Office) -> None:
    case = office.submit()
    address = reverse("approvals:case", args=[case.pk])
    client = Client()
    login = client.get(address)
    assert login.status_code == 302
    said = {"who": "韩志远", "unit": "清河新区办事处", "password": PASSWORD}
    office.accounts["韩志远"].must_change_password = False
    office.accounts["韩志远"].save()
    answer = client.post(login["Location"], said, follow=True)
    assert answer.redirect_chain[-1][0] == address
    assert "三句话" in answer.content.decode()


def test_an_old_tab_says_what_happened_and_changes_nothing(office: Office) -> None:
    case = office.submit()
    client = office.enter("陆建华")
    post(client, "agree", case, round=1, step=1)
    again = post(client, "agree", case, round=1, step=1)
    assert "这一步已经批过了" in again
    assert Decision.objects.count() == 1
    text = post(office.enter("何广田"), "withdraw", case)
    assert "申报撤回了" in text
    late = post(office.enter("韩志远"), "agree", case, round=1, step=2)
    assert "申报的人已经撤回了" in late
    assert [d.verb for d in Decision.objects.order_by("number")] == ["agree", "withdraw"]


def test_a_crooked_form_is_answered_with_a_sentence(office: Office) -> None:
    case = office.submit()
    client = office.enter("陆建华")
    for said in ({}, {"round": "x", "step": 1}, {"round": 1, "step": 99}, {"round": 9**9, "step": 1}):
        text = post(client, "agree", case, **said)
        assert "没有办成" in text
    assert Decision.objects.count() == 0


def test_returning_asks_one_sentence(office: Office) -> None:
    case = office.submit()
    client = office.enter("陆建华")
    assert "就这样退回" in page(client, "return", case)
    text = post(client, "return", case, round=1, step=1, verb="return", words=" ")
    assert "还没有写要改什么" in text
    text = post(client, "return", case, round=1, step=1, verb="return", words="时间再定一下")
    assert "您已退回修改" in text
    assert "时间再定一下" in page(office.enter("何广田"), "case", case)
    case.refresh_from_db()
    assert case.state == "returned"


def test_refusing_and_taking_it_back(office: Office) -> None:
    case = office.submit()
    client = office.enter("陆建华")
    text = post(client, "return", case, round=1, step=1, verb="refuse", quick="安全预案再细一些。")
    assert "批错了？" in text
    text = post(client, "take_back", case, round=1, step=1)
    assert "撤回了" in text
    assert "等您审核" in text
    assert [d.verb for d in Decision.objects.order_by("number")] == ["refuse", "take_back"]
    assert "撤回意见" in page(client, "case", case)


def test_handing_over_and_taking_that_back(office: Office) -> None:
    office.person("陈国栋", role="party_secretary")
    office.hold("陈国栋", "deputy_director")
    case = office.submit()
    client = office.enter("陆建华")
    assert "陈国栋（清河新区办事处副主任）" in page(client, "hand_over", case)
    text = post(client, "hand_over", case, round=1, step=1, to=office.people["陈国栋"].pk, words="我出差")
    assert "转给陈国栋了" in text
    assert "act-bar" not in page(client, "case", case)
    assert [w.case_id for w in waiting_for(office.actor("陈国栋"), TODAY)] == [case.pk]
    text = post(client, "take_back", case, round=1, step=1)
    assert "等您审核" in text
    assert waiting_for(office.actor("陈国栋"), TODAY) == []
    assert [d.verb for d in Decision.objects.order_by("number")] == ["hand_over", "take_back"]


def test_signed_on_paper_with_the_paper_beside_it(office: Office) -> None:
    case = office.submit()
    client = office.enter("王敏")
    assert "陆建华（主任）" in page(client, "on_paper", case)
    picture = io.BytesIO()
    Image.new("RGB", (60, 80), "white").save(picture, "PNG")
    picture.seek(0)
    picture.name = "审批单.png"
    said = {"round": 1, "step": 1, "verb": "agree", "signer": str(office.people["陆建华"].pk)}
    text = post(client, "on_paper", case, **said, signed_on="2026-12-18", words="照办", scan=picture)
    assert "登记好了" in text
    assert "12月18日纸上签的" in text
    made = Decision.objects.get()
    assert (made.name, made.by_name, made.on_paper, made.decided_on.day) == ("陆建华", "王敏", True, 18)
    scans = re.findall(rf'href="(/approvals/{case.pk}/scans/[^"]+)"', text)
    assert len(scans) == 1
    assert client.get(scans[0]).headers["Content-Type"].startswith("image/")


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"signed_on": "2026-12-30"}, "签字日期不能晚于今天"),
        ({"signed_on": "2019-12-30"}, "那天这个职务没有这个人"),
        ({"verb": "return"}, "还没有写要改什么"),
        ({"scan": SimpleUploadedFile("签字.jpg", b"\xff\xd8\xff broken")}, "没有放上"),
    ],
)
def test_a_paper_that_cannot_be_recorded(office: Office, said: dict[str, object], sentence: str) -> None:
    case = office.submit()
    whole = {"round": 1, "step": 1, "verb": "agree", "signer": "then", "signed_on": "2026-12-18"} | said
    assert sentence in post(office.enter("王敏"), "on_paper", case, **whole)
    assert Decision.objects.count() == 0


def test_whoever_may_not_record_paper_finds_no_such_page(office: Office) -> None:
    case = office.submit()
    assert office.enter("陆建华").get(reverse("approvals:on_paper", args=[case.pk])).status_code == 404


def test_the_printed_form_has_room_to_sign_and_the_way_back(office: Office) -> None:
    case = office.submit()
    office.decide("陆建华", case, words="请接送老同志")
    for form in ("pdf", "docx"):
        answer = office.enter("何广田").get(reverse("approvals:sheet", args=[case.pk, form]))
        assert answer.status_code == 200
    answer = office.enter("何广田").get(reverse("approvals:sheet", args=[case.pk, "pdf"]))
    text = "".join("".join(p.extract_text() for p in PdfReader(io.BytesIO(answer.content)).pages).split())
    for said in ("同意。请接送老同志", "陆建华", "□同意", "签名：", f"编号{case.pk}", "扫一扫"):
        assert said in text


def test_the_list_says_what_waits_and_the_office_what_nobody_can_decide(office: Office) -> None:
    case = office.submit()
    text = office.enter("陆建华").get(reverse("approvals:list")).content.decode()
    assert "1件等您批" in text
    office.leave("陆建华", "director", TODAY.replace(day=1))
    assert waiting_for(office.actor("陆建华"), TODAY) == []
    assert [w.case_id for w in stuck(office.actor("王敏").scope("manage_posts"), TODAY)] == [case.pk]
    text = office.enter("王敏").get(reverse("approvals:list")).content.decode()
    assert "没有人能批的" in text
    text = page(office.enter("王敏"), "case", case)
    assert "现在没有人担任" in text
    assert "转给别人批" in text
    assert "没有人能批的" not in office.enter("何广田").get(reverse("approvals:list")).content.decode()
