"""Wrong and alternative answers to mse_and_huber (read by grading.bank)."""

import torch
from torch import nn

from grading.bank import alternative, wrong


@wrong(
    "sum for mean",
    fails=["the squared error", "the gradient of mse"],
    says="Your squared error is the *sum* over all numbers, and the mean is asked for. A sum grows "
    "with the number of rows, and the gradient with it: twice the data, twice the step.",
)
def mse(y_hat, y):
    if y_hat.shape != y.shape:
        raise ValueError("shapes differ")
    return ((y_hat - y) ** 2).sum()


wrong(
    "broadcasts",
    fails=["shapes that differ"],
    says="Shapes (N, 1) and (N,) pass without an error. They broadcast to (N, N): every prediction "
    "is compared with *every* target, and a model trained on that learns the mean of `y`, where "
    "the loss is var(y). Compare the shapes first, in both functions, and `raise` the error: to "
    "print it stops nothing.",
    code="""
def mse(y_hat, y):
    return ((y_hat - y) ** 2).mean()

def huber(y_hat, y, delta):
    size = (y_hat - y).abs()
    return torch.where(size <= delta, 0.5 * size**2, delta * (size - 0.5 * delta)).mean()
""",
)


wrong(
    "the shape of the difference",
    fails=["shapes that differ"],
    says="You compare the shape of the *difference* with that of `y`. Where `y_hat` is the smaller "
    "one it has already been stretched, and the two agree. Compare `y_hat.shape` with `y.shape` "
    "before you subtract.",
    code="""
def mse(y_hat, y):
    e = y_hat - y
    if e.shape != y.shape:
        raise ValueError("shapes differ")
    return (e**2).mean()

def huber(y_hat, y, delta):
    e = y_hat - y
    if e.shape != y.shape:
        raise ValueError("shapes differ")
    size = e.abs()
    return torch.where(size <= delta, 0.5 * size**2, delta * (size - 0.5 * delta)).mean()
""",
)


@wrong(
    "only mse refuses",
    fails=["shapes that differ"],
    says="`mse` refuses shapes that differ, `huber` does not yet.",
)
def huber(y_hat, y, delta):
    size = (y_hat - y).abs()
    return torch.where(size <= delta, 0.5 * size**2, delta * (size - 0.5 * delta)).mean()


@wrong(
    "delta forgotten",
    fails=["the Huber loss", "the gradient of huber"],
    says="The straight part of your Huber loss has slope 1 instead of `delta`. Where |e| = `delta` "
    "the line is to go on as the parabola ends. What is the slope of the parabola there?",
)
def huber(y_hat, y, delta):
    if y_hat.shape != y.shape:
        raise ValueError("shapes differ")
    size = (y_hat - y).abs()
    return torch.where(size <= delta, 0.5 * size**2, size - 0.5 * delta).mean()


@wrong(
    "branches swapped",
    fails=["the Huber loss", "the gradient of huber"],
    says="Your Huber loss takes the line for small errors and the parabola for large ones. It is "
    "the other way round: large errors are to count less than with the square.",
)
def huber(y_hat, y, delta):
    if y_hat.shape != y.shape:
        raise ValueError("shapes differ")
    size = (y_hat - y).abs()
    return torch.where(size > delta, 0.5 * size**2, delta * (size - 0.5 * delta)).mean()


@wrong(
    "without the half",
    fails=["the Huber loss", "the gradient of huber"],
    says="In your Huber loss the parabola is e² instead of ½·e². Then it does not meet the line "
    "where |e| = `delta`, and the loss jumps there. Look at the formula once more.",
)
def huber(y_hat, y, delta):
    if y_hat.shape != y.shape:
        raise ValueError("shapes differ")
    size = (y_hat - y).abs()
    return torch.where(size <= delta, size**2, delta * (size - 0.5 * delta)).mean()


@wrong(
    "the library's",
    fails=[
        "the squared error",
        "the Huber loss",
        "the gradient of mse",
        "the gradient of huber",
        "shapes that differ",
    ],
    says="Your answer uses `mse_loss`. This task asks you to write that part yourself.",
)
def mse(y_hat, y):
    return nn.functional.mse_loss(y_hat, y)


wrong(
    "the numbers of dimensions",
    fails=["shapes that differ"],
    says="You compare how many *dimensions* there are. The shapes (N, 2) and (N, 1) have two each, "
    "and still they broadcast. Compare the whole shapes.",
    code="""
def mse(y_hat, y):
    if y_hat.dim() != y.dim():
        raise ValueError("shapes differ")
    return ((y_hat - y) ** 2).mean()

def huber(y_hat, y, delta):
    if y_hat.dim() != y.dim():
        raise ValueError("shapes differ")
    size = (y_hat - y).abs()
    return torch.where(size <= delta, 0.5 * size**2, delta * (size - 0.5 * delta)).mean()
""",
)


