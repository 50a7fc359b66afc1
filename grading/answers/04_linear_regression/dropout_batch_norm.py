"""Wrong and alternative answers to dropout_batch_norm (read by grading.bank)."""

import torch
from torch import nn

from grading.bank import alternative, wrong


@wrong(
    "not scaled",
    fails=["dropout in training"],
    says="What you keep in dropout, you keep as it is. The sum of the row is then smaller in "
    "training than in evaluation, by the factor 1 − p on average. Make up for what is missing.",
)
def apply_dropout(x, keep, p, training):
    return x * keep if training else x


@wrong(
    "scaled in evaluation",
    fails=["dropout in training", "dropout in evaluation"],
    says="You leave the numbers as they are in training, and multiply by 1 − p in evaluation. "
    "That was how dropout was first published, and the expected value is right. PyTorch scales "
    "in training, so that evaluation costs nothing; so does this task.",
)
def apply_dropout(x, keep, p, training):
    return x * keep if training else x * (1 - p)


@wrong(
    "divided by p",
    fails=["dropout in training"],
    says="You divide by `p`, the probability to *drop*. What is kept, with probability 1 − p, "
    "has to make up for what is not.",
)
def apply_dropout(x, keep, p, training):
    return x * keep / p if training else x


@wrong(
    "multiplied by 1 - p",
    fails=["dropout in training"],
    says="You multiply by 1 − p: that makes the numbers smaller a second time. What is kept has "
    "to grow, to make up for what is dropped.",
)
def apply_dropout(x, keep, p, training):
    return x * keep * (1 - p) if training else x


@wrong(
    "the others kept",
    fails=["dropout in training"],
    says="You set to 0 what should be kept, and keep the others. `True` in `keep` means: keep.",
)
def apply_dropout(x, keep, p, training):
    return x * ~keep / (1 - p) if training else x


@wrong(
    "a choice of its own",
    fails=["dropout in training"],
    says="You draw the numbers to drop by yourself. Here the choice has been made: it is `keep`.",
)
def apply_dropout(x, keep, p, training):
    return nn.functional.dropout(x, p, training)


@wrong(
    "drops in evaluation",
    fails=["dropout in evaluation"],
    says="You drop numbers in evaluation, too. There, dropout passes its input on as it is.",
)
def apply_dropout(x, keep, p, training):
    return x * keep / (1 - p)


@wrong(
    "cut out",
    fails=["dropout in training"],
    says="You take the dropped numbers out, and the shape is lost. They become 0, and stay in "
    "their place.",
)
def apply_dropout(x, keep, p, training):
    return x[keep] / (1 - p) if training else x


@wrong(
    "dropout in place",
    fails=["dropout in training"],
    says="Your dropout changes the caller's `x`. Return a new tensor, and leave `x` as it is.",
)
def apply_dropout(x, keep, p, training):
    if training:
        x[~keep] = 0
        x /= 1 - p
    return x


@wrong(
    "divisor N - 1",
    fails=["batch norm in training"],
    says="You normalise the batch with the variance whose divisor is N − 1, the default of "
    "`var()`. The batch itself is normalised with the divisor N; the other goes into the "
    "running variance.",
)
def apply_batch_norm(x, running_mean, running_var, training, momentum=0.1, eps=1e-5):
    mean, var = running_mean, running_var
    if training:
        mean, var = x.mean(dim=0), x.var(dim=0)
        running_mean.mul_(1 - momentum).add_(momentum * mean)
        running_var.mul_(1 - momentum).add_(momentum * var)
    return (x - mean) / (var + eps).sqrt()


@wrong(
    "divisor N everywhere",
    fails=["the running values after training"],
    says="Into the running variance goes the one with the divisor N − 1, and you took N. The two "
    "differ most for small batches: it is to estimate the variance of *all* data, without bias.",
)
def apply_batch_norm(x, running_mean, running_var, training, momentum=0.1, eps=1e-5):
    mean, var = running_mean, running_var
    if training:
        mean, var = x.mean(dim=0), x.var(dim=0, correction=0)
        running_mean.mul_(1 - momentum).add_(momentum * mean)
        running_var.mul_(1 - momentum).add_(momentum * var)
    return (x - mean) / (var + eps).sqrt()


