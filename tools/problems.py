"""What stops the set-up: a sentence that says what happened and what to do.

In a syntax that old Pythons understand, as tools/bootstrap.py is.
"""

import re

DISK_FULL = (
    "the disk is full: free some space (8 GB are enough for any torch), then call make again."
)
NETWORK = (
    "no network: pip cannot reach its package index. Check the connection (and the proxy, if you "
    "use one), then call make again."
)

# What pip prints when it fails, and what we say then; the first that matches is the cause.
CAUSES = (
    (r"No space left on device|Errno 28\b|[Dd]isk quota exceeded", DISK_FULL),
    (
        r"Failed to establish a new connection|NewConnectionError|NameResolutionError"
        r"|[Nn]ame resolution|ConnectTimeoutError|ReadTimeoutError|[Rr]ead timed out|ProxyError"
        r"|Network is unreachable|Max retries exceeded|Connection(Reset|Aborted|Refused)?Error"
        r"|SSLError|HTTPError",
        NETWORK,
    ),
    (
        r"No module named pip\b",
        ".venv has no pip: remove it (rm -r .venv), then call make again.",
    ),
    (
        r"No matching distribution found for (?P<what>\S+)",
        "there is no {what} for Python {python} on this machine: choose another Python, for "
        "example make lab PYTHON=python3.12.",
    ),
)


class Problem(Exception):
    """Something the user can mend; the text says what and how."""


class NoNetwork(Problem):
    """Pip could not reach its index, so it has changed nothing."""


def known_problem(output, python):
    """Return the Problem that pip's output tells of, None if it is not one of CAUSES.

    `python` is the version of the Python it works for, such as "3.11".
    """
    for pattern, sentence in CAUSES:
        match = re.search(pattern, output)
        if match:
            kind = NoNetwork if sentence is NETWORK else Problem
            return kind(sentence.format(python=python, **match.groupdict()))
    return None
