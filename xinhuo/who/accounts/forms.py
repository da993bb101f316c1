from typing import Any

from django import forms

from xinhuo.who.accounts.models import Role
from xinhuo.who.accounts.rules import REACH_NAMES
from xinhuo.who.organisation.models import Unit


class LoginForm(forms.Form):
    """By phone, or by name and unit."""

    who = forms.CharField(
        label="手机号或姓名",
        max_length=40,
        error_messages={"required": "还没有写手机号或姓名。请写上。"},
        widget=forms.TextInput(attrs={"autocomplete": "username"}),
    )
    unit = forms.CharField(
        label="单位（用姓名登录时写）", max_length=40, required=False, help_text="比如柳湾村。用手机号登录不用写"
    )
    password = forms.CharField(
        label="密码",
        max_length=100,
        strip=False,
        error_messages={"required": "还没有写密码。请写上。"},
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    own_phone = forms.BooleanField(label="这是我自己的手机或电脑，一个月内不用再登录", required=False)


class PasswordForm(forms.Form):
    """One visible field: what one sees one types right."""

    password = forms.CharField(
        label="新密码",
        max_length=60,
        strip=False,
        error_messages={"required": "还没有写新密码。请写上。"},
        widget=forms.TextInput(attrs={"autocomplete": "new-password", "autocapitalize": "off", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, strict: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        wanted = "10位以上，有字母有数字" if strict else "8位以上，可以全用数字"
        self.fields["password"].help_text = f"{wanted}。看得见，慢慢写"


class NewAccountForm(forms.Form):
    """One account for one person."""

    unit = forms.ModelChoiceField(Unit.objects.none(), label="哪个单位", empty_label="请选单位")
    name = forms.CharField(label="姓名", max_length=30, error_messages={"required": "还没有写姓名。请写上。"})
    phone = forms.CharField(label="手机号", max_length=20, required=False, help_text="没有手机可不填，用姓名和单位登录")
    role = forms.ModelChoiceField(Role.objects.none(), label="什么角色", empty_label="请选角色")

    def __init__(self, *args: Any, units: Any, roles: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset, self.fields["role"].queryset = units, roles
        self.fields["unit"].error_messages["required"] = "还没有选单位。请选一个。"
        self.fields["role"].error_messages["required"] = "还没有选角色。请选一个。"
        self.fields["phone"].widget.attrs["inputmode"] = "tel"


class PhoneForm(forms.Form):
    """The number to log in with."""

    phone = forms.CharField(
        label="登录用的手机号",
        max_length=20,
        required=False,
        help_text="换了号码在这里改；空着就用姓名和单位登录",
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )


class GrantForm(forms.Form):
    """One more role, for a unit, and how far it reaches from there."""

    role = forms.ModelChoiceField(Role.objects.none(), label="再给一个角色", empty_label="请选角色")
    unit = forms.ModelChoiceField(Unit.objects.none(), label="管哪个单位", empty_label="请选单位")
    reach = forms.ChoiceField(
        label="管多大范围", required=False, choices=[("", "按角色来"), *REACH_NAMES.items()], widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, units: Any, roles: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset, self.fields["role"].queryset = units, roles
        for name in ("unit", "role"):
            self.fields[name].error_messages["required"] = "这一项还没有选。请选一个。"