@wrong(
    "momentum the other way",
    fails=["the running values after training"],
    says="You take `momentum` for the share of the *old* value, as in an optimizer. In batch norm "
    "it is the share of the new one: with 0.1 the running values change slowly.",
)
def apply_batch_norm(x, running_mean, running_var, training, momentum=0.1, eps=1e-5):
    mean, var = running_mean, running_var
    if training:
        mean, var = x.mean(dim=0), x.var(dim=0, correction=0)
        running_mean.mul_(momentum).add_((1 - momentum) * mean)
        running_var.mul_(momentum).add_((1 - momentum) * x.var(dim=0))
    return (x - mean) / (var + eps).sqrt()


@wrong(
    "only local names",
    fails=["the running values after training"],
    says="The caller's running values have not changed in training. `running_mean = …` gives a "
    "new tensor a local name; change the numbers inside the tensor that you were given.",
)
def apply_batch_norm(x, running_mean, running_var, training, momentum=0.1, eps=1e-5):
    mean, var = running_mean, running_var
    if training:
        mean, var = x.mean(dim=0), x.var(dim=0, correction=0)
        running_mean = (1 - momentum) * running_mean + momentum * mean
        running_var = (1 - momentum) * running_var + momentum * x.var(dim=0)
    return (x - mean) / (var + eps).sqrt()


@wrong(
    "running values in training",
    fails=["batch norm in training"],
    says="In training you normalise with the running values. There the batch is normalised with "
    "its *own* mean and variance; the running ones are only kept up to date, for evaluation.",
)
def apply_batch_norm(x, running_mean, running_var, training, momentum=0.1, eps=1e-5):
    if training:
        running_mean.mul_(1 - momentum).add_(momentum * x.mean(dim=0))
        running_var.mul_(1 - momentum).add_(momentum * x.var(dim=0))
    return (x - running_mean) / (running_var + eps).sqrt()


@wrong(
    "the batch in evaluation",
    fails=["batch norm in evaluation"],
    says="In evaluation you normalise with the values of the batch. Then a prediction depends on "
    "which other rows happen to be there, and a single row becomes 0 or nan. That is what the "
    "running values are for.",
)
def apply_batch_norm(x, running_mean, running_var, training, momentum=0.1, eps=1e-5):
    mean, var = x.mean(dim=0), x.var(dim=0, correction=0)
    if training:
        running_mean.mul_(1 - momentum).add_(momentum * mean)
        running_var.mul_(1 - momentum).add_(momentum * x.var(dim=0))
    return (x - mean) / (var + eps).sqrt()


@wrong(
    "updated in evaluation",
    fails=["batch norm in evaluation"],
    says="You update the running values in evaluation, too. There nothing changes: two "
    "predictions of the same rows have to be equal.",
)
def apply_batch_norm(x, running_mean, running_var, training, momentum=0.1, eps=1e-5):
    mean, var = running_mean.clone(), running_var.clone()
    if training:
        mean, var = x.mean(dim=0), x.var(dim=0, correction=0)
    running_mean.mul_(1 - momentum).add_(momentum * x.mean(dim=0))
    running_var.mul_(1 - momentum).add_(momentum * x.var(dim=0))
    return (x - mean) / (var + eps).sqrt()


@wrong(
    "eps outside the root",
    fails=["batch norm in training", "batch norm in evaluation"],
    says="Your `eps` is added to the root. In batch norm it stands *under* the root, beside the "
    "variance. (In Adam it stands outside.)",
)
def apply_batch_norm(x, running_mean, running_var, training, momentum=0.1, eps=1e-5):
    mean, var = running_mean, running_var
    if training:
        mean, var = x.mean(dim=0), x.var(dim=0, correction=0)
        running_mean.mul_(1 - momentum).add_(momentum * mean)
        running_var.mul_(1 - momentum).add_(momentum * x.var(dim=0))
    return (x - mean) / (var.sqrt() + eps)


