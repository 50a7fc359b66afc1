"""Wrong and alternative answers to momentum (read by grading.bank)."""

import torch

from grading.bank import alternative, wrong


@wrong(
    "no memory",
    fails=[
        "100 steps, the learning rate changing",
        "10 steps with dampening",
        "a gradient that is None in between",
        "two trainings with a state each",
        "the dtype of what is remembered",
    ],
    says="Your steps are those of plain SGD: nothing of the earlier gradients is in them. Is v "
    "kept in `state`, and read from there in the next step?",
)
def momentum_step(parameters, state, lr, momentum, dampening=0.0):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                p -= lr * p.grad


@wrong(
    "an average of gradients",
    fails=[
        "the first step, with dampening",
        "100 steps, the learning rate changing",
        "10 steps with dampening",
        "a gradient that is None in between",
        "two trainings with a state each",
        "the dtype of what is remembered",
    ],
    says="You average the gradients, (1 − μ)·g + μ·v. Textbooks write momentum in this way, and "
    "PyTorch adds up: its steps become about 1/(1 − μ) times as long. lr means another thing in "
    "the two.",
)
def momentum_step(parameters, state, lr, momentum, dampening=0.0):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                v = state.get(p, torch.zeros_like(p))
                state[p] = momentum * v + (1 - momentum) * p.grad
                p -= lr * state[p]


@wrong(
    "averaged from the second step on",
    fails=[
        "100 steps, the learning rate changing",
        "10 steps with dampening",
        "a gradient that is None in between",
        "two trainings with a state each",
        "the dtype of what is remembered",
    ],
    says="The first v is right, and from then on you average: (1 − μ)·g + μ·v. What comes in is "
    "g times 1 − τ, with the dampening τ, which is 0 unless it is given.",
)
def momentum_step(parameters, state, lr, momentum, dampening=0.0):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                if p in state:
                    state[p] = momentum * state[p] + (1 - momentum) * p.grad
                else:
                    state[p] = p.grad.clone()
                p -= lr * state[p]


@wrong(
    "dampened from the start",
    fails=[
        "the first step, with dampening",
        "10 steps with dampening",
        "a gradient that is None in between",
    ],
    says="Your first v is (1 − τ)·g. In PyTorch the dampening begins with the second step, and "
    "the first v is the whole gradient.",
)
def momentum_step(parameters, state, lr, momentum, dampening=0.0):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                v = state.get(p, torch.zeros_like(p))
                state[p] = momentum * v + (1 - dampening) * p.grad
                p -= lr * state[p]


@wrong(
    "no dampening",
    fails=["10 steps with dampening", "a gradient that is None in between"],
    says="The dampening does nothing in your steps: from the second step on, the gradient comes "
    "in times 1 − τ.",
)
def momentum_step(parameters, state, lr, momentum, dampening=0.0):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                v = state.get(p, torch.zeros_like(p))
                state[p] = momentum * v + p.grad
                p -= lr * state[p]


@wrong(
    "lr inside the memory",
    fails=["100 steps, the learning rate changing"],
    says="The learning rate is inside your v: v = μ·v + lr·g. As long as lr stays the same, that "
    "is the same thing. When it changes, your old steps go on with the old one (Sutskever's "
    "form), while in PyTorch the new one holds for all of v at once.",
)
def momentum_step(parameters, state, lr, momentum, dampening=0.0):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                if p in state:
                    state[p] = momentum * state[p] + lr * (1 - dampening) * p.grad
                else:
                    state[p] = lr * p.grad
                p -= state[p]


@wrong(
    "nesterov",
    fails=[
        "the first step, with dampening",
        "100 steps, the learning rate changing",
        "10 steps with dampening",
        "a gradient that is None in between",
        "two trainings with a state each",
        "the dtype of what is remembered",
    ],
    says="Your steps are Nesterov's: they go along g + μ·v. Ordinary momentum goes along v.",
)
def momentum_step(parameters, state, lr, momentum, dampening=0.0):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                if p in state:
                    state[p] = momentum * state[p] + (1 - dampening) * p.grad
                else:
                    state[p] = p.grad.clone()
                p -= lr * (p.grad + momentum * state[p])


