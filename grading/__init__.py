"""The instructor's side: the answer bank, release, grading and reports."""

import sys

# jsonschema imports it, where it can, for a format that no notebook has; that takes a second.
sys.modules.setdefault("rfc3987_syntax", None)
