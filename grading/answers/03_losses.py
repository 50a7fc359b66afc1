"""Wrong and alternative answers to the tasks of 03_losses (read by grading.bank, never run)."""

import torch
from torch import nn

from grading.bank import alternative, wrong

# 1. mse_and_huber


@wrong(
    "mse_and_huber",
    "sum for mean",
    fails=["the squared error", "the gradients"],
    says="Your squared error is the *sum* over all numbers, and the mean is asked for. A sum grows "
    "with the number of rows, and the gradient with it: twice the data, twice the step.",
)
def mse(y_hat, y):
    if y_hat.shape != y.shape:
        raise ValueError("shapes differ")
    return ((y_hat - y) ** 2).sum()


wrong(
    "mse_and_huber",
    "broadcasts",
    fails=["shapes that differ"],
    says="Shapes (N, 1) and (N,) pass without an error. They broadcast to (N, N): every prediction "
    "is compared with *every* target, and a model trained on that learns the mean of `y`, where "
    "the loss is var(y). Compare the shapes first, in both functions.",
    code="""
def mse(y_hat, y):
    return ((y_hat - y) ** 2).mean()

def huber(y_hat, y, delta):
    size = (y_hat - y).abs()
    return torch.where(size <= delta, 0.5 * size**2, delta * (size - 0.5 * delta)).mean()
""",
)


wrong(
    "mse_and_huber",
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
    "mse_and_huber",
    "only mse refuses",
    fails=["shapes that differ"],
    says="`mse` refuses shapes that differ, `huber` does not yet.",
)
def huber(y_hat, y, delta):
    size = (y_hat - y).abs()
    return torch.where(size <= delta, 0.5 * size**2, delta * (size - 0.5 * delta)).mean()


@wrong(
    "mse_and_huber",
    "delta forgotten",
    fails=["the Huber loss", "the gradients"],
    says="The straight part of your Huber loss has slope 1 instead of `delta`. The two parts then "
    "do not meet where |e| = `delta`, unless `delta` is 1. What is the slope of the parabola "
    "there?",
)
def huber(y_hat, y, delta):
    if y_hat.shape != y.shape:
        raise ValueError("shapes differ")
    size = (y_hat - y).abs()
    return torch.where(size <= delta, 0.5 * size**2, size - 0.5 * delta).mean()


@wrong(
    "mse_and_huber",
    "branches swapped",
    fails=["the Huber loss", "the gradients"],
    says="Your Huber loss takes the line for small errors and the parabola for large ones. It is "
    "the other way round: large errors are to count less than with the square.",
)
def huber(y_hat, y, delta):
    if y_hat.shape != y.shape:
        raise ValueError("shapes differ")
    size = (y_hat - y).abs()
    return torch.where(size > delta, 0.5 * size**2, delta * (size - 0.5 * delta)).mean()


@wrong(
    "mse_and_huber",
    "without the half",
    fails=["the Huber loss", "the gradients"],
    says="In your Huber loss the parabola is e² instead of ½·e². Then it does not meet the line "
    "where |e| = `delta`, and the loss jumps there. Look at the formula once more.",
)
def huber(y_hat, y, delta):
    if y_hat.shape != y.shape:
        raise ValueError("shapes differ")
    size = (y_hat - y).abs()
    return torch.where(size <= delta, size**2, delta * (size - 0.5 * delta)).mean()


@wrong(
    "mse_and_huber",
    "the library's",
    fails=["the squared error", "the Huber loss", "the gradients", "shapes that differ"],
    says="Your answer uses `mse_loss`. This task asks you to write that part yourself.",
)
def mse(y_hat, y):
    return nn.functional.mse_loss(y_hat, y)


@wrong(
    "mse_and_huber",
    "the numbers of dimensions",
    fails=["shapes that differ"],
    says="You compare how many *dimensions* there are. The shapes (N, 2) and (N, 1) have two each, "
    "and still they broadcast. Compare the whole shapes.",
)
def mse(y_hat, y):
    if y_hat.dim() != y.dim():
        raise ValueError("shapes differ")
    return ((y_hat - y) ** 2).mean()


@wrong(
    "mse_and_huber",
    "how many numbers",
    fails=["shapes that differ"],
    says="You compare how many *numbers* there are. The shapes (N, 1) and (N,) hold N each, and "
    "they broadcast to (N, N). Compare the whole shapes.",
)
def mse(y_hat, y):
    if y_hat.numel() != y.numel():
        raise ValueError("shapes differ")
    return ((y_hat - y) ** 2).mean()


wrong(
    "mse_and_huber",
    "divided by the rows",
    fails=["the squared error", "the Huber loss"],
    says="You divide by the number of rows, which `len` gives. A tensor of shape (2, 3) holds six "
    "numbers, and one of shape () has no rows at all. The mean is over all numbers.",
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
    "mse_and_huber",
    "changes its argument",
    fails=["the squared error", "the gradients"],
    says="`mse` writes into `y_hat`: `-=` and methods that end in `_` change the tensor itself. "
    "Whoever calls it has lost the predictions, and where they need a gradient PyTorch refuses. "
    "Make a new tensor.",
)
def mse(y_hat, y):
    if y_hat.shape != y.shape:
        raise ValueError("shapes differ")
    y_hat -= y
    return (y_hat**2).mean()


@wrong(
    "mse_and_huber",
    "the root of the square",
    fails=["the gradients"],
    says="The loss is right, but its gradient is nan where an error is exactly 0: the slope of the "
    "square root at 0 is infinite, and backward multiplies it by 0. `abs` has no such place.",
)
def huber(y_hat, y, delta):
    if y_hat.shape != y.shape:
        raise ValueError("shapes differ")
    size = ((y_hat - y) ** 2).sqrt()
    return torch.where(size <= delta, 0.5 * size**2, delta * (size - 0.5 * delta)).mean()


@wrong(
    "mse_and_huber",
    "one decision for all",
    fails=["the Huber loss", "the gradients"],
    says="Your `if` decides once, for the whole tensor: as soon as one error is large, all of them "
    "get the straight line. Each number needs its own decision.",
)
def huber(y_hat, y, delta):
    if y_hat.shape != y.shape:
        raise ValueError("shapes differ")
    size = (y_hat - y).abs()
    if (size <= delta).all():
        return (0.5 * size**2).mean()
    return (delta * (size - 0.5 * delta)).mean()


@alternative("mse_and_huber", "clamp")
def huber(y_hat, y, delta):
    if y_hat.shape != y.shape:
        raise ValueError("shapes differ")
    size = (y_hat - y).abs()
    near = size.clamp(max=delta)
    return (0.5 * near**2 + delta * (size - near)).sum() / y.numel()


@alternative("mse_and_huber", "one by one")
def mse(y_hat, y):
    if list(y_hat.shape) != list(y.shape):
        raise ValueError("shapes differ")
    errors = y_hat.reshape(-1) - y.reshape(-1)
    return sum(error * error for error in errors) / len(errors)


