from datetime import date
from typing import Any

from django import forms

from xinhuo.ground.files.rules import BIGGEST
from xinhuo.ground.kernel.form_fields import DayField
from xinhuo.who.organisation.models import Unit
from xinhuo.work.reports.models import TOPICS, Call, DutySlot
from xinhuo.work.reports.prose import title_of
from xinhuo.work.reports.services.calls import Asked

MONTHS = [(month, f"{month}月") for month in range(1, 13)]


class GivenForm(forms.Form):
    """On which day a duty report was given."""

    day = DayField(label="哪天的会上讲的")


class SwapForm(forms.Form):
    """With whom a month is exchanged, and why."""

    other = forms.ModelChoiceField(
        DutySlot.objects.none(),
        label="和谁换",
        empty_label="请选",
        error_messages={"required": "还没有选和谁换。请选一个。", "invalid_choice": "没有选对。请重新选一个。"},
    )
    reason = forms.CharField(
        label="缘由", max_length=60, error_messages={"required": "还没有写缘由。请写一句，比如“村里换届”。"}
    )

    def __init__(self, *args: Any, slots: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["other"].queryset = slots
        self.fields["other"].label_from_instance = lambda slot: f"{slot.month}月·{slot.unit.name}"


class DeferForm(forms.Form):
    """To which later month, and who allowed it."""

    month = forms.TypedChoiceField(
        label="改到几月",
        coerce=int,
        choices=[],
        error_messages={"required": "还没有选改到几月。请选一个月。", "invalid_choice": "没有选对。请重新选一个月。"},
    )
    words = forms.CharField(
        label="谁同意的",
        max_length=60,
        help_text="写一句，比如“李主任电话同意”。纸上的批条可以放到当月的记录里",
        error_messages={"required": "还没有写谁同意的。请写一句。"},
    )

    def __init__(self, *args: Any, month: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["month"].choices = [("", "请选"), *(one for one in MONTHS if one[0] > month)]


class CallForm(forms.Form):
    """What is asked of whom, until when."""

    topic = forms.ChoiceField(
        label="汇报什么",
        choices=[(code, topic.name) for code, topic in TOPICS.items()],
        widget=forms.RadioSelect,
        error_messages={"required": "还没有选汇报什么。请选一种。", "invalid_choice": "没有选对。请重新选一种。"},
    )
    year = forms.IntegerField(
        label="说的哪一年",
        min_value=2000,
        max_value=2100,
        error_messages={"required": "还没有写年份。请写成2027这样。", "invalid": "年份没看懂。请写成2027这样。"},
    )
    title = forms.CharField(
        label="标题", max_length=40, required=False, help_text="不写就用题目和年份，比如“2027年工作计划”"
    )
    due_on = DayField(label="哪天前交")
    units = forms.ModelMultipleChoiceField(
        Unit.objects.none(),
        label="哪些单位交",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "还没有选哪些单位交。请至少选一个。",
            "invalid_choice": "有个单位没有选对。请重新选。",
        },
    )

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["units"].queryset = units

    def asked(self) -> Asked:
        """The cleaned form as the service wants it."""
        said = self.cleaned_data
        title = said["title"].strip() or title_of(TOPICS[said["topic"]], said["year"])
        return Asked(said["topic"], title, said["year"], said["due_on"], list(said["units"].in_order()))

    @staticmethod
    def of(call: Call) -> dict[str, Any]:
        """Initial values for a call that went out."""
        told = {name: getattr(call, name) for name in ("topic", "year", "title", "due_on")}
        return told | {"units": [row.unit_id for row in call.asked.all()]}

    @staticmethod
    def first(units: Any, today: date) -> dict[str, Any]:
        """Everybody, and the year that a plan would be about now."""
        year = today.year + (today.month >= 10)
        return {"year": year, "units": [unit.pk for unit in units]}


class TextForm(forms.Form):
    """The text that is handed in."""

    text = forms.CharField(
        label="稿子",
        widget=forms.Textarea(attrs={"class": "input--tall"}),
        help_text="按记录起的稿，改成您要讲的话。一段一行，前面的“一、二、三”可以照用",
        error_messages={"required": "还没有写内容。请写上再交。"},
    )


class PaperForm(forms.Form):
    """What came on paper: when, and the scan or photograph of it."""

    day = DayField(label="哪天交的")
    words = forms.CharField(
        label="照着录的文字", required=False, widget=forms.Textarea, help_text="可不填。录了，装订的时候就有"
    )
    scan = forms.FileField(label="扫描件或照片", required=False, help_text="可不放，每个不超过20兆")

    def clean_scan(self) -> Any:
        """Not larger than a file may be."""
        scan = self.cleaned_data.get("scan")
        if scan is not None and scan.size > BIGGEST:
            raise forms.ValidationError("这个文件超过20兆了。请改小再放。")
        return scan
