from typing import Any

from django import forms

from xinhuo.ground.kernel.form_fields import DayField
from xinhuo.shell.changes.services.reshaping import Branch
from xinhuo.who.organisation.models import Unit, UnitType
from xinhuo.who.people.models import Person

LISTED = 300


class OtherUnit(forms.Form):
    """The other unit of a change, from a short list or by name, and the day."""

    other = forms.ModelChoiceField(Unit.objects.none(), required=False, empty_label="请选单位")
    named = forms.CharField(
        label="上面没有的，写单位全名", max_length=60, required=False, help_text="也可以写12位区划代码"
    )
    day = DayField(label="从哪天起", help_text="按文件上的日子；这一天以前的都照旧")

    def __init__(self, *args: Any, near: Any, reach: Any, label: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reach = reach
        self.fields["other"].queryset = near
        self.fields["other"].label = label
        self.fields["other"].error_messages["invalid_choice"] = "没有选对单位。请重新选一个。"

    def clean(self) -> dict[str, Any]:
        """`other` is the unit that was chosen or named."""
        said = super().clean() or {}
        text = said.get("named", "").strip()
        if text:
            found = list(self.reach.named(text)[:2])
            if len(found) != 1:
                self.add_error("named", f"{'有几个单位' if found else '没有单位'}叫“{text[:12]}”。请核对名称或代码。")
            said["other"] = found[0] if found else None
        elif not said.get("other") and "other" not in self.errors:
            self.add_error("other", "还没有选单位。请选一个。")
        return said


class RenameForm(forms.Form):
    """A new name, from a day on."""

    name = forms.CharField(
        label="新的名称",
        max_length=60,
        help_text="不用写“关工委”三个字",
        error_messages={"required": "还没有写新的名称。请写上。"},
    )
    day = DayField(label="从哪天起", help_text="按文件上的日子")


class SplitForm(forms.Form):
    """A unit out of another: what it is called, who goes along."""

    name = forms.CharField(
        label="新单位的名称",
        max_length=60,
        help_text="不用写“关工委”三个字",
        error_messages={"required": "还没有写名称。请写上。"},
    )
    unit_type = forms.ModelChoiceField(UnitType.objects.all(), label="类型", empty_label="请选类型")
    day = DayField(label="从哪天起", help_text="按文件上的日子")
    duty_month = forms.IntegerField(
        label="轮值月",
        required=False,
        help_text="写1到12；不轮值不填",
        error_messages={"invalid": "轮值月请写1到12的数字。"},
    )
    people = forms.ModelMultipleChoiceField(
        Person.objects.none(), label="谁到新单位去", required=False, widget=forms.CheckboxSelectMultiple
    )
    below = forms.ModelMultipleChoiceField(
        Unit.objects.none(), label="哪些下级一起去", required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, unit: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["people"].queryset = Person.objects.filter(unit=unit).serving().by_strokes()
        self.fields["below"].queryset = unit.children.filter(closed_on=None).in_order()
        self.fields["unit_type"].error_messages["required"] = "还没有选类型。请选一种。"
        if not self.fields["below"].queryset.exists():
            del self.fields["below"]

    def branch(self) -> Branch:
        """The cleaned form as the service wants it."""
        said = self.cleaned_data
        return Branch(
            said["name"],
            said["unit_type"].pk,
            frozenset(str(person.pk) for person in said["people"]),
            frozenset(str(unit.pk) for unit in said.get("below", ())),
            said["duty_month"],
        )


class DayForm(forms.Form):
    """The day on which someone died."""

    day = DayField(label="哪一天")


class ReasonForm(forms.Form):
    """Why a registration is wrong."""

    reason = forms.CharField(
        label="为什么",
        max_length=40,
        help_text="写一句，比如“登记重了”“写错了人”",
        error_messages={"required": "还没有写缘由。请写一句。"},
    )
