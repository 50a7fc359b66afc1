"""The public keys hold on processors without AVX2 as well, where sums round otherwise."""

import os
import subprocess
import sys

from grading import folders

OLD = {"ATEN_CPU_CAPABILITY": "default", "MKL_ENABLE_INSTRUCTIONS": "SSE4_2"}
PROGRAM = """\
import torch
from grading import folders
from grading.assignment import read
from grading.reference import observe_answer
from torchcourse.check import key
from torchcourse.check.verdict import assess

print(torch.backends.cpu.get_cpu_capability())
for name in folders.assignments():
    keys = key.read(folders.EXERCISES / name / key.file_name(name))
    for task in read(folders.SOLUTIONS / name / f"{name}.ipynb").tasks.values():
        known = keys[task.name]
        found = assess(known, observe_answer(task, task.answer, tuple(known.seeds)), [])
        if found.score != task.points:
            print(name, found)
"""


def test_the_solutions_pass_on_an_old_processor_too():
    run = [sys.executable, "-c", PROGRAM]
    done = subprocess.run(
        run, cwd=folders.ROOT, env=os.environ | OLD, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == "DEFAULT\n"
