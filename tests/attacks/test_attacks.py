"""What strangers may try: no score rises, nothing is read or left, nobody else is disturbed.

Each attack that names the defence that stops it also runs without that defence, and must succeed:
else it would say nothing about the defence.
"""

import os
import warnings
from dataclasses import replace

import nbformat
import pytest
from attack import COMPARED_OUTSIDE, FULL, HIDDEN_SEEDS, ISOLATED, Attack, toy
from bs4 import BeautifulSoup
from classroom import (
    LIMITS,
    NAME,
    STOCK,
    TOKEN,
    Classroom,
    build,
    fingerprints,
    left_files,
    left_processes,
    remove_what_is_left,
    servers,
    tables,
)
from classroom import places as find_places
from escape import ESCAPES
from forgery import FORGERY
from harm import DISPLAYS, HARM
from nbgrader.utils import determine_grade, is_grade
from rebuilt import REBUILT

from grading import execution, folders, report
from grading.grade import FAILED, REFUSED
from grading.reference import class_keys, hidden_keys
from grading.restore import restored
from grading.sandbox import Sandbox
from grading.seeds import read_secret

REPOSITORY = folders.ROOT
HONEST = [
    Attack("honest", "answers as it should"),
    Attack("zz half right", "is right on tensors", {
        "twice": "def twice(x):\n    return 2 * (x if hasattr(x, 'shape') else int(x))"},
        score=FULL - 2),
    Attack("zz 王 小明", "answers as it should, and writes", {"why": toy.REASON}),
    Attack("zz $HOME `id` {assignment_id} %s; ~ 'a' (b)", "has an odd name"),
]  # fmt: skip
ATTACKS = [*FORGERY, *REBUILT, *ESCAPES, *HARM, *DISPLAYS]


WITHOUT = {
    defence: [one for one in ATTACKS if one.stopped_by == defence and not one.dangerous]
    for defence in (COMPARED_OUTSIDE, HIDDEN_SEEDS, ISOLATED)
}


@pytest.fixture(scope="module")
def course(bubblewrap, tmp_path_factory):
    yield build(tmp_path_factory.mktemp("course"))
    folders.use(REPOSITORY)


@pytest.fixture(scope="module")
def world(course, tmp_path_factory):
    """Where things lie that attacks may want, and a function that says who was called."""
    outside = tmp_path_factory.mktemp("outside")
    with servers(outside) as (listening, called):
        yield find_places(course, course / "grading", outside) | listening, called


@pytest.fixture(scope="module")
def batch(course, world):
    places, called = world
    area = course / "grading"
    classroom = Classroom(area, places)
    classroom.hand_in(*HONEST, *ATTACKS)
    read_secret(area / "hidden_seed")  # which attacks look for
    precious = [course / "solutions", course / "exercises", area / "submitted"]
    precious += [area / "answers", area / "hidden_seed"]
    before = fingerprints(*precious)
    classroom.grade()
    classroom.changed = before.items() ^ fingerprints(*precious).items()
    classroom.called = called()
    yield classroom
    remove_what_is_left()


def hidden(batch):
    return hidden_keys(NAME, batch.area / "hidden_seed", batch.area / "keys")


def test_they_are_many_and_have_names_of_their_own():
    assert len(ATTACKS) >= 40
    assert len({attack.name for attack in [*HONEST, *ATTACKS]}) == len(HONEST) + len(ATTACKS)


@pytest.mark.parametrize("attack", [*HONEST, *ATTACKS], ids=lambda attack: attack.name)
def test_each_gets_what_it_must(batch, attack):
    outcome, grade = batch.outcomes[attack.name], batch.grades[attack.name]
    if attack.refused:
        assert outcome.state == REFUSED and attack.refused in outcome.reason
        assert grade.score is None
    else:
        assert outcome.state not in (REFUSED, FAILED), outcome.reason
        assert grade.score == attack.score, grade
    assert {task: grade.states[task] for task in attack.states} == attack.states


def test_submissions_solutions_and_the_secret_are_as_before(batch):
    assert not batch.changed


def test_the_gradebook_is_whole_and_holds_nothing_of_theirs(batch):
    found = tables(batch.area / "gradebook.db")
    assert "grade" in found and not found & {"forged", "=1+1"}


