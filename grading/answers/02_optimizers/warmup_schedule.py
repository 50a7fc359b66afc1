"""Wrong and alternative answers to warmup_schedule (read by grading.bank)."""

import math

import torch

from grading.bank import alternative, wrong


@wrong(
    "starts at zero",
    fails=["the learning rates of the warm-up"],
    says="Your warm-up starts with a learning rate of 0, so the first batch is wasted. Step "
    "number 0 has the factor 1/warmup_steps already: k counts from 0, the factors from 1.",
)
def warmup_schedule(optimizer, warmup_steps, total_steps):
    def factor(k):
        if k < warmup_steps:
            return k / warmup_steps
        p = (k - warmup_steps) / (total_steps - warmup_steps)
        return (1 + math.cos(math.pi * min(p, 1.0))) / 2

    return torch.optim.lr_scheduler.LambdaLR(optimizer, factor)


@wrong(
    "too slow a warm-up",
    fails=["the learning rates of the warm-up"],
    says="Your warm-up divides by `warmup_steps + 1`, so the full learning rate is not reached "
    "within it. Its last step, k = warmup_steps − 1, has the factor 1.",
)
def warmup_schedule(optimizer, warmup_steps, total_steps):
    def factor(k):
        if k < warmup_steps:
            return (k + 1) / (warmup_steps + 1)
        p = (k - warmup_steps) / (total_steps - warmup_steps)
        return (1 + math.cos(math.pi * min(p, 1.0))) / 2

    return torch.optim.lr_scheduler.LambdaLR(optimizer, factor)


@wrong(
    "cosine over all steps",
    fails=["the learning rates of the cosine"],
    says="Your cosine starts with the training and not after the warm-up: its p is k/total_steps. "
    "So the learning rate jumps down where the warm-up ends. Count p from there.",
)
def warmup_schedule(optimizer, warmup_steps, total_steps):
    def factor(k):
        if k < warmup_steps:
            return (k + 1) / warmup_steps
        return (1 + math.cos(math.pi * min(k / total_steps, 1.0))) / 2

    return torch.optim.lr_scheduler.LambdaLR(optimizer, factor)


@wrong(
    "cosine too long",
    fails=[
        "the learning rates of the cosine",
        "the learning rates after the last step",
    ],
    says="Your cosine is `total_steps` long and comes after the warm-up, so the schedule as a "
    "whole is too long: at k = total_steps it has not reached 0. What is left for the cosine?",
)
def warmup_schedule(optimizer, warmup_steps, total_steps):
    def factor(k):
        if k < warmup_steps:
            return (k + 1) / warmup_steps
        p = (k - warmup_steps) / total_steps
        return (1 + math.cos(math.pi * min(p, 1.0))) / 2

    return torch.optim.lr_scheduler.LambdaLR(optimizer, factor)


@wrong(
    "cosine one step ahead",
    fails=["the learning rates of the cosine", "a schedule without warm-up"],
    says="Your cosine is one step ahead: it leaves out the factor 1 at k = warmup_steps, and is "
    "at 0 in the last step, which is wasted then. There is no + 1 in p.",
)
def warmup_schedule(optimizer, warmup_steps, total_steps):
    def factor(k):
        if k < warmup_steps:
            return (k + 1) / warmup_steps
        p = (k + 1 - warmup_steps) / (total_steps - warmup_steps)
        return (1 + math.cos(math.pi * min(p, 1.0))) / 2

    return torch.optim.lr_scheduler.LambdaLR(optimizer, factor)


@wrong(
    "stepped at once",
    fails=[
        "the learning rates of the warm-up",
        "the learning rates of the cosine",
        "a schedule without warm-up",
    ],
    says="Your whole schedule is one step ahead, from the first step on: step number 0 has the "
    "factor of step number 1. A new scheduler sets the learning rate of step 0 by itself. Its "
    "`step` is for the caller, after each step of the optimizer, and k counts from 0.",
)
def warmup_schedule(optimizer, warmup_steps, total_steps):
    def factor(k):
        if k < warmup_steps:
            return (k + 1) / warmup_steps
        p = (k - warmup_steps) / (total_steps - warmup_steps)
        return (1 + math.cos(math.pi * min(p, 1.0))) / 2

    scheduler = torch.optim.lr_scheduler.LambdaLR(optimizer, factor)
    scheduler.step()
    return scheduler


