"""One secret, the same seeds for everyone, and no two assignments alike."""

import stat
import threading

import pytest

from grading import seeds
from grading.seeds import COUNT, SecretUnusable, hidden_seeds, read_secret


def test_the_same_seeds_each_time(tmp_path):
    first = hidden_seeds(tmp_path / "secret", "99_toy")
    assert hidden_seeds(tmp_path / "secret", "99_toy") == first
    assert len(set(first)) == COUNT and all(0 <= seed < 2**48 for seed in first)


def test_other_seeds_for_another_assignment_or_secret(tmp_path):
    some = hidden_seeds(tmp_path / "secret", "99_toy")
    assert not set(some) & set(hidden_seeds(tmp_path / "secret", "98_other"))
    assert not set(some) & set(hidden_seeds(tmp_path / "another", "99_toy"))


def test_other_seeds_at_another_attempt(tmp_path):
    first, second = (hidden_seeds(tmp_path / "secret", "99_toy", attempt) for attempt in (0, 1))
    assert not set(first) & set(second)


def test_only_the_owner_can_read_the_secret(tmp_path):
    read_secret(tmp_path / "new" / "secret")
    path = tmp_path / "new" / "secret"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(path.parent.iterdir()) == [path]


def test_graders_that_start_at_once_share_one_secret(tmp_path, monkeypatch):
    together = threading.Barrier(8)
    token_hex = seeds.secrets.token_hex

    def wait_for_the_others(size):
        together.wait(timeout=10)
        return token_hex(size)

    monkeypatch.setattr(seeds.secrets, "token_hex", wait_for_the_others)
    # Threads stand for processes, which have ids of their own.
    monkeypatch.setattr(seeds.os, "getpid", threading.get_ident)
    found = []
    threads = [
        threading.Thread(target=lambda: found.append(read_secret(tmp_path / "secret")))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8 and len(set(found)) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["secret"]


@pytest.mark.parametrize("content", ["", "not hex", "ab" * 16, "ab" * 31 + "a", "é" * 64])
def test_a_damaged_secret_is_neither_used_nor_replaced(tmp_path, content):
    (tmp_path / "secret").write_text(content)
    with pytest.raises(SecretUnusable, match="backup"):
        hidden_seeds(tmp_path / "secret", "99_toy")
    assert (tmp_path / "secret").read_text() == content
