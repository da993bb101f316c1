"""What could not be taken in goes back as a workbook, is corrected and sent again; templates; an office's own headings."""

import json
from collections.abc import Callable
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client

from tests.year_world import World
from xinhuo.ground.intake.returned import ADVICE, REASON
from xinhuo.ground.jobs.models import Job
from xinhuo.ground.jobs.services import running
from xinhuo.who.organisation.models import ColumnWord
from xinhuo.who.people.models import Person
from xinhuo.who.people.views import importing

pytestmark = pytest.mark.django_db
Enter = Callable[[str], Client]
HEADS = ("单位", "姓  名", "出生年月\n（公历）", "联系电话", "服务意向")


def workbook(*rows: tuple[Any, ...], name: str = "花名册", merges: tuple[str, ...] = ()) -> bytes:
    made = openpyxl.Workbook()
    made.active.title = name
    for row in rows:
        made.active.append(row)
    for area in merges:
        made.active.merge_cells(area)
    out = BytesIO()
    made.save(out)
    return out.getvalue()


def opened(raw: bytes) -> dict[str, list[list[Any]]]:
    book = openpyxl.load_workbook(BytesIO(raw))
    return {sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book}


def upload(client: Client, raw: bytes, name: str = "名册.xlsx", **more: Any) -> str:
    answer = client.post("/people/import/", {"file": SimpleUploadedFile(name, raw), **more})
    assert answer.status_code == 302, answer.text
    return answer["Location"]


def take_in(client: Client, address: str, **more: Any) -> str:
    seen = client.get(address).text.split('name="seen" value="')[1].split('"')[0]
    answer = client.post(address, {"seen": seen, **more})
    assert answer.status_code == 302, answer.text
    return answer["Location"]


WRONG = workbook(
    HEADS,
    ("柳湾村", "甲一", "1950.1", "13800000001", "讲课"),
    ("柳湾村", "乙一", "1950.13", "139", "书法"),
    ("火星村", "丙一", "1950.3", "", ""),
    ("柳湾村", "周德顺", None, None, None),
)


def corrected(raw: bytes) -> bytes:
    """As somebody types over it in a spreadsheet."""
    book = openpyxl.load_workbook(BytesIO(raw))
    sheet = book.active
    for row in sheet.iter_rows(min_row=3):
        if row[1].value == "乙一":
            row[2].value, row[3].value = "1950.10", "13900000002"
        elif row[1].value == "丙一":
            row[0].value = "柳湾村"
        else:
            row[3].value, row[2].value = "13900000004", "1948.3"
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def test_the_rows_that_failed_come_back_in_the_office_s_own_headings(world: World, inside: Enter) -> None:
    client = inside("办公室")
    address = upload(client, WRONG)
    assert "取退回表" in client.get(address).text
    answer = client.get(f"{address}returned.xlsx")
    (sheet,) = opened(answer.content).values()
    assert sheet[0][0] == ADVICE
    assert [text.split() for text in sheet[1]] == [
        ["单位"], ["姓", "名"], ["出生年月（公历）"], ["联系电话"], ["服务意向"], [REASON],
    ]  # fmt: skip
    assert [row[1] for row in sheet[2:]] == ["乙一", "丙一", "周德顺"]
    assert sheet[2][:5] == ["柳湾村", "乙一", "1950.13", "139", "书法"]
    assert "出生年月（公历）：" in sheet[2][5]
    assert "位数不对" in sheet[2][5]
    assert "火星村" in sheet[3][5]
    assert "分得清" in sheet[4][5]


def test_corrected_and_sent_again_they_go_in(world: World, inside: Enter) -> None:
    client = inside("办公室")
    job = take_in(client, upload(client, WRONG))
    assert "没有导入" in client.get(job).text
    back = client.get(f"{job}file/").content
    again = take_in(client, upload(client, corrected(back), "名册-退回.xlsx"))
    assert Job.objects.newest_first()[0].result["facts"][0] == ["新登记", 2, "人"]
    assert "取退回表" not in client.get(again).text
    second = Person.objects.get(name="乙一")
    assert (second.birth_month.month, second.phone) == (10, "13900000002")  # 1950.10 stayed text
    assert Person.objects.get(name="丙一").unit == world.liuwan


def test_the_unit_of_a_title_or_a_caption_is_written_out(world: World, inside: Enter) -> None:
    raw = workbook(
        ("柳湾村五老志愿者名册",), ("姓名", "电话", None, "姓名", "电话"), ("甲一", "1", None, "乙一", "2"),
        ("丙一", "13800000003", None, "丁一", "3"), name="Sheet1",
    )  # fmt: skip
    client = inside("办公室")
    address = upload(client, raw)
    sheets = opened(client.get(f"{address}returned.xlsx").content)
    assert [[row[:-1] for row in rows[1:]] for rows in sheets.values()] == [
        [["姓名", "电话", "单位"], ["甲一", "1", "柳湾村"]],
        [["姓名", "电话", "单位"], ["乙一", "2", "柳湾村"], ["丁一", "3", "柳湾村"]],
    ]


