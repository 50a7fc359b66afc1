"""JupyterLab forks its kernels, so that a student's first cell does not wait for torch.

This is a server extension, which `tools/jupyter/etc/jupyter/jupyter_server_config.d/` enables. The
kernel server starts with JupyterLab, and is ready by the time a notebook is opened.
"""

import contextlib
import os
import sys

from grading.kernels import environment
from grading.kernels.client import Server, ServerUnavailable
from grading.kernels.provisioner import ForkProvisioner


def _jupyter_server_extension_points() -> list[dict]:
    return [{"module": __name__}]


def _load_jupyter_server_extension(app) -> None:
    if sys.platform != "linux" or not (variables := environment()):
        return
    os.environ.update(variables)
    with contextlib.suppress(ServerUnavailable):  # the first kernel says so in the log
        Server.launch_ahead(ForkProvisioner.server_file)
