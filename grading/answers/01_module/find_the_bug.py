"""Wrong and alternative answers to find_the_bug (read by grading.bank)."""

import torch
from torch import nn

from grading.bank import alternative, wrong


@wrong(
    "still a list",
    fails=["model 1"],
    says="Model 1 still keeps its layers in a plain list, and a module does not look into lists, "
    "tuples or dicts. So only the head is registered and trained.",
)
class Repaired1(nn.Module):
    def __init__(self, depth):
        super().__init__()
        self.layers = [nn.Linear(2, 2) for _ in range(depth)]
        self.head = nn.Linear(2, 1)

    def forward(self, x):
        for layer in self.layers:
            x = torch.tanh(layer(x))
        return self.head(x)


@wrong(
    "one layer many times",
    fails=["model 1"],
    says="Model 1 now has one layer that it uses several times: `[layer] * depth` is a list of "
    "the same object. Make a new layer for each place.",
)
class Repaired1(nn.Module):
    def __init__(self, depth):
        super().__init__()
        self.layers = nn.ModuleList([nn.Linear(2, 2)] * depth)
        self.head = nn.Linear(2, 1)

    def forward(self, x):
        for layer in self.layers:
            x = torch.tanh(layer(x))
        return self.head(x)


@wrong(
    "tanh lost",
    fails=["model 1"],
    says="In model 1 the layers are registered now, but `forward` does not compute the same any "
    "more: after each of the layers there was a tanh.",
)
class Repaired1(nn.Module):
    def __init__(self, depth):
        super().__init__()
        self.layers = nn.Sequential(*(nn.Linear(2, 2) for _ in range(depth)))
        self.head = nn.Linear(2, 1)

    def forward(self, x):
        return self.head(self.layers(x))


@wrong(
    "one tanh",
    fails=["model 1"],
    says="In model 1 the layers are registered now, but `forward` does not compute the same any "
    "more: there was a tanh after *each* of the layers, not only after the last.",
)
class Repaired1(nn.Module):
    def __init__(self, depth):
        super().__init__()
        self.layers = nn.Sequential(*(nn.Linear(2, 2) for _ in range(depth)))
        self.head = nn.Linear(2, 1)

    def forward(self, x):
        return self.head(torch.tanh(self.layers(x)))


@wrong(
    "other names",
    fails=["model 1"],
    says="In model 1 the layers are registered under other names. Names in a `state_dict()` are "
    "an interface: a file saved with `layers.0.weight` could not be loaded. Keep the attribute "
    "`layers`.",
)
class Repaired1(nn.Module):
    def __init__(self, depth):
        super().__init__()
        self.depth = depth
        for i in range(depth):
            self.add_module(f"layer{i}", nn.Linear(2, 2))
        self.head = nn.Linear(2, 1)

    def forward(self, x):
        for i in range(self.depth):
            x = torch.tanh(getattr(self, f"layer{i}")(x))
        return self.head(x)


@wrong(
    "tanh numbered too",
    fails=["model 1"],
    says="In model 1 the activations are in `layers` now, and take numbers of their own: the "
    "second layer is called `layers.2` and no longer `layers.1`. Names in a `state_dict()` are an "
    "interface. Keep only the layers there, and `forward` as it was.",
)
class Repaired1(nn.Module):
    def __init__(self, depth):
        super().__init__()
        parts = []
        for _ in range(depth):
            parts += [nn.Linear(2, 2), nn.Tanh()]
        self.layers = nn.Sequential(*parts)
        self.head = nn.Linear(2, 1)

    def forward(self, x):
        return self.head(self.layers(x))


@wrong(
    "the list is called",
    fails=["model 1"],
    says="In model 1 you call an `nn.ModuleList`. It registers modules, but has no `forward`: it "
    "does not know how you use them. Loop over the layers as before.",
)
class Repaired1(nn.Module):
    def __init__(self, depth):
        super().__init__()
        self.layers = nn.ModuleList(nn.Linear(2, 2) for _ in range(depth))
        self.head = nn.Linear(2, 1)

    def forward(self, x):
        return self.head(torch.tanh(self.layers(x)))


@wrong(
    "still a tensor",
    fails=["model 2"],
    says="In model 2 the scale is still a plain tensor. Autograd computes its gradient, but "
    "`parameters()` does not list it, so no optimizer steps on it, and it is not saved either.",
)
class Repaired2(nn.Module):
    def __init__(self, features):
        super().__init__()
        self.scale = torch.ones(features, requires_grad=True)
        self.head = nn.Linear(features, 1)

    def forward(self, x):
        return self.head(x * self.scale)