@alternative("mse_and_huber", "what sticks out")
def huber(y_hat, y, delta):
    if y_hat.size() != y.size():
        raise ValueError("shapes differ")
    size = torch.abs(y - y_hat)
    return 0.5 * torch.mean(size**2 - torch.relu(size - delta) ** 2)


# 2. bce_with_logits


@wrong(
    "bce_with_logits",
    "log of the sigmoid",
    fails=["the loss for logits of ±1000", "the gradient for logits of ±1000"],
    says="You take the logarithm of the sigmoid. For large logits the sigmoid is exactly 0 or 1, "
    "and the loss nan or infinite: the information is lost before the logarithm. Simplify "
    "log(1/(1 + exp(−z))) on paper first.",
)
def bce_with_logits(logits, y):
    p = torch.sigmoid(logits)
    return -(y * torch.log(p) + (1 - y) * torch.log(1 - p)).mean()


@wrong(
    "bce_with_logits",
    "clamped probability",
    fails=["the loss for logits of ±1000", "the gradient for logits of ±1000"],
    says="You keep the probability away from 0 and 1. That hides the nan and leaves a wrong loss: "
    "it stops growing where the model is most wrong, and there its gradient is 0, so the model "
    "never gets away. Do without the probability.",
)
def bce_with_logits(logits, y):
    p = torch.sigmoid(logits).clamp(1e-7, 1 - 1e-7)
    return -(y * torch.log(p) + (1 - y) * torch.log(1 - p)).mean()


@wrong(
    "bce_with_logits",
    "exp overflows",
    fails=["the loss for logits of ±1000", "the gradient for logits of ±1000"],
    says="The formula log(1 + exp(z)) − z·y is right, but exp(1000) is infinite in floating point. "
    "For large z, log(1 + exp(z)) is nearly z: pull the z out, so that only exp(−|z|) is left.",
)
def bce_with_logits(logits, y):
    return (torch.log(1 + torch.exp(logits)) - logits * y).mean()


@wrong(
    "bce_with_logits",
    "nan behind torch.where",
    fails=["the gradient for logits of ±1000"],
    says="The loss is right, but its gradient is nan. `torch.where` computes both branches, and in "
    "the one that is not taken exp(1000) is infinite: backward multiplies that by 0, which is "
    "nan. Use a formula whose exp cannot overflow in either branch.",
)
def bce_with_logits(logits, y):
    large = logits + torch.log1p(torch.exp(-logits))
    small = torch.log1p(torch.exp(logits))
    return (torch.where(logits > 0, large, small) - logits * y).mean()


@wrong(
    "bce_with_logits",
    "nan behind a threshold",
    fails=["the gradient for logits of ±1000"],
    says="The loss is right, but its gradient is nan. `torch.where` computes both branches, and in "
    "the one that is not taken exp(1000) is infinite: backward multiplies that by 0, which is "
    "nan. Use a formula whose exp cannot overflow in either branch.",
)
def bce_with_logits(logits, y):
    softplus = torch.where(logits > 20, logits, torch.log1p(torch.exp(logits)))
    return (softplus - logits * y).mean()


@wrong(
    "bce_with_logits",
    "two logarithms",
    fails=["the loss for logits of ±1000", "the gradient for logits of ±1000"],
    says="exp(1000) is infinite, and infinite times a target of 0 is nan. Both logarithms are "
    "right; write each as max(±z, 0) + log1p(exp(−|z|)), or with `torch.logaddexp`.",
)
def bce_with_logits(logits, y):
    minus_log_p, minus_log_q = torch.log1p(torch.exp(-logits)), torch.log1p(torch.exp(logits))
    return (y * minus_log_p + (1 - y) * minus_log_q).mean()


@wrong(
    "bce_with_logits",
    "exp(-x) overflows",
    fails=["the loss for logits of ±1000", "the gradient for logits of ±1000"],
    says="The formula (1 − y)·z + log(1 + exp(−z)) is right, but for z = −1000 the exp is infinite "
    "in floating point. There log(1 + exp(−z)) is nearly −z: pull that out, so that only "
    "exp(−|z|) is left.",
)
def bce_with_logits(logits, y):
    return ((1 - y) * logits + torch.log(1 + torch.exp(-logits))).mean()


@wrong(
    "bce_with_logits",
    "exp of +|x|",
    fails=[
        "the loss",
        "targets between 0 and 1",
        "the gradient",
        "the loss for logits of ±1000",
        "the gradient for logits of ±1000",
    ],
    says="In log1p(exp(−|z|)) the minus sign is missing.",
)
def bce_with_logits(logits, y):
    tail = torch.log1p(torch.exp(logits.abs()))
    return (torch.maximum(logits, torch.zeros_like(logits)) - logits * y + tail).mean()


@wrong(
    "bce_with_logits",
    "logits as probabilities",
    fails=[
        "the loss",
        "targets between 0 and 1",
        "the gradient",
        "the loss for logits of ±1000",
        "the gradient for logits of ±1000",
    ],
    says="You use the logits as if they were probabilities, and log of a negative number is nan. A "
    "logit may be any number; the sigmoid makes a probability of it, and that belongs into the "
    "formula.",
)
def bce_with_logits(logits, y):
    return -(y * torch.log(logits) + (1 - y) * torch.log(1 - logits)).mean()


@wrong(
    "bce_with_logits",
    "sum for mean",
    fails=[
        "the loss",
        "targets between 0 and 1",
        "the gradient",
        "the loss for logits of ±1000",
        "the gradient for logits of ±1000",
    ],
    says="You return the *sum* over all numbers, and the mean is asked for.",
)
def bce_with_logits(logits, y):
    return (torch.logaddexp(logits, torch.zeros_like(logits)) - logits * y).sum()


@wrong(
    "bce_with_logits",
    "sign turned",
    fails=[
        "the loss",
        "targets between 0 and 1",
        "the gradient",
        "the loss for logits of ±1000",
        "the gradient for logits of ±1000",
    ],
    says="Your loss has the wrong sign: it is least where the model is most wrong, and training "
    "would go there. The logarithm of a probability is never above 0. What has to become of it?",
)
def bce_with_logits(logits, y):
    log_p, log_q = nn.functional.logsigmoid(logits), nn.functional.logsigmoid(-logits)
    return (y * log_p + (1 - y) * log_q).mean()


@wrong(
    "bce_with_logits",
    "sigmoid first",
    fails=[
        "the loss",
        "targets between 0 and 1",
        "the gradient",
        "the loss for logits of ±1000",
        "the gradient for logits of ±1000",
    ],
    says="You apply the sigmoid twice: first to the logits, then once more inside the loss, whose "
    "formula has it already. Then p stays between ½ and 0.731, and no logit is extreme any more. "
    "The input is logits: take them as they are.",
)
def bce_with_logits(logits, y):
    p = torch.sigmoid(logits)
    return (torch.logaddexp(p, torch.zeros_like(p)) - p * y).mean()


