"""The style guide: one page with every part on it, as a request of a logged-in person would get it."""

from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from django import forms
from django.http import HttpRequest
from django.template.backends.jinja2 import Jinja2
from django.test import RequestFactory

_PROCESSORS = ["django.template.context_processors.request"]
_PARAMS = {"NAME": "guide", "DIRS": [Path(__file__).parent / "jinja2"], "APP_DIRS": True}

_ID = UUID(int=7)


@dataclass(frozen=True)
class Thing:
    """Anything a page shows by name."""

    id: UUID = _ID
    url: str = "#"
    label: str = ""
    icon: str = ""
    current: bool = False
    title: str = ""
    hint: str = ""
    state: str = ""
    status: str = ""
    name: str = "周秀兰"
    unit_name: str = "荷塘村关工委"
    phone: str = "0510-8000 0000"
    demo: bool = True


class GuideForm(forms.Form):
    """A field of each kind."""

    key = forms.CharField(widget=forms.HiddenInput)
    name = forms.CharField(label="姓名", max_length=20, help_text="像平时说话一样")
    day = forms.DateField(label="日期", widget=forms.DateInput(attrs={"type": "date"}))
    count = forms.IntegerField(label="多少人", min_value=0, required=False)
    team = forms.ChoiceField(
        label="哪支服务队", choices=[("1", "主题宣讲"), ("2", "校外教育")], widget=forms.RadioSelect, help_text="点一个"
    )
    care = forms.MultipleChoiceField(
        label="关照", choices=[("a", "不久站"), ("b", "不爬楼")], widget=forms.CheckboxSelectMultiple, required=False
    )
    unit = forms.ChoiceField(label="单位", choices=[("", "请选单位"), ("7", "荷塘村")], required=False)
    life = forms.CharField(label="简历", widget=forms.Textarea, required=False)
    own = forms.BooleanField(label="这是我自己的手机", required=False, help_text="一个月内不用再登录")
    password = forms.CharField(label="密码", widget=forms.PasswordInput, required=False)
    file = forms.FileField(label="名册", required=False)


TYPED = {
    "key": "k<1>", "day": "2026-12-31x", "count": "-1", "care": ["b"], "unit": "7", "life": "第一行\n<script>", "own": "on",
    "password": "secret",
}  # fmt: skip


def asking(method: str = "POST") -> HttpRequest:
    """A request as the middleware hands it on."""
    request = RequestFactory().generic(method, "/guide/?a=1&b=2")
    request.actor, request.office = Thing(), Thing(name="清河新区关工委")
    return request


def context(size: str = "1", form: forms.Form | None = None, logged_in: bool = True) -> dict[str, object]:
    """What the context processors and a view hand to the guide."""
    words = [("首页", "home"), ("记一笔", "pen"), ("五老", "people"), ("工作记录", "doc"), ("大事记", "book")]
    return {
        "size": size,
        "nav": [Thing(label=word, icon=icon, current=word == "首页") for word, icon in words] if logged_in else [],
        "actor": Thing() if logged_in else None,
        "office": Thing(name="清河新区关工委"),
        "form": form or GuideForm(TYPED),
        "todo": [
            Thing(title="十二月轮值汇报", hint="稿子按记录起好了，您看一遍就行", state="half", status="稿子已起好"),
            Thing(title="吴国梁入队宣誓", hint="10月15日入队", state="todo", status="还没开始"),
            Thing(title="办好的事", hint="办好的只写字", state="", status="已办"),
        ],
    }


def engine() -> Jinja2:
    """Our own environment, with the guide's folder beside the apps'."""
    options = {"environment": "xinhuo.ground.ui.environment.environment", "context_processors": _PROCESSORS}
    return Jinja2({**_PARAMS, "OPTIONS": options})


def guide(size: str = "1", form: forms.Form | None = None, logged_in: bool = True) -> str:
    """The guide as HTML."""
    return engine().get_template("guide/guide.html").render(context(size, form, logged_in), asking())
