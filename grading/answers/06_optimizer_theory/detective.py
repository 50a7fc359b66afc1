"""Wrong and alternative answers to detective (read by grading.bank)."""

import math

import torch

from grading.bank import alternative, wrong


@wrong(
    "always Adam",
    fails=["SGD", "Momentum", "AdaGrad", "RMSProp", "Adam"],
    says="You find Adam everywhere. Look at the steps, divided by their gradients. If you do: is "
    "each step divided by its *own* gradient? Step number k used `gradients[k]`, and with another "
    "one every optimizer seems to remember something.",
)
def name_optimizer(weights, gradients):
    return "Adam"


@wrong(
    "a power of ten",
    fails=["AdaGrad", "RMSProp", "Adam"],
    says="You look for learning rates such as 0.1 or 0.01 in the first step. The learning rate may "
    "be any number, so one step's size alone does not tell who divides by what.",
)
def name_optimizer(weights, gradients):
    steps = weights[1:] - weights[:-1]
    ratio = -steps / gradients
    if torch.allclose(ratio, ratio[0, 0], rtol=1e-6, atol=0.0):
        return "SGD"
    if torch.allclose(ratio[0], ratio[0, 0], rtol=1e-6, atol=0.0):
        return "Momentum"
    size = steps[0, 0].abs().item()
    if not any(math.isclose(size, lr, rel_tol=1e-6) for lr in (0.1, 0.01, 0.001)):
        return "RMSProp"
    return "Adam" if (ratio < 0).any() else "AdaGrad"


@wrong(
    "always SGD",
    fails=["SGD", "Momentum", "AdaGrad", "RMSProp", "Adam"],
    says="You find SGD everywhere. With SGD the step is the same multiple of the gradient each "
    "time, in all elements. Is it?",
)
def name_optimizer(weights, gradients):
    return "SGD"


@wrong(
    "exactly equal",
    fails=["SGD", "Momentum"],
    says="You take SGD for Momentum. SGD's ratios are all equal but for rounding: `==` finds them "
    "different, so compare with a tolerance. And ask for SGD before Momentum, as the first step of "
    "both has one ratio.",
)
def name_optimizer(weights, gradients):
    steps = weights[1:] - weights[:-1]
    ratio = -steps / gradients
    if (ratio == ratio[0, 0]).all():
        return "SGD"
    if torch.allclose(ratio[0], ratio[0, 0], rtol=1e-6, atol=0.0):
        return "Momentum"
    if (ratio < 0).any():
        return "Adam"
    if (ratio[1:] <= (1 + 1e-6) * ratio[:-1]).all():
        return "AdaGrad"
    return "RMSProp"


@wrong(
    "an absolute tolerance",
    fails=["SGD", "Momentum", "AdaGrad", "RMSProp", "Adam"],
    says="Where the learning rate is tiny you find SGD, whoever it was: your tolerance is larger "
    "than the numbers themselves. `torch.allclose` has one such, `atol=1e-8`, even where you give "
    "only `rtol`.",
)
def name_optimizer(weights, gradients):
    steps = weights[1:] - weights[:-1]
    ratio = -steps / gradients
    if torch.allclose(ratio, ratio[0, 0], rtol=1e-6):
        return "SGD"
    if torch.allclose(ratio[0], ratio[0, 0], rtol=1e-6):
        return "Momentum"
    if (ratio < 0).any():
        return "Adam"
    if (ratio[1:] <= (1 + 1e-6) * ratio[:-1]).all():
        return "AdaGrad"
    return "RMSProp"


@wrong(
    "only the first step",
    fails=["SGD", "Momentum"],
    says="You look at the first step only. There SGD and Momentum are alike, since the first v is "
    "the gradient: what Momentum remembers shows from the second step on.",
)
def name_optimizer(weights, gradients):
    steps = weights[1:] - weights[:-1]
    ratio = -steps / gradients
    if torch.allclose(ratio[0], ratio[0, 0], rtol=1e-6, atol=0.0):
        return "SGD"
    if (ratio < 0).any():
        return "Adam"
    if (ratio[1:] <= (1 + 1e-6) * ratio[:-1]).all():
        return "AdaGrad"
    return "RMSProp"