@wrong(
    "bce_with_logits",
    "targets as a choice",
    fails=["targets between 0 and 1"],
    says="You use the targets only to choose between two cases. A target may lie between 0 and 1, "
    "such as 0.3: then both terms count, with the shares y and 1 − y.",
)
def bce_with_logits(logits, y):
    sign = torch.where(y > 0.5, -1.0, 1.0).to(logits.dtype)
    return torch.logaddexp(sign * logits, torch.zeros_like(logits)).mean()


@wrong(
    "bce_with_logits",
    "slope of clamp at 0",
    fails=["the gradient"],
    says="The loss is right, but not its gradient for a logit of exactly 0, which new models often "
    "give: it should be (½ − y)/N. At the corner, `clamp(min=0)`, or a `torch.where` "
    "with `z >= 0`, has the slope 1. `torch.maximum` shares it out, and `torch.logaddexp` has no "
    "corner.",
)
def bce_with_logits(logits, y):
    tail = torch.log1p(torch.exp(-logits.abs()))
    return (logits.clamp(min=0) - logits * y + tail).mean()


@wrong(
    "bce_with_logits",
    "slope of relu at 0",
    fails=["the gradient"],
    says="The loss is right, but not its gradient for a logit of exactly 0, which new models often "
    "give: it should be (½ − y)/N. At the corner, `relu`, or a `torch.where` with `z > 0`, "
    "has the slope 0. `torch.maximum` shares it out, and `torch.logaddexp` has no corner.",
)
def bce_with_logits(logits, y):
    tail = torch.log1p(torch.exp(-logits.abs()))
    return (torch.relu(logits) - logits * y + tail).mean()


@wrong(
    "bce_with_logits",
    "clamped logarithm",
    fails=["the loss for logits of ±1000", "the gradient for logits of ±1000"],
    says="You stop the logarithm at −100, as `nn.BCELoss` does. That hides the infinity and leaves "
    "a loss that is wrong beyond 100, with a gradient that is of no use. Do without the "
    "probability.",
)
def bce_with_logits(logits, y):
    p = torch.sigmoid(logits)
    log_p, log_q = torch.log(p).clamp(min=-100), torch.log(1 - p).clamp(min=-100)
    return -(y * log_p + (1 - y) * log_q).mean()


@wrong(
    "bce_with_logits",
    "divided by the rows",
    fails=["the loss", "the gradient"],
    says="You divide by the number of rows, which `len` gives. A tensor of shape (2, 3) holds six "
    "numbers, and one of shape () has no rows at all. The mean is over all numbers.",
)
def bce_with_logits(logits, y):
    return (torch.logaddexp(logits, torch.zeros_like(logits)) - logits * y).sum() / len(y)


@wrong(
    "bce_with_logits",
    "changes the targets",
    fails=["the loss"],
    says="The value is right, but your function writes into `y`: `-=` and methods that end in `_` "
    "change the tensor itself, and the next epoch meets other targets. Make a new tensor.",
)
def bce_with_logits(logits, y):
    y -= 1
    return (nn.functional.softplus(-logits) - logits * y).mean()


@alternative("bce_with_logits", "maximum and log1p")
def bce_with_logits(logits, y):
    tail = torch.log1p(torch.exp(-logits.abs()))
    return (torch.maximum(logits, torch.zeros_like(logits)) - logits * y + tail).mean()


@alternative("bce_with_logits", "softplus")
def bce_with_logits(logits, y):
    return torch.mean(nn.functional.softplus(logits) - logits * y)


@alternative("bce_with_logits", "logsigmoid")
def bce_with_logits(logits, y):
    log_p = nn.functional.logsigmoid(logits)
    return -(y * log_p + (1 - y) * nn.functional.logsigmoid(-logits)).sum() / logits.numel()


# 3. cross_entropy


@wrong(
    "cross_entropy",
    "log of softmax",
    fails=["the loss for logits of ±1000", "the gradient for logits of ±1000"],
    says="You take the logarithm of the softmax. A probability that is too small becomes exactly "
    "0, its logarithm −∞, and the gradient nan. The logarithm and the exp of the softmax cancel: "
    "simplify −log(exp(a)/s) on paper.",
)
def cross_entropy(logits, targets):
    p = torch.softmax(logits, dim=1)
    return -torch.log(p[torch.arange(len(targets)), targets]).mean()


@wrong(
    "cross_entropy",
    "log of softmax, one-hot",
    fails=["the loss for logits of ±1000", "the gradient for logits of ±1000"],
    says="You take the logarithm of the softmax. A probability that is too small becomes exactly "
    "0, its logarithm −∞, and −∞ times the 0 of a one-hot row is nan. The logarithm and the exp of "
    "the softmax cancel: simplify −log(exp(a)/s) on paper.",
)
def cross_entropy(logits, targets):
    one_hot = nn.functional.one_hot(targets, logits.shape[1])
    return -(one_hot * torch.log(torch.softmax(logits, dim=1))).sum(dim=1).mean()


@wrong(
    "cross_entropy",
    "the softmax as it stands",
    fails=["the loss for logits of ±1000", "the gradient for logits of ±1000"],
    says="You compute the softmax as its formula stands: exp(1000) is infinite, and infinite by "
    "infinite is nan. A stable softmax is not enough either: a small probability becomes exactly "
    "0, and log 0 is −∞. Simplify −log(exp(a)/s) on paper first.",
)
def cross_entropy(logits, targets):
    p = logits.exp() / logits.exp().sum(dim=1, keepdim=True)
    return -torch.log(p[torch.arange(len(targets)), targets]).mean()


@wrong(
    "cross_entropy",
    "differences to the target",
    fails=["the loss for logits of ±1000", "the gradient for logits of ±1000"],
    says="exp overflows where another class is far above the right one. Subtract the row's largest "
    "number first.",
)
def cross_entropy(logits, targets):
    right = logits[torch.arange(len(targets)), targets]
    return (logits - right[:, None]).exp().sum(dim=1).log().mean()


@wrong(
    "cross_entropy",
    "the row's mean subtracted",
    fails=["the loss for logits of ±1000", "the gradient for logits of ±1000"],
    says="You subtract a number from each row, but where a logit is far above it, exp overflows "
    "still. Subtract the *largest* logit of each row, so that every exp is at most 1.",
)
def cross_entropy(logits, targets):
    shifted = logits - logits.mean(dim=1, keepdim=True)
    log_sum = shifted.exp().sum(dim=1).log()
    return (log_sum - shifted[torch.arange(len(targets)), targets]).mean()


