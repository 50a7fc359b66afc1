"""Observe the solution's and the bank's answers where submissions run: in the sandbox.

So no process of grading but the sandbox's server imports torch, and keys come about as what is
compared with them.
"""

import functools
import json
import secrets

from grading.assignment import Task
from grading.execution import observed, why_nothing
from grading.sandbox import Limits, Session

REHEARSE = """\
import json
from torchcourse.check.recorder import display_with
from torchcourse.check.rehearsal import rehearse
about = json.loads({about!r})
display_with({nonce!r})({task!r}, rehearse(**about))
"""


class NothingObserved(RuntimeError):
    """An answer of the solution or of the bank could not be observed; the text says why."""


class Observer:
    """Observes answers in a session of `sandbox`, one after the other.

    What they share, torch with its settings, they share in a process of grading too.
    """

    def __init__(self, sandbox):
        self.sandbox = sandbox
        self.limits = Limits()  # not the instructor's, which are for submissions
        self.session: Session | None = None

    def __call__(self, task: Task, answer: str, seeds: tuple[int, ...]) -> list[dict]:
        """Return observations, one a seed. Raises NothingObserved, and ServerGone without a server.

        Its probe may take no longer than a submission's may by default.
        """
        nonce = secrets.token_hex(16)
        about = {"setup": task.setup, "answer": answer, "probe": task.probe, "seeds": seeds}
        source = REHEARSE.format(about=json.dumps(about), nonce=nonce, task=task.name)
        execution = self.fresh().execute(source)
        found = observed(execution.outputs, nonce, task.name, len(seeds))
        if found is None:
            reason = execution.cause or why_nothing(execution.outputs)[1]
            raise NothingObserved(f"{task.name}: an answer of the key gave nothing ({reason})")
        return found

    def fresh(self) -> Session:
        """Return a session with time left: the last one, or a new one."""
        if self.session is not None and (
            not self.session.alive or self.session.used > self.limits.notebook_seconds / 2
        ):
            self.close()
        if self.session is None:
            self.session = self.sandbox.session(self.limits)
        return self.session

    def close(self) -> None:
        """End the session, which otherwise ends with this process, or with the server."""
        if self.session is not None:
            self.session.close()
            self.session = None


@functools.cache
def observer(sandbox) -> Observer:
    """Return the observer of a sandbox, or of a connection to one: the same each time."""
    return Observer(sandbox)
