"""Bring the database up to this version (升级), with a backup before."""

from django.core.management import call_command

from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.shell.keeping.rules.retention import UPDATE
from xinhuo.shell.keeping.services.backup import office_time, prune, take_backup
from xinhuo.shell.keeping.services.copying import applied_migrations, has_data, known_migrations

NEWER_DATA = "这里的资料是更新的薪火存的。请先更新薪火，再打开。"


def bring_up_to_date() -> None:
    """Migrate; when there is something to migrate and data to lose, back up first. Quick when there is neither."""
    known, applied = known_migrations(), applied_migrations()
    if applied - known:
        raise RuleBroken(NEWER_DATA)
    if known == applied:
        return
    if has_data():
        take_backup(UPDATE)
        prune(office_time())
    call_command("migrate", interactive=False, verbosity=0)