@wrong(
    "cross_entropy",
    "the maximum not put back",
    fails=[
        "the loss",
        "one row, and one class",
        "the gradient",
        "the loss for logits of ±1000",
        "the gradient for logits of ±1000",
    ],
    says="You subtract the maximum inside the exp and not from the logit of the right class (or do "
    "not add it back). Both terms must be shifted alike.",
)
def cross_entropy(logits, targets):
    shifted = logits - logits.amax(dim=1, keepdim=True)
    log_sum = shifted.exp().sum(dim=1).log()
    return (log_sum - logits[torch.arange(len(targets)), targets]).mean()


@wrong(
    "cross_entropy",
    "exp overflows",
    fails=["the loss for logits of ±1000", "the gradient for logits of ±1000"],
    says="The formula is right, but exp(1000) overflows to infinity and exp(−1000) is 0, whose "
    "logarithm is −∞. Subtract a number from all logits of a row first, so that the largest "
    "becomes 0: that changes no loss.",
)
def cross_entropy(logits, targets):
    log_sum = logits.exp().sum(dim=1).log()
    return (log_sum - logits[torch.arange(len(targets)), targets]).mean()


@wrong(
    "cross_entropy",
    "one maximum for all",
    fails=["the loss for logits of ±1000", "the gradient for logits of ±1000"],
    says="You subtract the largest logit of the *whole* tensor. A row that is far below it then "
    "has nothing but exp(−2000) = 0, and log 0 is −∞. Each row needs its own maximum.",
)
def cross_entropy(logits, targets):
    shifted = logits - logits.max()
    log_sum = shifted.exp().sum(dim=1).log()
    return (log_sum - shifted[torch.arange(len(targets)), targets]).mean()


@wrong(
    "cross_entropy",
    "softmax first",
    fails=[
        "the loss",
        "one row, and one class",
        "the gradient",
        "the loss for logits of ±1000",
        "the gradient for logits of ±1000",
    ],
    says="You apply the softmax twice: first to the logits, then once more inside the "
    "cross-entropy. That loss cannot fall below ln(1 + (K − 1)/e), for three classes 0.551. Its "
    "input is logits.",
)
def cross_entropy(logits, targets):
    p = torch.softmax(logits, dim=1)
    log_sum = p.exp().sum(dim=1).log()
    return (log_sum - p[torch.arange(len(targets)), targets]).mean()


@wrong(
    "cross_entropy",
    "sign turned",
    fails=[
        "the loss",
        "one row, and one class",
        "the gradient",
        "the loss for logits of ±1000",
        "the gradient for logits of ±1000",
    ],
    says="Your loss has the wrong sign: it is least where the model is most wrong, and training "
    "would go there. The logarithm of a probability is never above 0. What has to become of it?",
)
def cross_entropy(logits, targets):
    shifted = logits - logits.amax(dim=1, keepdim=True)
    log_sum = shifted.exp().sum(dim=1).log()
    return (shifted[torch.arange(len(targets)), targets] - log_sum).mean()


@wrong(
    "cross_entropy",
    "sum for mean",
    fails=[
        "the loss",
        "the gradient",
        "the loss for logits of ±1000",
        "the gradient for logits of ±1000",
    ],
    says="You return the *sum* of the rows' losses, and their mean is asked for.",
)
def cross_entropy(logits, targets):
    shifted = logits - logits.amax(dim=1, keepdim=True)
    log_sum = shifted.exp().sum(dim=1).log()
    return (log_sum - shifted[torch.arange(len(targets)), targets]).sum()


@wrong(
    "cross_entropy",
    "mean over the classes too",
    fails=[
        "the loss",
        "one row, and one class",
        "the gradient",
        "the loss for logits of ±1000",
        "the gradient for logits of ±1000",
    ],
    says="Your loss is too small by the factor K: you take the mean over all N·K numbers, of which "
    "only one in each row is not 0. Sum over the classes, then take the mean over the rows.",
)
def cross_entropy(logits, targets):
    shifted = logits - logits.amax(dim=1, keepdim=True)
    log_p = shifted - shifted.exp().sum(dim=1, keepdim=True).log()
    one_hot = nn.functional.one_hot(targets, logits.shape[1])
    return -(one_hot * log_p).mean()


@wrong(
    "cross_entropy",
    "the wrong dimension",
    fails=[
        "the loss",
        "one row, and one class",
        "the gradient",
        "the loss for logits of ±1000",
        "the gradient for logits of ±1000",
    ],
    says="You normalise along `dim=0`, down the rows. So the probabilities of one *class* add up "
    "to 1 over all examples. Those of one example, along `dim=1`, should.",
)
def cross_entropy(logits, targets):
    shifted = logits - logits.amax(dim=0, keepdim=True)
    log_p = shifted - shifted.exp().sum(dim=0, keepdim=True).log()
    return -log_p[torch.arange(len(targets)), targets].mean()


@wrong(
    "cross_entropy",
    "a small number added",
    fails=["the loss for logits of ±1000", "the gradient for logits of ±1000"],
    says="You add a small number to the probability, or keep it away from 0. That hides the "
    "infinity and leaves a wrong loss: it stops growing where the model is most wrong, and there "
    "its gradient is 0. Do without the probability.",
)
def cross_entropy(logits, targets):
    p = torch.softmax(logits, dim=1)
    return -torch.log(p[torch.arange(len(targets)), targets] + 1e-12).mean()


@wrong(
    "cross_entropy",
    "every row with every target",
    fails=[
        "the loss",
        "the gradient",
        "the loss for logits of ±1000",
        "the gradient for logits of ±1000",
    ],
    says="You take the logits of *every* target from each row: `logits[:, targets]` has the shape "
    "(N, N). From row i only the logit of its own target is wanted, so both the rows and the "
    "columns need an index.",
)
def cross_entropy(logits, targets):
    shifted = logits - logits.amax(dim=1, keepdim=True)
    log_sum = shifted.exp().sum(dim=1, keepdim=True).log()
    return (log_sum - shifted[:, targets]).mean()


@wrong(
    "cross_entropy",
    "changes the logits",
    fails=[
        "the loss",
        "one row, and one class",
        "the gradient",
        "the loss for logits of ±1000",
        "the gradient for logits of ±1000",
    ],
    says="You change the logits in place: `-=` and methods that end in `_` write into the tensor "
    "itself, which needs a gradient here, and PyTorch refuses. Make a new tensor.",
)
def cross_entropy(logits, targets):
    logits -= logits.amax(dim=1, keepdim=True)
    log_sum = logits.exp().sum(dim=1).log()
    return (log_sum - logits[torch.arange(len(targets)), targets]).mean()


@alternative("cross_entropy", "a loop over the rows")
def cross_entropy(logits, targets):
    total = 0.0
    for row, target in zip(logits, targets, strict=True):
        top = row.max().detach()
        total = total + top + torch.log(torch.exp(row - top).sum()) - row[target]
    return total / len(targets)


