"""Wrong and alternative answers to accuracy (read by grading.bank)."""

import torch

from grading.bank import alternative, wrong


@wrong(
    "a count",
    fails=["several classes", "yes or no", "equally large logits"],
    says="You return how *many* predictions are right. The share is asked for, so that data sets "
    "of different sizes can be compared: from 0.0 to 1.0.",
)
def accuracy(logits, targets):
    predictions = logits > 0 if logits.shape[1] == 1 else logits.argmax(dim=1)
    return float((predictions == targets).sum())


@wrong(
    "in percent",
    fails=["several classes", "yes or no", "one row", "equally large logits"],
    says="You return percent, up to 100. The share is asked for, from 0.0 to 1.0.",
)
def accuracy(logits, targets):
    predictions = logits > 0 if logits.shape[1] == 1 else logits.argmax(dim=1)
    return 100 * (predictions == targets).double().mean().item()


@wrong(
    "threshold of one half",
    fails=["yes or no"],
    says="You compare the *logits* with 0.5. It is the probability that has to be above ½, and the "
    "sigmoid is ½ where the logit is another number. Which one?",
)
def accuracy(logits, targets):
    predictions = logits > 0.5 if logits.shape[1] == 1 else logits.argmax(dim=1)
    return (predictions == targets).double().mean().item()


@wrong(
    "argmax of one column",
    fails=["yes or no", "one row"],
    says="With a single column, `argmax` is always 0: there is nothing to choose from. And its "
    "shape (N,) broadcasts with targets of shape (N, 1). A yes or no needs a threshold.",
)
def accuracy(logits, targets):
    return (logits.argmax(dim=1) == targets).double().mean().item()


@wrong(
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
    "the largest logit itself",
    fails=["several classes", "one row", "equally large logits"],
    says="With several classes, your share is 0 or nearly 0. Print the predictions beside the "
    "targets: is there one for each row, and is it the index of a class?",
)
def accuracy(logits, targets):
    predictions = logits > 0 if logits.shape[1] == 1 else logits.amax(dim=1)
    return (predictions == targets).double().mean().item()


@wrong(
    "argmax down the rows",
    fails=["several classes", "one row", "equally large logits"],
    says="You take the `argmax`, or a softmax, along `dim=0`, down the rows. Each row is to get a "
    "class, so the dimension of the classes is the one that has to go.",
)
def accuracy(logits, targets):
    predictions = logits > 0 if logits.shape[1] == 1 else logits.argmax(dim=0)
    return (predictions == targets).double().mean().item()


@wrong(
    "exactly one half",
    fails=["yes or no"],
    says="A logit of exactly 0, a probability of exactly ½, counts as a 1 in your answer. The "
    "prediction is 1 only where the probability is *greater* than ½.",
)
def accuracy(logits, targets):
    predictions = logits >= 0 if logits.shape[1] == 1 else logits.argmax(dim=1)
    return (predictions == targets).double().mean().item()


@wrong(
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
    "the share of errors",
    fails=["several classes", "yes or no", "one row", "equally large logits"],
    says="This is the share of *wrong* predictions. The right ones are asked for.",
)
def accuracy(logits, targets):
    predictions = logits > 0 if logits.shape[1] == 1 else logits.argmax(dim=1)
    return (predictions != targets).double().mean().item()


@wrong(
    "a tensor",
    fails=["several classes", "yes or no", "one row", "equally large logits"],
    says="You return the share as a tensor, and a Python `float` is asked for. How does one get "
    "the plain number?",
)
def accuracy(logits, targets):
    predictions = logits > 0 if logits.shape[1] == 1 else logits.argmax(dim=1)
    return (predictions == targets).float().mean()


@wrong(
    "the sigmoid of classes",
    fails=["several classes"],
    says="You take the sigmoid before `argmax`. For large logits it is exactly 1, for one class as "
    "for the other, and the first of them wins. The logits themselves say which is the largest.",
)
def accuracy(logits, targets):
    p = torch.sigmoid(logits)
    predictions = p > 0.5 if logits.shape[1] == 1 else p.argmax(dim=1)
    return (predictions == targets).double().mean().item()


@wrong(
    "the softmax of one column",
    fails=["yes or no"],
    says="Your prediction is always 1. The softmax shares 1 out among the columns, and a single "
    "column gets all of it, whatever its logit is. For a yes or no take the sigmoid.",
)
def accuracy(logits, targets):
    p = torch.softmax(logits, dim=1)
    predictions = p > 0.5 if logits.shape[1] == 1 else p.argmax(dim=1)
    return (predictions == targets).double().mean().item()


@wrong(
    "the last of the largest",
    fails=["equally large logits"],
    says="Of several equally large logits you take the one with the largest index, and the "
    "smallest is asked for, as `argmax` does it.",
)
def accuracy(logits, targets):
    if logits.shape[1] == 1:
        return ((logits > 0) == targets).double().mean().item()
    predictions = logits.shape[1] - 1 - logits.flip(1).argmax(dim=1)
    return (predictions == targets).double().mean().item()


@wrong(
    "a threshold for classes",
    fails=["several classes", "one row", "equally large logits"],
    says="You compare every logit with 0, also where there are several classes. There each row has "
    "one prediction: the index of its largest logit. Only a single column asks for a yes or no.",
)
def accuracy(logits, targets):
    return ((logits > 0) == targets).double().mean().item()


@wrong(
    "changes the targets",
    fails=["several classes", "yes or no"],
    says="The share is right, but your function writes into `targets`: `-=` and methods that end "
    "in `_` change the tensor itself, and the next epoch meets other targets. Make a new tensor.",
)
def accuracy(logits, targets):
    predictions = (logits > 0).to(targets) if logits.shape[1] == 1 else logits.argmax(dim=1)
    targets -= predictions
    return (targets == 0).double().mean().item()


@alternative("softmax, sigmoid and a loop")
def accuracy(logits, targets):
    if logits.shape[1] == 1:
        right = (torch.sigmoid(logits) > 0.5) == targets.bool()
        return float(right.sum()) / len(targets)
    right = 0
    for row, target in zip(logits.tolist(), targets.tolist(), strict=True):
        right += row.index(max(row)) == target
    return right / len(targets)
