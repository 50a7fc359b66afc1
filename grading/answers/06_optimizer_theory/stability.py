"""Wrong and alternative answers to stability (read by grading.bank)."""

import math

import torch

from grading.bank import alternative, wrong


@wrong(
    "1 over the largest eigenvalue",
    fails=[
        "a diagonal H",
        "any symmetric H",
        "the Hessian of a regression",
        "with momentum",
        "a negative eigenvalue",
        "flat directions",
    ],
    says="Your limit is (1 + μ)/λ. At lr = 1/λ the steepest direction arrives in a single step; it "
    "diverges only at twice that.",
)
def largest_stable_lr(H, momentum=0.0):
    eigenvalues = torch.linalg.eigvalsh(H)
    zero = 1e-9 * eigenvalues.abs().max().item()
    if eigenvalues[0] < -zero:
        return 0.0
    return math.inf if eigenvalues[-1] == 0 else (1 + momentum) / eigenvalues[-1].item()


@wrong(
    "the smallest eigenvalue",
    fails=[
        "a diagonal H",
        "any symmetric H",
        "the Hessian of a regression",
        "with momentum",
        "a negative eigenvalue",
    ],
    says="You take the limit of the flattest direction. There is one learning rate for all, and "
    "the steepest direction runs away first.",
)
def largest_stable_lr(H, momentum=0.0):
    eigenvalues = torch.linalg.eigvalsh(H)
    zero = 1e-9 * eigenvalues.abs().max().item()
    if eigenvalues[0] < -zero:
        return 0.0
    positive = eigenvalues[eigenvalues > zero]
    return 2 * (1 + momentum) / positive[0].item() if len(positive) else math.inf


@wrong(
    "the trace",
    fails=[
        "a diagonal H",
        "any symmetric H",
        "the Hessian of a regression",
        "with momentum",
        "a negative eigenvalue",
    ],
    says="You divide by the trace, the *sum* of all eigenvalues. That is safe, but not the limit: "
    "directions do not wait for each other.",
)
def largest_stable_lr(H, momentum=0.0):
    eigenvalues = torch.linalg.eigvalsh(H)
    zero = 1e-9 * eigenvalues.abs().max().item()
    if eigenvalues[0] < -zero:
        return 0.0
    return math.inf if eigenvalues[-1] == 0 else 2 * (1 + momentum) / H.trace().item()


@wrong(
    "the diagonal",
    fails=[
        "any symmetric H",
        "the Hessian of a regression",
        "with momentum",
        "a negative eigenvalue",
        "flat directions",
    ],
    says="You read the curvature off the numbers in H, such as its diagonal or the largest of all. "
    "That is right only if H is diagonal: otherwise the steepest direction is none of the axes. "
    "Which numbers belong to H's own axes?",
)
def largest_stable_lr(H, momentum=0.0):
    eigenvalues = torch.linalg.eigvalsh(H)
    zero = 1e-9 * eigenvalues.abs().max().item()
    if eigenvalues[0] < -zero:
        return 0.0
    largest = H.diagonal().max().item()
    return math.inf if largest == 0 else 2 * (1 + momentum) / largest


@wrong(
    "sizes of the eigenvalues",
    fails=["a negative eigenvalue"],
    says="You lose the sign of the eigenvalues (a norm, singular values, `abs`). Along a negative "
    "one the loss falls for ever: every learning rate above 0 leads away, and the result is 0.0.",
)
def largest_stable_lr(H, momentum=0.0):
    largest = torch.linalg.matrix_norm(H, ord=2).item()
    return math.inf if largest == 0 else 2 * (1 + momentum) / largest


@wrong(
    "only the largest eigenvalue",
    fails=["a negative eigenvalue"],
    says="You look at the largest eigenvalue alone. If another one is negative, this is a saddle, "
    "and every learning rate above 0 leads away from it: the result is 0.0.",
)
def largest_stable_lr(H, momentum=0.0):
    largest = torch.linalg.eigvalsh(H)[-1].item()
    if largest < 0:
        return 0.0
    return math.inf if largest == 0 else 2 * (1 + momentum) / largest


@wrong(
    "the Frobenius norm",
    fails=[
        "a diagonal H",
        "any symmetric H",
        "the Hessian of a regression",
        "with momentum",
        "a negative eigenvalue",
    ],
    says="You divide by the Frobenius norm, the root of the sum of all squares: larger than the "
    "largest eigenvalue as soon as there is a second one.",
)
def largest_stable_lr(H, momentum=0.0):
    smallest = torch.linalg.eigvalsh(H)[0].item()
    norm = torch.linalg.norm(H).item()
    if smallest < -1e-9 * norm:
        return 0.0
    return math.inf if norm == 0 else 2 * (1 + momentum) / norm


