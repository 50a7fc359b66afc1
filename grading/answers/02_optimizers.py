"""Wrong and alternative answers to the tasks of 02_optimizers (read by grading.bank, never run)."""

import math

import torch
from torch import nn

from grading.bank import alternative, wrong

# 1. train_step


@wrong(
    "train_step",
    "no zero_grad",
    fails=["the weights after ten steps", "old gradients in .grad before the call"],
    says="Old gradients are still in `.grad`: `backward` adds the new ones to them, so each step "
    "goes along the sum of all gradients so far. Which call clears them, and when is it due?",
)
def train_step(model, criterion, optimizer, x, y):
    loss = criterion(model(x), y)
    loss.backward()
    optimizer.step()
    return loss.item()


@wrong(
    "train_step",
    "zero_grad last",
    fails=["old gradients in .grad before the call"],
    says="You clear the gradients after the step. That is in time for your own next step, but "
    "gradients which were there before the first call go into it. Clear them before `backward`.",
)
def train_step(model, criterion, optimizer, x, y):
    loss = criterion(model(x), y)
    loss.backward()
    optimizer.step()
    optimizer.zero_grad()
    return loss.item()


@wrong(
    "train_step",
    "nothing moves",
    fails=[
        "the weights after ten steps",
        "old gradients in .grad before the call",
        "a criterion that is not symmetric",
    ],
    says="The weights have not moved at all. Either `step` is never called, or it finds no "
    "gradients: `backward` has not been called yet, or `zero_grad` stands between `backward` and "
    "`step` and takes them away.",
)
def train_step(model, criterion, optimizer, x, y):
    loss = criterion(model(x), y)
    loss.backward()
    optimizer.zero_grad()
    optimizer.step()
    return loss.item()


@wrong(
    "train_step",
    "one step late",
    fails=[
        "the weights after ten steps",
        "old gradients in .grad before the call",
        "a criterion that is not symmetric",
    ],
    says="Each step uses the gradients of the batch before: your `step` comes before `backward`, "
    "so it finds what the last call left in `.grad`. First compute the gradients, then step.",
)
def train_step(model, criterion, optimizer, x, y):
    optimizer.step()
    optimizer.zero_grad()
    loss = criterion(model(x), y)
    loss.backward()
    return loss.item()


@wrong(
    "train_step",
    "arguments swapped",
    fails=["a criterion that is not symmetric"],
    says="You call the criterion with the target first. With the squared error that makes no "
    "difference, with other losses it does: it is `criterion(y_hat, y)`, prediction first.",
)
def train_step(model, criterion, optimizer, x, y):
    optimizer.zero_grad()
    loss = criterion(y, model(x))
    loss.backward()
    optimizer.step()
    return loss.item()


@wrong(
    "train_step",
    "loss after the step",
    fails=["the loss it returns", "the weights after ten steps"],
    says="You return the loss after the step, computed a second time with the new weights. The "
    "loss before the step is asked for; you have it already, without a second prediction.",
)
def train_step(model, criterion, optimizer, x, y):
    optimizer.zero_grad()
    criterion(model(x), y).backward()
    optimizer.step()
    return criterion(model(x), y).item()


@wrong(
    "train_step",
    "two predictions",
    fails=["the weights after ten steps"],
    says="You call the model twice for one step: once for the gradients, and once more for the "
    "loss to return. That takes time, and a model with dropout or batch norm gives another answer "
    "the second time. Keep the loss that `backward` was called on.",
)
def train_step(model, criterion, optimizer, x, y):
    before = criterion(model(x), y).item()
    optimizer.zero_grad()
    criterion(model(x), y).backward()
    optimizer.step()
    return before


@wrong(
    "train_step",
    "loss as a tensor",
    fails=["the loss it returns"],
    says="You return the loss as a tensor, and a Python `float` is asked for. As a tensor, unless "
    "detached, it drags its whole history along, and a list of such losses fills the memory. How "
    "does one get the plain number?",
)
def train_step(model, criterion, optimizer, x, y):
    optimizer.zero_grad()
    loss = criterion(model(x), y)
    loss.backward()
    optimizer.step()
    return loss


@wrong(
    "train_step",
    "nothing returned",
    fails=["the loss it returns"],
    says="Your function returns nothing (`None`). Whoever calls it wants to know the loss: return "
    "it as a Python `float`.",
)
def train_step(model, criterion, optimizer, x, y):
    optimizer.zero_grad()
    loss = criterion(model(x), y)
    loss.backward()
    optimizer.step()


@wrong(
    "train_step",
    "item too early",
    fails=[
        "the loss it returns",
        "the weights after ten steps",
        "old gradients in .grad before the call",
        "a criterion that is not symmetric",
    ],
    says="You call `backward` on a `float`. `.item()` gives a plain number that knows nothing of "
    "the weights; keep the tensor for `backward`, and take `.item()` only for the result.",
)
def train_step(model, criterion, optimizer, x, y):
    optimizer.zero_grad()
    loss = criterion(model(x), y).item()
    loss.backward()
    optimizer.step()
    return loss


@wrong(
    "train_step",
    "does nothing",
    fails=[
        "the loss it returns",
        "the weights after ten steps",
        "old gradients in .grad before the call",
        "a criterion that is not symmetric",
    ],
    says="Your function leaves the weights as they were, and returns nothing (`None`). It should "
    "do one round of the training loop, and return the loss.",
)
def train_step(model, criterion, optimizer, x, y):
    pass


