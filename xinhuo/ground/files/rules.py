import re
from pathlib import PurePath

from xinhuo.ground.kernel.errors import RuleBroken

BIGGEST = 20 * 1024 * 1024
MOST = 30  # files on one thing
LONGEST_NAME = 40
# What phones and WeChat call a photo says nothing.
_NAMELESS = re.compile(
    r"^(IMG|DSC|PXL|MVIMG|mmexport|wx_camera|Screenshot|微信图片|截图|image|photo|\d)[\W\d_A-Za-z]*$", re.IGNORECASE
)


def true_name(name: str) -> str:
    """A file's name without folders and without its ending, as a person may read it; 照片 where it says nothing."""
    stem = PurePath(name.replace("\\", "/")).stem
    said = " ".join("".join(c if c.isprintable() else " " for c in stem).split()).strip(". ")[:LONGEST_NAME]
    return "照片" if not said or _NAMELESS.match(said) else said


def check_name(name: str) -> str:
    """A name that a person gives: one line, 1 … 40 characters, without marks that no file can carry."""
    said = " ".join(re.sub(r'[\\/:*?"<>|\x00-\x1f]', " ", name).split())
    if not said:
        raise RuleBroken("还没有写名字。请写几个字，比如“讲课现场”。", "name")
    if len(said) > LONGEST_NAME:
        raise RuleBroken(f"名字最多{LONGEST_NAME}个字，现在{len(said)}个。请短一点。", "name")
    return said


def check_count(there: int) -> None:
    """So many files on one thing, and no more."""
    if there >= MOST:
        raise RuleBroken(f"一笔最多放{MOST}个。请先移走用不着的。", "file")


def size_said(size: int) -> str:
    """A size as a person says it: 820千, 3.4兆."""
    return f"{max(1, round(size / 1024))}千" if size < 1024 * 1024 else f"{size / 1024 / 1024:.1f}兆"
