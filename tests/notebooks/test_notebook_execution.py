"""Executing writes the same bytes every time, and nothing at all when a cell fails."""

import base64
import io
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image, PngImagePlugin
from small_cells import code, printed, raised, shown, text

from tools import canonical, notebooks

ROOT = Path(__file__).parents[2]
pytestmark = [
    pytest.mark.usefixtures("clean_kernels"),
    # jupyter_client leaves some of its sockets to the garbage collector.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]


def png(comment, colour="white"):
    """A picture as base64; the comment changes the bytes, not the pixels."""
    info = PngImagePlugin.PngInfo()
    info.add_text("Software", comment)
    file = io.BytesIO()
    Image.new("RGB", (4, 3), colour).save(file, "PNG", pnginfo=info)
    return base64.b64encode(file.getvalue()).decode()


CELLS = {
    "streams": "import time\n\nfor i in range(3):\n    print(i, flush=True)\n    time.sleep(0.02)",
    "result": "{'a': 1}",
    "raises": "import json\n\njson.loads('{')",
    "picture": (
        "import base64\nimport os\n\nfrom IPython.display import Image, display\n\n"
        "display(Image(base64.b64decode(open('picture').read())))"
    ),
    "widget": (
        "class Widget:\n"
        "    def _repr_mimebundle_(self, **_):\n"
        "        return {\n"
        "            'application/vnd.jupyter.widget-view+json': {\n"
        "                'model_id': os.urandom(8).hex()\n"
        "            },\n"
        "            'image/png': open('picture').read(),\n"
        "            'text/plain': 'Widget',\n"
        "        }\n\n\nWidget()"
    ),
}


@pytest.fixture
def notebook(make):
    cells = [
        code(source, id=id, count=None, tags=["raises-exception"] if id == "raises" else [])
        for id, source in CELLS.items()
    ]
    path = make(text(), *cells)
    (path.parent / "picture").write_text(png("one"))
    return path


def test_executing_twice_changes_nothing_the_second_time(notebook, capsys):
    assert notebooks.main(["execute", str(notebook)]) == 0, capsys.readouterr().out
    first = notebook.read_bytes()
    written = notebook.stat().st_mtime_ns
    outputs = {cell.id: cell.get("outputs") for cell in canonical.read(notebook).cells}
    assert outputs["streams"] == [printed("0\n1\n2\n")]
    assert outputs["raises"][0].traceback[2:] == [
        'Cell In[3], line 3\n      1 import json\n      2\n----> 3 json.loads("{")',
        "[... inside Python or the course ...]",
        "JSONDecodeError: Expecting property name enclosed in double quotes: "
        "line 1 column 2 (char 1)",
    ]
    assert set(outputs["widget"][0].data) == {"image/png", "text/plain"}

    # The same pixels in other bytes, as another version of the drawing library writes them.
    (notebook.parent / "picture").write_text(png("two"))
    assert notebooks.main(["execute", str(notebook)]) == 0
    assert notebook.read_bytes() == first
    assert notebook.stat().st_mtime_ns == written
    assert "unchanged" in capsys.readouterr().out

    (notebook.parent / "picture").write_text(png("two", "black"))
    assert notebooks.main(["execute", str(notebook)]) == 0
    assert notebook.read_bytes() != first
    assert [path.name for path in sorted(notebook.parent.iterdir())] == [notebook.name, "picture"]


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("1 / 0", "cell culprit: ZeroDivisionError: division by zero"),
        ("import time\n\ntime.sleep(30)", "cell culprit: did not end within 1 s"),
        ("import os\n\nos._exit(1)", "cell culprit: the kernel died"),
    ],
)
def test_a_notebook_that_fails_keeps_its_file(make, edit, capsys, source, said):
    def disturb(notebook):
        notebook.metadata["widgets"] = {}

    path = make(code("print(2)", printed("old\n"), id="first"), code(source, id="culprit"))
    edit(path, disturb)
    before = path.read_bytes()
    assert notebooks.main(["execute", "--timeout", "1", str(path)]) == 1
    assert f"{path}: {said}" in capsys.readouterr().out
    assert path.read_bytes() == before


def test_format_removes_noise_and_keeps_outputs(make, edit):
    def disturb(notebook):
        notebook.cells[0].source = "x=1"
        notebook.cells[0].metadata["scrolled"] = True
        notebook.metadata["widgets"] = {}

    path = make(code("x = 1", printed("kept\n")))
    before = path.read_bytes()
    edit(path, disturb)
    assert notebooks.main(["format", str(path)]) == 0
    assert path.read_bytes() == before


def test_a_recursion_is_shown_once():
    frame = "Cell In[1], line 2, in f(n)\n----> 2     return f(n - 1)"
    parts = ["RecursionError", *[frame] * 2900, "RecursionError: too deep"]
    assert canonical.canonical_traceback(parts) == [
        "RecursionError",
        frame,
        "[... and so on ...]",
        "RecursionError: too deep",
    ]


def test_frames_outside_the_notebook_are_named():
    parts = [
        "\x1b[36mFile \x1b[39m\x1b[32m/x/site-packages/torch/module.py:1778\x1b[39m, in f",
        "\x1b[36mFile \x1b[39m\x1b[32m/x/site-packages/torch/nn/linear.py:134\x1b[39m, in g",
        "File ~/course/torchcourse/check.py:3, in h",
    ]
    assert canonical.canonical_traceback(parts) == [
        "[... inside torch ...]",
        "[... inside Python or the course ...]",
    ]


def test_validation_names_the_cell_whose_output_changed(make):
    good = make(
        code("print('Device: cpu')\nprint(1)", printed("Device: cuda:0\n1\n"), id="device"),
        code("1 / 0", raised("ZeroDivisionError", "division by zero"), id="raises", count=2,
             tags=["raises-exception"]),
        code("raise RuntimeError('two devices, cuda:0 and cpu!')",
             raised("RuntimeError", "two devices, sim:0 and cpu!"), id="device-named", count=3,
             tags=["raises-exception"]),
        code("print(\"[1.], device='mps:0')\")", printed("[1.], device='sim:0')\n"),
             id="tensor-printed", count=4),
        code(f"display({{'image/png': {png('a')!r}}}, raw=True)", shown(png=png("b")),
             id="picture", count=5),
        name="01_good.ipynb",
    )  # fmt: skip
    bad = make(
        code("print(1)", printed("2\n"), id="stream"),
        code("1 / 0", raised("ZeroDivisionError", "another text"), id="message", count=2,
             tags=["raises-exception"]),
        code("display({'text/html': '<b>1</b>'}, raw=True)", shown(html="<b>2</b>"), id="html",
             count=3),
        code("2", id="nothing-stored", count=4),
        code(f"display({{'image/png': {png('a')!r}}}, raw=True)", shown(png=png("a", "black")),
             id="picture", count=5),
        code("1", shown(png=png("a")), id="no-picture", count=6),
        name="02_bad.ipynb",
    )  # fmt: skip
    # In a process of its own, because nbval is a plugin of the pytest that runs this.
    command = [sys.executable, "-m", "tools.notebooks", "validate", str(good), str(bad)]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
    said = run.stdout
    assert run.returncode == 1, run.stdout + run.stderr
    for cell in ("stream", "message", "html", "nothing-stored", "picture", "no-picture"):
        assert f"02_bad.ipynb: cell {cell}: " in said
    assert "01_good.ipynb: cell" not in said
    assert "Validated 2 notebooks in " in said
