"""Pages of the method as `test_every_page` looks at them: duties, words by hand, a file with faults."""

from datetime import date
from typing import Any

from tests.year_world import TODAY, World
from xinhuo.journal.method.rules.confirming import Word
from xinhuo.journal.method.services.confirming import confirm
from xinhuo.journal.method.services.packs import start_method
from xinhuo.shell.desk.services import installer


def look_at_duties(looker: Any, world: World) -> None:
    """Every page, with problems on those that have a form."""
    held = start_method(installer(), world.office, TODAY, since=date(2026, 1, 1))
    confirm(installer(), world.office, 2026, "document-opinion", 1, Word(date(2026, 3, 20), "党工委3号文"), TODAY)
    office, unit = f"/duties/{world.office.pk}/2026/", f"/duties/{world.liuwan.pk}/2026/"
    looker.visit(
        office, unit, f"{office}document-opinion/", f"{office}superior-meetings/", f"{unit}records-monthly/",
        f"{office}calendar/", "/compliance/?year=2026", "/method/", "/method/2026/records-monthly/",
        "/method/2026/collective-oath/", "/method/file/", "/method/history/", "/method/days/?year=2026",
    )  # fmt: skip
    page = looker.page
    for address in ("/method/2026/records-monthly/", "/method/days/", f"{office}superior-meetings/"):
        page.goto(address)
        for field in page.locator("#id_title, #id_name, #id_note, #id_done_on").all():
            field.fill("")
        page.click("main .bar .btn--main")
        page.wait_for_selector(".oops")
        looker.look(f"{address} with problems")
    bad = held.text.replace('"records.held"', '"records.login"').encode()
    page.goto("/method/file/")
    page.set_input_files("#id_file", {"name": "工作法.toml", "mimeType": "text/plain", "buffer": bad})
    page.click("main .bar .btn--main")
    page.wait_for_selector(".oops")
    looker.look("method file with faults")
