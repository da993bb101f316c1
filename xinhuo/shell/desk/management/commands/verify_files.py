"""Look whether every stored file that something names is there and whole."""

from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from xinhuo.ground.files import store
from xinhuo.ground.files.reading import named_contents
from xinhuo.journal.archives.models import SealedPaper
from xinhuo.year.volumes.models import OldVolume

SHOWN = 200


def _named() -> Iterator[tuple[str, str]]:
    """(SHA-256, what it is called) of every content that some row names."""
    yield from named_contents()
    for paper in SealedPaper.objects.order_by("unit__tree_order", "year", "kind", "month", "version").iterator():
        whose = "" if paper.title.startswith(paper.unit_name) else paper.unit_name
        said = f"定稿“{whose}{paper.title}”第{paper.version}版"
        for digest, part in ((paper.pdf, "打印件"), (paper.docx, "文档"), (paper.facts, "当时的事实")):
            if digest:
                yield digest, f"{said}的{part}"
    for volume in OldVolume.objects.select_related("unit").order_by("unit__tree_order", "year", "version").iterator():
        yield volume.digest, f"{volume.unit.name}{volume}的原件“{volume.file_name}”"


class Command(BaseCommand):
    help = "核对照片、文件、定稿的文书是不是都在、都完好。例：./run verify-files"

    def handle(self, *args: Any, **options: Any) -> None:
        seen: dict[str, bool] = {}
        wrong = []
        for digest, said in _named():
            if digest not in seen:
                seen[digest] = _whole(digest)
            if not seen[digest]:
                there = store.path_of(digest).exists()
                wrong.append(f"{said}：{'内容坏了' if there else '文件不见了'}（{digest[:12]}）")
        for line in wrong[:SHOWN]:
            self.stdout.write(line)
        if wrong:
            raise CommandError(f"{len(wrong)}处对不上。请从最近的备份里找回来：./run restore --help。")
        self.stdout.write(f"核对了{len(seen)}个文件，都在，都完好。")


def _whole(digest: str) -> bool:
    try:
        store.read(digest)
    except store.Damaged:
        return False
    return True
