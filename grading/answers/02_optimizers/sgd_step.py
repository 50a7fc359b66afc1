"""Wrong and alternative answers to sgd_step (read by grading.bank)."""

import torch

from grading.bank import alternative, wrong


@wrong(
    "uphill",
    fails=["the weights after one step", "a model trained for ten steps"],
    says="Your step goes up the gradient: the gradient points to where the loss grows, and you "
    "added it. Which way does the loss become smaller?",
)
def sgd_step(parameters, lr):
    with torch.no_grad():
        for parameter in parameters:
            if parameter.grad is not None:
                parameter += lr * parameter.grad


@wrong(
    "only the local name",
    fails=[
        "the weights after one step",
        "a parameter whose .grad is None",
        "the gradients after the step",
        "a model trained for ten steps",
    ],
    says="No weight has changed. Did you write something like `w = w - …`? That makes a new tensor "
    "and gives it the name `w` (or a place in your list), while the model still holds the old "
    "one. Change the numbers inside the parameter.",
)
def sgd_step(parameters, lr):
    with torch.no_grad():
        for parameter in parameters:
            if parameter.grad is not None:
                parameter = parameter - lr * parameter.grad


@wrong(
    "new tensors returned",
    fails=[
        "the weights after one step",
        "a parameter whose .grad is None",
        "the gradients after the step",
        "a model trained for ten steps",
    ],
    says="No weight has changed. Did you write something like `w = w - …`? That makes a new tensor "
    "and gives it the name `w` (or a place in your list), while the model still holds the old "
    "one. Change the numbers inside the parameter.",
)
def sgd_step(parameters, lr):
    return [p if p.grad is None else p - lr * p.grad for p in parameters]


@wrong(
    "recorded by autograd",
    fails=[
        "the weights after one step",
        "a parameter whose .grad is None",
        "the gradients after the step",
        "a model trained for ten steps",
    ],
    says="Autograd refuses: a parameter that requires a gradient may not be changed in place "
    "while operations are being recorded. A step must not be recorded at all. Which context "
    "manager switches recording off?",
)
def sgd_step(parameters, lr):
    for parameter in parameters:
        if parameter.grad is not None:
            parameter -= lr * parameter.grad


@wrong(
    "None taken for a gradient",
    fails=["a parameter whose .grad is None"],
    says="You use a `.grad` that is `None`: a parameter that took no part in the loss has no "
    "gradient. Look before you use it, and leave such a parameter out.",
)
def sgd_step(parameters, lr):
    with torch.no_grad():
        for parameter in parameters:
            parameter -= lr * parameter.grad


@wrong(
    "stops at None",
    fails=["a parameter whose .grad is None"],
    says="You stop at the first parameter without a gradient, and those after it get no step. "
    "Leave out just that one and go on with the next.",
)
def sgd_step(parameters, lr):
    with torch.no_grad():
        for parameter in parameters:
            if parameter.grad is None:
                return
            parameter -= lr * parameter.grad


@wrong(
    "None becomes zero",
    fails=["a parameter whose .grad is None"],
    says="You gave a parameter without a gradient a gradient of zeros. That is not the same for "
    "an optimizer with momentum or weight decay, which would move it. Leave `None` alone.",
)
def sgd_step(parameters, lr):
    with torch.no_grad():
        for parameter in parameters:
            if parameter.grad is None:
                parameter.grad = torch.zeros_like(parameter)
            parameter -= lr * parameter.grad


@wrong(
    "clears the gradients to zero",
    fails=["the gradients after the step"],
    says="After your step the gradients are gone. A step leaves them as they are: they may still "
    "be wanted (for a plot, say), and clearing them is the job of `zero_grad`.",
)
def sgd_step(parameters, lr):
    with torch.no_grad():
        for parameter in parameters:
            if parameter.grad is not None:
                parameter -= lr * parameter.grad
                parameter.grad.zero_()


