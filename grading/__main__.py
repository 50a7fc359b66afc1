"""The instructor's commands: `python -m grading COMMAND`, which `make` calls."""

import argparse
import sys
from pathlib import Path

from grading import folders

DEMO = folders.GRADING / "demo"


def main(arguments: list[str] | None = None) -> int:
    options = parser().parse_args(arguments)
    return options.run(options)


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(prog="python -m grading", description=__doc__)
    commands = top.add_subparsers(metavar="COMMAND", required=True)

    command = commands.add_parser("release", help="bring exercises/ up to date with solutions/")
    command.set_defaults(run=release)

    command = commands.add_parser("grade", help="grade what lies in grading/submitted/")
    command.add_argument("assignment", nargs="?", help="only this assignment, e.g. 02_optimizers")
    command.add_argument("--force", action="store_true", help="grade again what has not changed")
    command.add_argument("--area", type=Path, default=folders.GRADING, help=argparse.SUPPRESS)
    command.set_defaults(run=grade)

    command = commands.add_parser("collect", help="collect what students handed in")
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

    command = commands.add_parser("demo", help="grade a sample class built from the answer bank")
    command.add_argument("--quick", action="store_true", help="only one misconception a task")
    command.set_defaults(run=demo)
    return top


def release(options) -> int:
    from grading.config import course_config
    from grading.release import ReleaseError, release

    db_url = course_config().CourseDirectory.db_url
    for name in folders.assignments():
        try:
            print(f"{name}: {'updated' if release(name, db_url=db_url) else 'already current'}")
        except ReleaseError as error:
            print(error, file=sys.stderr)
            return 1
    return 0


def grade(options) -> int:
    from grading import report
    from grading.grade import FAILED, REFUSED, Grader
    from grading.release import ReleaseError

    if not is_known(options.assignment):
        return 2
    grader = Grader(options.area)
    try:
        outcomes, grades = run(grader, options.assignment, options.force)
    except ReleaseError as error:
        print(error, file=sys.stderr)
        return 1
    if not outcomes:
        print(f"Nothing to grade: {grader.area / 'submitted'} holds no STUDENT/ASSIGNMENT/ folder.")
        return 0
    rows = [
        [g.student, g.assignment, points(g.score), o.state]
        for g, o in zip(grades, outcomes, strict=True)
    ]
    print("\n" + report.table(["student", "assignment", "score", "state"], rows))
    for g, o in zip(grades, outcomes, strict=True):
        if o.state not in (REFUSED, FAILED) and g.notes:
            print(f"{g.student}, {g.assignment}: {'; '.join(g.notes)}")
    print_waiting(grades)
    report.write_csv(grader.area / "grades.csv", grades)
    print(f"\nGrades: {grader.area / 'grades.csv'}; feedback pages: {grader.area / 'feedback'}")
    return 1 if any(outcome.state in (REFUSED, FAILED) for outcome in outcomes) else 0


def run(grader, assignment: str | None = None, force: bool = False) -> tuple[list, list]:
    """Grade, print a line for each submission as it is done; return outcomes and grades."""
    from grading import report

    outcomes = []
    for outcome in grader.grade(assignment, force):
        outcomes.append(outcome)
        one = outcome.submission
        line = f"{outcome.state:9}  {one.assignment}  {one.student}  {outcome.reason}"
        print(line.rstrip(), flush=True)
    with grader.gradebook() as gradebook:
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

    if not is_known(options.assignment):
        return 2
    names = folders.assignments()
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
        place = "the zip file holds" if options.zip else "the exchange holds"
        print(f"Nothing to collect: {place} no submission of {', '.join(wanted)}.")
    return 1 if problems or any(one.state == REFUSED for one in found) else 0


def demo(options) -> int:
    from grading import report
    from grading.demo import a_few, build, differences, members
    from grading.grade import Grader

    found = []
    for name in folders.assignments():
        everyone = list(members(name))
        found += a_few(name, everyone) if options.quick else everyone
    build(DEMO, found)
    print(f"Grading a class of {len(found)}:", flush=True)
    _, grades = run(Grader(DEMO))
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
