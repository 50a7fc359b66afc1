"""Verdicts on disk: one JSON file for each submission, written whole or not at all."""

import json
import os
from dataclasses import asdict
from pathlib import Path

from grading.area import in_one_step
from grading.execution import Executed

TRUSTED = "graded without a sandbox"


def path(directory: Path, assignment: str, student: str) -> Path:
    return directory / assignment / f"{student}.json"


def stamp(directory: Path, assignment: str, student: str) -> Path:
    """Return the file that says what was graded; without it, the submission is graded anew."""
    return path(directory, assignment, student).with_name(f"{student}.sha256")


def write(target: Path, executed: Executed, notes: list[str], answers: dict[str, str]) -> None:
    """Store what grading found: scores, states and messages of each task, and what was mended.

    Test cells without a probe are listed too, with the cause that ended them, or None; and
    fingerprints of the answers, by which one that changes is known.
    """
    tasks = [asdict(v) | {"score": v.score, "state": v.state} for v in executed.verdicts]
    content = {"tasks": tasks, "plain": executed.plain, "notes": notes, "answers": answers}
    target.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(target, json.dumps(content, indent=1) + "\n")


def read(source: Path) -> dict | None:
    """Return what `write` stored, or None where there is nothing."""
    if not os.path.isfile(source):  # False also where the student's name is too long for a path
        return None
    return json.loads(source.read_text(encoding="utf-8"))


def write_atomically(target: Path, text: str) -> None:
    """Write a text file in one step."""
    with in_one_step(target) as temporary, temporary.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())  # a power cut, or a disk that is full only when it is written
