"""Switching the simulated accelerator on, where that is possible, and saying why where not."""

import subprocess
import sys
from pathlib import Path

import pytest
import torch

from torchcourse import simulated
from torchcourse.simulated import choice

ROOT = Path(__file__).parents[2]


def printed(program):
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", program], capture_output=True, text=True, cwd=ROOT
    )
    assert run.returncode == 0, run.stderr
    return run.stdout.strip()


def test_importing_switches_nothing_on():
    program = (
        "import torch\n"
        "before = torch.Generator, torch.nn.Module._apply\n"
        "from torchcourse import simulated\n"
        "print(before == (torch.Generator, torch.nn.Module._apply), hasattr(torch, 'sim'))\n"
        "try: torch.ones(1, device='sim')\n"
        "except RuntimeError as error: print(str(error).splitlines()[0].rpartition(' ')[2])"
    )
    assert printed(program).splitlines() == ["True False", "sim"]


def test_enabling_starts_no_thread_and_prints_nothing():
    program = (
        "import os, torch\n"
        "from torchcourse import simulated\n"
        "before = len(os.listdir('/proc/self/task'))\n"
        "simulated.enable()\n"
        "print(len(os.listdir('/proc/self/task')) - before)"
    )
    if not Path("/proc/self/task").exists():
        pytest.skip("this system does not list a process's threads in /proc")
    assert printed(program) == "0"


def test_a_seed_set_before_holds_for_the_device():
    program = (
        "import torch\n"
        "from torchcourse import simulated\n"
        "torch.manual_seed(5)\n"
        "device = simulated.enable()\n"
        "print(torch.equal(torch.rand(3, device=device).cpu(), torch.rand(3)))"
    )
    assert printed(program) == "True"


@pytest.mark.parametrize(
    "missing",
    [
        "torch.utils.backend_registration._setup_privateuseone_for_python_backend",
        "torch._ops.OpOverload.redispatch",
    ],
)
def test_what_pytorch_lacks_is_said_in_one_line(missing):
    program = (
        "import torch, torch.utils.backend_registration\n"
        "from torchcourse import simulated\n"
        f"del {missing}\n"
        "try: simulated.enable()\n"
        "except RuntimeError as error: print(error)"
    )
    assert printed(program) == (
        f"The simulated accelerator does not work with PyTorch {torch.__version__} (it has no "
        f"{missing}): install torch 2.11 to 2.13, or go on with the CPU."
    )


def test_a_changed_setup_is_said_in_one_line():
    program = (
        "import torch, torch.utils.backend_registration as registration\n"
        "from torchcourse import simulated\n"
        "registration._setup_privateuseone_for_python_backend = lambda name: None\n"
        "try: simulated.enable()\n"
        "except RuntimeError as error: print(error)"
    )
    message = printed(program)
    assert message.startswith(
        f"The simulated accelerator does not work with PyTorch {torch.__version__} ("
    )
    assert message.endswith("backend_module'): install torch 2.11 to 2.13, or go on with the CPU.")


def test_what_failed_fails_again_and_blames_nobody():
    program = (
        "from torchcourse.simulated import registration\n"
        "registration.SETS.append('no_such_operation')\n"
        "for _ in range(2):\n"
        "    try: registration.enable()\n"
        "    except RuntimeError as error: print(error)"
    )
    first, second = printed(program).splitlines()
    assert "no_such_operation" in first and "(to switch it on has failed before)" in second
    assert second.endswith("install torch 2.11 to 2.13, or go on with the CPU.")


def test_another_custom_device_is_named():
    program = (
        "import torch\n"
        "from torchcourse import simulated\n"
        "torch.utils.rename_privateuse1_backend('other')\n"
        "try: simulated.enable()\n"
        "except RuntimeError as error: print(error)"
    )
    assert printed(program) == (
        "The simulated accelerator needs PyTorch's one place for a custom device, which 'other' "
        "has taken: restart the kernel and do not load 'other'."
    )


@pytest.mark.parametrize(
    ("cuda", "mps", "best"),
    [
        (True, True, "cuda:0"),
        (True, False, "cuda:0"),
        (False, True, "mps:0"),
        (False, False, "sim:0"),
    ],
)
def test_the_best_device(monkeypatch, capsys, cuda, mps, best):
    simulated.enable()  # so that its name can be compared
    monkeypatch.setattr(torch.cuda, "is_available", lambda: cuda)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: mps)
    assert choice.best_device() == torch.device(best)
    assert capsys.readouterr() == ("", "")


def test_without_it_the_best_device_is_the_cpu_and_one_line_says_why(monkeypatch, capsys):
    def refuse():
        raise RuntimeError("The simulated accelerator does not work with PyTorch 9.")

    monkeypatch.setattr(choice, "enable", refuse)
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: False)
    assert choice.best_device() == torch.device("cpu")
    assert capsys.readouterr().out == "The simulated accelerator does not work with PyTorch 9.\n"


def test_what_it_offers_is_documented():
    for name in simulated.__all__:
        assert getattr(simulated, name).__doc__
