"""Wrong and alternative answers to squares (read by grading.bank)."""

import torch

from grading.bank import alternative, wrong


@wrong(
    "AdaGrad: ε inside the root",
    fails=[
        "AdaGrad: the first step",
        "AdaGrad: 100 steps, the learning rate changing",
        "AdaGrad: a gradient that is None in between",
        "AdaGrad: two trainings with a state each",
        "AdaGrad: the dtype of what is remembered",
    ],
    says="AdaGrad: your ε stands inside the root, √(s + ε), or is missing. It is added to the "
    "root. With an ε of 1e-10 nobody sees the difference, with 0.1 everybody does.",
)
def adagrad_step(parameters, state, lr, eps):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                state[p] = state.get(p, torch.zeros_like(p)) + p.grad**2
                p -= lr * p.grad / (state[p] + eps).sqrt()


@wrong(
    "AdaGrad: no root",
    fails=[
        "AdaGrad: the first step",
        "AdaGrad: 100 steps, the learning rate changing",
        "AdaGrad: a gradient that is None in between",
        "AdaGrad: two trainings with a state each",
        "AdaGrad: the dtype of what is remembered",
    ],
    says="AdaGrad: large gradients take tiny steps with you. Do you divide by the sum of squares "
    "itself? Take its root: a step is a gradient divided by the size of gradients.",
)
def adagrad_step(parameters, state, lr, eps):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                state[p] = state.get(p, torch.zeros_like(p)) + p.grad**2
                p -= lr * p.grad / (state[p] + eps)


@wrong(
    "AdaGrad: divides by the past only",
    fails=[
        "AdaGrad: the first step",
        "AdaGrad: 100 steps, the learning rate changing",
        "AdaGrad: a gradient that is None in between",
        "AdaGrad: two trainings with a state each",
        "AdaGrad: the dtype of what is remembered",
    ],
    says="AdaGrad: the new square comes into s after you have divided by it. In the first step s "
    "is then 0, and the step is divided by ε alone.",
)
def adagrad_step(parameters, state, lr, eps):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                s = state.get(p, torch.zeros_like(p))
                p -= lr * p.grad / (s.sqrt() + eps)
                state[p] = s + p.grad**2


@wrong(
    "AdaGrad: sizes in place of squares",
    fails=[
        "AdaGrad: 100 steps, the learning rate changing",
        "AdaGrad: a gradient that is None in between",
        "AdaGrad: two trainings with a state each",
        "AdaGrad: the dtype of what is remembered",
    ],
    says="AdaGrad: you add up the sizes |g|, not the squares. A root of the sum of squares grows "
    "with √t, a sum of sizes with t.",
)
def adagrad_step(parameters, state, lr, eps):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                state[p] = state.get(p, torch.zeros_like(p)) + p.grad.abs()
                p -= lr * p.grad / (state[p] + eps)


@wrong(
    "AdaGrad: a mean of squares",
    fails=[
        "AdaGrad: 100 steps, the learning rate changing",
        "AdaGrad: a gradient that is None in between",
        "AdaGrad: two trainings with a state each",
        "AdaGrad: the dtype of what is remembered",
    ],
    says="AdaGrad: you divide by the root of the *mean* of the squares. AdaGrad adds them up and "
    "never divides by how many there are: that is why its steps get smaller and smaller.",
)
def adagrad_step(parameters, state, lr, eps):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                s, t = state.get(p, (torch.zeros_like(p), 0))
                s, t = s + p.grad**2, t + 1
                state[p] = s, t
                p -= lr * p.grad / ((s / t).sqrt() + eps)


@wrong(
    "AdaGrad: one s for a whole parameter",
    fails=[
        "AdaGrad: the first step",
        "AdaGrad: 100 steps, the learning rate changing",
        "AdaGrad: a gradient that is None in between",
        "AdaGrad: two trainings with a state each",
        "AdaGrad: the dtype of what is remembered",
    ],
    says="AdaGrad: all elements of a parameter are divided by the same number. Each element has a "
    "sum of its own; that is what lets rare features take long steps.",
)
def adagrad_step(parameters, state, lr, eps):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                state[p] = state.get(p, 0.0) + (p.grad**2).sum()
                p -= lr * p.grad / (state[p].sqrt() + eps)


