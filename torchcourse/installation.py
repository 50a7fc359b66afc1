"""Is everything there that the lessons and exercises need?"""

import importlib.metadata
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import torch
from packaging.requirements import Requirement

MEND = "run `make lab` again (or install environment.yml anew), then restart this kernel"


def check(course: Path | None = None) -> None:
    """Print one line for each thing needed: ``ok``, or ``PROBLEM`` with what to do.

    Args:
        course: The folder of the course; by default the nearest above the present one.
    """
    course = course or _course()
    for what, problem in _findings(course):
        print(f"PROBLEM  {what}: {problem}" if problem else f"ok       {what}")


def describe() -> None:
    """Print what differs from machine to machine; worth adding to a question."""
    print("Python", sys.version.split()[0], "on", sys.platform)
    for name in ("torch", "numpy", "matplotlib", "jupyterlab", "nbgrader"):
        print(name, _version(name) or "not installed")
    if torch.cuda.is_available():
        print("accelerator:", torch.cuda.get_device_name())
    elif torch.backends.mps.is_available():
        print("accelerator: Apple GPU (MPS)")
    else:
        print("accelerator: none, so lesson 5 will use the simulated one")


def _course() -> Path | None:
    here = Path.cwd()
    return next((f for f in (here, *here.parents) if (f / "exercises").is_dir()), None)


def _findings(course: Path | None) -> Iterator[tuple[str, str]]:
    """Yield what is looked at, with an empty string or the problem and its remedy."""
    python = "Python 3.11 or newer"
    yield python, "" if sys.version_info >= (3, 11) else f"this is {sys.version.split()[0]}; {MEND}"
    requirements = list(_requirements())
    missing = {str(r): problem for r in requirements if (problem := _missing(r))}
    yield from missing.items()
    if not missing:
        yield "all packages that the course needs", ""
    yield "autograd computes a gradient", _autograd()
    yield from _folders(course)


def _requirements() -> Iterator[Requirement]:
    """Yield what torchcourse says it needs for reading and solving the course."""
    for text in importlib.metadata.requires("torchcourse") or ():
        requirement = Requirement(text)
        if requirement.marker is None or requirement.marker.evaluate({"extra": "course"}):
            requirement.marker = None
            yield requirement


def _version(name: str) -> str | None:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None


def _missing(requirement: Requirement) -> str:
    version = _version(requirement.name)
    if version is None:
        return f"not installed; {MEND}"
    if not requirement.specifier.contains(version, prereleases=True):
        return f"this is {version}; {MEND}"
    return ""


def _autograd() -> str:
    x = torch.tensor(3.0, requires_grad=True)
    (x**2).backward()
    return "" if x.grad == 6 else f"the derivative of x² at 3 came out as {x.grad}; {MEND}"


def _folders(course: Path | None) -> Iterator[tuple[str, str]]:
    beside = "each exercise has its answer key beside it"
    if course is None:
        yield beside, "no folder `exercises` here or above; open this notebook inside the course"
        return
    found = sorted(course.glob("exercises/*/*.ipynb"))
    notebooks = [path for path in found if path.stem == path.parent.name]  # others are copies
    without = [path.stem for path in notebooks if not path.with_suffix(".key.json").is_file()]
    if not notebooks:
        yield beside, "the folder `exercises` is empty; get the course anew"
    else:
        lost = f"no key for {', '.join(without)}; get that folder anew" if without else ""
        yield beside, lost
    closed = [f.name for f in (course, *course.glob("exercises/*")) if not os.access(f, os.W_OK)]
    yield (
        "your work can be saved",
        f"{', '.join(closed)} can't be written to; copy the course to a folder of your own"
        if closed
        else "",
    )