@wrong(
    "momentum ignored",
    fails=["with momentum"],
    says="Your limit is 2/λ whatever the momentum. With PyTorch's momentum it is 2(1 + μ)/λ: a "
    "memory damps the zigzag.",
)
def largest_stable_lr(H, momentum=0.0):
    eigenvalues = torch.linalg.eigvalsh(H)
    zero = 1e-9 * eigenvalues.abs().max().item()
    if eigenvalues[0] < -zero:
        return 0.0
    return math.inf if eigenvalues[-1] == 0 else 2 / eigenvalues[-1].item()


@wrong(
    "momentum narrows",
    fails=["with momentum"],
    says="With momentum your limit is 2(1 − μ)/λ. In a long valley momentum goes as if lr were "
    "1/(1 − μ) times as large, but across the valley it damps: the limit becomes *larger*.",
)
def largest_stable_lr(H, momentum=0.0):
    eigenvalues = torch.linalg.eigvalsh(H)
    zero = 1e-9 * eigenvalues.abs().max().item()
    if eigenvalues[0] < -zero:
        return 0.0
    return math.inf if eigenvalues[-1] == 0 else 2 * (1 - momentum) / eigenvalues[-1].item()


@wrong(
    "a tensor",
    fails=[
        "a diagonal H",
        "any symmetric H",
        "the Hessian of a regression",
        "with momentum",
        "a negative eigenvalue",
        "flat directions",
    ],
    says="Your result is a tensor, and a Python `float` is asked for: `.item()` gives it.",
)
def largest_stable_lr(H, momentum=0.0):
    eigenvalues = torch.linalg.eigvalsh(H)
    zero = 1e-9 * eigenvalues.abs().max()
    if eigenvalues[0] < -zero:
        return torch.tensor(0.0)
    return 2 * (1 + momentum) / eigenvalues[-1]


@wrong(
    "rounding taken for a saddle",
    fails=["flat directions"],
    says="A direction without any curvature is taken for a saddle: its computed eigenvalue is a "
    "tiny negative number, from rounding. Compare with the size of the others, and not with 0.",
)
def largest_stable_lr(H, momentum=0.0):
    eigenvalues = torch.linalg.eigvalsh(H)
    if eigenvalues[0] < 0:
        return 0.0
    return math.inf if eigenvalues[-1] == 0 else 2 * (1 + momentum) / eigenvalues[-1].item()


@wrong(
    "flat taken for a saddle",
    fails=["flat directions"],
    says="You take a direction without curvature for one that leads away. Nothing moves along it, "
    "so it sets no limit; only a *negative* eigenvalue makes the result 0.0.",
)
def largest_stable_lr(H, momentum=0.0):
    eigenvalues = torch.linalg.eigvalsh(H)
    zero = 1e-9 * eigenvalues.abs().max().item()
    if eigenvalues[0] <= zero:
        return 0.0
    return 2 * (1 + momentum) / eigenvalues[-1].item()


@wrong(
    "division by zero",
    fails=["flat directions"],
    says="If H is 0 you divide by zero. Without any curvature nothing limits the learning rate: "
    "return `math.inf`.",
)
def largest_stable_lr(H, momentum=0.0):
    eigenvalues = torch.linalg.eigvalsh(H)
    zero = 1e-9 * eigenvalues.abs().max().item()
    if eigenvalues[0] < -zero:
        return 0.0
    return 2 * (1 + momentum) / eigenvalues[-1].item()


@wrong(
    "one threshold for all sizes",
    fails=["a negative eigenvalue", "flat directions"],
    says="For a loss that is tiny everywhere you count all eigenvalues as 0. What is 0 is seen by "
    "comparison with the largest of them, whatever the loss was multiplied by.",
)
def largest_stable_lr(H, momentum=0.0):
    eigenvalues = torch.linalg.eigvalsh(H)
    if eigenvalues[0] < -1e-9:
        return 0.0
    if eigenvalues[-1] < 1e-9:
        return math.inf
    return 2 * (1 + momentum) / eigenvalues[-1].item()


