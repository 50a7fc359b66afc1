"""The trusted side's observations: made when they are wanted, kept, and never taken on trust."""

import dataclasses
import re
import stat
import subprocess
import sys
from types import SimpleNamespace

import pytest
import toy
from toy import REPOSITORY

from grading import bank, folders, reference
from grading.kept import Kept
from grading.seeds import PUBLIC_SEEDS
from torchcourse.check.verdict import assess

SEEDS = (5, 6)
TASK = "twice"


@pytest.fixture
def run(course, monkeypatch):
    """The answers that were run since the last `forget()`, by their source."""
    sources = []
    observe = reference.observe_answer.__wrapped__

    def counted(task, answer, seeds):
        sources.append(answer)
        return observe(task, answer, seeds)

    monkeypatch.setattr(reference, "observe_answer", counted)
    forget(sources)
    yield sources
    forget(sources)


def forget(sources):
    """Stand as a new process does: nothing is in memory."""
    sources.clear()
    reference.class_keys.cache_clear()


def keys(folder=None):
    return reference.class_keys(toy.NAME, SEEDS, folder)


def plain(found):
    return {name: dataclasses.asdict(reference.whole(key)) for name, key in found.items()}


def test_a_set_up_that_does_not_run_is_named(run):
    task = reference.read_assignment(folders.SOLUTIONS / toy.NAME / f"{toy.NAME}.ipynb").tasks[TASK]
    changed = dataclasses.replace(task, setup=("import torchh",))
    said = "twice: a cell of the set-up, or the test cell, raises ModuleNotFoundError: No module"
    with pytest.raises(reference.SolutionFails, match=said):
        reference.observe_answer(changed, task.answer, SEEDS)


def test_known_answers_are_run_when_they_are_first_read(run):
    found = keys()
    assert len(run) == len(found) == 2  # the solutions
    squared, rounded = found[TASK].known
    assert (squared.name, rounded.name) == ("squared", "rounded") and len(run) == 2
    assert squared.observations[0] != rounded.observations[0] and len(run) == 4


@pytest.mark.parametrize(
    ("returned", "said"),
    [
        ("None", "the probe raises TypeError: 'NoneType' object is not iterable"),
        ("{}", "the probe returns no aspects"),
        ("{'a': 1 / 0}", "the probe raises ZeroDivisionError: division by zero"),
        ("{'a': lambda: twice(None)}", "the solution raises TypeError: unsupported operand"),
        ("{'a': thrice(1)}", "the probe raises NameError: name 'thrice' is not defined. If the"),
    ],
)
def test_a_probe_that_sees_nothing_is_named(run, returned, said):
    task = reference.read_assignment(folders.SOLUTIONS / toy.NAME / f"{toy.NAME}.ipynb").tasks[TASK]
    probe = f'@check("{TASK}")\ndef _(case):\n    return {returned}'
    changed = dataclasses.replace(task, probe=probe)
    with pytest.raises(reference.SolutionFails, match=f"twice, seed 5: {re.escape(said)}"):
        reference.task_key(
            changed,
            folders.ANSWERS / toy.NAME / "twice.py",
            SEEDS,
            Kept(None),
            reference.observe_answer,
        )


def test_a_known_answer_is_run_on_all_seeds_only_when_it_may_be_the_one(run):
    squared = keys()[TASK].known[0].observations[:]
    forget(run)
    key = keys()[TASK]
    for theirs, runs in (
        (key.solution, 1 + 1),  # the solutions of both tasks
        (squared, 1 + 1),  # the first wrong answer, and as it is the one, no other
        ([squared[0], key.solution[1]], 1),  # the other, as the first is like it on one seed only
    ):
        found = assess(key, theirs, [])
        assert len(run) == runs
        assert ("squared" in [aspect.known for aspect in found.aspects]) == (theirs is squared)
        run.clear()


def test_a_known_answer_is_not_run_for_what_it_has_right(run):
    key = keys()[TASK]
    run.clear()
    right = [observation["aspects"] for observation in key.solution]
    theirs = [{"aspects": aspects | {"of a tensor": 1.5}} for aspects in right]
    assess(key, theirs, [])
    assert len(run) == 1  # "squared", as "rounded" has tensors right
    theirs = [{"aspects": aspects | {"of a number": 1.5}} for aspects in right]
    assess(key, theirs, [])
    assert len(run) == 2


def test_what_is_kept_is_not_run_again_and_says_the_same(run, tmp_path):
    fresh = plain(keys())
    forget(run)
    assert plain(keys(tmp_path / "kept")) == fresh and len(run) == 4
    forget(run)
    assert plain(keys(tmp_path / "kept")) == fresh and not run


