"""Say whether submissions of strangers can be graded on this machine."""

import sys

from grading.kernels.client import ServerGone
from grading.sandbox import Sandbox, SandboxMissing
from grading.sandbox.probe import probe
from grading.sandbox.session import SessionFailed


def main() -> int:
    try:
        with Sandbox(probing=False) as sandbox:
            findings = probe(sandbox)
    except (SandboxMissing, SessionFailed, ServerGone) as error:
        print(f"There is no sandbox here: {error}")
        return 1
    for finding in findings:
        print(f"{finding.name:20}{'holds' if finding.holds else 'MISSING: ' + finding.remedy}")
    return 0 if all(finding.holds for finding in findings) else 1


if __name__ == "__main__":
    sys.exit(main())