def test_the_chosen_unit_is_written_out_too(world: World, inside: Enter) -> None:
    client = inside("办公室")
    address = upload(client, workbook(("姓名", "电话"), ("甲一", "1")), unit=world.liuwan.pk)
    (sheet,) = opened(client.get(f"{address}returned.xlsx").content).values()
    assert sheet[2][:3] == ["甲一", "1", "柳湾村"]


def test_without_anything_wrong_there_is_nothing_to_return(world: World, inside: Enter) -> None:
    client = inside("办公室")
    address = upload(client, workbook(("单位", "姓名", "电话"), ("柳湾村", "甲一", "13800000001")))
    assert "取退回表" not in client.get(address).text
    assert client.get(f"{address}returned.xlsx").status_code == 404


def test_text_that_looks_like_a_formula_stays_text(world: World, inside: Enter) -> None:
    client = inside("办公室")
    raw = workbook(
        ("单位", "姓名", "电话"), ("柳湾村", "甲一", '\'=HYPERLINK("http://a")'), ("@SUM(A1)", "=1+1甲", "12")
    )
    address = upload(client, raw)
    book = openpyxl.load_workbook(BytesIO(client.get(f"{address}returned.xlsx").content))
    cells = [cell for row in book.active.iter_rows(min_row=3) for cell in row if cell.value]
    assert {cell.data_type for cell in cells} == {"s"}


def test_the_command_writes_it(world: World, tmp_path: Path) -> None:
    (tmp_path / "名册.xlsx").write_bytes(WRONG)
    out = StringIO()
    back = tmp_path / "退回.xlsx"
    call_command("import_people", str(tmp_path / "名册.xlsx"), "--errors", str(back), stdout=out)
    assert "退回.xlsx" in out.getvalue()
    assert "服务意向" in out.getvalue()
    (sheet,) = opened(back.read_bytes()).values()
    assert [row[1] for row in sheet[2:]] == ["乙一", "丙一", "周德顺"]
    back.write_bytes(corrected(back.read_bytes()))
    out = StringIO()
    call_command("import_people", str(back), "--json", stdout=out)
    done = json.loads(out.getvalue())
    assert (done["created"], done["errors"]) == (2, [])


def test_the_template_is_opened_filled_and_sent(world: World, inside: Enter) -> None:
    client = inside("办公室")
    raw = client.get("/people/import/template.xlsx").content
    book = openpyxl.load_workbook(BytesIO(raw))
    sheet = book["五老名册"]
    lists = {str(rule.sqref).split(":")[0][:1]: rule.formula1 for rule in sheet.data_validations.dataValidation}
    assert "老干部" in lists["F"]
    assert lists["D"] == '"男,女"'
    assert "填写说明" in lists["B"]
    assert [cell.value for cell in book["填写说明"]["D"]][1:3] == ["清河新区办事处", "柳湾村"]
    refused = client.post("/people/import/", {"file": SimpleUploadedFile("模板.xlsx", raw)})
    assert "没有找到人" in refused.text  # the example is nobody
    for place, text in enumerate(("1", "柳湾村", "甲一", "女", "1950.10", "老教师、老模范", "群众", "13800000009"), 1):
        sheet.cell(3, place).value = text
    out = BytesIO()
    book.save(out)
    take_in(client, upload(client, out.getvalue(), "模板.xlsx"))
    person = Person.objects.get(name="甲一")
    assert (person.birth_month.month, sorted(person.categories)) == (10, ["elder_model_worker", "elder_teacher"])
    assert not Person.objects.filter(name="王某某").exists()


def test_an_own_heading_is_asked_once_and_then_known(world: World, inside: Enter, tmp_path: Path) -> None:
    client = inside("办公室")
    raw = workbook(("单位", "姓名", "电话", "服务 意向", "血型"), ("柳湾村", "甲一", "13800000001", "讲课", "A"))
    address = upload(client, raw)
    page = client.get(address).text
    assert "“服务 意向”是哪一栏？" in page
    assert "“血型”是哪一栏？" in page
    said = {"heading": ["服务 意向", "血型"], "column-0": "wishes", "column-1": "-"}
    assert client.post(f"{address}columns/", said)["Location"] == address
    assert "是哪一栏" not in client.get(address).text
    take_in(client, address)
    assert Person.objects.get(name="甲一").wishes == "讲课"
    # next year's file, by the command, with the heading written a little otherwise
    later = workbook(("单位", "姓名", "电话", "服务意向"), ("柳湾村", "甲一", "13800000001", "书法"))
    (tmp_path / "明年.xlsx").write_bytes(later)
    call_command("import_people", str(tmp_path / "明年.xlsx"), stdout=StringIO())
    assert Person.objects.get(name="甲一").wishes == "书法"
    listed = client.get("/office/columns/").text
    assert "服务意愿" in listed
    assert "不要这一栏" in listed
    word = ColumnWord.objects.get(word="服务意向")
    assert client.post(f"/office/columns/{word.pk}/forget/", follow=True).status_code == 200
    assert "是哪一栏" in client.get(upload(client, later)).text


