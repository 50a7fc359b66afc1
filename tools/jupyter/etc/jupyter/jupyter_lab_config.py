"""JupyterLab opens at the course's README, and keeps its open tabs with the course."""

import sys
from pathlib import Path

c = get_config()  # noqa: F821

c.LabApp.default_url = "/lab/tree/README.md"
# Without this the tabs of the user's other projects would be opened here, and fail.
c.LabApp.workspaces_dir = str(Path(sys.prefix, "share", "jupyter", "lab", "workspaces"))
# Containers run everything as root; the server listens on this machine only.
c.ServerApp.allow_root = True
