"""Which of the office's teams a cell means: 第8队, T08, 8, or the team's name."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.who.organisation.models import Unit
from xinhuo.who.people.models import Team

_DIGITS = {c: n for n, c in enumerate("〇一二三四五六七八九十")}
_NUMBERED = re.compile(r"^(?:第|T|t)?0*(\d{1,3}|[一二三四五六七八九]?十?[一二三四五六七八九]?)(?:队|号队|分队|支队)?$")


def team_number(text: str) -> int | None:
    """8 for 第8队, T08, 8, 八队; None for a name."""
    found = _NUMBERED.match(text)
    if not found or not found[1]:
        return None
    if found[1].isdigit():
        return int(found[1])
    tens, ten, ones = found[1].partition("十")
    if not ten:
        return _DIGITS.get(tens)
    return (_DIGITS[tens] if tens else 1) * 10 + (_DIGITS[ones] if ones else 0)


@dataclass(frozen=True)
class TeamNames:
    """The teams of the office, by number and by name."""

    by_number: dict[int, Team]
    by_name: dict[str, Team]

    @classmethod
    def of(cls, root: Unit) -> "TeamNames":
        """One query."""
        teams = list(Team.objects.filter(path__in=root.ancestor_paths).order_by("position", "code"))
        numbers = {team_number(t.code) or t.position: t for t in teams}
        return cls(numbers, {t.name: t for t in teams})

    def find(self, texts: Sequence[str]) -> tuple[Team, ...]:
        """The teams that the texts name, each once; RuleBroken for one that is not there."""
        return tuple({team.pk: team for team in map(self._one, texts)}.values())

    def _one(self, text: str) -> Team:
        text = re.sub(r"\s+", "", text)
        number = team_number(text)
        team = self.by_number.get(number) if number is not None else self._named(text)
        if team is None:
            raise RuleBroken(f"没有“{text[:12]}”这支服务队。请写队名，或“第1队”这样。", "teams")
        return team

    def _named(self, text: str) -> Team | None:
        if text in self.by_name:
            return self.by_name[text]
        found = [team for name, team in self.by_name.items() if len(text) >= 2 and text.removesuffix("队") in name]
        return found[0] if len(found) == 1 else None