@wrong(
    "old memory used",
    fails=[
        "100 steps, the learning rate changing",
        "10 steps with dampening",
        "a gradient that is None in between",
        "two trainings with a state each",
        "the dtype of what is remembered",
    ],
    says="You step along the v of the step before, and bring the new gradient in afterwards. "
    "First the memory, then the step.",
)
def momentum_step(parameters, state, lr, momentum, dampening=0.0):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                if p not in state:
                    state[p] = p.grad.clone()
                    p -= lr * state[p]
                else:
                    p -= lr * state[p]
                    state[p] = momentum * state[p] + (1 - dampening) * p.grad


@wrong(
    "uphill",
    fails=[
        "the first step, with dampening",
        "100 steps, the learning rate changing",
        "10 steps with dampening",
        "a gradient that is None in between",
        "two trainings with a state each",
        "the dtype of what is remembered",
    ],
    says="Your steps go up the gradient: it points to where the loss grows. Look at the sign in "
    "the last formula.",
)
def momentum_step(parameters, state, lr, momentum, dampening=0.0):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                if p in state:
                    state[p] = momentum * state[p] + (1 - dampening) * p.grad
                else:
                    state[p] = p.grad.clone()
                p += lr * state[p]


@wrong(
    "the gradient under a second name",
    fails=[
        "100 steps, the learning rate changing",
        "10 steps with dampening",
        "a gradient that is None in between",
        "two trainings with a state each",
        "the gradients after a step",
        "the dtype of what is remembered",
    ],
    says="Your first v *is* the tensor `.grad`, not a copy of it: the next gradient is written "
    "into it, and your own changes of v go into the gradient. Make a tensor of your own.",
)
def momentum_step(parameters, state, lr, momentum, dampening=0.0):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                if p in state:
                    state[p].mul_(momentum).add_(p.grad, alpha=1 - dampening)
                else:
                    state[p] = p.grad
                p -= lr * state[p]


@wrong(
    "the gradient under a second name, for a step",
    fails=[
        "100 steps, the learning rate changing",
        "10 steps with dampening",
        "a gradient that is None in between",
        "two trainings with a state each",
        "the dtype of what is remembered",
    ],
    says="Your first v *is* the tensor `.grad`, not a copy of it. When the caller writes the "
    "second gradient into it, the first one is gone from your memory. Make a tensor of your own.",
)
def momentum_step(parameters, state, lr, momentum, dampening=0.0):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                if p in state:
                    state[p] = momentum * state[p] + (1 - dampening) * p.grad
                else:
                    state[p] = p.grad
                p -= lr * state[p]


@wrong(
    "gradients changed",
    fails=["the gradients after a step"],
    says="Your step writes into the gradients. They stay as they are: compute with new tensors, "
    "and keep operations in place (those with `_` at the end) for what is yours.",
)
def momentum_step(parameters, state, lr, momentum, dampening=0.0):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                if p in state:
                    p.grad.mul_(1 - dampening).add_(momentum * state[p])
                state[p] = p.grad.clone()
                p -= lr * p.grad


@wrong(
    "gradients cleared",
    fails=["the gradients after a step"],
    says="After your step the gradients are gone. Clearing them is the job of `zero_grad`, and "
    "the caller may still want them.",
)
def momentum_step(parameters, state, lr, momentum, dampening=0.0):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                if p in state:
                    state[p] = momentum * state[p] + (1 - dampening) * p.grad
                else:
                    state[p] = p.grad.clone()
                p -= lr * state[p]
                p.grad.zero_()


@wrong(
    "None coasts on",
    fails=["a gradient that is None in between"],
    says="A parameter without a gradient rolls on with its old v in your steps. It is left out: "
    "`None` means that it took no part, and is not a gradient of zeros.",
)
def momentum_step(parameters, state, lr, momentum, dampening=0.0):
    with torch.no_grad():
        for p in parameters:
            if p.grad is None and p not in state:
                continue
            if p.grad is None:
                state[p] = momentum * state[p]
            elif p in state:
                state[p] = momentum * state[p] + (1 - dampening) * p.grad
            else:
                state[p] = p.grad.clone()
            p -= lr * state[p]


@wrong(
    "None not looked for",
    fails=["a gradient that is None in between"],
    says="You compute with `None`: a parameter that took no part in the loss has no gradient. "
    "Look before you use it, and leave such a parameter out.",
)
def momentum_step(parameters, state, lr, momentum, dampening=0.0):
    with torch.no_grad():
        for p in parameters:
            if p in state:
                state[p] = momentum * state[p] + (1 - dampening) * p.grad
            else:
                state[p] = p.grad.clone()
            p -= lr * state[p]


