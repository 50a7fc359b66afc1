"""Seeds: the public ones of released keys, and hidden ones, unknown outside the grader's machine.

The hidden seeds of a class are the same for all its students.
"""

import hashlib
import hmac
import os
import secrets
from pathlib import Path

PUBLIC_SEEDS = (0, 1, 2)
COUNT = 3  # of hidden ones


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
    """Read the secret, or make one; of two graders that start at once, one makes it."""
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
    return bytes.fromhex(path.read_text().strip())
