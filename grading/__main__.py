"""The instructor's commands: `python -m grading COMMAND`, which `make` calls."""

import argparse
import sys
from pathlib import Path

from grading import folders
from grading.start import start_ahead

DEMO = folders.GRADING / "demo"
PROBLEMS = ("refused", "failed")
NO_SANDBOX = 3
INTERRUPTED = 130  # as a shell reports what Ctrl-C ended
CONFIGURATION = "grading/nbgrader_config.py"
AGAIN = "Run the same command again: it goes on where it stopped."
ANEW = (
    "Run the same command again: with --force it begins anew. Without --force it leaves those "
    "that it had not reached as they were graded before."
)
TRUSTED = (
    'To grade people whom you trust without a sandbox: make grade ARGS="--trusted". '
    "Their code then runs under your account."
)
ELSEWHERE = (
    "Submissions are graded on Linux only, with --trusted too. docs/grading.md says how to do that "
    "in a container on this machine."
)


def main(arguments: list[str] | None = None) -> int:
    options = parser().parse_args(arguments)
    then = again(getattr(options, "force", False))
    try:
        return options.run(options)
    except KeyboardInterrupt:
        print(f"\nStopped. {then}", file=sys.stderr)
        return INTERRUPTED
    except OSError as error:
        if error.filename is None:
            raise
        print(f"{error.filename}: {error.strerror}. Mend that. {then}", file=sys.stderr)
        return 1


def again(force: bool) -> str:
    """Say what the same command does after it was stopped."""
    return ANEW if force else AGAIN


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(prog="python -m grading", description=__doc__)
    commands = top.add_subparsers(metavar="COMMAND", required=True)

    command = commands.add_parser("release", help="bring exercises/ up to date with solutions/")
    command.add_argument("assignment", nargs="?", help="only this assignment, e.g. 02_optimizers")
    command.set_defaults(run=release)

    command = commands.add_parser("grade", help="grade what lies in grading/submitted/")
    command.add_argument("assignment", nargs="?", help="only this assignment, e.g. 02_optimizers")
    command.add_argument("--force", action="store_true", help="grade again what has not changed")
    command.add_argument("--area", type=Path, default=folders.GRADING, help=argparse.SUPPRESS)
    add_ways_to_run(command)
    command.set_defaults(run=grade)

    usage = "%(prog)s [-h] [assignment] [--zip FILE [FILE ...]]"  # not --zip first: it takes all
    command = commands.add_parser("collect", help="collect what students handed in", usage=usage)
    command.add_argument("assignment", nargs="?", help="only this assignment, e.g. 02_optimizers")
    command.add_argument(
        "--zip",
        type=Path,
        nargs="+",
        metavar="FILE",
        help="take the zip files that an LMS exports, not nbgrader's exchange",
    )
    command.add_argument("--area", type=Path, default=folders.GRADING, help=argparse.SUPPRESS)
    command.set_defaults(run=collect)

    text = "make the zip file of feedback pages, and the points, that an LMS takes back"
    usage = "%(prog)s [-h] assignment --zip FILE [FILE ...] [--worksheet FILE] [--column NAME]"
    command = commands.add_parser("feedback", help=text, usage=usage)
    command.add_argument("assignment", help="what was graded, e.g. 02_optimizers")
    text = "the zip files of the LMS that were collected"
    command.add_argument("--zip", type=Path, nargs="+", metavar="FILE", required=True, help=text)
    text = "fill points into this CSV file: Moodle's grading worksheet, Canvas's gradebook"
    command.add_argument("--worksheet", type=Path, metavar="FILE", help=text)
    text = "its column for the points, where that is not found by itself"
    command.add_argument("--column", metavar="NAME", help=text)
    command.add_argument("--area", type=Path, default=folders.GRADING, help=argparse.SUPPRESS)
    command.set_defaults(run=feedback)

    command = commands.add_parser("demo", help="grade a sample class built from the answer bank")
    command.add_argument("--quick", action="store_true", help="only one misconception a task")
    add_ways_to_run(command)
    command.set_defaults(run=demo)
    return top


def add_ways_to_run(command) -> None:
    command.add_argument(
        "--workers", type=count, metavar="N", help="processes that grade (default: one a core)"
    )
    command.add_argument(
        "--trusted", action="store_true", help="run without a sandbox what people you trust wrote"
    )


