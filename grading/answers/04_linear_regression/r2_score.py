"""Wrong and alternative answers to r2_score (read by grading.bank)."""

import torch
from torch import nn

from grading.bank import alternative, wrong


@wrong(
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
    "division by zero",
    fails=["y that does not vary"],
    says="Where all of `y` is one number, R² is not defined, and your function returns something "
    "all the same (−∞ or nan, if you divide by 0). A tensor raises no `ZeroDivisionError`: look "
    "before you divide, and `raise` a `ValueError`.",
)
def r2_score(y_hat, y):
    if y_hat.shape != y.shape:
        raise ValueError("shapes differ")
    return (1 - ((y - y_hat) ** 2).sum() / ((y - y.mean()) ** 2).sum()).item()


@wrong(
    "a tensor",
    fails=["a good prediction", "a perfect one, and a flat one", "a bad prediction"],
    says="You return a tensor, and a Python `float` is asked for.",
)
def r2_score(y_hat, y):
    if y_hat.shape != y.shape or y.min() == y.max():
        raise ValueError("shapes differ, or y does not vary")
    return 1 - ((y - y_hat) ** 2).sum() / ((y - y.mean()) ** 2).sum()


@wrong(
    "a mean for each column",
    fails=["a good prediction"],
    says="You take the mean of each column of `y`. Here ȳ is *one* number, the mean of all of `y`.",
)
def r2_score(y_hat, y):
    if y_hat.shape != y.shape or y.min() == y.max():
        raise ValueError("shapes differ, or y does not vary")
    return (1 - ((y - y_hat) ** 2).sum() / ((y - y.mean(dim=0)) ** 2).sum()).item()


@wrong(
    "centred in place",
    fails=["a good prediction", "a perfect one, and a flat one"],
    says="You compute in place, in the caller's `y` or `y_hat`: it has changed afterwards, or an "
    "error comes of it. `y - …` makes a new tensor, `y -= …` does not.",
)
def r2_score(y_hat, y):
    if y_hat.shape != y.shape or y.min() == y.max():
        raise ValueError("shapes differ, or y does not vary")
    left = ((y - y_hat) ** 2).sum()
    y -= y.mean()
    return (1 - left / (y**2).sum()).item()


@wrong(
    "dimensions counted",
    fails=["shapes that differ"],
    says="You compare how many dimensions the two have, how many rows or numbers, or shapes that "
    "were squeezed before. Shapes such as (1, N) and (N, 1), or (N, 1) and (N, 2), agree in some "
    "of these and are not the same. Compare the whole shapes, as they were given.",
)
def r2_score(y_hat, y):
    if y_hat.dim() != y.dim() or y.min() == y.max():
        raise ValueError("shapes differ, or y does not vary")
    return (1 - ((y - y_hat) ** 2).sum() / ((y - y.mean()) ** 2).sum()).item()


@wrong(
    "numbers counted",
    fails=["shapes that differ"],
    says="You compare how many dimensions the two have, how many rows or numbers, or shapes that "
    "were squeezed before. Shapes such as (1, N) and (N, 1), or (N, 1) and (N, 2), agree in some "
    "of these and are not the same. Compare the whole shapes, as they were given.",
)
def r2_score(y_hat, y):
    if y_hat.numel() != y.numel() or y.min() == y.max():
        raise ValueError("shapes differ, or y does not vary")
    return (1 - ((y - y_hat) ** 2).sum() / ((y - y.mean()) ** 2).sum()).item()


@wrong(
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
    "a little in the divisor",
    fails=["a good prediction"],
    says="You add a small number to Σ(y − ȳ)². R² has no unit, but yours then depends on that of "
    "`y`: where the numbers are very small themselves, the addition outweighs them.",
)
def r2_score(y_hat, y):
    if y_hat.shape != y.shape or y.min() == y.max():
        raise ValueError("shapes differ, or y does not vary")
    return (1 - ((y - y_hat) ** 2).sum() / (((y - y.mean()) ** 2).sum() + 1e-8)).item()


@wrong(
    "rows counted",
    fails=["shapes that differ"],
    says="You compare how many dimensions the two have, how many rows or numbers, or shapes that "
    "were squeezed before. Shapes such as (1, N) and (N, 1), or (N, 1) and (N, 2), agree in some "
    "of these and are not the same. Compare the whole shapes, as they were given.",
)
def r2_score(y_hat, y):
    if len(y_hat) != len(y) or y.min() == y.max():
        raise ValueError("shapes differ, or y does not vary")
    return (1 - ((y - y_hat) ** 2).sum() / ((y - y.mean()) ** 2).sum()).item()


@wrong(
    "brackets around 1 − left",
    fails=["a good prediction", "a perfect one, and a flat one", "a bad prediction"],
    says="You take the upper sum away from 1 first, and divide that: it is (1 − …)/…, and "
    "1 − …/… is asked for.",
)
def r2_score(y_hat, y):
    if y_hat.shape != y.shape or y.min() == y.max():
        raise ValueError("shapes differ, or y does not vary")
    return ((1 - ((y - y_hat) ** 2).sum()) / ((y - y.mean()) ** 2).sum()).item()


@wrong(
    "a mean over a sum",
    fails=["a good prediction", "a perfect one, and a flat one", "a bad prediction"],
    says="Above the line you take the mean of the squares, below it their sum. Two sums are asked "
    "for; two means are as good, but not one of each.",
)
def r2_score(y_hat, y):
    if y_hat.shape != y.shape or y.min() == y.max():
        raise ValueError("shapes differ, or y does not vary")
    return (1 - ((y - y_hat) ** 2).mean() / ((y - y.mean()) ** 2).sum()).item()


@wrong(
    "sizes for squares",
    fails=["a good prediction", "a bad prediction"],
    says="You add up the sizes of the differences, and R² compares their squares.",
)
def r2_score(y_hat, y):
    if y_hat.shape != y.shape or y.min() == y.max():
        raise ValueError("shapes differ, or y does not vary")
    return (1 - (y - y_hat).abs().sum() / (y - y.mean()).abs().sum()).item()


@wrong(
    "equal rows taken for equal numbers",
    fails=["a good prediction"],
    says="You refuse a `y` of shape (N, d) whose rows are equal, though the numbers in a row "
    "differ: `y[0]` is a whole row there, not one number. Only where *all* numbers are equal "
    "is R² not defined.",
)
def r2_score(y_hat, y):
    if y_hat.shape != y.shape or (y == y[0]).all():
        raise ValueError("shapes differ, or y does not vary")
    return (1 - ((y - y_hat) ** 2).sum() / ((y - y.mean()) ** 2).sum()).item()


@alternative("means with one divisor")
def r2_score(y_hat, y):
    if y_hat.shape != y.shape:
        raise ValueError("shapes differ")
    if len(y.unique()) == 1:
        raise ValueError("y does not vary")
    y_hat = y_hat.detach()
    return 1.0 - float(nn.functional.mse_loss(y_hat, y) / y.var(correction=0))


@alternative("in plain Python")
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
