"""Seeds: the public ones of released keys, and hidden ones, unknown outside the grader's machine.

The hidden seeds of a class are the same for all its students.
"""

import hashlib
import hmac
import os
import re
import secrets
from pathlib import Path

PUBLIC_SEEDS = (0, 1, 2)
COUNT = 3  # of hidden ones
SECRET = re.compile(r"[0-9a-f]{64}")


class SecretUnusable(Exception):
    """The file of the secret holds none; the text says what to do."""


def hidden_seeds(secret_file: Path, assignment: str, attempt=0) -> tuple[int, ...]:
    """Return hidden seeds of an assignment, derived from a secret kept beside the gradebook.

    The secret is made at the first call. Keep it: a regrade with another one uses other seeds.
    Each `attempt` gives others, for `reference.hidden_keys` to choose from.
    """
    secret = read_secret(secret_file)
    digests = (
        hmac.digest(secret, f"{assignment}/{attempt}/{number}".encode(), hashlib.sha256)
        for number in range(COUNT)
    )
    return tuple(int.from_bytes(digest[:6], "big") for digest in digests)


def read_secret(path: Path) -> bytes:
    """Read the secret, or make one; of two graders that start at once, one makes it.

    Raises SecretUnusable where the file holds something else, such as nothing: anybody could
    compute the seeds that come of it.
    """
    if not path.is_file():
        path.parent.mkdir(parents=True, exist_ok=True)
        new = path.with_name(f".{path.name}.{os.getpid()}")
        new.touch(mode=0o600)
        new.write_text(secrets.token_hex(32) + "\n")
        try:
            os.link(new, path)  # fails where another grader was first; theirs counts
        except FileExistsError:
            pass
        finally:
            new.unlink()
    text = path.read_text(encoding="ascii", errors="replace").strip()
    if not SECRET.fullmatch(text):
        raise SecretUnusable(
            f"{path} does not hold the secret, 64 hexadecimal digits, from which hidden seeds "
            "come. Put it back from a backup. Or delete it: then a new one is made, and all is "
            "graded again on other seeds."
        )
    return bytes.fromhex(text)
