from datetime import date
from typing import Any

from django import forms

from xinhuo.ground.kernel.form_fields import DayField
from xinhuo.journal.method.facts import Duty
from xinhuo.journal.method.models import LONGEST_NOTE
from xinhuo.journal.method.rules.confirming import Word
from xinhuo.journal.method.rules.days import EXAMPLES, due_said
from xinhuo.journal.method.rules.editing import Edited
from xinhuo.journal.method.rules.packs import LONGEST, MOST, enough_said
from xinhuo.journal.method.services.holidays import Days


class WordForm(forms.Form):
    """A person's word: when, and in one sentence how."""

    first = forms.IntegerField(min_value=1, max_value=12, widget=forms.HiddenInput)
    done_on = DayField(label="哪天办的")
    note = forms.CharField(
        label="怎么办的",
        max_length=LONGEST_NOTE,
        required=False,
        help_text="一句话，比如“党工委发〔2026〕3号，已发到各村”",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    none = forms.BooleanField(label="这次没有要办的", required=False)

    def __init__(self, data: Any, *, today: date, if_any: bool) -> None:
        super().__init__(data, initial={"done_on": today})
        if not if_any:
            del self.fields["none"]

    def word(self) -> Word:
        """As the service takes it."""
        said = self.cleaned_data
        return Word(said["done_on"], said["note"], said.get("none", False))


class DutyForm(forms.Form):
    """What an office may change of a duty."""

    title = forms.CharField(label="叫什么", max_length=LONGEST["title"])
    hint = forms.CharField(
        label="怎样算办到", max_length=LONGEST["hint"], required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    due = forms.CharField(label="期限", max_length=20)
    opens = forms.CharField(
        label="从哪天起提醒", max_length=10, required=False, help_text="像12月15日；不写，到期前一个月起"
    )
    grace = forms.IntegerField(label="宽限几天", min_value=0, max_value=365, help_text="过了期限再等几天，才算还差")
    enough = forms.CharField(label="多少算够", max_length=10)
    first_year = forms.IntegerField(label="从哪一年算起", min_value=2000, max_value=2100)

    def __init__(self, data: Any, duty: Duty) -> None:
        start = {
            "title": duty.title,
            "hint": duty.hint,
            "due": due_said(duty.due),
            "opens": f"{duty.opens[0]}月{duty.opens[1]}日" if duty.opens else "",
            "grace": duty.grace,
            "enough": enough_said(duty.enough),
            "first_year": duty.first_year,
        }
        super().__init__(data, initial=start)
        self.fields["due"].help_text = f"可以写：{EXAMPLES[duty.recurs]}"
        self.fields["enough"].help_text = "像90%" if duty.enough.share is not None else "写一个数"
        for name, wanted in (
            ("opens", duty.recurs in ("yearly", "two_years")),
            ("enough", not duty.by_hand),
            ("first_year", duty.recurs == "two_years"),
            ("due", duty.recurs != "event"),
            ("grace", duty.recurs != "event"),
        ):
            if not wanted:
                del self.fields[name]
        self._as_it_is = start

    def edited(self) -> Edited:
        """As the service takes it; what the page does not ask stays."""
        return Edited(**(self._as_it_is | self.cleaned_data))


class SinceForm(forms.Form):
    """From which day on something is asked for."""

    since = DayField(label="从哪天算起", help_text="这天以前到期的，都不算还差")


class FileForm(forms.Form):
    """A pack as a file."""

    file = forms.FileField(
        label="工作法文件",
        help_text="从这里导出、改过的那一份（.toml）",
        error_messages={"empty": "文件是空的。请重新选一份。"},
    )

    def clean_file(self) -> str:
        """Its text."""
        raw = self.cleaned_data["file"]
        if raw.size > MOST * 4:
            raise forms.ValidationError("文件太大了。工作法的文件只有几十KB。")
        try:
            return raw.read().decode("utf-8-sig")
        except UnicodeDecodeError as broken:
            raise forms.ValidationError("文件里的字认不出来。请存成UTF-8编码再交。") from broken


class DaysForm(forms.Form):
    """Days off, or worked, that follow each other."""

    name = forms.CharField(label="什么节", max_length=20)
    works = forms.ChoiceField(
        label="放假还是上班", choices=[("0", "放假"), ("1", "周末调休上班")], widget=forms.RadioSelect, initial="0"
    )
    first = DayField(label="从哪天")
    last = DayField(label="到哪天", required=False, help_text="只有一天，不用写")

    def days(self) -> Days:
        """As the service takes it."""
        said = self.cleaned_data
        return Days(said["name"], said["first"], said["last"] or said["first"], said["works"] == "1")
