"""The instructor's side: the answer bank, release, grading and reports.

Where to begin reading:

- `make release`, `release`: `student_version` has nbgrader make the exercise from a solution,
  and `fold_checks` folds the tests; `reference` runs the probes of `assignment` on the solution and
  on the wrong answers of `bank`, and `torchcourse.check.key` writes what they gave beside it.
- `make collect`, `collect`: what lies in nbgrader's exchange, or in the zip file of an LMS, which
  `exports` reads.
- `make grade`, `grade`: the one process that writes. `pool` has others do the rest: `worker` looks
  at a submission (`submissions`) and puts it back into the released form (`restore`), and `jobs`
  keeps what `execution` finds in a session of the `sandbox`. There `observer` has the solution and
  the bank's answers run too, for the key of the hidden seeds. Then nbgrader's own autograde, with
  the steps of `autograde`, enters that into the gradebook, and nbgrader's own feedback, with those
  of `feedback_pages`, makes the page. `report` says what came of it.
- `make feedback`: `lms` makes the zip file of pages that an LMS takes back, `worksheet` fills in
  points.
- `nbgrader_config` puts these steps into nbgrader, so that its commands and formgrader's buttons
  take the same way. `kernels` and `sandbox` fork from a process that has imported torch.
"""

import sys

# jsonschema imports it, where it can, for a format that no notebook has; that takes a second.
sys.modules.setdefault("rfc3987_syntax", None)
