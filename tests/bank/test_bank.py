"""The answer bank tests the checks: right answers pass, each wrong one fails as it says.

For the public seeds and several others: what a check can't tell apart, this test names.
"""

import ast
import builtins
import functools
import hashlib

import nbformat
import pytest
from nbgrader.utils import determine_grade

from grading import bank, folders
from grading.assignment import is_written, read, substitute
from grading.reference import class_keys, hidden_keys, observe_answer
from grading.seeds import PUBLIC_SEEDS
from torchcourse.check.key import is_secret
from torchcourse.check.reliance import global_symbols, names_used
from torchcourse.check.source import definitions, forbidden_names
from torchcourse.check.verdict import assess

SEED_SETS = [PUBLIC_SEEDS, (11, 2**40 + 1, 2**47)]
NAMES = folders.assignments()


@functools.cache
def source(name):
    return read(folders.SOLUTIONS / name / f"{name}.ipynb")


@functools.cache
def answers(name):
    return bank.read(folders.ANSWERS / name)


@functools.cache
def stubs(name):
    released = read(folders.EXERCISES / name / f"{name}.ipynb")
    return {task.name: task.answer for task in released.tasks.values()}


ENTRIES = [
    pytest.param(name, answer, id=f"{name}-{answer.task}-{answer.name}".replace(" ", "_"))
    for name in NAMES
    for answer in answers(name)
]
TASKS = [
    pytest.param(name, task, id=f"{name}-{task}") for name in NAMES for task in source(name).tasks
]


def pytest_generate_tests(metafunc):
    if "seeds" in metafunc.fixturenames:
        more = metafunc.config.getoption("more_seeds", 0)
        drawn = [tuple(hidden_seeds_of(number)) for number in range(more)]
        metafunc.parametrize("seeds", SEED_SETS + drawn, ids=str)


def hidden_seeds_of(number):
    """Three seeds as grading draws them, the same in every run."""
    digests = (hashlib.sha256(f"{number}/{i}".encode()).digest() for i in range(3))
    return (int.from_bytes(digest[:6], "big") for digest in digests)


@functools.cache
def keys(name, seeds):
    """The keys for these seeds. All answers are tried on all seeds anyway: none runs twice."""

    def run(task, answer, first):
        return observe_answer(task, answer, seeds)[: len(first)]

    return class_keys(name, seeds, None, run)


def verdict(name, task, code, seeds):
    key = keys(name, seeds)[task]
    observations = observe_answer(source(name).tasks[task], code, seeds)
    return assess(key, observations, forbidden_names([code], key.forbids))


def test_there_is_an_assignment():
    assert NAMES, "no notebook in solutions/"


@pytest.mark.parametrize("name", NAMES)
def test_an_assignment_is_worth_20_points(name):
    assert source(name).points == 20


@pytest.mark.parametrize("name", NAMES)
def test_the_bank_is_rich_enough(name):
    wrong = [answer for answer in answers(name) if answer.is_wrong]
    assert len(wrong) >= 12
    assert len(answers(name)) - len(wrong) >= 6


@pytest.mark.parametrize(("name", "answer"), ENTRIES)
def test_the_bank_speaks_of_tasks_and_aspects_that_exist(name, answer):
    assert answer.task in source(name).tasks
    assert set(answer.fails) <= set(keys(name, PUBLIC_SEEDS)[answer.task].aspects)


@pytest.mark.parametrize(("name", "task"), TASKS)
def test_each_aspect_is_seen_to_fail(name, task):
    failed = {aspect for answer in answers(name) if answer.task == task for aspect in answer.fails}
    assert failed == set(keys(name, PUBLIC_SEEDS)[task].aspects)


@pytest.mark.parametrize(("name", "answer"), ENTRIES)
def test_an_answer_fares_as_the_bank_says(name, answer, seeds):
    task = source(name).tasks[answer.task]
    found = verdict(name, answer.task, substitute(task.answer, answer.code), seeds)
    if found.message:  # a forbidden shortcut: the whole task fails
        assert found.message == answer.says
        assert set(answer.fails) == set(keys(name, seeds)[answer.task].aspects)
        return
    failed = {aspect.name: aspect.message for aspect in found.aspects if aspect.state != "passed"}
    assert set(failed) == set(answer.fails)
    assert set(failed.values()) <= {answer.says}


@pytest.mark.parametrize(("name", "task"), TASKS)
def test_the_solution_gets_all_points_and_the_empty_stub_none(name, task, seeds):
    right = source(name).tasks[task]
    found = verdict(name, task, right.answer, seeds)
    assert (found.state, found.score) == ("passed", right.points)
    empty = verdict(name, task, stubs(name)[task], seeds)
    assert (empty.state, empty.score) == ("not attempted", 0)


