from collections.abc import Mapping
from typing import Any

from xinhuo.who.people.rules import AGE_BAND_NAMES, CATEGORIES, STATUS_NAMES


def sentence(chosen: Mapping[str, Any], count: int, unit: str = "", team: str = "") -> str:
    """The sentence to say on the telephone: 「宣讲队80岁以上党员7人」."""
    words = [unit, team.removesuffix("队") + "队" if team else ""]
    words.append(AGE_BAND_NAMES.get(chosen.get("age", ""), ""))
    words.append({"男": "男", "女": "女"}.get(chosen.get("sex", ""), ""))
    words.append({"party": "党员", "other": "党外"}.get(chosen.get("politics", ""), ""))
    words.append(f"{chosen['joined']}年入队的" if "joined" in chosen else "")
    words.append("资料待补的" if chosen.get("gaps") else "")
    status = chosen.get("status", "")
    words.append(STATUS_NAMES[status] + "的" if status in STATUS_NAMES else "")
    words.append(f"姓名含“{chosen['q']}”的" if chosen.get("q") else "")
    who = CATEGORIES.get(chosen.get("category", ""), "")
    if not who and chosen.get("politics") != "party":
        who = "五老和关工干部" if chosen.get("cadres") else "五老"
    return "".join(words) + f"{who}{count}人"
