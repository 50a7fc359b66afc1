"""The key's answers are observed in the sandbox, as submissions are, and with the same result."""

import contextlib
import json
import subprocess
import sys

import pytest
import toy
from toy import REPOSITORY

from grading import folders
from grading.assignment import read
from grading.observer import NothingObserved, Observer
from grading.reference import class_keys, observe_answer
from grading.sandbox import Sandbox
from grading.seeds import PUBLIC_SEEDS

SEEDS = (5, 6)
DIES = "import os\nos._exit(3)"


@pytest.fixture(scope="module")
def sandbox(bubblewrap):
    with Sandbox(probing=False) as sandbox:
        yield sandbox


@pytest.fixture
def observe(sandbox):
    with contextlib.closing(Observer(sandbox)) as observe:
        yield observe


@pytest.fixture(scope="module")
def task(course):
    return read(folders.SOLUTIONS / toy.NAME / f"{toy.NAME}.ipynb").tasks["twice"]


@pytest.mark.parametrize("name", folders.assignments())
def test_solutions_give_what_they_give_here(observe, name):
    there = class_keys(name, PUBLIC_SEEDS, None, observe)
    for task, key in class_keys(name, PUBLIC_SEEDS).items():
        assert there[task].solution == json.loads(json.dumps(key.solution)), task


@pytest.mark.parametrize("answer", ["def twice(x):\n    return x * x", "1 / 0", "(", ""])
def test_any_answer_gives_what_it_gives_here(observe, task, answer):
    here = observe_answer(task, answer, SEEDS)
    assert observe(task, answer, SEEDS) == json.loads(json.dumps(here))


def test_an_answer_finds_nothing_of_the_one_before(observe, task):
    empty = observe(task, "", SEEDS)
    assert observe(task, task.answer, SEEDS) != empty
    assert observe(task, "", SEEDS) == empty


def test_an_answer_that_ends_its_session_is_named_and_the_next_has_another(observe, task):
    with pytest.raises(NothingObserved, match=r"twice: .* gave nothing \(kernel died\)"):
        observe(task, DIES, SEEDS)
    assert observe(task, task.answer, SEEDS)


def test_a_session_is_used_until_half_its_time_is_over(observe, task):
    observe(task, task.answer, SEEDS)
    first = observe.session
    observe(task, task.answer, SEEDS)
    assert observe.session is first
    first.used = observe.limits.notebook_seconds
    observe(task, task.answer, SEEDS)
    assert observe.session is not first and not first.alive


def test_only_the_sandbox_imports_torch():
    code = "import sys, grading.grade, grading.worker; print('torch' in sys.modules)"
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=REPOSITORY, capture_output=True, text=True, check=True
    )
    assert ran.stdout == "False\n"
