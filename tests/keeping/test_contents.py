"""What a backup says of itself, and what is refused."""

import json
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.shell.keeping.facts import Inventory, Manifest, Member
from xinhuo.shell.keeping.rules import health
from xinhuo.shell.keeping.rules.contents import (
    BROKEN,
    NEWER,
    NOT_OURS,
    belongs,
    check_fits,
    manifest_text,
    numbers,
    read_manifest,
    spoilt,
)

HELD = Inventory("sqlite", "清河新区办事处", 4, 5, (("records", "0001_start"), ("records", "0002_reference")))
LIST = Manifest(
    datetime(2026, 11, 24, 3), "0.2.0", HELD, (Member("xinhuo.sqlite3", 9, "ab"), Member("files/a/b", 1, "cd"))
)
KNOWN = {*HELD.migrations, ("records", "0003_more")}


def test_a_manifest_reads_as_it_was_written() -> None:
    assert read_manifest(manifest_text(LIST)) == LIST


@given(st.recursive(st.none() | st.integers() | st.text(), lambda one: st.lists(one) | st.dictionaries(st.text(), one)))
def test_anything_else_is_a_sentence(said: Any) -> None:
    with pytest.raises(RuleBroken):
        read_manifest(json.dumps(said))


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"product": "other"}, NOT_OURS),
        ({"format": 2}, NEWER),
        ({"members": []}, BROKEN),
        ({"members": [["xinhuo.sqlite3", 1, "ab"]]}, BROKEN),
        ({"made_at": "gestern"}, BROKEN),
    ],
)
def test_a_crooked_manifest_is_a_sentence(changed: dict[str, Any], sentence: str) -> None:
    with pytest.raises(RuleBroken, match=sentence):
        read_manifest(json.dumps({**json.loads(manifest_text(LIST)), **changed}))


@pytest.mark.parametrize(
    "name", ["../secret.key", "/etc/passwd", "files/../../x", "files\\..\\x", "", "xinhuo.sqlite3"]
)
def test_nothing_leaves_the_folder_and_nothing_comes_twice(name: str) -> None:
    said = json.loads(manifest_text(LIST))
    said["members"].append({"name": name, "size": 1, "sha256": "ab"})
    with pytest.raises(RuleBroken, match=BROKEN):
        read_manifest(json.dumps(said))


def test_older_fits_and_newer_does_not() -> None:
    check_fits(LIST, "sqlite", "0.2.0", KNOWN)
    check_fits(LIST, "sqlite", "0.10.0", KNOWN)
    for version, known in (("0.1.9", KNOWN), ("0.2.0", {("records", "0001_start")})):
        with pytest.raises(RuleBroken, match=NEWER):
            check_fits(LIST, "sqlite", version, known)
    with pytest.raises(RuleBroken, match="SQLite的，这里用的是PostgreSQL"):
        check_fits(LIST, "postgresql", "0.2.0", KNOWN)


def test_a_stored_file_that_changed_is_named() -> None:
    whole, bad = "a" * 64, "b" * 64
    stored = [
        Member(f"files/aa/{whole}", 1, whole),
        Member(f"files/bb/{bad}", 1, whole),
        Member("files/notes.txt", 1, "c"),
    ]
    assert spoilt(stored) == [f"files/bb/{bad}"]


def test_versions_are_numbers() -> None:
    assert numbers("0.10.0") > numbers("0.9.9") > numbers("0.9")
    assert numbers("1.0rc1") >= numbers("1.0")


def test_all_belongs_but_what_can_be_made_again() -> None:
    assert all(map(belongs, ["contact.key", "secret.key", "files", "sealed", "名册.xlsx"]))
    gone = [
        "static",
        "backups",
        "serve.lock",
        ".keys.lock",
        ".restoring",
        "xinhuo.sqlite3-wal",
        "before-restore-20261124-1",
    ]
    assert not any(map(belongs, gone))


@pytest.mark.parametrize(
    ("size", "said"), [(0, "0 KB"), (1, "1 KB"), (736_646, "719 KB"), (12_900_000, "12.3 MB"), (3 * 1024**3, "3.0 GB")]
)
def test_sizes_as_a_person_says_them(size: int, said: str) -> None:
    assert health.size_said(size) == said


def test_times_as_a_person_says_them() -> None:
    now = datetime(2026, 1, 1, 12)
    said = [health.moment_said(datetime(*when, 3, 5), now) for when in ((2026, 1, 1), (2025, 12, 31), (2025, 12, 30))]
    assert said == ["今天 3:05", "昨天 3:05", "2025年12月30日 3:05"]


def test_the_office_line_is_amber_when_a_hand_is_needed() -> None:
    now, free = datetime(2026, 11, 24, 12), 80 * 1024**3
    assert not health.standing(datetime(2026, 11, 24, 3), free, now).wait
    assert not health.standing(datetime(2026, 11, 22, 12), free, now).wait
    for newest in (None, datetime(2026, 11, 22, 11, 59), datetime(2026, 11, 25)):
        assert health.standing(newest, free, now).wait


def test_a_disk_needs_room_for_a_backup_and_a_restore() -> None:
    assert health.disk(health.SPARE + 2 * 10**6, 10**6).well
    assert not health.disk(health.SPARE + 2 * 10**6 - 1, 10**6).well


def test_a_clock_that_was_set_back_is_told() -> None:
    now = datetime(2026, 11, 24, 12)
    assert health.clock(now, []).well
    assert health.clock(now, [datetime(2026, 11, 24, 12, 4)]).well
    assert not health.clock(now, [datetime(2026, 11, 24, 12, 6)]).well
    assert not health.clock(datetime(1970, 1, 1), []).well
