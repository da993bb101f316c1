"""How a field of a Django form is drawn with our own parts: decided here, so that the macros only write it down.

Django's own widgets stay out of the page: theirs carry English hints, no sentence beside the field, and small targets.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, MaxValueValidator, MinValueValidator
from django.forms import BaseForm, BoundField, CheckboxInput, CheckboxSelectMultiple, RadioSelect, Select, Textarea
from django.forms.utils import flatatt
from django.utils.safestring import SafeString

# In the office's words, where a form has not said it better itself. Django's own sentences speak of 字段 and 有效.
_KIND = {
    "required": "“{label}”还没有{verb}。请补上。",
    "invalid": "“{label}”没有看懂。请再写一遍。",
    "invalid_choice": "“{label}”没有选对。请重新选一个。",
    "min_value": "“{label}”不能小于{limit_value}。请核对。",
    "max_value": "“{label}”不能大于{limit_value}。请核对。",
    "max_length": "“{label}”最多{limit_value}个字，现在{show_value}个。请短一点。",
}
_LIMITS = {
    "min_value": MinValueValidator.message,
    "max_value": MaxValueValidator.message,
    "max_length": MaxLengthValidator.message,
}
_OURS = {"class", "id", "name", "type", "value", "cols"}  # attributes that the macros write themselves
_NUMBERS = ("一", "两", "三", "四", "五", "六", "七", "八", "九", "十")


@dataclass(frozen=True)
class Option:
    """One choice: what is sent, what is read, and whether it is chosen now."""

    code: str
    word: str
    id: str
    chosen: bool


@dataclass(frozen=True)
class Drawn:
    """One field as the page needs it.

    shape: "hidden", "chips" (some choices), "tick" (one yes or no), "select", "lines" (a textarea) or "input".
    kind: the type of the input. attrs: what else the control carries, escaped, with a blank before it.
    about: the ids of hint and error, for `aria-describedby`. first_id: the control that a link to this field goes to.
    """

    shape: str
    kind: str
    id: str
    first_id: str
    name: str
    label: str
    hint: str
    error: str
    about: str
    value: str
    options: tuple[Option, ...]
    attrs: SafeString


def drawn(bound: BoundField) -> Drawn:
    """The field `bound` as our macros draw it; what was typed is kept, a password never comes back."""
    shape, kind = _shape(bound)
    error = sentence(bound, bound.errors.as_data()[0], shape) if bound.errors else ""
    hint = str(bound.help_text or "")
    about = " ".join(f"{bound.auto_id}-{end}" for end, text in (("h", hint), ("e", error)) if text)
    return Drawn(
        shape=shape,
        kind=kind,
        id=bound.auto_id,
        first_id=f"{bound.auto_id}_0" if shape == "chips" else bound.auto_id,
        name=bound.html_name,
        label=str(bound.label),
        hint=hint,
        error=error,
        about=about,
        value="" if kind in ("file", "password") else _text(bound.value()),
        options=tuple(_options(bound)) if shape in ("chips", "select") else (),
        attrs=_attrs(bound, kind, about if shape in ("select", "lines", "input") else ""),
    )


def sentence(bound: BoundField, error: ValidationError, shape: str) -> str:
    """What is wrong, in our words where Django would use its own; ours are kept as they are."""
    theirs = {str(text) for text in _their_words(bound, error.code or "")}
    if error.code not in _KIND or str(error.message) not in theirs:
        return "".join(error.messages)
    verb = "选" if shape in ("chips", "select", "tick") or bound.widget_type == "clearablefile" else "写"
    return _KIND[error.code].format(label=bound.label, verb=verb, **(error.params or {}))


def _their_words(bound: BoundField, code: str) -> Iterator[Any]:
    for kind in type(bound.field).__mro__:
        words = vars(kind).get("default_error_messages", {})
        if kind.__module__.startswith("django.") and code in words:
            yield words[code]
    if code in _LIMITS:
        yield _LIMITS[code]


def problems(form: BaseForm) -> list[tuple[str, str]]:
    """(sentence, id of the control to go to, or "" where there is none) of everything still to be put right."""
    whole = [(str(text), "") for text in form.non_field_errors()]
    fields = [drawn(bound) for bound in form if bound.errors]
    return whole + [(field.error, "" if field.shape == "hidden" else field.first_id) for field in fields]


def few(count: int) -> str:
    """How many, as one says it: 两处, 三处; digits from eleven on."""
    return _NUMBERS[count - 1] if 1 <= count <= len(_NUMBERS) else str(count)


def _shape(bound: BoundField) -> tuple[str, str]:
    """(shape, type of the input) by the widget of the field."""
    widget = bound.field.widget
    if bound.is_hidden:
        return "hidden", "hidden"
    if isinstance(widget, RadioSelect):
        return "chips", "checkbox" if isinstance(widget, CheckboxSelectMultiple) else "radio"
    if isinstance(widget, CheckboxInput):
        return "tick", "checkbox"
    if isinstance(widget, Select):
        return "select", ""
    return ("lines", "") if isinstance(widget, Textarea) else ("input", widget.input_type or "text")


def _options(bound: BoundField) -> Iterator[Option]:
    value = bound.value()
    now = {_text(one) for one in value} if isinstance(value, list | tuple | set) else {_text(value)}
    for place, (code, word) in enumerate(_flat(bound.field.choices)):
        yield Option(_text(code), str(word), f"{bound.auto_id}_{place}", _text(code) in now)


def _flat(choices: Iterable[Any]) -> Iterator[tuple[Any, Any]]:
    """Choices without their groups."""
    for code, word in choices:
        if isinstance(word, list | tuple):
            yield from word
        else:
            yield code, word


def _attrs(bound: BoundField, kind: str, about: str) -> SafeString:
    widget = bound.field.widget
    found = {name: value for name, value in widget.attrs.items() if name not in _OURS and value is not None}
    if found.get("rows") == "10":  # Django's default is too tall for a phone; ours grows with what is written
        del found["rows"]
    if kind == "number":
        found.setdefault("inputmode", "numeric")
    if getattr(widget, "allow_multiple_selected", False) and not kind:
        found["multiple"] = True
    if about:
        found["aria-describedby"] = about
    if bound.errors and kind not in ("radio", "hidden"):
        found["aria-invalid"] = "true"
    return flatatt(found)


def _text(value: Any) -> str:
    """A value as a form carries it: dates as 2026-11-24, nothing as ""."""
    if value is None:
        return ""
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
