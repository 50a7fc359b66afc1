"""Wrong and alternative answers to time_it (read by grading.bank)."""

import time

import torch

from grading.bank import alternative, wrong
from torchcourse import simulated


@wrong(
    "no waiting at all",
    fails=[
        "work on the accelerator",
        "with older work still in the queue",
        "with a slow first call",
    ],
    says="You measure how long it takes to *launch* the work, and that is short whatever the work "
    "is. The device is still busy when you read the clock at the end: wait for it before, on every "
    "device but the CPU, and not on CUDA alone. (Without its `()` no function is called.)",
)
def time_it(function, device, repeats=10, clock=time.perf_counter):
    function()
    start = clock()
    for _ in range(repeats):
        function()
    return (clock() - start) / repeats


@wrong(
    "no waiting at the start",
    fails=[
        "work on the accelerator",
        "with older work still in the queue",
        "with a slow first call",
    ],
    says="When your clock starts, the device is still busy with the warm-up and with what was "
    "launched before. The measurement pays for that: wait before the clock starts, too.",
)
def time_it(function, device, repeats=10, clock=time.perf_counter):
    function()
    start = clock()
    for _ in range(repeats):
        function()
    if device.type != "cpu":
        torch.accelerator.synchronize()
    return (clock() - start) / repeats


@wrong(
    "the clock read too early",
    fails=[
        "work on the accelerator",
        "with older work still in the queue",
        "with a slow first call",
    ],
    says="You wait at the end, after the clock has been read for the last time. Wait first, then "
    "read.",
)
def time_it(function, device, repeats=10, clock=time.perf_counter):
    function()
    start = clock()
    if device.type != "cpu":
        torch.accelerator.synchronize()
    for _ in range(repeats):
        function()
    end = clock()
    if device.type != "cpu":
        torch.accelerator.synchronize()
    return (end - start) / repeats


@wrong(
    "no warm-up",
    fails=["with a slow first call", "work on the CPU"],
    says="The first, slow call is part of your measurement. Call the function once before, outside "
    "of it.",
)
def time_it(function, device, repeats=10, clock=time.perf_counter):
    if device.type != "cpu":
        torch.accelerator.synchronize()
    start = clock()
    for _ in range(repeats):
        function()
    if device.type != "cpu":
        torch.accelerator.synchronize()
    return (clock() - start) / repeats


@wrong(
    "the warm-up timed as well",
    fails=[
        "work on the accelerator",
        "with older work still in the queue",
        "with a slow first call",
        "work on the CPU",
    ],
    says="The warm-up stands inside the measurement: the clock has been started before it. It also "
    "makes one call more than you divide by.",
)
def time_it(function, device, repeats=10, clock=time.perf_counter):
    if device.type != "cpu":
        torch.accelerator.synchronize()
    start = clock()
    function()
    for _ in range(repeats):
        function()
    if device.type != "cpu":
        torch.accelerator.synchronize()
    return (clock() - start) / repeats


@wrong(
    "one call too many",
    fails=[
        "work on the accelerator",
        "with older work still in the queue",
        "with a slow first call",
        "work on the CPU",
    ],
    says="Between the two looks at the clock you make one call more than you divide by. The "
    "measured calls are `repeats`, and the warm-up is none of them.",
)
def time_it(function, device, repeats=10, clock=time.perf_counter):
    def wait():
        if device.type != "cpu":
            torch.accelerator.synchronize()

    function()
    wait()
    start = clock()
    for _ in range(repeats + 1):
        function()
    wait()
    return (clock() - start) / repeats


@wrong(
    "ten calls in every case",
    fails=[
        "work on the accelerator",
        "with older work still in the queue",
        "with a slow first call",
    ],
    says="You make ten calls, whatever `repeats` says. That many calls are asked for.",
)
def time_it(function, device, repeats=10, clock=time.perf_counter):
    def wait():
        if device.type != "cpu":
            torch.accelerator.synchronize()

    function()
    wait()
    start = clock()
    for _ in range(10):
        function()
    wait()
    return (clock() - start) / 10


@wrong(
    "the clock started before the first wait",
    fails=[
        "work on the accelerator",
        "with older work still in the queue",
        "with a slow first call",
    ],
    says="You start the clock, and then wait for the device. What it still has to do by then, the "
    "warm-up and older work, is in your measurement: wait first, then read the clock.",
)
def time_it(function, device, repeats=10, clock=time.perf_counter):
    def wait():
        if device.type != "cpu":
            torch.accelerator.synchronize()

    function()
    start = clock()
    wait()
    for _ in range(repeats):
        function()
    wait()
    return (clock() - start) / repeats


