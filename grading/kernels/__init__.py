"""Kernels that start in milliseconds, forked from a process that has imported torch once."""

from importlib.metadata import entry_points

NAME = "forkkernel"
VARIABLE = "JUPYTER_DEFAULT_PROVISIONER_NAME"


def environment() -> dict[str, str]:
    """Return the environment variables with which Jupyter's programs fork their kernels.

    There are none where the course's packages are not installed: Jupyter would not find them.
    """
    installed = entry_points(group="jupyter_client.kernel_provisioners", name=NAME)
    return {VARIABLE: NAME} if installed else {}