@wrong(
    "AdaGrad: begins at 1",
    fails=[
        "AdaGrad: the first step",
        "AdaGrad: 100 steps, the learning rate changing",
        "AdaGrad: a gradient that is None in between",
        "AdaGrad: two trainings with a state each",
    ],
    says="AdaGrad: your s begins at 1. It begins at 0, so that the first step is nearly lr.",
)
def adagrad_step(parameters, state, lr, eps):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                state[p] = state.get(p, torch.ones_like(p)) + p.grad**2
                p -= lr * p.grad / (state[p].sqrt() + eps)


@wrong(
    "AdaGrad: the first square twice",
    fails=[
        "AdaGrad: the first step",
        "AdaGrad: 100 steps, the learning rate changing",
        "AdaGrad: a gradient that is None in between",
        "AdaGrad: two trainings with a state each",
        "AdaGrad: the dtype of what is remembered",
    ],
    says="AdaGrad: the first square is in your s twice: s begins with it, and then it is added. s "
    "begins at 0.",
)
def adagrad_step(parameters, state, lr, eps):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                state[p] = state.get(p, p.grad**2) + p.grad**2
                p -= lr * p.grad / (state[p].sqrt() + eps)


@wrong(
    "AdaGrad: stops at None",
    fails=["AdaGrad: a gradient that is None in between"],
    says="AdaGrad: you stop at the first parameter without a gradient, and those after it get no "
    "step. Leave out this one and go on with the next.",
)
def adagrad_step(parameters, state, lr, eps):
    with torch.no_grad():
        for p in parameters:
            if p.grad is None:
                return
            state[p] = state.get(p, torch.zeros_like(p)) + p.grad**2
            p -= lr * p.grad / (state[p].sqrt() + eps)


@wrong(
    "AdaGrad: nothing remembered",
    fails=[
        "AdaGrad: 100 steps, the learning rate changing",
        "AdaGrad: a gradient that is None in between",
        "AdaGrad: two trainings with a state each",
        "AdaGrad: the dtype of what is remembered",
    ],
    says="AdaGrad: each of your steps is nearly lr times the sign of the gradient: s holds the "
    "last square alone. Is the sum read from `state`, and put back there?",
)
def adagrad_step(parameters, state, lr, eps):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                state[p] = p.grad**2
                p -= lr * p.grad / (state[p].sqrt() + eps)


@wrong(
    "AdaGrad: one s for a shape",
    fails=[
        "AdaGrad: the first step",
        "AdaGrad: 100 steps, the learning rate changing",
        "AdaGrad: a gradient that is None in between",
        "AdaGrad: two trainings with a state each",
        "AdaGrad: the dtype of what is remembered",
    ],
    says="AdaGrad: parameters of one shape share one s. Every parameter has an s of its own, and "
    "can be the key itself.",
)
def adagrad_step(parameters, state, lr, eps):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                state[p.shape] = state.get(p.shape, torch.zeros_like(p)) + p.grad**2
                p -= lr * p.grad / (state[p.shape].sqrt() + eps)


@wrong(
    "AdaGrad: only the local name",
    fails=[
        "AdaGrad: the first step",
        "AdaGrad: 100 steps, the learning rate changing",
        "AdaGrad: a gradient that is None in between",
        "AdaGrad: two trainings with a state each",
        "AdaGrad: the gradients after a step",
        "AdaGrad: the dtype of what is remembered",
    ],
    says="AdaGrad: no weight changes. Is there a line such as `p = p - …`? It makes "
    "a new tensor and gives it the name `p`, while the parameter is still the old one. Change the "
    "numbers inside it.",
)
def adagrad_step(parameters, state, lr, eps):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                state[p] = state.get(p, 0.0) + p.grad**2
                p = p - lr * p.grad / (state[p].sqrt() + eps)


