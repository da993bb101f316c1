from typing import Any

from django import forms

from xinhuo.ground.kernel.form_fields import DayField
from xinhuo.who.organisation.models import Unit, UnitType
from xinhuo.who.organisation.services import UnitDetails


class UnitForm(forms.Form):
    """What is said of a unit."""

    name = forms.CharField(
        label="名称",
        max_length=60,
        help_text="不用写“关工委”三个字",
        error_messages={"required": "还没有写名称。请写上。"},
    )
    unit_type = forms.ModelChoiceField(UnitType.objects.all(), label="类型", empty_label="请选类型")
    division_code = forms.CharField(label="统计用区划代码", max_length=20, required=False, help_text="12位数字，可不填")
    opened_on = DayField(label="成立日期", required=False, help_text="成立以前的活动记不进来；不清楚可不填")
    line_parent = forms.ModelChoiceField(
        Unit.objects.none(),
        label="条线上级",
        required=False,
        empty_label="没有",
        help_text="学校、企业等另有系统指导的才选",
    )

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A line above is never a village or a school: the list stays short in a county of thousands.
        self.fields["line_parent"].queryset = units.filter(unit_type__grassroots=False)
        self.fields["unit_type"].error_messages["required"] = "还没有选类型。请选一种。"

    def details(self) -> UnitDetails:
        """The cleaned form as the service wants it."""
        said = self.cleaned_data
        return UnitDetails(
            name=said["name"],
            unit_type=said["unit_type"].pk,
            division_code=said["division_code"],
            opened_on=said["opened_on"],
            line_parent=said["line_parent"],
        )

    @staticmethod
    def of(unit: Unit) -> dict[str, Any]:
        """Initial values for a unit that is there."""
        names = ("name", "unit_type", "division_code", "opened_on", "line_parent")
        return {name: getattr(unit, name) for name in names} | {
            "unit_type": unit.unit_type_id,
            "line_parent": unit.line_parent_id,
        }


class YouthBaseForm(forms.Form):
    """How many children live there, by year."""

    year = forms.IntegerField(
        label="年度",
        error_messages={"required": "还没有写年度。请写上，比如2026。", "invalid": "年度请写四位数字，比如2026。"},
    )
    count = forms.IntegerField(
        label="青少年人数",
        error_messages={"required": "还没有写人数。请写上。", "invalid": "人数请写数字。"},
    )


class OfficeForm(forms.Form):
    """The telephone and the address of the office."""

    phone = forms.CharField(label="办公室电话", max_length=30, required=False, help_text="印在每页下面和登录条上")
    site = forms.CharField(label="网址", max_length=200, required=False, help_text="印在登录条上，大家照着打开")


class CloseForm(forms.Form):
    """When a unit was closed."""

    closed_on = DayField(label="撤销日期")
