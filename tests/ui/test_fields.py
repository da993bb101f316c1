"""Fields and parts as text: what is typed comes back, what is wrong is said, nothing gets through unescaped."""

from datetime import date

import pytest
from django import forms
from guide_page import TYPED, GuideForm, asking, context, engine, guide
from jinja2 import UndefinedError

from xinhuo.ground.ui.charts import month_chart
from xinhuo.ground.ui.environment import cn_date, cn_day, cn_weekday
from xinhuo.ground.ui.fields import drawn, few, problems


def test_each_kind_of_field_has_its_shape() -> None:
    shapes = {bound.name: drawn(bound).shape for bound in GuideForm()}
    assert shapes == {
        "key": "hidden", "name": "input", "day": "input", "count": "input", "team": "chips", "care": "chips",
        "unit": "select", "life": "lines", "own": "tick", "password": "input", "file": "input",
    }  # fmt: skip


def test_what_was_typed_comes_back_but_no_password() -> None:
    form = GuideForm(TYPED)
    assert drawn(form["life"]).value == "第一行\n<script>"
    assert [o.code for o in drawn(form["care"]).options if o.chosen] == ["b"]
    assert [o.code for o in drawn(form["unit"]).options if o.chosen] == ["7"]
    assert drawn(form["password"]).value == ""


def test_a_date_is_written_as_the_browser_wants_it() -> None:
    assert drawn(GuideForm(initial={"day": date(2026, 3, 5)})["day"]).value == "2026-03-05"


def test_nothing_chosen_chooses_the_empty_option() -> None:
    assert [o.code for o in drawn(GuideForm()["unit"]).options if o.chosen] == [""]


def test_problems_say_what_to_do_and_lead_to_the_first_control() -> None:
    assert problems(GuideForm({})) == [
        ("“Key”还没有写。请补上。", ""),
        ("“姓名”还没有写。请补上。", "id_name"),
        ("“日期”还没有写。请补上。", "id_day"),
        ("“哪支服务队”还没有选。请补上。", "id_team_0"),
    ]


def test_a_sentence_of_the_form_itself_stays() -> None:
    class Own(forms.Form):
        name = forms.CharField(max_length=3, error_messages={"required": "还没有写姓名。请写上。"})
        count = forms.IntegerField(min_value=0, error_messages={"min_value": "人数不能是负的。"})

    form = Own({"count": "-3"})
    form.add_error(None, "这一笔已经撤销。")
    assert [text for text, _ in problems(form)] == ["这一笔已经撤销。", "还没有写姓名。请写上。", "人数不能是负的。"]
    assert problems(Own({"name": "一二三四", "count": "1"})) == [("“Name”最多3个字，现在4个。请短一点。", "id_name")]


def test_hint_and_error_are_tied_to_the_control() -> None:
    page = guide()
    assert 'aria-describedby="id_name-h id_name-e" aria-invalid="true" maxlength="20">' in page
    assert '<fieldset class="field err" id="id_team" aria-describedby="id_team-h id_team-e">' in page
    assert '<a href="#id_team_0">“哪支服务队”还没有选。请补上。</a>' in page


def test_the_guide_escapes_and_holds_no_inline_style_or_script() -> None:
    page = guide()
    assert "&lt;script&gt;" in page
    assert "k&lt;1&gt;" in page
    assert " style=" not in page
    assert "<script>" not in page
    assert "None" not in page
    assert "secret" not in page


def test_the_head_tells_that_something_is_missing() -> None:
    assert "<title>有问题待补：样式样张·薪火</title>" in guide()
    assert "还差四处，补上就能存" in guide()
    whole = GuideForm({**TYPED, "name": "顾怀德", "day": "2026-03-05", "count": "1", "team": "1"})
    assert "<title>样式样张·薪火</title>" in guide(form=whole)


def test_a_visitor_sees_no_navigation_and_no_name() -> None:
    page = guide(logged_in=False)
    assert "主导航" not in page
    assert "周秀兰" not in page
    assert "提个意见" in page
    assert "演示数据" in page


def test_the_decision_bar_takes_the_place_of_the_tabs() -> None:
    plain = '{% extends "ui/base.html" %}{% block main %}{% endblock %}'
    deciding = plain + "{% block act %}<div>同意</div>{% endblock %}"
    for source, css in ((plain, "tabs"), (deciding, "tabs tabs--off")):
        assert f'<nav class="{css}"' in engine().from_string(source).render(context(), asking())


def test_an_undefined_name_fails() -> None:
    with pytest.raises(UndefinedError):
        engine().from_string("{{ nobody }}").render(context(), asking())


def test_the_chart_says_its_numbers() -> None:
    chart = month_chart([2, 0, 5, *[0] * 9], "每月<件数>")
    assert 'aria-label="每月&lt;件数&gt;：1月2件，3月5件"' in chart
    assert chart.count("<rect") == 12
    assert "每月件数：没有" in month_chart([0] * 12, headed=False)


def test_words_for_days_and_numbers() -> None:
    day = date(2026, 11, 24)
    assert (cn_date(day), cn_day(day), cn_weekday(day)) == ("2026年11月24日", "11月24日", "周二")
    assert [few(n) for n in (1, 2, 10, 11)] == ["一", "两", "十", "11"]