@wrong(
    "against the gradient: Momentum",
    fails=["Momentum", "Adam"],
    says="You call everything Momentum that sometimes steps along the gradient's sign. Adam does "
    "that too, as it remembers directions. Their first steps tell them apart.",
)
def name_optimizer(weights, gradients):
    steps = weights[1:] - weights[:-1]
    ratio = -steps / gradients
    if torch.allclose(ratio, ratio[0, 0], rtol=1e-6, atol=0.0):
        return "SGD"
    if (ratio < 0).any():
        return "Momentum"
    if (ratio[1:] <= (1 + 1e-6) * ratio[:-1]).all():
        return "AdaGrad"
    return "RMSProp"


@wrong(
    "against the gradient: Adam",
    fails=["Momentum", "Adam"],
    says="You call everything Adam that sometimes steps along the gradient's sign. Momentum does "
    "that too. Their first steps tell them apart.",
)
def name_optimizer(weights, gradients):
    steps = weights[1:] - weights[:-1]
    ratio = -steps / gradients
    if torch.allclose(ratio, ratio[0, 0], rtol=1e-6, atol=0.0):
        return "SGD"
    if (ratio < 0).any():
        return "Adam"
    if (ratio[1:] <= (1 + 1e-6) * ratio[:-1]).all():
        return "AdaGrad"
    return "RMSProp"


@wrong(
    "no AdaGrad",
    fails=["AdaGrad", "RMSProp"],
    says="You take AdaGrad for RMSProp. Both divide by a root of squares, but AdaGrad's sum can "
    "only grow. What can its ratio never do?",
)
def name_optimizer(weights, gradients):
    steps = weights[1:] - weights[:-1]
    ratio = -steps / gradients
    if torch.allclose(ratio, ratio[0, 0], rtol=1e-6, atol=0.0):
        return "SGD"
    if torch.allclose(ratio[0], ratio[0, 0], rtol=1e-6, atol=0.0):
        return "Momentum"
    return "Adam" if (ratio < 0).any() else "RMSProp"


@wrong(
    "no RMSProp",
    fails=["AdaGrad", "RMSProp"],
    says="You take RMSProp for AdaGrad. RMSProp forgets, so its ratio also grows again where "
    "gradients become smaller.",
)
def name_optimizer(weights, gradients):
    steps = weights[1:] - weights[:-1]
    ratio = -steps / gradients
    if torch.allclose(ratio, ratio[0, 0], rtol=1e-6, atol=0.0):
        return "SGD"
    if torch.allclose(ratio[0], ratio[0, 0], rtol=1e-6, atol=0.0):
        return "Momentum"
    return "Adam" if (ratio < 0).any() else "AdaGrad"


@wrong(
    "no Adam",
    fails=["RMSProp", "Adam"],
    says="You take Adam for RMSProp: its ratio also rises and falls. But RMSProp divides this "
    "gradient, so its step always goes against this gradient's sign. Does every step here?",
)
def name_optimizer(weights, gradients):
    steps = weights[1:] - weights[:-1]
    ratio = -steps / gradients
    if torch.allclose(ratio, ratio[0, 0], rtol=1e-6, atol=0.0):
        return "SGD"
    if torch.allclose(ratio[0], ratio[0, 0], rtol=1e-6, atol=0.0):
        return "Momentum"
    if (ratio[1:] <= (1 + 1e-6) * ratio[:-1]).all():
        return "AdaGrad"
    return "RMSProp"


@wrong(
    "small letters",
    fails=["SGD", "Momentum", "AdaGrad", "RMSProp", "Adam"],
    says="The names are written as in the text: `SGD`, `Momentum`, `AdaGrad`, `RMSProp`, `Adam`.",
)
def name_optimizer(weights, gradients):
    steps = weights[1:] - weights[:-1]
    ratio = -steps / gradients
    if torch.allclose(ratio, ratio[0, 0], rtol=1e-6, atol=0.0):
        return "sgd"
    if torch.allclose(ratio[0], ratio[0, 0], rtol=1e-6, atol=0.0):
        return "momentum"
    if (ratio < 0).any():
        return "adam"
    return "adagrad" if (ratio[1:] <= (1 + 1e-6) * ratio[:-1]).all() else "rmsprop"


