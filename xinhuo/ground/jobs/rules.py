"""Why a job was not done, in the words of its page."""

NOTHING_CHANGED = "什么也没有改，请再办一次。"
SERVER_STOPPED = f"没办完：服务停过。{NOTHING_CHANGED}"
BROKEN_OFF = f"没办完：办到一半停了。{NOTHING_CHANGED}"
DISK_FULL = "磁盘满了，什么也没有改。请腾出地方再办。"
TOO_LARGE = "这件事要的内存太多，什么也没有改。请分成几份。"
UNFORESEEN = f"没办成：程序出了意外。{NOTHING_CHANGED}"
NO_RIGHT = "您现在没有办这件事的权限，什么也没有改。"
