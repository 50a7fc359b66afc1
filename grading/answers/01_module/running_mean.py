"""Wrong and alternative answers to running_mean (read by grading.bank)."""

import torch
from torch import nn

from grading.bank import alternative, wrong


@wrong(
    "a plain tensor",
    fails=["what it registers", "double() and to(device)", "saved and loaded"],
    says="Your mean is a plain tensor in an attribute. The module does not know of it: it is "
    "missing from the `state_dict()`, and `.double()` and `.to(device)` leave it behind. What is "
    "such a tensor called when it is registered, and by which method?",
)
class RunningMean(nn.Module):
    def __init__(self, features, momentum=0.1):
        super().__init__()
        self.momentum = momentum
        self.mean = torch.zeros(features)

    def forward(self, x):
        if self.training:
            with torch.no_grad():
                self.mean = (1 - self.momentum) * self.mean + self.momentum * x.mean(0)
        return x - self.mean


@wrong(
    "a parameter",
    fails=["what it registers"],
    says="Your mean is a parameter. Even with `requires_grad=False`, `parameters()` lists it among "
    "what is to be trained. It is computed, not learned: make it a buffer.",
)
class RunningMean(nn.Module):
    def __init__(self, features, momentum=0.1):
        super().__init__()
        self.momentum = momentum
        self.mean = nn.Parameter(torch.zeros(features), requires_grad=False)

    def forward(self, x):
        if self.training:
            with torch.no_grad():
                self.mean.mul_(1 - self.momentum).add_(self.momentum * x.mean(0))
        return x - self.mean


@wrong(
    "a trainable parameter",
    fails=["what it registers", "the gradients"],
    says="Your mean is a parameter that requires a gradient, so an optimizer would train it, and "
    "your own update of it would be undone. It is computed, not learned: make it a buffer.",
)
class RunningMean(nn.Module):
    def __init__(self, features, momentum=0.1):
        super().__init__()
        self.momentum = momentum
        self.mean = nn.Parameter(torch.zeros(features))

    def forward(self, x):
        if self.training:
            with torch.no_grad():
                self.mean.mul_(1 - self.momentum).add_(self.momentum * x.mean(0))
        return x - self.mean


@wrong(
    "not saved",
    fails=["what it registers", "saved and loaded"],
    says="Your buffer moves with the module and is not saved with it: with `persistent=False` it "
    "stays out of the `state_dict()`. After loading, predictions would be made with a mean of "
    "zero.",
)
class RunningMean(nn.Module):
    def __init__(self, features, momentum=0.1):
        super().__init__()
        self.momentum = momentum
        self.register_buffer("mean", torch.zeros(features), persistent=False)

    def forward(self, x):
        if self.training:
            with torch.no_grad():
                self.mean = (1 - self.momentum) * self.mean + self.momentum * x.mean(0)
        return x - self.mean


@wrong(
    "more is saved",
    fails=["what it registers"],
    says="Your module registers more than the buffer `mean`. Numbers that are given when the "
    "module is made, such as the momentum, need not be a buffer: a plain attribute will do.",
)
class RunningMean(nn.Module):
    def __init__(self, features, momentum=0.1):
        super().__init__()
        self.register_buffer("momentum", torch.tensor(momentum, dtype=torch.float64))
        self.register_buffer("mean", torch.zeros(features))

    def forward(self, x):
        if self.training:
            with torch.no_grad():
                momentum = float(self.momentum)
                self.mean = (1 - momentum) * self.mean + momentum * x.mean(0)
        return x - self.mean


@wrong(
    "attribute first",
    fails=[
        "what it registers",
        "double() and to(device)",
        "training mode",
        "evaluation mode",
        "saved and loaded",
        "the gradients",
    ],
    says="You set `self.mean` as a plain attribute and then register a buffer of the same name, "
    "which PyTorch refuses: the name is taken. `register_buffer` makes the attribute by itself.",
)
class RunningMean(nn.Module):
    def __init__(self, features, momentum=0.1):
        super().__init__()
        self.momentum = momentum
        self.mean = torch.zeros(features)
        self.register_buffer("mean", self.mean)

    def forward(self, x):
        if self.training:
            with torch.no_grad():
                self.mean = (1 - self.momentum) * self.mean + self.momentum * x.mean(0)
        return x - self.mean


