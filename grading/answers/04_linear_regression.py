"""Wrong and alternative answers to the tasks of 04_linear_regression (read by grading.bank)."""

import torch
from matplotlib import pyplot as plt
from matplotlib.figure import Figure
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from grading.bank import alternative, wrong

# 1. make_data


@wrong(
    "make_data",
    "shape (n,)",
    fails=["x", "y without noise", "y with noise", "where the randomness comes from"],
    says="Your tensors have the shape (n,), and (n, 1) is asked for: a row for each point, a "
    "column for each feature. `nn.Linear` needs the column, and a `y` of shape (n,) against a "
    "prediction of shape (n, 1) broadcasts to (n, n) in a loss written by hand.",
)
def make_data(n, slope, intercept, noise, generator):
    x = 10 * torch.rand(n, generator=generator)
    return x, slope * x + intercept + noise * torch.randn(n, generator=generator)


@wrong(
    "make_data",
    "noise of shape (n,)",
    fails=["y without noise", "y with noise"],
    says="Your `y` has the shape (n, n): the line is a column, (n, 1), and noise of shape (n,) "
    "counts as a row. They broadcast, and every point gets the noise of every other. Draw one "
    "number for each point, in the shape of `x`.",
)
def make_data(n, slope, intercept, noise, generator):
    x = 10 * torch.rand(n, 1, generator=generator)
    return x, slope * x + intercept + noise * torch.randn(n, generator=generator)


@wrong(
    "make_data",
    "the global generator",
    fails=["x", "y without noise", "y with noise", "where the randomness comes from"],
    says="Your numbers come from PyTorch's global random state, not from `generator`. Nobody can "
    "then make the same data again without knowing what else has been drawn before. Pass it on, "
    "by its name.",
)
def make_data(n, slope, intercept, noise, generator):
    x = 10 * torch.rand(n, 1)
    return x, slope * x + intercept + noise * torch.randn(n, 1)


@wrong(
    "make_data",
    "noise from the global generator",
    fails=["y with noise", "where the randomness comes from"],
    says="`x` comes from `generator`, but the noise comes from PyTorch's global random state. The "
    "generator has to be passed to every call that draws.",
)
def make_data(n, slope, intercept, noise, generator):
    x = 10 * torch.rand(n, 1, generator=generator)
    return x, slope * x + intercept + noise * torch.randn_like(x)


@wrong(
    "make_data",
    "seeded anew",
    fails=["x", "y without noise", "y with noise", "where the randomness comes from"],
    says="You seed the generator yourself, so every call makes the same points, whatever the "
    "caller has seeded it with. Only draw from it: then the second call goes on where the first "
    "one stopped.",
)
def make_data(n, slope, intercept, noise, generator):
    generator.manual_seed(0)
    x = 10 * torch.rand(n, 1, generator=generator)
    return x, slope * x + intercept + noise * torch.randn(n, 1, generator=generator)


@wrong(
    "make_data",
    "x from 0 to 1",
    fails=["x", "y without noise", "y with noise", "where the randomness comes from"],
    says="Your `x` go from 0 to 1 only: that is the range of `torch.rand`. They should go from 0 "
    "to 10.",
)
def make_data(n, slope, intercept, noise, generator):
    x = torch.rand(n, 1, generator=generator)
    return x, slope * x + intercept + noise * torch.randn(n, 1, generator=generator)


@wrong(
    "make_data",
    "normal x",
    fails=["x", "y without noise", "y with noise", "where the randomness comes from"],
    says="Your `x` are normally distributed, so half of them are negative. They should be spread "
    "evenly from 0 to 10. `rand` and `randn` are one letter apart.",
)
def make_data(n, slope, intercept, noise, generator):
    x = 10 * torch.randn(n, 1, generator=generator)
    return x, slope * x + intercept + noise * torch.randn(n, 1, generator=generator)


@wrong(
    "make_data",
    "evenly spaced",
    fails=["x", "y without noise", "y with noise", "where the randomness comes from"],
    says="Your `x` are evenly spaced. That makes a good plot, but they are to be drawn at random, "
    "evenly distributed from 0 to 10.",
)
def make_data(n, slope, intercept, noise, generator):
    x = torch.linspace(0, 10, n).unsqueeze(1)
    return x, slope * x + intercept + noise * torch.randn(n, 1, generator=generator)


@wrong(
    "make_data",
    "one number for all",
    fails=["y with noise", "where the randomness comes from"],
    says="You draw a single number and add it to every `y`: that moves the whole line up or down. "
    "Each point needs a number of its own.",
)
def make_data(n, slope, intercept, noise, generator):
    x = 10 * torch.rand(n, 1, generator=generator)
    return x, slope * x + intercept + noise * torch.randn(1, 1, generator=generator)


@wrong(
    "make_data",
    "only upwards",
    fails=["y with noise", "where the randomness comes from"],
    says="Your noise is drawn with `rand`, so it lies between 0 and `noise`: all points are above "
    "the line. The standard normal distribution, on both sides of 0, is asked for.",
)
def make_data(n, slope, intercept, noise, generator):
    x = 10 * torch.rand(n, 1, generator=generator)
    return x, slope * x + intercept + noise * torch.rand(n, 1, generator=generator)


@wrong(
    "make_data",
    "noise as a variance",
    fails=["y with noise"],
    says="You take `noise` for the variance and use its square root. It is the standard deviation "
    "already: multiply by it as it is.",
)
def make_data(n, slope, intercept, noise, generator):
    x = 10 * torch.rand(n, 1, generator=generator)
    return x, slope * x + intercept + noise**0.5 * torch.randn(n, 1, generator=generator)


@wrong(
    "make_data",
    "noise before the slope",
    fails=["y with noise"],
    says="Your noise is multiplied by the slope as well: it was added to `x`, not to the line. "
    "The points are to deviate from the line upwards and downwards.",
)
def make_data(n, slope, intercept, noise, generator):
    x = 10 * torch.rand(n, 1, generator=generator)
    return x, slope * (x + noise * torch.randn(n, 1, generator=generator)) + intercept


@wrong(
    "make_data",
    "noise on x",
    fails=["x", "y with noise", "where the randomness comes from"],
    says="Your noise moves the points along `x`, and all of them lie exactly on the line. They "
    "are to deviate from it upwards and downwards: add the noise to `y`.",
)
def make_data(n, slope, intercept, noise, generator):
    x = 10 * torch.rand(n, 1, generator=generator)
    x = x + noise * torch.randn(n, 1, generator=generator)
    return x, slope * x + intercept


@wrong(
    "make_data",
    "noise forgotten",
    fails=["y with noise"],
    says="All your points lie exactly on the line: the noise is missing.",
)
def make_data(n, slope, intercept, noise, generator):
    x = 10 * torch.rand(n, 1, generator=generator)
    torch.randn(n, 1, generator=generator)
    return x, slope * x + intercept


@wrong(
    "make_data",
    "float64",
    fails=["x", "y without noise", "y with noise", "where the randomness comes from"],
    says="Your tensors are float64, and float32 is asked for: it is the dtype of a new "
    "`nn.Linear`, which refuses any other.",
)
def make_data(n, slope, intercept, noise, generator):
    x = 10 * torch.rand(n, 1, generator=generator)
    y = slope * x + intercept + noise * torch.randn(n, 1, generator=generator)
    return x.double(), y.double()


@wrong(
    "make_data",
    "the noise drawn first",
    fails=["x", "y without noise", "y with noise", "where the randomness comes from"],
    says="You draw the noise before the `x`. A generator gives its numbers one after the other, so "
    "the order of the calls decides which numbers become which: the `x` are to be drawn first.",
)
def make_data(n, slope, intercept, noise, generator):
    deviation = noise * torch.randn(n, 1, generator=generator)
    x = 10 * torch.rand(n, 1, generator=generator)
    return x, slope * x + intercept + deviation


@wrong(
    "make_data",
    "the global state seeded",
    fails=["where the randomness comes from"],
    says="You seed PyTorch's global random state with the generator's seed. The first numbers are "
    "then the right ones, but every call starts anew, and everybody else's random numbers are "
    "seeded as well. Draw from `generator` itself.",
)
def make_data(n, slope, intercept, noise, generator):
    torch.manual_seed(generator.initial_seed())
    x = 10 * torch.rand(n, 1)
    return x, slope * x + intercept + noise * torch.randn(n, 1)


@alternative("make_data", "a column made of a row, the noise first in the sum")
def make_data(n, slope, intercept, noise, generator):
    x = (torch.rand(n, generator=generator) * 10).reshape(-1, 1)
    deviation = torch.randn((n,), generator=generator)[:, None] * noise
    return x, deviation.add(intercept).add(x, alpha=slope)


@alternative("make_data", "filled in place")
def make_data(n, slope, intercept, noise, generator):
    x = torch.empty(n, 1).uniform_(0, 10, generator=generator)
    y = torch.empty(n, 1).normal_(0, 1, generator=generator)
    return x, y.mul_(noise).add_(slope * x + intercept)


@alternative("make_data", "normal numbers about the line")
def make_data(n, slope, intercept, noise, generator):
    x = torch.rand((n, 1), generator=generator).mul_(10)
    return [x, torch.normal(slope * x + intercept, noise, generator=generator)]


# 2. fit


@wrong(
    "fit",
    "no zero_grad",
    fails=[
        "the history",
        "the weights afterwards",
        "a criterion that is not symmetric",
        "stopping early",
        "a loss that falls by exactly the tolerance",
        "tolerance 0.0",
    ],
    says="Old gradients are still in `.grad`: `backward` adds the new ones to them, so each step "
    "goes along the sum of all gradients so far. Which call clears them, and when is it due?",
)
def fit(model, criterion, optimizer, x, y, epochs, tolerance=None):
    before = [(module, module.training) for module in model.modules()]
    model.train()
    history = []
    for _ in range(epochs):
        loss = criterion(model(x), y)
        history.append(loss.item())
        if tolerance is not None and len(history) > 1 and history[-2] - loss.item() < tolerance:
            break
        loss.backward()
        optimizer.step()
    for module, training in before:
        module.training = training
    return history


@wrong(
    "fit",
    "zero_grad last",
    fails=["the weights afterwards"],
    says="You clear the gradients after the step. That is in time for your own next step, but "
    "gradients which were there before the call go into the first one.",
)
def fit(model, criterion, optimizer, x, y, epochs, tolerance=None):
    before = [(module, module.training) for module in model.modules()]
    model.train()
    history = []
    for _ in range(epochs):
        loss = criterion(model(x), y)
        history.append(loss.item())
        if tolerance is not None and len(history) > 1 and history[-2] - loss.item() < tolerance:
            break
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
    for module, training in before:
        module.training = training
    return history


@wrong(
    "fit",
    "tensors in the history",
    fails=[
        "the history",
        "a criterion that is not symmetric",
        "stopping early",
        "a loss that falls by exactly the tolerance",
        "tolerance 0.0",
    ],
    says="Your history holds tensors, and Python floats are asked for. A loss that is kept as a "
    "tensor keeps its whole graph with it, one for each epoch, until the memory is full. How does "
    "one get the plain number?",
)
def fit(model, criterion, optimizer, x, y, epochs, tolerance=None):
    before = [(module, module.training) for module in model.modules()]
    model.train()
    history = []
    for _ in range(epochs):
        loss = criterion(model(x), y)
        history.append(loss)
        if tolerance is not None and len(history) > 1 and history[-2] - loss < tolerance:
            break
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    for module, training in before:
        module.training = training
    return history


@wrong(
    "fit",
    "loss after the step",
    fails=[
        "the history",
        "the weights afterwards",
        "a criterion that is not symmetric",
        "stopping early",
        "a loss that falls by exactly the tolerance",
        "tolerance 0.0",
    ],
    says="You record the loss after the step, predicted a second time with the new weights. The "
    "loss of an epoch is the one that its gradients come from, before the step.",
)
def fit(model, criterion, optimizer, x, y, epochs, tolerance=None):
    before = [(module, module.training) for module in model.modules()]
    model.train()
    history = []
    for _ in range(epochs):
        optimizer.zero_grad()
        criterion(model(x), y).backward()
        optimizer.step()
        history.append(criterion(model(x), y).item())
        if tolerance is not None and len(history) > 1 and history[-2] - history[-1] < tolerance:
            break
    for module, training in before:
        module.training = training
    return history


@wrong(
    "fit",
    "arguments swapped",
    fails=["a criterion that is not symmetric"],
    says="You call the criterion with the target first. With the squared error that makes no "
    "difference, with other losses it does: it is `criterion(y_hat, y)`, prediction first.",
)
def fit(model, criterion, optimizer, x, y, epochs, tolerance=None):
    before = [(module, module.training) for module in model.modules()]
    model.train()
    history = []
    for _ in range(epochs):
        loss = criterion(y, model(x))
        history.append(loss.item())
        if tolerance is not None and len(history) > 1 and history[-2] - history[-1] < tolerance:
            break
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    for module, training in before:
        module.training = training
    return history


@wrong(
    "fit",
    "never stops early",
    fails=["stopping early", "a loss that falls by exactly the tolerance", "tolerance 0.0"],
    says="Training goes on to the last epoch, whatever the tolerance. Compare each loss with the "
    "one before it, after appending it and before the step.",
)
def fit(model, criterion, optimizer, x, y, epochs, tolerance=None):
    before = [(module, module.training) for module in model.modules()]
    model.train()
    history = []
    for _ in range(epochs):
        loss = criterion(model(x), y)
        history.append(loss.item())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    for module, training in before:
        module.training = training
    return history


@wrong(
    "fit",
    "the difference with the wrong sign",
    fails=["stopping early", "a loss that falls by exactly the tolerance", "tolerance 0.0"],
    says="You subtract the old loss from the new one. Where the loss falls, that is negative, so "
    "below any tolerance above 0, and training ends while it goes well. The rule says by how much "
    "the loss has *fallen*: the old one minus the new one.",
)
def fit(model, criterion, optimizer, x, y, epochs, tolerance=None):
    before = [(module, module.training) for module in model.modules()]
    model.train()
    history = []
    for _ in range(epochs):
        loss = criterion(model(x), y)
        history.append(loss.item())
        if tolerance is not None and len(history) > 1:
            if history[-1] - history[-2] < tolerance:
                break
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    for module, training in before:
        module.training = training
    return history


@wrong(
    "fit",
    "stops where it pays",
    fails=["stopping early", "a loss that falls by exactly the tolerance", "tolerance 0.0"],
    says="You stop where the loss has fallen by *more* than the tolerance, so while training still "
    "pays, and go on where it no longer does. Turn the comparison round.",
)
def fit(model, criterion, optimizer, x, y, epochs, tolerance=None):
    before = [(module, module.training) for module in model.modules()]
    model.train()
    history = []
    for _ in range(epochs):
        loss = criterion(model(x), y)
        history.append(loss.item())
        if tolerance is not None and len(history) > 1:
            if history[-2] - history[-1] > tolerance:
                break
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    for module, training in before:
        module.training = training
    return history


@wrong(
    "fit",
    "stops only where it grows",
    fails=["stopping early", "a loss that falls by exactly the tolerance"],
    says="You stop only where the loss has *grown* by more than the tolerance. Training is to end "
    "as soon as it falls by less than the tolerance: the old loss minus the new one, and `<`.",
)
def fit(model, criterion, optimizer, x, y, epochs, tolerance=None):
    before = [(module, module.training) for module in model.modules()]
    model.train()
    history = []
    for _ in range(epochs):
        loss = criterion(model(x), y)
        history.append(loss.item())
        if tolerance is not None and len(history) > 1:
            if history[-1] - history[-2] > tolerance:
                break
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    for module, training in before:
        module.training = training
    return history