@wrong(
    "AdaGrad: a memory in float32",
    fails=["AdaGrad: the dtype of what is remembered"],
    says="AdaGrad: your s is float32, though the parameter is float64: `torch.zeros(shape)` takes "
    "torch's default dtype. Which function takes over the parameter's?",
)
def adagrad_step(parameters, state, lr, eps):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                s = state.setdefault(p, torch.zeros(p.shape))
                s.add_(p.grad**2)
                p -= lr * p.grad / (s.sqrt() + eps)


@wrong(
    "AdaGrad: a memory in float64",
    fails=["AdaGrad: the dtype of what is remembered"],
    says="AdaGrad: your s of a float32 parameter is float64, which takes twice the place and is "
    "not what PyTorch computes. What is remembered has the parameter's own dtype.",
)
def adagrad_step(parameters, state, lr, eps):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                state[p] = state.get(p, 0.0) + p.grad.double() ** 2
                p -= (lr * p.grad / (state[p].sqrt() + eps)).to(p.dtype)


@wrong(
    "AdaGrad: squares the gradients in place",
    fails=["AdaGrad: the gradients after a step"],
    says="AdaGrad: your step squares the gradients themselves, in place. They stay as they are: "
    "`grad**2` makes a new tensor, `grad.pow_(2)` does not.",
)
def adagrad_step(parameters, state, lr, eps):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                grad = p.grad.clone()
                state[p] = state.get(p, torch.zeros_like(p)) + p.grad.pow_(2)
                p -= lr * grad / (state[p].sqrt() + eps)


@wrong(
    "AdaGrad: None not looked for",
    fails=["AdaGrad: a gradient that is None in between"],
    says="AdaGrad: you compute with `None`. A parameter that took no part in the loss has no "
    "gradient: leave it out.",
)
def adagrad_step(parameters, state, lr, eps):
    with torch.no_grad():
        for p in parameters:
            state[p] = state.get(p, torch.zeros_like(p)) + p.grad**2
            p -= lr * p.grad / (state[p].sqrt() + eps)


@wrong(
    "RMSProp: α and 1 - α swapped",
    fails=[
        "RMSProp: the first step",
        "RMSProp: 100 steps, the learning rate changing",
        "RMSProp: a gradient that is None in between",
        "RMSProp: two trainings with a state each",
        "RMSProp: the dtype of what is remembered",
    ],
    says="RMSProp: α and 1 − α have changed places. α is the share of the *old* average; with 0.99 "
    "it forgets slowly.",
)
def rmsprop_step(parameters, state, lr, alpha, eps):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                s = state.get(p, torch.zeros_like(p))
                state[p] = (1 - alpha) * s + alpha * p.grad**2
                p -= lr * p.grad / (state[p].sqrt() + eps)


@wrong(
    "RMSProp: ε inside the root",
    fails=[
        "RMSProp: the first step",
        "RMSProp: 100 steps, the learning rate changing",
        "RMSProp: a gradient that is None in between",
        "RMSProp: two trainings with a state each",
        "RMSProp: the dtype of what is remembered",
    ],
    says="RMSProp: your ε is missing, or stands inside the root, √(s + ε), as in some textbooks "
    "and in TensorFlow. PyTorch adds it to the root.",
)
def rmsprop_step(parameters, state, lr, alpha, eps):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                s = state.get(p, torch.zeros_like(p))
                state[p] = alpha * s + (1 - alpha) * p.grad**2
                p -= lr * p.grad / (state[p] + eps).sqrt()


@wrong(
    "RMSProp: no root",
    fails=[
        "RMSProp: the first step",
        "RMSProp: 100 steps, the learning rate changing",
        "RMSProp: a gradient that is None in between",
        "RMSProp: two trainings with a state each",
        "RMSProp: the dtype of what is remembered",
    ],
    says="RMSProp: large gradients take tiny steps with you. Do you divide by the average of the "
    "squares itself? The R in its name is the root: a step is a gradient divided by the size of "
    "gradients.",
)
def rmsprop_step(parameters, state, lr, alpha, eps):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                s = state.get(p, torch.zeros_like(p))
                state[p] = alpha * s + (1 - alpha) * p.grad**2
                p -= lr * p.grad / (state[p] + eps)