@wrong(
    "stops at None",
    fails=["a gradient that is None in between"],
    says="You stop at the first parameter without a gradient, and those after it get no step. "
    "Leave out this one and go on with the next.",
)
def momentum_step(parameters, state, lr, momentum, dampening=0.0):
    with torch.no_grad():
        for p in parameters:
            if p.grad is None:
                break
            if p in state:
                state[p] = momentum * state[p] + (1 - dampening) * p.grad
            else:
                state[p] = p.grad.clone()
            p -= lr * state[p]


@wrong(
    "counted among those with a gradient",
    fails=["a gradient that is None in between"],
    says="A parameter finds the v of another one as soon as one before it has no gradient: you "
    "number only those that have one. Use the parameter itself as the key, or its place among "
    "all.",
)
def momentum_step(parameters, state, lr, momentum, dampening=0.0):
    with torch.no_grad():
        for i, p in enumerate([p for p in parameters if p.grad is not None]):
            old = state.get(i)
            if old is None or old.shape != p.shape:
                state[i] = p.grad.clone()
            else:
                state[i] = momentum * old + (1 - dampening) * p.grad
            p -= lr * state[i]


@wrong(
    "one memory for a shape",
    fails=[
        "the first step, with dampening",
        "100 steps, the learning rate changing",
        "10 steps with dampening",
        "a gradient that is None in between",
        "two trainings with a state each",
        "the dtype of what is remembered",
    ],
    says="Parameters of one shape share one v: your key is the shape. Every parameter has a v of "
    "its own, and can be the key itself.",
)
def momentum_step(parameters, state, lr, momentum, dampening=0.0):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                if p.shape in state:
                    state[p.shape] = momentum * state[p.shape] + (1 - dampening) * p.grad
                else:
                    state[p.shape] = p.grad.clone()
                p -= lr * state[p.shape]


wrong(
    "one memory for all trainings",
    fails=[
        "the first step, with dampening",
        "100 steps, the learning rate changing",
        "10 steps with dampening",
        "a gradient that is None in between",
        "two trainings with a state each",
    ],
    says="Two trainings share one memory: yours stands outside of the function, and not in "
    "`state`. The caller gives each training a dict of its own.",
    code="""
    memory = {}


    def momentum_step(parameters, state, lr, momentum, dampening=0.0):
        with torch.no_grad():
            for i, p in enumerate(parameters):
                if p.grad is not None:
                    key = i, p.shape
                    if key in memory:
                        memory[key] = momentum * memory[key] + (1 - dampening) * p.grad
                    else:
                        memory[key] = p.grad.clone()
                    p -= lr * memory[key]
    """,
)


@wrong(
    "a memory in float32",
    fails=["the dtype of what is remembered"],
    says="Your v is float32, though the parameter is float64: `torch.zeros(shape)` takes torch's "
    "default dtype. `torch.zeros_like(parameter)` takes over shape, dtype and device.",
)
def momentum_step(parameters, state, lr, momentum, dampening=0.0):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                if p in state:
                    state[p].mul_(momentum).add_(p.grad, alpha=1 - dampening)
                else:
                    state[p] = torch.zeros(p.shape)
                    state[p].add_(p.grad)
                p -= lr * state[p]


@wrong(
    "a memory in float64",
    fails=["the dtype of what is remembered"],
    says="Your memory of a float32 parameter is float64, which takes twice the place and is not "
    "what PyTorch computes. What is remembered has the parameter's own dtype.",
)
def momentum_step(parameters, state, lr, momentum, dampening=0.0):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                if p in state:
                    state[p] = momentum * state[p] + (1 - dampening) * p.grad.double()
                else:
                    state[p] = p.grad.double().clone()
                p -= (lr * state[p]).to(p.dtype)


@wrong(
    "only the first parameter",
    fails=[
        "the first step, with dampening",
        "100 steps, the learning rate changing",
        "10 steps with dampening",
        "a gradient that is None in between",
        "two trainings with a state each",
        "the gradients after a step",
        "the dtype of what is remembered",
    ],
    says="Only the first parameter moves. Does something in your loop end it, such as a `return` "
    "that is indented too far?",
)
def momentum_step(parameters, state, lr, momentum, dampening=0.0):
    with torch.no_grad():
        for p in parameters:
            if p.grad is None:
                continue
            if p in state:
                state[p] = momentum * state[p] + (1 - dampening) * p.grad
            else:
                state[p] = p.grad.clone()
            p -= lr * state[p]
            return