@wrong(
    "fit",
    "steps, then stops",
    fails=["stopping early", "tolerance 0.0"],
    says="Where training stops early, your weights have taken one step too many: the last epoch "
    "ends *without* its step. Decide between appending the loss and `optimizer.step()`.",
)
def fit(model, criterion, optimizer, x, y, epochs, tolerance=None):
    before = [(module, module.training) for module in model.modules()]
    model.train()
    history = []
    for _ in range(epochs):
        loss = criterion(model(x), y)
        history.append(loss.item())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if tolerance is not None and len(history) > 1 and history[-2] - history[-1] < tolerance:
            break
    for module, training in before:
        module.training = training
    return history


@wrong(
    "fit",
    "the last loss is missing",
    fails=["stopping early", "a loss that falls by exactly the tolerance", "tolerance 0.0"],
    says="Where training stops early, the loss that made it stop is missing from your history. "
    "Append it first, then decide.",
)
def fit(model, criterion, optimizer, x, y, epochs, tolerance=None):
    before = [(module, module.training) for module in model.modules()]
    model.train()
    history = []
    for _ in range(epochs):
        loss = criterion(model(x), y)
        if tolerance is not None and history and history[-1] - loss.item() < tolerance:
            break
        history.append(loss.item())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    for module, training in before:
        module.training = training
    return history


@wrong(
    "fit",
    "at most the tolerance",
    fails=["a loss that falls by exactly the tolerance", "tolerance 0.0"],
    says="You stop where the loss has fallen by exactly `tolerance`, too. The rule says *smaller* "
    "than `tolerance`: `<`, and not `<=`.",
)
def fit(model, criterion, optimizer, x, y, epochs, tolerance=None):
    before = [(module, module.training) for module in model.modules()]
    model.train()
    history = []
    for _ in range(epochs):
        loss = criterion(model(x), y)
        history.append(loss.item())
        if tolerance is not None and len(history) > 1 and history[-2] - history[-1] <= tolerance:
            break
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    for module, training in before:
        module.training = training
    return history


@wrong(
    "fit",
    "absolute difference",
    fails=["stopping early", "tolerance 0.0"],
    says="You go on where the loss *grows*. The absolute value takes the sign away: a loss that "
    "rises by 5 has not fallen by 5, but by −5, and that is less than any tolerance from 0 on.",
)
def fit(model, criterion, optimizer, x, y, epochs, tolerance=None):
    before = [(module, module.training) for module in model.modules()]
    model.train()
    history = []
    for _ in range(epochs):
        loss = criterion(model(x), y)
        history.append(loss.item())
        if tolerance is not None and len(history) > 1:
            if abs(history[-2] - history[-1]) < tolerance:
                break
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    for module, training in before:
        module.training = training
    return history


@wrong(
    "fit",
    "zero taken for None",
    fails=["tolerance 0.0"],
    says="With `tolerance=0.0` you never stop. 0.0 counts as false in an `if`, as `None` does. "
    "Ask for what you mean: `is not None`.",
)
def fit(model, criterion, optimizer, x, y, epochs, tolerance=None):
    before = [(module, module.training) for module in model.modules()]
    model.train()
    history = []
    for _ in range(epochs):
        loss = criterion(model(x), y)
        history.append(loss.item())
        if tolerance and len(history) > 1 and history[-2] - history[-1] < tolerance:
            break
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    for module, training in before:
        module.training = training
    return history


@wrong(
    "fit",
    "patience of two",
    fails=["stopping early", "a loss that falls by exactly the tolerance", "tolerance 0.0"],
    says="You wait until the loss has fallen too little twice in a row. That patience is often "
    "useful, but here the first time ends the training.",
)
def fit(model, criterion, optimizer, x, y, epochs, tolerance=None):
    before = [(module, module.training) for module in model.modules()]
    model.train()
    history = []
    for _ in range(epochs):
        loss = criterion(model(x), y)
        history.append(loss.item())
        falls = [a - b for a, b in zip(history, history[1:], strict=False)]
        if tolerance is not None and len(falls) > 1 and max(falls[-2:]) < tolerance:
            break
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    for module, training in before:
        module.training = training
    return history


@wrong(
    "fit",
    "a criterion of its own",
    fails=[
        "a criterion that is not symmetric",
        "stopping early",
        "a loss that falls by exactly the tolerance",
        "tolerance 0.0",
    ],
    says="You compute a loss of your own and not `criterion(y_hat, y)`. Whoever calls `fit` "
    "chooses the loss.",
)
def fit(model, criterion, optimizer, x, y, epochs, tolerance=None):
    before = [(module, module.training) for module in model.modules()]
    model.train()
    history = []
    for _ in range(epochs):
        loss = nn.functional.mse_loss(model(x), y)
        history.append(loss.item())
        if tolerance is not None and len(history) > 1:
            if history[-2] - history[-1] < tolerance:
                break
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    for module, training in before:
        module.training = training
    return history


@wrong(
    "fit",
    "None taken for zero",
    fails=["the history"],
    says="Without a tolerance you still stop as soon as the loss grows. `None` means that "
    "training never stops early; `tolerance or 0.0` is a tolerance of 0.",
)
def fit(model, criterion, optimizer, x, y, epochs, tolerance=None):
    before = [(module, module.training) for module in model.modules()]
    model.train()
    history = []
    for _ in range(epochs):
        loss = criterion(model(x), y)
        history.append(loss.item())
        if len(history) > 1 and history[-2] - history[-1] < (tolerance or 0.0):
            break
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    for module, training in before:
        module.training = training
    return history


@wrong(
    "fit",
    "a small loss",
    fails=["stopping early", "a loss that falls by exactly the tolerance", "tolerance 0.0"],
    says="You stop where the loss *itself* is smaller than `tolerance`. What counts is how far it "
    "has fallen since the epoch before: a good fit of noisy data may have a large loss that no "
    "longer falls.",
)
def fit(model, criterion, optimizer, x, y, epochs, tolerance=None):
    before = [(module, module.training) for module in model.modules()]
    model.train()
    history = []
    for _ in range(epochs):
        loss = criterion(model(x), y)
        history.append(loss.item())
        if tolerance is not None and len(history) > 1 and loss < tolerance:
            break
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    for module, training in before:
        module.training = training
    return history


@wrong(
    "fit",
    "compared with the first",
    fails=["stopping early", "a loss that falls by exactly the tolerance", "tolerance 0.0"],
    says="You compare each loss with the first one. It is the loss of the epoch just before that "
    "counts: `history[-2]`.",
)
def fit(model, criterion, optimizer, x, y, epochs, tolerance=None):
    before = [(module, module.training) for module in model.modules()]
    model.train()
    history = []
    for _ in range(epochs):
        loss = criterion(model(x), y)
        history.append(loss.item())
        if tolerance is not None and len(history) > 1 and history[0] - history[-1] < tolerance:
            break
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    for module, training in before:
        module.training = training
    return history


@wrong(
    "fit",
    "a share of the loss",
    fails=["stopping early", "a loss that falls by exactly the tolerance"],
    says="You compare the *share* by which the loss has fallen. The rule compares the plain "
    "difference of the two losses with `tolerance`.",
)
def fit(model, criterion, optimizer, x, y, epochs, tolerance=None):
    before = [(module, module.training) for module in model.modules()]
    model.train()
    history = []
    for _ in range(epochs):
        loss = criterion(model(x), y)
        history.append(loss.item())
        if tolerance is not None and len(history) > 1:
            if history[-2] - history[-1] < tolerance * history[-2]:
                break
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    for module, training in before:
        module.training = training
    return history


@wrong(
    "fit",
    "loss before last forgotten",
    fails=[
        "stopping early",
        "a loss that falls by exactly the tolerance",
        "tolerance 0.0",
        "the modes afterwards",
    ],
    says="`history[-2]` does not exist in the first epoch: there is no loss to compare with yet. "
    "Compare from the second epoch on.",
)
def fit(model, criterion, optimizer, x, y, epochs, tolerance=None):
    before = [(module, module.training) for module in model.modules()]
    model.train()
    history = []
    for _ in range(epochs):
        loss = criterion(model(x), y)
        history.append(loss.item())
        if tolerance is not None and history[-2] - history[-1] < tolerance:
            break
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    for module, training in before:
        module.training = training
    return history


@wrong(
    "fit",
    "left in training mode",
    fails=["the modes afterwards"],
    says="Your model is in training mode afterwards, though it, or a part of it, was in evaluation "
    "mode before. Whoever goes on to predict with it gets dropout. Note the modes before you "
    "call `train()`.",
)
def fit(model, criterion, optimizer, x, y, epochs, tolerance=None):
    model.train()
    history = []
    for _ in range(epochs):
        loss = criterion(model(x), y)
        history.append(loss.item())
        if tolerance is not None and len(history) > 1 and history[-2] - history[-1] < tolerance:
            break
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return history


@wrong(
    "fit",
    "left in evaluation mode",
    fails=["the modes afterwards"],
    says="Your model is in evaluation mode afterwards, even where it was in training mode before. "
    "`fit` should leave each module as it found it.",
)
def fit(model, criterion, optimizer, x, y, epochs, tolerance=None):
    model.train()
    history = []
    for _ in range(epochs):
        loss = criterion(model(x), y)
        history.append(loss.item())
        if tolerance is not None and len(history) > 1 and history[-2] - history[-1] < tolerance:
            break
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    model.eval()
    return history


@wrong(
    "fit",
    "one mode for all",
    fails=["the modes afterwards"],
    says="You give back the mode of the model as a whole, or of its outermost parts, by "
    "`train(…)`, and that goes to every module inside. A part that was in evaluation mode while "
    "the rest was training (a frozen batch norm, say) is in training mode afterwards. Each module "
    "has a `training` of its own.",
)
def fit(model, criterion, optimizer, x, y, epochs, tolerance=None):
    before = model.training
    model.train()
    history = []
    for _ in range(epochs):
        loss = criterion(model(x), y)
        history.append(loss.item())
        if tolerance is not None and len(history) > 1 and history[-2] - history[-1] < tolerance:
            break
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    model.train(before)
    return history


@wrong(
    "fit",
    "forgotten when it stops early",
    fails=["the modes afterwards"],
    says="Where training stops early, the modes are not put back: a `return` in the loop skips "
    "what stands below it. Leave the loop with `break`.",
)
def fit(model, criterion, optimizer, x, y, epochs, tolerance=None):
    before = [(module, module.training) for module in model.modules()]
    model.train()
    history = []
    for _ in range(epochs):
        loss = criterion(model(x), y)
        history.append(loss.item())
        if tolerance is not None and len(history) > 1 and history[-2] - history[-1] < tolerance:
            return history
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    for module, training in before:
        module.training = training
    return history


@wrong(
    "fit",
    "in whatever mode",
    fails=["the mode while it trains"],
    says="You train in the mode in which the model happens to be. After an evaluation that is "
    "`eval`, where dropout does nothing and batch norm learns no statistics.",
)
def fit(model, criterion, optimizer, x, y, epochs, tolerance=None):
    history = []
    for _ in range(epochs):
        loss = criterion(model(x), y)
        history.append(loss.item())
        if tolerance is not None and len(history) > 1 and history[-2] - history[-1] < tolerance:
            break
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return history


@wrong(
    "fit",
    "cleared once",
    fails=[
        "the history",
        "the weights afterwards",
        "a criterion that is not symmetric",
        "stopping early",
        "a loss that falls by exactly the tolerance",
        "tolerance 0.0",
    ],
    says="Old gradients are still in `.grad`: `backward` adds the new ones to them, so each step "
    "goes along the sum of all gradients so far. Which call clears them, and when is it due?",
)
def fit(model, criterion, optimizer, x, y, epochs, tolerance=None):
    before = [(module, module.training) for module in model.modules()]
    model.train()
    history = []
    optimizer.zero_grad()
    for _ in range(epochs):
        loss = criterion(model(x), y)
        history.append(loss.item())
        if tolerance is not None and len(history) > 1 and history[-2] - history[-1] < tolerance:
            break
        loss.backward()
        optimizer.step()
    for module, training in before:
        module.training = training
    return history


@wrong(
    "fit",
    "cleared before the step",
    fails=[
        "the history",
        "the weights afterwards",
        "a criterion that is not symmetric",
        "stopping early",
        "a loss that falls by exactly the tolerance",
        "tolerance 0.0",
    ],
    says="Your weights never change: no step is made, or there are no gradients when it is made. "
    "Print `.grad` of a parameter just before `optimizer.step()`. Are `backward` and `step` both "
    "there, in this order, and `zero_grad` not between the two?",
)
def fit(model, criterion, optimizer, x, y, epochs, tolerance=None):
    before = [(module, module.training) for module in model.modules()]
    model.train()
    history = []
    for _ in range(epochs):
        loss = criterion(model(x), y)
        history.append(loss.item())
        if tolerance is not None and len(history) > 1 and history[-2] - history[-1] < tolerance:
            break
        loss.backward()
        optimizer.zero_grad()
        optimizer.step()
    for module, training in before:
        module.training = training
    return history


@wrong(
    "fit",
    "predicts twice",
    fails=["the weights afterwards"],
    says="You predict twice in an epoch. In training mode each prediction changes the model: batch "
    "norm takes a further step with its running mean and variance. One prediction gives the loss "
    "for the history and the gradients.",
)
def fit(model, criterion, optimizer, x, y, epochs, tolerance=None):
    before = [(module, module.training) for module in model.modules()]
    model.train()
    history = []
    for _ in range(epochs):
        history.append(criterion(model(x), y).item())
        if tolerance is not None and len(history) > 1 and history[-2] - history[-1] < tolerance:
            break
        optimizer.zero_grad()
        criterion(model(x), y).backward()
        optimizer.step()
    for module, training in before:
        module.training = training
    return history


@wrong(
    "fit",
    "the lowest so far",
    fails=["stopping early"],
    says="You compare each loss with the lowest one so far. It is the loss of the epoch just "
    "before that counts, also where the loss has grown and a negative tolerance allows it.",
)
def fit(model, criterion, optimizer, x, y, epochs, tolerance=None):
    before = [(module, module.training) for module in model.modules()]
    model.train()
    history = []
    for _ in range(epochs):
        loss = criterion(model(x), y)
        history.append(loss.item())
        if tolerance is not None and len(history) > 1:
            if min(history[:-1]) - history[-1] < tolerance:
                break
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    for module, training in before:
        module.training = training
    return history


@wrong(
    "fit",
    "from the third epoch on",
    fails=["stopping early", "tolerance 0.0"],
    says="You first compare in the third epoch. In the second one there is already a loss before "
    "it to compare with; `epoch` counts from 0.",
)
def fit(model, criterion, optimizer, x, y, epochs, tolerance=None):
    before = [(module, module.training) for module in model.modules()]
    model.train()
    history = []
    for epoch in range(epochs):
        loss = criterion(model(x), y)
        history.append(loss.item())
        if tolerance is not None and epoch > 1 and history[-2] - history[-1] < tolerance:
            break
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    for module, training in before:
        module.training = training
    return history


@wrong(
    "fit",
    "train only if the model is in eval",
    fails=["the mode while it trains"],
    says="You call `train()` only if `model.training` is `False`. That looks at the model itself: "
    "a part of it may be in evaluation mode all the same, and stays in it. The *whole* model "
    "should train.",
)
def fit(model, criterion, optimizer, x, y, epochs, tolerance=None):
    before = [(module, module.training) for module in model.modules()]
    if not model.training:
        model.train()
    history = []
    for _ in range(epochs):
        loss = criterion(model(x), y)
        history.append(loss.item())
        if tolerance is not None and len(history) > 1 and history[-2] - history[-1] < tolerance:
            break
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    for module, training in before:
        module.training = training
    return history


