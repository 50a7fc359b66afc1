"""Wrong and alternative answers to bce_with_logits (read by grading.bank)."""

import torch
from torch import nn

from grading.bank import alternative, wrong


@wrong(
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
    "clamped probability",
    fails=["the loss for logits of ±1000", "the gradient for logits of ±1000"],
    says="You cut the probability or the logits off, or add a small number. That hides the nan and "
    "leaves a wrong loss: it stops growing where the model is most wrong, and there its gradient "
    "is 0, so the model never gets away. Find a formula that needs no limit.",
)
def bce_with_logits(logits, y):
    p = torch.sigmoid(logits).clamp(1e-7, 1 - 1e-7)
    return -(y * torch.log(p) + (1 - y) * torch.log(1 - p)).mean()


@wrong(
    "exp overflows",
    fails=["the loss for logits of ±1000", "the gradient for logits of ±1000"],
    says="The formula log(1 + exp(z)) − z·y is right, but exp(1000) is infinite in floating point. "
    "For large z, log(1 + exp(z)) is nearly z: pull the z out, so that only exp(−|z|) is left.",
)
def bce_with_logits(logits, y):
    return (torch.log(1 + torch.exp(logits)) - logits * y).mean()


@wrong(
    "nan behind torch.where",
    fails=["the gradient for logits of ±1000"],
    says="Your gradient is nan. `torch.where` computes both branches, and in the one that is not "
    "taken something is infinite, such as exp(1000) or log 0: backward multiplies that by 0, which "
    "is nan. Use a formula in which nothing can become infinite in either branch.",
)
def bce_with_logits(logits, y):
    large = logits + torch.log1p(torch.exp(-logits))
    small = torch.log1p(torch.exp(logits))
    return (torch.where(logits > 0, large, small) - logits * y).mean()


@wrong(
    "nan behind a threshold",
    fails=["the gradient for logits of ±1000"],
    says="Your gradient is nan. `torch.where` computes both branches, and in the one that is not "
    "taken something is infinite, such as exp(1000) or log 0: backward multiplies that by 0, which "
    "is nan. Use a formula in which nothing can become infinite in either branch.",
)
def bce_with_logits(logits, y):
    softplus = torch.where(logits > 20, logits, torch.log1p(torch.exp(logits)))
    return (softplus - logits * y).mean()


@wrong(
    "two logarithms",
    fails=["the loss for logits of ±1000", "the gradient for logits of ±1000"],
    says="exp(1000) is infinite, as is the logarithm of a sigmoid that is 0, and infinite times a "
    "target of 0 is nan. Both logarithms are right on paper; write each as max(±z, 0) + "
    "log1p(exp(−|z|)), or with `torch.logaddexp`.",
)
def bce_with_logits(logits, y):
    minus_log_p, minus_log_q = torch.log1p(torch.exp(-logits)), torch.log1p(torch.exp(logits))
    return (y * minus_log_p + (1 - y) * minus_log_q).mean()


@wrong(
    "exp(-x) overflows",
    fails=["the loss for logits of ±1000", "the gradient for logits of ±1000"],
    says="The formula (1 − y)·z + log(1 + exp(−z)) is right, but for z = −1000 the exp is infinite "
    "in floating point. There log(1 + exp(−z)) is nearly −z: pull that out, so that only "
    "exp(−|z|) is left.",
)
def bce_with_logits(logits, y):
    return ((1 - y) * logits + torch.log(1 + torch.exp(-logits))).mean()


@wrong(
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
    "exp(-x) beside the maximum",
    fails=[
        "the loss",
        "targets between 0 and 1",
        "the gradient",
        "the loss for logits of ±1000",
        "the gradient for logits of ±1000",
    ],
    says="For negative logits your loss is too large by |z|. Beside max(z, 0) belongs "
    "log1p(exp(−|z|)), with the bars, and not exp(−z); or is |z| where max(z, 0) belongs?",
)
def bce_with_logits(logits, y):
    tail = torch.log1p(torch.exp(-logits))
    return (torch.maximum(logits, torch.zeros_like(logits)) - logits * y + tail).mean()


@wrong(
    "logits as probabilities",
    fails=[
        "the loss",
        "targets between 0 and 1",
        "the gradient",
        "the loss for logits of ±1000",
        "the gradient for logits of ±1000",
    ],
    says="Your loss is nan: what you take the logarithm of is negative. A logit may be any number, "
    "and so may 1/1 + exp(−z); the sigmoid 1/(1 + exp(−z)) is a probability. Is it in your "
    "formula, with its brackets?",
)
def bce_with_logits(logits, y):
    return -(y * torch.log(logits) + (1 - y) * torch.log(1 - logits)).mean()


@wrong(
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
    "minus before the first term only",
    fails=[
        "the loss",
        "targets between 0 and 1",
        "the gradient",
        "the loss for logits of ±1000",
        "the gradient for logits of ±1000",
    ],
    says="The term of the targets 1 is right, and that of the targets 0 has the wrong sign. A "
    "minus before the first product does not reach the second: both logarithms need it.",
)
def bce_with_logits(logits, y):
    log_p, log_q = nn.functional.logsigmoid(logits), nn.functional.logsigmoid(-logits)
    return (-y * log_p + (1 - y) * log_q).mean()