@wrong(
    "only the local name",
    fails=[
        "the first step, with dampening",
        "100 steps, the learning rate changing",
        "10 steps with dampening",
        "a gradient that is None in between",
        "two trainings with a state each",
        "the gradients after a step",
        "the dtype of what is remembered",
    ],
    says="No weight changes here. Is the line that changes it also run in a parameter's first "
    "step? Is it such as `p = p - …` or `parameters[i] = …`? That gives a new tensor an old "
    "name, while the parameter is as it was. Change the numbers inside it.",
)
def momentum_step(parameters, state, lr, momentum, dampening=0.0):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                if p in state:
                    state[p] = momentum * state[p] + (1 - dampening) * p.grad
                else:
                    state[p] = p.grad.clone()
                p = p - lr * state[p]


@wrong(
    "recorded by autograd",
    fails=[
        "the first step, with dampening",
        "100 steps, the learning rate changing",
        "10 steps with dampening",
        "a gradient that is None in between",
        "two trainings with a state each",
        "the gradients after a step",
        "the dtype of what is remembered",
    ],
    says="Autograd refuses: a parameter that requires a gradient may not be changed in place "
    "while operations are recorded. A step is not to be recorded: which context manager switches "
    "recording off?",
)
def momentum_step(parameters, state, lr, momentum, dampening=0.0):
    for p in parameters:
        if p.grad is not None:
            if p in state:
                state[p] = momentum * state[p] + (1 - dampening) * p.grad
            else:
                state[p] = p.grad.clone()
            p -= lr * state[p]


@wrong(
    "torch does it",
    fails=[
        "the first step, with dampening",
        "100 steps, the learning rate changing",
        "10 steps with dampening",
        "a gradient that is None in between",
        "two trainings with a state each",
        "the gradients after a step",
        "the dtype of what is remembered",
    ],
    says="Your answer uses `optim`. This task asks you to write that part yourself.",
)
def momentum_step(parameters, state, lr, momentum, dampening=0.0):
    if "optimizer" not in state:
        state["optimizer"] = torch.optim.SGD(parameters, lr, momentum=momentum, dampening=dampening)
    state["optimizer"].param_groups[0]["lr"] = lr
    state["optimizer"].step()


@wrong(
    "remembered by gradient",
    fails=[
        "100 steps, the learning rate changing",
        "10 steps with dampening",
        "a gradient that is None in between",
        "the dtype of what is remembered",
    ],
    says="You remember v by the gradient's tensor. After `zero_grad()` the next gradient is a new "
    "tensor, and the v of the old one is not found again. The key is the parameter.",
)
def momentum_step(parameters, state, lr, momentum, dampening=0.0):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                if p.grad in state:
                    state[p.grad] = momentum * state[p.grad] + (1 - dampening) * p.grad
                else:
                    state[p.grad] = p.grad.clone()
                p -= lr * state[p.grad]


@wrong(
    "one first step for all",
    fails=["a gradient that is None in between"],
    says="You see from the *call* whether it is a first step, or give a v to a parameter that has "
    "no gradient yet. It has its own first step later, and there its v is the whole gradient.",
)
def momentum_step(parameters, state, lr, momentum, dampening=0.0):
    share = 1 - dampening if "began" in state else 1.0
    state["began"] = True
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                v = state.get(p, torch.zeros_like(p))
                state[p] = momentum * v + share * p.grad
                p -= lr * state[p]


wrong(
    "a memory that outlives the training",
    fails=["two trainings with a state each"],
    says="Two trainings of the same parameters, each with a `state` of its own, share one v: your "
    "memory stands outside of `state`. What is not in it must be forgotten.",
    code="""
    memory = {}


    def momentum_step(parameters, state, lr, momentum, dampening=0.0):
        with torch.no_grad():
            for p in parameters:
                if p.grad is not None:
                    if p in memory:
                        memory[p] = momentum * memory[p] + (1 - dampening) * p.grad
                    else:
                        memory[p] = p.grad.clone()
                    p -= lr * memory[p]
    """,
)


@wrong(
    "the first learning rate for ever",
    fails=["100 steps, the learning rate changing"],
    says="Your steps keep the learning rate of the first call. `lr` may be another one at each "
    "step: use the argument as it comes, and remember v only.",
)
def momentum_step(parameters, state, lr, momentum, dampening=0.0):
    lr = state.setdefault("lr", lr)
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                if p in state:
                    state[p] = momentum * state[p] + (1 - dampening) * p.grad
                else:
                    state[p] = p.grad.clone()
                p -= lr * state[p]