@wrong(
    "RMSProp: bias corrected",
    fails=[
        "RMSProp: the first step",
        "RMSProp: 100 steps, the learning rate changing",
        "RMSProp: a gradient that is None in between",
        "RMSProp: two trainings with a state each",
        "RMSProp: the dtype of what is remembered",
    ],
    says="RMSProp: you correct the bias of the average, as Adam does. RMSProp does not, and so "
    "its first step is about lr/√(1 − α), which is 10·lr at PyTorch's defaults.",
)
def rmsprop_step(parameters, state, lr, alpha, eps):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                s, t = state.get(p, (torch.zeros_like(p), 0))
                s, t = alpha * s + (1 - alpha) * p.grad**2, t + 1
                state[p] = s, t
                p -= lr * p.grad / ((s / (1 - alpha**t)).sqrt() + eps)


@wrong(
    "RMSProp: begins with the first square",
    fails=[
        "RMSProp: the first step",
        "RMSProp: 100 steps, the learning rate changing",
        "RMSProp: a gradient that is None in between",
        "RMSProp: two trainings with a state each",
        "RMSProp: the dtype of what is remembered",
    ],
    says="RMSProp: your average begins with the first square. It begins at 0, and the first s is "
    "(1 − α)·g².",
)
def rmsprop_step(parameters, state, lr, alpha, eps):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                s = state.get(p, p.grad**2)
                state[p] = alpha * s + (1 - alpha) * p.grad**2
                p -= lr * p.grad / (state[p].sqrt() + eps)


@wrong(
    "RMSProp: begins at 1",
    fails=[
        "RMSProp: the first step",
        "RMSProp: 100 steps, the learning rate changing",
        "RMSProp: a gradient that is None in between",
        "RMSProp: two trainings with a state each",
    ],
    says="RMSProp: your average begins at 1, as TensorFlow 1's does. In PyTorch it begins at 0.",
)
def rmsprop_step(parameters, state, lr, alpha, eps):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                s = state.get(p, torch.ones_like(p))
                state[p] = alpha * s + (1 - alpha) * p.grad**2
                p -= lr * p.grad / (state[p].sqrt() + eps)


@wrong(
    "RMSProp: adds up for ever",
    fails=[
        "RMSProp: the first step",
        "RMSProp: 100 steps, the learning rate changing",
        "RMSProp: a gradient that is None in between",
        "RMSProp: two trainings with a state each",
        "RMSProp: the dtype of what is remembered",
    ],
    says="RMSProp: you add up the squares and forget nothing: that is AdaGrad. RMSProp keeps an "
    "average, so its steps need not get smaller and smaller.",
)
def rmsprop_step(parameters, state, lr, alpha, eps):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                state[p] = state.get(p, torch.zeros_like(p)) + p.grad**2
                p -= lr * p.grad / (state[p].sqrt() + eps)


@wrong(
    "RMSProp: the new square whole",
    fails=[
        "RMSProp: the first step",
        "RMSProp: 100 steps, the learning rate changing",
        "RMSProp: a gradient that is None in between",
        "RMSProp: two trainings with a state each",
        "RMSProp: the dtype of what is remembered",
    ],
    says="RMSProp: the new square comes in whole, without its factor 1 − α. Then s is no average, "
    "but about 1/(1 − α) times as large as one.",
)
def rmsprop_step(parameters, state, lr, alpha, eps):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                state[p] = alpha * state.get(p, torch.zeros_like(p)) + p.grad**2
                p -= lr * p.grad / (state[p].sqrt() + eps)


