"""How offices write in their rosters: headings of each column, 政治面貌, categories (data/roster_words.toml)."""

import re
import tomllib
from pathlib import Path

from xinhuo.ground.intake.tables import Vocabulary
from xinhuo.who.people.rules import CATEGORIES

NOTES_SHEET = "填写说明"  # of our own template: nobody stands in it
# What a heading may be said to mean on the page, in the order of the choices.
COLUMNS = {
    "name": "姓名", "unit": "单位", "sex": "性别", "birth_month": "出生年月", "id_number": "身份证号", "phone": "联系电话",
    "categories": "五老类别", "politics": "政治面貌", "nation": "民族", "education": "文化程度", "work": "原工作单位及职务",
    "former_employer": "原工作单位", "former_post": "原职务或职称", "joined_month": "入队时间", "party_month": "入党时间",
    "retired_month": "退休时间", "teams": "服务队", "skills": "特长", "wishes": "服务意愿", "free_time": "可服务时间",
    "honours": "曾获荣誉", "address": "住址", "emergency_contact": "紧急联系人", "emergency_phone": "紧急联系电话",
    "care": "健康状况（只猜关照，不留文字）",
}  # fmt: skip
_DATA = tomllib.loads((Path(__file__).parent.parent / "data" / "roster_words.toml").read_text(encoding="utf-8"))
_WORDS: dict[str, list[str]] = _DATA["headers"]
_WORDS["former_employer"] += [f"{word}单位" for word in _WORDS["work"]]  # 「单位」 and 「职务」 below one merged header
_WORDS["former_post"] += [f"{word}职务" for word in _WORDS["work"]]
# A column for each category with a tick in it, below one merged header or alone.
TICKS = {f"is_{code}": code for code in CATEGORIES}
_TICK_HEADS = ("", "五老类别", "类别", "五老类型", "身份", "五老身份", "人员类别", "五老", "类型")
_WORDS |= {key: [f"{head}{CATEGORIES[code]}" for head in _TICK_HEADS] for key, code in TICKS.items()}
VOCABULARY = Vocabulary(_WORDS, _DATA["foreign"]["beginnings"], _DATA["foreign"]["endings"])
# A row that fills one of these is about a person, even when it has no name.
TELLING = frozenset(_WORDS) - {"name", "unit", "ignored", "remark", "age", "teams", "nation", "gone", *TICKS}
TEXTS = (
    "address", "education", "skills", "honours", "wishes", "free_time", "former_employer", "former_post", "work", "landline",
    "emergency_contact",
)  # fmt: skip
MONTHS = {"joined_month": "入队时间", "party_month": "入党时间", "retired_month": "退休时间"}
POLITICS: dict[str, str] = _DATA["politics"]
CATEGORY_CODES = {name: code for code, name in CATEGORIES.items()} | {
    word: "" if code == "none" else code for code, words in _DATA["categories"].items() for word in words
}
CATEGORY_AT = re.compile("|".join(sorted(CATEGORY_CODES, key=len, reverse=True)))