@wrong(
    "the first gradient twice",
    fails=[
        "the first step, with dampening",
        "100 steps, the learning rate changing",
        "10 steps with dampening",
        "a gradient that is None in between",
        "two trainings with a state each",
        "the dtype of what is remembered",
    ],
    says="In a parameter's first step, your v begins with the gradient and then gets it a second "
    "time, by the formula for t ≥ 2. The first v is the gradient, and that is all.",
)
def momentum_step(parameters, state, lr, momentum, dampening=0.0):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                if p not in state:
                    state[p] = p.grad.clone()
                state[p] = momentum * state[p] + (1 - dampening) * p.grad
                p -= lr * state[p]


@wrong(
    "only the first v remembered",
    fails=[
        "100 steps, the learning rate changing",
        "10 steps with dampening",
        "a gradient that is None in between",
        "two trainings with a state each",
        "the dtype of what is remembered",
    ],
    says="`state` keeps the v of the first step for ever: each later step computes a new v from "
    "that one, and forgets it again. What is the next step to find there?",
)
def momentum_step(parameters, state, lr, momentum, dampening=0.0):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                if p in state:
                    v = momentum * state[p] + (1 - dampening) * p.grad
                else:
                    v = state[p] = p.grad.clone()
                p -= lr * v


@wrong(
    "τ in place of 1 − τ",
    fails=[
        "100 steps, the learning rate changing",
        "10 steps with dampening",
        "a gradient that is None in between",
        "two trainings with a state each",
        "the dtype of what is remembered",
    ],
    says="From the second step on, with the usual τ = 0 your gradient hardly comes in. Is it "
    "multiplied by τ, or by lr as well, or are there no brackets around 1 − τ? A dampening of τ "
    "takes the share τ away from the gradient.",
)
def momentum_step(parameters, state, lr, momentum, dampening=0.0):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                if p in state:
                    state[p] = momentum * state[p] + dampening * p.grad
                else:
                    state[p] = p.grad.clone()
                p -= lr * state[p]


@wrong(
    "None becomes zero",
    fails=["a gradient that is None in between"],
    says="You take a gradient that is `None` for one of zeros: the parameter rolls on with its old "
    "v, and has a first step without a gradient. It is left out, and nothing of it changes.",
)
def momentum_step(parameters, state, lr, momentum, dampening=0.0):
    with torch.no_grad():
        for p in parameters:
            grad = torch.zeros_like(p) if p.grad is None else p.grad
            if p in state:
                state[p] = momentum * state[p] + (1 - dampening) * grad
            else:
                state[p] = grad.clone()
            p -= lr * state[p]


@wrong(
    "one v for all parameters",
    fails=[
        "the first step, with dampening",
        "100 steps, the learning rate changing",
        "10 steps with dampening",
        "a gradient that is None in between",
        "two trainings with a state each",
        "the gradients after a step",
        "the dtype of what is remembered",
    ],
    says="A parameter finds the v of another one, which does not even fit: there is one v for all "
    "of them, or they are paired by counting. Every parameter has a v of its own, and can be the "
    "key itself.",
)
def momentum_step(parameters, state, lr, momentum, dampening=0.0):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                if "v" in state:
                    state["v"] = momentum * state["v"] + (1 - dampening) * p.grad
                else:
                    state["v"] = p.grad.clone()
                p -= lr * state["v"]


@wrong(
    "None forgets",
    fails=["a gradient that is None in between"],
    says="A parameter without a gradient loses its v: with the next gradient it begins anew. It is "
    "left out, and what is remembered of it stays as it is.",
)
def momentum_step(parameters, state, lr, momentum, dampening=0.0):
    with torch.no_grad():
        for p in parameters:
            if p.grad is None:
                state.pop(p, None)
                continue
            if p in state:
                state[p] = momentum * state[p] + (1 - dampening) * p.grad
            else:
                state[p] = p.grad.clone()
            p -= lr * state[p]


@wrong(
    "None fades",
    fails=["a gradient that is None in between"],
    says="The v of a parameter without a gradient fades in your steps, though the parameter stays "
    "where it is. It is left out: its v stays as it is too.",
)
def momentum_step(parameters, state, lr, momentum, dampening=0.0):
    with torch.no_grad():
        for p in parameters:
            if p.grad is None:
                if p in state:
                    state[p] *= momentum
            else:
                if p in state:
                    state[p] = momentum * state[p] + (1 - dampening) * p.grad
                else:
                    state[p] = p.grad.clone()
                p -= lr * state[p]