def test_a_file_whose_name_column_is_called_otherwise_asks_for_it(world: World, inside: Enter) -> None:
    client = inside("办公室")
    address = upload(client, workbook(("单位", "老同志", "电话"), ("柳湾村", "甲一", "13800000001")))
    assert "“老同志”是哪一栏？" in client.get(address).text
    client.post(f"{address}columns/", {"heading": ["老同志"], "column-0": "name"})
    take_in(client, address)
    assert Person.objects.filter(name="甲一").exists()


def test_a_made_up_column_is_not_learnt(world: World, inside: Enter) -> None:
    client = inside("办公室")
    address = upload(client, workbook(("单位", "姓名", "血型"), ("柳湾村", "甲一", "A")))
    answer = client.post(f"{address}columns/", {"heading": ["血型"], "column-0": "password"})
    assert "没有选对" in answer.text
    assert not ColumnWord.objects.exists()


def test_another_office_s_words_are_not_seen_and_not_forgotten(world: World, inside: Enter) -> None:
    word = ColumnWord.objects.create(
        unit=world.office, path=world.office.path, shard=1, kind="roster", word="血型", heading="血型"
    )
    village = inside("柳湾记载人")
    assert "血型" not in village.get("/office/columns/").text
    assert village.post(f"/office/columns/{word.pk}/forget/").status_code == 404


def test_a_large_file_is_looked_at_and_taken_in_beside_the_pages(
    world: World, inside: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "LARGE", 10)
    client = inside("办公室")
    looking = upload(client, WRONG)
    assert "排着队" in client.get(looking).text
    assert not Person.objects.filter(name="甲一").exists()
    running.run_waiting()
    page = client.get(looking).text
    confirm = page.split('class="btn btn--main" href="')[1].split('"')[0]
    assert "还没有导入" in page
    assert len(opened(client.get(f"{looking}file/").content)["花名册"]) == 5
    text = client.get(confirm).text
    assert "“服务意向”是哪一栏？" in text
    looking = client.post(f"{confirm}columns/", {"heading": ["服务意向"], "column-0": "wishes"})["Location"]
    running.run_waiting()
    assert "是哪一栏" not in client.get(confirm).text
    done = take_in(client, confirm)
    assert "排着队" in client.get(done).text
    running.run_waiting()
    assert "导入名册好了" in client.get(done).text
    assert Person.objects.get(name="甲一").wishes == "讲课"


def test_a_large_file_with_a_fault_says_so_on_its_page(
    world: World, inside: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "LARGE", 10)
    client = inside("办公室")
    looking = upload(client, workbook(("名", "号"), ("甲", 1), ("乙", 2)))
    running.run_waiting()
    assert "没有找到人" in client.get(looking).text
    confirm = upload(client, WRONG)
    running.run_waiting()
    place = client.get(confirm).text.split('class="btn btn--main" href="')[1].split('"')[0]
    other = Client()
    other.force_login(world.accounts["柳湾主任"])
    assert other.get(place).status_code == 404
    seen = client.get(place).text.split('name="seen" value="')[1].split('"')[0]
    world.add_person(world.liuwan, "甲一")
    done = client.post(place, {"seen": seen})["Location"]
    running.run_waiting()
    assert "名册刚才有改动" in client.get(done).text
    assert Person.objects.filter(name="甲一").count() == 1


def test_a_change_while_it_is_written_is_met_by_planning_anew(
    world: World, inside: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Someone registers a person between the plan and the transaction: the job looks again by itself."""
    client = inside("办公室")
    address = upload(client, workbook(("单位", "姓名", "电话"), ("柳湾村", "甲一", "13800000001")))
    real, turns = importing.running._whole, []

    def meddled(prepare: Any, end: Any) -> None:
        def prepared() -> Any:
            write = prepare()
            if not turns:
                turns.append(1)
                world.add_person(world.office, "乙二")
            return write

        real(prepared, end)

    monkeypatch.setattr(importing.running, "_whole", meddled)
    take_in(client, address)
    assert turns == [1]
    assert Person.objects.filter(name__in=("甲一", "乙二")).count() == 2


def test_nobody_reads_another_s_returned_workbook(world: World, inside: Enter) -> None:
    address = upload(inside("办公室"), WRONG)
    for name in ("柳湾记载人", "柳湾主任"):
        client = inside(name)
        assert client.get(f"{address}returned.xlsx").status_code == 404
        assert client.post(f"{address}columns/", {"heading": ["a"], "column-0": "-"}).status_code == 404


def test_a_csv_comes_back_as_a_workbook(world: World, inside: Enter) -> None:
    client = inside("办公室")
    raw = "单位,姓名,电话\n柳湾村,甲一,13800000001\n柳湾村,乙一,12\n".encode("gb18030")
    address = upload(client, raw, "a[b]名册.csv")
    (sheet,) = opened(client.get(f"{address}returned.xlsx").content).values()
    assert sheet[2][1] == "乙一"