@wrong(
    "RMSProp: divides by the past only",
    fails=[
        "RMSProp: the first step",
        "RMSProp: 100 steps, the learning rate changing",
        "RMSProp: a gradient that is None in between",
        "RMSProp: two trainings with a state each",
        "RMSProp: the dtype of what is remembered",
    ],
    says="RMSProp: the new square comes into s after you have divided by it. In the first step s "
    "is then 0, and the step is divided by ε alone.",
)
def rmsprop_step(parameters, state, lr, alpha, eps):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                s = state.get(p, torch.zeros_like(p))
                p -= lr * p.grad / (s.sqrt() + eps)
                state[p] = alpha * s + (1 - alpha) * p.grad**2


@wrong(
    "RMSProp: the average of sizes",
    fails=[
        "RMSProp: the first step",
        "RMSProp: 100 steps, the learning rate changing",
        "RMSProp: a gradient that is None in between",
        "RMSProp: two trainings with a state each",
        "RMSProp: the dtype of what is remembered",
    ],
    says="RMSProp: you average the gradients or their sizes |g|. RMS stands for root mean square: "
    "average the squares, then take the root.",
)
def rmsprop_step(parameters, state, lr, alpha, eps):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                s = state.get(p, torch.zeros_like(p))
                state[p] = alpha * s + (1 - alpha) * p.grad.abs()
                p -= lr * p.grad / (state[p] + eps)


@wrong(
    "RMSProp: None forgets",
    fails=["RMSProp: a gradient that is None in between"],
    says="RMSProp: without a gradient, your s goes on forgetting: it is multiplied by α as if a "
    "gradient of 0 had come. The parameter is left out, and what is remembered of it stays.",
)
def rmsprop_step(parameters, state, lr, alpha, eps):
    with torch.no_grad():
        for p in parameters:
            s = alpha * state.get(p, torch.zeros_like(p))
            if p.grad is not None:
                s = s + (1 - alpha) * p.grad**2
                p -= lr * p.grad / (s.sqrt() + eps)
            state[p] = s


@wrong(
    "RMSProp: stops at None",
    fails=["RMSProp: a gradient that is None in between"],
    says="RMSProp: you stop at the first parameter without a gradient, and those after it get no "
    "step. Leave out this one and go on with the next.",
)
def rmsprop_step(parameters, state, lr, alpha, eps):
    with torch.no_grad():
        for p in parameters:
            if p.grad is None:
                return
            s = state.get(p, torch.zeros_like(p))
            state[p] = alpha * s + (1 - alpha) * p.grad**2
            p -= lr * p.grad / (state[p].sqrt() + eps)


@wrong(
    "RMSProp: one s for all",
    fails=[
        "RMSProp: the first step",
        "RMSProp: 100 steps, the learning rate changing",
        "RMSProp: a gradient that is None in between",
        "RMSProp: two trainings with a state each",
        "RMSProp: the dtype of what is remembered",
    ],
    says="RMSProp: all parameters go into one s. Every parameter has an s of its own; use the "
    "parameter as the key.",
)
def rmsprop_step(parameters, state, lr, alpha, eps):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                s = state.get("s", torch.zeros_like(p))
                s = s if s.shape == p.shape else s.mean().expand_as(p)
                state["s"] = alpha * s + (1 - alpha) * p.grad**2
                p -= lr * p.grad / (state["s"].sqrt() + eps)


@wrong(
    "RMSProp: only the local name",
    fails=[
        "RMSProp: the first step",
        "RMSProp: 100 steps, the learning rate changing",
        "RMSProp: a gradient that is None in between",
        "RMSProp: two trainings with a state each",
        "RMSProp: the gradients after a step",
        "RMSProp: the dtype of what is remembered",
    ],
    says="RMSProp: no weight changes. Is there a line such as `p = p - …`? It makes "
    "a new tensor and gives it the name `p`, while the parameter is still the old one. Change the "
    "numbers inside it.",
)
def rmsprop_step(parameters, state, lr, alpha, eps):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                state[p] = alpha * state.get(p, 0.0) + (1 - alpha) * p.grad**2
                p = p - lr * p.grad / (state[p].sqrt() + eps)