@wrong(
    "what register_buffer returns",
    fails=[
        "what it registers",
        "double() and to(device)",
        "training mode",
        "evaluation mode",
        "saved and loaded",
        "the gradients",
    ],
    says="Your `self.mean` is `None` at first. Is it what `register_buffer` returns, put in place "
    "of the buffer? The call makes the attribute by itself; nothing is to be assigned.",
)
class RunningMean(nn.Module):
    def __init__(self, features, momentum=0.1):
        super().__init__()
        self.momentum = momentum
        self.mean = self.register_buffer("mean", torch.zeros(features))

    def forward(self, x):
        if self.training:
            with torch.no_grad():
                self.mean = (1 - self.momentum) * self.mean + self.momentum * x.mean(dim=0)
        return x - self.mean


@wrong(
    "nothing subtracted in evaluation mode",
    fails=["evaluation mode", "saved and loaded"],
    says="In evaluation mode you return `x` as it is. Only the *update* belongs to training: the "
    "mean is kept so that predictions can subtract it, too.",
)
class RunningMean(nn.Module):
    def __init__(self, features, momentum=0.1):
        super().__init__()
        self.momentum = momentum
        self.register_buffer("mean", torch.zeros(features))

    def forward(self, x):
        if not self.training:
            return x
        with torch.no_grad():
            self.mean.lerp_(x.mean(dim=0), self.momentum)
        return x - self.mean


@wrong(
    "updates in both modes",
    fails=["evaluation mode", "saved and loaded"],
    says="Your mean goes on changing after `module.eval()`. Then a prediction depends on what "
    "else was predicted before. Which attribute tells a module its mode?",
)
class RunningMean(nn.Module):
    def __init__(self, features, momentum=0.1):
        super().__init__()
        self.momentum = momentum
        self.register_buffer("mean", torch.zeros(features))

    def forward(self, x):
        with torch.no_grad():
            self.mean = (1 - self.momentum) * self.mean + self.momentum * x.mean(0)
        return x - self.mean


@wrong(
    "never updated",
    fails=[
        "double() and to(device)",
        "training mode",
        "evaluation mode",
        "saved and loaded",
        "the gradients",
    ],
    says="Your mean is zero for ever: it is not updated in training mode. Is what you compute in "
    "`forward` kept in the buffer? Is that line reached? `self.train` and `self.eval` are methods, "
    "and as a condition always true.",
)
class RunningMean(nn.Module):
    def __init__(self, features, momentum=0.1):
        super().__init__()
        self.momentum = momentum
        self.register_buffer("mean", torch.zeros(features))

    def forward(self, x):
        if self.training:
            mean = self.mean
            mean = (1 - self.momentum) * mean + self.momentum * x.mean(0)
        return x - self.mean


@wrong(
    "momentum the other way round",
    fails=["double() and to(device)", "training mode", "evaluation mode", "saved and loaded"],
    says="Your two weights are swapped: the old mean counts with `momentum`, the batch with 1 − "
    "momentum. Here, as in PyTorch's `BatchNorm1d`, `momentum` is the share of the new batch.",
)
class RunningMean(nn.Module):
    def __init__(self, features, momentum=0.1):
        super().__init__()
        self.momentum = momentum
        self.register_buffer("mean", torch.zeros(features))

    def forward(self, x):
        if self.training:
            with torch.no_grad():
                self.mean = self.momentum * self.mean + (1 - self.momentum) * x.mean(0)
        return x - self.mean


@wrong(
    "momentum ignored",
    fails=["training mode", "evaluation mode", "saved and loaded"],
    says="Your mean is updated with a momentum of 0.1, whatever the module was given. Keep the "
    "argument in an attribute, and use that.",
)
class RunningMean(nn.Module):
    def __init__(self, features, momentum=0.1):
        super().__init__()
        self.register_buffer("mean", torch.zeros(features))

    def forward(self, x):
        if self.training:
            with torch.no_grad():
                self.mean = 0.9 * self.mean + 0.1 * x.mean(0)
        return x - self.mean