@wrong(
    "a buffer",
    fails=["model 2"],
    says="In model 2 the scale is a buffer now: it is saved and moved with the module, but it "
    "still does not learn. Buffers are for what is computed, parameters for what is learned.",
)
class Repaired2(nn.Module):
    def __init__(self, features):
        super().__init__()
        self.register_buffer("scale", torch.ones(features))
        self.head = nn.Linear(features, 1)

    def forward(self, x):
        return self.head(x * self.scale)


@wrong(
    "a random scale",
    fails=["model 2"],
    says="In model 2 the scale learns now, but it does not start as ones any more. Apart from its "
    "registration it was as it should be.",
)
class Repaired2(nn.Module):
    def __init__(self, features):
        super().__init__()
        self.scale = nn.Parameter(torch.rand(features))
        self.head = nn.Linear(features, 1)

    def forward(self, x):
        return self.head(x * self.scale)


@wrong(
    "a frozen scale",
    fails=["model 2"],
    says="In model 2 the scale is a parameter now, but no gradient comes to it: does it not "
    "require one, or does `forward` detach it? So it is registered and still does not learn.",
)
class Repaired2(nn.Module):
    def __init__(self, features):
        super().__init__()
        self.scale = nn.Parameter(torch.ones(features), requires_grad=False)
        self.head = nn.Linear(features, 1)

    def forward(self, x):
        return self.head(x * self.scale)


@wrong(
    "as it was",
    fails=["model 3"],
    says="In model 3 the head is still made in `forward`: at each call there is a new one with "
    "new random weights, and no optimizer has ever seen it. Which part of a module runs once "
    "only?",
)
class Repaired3(nn.Module):
    def __init__(self, features, hidden):
        super().__init__()
        self.hidden = nn.Linear(features, hidden)

    def forward(self, x):
        x = torch.tanh(self.hidden(x))
        head = nn.Linear(x.shape[-1], 1, dtype=x.dtype)
        return head(x)


@wrong(
    "still in forward",
    fails=["model 3"],
    says="In model 3 the head is still made in `forward`: at each call there is a new one with "
    "new random weights, and no optimizer has ever seen it. Keeping it in an attribute does not "
    "help, if the next call replaces it.",
)
class Repaired3(nn.Module):
    def __init__(self, features, hidden):
        super().__init__()
        self.hidden = nn.Linear(features, hidden)

    def forward(self, x):
        x = torch.tanh(self.hidden(x))
        self.head = nn.Linear(x.shape[-1], 1, dtype=x.dtype)
        return self.head(x)


@wrong(
    "made at the first call",
    fails=["model 3"],
    says="In model 3 the head comes to life at the first call only. An optimizer made before that "
    "call does not know of it. Its sizes are known in `__init__`, so make it there.",
)
class Repaired3(nn.Module):
    def __init__(self, features, hidden):
        super().__init__()
        self.hidden = nn.Linear(features, hidden)
        self.head = None

    def forward(self, x):
        x = torch.tanh(self.hidden(x))
        if self.head is None:
            self.head = nn.Linear(x.shape[-1], 1, dtype=x.dtype)
        return self.head(x)


@wrong(
    "moved as it was",
    fails=["model 3"],
    says="In model 3 a line asks for `x` where there is none. When `__init__` runs, no data exist "
    "yet: which of its arguments says how many numbers come out of `hidden`? The dtype can be left "
    "out, as `.double()` converts what is registered.",
)
class Repaired3(nn.Module):
    def __init__(self, features, hidden):
        super().__init__()
        self.hidden = nn.Linear(features, hidden)
        self.head = nn.Linear(x.shape[-1], 1, dtype=x.dtype)  # noqa: F821

    def forward(self, x):
        return self.head(torch.tanh(self.hidden(x)))


@wrong(
    "made twice",
    fails=["model 3"],
    says="In model 3 there are two heads: one made in `__init__`, which is registered and not "
    "used, and a new one at each call of `forward`. Use the first and drop the second.",
)
class Repaired3(nn.Module):
    def __init__(self, features, hidden):
        super().__init__()
        self.hidden = nn.Linear(features, hidden)
        self.head = nn.Linear(hidden, 1)

    def forward(self, x):
        x = torch.tanh(self.hidden(x))
        head = nn.Linear(x.shape[-1], 1, dtype=x.dtype)
        return head(x)


