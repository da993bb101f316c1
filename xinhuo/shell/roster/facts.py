from dataclasses import dataclass


@dataclass(frozen=True)
class RosterRow:
    """One person as the printed roster shows it; contacts masked."""

    name: str
    sex: str
    birth: str
    categories: str
    politics: str
    former: str
    skills: str
    teams: str
    unit: str
    joined: str
    phone: str
    status: str


@dataclass(frozen=True)
class RosterFacts:
    """A roster to be printed: whose it is, how it was chosen (a sentence), its rows in stroke order."""

    title: str
    issuer: str
    sentence: str
    rows: tuple[RosterRow, ...]
    demo: bool = False
