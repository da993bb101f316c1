from datetime import date
from typing import Any
from uuid import UUID

from django import forms

from xinhuo.ground.kernel.form_fields import DayField
from xinhuo.ground.kernel.ids import read_id
from xinhuo.journal.approvals import rules
from xinhuo.journal.approvals.models import Case
from xinhuo.journal.approvals.reading import CaseView, takers
from xinhuo.who.people.models import Appointment, Person, Post

QUICK = ("请注意老同志安全。", "请办公室安排好。", "照计划办好。")
RETURNING = ("时间再定一下。", "安全预案再细一些。", "准备工作请写清谁来办、几时办好。")
SECOND = ("director", "party_secretary", "deputy_party_secretary", "executive_deputy_director")
THAT_DAY = ("then", "签字那天担任这个职务的人")
_PICK = {"required": "还没有选。请选一位。", "invalid_choice": "这个选项不在里面。请重新选一位。"}


class StepForm(forms.Form):
    """What every decision says along: the round and the step that were before the person's eyes."""

    round = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=32_000)
    step = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=32_000)


class DecideForm(StepForm):
    """同意, with a word or without."""

    quick = forms.ChoiceField(label="点一句", choices=[(q, q) for q in QUICK], required=False, widget=forms.RadioSelect)
    words = forms.CharField(label="自己写", max_length=rules.LONGEST_WORDS, required=False, widget=forms.Textarea)

    def said(self) -> str:
        """The words typed, else the sentence tapped."""
        return self.cleaned_data["words"].strip() or self.cleaned_data["quick"]


class ReturnForm(StepForm):
    """退回 or 不同意: what is to be changed, in one sentence."""

    verb = forms.ChoiceField(
        label="怎么办",
        choices=[("return", "退回修改"), ("refuse", "不同意，不办了")],
        initial="return",
        widget=forms.RadioSelect,
    )
    quick = forms.ChoiceField(
        label="点一句", choices=[(q, q) for q in RETURNING], required=False, widget=forms.RadioSelect
    )
    words = forms.CharField(
        label="自己写", max_length=rules.LONGEST_WORDS, required=False, widget=forms.Textarea,
        help_text="写一句要改什么、为什么。申报的人看得到。",
    )  # fmt: skip

    def said(self) -> str:
        return self.cleaned_data["words"].strip() or self.cleaned_data["quick"]


class _PersonChoice(forms.ModelChoiceField):
    """People by name and post."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Person.objects.none(), empty_label="请选一位", error_messages=_PICK, **kwargs)
        self.posts: dict[Any, str] = {}

    def offer(self, people: list[tuple[Person, str]]) -> None:
        self.posts = {person.pk: post for person, post in people}
        self.queryset = Person.objects.filter(pk__in=self.posts)

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name}（{self.posts[obj.pk]}）"


class HandOverForm(StepForm):
    """转办: to whom, and why."""

    to = _PersonChoice(label="转给谁")
    words = forms.CharField(label="为什么转", max_length=rules.LONGEST_WORDS, help_text="一句话，对方看得到。")

    def __init__(self, *args: Any, case: Case, view: CaseView, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].error_messages["required"] = "还没有写转办的缘由。请写一句话。"
        steps = [one.step for one in view.waiting]
        now = {one.name for view_ in view.waiting for one in view_.who.people}
        if steps:
            self.fields["to"].offer([one for one in takers(case, steps[0], today) if one[0].name not in now])


class PaperForm(StepForm):
    """补签: what stands on the paper."""

    verb = forms.ChoiceField(
        label="纸上写的是",
        choices=[("agree", "同意"), ("return", "退回修改"), ("refuse", "不同意")],
        initial="agree",
        widget=forms.RadioSelect,
    )
    signer = forms.ChoiceField(label="谁签的", widget=forms.RadioSelect, error_messages=_PICK)
    signed_on = DayField(label="签字日期")
    words = forms.CharField(
        label="纸上的批语", max_length=rules.LONGEST_WORDS, required=False, widget=forms.Textarea,
        help_text="照纸上写的抄，没有就空着。",
    )  # fmt: skip
    scan = forms.FileField(
        label="拍下来的纸（可不放）", required=False, help_text="照片或PDF，20兆以内。",
        error_messages={"empty": "这个文件是空的。请重新选一个文件。"},
        widget=forms.FileInput(attrs={"accept": "image/*,.heic,.heif,.pdf"}),
    )  # fmt: skip

    def __init__(self, *args: Any, view: CaseView, position: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = [p for one in view.steps if one.step.position == position for p in one.who.people]
        self.fields["signer"].choices = [*((str(one.person_id), one.said) for one in people), THAT_DAY]
        self.fields["signer"].initial = str(people[0].person_id) if people else THAT_DAY[0]

    def signed_by(self) -> UUID | None:
        """The person's id; None for whoever held the post on the day."""
        return read_id(self.cleaned_data["signer"])


class DeputyForm(forms.Form):
    """代批: for which post, who, from when to when."""

    appointment = forms.ModelChoiceField(Appointment.objects.none(), label="替谁", empty_label=None)
    person = _PersonChoice(label="由谁代批")
    starts_on = DayField(label="从哪天起")
    ends_on = DayField(label="到哪天")
    reason = forms.CharField(label="缘由", max_length=60, required=False, help_text="比如外出学习。可不写。")

    def __init__(self, *args: Any, held: Any, people: list[tuple[Person, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["appointment"].queryset = held
        self.fields["appointment"].error_messages |= _PICK
        self.fields["appointment"].label_from_instance = _post_said
        self.fields["person"].offer(people)


def _post_said(held: Appointment) -> str:
    return f"{held.person.name}（{held.unit.name}{held.party_post or held.post.name}）"


class SecondSeatForm(forms.Form):
    """Where a step goes whose holder decided an earlier one."""

    post = forms.ModelChoiceField(
        Post.objects.filter(pk__in=SECOND), label="后一步归谁批", empty_label=None, widget=forms.RadioSelect,
        error_messages=_PICK,
    )  # fmt: skip
