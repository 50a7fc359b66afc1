"""Wrong and alternative answers to label_smoothing (read by grading.bank)."""

import torch
from torch import nn

from grading.bank import alternative, wrong


@wrong(
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
    "the right class keeps all",
    fails=["the loss", "epsilon = 1", "the gradient"],
    says="Your target distribution adds up to 1 + epsilon: each class gets its epsilon/K, but the "
    "right one keeps the whole 1 besides. What has it given away?",
)
def label_smoothing(logits, targets, epsilon):
    classes = logits.shape[1]
    q = nn.functional.one_hot(targets, classes) + epsilon / classes
    return -(q * torch.log_softmax(logits, dim=1)).sum(dim=1).mean()


@wrong(
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
    "no smoothing",
    fails=["the loss", "epsilon = 1", "the gradient"],
    says="This is the ordinary cross-entropy: epsilon makes no difference to it.",
)
def label_smoothing(logits, targets, epsilon):
    log_p = torch.log_softmax(logits, dim=1)
    return -log_p[torch.arange(len(targets)), targets].mean()


@wrong(
    "sign turned",
    fails=["the loss", "epsilon = 0", "epsilon = 1", "the gradient"],
    says="Your loss, or one of its two parts, has the wrong sign. The logarithm of a probability "
    "is never above 0, and each part of the loss is never below. A minus before the first part "
    "does not reach the second.",
)
def label_smoothing(logits, targets, epsilon):
    log_p = torch.log_softmax(logits, dim=1)
    right = log_p[torch.arange(len(targets)), targets]
    return ((1 - epsilon) * right + epsilon * log_p.mean(dim=1)).mean()


@wrong(
    "minus before the first part only",
    fails=["the loss", "epsilon = 1", "the gradient"],
    says="Your loss, or one of its two parts, has the wrong sign. The logarithm of a probability "
    "is never above 0, and each part of the loss is never below. A minus before the first part "
    "does not reach the second.",
)
def label_smoothing(logits, targets, epsilon):
    log_p = torch.log_softmax(logits, dim=1)
    right = log_p[torch.arange(len(targets)), targets]
    return (-(1 - epsilon) * right + epsilon * log_p.mean(dim=1)).mean()


@wrong(
    "the wrong dimension",
    fails=["the loss", "epsilon = 0", "epsilon = 1", "the gradient"],
    says="You normalise along `dim=0`, down the rows. So the probabilities of one *class* add up "
    "to 1 over all examples. Those of one example, along `dim=1`, should.",
)
def label_smoothing(logits, targets, epsilon):
    log_p = torch.log_softmax(logits, dim=0)
    right = log_p[torch.arange(len(targets)), targets]
    return -((1 - epsilon) * right + epsilon * log_p.mean(dim=1)).mean()


@wrong(
    "sum for mean",
    fails=["the loss", "epsilon = 0", "epsilon = 1", "the gradient"],
    says="You return the *sum* of the rows' losses, and their mean is asked for. The sum over the "
    "classes is right, the one over the rows is not.",
)
def label_smoothing(logits, targets, epsilon):
    classes = logits.shape[1]
    q = nn.functional.one_hot(targets, classes) * (1 - epsilon) + epsilon / classes
    return -(q * torch.log_softmax(logits, dim=1)).sum()


@wrong(
    "divided by K twice",
    fails=["the loss", "epsilon = 1", "the gradient"],
    says="You divide by the number of classes twice. The shares epsilon/K belong to a *sum* over "
    "the classes; a mean over them has the K in it already.",
)
def label_smoothing(logits, targets, epsilon):
    log_p = torch.log_softmax(logits, dim=1)
    right = log_p[torch.arange(len(targets)), targets]
    share = epsilon / logits.shape[1]
    return -((1 - epsilon) * right + share * log_p.mean(dim=1)).mean()


@wrong(
    "the logarithm forgotten",
    fails=["the loss", "epsilon = 0", "epsilon = 1", "the gradient"],
    says="Your loss is −Σ q·p: the probabilities themselves stand where their logarithms belong.",
)
def label_smoothing(logits, targets, epsilon):
    p = torch.softmax(logits, dim=1)
    right = p[torch.arange(len(targets)), targets]
    return -((1 - epsilon) * right + epsilon * p.mean(dim=1)).mean()


@wrong(
    "as many classes as there are targets",
    fails=["the loss"],
    says="`one_hot(targets)` makes as many columns as the largest target of this batch needs. "
    "Where no row belongs to the last class, a column is missing. How many classes there are, the "
    "logits know: tell it.",
)
def label_smoothing(logits, targets, epsilon):
    q = nn.functional.one_hot(targets) * (1 - epsilon) + epsilon / logits.shape[1]
    return -(q * torch.log_softmax(logits, dim=1)).sum(dim=1).mean()


@alternative("the distribution q")
def label_smoothing(logits, targets, epsilon):
    classes = logits.shape[1]
    q = nn.functional.one_hot(targets, classes) * (1 - epsilon) + epsilon / classes
    return (q * (logits.logsumexp(dim=1, keepdim=True) - logits)).sum() / len(targets)
