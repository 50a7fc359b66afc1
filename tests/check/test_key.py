"""The answer key on disk."""

import json
from dataclasses import replace

import pytest

from torchcourse.check import key as answer_key
from torchcourse.check.key import KeyProblem, KnownAnswer, TaskKey
from torchcourse.check.verdict import assess

TENSOR = {"tensor": "float64", "shape": [2], "data": [0.1234567890123, 2.0]}
KEY = TaskKey(
    "step",
    2.0,
    "abc",
    [0],
    [{"aspects": {"a": TENSOR, "word": {"secret": "adam"}}}],
    [KnownAnswer("off", "Why.", [{"aspects": {"a": 1.5, "word": {"secret": "sgd"}}}])],
    ["optim"],
)


def write(folder, key=KEY):
    path = folder / "99_toy.key.json"
    answer_key.write(path, "99_toy", [key])
    return path


def test_a_key_is_read_as_written(tmp_path):
    found = answer_key.read(write(tmp_path))["step"]
    assert (found.points, found.seeds, found.forbids) == (2.0, [0], ["optim"])
    assert found.aspects == ["a", "word"]
    assert found.known[0].says == "Why."


def test_secrets_are_not_in_the_file(tmp_path):
    text = write(tmp_path).read_text()
    assert "adam" not in text and "sgd" not in text


def test_code_of_the_bank_is_not_in_the_file_and_its_mistake_is_known_all_the_same(tmp_path):
    error = {"raised": "ValueError", "message": "no", "line": "w -= lr * g", "function": "step"}
    wrong = {"aspects": {"a": error, "word": {"secret": "sgd"}}}
    path = write(tmp_path, replace(KEY, known=[KnownAnswer("raises", "Why.", [wrong])]))
    assert "lr * g" not in path.read_text()
    found = {"aspects": {"a": error | {"line": "other code"}, "word": {"secret": "sgd"}}}
    (first, _) = assess(answer_key.read(path)["step"], [found], []).aspects
    assert first.message == "Why."


def test_floats_are_shortened_to_what_checks_can_see(tmp_path):
    assert "0.123456789," in write(tmp_path).read_text()


def test_other_last_digits_leave_the_file_alone(tmp_path):
    path = write(tmp_path)
    before = path.read_bytes()
    nearby = {"aspects": KEY.solution[0]["aspects"] | {"a": TENSOR | {"data": [0.12345679, 2.0]}}}
    write(tmp_path, replace(KEY, solution=[nearby]))
    assert path.read_bytes() == before


def test_the_words_of_another_python_leave_the_file_alone(tmp_path):
    def raised(message):
        return replace(KEY, solution=[{"raised": "ZeroDivisionError", "message": message}])

    before = write(tmp_path, raised("float division by zero")).read_bytes()
    assert write(tmp_path, raised("division by zero")).read_bytes() == before
    assert write(tmp_path, raised("division by nought")).read_bytes() != before


def test_other_last_digits_stay_out_of_a_file_that_changes(tmp_path):
    path = write(tmp_path)
    nearby = {"aspects": KEY.solution[0]["aspects"] | {"a": TENSOR | {"data": [0.12345679, 2.0]}}}
    write(tmp_path, replace(KEY, solution=[nearby], points=3.0))
    text = path.read_text()
    assert "0.123456789," in text and "0.12345679," not in text
    assert '"points": 3.0' in text


@pytest.mark.parametrize(
    "change",
    [
        {"solution": [{"aspects": {"a": TENSOR | {"data": [0.2, 2.0]}, "word": None}}]},
        {"known": []},
        {"points": 3.0},
        {"probe": "other"},
    ],
)
def test_what_matters_rewrites_the_file(tmp_path, change):
    before = write(tmp_path).read_bytes()
    assert write(tmp_path, replace(KEY, **change)).read_bytes() != before


def test_a_file_that_can_not_be_read_is_written_anew(tmp_path):
    path = write(tmp_path)
    before = path.read_text()
    path.write_text(f"<<<<<<< ours\n{before}=======\n{before}>>>>>>> theirs\n")
    assert write(tmp_path).read_text() == before


def test_a_key_is_found_beside_the_notebook_or_for_a_solution(tmp_path):
    exercise = tmp_path / "exercises" / "99_toy"
    solution = tmp_path / "solutions" / "99_toy"
    exercise.mkdir(parents=True)
    solution.mkdir(parents=True)
    path = write(exercise)
    assert answer_key.find("99_toy", exercise) == path
    assert answer_key.find("99_toy", solution).samefile(path)


def test_a_missing_key_says_what_to_do(tmp_path):
    with pytest.raises(KeyProblem, match="Move the notebook back into its folder `99_toy`"):
        answer_key.find("99_toy", tmp_path)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"format": 1}', '{"format": 1, "tasks": [{}]}'])
def test_a_damaged_key_says_what_to_do(tmp_path, text):
    path = tmp_path / "99_toy.key.json"
    path.write_text(text)
    with pytest.raises(KeyProblem, match=r"damaged.*\n.*Fetch the assignment again"):
        answer_key.read(path)


def test_a_key_of_another_format_says_so(tmp_path):
    path = write(tmp_path)
    path.write_text(json.dumps(json.loads(path.read_text()) | {"format": 0}))
    with pytest.raises(KeyProblem, match="another version"):
        answer_key.read(path)