@wrong(
    "rises again",
    fails=["the learning rates after the last step"],
    says="After the last step your learning rate rises again: a cosine goes on in waves, also that "
    "of `CosineAnnealingLR`. From k = total_steps on the factor is 0; keep p from growing beyond "
    "1.",
)
def warmup_schedule(optimizer, warmup_steps, total_steps):
    def factor(k):
        if k < warmup_steps:
            return (k + 1) / warmup_steps
        p = (k - warmup_steps) / (total_steps - warmup_steps)
        return (1 + math.cos(math.pi * p)) / 2

    return torch.optim.lr_scheduler.LambdaLR(optimizer, factor)


@wrong(
    "a straight line",
    fails=["the learning rates of the cosine", "a schedule without warm-up"],
    says="After the warm-up your learning rate falls along a straight line, 1 − p. The task asks "
    "for half a wave of the cosine, (1 + cos(πp))/2.",
)
def warmup_schedule(optimizer, warmup_steps, total_steps):
    def factor(k):
        if k < warmup_steps:
            return (k + 1) / warmup_steps
        p = (k - warmup_steps) / (total_steps - warmup_steps)
        return 1 - min(p, 1.0)

    return torch.optim.lr_scheduler.LambdaLR(optimizer, factor)


@wrong(
    "learning rate twice",
    fails=[
        "the learning rates of the warm-up",
        "the learning rates of the cosine",
        "a schedule without warm-up",
    ],
    says="The learning rate is in it twice. `LambdaLR` multiplies what your function returns by "
    "each group's starting learning rate: return the factor only.",
)
def warmup_schedule(optimizer, warmup_steps, total_steps):
    lr = optimizer.param_groups[0]["lr"]

    def rate(k):
        if k < warmup_steps:
            return lr * (k + 1) / warmup_steps
        p = (k - warmup_steps) / (total_steps - warmup_steps)
        return lr * (1 + math.cos(math.pi * min(p, 1.0))) / 2

    return torch.optim.lr_scheduler.LambdaLR(optimizer, rate)


wrong(
    "a class of one's own",
    fails=[
        "the learning rates of the warm-up",
        "the learning rates of the cosine",
        "the learning rates after the last step",
        "a schedule without warm-up",
    ],
    says="You return an object of your own that sets the learning rates. The task asks for a "
    "scheduler from `torch.optim.lr_scheduler`, which can be saved and chained: one of them takes "
    "a function of the step number.",
    code="""
    class Warmup:
        def __init__(self, optimizer, factor):
            self.optimizer, self.factor, self.k = optimizer, factor, -1
            self.rates = [group["lr"] for group in optimizer.param_groups]
            self.step()

        def step(self):
            self.k += 1
            for group, lr in zip(self.optimizer.param_groups, self.rates):
                group["lr"] = lr * self.factor(self.k)


    def warmup_schedule(optimizer, warmup_steps, total_steps):
        def factor(k):
            if k < warmup_steps:
                return (k + 1) / warmup_steps
            p = (k - warmup_steps) / (total_steps - warmup_steps)
            return (1 + math.cos(math.pi * min(p, 1.0))) / 2

        return Warmup(optimizer, factor)
    """,
)


@wrong(
    "division by zero",
    fails=["a schedule without warm-up"],
    says="With `warmup_steps=0` you divide by zero. Divide only where k < warmup_steps holds: "
    "without a warm-up that is never the case.",
)
def warmup_schedule(optimizer, warmup_steps, total_steps):
    def factor(k):
        p = max((k - warmup_steps) / (total_steps - warmup_steps), 0.0)
        return min((k + 1) / warmup_steps, (1 + math.cos(math.pi * min(p, 1.0))) / 2)

    return torch.optim.lr_scheduler.LambdaLR(optimizer, factor)


