"""A real JupyterLab in a real browser, driven as a user would or through Lab's own model.

What a user does by hand is done with Playwright's mouse and keyboard on locators; opening, editing,
running and reading notebooks goes through ``window.jupyterapp``, which does not depend on how Lab
happens to draw its page.
"""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import nbformat

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
CHROMIUM_ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
START_SECONDS = 60
JUPYTERLAB_ERRORS: list[str] = []  # stacks of what its own scripts raised
USER_SETTINGS = {
    "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
}

# Sets `panel` to the notebook at `path`. Every script below begins with it.
PANEL = """
  const app = window.jupyterapp;
  const panel = [...app.shell.widgets('main')].find((w) => w.context?.path === path);
  if (!panel) throw new Error(`no open notebook ${path}`);
  const cells = panel.content.widgets;
"""


def find_chromium() -> str | None:
    """Return the browser to use: ``CHROMIUM`` from the environment, or one found on PATH."""
    if named := os.environ.get("CHROMIUM"):
        return shutil.which(named)
    return next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)


def keep_error(page, stack: str) -> None:
    """Keep an uncaught error; it is JupyterLab's own if its stack names only scripts of JupyterLab.

    The module of an explorer has an address that begins with ``blob:``, and the extension that
    calls it one outside ``/static/lab/``. An error of which no script is named counts as ours.
    """
    scripts = re.findall(r"(?:blob:)?https?://[^\s)]+", stack)
    ours = not scripts or any(
        script.startswith("blob:") or "/static/lab/" not in script for script in scripts
    )
    (page.errors if ours else JUPYTERLAB_ERRORS).append(stack)


class LabError(RuntimeError):
    """JupyterLab did not do what was asked; the text says what it did."""