@wrong(
    "clears the gradients to None",
    fails=["the gradients after the step"],
    says="After your step `.grad` is `None`. A step leaves the gradients as they are: they may "
    "still be wanted (for a plot, say), and clearing them is the job of `zero_grad`.",
)
def sgd_step(parameters, lr):
    with torch.no_grad():
        for parameter in parameters:
            if parameter.grad is not None:
                parameter -= lr * parameter.grad
                parameter.grad = None


@wrong(
    "scales the gradients in place",
    fails=["the gradients after the step"],
    says="Your step multiplied the gradients themselves by something, in place. Only the weights "
    "may change: compute `lr * grad` as a new tensor, or give `sub_` its factor as `alpha`.",
)
def sgd_step(parameters, lr):
    with torch.no_grad():
        for parameter in parameters:
            if parameter.grad is not None:
                parameter -= parameter.grad.mul_(lr)


@wrong(
    "requires_grad off",
    fails=["a parameter whose .grad is None", "a model trained for ten steps"],
    says="After your step `backward` has nothing to go back through: either the weights no longer "
    "require a gradient, or you switched recording off and not on again. `with torch.no_grad():` "
    "ends by itself.",
)
def sgd_step(parameters, lr):
    for parameter in parameters:
        if parameter.grad is not None:
            parameter.requires_grad_(False)
            parameter -= lr * parameter.grad


@wrong(
    "recording off",
    fails=["a model trained for ten steps"],
    says="After your step `backward` has nothing to go back through: either the weights no longer "
    "require a gradient, or you switched recording off and not on again. `with torch.no_grad():` "
    "ends by itself.",
)
def sgd_step(parameters, lr):
    torch.set_grad_enabled(False)
    for parameter in parameters:
        if parameter.grad is not None:
            parameter -= lr * parameter.grad


@wrong(
    "needs a list",
    fails=["a model trained for ten steps"],
    says="`model.parameters()` is a generator: it has no length and no positions. Loop over the "
    "parameters themselves, `for parameter in parameters`.",
)
def sgd_step(parameters, lr):
    with torch.no_grad():
        for i in range(len(parameters)):
            if parameters[i].grad is not None:
                parameters[i] -= lr * parameters[i].grad


@wrong(
    "torch does it",
    fails=[
        "the weights after one step",
        "a parameter whose .grad is None",
        "the gradients after the step",
        "a model trained for ten steps",
    ],
    says="Your answer uses `optim`. This task asks you to write that part yourself.",
)
def sgd_step(parameters, lr):
    torch.optim.SGD(parameters, lr=lr).step()


@wrong(
    "generator used up",
    fails=["a model trained for ten steps"],
    says="With the generator `model.parameters()` nothing moves: something goes through it before "
    "your loop (a count, a `list`, another loop), and a generator can be gone through only once.",
)
def sgd_step(parameters, lr):
    count = sum(1 for _ in parameters)
    with torch.no_grad():
        for parameter in parameters:
            if parameter.grad is not None:
                parameter -= lr * parameter.grad


@wrong(
    "a gradient as a condition",
    fails=[
        "the weights after one step",
        "a parameter whose .grad is None",
        "the gradients after the step",
        "a model trained for ten steps",
    ],
    says="A tensor of several numbers is neither true nor false, so `if`, `not` and `or` can't "
    "decide by it, nor by its comparison with a number. To see whether there is a gradient, "
    "compare it with `None`, by `is` or `is not`.",
)
def sgd_step(parameters, lr):
    with torch.no_grad():
        for parameter in parameters:
            if parameter.grad:
                parameter -= lr * parameter.grad


@wrong(
    "only the first parameter",
    fails=[
        "the weights after one step",
        "a parameter whose .grad is None",
        "a model trained for ten steps",
    ],
    says="Only the first parameter is stepped: your function is over after one turn of the loop. "
    "Is a `return` indented too far?",
)
def sgd_step(parameters, lr):
    with torch.no_grad():
        for parameter in parameters:
            if parameter.grad is not None:
                parameter -= lr * parameter.grad
            return


