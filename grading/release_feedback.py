"""What of a submission lies beside its feedback page, and how pages are released."""

import shutil
from glob import escape, glob
from pathlib import Path

from nbgrader.exchange.default import ExchangeReleaseFeedback

from grading.submissions import TIMESTAMP

SECRET = "submission_secret.txt"  # nbgrader's `submit` makes it
LONGEST = 1000  # bytes of either of the two


class CarefulReleaseFeedback(ExchangeReleaseFeedback):
    """Leaves out, and names, who can't fetch feedback; nbgrader's own ends at the first of them."""

    def copy_files(self):
        """Copy the pages into the exchange."""
        for folder in sorted(glob(self.src_path)):
            if all(is_text(Path(folder) / name) for name in (TIMESTAMP, SECRET)):
                self.src_path = escape(folder)
                super().copy_files()
            else:
                self.log.warning(
                    "%s: not submitted through the exchange, so that nobody can fetch the feedback "
                    "from it. Give out the page.",
                    folder,
                )


def copy_what_a_release_needs(converter, assignment: str, student: str) -> None:
    """Take the place of `GenerateFeedback.init_assignment`, which copies all that was handed in.

    Scripts would lie among the pages, and files called like pages would stop their release.
    """
    source = Path(converter._format_source(assignment, student))
    target = Path(converter._format_dest(assignment, student))
    target.mkdir(parents=True, exist_ok=True)
    for name in (TIMESTAMP, SECRET):
        if is_text(source / name):
            shutil.copy(source / name, target / name)


def is_text(file: Path) -> bool:
    """Say whether this is a small file of text."""
    if not file.is_file() or file.stat().st_size > LONGEST:
        return False
    try:
        file.read_text("utf-8")
    except UnicodeDecodeError:
        return False
    return True