def test_only_the_owner_may_read_what_is_kept(run, tmp_path):
    plain(keys(tmp_path / "kept"))
    files = list((tmp_path / "kept").iterdir())
    assert len(files) == 4
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}
    assert stat.S_IMODE((tmp_path / "kept").stat().st_mode) == 0o700


DAMAGE = {
    "empty": lambda path, other: path.write_text(""),
    "half a file": lambda path, other: path.write_text(path.read_text()[:100]),
    "no text": lambda path, other: path.write_bytes(b"\xff\xfe\n[]"),
    "a number changed": lambda path, other: path.write_text(path.read_text().replace("1", "2")),
    "another's content": lambda path, other: path.write_text(other.read_text()),
    "a folder": lambda path, other: (path.unlink(), path.mkdir()),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_file_is_made_anew(run, tmp_path, damage):
    fresh = plain(keys())
    forget(run)
    plain(keys(tmp_path))
    files = sorted(tmp_path.iterdir())
    contents = [path.read_text() for path in files]
    for path in files[:-1]:
        DAMAGE[damage](path, files[-1])
    forget(run)
    assert plain(keys(tmp_path)) == fresh and run
    if damage != "a folder":
        assert [path.read_text() for path in files] == contents


def test_another_version_of_the_code_counts_as_another_input(run, tmp_path, monkeypatch):
    plain(keys(tmp_path))
    forget(run)
    monkeypatch.setattr("grading.kept.code_version", lambda: "another")
    plain(keys(tmp_path))
    assert len(run) == 4


def test_a_changed_answer_of_the_bank_is_run(run, tmp_path, monkeypatch):
    plain(keys(tmp_path))
    forget(run)
    changed = [
        dataclasses.replace(answer, code=answer.code.replace("x * x", "x * x * x"))
        for answer in bank.read(folders.ANSWERS / toy.NAME)
    ]
    monkeypatch.setattr(reference, "read_task", lambda path: changed if path.stem == TASK else [])
    plain(keys(tmp_path))
    assert [*map(str.strip, run)] == [changed[0].code.strip()]


def test_other_seeds_are_other_inputs(run, tmp_path):
    keys(tmp_path)
    forget(run)
    reference.class_keys(toy.NAME, (7, 8), tmp_path)
    assert len(run) == 2


@pytest.mark.parametrize("unlucky", [0, 2, 50])
def test_hidden_seeds_that_agree_by_chance_are_passed_over(monkeypatch, tmp_path, unlucky):
    tried = []

    def class_keys(name, seeds, kept, run):
        if seeds != PUBLIC_SEEDS:
            tried.append(seeds)
        drawn = ["a"] if 0 < len(tried) <= unlucky else ["b", "a"]
        return {TASK: SimpleNamespace(drawn=drawn, seeds=seeds)}

    monkeypatch.setattr(reference, "class_keys", class_keys)
    if unlucky == 50:
        with pytest.raises(reference.SeedsExhausted, match="99_toy: in 50 attempts"):
            reference.hidden_keys(toy.NAME, tmp_path / "secret")
    else:
        found = reference.hidden_keys(toy.NAME, tmp_path / "secret")
        assert found[TASK].seeds == tried[unlucky] == tried[-1]


def test_where_nothing_can_be_written_the_keys_are_made_all_the_same(run, tmp_path):
    (tmp_path / "file").write_text("not a folder")
    assert plain(keys(tmp_path / "file" / "kept"))[TASK]["known"]


SEVERAL = """\
import pathlib, sys
from grading import folders, reference
folders.use(pathlib.Path(sys.argv[1]))
found = reference.class_keys({name!r}, {seeds}, pathlib.Path(sys.argv[2]))
print([answer for key in found.values() for answer in reference.whole(key).known])
"""


def test_several_processes_share_what_is_kept(run, course, tmp_path):
    program = SEVERAL.format(name=toy.NAME, seeds=SEEDS)
    started = [
        subprocess.Popen(
            [sys.executable, "-c", program, course, tmp_path],
            stdout=subprocess.PIPE,
            cwd=REPOSITORY,
        )
        for _ in range(2)
    ]
    printed = [process.communicate()[0] for process in started]
    assert printed[0] == printed[1] and b"squared" in printed[0]
    assert len(list(tmp_path.iterdir())) == 4  # and nothing half written
    forget(run)
    assert plain(keys(tmp_path)) and not run