@alternative("cross_entropy", "one-hot and logaddexp")
def cross_entropy(logits, targets):
    log_sum = logits[:, 0]
    for column in logits.T[1:]:
        log_sum = torch.logaddexp(log_sum, column)
    one_hot = nn.functional.one_hot(targets, logits.shape[1])
    return (log_sum - (one_hot * logits).sum(dim=1)).mean()


# 4. label_smoothing


@wrong(
    "label_smoothing",
    "shared by the others",
    fails=["the loss", "epsilon = 1", "the gradient"],
    says="You share epsilon out to the K − 1 *other* classes. Here all K classes get a part, the "
    "right one too: epsilon/K each.",
)
def label_smoothing(logits, targets, epsilon):
    log_p = torch.log_softmax(logits, dim=1)
    q = torch.full_like(log_p, epsilon / (logits.shape[1] - 1))
    q[torch.arange(len(targets)), targets] = 1 - epsilon
    return -(q * log_p).sum(dim=1).mean()


@wrong(
    "label_smoothing",
    "mass is lost",
    fails=["the loss", "epsilon = 1", "the gradient"],
    says="Your target distribution does not add up to 1: each other class gets epsilon/K, and the "
    "right class misses its own epsilon/K.",
)
def label_smoothing(logits, targets, epsilon):
    log_p = torch.log_softmax(logits, dim=1)
    q = torch.full_like(log_p, epsilon / logits.shape[1])
    q[torch.arange(len(targets)), targets] = 1 - epsilon
    return -(q * log_p).sum(dim=1).mean()


@wrong(
    "label_smoothing",
    "epsilon to each class",
    fails=["the loss", "epsilon = 1", "the gradient"],
    says="Every class gets the whole epsilon, so your target distribution adds up to more than 1. "
    "The K classes share one epsilon: epsilon/K each.",
)
def label_smoothing(logits, targets, epsilon):
    log_p = torch.log_softmax(logits, dim=1)
    right = log_p[torch.arange(len(targets)), targets]
    return -((1 - epsilon) * right + epsilon * log_p.sum(dim=1)).mean()


@wrong(
    "label_smoothing",
    "mean over the classes too",
    fails=["the loss", "epsilon = 0", "epsilon = 1", "the gradient"],
    says="Your loss is too small by the factor K: you take the mean over all N·K numbers. Sum over "
    "the classes, then take the mean over the rows.",
)
def label_smoothing(logits, targets, epsilon):
    log_p = torch.log_softmax(logits, dim=1)
    q = torch.full_like(log_p, epsilon / logits.shape[1])
    q[torch.arange(len(targets)), targets] += 1 - epsilon
    return -(q * log_p).mean()


@wrong(
    "label_smoothing",
    "the shares exchanged",
    fails=["the loss", "epsilon = 0", "epsilon = 1", "the gradient"],
    says="The two shares are the wrong way round: epsilon is the small one, for all the classes, "
    "and 1 − epsilon stays with the right one.",
)
def label_smoothing(logits, targets, epsilon):
    log_p = torch.log_softmax(logits, dim=1)
    right = log_p[torch.arange(len(targets)), targets]
    return -(epsilon * right + (1 - epsilon) * log_p.mean(dim=1)).mean()


@wrong(
    "label_smoothing",
    "no smoothing",
    fails=["the loss", "epsilon = 1", "the gradient"],
    says="This is the ordinary cross-entropy: epsilon makes no difference to it.",
)
def label_smoothing(logits, targets, epsilon):
    log_p = torch.log_softmax(logits, dim=1)
    return -log_p[torch.arange(len(targets)), targets].mean()


@wrong(
    "label_smoothing",
    "sign turned",
    fails=["the loss", "epsilon = 0", "epsilon = 1", "the gradient"],
    says="Your loss has the wrong sign: it is least where the model is most wrong, and training "
    "would go there. The logarithm of a probability is never above 0. What has to become of it?",
)
def label_smoothing(logits, targets, epsilon):
    log_p = torch.log_softmax(logits, dim=1)
    right = log_p[torch.arange(len(targets)), targets]
    return ((1 - epsilon) * right + epsilon * log_p.mean(dim=1)).mean()


@wrong(
    "label_smoothing",
    "the wrong dimension",
    fails=["the loss", "epsilon = 0", "epsilon = 1", "the gradient"],
    says="You normalise along `dim=0`, down the rows. So the probabilities of one *class* add up "
    "to 1 over all examples. Those of one example, along `dim=1`, should.",
)
def label_smoothing(logits, targets, epsilon):
    log_p = torch.log_softmax(logits, dim=0)
    right = log_p[torch.arange(len(targets)), targets]
    return -((1 - epsilon) * right + epsilon * log_p.mean(dim=1)).mean()


@alternative("label_smoothing", "the distribution q")
def label_smoothing(logits, targets, epsilon):
    classes = logits.shape[1]
    q = nn.functional.one_hot(targets, classes) * (1 - epsilon) + epsilon / classes
    return (q * (logits.logsumexp(dim=1, keepdim=True) - logits)).sum() / len(targets)


# 5. weighted_mean


@wrong(
    "weighted_mean",
    "divided by N",
    fails=[
        "the weighted mean",
        "weights that are all 3",
        "a class that does not count",
        "rows that do not count",
        "the gradient",
    ],
    says="You divide by the number of rows. Then weights that are all 3 make the loss three times "
    "as large, where nothing should change. A row of weight 3 counts like three rows: divide by "
    "the sum of the rows' weights.",
)
def weighted_mean(losses, targets, weight, ignore_index):
    counts = targets != ignore_index
    return (weight[targets[counts]] * losses[counts]).mean()


@wrong(
    "weighted_mean",
    "divided by the weights of the classes",
    fails=[
        "the weighted mean",
        "weights that are all 3",
        "a class that does not count",
        "rows that do not count",
        "the gradient",
    ],
    says="You divide by the sum of the *class* weights. Each row brings its own weight into the "
    "sum above, so the divisor is the sum over the rows: a class with five rows counts five times.",
)
def weighted_mean(losses, targets, weight, ignore_index):
    counts = targets != ignore_index
    return (weight[targets[counts]] * losses[counts]).sum() / weight.sum()


@wrong(
    "weighted_mean",
    "ignored rows in the divisor",
    fails=["a class that does not count", "rows that do not count"],
    says="The rows to ignore are gone from the sum above, but their weights are still in the sum "
    "below. Take them out of both.",
)
def weighted_mean(losses, targets, weight, ignore_index):
    counts = targets != ignore_index
    w = weight[torch.where(counts, targets, 0)]
    return (w * losses)[counts].sum() / w.sum()


@wrong(
    "weighted_mean",
    "multiplied by 0",
    fails=["rows that do not count"],
    says="You multiply the rows to ignore by 0. That takes them out only if their loss is a "
    "number: 0·nan is nan. Select the rows that count with a mask instead.",
)
def weighted_mean(losses, targets, weight, ignore_index):
    counts = targets != ignore_index
    w = weight[torch.where(counts, targets, 0)] * counts
    return (w * losses).sum() / w.sum()


