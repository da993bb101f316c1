"""`./run method`: the office's method as a file, out, looked at, and in again."""

import sys
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from xinhuo.ground.kernel.actor import system_actor
from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.ground.kernel.text import read_number
from xinhuo.journal.method.reading import pack_of
from xinhuo.journal.method.rules.days import FIRST_YEAR
from xinhuo.journal.method.rules.packs import PackBroken, read_pack
from xinhuo.journal.method.services.packs import known, replace_pack
from xinhuo.who.organisation.models import Office

FAILED, USAGE = 1, 2


class Command(BaseCommand):
    """Exports, checks or takes in a method pack. Exit 0 done, 1 not done (said why, with lines), 2 wrongly called."""

    help = "工作法导出、核对、换一份。例：./run method --export 工作法.toml"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--export", default="", metavar="文件", help="把现在的工作法写到这个文件")
        parser.add_argument("--check", default="", metavar="文件", help="只核对这个文件，什么也不改")
        parser.add_argument("--take", default="", metavar="文件", help="核对好就换成这一份")
        parser.add_argument("--year", default="", help="哪一年的，不写就是今年")

    def handle(self, *args: Any, **options: Any) -> None:
        today = timezone.localdate()
        wanted = [name for name in ("export", "check", "take") if options[name]]
        year = read_number(options["year"] or str(today.year), FIRST_YEAR, today.year + 1)
        if len(wanted) != 1 or year is None:
            self._stop(
                "用法：./run method --export 文件、--check 文件、--take 文件，三样写一样。年份写四位数字。", USAGE
            )
        office = Office.objects.select_related("root").first()
        if office is None:
            self._stop("这台机器上还没有设好机构。请先运行 ./run serve 设好。", FAILED)
        way = wanted[0]
        try:
            said = getattr(self, f"_{way}")(office, Path(options[way]), year)
        except PackBroken as broken:
            self._stop("\n".join(["没有收下：", *(str(one) for one in broken.faults)]), FAILED)
        except RuleBroken as broken:
            self._stop(broken.message, FAILED)
        except UnicodeDecodeError:
            self._stop("文件里的字认不出来。请存成UTF-8编码。", FAILED)
        except OSError as error:
            self._stop(f"文件读写不了（{error.strerror}）。请换一个文件。", FAILED)
        self.stdout.write(said)

    def _export(self, office: Office, path: Path, year: int) -> str:
        held = pack_of(office.root, year)
        if held is None:
            raise RuleBroken(f"{year}年还没有工作法。请换一个年度。")
        path.write_text(held.row.text, encoding="utf-8")
        return f"写好了：{path}，{len(held.pack.duties)}件应办的事。"

    def _check(self, office: Office, path: Path, year: int) -> str:
        pack = read_pack(path.read_text(encoding="utf-8-sig"), known())
        return f"没有写错的：{pack.name}，{len(pack.mechanisms)}条机制，{len(pack.duties)}件应办的事。"

    def _take(self, office: Office, path: Path, year: int) -> str:
        by = system_actor("命令", frozenset({"manage_method"}), office.root.path)
        held = replace_pack(by, office.root, year, path.read_text(encoding="utf-8-sig"), timezone.localdate())
        return f"换好了：{held.name}，{year}年起照它。"

    def _stop(self, sentence: str, code: int) -> NoReturn:
        self.stderr.write(sentence)
        sys.exit(code)
