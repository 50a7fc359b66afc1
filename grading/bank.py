"""The answer bank: wrong and alternative answers to each task, in grading/answers/.

A bank is read, never run: an answer is the source text of a function or class under one of the
two decorators below, or the text given as `code`. All arguments are literals.
"""

import ast
import textwrap
from dataclasses import dataclass
from pathlib import Path


class BankError(Exception):
    """A bank can't be read; the text names the file, the line and what to do."""


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


def wrong(task: str, name: str, *, fails: list[str], says: str, code: str | None = None):
    """Mark a wrong answer: exactly the aspects `fails` fail, and the student reads `says`."""
    return lambda definition: definition


def alternative(task: str, name: str, *, code: str | None = None):
    """Mark an answer that is right, though it is not the solution's."""
    return lambda definition: definition


def read(path: Path) -> list[Answer]:
    """Return the answers of a bank in their order.

    Raises BankError where an entry is not in the form above, or two have one name.
    """
    source = path.read_text(encoding="utf-8")
    lines = source.split("\n")
    answers, seen = [], set()
    for node in ast.parse(source, str(path)).body:
        for call in entries(node):
            answer = read_entry(path, lines, node, call)
            if (answer.task, answer.name) in seen:
                raise BankError(f"{path.name}:{node.lineno}: {answer.name!r} is there twice")
            seen.add((answer.task, answer.name))
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
                f"there are: {', '.join(aspects)}. Mend the name, or delete the answer."
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
    where = f"{path.name}:{node.lineno}"
    try:
        task, name = (ast.literal_eval(argument) for argument in call.args)
        given = {keyword.arg: ast.literal_eval(keyword.value) for keyword in call.keywords}
    except ValueError as error:
        raise BankError(f"{where}: give task and name, all arguments as literals") from error
    code = given.pop("code", None)
    if code is None:
        code = definition(lines, node, call)
    given["fails"] = tuple(given.get("fails", ()))
    if (call.func.id == "wrong") != bool(given["fails"] and given.get("says")):
        raise BankError(f"{where}: a wrong answer, and only that, has `fails` and `says`")
    code = textwrap.dedent(code).strip() + "\n"
    try:
        ast.parse(code)
    except SyntaxError as error:
        raise BankError(f"{where}: {name!r} is no Python: {error}") from error
    return Answer(task, name, code, **given)


def definition(lines: list[str], node: ast.stmt, call: ast.Call) -> str:
    """Return the source of a function or class, with the decorators that are not the bank's."""
    others = [d for d in getattr(node, "decorator_list", []) if d is not call]
    decorators = ["@" + "\n".join(lines[d.lineno - 1 : d.end_lineno])[1:] for d in others]
    return "\n".join([*decorators, *lines[node.lineno - 1 : node.end_lineno]])
