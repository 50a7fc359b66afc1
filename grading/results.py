"""Verdicts on disk: one JSON file for each submission, written whole or not at all."""

import json
import os
from dataclasses import asdict
from pathlib import Path

from torchcourse.check.verdict import Verdict


def path(directory: Path, assignment: str, student: str) -> Path:
    return directory / assignment / f"{student}.json"


def write(target: Path, verdicts: list[Verdict], notes: list[str]) -> None:
    """Store what grading found: scores, states and messages of each task, and what was mended."""
    tasks = [asdict(v) | {"score": v.score, "state": v.state} for v in verdicts]
    target.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(target, json.dumps({"tasks": tasks, "notes": notes}, indent=1) + "\n")


def read(source: Path) -> dict | None:
    """Return what `write` stored, or None where there is nothing."""
    if not os.path.isfile(source):  # False also where the student's name is too long for a path
        return None
    return json.loads(source.read_text(encoding="utf-8"))


def write_atomically(target: Path, text: str) -> None:
    """Replace a file in one step, so that nobody ever reads half of it."""
    temporary = target.with_name(f".{target.name}.{os.getpid()}")
    temporary.write_text(text, encoding="utf-8")
    temporary.replace(target)
