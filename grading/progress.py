"""Say how far grading is: a bar on a terminal, else a line for each submission."""

import sys

from tqdm import tqdm

from grading.grade import FAILED, REFUSED, Outcome


class Progress:
    """A context that is told each outcome. On a terminal only what went wrong gets a line."""

    def __init__(self, total: int, stream=None):
        self.stream = stream or sys.stdout
        self.bar = None
        if self.stream.isatty():
            self.bar = tqdm(
                total=total,
                file=self.stream,
                unit="submission",
                dynamic_ncols=True,
                bar_format="{desc}{percentage:3.0f} %|{bar}| {n_fmt} of {total_fmt} done{postfix}, "
                "{remaining} left",
            )
        self.problems = 0

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        if self.bar is not None:
            self.bar.close()

    def add(self, outcome: Outcome) -> None:
        bad = outcome.state in (REFUSED, FAILED)
        self.problems += bad
        one = outcome.submission
        line = f"{outcome.state:9}  {one.assignment}  {one.student}  {outcome.reason}".rstrip()
        if self.bar is None:
            print(line, file=self.stream, flush=True)
            return
        if bad:
            self.bar.write(line, file=self.stream)
        self.bar.set_postfix_str(f"{self.problems} failed" if self.problems else "", refresh=False)
        self.bar.update()
