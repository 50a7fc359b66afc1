"""Hidden seeds: the same for every student of a class, unknown outside the grader's machine."""

import hashlib
import hmac
import os
import secrets
from pathlib import Path

COUNT = 3


def hidden_seeds(secret_file: Path, assignment: str) -> list[int]:
    """Return the hidden seeds of an assignment, derived from a secret kept beside the gradebook.

    The secret is made at the first call. Keep it: a regrade with another one uses other seeds.
    """
    secret = read_secret(secret_file)
    digests = (
        hmac.digest(secret, f"{assignment}/{number}".encode(), hashlib.sha256)
        for number in range(COUNT)
    )
    return [int.from_bytes(digest[:6], "big") for digest in digests]


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
