"""The instructor's side: the answer bank, release, grading and reports."""
