"""Wrong and alternative answers to clip_gradients (read by grading.bank)."""

import math

import torch
from torch import nn

from grading.bank import alternative, wrong


@wrong(
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
    "None taken for a gradient",
    fails=["parameters whose .grad is None"],
    says="You use a `.grad` that is `None`, to measure or to multiply it: a parameter that took no "
    "part in the loss has no gradient. Collect the gradients that are there first, and go through "
    "those.",
)
def clip_gradients(parameters, max_norm):
    grads = [p.grad for p in parameters]
    norm = math.sqrt(sum(float(grad.norm()) ** 2 for grad in grads))
    if norm > max_norm:
        for grad in grads:
            grad.mul_(max_norm / norm)
    return norm


@wrong(
    "no gradients at all",
    fails=["parameters whose .grad is None"],
    says="Where no parameter has a gradient, your function raises an error. PyTorch can't join an "
    "empty list of tensors, and Python's `sum` of it is 0, a number and no tensor. `math.sqrt` "
    "takes that; or return 0.0 before you get there.",
)
def clip_gradients(parameters, max_norm):
    grads = [p.grad for p in parameters if p.grad is not None]
    norm = torch.stack([grad.norm() for grad in grads]).norm().item()
    if norm > max_norm:
        for grad in grads:
            grad.mul_(max_norm / norm)
    return norm


@wrong(
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
    "the comparison turned round",
    fails=[
        "gradients that are too long",
        "gradients that are short enough",
        "parameters whose .grad is None",
        "a generator of parameters",
    ],
    says="It is the wrong way round: what is too long stays as it is, and what is short enough is "
    "stretched. Which of the two numbers has to be the larger one?",
)
def clip_gradients(parameters, max_norm):
    grads = [p.grad for p in parameters if p.grad is not None]
    norm = math.sqrt(sum(float((grad**2).sum()) for grad in grads))
    if norm < max_norm:
        for grad in grads:
            grad.mul_(max_norm / norm)
    return norm


@wrong(
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
    "a copy is clipped",
    fails=["gradients that are too long"],
    says="A gradient whose numbers lie in memory in another order, as those of `x.T`, stays as "
    "long as it was. `reshape`, `flatten` and `contiguous` make a copy of such a tensor, and you "
    "multiply the copy. Multiply `.grad` itself.",
)
def clip_gradients(parameters, max_norm):
    grads = [p.grad.flatten() for p in parameters if p.grad is not None]
    norm = math.sqrt(sum(float((grad**2).sum()) for grad in grads))
    if norm > max_norm:
        for grad in grads:
            grad.mul_(max_norm / norm)
    return norm


@wrong(
    "division by zero",
    fails=["gradients that are short enough", "parameters whose .grad is None"],
    says="Where all gradients are 0, or there is none, you divide by a norm of 0. Divide only "
    "where something has to be clipped: there the norm is larger than `max_norm`, so it is not 0.",
)
def clip_gradients(parameters, max_norm):
    grads = [p.grad for p in parameters if p.grad is not None]
    norm = math.sqrt(sum(float((grad**2).sum()) for grad in grads))
    factor = min(1.0, max_norm / norm)
    for grad in grads:
        grad.mul_(factor)
    return norm


@wrong(
    "a gradient as a condition",
    fails=[
        "the norm it returns",
        "gradients that are too long",
        "gradients that are short enough",
    ],
    says="A tensor of several numbers is neither true nor false, so `if`, `not` and `or` can't "
    "decide by it, nor by its comparison with a number. To see whether there is a gradient, "
    "compare it with `None`, by `is` or `is not`.",
)
def clip_gradients(parameters, max_norm):
    grads = [p.grad for p in parameters if p.grad]
    norm = math.sqrt(sum(float((grad**2).sum()) for grad in grads))
    if norm > max_norm:
        for grad in grads:
            grad.mul_(max_norm / norm)
    return norm


@wrong(
    "only the first gradient",
    fails=["gradients that are too long"],
    says="Only the first gradient is shortened: your function is over after one turn of the loop. "
    "Is the `return` indented too far?",
)
def clip_gradients(parameters, max_norm):
    grads = [p.grad for p in parameters if p.grad is not None]
    norm = math.sqrt(sum(float((grad**2).sum()) for grad in grads))
    for grad in grads:
        if norm > max_norm:
            grad.mul_(max_norm / norm)
        return norm
    return norm


@wrong(
    "the norm of the last one",
    fails=["the norm it returns", "gradients that are too long"],
    says="Your norm is that of the last gradient alone: each turn of your loop forgets the one "
    "before. Add up the squares of all.",
)
def clip_gradients(parameters, max_norm):
    grads = [p.grad for p in parameters if p.grad is not None]
    norm = 0.0
    for grad in grads:
        norm = float(grad.norm())
    if norm > max_norm:
        for grad in grads:
            grad.mul_(max_norm / norm)
    return norm


@wrong(
    "measured again on the way",
    fails=["gradients that are too long"],
    says="You measure the norm again while you clip: it is shorter by then, so later gradients get "
    "another factor. One measurement comes first, and its factor is for all.",
)
def clip_gradients(parameters, max_norm):
    grads = [p.grad for p in parameters if p.grad is not None]
    before = math.sqrt(sum(float((grad**2).sum()) for grad in grads))
    for grad in grads:
        norm = math.sqrt(sum(float((other**2).sum()) for other in grads))
        if norm > max_norm:
            grad.mul_(max_norm / norm)
    return before


@wrong(
    "cut off above",
    fails=[
        "gradients that are too long",
        "gradients that are short enough",
        "parameters whose .grad is None",
        "a generator of parameters",
    ],
    says="You cut off the numbers above `max_norm`. That changes the direction, and numbers far "
    "below 0 stay as they are. Multiply all numbers by the same factor.",
)
def clip_gradients(parameters, max_norm):
    grads = [p.grad for p in parameters if p.grad is not None]
    norm = math.sqrt(sum(float((grad**2).sum()) for grad in grads))
    for grad in grads:
        grad.clamp_(max=max_norm)
    return norm


@wrong(
    "half for the root",
    fails=[
        "the norm it returns",
        "gradients that are too long",
        "gradients that are short enough",
        "parameters whose .grad is None",
        "a generator of parameters",
    ],
    says="Your norm is half the sum of the squares. `**` comes before `/`, so `… ** 1 / 2` takes "
    "the first power and halves it. Where do the brackets belong?",
)
def clip_gradients(parameters, max_norm):
    grads = [p.grad for p in parameters if p.grad is not None]
    norm = sum(float((grad**2).sum()) for grad in grads) ** 1 / 2
    if norm > max_norm:
        for grad in grads:
            grad.mul_(max_norm / norm)
    return norm


@alternative("one long vector, a clamped factor, new gradients")
def clip_gradients(parameters, max_norm):
    parameters = [p for p in parameters if p.grad is not None]
    if not parameters:
        return 0.0
    norm = torch.cat([p.grad.flatten() for p in parameters]).norm()
    factor = (max_norm / (norm + 1e-6)).clamp(max=1.0)
    for p in parameters:
        p.grad = p.grad * factor
    return norm.item()


@alternative("adding up in a loop")
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
