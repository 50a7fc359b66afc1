"""The answer bank: wrong and alternative answers, in grading/answers/NN_topic/TASK.py.

It is read, never run: an answer is the source text of a function or class under one of the
two decorators below, or the text given as `code`. All arguments are literals.
"""

import ast
import textwrap
from dataclasses import dataclass
from pathlib import Path


class BankError(Exception):
    """The bank can't be read; the text names the file, the line and what to do."""


@dataclass(frozen=True)
class Answer:
    """An answer that someone might give. A wrong one says which aspects fail, and why."""

    task: str
    name: str
    code: str
    fails: tuple[str, ...] = ()
    says: str = ""

    @property
    def is_wrong(self) -> bool:
        return bool(self.fails)


def wrong(name: str, *, fails: list[str], says: str, code: str | None = None):
    """Mark a wrong answer: exactly the aspects `fails` fail, and the student reads `says`."""
    return lambda definition: definition


def alternative(name: str, *, code: str | None = None):
    """Mark an answer that is right, though it is not the solution's."""
    return lambda definition: definition


def read(folder: Path) -> list[Answer]:
    """Return the answers to an assignment's tasks; none where there is no such folder.

    Raises BankError as `read_task` does.
    """
    return [answer for path in sorted(folder.glob("*.py")) for answer in read_task(path)]


def read_task(path: Path) -> list[Answer]:
    """Return the answers to one task in their order; none where there is no such file.

    Raises BankError where an entry is not in the form above, or two have one name.
    """
    if not path.is_file():
        return []
    source = path.read_text(encoding="utf-8")
    lines = source.split("\n")
    answers, seen = [], set()
    for node in ast.parse(source, str(path)).body:
        for call in entries(node):
            answer = read_entry(path, lines, node, call)
            if answer.name in seen:
                raise BankError(f"{place(path, node)}: {answer.name!r} is there twice")
            seen.add(answer.name)
            answers.append(answer)
    return answers


def require_known(answers: list[Answer], aspects: dict[str, tuple[str, ...]]) -> None:
    """Raise BankError for an answer to a task, or with an aspect, that there is not.

    `aspects` has those of each task.
    """
    for answer in answers:
        if answer.task not in aspects:
            raise BankError(
                f"The bank answers the task {answer.task!r} ({answer.name}), which there is not; "
                f"there are: {', '.join(aspects)}. Rename its file, or delete it."
            )
        there = aspects[answer.task]
        if others := [name for name in answer.fails if name not in there]:
            raise BankError(
                f"The bank's answer {answer.name!r} to {answer.task} fails {others[0]!r}, an "
                f"aspect which there is not; there are: {', '.join(map(repr, there))}."
            )


def entries(node: ast.stmt) -> list[ast.Call]:
    """Return the calls of `wrong` and `alternative` that a statement carries."""
    calls = list(getattr(node, "decorator_list", []))
    if isinstance(node, ast.Expr):
        calls.append(node.value)
    return [
        call
        for call in calls
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") in ("wrong", "alternative")
    ]


def read_entry(path: Path, lines: list[str], node: ast.stmt, call: ast.Call) -> Answer:
    where = place(path, node)
    try:
        (name,) = (ast.literal_eval(argument) for argument in call.args)
        given = {keyword.arg: ast.literal_eval(keyword.value) for keyword in call.keywords}
    except ValueError as error:
        raise BankError(f"{where}: give a name, all arguments as literals") from error
    if unknown := given.keys() - {"fails", "says", "code"}:
        raise BankError(f"{where}: there is no argument {min(unknown)!r}; fails, says and code are")
    if not isinstance(given.get("fails", []), (list, tuple)):
        raise BankError(f"{where}: `fails` is a list of aspects, in [ ]")
    code = given.pop("code", None)
    if code is None:
        code = definition(lines, node)
    given["fails"] = tuple(given.get("fails", ()))
    if (call.func.id == "wrong") != bool(given["fails"] and given.get("says")):
        raise BankError(f"{where}: a wrong answer, and only that, has `fails` and `says`")
    code = textwrap.dedent(code).strip() + "\n"
    try:
        ast.parse(code)
    except SyntaxError as error:
        raise BankError(f"{where}: {name!r} is no Python: {error}") from error
    return Answer(path.stem, name, code, **given)


def place(path: Path, node: ast.stmt) -> str:
    return f"{path.parent.name}/{path.name}:{node.lineno}"


def definition(lines: list[str], node: ast.stmt) -> str:
    """Return the source of a function or class, with the decorators that are not the bank's."""
    others = [d for d in getattr(node, "decorator_list", []) if d not in entries(node)]
    decorators = ["@" + "\n".join(lines[d.lineno - 1 : d.end_lineno])[1:] for d in others]
    return "\n".join([*decorators, *lines[node.lineno - 1 : node.end_lineno]])
