"""What students submit to nbgrader's exchange, where anybody can make a folder of any name."""

import os
import shutil
import signal
import stat
import warnings
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import toy

from grading import collect as collecting
from grading import submissions
from grading.__main__ import main
from grading.collect import CarefulCollect, CollectError, from_exchange
from grading.config import FILE, course_config, nbgrader_api

NAME = toy.NAME


@pytest.fixture
def exchange(course, tmp_path, monkeypatch):
    """Submit to the exchange of an area, and collect from it. All work under one account."""
    monkeypatch.setattr(CarefulCollect, "check_owner", False)
    area = tmp_path / "area"
    inbound = area / "exchange" / "torchcourse" / "inbound"
    inbound.mkdir(parents=True)

    class Exchange:
        folder = inbound

        def entry(self, student, minute=0, when=None):
            """The folder in which a student submits, some minutes after two minutes ago."""
            minutes = timedelta(minutes=minute - 2)
            when = when or f"{datetime.now(UTC) + minutes:%Y-%m-%d %H:%M:%S} UTC"
            return inbound / f"{student}+{NAME}+{when}+random"

        def submit(self, student, content, minute=0, when=None):
            folder = self.entry(student, minute, when)
            folder.mkdir()
            (folder / f"{NAME}.ipynb").write_text(content)
            (folder / "timestamp.txt").write_text(folder.name.split("+")[2])
            return folder

        def collect(self):
            with warnings.catch_warnings(action="ignore"):
                return {one.student: one for one in from_exchange(area, NAME)}

    return Exchange()


def test_the_exchange(exchange, submitted):
    exchange.submit("li na", "first", 1)
    exchange.submit("li na", "second", 2)
    evil = exchange.submit("mallory", "", 1)
    (evil / f"{NAME}.ipynb").unlink()
    (evil / f"{NAME}.ipynb").symlink_to("/etc/passwd")
    found = exchange.collect()
    assert {name: one.state for name, one in found.items()} == {
        "li na": "collected",
        "mallory": "refused",
    }
    assert "is a link" in found["mallory"].reason
    path = f"li na/{NAME}/{NAME}.ipynb"
    assert submitted() == {path: "second"}
    exchange.submit("li na", "third", 3)
    assert exchange.collect()["li na"].state == "replaced"
    assert submitted() == {path: "third"}
    assert list(submitted("replaced").values()) == ["second"]


def link_to(place):
    return lambda entry: entry.symlink_to(place, target_is_directory=True)


def no_time(entry):
    entry.with_name(f"mallory+{NAME}+never+x").mkdir()


def odd_time(entry):
    entry.with_name(f"mallory+{NAME}+{'9' * 60}m").mkdir()


def named(student):
    return lambda entry: entry.with_name(entry.name.replace("mallory", student)).mkdir()


LINK = "It is a link or no folder."
ENTRIES = {
    "the solution": (link_to(toy.REPOSITORY / "solutions"), "mallory", LINK),
    "nothing": (link_to("nowhere"), "mallory", LINK),
    "a file": (Path.touch, "mallory", LINK),
    "no time": (no_time, f"mallory+{NAME}+never+x", "Its name is not STUDENT+ASSIGNMENT+TIME."),
    "an odd time": (odd_time, f"mallory+{NAME}+{'9' * 60}m", "Its name is not STUDENT+ASSIGN"),
    "an unfit name": (named("<b>"), "<b>", submissions.problem_with_name("<b>")),
}


@pytest.mark.parametrize("name", ENTRIES)
def test_a_bad_entry_of_the_exchange_is_refused_and_the_others_are_collected(
    exchange, submitted, name
):
    make, student, reason = ENTRIES[name]
    exchange.submit("li na", "work")
    make(exchange.entry("mallory"))
    found = exchange.collect()
    assert found.pop("li na").state == "collected"
    assert found[student].state == "refused" and found[student].reason.startswith(reason)
    assert submitted() == {f"li na/{NAME}/{NAME}.ipynb": "work"}