@wrong(
    "waiting after each call",
    fails=[
        "work on the accelerator",
        "with older work still in the queue",
        "with a slow first call",
    ],
    says="You wait after each call, so the host can launch nothing while the device works. In a "
    "real program launching and working go on side by side: call all `repeats` times, then wait "
    "once.",
)
def time_it(function, device, repeats=10, clock=time.perf_counter):
    def wait():
        if device.type != "cpu":
            torch.accelerator.synchronize()

    function()
    wait()
    start = clock()
    for _ in range(repeats):
        function()
        wait()
    return (clock() - start) / repeats


@wrong(
    "the time of all calls",
    fails=[
        "work on the accelerator",
        "with older work still in the queue",
        "with a slow first call",
        "work on the CPU",
    ],
    says="You return the time of all calls together. The mean of one call is asked for.",
)
def time_it(function, device, repeats=10, clock=time.perf_counter):
    def wait():
        if device.type != "cpu":
            torch.accelerator.synchronize()

    function()
    wait()
    start = clock()
    for _ in range(repeats):
        function()
    wait()
    return clock() - start


@wrong(
    "divided before the difference",
    fails=[
        "work on the accelerator",
        "with older work still in the queue",
        "with a slow first call",
        "work on the CPU",
    ],
    says="You divide only the start by `repeats`: `/` comes before `-`. Put brackets around the "
    "difference.",
)
def time_it(function, device, repeats=10, clock=time.perf_counter):
    def wait():
        if device.type != "cpu":
            torch.accelerator.synchronize()

    function()
    wait()
    start = clock()
    for _ in range(repeats):
        function()
    wait()
    return clock() - start / repeats


@wrong(
    "milliseconds",
    fails=[
        "work on the accelerator",
        "with older work still in the queue",
        "with a slow first call",
        "work on the CPU",
    ],
    says="Your result is a thousand times too large: you return milliseconds, and seconds are "
    "asked for.",
)
def time_it(function, device, repeats=10, clock=time.perf_counter):
    def wait():
        if device.type != "cpu":
            torch.accelerator.synchronize()

    function()
    wait()
    start = clock()
    for _ in range(repeats):
        function()
    wait()
    return 1000 * (clock() - start) / repeats


@wrong(
    "hard-coded cuda",
    fails=[
        "work on the accelerator",
        "with older work still in the queue",
        "with a slow first call",
        "work on the CPU",
    ],
    says="You call `torch.cuda.synchronize()` whatever the device is, and not every machine has "
    "CUDA. `torch.accelerator.synchronize()` waits for whichever accelerator there is, and on the "
    "CPU there is nothing to wait for.",
)
def time_it(function, device, repeats=10, clock=time.perf_counter):
    function()
    torch.cuda.synchronize()
    start = clock()
    for _ in range(repeats):
        function()
    torch.cuda.synchronize()
    return (clock() - start) / repeats


@wrong(
    "waiting for the CPU",
    fails=[
        "work on the CPU",
    ],
    says="You wait for an accelerator even where `device` is the CPU: a machine that has none "
    'refuses. A call on the CPU has finished when it returns. Do you ask? `device != "cpu"` is '
    "always true, since a device never equals a string: compare `device.type`.",
)
def time_it(function, device, repeats=10, clock=time.perf_counter):
    function()
    torch.accelerator.synchronize(device)
    start = clock()
    for _ in range(repeats):
        function()
    torch.accelerator.synchronize(device)
    return (clock() - start) / repeats


@wrong(
    "a clock of its own",
    fails=[
        "work on the accelerator",
        "with older work still in the queue",
        "with a slow first call",
        "work on the CPU",
    ],
    says="Your function reads a clock of its own. Call the one that it is given, `clock()`: so it "
    "can be tested, and can be given a better one.",
)
def time_it(function, device, repeats=10, clock=time.perf_counter):
    function()
    if device.type != "cpu":
        torch.accelerator.synchronize()
    start = time.time()
    for _ in range(repeats):
        function()
    if device.type != "cpu":
        torch.accelerator.synchronize()
    return (time.time() - start) / repeats


@wrong(
    "waiting before the warm-up",
    fails=[
        "work on the accelerator",
        "with older work still in the queue",
        "with a slow first call",
    ],
    says="Your first wait comes before the warm-up. What the warm-up has launched is still running "
    "when the clock starts, and the measurement pays for it: wait between the two.",
)
def time_it(function, device, repeats=10, clock=time.perf_counter):
    def wait():
        if device.type != "cpu":
            torch.accelerator.synchronize()

    wait()
    function()
    start = clock()
    for _ in range(repeats):
        function()
    wait()
    return (clock() - start) / repeats