@wrong(
    "one learning rate for all groups",
    fails=["the learning rates of the warm-up", "the learning rates of the cosine"],
    says="All groups follow the learning rate of the first. Each group has a starting learning "
    "rate of its own, and the factor multiplies that one.",
)
class warmup_schedule(torch.optim.lr_scheduler.LRScheduler):
    def __init__(self, optimizer, warmup_steps, total_steps):
        self.warmup_steps, self.total_steps = warmup_steps, total_steps
        super().__init__(optimizer)

    def get_lr(self):
        k = self.last_epoch
        if k < self.warmup_steps:
            factor = (k + 1) / self.warmup_steps
        else:
            p = (k - self.warmup_steps) / (self.total_steps - self.warmup_steps)
            factor = (1 + math.cos(math.pi * min(p, 1.0))) / 2
        return [self.base_lrs[0] * factor for _ in self.base_lrs]


@wrong(
    "nothing returned",
    fails=[
        "the learning rates of the warm-up",
        "the learning rates of the cosine",
        "the learning rates after the last step",
        "a schedule without warm-up",
    ],
    says="Your function returns `None`, so there is no scheduler to call `step` on. Return the "
    "scheduler that you made.",
)
def warmup_schedule(optimizer, warmup_steps, total_steps):
    def factor(k):
        if k < warmup_steps:
            return (k + 1) / warmup_steps
        p = (k - warmup_steps) / (total_steps - warmup_steps)
        return (1 + math.cos(math.pi * min(p, 1.0))) / 2

    torch.optim.lr_scheduler.LambdaLR(optimizer, factor)


@wrong(
    "a function, no scheduler",
    fails=[
        "the learning rates of the warm-up",
        "the learning rates of the cosine",
        "the learning rates after the last step",
        "a schedule without warm-up",
    ],
    says="You return your function. A scheduler has a method `step`: give the function to "
    "`LambdaLR`, and return that.",
)
def warmup_schedule(optimizer, warmup_steps, total_steps):
    def factor(k):
        if k < warmup_steps:
            return (k + 1) / warmup_steps
        p = (k - warmup_steps) / (total_steps - warmup_steps)
        return (1 + math.cos(math.pi * min(p, 1.0))) / 2

    return factor


@wrong(
    "a number for a function",
    fails=[
        "the learning rates of the warm-up",
        "the learning rates of the cosine",
        "the learning rates after the last step",
        "a schedule without warm-up",
    ],
    says="You give the scheduler a number, the result of one call of your function. It needs the "
    "function itself, without brackets and argument, and calls it in every step.",
)
def warmup_schedule(optimizer, warmup_steps, total_steps):
    def factor(k):
        if k < warmup_steps:
            return (k + 1) / warmup_steps
        p = (k - warmup_steps) / (total_steps - warmup_steps)
        return (1 + math.cos(math.pi * min(p, 1.0))) / 2

    return torch.optim.lr_scheduler.LambdaLR(optimizer, factor(0))


@wrong(
    "one step too many",
    fails=["the learning rates of the cosine", "a schedule without warm-up"],
    says="Your warm-up is one step too long: it holds for k < warmup_steps, and at "
    "k = warmup_steps the cosine begins.",
)
def warmup_schedule(optimizer, warmup_steps, total_steps):
    def factor(k):
        if k <= warmup_steps:
            return (k + 1) / warmup_steps
        p = (k - warmup_steps) / (total_steps - warmup_steps)
        return (1 + math.cos(math.pi * min(p, 1.0))) / 2

    return torch.optim.lr_scheduler.LambdaLR(optimizer, factor)


@wrong(
    "no value after the end",
    fails=[
        "the learning rates of the cosine",
        "the learning rates after the last step",
        "a schedule without warm-up",
    ],
    says="For some k your function returns `None`, which can't be multiplied. It needs a value for "
    "every k: from k = total_steps on it is 0. (The scheduler asks for that one as soon as the "
    "last step is done.)",
)
def warmup_schedule(optimizer, warmup_steps, total_steps):
    def factor(k):
        if k < warmup_steps:
            return (k + 1) / warmup_steps
        if k < total_steps:
            p = (k - warmup_steps) / (total_steps - warmup_steps)
            return (1 + math.cos(math.pi * p)) / 2

    return torch.optim.lr_scheduler.LambdaLR(optimizer, factor)