@wrong(
    "fit",
    "only the outermost parts",
    fails=["the modes afterwards"],
    says="You give back the mode of the model as a whole, or of its outermost parts, by "
    "`train(…)`, and that goes to every module inside. A part that was in evaluation mode while "
    "the rest was training (a frozen batch norm, say) is in training mode afterwards. Each module "
    "has a `training` of its own.",
)
def fit(model, criterion, optimizer, x, y, epochs, tolerance=None):
    whole, parts = model.training, [(part, part.training) for part in model.children()]
    model.train()
    history = []
    for _ in range(epochs):
        loss = criterion(model(x), y)
        history.append(loss.item())
        if tolerance is not None and len(history) > 1 and history[-2] - history[-1] < tolerance:
            break
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    model.train(whole)
    for part, training in parts:
        part.train(training)
    return history


@alternative("fit", "modes by name, the previous loss in a variable")
def fit(model, criterion, optimizer, x, y, epochs, tolerance=None):
    modes = {name: module.training for name, module in model.named_modules()}
    history, previous = [], None
    model.train()
    try:
        while len(history) < epochs:
            optimizer.zero_grad()
            loss = criterion(model(x), y)
            value = float(loss.detach())
            history += [value]
            if tolerance is not None and previous is not None and value > previous - tolerance:
                break
            previous = value
            loss.backward()
            optimizer.step()
    finally:
        for name, module in model.named_modules():
            module.train(modes[name])
    return history


@alternative("fit", "gradients by autograd.grad, a helper decides")
def fit(model, criterion, optimizer, x, y, epochs, tolerance=None):
    def pays(history):
        if tolerance is None or len(history) < 2:
            return True
        return not history[-2] - history[-1] < tolerance

    found_in_eval = [module for module in model.modules() if not module.training]
    model.train()
    parameters, history = list(model.parameters()), []
    for _ in range(epochs):
        loss = criterion(model(x), y)
        history.append(loss.item())
        if not pays(history):
            break
        for parameter, grad in zip(parameters, torch.autograd.grad(loss, parameters), strict=True):
            parameter.grad = grad
        optimizer.step()
    for module in found_in_eval:
        module.training = False
    return history


@alternative("fit", "modes set one by one, gradients cleared to zero")
def fit(model, criterion, optimizer, x, y, epochs, tolerance=None):
    modes = {module: module.training for module in model.modules()}
    for module in modes:
        module.training = True
    losses = []
    for epoch in range(epochs):
        loss = criterion(model(x), y)
        losses.append(float(loss))
        if tolerance is not None and epoch and losses[epoch - 1] - losses[epoch] < tolerance:
            break
        optimizer.zero_grad(set_to_none=False)
        loss.backward()
        optimizer.step()
    for module, training in modes.items():
        module.training = training
    return losses


# 3. predict


@wrong(
    "predict",
    "without eval",
    fails=["the prediction", "weights, buffers and autograd afterwards"],
    says="The model predicts in the mode it happens to be in. In training mode dropout sets "
    "random numbers to 0, and batch norm uses (and updates) the statistics of just these rows. "
    "`no_grad` changes nothing about that, and `model.training = False` reaches the model itself "
    "only, not the layers in it.",
)
def predict(model, x):
    with torch.no_grad():
        return model(x)


@wrong(
    "predict",
    "with gradients",
    fails=["what autograd records"],
    says="Autograd records your prediction: `eval()` changes what some layers compute, not "
    "whether it is recorded. What else does the lesson use when it predicts?",
)
def predict(model, x):
    before = [(module, module.training) for module in model.modules()]
    model.eval()
    y_hat = model(x)
    for module, training in before:
        module.training = training
    return y_hat


@wrong(
    "predict",
    "detached afterwards",
    fails=["what autograd records"],
    says="You cut the prediction off (by `detach` or `.data`) when it has been recorded already: "
    "autograd has kept what it would need to differentiate every layer. Switch the recording off "
    "before the model runs.",
)
def predict(model, x):
    before = [(module, module.training) for module in model.modules()]
    model.eval()
    y_hat = model(x).detach()
    for module, training in before:
        module.training = training
    return y_hat


@wrong(
    "predict",
    "left in evaluation mode",
    fails=["the modes afterwards"],
    says="Your model stays in evaluation mode, also where it was in training mode before. "
    "Whoever predicts in the middle of training would go on training without dropout, and not "
    "notice.",
)
def predict(model, x):
    model.eval()
    with torch.no_grad():
        return model(x)


@wrong(
    "predict",
    "back to training mode",
    fails=["the modes afterwards"],
    says="You put the model into training mode afterwards, whatever mode it was in. A model that "
    "was ready for use in evaluation mode then gives random predictions.",
)
def predict(model, x):
    model.eval()
    with torch.no_grad():
        y_hat = model(x)
    model.train()
    return y_hat


@wrong(
    "predict",
    "one mode for all",
    fails=["the modes afterwards"],
    says="You give back the mode of the model as a whole, or of its outermost parts, by "
    "`train(…)`, and that goes to every module inside. A part that was in evaluation mode while "
    "the rest was training is in training mode afterwards. Each module has a `training` of its "
    "own.",
)
def predict(model, x):
    before = model.training
    model.eval()
    with torch.no_grad():
        y_hat = model(x)
    model.train(before)
    return y_hat


@wrong(
    "predict",
    "a NumPy array",
    fails=["the prediction", "what autograd records"],
    says="You return a NumPy array, and a tensor is asked for.",
)
def predict(model, x):
    before = [(module, module.training) for module in model.modules()]
    model.eval()
    with torch.no_grad():
        y_hat = model(x)
    for module, training in before:
        module.training = training
    return y_hat.numpy()


@wrong(
    "predict",
    "frozen for good",
    fails=["weights, buffers and autograd afterwards"],
    says="You switch recording off for the whole program, or freeze the model's parameters: the "
    "prediction is as it should be, but the caller can't train any more.",
)
def predict(model, x):
    before = [(module, module.training) for module in model.modules()]
    model.eval().requires_grad_(False)
    y_hat = model(x)
    for module, training in before:
        module.training = training
    return y_hat


@wrong(
    "predict",
    "switched off for good",
    fails=["weights, buffers and autograd afterwards"],
    says="You switch recording off for the whole program, or freeze the model's parameters: the "
    "prediction is as it should be, but the caller can't train any more.",
)
def predict(model, x):
    before = [(module, module.training) for module in model.modules()]
    model.eval()
    torch.set_grad_enabled(False)
    y_hat = model(x)
    for module, training in before:
        module.training = training
    return y_hat


@wrong(
    "predict",
    "only the outermost parts",
    fails=["the modes afterwards"],
    says="You give back the mode of the model as a whole, or of its outermost parts, by "
    "`train(…)`, and that goes to every module inside. A part that was in evaluation mode while "
    "the rest was training is in training mode afterwards. Each module has a `training` of its "
    "own.",
)
def predict(model, x):
    whole, parts = model.training, [(part, part.training) for part in model.children()]
    model.eval()
    with torch.no_grad():
        y_hat = model(x)
    model.train(whole)
    for part, training in parts:
        part.train(training)
    return y_hat


@wrong(
    "predict",
    "a copy in training mode",
    fails=["the prediction"],
    says="You predict with a copy, so nothing happens to the model itself; but the copy has its "
    "mode, too, and in training mode dropout and batch norm work on. Put the copy into evaluation "
    "mode.",
)
def predict(model, x):
    import copy

    with torch.no_grad():
        return copy.deepcopy(model)(x)


@wrong(
    "predict",
    "frozen and thawed",
    fails=["weights, buffers and autograd afterwards"],
    says="You freeze the parameters for the prediction, and afterwards make *all* of them "
    "trainable: also those that the caller had frozen. Switch the recording off, and leave the "
    "parameters alone.",
)
def predict(model, x):
    before = [(module, module.training) for module in model.modules()]
    model.eval().requires_grad_(False)
    y_hat = model(x)
    model.requires_grad_(True)
    for module, training in before:
        module.training = training
    return y_hat


@alternative("predict", "inference mode, and modes by name")
def predict(model, x):
    modes = {name: module.training for name, module in model.named_modules()}
    with torch.inference_mode():
        try:
            return model.eval()(x)
        finally:
            for name, module in model.named_modules():
                module.training = modes[name]


@alternative("predict", "a copy of the model")
def predict(model, x):
    import copy

    twin = copy.deepcopy(model).eval()
    with torch.inference_mode():
        return twin(x)


@alternative("predict", "a decorator, and train for each module")
@torch.no_grad()
def predict(model, x):
    modes = [module.training for module in model.modules()]
    model.train(False)
    y_hat = model(x)
    for module, mode in zip(model.modules(), modes, strict=True):
        module.train(mode)
    return y_hat


# 4. minibatches


@wrong(
    "minibatches",
    "a criterion of its own",
    fails=["the loss of an epoch"],
    says="You compute a loss of your own and not `criterion(y_hat, y)`. Whoever calls "
    "`train_epoch` chooses the loss.",
)
def train_epoch(model, criterion, optimizer, loader):
    model.train()
    total, rows = 0.0, 0
    for x_batch, y_batch in loader:
        loss = nn.functional.mse_loss(model(x_batch), y_batch)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item() * len(x_batch)
        rows += len(x_batch)
    return total / rows


@wrong(
    "minibatches",
    "mean of means",
    fails=["the loss of an epoch"],
    says="You take the mean of the batches' losses. The last batch is smaller, and its rows then "
    "count for more than the others. Each *row* should count the same: how many rows does each "
    "loss stand for?",
)
def train_epoch(model, criterion, optimizer, loader):
    model.train()
    losses = []
    for x_batch, y_batch in loader:
        loss = criterion(model(x_batch), y_batch)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return sum(losses) / len(losses)


@wrong(
    "minibatches",
    "as if all were full",
    fails=["the loss of an epoch"],
    says="You count every batch as a full one. The last batch may be smaller: take the number of "
    "rows from the batch itself, not from `batch_size`.",
)
def train_epoch(model, criterion, optimizer, loader):
    model.train()
    total = 0.0
    for x_batch, y_batch in loader:
        loss = criterion(model(x_batch), y_batch)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item() * loader.batch_size
    return total / len(loader.dataset)


@wrong(
    "minibatches",
    "sum over the batches",
    fails=["the loss of an epoch"],
    says="You add up the losses of the batches, so half the batch size would double the loss. A "
    "mean over all rows is asked for.",
)
def train_epoch(model, criterion, optimizer, loader):
    model.train()
    total = 0.0
    for x_batch, y_batch in loader:
        loss = criterion(model(x_batch), y_batch)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item()
    return total


@wrong(
    "minibatches",
    "means divided by rows",
    fails=["the loss of an epoch"],
    says="You divide the sum of the batches' losses by the number of rows, but each of them is a "
    "mean already: the criterion has divided once. Multiply each by the rows of its batch first.",
)
def train_epoch(model, criterion, optimizer, loader):
    model.train()
    total = 0.0
    for x_batch, y_batch in loader:
        loss = criterion(model(x_batch), y_batch)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item()
    return total / len(loader.dataset)


@wrong(
    "minibatches",
    "only the last batch",
    fails=["the loss of an epoch"],
    says="You return the loss of the last batch. It stands for a few rows only; the mean over the "
    "rows of all batches is asked for.",
)
def train_epoch(model, criterion, optimizer, loader):
    model.train()
    for x_batch, y_batch in loader:
        loss = criterion(model(x_batch), y_batch)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return loss.item()


@wrong(
    "minibatches",
    "loss after the epoch",
    fails=["the loss of an epoch"],
    says="You return the loss of all rows under the weights at the end of the epoch. The loss "
    "that each row had in its batch is asked for, before the step of that batch: it costs no "
    "second prediction.",
)
def train_epoch(model, criterion, optimizer, loader):
    model.train()
    for x_batch, y_batch in loader:
        loss = criterion(model(x_batch), y_batch)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    with torch.no_grad():
        x, y = loader.dataset.tensors
        return criterion(model(x), y).item()


@wrong(
    "minibatches",
    "a tensor for the loss",
    fails=["the loss of an epoch"],
    says="You return the loss as a tensor, and a Python `float` is asked for. A sum of tensors "
    "that are not detached keeps the graph of every batch. How does one get the plain number?",
)
def train_epoch(model, criterion, optimizer, loader):
    model.train()
    total, rows = 0.0, 0
    for x_batch, y_batch in loader:
        loss = criterion(model(x_batch), y_batch)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss * len(x_batch)
        rows += len(x_batch)
    return total / rows


@wrong(
    "minibatches",
    "the epoch's arguments swapped",
    fails=["the loss of an epoch"],
    says="You call the criterion with the target first. With the squared error that makes no "
    "difference, with other losses it does: it is `criterion(y_hat, y)`, prediction first.",
)
def train_epoch(model, criterion, optimizer, loader):
    model.train()
    total, rows = 0.0, 0
    for x_batch, y_batch in loader:
        loss = criterion(y_batch, model(x_batch))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item() * len(x_batch)
        rows += len(x_batch)
    return total / rows


@wrong(
    "minibatches",
    "no zero_grad",
    fails=["the loss of an epoch", "the weights after three epochs"],
    says="Old gradients are still in `.grad` when `backward` adds the new ones: each step goes "
    "along the sum of the batches so far. They have to be cleared for every batch.",
)
def train_epoch(model, criterion, optimizer, loader):
    model.train()
    total, rows = 0.0, 0
    for x_batch, y_batch in loader:
        loss = criterion(model(x_batch), y_batch)
        loss.backward()
        optimizer.step()
        total += loss.item() * len(x_batch)
        rows += len(x_batch)
    return total / rows


@wrong(
    "minibatches",
    "cleared once an epoch",
    fails=["the loss of an epoch", "the weights after three epochs"],
    says="You clear the gradients once an epoch. Within it the gradients of the batches pile up, "
    "and each step goes along the sum of those so far. Clear them for every batch.",
)
def train_epoch(model, criterion, optimizer, loader):
    model.train()
    optimizer.zero_grad()
    total, rows = 0.0, 0
    for x_batch, y_batch in loader:
        loss = criterion(model(x_batch), y_batch)
        loss.backward()
        optimizer.step()
        total += loss.item() * len(x_batch)
        rows += len(x_batch)
    return total / rows


@wrong(
    "minibatches",
    "one step an epoch",
    fails=["the loss of an epoch", "the weights after three epochs"],
    says="You take a single step, after the last batch. One step for *each* batch is asked for: "
    "that is what makes mini-batches faster.",
)
def train_epoch(model, criterion, optimizer, loader):
    model.train()
    optimizer.zero_grad()
    total, rows = 0.0, 0
    for x_batch, y_batch in loader:
        loss = criterion(model(x_batch), y_batch)
        loss.backward()
        total += loss.item() * len(x_batch)
        rows += len(x_batch)
    optimizer.step()
    return total / rows


@wrong(
    "minibatches",
    "in whatever mode",
    fails=["the weights after three epochs"],
    says="The model trains in the mode in which it happens to be. After an evaluation that is "
    "`eval`, where dropout does nothing and batch norm learns no statistics.",
)
def train_epoch(model, criterion, optimizer, loader):
    total, rows = 0.0, 0
    for x_batch, y_batch in loader:
        loss = criterion(model(x_batch), y_batch)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item() * len(x_batch)
        rows += len(x_batch)
    return total / rows


@wrong(
    "minibatches",
    "the rest dropped",
    fails=["the sizes of the batches", "every row once"],
    says="The rows that do not fill a batch are missing: `drop_last=True` leaves them out of every "
    "epoch. The last batch may be smaller.",
)
def make_loader(x, y, batch_size):
    rows = TensorDataset(x, y)
    return DataLoader(rows, batch_size=batch_size, shuffle=True, drop_last=True)


@wrong(
    "minibatches",
    "not shuffled",
    fails=["the order of the rows"],
    says="Your rows come in the order of the data, in every loop. Where the data are sorted, each "
    "batch then holds one kind of row only. A `DataLoader` does not shuffle unless it is told to.",
)
def make_loader(x, y, batch_size):
    return DataLoader(TensorDataset(x, y), batch_size=batch_size)