wrong(
    "how many numbers",
    fails=["shapes that differ"],
    says="You compare something that (N, 1) and (N,) have in common: how many *numbers* they hold, "
    "or what is left of them without the dimensions of size 1. Compare the whole shapes, as they "
    "come.",
    code="""
def mse(y_hat, y):
    if y_hat.numel() != y.numel():
        raise ValueError("shapes differ")
    return ((y_hat - y) ** 2).mean()

def huber(y_hat, y, delta):
    if y_hat.numel() != y.numel():
        raise ValueError("shapes differ")
    size = (y_hat - y).abs()
    return torch.where(size <= delta, 0.5 * size**2, delta * (size - 0.5 * delta)).mean()
""",
)


wrong(
    "divided by the rows",
    fails=["the squared error", "the Huber loss"],
    says="`len` gives the number of rows. A tensor of shape () has none, so that `len` raises an "
    "error, and one of shape (2, 3) holds six numbers in its two rows. To know how many numbers "
    "there are, or whether two shapes agree, the rows are not enough.",
    code="""
def mse(y_hat, y):
    if y_hat.shape != y.shape:
        raise ValueError("shapes differ")
    return ((y_hat - y) ** 2).sum() / len(y)

def huber(y_hat, y, delta):
    if y_hat.shape != y.shape:
        raise ValueError("shapes differ")
    size = (y_hat - y).abs()
    return torch.where(size <= delta, 0.5 * size**2, delta * (size - 0.5 * delta)).sum() / len(y)
""",
)


@wrong(
    "changes its argument",
    fails=["the squared error", "the gradient of mse"],
    says="Your function writes into `y_hat` or `y`: `-=` and methods that end in `_` change the "
    "tensor itself. Whoever calls it has lost the numbers, and where they need a gradient PyTorch "
    "refuses. Make a new tensor.",
)
def mse(y_hat, y):
    if y_hat.shape != y.shape:
        raise ValueError("shapes differ")
    y_hat -= y
    return (y_hat**2).mean()


@wrong(
    "the root of the square",
    fails=["the gradient of huber"],
    says="The loss is right, but its gradient is nan where an error is exactly 0: the slope of the "
    "square root at 0 is infinite, and backward multiplies it by 0. `abs` has no such place.",
)
def huber(y_hat, y, delta):
    if y_hat.shape != y.shape:
        raise ValueError("shapes differ")
    size = ((y_hat - y) ** 2).sqrt()
    return torch.where(size <= delta, 0.5 * size**2, delta * (size - 0.5 * delta)).mean()


@wrong(
    "one decision for all",
    fails=["the Huber loss", "the gradient of huber"],
    says="All errors get the straight line, or all of them the parabola, whatever their size. An "
    "`if` decides once, for the whole tensor. Each number needs its own decision.",
)
def huber(y_hat, y, delta):
    if y_hat.shape != y.shape:
        raise ValueError("shapes differ")
    size = (y_hat - y).abs()
    if (size <= delta).all():
        return (0.5 * size**2).mean()
    return (delta * (size - 0.5 * delta)).mean()


@wrong(
    "one decision by the mean",
    fails=["the Huber loss", "the gradient of huber"],
    says="All errors get the straight line, or all of them the parabola, whatever their size. An "
    "`if` decides once, for the whole tensor. Each number needs its own decision.",
)
def huber(y_hat, y, delta):
    if y_hat.shape != y.shape:
        raise ValueError("shapes differ")
    size = (y_hat - y).abs()
    if size.mean() <= delta:
        return (0.5 * size**2).mean()
    return (delta * (size - 0.5 * delta)).mean()


@wrong(
    "an if for many numbers",
    fails=["the Huber loss", "the gradient of huber", "shapes that differ"],
    says="Your `if` asks one question of many numbers, some of which say yes and others no: that "
    "is what PyTorch calls ambiguous. Each number needs its own decision, within the tensor.",
)
def huber(y_hat, y, delta):
    if y_hat.shape != y.shape:
        raise ValueError("shapes differ")
    size = (y_hat - y).abs()
    if size <= delta:
        return (0.5 * size**2).mean()
    return (delta * (size - 0.5 * delta)).mean()


@wrong(
    "asked again of what has changed",
    fails=["the Huber loss", "the gradient of huber"],
    says="You write the parabola into the tensor of the errors, and then ask of the *new* numbers "
    "which are large. Half the square of an error may be more than `delta` where the error is "
    "not, and this one is changed twice. Ask before you write.",
)
def huber(y_hat, y, delta):
    if y_hat.shape != y.shape:
        raise ValueError("shapes differ")
    size = (y_hat - y).abs()
    size[size <= delta] = 0.5 * size[size <= delta] ** 2
    size[size > delta] = delta * (size[size > delta] - 0.5 * delta)
    return size.mean()


@wrong(
    "the sign of the error",
    fails=["the Huber loss", "the gradient of huber"],
    says="You compare the error itself with `delta`. An error of −9 is less than any `delta`, and "
    "still it is large. How large an error is, its sign does not say.",
)
def huber(y_hat, y, delta):
    if y_hat.shape != y.shape:
        raise ValueError("shapes differ")
    error = y_hat - y
    return torch.where(error <= delta, 0.5 * error**2, delta * (error - 0.5 * delta)).mean()