class Lab:
    """A JupyterLab server on a free port, with settings of its own.

    Args:
        root: The folder it serves. Lab writes there: give it a copy.
        home: An empty folder for its configuration, run-time files and log.
        python_path: A folder put on ``PYTHONPATH`` of the kernels.
    """

    def __init__(self, root: Path, home: Path, python_path: Path) -> None:
        self.root = root
        self.token = "browser-tests"
        self.port = _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = home / "lab.log"
        for plugin, values in USER_SETTINGS.items():
            file = home / "settings" / "@jupyterlab" / f"{plugin}.jupyterlab-settings"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(json.dumps(values))
        folders = {
            "JUPYTER_CONFIG_DIR": home / "config",
            "JUPYTER_RUNTIME_DIR": home / "runtime",
            "JUPYTER_DATA_DIR": home / "data",
            "JUPYTERLAB_SETTINGS_DIR": home / "settings",
            "JUPYTERLAB_WORKSPACES_DIR": home / "workspaces",
            "IPYTHONDIR": home / "ipython",
            "PYTHONPATH": python_path,
        }
        command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root"]
        command += [
            f"--ServerApp.port={self.port}",
            "--ServerApp.port_retries=0",
            f"--ServerApp.root_dir={root}",
            f"--IdentityProvider.token={self.token}",
            "--LabApp.expose_app_in_browser=True",
        ]
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                command,
                cwd=root,
                env={**os.environ, **{name: str(folder) for name, folder in folders.items()}},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        try:
            self._wait_until_up()
        except BaseException:
            self.stop()
            raise

    def _wait_until_up(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                with urllib.request.urlopen(f"{self.url}/api?token={self.token}", timeout=5):
                    return
            except (urllib.error.URLError, OSError):
                time.sleep(0.2)
        tail = self.log.read_text(errors="replace")[-2000:]
        raise LabError(f"JupyterLab did not answer within {START_SECONDS} s. Its log ends:\n{tail}")

    def stop(self) -> None:
        """End the server and its kernels."""
        self.process.terminate()
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def show(self, page) -> None:
        """Load Lab's page, without what an earlier page had open."""
        page.goto(f"{self.url}/lab?reset&token={self.token}")
        page.wait_for_function("window.jupyterapp !== undefined", timeout=1000 * START_SECONDS)
        page.evaluate("async () => { await window.jupyterapp.restored; }")
        cover_gone(page)

    def write(self, path: str, *sources: str) -> str:
        """Write a notebook of these code cells at ``path`` under the root; return the path."""
        cells = [nbformat.v4.new_code_cell(source) for source in sources]
        notebook = nbformat.v4.new_notebook(cells=cells)
        notebook.metadata.kernelspec = {"name": "python3", "display_name": "Python 3"}
        nbformat.write(notebook, self.root / path)
        return path

    def open(self, page, path: str) -> "Notebook":
        """Open the notebook at ``path`` (relative to the root) and wait for its kernel."""
        return Notebook(page, path)


class Notebook:
    """A notebook open in Lab. Cells are counted from 0, markdown cells included."""

    def __init__(self, page, path: str) -> None:
        self.page = page
        self.path = path
        page.evaluate(
            """async (path) => {
              const panel = await window.jupyterapp.commands.execute('docmanager:open', {path});
              await panel.context.ready;
              await panel.sessionContext.ready;
              await panel.revealed;
            }""",
            path,
        )
        self.wait_until_idle()

    def _do(self, body: str, **arguments: object) -> object:
        """Run ``body``, the inside of an async function, with ``panel``, ``cells`` and ``app``."""
        names = ", ".join(["path", *arguments])
        script = f"async ({{{names}}}) => {{ {PANEL} {body} }}"
        return self.page.evaluate(script, {"path": self.path, **arguments})

    def wait_until_idle(self, timeout: float = 60) -> None:
        """Wait until the kernel has nothing left to do."""
        self._wait_for("panel.sessionContext.session?.kernel?.status === 'idle'", timeout)

    def _wait_for(self, condition: str, timeout: float) -> None:
        script = f"(path) => {{ {PANEL} return {condition}; }}"
        self.page.wait_for_function(script, arg=self.path, timeout=1000 * timeout)

    def run_all(self, timeout: float = 120) -> None:
        """Run all cells from the top, as the menu does, and wait for the last one."""
        self._run("notebook:run-all-cells", timeout)

    def run(self, index: int, timeout: float = 120) -> None:
        """Run one cell and wait for it."""
        self._do("panel.content.deselectAll(); panel.content.activeCellIndex = index;", index=index)
        self._run("notebook:run-cell", timeout)

    def _run(self, command: str, timeout: float) -> None:
        self._do(
            """app.shell.activateById(panel.id);
            panel.ran = false;
            app.commands.execute(command).finally(() => { panel.ran = true; });""",
            command=command,
        )
        self._wait_for("panel.ran", timeout)
        # After an error that was expected, Lab calls the run ended while cells still wait for
        # the kernel. What is asked of the kernel now is answered after them.
        self.evaluate("print(0)")
        self.wait_until_idle(timeout)

    def restart(self) -> None:
        """Restart the kernel, keeping the outputs, and wait for it."""
        self._do("await panel.sessionContext.session.kernel.restart();")
        self.wait_until_idle()

    def active(self) -> int:
        """Return the index of the cell that has the notebook's cursor."""
        return self._do("return panel.content.activeCellIndex;")

    def sources(self) -> list[str]:
        """Return the text of every cell."""
        return self._do("return cells.map((cell) => cell.model.sharedModel.getSource());")

    def find(self, text: str) -> int:
        """Return the index of the one cell whose source holds ``text``.

        Raises:
            LabError: None does, or several do.
        """
        found = [i for i, source in enumerate(self.sources()) if text in source]
        if len(found) != 1:
            raise LabError(f"{text!r} stands in cells {found} of {self.path}, wanted just one")
        return found[0]

    def set_source(self, index: int, source: str) -> None:
        """Replace the text of a cell, locked or not."""
        self._do("cells[index].model.sharedModel.setSource(source);", index=index, source=source)

    def outputs(self, index: int) -> list[dict]:
        """Return a code cell's outputs as nbformat has them."""
        return self._do("return cells[index].model.outputs.toJSON();", index=index)

    def text(self, index: int) -> str:
        """Return all text a cell has put out: streams, plain results and error messages."""
        parts = []
        for output in self.outputs(index):
            if output["output_type"] == "stream":
                parts.append(_joined(output["text"]))
            elif output["output_type"] == "error":
                parts.append(f"{output['ename']}: {output['evalue']}\n")
            else:
                parts.append(_joined(output["data"].get("text/plain", "")) + "\n")
        return "".join(parts)

    def errors(self) -> dict[int, str]:
        """Return the error message of every cell that ended in one, by index."""
        count = len(self.sources())
        code = [i for i in range(count) if self._do("return !!cells[i].model.outputs;", i=i)]
        return {
            i: f"{output['ename']}: {output['evalue']}"
            for i in code
            for output in self.outputs(i)
            if output["output_type"] == "error"
        }

    def cell(self, index: int):
        """Scroll to a cell and return its locator."""
        panel = self._do("await panel.content.scrollToItem(index); return panel.id;", index=index)
        return self.page.locator(f'[id="{panel}"] .jp-Cell[data-windowed-list-index="{index}"]')

    def evaluate(self, code: str) -> object:
        """Run Python in the kernel, leaving no trace in the notebook.

        ``code`` prints one JSON text, which is returned as an object.

        Raises:
            LabError: The code raised; the text is the error's.
        """
        printed, error = self._do(
            """const future = panel.sessionContext.session.kernel.requestExecute(
              {code, store_history: false, stop_on_error: false});
            let printed = '', error = null;
            future.onIOPub = ({header, content}) => {
              if (content.name === 'stdout') printed += content.text;
              if (header.msg_type === 'error') error = `${content.ename}: ${content.evalue}`;
            };
            await future.done;
            return [printed, error];""",
            code=code,
        )
        if error:
            raise LabError(error)
        return json.loads(printed)

    def close(self) -> None:
        """Shut the kernel down and close the tab, unsaved changes and all."""
        self._do(
            """await panel.sessionContext.shutdown();
            panel.context.model.dirty = false;
            panel.dispose();"""
        )


def cover_gone(page) -> None:
    """Wait until Lab has removed the cover that it shows at the start and at a switch of themes.

    It fades out for 200 ms. Lab wants to remove it once more than it can, and raises an error,
    where it is told to switch meanwhile.
    """
    page.locator("#jupyterlab-splash").wait_for(state="detached")


def use_theme(page, name: str) -> None:
    """Switch Lab's theme, such as "JupyterLab Dark", and wait until it is applied."""
    page.evaluate(
        "(theme) => window.jupyterapp.commands.execute('apputils:change-theme', {theme})", name
    )
    light = "false" if "Dark" in name else "true"
    page.wait_for_function("(light) => document.body.dataset.jpThemeLight === light", arg=light)
    cover_gone(page)


def _joined(text: str | list[str]) -> str:
    return text if isinstance(text, str) else "".join(text)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
