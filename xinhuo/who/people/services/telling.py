"""What an import would do, as plain words for its page: counted whole, listed as far as anybody reads."""

from collections.abc import Sequence
from typing import Any

from xinhuo.who.people.models import Person
from xinhuo.who.people.rosters.reading import Problem, Roster
from xinhuo.who.people.rules import CARE
from xinhuo.who.people.services.coming import Coming, Question
from xinhuo.who.people.services.importing import Plan

SHOWN = 200  # rows of one list


def told(plan: Plan, roster: Roster) -> dict[str, Any]:
    """The plan as the confirm page shows it; JSON, so that a job can keep it."""
    return {
        "counts": {
            "new": len(plan.new),
            "changed": len(plan.changed),
            "moved": len(plan.moved),
            "same": len(plan.same),
            "asked": len(plan.asked),
            "unread": plan.rows_not_understood - len(plan.asked),
            "cells": len(plan.not_understood),
            "guesses": len(plan.guesses),
            "missing": len(plan.missing),
        },
        "digest": plan.digest(),
        "nothing": plan.nothing_to_do,
        "units": plan.units_to_create,
        "renamed": plan.renamed_said,
        "columns": list(roster.unknown),
        "notes": [*roster.notes, *(f"“{sheet}”这张表里没有名册，跳过了" for sheet in roster.sheets_without)],
        "asked": [_question(one) for one in plan.asked[:SHOWN]],
        "unread": [_problem(one) for one in plan.not_understood[:SHOWN]],
        "guesses": [_guess(one) for one in plan.guesses[:SHOWN]],
        "moved": [_moved(one) for one in plan.moved[:SHOWN]],
        "changed": [
            {"text": f"{c.name}（{c.unit_name}）：改{'、'.join(c.labels)}", "where": _where(c)}
            for c in plan.changed[:SHOWN]
        ],
        "new": [
            {"text": f"{c.name}（{c.unit_name}）", "where": _where(c), "namesake": c.namesake}
            for c in _namesakes_first(plan.new)[:SHOWN]
        ],
        "missing": [f"{p.name}（{p.unit.name}）" for p in plan.missing[:SHOWN]],
    }  # fmt: skip


def _namesakes_first(new: Sequence[Coming]) -> Sequence[Coming]:
    """Of a long list those stand first that want a look."""
    return sorted(new, key=lambda c: not c.namesake) if len(new) > SHOWN else new


def _where(coming: Coming) -> str:
    return f"{coming.sheet}·第{coming.number}行"


def _question(one: Question) -> dict[str, Any]:
    coming = one.coming
    return {
        "key": f"ask-{coming.key}",
        "name": coming.name,
        "unit": coming.unit_name,
        "where": _where(coming),
        "reason": one.reason,
        "choices": [[str(person.pk), _choice(person)] for person in one.choices],
    }


def _choice(person: Person) -> str:
    born = person.birth_month
    return f"是{person.unit.name}的{person.name}" + (f"，{born.year}年{born.month}月生" if born else "")


def _problem(one: Problem) -> dict[str, str]:
    where = f"{one.sheet}·第{one.row}行" + (f"·{one.column}" if one.column else "")
    return {"where": where, "name": one.name, "message": one.message, "guess": one.guess}


def _guess(coming: Coming) -> dict[str, str]:
    care = "、".join(CARE[code] for code in coming.care)
    return {"key": coming.key, "text": f"{coming.name}（{coming.unit_name}）：{care}"}


def _moved(coming: Coming) -> dict[str, str]:
    also = f"，另改{'、'.join(coming.labels)}" if coming.labels else ""
    return {"text": f"{coming.name}：{coming.someone.unit.name} → {coming.unit_name}{also}", "where": _where(coming)}
