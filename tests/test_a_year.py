"""A year of an office, told as a test: from the first start to the papers on the table, each fact typed once."""

import io
import re
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from pypdf import PdfReader

from xinhuo.journal.records.models import RecordKind
from xinhuo.who.organisation.models import Unit
from xinhuo.who.people.models import Person

pytestmark = pytest.mark.django_db


def roster() -> io.BytesIO:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (
        ["清河新区“五老”志愿者花名册"],
        ["序号", "单位", "姓 名", "性别", "出生年月", "五老类别", "联系电话"],
        [1, "柳湾村", "周德顺", "男", "1950.3", "老干部", "13912345678"],
        [2, "柳湾村", "吴 秀 兰", "女", "48.11", "老教师、老模范", "13912345679"],
        [3, "荷塘社区", "孙䶮", "男", "1946年5月", "老战士", ""],
        ["填表人：", None, None, "审核人："],
    ):
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    out.seek(0)
    out.name = "名册.xlsx"
    return out


def today_is(monkeypatch: pytest.MonkeyPatch, day: date) -> None:
    monkeypatch.setattr(timezone, "localdate", lambda *_: day)


def text_of(pdf: bytes) -> str:
    return "".join("".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


def test_a_year(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    today_is(monkeypatch, date(2026, 1, 8))
    office = Client()

    # 一月：第一次打开，设好机构
    assert office.get("/").url == "/setup/"
    office.post(
        "/setup/",
        {
            "name": "清河新区办事处", "unit_type": "subdistrict", "phone": "0000-0000", "admin_name": "王主任",
            "admin_phone": "13900000001", "password": "qinghe2026",
        },
    )  # fmt: skip
    assert office.get("/setup/").status_code == 404
    root = Unit.objects.get(parent=None)

    # 名册导进来，单位跟着设好
    plan = office.post("/people/import/", {"file": roster()}, follow=True)
    token = plan.request["PATH_INFO"]
    shown = plan.text
    assert "柳湾村" in shown
    form = {
        name: value for name, value in re.findall(r'name="([\w-]+)"[^>]*value="([^"]*)"', shown) if "csrf" not in name
    }
    done = office.post(token, form | {"create_units": "on"}, follow=True)
    assert "3" in done.text
    assert set(Person.objects.values_list("name", flat=True)) == {"周德顺", "吴秀兰", "孙䶮"}
    village = Unit.objects.get(name="柳湾村")

    # 定记载人，开账号，发登录条
    office.post(
        f"/leaders/{village.pk}/appoint/",
        {"person": "周德顺", "post": "executive_deputy_director", "started_on": "2026-1-8", "keeps_book": "on"},
    )
    slips = office.post("/accounts/batch/", {"unit": [str(village.pk)]})
    password = re.search(r'class="code">(\w+)<', slips.text)
    assert password is not None

    # 周德顺用手机登录，先改密码
    elder = Client()
    elder.post("/login/", {"who": "13912345678", "password": password[1], "own_phone": "on"})
    assert elder.get("/records/new/").url == "/password/"
    elder.post("/password/", {"password": "19500301"})
    assert elder.get("/").status_code == 200

    # 一年里记几笔
    kind = RecordKind.objects.get(name="主题活动")
    meeting = RecordKind.objects.get(name="例会")
    keys = iter(f"01a20d68-4972-728f-9c23-e0787d6{n:05d}" for n in range(99))
    people = [str(pk) for pk in Person.objects.filter(unit=village).values_list("pk", flat=True)]
    for month in range(1, 13):
        today_is(monkeypatch, date(2026, month, 20))
        usual = {"unit": str(village.pk), "day": "0", "place": "柳湾小学", "people": people}
        elder.post(
            "/records/new/",
            usual | {"key": next(keys), "kind": str(meeting.pk), "content": "", "people": people[:1]},
        )
        said = {
            "key": next(keys),
            "kind": str(kind.pk),
            "content": f"讲{month}月的故事",
            "youth_count": str(10 + month),
        }
        elder.post("/records/new/", usual | said | ({"milestone": "on"} if month in (3, 6, 9) else {}))

    # 年底：一个字不用再打，文书都在
    page = elder.get("/").text
    assert "2026年大事记" in page
    book = text_of(elder.get(f"/books/{people[0]}/2026.pdf").content)
    assert all(book.count(f"讲{month}月的故事") == 1 for month in range(1, 13))
    assert "参加例会12次" in book
    assert "周德顺（常务副主任）" in book
    chronicle = text_of(elder.get(f"/chronicle/{village.pk}/2026/pdf/").content)
    assert [f"讲{month}月的故事" in chronicle for month in (3, 4, 6, 9)] == [True, False, True, True]
    report = text_of(elder.get(f"/reports/{village.pk}/2026/12.pdf").content)
    assert "开展各类活动12次" in report
    assert "受教育青少年198人次" in report
    call_command("papers", "--year", "2026", "--out", str(tmp_path), "--today", "2026-12-31")
    assert (tmp_path / "manifest.json").exists()
    assert root.children.count() == 2
