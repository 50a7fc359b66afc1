"""Answers that end their own process, use up the machine, or speak without end.

What stands before them keeps its points, and so does what stands behind them.
"""

from attack import FULL, Attack, code, toy
from nbformat.v4 import new_code_cell

from grading.causes import KERNEL_DIED as DIED
from grading.causes import OUT_OF_MEMORY, TIMEOUT

WITHOUT_TWICE = FULL - toy.POINTS["twice"]


def in_twice(name: str, tries: str, body: str, state=None, score=WITHOUT_TWICE, **more) -> Attack:
    lines = "\n    ".join(code(body).splitlines())
    states = {"twice": state} if state else {}
    states |= {} if "states" in more else {"choice": "passed"}
    return Attack(name, tries, {"twice": f"def twice(x):\n    {lines}"}, score=score,
                  **{"states": states} | more)  # fmt: skip


HARM = [
    in_twice("exits", "ends the process", "import os; os._exit(0)", DIED),
    in_twice("crashes", "reads memory that is not there",
             "import ctypes; ctypes.string_at(0)", DIED),
    in_twice("aborts", "aborts as native code does", "import os; os.abort()", DIED),
    in_twice("kills itself", "sends itself each signal that ends a process", """
        import os, signal
        for one in (signal.SIGTERM, signal.SIGHUP, signal.SIGUSR1, signal.SIGKILL):
            os.kill(os.getpid(), one)
        """, DIED),
    in_twice("system exit", "leaves as a program does", "raise SystemExit(0)"),
    in_twice("interrupts itself", "raises what a person's Ctrl-C raises",
             "raise KeyboardInterrupt"),
    in_twice("bare exception", "raises an exception that is none of Python's own",
             "raise BaseException('full points')"),
    in_twice("half a letter", "raises a text that no file can hold",
             "raise ValueError('\\ud800')", "error"),
    in_twice("recursion", "calls itself without end", "return twice(x)", "error"),
    in_twice("closes all files", "closes all files of the process",
             "import os; os.closerange(0, 4096); return 2 * x"),
    in_twice("loops", "never ends", "while True:\n    pass", TIMEOUT),
    in_twice("sleeps", "waits for ever, and ignores each signal that it can", """
        import signal, time
        for one in (signal.SIGINT, signal.SIGTERM, signal.SIGALRM):
            signal.signal(one, signal.SIG_IGN)
        time.sleep(10_000)
        """, TIMEOUT),
    in_twice("swallows interrupts", "goes on after each interrupt", """
        while True:
            try:
                while True:
                    pass
            except BaseException:
                pass
        """, TIMEOUT),
    in_twice("stops itself", "stops, and is never continued",
             "import os, signal; os.kill(os.getpid(), signal.SIGSTOP); return 2 * x", TIMEOUT,
             dangerous=True),
    in_twice("never ends at the end", "loops where a process ends, and in a thread", """
        import atexit, threading, time
        def forever():
            while True:
                time.sleep(0.01)
        atexit.register(forever)
        threading.Thread(target=forever).start()
        return 2 * x
        """, "passed", score=FULL),
    in_twice("memory", "asks for memory until there is none", """
        kept = []
        while True:
            kept.append(bytearray(1 << 26))
        """, dangerous=True),
    in_twice("memory in many processes", "asks for memory in eight processes at once", """
        import os, time
        for _ in range(8):
            if os.fork() == 0:
                kept = []
                while True:
                    try:
                        kept.append(bytearray(b"x" * (1 << 24)))
                    except MemoryError:
                        time.sleep(60)
        time.sleep(60)
        """, dangerous=True),
    in_twice("memory in sockets", "lets data wait in sockets that nobody reads", """
        import os, socket, time
        for _ in range(12):
            if os.fork() == 0:
                kept = []
                try:
                    while True:
                        kept.append(socket.socketpair())
                        for one in kept[-1]:
                            one.setblocking(False)
                            try:
                                while True:
                                    one.send(b"x" * 65536)
                            except BlockingIOError:
                                pass
                except OSError:
                    time.sleep(60)
        time.sleep(60)
        """, OUT_OF_MEMORY, dangerous=True),
    in_twice("memory in files without a name", "writes files that no folder holds", """
        import os
        kept = [os.memfd_create("a") for _ in range(100)]
        for one in kept:
            for _ in range(200):
                os.write(one, b"x" * (1 << 20))
        return 2 * x
        """, "error", dangerous=True),
    in_twice("memory in pipes", "lets data wait in pipes that nobody reads", """
        import os
        kept = []
        try:
            while True:
                kept.append(os.pipe())
                os.set_blocking(kept[-1][1], False)
                try:
                    while True:
                        os.write(kept[-1][1], b"x" * 65536)
                except BlockingIOError:
                    pass
        except OSError:
            for one in sum(kept, ()):
                os.close(one)
        return 2 * x
        """, "passed", score=FULL, dangerous=True),
    in_twice("busy children", "starts processes that take all processors", """
        import os, time
        for _ in range(8):  # more would take the time of its own next task as well
            if os.fork() == 0:
                os.setsid()
                while True:
                    pass
        time.sleep(60)
        """, TIMEOUT, dangerous=True),
    in_twice("odd letters", "raises an exception with NUL and a terminal's commands in its text",
             r"raise ValueError('a\0b\x1b[31m\x1b]0;owned\x07c')", "error"),
    in_twice("fork bomb", "starts processes that start processes", """
        import os
        while True:
            try:
                os.fork()
            except OSError:
                pass
        """, dangerous=True),
    in_twice("thread bomb", "starts threads until there are no more", """
        import threading, time
        while True:
            try:
                threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
            except RuntimeError:
                time.sleep(60)
        """, dangerous=True),
    in_twice("fills the disk", "writes into each folder until it is full", """
        import os
        written = 0
        for folder in (".", "/tmp", "/dev/shm", "/var/tmp"):
            try:
                with open(f"{folder}/fill", "wb") as file:
                    while True:
                        written += file.write(b"x" * (1 << 22))
                        if written > 20 << 30:
                            return 2 * x
            except OSError:
                pass
        return 0
        """, dangerous=True),
    in_twice("prints 200 MB", "prints without end", """
        for _ in range(200):
            print("x" * 1_000_000)
        return 2 * x
        """, "passed", score=FULL, dangerous=True),
    in_twice("a million messages", "displays a million little things", """
        from IPython.display import display
        for _ in range(1_000_000):
            display(0)
        return 2 * x
        """, dangerous=True),
    in_twice("long exception", "raises an exception with a text of 50 MB",
             "raise ValueError('x' * 50_000_000)", "error"),
    Attack("prints before", "prints 50 MB where nothing is graded", cells=lambda notebook:
           notebook.cells.insert(1, new_code_cell("print('x' * 50_000_000)")), dangerous=True),
    Attack("dies twice", "dies in two tasks", {
        "twice": "import os\n\ndef twice(x):\n    os._exit(0)",
        "choice": "def choice():\n    os.abort()"},
        score=toy.POINTS["total"], states={"twice": DIED, "choice": DIED}),
    Attack("loops before its answer", "never ends in the cell of the answer", {
        "twice": "while True:\n    pass\n\ndef twice(x):\n    return 2 * x"},
        score=WITHOUT_TWICE, states={"twice": TIMEOUT, "choice": "passed"}),
    Attack("dies before all", "ends the process in a cell above all tasks", cells=lambda notebook:
           notebook.cells.insert(1, new_code_cell("import os; os._exit(0)"))),
]  # fmt: skip

