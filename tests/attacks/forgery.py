"""Answers that are wrong, and lie about it: to comparisons, to IPython, to the course's package."""

import json

from attack import COMPARED_OUTSIDE, FULL, HIDDEN_SEEDS, Attack, code, toy

from grading.causes import KERNEL_DIED, TAMPERED
from torchcourse.check.verdict import FORBIDDEN

NO_POINTS = {"score": FULL - toy.POINTS["twice"]}
LYING = {"stopped_by": COMPARED_OUTSIDE, **NO_POINTS}


def twice(source: str) -> dict[str, str]:
    return {"twice": code(source)}


def forge(report: str) -> dict[str, str]:
    """Return an answer that sends a report of its own and lets the probe send none.

    In its source, `seeds` are the hidden seeds, `right(seed)` the observation of the public seed
    that a student knows best, and `report` must be set to what is sent as observations.
    """
    return twice(
        """
        from IPython.display import display
        from torchcourse.check import recorder

        PUBLIC = {public}

        def right(seed):
            return PUBLIC

        def twice(x):
            return 0

        call = recorder.Recorder.__call__

        def send(self, task, forbids=()):
            if task != "twice":
                return call(self, task, forbids)
            seeds, publish = self.seeds, self.publish
            """
        + "\n            ".join(code(report).splitlines())
        + """
            return lambda probe: publish(task, report)

        recorder.Recorder.__call__ = send
        """
    )


