from typing import Any

from django import forms

from xinhuo.who.organisation.models import Unit


class VolumeForm(forms.Form):
    """An older 大事记 as a file: whose it is, of which year."""

    unit = forms.ModelChoiceField(
        Unit.objects.none(),
        label="哪个单位的",
        empty_label="请选",
        error_messages={
            "required": "还没有选单位。请选是哪个单位的。",
            "invalid_choice": "没有这个单位。请从列表里选。",
        },
    )
    year = forms.IntegerField(
        label="哪一年的",
        error_messages={"required": "还没有写年份。请写成2019这样。", "invalid": "年份没看懂。请写成2019这样。"},
    )
    file = forms.FileField(
        label="旧大事记",
        help_text="docx文档、txt文本，或一行一件事的xlsx表格，20兆以内。一份放一年的。",
        error_messages={"required": "还没有选文件。请选一份文档。", "empty": "这个文件是空的。请重新选一个文件。"},
    )

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units