@wrong(
    "minibatches",
    "shuffled once",
    fails=["the order of the rows"],
    says="Your rows are shuffled, but once only: every loop has the same batches. The order "
    "should be drawn anew each time someone loops over the loader.",
)
def make_loader(x, y, batch_size):
    order = torch.randperm(len(x))
    return DataLoader(TensorDataset(x[order], y[order]), batch_size=batch_size)


@wrong(
    "minibatches",
    "x without its y",
    fails=["x with its own y"],
    says="`x` and `y` are shuffled independently, so a row no longer has its own `y`. There is "
    "nothing left to learn but the mean of `y`. Shuffle the rows as pairs.",
)
def make_loader(x, y, batch_size):
    class Loader:
        def __iter__(self):
            xs = x[torch.randperm(len(x))].split(batch_size)
            return iter(zip(xs, y[torch.randperm(len(y))].split(batch_size)))

    return Loader()


@wrong(
    "minibatches",
    "a generator",
    fails=["every row once", "the order of the rows"],
    says="Your loader can be used for one loop only: a generator, or an iterator, is used up "
    "afterwards, and the second epoch finds no batches at all.",
)
def make_loader(x, y, batch_size):
    order = torch.randperm(len(x))
    return ((x[rows], y[rows]) for rows in order.split(batch_size))


@wrong(
    "minibatches",
    "drawn with replacement",
    fails=["every row once"],
    says="You draw the rows at random with replacement: some come twice in one loop, others not "
    "at all. Each row should come exactly once.",
)
def make_loader(x, y, batch_size):
    class Loader:
        def __iter__(self):
            order = torch.randint(0, len(x), (len(x),))
            return ((x[rows], y[rows]) for rows in order.split(batch_size))

    return Loader()


@wrong(
    "minibatches",
    "batches, not rows, shuffled",
    fails=["the sizes of the batches", "the order of the rows"],
    says="You shuffle the batches, but the rows within each batch are always the same ones, "
    "neighbours in the data. Shuffle the rows, then cut.",
)
def make_loader(x, y, batch_size):
    class Loader:
        def __iter__(self):
            pairs = list(zip(x.split(batch_size), y.split(batch_size)))
            return (pairs[i] for i in torch.randperm(len(pairs)))

    return Loader()


@wrong(
    "minibatches",
    "row by row",
    fails=["the sizes of the batches"],
    says="Your loader gives single rows, not batches: the default of `batch_size` in a "
    "`DataLoader` is 1.",
)
def make_loader(x, y, batch_size):
    return DataLoader(TensorDataset(x, y), shuffle=True)


@wrong(
    "minibatches",
    "shuffled in place",
    fails=["the order of the rows"],
    says="You write the shuffled rows into the caller's `x` and `y`, which are then in another "
    "order than before. Take rows out, and put none back.",
)
def make_loader(x, y, batch_size):
    class Loader:
        def __iter__(self):
            order = torch.randperm(len(x))
            x[:], y[:] = x[order], y[order]
            return zip(x.split(batch_size), y.split(batch_size))

    return Loader()


@wrong(
    "minibatches",
    "zero_grad last",
    fails=["the weights after three epochs"],
    says="You clear the gradients after the step. That is in time for your own next step, but "
    "gradients which were there before the call go into the first one.",
)
def train_epoch(model, criterion, optimizer, loader):
    model.train()
    total, rows = 0.0, 0
    for x_batch, y_batch in loader:
        loss = criterion(model(x_batch), y_batch)
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        total += loss.item() * len(x_batch)
        rows += len(x_batch)
    return total / rows


@wrong(
    "minibatches",
    "loss after its step",
    fails=["the loss of an epoch"],
    says="You predict each batch a second time, after its step. The loss before the step is asked "
    "for: it is there already, since its gradients made the step.",
)
def train_epoch(model, criterion, optimizer, loader):
    model.train()
    total, rows = 0.0, 0
    for x_batch, y_batch in loader:
        optimizer.zero_grad()
        criterion(model(x_batch), y_batch).backward()
        optimizer.step()
        total += criterion(model(x_batch), y_batch).item() * len(x_batch)
        rows += len(x_batch)
    return total / rows


@alternative("minibatches", "a class of its own")
def make_loader(x, y, batch_size):
    class Loader:
        def __iter__(self):
            order = torch.randperm(len(x))
            for rows in order.split(batch_size):
                yield x[rows], y[rows]

    return Loader()


@alternative("minibatches", "a list of pairs as data set")
def make_loader(x, y, batch_size):
    return DataLoader(list(zip(x, y)), batch_size, shuffle=True)


@alternative("minibatches", "a mean by weights")
def train_epoch(model, criterion, optimizer, loader):
    means, rows = [], []
    for inputs, targets in loader:
        model.train()
        optimizer.zero_grad()
        loss = criterion(model(inputs), targets)
        loss.backward()
        optimizer.step()
        means.append(loss.detach())
        rows.append(targets.shape[0])
    weights = torch.tensor(rows).double()
    return float((torch.stack(means) * weights).sum() / weights.sum())


@alternative("minibatches", "a running mean")
def train_epoch(model, criterion, optimizer, loader):
    model.train(True)
    mean, seen = 0.0, 0
    for x_batch, y_batch in loader:
        loss = criterion(model(x_batch), y_batch)
        model.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()
        seen += x_batch.size(0)
        mean += (loss.item() - mean) * x_batch.size(0) / seen
    return mean


# 5. r2_score


@wrong(
    "r2_score",
    "arguments swapped",
    fails=["a good prediction", "a perfect one, and a flat one", "a bad prediction"],
    says="You take the mean and the spread of the predictions instead of those of `y`: it is "
    "the *targets* that say how much there is to explain.",
)
def r2_score(y_hat, y):
    if y_hat.shape != y.shape or y.min() == y.max():
        raise ValueError("shapes differ, or y does not vary")
    return (1 - ((y - y_hat) ** 2).sum() / ((y_hat - y_hat.mean()) ** 2).sum()).item()


@wrong(
    "r2_score",
    "the mean of the predictions",
    fails=["a good prediction", "a bad prediction"],
    says="In the lower sum you take the targets against the mean of the *predictions*. It is "
    "Σ(y − ȳ)², with the mean of `y`.",
)
def r2_score(y_hat, y):
    if y_hat.shape != y.shape or y.min() == y.max():
        raise ValueError("shapes differ, or y does not vary")
    return (1 - ((y - y_hat) ** 2).sum() / ((y - y_hat.mean()) ** 2).sum()).item()


@wrong(
    "r2_score",
    "two divisors",
    fails=["a good prediction", "a perfect one, and a flat one", "a bad prediction"],
    says="You divide a mean over N by a variance with the divisor N − 1, which is what `var()` "
    "gives by default. The two divisors cancel only if they are the same.",
)
def r2_score(y_hat, y):
    if y_hat.shape != y.shape or y.min() == y.max():
        raise ValueError("shapes differ, or y does not vary")
    return (1 - ((y - y_hat) ** 2).mean() / y.var()).item()


@wrong(
    "r2_score",
    "what is left",
    fails=["a good prediction", "a perfect one, and a flat one", "a bad prediction"],
    says="You return the share that is *left over*, 0 for a perfect prediction. R² is what is "
    "missing from it to 1.",
)
def r2_score(y_hat, y):
    if y_hat.shape != y.shape or y.min() == y.max():
        raise ValueError("shapes differ, or y does not vary")
    return (((y - y_hat) ** 2).sum() / ((y - y.mean()) ** 2).sum()).item()


@wrong(
    "r2_score",
    "explained over total",
    fails=["a good prediction", "a bad prediction"],
    says="You divide Σ(ŷ − ȳ)² by Σ(y − ȳ)². That equals R² only for a least-squares fit on its "
    "own training data; any other prediction can get any number, also a bad one a good number.",
)
def r2_score(y_hat, y):
    if y_hat.shape != y.shape or y.min() == y.max():
        raise ValueError("shapes differ, or y does not vary")
    return (((y_hat - y.mean()) ** 2).sum() / ((y - y.mean()) ** 2).sum()).item()


@wrong(
    "r2_score",
    "the square of the correlation",
    fails=["a good prediction", "a perfect one, and a flat one", "a bad prediction"],
    says="You return the square of the correlation. It stays the same if all predictions are "
    "shifted, stretched or turned upside down, so it does not see that they are wrong.",
)
def r2_score(y_hat, y):
    if y_hat.shape != y.shape or y.min() == y.max():
        raise ValueError("shapes differ, or y does not vary")
    both = torch.stack([y_hat.flatten(), y.flatten()])
    return (torch.corrcoef(both)[0, 1] ** 2).item()


@wrong(
    "r2_score",
    "variance of the errors",
    fails=["a good prediction", "a bad prediction"],
    says="You take the *variance* of the errors, from which their mean has been taken. A "
    "prediction that is too high everywhere would then be perfect. The errors count as they are.",
)
def r2_score(y_hat, y):
    if y_hat.shape != y.shape or y.min() == y.max():
        raise ValueError("shapes differ, or y does not vary")
    return (1 - (y - y_hat).var() / y.var()).item()


@wrong(
    "r2_score",
    "roots",
    fails=["a good prediction", "a bad prediction"],
    says="You divide the roots of the two sums. The sums of squares are meant as they are: R² "
    "is the name, there is nothing to square or to take the root of.",
)
def r2_score(y_hat, y):
    if y_hat.shape != y.shape or y.min() == y.max():
        raise ValueError("shapes differ, or y does not vary")
    return (1 - (y - y_hat).norm() / (y - y.mean()).norm()).item()


@wrong(
    "r2_score",
    "not below zero",
    fails=["a bad prediction"],
    says="You keep R² from becoming negative. A prediction that is worse than the mean of `y` has "
    "a negative R²: that is worth knowing.",
)
def r2_score(y_hat, y):
    if y_hat.shape != y.shape or y.min() == y.max():
        raise ValueError("shapes differ, or y does not vary")
    return (1 - ((y - y_hat) ** 2).sum() / ((y - y.mean()) ** 2).sum()).clamp(min=0).item()


@wrong(
    "r2_score",
    "broadcasts",
    fails=["shapes that differ"],
    says="Shapes (N, 1) and (N,) pass without an error. Subtracted as they are, they broadcast to "
    "(N, N): each prediction is compared with every target. To flatten both would only hide a "
    "mistake of the caller, who should be told. Compare the shapes first.",
)
def r2_score(y_hat, y):
    if y.min() == y.max():
        raise ValueError("y does not vary")
    return (1 - ((y - y_hat) ** 2).sum() / ((y - y.mean()) ** 2).sum()).item()


@wrong(
    "r2_score",
    "division by zero",
    fails=["y that does not vary"],
    says="Where all of `y` is one number, R² is not defined, and yours is a number all the same "
    "(−∞ or nan, if you divide by 0). A tensor raises no `ZeroDivisionError`: look before you "
    "divide, and raise a `ValueError`.",
)
def r2_score(y_hat, y):
    if y_hat.shape != y.shape:
        raise ValueError("shapes differ")
    return (1 - ((y - y_hat) ** 2).sum() / ((y - y.mean()) ** 2).sum()).item()


@wrong(
    "r2_score",
    "a tensor",
    fails=["a good prediction", "a perfect one, and a flat one", "a bad prediction"],
    says="You return a tensor, and a Python `float` is asked for.",
)
def r2_score(y_hat, y):
    if y_hat.shape != y.shape or y.min() == y.max():
        raise ValueError("shapes differ, or y does not vary")
    return 1 - ((y - y_hat) ** 2).sum() / ((y - y.mean()) ** 2).sum()


@wrong(
    "r2_score",
    "a mean for each column",
    fails=["a good prediction"],
    says="You take the mean of each column of `y`. Here ȳ is *one* number, the mean of all of `y`.",
)
def r2_score(y_hat, y):
    if y_hat.shape != y.shape or y.min() == y.max():
        raise ValueError("shapes differ, or y does not vary")
    return (1 - ((y - y_hat) ** 2).sum() / ((y - y.mean(dim=0)) ** 2).sum()).item()


@wrong(
    "r2_score",
    "centred in place",
    fails=["a good prediction", "a perfect one, and a flat one"],
    says="You take the mean from the caller's `y` in place: it has changed afterwards. `y - …` "
    "makes a new tensor, `y -= …` does not.",
)
def r2_score(y_hat, y):
    if y_hat.shape != y.shape or y.min() == y.max():
        raise ValueError("shapes differ, or y does not vary")
    left = ((y - y_hat) ** 2).sum()
    y -= y.mean()
    return (1 - left / (y**2).sum()).item()


@wrong(
    "r2_score",
    "dimensions counted",
    fails=["shapes that differ"],
    says="You compare how many dimensions the two have, or how many rows or numbers. Shapes such "
    "as (1, N) and (N, 1) agree in some of these and still broadcast. Compare the whole shapes.",
)
def r2_score(y_hat, y):
    if y_hat.dim() != y.dim() or y.min() == y.max():
        raise ValueError("shapes differ, or y does not vary")
    return (1 - ((y - y_hat) ** 2).sum() / ((y - y.mean()) ** 2).sum()).item()


@wrong(
    "r2_score",
    "numbers counted",
    fails=["shapes that differ"],
    says="You compare how many dimensions the two have, or how many rows or numbers. Shapes such "
    "as (1, N) and (N, 1) agree in some of these and still broadcast. Compare the whole shapes.",
)
def r2_score(y_hat, y):
    if y_hat.numel() != y.numel() or y.min() == y.max():
        raise ValueError("shapes differ, or y does not vary")
    return (1 - ((y - y_hat) ** 2).sum() / ((y - y.mean()) ** 2).sum()).item()


@wrong(
    "r2_score",
    "the variance of one number",
    fails=["y that does not vary"],
    says="A `y` of a single number passes without an error. Its `var()` is not 0 but nan, since "
    "the divisor N − 1 is 0, and nan equals nothing.",
)
def r2_score(y_hat, y):
    if y_hat.shape != y.shape or y.var() == 0:
        raise ValueError("shapes differ, or y does not vary")
    return (1 - ((y - y_hat) ** 2).sum() / ((y - y.mean()) ** 2).sum()).item()


@wrong(
    "r2_score",
    "asserted",
    fails=["shapes that differ", "y that does not vary"],
    says="`assert` raises an `AssertionError`, and a `ValueError` is asked for. Besides, Python "
    "skips assertions when it is told to optimise: they are for your own mistakes, not for the "
    "caller's.",
)
def r2_score(y_hat, y):
    assert y_hat.shape == y.shape
    assert y.min() != y.max()
    return (1 - ((y - y_hat) ** 2).sum() / ((y - y.mean()) ** 2).sum()).item()


@wrong(
    "r2_score",
    "upside down",
    fails=["a good prediction", "a perfect one, and a flat one", "a bad prediction"],
    says="Your fraction is upside down: the sum with the predictions stands above, the one with "
    "the mean of `y` below.",
)
def r2_score(y_hat, y):
    if y_hat.shape != y.shape or y.min() == y.max():
        raise ValueError("shapes differ, or y does not vary")
    return (1 - ((y - y.mean()) ** 2).sum() / ((y - y_hat) ** 2).sum()).item()


@wrong(
    "r2_score",
    "a sum that rounding leaves",
    fails=["y that does not vary"],
    says="You ask whether Σ(y − ȳ)² is 0, and rounding decides: 0.1 + 0.1 + 0.1 is not exactly "
    "0.3, so the mean is not exactly 0.1, and you divide by what is left, about 1e-34. Compare "
    "the numbers in `y` themselves.",
)
def r2_score(y_hat, y):
    total = ((y - y.mean()) ** 2).sum()
    if y_hat.shape != y.shape or total == 0:
        raise ValueError("shapes differ, or y does not vary")
    return (1 - ((y - y_hat) ** 2).sum() / total).item()


