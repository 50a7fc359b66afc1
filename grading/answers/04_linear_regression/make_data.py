"""Wrong and alternative answers to make_data (read by grading.bank)."""

import torch

from grading.bank import alternative, wrong


@wrong(
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
    "noise from the global generator",
    fails=["y with noise", "where the randomness comes from"],
    says="`x` comes from `generator`, but the noise comes from PyTorch's global random state. The "
    "generator has to be passed to every call that draws.",
)
def make_data(n, slope, intercept, noise, generator):
    x = 10 * torch.rand(n, 1, generator=generator)
    return x, slope * x + intercept + noise * torch.randn_like(x)


@wrong(
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
    "x from 0 to 1",
    fails=["x", "y without noise", "y with noise", "where the randomness comes from"],
    says="Your `x` go from 0 to 1 only, or your `y` belong to such: that is the range of "
    "`torch.rand`. All `x` should go from 0 to 10, before anything is computed from them.",
)
def make_data(n, slope, intercept, noise, generator):
    x = torch.rand(n, 1, generator=generator)
    return x, slope * x + intercept + noise * torch.randn(n, 1, generator=generator)


@wrong(
    "normal x",
    fails=["x", "y without noise", "y with noise", "where the randomness comes from"],
    says="Your `x` are normally distributed, so half of them are negative. They should be spread "
    "evenly from 0 to 10. `rand` and `randn` are one letter apart.",
)
def make_data(n, slope, intercept, noise, generator):
    x = 10 * torch.randn(n, 1, generator=generator)
    return x, slope * x + intercept + noise * torch.randn(n, 1, generator=generator)


@wrong(
    "evenly spaced",
    fails=["x", "y without noise", "y with noise", "where the randomness comes from"],
    says="Your `x` are evenly spaced. That makes a good plot, but they are to be drawn at random, "
    "evenly distributed from 0 to 10.",
)
def make_data(n, slope, intercept, noise, generator):
    x = torch.linspace(0, 10, n).unsqueeze(1)
    return x, slope * x + intercept + noise * torch.randn(n, 1, generator=generator)


@wrong(
    "one number for all",
    fails=["y with noise", "where the randomness comes from"],
    says="You draw a single number and add it to every `y`: that moves the whole line up or down. "
    "Each point needs a number of its own.",
)
def make_data(n, slope, intercept, noise, generator):
    x = 10 * torch.rand(n, 1, generator=generator)
    return x, slope * x + intercept + noise * torch.randn(1, 1, generator=generator)


@wrong(
    "only upwards",
    fails=["y with noise", "where the randomness comes from"],
    says="Your noise is drawn with `rand`, whose numbers are spread evenly, from 0 to 1. The "
    "standard normal distribution is asked for: on both sides of 0, and most "
    "numbers near it.",
)
def make_data(n, slope, intercept, noise, generator):
    x = 10 * torch.rand(n, 1, generator=generator)
    return x, slope * x + intercept + noise * torch.rand(n, 1, generator=generator)


@wrong(
    "noise as a variance",
    fails=["y with noise"],
    says="You take `noise` for the variance and use its square root. It is the standard deviation "
    "already: multiply by it as it is.",
)
def make_data(n, slope, intercept, noise, generator):
    x = 10 * torch.rand(n, 1, generator=generator)
    return x, slope * x + intercept + noise**0.5 * torch.randn(n, 1, generator=generator)


@wrong(
    "noise before the slope",
    fails=["y with noise"],
    says="Your noise is multiplied by the slope as well: it was added to `x`, not to the line. "
    "The points are to deviate from the line upwards and downwards.",
)
def make_data(n, slope, intercept, noise, generator):
    x = 10 * torch.rand(n, 1, generator=generator)
    return x, slope * (x + noise * torch.randn(n, 1, generator=generator)) + intercept


@wrong(
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
    "noise forgotten",
    fails=["y with noise"],
    says="All your points lie exactly on the line: the noise is missing.",
)
def make_data(n, slope, intercept, noise, generator):
    x = 10 * torch.rand(n, 1, generator=generator)
    torch.randn(n, 1, generator=generator)
    return x, slope * x + intercept


@wrong(
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


@wrong(
    "a noise of 1",
    fails=["y without noise", "y with noise"],
    says="Your points deviate from the line by a standard deviation of 1, whatever `noise` is. The "
    "numbers of `randn` have that one. What makes them as large as the caller wants?",
)
def make_data(n, slope, intercept, noise, generator):
    x = 10 * torch.rand(n, 1, generator=generator)
    return x, slope * x + intercept + torch.randn(n, 1, generator=generator)


@wrong(
    "y first",
    fails=["x", "y without noise", "y with noise", "where the randomness comes from"],
    says="You return `y` first. It is `x, y`, in this order.",
)
def make_data(n, slope, intercept, noise, generator):
    x = 10 * torch.rand(n, 1, generator=generator)
    return slope * x + intercept + noise * torch.randn(n, 1, generator=generator), x


@wrong(
    "point by point",
    fails=["x", "y without noise", "y with noise", "where the randomness comes from"],
    says="You draw an x and its noise for one point after the other. A generator gives its numbers "
    "in the order of the calls, so yours become others: first all the `x` are drawn, in one call, "
    "then the noise of all points.",
)
def make_data(n, slope, intercept, noise, generator):
    x, y = torch.empty(n, 1), torch.empty(n, 1)
    for i in range(n):
        x[i] = 10 * torch.rand(1, generator=generator)
        y[i] = slope * x[i] + intercept + noise * torch.randn(1, generator=generator)
    return x, y


@wrong(
    "nothing returned",
    fails=["x", "y without noise", "y with noise", "where the randomness comes from"],
    says="`make_data` returns nothing (`None`). `print` shows numbers to a person; whoever calls "
    "the function gets only what it returns.",
)
def make_data(n, slope, intercept, noise, generator):
    x = 10 * torch.rand(n, 1, generator=generator)
    print(x, slope * x + intercept + noise * torch.randn(n, 1, generator=generator))


@wrong(
    "nothing drawn without noise",
    fails=["where the randomness comes from"],
    says="Where `noise` is 0 you draw no numbers for it. The points are the same, but the next "
    "call with this generator then makes others than after a call with noise. Draw the numbers in "
    "any case; times 0 they do nothing.",
)
def make_data(n, slope, intercept, noise, generator):
    x = 10 * torch.rand(n, 1, generator=generator)
    y = slope * x + intercept
    return x, y + noise * torch.randn(n, 1, generator=generator) if noise else y


@alternative("a column made of a row, the noise first in the sum")
def make_data(n, slope, intercept, noise, generator):
    x = (torch.rand(n, generator=generator) * 10).reshape(-1, 1)
    deviation = torch.randn((n,), generator=generator)[:, None] * noise
    return x, deviation.add(intercept).add(x, alpha=slope)


@alternative("filled in place")
def make_data(n, slope, intercept, noise, generator):
    x = torch.empty(n, 1).uniform_(0, 10, generator=generator)
    y = torch.empty(n, 1).normal_(0, 1, generator=generator)
    return x, y.mul_(noise).add_(slope * x + intercept)


@alternative("normal numbers about the line")
def make_data(n, slope, intercept, noise, generator):
    x = torch.rand((n, 1), generator=generator).mul_(10)
    return [x, torch.normal(slope * x + intercept, noise, generator=generator)]
