"""Content-addressed files: what went in comes out, or it is told that it doesn't."""

import hashlib
import resource
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import HealthCheck, given
from hypothesis import settings as how
from hypothesis import strategies as st

from xinhuo.ground.files import store


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(settings, "DATA", tmp_path)
    return tmp_path


@contextmanager
def files_no_larger_than(most: int) -> Iterator[None]:
    """What a full disk does to a file: the write fails half-way."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@how(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=2000))
def test_what_went_in_comes_out_under_its_digest(content: bytes) -> None:
    digest = store.put(content)
    assert digest == hashlib.sha256(content).hexdigest() == store.put(content)
    assert store.read(digest) == content


def test_only_the_owner_reads_it_and_nothing_else_lies_around(folder: Path) -> None:
    path = store.path_of(store.put(b"paper"))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert [p for p in folder.rglob("*") if p.is_file()] == [path]


def test_a_disk_that_is_full_leaves_nothing(folder: Path) -> None:
    with files_no_larger_than(4096), pytest.raises(OSError, match="File too large"):
        store.put(b"x" * 100_000)
    assert [p for p in folder.rglob("*") if p.is_file()] == []
    assert store.read(store.put(b"x" * 100_000)) == b"x" * 100_000


def test_a_flipped_bit_and_a_missing_file_are_noticed_and_can_be_mended() -> None:
    digest = store.put(b"the sealed paper")
    store.path_of(digest).write_bytes(b"the sealed pader")
    with pytest.raises(store.Damaged):
        store.read(digest)
    assert store.put(b"the sealed paper") == digest
    assert store.read(digest) == b"the sealed paper"
    store.path_of(digest).unlink()
    with pytest.raises(store.Damaged):
        store.read(digest)


@pytest.mark.parametrize("name", ["", "../secret.key", "a" * 63, "A" * 64, "g" * 64])
def test_a_name_that_is_no_digest_is_no_way_out_of_the_folder(name: str) -> None:
    with pytest.raises(ValueError, match="SHA-256"):
        store.path_of(name)