@wrong(
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
    "targets as a choice",
    fails=["targets between 0 and 1"],
    says="You use the targets only to choose between two cases. A target may lie between 0 and 1, "
    "such as 0.3: then both terms count, with the shares y and 1 − y.",
)
def bce_with_logits(logits, y):
    sign = torch.where(y > 0.5, -1.0, 1.0).to(logits.dtype)
    return torch.logaddexp(sign * logits, torch.zeros_like(logits)).mean()


@wrong(
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
    "clamped logarithm",
    fails=["the loss for logits of ±1000", "the gradient for logits of ±1000"],
    says="Your loss stops at 100, as that of `nn.BCELoss` does. That hides the infinity and leaves "
    "a loss that is wrong beyond 100, with a gradient that is of no use. Find a formula that "
    "needs no limit.",
)
def bce_with_logits(logits, y):
    p = torch.sigmoid(logits)
    log_p, log_q = torch.log(p).clamp(min=-100), torch.log(1 - p).clamp(min=-100)
    return -(y * log_p + (1 - y) * log_q).mean()


@wrong(
    "divided by the rows",
    fails=["the loss", "the gradient"],
    says="You divide by the number of rows, which `len` gives. A tensor of shape (2, 3) holds six "
    "numbers, and one of shape () has no rows at all. The mean is over all numbers.",
)
def bce_with_logits(logits, y):
    return (torch.logaddexp(logits, torch.zeros_like(logits)) - logits * y).sum() / len(y)


@wrong(
    "changes the targets",
    fails=["the loss"],
    says="The value is right, but your function writes into `y`: `-=` and methods that end in `_` "
    "change the tensor itself, and the next epoch meets other targets. Make a new tensor.",
)
def bce_with_logits(logits, y):
    y -= 1
    return (nn.functional.softplus(-logits) - logits * y).mean()


@wrong(
    "the classes exchanged",
    fails=[
        "the loss",
        "targets between 0 and 1",
        "the gradient",
        "the loss for logits of ±1000",
        "the gradient for logits of ±1000",
    ],
    says="Your two terms are exchanged: y stands where 1 − y belongs, or z where −z does. Try one "
    "number: for y = 1 and a large z the model is right, and the loss should be nearly 0.",
)
def bce_with_logits(logits, y):
    minus_log_p, minus_log_q = nn.functional.softplus(-logits), nn.functional.softplus(logits)
    return ((1 - y) * minus_log_p + y * minus_log_q).mean()


@wrong(
    "all or nothing",
    fails=["targets between 0 and 1"],
    says="You use the targets only to choose between two cases. A target may lie between 0 and 1, "
    "such as 0.3: then both terms count, with the shares y and 1 − y.",
)
def bce_with_logits(logits, y):
    softplus = nn.functional.softplus
    return torch.where(y == 1, softplus(-logits), softplus(logits)).mean()


@wrong(
    "only the targets 0 and 1",
    fails=["targets between 0 and 1"],
    says="Numbers whose target is neither exactly 0 nor exactly 1 have no part in your loss. For a "
    "target such as 0.3 both terms count, with the shares y and 1 − y.",
)
def bce_with_logits(logits, y):
    softplus = nn.functional.softplus
    total = softplus(-logits[y == 1]).sum() + softplus(logits[y == 0]).sum()
    return total / logits.numel()


@wrong(
    "only the first term",
    fails=[
        "the loss",
        "targets between 0 and 1",
        "the gradient",
        "the loss for logits of ±1000",
        "the gradient for logits of ±1000",
    ],
    says="Your loss has the term of the targets 1 only. Where the target is 0 it is 0, whatever "
    "the model says: a model that always says yes would be perfect. What about log(1 − p)?",
)
def bce_with_logits(logits, y):
    return -(y * nn.functional.logsigmoid(logits)).mean()


@wrong(
    "the sigmoid by exp(z)",
    fails=["the loss for logits of ±1000", "the gradient for logits of ±1000"],
    says="exp(z)/(1 + exp(z)) is infinite by infinite for z = 1000, which is nan. PyTorch's own "
    "sigmoid is not enough either: there it is exactly 1, and log(1 − 1) is −∞. Simplify the "
    "whole loss on paper first.",
)
def bce_with_logits(logits, y):
    p = torch.exp(logits) / (1 + torch.exp(logits))
    return -(y * torch.log(p) + (1 - y) * torch.log(1 - p)).mean()


@wrong(
    "one decision for all",
    fails=["the loss for logits of ±1000", "the gradient for logits of ±1000"],
    says="Beside a logit of 1000 there may be one of 0.5, for which log(1 + exp(z)) is not "
    "max(z, 0). One `if` cannot decide for all numbers of the tensor: each needs its own decision, "
    "or a formula that is right for all.",
)
def bce_with_logits(logits, y):
    if logits.abs().max() > 50:
        return (torch.relu(logits) - logits * y).mean()
    return (torch.log1p(torch.exp(logits)) - logits * y).mean()


@alternative("maximum and log1p")
def bce_with_logits(logits, y):
    tail = torch.log1p(torch.exp(-logits.abs()))
    return (torch.maximum(logits, torch.zeros_like(logits)) - logits * y + tail).mean()


@alternative("softplus")
def bce_with_logits(logits, y):
    return torch.mean(nn.functional.softplus(logits) - logits * y)


@alternative("logsigmoid")
def bce_with_logits(logits, y):
    log_p = nn.functional.logsigmoid(logits)
    return -(y * log_p + (1 - y) * nn.functional.logsigmoid(-logits)).sum() / logits.numel()