@wrong(
    "replaced at each call",
    fails=["model 3"],
    says="In model 3 `__init__` makes the head, and each call of `forward` puts a new one in its "
    "place: what the old one had learned is thrown away. One of the two lines has to go.",
)
class Repaired3(nn.Module):
    def __init__(self, features, hidden):
        super().__init__()
        self.hidden = nn.Linear(features, hidden)
        self.head = nn.Linear(hidden, 1)

    def forward(self, x):
        x = torch.tanh(self.hidden(x))
        self.head = nn.Linear(x.shape[-1], 1, dtype=x.dtype)
        return self.head(x)


@wrong(
    "still no super",
    fails=["model 4"],
    says="In model 4 the module is still given parts before `super().__init__()` has run. It "
    "makes the places where parameters, buffers and submodules are registered, so it comes first.",
)
class Repaired4(nn.Module):
    def __init__(self, groups):
        self.offset = nn.Parameter(torch.zeros(groups))
        self.linear = nn.Linear(1, 1, bias=False)
        super().__init__()

    def forward(self, x):
        return self.linear(x) + self.offset


@wrong(
    "no parameter any more",
    fails=["model 4"],
    says="In model 4 the error is gone because the offset is no parameter any more: a plain "
    "tensor can be set at any time. But now it does not learn.",
)
class Repaired4(nn.Module):
    def __init__(self, groups):
        super().__init__()
        self.offset = torch.zeros(groups)
        self.linear = nn.Linear(1, 1, bias=False)

    def forward(self, x):
        return self.linear(x) + self.offset


@wrong(
    "an offset that is a buffer",
    fails=["model 4"],
    says="In model 4 the error is gone because the offset is a buffer now: it is saved and moved "
    "with the module, but it does not learn. Only the missing call was to be added.",
)
class Repaired4(nn.Module):
    def __init__(self, groups):
        super().__init__()
        self.register_buffer("offset", torch.zeros(groups))
        self.linear = nn.Linear(1, 1, bias=False)

    def forward(self, x):
        return self.linear(x) + self.offset


@wrong(
    "the bias instead",
    fails=["model 4"],
    says="Model 4 has no attribute `offset` now: perhaps a bias does its work. The model had one "
    "offset for each group, under this name: keep that, and mend only what is broken.",
)
class Repaired4(nn.Module):
    def __init__(self, groups):
        super().__init__()
        self.linear = nn.Linear(1, groups)

    def forward(self, x):
        return self.linear(x)


@wrong(
    "converted",
    fails=["the question about model 1"],
    says="`double()` goes through the parameters and buffers that the module has registered, and "
    "those of its submodules. A plain list is none of these. Try it, and look at the dtypes.",
)
def works_with_a_list():
    return "a"


@wrong(
    "saved",
    fails=["the question about model 1"],
    says="`state_dict()` holds what is registered, and nothing in a plain list is. Look at its "
    "keys. A model saved in this way would lose its layers.",
)
def works_with_a_list():
    return "c"


@wrong(
    "cleared",
    fails=["the question about model 1"],
    says="`model.zero_grad()` goes through `model.parameters()`, and these do not list the layers. "
    "Their gradients would add up from step to step. Who computes a gradient without asking the "
    "module?",
)
def works_with_a_list():
    return "d"


@wrong(
    "no letter",
    fails=["the question about model 1"],
    says="`works_with_a_list` returns something else than one letter: nothing (`None`), a list, or "
    "a longer text. Return one of the four letters as a string, with nothing before or behind it.",
)
def works_with_a_list():
    print("b")


@alternative("nn.Sequential for the list")
class Repaired1(nn.Module):
    def __init__(self, depth):
        super().__init__()
        self.head = nn.Linear(2, 1)
        self.layers = nn.Sequential()
        for _ in range(depth):
            self.layers.append(nn.Linear(2, 2))

    def forward(self, x):
        for layer in self.layers.children():
            x = layer(x).tanh()
        return self.head(x)


@alternative("register_parameter, another order")
class Repaired2(nn.Module):
    def __init__(self, features):
        nn.Module.__init__(self)
        self.head = nn.Linear(features, 1)
        self.register_parameter("scale", nn.Parameter(torch.ones(features)))

    def forward(self, x):
        return self.head(self.scale * x)


@alternative("upper case")
def works_with_a_list():
    return " B "