@wrong(
    "factors multiplied up",
    fails=[
        "the learning rates of the warm-up",
        "the learning rates of the cosine",
        "a schedule without warm-up",
    ],
    says="`MultiplicativeLR` multiplies the learning rate of the step before by your factor, so "
    "the factors pile up. Here each one belongs to the learning rate at the start; another "
    "scheduler does that.",
)
def warmup_schedule(optimizer, warmup_steps, total_steps):
    def factor(k):
        if k < warmup_steps:
            return (k + 1) / warmup_steps
        p = (k - warmup_steps) / (total_steps - warmup_steps)
        return (1 + math.cos(math.pi * min(p, 1.0))) / 2

    return torch.optim.lr_scheduler.MultiplicativeLR(optimizer, factor)


@wrong(
    "pi forgotten",
    fails=[
        "the learning rates of the cosine",
        "the learning rates after the last step",
        "a schedule without warm-up",
    ],
    says="Your cosine falls too slowly and does not reach 0: it is the cosine of p, where that of "
    "πp is asked for.",
)
def warmup_schedule(optimizer, warmup_steps, total_steps):
    def factor(k):
        if k < warmup_steps:
            return (k + 1) / warmup_steps
        p = (k - warmup_steps) / (total_steps - warmup_steps)
        return (1 + math.cos(min(p, 1.0))) / 2

    return torch.optim.lr_scheduler.LambdaLR(optimizer, factor)


@wrong(
    "brackets forgotten",
    fails=["the learning rates of the warm-up"],
    says="In your warm-up only the 1 is divided: `k + 1 / n` means k + (1/n). Where do the "
    "brackets belong?",
)
def warmup_schedule(optimizer, warmup_steps, total_steps):
    def factor(k):
        if k < warmup_steps:
            return k + 1 / warmup_steps
        p = (k - warmup_steps) / (total_steps - warmup_steps)
        return (1 + math.cos(math.pi * min(p, 1.0))) / 2

    return torch.optim.lr_scheduler.LambdaLR(optimizer, factor)


@wrong(
    "only the cosine halved",
    fails=[
        "the learning rates of the cosine",
        "the learning rates after the last step",
        "a schedule without warm-up",
    ],
    says="Only the cosine is halved: your factor falls from 1.5 to 0.5, where it should fall from "
    "1 to 0. Where do the brackets belong?",
)
def warmup_schedule(optimizer, warmup_steps, total_steps):
    def factor(k):
        if k < warmup_steps:
            return (k + 1) / warmup_steps
        p = (k - warmup_steps) / (total_steps - warmup_steps)
        return 1 + math.cos(math.pi * min(p, 1.0)) / 2

    return torch.optim.lr_scheduler.LambdaLR(optimizer, factor)


@wrong(
    "no warm-up",
    fails=[
        "the learning rates of the warm-up",
        "the learning rates of the cosine",
        "the learning rates after the last step",
    ],
    says="Your cosine runs from the first step of the training to the last, and rises again after "
    "it. It should begin only where the warm-up ends, a rise along a straight line; and from k = "
    "total_steps on the factor stays 0.",
)
def warmup_schedule(optimizer, warmup_steps, total_steps):
    return torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, total_steps)


@wrong(
    "a list of factors",
    fails=[
        "the learning rates of the warm-up",
        "the learning rates of the cosine",
        "the learning rates after the last step",
        "a schedule without warm-up",
    ],
    says="You return a list. A scheduler has a method `step`: put your formula into a function of "
    "k, and give that to `LambdaLR`.",
)
def warmup_schedule(optimizer, warmup_steps, total_steps):
    steps = range(total_steps - warmup_steps)
    cosine = [(1 + math.cos(math.pi * k / len(steps))) / 2 for k in steps]
    return [(k + 1) / warmup_steps for k in range(warmup_steps)] + cosine