@wrong(
    "one mean for all features",
    fails=["double() and to(device)", "training mode", "evaluation mode", "saved and loaded"],
    says="You take one mean over all the numbers of the batch. Each feature has a mean of its "
    "own: only the rows are averaged, `dim=0`.",
)
class RunningMean(nn.Module):
    def __init__(self, features, momentum=0.1):
        super().__init__()
        self.momentum = momentum
        self.register_buffer("mean", torch.zeros(features))

    def forward(self, x):
        if self.training:
            with torch.no_grad():
                self.mean = (1 - self.momentum) * self.mean + self.momentum * x.mean()
        return x - self.mean


@wrong(
    "mean before the update",
    fails=["training mode", "evaluation mode"],
    says="In training mode you subtract the mean as it was before this batch. First update the "
    "buffer, then subtract.",
)
class RunningMean(nn.Module):
    def __init__(self, features, momentum=0.1):
        super().__init__()
        self.momentum = momentum
        self.register_buffer("mean", torch.zeros(features))

    def forward(self, x):
        y = x - self.mean
        if self.training:
            with torch.no_grad():
                self.mean = (1 - self.momentum) * self.mean + self.momentum * x.mean(0)
        return y


@wrong(
    "mean of the batch",
    fails=["training mode", "evaluation mode", "the gradients"],
    says="In training mode you subtract the mean of the batch, as batch normalisation does. Here "
    "the running mean is subtracted, in both modes, and for autograd it is a constant.",
)
class RunningMean(nn.Module):
    def __init__(self, features, momentum=0.1):
        super().__init__()
        self.momentum = momentum
        self.register_buffer("mean", torch.zeros(features))

    def forward(self, x):
        if self.training:
            batch = x.mean(0)
            with torch.no_grad():
                self.mean = (1 - self.momentum) * self.mean + self.momentum * batch
            return x - batch
        return x - self.mean


@wrong(
    "history kept",
    fails=["the gradients"],
    says="Your update of the mean is recorded by autograd, so the buffer drags the history of all "
    "batches along, and a second `backward` meets a graph that is already used up. The update is "
    "not part of the function to differentiate: what switches the recording off?",
)
class RunningMean(nn.Module):
    def __init__(self, features, momentum=0.1):
        super().__init__()
        self.momentum = momentum
        self.register_buffer("mean", torch.zeros(features))

    def forward(self, x):
        if self.training:
            self.mean = (1 - self.momentum) * self.mean + self.momentum * x.mean(0)
        return x - self.mean


@wrong(
    "this batch recorded",
    fails=["the gradients"],
    says="The mean that you keep is part of autograd's graph: `module.mean.requires_grad` is True, "
    "and with it the batch, and all that it was computed from, stays in memory. What you subtract "
    "is detached, what you keep is not. Compute the update without a record.",
)
class RunningMean(nn.Module):
    def __init__(self, features, momentum=0.1):
        super().__init__()
        self.momentum = momentum
        self.register_buffer("mean", torch.zeros(features))

    def forward(self, x):
        if self.training:
            new = self.momentum * x.mean(dim=0)
            self.mean = (1 - self.momentum) * self.mean.detach() + new
        return x - self.mean.detach()


@wrong(
    "everything detached",
    fails=["the gradients"],
    says="No gradient comes through your module: the difference, too, is computed without "
    "autograd, and layers before it could never learn. Only the update of the mean is to be "
    "hidden.",
)
class RunningMean(nn.Module):
    def __init__(self, features, momentum=0.1):
        super().__init__()
        self.momentum = momentum
        self.register_buffer("mean", torch.zeros(features))

    @torch.no_grad()
    def forward(self, x):
        if self.training:
            self.mean = (1 - self.momentum) * self.mean + self.momentum * x.mean(0)
        return x - self.mean


@wrong(
    "the input is changed",
    fails=["training mode", "evaluation mode", "the gradients"],
    says="Your `forward` subtracts in place, so the caller's data change. Return a new tensor, and "
    "leave `x` as it is.",
)
class RunningMean(nn.Module):
    def __init__(self, features, momentum=0.1):
        super().__init__()
        self.momentum = momentum
        self.register_buffer("mean", torch.zeros(features))

    def forward(self, x):
        if self.training:
            with torch.no_grad():
                self.mean = (1 - self.momentum) * self.mean + self.momentum * x.mean(0)
        x -= self.mean
        return x