@wrong(
    "no learning rate",
    fails=["the weights after one step", "a model trained for ten steps"],
    says="Your step is as long as the gradient itself. Where does `lr` come in?",
)
def sgd_step(parameters, lr):
    with torch.no_grad():
        for parameter in parameters:
            if parameter.grad is not None:
                parameter -= parameter.grad


@wrong(
    "the parameters returned",
    fails=["the weights after one step"],
    says="Your weights are right, but your function returns something. It changes the parameters "
    "that it is given, so there is nothing to return.",
)
def sgd_step(parameters, lr):
    with torch.no_grad():
        for parameter in parameters:
            if parameter.grad is not None:
                parameter -= lr * parameter.grad
    return parameters


@wrong(
    "unfreezes",
    fails=["a parameter whose .grad is None"],
    says="After your step a frozen parameter requires a gradient. Which of them train is for the "
    "owner of the model to say: leave `requires_grad` as you found it.",
)
def sgd_step(parameters, lr):
    for parameter in parameters:
        parameter.requires_grad_(False)
        if parameter.grad is not None:
            parameter -= lr * parameter.grad
        parameter.requires_grad_(True)


@wrong(
    "freezes what is unused",
    fails=["a parameter whose .grad is None"],
    says="You freeze the parameters without a gradient. They took no part in this loss, and may do "
    "so in the next one: leave `requires_grad` as you found it.",
)
def sgd_step(parameters, lr):
    with torch.no_grad():
        for parameter in parameters:
            if parameter.grad is None:
                parameter.requires_grad_(False)
            else:
                parameter -= lr * parameter.grad


@wrong(
    "all or nothing",
    fails=["a parameter whose .grad is None"],
    says="Where one parameter has no gradient, none gets its step. Leave out just that one.",
)
def sgd_step(parameters, lr):
    parameters = list(parameters)
    if any(parameter.grad is None for parameter in parameters):
        return
    with torch.no_grad():
        for parameter in parameters:
            parameter -= lr * parameter.grad


wrong(
    "torch does it by another way",
    fails=[
        "the weights after one step",
        "a parameter whose .grad is None",
        "the gradients after the step",
        "a model trained for ten steps",
    ],
    says="An optimizer of `torch.optim` makes your step. This task asks you to write it yourself.",
    code="""
class SGD(torch.profiler.Optimizer):
    def step(self):
        with torch.no_grad():
            for parameter in self.param_groups[0]["params"]:
                if parameter.grad is not None:
                    parameter -= self.defaults["lr"] * parameter.grad


def sgd_step(parameters, lr):
    SGD(parameters, {"lr": lr}).step()
""",
)


@wrong(
    "no_grad without brackets",
    fails=[
        "the weights after one step",
        "a parameter whose .grad is None",
        "the gradients after the step",
        "a model trained for ten steps",
    ],
    says="`torch.no_grad` is a class, and `with` needs an object of it. Brackets make one.",
)
def sgd_step(parameters, lr):
    with torch.no_grad:
        for parameter in parameters:
            if parameter.grad is not None:
                parameter -= lr * parameter.grad


@wrong(
    "always 0.1",
    fails=["the weights after one step", "a model trained for ten steps"],
    says="Your step has the learning rate 0.1, whatever you are given. Use the argument `lr`.",
)
def sgd_step(parameters, lr):
    with torch.no_grad():
        for parameter in parameters:
            if parameter.grad is not None:
                parameter -= 0.1 * parameter.grad


@alternative("through .data")
def sgd_step(parameters, lr):
    for p in parameters:
        if p.grad is None:
            continue
        p.data = p.data - lr * p.grad


alternative(
    "a decorator and copy_",
    code="""
@torch.no_grad()
def sgd_step(parameters, lr):
    for w in filter(lambda w: w.grad is not None, parameters):
        w.copy_(w - lr * w.grad)
""",
)


@alternative("on detached tensors, all at once")
def sgd_step(parameters, lr):
    moving = [w for w in parameters if w.grad is not None]
    if moving:
        torch._foreach_add_([w.detach() for w in moving], [w.grad for w in moving], alpha=-lr)