@wrong(
    "r2_score",
    "small taken for zero",
    fails=["a good prediction"],
    says="You refuse a `y` that varies little. Whether that is little depends on its unit: lengths "
    "of a few nanometres in metres vary by 1e-9, and have an R² all the same. Only where all "
    "numbers are equal is it not defined.",
)
def r2_score(y_hat, y):
    total = ((y - y.mean()) ** 2).sum()
    if y_hat.shape != y.shape or total < 1e-12:
        raise ValueError("shapes differ, or y does not vary")
    return (1 - ((y - y_hat) ** 2).sum() / total).item()


@wrong(
    "r2_score",
    "a little in the divisor",
    fails=["a good prediction"],
    says="You add a small number to Σ(y − ȳ)². R² has no unit, but yours then depends on that of "
    "`y`: where the numbers are very small themselves, the addition outweighs them.",
)
def r2_score(y_hat, y):
    if y_hat.shape != y.shape or y.min() == y.max():
        raise ValueError("shapes differ, or y does not vary")
    return (1 - ((y - y_hat) ** 2).sum() / (((y - y.mean()) ** 2).sum() + 1e-8)).item()


@alternative("r2_score", "means with one divisor")
def r2_score(y_hat, y):
    if y_hat.shape != y.shape:
        raise ValueError("shapes differ")
    if len(y.unique()) == 1:
        raise ValueError("y does not vary")
    y_hat = y_hat.detach()
    return 1.0 - float(nn.functional.mse_loss(y_hat, y) / y.var(correction=0))


@alternative("r2_score", "in plain Python")
def r2_score(y_hat, y):
    if list(y_hat.shape) != list(y.shape):
        raise ValueError("shapes differ")
    targets, guesses = y.flatten().tolist(), y_hat.flatten().tolist()
    mean = sum(targets) / len(targets)
    total = sum((target - mean) ** 2 for target in targets)
    if min(targets) == max(targets):
        raise ValueError("y does not vary")
    left = sum((t - g) ** 2 for t, g in zip(targets, guesses, strict=True))
    return (total - left) / total


# 6. closed_form


@wrong(
    "closed_form",
    "no intercept",
    fails=[
        "one column",
        "several columns",
        "float32",
        "predictions where a column comes twice",
        "columns that are sums of others",
    ],
    says="Your line goes through the origin: `x` has no column of ones, so there is nothing for "
    "the bias to multiply. A bias that is set to 0, or found afterwards, does not mend the "
    "weights.",
)
def closed_form(x, y):
    return (torch.linalg.pinv(x) @ y).T, torch.zeros(1, dtype=x.dtype)


@wrong(
    "closed_form",
    "intercept afterwards",
    fails=[
        "one column",
        "several columns",
        "float32",
        "predictions where a column comes twice",
        "columns that are sums of others",
    ],
    says="You find the weights of a line through the origin first, and the bias from the mean of "
    "what is left. They have to be found together, or on data from which the means were taken.",
)
def closed_form(x, y):
    weight = (torch.linalg.pinv(x) @ y).T
    return weight, (y - x @ weight.T).mean(dim=0)


@wrong(
    "closed_form",
    "an inverse that does not exist",
    fails=[
        "predictions where a column comes twice",
        "the prediction for a single row",
        "columns that are sums of others",
    ],
    says="Your matrix has no inverse where columns depend on each other, or where there are "
    "fewer rows than unknowns. Then many weights are equally good, and you are free to choose: "
    "with the pseudo-inverse or a least-squares solver, not with an inverse.",
)
def closed_form(x, y):
    a = torch.cat([x, torch.ones_like(x[:, :1])], dim=1)
    theta = torch.linalg.inv(a.T @ a) @ a.T @ y
    return theta[:-1].T, theta[-1]


@wrong(
    "closed_form",
    "a solver that needs an inverse",
    fails=[
        "predictions where a column comes twice",
        "the prediction for a single row",
        "columns that are sums of others",
    ],
    says="`solve` needs a matrix that has an inverse. Yours has none where columns depend on each "
    "other, or where there are fewer rows than unknowns. Then many weights are equally good: use "
    "the pseudo-inverse or a least-squares solver.",
)
def closed_form(x, y):
    a = torch.cat([x, torch.ones_like(x[:, :1])], dim=1)
    theta = torch.linalg.solve(a.T @ a, a.T @ y)
    return theta[:-1].T, theta[-1]


@wrong(
    "closed_form",
    "a little ridge",
    fails=[
        "one column",
        "several columns",
        "float32",
        "predictions where a column comes twice",
        "the prediction for a single row",
        "columns that are sums of others",
    ],
    says="You add something to the diagonal so that the inverse exists. That is ridge "
    "regression, another problem: it pulls all weights towards 0, and the squared error is no "
    "longer as small as it can be.",
)
def closed_form(x, y):
    a = torch.cat([x, torch.ones_like(x[:, :1])], dim=1)
    theta = torch.linalg.solve(a.T @ a + 1e-3 * torch.eye(a.shape[1], dtype=x.dtype), a.T @ y)
    return theta[:-1].T, theta[-1]


@wrong(
    "closed_form",
    "each column for itself",
    fails=[
        "several columns",
        "predictions where a column comes twice",
        "the prediction for a single row",
        "columns that are sums of others",
    ],
    says="You compute each weight from its own column, as if there were no others. Where columns "
    "have something in common, that counts it twice. All weights have to be found together.",
)
def closed_form(x, y):
    centred = x - x.mean(dim=0)
    slopes = (centred * (y - y.mean())).sum(dim=0) / (centred**2).sum(dim=0)
    return slopes[None], (y.mean() - x.mean(dim=0) @ slopes)[None]


@wrong(
    "closed_form",
    "one weight for all columns",
    fails=[
        "several columns",
        "predictions where a column comes twice",
        "the prediction for a single row",
        "columns that are sums of others",
    ],
    says="Your weight is a single number, of shape (1, 1), however many columns `x` has. The "
    "formula for the slope of a line holds for one column only. With d columns there are d "
    "weights, which have to be found together.",
)
def closed_form(x, y):
    x_mean, y_mean = x.mean(), y.mean()
    slope = ((x - x_mean) * (y - y_mean)).sum() / ((x - x_mean) ** 2).sum()
    return slope.reshape(1, 1), (y_mean - slope * x_mean).reshape(1)


@wrong(
    "closed_form",
    "covariance with another divisor",
    fails=[
        "one column",
        "several columns",
        "float32",
        "predictions where a column comes twice",
        "the prediction for a single row",
        "columns that are sums of others",
    ],
    says="You divide a covariance over N by a variance over N − 1, which is what `var()` gives by "
    "default. The two divisors cancel only if they are the same. And one column at a time is not "
    "enough where columns have something in common.",
)
def closed_form(x, y):
    slopes = ((x - x.mean(dim=0)) * (y - y.mean())).mean(dim=0) / x.var(dim=0)
    return slopes[None], (y.mean() - x.mean(dim=0) @ slopes)[None]


@wrong(
    "closed_form",
    "a column for the weight",
    fails=["several columns"],
    says="Your weight has the shape (d, 1), or is one short of a dimension. `nn.Linear(d, 1)` "
    "keeps it as (1, d): a row for each output.",
)
def closed_form(x, y):
    a = torch.cat([x, torch.ones_like(x[:, :1])], dim=1)
    theta = torch.linalg.pinv(a) @ y
    return theta[:-1], theta[-1]


@wrong(
    "closed_form",
    "a bias without a dimension",
    fails=["one column", "several columns", "float32"],
    says="Your bias is a single number, of shape (), or has a dimension too many. In "
    "`nn.Linear(d, 1)` it has the shape (1,): one bias for one output.",
)
def closed_form(x, y):
    a = torch.cat([x, torch.ones_like(x[:, :1])], dim=1)
    theta = torch.linalg.pinv(a) @ y
    return theta[:-1].T, theta[-1, 0]


@wrong(
    "closed_form",
    "bias first",
    fails=[
        "one column",
        "several columns",
        "float32",
        "predictions where a column comes twice",
        "the prediction for a single row",
        "columns that are sums of others",
    ],
    says="You have taken the wrong numbers for the bias: your column of ones comes first, so the "
    "bias is the first of the unknowns, not the last.",
)
def closed_form(x, y):
    a = torch.cat([torch.ones_like(x[:, :1]), x], dim=1)
    theta = torch.linalg.pinv(a) @ y
    return theta[:-1].T, theta[-1]


@wrong(
    "closed_form",
    "exchanged",
    fails=[
        "one column",
        "several columns",
        "float32",
        "predictions where a column comes twice",
        "the prediction for a single row",
        "columns that are sums of others",
    ],
    says="You return the bias first. It is `weight, bias`, in this order.",
)
def closed_form(x, y):
    a = torch.cat([x, torch.ones_like(x[:, :1])], dim=1)
    theta = torch.linalg.pinv(a) @ y
    return theta[-1], theta[:-1].T


@wrong(
    "closed_form",
    "only float32",
    fails=[
        "one column",
        "several columns",
        "predictions where a column comes twice",
        "the prediction for a single row",
        "columns that are sums of others",
    ],
    says="Your column of ones, or your result, is always float32, and `x` may be of another "
    "dtype. `torch.ones_like` takes over dtype and device.",
)
def closed_form(x, y):
    a = torch.cat([x.float(), torch.ones(len(x), 1)], dim=1)
    theta = torch.linalg.pinv(a) @ y.float()
    return theta[:-1].T, theta[-1]


@wrong(
    "closed_form",
    "always float64",
    fails=["float32"],
    says="Your result is float64 whatever the dtype of `x`. To compute in float64 is a good "
    "idea; return the dtype of `x`.",
)
def closed_form(x, y):
    a = torch.cat([x, torch.ones_like(x[:, :1])], dim=1).double()
    theta = torch.linalg.pinv(a) @ y.double()
    return theta[:-1].T, theta[-1]


@wrong(
    "closed_form",
    "trained",
    fails=[
        "one column",
        "several columns",
        "float32",
        "predictions where a column comes twice",
        "the prediction for a single row",
        "columns that are sums of others",
    ],
    says="Your answer uses `optim`. This task asks you to write that part yourself.",
)
def closed_form(x, y):
    model = nn.Linear(x.shape[1], 1).to(x.dtype)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
    for _ in range(100):
        optimizer.zero_grad()
        nn.functional.mse_loss(model(x), y).backward()
        optimizer.step()
    return model.weight, model.bias


@wrong(
    "closed_form",
    "columns in their order",
    fails=["predictions where a column comes twice", "columns that are sums of others"],
    says="Where columns depend on each other your weights are not the best. If they come from "
    "`lstsq`, that is its default driver, by a mistake of PyTorch (see the text of the task): ask "
    "for another driver, or take the pseudo-inverse.",
)
def closed_form(x, y):
    # What lstsq gives where PyTorch leaves the pivots of its driver gelsy unset.
    a = torch.cat([x, torch.ones_like(x[:, :1])], dim=1)
    q, r = torch.linalg.qr(a)
    sizes = r.diagonal().abs()
    rank = int((sizes > 1e-10 * sizes[0]).cumprod(dim=0).sum())
    theta = torch.linalg.pinv(r[:rank]) @ (q[:, :rank].T @ y)
    return theta[:-1].T, theta[-1]


@wrong(
    "closed_form",
    "centred in place",
    fails=[
        "one column",
        "predictions where a column comes twice",
        "columns that are sums of others",
    ],
    says="You centre the caller's `x` in place: it has changed afterwards. `x - …` makes a new "
    "tensor, `x -= …` does not.",
)
def closed_form(x, y):
    mean = x.mean(dim=0)
    x -= mean
    weight = (torch.linalg.pinv(x) @ (y - y.mean())).T
    return weight, y.mean(dim=0) - weight @ mean


@alternative("closed_form", "least squares")
def closed_form(x, y):
    a = torch.cat([x, torch.ones(len(x), 1, dtype=x.dtype)], dim=1)
    theta = torch.linalg.lstsq(a, y, driver="gelsd").solution
    return theta[:-1].reshape(1, -1), theta[-1]


@alternative("closed_form", "on centred data")
def closed_form(x, y):
    weight = (torch.linalg.pinv(x - x.mean(dim=0)) @ (y - y.mean())).T
    return weight, y.mean(dim=0) - weight @ x.mean(dim=0)


@alternative("closed_form", "NumPy's least squares, ones first")
def closed_form(x, y):
    import numpy

    a = numpy.hstack([numpy.ones((len(x), 1)), x.double().numpy()])
    theta = numpy.linalg.lstsq(a, y.double().numpy(), rcond=None)[0]
    theta = torch.from_numpy(theta).to(x.dtype)
    return theta[1:].T, theta[0]


@alternative("closed_form", "normal equations, with a pseudo-inverse")
def closed_form(x, y):
    a = torch.column_stack([x, torch.ones_like(x[:, 0])])
    theta = torch.linalg.pinv(a.T @ a) @ (a.T @ y)
    return theta[:-1, 0][None], theta[-1]


@alternative("closed_form", "singular values, in a Linear")
def closed_form(x, y):
    x_mean, y_mean = x.mean(dim=0, keepdim=True), y.mean()
    u, sizes, vh = torch.linalg.svd(x - x_mean, full_matrices=False)
    kept = sizes > 1e-8 * max(1.0, sizes.max().item())
    slopes = vh[kept].T @ (u[:, kept].T @ (y - y_mean) / sizes[kept, None])
    model = nn.Linear(x.shape[1], 1, dtype=x.dtype)
    with torch.no_grad():
        model.weight.copy_(slopes.T)
        model.bias.copy_(y_mean - (x_mean @ slopes)[0])
    return model.weight, model.bias


# 7. dropout_batch_norm


@wrong(
    "dropout_batch_norm",
    "not scaled",
    fails=["dropout in training"],
    says="What you keep in dropout, you keep as it is. The sum of the row is then smaller in "
    "training than in evaluation, by the factor 1 − p on average. Make up for what is missing.",
)
def apply_dropout(x, keep, p, training):
    return x * keep if training else x


@wrong(
    "dropout_batch_norm",
    "scaled in evaluation",
    fails=["dropout in training", "dropout in evaluation"],
    says="You leave the numbers as they are in training, and multiply by 1 − p in evaluation. "
    "That was how dropout was first published, and the expected value is right. PyTorch scales "
    "in training, so that evaluation costs nothing; so does this task.",
)
def apply_dropout(x, keep, p, training):
    return x * keep if training else x * (1 - p)


@wrong(
    "dropout_batch_norm",
    "divided by p",
    fails=["dropout in training"],
    says="You divide by `p`, the probability to *drop*. What is kept, with probability 1 − p, "
    "has to make up for what is not.",
)
def apply_dropout(x, keep, p, training):
    return x * keep / p if training and p else x


@wrong(
    "dropout_batch_norm",
    "multiplied by 1 - p",
    fails=["dropout in training"],
    says="You multiply by 1 − p: that makes the numbers smaller a second time. What is kept has "
    "to grow, to make up for what is dropped.",
)
def apply_dropout(x, keep, p, training):
    return x * keep * (1 - p) if training else x


@wrong(
    "dropout_batch_norm",
    "the others kept",
    fails=["dropout in training"],
    says="You set to 0 what should be kept, and keep the others. `True` in `keep` means: keep.",
)
def apply_dropout(x, keep, p, training):
    return x * ~keep / (1 - p) if training else x


@wrong(
    "dropout_batch_norm",
    "a choice of its own",
    fails=["dropout in training"],
    says="You draw the numbers to drop by yourself. Here the choice has been made: it is `keep`.",
)
def apply_dropout(x, keep, p, training):
    return nn.functional.dropout(x, p, training)