@wrong(
    "RMSProp: a memory in float32",
    fails=["RMSProp: the dtype of what is remembered"],
    says="RMSProp: your s is float32, though the parameter is float64: `torch.zeros(shape)` takes "
    "torch's default dtype. Which function takes over the parameter's?",
)
def rmsprop_step(parameters, state, lr, alpha, eps):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                s = state.setdefault(p, torch.zeros(p.shape))
                s.mul_(alpha).add_((1 - alpha) * p.grad**2)
                p -= lr * p.grad / (s.sqrt() + eps)


@wrong(
    "RMSProp: a memory in float64",
    fails=["RMSProp: the dtype of what is remembered"],
    says="RMSProp: your s of a float32 parameter is float64, which takes twice the place and is "
    "not what PyTorch computes. What is remembered has the parameter's own dtype.",
)
def rmsprop_step(parameters, state, lr, alpha, eps):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                state[p] = alpha * state.get(p, 0.0) + (1 - alpha) * p.grad.double() ** 2
                p -= (lr * p.grad / (state[p].sqrt() + eps)).to(p.dtype)


wrong(
    "RMSProp: one memory for all trainings",
    fails=[
        "RMSProp: the first step",
        "RMSProp: 100 steps, the learning rate changing",
        "RMSProp: a gradient that is None in between",
        "RMSProp: two trainings with a state each",
        "RMSProp: the gradients after a step",
        "RMSProp: the dtype of what is remembered",
    ],
    says="RMSProp: two trainings share one memory: yours stands outside of the function, and not "
    "in `state`. The caller gives each training a dict of its own.",
    code="""
    averages = {}


    def rmsprop_step(parameters, state, lr, alpha, eps):
        with torch.no_grad():
            for i, p in enumerate(parameters):
                if p.grad is not None:
                    s = averages.get((i, p.shape), torch.zeros_like(p))
                    averages[i, p.shape] = s = alpha * s + (1 - alpha) * p.grad**2
                    p -= lr * p.grad / (s.sqrt() + eps)
    """,
)


wrong(
    "torch does it",
    fails=[
        "AdaGrad: the first step",
        "AdaGrad: 100 steps, the learning rate changing",
        "AdaGrad: a gradient that is None in between",
        "AdaGrad: two trainings with a state each",
        "AdaGrad: the gradients after a step",
        "AdaGrad: the dtype of what is remembered",
        "RMSProp: the first step",
        "RMSProp: 100 steps, the learning rate changing",
        "RMSProp: a gradient that is None in between",
        "RMSProp: two trainings with a state each",
        "RMSProp: the gradients after a step",
        "RMSProp: the dtype of what is remembered",
    ],
    says="Your answer uses `optim`. This task asks you to write that part yourself.",
    code="""
    from torch import optim


    def adagrad_step(parameters, state, lr, eps):
        own = state.setdefault("own", optim.Adagrad(parameters, lr, eps=eps))
        own.param_groups[0]["lr"] = lr
        own.step()
    """,
)


wrong(
    "AdaGrad: a memory that outlives the training",
    fails=["AdaGrad: two trainings with a state each"],
    says="AdaGrad: two trainings of the same parameters, each with a `state` of its own, share one "
    "s. Your memory stands outside of `state`.",
    code="""
    sums = {}


    def adagrad_step(parameters, state, lr, eps):
        with torch.no_grad():
            for p in parameters:
                if p.grad is not None:
                    sums[p] = s = sums.get(p, torch.zeros_like(p)) + p.grad**2
                    p -= lr * p.grad / (s.sqrt() + eps)
    """,
)


wrong(
    "RMSProp: a memory that outlives the training",
    fails=["RMSProp: two trainings with a state each"],
    says="RMSProp: two trainings of the same parameters, each with a `state` of its own, share one "
    "s. Your memory stands outside of `state`.",
    code="""
    averages = {}


    def rmsprop_step(parameters, state, lr, alpha, eps):
        with torch.no_grad():
            for p in parameters:
                if p.grad is not None:
                    s = averages.get(p, torch.zeros_like(p))
                    averages[p] = s = alpha * s + (1 - alpha) * p.grad**2
                    p -= lr * p.grad / (s.sqrt() + eps)
    """,
)