@wrong(
    "one None stops all",
    fails=["a gradient that is None in between"],
    says="As soon as one parameter has no gradient, none gets a step. Leave out this one only.",
)
def momentum_step(parameters, state, lr, momentum, dampening=0.0):
    if any(p.grad is None for p in parameters):
        return
    with torch.no_grad():
        for p in parameters:
            if p in state:
                state[p] = momentum * state[p] + (1 - dampening) * p.grad
            else:
                state[p] = p.grad.clone()
            p -= lr * state[p]


@wrong(
    "requires_grad left off",
    fails=["the gradients after a step"],
    says="After your step the parameters no longer require a gradient: the next `backward` passes "
    "them by. Switch off what autograd *records* during the step, not the parameters.",
)
def momentum_step(parameters, state, lr, momentum, dampening=0.0):
    for p in parameters:
        if p.grad is not None:
            if p in state:
                state[p] = momentum * state[p] + (1 - dampening) * p.grad
            else:
                state[p] = p.grad.clone()
            p.requires_grad_(False)
            p -= lr * state[p]


@wrong(
    "autograd left off",
    fails=["the gradients after a step"],
    says="After your step autograd records nothing any more, and the caller's next `backward` "
    "fails. Switch it off in a way that ends with the step: `with torch.no_grad():` does.",
)
def momentum_step(parameters, state, lr, momentum, dampening=0.0):
    torch.set_grad_enabled(False)
    for p in parameters:
        if p.grad is not None:
            if p in state:
                state[p] = momentum * state[p] + (1 - dampening) * p.grad
            else:
                state[p] = p.grad.clone()
            p -= lr * state[p]


@wrong(
    "remembered as plain numbers",
    fails=["the dtype of what is remembered"],
    says="What you remember of a parameter is no tensor of its shape: plain numbers, an array, "
    "or a tensor of another shape. Shape, dtype and device then have to be mended in every step. "
    "A tensor like the parameter has all three.",
)
def momentum_step(parameters, state, lr, momentum, dampening=0.0):
    with torch.no_grad():
        for p in parameters:
            if p.grad is None:
                continue
            v = p.grad.clone()
            if p in state:
                old = torch.tensor(state[p], dtype=p.dtype)
                v = momentum * old + (1 - dampening) * v
            state[p] = v.tolist()
            p -= lr * v


@alternative("all parameters at once")
def momentum_step(parameters, state, lr, momentum, dampening=0.0):
    live = [p for p in parameters if p.grad is not None]
    old, new = [p for p in live if id(p) in state], [p for p in live if id(p) not in state]
    with torch.no_grad():
        if old:
            buffers = [state[id(p)] for p in old]
            torch._foreach_mul_(buffers, momentum)
            torch._foreach_add_(buffers, [p.grad for p in old], alpha=1 - dampening)
        state.update({id(p): p.grad.clone() for p in new})
        if live:
            torch._foreach_add_(live, [state[id(p)] for p in live], alpha=-lr)


@alternative("in place, through .data, by place in the list")
def momentum_step(parameters, state, lr, momentum, dampening=0.0):
    for i, p in enumerate(parameters):
        if p.grad is None:
            continue
        if i not in state:
            state[i] = p.grad.detach().clone()
        else:
            state[i].mul_(momentum).add_(p.grad, alpha=1 - dampening)
        p.data.add_(state[i], alpha=-lr)


@alternative("a dict in the dict, and copy_")
@torch.no_grad()
def momentum_step(parameters, state, lr, momentum, dampening=0.0):
    buffers = state.setdefault("buffers", {})
    for p in filter(lambda p: p.grad is not None, parameters):
        damp = 1 - dampening if id(p) in buffers else 1.0
        buffers[id(p)] = momentum * buffers.get(id(p), 0.0) + damp * p.grad
        p.copy_(p - lr * buffers[id(p)])


@alternative("the undamped first step set right")
def momentum_step(parameters, state, lr, momentum, dampening=0.0):
    with torch.inference_mode(False), torch.no_grad():
        for p in parameters:
            if p.grad is None:
                continue
            first = p not in state
            v = state.setdefault(p, torch.zeros_like(p, requires_grad=False))
            v.lerp_(v * momentum, 1.0)
            v += p.grad if first else p.grad - dampening * p.grad
            p.sub_(v, alpha=lr)