@wrong(
    "detached in evaluation mode",
    fails=["the gradients"],
    says="In evaluation mode no gradient comes through your module. `eval()` switches the update "
    "off, not autograd: a gradient is wanted there too, as when one asks which input a prediction "
    "depends on.",
)
class RunningMean(nn.Module):
    def __init__(self, features, momentum=0.1):
        super().__init__()
        self.momentum = momentum
        self.register_buffer("mean", torch.zeros(features))

    def forward(self, x):
        if not self.training:
            return (x - self.mean).detach()
        with torch.no_grad():
            self.mean = (1 - self.momentum) * self.mean + self.momentum * x.mean(0)
        return x - self.mean


@wrong(
    "0 taken for missing",
    fails=["training mode"],
    says="With `momentum=0.0` your mean moves all the same: `momentum or 0.1` and `if momentum` "
    "take 0 for a value that is missing. The default in the list of arguments is enough.",
)
class RunningMean(nn.Module):
    def __init__(self, features, momentum=0.1):
        super().__init__()
        self.momentum = momentum or 0.1
        self.register_buffer("mean", torch.zeros(features))

    def forward(self, x):
        if self.training:
            with torch.no_grad():
                self.mean = (1 - self.momentum) * self.mean + self.momentum * x.mean(0)
        return x - self.mean


@wrong(
    "cast to float64",
    fails=["training mode"],
    says="In a float32 module, what you return is float64, or the mean that you keep. Is something "
    "cast, or the buffer float64 from the start? Whoever wants another dtype calls "
    "`module.double()`.",
)
class RunningMean(nn.Module):
    def __init__(self, features, momentum=0.1):
        super().__init__()
        self.momentum = momentum
        self.register_buffer("mean", torch.zeros(features))

    def forward(self, x):
        x = x.double()
        if self.training:
            with torch.no_grad():
                self.mean = (1 - self.momentum) * self.mean + self.momentum * x.mean(0)
        return x - self.mean


@wrong(
    "squeezed",
    fails=["training mode"],
    says="With a single feature your buffer loses its shape: `squeeze()` makes () of (1,), and a "
    "saved state no longer fits. `mean(dim=0)` has the right shape already.",
)
class RunningMean(nn.Module):
    def __init__(self, features, momentum=0.1):
        super().__init__()
        self.momentum = momentum
        self.register_buffer("mean", torch.zeros(features))

    def forward(self, x):
        if self.training:
            with torch.no_grad():
                batch = x.mean(0).squeeze()
                self.mean = (1 - self.momentum) * self.mean.squeeze() + self.momentum * batch
        return x - self.mean


@wrong(
    "keepdim",
    fails=["double() and to(device)", "training mode", "evaluation mode", "saved and loaded"],
    says="After the first update your mean has the shape (1, features) in place of (features,), "
    "so a saved state no longer fits a new module. Is there a `keepdim=True`? Without it, "
    "`mean(dim=0)` has the right shape.",
)
class RunningMean(nn.Module):
    def __init__(self, features, momentum=0.1):
        super().__init__()
        self.momentum = momentum
        self.register_buffer("mean", torch.zeros(features))

    def forward(self, x):
        if self.training:
            with torch.no_grad():
                batch = x.mean(0, keepdim=True)
                self.mean = (1 - self.momentum) * self.mean + self.momentum * batch
        return x - self.mean


@wrong(
    "averaged over the features",
    fails=[
        "double() and to(device)",
        "training mode",
        "evaluation mode",
        "saved and loaded",
        "the gradients",
    ],
    says="You average over the wrong dimension: one number for each row, in place of one for each "
    "feature. `dim` names the dimension that disappears.",
)
class RunningMean(nn.Module):
    def __init__(self, features, momentum=0.1):
        super().__init__()
        self.momentum = momentum
        self.register_buffer("mean", torch.zeros(features))

    def forward(self, x):
        if self.training:
            with torch.no_grad():
                self.mean = (1 - self.momentum) * self.mean + self.momentum * x.mean(1)
        return x - self.mean