@wrong(
    "RMSProp: centred",
    fails=[
        "RMSProp: the first step",
        "RMSProp: 100 steps, the learning rate changing",
        "RMSProp: a gradient that is None in between",
        "RMSProp: two trainings with a state each",
        "RMSProp: the dtype of what is remembered",
    ],
    says="RMSProp: you subtract the square of the gradients' average from s. That is the centred "
    "form, which PyTorch takes with `centered=True`; here s is used as it is.",
)
def rmsprop_step(parameters, state, lr, alpha, eps):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                s, mean = state.get(p, (0.0, 0.0))
                s = alpha * s + (1 - alpha) * p.grad**2
                mean = alpha * mean + (1 - alpha) * p.grad
                state[p] = s, mean
                p -= lr * p.grad / ((s - mean**2).sqrt() + eps)


@wrong(
    "RMSProp: nothing remembered",
    fails=[
        "RMSProp: 100 steps, the learning rate changing",
        "RMSProp: a gradient that is None in between",
        "RMSProp: two trainings with a state each",
        "RMSProp: the dtype of what is remembered",
    ],
    says="RMSProp: each of your steps is like the first one, as if s were 0 before it. Is the new "
    "average put back into `state`?",
)
def rmsprop_step(parameters, state, lr, alpha, eps):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                s = state.setdefault(p, torch.zeros_like(p))
                s = alpha * s + (1 - alpha) * p.grad**2
                p -= lr * p.grad / (s.sqrt() + eps)


@wrong(
    "AdaGrad: recorded by autograd",
    fails=[
        "AdaGrad: the first step",
        "AdaGrad: 100 steps, the learning rate changing",
        "AdaGrad: a gradient that is None in between",
        "AdaGrad: two trainings with a state each",
        "AdaGrad: the gradients after a step",
        "AdaGrad: the dtype of what is remembered",
    ],
    says="AdaGrad: autograd refuses: a parameter that requires a gradient may not be changed "
    "in place while operations are recorded. Which context manager switches recording off?",
)
def adagrad_step(parameters, state, lr, eps):
    for p in parameters:
        if p.grad is not None:
            state[p] = state.get(p, 0.0) + p.grad**2
            p -= lr * p.grad / (state[p].sqrt() + eps)


@wrong(
    "RMSProp: recorded by autograd",
    fails=[
        "RMSProp: the first step",
        "RMSProp: 100 steps, the learning rate changing",
        "RMSProp: a gradient that is None in between",
        "RMSProp: two trainings with a state each",
        "RMSProp: the gradients after a step",
        "RMSProp: the dtype of what is remembered",
    ],
    says="RMSProp: autograd refuses: a parameter that requires a gradient may not be changed "
    "in place while operations are recorded. Which context manager switches recording off?",
)
def rmsprop_step(parameters, state, lr, alpha, eps):
    for p in parameters:
        if p.grad is not None:
            state[p] = alpha * state.get(p, 0.0) + (1 - alpha) * p.grad**2
            p -= lr * p.grad / (state[p].sqrt() + eps)


@wrong(
    "AdaGrad: ε without brackets",
    fails=[
        "AdaGrad: the first step",
        "AdaGrad: 100 steps, the learning rate changing",
        "AdaGrad: a gradient that is None in between",
        "AdaGrad: two trainings with a state each",
        "AdaGrad: the dtype of what is remembered",
    ],
    says="AdaGrad: your ε is added to the whole quotient, so that every weight also moves by ε. It "
    "belongs to what divides: put brackets around √s + ε.",
)
def adagrad_step(parameters, state, lr, eps):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                state[p] = state.get(p, 0.0) + p.grad**2
                p -= lr * p.grad / state[p].sqrt() + eps