@wrong(
    "PyTorch's spelling",
    fails=["AdaGrad", "RMSProp"],
    says="The names are written as in the text: `AdaGrad` and `RMSProp`, although the classes of "
    "PyTorch are called `Adagrad` and `RMSprop`.",
)
def name_optimizer(weights, gradients):
    steps = weights[1:] - weights[:-1]
    ratio = -steps / gradients
    if torch.allclose(ratio, ratio[0, 0], rtol=1e-6, atol=0.0):
        return "SGD"
    if torch.allclose(ratio[0], ratio[0, 0], rtol=1e-6, atol=0.0):
        return "Momentum"
    if (ratio < 0).any():
        return "Adam"
    return "Adagrad" if (ratio[1:] <= (1 + 1e-6) * ratio[:-1]).all() else "RMSprop"


@wrong(
    "the sign forgotten",
    fails=["AdaGrad", "RMSProp", "Adam"],
    says="You take AdaGrad and RMSProp for Adam: you see steps along the gradient's sign where "
    "there are none. Every optimizer here steps *against* what it looks at, so an ordinary step "
    "divided by its gradient is negative.",
)
def name_optimizer(weights, gradients):
    steps = weights[1:] - weights[:-1]
    ratio = steps / gradients
    if torch.allclose(ratio, ratio[0, 0], rtol=1e-6, atol=0.0):
        return "SGD"
    if torch.allclose(ratio[0], ratio[0, 0], rtol=1e-6, atol=0.0):
        return "Momentum"
    if (ratio < 0).any():
        return "Adam"
    if (ratio[1:] <= (1 + 1e-6) * ratio[:-1]).all():
        return "AdaGrad"
    return "RMSProp"


@alternative("sizes of the first step first")
def name_optimizer(weights, gradients):
    steps = weights.diff(dim=0)
    sizes = steps[0].abs()
    if sizes.max() < 1.00001 * sizes.min():
        against = steps.sign() == -gradients.sign()
        if not against.all():
            return "Adam"
        denominators = (gradients / steps).abs()
        grows = denominators.diff(dim=0) > -1e-6 * denominators[1:]
        return "AdaGrad" if grows.all() else "RMSProp"
    rate = -steps[0, 0] / gradients[0, 0]
    return "SGD" if torch.allclose(steps, -rate * gradients, rtol=1e-5, atol=0.0) else "Momentum"


@alternative("rules replayed")
def name_optimizer(weights, gradients):
    steps = weights[1:] - weights[:-1]
    rate = -(steps[0] / gradients[0]).mean()
    if torch.allclose(steps, -rate * gradients, rtol=1e-5, atol=0.0):
        return "SGD"
    v = -steps / rate
    mu = (v[1] - gradients[1]) / v[0]
    if torch.allclose(mu, mu.mean(), rtol=1e-3):
        return "Momentum"
    size = steps[0].abs().mean()
    adagrad = -size * gradients / (gradients**2).cumsum(0).sqrt()
    if torch.allclose(steps, adagrad, rtol=1e-5, atol=0.0):
        return "AdaGrad"
    return "RMSProp" if (steps * gradients < 0).all() else "Adam"


@alternative("with loops over the elements")
def name_optimizer(weights, gradients):
    count, width = gradients.shape
    columns = [
        [((weights[k] - weights[k + 1])[j] / gradients[k, j]).item() for k in range(count)]
        for j in range(width)
    ]
    lr = columns[0][0]
    if all(abs(column[0] - lr) < 1e-6 * abs(lr) for column in columns):
        same = all(abs(r - lr) < 1e-6 * abs(lr) for column in columns for r in column)
        return "SGD" if same else "Momentum"
    if any(r < 0 for column in columns for r in column):
        return "Adam"
    rises = any(b > a * (1 + 1e-6) for column in columns for a, b in zip(column, column[1:]))
    return "RMSProp" if rises else "AdaGrad"