@wrong(
    "dropout_batch_norm",
    "drops in evaluation",
    fails=["dropout in evaluation"],
    says="You drop numbers in evaluation, too. There, dropout passes its input on as it is.",
)
def apply_dropout(x, keep, p, training):
    return x * keep / (1 - p)


@wrong(
    "dropout_batch_norm",
    "cut out",
    fails=["dropout in training"],
    says="You take the dropped numbers out, and the shape is lost. They become 0, and stay in "
    "their place.",
)
def apply_dropout(x, keep, p, training):
    return x[keep] / (1 - p) if training else x


@wrong(
    "dropout_batch_norm",
    "dropout in place",
    fails=["dropout in training"],
    says="Your dropout changes the caller's `x`. Return a new tensor, and leave `x` as it is.",
)
def apply_dropout(x, keep, p, training):
    if training:
        x[~keep] = 0
        x /= 1 - p
    return x


@wrong(
    "dropout_batch_norm",
    "divisor N - 1",
    fails=["batch norm in training"],
    says="You normalise the batch with the variance whose divisor is N − 1, the default of "
    "`var()`. The batch itself is normalised with the divisor N; the other goes into the "
    "running variance.",
)
def apply_batch_norm(x, running_mean, running_var, training, momentum=0.1, eps=1e-5):
    mean, var = running_mean, running_var
    if training:
        mean, var = x.mean(dim=0), x.var(dim=0)
        running_mean.mul_(1 - momentum).add_(momentum * mean)
        running_var.mul_(1 - momentum).add_(momentum * var)
    return (x - mean) / (var + eps).sqrt()


@wrong(
    "dropout_batch_norm",
    "divisor N everywhere",
    fails=["the running values after training"],
    says="Into the running variance goes the one with the divisor N − 1, and you took N. The two "
    "differ most for small batches: it is to estimate the variance of *all* data, without bias.",
)
def apply_batch_norm(x, running_mean, running_var, training, momentum=0.1, eps=1e-5):
    mean, var = running_mean, running_var
    if training:
        mean, var = x.mean(dim=0), x.var(dim=0, correction=0)
        running_mean.mul_(1 - momentum).add_(momentum * mean)
        running_var.mul_(1 - momentum).add_(momentum * var)
    return (x - mean) / (var + eps).sqrt()


@wrong(
    "dropout_batch_norm",
    "momentum the other way",
    fails=["the running values after training"],
    says="You take `momentum` for the share of the *old* value, as in an optimizer. In batch norm "
    "it is the share of the new one: with 0.1 the running values change slowly.",
)
def apply_batch_norm(x, running_mean, running_var, training, momentum=0.1, eps=1e-5):
    mean, var = running_mean, running_var
    if training:
        mean, var = x.mean(dim=0), x.var(dim=0, correction=0)
        running_mean.mul_(momentum).add_((1 - momentum) * mean)
        running_var.mul_(momentum).add_((1 - momentum) * x.var(dim=0))
    return (x - mean) / (var + eps).sqrt()


@wrong(
    "dropout_batch_norm",
    "only local names",
    fails=["the running values after training"],
    says="The caller's running values have not changed in training. `running_mean = …` gives a "
    "new tensor a local name; change the numbers inside the tensor that you were given.",
)
def apply_batch_norm(x, running_mean, running_var, training, momentum=0.1, eps=1e-5):
    mean, var = running_mean, running_var
    if training:
        mean, var = x.mean(dim=0), x.var(dim=0, correction=0)
        running_mean = (1 - momentum) * running_mean + momentum * mean
        running_var = (1 - momentum) * running_var + momentum * x.var(dim=0)
    return (x - mean) / (var + eps).sqrt()


@wrong(
    "dropout_batch_norm",
    "running values in training",
    fails=["batch norm in training"],
    says="In training you normalise with the running values. There the batch is normalised with "
    "its *own* mean and variance; the running ones are only kept up to date, for evaluation.",
)
def apply_batch_norm(x, running_mean, running_var, training, momentum=0.1, eps=1e-5):
    if training:
        running_mean.mul_(1 - momentum).add_(momentum * x.mean(dim=0))
        running_var.mul_(1 - momentum).add_(momentum * x.var(dim=0))
    return (x - running_mean) / (running_var + eps).sqrt()


@wrong(
    "dropout_batch_norm",
    "the batch in evaluation",
    fails=["batch norm in evaluation"],
    says="In evaluation you normalise with the values of the batch. Then a prediction depends on "
    "which other rows happen to be there, and a single row becomes 0 or nan. That is what the "
    "running values are for.",
)
def apply_batch_norm(x, running_mean, running_var, training, momentum=0.1, eps=1e-5):
    mean, var = x.mean(dim=0), x.var(dim=0, correction=0)
    if training:
        running_mean.mul_(1 - momentum).add_(momentum * mean)
        running_var.mul_(1 - momentum).add_(momentum * x.var(dim=0))
    return (x - mean) / (var + eps).sqrt()


@wrong(
    "dropout_batch_norm",
    "updated in evaluation",
    fails=["batch norm in evaluation"],
    says="You update the running values in evaluation, too. There nothing changes: two "
    "predictions of the same rows have to be equal.",
)
def apply_batch_norm(x, running_mean, running_var, training, momentum=0.1, eps=1e-5):
    mean, var = running_mean.clone(), running_var.clone()
    if training:
        mean, var = x.mean(dim=0), x.var(dim=0, correction=0)
    running_mean.mul_(1 - momentum).add_(momentum * x.mean(dim=0))
    running_var.mul_(1 - momentum).add_(momentum * x.var(dim=0))
    return (x - mean) / (var + eps).sqrt()


@wrong(
    "dropout_batch_norm",
    "eps outside the root",
    fails=["batch norm in training", "batch norm in evaluation"],
    says="Your `eps` is added to the root. In batch norm it stands *under* the root, beside the "
    "variance. (In Adam it stands outside.)",
)
def apply_batch_norm(x, running_mean, running_var, training, momentum=0.1, eps=1e-5):
    mean, var = running_mean, running_var
    if training:
        mean, var = x.mean(dim=0), x.var(dim=0, correction=0)
        running_mean.mul_(1 - momentum).add_(momentum * mean)
        running_var.mul_(1 - momentum).add_(momentum * x.var(dim=0))
    return (x - mean) / (var.sqrt() + eps)


@wrong(
    "dropout_batch_norm",
    "divided by the variance",
    fails=["batch norm in training", "batch norm in evaluation"],
    says="You divide by the variance. To give each column the spread 1, it takes the standard "
    "deviation, the *root* of the variance.",
)
def apply_batch_norm(x, running_mean, running_var, training, momentum=0.1, eps=1e-5):
    mean, var = running_mean, running_var
    if training:
        mean, var = x.mean(dim=0), x.var(dim=0, correction=0)
        running_mean.mul_(1 - momentum).add_(momentum * mean)
        running_var.mul_(1 - momentum).add_(momentum * x.var(dim=0))
    return (x - mean) / (var + eps)


@wrong(
    "dropout_batch_norm",
    "one mean for all columns",
    fails=["batch norm in training", "the running values after training"],
    says="You take one mean and one variance over all columns. Batch norm goes column by "
    "column: each has its own.",
)
def apply_batch_norm(x, running_mean, running_var, training, momentum=0.1, eps=1e-5):
    mean, var = running_mean, running_var
    if training:
        mean, var = x.mean(), x.var(correction=0)
        running_mean.mul_(1 - momentum).add_(momentum * mean)
        running_var.mul_(1 - momentum).add_(momentum * x.var())
    return (x - mean) / (var + eps).sqrt()


@wrong(
    "dropout_batch_norm",
    "momentum and eps fixed",
    fails=[
        "batch norm in training",
        "the running values after training",
        "batch norm in evaluation",
    ],
    says="You compute with 0.1 and 1e-5, whatever `momentum` and `eps` are given.",
)
def apply_batch_norm(x, running_mean, running_var, training, momentum=0.1, eps=1e-5):
    mean, var = running_mean, running_var
    if training:
        mean, var = x.mean(dim=0), x.var(dim=0, correction=0)
        running_mean.mul_(0.9).add_(0.1 * mean)
        running_var.mul_(0.9).add_(0.1 * x.var(dim=0))
    return (x - mean) / (var + 1e-5).sqrt()


@wrong(
    "dropout_batch_norm",
    "no eps",
    fails=["batch norm in training", "batch norm in evaluation"],
    says="You divide by the root of the variance alone: `eps` is missing. A column whose numbers "
    "are all equal would be divided by 0.",
)
def apply_batch_norm(x, running_mean, running_var, training, momentum=0.1, eps=1e-5):
    mean, var = running_mean, running_var
    if training:
        mean, var = x.mean(dim=0), x.var(dim=0, correction=0)
        running_mean.mul_(1 - momentum).add_(momentum * mean)
        running_var.mul_(1 - momentum).add_(momentum * x.var(dim=0))
    return (x - mean) / var.sqrt()


@wrong(
    "dropout_batch_norm",
    "the library's",
    fails=[
        "dropout in training",
        "dropout in evaluation",
        "batch norm in training",
        "the running values after training",
        "batch norm in evaluation",
    ],
    says="Your answer uses `batch_norm`. This task asks you to write that part yourself.",
)
def apply_batch_norm(x, running_mean, running_var, training, momentum=0.1, eps=1e-5):
    return nn.functional.batch_norm(
        x, running_mean, running_var, training=training, momentum=momentum, eps=eps
    )


@wrong(
    "dropout_batch_norm",
    "normalised in place",
    fails=["batch norm in training", "batch norm in evaluation"],
    says="Your batch norm changes the caller's `x`. Only the running values are changed in place; "
    "what is normalised is a new tensor.",
)
def apply_batch_norm(x, running_mean, running_var, training, momentum=0.1, eps=1e-5):
    mean, var = running_mean, running_var
    if training:
        mean, var = x.mean(dim=0), x.var(dim=0, correction=0)
        running_mean.mul_(1 - momentum).add_(momentum * mean)
        running_var.mul_(1 - momentum).add_(momentum * x.var(dim=0))
    x -= mean
    x /= (var + eps).sqrt()
    return x


@wrong(
    "dropout_batch_norm",
    "eps in the running variance",
    fails=["the running values after training"],
    says="`eps` has got into the running variance. It only guards the division: the plain variance "
    "is kept.",
)
def apply_batch_norm(x, running_mean, running_var, training, momentum=0.1, eps=1e-5):
    mean, var = running_mean, running_var + eps
    if training:
        mean, var = x.mean(dim=0), x.var(dim=0, correction=0) + eps
        running_mean.mul_(1 - momentum).add_(momentum * mean)
        running_var.mul_(1 - momentum).add_(momentum * (x.var(dim=0) + eps))
    return (x - mean) / var.sqrt()


@wrong(
    "dropout_batch_norm",
    "only added",
    fails=["the running values after training"],
    says="You add a share of the new values to the running ones, and keep all of the old ones: "
    "they grow without end. The old ones count with the share 1 − momentum.",
)
def apply_batch_norm(x, running_mean, running_var, training, momentum=0.1, eps=1e-5):
    mean, var = running_mean, running_var
    if training:
        mean, var = x.mean(dim=0), x.var(dim=0, correction=0)
        running_mean.add_(momentum * mean)
        running_var.add_(momentum * x.var(dim=0))
    return (x - mean) / (var + eps).sqrt()


@alternative("dropout_batch_norm", "where")
def apply_dropout(x, keep, p, training):
    return torch.where(keep, x / (1 - p), 0.0) if training else x.clone()


@alternative("dropout_batch_norm", "slices and lerp_")
def apply_batch_norm(x, running_mean, running_var, training, momentum=0.1, eps=1e-5):
    if not training:
        return (x - running_mean) * torch.rsqrt(running_var + eps)
    rows = len(x)
    mean = x.sum(dim=0) / rows
    squares = ((x - mean) ** 2).sum(dim=0)
    running_mean.lerp_(mean, momentum)
    running_var[:] = running_var + momentum * (squares / (rows - 1) - running_var)
    return (x - mean) / torch.sqrt(squares / rows + eps)


@alternative("dropout_batch_norm", "column by column")
def apply_batch_norm(x, running_mean, running_var, training, momentum=0.1, eps=1e-5):
    out = torch.empty_like(x)
    for j, column in enumerate(x.T):
        mean, var = running_mean[j], running_var[j]
        if training:
            n, mean = len(column), column.mean()
            var = ((column - mean) ** 2).mean()
            running_mean[j] += momentum * (mean - running_mean[j])
            running_var[j] += momentum * (var * n / (n - 1) - running_var[j])
        out[:, j] = (column - mean) / (var + eps) ** 0.5
    return out


# 8. plot_fit


@wrong(
    "plot_fit",
    "x not sorted",
    fails=["the model's line"],
    says="Your line joins the points in the order of the rows, to and fro: a tangle, as soon as "
    "the model is curved. Sort by x first, and take the predictions in the same order.",
)
def plot_fit(model, x, y):
    with torch.no_grad():
        y_hat = model(x)
    figure = Figure()
    axes = figure.subplots()
    axes.scatter(x, y, label="data")
    axes.plot(x.flatten(), y_hat.flatten(), label="model")
    axes.set(xlabel="x", ylabel="y")
    axes.legend()
    return figure


@wrong(
    "plot_fit",
    "a column sorted row by row",
    fails=["the model's line"],
    says="Your `argsort` says 0 for every row: it sorts along the last dimension, and in a tensor "
    "of shape (N, 1) that holds one number in each row. So the line is one point, N times. Make "
    "one dimension of `x` first, or say along which one to sort.",
)
def plot_fit(model, x, y):
    order = x.argsort()
    with torch.no_grad():
        y_hat = model(x)
    figure = Figure()
    axes = figure.subplots()
    axes.scatter(x, y, label="data")
    axes.plot(x.flatten()[order], y_hat.flatten()[order], label="model")
    axes.set(xlabel="x", ylabel="y")
    axes.legend()
    return figure


@wrong(
    "plot_fit",
    "only x sorted",
    fails=["the model's line"],
    says="You sort `x` and leave the predictions in the order of the rows: they no longer belong "
    "together. Sort once, and take both in that order.",
)
def plot_fit(model, x, y):
    with torch.no_grad():
        y_hat = model(x)
    figure = Figure()
    axes = figure.subplots()
    axes.scatter(x, y, label="data")
    axes.plot(x.flatten().sort().values, y_hat.flatten(), label="model")
    axes.set(xlabel="x", ylabel="y")
    axes.legend()
    return figure


@wrong(
    "plot_fit",
    "both sorted by themselves",
    fails=["the model's line"],
    says="You sort `x` and the predictions each by itself. A curve that falls anywhere is then "
    "drawn as one that rises. Sort once, by x, and take both in that order.",
)
def plot_fit(model, x, y):
    with torch.no_grad():
        y_hat = model(x)
    figure = Figure()
    axes = figure.subplots()
    axes.scatter(x, y, label="data")
    axes.plot(x.flatten().sort().values, y_hat.flatten().sort().values, label="model")
    axes.set(xlabel="x", ylabel="y")
    axes.legend()
    return figure


@wrong(
    "plot_fit",
    "two ends",
    fails=["the model's line"],
    says="You draw a straight line between two ends. The model's curve need not be straight: "
    "take the prediction at every x of the data.",
)
def plot_fit(model, x, y):
    ends = torch.stack([x.min(), x.max()]).unsqueeze(1)
    with torch.no_grad():
        y_hat = model(ends)
    figure = Figure()
    axes = figure.subplots()
    axes.scatter(x, y, label="data")
    axes.plot(ends.flatten(), y_hat.flatten(), label="model")
    axes.set(xlabel="x", ylabel="y")
    axes.legend()
    return figure