@wrong(
    "weighted_mean",
    "only from below",
    fails=["rows that do not count"],
    says="You look up a weight for the rows to ignore too, and `ignore_index` need not be an index "
    "that exists: raising −100 to 0 would help, but 255 is beyond the last class. Take the rows "
    "out before you look anything up.",
)
def weighted_mean(losses, targets, weight, ignore_index):
    counts = targets != ignore_index
    w = weight[targets.clamp(min=0)]
    return (w * losses)[counts].sum() / w[counts].sum()


@wrong(
    "weighted_mean",
    "looked up before the mask",
    fails=["rows that do not count"],
    says="You look up a weight for the rows to ignore too, and `ignore_index` need not be an index "
    "that exists: raising −100 to 0 would help, but 255 is beyond the last class. Take the rows "
    "out before you look anything up.",
)
def weighted_mean(losses, targets, weight, ignore_index):
    w = weight[targets]
    counts = targets != ignore_index
    return (w * losses)[counts].sum() / w[counts].sum()


@wrong(
    "weighted_mean",
    "nothing ignored",
    fails=["a class that does not count", "rows that do not count"],
    says="No row is left out: `ignore_index` makes no difference to your answer.",
)
def weighted_mean(losses, targets, weight, ignore_index):
    w = weight[targets]
    return (w * losses).sum() / w.sum()


@wrong(
    "weighted_mean",
    "the wrong rows",
    fails=[
        "the weighted mean",
        "weights that are all 3",
        "a class that does not count",
        "rows that do not count",
        "the gradient",
    ],
    says="Your mask is the wrong way round: you keep just the rows whose target is "
    "`ignore_index`, and leave out those that count. Where there is no such row, nothing is left, "
    "and 0/0 is nan.",
)
def weighted_mean(losses, targets, weight, ignore_index):
    counts = targets == ignore_index
    w = weight[targets[counts]]
    return (w * losses[counts]).sum() / w.sum()


@wrong(
    "weighted_mean",
    "no weights",
    fails=[
        "the weighted mean",
        "a class that does not count",
        "rows that do not count",
        "the gradient",
    ],
    says="This is the plain mean of the rows that count: the weights of the classes make no "
    "difference to it.",
)
def weighted_mean(losses, targets, weight, ignore_index):
    return losses[targets != ignore_index].mean()


@wrong(
    "weighted_mean",
    "changes the targets",
    fails=["a class that does not count", "rows that do not count"],
    says="The value is right, but your function writes into `targets`. The next epoch then no "
    "longer knows which rows are padding. Make a new tensor, or select with a mask.",
)
def weighted_mean(losses, targets, weight, ignore_index):
    counts = targets != ignore_index
    targets[~counts] = 0
    w = weight[targets]
    return (w * losses)[counts].sum() / w[counts].sum()


@alternative("weighted_mean", "torch.where")
def weighted_mean(losses, targets, weight, ignore_index):
    counts = targets != ignore_index
    w = torch.where(counts, weight[torch.where(counts, targets, 0)], 0)
    return w @ torch.where(counts, losses, 0) / w.sum()


@alternative("weighted_mean", "a loop")
def weighted_mean(losses, targets, weight, ignore_index):
    top = bottom = 0.0
    for loss, target in zip(losses, targets.tolist(), strict=True):
        if target != ignore_index:
            top = top + weight[target] * loss
            bottom = bottom + weight[target]
    return top / bottom


# 6. choose_loss

wrong(
    "choose_loss",
    "cross-entropy for a yes or no",
    fails=["spam", "tags"],
    says="`nn.CrossEntropyLoss` makes the outputs of a row compete for *one* right class. With a "
    "single column there is no competition and the loss is always 0; with tags, of which several "
    "may be right, it is the wrong question. Each yes or no is a question of its own.",
    code="""
def choose_loss(situation):
    if situation == "prices":
        return nn.MSELoss()
    if situation == "outliers":
        return nn.HuberLoss()
    if situation == "padding":
        return nn.CrossEntropyLoss(ignore_index=0)
    return nn.CrossEntropyLoss()
""",
)

wrong(
    "choose_loss",
    "squared error for all",
    fails=["outliers", "digits", "spam", "tags", "padding"],
    says="The squared error does not fit here. With outliers, one error of 100 weighs as much as "
    "10,000 errors of 1. Classes are not numbers on a scale: digit 9 is not nine times digit 1, "
    "and class indices of shape (N,) do not even have the shape of the outputs.",
    code="""
def choose_loss(situation):
    return lambda output, target: ((output - target) ** 2).mean()
""",
)

wrong(
    "choose_loss",
    "padding counts",
    fails=["padding"],
    says="Rows of padding count in your loss. By default `nn.CrossEntropyLoss` leaves out the "
    "target −100 only; a setting tells it to leave out class 0.",
    code="""
def choose_loss(situation):
    if situation == "prices":
        return nn.MSELoss()
    if situation == "outliers":
        return nn.HuberLoss()
    if situation in ("spam", "tags"):
        return nn.BCEWithLogitsLoss()
    return nn.CrossEntropyLoss()
""",
)

wrong(
    "choose_loss",
    "probabilities wanted",
    fails=["digits", "spam", "tags", "padding"],
    says="`nn.BCELoss` takes probabilities and `nn.NLLLoss` log-probabilities. A last linear layer "
    "without an activation returns *logits*. Each of the two has a sister that takes those.",
    code="""
def choose_loss(situation):
    if situation == "prices":
        return nn.MSELoss()
    if situation == "outliers":
        return nn.HuberLoss()
    if situation in ("spam", "tags"):
        return nn.BCELoss()
    return nn.NLLLoss(ignore_index=0 if situation == "padding" else -100)
""",
)

wrong(
    "choose_loss",
    "BCELoss of the sigmoid",
    fails=["spam", "tags"],
    says="At a logit of 200 the sigmoid is exactly 1 in float32, so nothing is left of how wrong "
    "the model is: the loss stays at 100, and the gradient is 0. Take the loss that wants logits.",
    code="""
def choose_loss(situation):
    def yes_or_no(output, target):
        return nn.functional.binary_cross_entropy(torch.sigmoid(output), target)

    losses = {
        "prices": nn.MSELoss(),
        "outliers": nn.HuberLoss(),
        "digits": nn.CrossEntropyLoss(),
        "spam": yes_or_no,
        "tags": yes_or_no,
        "padding": nn.CrossEntropyLoss(ignore_index=0),
    }
    return losses[situation]
""",
)

