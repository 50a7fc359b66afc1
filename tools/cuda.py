"""Run the whole course on this machine's CUDA GPU, and measure what the GPU lesson speaks of.

    python -m tools.cuda            # what `make test-cuda` does
    python -m tools.cuda --record   # and record the GPU's answers to the fidelity battery

The measurements go to docs/gpu.md and docs/gpu.png, with the hardware named.
"""

import argparse
import subprocess
import sys
from pathlib import Path

import torch

from tools import measurements

ROOT = Path(__file__).resolve().parents[1]
BATTERY = ("tests/simulated/battery.py", "--device", "cuda")


def steps(record: bool) -> list[tuple[str, ...]]:
    """Return the commands, as arguments of Python, in their order."""
    return [
        *([(*BATTERY, "--record")] if record else []),
        BATTERY,
        ("-m", "pytest", "-q", "tests/simulated"),
        ("-m", "tools.notebooks", "validate"),
    ]


def main() -> int:
    """Return 0 if every step passed, 1 if one failed, 2 if there is no GPU."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--record", action="store_true", help="record the battery's answers anew")
    arguments = parser.parse_args()
    if not torch.cuda.is_available():
        print(
            f"make test-cuda needs a CUDA GPU, and torch {torch.__version__} sees none. On a "
            "machine with one, use a build of torch for it: TORCH=system takes what is there.",
            file=sys.stderr,
        )
        return 2
    failed = []
    for step in steps(arguments.record):
        print("\n$ python", *step, flush=True)
        if subprocess.run([sys.executable, *step], cwd=ROOT).returncode:
            failed.append(" ".join(step))
    result = measurements.measure(torch.device("cuda", 0))
    measurements.write(result, ROOT / "docs")
    print(f"\nMeasured: see docs/gpu.md. Failed: {'; '.join(failed) or 'nothing'}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