@pytest.mark.parametrize(("name", "task"), TASKS)
def test_a_notebook_brings_nothing_under_a_forbidden_name(name, task):
    given = {*dir(builtins)}.union(*map(bound, source(name).tasks[task].setup))
    assert given.isdisjoint(source(name).tasks[task].forbids)


@pytest.mark.parametrize(("name", "task"), TASKS)
def test_no_answer_is_called_like_a_built_in_which_a_check_would_see_in_its_place(name, task):
    assert {*definitions(source(name).tasks[task].answer)}.isdisjoint(dir(builtins))


@pytest.mark.parametrize(("name", "task"), TASKS)
def test_a_helper_of_a_students_own_takes_no_place_of_the_checks(name, task):
    found = source(name).tasks[task]
    made = {
        defined
        for cell in found.setup
        for defined, node in definitions(cell).items()
        if isinstance(node, (ast.FunctionDef, ast.ClassDef))
    }
    assert all(one.startswith("_") for one in made & names_used(found.probe))


def bound(cell):
    return {s.get_name() for s in global_symbols(cell) if s.is_assigned() or s.is_imported()}


@pytest.mark.parametrize("name", NAMES)
def test_all_points_are_for_checks_or_for_written_answers(name):
    released = read(folders.EXERCISES / name / f"{name}.ipynb")
    assert (released.points, released.automatic_points) == (20, source(name).automatic_points)
    assert source(name).automatic_points == sum(task.points for task in source(name).tasks.values())
    assert released.written.keys() == source(name).written.keys()


@pytest.mark.parametrize("name", NAMES)
def test_a_written_answer_gets_no_points_before_a_person_gives_them(name):
    notebook = nbformat.read(folders.EXERCISES / name / f"{name}.ipynb", as_version=4)
    for cell in filter(is_written, notebook.cells):
        assert determine_grade(cell) == (0, cell.metadata.nbgrader.points)  # nothing was written
        cell.source += " Something."
        assert determine_grade(cell) == (None, cell.metadata.nbgrader.points)


@pytest.mark.parametrize(("name", "task"), TASKS)
def test_hidden_seeds_give_other_inputs(name, task):
    first, second = (keys(name, seeds)[task].solution[0] for seeds in SEED_SETS[:2])
    assert first != second, "the probe does not depend on its case: hidden seeds hide nothing"


@pytest.mark.parametrize(("name", "task"), TASKS)
def test_to_repeat_the_public_key_earns_nothing(name, task):
    key = keys(name, SEED_SETS[1])[task]
    public = [without_secrets(seen) for seen in keys(name, PUBLIC_SEEDS)[task].solution]
    for forged in (public, *([one] * len(public) for one in public)):
        assert assess(key, forged, []).score == 0


@pytest.mark.parametrize("name", NAMES)
def test_hidden_seeds_vary_what_the_public_ones_do_and_are_soon_found(name, monkeypatch, tmp_path):
    monkeypatch.setattr("grading.reference.ATTEMPTS", 8)
    for number in range(3):
        secret = tmp_path / f"secret {number}"
        secret.write_text(hashlib.sha256(str(number).encode()).hexdigest())
        hidden_keys(name, secret)


@pytest.mark.parametrize(("name", "task"), TASKS)
def test_the_public_seeds_show_all_that_is_drawn(name, task):
    many = class_keys(name, tuple(range(100, 120)))[task]
    assert set(many.drawn) == set(keys(name, PUBLIC_SEEDS)[task].drawn)


def test_what_the_detective_finds_is_true_whatever_the_seed():
    task = source("06_optimizer_theory").tasks["detective"]
    for seen in observe_answer(task, task.answer, tuple(range(200))):
        said = [found["dict"][0][1] for found in seen["aspects"].values()]
        called = [records.split(" and ") for records in said]
        assert {len(records) for records in called} == {2}  # each optimizer made two of them
        assert sorted(int(one) for records in called for one in records) == list(range(1, 11))


def without_secrets(observation):
    aspects = observation["aspects"].items()
    return {"aspects": {name: None if is_secret(value) else value for name, value in aspects}}


def test_every_file_of_the_bank_belongs_to_a_task():
    tasks = {folders.ANSWERS / name / f"{task}.py" for name in NAMES for task in source(name).tasks}
    assert {*folders.ANSWERS.rglob("*.py")} == tasks