wrong(
    "choose_loss",
    "NLLLoss of the softmax's logarithm",
    fails=["digits", "padding"],
    says="Where another logit is greater by 200, the softmax gives the right class a probability "
    "of exactly 0 in float32, and its logarithm is −∞. `nn.CrossEntropyLoss` takes the logits.",
    code="""
def choose_loss(situation):
    def of_log_softmax(**settings):
        return lambda output, target: nn.NLLLoss(**settings)(output.softmax(1).log(), target)

    losses = {
        "prices": nn.MSELoss(),
        "outliers": nn.HuberLoss(),
        "digits": of_log_softmax(),
        "spam": nn.BCEWithLogitsLoss(),
        "tags": nn.BCEWithLogitsLoss(),
        "padding": of_log_softmax(ignore_index=0),
    }
    return losses[situation]
""",
)

wrong(
    "choose_loss",
    "L1 for outliers",
    fails=["outliers"],
    says="`nn.L1Loss` is a straight line everywhere, with a corner at 0. Small errors are to count "
    "as a parabola here. Which loss of the lesson is a parabola that goes on as a line?",
    code="""
def choose_loss(situation):
    if situation == "prices":
        return nn.MSELoss()
    if situation == "outliers":
        return nn.L1Loss()
    if situation in ("spam", "tags"):
        return nn.BCEWithLogitsLoss()
    return nn.CrossEntropyLoss(ignore_index=0 if situation == "padding" else -100)
""",
)

wrong(
    "choose_loss",
    "classes for criteria",
    fails=["prices", "outliers", "digits", "spam", "tags", "padding"],
    says="You return the class, such as `nn.MSELoss`, and not a criterion made from it. Called "
    "with an output and a target, a class takes them for its settings. Call it first, with its "
    "settings or with empty brackets.",
    code="""
def choose_loss(situation):
    losses = {
        "prices": nn.MSELoss,
        "outliers": nn.HuberLoss,
        "spam": nn.BCEWithLogitsLoss,
        "tags": nn.BCEWithLogitsLoss,
    }
    return losses.get(situation, nn.CrossEntropyLoss)
""",
)

wrong(
    "choose_loss",
    "sums",
    fails=["prices", "outliers", "digits", "spam", "tags", "padding"],
    says="Your loss adds the errors up. It then grows with the number of rows, and so do the "
    "gradients. The mean is to be taken, as a criterion does by default.",
    code="""
def choose_loss(situation):
    if situation == "prices":
        return nn.MSELoss(reduction="sum")
    if situation == "outliers":
        return nn.HuberLoss(reduction="sum")
    if situation in ("spam", "tags"):
        return nn.BCEWithLogitsLoss(reduction="sum")
    ignored = 0 if situation == "padding" else -100
    return nn.CrossEntropyLoss(reduction="sum", ignore_index=ignored)
""",
)

wrong(
    "choose_loss",
    "a loss for each row",
    fails=["prices", "outliers", "digits", "spam", "tags", "padding"],
    says="Your criterion returns a whole tensor of losses. To train with it, one number is "
    "needed, of which to take the gradient: their mean.",
    code="""
def choose_loss(situation):
    if situation == "prices":
        return nn.MSELoss(reduction="none")
    if situation == "outliers":
        return nn.HuberLoss(reduction="none")
    if situation in ("spam", "tags"):
        return nn.BCEWithLogitsLoss(reduction="none")
    ignored = 0 if situation == "padding" else -100
    return nn.CrossEntropyLoss(reduction="none", ignore_index=ignored)
""",
)

wrong(
    "choose_loss",
    "names of criteria",
    fails=["prices", "outliers", "digits", "spam", "tags", "padding"],
    says="You return the name of a criterion, a string. A string cannot be called. Return the "
    "criterion itself, made with its settings or with empty brackets.",
    code="""
def choose_loss(situation):
    losses = {
        "prices": "MSELoss",
        "outliers": "HuberLoss",
        "spam": "BCEWithLogitsLoss",
        "tags": "BCEWithLogitsLoss",
    }
    return losses.get(situation, "CrossEntropyLoss")
""",
)

alternative(
    "choose_loss",
    "a weight of 0",
    code="""
def choose_loss(situation):
    losses = {
        "prices": nn.MSELoss(),
        "outliers": nn.HuberLoss(delta=1.0),
        "digits": nn.CrossEntropyLoss(),
        "spam": nn.BCEWithLogitsLoss(),
        "tags": nn.MultiLabelSoftMarginLoss(),
        "padding": nn.CrossEntropyLoss(weight=torch.tensor([0.0, 1.0, 1.0, 1.0, 1.0])),
    }
    return losses[situation]
""",
)

alternative(
    "choose_loss",
    "functions",
    code="""
import functools

def choose_loss(situation):
    F = nn.functional
    if situation == "prices":
        return F.mse_loss
    if situation == "outliers":
        return nn.SmoothL1Loss()
    if situation in ("spam", "tags"):
        return F.binary_cross_entropy_with_logits
    return functools.partial(F.cross_entropy, ignore_index=0 if situation == "padding" else -100)
""",
)

# 7. accuracy


@wrong(
    "accuracy",
    "a count",
    fails=["several classes", "yes or no", "equally large logits"],
    says="You return how *many* predictions are right. The share is asked for, so that data sets "
    "of different sizes can be compared: from 0.0 to 1.0.",
)
def accuracy(logits, targets):
    predictions = logits > 0 if logits.shape[1] == 1 else logits.argmax(dim=1)
    return float((predictions == targets).sum())


@wrong(
    "accuracy",
    "in percent",
    fails=["several classes", "yes or no", "one row", "equally large logits"],
    says="You return percent, up to 100. The share is asked for, from 0.0 to 1.0.",
)
def accuracy(logits, targets):
    predictions = logits > 0 if logits.shape[1] == 1 else logits.argmax(dim=1)
    return 100 * (predictions == targets).double().mean().item()


@wrong(
    "accuracy",
    "threshold of one half",
    fails=["yes or no"],
    says="You compare the *logits* with 0.5. It is the probability that has to be above ½, and the "
    "sigmoid is ½ where the logit is another number. Which one?",
)
def accuracy(logits, targets):
    predictions = logits > 0.5 if logits.shape[1] == 1 else logits.argmax(dim=1)
    return (predictions == targets).double().mean().item()


@wrong(
    "accuracy",
    "argmax of one column",
    fails=["yes or no", "one row"],
    says="With a single column, `argmax` is always 0: there is nothing to choose from. And its "
    "shape (N,) broadcasts with targets of shape (N, 1). A yes or no needs a threshold.",
)
def accuracy(logits, targets):
    return (logits.argmax(dim=1) == targets).double().mean().item()


@wrong(
    "accuracy",
    "rows for columns",
    fails=["yes or no", "one row"],
    says="You tell the two forms apart by the number of rows, which is `len(logits)` or "
    "`logits.shape[0]`. A yes or no is known by its single *column*; there may be any number of "
    "rows in both forms.",
)
def accuracy(logits, targets):
    predictions = logits > 0 if len(logits) == 1 else logits.argmax(dim=1)
    return (predictions == targets).double().mean().item()