@wrong(
    "divided by the variance",
    fails=["batch norm in training", "batch norm in evaluation"],
    says="You divide by the variance. To give each column the spread 1, it takes the standard "
    "deviation, the *root* of the variance.",
)
def apply_batch_norm(x, running_mean, running_var, training, momentum=0.1, eps=1e-5):
    mean, var = running_mean, running_var
    if training:
        mean, var = x.mean(dim=0), x.var(dim=0, correction=0)
        running_mean.mul_(1 - momentum).add_(momentum * mean)
        running_var.mul_(1 - momentum).add_(momentum * x.var(dim=0))
    return (x - mean) / (var + eps)


@wrong(
    "one mean for all columns",
    fails=["batch norm in training", "the running values after training"],
    says="You take one mean and one variance over all columns. Batch norm goes column by "
    "column: each has its own.",
)
def apply_batch_norm(x, running_mean, running_var, training, momentum=0.1, eps=1e-5):
    mean, var = running_mean, running_var
    if training:
        mean, var = x.mean(), x.var(correction=0)
        running_mean.mul_(1 - momentum).add_(momentum * mean)
        running_var.mul_(1 - momentum).add_(momentum * x.var())
    return (x - mean) / (var + eps).sqrt()


@wrong(
    "momentum and eps fixed",
    fails=[
        "batch norm in training",
        "the running values after training",
        "batch norm in evaluation",
    ],
    says="You compute with a fixed number, such as 0.1 or 1e-5, whatever `momentum` and `eps` are "
    "given.",
)
def apply_batch_norm(x, running_mean, running_var, training, momentum=0.1, eps=1e-5):
    mean, var = running_mean, running_var
    if training:
        mean, var = x.mean(dim=0), x.var(dim=0, correction=0)
        running_mean.mul_(0.9).add_(0.1 * mean)
        running_var.mul_(0.9).add_(0.1 * x.var(dim=0))
    return (x - mean) / (var + 1e-5).sqrt()


@wrong(
    "no eps",
    fails=["batch norm in training", "batch norm in evaluation"],
    says="You divide by the root of the variance alone: `eps` is missing. A column whose numbers "
    "are all equal would be divided by 0.",
)
def apply_batch_norm(x, running_mean, running_var, training, momentum=0.1, eps=1e-5):
    mean, var = running_mean, running_var
    if training:
        mean, var = x.mean(dim=0), x.var(dim=0, correction=0)
        running_mean.mul_(1 - momentum).add_(momentum * mean)
        running_var.mul_(1 - momentum).add_(momentum * x.var(dim=0))
    return (x - mean) / var.sqrt()


@wrong(
    "the library's",
    fails=[
        "dropout in training",
        "dropout in evaluation",
        "batch norm in training",
        "the running values after training",
        "batch norm in evaluation",
    ],
    says="Your answer uses `batch_norm`. This task asks you to write that part yourself.",
)
def apply_batch_norm(x, running_mean, running_var, training, momentum=0.1, eps=1e-5):
    return nn.functional.batch_norm(
        x, running_mean, running_var, training=training, momentum=momentum, eps=eps
    )


@wrong(
    "normalised in place",
    fails=["batch norm in training", "batch norm in evaluation"],
    says="Your batch norm changes the caller's `x`. Only the running values are changed in place; "
    "what is normalised is a new tensor.",
)
def apply_batch_norm(x, running_mean, running_var, training, momentum=0.1, eps=1e-5):
    mean, var = running_mean, running_var
    if training:
        mean, var = x.mean(dim=0), x.var(dim=0, correction=0)
        running_mean.mul_(1 - momentum).add_(momentum * mean)
        running_var.mul_(1 - momentum).add_(momentum * x.var(dim=0))
    x -= mean
    x /= (var + eps).sqrt()
    return x


@wrong(
    "eps in the running variance",
    fails=["the running values after training"],
    says="`eps` has got into the running variance. It only guards the division: the plain variance "
    "is kept.",
)
def apply_batch_norm(x, running_mean, running_var, training, momentum=0.1, eps=1e-5):
    mean, var = running_mean, running_var + eps
    if training:
        mean, var = x.mean(dim=0), x.var(dim=0, correction=0) + eps
        running_mean.mul_(1 - momentum).add_(momentum * mean)
        running_var.mul_(1 - momentum).add_(momentum * (x.var(dim=0) + eps))
    return (x - mean) / var.sqrt()


