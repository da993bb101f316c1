"""退回表 of a roster: the rows that an import leaves out, in the office's own headings, with the reasons."""

from collections.abc import Mapping

from xinhuo.ground.intake.returned import returned_workbook
from xinhuo.ground.intake.workbook import Book
from xinhuo.who.people.rosters.returning import Refusals, returned_parts
from xinhuo.who.people.services.importing import Plan


def left_out(plan: Plan, book: Book, learnt: Mapping[str, str], unit_text: str = "") -> bytes:
    """The workbook of the rows that were not understood and of those that ask; b"" where all rows go in."""
    refusals = Refusals()
    for one in plan.not_understood:
        refusals.add((one.sheet, one.row, one.start), one.column, one.message)
    for question in plan.asked:
        coming = question.coming
        refusals.add(
            (coming.sheet, coming.number, coming.start), "", f"{question.reason}补上身份证号或电话，就分得清。"
        )
    if not refusals:
        return b""
    return returned_workbook(returned_parts(book, learnt, refusals, unit_text))