@wrong(
    "accuracy",
    "the largest logit itself",
    fails=["several classes", "one row", "equally large logits"],
    says="With several classes, hardly any of your predictions is right. Print them beside the "
    "targets: is each of them the index of a class, or a logit?",
)
def accuracy(logits, targets):
    predictions = logits > 0 if logits.shape[1] == 1 else logits.amax(dim=1)
    return (predictions == targets).double().mean().item()


@wrong(
    "accuracy",
    "argmax down the rows",
    fails=["several classes", "one row", "equally large logits"],
    says="You take the `argmax` along `dim=0`, down the rows: it names, for each class, a row. "
    "Each row is to get a class, so the dimension of the classes is the one that has to go.",
)
def accuracy(logits, targets):
    predictions = logits > 0 if logits.shape[1] == 1 else logits.argmax(dim=0)
    return (predictions == targets).double().mean().item()


@wrong(
    "accuracy",
    "exactly one half",
    fails=["yes or no"],
    says="A logit of exactly 0, a probability of exactly ½, counts as a 1 in your answer. The "
    "prediction is 1 only where the probability is *greater* than ½.",
)
def accuracy(logits, targets):
    predictions = logits >= 0 if logits.shape[1] == 1 else logits.argmax(dim=1)
    return (predictions == targets).double().mean().item()


@wrong(
    "accuracy",
    "a broadcast",
    fails=["several classes", "yes or no", "equally large logits"],
    says="You compare a column of shape (N, 1) with a tensor of shape (N,). They broadcast to "
    "(N, N): every prediction is compared with every target. Print both shapes.",
)
def accuracy(logits, targets):
    if logits.shape[1] == 1:
        return ((logits[:, 0] > 0) == targets).double().mean().item()
    return (logits.argmax(dim=1, keepdim=True) == targets).double().mean().item()


@wrong(
    "accuracy",
    "the share of errors",
    fails=["several classes", "yes or no", "one row", "equally large logits"],
    says="This is the share of *wrong* predictions. The right ones are asked for.",
)
def accuracy(logits, targets):
    predictions = logits > 0 if logits.shape[1] == 1 else logits.argmax(dim=1)
    return (predictions != targets).double().mean().item()


@alternative("accuracy", "softmax, sigmoid and a loop")
def accuracy(logits, targets):
    if logits.shape[1] == 1:
        right = (torch.sigmoid(logits) > 0.5) == targets.bool()
        return float(right.sum()) / len(targets)
    right = 0
    for row, target in zip(logits.tolist(), targets.tolist(), strict=True):
        right += row.index(max(row)) == target
    return right / len(targets)


# 8. find_the_bug


@wrong(
    "find_the_bug",
    "softmax in loop 1",
    fails=["loop 1"],
    says="There is still a softmax before the cross-entropy, which applies one itself. The history "
    "gets stuck above 0 and the gradients are small. Hand it the logits.",
)
def repaired_1(model, x, targets, epochs, lr):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history = []
    for _ in range(epochs):
        loss = nn.functional.cross_entropy(torch.softmax(model(x), dim=1), targets)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history


@wrong(
    "find_the_bug",
    "broadcast in loop 2",
    fails=["loop 2"],
    says="In loop 2 the difference still has the shape (N, N): the prediction is a column, (N, 1), "
    "and a target of shape (N,) or (1, N) counts as a row. The best that a model can do then is to "
    "predict the mean of `y`, and the loss is var(y). Give both the same shape.",
)
def repaired_2(model, x, y, epochs, lr):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history = []
    for _ in range(epochs):
        loss = ((model(x) - y) ** 2).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history


@wrong(
    "find_the_bug",
    "squeeze in loop 3",
    fails=["loop 3 with one row"],
    says="`squeeze()` takes away every dimension of size 1. A table of one row then has no "
    "dimension left, and the rows of logits find no row of targets. Say which dimension has to go.",
)
def repaired_3(model, x, table, epochs, lr):
    targets = table.squeeze().long()
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history = []
    for _ in range(epochs):
        loss = nn.functional.cross_entropy(model(x), targets)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history


@wrong(
    "find_the_bug",
    "no floor",
    fails=["the question about loop 1"],
    says="The cross-entropy takes the probabilities for logits, and these are never further apart "
    "than 0 and 1. What does a second softmax make of 1, 0, 0? Compute −log of the first.",
)
def floor():
    return "a"


@wrong(
    "find_the_bug",
    "the floor is the start",
    fails=["the question about loop 1"],
    says="ln 3 is what a model that knows nothing has: all three probabilities are equal. Loop 1 "
    "starts there and gets lower. How low, when it is certain and right?",
)
def floor():
    return "b"


@wrong(
    "find_the_bug",
    "the floor is a probability",
    fails=["the question about loop 1"],
    says="1/3 is a probability, that of each class in a model that knows nothing. The question "
    "asks for a loss: −log of a probability. What does a second softmax make of 1, 0, 0?",
)
def floor():
    return "d"


@wrong(
    "find_the_bug",
    "a number for a letter",
    fails=["the question about loop 1"],
    says="Return the letter in front of the answer that you mean, as a string.",
)
def floor():
    return 0.551


@wrong(
    "find_the_bug",
    "whole numbers in a column",
    fails=["loop 3", "loop 3 with one row"],
    says="The indices in loop 3 are whole numbers now, but still in a column of shape (N, 1). The "
    "loss wants one index for each row, shape (N,).",
)
def repaired_3(model, x, table, epochs, lr):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history = []
    for _ in range(epochs):
        loss = nn.functional.cross_entropy(model(x), table.long())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history


@wrong(
    "find_the_bug",
    "floats of the right shape",
    fails=["loop 3", "loop 3 with one row"],
    says="The targets of loop 3 have the right shape now, but they are still floats. Class indices "
    "are whole numbers, int64.",
)
def repaired_3(model, x, table, epochs, lr):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history = []
    for _ in range(epochs):
        loss = nn.functional.cross_entropy(model(x), table[:, 0])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history


@wrong(
    "find_the_bug",
    "the targets turned in place",
    fails=["loop 2"],
    says="The loss is right now, but loop 2 changes the shape of `y` itself: methods that end in "
    "`_` write into the tensor. Whoever calls the loop finds other targets afterwards. Make a new "
    "tensor.",
)
def repaired_2(model, x, y, epochs, lr):
    y.unsqueeze_(1)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history = []
    for _ in range(epochs):
        loss = ((model(x) - y) ** 2).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history


@alternative("find_the_bug", "the criteria as modules")
def repaired_2(model, x, y, epochs, lr):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history = []
    for _ in range(epochs):
        loss = nn.MSELoss()(model(x).squeeze(1), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history


@alternative("find_the_bug", "flattened")
def repaired_3(model, x, table, epochs, lr):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history = []
    for _ in range(epochs):
        loss = nn.CrossEntropyLoss()(model(x), table[:, 0].to(torch.int64))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history