@wrong(
    "updates in evaluation mode",
    fails=["double() and to(device)", "training mode", "evaluation mode", "saved and loaded"],
    says="Your two modes are swapped: the mean changes in evaluation mode, and stays as it is in "
    "training mode.",
)
class RunningMean(nn.Module):
    def __init__(self, features, momentum=0.1):
        super().__init__()
        self.momentum = momentum
        self.register_buffer("mean", torch.zeros(features))

    def forward(self, x):
        if not self.training:
            with torch.no_grad():
                self.mean = (1 - self.momentum) * self.mean + self.momentum * x.mean(0)
        return x - self.mean


@wrong(
    "gradient through the mean",
    fails=["the gradients"],
    says="Your buffer keeps no history, but the mean that you subtract in training mode does: the "
    "gradient of x also comes back through the mean of its batch. For autograd the mean is to be "
    "a constant; subtract the one without history.",
)
class RunningMean(nn.Module):
    def __init__(self, features, momentum=0.1):
        super().__init__()
        self.momentum = momentum
        self.register_buffer("mean", torch.zeros(features))

    def forward(self, x):
        mean = self.mean
        if self.training:
            mean = (1 - self.momentum) * mean + self.momentum * x.mean(0)
            self.mean = mean.detach()
        return x - mean


@wrong(
    "no super().__init__()",
    fails=[
        "what it registers",
        "double() and to(device)",
        "training mode",
        "evaluation mode",
        "saved and loaded",
        "the gradients",
    ],
    says="Your module is given a buffer before it is ready for one. `super().__init__()` has to "
    "come first in `__init__`: it makes the place where `nn.Module` registers buffers.",
)
class RunningMean(nn.Module):
    def __init__(self, features, momentum=0.1):
        self.momentum = momentum
        self.register_buffer("mean", torch.zeros(features))

    def forward(self, x):
        if self.training:
            with torch.no_grad():
                self.mean = (1 - self.momentum) * self.mean + self.momentum * x.mean(0)
        return x - self.mean


@wrong(
    "a parameter, assigned",
    fails=[
        "what it registers",
        "double() and to(device)",
        "training mode",
        "evaluation mode",
        "saved and loaded",
        "the gradients",
    ],
    says="Your mean is a parameter, and you assign a plain tensor to its name, which PyTorch "
    "refuses. It is computed, not learned: make it a buffer. To that a new tensor can be "
    "assigned.",
)
class RunningMean(nn.Module):
    def __init__(self, features, momentum=0.1):
        super().__init__()
        self.momentum = momentum
        self.mean = nn.Parameter(torch.zeros(features), requires_grad=False)

    def forward(self, x):
        if self.training:
            with torch.no_grad():
                self.mean = (1 - self.momentum) * self.mean + self.momentum * x.mean(0)
        return x - self.mean


@wrong(
    "a buffer that requires a gradient",
    fails=["the gradients"],
    says="Your buffer requires a gradient until the first batch replaces it. The mean is "
    "computed, not learned: for autograd it is a constant, so leave the `requires_grad=True` out.",
)
class RunningMean(nn.Module):
    def __init__(self, features, momentum=0.1):
        super().__init__()
        self.momentum = momentum
        self.register_buffer("mean", torch.zeros(features, requires_grad=True))

    def forward(self, x):
        if self.training:
            with torch.no_grad():
                self.mean = (1 - self.momentum) * self.mean + self.momentum * x.mean(0)
        return x - self.mean


@wrong(
    "another name",
    fails=[
        "what it registers",
        "double() and to(device)",
        "training mode",
        "evaluation mode",
        "the gradients",
    ],
    says="Your module has no attribute `mean` after `__init__`. The text names the buffer: "
    "whoever loads a saved module, or looks at its mean, needs just this name.",
)
class RunningMean(nn.Module):
    def __init__(self, features, momentum=0.1):
        super().__init__()
        self.momentum = momentum
        self.register_buffer("running_mean", torch.zeros(features))

    def forward(self, x):
        if self.training:
            with torch.no_grad():
                old, new = self.running_mean, x.mean(0)
                self.running_mean = (1 - self.momentum) * old + self.momentum * new
        return x - self.running_mean


@wrong(
    "momentum not kept",
    fails=[
        "double() and to(device)",
        "training mode",
        "evaluation mode",
        "saved and loaded",
        "the gradients",
    ],
    says="Your `forward` asks for `self.momentum`, and there is none: the argument of `__init__` "
    "is gone when `__init__` ends, unless it is assigned to an attribute, with `self.`",
)
class RunningMean(nn.Module):
    def __init__(self, features, momentum=0.1):
        super().__init__()
        self.register_buffer("mean", torch.zeros(features))

    def forward(self, x):
        if self.training:
            with torch.no_grad():
                self.mean = (1 - self.momentum) * self.mean + self.momentum * x.mean(0)
        return x - self.mean