@wrong(
    "plot_fit",
    "the data joined",
    fails=["the model's line"],
    says="Your line for the model goes through the data: it is `y` over the sorted x. It should "
    "go through the predictions.",
)
def plot_fit(model, x, y):
    order = x.flatten().argsort()
    figure = Figure()
    axes = figure.subplots()
    axes.scatter(x, y, label="data")
    axes.plot(x.flatten()[order], y.flatten()[order], label="model")
    axes.set(xlabel="x", ylabel="y")
    axes.legend()
    return figure


@wrong(
    "plot_fit",
    "the data as a line",
    fails=["the data", "the model's line", "all labels, and the legend"],
    says="Your data are joined by a line. They are single points: `scatter` draws them so, or "
    "`plot` with a marker and no line.",
)
def plot_fit(model, x, y):
    order = x.flatten().argsort()
    with torch.no_grad():
        y_hat = model(x)
    figure = Figure()
    axes = figure.subplots()
    axes.plot(x.flatten(), y.flatten(), label="data")
    axes.plot(x.flatten()[order], y_hat.flatten()[order], label="model")
    axes.set(xlabel="x", ylabel="y")
    axes.legend()
    return figure


@wrong(
    "plot_fit",
    "the predictions as points",
    fails=["the data", "the model's line", "all labels, and the legend"],
    says="Your predictions are single points, and a line through them is asked for: "
    "`plot` in place of `scatter`.",
)
def plot_fit(model, x, y):
    with torch.no_grad():
        y_hat = model(x)
    figure = Figure()
    axes = figure.subplots()
    axes.scatter(x, y, label="data")
    axes.scatter(x, y_hat, label="model")
    axes.set(xlabel="x", ylabel="y")
    axes.legend()
    return figure


@wrong(
    "plot_fit",
    "no line",
    fails=["the model's line", "all labels, and the legend"],
    says="There is no line of the model in your picture: `plot` the predictions as well, with the "
    'label `"model"`.',
)
def plot_fit(model, x, y):
    figure = Figure()
    axes = figure.subplots()
    axes.scatter(x, y, label="data")
    axes.set(xlabel="x", ylabel="y")
    axes.legend()
    return figure


@wrong(
    "plot_fit",
    "no data",
    fails=["the data", "all labels, and the legend"],
    says="The data are not in your picture: draw them as points as well, with the label "
    '`"data"`. What use is a fit without what it fits?',
)
def plot_fit(model, x, y):
    order = x.flatten().argsort()
    with torch.no_grad():
        y_hat = model(x)
    figure = Figure()
    axes = figure.subplots()
    axes.plot(x[order], y_hat[order], label="model")
    axes.set(xlabel="x", ylabel="y")
    axes.legend()
    return figure


@wrong(
    "plot_fit",
    "names exchanged in the legend",
    fails=["all labels, and the legend"],
    says="In your legend the names stand beside the wrong marks: a list of texts is handed out in "
    "the order in which things were drawn. `legend()` without one takes each label from what "
    "carries it.",
)
def plot_fit(model, x, y):
    order = x.flatten().argsort()
    with torch.no_grad():
        y_hat = model(x)
    figure = Figure()
    axes = figure.subplots()
    axes.plot(x[order], y_hat[order], label="model")
    axes.scatter(x, y, label="data")
    axes.set(xlabel="x", ylabel="y")
    axes.legend(["data", "model"])
    return figure


@wrong(
    "plot_fit",
    "gradients switched off for good",
    fails=["one Axes, nothing shown or left open"],
    says="After your function autograd is still switched off, for the caller as well, whose next "
    "training then fails. Use `with torch.no_grad():`, which puts it back.",
)
def plot_fit(model, x, y):
    order = x.flatten().argsort()
    torch.set_grad_enabled(False)
    y_hat = model(x)
    figure = Figure()
    axes = figure.subplots()
    axes.scatter(x, y, label="data")
    axes.plot(x[order], y_hat[order], label="model")
    axes.set(xlabel="x", ylabel="y")
    axes.legend()
    return figure


@wrong(
    "plot_fit",
    "the model frozen",
    fails=["one Axes, nothing shown or left open"],
    says="Your function freezes the model: its parameters no longer require a gradient. To make a "
    "picture changes nothing in it; `with torch.no_grad():` is all that a prediction needs.",
)
def plot_fit(model, x, y):
    order = x.flatten().argsort()
    y_hat = model.requires_grad_(False)(x)
    figure = Figure()
    axes = figure.subplots()
    axes.scatter(x, y, label="data")
    axes.plot(x[order], y_hat[order], label="model")
    axes.set(xlabel="x", ylabel="y")
    axes.legend()
    return figure


@wrong(
    "plot_fit",
    "x and y exchanged",
    fails=["the data", "the model's line"],
    says="Your points have x and y exchanged: `scatter` and `plot` take the horizontal one first.",
)
def plot_fit(model, x, y):
    order = x.flatten().argsort()
    with torch.no_grad():
        y_hat = model(x)
    figure = Figure()
    axes = figure.subplots()
    axes.scatter(y, x, label="data")
    axes.plot(y_hat.flatten()[order], x.flatten()[order], label="model")
    axes.set(xlabel="x", ylabel="y")
    axes.legend()
    return figure


@wrong(
    "plot_fit",
    "axes without labels",
    fails=["all labels, and the legend"],
    says="Your axes have no labels. A reader can't know what is drawn over what: set `xlabel` and "
    "`ylabel`.",
)
def plot_fit(model, x, y):
    order = x.flatten().argsort()
    with torch.no_grad():
        y_hat = model(x)
    figure = Figure()
    axes = figure.subplots()
    axes.scatter(x, y, label="data")
    axes.plot(x.flatten()[order], y_hat.flatten()[order], label="model")
    axes.legend()
    return figure


@wrong(
    "plot_fit",
    "no legend",
    fails=["all labels, and the legend"],
    says="Points and line have their labels, but there is no legend to show them: matplotlib "
    "draws it only if it is asked to.",
)
def plot_fit(model, x, y):
    order = x.flatten().argsort()
    with torch.no_grad():
        y_hat = model(x)
    figure = Figure()
    axes = figure.subplots()
    axes.scatter(x, y, label="data")
    axes.plot(x.flatten()[order], y_hat.flatten()[order], label="model")
    axes.set(xlabel="x", ylabel="y")
    return figure


@wrong(
    "plot_fit",
    "no labels for points and line",
    fails=["all labels, and the legend"],
    says="Points and line have no labels, so the legend has nothing to show. Give each its "
    "`label=` where you draw it.",
)
def plot_fit(model, x, y):
    order = x.flatten().argsort()
    with torch.no_grad():
        y_hat = model(x)
    figure = Figure()
    axes = figure.subplots()
    axes.scatter(x, y)
    axes.plot(x.flatten()[order], y_hat.flatten()[order])
    axes.set(xlabel="x", ylabel="y")
    axes.legend()
    return figure


@wrong(
    "plot_fit",
    "legend before the drawing",
    fails=["all labels, and the legend"],
    says="Your legend is empty: you ask for it before anything with a label has been drawn.",
)
def plot_fit(model, x, y):
    order = x.flatten().argsort()
    with torch.no_grad():
        y_hat = model(x)
    figure = Figure()
    axes = figure.subplots()
    axes.set(xlabel="x", ylabel="y")
    axes.legend()
    axes.scatter(x, y, label="data")
    axes.plot(x.flatten()[order], y_hat.flatten()[order], label="model")
    return figure


@wrong(
    "plot_fit",
    "left open",
    fails=["one Axes, nothing shown or left open"],
    says="Your figure stays open in pyplot, which keeps every figure it has made until it is "
    "closed. After a hundred calls there are a hundred, and a notebook may show each a second "
    "time. Close it before you return it; it can be drawn all the same.",
)
def plot_fit(model, x, y):
    order = x.flatten().argsort()
    with torch.no_grad():
        y_hat = model(x)
    figure, axes = plt.subplots()
    axes.scatter(x, y, label="data")
    axes.plot(x.flatten()[order], y_hat.flatten()[order], label="model")
    axes.set(xlabel="x", ylabel="y")
    axes.legend()
    return figure


@wrong(
    "plot_fit",
    "shown",
    fails=["one Axes, nothing shown or left open"],
    says="Your function shows the figure, and leaves it open. Whoever calls it may want to save "
    "it, or to put it somewhere else: return it, close it, and leave out every `show()`.",
)
def plot_fit(model, x, y):
    order = x.flatten().argsort()
    with torch.no_grad():
        y_hat = model(x)
    figure, axes = plt.subplots()
    axes.scatter(x, y, label="data")
    axes.plot(x.flatten()[order], y_hat.flatten()[order], label="model")
    axes.set(xlabel="x", ylabel="y")
    axes.legend()
    plt.show()
    return figure


@wrong(
    "plot_fit",
    "shown and closed",
    fails=["one Axes, nothing shown or left open"],
    says="Your function shows the figure itself, though it closes it. Whoever calls it decides "
    "whether it is shown: leave out every `show()`.",
)
def plot_fit(model, x, y):
    order = x.flatten().argsort()
    with torch.no_grad():
        y_hat = model(x)
    figure, axes = plt.subplots()
    axes.scatter(x, y, label="data")
    axes.plot(x.flatten()[order], y_hat.flatten()[order], label="model")
    axes.set(xlabel="x", ylabel="y")
    axes.legend()
    plt.show()
    plt.close(figure)
    return figure


@wrong(
    "plot_fit",
    "nothing returned",
    fails=[
        "the data",
        "the model's line",
        "all labels, and the legend",
        "one Axes, nothing shown or left open",
    ],
    says="Your function returns nothing (`None`), so nobody can save the picture or look at it. "
    "Return the `Figure`.",
)
def plot_fit(model, x, y):
    order = x.flatten().argsort()
    with torch.no_grad():
        y_hat = model(x)
    plt.scatter(x, y, label="data")
    plt.plot(x.flatten()[order], y_hat.flatten()[order], label="model")
    plt.xlabel("x")
    plt.ylabel("y")
    plt.legend()
    plt.show()


@wrong(
    "plot_fit",
    "the Axes",
    fails=[
        "the data",
        "the model's line",
        "all labels, and the legend",
        "one Axes, nothing shown or left open",
    ],
    says="You return the `Axes`, a part of the figure. It is the `Figure` that can be saved and "
    "shown.",
)
def plot_fit(model, x, y):
    order = x.flatten().argsort()
    with torch.no_grad():
        y_hat = model(x)
    figure = Figure()
    axes = figure.subplots()
    axes.scatter(x, y, label="data")
    axes.plot(x.flatten()[order], y_hat.flatten()[order], label="model")
    axes.set(xlabel="x", ylabel="y")
    axes.legend()
    return axes


@wrong(
    "plot_fit",
    "figure and Axes",
    fails=[
        "the data",
        "the model's line",
        "all labels, and the legend",
        "one Axes, nothing shown or left open",
    ],
    says="You return a pair, as `plt.subplots()` does. Only the `Figure` is asked for; its axes "
    "are in `figure.axes`.",
)
def plot_fit(model, x, y):
    order = x.flatten().argsort()
    with torch.no_grad():
        y_hat = model(x)
    figure = Figure()
    axes = figure.subplots()
    axes.scatter(x, y, label="data")
    axes.plot(x.flatten()[order], y_hat.flatten()[order], label="model")
    axes.set(xlabel="x", ylabel="y")
    axes.legend()
    return figure, axes


@wrong(
    "plot_fit",
    "recorded by autograd",
    fails=[
        "the data",
        "the model's line",
        "all labels, and the legend",
        "one Axes, nothing shown or left open",
    ],
    says="Matplotlib makes NumPy arrays of what it draws, and a tensor that requires a gradient "
    "refuses. A picture needs no gradient: predict under `no_grad`.",
)
def plot_fit(model, x, y):
    order = x.flatten().argsort()
    y_hat = model(x)
    figure = Figure()
    axes = figure.subplots()
    axes.scatter(x, y, label="data")
    axes.plot(x.flatten()[order], y_hat.flatten()[order], label="model")
    axes.set(xlabel="x", ylabel="y")
    axes.legend()
    return figure


@wrong(
    "plot_fit",
    "two pictures",
    fails=[
        "the data",
        "the model's line",
        "all labels, and the legend",
        "one Axes, nothing shown or left open",
    ],
    says="You draw data and model in two `Axes`. One above the other they can be compared: a "
    "single `Axes` is asked for.",
)
def plot_fit(model, x, y):
    order = x.flatten().argsort()
    with torch.no_grad():
        y_hat = model(x)
    figure = Figure()
    left, right = figure.subplots(1, 2)
    left.scatter(x, y, label="data")
    right.plot(x.flatten()[order], y_hat.flatten()[order], label="model")
    for axes in (left, right):
        axes.set(xlabel="x", ylabel="y")
        axes.legend()
    return figure


@wrong(
    "plot_fit",
    "a figure without Axes",
    fails=[
        "the data",
        "the model's line",
        "all labels, and the legend",
        "one Axes, nothing shown or left open",
    ],
    says="The figure that you return is empty, without any `Axes`. Was it wiped, by `clf` or "
    "`clear`, or is it another one than you drew in? Once yours is closed, `plt.gcf()` gives "
    "another or a new one. Keep your figure in a variable when you make it.",
)
def plot_fit(model, x, y):
    order = x.flatten().argsort()
    with torch.no_grad():
        y_hat = model(x)
    plt.figure()
    plt.scatter(x, y, label="data")
    plt.plot(x.flatten()[order], y_hat.flatten()[order], label="model")
    plt.xlabel("x")
    plt.ylabel("y")
    plt.legend()
    plt.close()
    return plt.gcf()


@wrong(
    "plot_fit",
    "drawn elsewhere",
    fails=[
        "the data",
        "the model's line",
        "all labels, and the legend",
        "one Axes, nothing shown or left open",
    ],
    says="The `Axes` of your figure are empty. `plt.scatter`, `plt.plot` and the like draw in the "
    "current figure of pyplot, and that is not the one that you return. Call the methods of your "
    "own `Axes` instead.",
)
def plot_fit(model, x, y):
    order = x.flatten().argsort()
    with torch.no_grad():
        y_hat = model(x)
    figure = Figure()
    figure.subplots()
    plt.scatter(x, y, label="data")
    plt.plot(x.flatten()[order], y_hat.flatten()[order], label="model")
    plt.xlabel("x")
    plt.ylabel("y")
    plt.legend()
    return figure


@wrong(
    "plot_fit",
    "on a grid",
    fails=["the model's line"],
    says="Your line goes through predictions at other x, evenly spaced. A fine picture, but the "
    "predictions at the N values of `x` are asked for, and no others.",
)
def plot_fit(model, x, y):
    grid = torch.linspace(x.min(), x.max(), 100).unsqueeze(1)
    with torch.no_grad():
        y_hat = model(grid)
    figure = Figure()
    axes = figure.subplots()
    axes.scatter(x, y, label="data")
    axes.plot(grid, y_hat, label="model")
    axes.set(xlabel="x", ylabel="y")
    axes.legend()
    return figure


@wrong(
    "plot_fit",
    "labels exchanged",
    fails=["all labels, and the legend"],
    says="Your labels are exchanged: the points are the data, the line is the model.",
)
def plot_fit(model, x, y):
    order = x.flatten().argsort()
    with torch.no_grad():
        y_hat = model(x)
    figure = Figure()
    axes = figure.subplots()
    axes.scatter(x, y, label="model")
    axes.plot(x.flatten()[order], y_hat.flatten()[order], label="data")
    axes.set(xlabel="x", ylabel="y")
    axes.legend()
    return figure


