"""A class, and the notebook that each of its students hands in."""

import copy
import json

import nbformat
import toy
from nbformat.v4 import new_code_cell, new_markdown_cell


def mangled(released):
    """All that a student can do to a notebook, with one right answer left: the last `twice`."""
    notebook = toy.filled(released, choice="def choice():\n    return 'adam'")
    cells = {cell.metadata.nbgrader.grade_id: cell for cell in notebook.cells}
    wrong = copy.deepcopy(cells["twice-answer"])
    wrong.source = "def twice(x):\n    return 0"
    cells["total"].source = "pass"
    cells["total-answer"].source = "def total(numbers):\n    return 0"
    cells["choice"].cell_type = "raw"
    cells["choice"].pop("outputs")
    cells["choice"].pop("execution_count")
    for cell in cells.values():
        cell.metadata["tags"] = ["skip-execution"]
        cell.metadata.nbgrader["points"] = 1000
    del cells["setup"]
    twins = [copy.deepcopy(cells["total"]), copy.deepcopy(cells["twice"])]
    notebook.cells = [*twins, wrong, *reversed(cells.values())]
    return notebook


def forger(released):
    """Print, display and return what might be taken for an observation or a score."""
    notebook = toy.filled(
        released,
        twice="""\
from IPython.display import display
from torchcourse.check.form import MIME_TYPE

def twice(x):
    report = {"nonce": "0" * 32, "task": "twice", "observations": [{}, {}, {}]}
    display({MIME_TYPE: report}, raw=True)
    get_ipython().displayhook(4.0)
    print("4.0")
    return 0
""",
    )
    return notebook


def newer(released):
    notebook = json.loads(nbformat.writes(toy.filled(released)))
    for cell in notebook["cells"]:
        cell["id"] = "the same, and not allowed"
    return json.dumps(notebook | {"nbformat_minor": 99})


def scratch(released):
    notebook = toy.filled(released)
    notebook.cells.append(new_code_cell("assert torch.mul(torch.ones(1), 2) == twice(1)"))
    return notebook


def pastes_pictures(released):
    """Paste a picture into a cell of one's own, and lose one there and in the written answer."""
    notebook = toy.filled(released, why=f"{toy.REASON} ![lost](attachment:lost.png)")
    notebook.cells[-1]["attachments"] = {"lost.png": {}}
    text = "![plot](attachment:plot.png) ![*gone*](attachment:gone.png)"
    pasted = {"plot.png": {"image/png": "AAAA"}}
    notebook.cells.append(new_markdown_cell(text, attachments=pasted))
    return notebook


def writes_elsewhere(released):
    notebook = toy.filled(released)
    notebook.cells.append(new_markdown_cell(toy.REASON))
    return notebook


def dies_at_once(released):
    notebook = toy.filled(released)
    notebook.cells.insert(1, new_code_cell("import os; os._exit(0)"))
    return notebook


def ends_itself_in_total(released):
    return toy.filled(released, total="import os\ndef total(numbers):\n    os._exit(0)")


def answered(**answers):
    return lambda released: toy.filled(released, **answers)


CLASS = {
    "right": answered(),
    "empty": lambda released: released,
    "王 小明 {a}": answered(),
    "half": answered(twice="def twice(x):\n    return 2 * (x if hasattr(x, 'shape') else int(x))"),
    "threefold": answered(
        twice="def twice(x):\n    return 3 * x", choice="def choice():\n    return 'adam'"
    ),
    "forbidden": answered(twice="def twice(x):\n    return torch.mul(x, 2)"),
    "scratch": scratch,
    "crashes": answered(twice="def twice(x):\n    return 2 * x + unknown"),
    "no Python": answered(twice="def twice(x:\n    return 2 * x"),
    "warns": answered(
        twice="import sys, warnings\ndef twice(x):\n    warnings.warn('!')\n"
        "    print('!', file=sys.stderr)\n    return 2 * x"
    ),
    "spy": answered(
        choice="import os\ndef choice():\n"
        "    return ' '.join(name for name in os.environ if 'GRADE' in name) or 'momentum'"
    ),
    "loops": answered(twice="def twice(x):\n    while True:\n        pass"),
    "dies": answered(choice="def choice():\n    import os\n    os._exit(0)"),
    "pastes pictures": pastes_pictures,
    "writes elsewhere": writes_elsewhere,
    "dies at once": dies_at_once,
    "dies in a plain test": ends_itself_in_total,
    "dies in the answer": answered(twice="import os\nos._exit(0)"),
    "dies later": answered(
        twice="import os, threading\nthreading.Timer(0.2, os._exit, [0]).start()\n"
        "import time; time.sleep(0.5)",
    ),
    "breaks the check": answered(
        choice="from torchcourse.check import recorder\n"
        "recorder.Recorder.__call__ = lambda *a, **k: lambda probe: None\n"
        "def choice():\n    return 'momentum'"
    ),
    "claims points": answered(
        total="def total(numbers):\n    get_ipython().displayhook(1000.0)\n"
        "    return sum(numbers)"
    ),
    "mangled": mangled,
    "writes": answered(why=toy.REASON),
    "forger": forger,
    "version 3": lambda released: nbformat.writes(toy.filled(released), version=3),
    "version 4.99": newer,
    "broken": lambda released: nbformat.writes(released)[:999],
    "sent nothing": None,
}  # fmt: skip
