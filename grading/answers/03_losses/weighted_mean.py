"""Wrong and alternative answers to weighted_mean (read by grading.bank)."""

import torch

from grading.bank import alternative, wrong


@wrong(
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
    "ignored rows in the divisor",
    fails=["a class that does not count", "rows that do not count"],
    says="The rows to ignore are gone from the sum above, but their weights are still in the sum "
    "below. Take them out of both.",
)
def weighted_mean(losses, targets, weight, ignore_index):
    counts = targets != ignore_index
    w = weight[targets.clamp(0, len(weight) - 1)]
    return (w * losses)[counts].sum() / w.sum()


@wrong(
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
    "nothing ignored",
    fails=["a class that does not count", "rows that do not count"],
    says="No row is left out: `ignore_index` makes no difference to your answer.",
)
def weighted_mean(losses, targets, weight, ignore_index):
    w = weight[targets]
    return (w * losses).sum() / w.sum()


@wrong(
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
    "weights only below",
    fails=[
        "the weighted mean",
        "weights that are all 3",
        "a class that does not count",
        "rows that do not count",
        "the gradient",
    ],
    says="You divide by the weights of the rows, but the losses above are added without them. A "
    "row of weight 3 counts like three rows, in both sums.",
)
def weighted_mean(losses, targets, weight, ignore_index):
    counts = targets != ignore_index
    return losses[counts].sum() / weight[targets[counts]].sum()


@wrong(
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


@wrong(
    "nan taken for nothing",
    fails=["rows that do not count"],
    says="You make 0 of every nan, also in the rows that count. There a nan says that something "
    "went wrong before, and whoever trains should see it. It is the target that says which rows "
    "to leave out, not the loss.",
)
def weighted_mean(losses, targets, weight, ignore_index):
    counts = targets != ignore_index
    w = weight[torch.where(counts, targets, 0)] * counts
    return (w * torch.nan_to_num(losses)).sum() / w.sum()


@wrong(
    "not divided",
    fails=[
        "the weighted mean",
        "weights that are all 3",
        "a class that does not count",
        "rows that do not count",
        "the gradient",
    ],
    says="You return the sum Σ w·loss. It grows with the number of rows and with the weights. What "
    "are you to divide by?",
)
def weighted_mean(losses, targets, weight, ignore_index):
    counts = targets != ignore_index
    return (weight[targets[counts]] * losses[counts]).sum()


@wrong(
    "changes the weights",
    fails=["a class that does not count", "rows that do not count"],
    says="The value is right, but your function writes into `weight`: `/=`, methods that end in "
    "`_` and items that you set change the tensor itself. The next batch meets other weights. Make "
    "a new tensor.",
)
def weighted_mean(losses, targets, weight, ignore_index):
    weight /= weight.sum()
    counts = targets != ignore_index
    w = weight[targets[counts]]
    return (w * losses[counts]).sum() / w.sum()


@alternative("torch.where")
def weighted_mean(losses, targets, weight, ignore_index):
    counts = targets != ignore_index
    w = torch.where(counts, weight[torch.where(counts, targets, 0)], 0)
    return w @ torch.where(counts, losses, 0) / w.sum()


@alternative("a loop")
def weighted_mean(losses, targets, weight, ignore_index):
    top = bottom = 0.0
    for loss, target in zip(losses, targets.tolist(), strict=True):
        if target != ignore_index:
            top = top + weight[target] * loss
            bottom = bottom + weight[target]
    return top / bottom
