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

    grader = Grader(options.area)
    if not is_known(options.assignment):
        return 2
    outcomes = []
    for outcome in grader.grade(options.assignment, options.force):
        outcomes.append(outcome)
        one = outcome.submission
        print(f"{outcome.state:9}  {one.assignment}  {one.student}  {outcome.reason}".rstrip())
    if not outcomes:
        print(f"Nothing to grade: {grader.area / 'submitted'} holds no STUDENT/ASSIGNMENT/ folder.")
        return 0
    with grader.gradebook() as gradebook:
        grades = [
            report.grade(gradebook, grader.area / "results", outcome.submission, outcome.reason)
            for outcome in outcomes
        ]
    rows = [
        [g.student, g.assignment, "-" if g.score is None else f"{g.score:g}", o.state]
        for g, o in zip(grades, outcomes, strict=True)
    ]
    print("\n" + report.table(["student", "assignment", "score", "state"], rows))
    report.write_csv(grader.area / "grades.csv", grades)
    print(f"\nGrades: {grader.area / 'grades.csv'}; feedback pages: {grader.area / 'feedback'}")
    return 1 if any(outcome.state in (REFUSED, FAILED) for outcome in outcomes) else 0


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
    found = []
    try:
        for source in sources:
            for one in source:
                found.append(one)
                print(f"{one.state:9}  {one.assignment}  {one.student}  {one.reason}".rstrip())
    except CollectError as error:
        print(error, file=sys.stderr)
        return 1
    if not found:
        place = "the zip file holds" if options.zip else "the exchange holds"
        print(f"Nothing to collect: {place} no submission of {', '.join(wanted)}.")
    return 1 if any(one.state == REFUSED for one in found) else 0


def demo(options) -> int:
    from grading import report
    from grading.demo import build
    from grading.grade import Grader

    members = {(m.student, m.assignment): m for m in build(DEMO, folders.assignments())}
    grader = Grader(DEMO)
    rows, wrong = [], 0
    print(f"Grading a class of {len(members)} …", flush=True)
    outcomes = list(grader.grade())
    with grader.gradebook() as gradebook:
        for outcome in outcomes:
            one = outcome.submission
            member = members[one.student, one.assignment]
            found = report.grade(gradebook, DEMO / "results", one)
            right = found.score == member.expected
            wrong += not right
            scores = ["-" if s is None else f"{s:g}" for s in (found.score, member.expected)]
            remark = "" if right else "NOT AS EXPECTED"
            rows.append([one.student, one.assignment, *scores, outcome.state, remark])
    print(report.table(["student", "assignment", "score", "expected", "state", ""], rows))
    print(f"\nFeedback pages: {DEMO / 'feedback'}")
    if wrong:
        print(f"{wrong} of {len(rows)} scores are not as the answer bank says.", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
