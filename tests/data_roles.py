"""The roles as the product's data gives them."""

import tomllib
from pathlib import Path
from typing import Any

import xinhuo

_FILE = Path(xinhuo.__file__).parent / "who" / "accounts" / "data" / "roles.toml"


def roles() -> list[dict[str, Any]]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))["role"]