@wrong(
    "two schedulers in a row",
    fails=["the learning rates of the warm-up", "the learning rates after the last step"],
    says="Your two schedulers come close. But a `LinearLR` of `total_iters=warmup_steps` is at the "
    "factor 1 in step number `warmup_steps`, one step too late, and a `CosineAnnealingLR` rises "
    "again after its end. One function for `LambdaLR` has all three cases.",
)
def warmup_schedule(optimizer, warmup_steps, total_steps):
    schedulers = torch.optim.lr_scheduler
    if warmup_steps == 0:  # SequentialLR's first rate there depends on PyTorch's version
        return schedulers.CosineAnnealingLR(optimizer, T_max=total_steps)
    start = 1 / warmup_steps
    up = schedulers.LinearLR(optimizer, start_factor=start, total_iters=warmup_steps)
    down = schedulers.CosineAnnealingLR(optimizer, T_max=total_steps - warmup_steps)
    return schedulers.SequentialLR(optimizer, [up, down], milestones=[warmup_steps])


@wrong(
    "not halved",
    fails=["the learning rates of the cosine", "a schedule without warm-up"],
    says="Your cosine begins with the factor 2: 1 + cos(πp) falls from 2 to 0. What is missing?",
)
def warmup_schedule(optimizer, warmup_steps, total_steps):
    def factor(k):
        if k < warmup_steps:
            return (k + 1) / warmup_steps
        p = (k - warmup_steps) / (total_steps - warmup_steps)
        return 1 + math.cos(math.pi * min(p, 1.0))

    return torch.optim.lr_scheduler.LambdaLR(optimizer, factor)


@wrong(
    "a step too short",
    fails=["the learning rates of the cosine", "a schedule without warm-up"],
    says="Your cosine is at 0 in the last step, number total_steps − 1, which is wasted then. It "
    "reaches 0 at k = total_steps: p is divided by T − W, without the − 1.",
)
def warmup_schedule(optimizer, warmup_steps, total_steps):
    def factor(k):
        if k < warmup_steps:
            return (k + 1) / warmup_steps
        p = (k - warmup_steps) / (total_steps - warmup_steps - 1)
        return (1 + math.cos(math.pi * min(p, 1.0))) / 2

    return torch.optim.lr_scheduler.LambdaLR(optimizer, factor)


@wrong(
    "a cosine that rises",
    fails=["the learning rates of the cosine", "a schedule without warm-up"],
    says="After the warm-up your factor falls to 0 at once and then rises to 1. At p = 0 the "
    "cosine is 1: check the sign in front of it.",
)
def warmup_schedule(optimizer, warmup_steps, total_steps):
    def factor(k):
        if k < warmup_steps:
            return (k + 1) / warmup_steps
        if k >= total_steps:
            return 0.0
        p = (k - warmup_steps) / (total_steps - warmup_steps)
        return (1 - math.cos(math.pi * p)) / 2

    return torch.optim.lr_scheduler.LambdaLR(optimizer, factor)


@wrong(
    "a function without return",
    fails=[
        "the learning rates of the warm-up",
        "the learning rates of the cosine",
        "the learning rates after the last step",
        "a schedule without warm-up",
    ],
    says="For some k your function returns `None`, already at the start. It has to `return` the "
    "factor in each of the cases.",
)
def warmup_schedule(optimizer, warmup_steps, total_steps):
    def factor(k):
        if k < warmup_steps:
            (k + 1) / warmup_steps
        else:
            p = (k - warmup_steps) / (total_steps - warmup_steps)
            (1 + math.cos(math.pi * min(p, 1.0))) / 2

    return torch.optim.lr_scheduler.LambdaLR(optimizer, factor)