@wrong(
    "RMSProp: ε without brackets",
    fails=[
        "RMSProp: the first step",
        "RMSProp: 100 steps, the learning rate changing",
        "RMSProp: a gradient that is None in between",
        "RMSProp: two trainings with a state each",
        "RMSProp: the dtype of what is remembered",
    ],
    says="RMSProp: your ε is added to the whole quotient, so that every weight also moves by ε. It "
    "belongs to what divides: put brackets around √s + ε.",
)
def rmsprop_step(parameters, state, lr, alpha, eps):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                state[p] = alpha * state.get(p, 0.0) + (1 - alpha) * p.grad**2
                p -= lr * p.grad / state[p].sqrt() + eps


@wrong(
    "AdaGrad: the root taken in place",
    fails=[
        "AdaGrad: 100 steps, the learning rate changing",
        "AdaGrad: a gradient that is None in between",
        "AdaGrad: two trainings with a state each",
        "AdaGrad: the dtype of what is remembered",
    ],
    says="AdaGrad: the root changes s itself, as `sqrt_` does: what is remembered is then a root, "
    "no sum of squares. `sqrt` makes a new tensor.",
)
def adagrad_step(parameters, state, lr, eps):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                state[p] = state.get(p, 0.0) + p.grad**2
                p -= lr * p.grad / (state[p].sqrt_() + eps)


@wrong(
    "RMSProp: the root taken in place",
    fails=[
        "RMSProp: 100 steps, the learning rate changing",
        "RMSProp: a gradient that is None in between",
        "RMSProp: two trainings with a state each",
        "RMSProp: the dtype of what is remembered",
    ],
    says="RMSProp: the root changes s itself, as `sqrt_` does: what is remembered is then a root, "
    "no average of squares. `sqrt` makes a new tensor.",
)
def rmsprop_step(parameters, state, lr, alpha, eps):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                state[p] = alpha * state.get(p, 0.0) + (1 - alpha) * p.grad**2
                p -= lr * p.grad / (state[p].sqrt_() + eps)


@alternative("RMSProp: all parameters at once")
def rmsprop_step(parameters, state, lr, alpha, eps):
    live = [p for p in parameters if p.grad is not None]
    for p in live:
        state.setdefault(p, torch.zeros_like(p))
    s, grads = [state[p] for p in live], [p.grad for p in live]
    with torch.no_grad():
        torch._foreach_mul_(s, alpha)
        torch._foreach_addcmul_(s, grads, grads, 1 - alpha)
        roots = torch._foreach_sqrt(s)
        torch._foreach_add_(roots, eps)
        torch._foreach_addcdiv_(live, grads, roots, -lr)


@alternative("in place, by place in the list")
def adagrad_step(parameters, state, lr, eps):
    for i, p in enumerate(parameters):
        if p.grad is None:
            continue
        s = state.setdefault(i, torch.zeros_like(p.data))
        s.addcmul_(p.grad, p.grad)
        p.data.addcdiv_(p.grad, s.sqrt().add_(eps), value=-lr)


@alternative("the root remembered")
def adagrad_step(parameters, state, lr, eps):
    roots = state.setdefault("roots", {})
    for p in parameters:
        if p.grad is not None:
            roots[p] = torch.hypot(roots.get(p, torch.zeros_like(p.data)), p.grad)
            with torch.no_grad():
                p.sub_(p.grad.div(roots[p] + eps) * lr)


@alternative("lerp")
@torch.no_grad()
def rmsprop_step(parameters, state, lr, alpha, eps):
    for p in parameters:
        if p.grad is None:
            continue
        if p not in state:
            state[p] = {"s": torch.zeros_like(p)}
        state[p]["s"].lerp_(p.grad.square(), 1 - alpha)
        p.copy_(p - lr * p.grad / (state[p]["s"] ** 0.5 + eps))


@alternative("s in two terms, the zeros never written down")
def rmsprop_step(parameters, state, lr, alpha, eps):
    with torch.no_grad():
        for p in parameters:
            if (grad := p.grad) is not None:
                new = (1 - alpha) * grad * grad
                state[id(p)] = new + alpha * state[id(p)] if id(p) in state else new
                p.add_(grad / (eps + torch.sqrt(state[id(p)])), alpha=-lr)
