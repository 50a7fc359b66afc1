"""Run a probe for one seed and write down what it saw."""

import builtins
import contextlib
import linecache
import traceback
from types import FunctionType

import torch

from torchcourse.check.case import Case
from torchcourse.check.form import MAX_TEXT
from torchcourse.check.plain import plain

COMPREHENSIONS = ("<listcomp>", "<setcomp>", "<dictcomp>")


def observe(probe, seed: int) -> dict:
    """Run `probe(Case(seed))` and return its observation.

    An observation is {"aspects": {name: plain data}}, or {"raised": …} where the probe itself
    could not finish. An aspect whose value is a function is called on its own, with the case's
    draws started anew, so that an exception in one aspect costs the others nothing.
    torch's global random state is seeded for the probe, and the CPU's put back afterwards.
    """
    __tracebackhide__ = True
    case = Case(seed)
    with torch.random.fork_rng(devices=[]), usual_settings():
        seed_all(seed)
        try:
            results = dict(with_builtins(probe)(case))
        except Exception as error:
            return raised(error, probe)
        aspects = {}
        for name in results:
            aspects[name] = aspect(case, name, results[name])
        return {"aspects": aspects}


def with_builtins(probe: FunctionType) -> FunctionType:
    """Return the probe as it is where no variable of a cell, such as `sum = 0`, hides a built-in.

    It and the helpers of the set-up then read copies of the global variables, without those.
    """
    scope = probe.__globals__
    hidden = {name for name in scope if hasattr(builtins, name) and not name.startswith("_")}
    if not hidden:
        return probe
    seen = {name: value for name, value in scope.items() if name not in hidden}

    def copy(function):
        parts = function.__name__, function.__defaults__, function.__closure__
        copied = FunctionType(function.__code__, seen, *parts)
        copied.__kwdefaults__ = function.__kwdefaults__
        return copied

    for name, value in seen.items():
        own = isinstance(value, FunctionType) and value.__globals__ is scope
        if own and name.startswith("_"):
            seen[name] = copy(value)
    return copy(probe)


def aspect(case: Case, name: str, value):
    """Return the plain data of one aspect, or the exception that it raised."""
    __tracebackhide__ = True
    function = value if isinstance(value, FunctionType) else None
    try:
        if function:
            case.restart(name)
            seed_all(case.seed)
            with usual_settings():
                value = function()
        return plain(value)
    except Exception as error:
        return raised(error, function)


@contextlib.contextmanager
def usual_settings():
    """Record gradients, and make float32 on the CPU, also where a cell has set that otherwise.

    What code inside sets does not last either. New memory that nobody wrote is nan, as in
    `torch.empty`: by chance it may hold what is right.
    """
    device, dtype = default_device() or torch.device("cpu"), torch.get_default_dtype()
    algorithms = torch.get_deterministic_debug_mode()
    use_device(torch.device("cpu"))
    torch.set_default_dtype(torch.float32)
    torch.set_deterministic_debug_mode("warn")
    try:
        with torch.enable_grad():
            yield
    finally:
        torch.set_deterministic_debug_mode(algorithms)
        torch.set_default_dtype(dtype)
        use_device(device)


def default_device() -> torch.device | None:
    """Return the default device, or None where it is one that this machine does not have."""
    try:
        return torch.get_default_device()
    except Exception:  # PyTorch makes a tensor there, to see where it is
        return None


def use_device(device: torch.device) -> None:
    """Make a device the default one, unless it is: that costs time in each operation."""
    if default_device() != device:
        torch.set_default_device(None if device.type == "cpu" else device)


def seed_all(seed: int) -> None:
    """Seed torch's random state; an accelerator's only where there is one.

    For each kind that is absent `torch.manual_seed` notes a traceback: 100 times the work.
    """
    if torch.accelerator.is_available():
        torch.manual_seed(seed)
    else:
        torch.default_generator.manual_seed(seed)


def raised(error: Exception, probe) -> dict:
    """Describe an exception as plain data, with the last line of the student's own code.

    Functions of the set-up say by `__tracebackhide__` that they are not the student's. A
    comprehension is no function, though Python 3.11 makes a frame of it.
    """
    frames = traceback.extract_tb(error.__traceback__)
    ours = probe.__code__.co_filename if probe else None
    shown = [
        "__tracebackhide__" not in f.f_locals for f, _ in traceback.walk_tb(error.__traceback__)
    ]
    own = [
        frame
        for frame, is_shown in zip(frames, shown, strict=True)
        if is_shown and frame.filename != ours and is_cell(frame.filename)
    ]
    frame = own[-1] if own else None
    functions = [one.name for one in own if one.name not in COMPREHENSIONS]
    return {
        "raised": type(error).__name__[:MAX_TEXT],
        "message": message(error)[:MAX_TEXT],
        "line": frame.line[:MAX_TEXT] if frame else None,
        "function": functions[-1][:MAX_TEXT] if functions else None,
    }


def message(error: Exception) -> str:
    """Return what an exception says; the student may have written how it says that."""
    try:
        return str(error)
    except Exception as another:
        return f"(no message: its `__str__` raises {type(another).__name__})"


def is_cell(filename: str) -> bool:
    """Say whether a file name is that of a notebook cell: its source is known, its path is not.

    ipykernel names a cell by a temporary file that is never written; linecache knows its lines.
    """
    entry = linecache.cache.get(filename)
    return bool(entry) and len(entry) == 4 and entry[1] is None