@wrong(
    "at least one step of warm-up",
    fails=["a schedule without warm-up"],
    says="With `warmup_steps=0` yours warms up for one step all the same, and the cosine begins "
    "late. `max(1, …)` avoids the division by zero, but also changes p.",
)
def warmup_schedule(optimizer, warmup_steps, total_steps):
    warmup_steps = max(1, warmup_steps)

    def factor(k):
        if k < warmup_steps:
            return (k + 1) / warmup_steps
        p = (k - warmup_steps) / (total_steps - warmup_steps)
        return (1 + math.cos(math.pi * min(p, 1.0))) / 2

    return torch.optim.lr_scheduler.LambdaLR(optimizer, factor)


@wrong(
    "no cosine without warm-up",
    fails=["a schedule without warm-up"],
    says="With `warmup_steps=0` your learning rate does not follow the cosine. Only the warm-up is "
    "left out then: the cosine starts at once. Is a case for `warmup_steps=0` needed at all?",
)
def warmup_schedule(optimizer, warmup_steps, total_steps):
    def factor(k):
        if warmup_steps == 0:
            return 1.0
        if k < warmup_steps:
            return (k + 1) / warmup_steps
        p = (k - warmup_steps) / (total_steps - warmup_steps)
        return (1 + math.cos(math.pi * min(p, 1.0))) / 2

    return torch.optim.lr_scheduler.LambdaLR(optimizer, factor)


@wrong(
    "p counted from the start",
    fails=["the learning rates of the cosine"],
    says="Your p counts the steps from the start of the training: it is k/(T − W), and at the end "
    "of the warm-up it should be 0. So the learning rate jumps down there.",
)
def warmup_schedule(optimizer, warmup_steps, total_steps):
    def factor(k):
        if k < warmup_steps:
            return (k + 1) / warmup_steps
        p = k / (total_steps - warmup_steps)
        return (1 + math.cos(math.pi * min(p, 1.0))) / 2

    return torch.optim.lr_scheduler.LambdaLR(optimizer, factor)


@wrong(
    "brackets around T − W forgotten",
    fails=["the learning rates of the cosine", "the learning rates after the last step"],
    says="Your p is divided by T alone, and then W is taken away: `a / b - c` means (a/b) − c. "
    "Where do the brackets belong?",
)
def warmup_schedule(optimizer, warmup_steps, total_steps):
    def factor(k):
        if k < warmup_steps:
            return (k + 1) / warmup_steps
        p = (k - warmup_steps) / total_steps - warmup_steps
        return (1 + math.cos(math.pi * min(p, 1.0))) / 2

    return torch.optim.lr_scheduler.LambdaLR(optimizer, factor)


@alternative("a scheduler class")
class warmup_schedule(torch.optim.lr_scheduler.LRScheduler):
    def __init__(self, optimizer, warmup_steps, total_steps):
        self.warmup, self.total = warmup_steps, total_steps
        super().__init__(optimizer)

    def get_lr(self):
        k = self.last_epoch
        if k < self.warmup:
            return [lr * (k + 1) / self.warmup for lr in self.base_lrs]
        if k >= self.total:
            return [0.0 for _ in self.base_lrs]
        angle = math.pi * (k - self.warmup) / (self.total - self.warmup)
        return [lr * math.cos(angle / 2) ** 2 for lr in self.base_lrs]


@alternative("factors that are tensors")
def warmup_schedule(optimizer, warmup_steps, total_steps):
    def factor(k):
        if k < warmup_steps:
            return torch.tensor((k + 1) / warmup_steps)
        p = torch.tensor((k - warmup_steps) / (total_steps - warmup_steps))
        return (1 + torch.cos(torch.pi * p.clamp(max=1))) / 2

    return torch.optim.lr_scheduler.LambdaLR(optimizer, factor)


@alternative("one expression, a function for each group")
def warmup_schedule(optimizer, warmup_steps, total_steps):
    def f(k):
        p = min(max(k - warmup_steps, 0) / (total_steps - warmup_steps), 1)
        ramp = min((k + 1) / max(warmup_steps, 1), 1)
        return ramp * 0.5 * (1 + torch.tensor(torch.pi * p, dtype=torch.float64).cos().item())

    return torch.optim.lr_scheduler.LambdaLR(optimizer, [f for _ in optimizer.param_groups])
