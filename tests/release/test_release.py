"""exercises/ is what `make release` would produce now, and holds nothing of a solution."""

import re
import shutil
from importlib.metadata import version
from pathlib import Path
from types import SimpleNamespace

import nbformat
import pytest

from grading import folders
from grading.__main__ import main
from grading.assignment import read
from grading.reference import SolutionFails
from grading.release import contents, release
from grading.student_version import ReleaseError, student_version
from torchcourse.check import key as answer_key

NAMES = folders.assignments()
STUB = "raise NotImplementedError()"
ANSWER_STUB = "YOUR ANSWER HERE"
MARKERS = re.compile(r"(BEGIN|END) (SOLUTION|HIDDEN TESTS|MARK SCHEME)")


@pytest.fixture(scope="module", params=NAMES)
def released(request, tmp_path_factory):
    """The name of an assignment, and its exercise as generated just now."""
    folder = tmp_path_factory.mktemp("exercises")
    committed = folders.EXERCISES / request.param
    (folder / request.param).mkdir()
    name = answer_key.file_name(request.param)
    if (committed / name).is_file():  # rewritten only where it says something else
        (folder / request.param / name).write_bytes((committed / name).read_bytes())
    release(request.param, folder)
    return request.param, folder / request.param


def test_the_exercise_is_current(released):
    name, fresh = released
    committed, current = contents(folders.EXERCISES / name), contents(fresh)
    assert committed.keys() == current.keys()
    different = {str(path) for path in current if committed[path] != current[path]}
    key = answer_key.file_name(name)
    assert not different - {key}, f"{name} is not current: run `make release`"
    if different and not is_locked("torch"):
        pytest.skip(f"the key of {name} has exceptions in the words of another torch than this one")
    assert not different, f"the key of {name} is not current: run `make release`"


def is_locked(package):
    """Say whether a package is here in the version of requirements.lock."""
    pinned = f"{package}=={version(package).split('+')[0]}"
    return pinned in (folders.ROOT / "requirements.lock").read_text().splitlines()


def test_a_second_release_changes_nothing(released):
    name, fresh = released
    assert release(name, fresh.parent) is False


def test_what_jupyter_leaves_behind_is_no_part_of_a_release(released):
    name, fresh = released
    checkpoint = fresh / ".ipynb_checkpoints" / f"{name}-checkpoint.ipynb"
    checkpoint.parent.mkdir()
    checkpoint.write_text("{}")
    stray = fresh / "stray.txt"
    stray.touch()
    assert release(name, fresh.parent) is True
    assert checkpoint.is_file() and not stray.exists()
    shutil.rmtree(checkpoint.parent)


def test_the_code_of_checks_is_folded_and_no_other(released):
    name, fresh = released
    notebook = nbformat.read(fresh / f"{name}.ipynb", as_version=4)
    folded = {
        cell.metadata.nbgrader.grade_id
        for cell in notebook.cells
        if cell.metadata.get("jupyter") == {"source_hidden": True}
    }
    assert folded - {"rules-training"} == {*read(folders.SOLUTIONS / name / f"{name}.ipynb").tasks}
    assert ("rules-training" in folded) == (name == "06_optimizer_theory")


def test_nothing_of_the_solution_is_in_the_exercise(released):
    name, fresh = released
    exercise = read(fresh / f"{name}.ipynb")
    key = (fresh / answer_key.file_name(name)).read_text(encoding="utf-8")
    for task in read(folders.SOLUTIONS / name / f"{name}.ipynb").tasks.values():
        regions = solution_regions(task.answer)
        assert regions, f"{task.name}: no solution is marked"
        stub = exercise.tasks[task.name].answer
        for region in regions:
            text = "\n".join(line.strip() for line in region)
            assert text not in "\n".join(line.strip() for line in stub.splitlines())
            # Longer than what messages name, such as `optimizer.zero_grad()`.
            assert not [line for line in region if len(line.strip()) > 21 and line.strip() in key]
        # What a broken loop of a find-the-bug task shows may stand in the text, never in the stub.
        marked = {line for region in regions for line in region}
        kept = [line for line in task.answer.splitlines() if line not in marked]
        left = [line for line in stub.splitlines() if line not in kept]
        assert {line.strip() for line in left} <= {"# YOUR CODE HERE", STUB, ""}


def test_a_model_answer_and_its_rubric_stay_with_the_instructor(released):
    name, fresh = released
    cells = nbformat.read(fresh / f"{name}.ipynb", as_version=4).cells
    key = (fresh / answer_key.file_name(name)).read_text(encoding="utf-8")
    exercise = "\n".join(cell.source for cell in cells) + key
    stubs = read(fresh / f"{name}.ipynb").written
    for one in read(folders.SOLUTIONS / name / f"{name}.ipynb").written.values():
        regions = solution_regions(one.source)
        assert "rubric" in str(regions).casefold(), f"{one.name}: no rubric between the markers"
        marked = [line for region in regions for line in region if line.strip()]
        assert not [line for line in marked if line.strip() in exercise]
        left = [line for line in stubs[one.name].source.splitlines() if line != ANSWER_STUB]
        assert set(left) <= set(one.source.splitlines()) - set(marked)
        assert ANSWER_STUB in stubs[one.name].source and stubs[one.name].points == one.points


