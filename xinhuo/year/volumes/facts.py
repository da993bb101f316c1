from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class VolumeFacts:
    """What a printed older 大事记 is made from: months (0 last) with (day as printed, sentence); from which file, when."""

    unit_full: str
    issuer: str
    year: int
    months: tuple[tuple[int, tuple[tuple[str, str], ...]], ...]
    file_name: str
    digest: str
    sealed_on: date
    sealed_by: str
    version: int
    demo: bool = False