@pytest.mark.parametrize("student", ["..", "."])
def test_no_entry_leads_to_another_folder(exchange, submitted, student, tmp_path):
    exchange.submit("li na", "work")
    entry = exchange.submit(student, "evil")
    exchange.collect()
    assert submitted() == {f"li na/{NAME}/{NAME}.ipynb": "work"}
    evil = [path for path in tmp_path.rglob("*.ipynb") if path.read_text() == "evil"]
    assert evil == [entry / f"{NAME}.ipynb"]


def test_an_entry_must_be_made_by_the_student(exchange, submitted, monkeypatch, tmp_path):
    monkeypatch.setattr(CarefulCollect, "check_owner", True)
    me = collecting.owner(os.stat(tmp_path))
    exchange.submit(me, "mine", 1)
    exchange.submit("li na", "not hers", 1)
    found = exchange.collect()
    assert found[me].state == "collected" and found["li na"].state == "refused"
    assert found["li na"].reason.startswith(f"It was made by {me}, so")
    assert submitted() == {f"{me}/{NAME}/{NAME}.ipynb": "mine"}


def test_what_another_submits_in_ones_name_does_not_hide_ones_own(exchange, submitted, monkeypatch):
    monkeypatch.setattr(CarefulCollect, "check_owner", True)
    mine = exchange.submit("li na", "mine", 0)
    exchange.submit("li na", "not mine", 1)
    inode = mine.stat().st_ino
    monkeypatch.setattr(
        collecting, "owner", lambda about: "li na" if about.st_ino == inode else "mallory"
    )
    exchange.collect()
    assert submitted() == {f"li na/{NAME}/{NAME}.ipynb": "mine"}


def test_a_file_that_becomes_a_link_while_it_is_read_is_not_followed(
    exchange, submitted, monkeypatch, tmp_path
):
    (tmp_path / "secret").write_text("secret")
    files = exchange.submit("mallory", "") / f"{NAME}.ipynb"
    whole = exchange.submit("eve", "")

    def look(folder):
        files.unlink(missing_ok=True)
        files.symlink_to(tmp_path / "secret")
        if folder == whole:
            whole.rename(tmp_path / "away")
            whole.symlink_to(tmp_path / "away")

    monkeypatch.setattr(collecting, "problem_with_content", look)
    assert {one.state for one in exchange.collect().values()} == {"refused"}
    assert submitted() == {}


def test_no_more_is_copied_than_was_there_when_it_was_looked_at(exchange, monkeypatch):
    exchange.submit("mallory", "0" * 99)
    monkeypatch.setattr(collecting, "problem_with_content", lambda _: None)
    monkeypatch.setattr(collecting, "MAX_FOLDER_BYTES", 98)
    assert "it holds too much" in exchange.collect()["mallory"].reason


def test_a_time_before_an_entry_was_made_does_not_count(exchange, tmp_path):
    exchange.submit("mallory", "", when="2020-01-01 00:00:00 UTC")
    other = exchange.submit("eve", "")
    (other / "timestamp.txt").write_text("2020-01-01 00:00:00 UTC")
    found = exchange.collect()
    assert "says it is from 2020-01-01 00:00:00, but was made" in found["mallory"].reason
    for student in found:
        path = tmp_path / "area" / "submitted" / student / NAME / "timestamp.txt"
        assert "2020" not in path.read_text() and submissions.is_time(path.read_bytes())


def test_what_is_written_into_a_file_later_counts_from_then(exchange, tmp_path, monkeypatch):
    monkeypatch.setattr(collecting, "DELAY", timedelta(minutes=1))
    folder = exchange.submit("mallory", "before")
    stated = datetime.fromisoformat(folder.name.split("+")[2].removesuffix(" UTC"))
    changed_at = collecting.changed_at
    monkeypatch.setattr(  # made when it says so
        collecting,
        "changed_at",
        lambda about: stated if stat.S_ISDIR(about.st_mode) else changed_at(about),
    )
    (folder / f"{NAME}.ipynb").write_text("two minutes later")
    assert "was made or changed at" in exchange.collect()["mallory"].reason
    here = tmp_path / "area" / "submitted" / "mallory" / NAME
    assert submissions.submitted_at(here) > stated + timedelta(minutes=1)