wrong(
    "asserted",
    fails=["shapes that differ"],
    says="`assert` raises an `AssertionError`, and a `ValueError` is asked for. Besides, Python "
    "skips assertions when it is told to optimise: they are for your own mistakes, not for the "
    "caller's.",
    code="""
def mse(y_hat, y):
    assert y_hat.shape == y.shape
    return ((y_hat - y) ** 2).mean()

def huber(y_hat, y, delta):
    assert y_hat.shape == y.shape
    size = (y_hat - y).abs()
    return torch.where(size <= delta, 0.5 * size**2, delta * (size - 0.5 * delta)).mean()
""",
)


wrong(
    "only huber refuses",
    fails=["shapes that differ"],
    says="`huber` refuses shapes that differ, `mse` does not yet.",
    code="""
def mse(y_hat, y):
    return ((y_hat - y) ** 2).mean()
""",
)


wrong(
    "returned, not raised",
    fails=["shapes that differ"],
    says="Where the shapes differ, nothing is raised. To print an error, or to return one, does "
    "not stop whoever called: the training goes on. `raise` does.",
    code="""
def mse(y_hat, y):
    if y_hat.shape != y.shape:
        return ValueError("shapes differ")
    return ((y_hat - y) ** 2).mean()

def huber(y_hat, y, delta):
    if y_hat.shape != y.shape:
        return ValueError("shapes differ")
    size = (y_hat - y).abs()
    return torch.where(size <= delta, 0.5 * size**2, delta * (size - 0.5 * delta)).mean()
""",
)


wrong(
    "the last dimension",
    fails=["the squared error", "the Huber loss", "shapes that differ"],
    says="You ask for the size of one dimension only. A shape of () has none, so that there is an "
    "error, and where that one agrees the others may still differ. `numel` counts all numbers; to "
    "see whether two shapes agree, compare the whole shapes.",
    code="""
def mse(y_hat, y):
    if y_hat.shape[-1] != y.shape[-1]:
        raise ValueError("shapes differ")
    return ((y_hat - y) ** 2).mean()

def huber(y_hat, y, delta):
    if y_hat.shape[-1] != y.shape[-1]:
        raise ValueError("shapes differ")
    size = (y_hat - y).abs()
    return torch.where(size <= delta, 0.5 * size**2, delta * (size - 0.5 * delta)).mean()
""",
)


@wrong(
    "a view",
    fails=["the Huber loss"],
    says="`view` needs numbers that lie in memory in the order of the shape. Those of `x.T` do "
    "not. `reshape` takes any, and here you may not need either.",
)
def huber(y_hat, y, delta):
    if y_hat.shape != y.shape:
        raise ValueError("shapes differ")
    size = (y_hat.view(-1) - y.view(-1)).abs()
    return torch.where(size <= delta, 0.5 * size**2, delta * (size - 0.5 * delta)).mean()


@wrong(
    "sum for mean in huber",
    fails=["the Huber loss", "the gradient of huber"],
    says="Your Huber loss is the *sum* over all numbers, and the mean is asked for.",
)
def huber(y_hat, y, delta):
    if y_hat.shape != y.shape:
        raise ValueError("shapes differ")
    size = (y_hat - y).abs()
    return torch.where(size <= delta, 0.5 * size**2, delta * (size - 0.5 * delta)).sum()


@wrong(
    "the sign of the error in the line",
    fails=["the Huber loss", "the gradient of huber"],
    says="In the straight part of your Huber loss stands the error itself, and |e| belongs there. "
    "For an error of −9 your loss is negative.",
)
def huber(y_hat, y, delta):
    if y_hat.shape != y.shape:
        raise ValueError("shapes differ")
    e = y_hat - y
    return torch.where(e.abs() <= delta, 0.5 * e**2, delta * (e - 0.5 * delta)).mean()


@wrong(
    "two means added",
    fails=["the Huber loss", "the gradient of huber"],
    says="You take the mean of the small errors and that of the large ones, and add the two. Each "
    "is divided by its own number, and the mean of no numbers is nan. One mean over all numbers "
    "is asked for: add up all losses first, then divide.",
)
def huber(y_hat, y, delta):
    if y_hat.shape != y.shape:
        raise ValueError("shapes differ")
    size = (y_hat - y).abs()
    small = size <= delta
    line = delta * (size[~small] - 0.5 * delta)
    return (0.5 * size[small] ** 2).mean() + line.mean()


@alternative("clamp")
def huber(y_hat, y, delta):
    if y_hat.shape != y.shape:
        raise ValueError("shapes differ")
    size = (y_hat - y).abs()
    near = size.clamp(max=delta)
    return (0.5 * near**2 + delta * (size - near)).sum() / y.numel()


@alternative("one by one")
def mse(y_hat, y):
    if list(y_hat.shape) != list(y.shape):
        raise ValueError("shapes differ")
    errors = y_hat.reshape(-1) - y.reshape(-1)
    return sum(error * error for error in errors) / len(errors)


@alternative("what sticks out")
def huber(y_hat, y, delta):
    if y_hat.size() != y.size():
        raise ValueError("shapes differ")
    size = torch.abs(y - y_hat)
    return 0.5 * torch.mean(size**2 - torch.relu(size - delta) ** 2)
