"""Which contents the attachments name, for the check of the disk."""

from collections.abc import Iterator

from xinhuo.ground.files.models import Attachment


def named_contents() -> Iterator[tuple[str, str]]:
    """(SHA-256, what it is called) of every file and thumbnail that some attachment names, taken away or not."""
    rows = Attachment.objects.order_by("path", "added_at").values_list("digest", "thumb", "name", "ending", "added_at")
    for digest, thumb, name, ending, added_at in rows.iterator():
        said = f"附件“{name}.{ending}”（{added_at:%Y-%m-%d}放的）"
        yield digest, said
        if thumb:
            yield thumb, f"{said}的小图"