@wrong(
    "slightly negative taken for flat",
    fails=["a negative eigenvalue"],
    says="You count a direction as flat that leads away, only slowly: a negative eigenvalue may be "
    "small. Your bound for what is 0 is above 10⁻⁹ times the largest.",
)
def largest_stable_lr(H, momentum=0.0):
    eigenvalues = torch.linalg.eigvalsh(H)
    zero = 1e-4 * eigenvalues.abs().max().item()
    if eigenvalues[0] < -zero:
        return 0.0
    if eigenvalues[-1] == 0:
        return math.inf
    return 2 * (1 + momentum) / eigenvalues[-1].item()


@wrong(
    "flat taken for slightly negative",
    fails=["flat directions"],
    says="You take a direction for a saddle's that counts as flat: the text says that what is "
    "smaller than 10⁻⁹ times the largest counts as 0, and your bound is lower.",
)
def largest_stable_lr(H, momentum=0.0):
    eigenvalues = torch.linalg.eigvalsh(H)
    zero = 1e-13 * eigenvalues.abs().max().item()
    if eigenvalues[0] < -zero:
        return 0.0
    if eigenvalues[-1] == 0:
        return math.inf
    return 2 * (1 + momentum) / eigenvalues[-1].item()


@wrong(
    "Nesterov's limit",
    fails=["with momentum"],
    says="You divide by 1 + 2μ as well: that is the limit with `nesterov=True`. It is asked for "
    "plain momentum, which widens the range.",
)
def largest_stable_lr(H, momentum=0.0):
    eigenvalues = torch.linalg.eigvalsh(H)
    zero = 1e-9 * eigenvalues.abs().max().item()
    if eigenvalues[0] < -zero:
        return 0.0
    if eigenvalues[-1] == 0:
        return math.inf
    return 2 * (1 + momentum) / (1 + 2 * momentum) / eigenvalues[-1].item()


@wrong(
    "the best learning rate",
    fails=[
        "a diagonal H",
        "any symmetric H",
        "the Hessian of a regression",
        "with momentum",
        "a negative eigenvalue",
        "flat directions",
    ],
    says="You divide by the sum of the smallest and the largest eigenvalue: that is the *best* "
    "learning rate of plain descent, not the largest stable one.",
)
def largest_stable_lr(H, momentum=0.0):
    eigenvalues = torch.linalg.eigvalsh(H)
    zero = 1e-9 * eigenvalues.abs().max().item()
    if eigenvalues[0] < -zero:
        return 0.0
    if eigenvalues[-1] == 0:
        return math.inf
    return 2 * (1 + momentum) / (eigenvalues[0] + eigenvalues[-1]).item()


@wrong(
    "no saddle at all",
    fails=["a negative eigenvalue"],
    says="You look at the largest eigenvalue alone, whatever its sign. If any of them is negative, "
    "this is no minimum, and every learning rate above 0 leads away from it: the result is 0.0.",
)
def largest_stable_lr(H, momentum=0.0):
    largest = torch.linalg.eigvalsh(H)[-1].item()
    return math.inf if largest == 0 else 2 * (1 + momentum) / largest


@alternative("eigenvalues of any matrix")
def largest_stable_lr(H, momentum=0.0):
    eigenvalues = torch.linalg.eigvals(H).real.tolist()
    size = max(abs(value) for value in eigenvalues)
    if min(eigenvalues) < -1e-9 * size:
        return 0.0
    return (2 + 2 * momentum) / max(eigenvalues) if size else float("inf")


@alternative("the limits of all directions")
def largest_stable_lr(H, momentum=0.0):
    eigenvalues, _ = torch.linalg.eigh(H)
    limits = [math.inf]
    for value in eigenvalues.tolist():
        if value > 1e-9 * eigenvalues.abs().max().item():
            limits.append(2 * (1 + momentum) / value)
        elif value < -1e-9 * eigenvalues.abs().max().item():
            limits.append(0.0)
    return min(limits)


@alternative("NumPy, and H shifted to find the smallest")
def largest_stable_lr(H, momentum=0.0):
    import numpy as np

    matrix = H.numpy()
    size = np.linalg.norm(matrix, 2)
    if size == 0:
        return math.inf
    largest = np.linalg.norm(matrix + size * np.eye(len(matrix)), 2) - size
    smallest = size - np.linalg.norm(size * np.eye(len(matrix)) - matrix, 2)
    return 0.0 if smallest < -1e-9 * size else float(2 * (1 + momentum) / largest)