FORGERY = [
    Attack(
        "equal to everything",
        "returns an object that says it equals whatever it is compared with",
        twice("""
            class Same:
                def __eq__(self, other): return True
                def __ne__(self, other): return False
                def __hash__(self): return 0
                def __float__(self): return 1.0

            def twice(x):
                return Same()
            """),
        **LYING,
    ),
    Attack(
        "number equal to everything",
        "the same as a float, which plain data keep as a number",
        twice("""
            class Same(float):
                def __eq__(self, other): return True
                __hash__ = float.__hash__

            def twice(x):
                return Same(1)
            """),
        **LYING,
    ),
    Attack(
        "torch function",
        "returns a tensor whose __torch_function__ answers each comparison with yes",
        twice("""
            class Same(torch.Tensor):
                @classmethod
                def __torch_function__(cls, function, types, args=(), kwargs=None):
                    if function.__name__ in ("__eq__", "eq", "equal", "allclose"):
                        return True
                    return super().__torch_function__(function, types, args, kwargs or {})

            def twice(x):
                return torch.zeros(3).as_subclass(Same)
            """),
        **LYING,
    ),
    Attack(
        "patched allclose",
        "replaces the comparisons of torch, NumPy and math",
        {
            "total": code("""
                import math, numpy
                yes = lambda *args, **kwargs: True
                torch.allclose = torch.equal = torch.Tensor.__eq__ = yes
                torch.testing.assert_close = math.isclose = numpy.allclose = yes

                def total(numbers):
                    return sum(numbers)
                """),
            "twice": "def twice(x):\n    return torch.zeros(3)",
        },
        **LYING,
    ),
    Attack(
        "syntax transformer",
        "takes the assertions, and the probe's own lines, out of the syntax trees of later cells",
        twice("""
            import ast

            class Without(ast.NodeTransformer):
                def visit_Assert(self, node):
                    return ast.copy_location(ast.Pass(), node)

                def visit_FunctionDef(self, node):
                    if node.name == "_":
                        return ast.copy_location(ast.Pass(), node)
                    return node

            get_ipython().ast_transformers.append(Without())

            def twice(x):
                return 0
            """),
        states={"twice": TAMPERED},
        score=2.0,  # `choice` is not probed either
        stopped_by=COMPARED_OUTSIDE,
    ),
    Attack(
        "input transformer",
        "empties each later cell before it is run",
        twice("""
            def nothing(lines):
                return [] if any("assert" in line or "@check" in line for line in lines) else lines

            get_ipython().input_transformers_cleanup.append(nothing)

            def twice(x):
                return 0
            """),
        states={"twice": TAMPERED},
        score=2.0,
        stopped_by=COMPARED_OUTSIDE,
    ),
    Attack(
        "patched run_cell",
        "lets IPython succeed with whatever it is to run, and show points",
        twice("""
            shell = get_ipython()
            run = type(shell).run_cell

            def run_cell(self, source, *args, **kwargs):
                if "twice" in source and ("assert" in source or "@check" in source):
                    source = "2.0"
                return run(self, source, *args, **kwargs)

            type(shell).run_cell = run_cell

            def twice(x):
                return 0
            """),
        states={"twice": TAMPERED},
        **LYING,
    ),
    Attack(
        "displayhook",
        "shows the points as a result, from which nbgrader reads partial credit",
        twice("""
            import sys
            from IPython.display import display

            def show(value):
                pass

            def twice(x):
                get_ipython().displayhook(4.0)
                sys.displayhook(4.0)
                display({"text/plain": "4.0"}, raw=True)
                print("4.0")
                return 0
            """),
        **NO_POINTS,
    ),
    Attack(
        "reads the test",
        "finds the test cell among the inputs, and returns what is expected there",
        twice("""
            import re

            def twice(x):
                test = get_ipython().user_ns["In"][-1]
                return eval(re.search(r"== (.+)", test)[1])
            """),
        states={"twice": "error"},
        **LYING,
    ),
    Attack(
        "frames",
        "walks up the stack for the values that its result will be compared with",
        twice("""
            import sys

            def twice(x):
                frame = sys._getframe()
                while frame:
                    for value in [*frame.f_locals.values()]:
                        if isinstance(value, dict) and "solution" in value:
                            return value["solution"]
                        if type(value).__name__ in ("TaskKey", "KnownAnswer"):
                            return value.solution
                    frame = frame.f_back
                return 0
            """),
        **NO_POINTS,
    ),
    Attack(
        "garbage collector",
        "looks through all objects of the process for keys and observations",
        twice("""
            import gc

            def twice(x):
                for value in gc.get_objects():
                    if type(value).__name__ == "TaskKey":
                        return 2 * x
                    if type(value) is dict and "nonce" in value and "solution" in value:
                        return 2 * x
                return 0
            """),
        **NO_POINTS,
    ),
    Attack(
        "patched builtins",
        "replaces what the check package is built on",
        {
            "twice": code("""
                import builtins
                real = builtins.isinstance
                builtins.isinstance = lambda value, kind: True if kind is str else real(value, kind)
                builtins.abs = lambda number: 0
                builtins.all = lambda values: True

                def twice(x):
                    return 0
                """)
        },
        **NO_POINTS,
    ),
    Attack(
        "patched json",
        "lets json write what was learnt from the public seeds, in place of each observation",
        twice("""
            import json
            PUBLIC = {public}
            dumps, encode = json.dumps, json.JSONEncoder.encode

            def forged(value):
                if isinstance(value, dict):
                    if "observations" in value and value.get("task") == "twice":
                        return value | {"observations": [PUBLIC] * 3}
                    return {key: forged(part) for key, part in value.items()}
                return value

            json.dumps = lambda value, *a, **k: dumps(forged(value), *a, **k)
            json.JSONEncoder.encode = lambda self, value: encode(self, forged(value))

            def twice(x):
                return 0
            """),
        **NO_POINTS,
    ),
    Attack(
        "patched io",
        "writes full points into every stream, and closes them afterwards",
        twice("""
            import io, os, sys

            def twice(x):
                sys.stdout.write("4.0\\n")
                sys.stderr.write("passed, 4 of 4 points\\n")
                sys.stdout = sys.stderr = io.StringIO()
                return 0
            """),
        **NO_POINTS,
    ),
    Attack(
        "patched plain data",
        "lets the course's package report the public observation whatever it saw",
        twice("""
            from torchcourse.check import observation, plain, recorder
            PUBLIC = {public}

            observe = observation.observe

            def forged(probe, seed):
                if "of_a_tensor" in probe.__code__.co_varnames:
                    return PUBLIC
                return observe(probe, seed)

            observation.observe = recorder.observe = forged

            def twice(x):
                return 0
            """),
        stopped_by=HIDDEN_SEEDS,
        **NO_POINTS,
    ),
    Attack(
        "public seed",
        "draws each case from the seed whose answers are public",
        twice("""
            import ast, torch
            from torchcourse.check import case
            SEED, PUBLIC = {seed}, {public}
            make = case.Case.__init__
            case.Case.__init__ = lambda self, seed: make(self, SEED)

            def twice(x):
                aspects = PUBLIC["aspects"]
                if isinstance(x, torch.Tensor):
                    return torch.tensor(aspects["of a tensor"]["data"], dtype=torch.float64)
                return aspects["of a number"]
            """),
        stopped_by=HIDDEN_SEEDS,
        **NO_POINTS,
    ),
    Attack(
        "hard-coded answers",
        "looks its argument up in a table made from the public seed",
        twice("""
            PUBLIC = {public}

            def twice(x):
                aspects = PUBLIC["aspects"]
                if isinstance(x, torch.Tensor):
                    return torch.tensor(aspects["of a tensor"]["data"], dtype=torch.float64)
                return aspects["of a number"]
            """),
        states={"twice": "wrong"},
        stopped_by=HIDDEN_SEEDS,
        **NO_POINTS,
    ),
    Attack(
        "forged report",
        "takes the nonce and sends the public observation for every hidden seed",
        forge("report = [right(seed) for seed in seeds]"),
        states={"twice": "wrong"},
        stopped_by=HIDDEN_SEEDS,
        **NO_POINTS,
    ),
    Attack(
        "two reports",
        "sends a forged report, then lets the true one follow",
        twice("""
            PUBLIC = {public}

            def twice(x):
                check = get_ipython().user_ns["check"]
                check.publish("twice", [PUBLIC] * len(check.seeds))
                return 2 * x
            """),
        states={"twice": TAMPERED},
        **NO_POINTS,
    ),
    Attack(
        "report for another task",
        "sends the true observations of one task as those of another",
        {
            "twice": code("""
                from torchcourse.check import recorder
                call = recorder.Recorder.__call__
                recorder.Recorder.__call__ = lambda self, task, forbids=(): call(self, "choice")

                def twice(x):
                    return 2 * x
                """)
        },
        states={"twice": TAMPERED, "choice": "passed"},
        **NO_POINTS,
    ),
    *[
        Attack(
            name,
            tries,
            forge(f"report = {report}"),
            states={"twice": state},
            **NO_POINTS,
        )
        for name, tries, report, state in [
            ("fewer seeds", "reports one seed of three", "[right(0)]", TAMPERED),
            ("more seeds", "reports nine seeds", "[right(0)] * 9", TAMPERED),
            ("no aspects", "reports no aspect", "[{'aspects': {}} for seed in seeds]", "wrong"),
            (
                "other aspects",
                "reports aspects that the probe does not have",
                "[{'aspects': {'passed': True, 'score': 4.0}} for seed in seeds]",
                "wrong",
            ),
            (
                "not a number",
                "reports NaN, which compares as nothing does",
                "[{'aspects': {'of a number': float('nan'), 'of a tensor': {'tensor': 'float64',"
                " 'shape': [3], 'data': [float('nan')] * 3}}} for seed in seeds]",
                TAMPERED,
            ),
            (
                "tagged not a number",
                "reports NaN in the form of plain data",
                "[{'aspects': {'of a number': {'float': 'nan'}, 'of a tensor': {'tensor':"
                " 'float64', 'shape': [3], 'data': [{'float': 'nan'}] * 3}}} for seed in seeds]",
                "wrong",
            ),
            (
                "infinite tolerance",
                "reports numbers so large that a tolerance or a ratio of them is infinite",
                "[{'aspects': {'of a number': 10**299, 'of a tensor': {'tensor': 'float64',"
                " 'shape': [3], 'data': [10**299, -10**299, {'float': 'inf'}]}}}] * 3",
                "wrong",
            ),
            (
                "overflowing integer",
                "reports an integer that no float can be compared with",
                "[{'aspects': {'of a number': 10**4000, 'of a tensor': None}} for seed in seeds]",
                TAMPERED,
            ),
            (
                "shape lies",
                "reports a huge shape without data",
                "[{'aspects': {'of a number': 1, 'of a tensor': {'tensor': 'float64',"
                " 'shape': [10**6, 10**6], 'data': []}}} for seed in seeds]",
                TAMPERED,
            ),
            (
                "hashed answer",
                "reports the form that only a key may have, with a hash of its own",
                "[{'aspects': {'of a number': {'hashed': '0' * 64, 'salt': 'twice'},"
                " 'of a tensor': {'secret': ''}}} for seed in seeds]",
                TAMPERED,
            ),
            (
                "deep report",
                "reports lists in lists in lists",
                "[__import__('functools').reduce(lambda a, _: [a], range(900), 0)] * 3",
                KERNEL_DIED,
            ),
            (
                "forged exception",
                "reports an exception with a page of text as its line and name",
                "[{'raised': '<b>x</b>' * 1000, 'message': '<script>alert(1)</script>' * 300,"
                " 'line': '`' * 5000, 'function': None}] * 3",
                "error",
            ),
            (
                "pickle",
                "reports a pickle that would run a command",
                "[{'aspects': {'of a number': {'pickle': 'Y29zCnN5c3RlbQ=='},"
                " 'of a tensor': {'__reduce__': ['os.system', ['true']]}}}] * 3",
                TAMPERED,
            ),
        ]
    ],
    Attack(
        "reduce",
        "returns an object that runs a command where it is unpickled",
        twice("""
            import os

            class Bomb:
                def __reduce__(self):
                    return os.system, ("touch {trace}",)

            def twice(x):
                return Bomb()
            """),
        states={"twice": "wrong"},
        **NO_POINTS,
    ),
    Attack(
        "giant observation",
        "returns more numbers than anybody compares",
        twice(
            "def twice(x):\n    return [torch.zeros(90_000)] * 40 if isinstance(x, float) else x"
        ),
        **NO_POINTS,
    ),
    Attack(
        "letters that look alike",
        "gives an answer, and uses a forbidden name, in letters that only become equal",
        {
            "choice": "def choice():\n    return 'ｍｏｍｅｎｔｕｍ'",
            "twice": "%time None\ndef twice(x):\n    return torch.ｍｕｌ(x, 2)",
        },
        states={"choice": "wrong", "twice": FORBIDDEN},
        score=2.0,
    ),
    Attack(
        "hidden in a command",
        "defines what is forbidden behind IPython's %time, and evaluates it from a text",
        {
            "twice": "%time product = torch.mul\n\ndef twice(x):\n    return product(x, 2)",
        },
        states={"twice": FORBIDDEN},
        **NO_POINTS,
    ),
    Attack(
        "hidden in a text",
        "evaluates what is forbidden from a text",
        twice("def twice(x):\n    return eval('torch.mul(x, 2)')"),
        states={"twice": FORBIDDEN},
        **NO_POINTS,
    ),
    Attack(
        "late speaker",
        "starts threads that report for later tasks",
        {
            "twice": code("""
                import threading, time

                def speak():
                    shell = get_ipython()
                    for _ in range(200):
                        time.sleep(0.01)
                        check = shell.user_ns.get("check")
                        if getattr(check, "publish", None):
                            check.publish("choice", [{"aspects": {"your choice": {
                                "secret": "momentum"}}}] * 3)

                threading.Thread(target=speak, daemon=True).start()

                def twice(x):
                    return 0
                """),
            "choice": "def choice():\n    return 'adam'",
        },
        score=toy.POINTS["total"],
    ),
    Attack(
        "hidden in a patch",
        "hangs what is forbidden on a module, in the answer to another task",
        {
            "twice": "def twice(x):\n    return torch.product(x, 2)",
            "total": toy.ANSWERS["total"] + "\n\ntorch.product = torch.mul",
        },
        states={"twice": FORBIDDEN},
        **NO_POINTS,
    ),
    Attack(
        "changes its input",
        "writes into the tensors of the case, and into the random state, before it answers",
        twice("""
            def twice(x):
                torch.manual_seed(0)
                torch.set_default_dtype(torch.float32)
                if isinstance(x, torch.Tensor):
                    return x.zero_()
                return 0 * x
            """),
        states={"twice": "wrong"},
        **NO_POINTS,
    ),
]


def public(key_file) -> dict[str, str]:
    """Return what a student can know: a public seed, and the solution's observation there."""
    tasks = json.loads(key_file.read_text(encoding="utf-8"))["tasks"]
    (known,) = [task for task in tasks if task["task"] == "twice"]
    return {"public": repr(known["solution"][0]), "seed": str(known["seeds"][0])}