@wrong(
    "only added",
    fails=["the running values after training"],
    says="You add a share of the new values to the running ones, and keep all of the old ones: "
    "they grow without end. The old ones count with the share 1 − momentum.",
)
def apply_batch_norm(x, running_mean, running_var, training, momentum=0.1, eps=1e-5):
    mean, var = running_mean, running_var
    if training:
        mean, var = x.mean(dim=0), x.var(dim=0, correction=0)
        running_mean.add_(momentum * mean)
        running_var.add_(momentum * x.var(dim=0))
    return (x - mean) / (var + eps).sqrt()


@wrong(
    "the library's lazy layers",
    fails=[
        "dropout in training",
        "dropout in evaluation",
        "batch norm in training",
        "the running values after training",
        "batch norm in evaluation",
    ],
    says="Your answer uses `LazyBatchNorm1d` and `LazyBatchNorm2d` and `LazyBatchNorm3d`. This "
    "task asks you to write that part yourself.",
)
def apply_batch_norm(x, running_mean, running_var, training, momentum=0.1, eps=1e-5):
    layers = {2: nn.LazyBatchNorm1d, 4: nn.LazyBatchNorm2d, 5: nn.LazyBatchNorm3d}
    layer = layers[x.dim()](eps, momentum, affine=False, dtype=x.dtype).train(training)
    layer.initialize_parameters(x)
    layer.running_mean, layer.running_var = running_mean, running_var
    return layer(x)


@wrong(
    "the library's instance norm, all rows as one instance",
    fails=[
        "dropout in training",
        "dropout in evaluation",
        "batch norm in training",
        "the running values after training",
        "batch norm in evaluation",
    ],
    says="Your answer uses `instance_norm`. This task asks you to write that part yourself.",
)
def apply_batch_norm(x, running_mean, running_var, training, momentum=0.1, eps=1e-5):
    columns = x.T.unsqueeze(0)
    if training:
        return nn.functional.instance_norm(
            columns, running_mean, running_var, momentum=momentum, eps=eps
        )[0].T
    return nn.functional.instance_norm(
        columns, running_mean, running_var, use_input_stats=False, eps=eps
    )[0].T


@wrong(
    "the library's layers of instance norm",
    fails=[
        "dropout in training",
        "dropout in evaluation",
        "batch norm in training",
        "the running values after training",
        "batch norm in evaluation",
    ],
    says="Your answer uses `InstanceNorm1d` and `InstanceNorm2d` and `InstanceNorm3d`. This task "
    "asks you to write that part yourself.",
)
def apply_batch_norm(x, running_mean, running_var, training, momentum=0.1, eps=1e-5):
    layers = {2: nn.InstanceNorm1d, 4: nn.InstanceNorm2d, 5: nn.InstanceNorm3d}
    layer = layers[x.dim()](x.shape[1], eps, momentum, track_running_stats=True)
    layer.running_mean, layer.running_var = running_mean, running_var
    return layer.train(training)(x.T.unsqueeze(0))[0].T


@wrong(
    "the library's lazy layers of instance norm",
    fails=[
        "dropout in training",
        "dropout in evaluation",
        "batch norm in training",
        "the running values after training",
        "batch norm in evaluation",
    ],
    says="Your answer uses `LazyInstanceNorm1d` and `LazyInstanceNorm2d` and "
    "`LazyInstanceNorm3d`. This task asks you to write that part yourself.",
)
def apply_batch_norm(x, running_mean, running_var, training, momentum=0.1, eps=1e-5):
    layers = {2: nn.LazyInstanceNorm1d, 4: nn.LazyInstanceNorm2d, 5: nn.LazyInstanceNorm3d}
    layer = layers[x.dim()](eps, momentum, track_running_stats=True, dtype=x.dtype)
    columns = x.T.unsqueeze(0)
    layer.initialize_parameters(columns)
    layer.running_mean, layer.running_var = running_mean, running_var
    return layer.train(training)(columns)[0].T


@wrong(
    "the library's group norm, a group for each column",
    fails=[
        "dropout in training",
        "dropout in evaluation",
        "batch norm in training",
        "the running values after training",
        "batch norm in evaluation",
    ],
    says="Your answer uses `group_norm`. This task asks you to write that part yourself.",
)
def apply_batch_norm(x, running_mean, running_var, training, momentum=0.1, eps=1e-5):
    if not training:
        return (x - running_mean) / (running_var + eps).sqrt()
    running_mean.lerp_(x.mean(dim=0), momentum)
    running_var.lerp_(x.var(dim=0), momentum)
    return nn.functional.group_norm(x.T[None], x.shape[1], eps=eps)[0].T


