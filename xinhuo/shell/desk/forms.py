from django import forms

from xinhuo.who.organisation.models import UnitType


class SetUpForm(forms.Form):
    """The first start: whose office this is, and who looks after it."""

    name = forms.CharField(
        label="机构名称",
        max_length=40,
        help_text="比如“清河新区办事处”，不用写“关工委”三个字。",
        error_messages={"required": "还没有写机构名称。请写上。"},
    )
    unit_type = forms.ChoiceField(
        label="哪一级", widget=forms.RadioSelect, error_messages={"required": "还没有选哪一级。请选一个。"}
    )
    phone = forms.CharField(
        label="办公室电话", max_length=30, required=False, help_text="印在每页下面，老同志有难处就打这个电话。"
    )
    admin_name = forms.CharField(
        label="第一位管理员的姓名", max_length=30, error_messages={"required": "还没有写管理员的姓名。请写上。"}
    )
    admin_phone = forms.CharField(
        label="管理员的手机号",
        max_length=20,
        help_text="用来登录。",
        error_messages={"required": "还没有写手机号。请写上，用来登录。"},
    )
    password = forms.CharField(
        label="密码",
        max_length=60,
        strip=False,
        help_text="10位以上，有字母有数字。看得见，慢慢写，记在稳妥的地方。",
        error_messages={"required": "还没有写密码。请写上。"},
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit_type"].choices = [(t.code, t.name) for t in UnitType.objects.all()]
        for name in ("password", "admin_phone"):
            self.fields[name].widget.attrs["autocomplete"] = "off"
        self.fields["admin_phone"].widget.attrs["inputmode"] = "numeric"