SCRIPT = "<script>document.title='{token}'</script><img src=x onerror=alert('{token}')>"
MARKUP = code("""
    from IPython.display import HTML, Javascript, Markdown, Latex, SVG, display
    bad = "<script>document.title='{token}'</script><img src=x onerror=alert('{token}')>"
    print(bad)
    print("\\x1b]8;;javascript:alert('{token}')\\x1b\\\\link\\x1b]8;;\\x1b\\\\ \\x1b[31m" + bad)
    for one in (HTML(bad), Markdown(bad), Latex(bad), Javascript("alert('{token}')")):
        display(one)
    display({"text/html": bad}, raw=True, metadata={"text/html": {"isolated": True}})
    display({"image/svg+xml": f"<svg onload=\\"alert('{token}')\\">{bad}</svg>"}, raw=True)
    display({"image/png": "\\"onerror=\\"alert('{token}')"}, raw=True)
    display({"application/vnd.jupyter.widget-view+json": {"model_id": bad}}, raw=True)
    """)


def markdown(notebook):
    from nbformat.v4 import new_markdown_cell, new_raw_cell

    bad = f"{SCRIPT}\n\n[link](javascript:alert('{{token}}')) <svg onload=alert('{{token}}')>"
    notebook.cells.insert(1, new_markdown_cell(bad))
    notebook.cells.insert(1, new_markdown_cell(f"$${SCRIPT}$$\n\n\\begin{{a}}{SCRIPT}\\end{{a}}"))
    notebook.cells.insert(1, new_raw_cell(SCRIPT, metadata={"raw_mimetype": "text/html"}))


DISPLAYS = [
    Attack("scripts in outputs", "displays scripts to the person who grades", {
        "twice": MARKUP + "\n" + toy.ANSWERS["twice"]}),
    Attack("scripts in results", "returns and raises scripts, which feedback repeats", {
        "twice": f"def twice(x):\n    raise ValueError({SCRIPT!r})",
        "choice": f"def choice():\n    print({SCRIPT!r})\n    return {SCRIPT!r}"},
        score=toy.POINTS["total"]),
    Attack("scripts in text", "writes scripts into Markdown", {"why": SCRIPT}, markdown),
    Attack("tells the seeds", "prints all that its process knows of hidden cases", {
        "twice": code("""
            def twice(x):
                check = get_ipython().user_ns["check"]
                print("told", vars(check), x)
                return 0
            """)}, score=WITHOUT_TWICE),
]  # fmt: skip
