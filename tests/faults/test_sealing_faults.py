"""Sealing under faults: two at once, a full disk, a process that ends half-way. Whole or not at all."""

import resource
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.db import OperationalError, connections
from django.test import Client

from tests.figures import figure
from tests.year_world import TODAY, World, build
from xinhuo.ground.audit.models import Entry
from xinhuo.ground.files import store
from xinhuo.ground.kernel.actor import system_actor
from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.journal.archives import services
from xinhuo.journal.archives.models import SealedPaper

ROUNDS, AT_ONCE = 5, 4


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stored files in a folder of their own."""
    monkeypatch.setattr(settings, "DATA", tmp_path)
    return tmp_path


@contextmanager
def files_no_larger_than(most: int) -> Iterator[None]:
    """What a full disk does: each write beyond `most` bytes of a file fails."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.django_db(transaction=True)
def test_several_who_seal_at_once_get_one_version(monkeypatch: pytest.MonkeyPatch) -> None:
    world = build()
    got: list[tuple[int, str]] = []
    for number in range(ROUNDS):
        world.write(world.liuwan, date(2026, 5, 1 + number), f"讲第{number}课", "周德顺")
        gate = threading.Barrier(AT_ONCE)

        def press(name: str, gate: threading.Barrier = gate) -> None:
            by = system_actor(name, frozenset({"seal_papers"}), world.liuwan.path)
            gate.wait()
            try:
                made = services.seal(by, world.liuwan, "chronicle", 2026, 12, None, TODAY)
                got.append((made.version, made.code))
            finally:
                connections.close_all()

        chosen = [threading.Thread(target=press, args=(f"第{n}人",)) for n in range(AT_ONCE)]
        for thread in chosen:
            thread.start()
        for thread in chosen:
            thread.join(60)
        world.write(world.liuwan, date(2026, 6, 1 + number), f"定稿后第{number}件", "周德顺", milestone=True)
    assert len(got) == ROUNDS * AT_ONCE
    versions = list(SealedPaper.objects.order_by("version").values_list("version", "code"))
    assert [version for version, _ in versions] == list(range(1, ROUNDS + 1))
    assert set(got) == set(versions)
    assert Entry.objects.filter(verb="定稿").count() == ROUNDS
    for paper in SealedPaper.objects.all():
        assert all(store.read(digest) for digest in paper.files)
    figure("Sealing", "the same paper sealed by several people at once: presses of the button", ROUNDS * AT_ONCE)
    figure("Sealing", "the same paper sealed by several people at once: versions made", len(versions))


@pytest.mark.django_db
def test_a_full_disk_seals_nothing_and_says_so(world: World, folder: Path) -> None:
    client = Client()
    client.force_login(world.accounts["柳湾记载人"])
    address = f"/sealed/chronicle/{world.liuwan.pk}/2026/12/"
    client.get(address)
    with files_no_larger_than(4096):
        answer = client.post(address)
    assert answer.status_code == 200
    assert "磁盘满了或者写不进去，没有定稿" in answer.text
    assert not SealedPaper.objects.exists()
    assert not Entry.objects.filter(verb="定稿").exists()
    assert [p for p in folder.rglob("*") if p.name.startswith(".half")] == []
    assert client.post(address).status_code == 302
    assert all(store.read(digest) for digest in SealedPaper.objects.get().files)


@pytest.mark.django_db
def test_a_database_that_cannot_write_seals_nothing(
    world: World, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    by = system_actor("系统", frozenset({"seal_papers"}), world.liuwan.path)

    def full(*_: object, **__: object) -> None:
        raise OperationalError("database or disk is full")

    monkeypatch.setattr(services.audit, "note", full)
    with pytest.raises(RuleBroken, match="没有定稿"):
        services.seal(by, world.liuwan, "chronicle", 2026, 12, None, TODAY)
    assert not SealedPaper.objects.exists()
    monkeypatch.undo()
    monkeypatch.setattr(settings, "DATA", folder)
    assert services.seal(by, world.liuwan, "chronicle", 2026, 12, None, TODAY).version == 1
