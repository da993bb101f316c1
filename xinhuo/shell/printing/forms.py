from django import forms

from xinhuo.shell.printing.rules import LONGEST_WORDS, MOST_COPIES


class AskForm(forms.Form):
    """How many copies, and a word for whoever prints them."""

    copies = forms.TypedChoiceField(
        label="印几份",
        choices=[(str(n), f"{n}份") for n in range(1, MOST_COPIES + 1)],
        coerce=int,
        initial="1",
        widget=forms.RadioSelect,
        error_messages={
            "required": "还没有选印几份。请点一个。",
            "invalid_choice": f"份数从1到{MOST_COPIES}。请重新选一个。",
        },
    )
    words = forms.CharField(
        label="捎一句话（可不填）",
        help_text="比如：周五开会要用，我去取。",
        max_length=LONGEST_WORDS,
        required=False,
        error_messages={"max_length": f"捎的话最多{LONGEST_WORDS}个字。请短一点。"},
    )
