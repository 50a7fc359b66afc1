"""Wrong and alternative answers to cross_entropy (read by grading.bank)."""

import torch
from torch import nn

from grading.bank import alternative, wrong


@wrong(
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
    "log of softmax, one-hot",
    fails=["the loss for logits of ±1000", "the gradient for logits of ±1000"],
    says="You take the logarithm of the softmax. A probability that is too small becomes exactly "
    "0, its logarithm −∞. Times 0, as in a one-hot row or in backward, that is nan. The logarithm "
    "and the exp of the softmax cancel: simplify −log(exp(a)/s) on paper.",
)
def cross_entropy(logits, targets):
    one_hot = nn.functional.one_hot(targets, logits.shape[1])
    return -(one_hot * torch.log(torch.softmax(logits, dim=1))).sum(dim=1).mean()


@wrong(
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
    "differences to the target",
    fails=["the loss for logits of ±1000", "the gradient for logits of ±1000"],
    says="exp overflows where another class is far above the right one. Subtract the row's largest "
    "number first.",
)
def cross_entropy(logits, targets):
    right = logits[torch.arange(len(targets)), targets]
    return (logits - right[:, None]).exp().sum(dim=1).log().mean()


@wrong(
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


@wrong(
    "torch's running log-sum-exp",
    fails=[
        "the loss",
        "one row, and one class",
        "the gradient",
        "the loss for logits of ±1000",
        "the gradient for logits of ±1000",
    ],
    says="Your answer uses `logcumsumexp`. This task asks you to write that part yourself.",
)
def cross_entropy(logits, targets):
    right = logits.gather(1, targets.unsqueeze(1))
    return (torch.logcumsumexp(logits, dim=1)[:, -1:] - right).mean()


@wrong(
    "a row of maxima",
    fails=[
        "the loss",
        "one row, and one class",
        "the gradient",
        "the loss for logits of ±1000",
        "the gradient for logits of ±1000",
    ],
    says="One number for each row, such as its largest logit or the sum of its exp, has the shape "
    "(N,). Broadcasting takes that for *one* row, where it meets rows of K logits. Keep the "
    "dimension, for a shape of (N, 1).",
)
def cross_entropy(logits, targets):
    shifted = logits - logits.amax(dim=1)
    log_sum = shifted.exp().sum(dim=1).log()
    return (log_sum - shifted[torch.arange(len(targets)), targets]).mean()


@wrong(
    "two results of max",
    fails=[
        "the loss",
        "one row, and one class",
        "the gradient",
        "the loss for logits of ±1000",
        "the gradient for logits of ±1000",
    ],
    says="`max` with a dimension returns two tensors, the numbers and their indices, and a pair "
    "cannot be subtracted. Take its `values`, or use `amax`.",
)
def cross_entropy(logits, targets):
    shifted = logits - logits.max(dim=1, keepdim=True)
    log_sum = shifted.exp().sum(dim=1).log()
    return (log_sum - shifted[torch.arange(len(targets)), targets]).mean()


@wrong(
    "the logarithm forgotten",
    fails=[
        "the loss",
        "one row, and one class",
        "the gradient",
        "the loss for logits of ±1000",
        "the gradient for logits of ±1000",
    ],
    says="Your loss is −p of the right class, and −log p is asked for. Without the logarithm a "
    "model that is certain and wrong has a loss of 0 and hardly any gradient.",
)
def cross_entropy(logits, targets):
    p = torch.softmax(logits, dim=1)
    return -p[torch.arange(len(targets)), targets].mean()


@wrong(
    "as many classes as there are targets",
    fails=["one row, and one class", "the loss for logits of ±1000"],
    says="`one_hot(targets)` makes as many columns as the largest target of this batch needs. "
    "Where no row belongs to the last class, a column is missing. How many classes there are, the "
    "logits know: tell it.",
)
def cross_entropy(logits, targets):
    shifted = logits - logits.amax(dim=1, keepdim=True)
    log_p = shifted - shifted.exp().sum(dim=1, keepdim=True).log()
    return -(log_p * nn.functional.one_hot(targets)).sum(dim=1).mean()


@alternative("a loop over the rows")
def cross_entropy(logits, targets):
    total = 0.0
    for row, target in zip(logits, targets, strict=True):
        top = row.max().detach()
        total = total + top + torch.log(torch.exp(row - top).sum()) - row[target]
    return total / len(targets)


@alternative("one-hot and logaddexp")
def cross_entropy(logits, targets):
    log_sum = logits[:, 0]
    for column in logits.T[1:]:
        log_sum = torch.logaddexp(log_sum, column)
    one_hot = nn.functional.one_hot(targets, logits.shape[1])
    return (log_sum - (one_hot * logits).sum(dim=1)).mean()
