"""What an office starts with: its kinds of work, from data it may change."""

import csv
from pathlib import Path

from django.db import transaction

from xinhuo.ground.audit import services as audit
from xinhuo.ground.kernel.actor import Actor
from xinhuo.journal.records.models import RecordKind
from xinhuo.who.organisation.models import Unit
from xinhuo.who.people.models import Team

KINDS = Path(__file__).parent.parent / "data" / "kinds.csv"


@transaction.atomic
def start_kinds(by: Actor, office: Unit) -> list[RecordKind]:
    """The kinds of `data/kinds.csv`, each with the team of the office that usually does it."""
    teams = {team.code: team for team in Team.objects.filter(unit=office)}
    with KINDS.open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    kinds = RecordKind.objects.bulk_create(
        [
            RecordKind(
                unit=office,
                path=office.path,
                shard=office.shard,
                name=row["name"],
                category=row["category"],
                team=teams.get(row["team"]),
                routine=row["routine"] == "1",
                position=number,
            )
            for number, row in enumerate(rows, 1)
        ]
    )
    audit.note(by, "建立活动类别", office.ref, after={"种数": len(kinds)})
    return kinds