@wrong(
    "momentum without self",
    fails=[
        "double() and to(device)",
        "training mode",
        "evaluation mode",
        "saved and loaded",
        "the gradients",
    ],
    says="Your `forward` looks for a variable `momentum`, and there is none: the argument of "
    "`__init__` is gone when `__init__` ends. What `forward` needs is kept in an attribute, and "
    "read from there: `self.` in both methods.",
)
class RunningMean(nn.Module):
    def __init__(self, features, momentum=0.1):
        super().__init__()
        self.register_buffer("mean", torch.zeros(features))

    def forward(self, x):
        if self.training:
            with torch.no_grad():
                self.mean = (1 - momentum) * self.mean + momentum * x.mean(0)  # noqa: F821
        return x - self.mean


@wrong(
    "shape (1, features)",
    fails=["what it registers", "double() and to(device)", "training mode", "evaluation mode"],
    says="Your mean has the shape (1, features). The text asks for (features,): a saved mean of "
    "another shape can't be loaded.",
)
class RunningMean(nn.Module):
    def __init__(self, features, momentum=0.1):
        super().__init__()
        self.momentum = momentum
        self.register_buffer("mean", torch.zeros(1, features))

    def forward(self, x):
        if self.training:
            with torch.no_grad():
                self.mean = (1 - self.momentum) * self.mean + self.momentum * x.mean(0)
        return x - self.mean


@wrong(
    "another default",
    fails=["double() and to(device)", "training mode"],
    says="With the momentum that a module is given, your mean is right; without one, it is not. "
    "The text has `momentum=0.1` as the default.",
)
class RunningMean(nn.Module):
    def __init__(self, features, momentum=0.9):
        super().__init__()
        self.momentum = momentum
        self.register_buffer("mean", torch.zeros(features))

    def forward(self, x):
        if self.training:
            with torch.no_grad():
                self.mean = (1 - self.momentum) * self.mean + self.momentum * x.mean(0)
        return x - self.mean


@wrong(
    "nothing returned",
    fails=["training mode", "evaluation mode", "saved and loaded", "the gradients"],
    says="Your `forward` returns nothing in one of the modes, or in both: there `module(x)` is "
    "`None`. Is there a `return`, and at which indentation?",
)
class RunningMean(nn.Module):
    def __init__(self, features, momentum=0.1):
        super().__init__()
        self.momentum = momentum
        self.register_buffer("mean", torch.zeros(features))

    def forward(self, x):
        if self.training:
            with torch.no_grad():
                self.mean = (1 - self.momentum) * self.mean + self.momentum * x.mean(0)
        x - self.mean


@wrong(
    "nothing returned in evaluation mode",
    fails=["evaluation mode", "saved and loaded", "the gradients"],
    says="Your `forward` returns nothing in one of the modes, or in both: there `module(x)` is "
    "`None`. Is there a `return`, and at which indentation?",
)
class RunningMean(nn.Module):
    def __init__(self, features, momentum=0.1):
        super().__init__()
        self.momentum = momentum
        self.register_buffer("mean", torch.zeros(features))

    def forward(self, x):
        if self.training:
            with torch.no_grad():
                self.mean = (1 - self.momentum) * self.mean + self.momentum * x.mean(0)
            return x - self.mean


@wrong(
    "the old mean does not fade",
    fails=["training mode", "evaluation mode", "saved and loaded"],
    says="You add to the old mean without making it smaller first, so your mean grows and grows. "
    "Its two parts have the weights 1 − momentum and momentum, which make 1.",
)
class RunningMean(nn.Module):
    def __init__(self, features, momentum=0.1):
        super().__init__()
        self.momentum = momentum
        self.register_buffer("mean", torch.zeros(features))

    def forward(self, x):
        if self.training:
            with torch.no_grad():
                self.mean = self.mean + self.momentum * x.mean(0)
        return x - self.mean