wrong(
    "the library's by another way",
    fails=[
        "batch norm in training",
        "the running values after training",
        "batch norm in evaluation",
    ],
    says="A layer of PyTorch's makes your batch norm. This task asks you to write it yourself.",
    code="""
from torch.ao.nn.intrinsic.qat import ConvBn1d
from torch.ao.quantization import get_default_qat_qconfig


def apply_batch_norm(x, running_mean, running_var, training, momentum=0.1, eps=1e-5):
    qconfig = get_default_qat_qconfig()
    layer = ConvBn1d(1, x.shape[1], 1, eps=eps, qconfig=qconfig).bn.train(training)
    layer.momentum = momentum
    layer.running_mean, layer.running_var = running_mean, running_var
    return layer(x)
""",
)


@wrong(
    "1 and p taken apart",
    fails=["dropout in training"],
    says="What is dropped is not 0 in your result but −p: `x * keep / 1 - p` divides by 1 and then "
    "takes p away. Where do the brackets belong?",
)
def apply_dropout(x, keep, p, training):
    return x * keep / 1 - p if training else x


@wrong(
    "dropout in the other mode",
    fails=["dropout in training", "dropout in evaluation"],
    says="You have the two modes exchanged: your dropout works in evaluation, and passes its input "
    "on in training.",
)
def apply_dropout(x, keep, p, training):
    return x if training else x * keep / (1 - p)


@wrong(
    "rows for columns",
    fails=["batch norm in training"],
    says="You take mean and variance of each *row*. Batch norm goes column by column: `dim` is the "
    "dimension that goes away, and the rows are dimension 0.",
)
def apply_batch_norm(x, running_mean, running_var, training, momentum=0.1, eps=1e-5):
    mean, var = running_mean, running_var
    if training:
        mean, var = x.mean(dim=1, keepdim=True), x.var(dim=1, keepdim=True, correction=0)
        running_mean.mul_(1 - momentum).add_(momentum * x.mean(dim=0))
        running_var.mul_(1 - momentum).add_(momentum * x.var(dim=0))
    return (x - mean) / (var + eps).sqrt()


@wrong(
    "the old running values forgotten",
    fails=["the running values after training"],
    says="Your running values are those of the last batch alone. Only a share of the new ones, "
    "`momentum`, goes into them; the rest stays.",
)
def apply_batch_norm(x, running_mean, running_var, training, momentum=0.1, eps=1e-5):
    mean, var = running_mean, running_var
    if training:
        mean, var = x.mean(dim=0), x.var(dim=0, correction=0)
        running_mean.copy_(mean)
        running_var.copy_(x.var(dim=0))
    return (x - mean) / (var + eps).sqrt()


@alternative("where")
def apply_dropout(x, keep, p, training):
    return torch.where(keep, x / (1 - p), 0.0) if training else x.clone()


@alternative("slices and lerp_")
def apply_batch_norm(x, running_mean, running_var, training, momentum=0.1, eps=1e-5):
    if not training:
        return (x - running_mean) * torch.rsqrt(running_var + eps)
    rows = len(x)
    mean = x.sum(dim=0) / rows
    squares = ((x - mean) ** 2).sum(dim=0)
    running_mean.lerp_(mean, momentum)
    running_var[:] = running_var + momentum * (squares / (rows - 1) - running_var)
    return (x - mean) / torch.sqrt(squares / rows + eps)


@alternative("column by column")
def apply_batch_norm(x, running_mean, running_var, training, momentum=0.1, eps=1e-5):
    out = torch.empty_like(x)
    for j, column in enumerate(x.T):
        mean, var = running_mean[j], running_var[j]
        if training:
            n, mean = len(column), column.mean()
            var = ((column - mean) ** 2).mean()
            running_mean[j] += momentum * (mean - running_mean[j])
            running_var[j] += momentum * (var * n / (n - 1) - running_var[j])
        out[:, j] = (column - mean) / (var + eps) ** 0.5
    return out
