"""Cells behave as they do in a notebook."""

import dataclasses

import pytest

from grading.sandbox import Limits


def one(session, source):
    """The only output of a cell that ends."""
    execution = session.execute(source)
    assert execution.cause is None, execution
    (output,) = execution.outputs
    return output


def test_streams_come_merged_and_in_order(session):
    source = "import sys\nprint('a')\nprint('b')\nprint('c', file=sys.stderr)\nprint('d')"
    printed = [(o["name"], o["text"]) for o in session.execute(source).outputs]
    assert printed == [("stdout", "a\nb\n"), ("stderr", "c\n"), ("stdout", "d\n")]


def test_a_result_has_its_number(session):
    session.execute("x = 20")
    result = {"output_type": "execute_result", "data": {"text/plain": "21"}, "metadata": {}}
    assert one(session, "x + 1") == result | {"execution_count": 2}


def test_raw_displays_arrive_as_they_are(session):
    content = {"a": [1, 2.5, None, "Ä"]}
    name = "application/b+json"
    source = f"display({{{name!r}: {content}}}, raw=True)"
    assert one(session, source)["data"] == {name: content}


def test_an_error_has_its_name_and_a_plain_traceback(session):
    output = one(session, "def f():\n    raise NotImplementedError('later')\nf()")
    assert (output["ename"], output["evalue"]) == ("NotImplementedError", "later")
    assert "\x1b" not in "".join(output["traceback"])
    assert "----> 3 f()" in "".join(output["traceback"])


@pytest.mark.parametrize("call", ["input()", "import getpass; getpass.getpass()"])
def test_nobody_answers(session, call):
    assert one(session, call)["ename"] == "StdinNotImplementedError"


def test_magics_await_and_subprocesses_work(session):
    assert "Wall time" in session.execute("%time pass").outputs[0]["text"]
    assert one(session, "import asyncio\nawait asyncio.sleep(0, 7)")["data"]["text/plain"] == "7"
    assert one(session, "!echo shell")["text"].strip() == "shell"
    assert one(session, "import os\nos.system('echo C');")["text"] == "C\n"


def test_pictures_are_shown_inline(session):
    output = one(session, "import matplotlib.pyplot as plt\nplt.plot([1, 2]);")
    assert "image/png" in output["data"]


def test_outputs_can_be_cleared_and_updated(session):
    clear = "from IPython.display import clear_output\nprint(1)\nclear_output()\nprint(2)"
    assert one(session, clear)["text"] == "2\n"
    update = "shown = display(1, display_id=True)\nshown.update(2)"
    assert one(session, update)["data"]["text/plain"] == "2"


def test_loaders_with_workers_work(sandbox):
    """From Python 3.14 on each worker imports torch for itself, which takes memory."""
    source = "import torch\nfrom torch.utils.data import DataLoader\n"
    source += "print(sum(DataLoader(torch.arange(10), num_workers=2)).item())"
    with sandbox.session(dataclasses.replace(sandbox.limits, memory=Limits.memory)) as session:
        assert one(session, source)["text"] == "45\n"


def test_main_is_a_module_as_in_an_ordinary_kernel(session):
    source = "import __main__\n(__main__.__spec__, __main__.__loader__, __main__.__package__)"
    assert one(session, source)["data"]["text/plain"] == "(None, None, None)"


def test_the_course_is_imported_and_home_is_the_own_folder(session):
    source = "import torchcourse.simulated, torchcourse.check\nfrom pathlib import Path\n"
    source += "assert Path.home() == Path.cwd()\nPath('x').write_text('1');"
    assert session.execute(source).outputs == []
    assert one(session, "'__file__' in globals(), __name__")["data"]["text/plain"] == (
        "(False, '__main__')"
    )


def test_random_numbers_differ_between_sessions(sandbox):
    drawn = set()
    for _ in range(2):
        with sandbox.session() as session:
            drawn.add(one(session, "import torch\ntorch.rand(4).tolist()")["data"]["text/plain"])
    assert len(drawn) == 2


def test_trusted_sessions_behave_the_same(trusted):
    with trusted.session() as session:
        assert one(session, "1 + 1")["data"] == {"text/plain": "2"}
        assert session.execute("import time; time.sleep(9)", seconds=0.2).cause == "timeout"
        assert session.alive
        assert session.execute("import os; os._exit(1)").cause == "kernel died"