@wrong(
    "the function not called",
    fails=[
        "work on the accelerator",
        "with older work still in the queue",
        "with a slow first call",
        "work on the CPU",
    ],
    says="Between the two looks at the clock the function is never called. `function` without its "
    "`()` only names it.",
)
def time_it(function, device, repeats=10, clock=time.perf_counter):
    function()
    simulated.synchronize()
    start = clock()
    for _ in range(repeats):
        function
    simulated.synchronize()
    return (clock() - start) / repeats


@wrong(
    "one call too few",
    fails=[
        "work on the accelerator",
        "with older work still in the queue",
        "with a slow first call",
        "work on the CPU",
    ],
    says="Between the two looks at the clock you make one call less than you divide by. The "
    "measured calls are `repeats`, and the warm-up is none of them.",
)
def time_it(function, device, repeats=10, clock=time.perf_counter):
    def wait():
        if device.type != "cpu":
            torch.accelerator.synchronize()

    function()
    wait()
    start = clock()
    for _ in range(repeats - 1):
        function()
    wait()
    return (clock() - start) / repeats


@wrong(
    "CUDA's events",
    fails=[
        "work on the accelerator",
        "with older work still in the queue",
        "with a slow first call",
        "work on the CPU",
    ],
    says="You measure with events of CUDA, and not every machine has that. Read the `clock` that "
    "you are given, which works for every device, and wait for the device before each look.",
)
def time_it(function, device, repeats=10, clock=time.perf_counter):
    function()
    start = torch.cuda.Event(enable_timing=True)
    end = torch.cuda.Event(enable_timing=True)
    start.record()
    for _ in range(repeats):
        function()
    end.record()
    torch.cuda.synchronize()
    return start.elapsed_time(end) / 1000 / repeats


@alternative("waiting for an event")
def time_it(function, device, repeats=10, clock=time.perf_counter):
    def wait():
        if device.type != "cpu":
            event = torch.Event(device)
            event.record()
            event.synchronize()

    function()
    wait()
    start = clock()
    for _ in range(repeats):
        function()
    wait()
    return (clock() - start) / repeats


@alternative("asking an event until it is done")
def time_it(function, device, repeats=10, clock=time.perf_counter):
    def wait():
        if device.type != "cpu":
            event = torch.Event(device)
            event.record()
            while not event.query():
                pass

    function()
    wait()
    start = clock()
    for _ in range(repeats):
        function()
    wait()
    return (clock() - start) / repeats


@alternative("asking the device's stream until it is done")
def time_it(function, device, repeats=10, clock=time.perf_counter):
    def wait():
        if device.type != "cpu":
            stream = torch.accelerator.current_stream(device)
            while not stream.query():
                pass

    function()
    wait()
    start = clock()
    for _ in range(repeats):
        function()
    wait()
    return (clock() - start) / repeats


@alternative("several calls to warm up, and waiting for the device by its name")
def time_it(function, device, repeats=10, clock=time.perf_counter):
    on_cpu = torch.device(device).type == "cpu"
    for _ in range(3):
        function()
    if not on_cpu:
        torch.accelerator.synchronize(device)
    start = clock()
    for _ in range(repeats):
        function()
    if not on_cpu:
        torch.accelerator.synchronize(device)
    end = clock()
    return (end - start) / repeats


@alternative("waiting for whatever accelerator is there")
def time_it(function, device, repeats=10, clock=time.perf_counter):
    there = torch.accelerator.is_available()
    for _ in range(2):
        function()
    if there:
        torch.accelerator.synchronize()
    start = clock()
    for _ in range(repeats):
        function()
    if there:
        torch.accelerator.synchronize()
    return (clock() - start) / repeats


@alternative("the course's synchronize, on every device")
def time_it(function, device, repeats=10, clock=time.perf_counter):
    function()
    simulated.synchronize()
    before = clock()
    [function() for _ in range(repeats)]
    simulated.synchronize()
    return (clock() - before) / repeats


@alternative("the device's own module")
def time_it(function, device, repeats=10, clock=time.perf_counter):
    function()
    torch.get_device_module(device).synchronize()
    before = clock()
    for _ in range(repeats):
        function()
    torch.get_device_module(device).synchronize()
    return (clock() - before) / repeats