@wrong(
    "train_step",
    "an optimizer of its own",
    fails=["the weights after ten steps"],
    says="Your function makes an optimizer of its own. Step with the one that it is given: which "
    "kind it is, and with which learning rate, is for the caller to choose, and what it "
    "remembers of earlier steps would be lost.",
)
def train_step(model, criterion, optimizer, x, y):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    loss = criterion(model(x), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()


@wrong(
    "train_step",
    "a criterion of its own",
    fails=["a criterion that is not symmetric"],
    says="Your function trains with the mean squared error, whatever criterion it is given. Call "
    "`criterion`.",
)
def train_step(model, criterion, optimizer, x, y):
    optimizer.zero_grad()
    loss = nn.functional.mse_loss(model(x), y)
    loss.backward()
    optimizer.step()
    return loss.item()


@wrong(
    "train_step",
    "all unrecorded",
    fails=[
        "the loss it returns",
        "the weights after ten steps",
        "old gradients in .grad before the call",
        "a criterion that is not symmetric",
    ],
    says="`backward` finds nothing to go back through: the prediction was made under `no_grad` or "
    "cut off by `detach`, so autograd has not recorded how the loss depends on the weights. The "
    "step of `torch.optim` needs no `no_grad` around it.",
)
def train_step(model, criterion, optimizer, x, y):
    with torch.no_grad():
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
    return loss.item()


@alternative("train_step", "the model clears the gradients, just before backward")
def train_step(model, criterion, optimizer, x, y):
    loss = criterion(model(x), y)
    model.zero_grad()
    loss.backward()
    optimizer.step()
    return float(loss)


@alternative("train_step", "gradients zero instead of None, and cleared once more at the end")
def train_step(model, criterion, optimizer, x, y):
    optimizer.zero_grad(set_to_none=False)
    y_hat = model(x)
    loss = criterion(y_hat, y)
    value = loss.detach().cpu().numpy().item()
    loss.backward()
    optimizer.step()
    optimizer.zero_grad()
    return value


@alternative("train_step", "a closure")
def train_step(model, criterion, optimizer, x, y):
    def closure():
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        return loss

    return optimizer.step(closure).item()


# 2. sgd_step


@wrong(
    "sgd_step",
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
    "sgd_step",
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
    "sgd_step",
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
    "sgd_step",
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
    "sgd_step",
    "None times lr",
    fails=["a parameter whose .grad is None"],
    says="You multiply `None`: a parameter that took no part in the loss has no gradient, its "
    "`.grad` is `None`. Look before you use it, and leave such a parameter out.",
)
def sgd_step(parameters, lr):
    with torch.no_grad():
        for parameter in parameters:
            parameter -= lr * parameter.grad


@wrong(
    "sgd_step",
    "None added",
    fails=["a parameter whose .grad is None"],
    says="You pass `None` to a tensor operation: a parameter that took no part in the loss has "
    "no gradient, its `.grad` is `None`. Look before you use it, and leave such a parameter out.",
)
def sgd_step(parameters, lr):
    for parameter in parameters:
        parameter.data.add_(parameter.grad, alpha=-lr)


@wrong(
    "sgd_step",
    "trainable taken for used",
    fails=["a parameter whose .grad is None"],
    says="You multiply `None`: a parameter that took no part in the loss has no gradient, its "
    "`.grad` is `None`. Look before you use it, and leave such a parameter out.",
)
def sgd_step(parameters, lr):
    with torch.no_grad():
        for parameter in parameters:
            if parameter.requires_grad:
                parameter -= lr * parameter.grad


@wrong(
    "sgd_step",
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
    "sgd_step",
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
    "sgd_step",
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
    "sgd_step",
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
    "sgd_step",
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
    "sgd_step",
    "requires_grad off",
    fails=["a model trained for ten steps"],
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
    "sgd_step",
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
    "sgd_step",
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
    "sgd_step",
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
    "sgd_step",
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
    "sgd_step",
    "a gradient as a condition",
    fails=[
        "the weights after one step",
        "a parameter whose .grad is None",
        "the gradients after the step",
        "a model trained for ten steps",
    ],
    says="A tensor of several numbers is neither true nor false, so it can't stand alone after "
    "`if`. Compare it with `None`, by `is` or `is not`.",
)
def sgd_step(parameters, lr):
    with torch.no_grad():
        for parameter in parameters:
            if parameter.grad:
                parameter -= lr * parameter.grad


@wrong(
    "sgd_step",
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
    "sgd_step",
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
    "sgd_step",
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


@alternative("sgd_step", "through .data")
def sgd_step(parameters, lr):
    for p in parameters:
        if p.grad is None:
            continue
        p.data = p.data - lr * p.grad


alternative(
    "sgd_step",
    "a decorator and copy_",
    code="""
@torch.no_grad()
def sgd_step(parameters, lr):
    for w in filter(lambda w: w.grad is not None, parameters):
        w.copy_(w - lr * w.grad)
""",
)


@alternative("sgd_step", "on detached tensors, all at once")
def sgd_step(parameters, lr):
    moving = [w for w in parameters if w.grad is not None]
    if moving:
        torch._foreach_add_([w.detach() for w in moving], [w.grad for w in moving], alpha=-lr)


# 3. clip_gradients


@wrong(
    "clip_gradients",
    "each tensor by itself",
    fails=["gradients that are too long"],
    says="You clip each parameter's gradient by itself. That changes the direction of the step: "
    "long ones are shortened more than others. One norm over all gradients, one factor for all.",
)
def clip_gradients(parameters, max_norm):
    grads = [p.grad for p in parameters if p.grad is not None]
    total = math.sqrt(sum(float((grad**2).sum()) for grad in grads))
    for grad in grads:
        norm = float(grad.norm())
        if norm > max_norm:
            grad.mul_(max_norm / norm)
    return total


@wrong(
    "clip_gradients",
    "each number by itself",
    fails=["gradients that are too long"],
    says="You cut each number of the gradients off at `max_norm`. That changes the direction, and "
    "the norm may still be larger than allowed. Multiply all numbers by the same factor.",
)
def clip_gradients(parameters, max_norm):
    grads = [p.grad for p in parameters if p.grad is not None]
    norm = math.sqrt(sum(float((grad**2).sum()) for grad in grads))
    for grad in grads:
        grad.clamp_(-max_norm, max_norm)
    return norm


@wrong(
    "clip_gradients",
    "only the long ones",
    fails=["gradients that are too long"],
    says="You leave out the tensors whose own norm is small. That changes the direction: all "
    "gradients belong to one long vector, and all of them are multiplied by the same factor.",
)
def clip_gradients(parameters, max_norm):
    grads = [p.grad for p in parameters if p.grad is not None]
    norm = math.sqrt(sum(float((grad**2).sum()) for grad in grads))
    for grad in grads:
        if grad.norm() > max_norm:
            grad.mul_(max_norm / norm)
    return norm


@wrong(
    "clip_gradients",
    "stretches short ones",
    fails=["gradients that are short enough"],
    says="You stretched gradients that were short enough: afterwards their norm is `max_norm`. "
    "Near a minimum gradients get small, and the steps have to as well. Clipping only shortens.",
)
def clip_gradients(parameters, max_norm):
    grads = [p.grad for p in parameters if p.grad is not None]
    norm = math.sqrt(sum(float((grad**2).sum()) for grad in grads))
    for grad in grads:
        if norm > 0:
            grad.mul_(max_norm / norm)
    return norm


@wrong(
    "clip_gradients",
    "norm after clipping",
    fails=["the norm it returns", "parameters whose .grad is None"],
    says="You return the norm after clipping, which is never more than `max_norm`. The one before "
    "is asked for: it tells whoever trains how often, and how much, was clipped.",
)
def clip_gradients(parameters, max_norm):
    grads = [p.grad for p in parameters if p.grad is not None]
    norm = math.sqrt(sum(float((grad**2).sum()) for grad in grads))
    if norm > max_norm:
        for grad in grads:
            grad.mul_(max_norm / norm)
    return min(norm, max_norm)


@wrong(
    "clip_gradients",
    "sum of the norms",
    fails=["the norm it returns", "gradients that are too long"],
    says="You add up the norms of the tensors. The length of the one long vector is the root of "
    "the sum of the *squares*: 3 and 4 make 5, not 7.",
)
def clip_gradients(parameters, max_norm):
    grads = [p.grad for p in parameters if p.grad is not None]
    norm = float(sum(grad.norm() for grad in grads))
    if norm > max_norm:
        for grad in grads:
            grad.mul_(max_norm / norm)
    return norm


@wrong(
    "clip_gradients",
    "no root",
    fails=[
        "the norm it returns",
        "gradients that are too long",
        "gradients that are short enough",
        "parameters whose .grad is None",
        "a generator of parameters",
    ],
    says="You use the sum of the squares as the norm. Its square root is missing: 3 and 4 make "
    "5, not 25.",
)
def clip_gradients(parameters, max_norm):
    grads = [p.grad for p in parameters if p.grad is not None]
    norm = float(sum((grad**2).sum() for grad in grads))
    if norm > max_norm:
        for grad in grads:
            grad.mul_(max_norm / norm)
    return norm


@wrong(
    "clip_gradients",
    "absolute values",
    fails=["the norm it returns", "gradients that are too long"],
    says="You add up absolute values (the 1-norm). The global norm is the length of the vector: "
    "the square root of the sum of the squares.",
)
def clip_gradients(parameters, max_norm):
    grads = [p.grad for p in parameters if p.grad is not None]
    norm = float(sum(grad.abs().sum() for grad in grads))
    if norm > max_norm:
        for grad in grads:
            grad.mul_(max_norm / norm)
    return norm


@wrong(
    "clip_gradients",
    "norm as a tensor",
    fails=["the norm it returns"],
    says="You return the norm as a tensor. A Python `float` is asked for: `float(norm)`, or "
    "`.item()`.",
)
def clip_gradients(parameters, max_norm):
    grads = [p.grad for p in parameters if p.grad is not None]
    norm = torch.sqrt(sum((grad**2).sum() for grad in [*grads, torch.zeros(1)]))
    if norm > max_norm:
        for grad in grads:
            grad.mul_(max_norm / norm)
    return norm


@wrong(
    "clip_gradients",
    "None has no norm",
    fails=["parameters whose .grad is None"],
    says="You ask `None` for its norm: a parameter that took no part in the loss has no gradient. "
    "Collect the gradients that are there first.",
)
def clip_gradients(parameters, max_norm):
    grads = [p.grad for p in parameters]
    norm = math.sqrt(sum(float(grad.norm()) ** 2 for grad in grads))
    if norm > max_norm:
        for grad in grads:
            grad.mul_(max_norm / norm)
    return norm


@wrong(
    "clip_gradients",
    "None has no square",
    fails=["parameters whose .grad is None"],
    says="You square `None`: a parameter that took no part in the loss has no gradient. Collect "
    "the gradients that are there first.",
)
def clip_gradients(parameters, max_norm):
    grads = [p.grad for p in parameters]
    norm = math.sqrt(sum(float((grad**2).sum()) for grad in grads))
    if norm > max_norm:
        for grad in grads:
            grad.mul_(max_norm / norm)
    return norm


@wrong(
    "clip_gradients",
    "no gradients at all",
    fails=["parameters whose .grad is None"],
    says="Where no parameter has a gradient your list of gradients is empty, and PyTorch cannot "
    "join an empty list of tensors. Python's `sum` can: it gives 0, and the norm is 0.0.",
)
def clip_gradients(parameters, max_norm):
    grads = [p.grad for p in parameters if p.grad is not None]
    norm = torch.stack([grad.norm() for grad in grads]).norm().item()
    if norm > max_norm:
        for grad in grads:
            grad.mul_(max_norm / norm)
    return norm


@wrong(
    "clip_gradients",
    "generator used up",
    fails=["a generator of parameters"],
    says="Given a generator, you measure the norm but clip nothing: a generator can be gone "
    "through only once, and your second loop over `parameters` finds it empty. Make a list first.",
)
def clip_gradients(parameters, max_norm):
    squares = [float((p.grad**2).sum()) for p in parameters if p.grad is not None]
    norm = math.sqrt(sum(squares))
    if norm > max_norm:
        for p in parameters:
            if p.grad is not None:
                p.grad.mul_(max_norm / norm)
    return norm


@wrong(
    "clip_gradients",
    "torch does it",
    fails=[
        "the norm it returns",
        "gradients that are too long",
        "gradients that are short enough",
        "parameters whose .grad is None",
        "a generator of parameters",
    ],
    says="Your answer uses `clip_grad_norm_`. This task asks you to write that part yourself.",
)
def clip_gradients(parameters, max_norm):
    return float(nn.utils.clip_grad_norm_(parameters, max_norm))


@wrong(
    "clip_gradients",
    "torch does it by an old name",
    fails=[
        "the norm it returns",
        "gradients that are too long",
        "gradients that are short enough",
        "parameters whose .grad is None",
        "a generator of parameters",
    ],
    says="Your answer uses `clip_grad_norm`. This task asks you to write that part yourself.",
)
def clip_gradients(parameters, max_norm):
    return float(nn.utils.clip_grad_norm(parameters, max_norm))


@wrong(
    "clip_gradients",
    "torch does it in two parts",
    fails=[
        "the norm it returns",
        "gradients that are too long",
        "gradients that are short enough",
        "parameters whose .grad is None",
        "a generator of parameters",
    ],
    says="Your answer uses `_clip_grads_with_norm_` and `_get_total_norm`. This task asks you to "
    "write that part yourself.",
)
def clip_gradients(parameters, max_norm):
    parameters = list(parameters)
    grads = [p.grad for p in parameters if p.grad is not None]
    norm = nn.utils.clip_grad._get_total_norm(grads)
    nn.utils.clip_grad._clip_grads_with_norm_(parameters, max_norm, norm)
    return float(norm)


@wrong(
    "clip_gradients",
    "measured, not clipped",
    fails=[
        "gradients that are too long",
        "gradients that are short enough",
        "parameters whose .grad is None",
        "a generator of parameters",
    ],
    says="The gradients stay as long as they were. Either they are only measured, or the result of "
    "the multiplication never gets into `.grad`: `grad = grad * factor` gives a new tensor the "
    "local name `grad`, and the parameter keeps the old one.",
)
def clip_gradients(parameters, max_norm):
    grads = [p.grad for p in parameters if p.grad is not None]
    norm = math.sqrt(sum(float((grad**2).sum()) for grad in grads))
    if norm > max_norm:
        for grad in grads:
            grad = grad * max_norm / norm
    return norm


@wrong(
    "clip_gradients",
    "does nothing",
    fails=[
        "the norm it returns",
        "gradients that are too long",
        "gradients that are short enough",
        "parameters whose .grad is None",
        "a generator of parameters",
    ],
    says="Your function returns nothing (`None`), and the gradients stay as long as they were.",
)
def clip_gradients(parameters, max_norm):
    pass


@wrong(
    "clip_gradients",
    "nothing returned",
    fails=["the norm it returns", "parameters whose .grad is None"],
    says="Your function returns `None`, at least for some gradients. The norm before clipping is "
    "asked for in every case: also where nothing is clipped, and where there is no gradient.",
)
def clip_gradients(parameters, max_norm):
    grads = [p.grad for p in parameters if p.grad is not None]
    norm = math.sqrt(sum(float((grad**2).sum()) for grad in grads))
    if norm > max_norm:
        for grad in grads:
            grad.mul_(max_norm / norm)


@wrong(
    "clip_gradients",
    "returned only when clipped",
    fails=["the norm it returns", "parameters whose .grad is None"],
    says="Where nothing has to be clipped, your function returns `None`. The norm is asked for in "
    "every case. Is the `return` indented too far?",
)
def clip_gradients(parameters, max_norm):
    grads = [p.grad for p in parameters if p.grad is not None]
    norm = math.sqrt(sum(float((grad**2).sum()) for grad in grads))
    if norm > max_norm:
        for grad in grads:
            grad.mul_(max_norm / norm)
        return norm


@wrong(
    "clip_gradients",
    "factor upside down",
    fails=[
        "gradients that are too long",
        "gradients that are short enough",
        "parameters whose .grad is None",
        "a generator of parameters",
    ],
    says="Your factor is `norm / max_norm`, which is larger than 1 here: gradients that are too "
    "long become longer still. Turn it round.",
)
def clip_gradients(parameters, max_norm):
    grads = [p.grad for p in parameters if p.grad is not None]
    norm = math.sqrt(sum(float((grad**2).sum()) for grad in grads))
    if norm > max_norm:
        for grad in grads:
            grad.mul_(norm / max_norm)
    return norm


@wrong(
    "clip_gradients",
    "to length 1",
    fails=[
        "gradients that are too long",
        "gradients that are short enough",
        "parameters whose .grad is None",
        "a generator of parameters",
    ],
    says="You divide by the norm, so what is clipped has the length 1 afterwards. It should have "
    "the length `max_norm`.",
)
def clip_gradients(parameters, max_norm):
    grads = [p.grad for p in parameters if p.grad is not None]
    norm = math.sqrt(sum(float((grad**2).sum()) for grad in grads))
    if norm > max_norm:
        for grad in grads:
            grad.div_(norm)
    return norm


@wrong(
    "clip_gradients",
    "weights in place of gradients",
    fails=[
        "gradients that are too long",
        "gradients that are short enough",
        "parameters whose .grad is None",
        "a generator of parameters",
    ],
    says="You shorten the weights, and their gradients stay as long as they were. What is to be "
    "clipped is in `.grad`.",
)
def clip_gradients(parameters, max_norm):
    parameters = [p for p in parameters if p.grad is not None]
    norm = math.sqrt(sum(float((p.grad**2).sum()) for p in parameters))
    if norm > max_norm:
        for p in parameters:
            p.data.mul_(max_norm / norm)
    return norm


@wrong(
    "clip_gradients",
    "norm of the weights",
    fails=[
        "the norm it returns",
        "gradients that are too long",
        "gradients that are short enough",
        "parameters whose .grad is None",
        "a generator of parameters",
    ],
    says="You measure the weights. The global norm is the length of the gradients, which are in "
    "`.grad`.",
)
def clip_gradients(parameters, max_norm):
    parameters = [p for p in parameters if p.grad is not None]
    norm = math.sqrt(sum(float((p.detach() ** 2).sum()) for p in parameters))
    if norm > max_norm:
        for p in parameters:
            p.grad.mul_(max_norm / norm)
    return norm


@wrong(
    "clip_gradients",
    "the largest number",
    fails=["the norm it returns", "gradients that are too long"],
    says="Your norm is the largest absolute value of all numbers. The global norm is the length of "
    "the vector: the square root of the sum of the squares.",
)
def clip_gradients(parameters, max_norm):
    grads = [p.grad for p in parameters if p.grad is not None]
    norm = max((float(grad.abs().max()) for grad in grads), default=0.0)
    if norm > max_norm:
        for grad in grads:
            grad.mul_(max_norm / norm)
    return norm


@wrong(
    "clip_gradients",
    "None becomes zero",
    fails=["parameters whose .grad is None"],
    says="You gave a parameter without a gradient a gradient of zeros. That is not the same for "
    "an optimizer with momentum or weight decay, which would move it. Leave `None` alone.",
)
def clip_gradients(parameters, max_norm):
    parameters = list(parameters)
    for p in parameters:
        if p.grad is None:
            p.grad = torch.zeros_like(p)
    norm = math.sqrt(sum(float((p.grad**2).sum()) for p in parameters))
    if norm > max_norm:
        for p in parameters:
            p.grad.mul_(max_norm / norm)
    return norm


@wrong(
    "clip_gradients",
    "stops at None",
    fails=["parameters whose .grad is None"],
    says="You stop at the first parameter without a gradient, and the gradients after it are "
    "neither measured nor clipped. Leave out just that one and go on with the next.",
)
def clip_gradients(parameters, max_norm):
    grads = []
    for p in parameters:
        if p.grad is None:
            break
        grads.append(p.grad)
    norm = math.sqrt(sum(float((grad**2).sum()) for grad in grads))
    if norm > max_norm:
        for grad in grads:
            grad.mul_(max_norm / norm)
    return norm


@wrong(
    "clip_gradients",
    "nothing to join",
    fails=["parameters whose .grad is None"],
    says="Where no parameter has a gradient your list of gradients is empty, and `torch.cat` "
    "cannot join nothing. Return 0.0 in that case, before you get there.",
)
def clip_gradients(parameters, max_norm):
    grads = [p.grad for p in parameters if p.grad is not None]
    norm = torch.cat([grad.flatten() for grad in grads]).norm().item()
    if norm > max_norm:
        for grad in grads:
            grad.mul_(max_norm / norm)
    return norm


@wrong(
    "clip_gradients",
    "root of no tensor",
    fails=["parameters whose .grad is None"],
    says="Where no parameter has a gradient, `sum` over the empty list gives the Python number 0, "
    "and `torch.sqrt` takes only tensors. `math.sqrt` takes both.",
)
def clip_gradients(parameters, max_norm):
    grads = [p.grad for p in parameters if p.grad is not None]
    norm = torch.sqrt(sum((grad**2).sum() for grad in grads)).item()
    if norm > max_norm:
        for grad in grads:
            grad.mul_(max_norm / norm)
    return norm


@alternative("clip_gradients", "one long vector, a clamped factor, new gradients")
def clip_gradients(parameters, max_norm):
    parameters = [p for p in parameters if p.grad is not None]
    if not parameters:
        return 0.0
    norm = torch.cat([p.grad.flatten() for p in parameters]).norm()
    factor = (max_norm / (norm + 1e-6)).clamp(max=1.0)
    for p in parameters:
        p.grad = p.grad * factor
    return norm.item()


@alternative("clip_gradients", "adding up in a loop")
def clip_gradients(parameters, max_norm):
    parameters, total = list(parameters), 0.0
    for p in parameters:
        if p.grad is not None:
            total += p.grad.norm().item() ** 2
    norm = total**0.5
    factor = max_norm / norm if norm > max_norm else 1.0
    for p in parameters:
        if p.grad is not None:
            p.grad *= factor
    return norm


# 4. parameter_groups


@wrong(
    "parameter_groups",
    "by the name bias",
    fails=["other kinds of layers"],
    says="You seem to go by names. The scale of a `LayerNorm` is called `weight` and has one "
    "dimension, and a parameter may have any name. Count its dimensions instead.",
)
def parameter_groups(model, weight_decay):
    named = [(name, p) for name, p in model.named_parameters() if p.requires_grad]
    biases = [p for name, p in named if name.endswith("bias")]
    others = [p for name, p in named if not name.endswith("bias")]
    return [
        {"params": others, "weight_decay": weight_decay},
        {"params": biases, "weight_decay": 0.0},
    ]


@wrong(
    "parameter_groups",
    "by the name weight",
    fails=["other kinds of layers"],
    says="You seem to go by names: what is called `weight` decays. The scale of a `LayerNorm` is "
    "called so too, but has one dimension. Count the dimensions of each parameter instead.",
)
def parameter_groups(model, weight_decay):
    named = [(name, p) for name, p in model.named_parameters() if p.requires_grad]
    return [
        {"params": [p for n, p in named if n.endswith("weight")], "weight_decay": weight_decay},
        {"params": [p for n, p in named if not n.endswith("weight")], "weight_decay": 0.0},
    ]


@wrong(
    "parameter_groups",
    "only linear layers",
    fails=["other kinds of layers"],
    says="Some parameters are in neither group, so the optimizer would never train them. It is "
    "not only `nn.Linear` that has parameters: go through all of `model.parameters()`.",
)
def parameter_groups(model, weight_decay):
    layers = [m for m in model.modules() if isinstance(m, nn.Linear)]
    weights = {id(m.weight): m.weight for m in layers if m.weight.requires_grad}
    biases = [m.bias for m in layers if m.bias is not None and m.bias.requires_grad]
    return [
        {"params": list(weights.values()), "weight_decay": weight_decay},
        {"params": biases, "weight_decay": 0.0},
    ]


@wrong(
    "parameter_groups",
    "all decay",
    fails=[
        "linear layers and their biases",
        "other kinds of layers",
        "frozen parameters",
        "a weight that two layers share",
    ],
    says="All parameters are in one group, so all decay. Make two groups: the parameters with "
    "two or more dimensions decay, the others do not.",
)
def parameter_groups(model, weight_decay):
    params = [p for p in model.parameters() if p.requires_grad]
    return [{"params": params, "weight_decay": weight_decay}]


@wrong(
    "parameter_groups",
    "the wrong way round",
    fails=[
        "linear layers and their biases",
        "other kinds of layers",
        "frozen parameters",
        "a weight that two layers share",
    ],
    says="It is the wrong way round: in your groups the biases decay and the weight matrices do "
    "not.",
)
def parameter_groups(model, weight_decay):
    trainable = [p for p in model.parameters() if p.requires_grad]
    return [
        {"params": [p for p in trainable if p.ndim < 2], "weight_decay": weight_decay},
        {"params": [p for p in trainable if p.ndim >= 2], "weight_decay": 0.0},
    ]


@wrong(
    "parameter_groups",
    "no decay left to the default",
    fails=[
        "linear layers and their biases",
        "other kinds of layers",
        "frozen parameters",
        "a weight that two layers share",
    ],
    says="Your second group does not say `weight_decay`, so it gets the default of the optimizer. "
    "For AdamW that is 0.01 and not 0: say 0.0.",
)
def parameter_groups(model, weight_decay):
    trainable = [p for p in model.parameters() if p.requires_grad]
    return [
        {"params": [p for p in trainable if p.ndim >= 2], "weight_decay": weight_decay},
        {"params": [p for p in trainable if p.ndim < 2]},
    ]


@wrong(
    "parameter_groups",
    "generator used up",
    fails=[
        "linear layers and their biases",
        "other kinds of layers",
        "frozen parameters",
        "a weight that two layers share",
    ],
    says="Your second group is empty: `model.parameters()` is a generator, which can be gone "
    "through only once. Your first loop used it up. Make a list of it.",
)
def parameter_groups(model, weight_decay):
    trainable = (p for p in model.parameters() if p.requires_grad)
    return [
        {"params": [p for p in trainable if p.ndim >= 2], "weight_decay": weight_decay},
        {"params": [p for p in trainable if p.ndim < 2], "weight_decay": 0.0},
    ]


@wrong(
    "parameter_groups",
    "frozen ones too",
    fails=["frozen parameters"],
    says="Frozen parameters are in your groups: `model.parameters()` lists all parameters, "
    "whether they require a gradient or not. Ask each for `requires_grad`.",
)
def parameter_groups(model, weight_decay):
    return [
        {"params": [p for p in model.parameters() if p.ndim >= 2], "weight_decay": weight_decay},
        {"params": [p for p in model.parameters() if p.ndim < 2], "weight_decay": 0.0},
    ]


@wrong(
    "parameter_groups",
    "by the gradient",
    fails=[
        "linear layers and their biases",
        "other kinds of layers",
        "frozen parameters",
        "a weight that two layers share",
    ],
    says="Both of your lists are empty. The model is new: nothing has called `backward`, so every "
    "`.grad` is `None`, of frozen parameters and of the others. What a parameter is meant for is "
    "in its `requires_grad`.",
)
def parameter_groups(model, weight_decay):
    trainable = [p for p in model.parameters() if p.grad is not None]
    return [
        {"params": [p for p in trainable if p.ndim >= 2], "weight_decay": weight_decay},
        {"params": [p for p in trainable if p.ndim < 2], "weight_decay": 0.0},
    ]


@wrong(
    "parameter_groups",
    "shared ones twice",
    fails=["a weight that two layers share"],
    says="A weight that two layers share is in your group twice, and PyTorch warns that it will "
    "refuse this one day. `model.parameters()` gives each parameter once; going through the "
    "layers yourself does not.",
)
def parameter_groups(model, weight_decay):
    matrices, others = [], []
    for module in model.modules():
        for p in module.parameters(recurse=False):
            if p.requires_grad:
                (matrices if p.ndim >= 2 else others).append(p)
    return [
        {"params": matrices, "weight_decay": weight_decay},
        {"params": others, "weight_decay": 0.0},
    ]


@wrong(
    "parameter_groups",
    "in a list of tensors",
    fails=[
        "linear layers and their biases",
        "other kinds of layers",
        "frozen parameters",
        "a weight that two layers share",
    ],
    says="`p in list` and `p not in list` compare `p` with each tensor of the list by `==`, and "
    "that works number by number; hence this error. Decide by a property of `p`, or compare "
    "identities (`id(p)`).",
)
def parameter_groups(model, weight_decay):
    trainable = [p for p in model.parameters() if p.requires_grad]
    matrices = [p for p in trainable if p.ndim >= 2]
    return [
        {"params": matrices, "weight_decay": weight_decay},
        {"params": [p for p in trainable if p not in matrices], "weight_decay": 0.0},
    ]


@wrong(
    "parameter_groups",
    "nothing returned",
    fails=[
        "linear layers and their biases",
        "other kinds of layers",
        "frozen parameters",
        "a weight that two layers share",
    ],
    says="Your function returns nothing (`None`): return the list of the two dicts.",
)
def parameter_groups(model, weight_decay):
    pass


@wrong(
    "parameter_groups",
    "by the names weight and bias",
    fails=["other kinds of layers"],
    says="You seem to go by names: what is called `weight` decays, what is called `bias` does not. "
    "But the scale of a `LayerNorm` is called `weight` too, and a parameter with any other name is "
    "in neither group. Count the dimensions of each parameter instead.",
)
def parameter_groups(model, weight_decay):
    named = [(name, p) for name, p in model.named_parameters() if p.requires_grad]
    return [
        {"params": [p for n, p in named if n.endswith("weight")], "weight_decay": weight_decay},
        {"params": [p for n, p in named if n.endswith("bias")], "weight_decay": 0.0},
    ]


@wrong(
    "parameter_groups",
    "names in the lists",
    fails=[
        "linear layers and their biases",
        "other kinds of layers",
        "frozen parameters",
        "a weight that two layers share",
    ],
    says="Your lists hold something else than the model's parameters: names, perhaps, or the pairs "
    "of name and parameter that `named_parameters()` gives. An optimizer needs the parameters "
    "themselves.",
)
def parameter_groups(model, weight_decay):
    named = [(name, p) for name, p in model.named_parameters() if p.requires_grad]
    return [
        {"params": [n for n, p in named if p.ndim >= 2], "weight_decay": weight_decay},
        {"params": [n for n, p in named if p.ndim < 2], "weight_decay": 0.0},
    ]


@wrong(
    "parameter_groups",
    "the other order",
    fails=[
        "linear layers and their biases",
        "other kinds of layers",
        "frozen parameters",
        "a weight that two layers share",
    ],
    says="Both groups are right, but they come in the other order: first the one that decays.",
)
def parameter_groups(model, weight_decay):
    trainable = [p for p in model.parameters() if p.requires_grad]
    return [
        {"params": [p for p in trainable if p.ndim < 2], "weight_decay": 0.0},
        {"params": [p for p in trainable if p.ndim >= 2], "weight_decay": weight_decay},
    ]


@wrong(
    "parameter_groups",
    "the decays exchanged",
    fails=[
        "linear layers and their biases",
        "other kinds of layers",
        "frozen parameters",
        "a weight that two layers share",
    ],
    says="The parameters are in the right groups, but the values of `weight_decay` are exchanged: "
    "the first group, the matrices, is the one that decays.",
)
def parameter_groups(model, weight_decay):
    trainable = [p for p in model.parameters() if p.requires_grad]
    return [
        {"params": [p for p in trainable if p.ndim >= 2], "weight_decay": 0.0},
        {"params": [p for p in trainable if p.ndim < 2], "weight_decay": weight_decay},
    ]


@wrong(
    "parameter_groups",
    "more than two dimensions",
    fails=[
        "linear layers and their biases",
        "other kinds of layers",
        "frozen parameters",
        "a weight that two layers share",
    ],
    says="In your groups a weight matrix, which has exactly two dimensions, does not decay. The "
    "border is between one and two.",
)
def parameter_groups(model, weight_decay):
    trainable = [p for p in model.parameters() if p.requires_grad]
    return [
        {"params": [p for p in trainable if p.ndim > 2], "weight_decay": weight_decay},
        {"params": [p for p in trainable if p.ndim <= 2], "weight_decay": 0.0},
    ]


@wrong(
    "parameter_groups",
    "exactly two dimensions",
    fails=["other kinds of layers"],
    says="In your groups only parameters with exactly two dimensions decay. The weight of a "
    "convolution has three or more, and it should decay as well.",
)
def parameter_groups(model, weight_decay):
    trainable = [p for p in model.parameters() if p.requires_grad]
    return [
        {"params": [p for p in trainable if p.ndim == 2], "weight_decay": weight_decay},
        {"params": [p for p in trainable if p.ndim != 2], "weight_decay": 0.0},
    ]


@wrong(
    "parameter_groups",
    "two dimensions or one",
    fails=["other kinds of layers"],
    says="Some parameters are in neither group: you take those with exactly two dimensions and "
    "those with exactly one. The weight of a convolution has more, a single number has none.",
)
def parameter_groups(model, weight_decay):
    trainable = [p for p in model.parameters() if p.requires_grad]
    return [
        {"params": [p for p in trainable if p.ndim == 2], "weight_decay": weight_decay},
        {"params": [p for p in trainable if p.ndim == 1], "weight_decay": 0.0},
    ]


@wrong(
    "parameter_groups",
    "no single numbers",
    fails=["other kinds of layers"],
    says="A parameter is in neither group: your second one takes those with exactly one "
    "dimension. A parameter may also be a single number, with no dimension at all.",
)
def parameter_groups(model, weight_decay):
    trainable = [p for p in model.parameters() if p.requires_grad]
    return [
        {"params": [p for p in trainable if p.ndim >= 2], "weight_decay": weight_decay},
        {"params": [p for p in trainable if p.ndim == 1], "weight_decay": 0.0},
    ]


@wrong(
    "parameter_groups",
    "frozen ones do not decay",
    fails=["frozen parameters"],
    says="Frozen parameters are in your second group: what is not a trainable matrix goes there, "
    "the frozen ones too. They belong in neither.",
)
def parameter_groups(model, weight_decay):
    matrices, others = [], []
    for p in model.parameters():
        if p.requires_grad and p.ndim >= 2:
            matrices.append(p)
        else:
            others.append(p)
    return [
        {"params": matrices, "weight_decay": weight_decay},
        {"params": others, "weight_decay": 0.0},
    ]


@wrong(
    "parameter_groups",
    "always 0.1",
    fails=[
        "linear layers and their biases",
        "other kinds of layers",
        "frozen parameters",
        "a weight that two layers share",
    ],
    says="The first group decays by 0.1, whatever you are given. Use the argument `weight_decay`.",
)
def parameter_groups(model, weight_decay):
    trainable = [p for p in model.parameters() if p.requires_grad]
    return [
        {"params": [p for p in trainable if p.ndim >= 2], "weight_decay": 0.1},
        {"params": [p for p in trainable if p.ndim < 2], "weight_decay": 0.0},
    ]


@wrong(
    "parameter_groups",
    "a group left out where it is empty",
    fails=["linear layers and their biases", "other kinds of layers"],
    says="Where a group has no parameters you leave it out. The answer is always two groups; a "
    "list may be empty.",
)
def parameter_groups(model, weight_decay):
    trained = [p for p in model.parameters() if p.requires_grad]
    groups = [
        {"params": [p for p in trained if p.dim() >= 2], "weight_decay": weight_decay},
        {"params": [p for p in trained if p.dim() < 2], "weight_decay": 0.0},
    ]
    return [group for group in groups if group["params"]]


@alternative("parameter_groups", "one loop over names and parameters")
def parameter_groups(model, weight_decay):
    decay = {"params": [], "weight_decay": weight_decay}
    no_decay = {"params": [], "weight_decay": 0}
    for _, param in model.named_parameters():
        if param.requires_grad:
            group = decay if len(param.shape) > 1 else no_decay
            group["params"].append(param)
    return [decay, no_decay]


@alternative("parameter_groups", "through the layers, with a record of what was seen")
def parameter_groups(model, weight_decay):
    groups, seen = ([], []), set()
    for module in model.modules():
        for p in module.parameters(recurse=False):
            if p.requires_grad and id(p) not in seen:
                seen.add(id(p))
                groups[p.dim() < 2].append(p)
    return [
        dict(params=params, weight_decay=decay)
        for params, decay in zip(groups, (weight_decay, 0.0))
    ]


# 5. warmup_schedule


@wrong(
    "warmup_schedule",
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
    "warmup_schedule",
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
    "warmup_schedule",
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
    "warmup_schedule",
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
    "warmup_schedule",
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
    "warmup_schedule",
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
    "warmup_schedule",
    "rises again",
    fails=["the learning rates after the last step"],
    says="After the last step your learning rate rises again: a cosine goes on in waves. From "
    "k = total_steps on the factor is 0; keep p from growing beyond 1.",
)
def warmup_schedule(optimizer, warmup_steps, total_steps):
    def factor(k):
        if k < warmup_steps:
            return (k + 1) / warmup_steps
        p = (k - warmup_steps) / (total_steps - warmup_steps)
        return (1 + math.cos(math.pi * p)) / 2

    return torch.optim.lr_scheduler.LambdaLR(optimizer, factor)


@wrong(
    "warmup_schedule",
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
    "warmup_schedule",
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
    "warmup_schedule",
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
    "warmup_schedule",
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
    "warmup_schedule",
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
    "warmup_schedule",
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
    "warmup_schedule",
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
    "warmup_schedule",
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
    "warmup_schedule",
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
    "warmup_schedule",
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
    "warmup_schedule",
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
    "warmup_schedule",
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
    "warmup_schedule",
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
    "warmup_schedule",
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
    "warmup_schedule",
    "no warm-up",
    fails=[
        "the learning rates of the warm-up",
        "the learning rates of the cosine",
        "the learning rates after the last step",
    ],
    says="Your schedule is a cosine from the first step on. The warm-up is missing, the cosine "
    "begins only after it, and from k = total_steps on the factor stays 0.",
)
def warmup_schedule(optimizer, warmup_steps, total_steps):
    return torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, total_steps)


@alternative("warmup_schedule", "a scheduler class")
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


@alternative("warmup_schedule", "factors that are tensors")
def warmup_schedule(optimizer, warmup_steps, total_steps):
    def factor(k):
        if k < warmup_steps:
            return torch.tensor((k + 1) / warmup_steps)
        p = torch.tensor((k - warmup_steps) / (total_steps - warmup_steps))
        return (1 + torch.cos(torch.pi * p.clamp(max=1))) / 2

    return torch.optim.lr_scheduler.LambdaLR(optimizer, factor)


@alternative("warmup_schedule", "one expression, a function for each group")
def warmup_schedule(optimizer, warmup_steps, total_steps):
    def f(k):
        p = min(max(k - warmup_steps, 0) / (total_steps - warmup_steps), 1)
        ramp = min((k + 1) / max(warmup_steps, 1), 1)
        return ramp * 0.5 * (1 + torch.tensor(torch.pi * p, dtype=torch.float64).cos().item())

    return torch.optim.lr_scheduler.LambdaLR(optimizer, [f for _ in optimizer.param_groups])


# 6. accumulate


@wrong(
    "accumulate",
    "sum of the means",
    fails=[
        "the weights, all micro-batches equal",
        "the weights, last micro-batch smaller",
        "the loss it returns",
    ],
    says="You add up the means of the micro-batches as they are. With five micro-batches such a "
    "sum is about five times too large. What is each one's share of the whole?",
)
def accumulate(model, criterion, optimizer, x, y, micro_batch_size):
    optimizer.zero_grad()
    total = 0.0
    for x_part, y_part in zip(x.split(micro_batch_size), y.split(micro_batch_size)):
        loss = criterion(model(x_part), y_part)
        loss.backward()
        total += loss.item()
    optimizer.step()
    return total


@wrong(
    "accumulate",
    "all micro-batches alike",
    fails=["the weights, last micro-batch smaller", "the loss it returns"],
    says="You give each micro-batch the same weight. Where the last one is smaller, its few rows "
    "count more than the others. Weigh each micro-batch by its share of the rows.",
)
def accumulate(model, criterion, optimizer, x, y, micro_batch_size):
    optimizer.zero_grad()
    parts = list(zip(x.split(micro_batch_size), y.split(micro_batch_size)))
    total = 0.0
    for x_part, y_part in parts:
        loss = criterion(model(x_part), y_part) / len(parts)
        loss.backward()
        total += loss.item()
    optimizer.step()
    return total


@wrong(
    "accumulate",
    "weighted by micro_batch_size",
    fails=["the weights, last micro-batch smaller", "the loss it returns"],
    says="You weigh every micro-batch by micro_batch_size/N, the last one too, though it has "
    "fewer rows. The weights should add up to 1: use the number of rows that are really in it.",
)
def accumulate(model, criterion, optimizer, x, y, micro_batch_size):
    optimizer.zero_grad()
    total = 0.0
    for x_part, y_part in zip(x.split(micro_batch_size), y.split(micro_batch_size)):
        loss = criterion(model(x_part), y_part) * micro_batch_size / len(x)
        loss.backward()
        total += loss.item()
    optimizer.step()
    return total


@wrong(
    "accumulate",
    "a step for each micro-batch",
    fails=[
        "the weights, all micro-batches equal",
        "the weights, last micro-batch smaller",
        "the loss it returns",
        "what the model and the optimizer saw",
    ],
    says="You step after every micro-batch. That is ordinary training with small batches: the "
    "later ones see other weights. Accumulating means to collect first, and to step once.",
)
def accumulate(model, criterion, optimizer, x, y, micro_batch_size):
    total = 0.0
    for x_part, y_part in zip(x.split(micro_batch_size), y.split(micro_batch_size)):
        optimizer.zero_grad()
        loss = criterion(model(x_part), y_part)
        loss.backward()
        optimizer.step()
        total += loss.item() * len(x_part) / len(x)
    return total


@wrong(
    "accumulate",
    "only the last micro-batch",
    fails=["the weights, all micro-batches equal", "the weights, last micro-batch smaller"],
    says="Your step knows only the last micro-batch: `zero_grad` inside the loop throws away what "
    "the others had added to `.grad`. How often is it due for one step?",
)
def accumulate(model, criterion, optimizer, x, y, micro_batch_size):
    total = 0.0
    for x_part, y_part in zip(x.split(micro_batch_size), y.split(micro_batch_size)):
        optimizer.zero_grad()
        loss = criterion(model(x_part), y_part) * len(x_part) / len(x)
        loss.backward()
        total += loss.item()
    optimizer.step()
    return total


@wrong(
    "accumulate",
    "only the last micro-batch, unscaled",
    fails=["the weights, all micro-batches equal", "the weights, last micro-batch smaller"],
    says="Your step knows only the last micro-batch: `zero_grad` inside the loop throws away what "
    "the others had added to `.grad`. How often is it due for one step?",
)
def accumulate(model, criterion, optimizer, x, y, micro_batch_size):
    total = 0.0
    for x_part, y_part in zip(x.split(micro_batch_size), y.split(micro_batch_size)):
        optimizer.zero_grad()
        loss = criterion(model(x_part), y_part)
        loss.backward()
        total += loss.item() * len(x_part) / len(x)
    optimizer.step()
    return total


@wrong(
    "accumulate",
    "no zero_grad",
    fails=["the weights, all micro-batches equal", "the weights, last micro-batch smaller"],
    says="Gradients from before the call are still in `.grad`, and yours are added to them. "
    "Within a call gradients are to add up, from one call to the next they are not.",
)
def accumulate(model, criterion, optimizer, x, y, micro_batch_size):
    total = 0.0
    for x_part, y_part in zip(x.split(micro_batch_size), y.split(micro_batch_size)):
        loss = criterion(model(x_part), y_part) * len(x_part) / len(x)
        loss.backward()
        total += loss.item()
    optimizer.step()
    return total


@wrong(
    "accumulate",
    "zero_grad last",
    fails=["the weights, all micro-batches equal", "the weights, last micro-batch smaller"],
    says="You clear the gradients after the step. That is in time for your own next call, but "
    "gradients which were there before the first call go into it. Clear them before the loop.",
)
def accumulate(model, criterion, optimizer, x, y, micro_batch_size):
    total = 0.0
    for x_part, y_part in zip(x.split(micro_batch_size), y.split(micro_batch_size)):
        loss = criterion(model(x_part), y_part) * len(x_part) / len(x)
        loss.backward()
        total += loss.item()
    optimizer.step()
    optimizer.zero_grad()
    return total


@wrong(
    "accumulate",
    "the rest is dropped",
    fails=[
        "the weights, last micro-batch smaller",
        "the loss it returns",
        "what the model and the optimizer saw",
    ],
    says="The rows that do not fill a whole micro-batch are left out: N // micro_batch_size is "
    "rounded down. All N rows count; the last micro-batch may be smaller.",
)
def accumulate(model, criterion, optimizer, x, y, micro_batch_size):
    optimizer.zero_grad()
    total = 0.0
    for i in range(len(x) // micro_batch_size):
        rows = slice(i * micro_batch_size, (i + 1) * micro_batch_size)
        loss = criterion(model(x[rows]), y[rows]) * micro_batch_size / len(x)
        loss.backward()
        total += loss.item()
    optimizer.step()
    return total


@wrong(
    "accumulate",
    "number for size",
    fails=["what the model and the optimizer saw"],
    says="Your micro-batches have another size than `micro_batch_size`: `chunk(n)` makes n pieces, "
    "`split(n)` makes pieces of n rows.",
)
def accumulate(model, criterion, optimizer, x, y, micro_batch_size):
    optimizer.zero_grad()
    total = 0.0
    for x_part, y_part in zip(x.chunk(micro_batch_size), y.chunk(micro_batch_size)):
        loss = criterion(model(x_part), y_part) * len(x_part) / len(x)
        loss.backward()
        total += loss.item()
    optimizer.step()
    return total


@wrong(
    "accumulate",
    "shuffled rows",
    fails=["what the model and the optimizer saw"],
    says="You shuffle the rows first. Your micro-batches should hold consecutive rows of the "
    "batch, from the first to the last.",
)
def accumulate(model, criterion, optimizer, x, y, micro_batch_size):
    order = torch.randperm(len(x))
    x, y = x[order], y[order]
    optimizer.zero_grad()
    total = 0.0
    for x_part, y_part in zip(x.split(micro_batch_size), y.split(micro_batch_size)):
        loss = criterion(model(x_part), y_part) * len(x_part) / len(x)
        loss.backward()
        total += loss.item()
    optimizer.step()
    return total


@wrong(
    "accumulate",
    "all rows at once",
    fails=["what the model and the optimizer saw"],
    says="The step is right, but the model saw all rows at once, and the point was that they do "
    "not fit into the memory. Show it `micro_batch_size` rows at a time.",
)
def accumulate(model, criterion, optimizer, x, y, micro_batch_size):
    optimizer.zero_grad()
    loss = criterion(model(x), y)
    loss.backward()
    optimizer.step()
    return loss.item()


@wrong(
    "accumulate",
    "one backward at the end",
    fails=["what the model and the optimizer saw"],
    says="The step is right, but you add up losses and call `backward` once at the end. Until "
    "then the history of every micro-batch is kept, as much memory as for the whole batch. Call "
    "`backward` after each one: the adding up happens in `.grad`.",
)
def accumulate(model, criterion, optimizer, x, y, micro_batch_size):
    optimizer.zero_grad()
    total = 0.0
    for x_part, y_part in zip(x.split(micro_batch_size), y.split(micro_batch_size)):
        total = total + criterion(model(x_part), y_part) * len(x_part) / len(x)
    total.backward()
    optimizer.step()
    return total.item()


@wrong(
    "accumulate",
    "all predictions first",
    fails=["what the model and the optimizer saw"],
    says="All predictions come first, so all micro-batches are in memory at once. Call `backward` "
    "after each.",
)
def accumulate(model, criterion, optimizer, x, y, micro_batch_size):
    optimizer.zero_grad()
    losses, total = [], 0.0
    for x_part, y_part in zip(x.split(micro_batch_size), y.split(micro_batch_size)):
        losses.append(criterion(model(x_part), y_part) * len(x_part) / len(x))
    for loss in losses:
        loss.backward()
        total += loss.item()
    optimizer.step()
    return total


@wrong(
    "accumulate",
    "past the hooks",
    fails=["what the model and the optimizer saw"],
    says="Call the model as `model(…)`: `forward` passes over its hooks.",
)
def accumulate(model, criterion, optimizer, x, y, micro_batch_size):
    optimizer.zero_grad()
    total = 0.0
    for x_part, y_part in zip(x.split(micro_batch_size), y.split(micro_batch_size)):
        loss = criterion(model.forward(x_part), y_part) * len(x_part) / len(x)
        loss.backward()
        total += loss.item()
    optimizer.step()
    return total


@wrong(
    "accumulate",
    "arguments swapped",
    fails=["the loss it returns"],
    says="You call the criterion with the target first: it is `criterion(y_hat, y)`, prediction "
    "first.",
)
def accumulate(model, criterion, optimizer, x, y, micro_batch_size):
    optimizer.zero_grad()
    total = 0.0
    for x_part, y_part in zip(x.split(micro_batch_size), y.split(micro_batch_size)):
        loss = criterion(y_part, model(x_part)) * len(x_part) / len(x)
        loss.backward()
        total += loss.item()
    optimizer.step()
    return total


@wrong(
    "accumulate",
    "a criterion of its own",
    fails=["the loss it returns"],
    says="Your function uses the mean squared error, whatever criterion it is given. Call "
    "`criterion`.",
)
def accumulate(model, criterion, optimizer, x, y, micro_batch_size):
    optimizer.zero_grad()
    total = 0.0
    for x_part, y_part in zip(x.split(micro_batch_size), y.split(micro_batch_size)):
        loss = nn.functional.mse_loss(model(x_part), y_part) * len(x_part) / len(x)
        loss.backward()
        total += loss.item()
    optimizer.step()
    return total


@wrong(
    "accumulate",
    "the last loss",
    fails=["the loss it returns"],
    says="You return something of the last micro-batch only. The mean over all N rows is asked "
    "for: add up what each micro-batch contributes to it.",
)
def accumulate(model, criterion, optimizer, x, y, micro_batch_size):
    optimizer.zero_grad()
    for x_part, y_part in zip(x.split(micro_batch_size), y.split(micro_batch_size)):
        loss = criterion(model(x_part), y_part)
        (loss * len(x_part) / len(x)).backward()
    optimizer.step()
    return loss.item()


@wrong(
    "accumulate",
    "a tensor without the float",
    fails=["the loss it returns"],
    says="You return the loss as a tensor. Adding up tensors keeps their histories alive; add up "
    "`loss.item()`, and the result is a Python `float`.",
)
def accumulate(model, criterion, optimizer, x, y, micro_batch_size):
    optimizer.zero_grad()
    total = 0.0
    for x_part, y_part in zip(x.split(micro_batch_size), y.split(micro_batch_size)):
        loss = criterion(model(x_part), y_part) * len(x_part) / len(x)
        loss.backward()
        total = total + loss
    optimizer.step()
    return total


@wrong(
    "accumulate",
    "a step for each share",
    fails=[
        "the weights, all micro-batches equal",
        "the weights, last micro-batch smaller",
        "the loss it returns",
        "what the model and the optimizer saw",
    ],
    says="You step after every micro-batch. That is ordinary training with small batches: the "
    "later ones see other weights. Accumulating means to collect first, and to step once.",
)
def accumulate(model, criterion, optimizer, x, y, micro_batch_size):
    total = 0.0
    for x_part, y_part in zip(x.split(micro_batch_size), y.split(micro_batch_size)):
        optimizer.zero_grad()
        loss = criterion(model(x_part), y_part) * len(x_part) / len(x)
        loss.backward()
        optimizer.step()
        total += loss.item()
    return total


@wrong(
    "accumulate",
    "a step inside the loop",
    fails=[
        "the weights, all micro-batches equal",
        "the weights, last micro-batch smaller",
        "the loss it returns",
        "what the model and the optimizer saw",
    ],
    says="You step after every micro-batch. That is ordinary training with small batches: the "
    "later ones see other weights. Accumulating means to collect first, and to step once.",
)
def accumulate(model, criterion, optimizer, x, y, micro_batch_size):
    optimizer.zero_grad()
    total = 0.0
    for x_part, y_part in zip(x.split(micro_batch_size), y.split(micro_batch_size)):
        loss = criterion(model(x_part), y_part) * len(x_part) / len(x)
        loss.backward()
        optimizer.step()
        total += loss.item()
    return total


@wrong(
    "accumulate",
    "a step every so often",
    fails=[
        "the weights, all micro-batches equal",
        "the weights, last micro-batch smaller",
        "the loss it returns",
        "what the model and the optimizer saw",
    ],
    says="You step each time when so many micro-batches have gone by. That comes too early where "
    "there are more of them, and never where there are fewer: `micro_batch_size` is a number of "
    "rows. One call makes one step, after the last micro-batch.",
)
def accumulate(model, criterion, optimizer, x, y, micro_batch_size):
    optimizer.zero_grad()
    total = 0.0
    parts = zip(x.split(micro_batch_size), y.split(micro_batch_size))
    for number, (x_part, y_part) in enumerate(parts, start=1):
        loss = criterion(model(x_part), y_part) * len(x_part) / len(x)
        loss.backward()
        if number % micro_batch_size == 0:
            optimizer.step()
            optimizer.zero_grad()
        total += loss.item()
    return total


@wrong(
    "accumulate",
    "the last share",
    fails=["the loss it returns"],
    says="You return something of the last micro-batch only. The mean over all N rows is asked "
    "for: add up what each micro-batch contributes to it.",
)
def accumulate(model, criterion, optimizer, x, y, micro_batch_size):
    optimizer.zero_grad()
    for x_part, y_part in zip(x.split(micro_batch_size), y.split(micro_batch_size)):
        loss = criterion(model(x_part), y_part) * len(x_part) / len(x)
        loss.backward()
    optimizer.step()
    return loss.item()


@wrong(
    "accumulate",
    "no step",
    fails=[
        "the weights, all micro-batches equal",
        "the weights, last micro-batch smaller",
        "what the model and the optimizer saw",
    ],
    says="The weights are as they were before the call: the optimizer makes no step. When the "
    "gradients of all micro-batches are in `.grad`, one is due.",
)
def accumulate(model, criterion, optimizer, x, y, micro_batch_size):
    optimizer.zero_grad()
    total = 0.0
    for x_part, y_part in zip(x.split(micro_batch_size), y.split(micro_batch_size)):
        loss = criterion(model(x_part), y_part) * len(x_part) / len(x)
        loss.backward()
        total += loss.item()
    return total


@wrong(
    "accumulate",
    "the rest is dropped from the mean",
    fails=[
        "the weights, last micro-batch smaller",
        "the loss it returns",
        "what the model and the optimizer saw",
    ],
    says="The rows that do not fill a whole micro-batch are left out: N // micro_batch_size is "
    "rounded down. All N rows count; the last micro-batch may be smaller.",
)
def accumulate(model, criterion, optimizer, x, y, micro_batch_size):
    optimizer.zero_grad()
    count, total = len(x) // micro_batch_size, 0.0
    for i in range(count):
        rows = slice(i * micro_batch_size, (i + 1) * micro_batch_size)
        loss = criterion(model(x[rows]), y[rows]) / count
        loss.backward()
        total += loss.item()
    optimizer.step()
    return total


@wrong(
    "accumulate",
    "divided by the size",
    fails=[
        "the weights, all micro-batches equal",
        "the weights, last micro-batch smaller",
        "the loss it returns",
    ],
    says="You divide each loss by the number of rows in a micro-batch. The criterion has done that "
    "already: it returns a mean. What is each micro-batch's share of the whole batch?",
)
def accumulate(model, criterion, optimizer, x, y, micro_batch_size):
    optimizer.zero_grad()
    total = 0.0
    for x_part, y_part in zip(x.split(micro_batch_size), y.split(micro_batch_size)):
        loss = criterion(model(x_part), y_part) / micro_batch_size
        loss.backward()
        total += loss.item()
    optimizer.step()
    return total


@wrong(
    "accumulate",
    "sums over rows",
    fails=[
        "the weights, all micro-batches equal",
        "the weights, last micro-batch smaller",
        "the loss it returns",
    ],
    says="You add up sums over rows. Divide by the number of all rows, N.",
)
def accumulate(model, criterion, optimizer, x, y, micro_batch_size):
    optimizer.zero_grad()
    total = 0.0
    for x_part, y_part in zip(x.split(micro_batch_size), y.split(micro_batch_size)):
        loss = criterion(model(x_part), y_part) * len(x_part)
        loss.backward()
        total += loss.item()
    optimizer.step()
    return total


@wrong(
    "accumulate",
    "divided twice",
    fails=["the loss it returns"],
    says="The loss that you return is divided twice: once as the share of each micro-batch, and "
    "then by the number of rows again. The shares add up to the mean already.",
)
def accumulate(model, criterion, optimizer, x, y, micro_batch_size):
    optimizer.zero_grad()
    total = 0.0
    for x_part, y_part in zip(x.split(micro_batch_size), y.split(micro_batch_size)):
        loss = criterion(model(x_part), y_part) * len(x_part) / len(x)
        loss.backward()
        total += loss.item()
    optimizer.step()
    return total / len(x)


@wrong(
    "accumulate",
    "loss after the step",
    fails=["the loss it returns", "what the model and the optimizer saw"],
    says="You call the model once more after the step, on all rows at once, and return the loss of "
    "the new weights. The one before the step is asked for: the micro-batches have it already.",
)
def accumulate(model, criterion, optimizer, x, y, micro_batch_size):
    optimizer.zero_grad()
    for x_part, y_part in zip(x.split(micro_batch_size), y.split(micro_batch_size)):
        (criterion(model(x_part), y_part) * len(x_part) / len(x)).backward()
    optimizer.step()
    return criterion(model(x), y).item()


@wrong(
    "accumulate",
    "one more look at all rows",
    fails=["what the model and the optimizer saw"],
    says="You call the model once more, on all rows at once, to get the loss. They do not fit into "
    "the memory, and the loss is there already: add up what the micro-batches contribute.",
)
def accumulate(model, criterion, optimizer, x, y, micro_batch_size):
    with torch.no_grad():
        total = criterion(model(x), y).item()
    optimizer.zero_grad()
    for x_part, y_part in zip(x.split(micro_batch_size), y.split(micro_batch_size)):
        (criterion(model(x_part), y_part) * len(x_part) / len(x)).backward()
    optimizer.step()
    return total


@alternative("accumulate", "slices by index")
def accumulate(model, criterion, optimizer, x, y, micro_batch_size):
    model.zero_grad()
    n, total = x.shape[0], 0.0
    for start in range(0, n, micro_batch_size):
        stop = min(start + micro_batch_size, n)
        loss = criterion(model(x[start:stop]), y[start:stop])
        loss.backward(torch.tensor((stop - start) / n, dtype=loss.dtype))
        total += float(loss) * (stop - start)
    optimizer.step()
    return total / n


@alternative("accumulate", "sums first, divided before the step")
def accumulate(model, criterion, optimizer, x, y, micro_batch_size):
    optimizer.zero_grad()
    losses = []
    for x_part, y_part in zip(x.split(micro_batch_size), y.split(micro_batch_size)):
        loss = len(x_part) * criterion(model(x_part), y_part)
        loss.backward()
        losses.append(loss.item())
    for parameter in model.parameters():
        if parameter.grad is not None:
            parameter.grad /= len(x)
    optimizer.step()
    return sum(losses) / len(x)


@alternative("accumulate", "a DataLoader")
def accumulate(model, criterion, optimizer, x, y, micro_batch_size):
    from torch.utils.data import DataLoader, TensorDataset

    optimizer.zero_grad()
    mean = 0.0
    for x_part, y_part in DataLoader(TensorDataset(x, y), batch_size=micro_batch_size):
        loss = criterion(model(x_part), y_part).mul(x_part.size(0)).div(x.size(0))
        loss.backward()
        mean += loss.detach().item()
    optimizer.step()
    return mean


# 7. checkpoint

wrong(
    "checkpoint",
    "only the weights",
    fails=["the next ten steps of the optimizer"],
    says="After resuming, the optimizer starts afresh: its memory of earlier gradients and its "
    "learning rate are lost. An optimizer has a `state_dict`, too.",
    code="""
def save_checkpoint(file, model, optimizer, scheduler, epoch):
    torch.save([model.state_dict(), scheduler.state_dict(), epoch], file)


def load_checkpoint(file, model, optimizer, scheduler):
    weights, place, epoch = torch.load(file, weights_only=True)
    model.load_state_dict(weights)
    scheduler.load_state_dict(place)
    return epoch
""",
)

wrong(
    "checkpoint",
    "schedule forgotten",
    fails=["the next learning rates of the schedule"],
    says="After resuming, the schedule starts again from its beginning. The scheduler counts its "
    "steps, and its `state_dict` holds that count: it belongs into the checkpoint.",
    code="""
def save_checkpoint(file, model, optimizer, scheduler, epoch):
    torch.save([model.state_dict(), optimizer.state_dict(), epoch], file)


def load_checkpoint(file, model, optimizer, scheduler):
    weights, memory, epoch = torch.load(file, weights_only=True)
    model.load_state_dict(weights)
    optimizer.load_state_dict(memory)
    return epoch
""",
)


wrong(
    "checkpoint",
    "the schedule replayed",
    fails=["the next ten steps of the optimizer", "the next learning rates of the schedule"],
    says="You bring the schedule to its place by calling `scheduler.step()` once for each epoch. "
    "How many steps it has made the epoch does not tell, and each call also changes the learning "
    "rate in the optimizer. The scheduler has a `state_dict`, too, which holds its place.",
    code="""
def save_checkpoint(file, model, optimizer, scheduler, epoch):
    torch.save([model.state_dict(), optimizer.state_dict(), epoch], file)


def load_checkpoint(file, model, optimizer, scheduler):
    weights, memory, epoch = torch.load(file, weights_only=True)
    model.load_state_dict(weights)
    optimizer.load_state_dict(memory)
    for _ in range(epoch):
        scheduler.step()
    return epoch
""",
)

wrong(
    "checkpoint",
    "no buffers",
    fails=["parameters and buffers after loading"],
    says="The parameters come back, the buffers do not: tensors that belong to a model and are no "
    "parameters, such as a batch norm's running mean. `model.state_dict()` holds both.",
    code="""
def save_checkpoint(file, model, optimizer, scheduler, epoch):
    weights = {name: p.detach() for name, p in model.named_parameters()}
    torch.save([weights, optimizer.state_dict(), scheduler.state_dict(), epoch], file)


def load_checkpoint(file, model, optimizer, scheduler):
    weights, memory, place, epoch = torch.load(file, weights_only=True)
    model.load_state_dict(weights, strict=False)
    optimizer.load_state_dict(memory)
    scheduler.load_state_dict(place)
    return epoch
""",
)

wrong(
    "checkpoint",
    "whole objects",
    fails=["reading the file with weights_only=True", "a file that holds an object"],
    says="Your file holds whole objects, and `load_checkpoint` reads them with "
    "`weights_only=False`: then loading a file can run any code that its author put there, and "
    "the file breaks when a class changes. Save state dicts, and load with `weights_only=True`.",
    code="""
def save_checkpoint(file, model, optimizer, scheduler, epoch):
    place = scheduler.state_dict()
    torch.save([model, optimizer.state_dict(), place, epoch], file)


def load_checkpoint(file, model, optimizer, scheduler):
    saved, memory, place, epoch = torch.load(file, weights_only=False)
    model.load_state_dict(saved.state_dict())
    optimizer.load_state_dict(memory)
    scheduler.load_state_dict(place)
    return epoch
""",
)

wrong(
    "checkpoint",
    "objects that cannot be loaded",
    fails=[
        "the epoch it returns",
        "parameters and buffers after loading",
        "the next ten steps of the optimizer",
        "the next learning rates of the schedule",
        "a path in place of an open file",
        "reading the file with weights_only=True",
    ],
    says="You saved the model itself. `torch.load` refuses to make an object of a class from a "
    "file, because that could run anybody's code. Save its `state_dict()`: names and tensors.",
    code="""
def save_checkpoint(file, model, optimizer, scheduler, epoch):
    place = scheduler.state_dict()
    torch.save([model, optimizer.state_dict(), place, epoch], file)


def load_checkpoint(file, model, optimizer, scheduler):
    saved, memory, place, epoch = torch.load(file, weights_only=True)
    model.load_state_dict(saved.state_dict())
    optimizer.load_state_dict(memory)
    scheduler.load_state_dict(place)
    return epoch
""",
)

wrong(
    "checkpoint",
    "weights_only=False",
    fails=["a file that holds an object"],
    says="Your `load_checkpoint` opens a file that holds an object: with `weights_only=False`, "
    "loading can run any code that the file's author put there. Say `weights_only=True`.",
    code="""
def load_checkpoint(file, model, optimizer, scheduler):
    checkpoint = torch.load(file, weights_only=False)
    model.load_state_dict(checkpoint["model"])
    optimizer.load_state_dict(checkpoint["optimizer"])
    scheduler.load_state_dict(checkpoint["scheduler"])
    return checkpoint["epoch"]
""",
)

wrong(
    "checkpoint",
    "read but not used",
    fails=[
        "parameters and buffers after loading",
        "the next ten steps of the optimizer",
        "the next learning rates of the schedule",
        "a path in place of an open file",
    ],
    says="After loading, the objects are as they were. A new value for a local name, or for the "
    "dict that `state_dict()` returned, changes no model: give each object its part of the file "
    "by `load_state_dict`.",
    code="""
def load_checkpoint(file, model, optimizer, scheduler):
    checkpoint = torch.load(file, weights_only=True)
    model = checkpoint["model"]
    optimizer = checkpoint["optimizer"]
    scheduler = checkpoint["scheduler"]
    return checkpoint["epoch"]
""",
)

wrong(
    "checkpoint",
    "left in evaluation mode",
    fails=["parameters and buffers after loading"],
    says="After loading, the model is in evaluation mode. The training is to go on as if it had "
    "never stopped, so the mode stays what it was.",
    code="""
def load_checkpoint(file, model, optimizer, scheduler):
    checkpoint = torch.load(file, weights_only=True)
    model.load_state_dict(checkpoint["model"])
    optimizer.load_state_dict(checkpoint["optimizer"])
    scheduler.load_state_dict(checkpoint["scheduler"])
    model.eval()
    return checkpoint["epoch"]
""",
)

wrong(
    "checkpoint",
    "the next epoch",
    fails=["the epoch it returns"],
    says="You return the epoch after the one that was saved. That is the next to train, but it is "
    "for the caller to decide; the saved one is asked for.",
    code="""
def load_checkpoint(file, model, optimizer, scheduler):
    checkpoint = torch.load(file, weights_only=True)
    model.load_state_dict(checkpoint["model"])
    optimizer.load_state_dict(checkpoint["optimizer"])
    scheduler.load_state_dict(checkpoint["scheduler"])
    return checkpoint["epoch"] + 1
""",
)

wrong(
    "checkpoint",
    "nothing returned",
    fails=["the epoch it returns"],
    says="`load_checkpoint` returns `None`. Whoever resumes has to know where the training "
    "stopped: return the epoch that was saved.",
    code="""
def load_checkpoint(file, model, optimizer, scheduler):
    checkpoint = torch.load(file, weights_only=True)
    model.load_state_dict(checkpoint["model"])
    optimizer.load_state_dict(checkpoint["optimizer"])
    scheduler.load_state_dict(checkpoint["scheduler"])
""",
)

wrong(
    "checkpoint",
    "only paths",
    fails=[
        "the epoch it returns",
        "parameters and buffers after loading",
        "the next ten steps of the optimizer",
        "the next learning rates of the schedule",
        "reading the file with weights_only=True",
        "a file that holds an object",
    ],
    says="You `open` the file yourself, so only a path works. `file` may also be a binary file "
    "that is open already; `torch.save` and `torch.load` take both as they are.",
    code="""
def save_checkpoint(file, model, optimizer, scheduler, epoch):
    states = [model.state_dict(), optimizer.state_dict(), scheduler.state_dict()]
    with open(file, "wb") as opened:
        torch.save([*states, epoch], opened)


def load_checkpoint(file, model, optimizer, scheduler):
    with open(file, "rb") as opened:
        weights, memory, place, epoch = torch.load(opened, weights_only=True)
    model.load_state_dict(weights)
    optimizer.load_state_dict(memory)
    scheduler.load_state_dict(place)
    return epoch
""",
)

wrong(
    "checkpoint",
    "only open files",
    fails=["a path in place of an open file"],
    says="A path is a string, and a string has no `seek`. Leave the position of an open file to "
    "the caller; `torch.save` and `torch.load` take paths and open files as they are.",
    code="""
def save_checkpoint(file, model, optimizer, scheduler, epoch):
    states = [model.state_dict(), optimizer.state_dict(), scheduler.state_dict()]
    torch.save([*states, epoch], file)
    file.seek(0)


def load_checkpoint(file, model, optimizer, scheduler):
    weights, memory, place, epoch = torch.load(file, weights_only=True)
    model.load_state_dict(weights)
    optimizer.load_state_dict(memory)
    scheduler.load_state_dict(place)
    return epoch
""",
)

wrong(
    "checkpoint",
    "closed after saving",
    fails=[
        "the epoch it returns",
        "parameters and buffers after loading",
        "the next ten steps of the optimizer",
        "the next learning rates of the schedule",
        "a path in place of an open file",
        "reading the file with weights_only=True",
    ],
    says="You close the file. Whoever opened it does that: the caller may want to go on with it, "
    "and a path can't be closed at all.",
    code="""
def save_checkpoint(file, model, optimizer, scheduler, epoch):
    states = [model.state_dict(), optimizer.state_dict(), scheduler.state_dict()]
    torch.save([*states, epoch], file)
    file.close()


def load_checkpoint(file, model, optimizer, scheduler):
    weights, memory, place, epoch = torch.load(file, weights_only=True)
    model.load_state_dict(weights)
    optimizer.load_state_dict(memory)
    scheduler.load_state_dict(place)
    return epoch
""",
)

wrong(
    "checkpoint",
    "saved elsewhere",
    fails=[
        "the epoch it returns",
        "parameters and buffers after loading",
        "the next ten steps of the optimizer",
        "the next learning rates of the schedule",
        "a path in place of an open file",
        "reading the file with weights_only=True",
    ],
    says="After `save_checkpoint` there is nothing in the file. Write into the `file` that you are "
    "given, not into one of your own.",
    code="""
def save_checkpoint(file, model, optimizer, scheduler, epoch):
    states = [model.state_dict(), optimizer.state_dict(), scheduler.state_dict()]
    file = io.BytesIO()
    torch.save([*states, epoch], file)


def load_checkpoint(file, model, optimizer, scheduler):
    weights, memory, place, epoch = torch.load(file, weights_only=True)
    model.load_state_dict(weights)
    optimizer.load_state_dict(memory)
    scheduler.load_state_dict(place)
    return epoch
""",
)

wrong(
    "checkpoint",
    "one save after another",
    fails=[
        "the epoch it returns",
        "parameters and buffers after loading",
        "the next ten steps of the optimizer",
        "the next learning rates of the schedule",
        "a path in place of an open file",
        "reading the file with weights_only=True",
    ],
    says="The file can't be read: several calls of `torch.save` into one open file do not make one "
    "checkpoint (and into one path, each overwrites the last). Put all that you save into one "
    "dict or list, and save that.",
    code="""
def save_checkpoint(file, model, optimizer, scheduler, epoch):
    for part in (model, optimizer, scheduler):
        torch.save(part.state_dict(), file)
    torch.save(epoch, file)


def load_checkpoint(file, model, optimizer, scheduler):
    for part in (model, optimizer, scheduler):
        part.load_state_dict(torch.load(file, weights_only=True))
    return torch.load(file, weights_only=True)
""",
)

wrong(
    "checkpoint",
    "brackets forgotten",
    fails=[
        "the epoch it returns",
        "parameters and buffers after loading",
        "the next ten steps of the optimizer",
        "the next learning rates of the schedule",
        "a path in place of an open file",
        "reading the file with weights_only=True",
    ],
    says="You saved the methods, `model.state_dict`, without calling them, and a method drags its "
    "whole object along. `model.state_dict()`, with brackets, is the dict.",
    code="""
def save_checkpoint(file, model, optimizer, scheduler, epoch):
    states = [model.state_dict, optimizer.state_dict, scheduler.state_dict]
    torch.save([*states, epoch], file)


def load_checkpoint(file, model, optimizer, scheduler):
    weights, memory, place, epoch = torch.load(file, weights_only=True)
    model.load_state_dict(weights)
    optimizer.load_state_dict(memory)
    scheduler.load_state_dict(place)
    return epoch
""",
)

wrong(
    "checkpoint",
    "only the learning rate",
    fails=["the next ten steps of the optimizer"],
    says="Of the optimizer you saved only the learning rate. Its memory of earlier gradients is "
    "lost (for Adam, two averages for each parameter); its `state_dict` holds both.",
    code="""
def save_checkpoint(file, model, optimizer, scheduler, epoch):
    lr = optimizer.param_groups[0]["lr"]
    torch.save([model.state_dict(), lr, scheduler.state_dict(), epoch], file)


def load_checkpoint(file, model, optimizer, scheduler):
    weights, lr, place, epoch = torch.load(file, weights_only=True)
    model.load_state_dict(weights)
    optimizer.param_groups[0]["lr"] = lr
    scheduler.load_state_dict(place)
    return epoch
""",
)

wrong(
    "checkpoint",
    "error swallowed",
    fails=["a file that holds an object"],
    says="No exception comes out of your `load_checkpoint` for a file that holds an object: either "
    "it does not read the file, or it catches the error. Whoever calls it would train on with "
    "what was never loaded. Let the error through.",
    code="""
def load_checkpoint(file, model, optimizer, scheduler):
    try:
        checkpoint = torch.load(file, weights_only=True)
    except Exception:
        return None
    model.load_state_dict(checkpoint["model"])
    optimizer.load_state_dict(checkpoint["optimizer"])
    scheduler.load_state_dict(checkpoint["scheduler"])
    return checkpoint["epoch"]
""",
)

alternative(
    "checkpoint",
    "a list of state dicts",
    code="""
def save_checkpoint(file, model, optimizer, scheduler, epoch):
    torch.save([epoch] + [part.state_dict() for part in (model, optimizer, scheduler)], file)


def load_checkpoint(file, *parts):
    epoch, *states = torch.load(file)
    for part, state in zip(parts, states):
        part.load_state_dict(state)
    return epoch
""",
)

alternative(
    "checkpoint",
    "the epoch as a tensor, the tensors cloned",
    code="""
def save_checkpoint(file, model, optimizer, scheduler, epoch):
    weights = {name: value.clone() for name, value in model.state_dict().items()}
    torch.save(
        dict(net=weights, opt=optimizer.state_dict(), sched=scheduler.state_dict(),
             epoch=torch.tensor(epoch)),
        file,
    )


def load_checkpoint(file, model, optimizer, scheduler):
    saved = torch.load(file, map_location="cpu", weights_only=True)
    scheduler.load_state_dict(saved.pop("sched"))
    optimizer.load_state_dict(saved.pop("opt"))
    with torch.no_grad():
        for name, tensor in model.state_dict().items():
            tensor.copy_(saved["net"][name])
    return int(saved["epoch"])
""",
)

# 8. find_the_bug


@wrong(
    "find_the_bug",
    "generator used up",
    fails=["loop 1"],
    says="In loop 1 the optimizer still finds nothing: `model.parameters()` is a generator, and "
    "counting the weights used it up. Go through it once only, or make a list.",
)
def repaired_1(model, x, y, epochs, lr):
    parameters = model.parameters()
    count = sum(parameter.numel() for parameter in parameters)
    optimizer = torch.optim.SGD(parameters, lr=lr)
    history = []
    for _ in range(epochs):
        loss = nn.functional.mse_loss(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return count, history


@wrong(
    "find_the_bug",
    "counted afterwards",
    fails=["loop 1"],
    says="In loop 1 the model learns now, but the number of weights is 0: you made the optimizer "
    "first, and now it is the optimizer that has used up the generator before you count.",
)
def repaired_1(model, x, y, epochs, lr):
    parameters = model.parameters()
    optimizer = torch.optim.SGD(parameters, lr=lr)
    count = sum(parameter.numel() for parameter in parameters)
    history = []
    for _ in range(epochs):
        loss = nn.functional.mse_loss(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return count, history


@wrong(
    "find_the_bug",
    "tensors counted",
    fails=["loop 1"],
    says="In loop 1 you count the parameter tensors, not the numbers in them. `numel()` gives "
    "the number of weights in one tensor, as in the broken loop.",
)
def repaired_1(model, x, y, epochs, lr):
    parameters = list(model.parameters())
    optimizer = torch.optim.SGD(parameters, lr=lr)
    history = []
    for _ in range(epochs):
        loss = nn.functional.mse_loss(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return len(parameters), history


@wrong(
    "find_the_bug",
    "an attribute nobody reads",
    fails=["loop 2"],
    says="In loop 2 the learning rate of the steps has not changed. `step` reads neither "
    "`optimizer.lr`, an attribute that you invent by setting it, nor `optimizer.defaults`. The "
    "learning rates are in `optimizer.param_groups`.",
)
def repaired_2(model, x, y, epochs, lr):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr, momentum=0.9)
    history = []
    for epoch in range(epochs):
        if epoch == epochs // 2:
            optimizer.lr = lr / 10
        loss = nn.functional.mse_loss(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history


@wrong(
    "find_the_bug",
    "momentum forgotten",
    fails=["loop 2"],
    says="In loop 2 the momentum is lost in the middle: you made a new optimizer, which remembers "
    "nothing of the gradients so far. Change the learning rate of the one that is there.",
)
def repaired_2(model, x, y, epochs, lr):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr, momentum=0.9)
    history = []
    for epoch in range(epochs):
        if epoch == epochs // 2:
            optimizer = torch.optim.SGD(model.parameters(), lr=lr / 10, momentum=0.9)
        loss = nn.functional.mse_loss(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history


@wrong(
    "find_the_bug",
    "divided again and again",
    fails=["loop 2"],
    says="In loop 2 you divide the learning rate by ten in every epoch of the second half, so it "
    "soon is next to nothing. Once is enough: from the middle on it stays lr / 10.",
)
def repaired_2(model, x, y, epochs, lr):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr, momentum=0.9)
    history = []
    for epoch in range(epochs):
        if epoch >= epochs // 2:
            optimizer.param_groups[0]["lr"] /= 10
        loss = nn.functional.mse_loss(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history


@wrong(
    "find_the_bug",
    "one epoch late",
    fails=["loop 2"],
    says="In loop 2 the change comes one epoch late: the step of epoch number `epochs // 2` is "
    "still made with `lr`.",
)
def repaired_2(model, x, y, epochs, lr):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr, momentum=0.9)
    history = []
    for epoch in range(epochs):
        loss = nn.functional.mse_loss(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if epoch == epochs // 2:
            optimizer.param_groups[0]["lr"] = lr / 10
        history.append(loss.item())
    return history


@wrong(
    "find_the_bug",
    "scheduler first, one drop",
    fails=["loop 2"],
    says="In loop 2 the learning rate drops one epoch early: epoch number `epochs // 2` − 1 is "
    "trained with `lr / 10` already. A scheduler counts its own `step` calls, and each of them "
    "belongs behind the `optimizer.step()` of its epoch.",
)
def repaired_2(model, x, y, epochs, lr):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr, momentum=0.9)
    scheduler = torch.optim.lr_scheduler.MultiStepLR(optimizer, [epochs // 2])
    history = []
    for _ in range(epochs):
        scheduler.step()
        loss = nn.functional.mse_loss(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history


@wrong(
    "find_the_bug",
    "scheduler first",
    fails=["loop 2"],
    says="In loop 2 the learning rate drops one epoch early: epoch number `epochs // 2` − 1 is "
    "trained with `lr / 10` already. A scheduler counts its own `step` calls, and each of them "
    "belongs behind the `optimizer.step()` of its epoch.",
)
def repaired_2(model, x, y, epochs, lr):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr, momentum=0.9)
    scheduler = torch.optim.lr_scheduler.StepLR(optimizer, step_size=epochs // 2)
    history = []
    for _ in range(epochs):
        scheduler.step()
        loss = nn.functional.mse_loss(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history


@wrong(
    "find_the_bug",
    "head added afterwards",
    fails=["loop 3"],
    says="In loop 3 the new head is never trained. The optimizer holds the parameters that the "
    "model had when the optimizer was made, the old head's among them. It does not look again.",
)
def repaired_3(model, head, x, y, epochs, lr):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    model[-1] = head
    history = []
    for _ in range(epochs):
        loss = nn.functional.mse_loss(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history


@wrong(
    "find_the_bug",
    "only the head",
    fails=["loop 3"],
    says="In loop 3 only the new head is trained now, and the other layers stay as they were. The "
    "optimizer needs the parameters of all layers.",
)
def repaired_3(model, head, x, y, epochs, lr):
    model[-1] = head
    optimizer = torch.optim.SGD(head.parameters(), lr=lr)
    history = []
    for _ in range(epochs):
        loss = nn.functional.mse_loss(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history


@wrong(
    "find_the_bug",
    "the old head again",
    fails=["loop 3"],
    says="In loop 3 the new head is not in the model any more: all layers learn, but the last one "
    "is the old one. Keep the exchange, and do it at the right moment.",
)
def repaired_3(model, head, x, y, epochs, lr):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history = []
    for _ in range(epochs):
        loss = nn.functional.mse_loss(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history


@wrong(
    "find_the_bug",
    "cleared only once",
    fails=["loop 4"],
    says="In loop 4 the gradients still pile up: each step goes along the sum of all gradients so "
    "far, so the weights overshoot and swing. `zero_grad` is due in every epoch.",
)
def repaired_4(model, x, y, epochs, lr):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    optimizer.zero_grad()
    history = []
    for _ in range(epochs):
        loss = nn.functional.mse_loss(model(x), y)
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history


@wrong(
    "find_the_bug",
    "cleared before the step",
    fails=["loop 4"],
    says="In loop 4 nothing moves any more: `zero_grad` stands between `backward` and `step`, and "
    "takes away the very gradients that the step needs.",
)
def repaired_4(model, x, y, epochs, lr):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history = []
    for _ in range(epochs):
        loss = nn.functional.mse_loss(model(x), y)
        loss.backward()
        optimizer.zero_grad()
        optimizer.step()
        history.append(loss.item())
    return history


@wrong(
    "find_the_bug",
    "loss after the step",
    fails=["loop 4"],
    says="In loop 4 the loss that you write down is not the one before the step. Keep the order "
    "of the broken loop, apart from `zero_grad`.",
)
def repaired_4(model, x, y, epochs, lr):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history = []
    for _ in range(epochs):
        optimizer.zero_grad()
        nn.functional.mse_loss(model(x), y).backward()
        optimizer.step()
        history.append(nn.functional.mse_loss(model(x), y).item())
    return history


@wrong(
    "find_the_bug",
    "weight decay",
    fails=["the question about loop 4"],
    says="Weight decay pulls the weights towards zero, whatever the gradients are. In loop 4 it "
    "is earlier gradients that act again. What adds them up?",
)
def same_as():
    return "a"


@wrong(
    "find_the_bug",
    "momentum that fades",
    fails=["the question about loop 4"],
    says="Nearly: it is a momentum. With 0.9 the earlier gradients fade with every step. Does "
    "anything fade in `.grad` when `backward` adds to it?",
)
def same_as():
    return "b"


@wrong(
    "find_the_bug",
    "Nesterov",
    fails=["the question about loop 4"],
    says="Nesterov's momentum looks ahead, and with 0.9 earlier gradients fade. In loop 4 the "
    "step goes along the plain sum of all gradients so far. Which setting gives just that?",
)
def same_as():
    return "d"


@wrong(
    "find_the_bug",
    "a second drop",
    fails=["loop 2"],
    says="In loop 2 the learning rate drops a second time where the number of epochs is odd: "
    "`StepLR` drops again and again, every `step_size` epochs. It should drop once.",
)
def repaired_2(model, x, y, epochs, lr):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr, momentum=0.9)
    scheduler = torch.optim.lr_scheduler.StepLR(optimizer, step_size=epochs // 2)
    history = []
    for _ in range(epochs):
        loss = nn.functional.mse_loss(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        scheduler.step()
        history.append(loss.item())
    return history


@wrong(
    "find_the_bug",
    "only even numbers",
    fails=["loop 2"],
    says="In loop 2 the learning rate does not change where the number of epochs is odd: "
    "`epochs / 2` is no whole number then, and no epoch equals it. The task says `epochs // 2`.",
)
def repaired_2(model, x, y, epochs, lr):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr, momentum=0.9)
    history = []
    for epoch in range(epochs):
        if epoch == epochs / 2:
            optimizer.param_groups[0]["lr"] = lr / 10
        loss = nn.functional.mse_loss(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history


@wrong(
    "find_the_bug",
    "a list taken for a dict",
    fails=["loop 2"],
    says="In loop 2, `optimizer.param_groups` is a list, even where there is only one group. Each "
    'of its items is a dict, and has its own `"lr"`.',
)
def repaired_2(model, x, y, epochs, lr):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr, momentum=0.9)
    history = []
    for epoch in range(epochs):
        if epoch == epochs // 2:
            optimizer.param_groups["lr"] = lr / 10
        loss = nn.functional.mse_loss(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history


@wrong(
    "find_the_bug",
    "no answer",
    fails=["the question about loop 4"],
    says="`same_as` returns nothing (`None`). Return one of the four letters.",
)
def same_as():
    pass


@wrong(
    "find_the_bug",
    "words for a letter",
    fails=["the question about loop 4"],
    says="Return only the letter in front of the setting that you mean, as a string.",
)
def same_as():
    return "momentum=1.0"


@alternative("find_the_bug", "twice from the model")
def repaired_1(model, x, y, epochs, lr):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history = []
    for _ in range(epochs):
        loss = ((model(x) - y) ** 2).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return sum(p.numel() for p in model.parameters()), history


@alternative("find_the_bug", "a scheduler changes the learning rate")
def repaired_2(model, x, y, epochs, lr):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr, momentum=0.9)
    scheduler = torch.optim.lr_scheduler.MultiStepLR(optimizer, milestones=[epochs // 2])
    history = []
    for _ in range(epochs):
        loss = nn.functional.mse_loss(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        scheduler.step()
        history.append(loss.item())
    return history


@alternative("find_the_bug", "the head joins as a group of its own")
def repaired_3(model, head, x, y, epochs, lr):
    optimizer = torch.optim.SGD(model[:-1].parameters(), lr=lr)
    model[-1] = head
    optimizer.add_param_group({"params": list(head.parameters())})
    history = []
    for _ in range(epochs):
        loss = nn.functional.mse_loss(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history


@alternative("find_the_bug", "cleared after the step")
def repaired_4(model, x, y, epochs, lr):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    optimizer.zero_grad()
    history = []
    for _ in range(epochs):
        loss = nn.functional.mse_loss(model(x), y)
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        history.append(loss.item())
    return history


@alternative("find_the_bug", "a capital letter")
def same_as():
    return " C"