@wrong(
    "only the last batch",
    fails=["double() and to(device)", "training mode", "evaluation mode", "saved and loaded"],
    says="After one batch your buffer holds the mean of this batch, whole. The new mean has two "
    "parts: the old one, at first zeros, counts with 1 − momentum, the batch with momentum.",
)
class RunningMean(nn.Module):
    def __init__(self, features, momentum=0.1):
        super().__init__()
        self.momentum = momentum
        self.register_buffer("mean", torch.zeros(features))

    def forward(self, x):
        if self.training:
            with torch.no_grad():
                self.mean = x.mean(0)
        return x - self.mean


@wrong(
    "the sum",
    fails=["double() and to(device)", "training mode", "evaluation mode", "saved and loaded"],
    says="You take the sum of the rows for their mean: in a batch of N rows, it is N times too "
    "large.",
)
class RunningMean(nn.Module):
    def __init__(self, features, momentum=0.1):
        super().__init__()
        self.momentum = momentum
        self.register_buffer("mean", torch.zeros(features))

    def forward(self, x):
        if self.training:
            with torch.no_grad():
                self.mean = (1 - self.momentum) * self.mean + self.momentum * x.sum(0)
        return x - self.mean


@wrong(
    "the first batch whole",
    fails=["double() and to(device)", "training mode", "evaluation mode", "saved and loaded"],
    says="After one batch your buffer holds the mean of this batch, whole. The new mean has two "
    "parts: the old one, at first zeros, counts with 1 − momentum, the batch with momentum.",
)
class RunningMean(nn.Module):
    def __init__(self, features, momentum=0.1):
        super().__init__()
        self.momentum = momentum
        self.register_buffer("mean", torch.zeros(features))

    def forward(self, x):
        if self.training:
            with torch.no_grad():
                started = bool(self.mean.any())
                momentum = self.momentum if started else 1.0
                self.mean = (1 - momentum) * self.mean + momentum * x.mean(0)
        return x - self.mean


@wrong(
    "no argument self",
    fails=[
        "double() and to(device)",
        "training mode",
        "evaluation mode",
        "saved and loaded",
        "the gradients",
    ],
    says="Your `forward` takes one argument, and gets two: Python hands a method the object "
    "itself first, and then what stands in the parentheses. So it needs two names: `self` and "
    "`x`.",
)
class RunningMean(nn.Module):
    def __init__(self, features, momentum=0.1):
        super().__init__()
        self.momentum = momentum
        self.register_buffer("mean", torch.zeros(features))

    def forward(x):  # noqa: N805
        if self.training:  # noqa: F821
            with torch.no_grad():
                self.mean.lerp_(x.mean(0), self.momentum)  # noqa: F821
        return x - self.mean  # noqa: F821


@wrong(
    "gradients switched on again",
    fails=["the gradients"],
    says="Your `forward` leaves autograd switched on, also where the caller had switched it off: "
    "`set_grad_enabled(True)` does not ask how it was before. A block that begins with `with` puts "
    "back what it found.",
)
class RunningMean(nn.Module):
    def __init__(self, features, momentum=0.1):
        super().__init__()
        self.momentum = momentum
        self.register_buffer("mean", torch.zeros(features))

    def forward(self, x):
        if self.training:
            torch.set_grad_enabled(False)
            self.mean = (1 - self.momentum) * self.mean + self.momentum * x.mean(dim=0)
            torch.set_grad_enabled(True)
        return x - self.mean


@alternative("in place, detached")
class RunningMean(nn.Module):
    def __init__(self, features, momentum=0.1):
        super().__init__()
        self.momentum = momentum
        self.register_buffer("mean", torch.zeros((features,)))

    def forward(self, x):
        if self.training:
            self.mean.mul_(1 - self.momentum)
            self.mean.add_(x.detach().mean(dim=0), alpha=self.momentum)
        return x - self.mean.clone()


@alternative("lerp, nn.Buffer")
class RunningMean(nn.Module):
    def __init__(self, features, momentum=0.1):
        super().__init__()
        self.momentum = momentum
        self.mean = nn.Buffer(torch.zeros(features))

    def forward(self, x):
        if self.training:
            batch = x.data.sum(0) / len(x)
            self.mean.data = torch.lerp(self.mean, batch, self.momentum)
        return x.sub(self.mean)
