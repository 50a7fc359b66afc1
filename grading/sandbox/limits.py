"""What a session may take, and what came of a cell."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Limits:
    """What one session may take; sizes in bytes, times in seconds of wall time.

    Time that it waits for a processor is given back, up to as much again.
    `memory` is for all its processes together, beyond what they share with the server, and
    `processes` counts threads too. `disk` is for all files it writes, `file_size` for each.
    `output` is for what one cell prints; what it displays may be four times as long.
    """

    task_seconds: float = 60
    notebook_seconds: float = 300
    memory: int = 2 << 30
    processes: int = 64
    file_size: int = 256 << 20
    disk: int = 512 << 20
    output: int = 2 << 20


LEAST = {"memory": 64 << 20, "processes": 8}  # without which no session gets to its first cell


@dataclass(frozen=True)
class Execution:
    """The outputs of a cell in nbformat's form, and why it did not end by itself.

    `cause` is None for a cell that ended, with an error or without, or else "timeout",
    "out of memory" or "kernel died"; `detail` says more in a few words.
    """

    outputs: list[dict] = field(default_factory=list)
    cause: str | None = None
    detail: str = ""