@pytest.mark.parametrize("where", [".", "data"])
def test_no_fifo_in_the_place_of_a_folder_is_waited_for(exchange, monkeypatch, where):
    exchange.submit("li na", "work")
    entry = exchange.submit("mallory", "")
    folder = entry / where
    folder.mkdir(exist_ok=True)
    is_ignored = collecting.is_ignored

    def replace(*_):
        if folder.is_dir():
            shutil.rmtree(folder)
            os.mkfifo(folder)

    def look(name, patterns):  # when the name is known, but not yet opened
        if name == "data":
            replace()
        return is_ignored(name, patterns)

    monkeypatch.setattr(collecting, "is_ignored", look)
    monkeypatch.setattr(
        collecting,
        "problem_with_content",
        lambda path: where == "." and path == entry and replace(),
    )
    signal.setitimer(signal.ITIMER_REAL, 20)  # ends a process that waits
    found = exchange.collect()
    signal.setitimer(signal.ITIMER_REAL, 0)
    assert "Not a directory" in found["mallory"].reason
    assert found["li na"].state == "collected"


def test_folders_in_folders_without_end_stop_nobody(exchange, monkeypatch):
    exchange.submit("li na", "work")
    folder = exchange.submit("mallory", "")
    (folder / "/".join("d" * 60)).mkdir(parents=True)
    assert "more than 50 deep" in exchange.collect()["mallory"].reason
    monkeypatch.setattr(collecting, "problem_with_content", lambda _: None)  # made since then
    found = exchange.collect()
    assert "it is too deep" in found["mallory"].reason and found["li na"].state == "unchanged"


def test_an_exchange_that_is_not_there_is_said(course, tmp_path):
    with pytest.raises(CollectError, match=r"there is no .*inbound"):
        list(from_exchange(tmp_path, NAME))


def test_nbgraders_own_collect_does_the_same(course, monkeypatch):
    monkeypatch.setattr(CarefulCollect, "check_owner", False)
    config = course_config()
    inbound = Path(config.Exchange.root) / "torchcourse" / "inbound"
    when = f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC"
    for student in ("li na", "mallory"):
        entry = inbound / f"{student}+{NAME}+{when}+x"
        entry.mkdir(parents=True)
        (entry / "timestamp.txt").write_text(when)
    (inbound / f"li na+{NAME}+{when}+x" / f"{NAME}.ipynb").write_text("work")
    (entry / f"{NAME}.ipynb").symlink_to(course / "solutions" / NAME / f"{NAME}.ipynb")
    result = nbgrader_api(config).collect(NAME)
    assert result["success"], result["error"]
    assert "refused: mallory" in result["log"] and "is a link" in result["log"]
    folder = course / "grading" / "submitted"
    assert (folder / "li na" / NAME / f"{NAME}.ipynb").read_text() == "work"
    assert not (folder / "mallory").exists()


def test_the_exchange_may_be_set_to_lie_elsewhere(course, tmp_path, monkeypatch, capsys):
    settings = tmp_path / "nbgrader_config.py"
    elsewhere = tmp_path / "shared"
    settings.write_text(f"{FILE.read_text()}\nc.Exchange.root = {str(elsewhere)!r}\n")
    monkeypatch.setattr("grading.config.FILE", settings)
    (elsewhere / "torchcourse" / "inbound").mkdir(parents=True)
    assert main(["collect"]) == 0
    assert f"the exchange in {elsewhere} holds no submission" in capsys.readouterr().out
    assert course_config(tmp_path).Exchange.root == str(tmp_path / "exchange")