def solution_regions(source: str) -> list[list[str]]:
    """Return the lines between each pair of solution markers."""
    parts = source.split("### BEGIN SOLUTION")[1:]
    return [part.split("### END SOLUTION")[0].strip("\n").splitlines() for part in parts]


def test_no_marker_is_left(released):
    assert not any(
        MARKERS.search(path.read_text(encoding="utf-8")) for path in released[1].iterdir()
    )


def test_every_stub_raises_and_no_output_is_stored(released):
    name, fresh = released
    notebook = nbformat.read(fresh / f"{name}.ipynb", as_version=4)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            assert not cell.outputs and cell.execution_count is None
    for task in read(fresh / f"{name}.ipynb").tasks.values():
        assert STUB in task.answer


def test_every_folder_in_exercises_has_a_source():
    assert sorted(path.name for path in folders.EXERCISES.iterdir() if path.is_dir()) == NAMES


def test_the_copy_for_students_leaves_out_solutions_and_answers():
    guide = (folders.ROOT / "docs" / "grading.md").read_text(encoding="utf-8")
    (command,) = re.findall(r"(?m)^    git archive .*$", guide)
    left_out = {folders.ROOT / name for name in re.findall("':!(.*?)'", command)}
    assert left_out == {folders.SOLUTIONS, folders.ANSWERS, folders.ROOT / "tests"}


def test_one_assignment_can_be_released_alone(monkeypatch, capsys):
    done = []
    monkeypatch.setattr("grading.release.release", lambda name, db_url: done.append(name))
    names = folders.assignments()
    assert main(["release", names[-1]]) == 0 and done == names[-1:]
    done.clear()
    assert main(["release"]) == 0 and done == names
    assert main(["release", "07_none"]) == 2 and done == names
    assert "There is no assignment 07_none" in capsys.readouterr().err


def test_a_release_that_fails_changes_nothing_and_says_why(tmp_path, monkeypatch, capsys):
    def fail(*_):
        raise SolutionFails("twice, seed 0: the solution raises NameError")

    name = NAMES[0]
    path = tmp_path / name / f"{name}.ipynb"
    path.parent.mkdir()
    path.write_text("earlier")
    monkeypatch.setattr("grading.release.class_keys", fail)
    with pytest.raises(SolutionFails):
        release(name, tmp_path)
    assert contents(path.parent) == {Path(path.name): b"earlier"}
    assert main(["release", name]) == 1
    assert f"{name} is not released" in (said := capsys.readouterr().err)
    assert "twice, seed 0: the solution raises NameError" in said


def test_where_the_gradebook_holds_grades_of_cells_that_go_it_is_said_what_to_do(
    tmp_path, monkeypatch
):
    said = "Cannot add or remove cells for notebook 'x' because there are submissions"
    result = {"success": False, "log": f"RuntimeError: {said} associated with it\n", "error": ""}
    nbgrader = SimpleNamespace(generate_assignment=lambda *_, **__: result)
    monkeypatch.setattr("grading.student_version.nbgrader_api", lambda config: nbgrader)
    with pytest.raises(ReleaseError, match=f"{said}.*nbgrader db assignment remove 07_x --force"):
        student_version("07_x", tmp_path)
    result["log"] = "ValueError: another\n"
    with pytest.raises(ReleaseError, match=r"ValueError: another\.$"):
        student_version("07_x", tmp_path)


def test_a_copy_beside_the_solution_is_not_released(tmp_path, monkeypatch, capsys):
    name = NAMES[0]
    (tmp_path / name).mkdir()
    for copy in ("", "-Copy1"):
        (tmp_path / name / f"{name}{copy}.ipynb").write_text("a solution")
    monkeypatch.setattr(folders, "SOLUTIONS", tmp_path)
    assert main(["release", name]) == 1
    said = capsys.readouterr().err
    assert f"{name}-Copy1.ipynb" in said and "Move it away" in said


@pytest.mark.parametrize("name", NAMES)
def test_the_solution_names_its_own_key_and_its_stored_checks_have_passed(name):
    notebook = nbformat.read(folders.SOLUTIONS / name / f"{name}.ipynb", as_version=4)
    sources = "\n".join(cell.source for cell in notebook.cells)
    assert re.findall(r'\bChecks\("(.*?)"\)', sources) == [name]
    for cell in notebook.cells:
        task = cell.metadata.get("nbgrader", {}).get("grade_id")
        if cell.cell_type == "code" and "@check(" in cell.source:
            said = "".join(output.get("data", {}).get("text/plain", "") for output in cell.outputs)
            assert said.startswith(f"`{task}`: passed"), said
