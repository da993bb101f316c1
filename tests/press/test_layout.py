"""How a paper lies on its pages: nothing leaves the paper, short cells stay whole, titles break by sense."""

import io

import pytest
from pypdf import PdfReader

from tests.press.samples import COLUMNS, ISSUER, TITLE, booklet, report, roster
from xinhuo.ground.press.document import Column, Cover, Document, Heading, Note, Paragraph, Signature, Table
from xinhuo.ground.press.geometry import breakable, clipped, geometry, shares, title_lines
from xinhuo.ground.press.pages import Pages
from xinhuo.ground.press.pdf import bind, page_count, to_pdf


def reader(pdf: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(pdf))


def ends(pdf: bytes) -> list[float]:
    """Where text begins that stands past the right edge of its page, or left of it."""
    out: list[float] = []
    for page in reader(pdf).pages:
        width = float(page.mediabox.width)

        def see(
            text: str, cm: list[float], tm: list[float], _font: object, _size: object, width: float = width
        ) -> None:
            at = cm[0] * tm[4] + cm[2] * tm[5] + cm[4]
            if text.strip() and not 0 <= at <= width:
                out.append(at)

        page.extract_text(visitor_text=see)
    return out


LONG = ("长" * 300, "b" * 300, "！" * 300, "（" * 300, "0123456789" * 30, "https://例.cn/" + "x-y_z" * 60)


@pytest.mark.parametrize("style", ["册", "表", "文"])
def test_overlong_words_wrap_and_are_copied_out_whole(style: str) -> None:
    table = Table(COLUMNS, tuple((str(n), text, text, "短") for n, text in enumerate(LONG)), caption=LONG[1])
    said = [block for text in LONG for block in (Paragraph(text), Note(text))]
    blocks = (Heading(LONG[0]), Heading(LONG[1]), *said, table, Signature(LONG[:2]))
    cover = Cover(LONG[:2], (("姓名", LONG[1]), ("单位", LONG[0])), LONG[4:5]) if style == "册" else None
    pdf = to_pdf(Document(style, LONG[1], ISSUER, blocks, cover=cover, running=LONG[1], subtitle=LONG[4]))
    assert ends(pdf) == []
    copied = "".join("".join(page.extract_text() for page in reader(pdf).pages).split())
    assert "\u200b" not in copied
    assert all(copied.count(text[0]) >= 4 * text.count(text[0]) for text in LONG)


def test_a_month_a_phone_and_a_name_stay_on_one_line() -> None:
    table = roster().blocks[0]
    assert isinstance(table, Table)
    parts = shares(table, geometry(roster()))
    assert sum(parts) == pytest.approx(1)
    narrow = (Column("序号", 0.1, "center"), Column("出生年月", 0.1), Column("内容", 9))
    tight = shares(Table(narrow, (("100", "1948年12月", "讲" * 400),)), geometry(booklet()))
    room = geometry(booklet()).room * 72 / 25.4
    assert tight[0] * room > 2 * 11 + 10
    assert tight[1] * room > (6 * 0.57 + 2) * 11 + 10
    assert tight[2] > 0.6


def test_columns_that_cannot_all_be_kept_go_by_weight() -> None:
    many = tuple(Column(f"第{n}栏", 1 + n % 2) for n in range(30))
    parts = shares(Table(many, (tuple("十个字的内容放在这里" for _ in many),)), geometry(booklet()))
    assert sum(parts) == pytest.approx(1)
    assert all(part > 0 for part in parts)


def test_a_title_breaks_where_its_sense_allows() -> None:
    long = "清河新区柳湾村关工委2026年1—11月工作汇报"
    assert title_lines(long, 20) == "清河新区柳湾村关工委\n2026年1—11月工作汇报"
    assert title_lines("短标题", 20) == "短标题"
    assert [len(line) for line in title_lines("标" * 31, 20).split("\n")] == [16, 15]
    assert clipped("一\n二三四五", 4) == "一 二…"


def test_only_long_runs_get_places_to_break() -> None:
    assert breakable("2026年1—11月，电话13900000001") == "2026年1—11月，电话13900000001"
    assert breakable("x" * 12).count("\u200b") == 11


def test_a_tall_row_runs_over_and_a_common_row_stays_whole() -> None:
    rows = (("1", "3月5日", "讲" * 3000, ""), ("2", "3月6日", "短", ""))
    document = Document("册", "簿", ISSUER, (Table(COLUMNS, rows),), large=True)
    pages = [page.extract_text() for page in reader(to_pdf(document)).pages]
    assert len(pages) > 2
    assert all("序号" in page for page in pages)
    assert sum(page.count("讲") for page in pages) == 3000


def test_the_pages_of_a_paper_are_numbered() -> None:
    pages = ["".join(page.extract_text().split()) for page in reader(to_pdf(booklet(deeds=60))).pages]
    assert "页" not in pages[0]
    assert ["第1页" in pages[1], "第2页" in pages[2]] == [True, True]
    assert all("柳湾村孙㛃2026年" in page for page in pages[1:])
    listed = ["".join(page.extract_text().split()) for page in reader(to_pdf(roster())).pages]
    assert all(f"第{n}页共{len(listed)}页" in page for n, page in enumerate(listed, 1))
    assert "—2—" in "".join(reader(to_pdf(report())).pages[1].extract_text().split())


def test_each_paper_of_a_volume_counts_its_own_pages() -> None:
    bound = bind([roster(), booklet(), roster(90)], "合订本", two_sided=True)
    pages = reader(bound.pdf).pages
    texts = ["".join(page.extract_text().split()) for page in pages]
    wide = [pages[part.first_page - 1].mediabox.width > 800 for part in bound.parts]
    assert wide == [True, False, True]
    assert all(part.first_page % 2 for part in bound.parts)
    assert f"第1页共{texts[-1].split('共')[-1]}" in texts[bound.parts[2].first_page - 1]
    backs = [texts[part.first_page - 2] for part in bound.parts[1:]]
    alone = [page_count(to_pdf(paper)) for paper in (roster(), booklet())]
    assert [back == "" for back in backs] == [count % 2 == 1 for count in alone]
    assert "" in backs


def test_a_volume_has_a_bookmark_a_paper_and_finds_its_pages() -> None:
    papers = [booklet(f"周德{n}", deeds=n * 9) for n in range(1, 5)]
    bound = bind(papers, "/Type/Page/ /Count 99 /Root 1 0 R trailer")
    outline = [one for one in reader(bound.pdf).outline if not isinstance(one, list)]
    assert [one.title.split("　")[-2] for one in outline] == ["周德1", "周德2", "周德3", "周德4"]
    assert [reader(bound.pdf).get_destination_page_number(one) + 1 for one in outline] == [
        p.first_page for p in bound.parts
    ]
    assert page_count(bound.pdf) == len(reader(bound.pdf).pages) == sum(p.pages for p in bound.parts)


def test_what_is_no_pdf_of_ours_is_told() -> None:
    with pytest.raises(ValueError, match="not a PDF of ours"):
        Pages(b"%PDF-1.7 trailer startxref 3")
    with pytest.raises(ValueError, match="needs a paper"):
        bind([], "空")


def test_empty_rows_to_write_on() -> None:
    cover = Cover(TITLE, (("姓名", ""),))
    blank = Document("册", "簿", ISSUER, (Table(COLUMNS, (), ruled_rows=10),), cover=cover)
    assert page_count(to_pdf(blank)) == 2


def test_a_row_has_a_cell_for_each_column() -> None:
    with pytest.raises(ValueError, match="3 cells under 4 columns"):
        Table(COLUMNS, (("1", "2", "3"),))