@wrong(
    "plot_fit",
    "sorted in place",
    fails=["one Axes, nothing shown or left open"],
    says="You sort the caller's `x` or `y` in place: the rows are in another order afterwards. "
    "`x[order]` makes a new tensor, `x[:] = x[order]` writes into the old one.",
)
def plot_fit(model, x, y):
    order = x.flatten().argsort()
    x[:], y[:] = x[order], y[order]
    with torch.no_grad():
        y_hat = model(x)
    figure = Figure()
    axes = figure.subplots()
    axes.scatter(x, y, label="data")
    axes.plot(x, y_hat, label="model")
    axes.set(xlabel="x", ylabel="y")
    axes.legend()
    return figure


@wrong(
    "plot_fit",
    "all closed",
    fails=["one Axes, nothing shown or left open"],
    says='You close the caller\'s figures too: `plt.close("all")` closes every one that is open. '
    "Close your own, `plt.close(figure)`.",
)
def plot_fit(model, x, y):
    order = x.flatten().argsort()
    with torch.no_grad():
        y_hat = model(x)
    figure, axes = plt.subplots()
    axes.scatter(x, y, label="data")
    axes.plot(x.flatten()[order], y_hat.flatten()[order], label="model")
    axes.set(xlabel="x", ylabel="y")
    axes.legend()
    plt.close("all")
    return figure


@wrong(
    "plot_fit",
    "in the current figure",
    fails=["one Axes, nothing shown or left open"],
    says="You draw in whatever figure happens to be open: `plt.plot` and the like take the current "
    "one, and it may be the caller's. Make a figure of your own first.",
)
def plot_fit(model, x, y):
    order = x.flatten().argsort()
    with torch.no_grad():
        y_hat = model(x)
    plt.scatter(x, y, label="data")
    plt.plot(x.flatten()[order], y_hat.flatten()[order], label="model")
    plt.xlabel("x")
    plt.ylabel("y")
    plt.legend()
    figure = plt.gcf()
    plt.close(figure)
    return figure


@wrong(
    "plot_fit",
    "names in the legend only",
    fails=["all labels, and the legend"],
    says="Your legend has the names, but points and line themselves have no label: the names go to "
    "them by the order of drawing, and change places when that changes. Give each its `label=` "
    "where you draw it.",
)
def plot_fit(model, x, y):
    order = x.flatten().argsort()
    with torch.no_grad():
        y_hat = model(x)
    figure = Figure()
    axes = figure.subplots()
    axes.scatter(x, y)
    axes.plot(x.flatten()[order], y_hat.flatten()[order])
    axes.set(xlabel="x", ylabel="y")
    axes.legend(["data", "model"])
    return figure


@wrong(
    "plot_fit",
    "neither line nor marker",
    fails=["the data", "all labels, and the legend"],
    says="Your data can't be seen: `plot` without a line draws nothing, unless it has a `marker`. "
    "`scatter` has one by itself.",
)
def plot_fit(model, x, y):
    order = x.flatten().argsort()
    with torch.no_grad():
        y_hat = model(x)
    figure = Figure()
    axes = figure.subplots()
    axes.plot(x, y, linestyle="none", label="data")
    axes.plot(x.flatten()[order], y_hat.flatten()[order], label="model")
    axes.set(xlabel="x", ylabel="y")
    axes.legend()
    return figure


@alternative("plot_fit", "pyplot, closed at the end, points by plot")
def plot_fit(model, x, y):
    pairs = sorted(zip(x.flatten().tolist(), model(x).flatten().tolist()))
    figure = plt.figure(figsize=(5, 3))
    plt.plot(x.numpy(), y.numpy(), "o", label="data", color="grey")
    plt.plot(*zip(*pairs), "--", label="model")
    plt.xlabel("x")
    plt.ylabel("y")
    plt.legend(loc="lower right")
    plt.title("data and model")
    plt.close(figure)
    return figure


@alternative("plot_fit", "the model at the sorted x, from the right")
def plot_fit(model, x, y):
    x_sorted = x.sort(dim=0, descending=True).values
    figure = Figure()
    axes = figure.add_subplot()
    axes.plot(x_sorted, model(x_sorted).detach(), marker=".", label="model")
    axes.plot(x, y, linestyle="none", marker="x", label="data")
    axes.set_xlabel("x")
    axes.set_ylabel("y")
    figure.axes[0].legend()
    return figure


@alternative("plot_fit", "a legend of the figure, lists of numbers")
def plot_fit(model, x, y):
    figure = Figure()
    axes = figure.add_axes([0.1, 0.1, 0.8, 0.8])
    axes.scatter(x.tolist(), y.tolist(), label="data")
    pairs = sorted(zip(x.flatten().tolist(), model(x).flatten().tolist()))
    axes.plot(*zip(*pairs), label="model")
    axes.set(xlabel="x", ylabel="y")
    figure.legend()
    return figure


# 9. find_the_bug


@wrong(
    "find_the_bug",
    "(N,) against (N, 1)",
    fails=["loop 1"],
    says="In loop 1 the difference still has the shape (N, N): every prediction is compared with "
    "*every* target, and the best that can be done for all of them is the mean. Both have to "
    "have the same shape.",
)
def repaired_1(model, x, y, epochs, lr):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history = []
    for _ in range(epochs):
        loss = ((model(x) - y.flatten()) ** 2).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history


@wrong(
    "find_the_bug",
    "sum for mean",
    fails=["loop 1"],
    says="In loop 1 you take the sum where the loop took the mean: the gradients, and so the "
    "steps, are N times as long. The shapes were the mistake, not the mean.",
)
def repaired_1(model, x, y, epochs, lr):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history = []
    for _ in range(epochs):
        loss = ((model(x) - y) ** 2).sum()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history


@wrong(
    "find_the_bug",
    "x without its y",
    fails=["loop 2"],
    says="In loop 2 the rows of `x` are shuffled and those of `y` are not, so a row no longer has "
    "its own y. What is left to learn is the mean. Take both in one order.",
)
def repaired_2(model, x, y, epochs, lr, generator):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history = []
    for _ in range(epochs):
        order = torch.randperm(len(x), generator=generator)
        for rows, y_batch in zip(order.split(8), y.split(8), strict=True):
            loss = nn.functional.mse_loss(model(x[rows]), y_batch)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            history.append(loss.item())
    return history


@wrong(
    "find_the_bug",
    "two orders",
    fails=["loop 2"],
    says="In loop 2 you draw two orders, one for `x` and one for `y`: a row still does not have "
    "its own y. Draw one order, and use it twice.",
)
def repaired_2(model, x, y, epochs, lr, generator):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history = []
    for _ in range(epochs):
        x_order = torch.randperm(len(x), generator=generator)
        y_order = torch.randperm(len(x), generator=generator)
        for x_rows, y_rows in zip(x_order.split(8), y_order.split(8)):
            loss = nn.functional.mse_loss(model(x[x_rows]), y[y_rows])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            history.append(loss.item())
    return history


@wrong(
    "find_the_bug",
    "the global generator",
    fails=["loop 2"],
    says="In loop 2 the order comes from PyTorch's global random state. The caller gives a "
    "`generator`: `torch.randperm` has to be told to use it.",
)
def repaired_2(model, x, y, epochs, lr, generator):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history = []
    for _ in range(epochs):
        order = torch.randperm(len(x))
        for rows in order.split(8):
            loss = nn.functional.mse_loss(model(x[rows]), y[rows])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            history.append(loss.item())
    return history


@wrong(
    "find_the_bug",
    "not shuffled any more",
    fails=["loop 2"],
    says="In loop 2 the rows belong together now, but you have given up the shuffling, or draw "
    "the order only once. Each epoch takes the rows in an order of its own.",
)
def repaired_2(model, x, y, epochs, lr, generator):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history = []
    for _ in range(epochs):
        for x_batch, y_batch in zip(x.split(8), y.split(8)):
            loss = nn.functional.mse_loss(model(x_batch), y_batch)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            history.append(loss.item())
    return history


@wrong(
    "find_the_bug",
    "one order for all epochs",
    fails=["loop 2"],
    says="In loop 2 you draw the order once, before the first epoch. Each epoch should draw its "
    "own.",
)
def repaired_2(model, x, y, epochs, lr, generator):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history = []
    order = torch.randperm(len(x), generator=generator)
    for _ in range(epochs):
        for rows in order.split(8):
            loss = nn.functional.mse_loss(model(x[rows]), y[rows])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            history.append(loss.item())
    return history


@wrong(
    "find_the_bug",
    "shuffled again and again",
    fails=["loop 2"],
    says="In loop 2 you shuffle what the epoch before has shuffled already. It learns just as "
    "well, but the task asks for the order of the rows *as they were given*: do not overwrite "
    "`x` and `y`.",
)
def repaired_2(model, x, y, epochs, lr, generator):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history = []
    for _ in range(epochs):
        order = torch.randperm(len(x), generator=generator)
        x, y = x[order], y[order]
        for x_batch, y_batch in zip(x.split(8), y.split(8)):
            loss = nn.functional.mse_loss(model(x_batch), y_batch)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            history.append(loss.item())
    return history


@wrong(
    "find_the_bug",
    "the last rows dropped",
    fails=["loop 2"],
    says="In loop 2 the rows that do not fill a batch of eight are left out. The last batch is "
    "smaller, if need be.",
)
def repaired_2(model, x, y, epochs, lr, generator):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history = []
    for _ in range(epochs):
        order = torch.randperm(len(x), generator=generator)
        for start in range(0, len(x) - 7, 8):
            rows = order[start : start + 8]
            loss = nn.functional.mse_loss(model(x[rows]), y[rows])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            history.append(loss.item())
    return history


@wrong(
    "find_the_bug",
    "shuffled in place",
    fails=["loop 2"],
    says="In loop 2 you write the shuffled rows into the caller's `x` and `y`. They should stay "
    "as they are: take rows out, and do not put them back.",
)
def repaired_2(model, x, y, epochs, lr, generator):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history = []
    for _ in range(epochs):
        order = torch.randperm(len(x), generator=generator)
        x[:], y[:] = x[order], y[order]
        for x_batch, y_batch in zip(x.split(8), y.split(8)):
            loss = nn.functional.mse_loss(model(x_batch), y_batch)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            history.append(loss.item())
    return history


@wrong(
    "find_the_bug",
    "a DataLoader",
    fails=["loop 2"],
    says="In loop 2 a `DataLoader` shuffles. It learns just as well, but it draws one more number "
    "from the generator in each epoch, so its orders are others than those of "
    "`torch.randperm(len(x), generator=generator)`, which the task asks for.",
)
def repaired_2(model, x, y, epochs, lr, generator):
    loader = DataLoader(TensorDataset(x, y), 8, shuffle=True, generator=generator)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history = []
    for _ in range(epochs):
        for x_batch, y_batch in loader:
            loss = nn.functional.mse_loss(model(x_batch), y_batch)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            history.append(loss.item())
    return history


@wrong(
    "find_the_bug",
    "one loss an epoch",
    fails=["loop 2"],
    says="In loop 2 you keep one loss for each epoch. One for each *batch* is asked for.",
)
def repaired_2(model, x, y, epochs, lr, generator):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history = []
    for _ in range(epochs):
        order = torch.randperm(len(x), generator=generator)
        for rows in order.split(8):
            loss = nn.functional.mse_loss(model(x[rows]), y[rows])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        history.append(loss.item())
    return history


@wrong(
    "find_the_bug",
    "still centred to zero",
    fails=["loop 3", "loop 3 with three columns"],
    says="In loop 3 the mean still goes over the columns: where there is one column, the mean of "
    "a row is its only number, and all inputs become 0. The mean over the *rows* is meant.",
)
def repaired_3(model, x, y, epochs, lr):
    centred = x - x.mean(dim=1).unsqueeze(1)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history = []
    for _ in range(epochs):
        loss = nn.functional.mse_loss(model(centred), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history


@wrong(
    "find_the_bug",
    "one mean for all columns",
    fails=["loop 3 with three columns"],
    says="Loop 3 is right for one column. With several you take one mean over all of them, and "
    "each column should have its own taken from it, to end up with the mean 0.",
)
def repaired_3(model, x, y, epochs, lr):
    centred = x - x.mean()
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history = []
    for _ in range(epochs):
        loss = nn.functional.mse_loss(model(centred), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history


@wrong(
    "find_the_bug",
    "not centred any more",
    fails=["loop 3", "loop 3 with three columns"],
    says="Loop 3 learns now, but on inputs that are not centred. Keep the centring, and do it "
    "over the right dimension.",
)
def repaired_3(model, x, y, epochs, lr):
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
    "divided as well",
    fails=["loop 3", "loop 3 with three columns"],
    says="In loop 3 you also divide by the standard deviation. That is often a good idea, but "
    "only the mean is to be taken away here.",
)
def repaired_3(model, x, y, epochs, lr):
    centred = (x - x.mean(dim=0)) / x.std(dim=0)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history = []
    for _ in range(epochs):
        loss = nn.functional.mse_loss(model(centred), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history


@wrong(
    "find_the_bug",
    "centred in place",
    fails=["loop 3", "loop 3 with three columns"],
    says="In loop 3 you centre the caller's `x` in place: it has changed afterwards. `x - …` "
    "makes a new tensor, `x -= …` does not.",
)
def repaired_3(model, x, y, epochs, lr):
    x -= x.mean(dim=0)
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
    "y centred as well",
    fails=["loop 3", "loop 3 with three columns"],
    says="In loop 3 you also take its mean from y. Only the inputs are to be centred.",
)
def repaired_3(model, x, y, epochs, lr):
    centred, y = x - x.mean(dim=0), y - y.mean(dim=0)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history = []
    for _ in range(epochs):
        loss = nn.functional.mse_loss(model(centred), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history


@wrong(
    "find_the_bug",
    "better than the mean",
    fails=["the question"],
    says="Above 0 is what does better than the flat line at the mean ȳ of these y. Can another "
    "flat line have a smaller Σ(y − ŷ)²?",
)
def flat_score():
    return "a"


@wrong(
    "find_the_bug",
    "as good as the mean",
    fails=["the question"],
    says="0 is the score of the flat line at the mean of the y that are *scored*, here the new "
    "ones. The model's line lies at the mean of others. Is its Σ(y − ŷ)² the same?",
)
def flat_score():
    return "c"


@wrong(
    "find_the_bug",
    "it depends",
    fails=["the question"],
    says="How far it is from 0 depends on the data, but not on which side. Of all flat lines, "
    "which has the smallest Σ(y − ŷ)², and what is its R²?",
)
def flat_score():
    return "d"


@wrong(
    "find_the_bug",
    "a number for a letter",
    fails=["the question"],
    says="Return the letter in front of the answer that you mean, as a string.",
)
def flat_score():
    return 0


@wrong(
    "find_the_bug",
    "words for a letter",
    fails=["the question"],
    says="Return the letter in front of the answer that you mean, as a string.",
)
def flat_score():
    return "below 0"


@alternative("find_the_bug", "shapes made equal, a loss from the library")
def repaired_1(model, x, y, epochs, lr):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history = []
    for _ in range(epochs):
        loss = nn.functional.mse_loss(model(x).squeeze(1), y.squeeze(1))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history


@alternative("find_the_bug", "shuffled copies, cut by index")
def repaired_2(model, x, y, epochs, lr, generator):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    criterion, history = nn.MSELoss(), []
    for _ in range(epochs):
        order = torch.randperm(len(x), generator=generator)
        x_shuffled, y_shuffled = x[order], y[order]
        for start in range(0, len(x), 8):
            rows = slice(start, start + 8)
            optimizer.zero_grad()
            loss = criterion(model(x_shuffled[rows]), y_shuffled[rows])
            loss.backward()
            optimizer.step()
            history.append(float(loss))
    return history


@alternative("find_the_bug", "the mean by a sum, in the loop")
def repaired_3(model, x, y, epochs, lr):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history = []
    for _ in range(epochs):
        y_hat = model(x - x.sum(dim=0, keepdim=True) / len(x))
        loss = (y_hat - y).square().mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history


@alternative("find_the_bug", "a capital letter")
def flat_score():
    return "B "