def count(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 1000:
        raise argparse.ArgumentTypeError("give a number from 1 to 1000")
    return int(text)


def release(options) -> int:
    from grading.assignment import AssignmentError
    from grading.bank import BankError
    from grading.config import course_config
    from grading.reference import SolutionFails
    from grading.release import release
    from grading.student_version import ReleaseError

    if not is_known(options.assignment):
        return 2
    db_url = course_config().CourseDirectory.db_url
    for name in [options.assignment] if options.assignment else folders.assignments():
        try:
            print(f"{name}: {'updated' if release(name, db_url=db_url) else 'already current'}")
        except (AssignmentError, BankError, ReleaseError, SolutionFails, SyntaxError) as error:
            print(f"{name} is not released, nothing of it has changed. {error}", file=sys.stderr)
            return 1
    return 0


def grade(options) -> int:
    if not is_linux():
        return NO_SANDBOX
    if any((options.area / "submitted").glob("*/*")):
        start_ahead(options.trusted)
    from grading import report
    from grading.autograde import SettingError
    from grading.grade import Grader

    if not is_known(options.assignment):
        return 2
    try:
        grader = Grader(options.area, trusted=options.trusted, workers=options.workers)
    except SettingError as error:
        print(f"{error} Mend c.ExecuteAndCompare.limits in {CONFIGURATION}.", file=sys.stderr)
        return 2
    found = run(grader, options.assignment, options.force)
    if isinstance(found, int):
        return found
    outcomes, grades = found
    if not outcomes:
        print(f"Nothing to grade: {grader.area / 'submitted'} holds no STUDENT/ASSIGNMENT/ folder.")
        return 0
    with grader.gradebook as gradebook:
        everybody = report.with_all_others(grades, gradebook, grader.area / "results")
    report.write_csv(grader.area / "grades.csv", everybody)
    rows = [
        [g.student, g.assignment, points(g.score), o.state]
        for g, o in zip(grades, outcomes, strict=True)
    ]
    print("\n" + report.table(["student", "assignment", "score", "state"], rows))
    for g, o in zip(grades, outcomes, strict=True):
        if o.state not in PROBLEMS and g.notes:
            print(f"{g.student}, {g.assignment}: {'; '.join(g.notes)}")
    print("\n" + report.counts(grades))
    print_waiting(grades)
    print(f"\nGrades: {grader.area / 'grades.csv'}; feedback pages: {grader.area / 'feedback'}")
    if options.trusted:
        print("These submissions were run WITHOUT a sandbox (--trusted), under your account.")
    return 1 if any(outcome.state in PROBLEMS for outcome in outcomes) else 0


def run(grader, assignment: str | None = None, force: bool = False) -> tuple[list, list] | int:
    """Grade, and say how far it is; return outcomes and grades, or an exit code."""
    from grading import report
    from grading.area import Busy, DiskFull, GradebookUnreadable
    from grading.progress import Progress
    from grading.sandbox import SandboxMissing
    from grading.seeds import SecretUnusable
    from grading.student_version import ReleaseError

    outcomes = []
    try:
        with Progress(len(grader.places(assignment))) as progress:
            for outcome in grader.grade(assignment, force):
                outcomes.append(outcome)
                progress.add(outcome)
    except KeyboardInterrupt:
        print(f"\nStopped: {len(outcomes)} done. {again(force)}", file=sys.stderr)
        return INTERRUPTED
    except SandboxMissing as error:
        print(f"{error}\n{TRUSTED}", file=sys.stderr)
        return NO_SANDBOX
    except DiskFull as error:
        print(f"{error} {again(force)}", file=sys.stderr)
        return 1
    except (Busy, GradebookUnreadable, ReleaseError, SecretUnusable) as error:
        print(error, file=sys.stderr)
        return 1
    outcomes.sort(key=lambda outcome: (outcome.submission.student, outcome.submission.assignment))
    with grader.gradebook as gradebook:
        grades = [
            report.grade(gradebook, grader.area / "results", outcome.submission, outcome.reason)
            for outcome in outcomes
        ]
    return outcomes, grades


def print_waiting(grades: list) -> None:
    """Say which written answers a person has to grade, and where that is done."""
    waiting = [grade for grade in grades if grade.waiting]
    if not waiting:
        return
    print("\nTo be graded by hand, in JupyterLab: Nbgrader > Formgrader > Manual Grading")
    for grade in waiting:
        print(f"  {grade.student}, {grade.assignment}: {', '.join(grade.waiting)}")


def points(score: float | None) -> str:
    return "-" if score is None else f"{score:g}"


def is_linux() -> bool:
    """Say whether this is Linux, without which nothing is executed; print where that is done."""
    if sys.platform != "linux":
        print(ELSEWHERE, file=sys.stderr)
        return False
    return True


def is_known(assignment: str | None) -> bool:
    """Say whether this names an assignment, or none; print which there are if not."""
    names = folders.assignments()
    if assignment and assignment not in names:
        print(
            f"There is no assignment {assignment}; there are: {', '.join(names)}.", file=sys.stderr
        )
        return False
    return True


def collect(options) -> int:
    from grading.collect import REFUSED, CollectError, from_exchange, from_zip
    from grading.config import course_config

    if not is_known(options.assignment):
        return 2
    names = folders.assignments()
    if after := [path for path in options.zip or [] if str(path) in names and not path.exists()]:
        print(f"Name the assignment first: collect {after[0]} --zip FILE.", file=sys.stderr)
        return 2
    wanted = [options.assignment] if options.assignment else names
    if options.zip:
        sources = [from_zip(path, options.area, names, options.assignment) for path in options.zip]
    else:
        sources = [from_exchange(options.area, name) for name in wanted]
    found, problems = [], []
    for source in sources:
        try:
            for one in source:
                found.append(one)
                print(f"{one.state:9}  {one.assignment}  {one.student}  {one.reason}".rstrip())
        except CollectError as error:
            problems.append(str(error))
    print(*dict.fromkeys(problems), sep="\n", end="\n" if problems else "", file=sys.stderr)
    if not found and not problems:
        exchange = course_config(options.area).Exchange.root
        place = "the zip file" if options.zip else f"the exchange in {exchange}"
        print(f"Nothing to collect: {place} holds no submission of {', '.join(wanted)}.")
    return 1 if problems or any(one.state == REFUSED for one in found) else 0


def feedback(options) -> int:
    from grading import lms
    from grading.area import Busy, GradebookUnreadable, only_one, require_readable
    from grading.exports import ExportError
    from grading.grade import Grader
    from grading.worksheet import WorksheetError, fill

    name, area = options.assignment, options.area.resolve()
    if not is_known(name):
        return 2
    if options.column and not options.worksheet:
        print("--column names one of a worksheet's: give --worksheet FILE, too.", file=sys.stderr)
        return 2
    pages, found, sheet = area / "lms" / f"{name}.zip", [], None
    try:
        with only_one(area):
            require_readable(area / "gradebook.db")
            with Grader(area).gradebook as gradebook:
                for path in options.zip:
                    found += lms.returned(path, area, name, gradebook)
            if options.worksheet:
                sheet = fill(options.worksheet, pages.parent, name, found, options.column)
            count = lms.write_pages(pages, found)
    except (Busy, ExportError, GradebookUnreadable, WorksheetError) as error:
        print(error, file=sys.stderr)
        return 1
    problems = [f"{one.student}: {one.problem}" for one in found if one.problem]
    problems += [
        f"{one.student}: no points yet, to be graded by hand: {', '.join(one.waiting)}"
        for one in found
        if sheet and one.waiting
    ]
    print(*problems, sep="\n", end="\n" if problems else "")
    if count:
        print(f"{count} feedback pages: {pages}")
    elif any(one.page for one in found):
        print("No feedback pages: Canvas would give them the names of the notebooks.")
    if sheet:
        print(f"Points of {sheet.count} students: {sheet.path}")
        if sheet.missing:
            print(f"Not in it: {', '.join(sheet.missing)}", file=sys.stderr)
    return 1 if problems or (sheet and sheet.missing) else 0


def demo(options) -> int:
    if not is_linux():
        return NO_SANDBOX
    start_ahead(options.trusted)
    from grading import report
    from grading.demo import a_few, build, differences, members
    from grading.grade import Grader

    found = []
    for name in folders.assignments():
        everyone = list(members(name))
        found += a_few(name, everyone) if options.quick else everyone
    build(DEMO, found)
    print(f"Grading a class of {len(found)}:", flush=True)
    result = run(Grader(DEMO, trusted=options.trusted, workers=options.workers))
    if isinstance(result, int):
        return result
    _, grades = result
    expected = {(member.student, member.assignment): member.expected for member in found}
    rows = [
        [g.student, g.assignment, points(g.score), points(expected[g.student, g.assignment])]
        for g in grades
    ]
    print("\n" + report.table(["student", "assignment", "score", "expected"], rows))
    print(f"\nFeedback pages: {DEMO / 'feedback'}")
    count = sum(bool(grade.waiting) for grade in grades)
    if count:
        print(f"{count} of the class have written answers, whose points are given by hand.")
    wrong = differences(found, grades)
    print(*wrong, sep="\n", end="\n" if wrong else "", file=sys.stderr)
    print("Every score is the expected one." if not wrong else f"{len(wrong)} scores are not.")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