def test_nobody_was_called_and_nothing_is_left(batch):
    assert batch.called == []
    assert left_processes() == []
    assert left_files() == []
    assert not os.path.exists(batch.places["trace"]) and not os.path.exists(batch.places["pulse"])


def test_pages_and_messages_hold_no_script_and_no_hidden_data(batch):
    seeds = [str(seed) for seed in hidden(batch)["twice"].seeds]
    for attack in DISPLAYS:
        page = BeautifulSoup(batch.page(attack.name), "html.parser")
        assert TOKEN in page.text or attack.name == "tells the seeds"
        for element in page.find_all(True):
            assert element.name != "script" or TOKEN not in element.text, attack.name
            for name, value in element.attrs.items():
                where = "".join(value).strip().lower()
                assert not name.startswith("on"), attack.name
                assert not where.startswith("javascript:"), attack.name
    told = batch.page("tells the seeds")
    assert "vars(check)" in BeautifulSoup(told, "html.parser").text
    assert not [seed for seed in seeds if seed in told]


def test_names_of_students_are_no_formulas(batch, tmp_path):
    table = tmp_path / "grades.csv"
    report.write_csv(table, [*batch.grades.values()])
    lines = table.read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) > len(ATTACKS)
    assert not [line for line in lines if line.lstrip('"')[:1] in "=-+@＝"]


def run(cells, keys, sandbox) -> float:
    """What a submission's tasks with a probe get."""
    executed = execution.perform(cells, keys, sandbox, LIMITS)
    return sum(verdict.score for verdict in executed.verdicts)


def cells_of(course, attack, places, assignment=NAME):
    released = course / "exercises" / assignment / f"{assignment}.ipynb"
    notebook = nbformat.reads(
        attack.hand_in(nbformat.read(released, as_version=4), places), as_version=4
    )
    with warnings.catch_warnings(action="ignore"):
        return restored(released, notebook).cells


@pytest.fixture(scope="module")
def unprotected():
    """Submissions run as any other program does."""
    with Sandbox(LIMITS, trusted=True) as sandbox:
        yield sandbox
    remove_what_is_left()


def stock_score(course, attack, places, sandbox) -> float:
    """What nbgrader gives where assertions run beside the answers that they test."""
    cells = [one for one in cells_of(course, attack, places, STOCK) if one.cell_type == "code"]
    with sandbox.session() as session:
        for cell in cells:
            outputs = session.execute(cell.source).outputs if session.alive else []
            cell.outputs = [nbformat.from_dict(one) for one in outputs]
    return sum(determine_grade(cell)[0] or 0 for cell in cells if is_grade(cell))


@pytest.mark.parametrize("attack", WITHOUT[COMPARED_OUTSIDE], ids=lambda attack: attack.name)
def test_compared_inside_it_would_succeed(course, world, unprotected, attack):
    wrong = Attack("wrong", "is wrong", {"twice": "def twice(x):\n    return 0"})
    got, plain = (stock_score(course, one, world[0], unprotected) for one in (attack, wrong))
    assert got > plain


@pytest.mark.parametrize("attack", WITHOUT[HIDDEN_SEEDS], ids=lambda attack: attack.name)
def test_on_public_seeds_it_would_succeed(course, world, batch, unprotected, attack):
    seeds = (int(world[0]["seed"]),) * 3
    keys = class_keys(NAME, seeds, batch.area / "keys")
    keys = {name: replace(key, forbids=[]) for name, key in keys.items()}  # which stops some, too
    assert run(cells_of(course, attack, world[0]), keys, unprotected) > attack.score - 2


@pytest.mark.parametrize("attack", WITHOUT[ISOLATED], ids=lambda attack: attack.name)
def test_without_a_sandbox_it_would_succeed(course, world, batch, unprotected, attack):
    keys = hidden(batch)
    for earlier in ESCAPES:  # which leaves what this one looks for
        if attack.name.startswith(f"{earlier.name}, "):
            run(cells_of(course, earlier, world[0]), keys, unprotected)
    got = run(cells_of(course, attack, world[0]), keys, unprotected)
    assert got == toy.POINTS["twice"] + toy.POINTS["choice"]
