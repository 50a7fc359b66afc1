"""Wrong and alternative answers to mlp (read by grading.bank)."""

import torch
from torch import nn

from grading.bank import alternative, wrong


@wrong(
    "activation at the end",
    fails=[
        "two sizes, one layer",
        "three sizes, two layers",
        "many layers",
        "inputs of other shapes",
        "the weights after ten steps",
    ],
    says="After the last layer there is an activation, too. So every prediction lies between −1 "
    "and 1, whatever the target. n layers have n − 1 places between them.",
)
class MLP(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        pairs = zip(sizes, sizes[1:], strict=False)
        self.layers = nn.ModuleList(nn.Linear(m, n) for m, n in pairs)

    def forward(self, x):
        for layer in self.layers:
            x = torch.tanh(layer(x))
        return x


@wrong(
    "no activation",
    fails=[
        "three sizes, two layers",
        "many layers",
        "inputs of other shapes",
        "the weights after ten steps",
    ],
    says="There is no activation between your layers. Then the whole model is one linear map, "
    "however many layers it has: it can't learn a curve.",
)
class MLP(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        pairs = zip(sizes, sizes[1:], strict=False)
        self.layers = nn.ModuleList(nn.Linear(m, n) for m, n in pairs)

    def forward(self, x):
        for layer in self.layers:
            x = layer(x)
        return x


@wrong(
    "activation at the start",
    fails=[
        "two sizes, one layer",
        "three sizes, two layers",
        "many layers",
        "inputs of other shapes",
        "the weights after ten steps",
    ],
    says="An activation stands before your first layer, so it is applied to the data themselves. "
    "It belongs between two layers only.",
)
class MLP(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        pairs = zip(sizes, sizes[1:], strict=False)
        self.layers = nn.ModuleList(nn.Linear(m, n) for m, n in pairs)

    def forward(self, x):
        for layer in self.layers:
            x = layer(torch.tanh(x))
        return x


@wrong(
    "activation after the first only",
    fails=["many layers", "the weights after ten steps"],
    says="Only your first layer is followed by an activation. The others form one linear map "
    "again. Between *any* two layers there is one.",
)
class MLP(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        pairs = zip(sizes, sizes[1:], strict=False)
        self.layers = nn.ModuleList(nn.Linear(m, n) for m, n in pairs)

    def forward(self, x):
        for number, layer in enumerate(self.layers):
            x = layer(x)
            if number == 0 and len(self.layers) > 1:
                x = torch.tanh(x)
        return x


@wrong(
    "a plain list",
    fails=[
        "the layers",
        "two sizes, one layer",
        "three sizes, two layers",
        "many layers",
        "inputs of other shapes",
        "the weights after ten steps",
    ],
    says="Layers of your model are missing from its `parameters()`, so `.double()` and an "
    "optimizer pass them by. Are they in a plain Python list? The module does not look into it; "
    "PyTorch has a list that is a module. Are they made in `forward`? Then they are new at each "
    "call. Or is a `self.` missing in `__init__`?",
)
class MLP(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        self.layers = [nn.Linear(m, n) for m, n in zip(sizes, sizes[1:], strict=False)]

    def forward(self, x):
        *hidden, last = self.layers
        for layer in hidden:
            x = torch.tanh(layer(x))
        return last(x)


@wrong(
    "relu",
    fails=[
        "three sizes, two layers",
        "many layers",
        "inputs of other shapes",
        "the weights after ten steps",
    ],
    says="Your activation is ReLU. It is the usual one in deep networks, but this task asks for "
    "tanh.",
)
class MLP(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        pairs = zip(sizes, sizes[1:], strict=False)
        self.layers = nn.ModuleList(nn.Linear(m, n) for m, n in pairs)

    def forward(self, x):
        *hidden, last = self.layers
        for layer in hidden:
            x = torch.relu(layer(x))
        return last(x)


@wrong(
    "fixed depth",
    fails=["the layers", "two sizes, one layer", "many layers", "the weights after ten steps"],
    says="The number of your layers does not follow from `sizes`: n sizes ask for n − 1 layers, "
    "whatever n is. Is it fixed, or is there one more at the end? Loop over the neighbours in "
    "`sizes`.",
)
class MLP(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        self.first = nn.Linear(sizes[0], sizes[1])
        self.second = nn.Linear(sizes[1], sizes[-1])

    def forward(self, x):
        return self.second(torch.tanh(self.first(x)))


@wrong(
    "one layer for equal sizes",
    fails=["the layers", "many layers"],
    says="Where sizes repeat, your model uses one and the same layer several times, so it has "
    "fewer parameters than it should. `[layer] * n` and a dict by size hold the same object again "
    "and again. Make a new `nn.Linear` for each place.",
)
class MLP(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        pairs = list(zip(sizes, sizes[1:], strict=False))
        made = {pair: nn.Linear(*pair) for pair in pairs}
        self.layers = nn.ModuleList(made[pair] for pair in pairs)

    def forward(self, x):
        *hidden, last = self.layers
        for layer in hidden:
            x = torch.tanh(layer(x))
        return last(x)


@wrong(
    "sizes used up",
    fails=["the layers", "many layers"],
    says="Your function takes numbers out of `sizes`. The list belongs to the caller, who may "
    "want it again, and a tuple has no `pop` at all. Read it and leave it as it is.",
)
class MLP(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        self.layers = nn.ModuleList()
        while len(sizes) > 1:
            self.layers.append(nn.Linear(sizes.pop(0), sizes[0]))

    def forward(self, x):
        *hidden, last = self.layers
        for layer in hidden:
            x = torch.tanh(layer(x))
        return last(x)


@wrong(
    "flattened",
    fails=["inputs of other shapes"],
    says="You reshape the input, so only a batch of shape (N, features) goes through. Dimensions "
    "in front of the last one should stay as they are: `nn.Linear` carries any number of them "
    "along.",
)
class MLP(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        pairs = zip(sizes, sizes[1:], strict=False)
        self.layers = nn.ModuleList(nn.Linear(m, n) for m, n in pairs)

    def forward(self, x):
        x = x.view(x.shape[0], -1)
        *hidden, last = self.layers
        for layer in hidden:
            x = torch.tanh(layer(x))
        return last(x)


@wrong(
    "no bias",
    fails=[
        "the layers",
        "two sizes, one layer",
        "three sizes, two layers",
        "many layers",
        "inputs of other shapes",
        "the weights after ten steps",
    ],
    says="Your layers have no bias. Each of them should have one.",
)
class MLP(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        pairs = zip(sizes, sizes[1:], strict=False)
        self.layers = nn.ModuleList(nn.Linear(m, n, bias=False) for m, n in pairs)

    def forward(self, x):
        *hidden, last = self.layers
        for layer in hidden:
            x = torch.tanh(layer(x))
        return last(x)


@wrong(
    "last layer forgotten",
    fails=[
        "the layers",
        "two sizes, one layer",
        "three sizes, two layers",
        "many layers",
        "inputs of other shapes",
        "the weights after ten steps",
    ],
    says="Your model has one layer too few: the one that leads to the last size is missing. n "
    "sizes have n − 1 pairs of neighbours; check the end of your `range` or slice.",
)
def MLP(sizes):
    parts = []
    for i in range(len(sizes) - 2):
        parts += [nn.Linear(sizes[i], sizes[i + 1]), nn.Tanh()]
    return nn.Sequential(*parts)


@wrong(
    "nothing returned",
    fails=[
        "the layers",
        "two sizes, one layer",
        "three sizes, two layers",
        "many layers",
        "inputs of other shapes",
        "the weights after ten steps",
    ],
    says="Your function `MLP` returns nothing (`None`). It should return the module that it has "
    "built.",
)
def MLP(sizes):
    parts = []
    for m, n in zip(sizes, sizes[1:], strict=False):
        parts += [nn.Linear(m, n), nn.Tanh()]
    nn.Sequential(*parts[:-1])


@wrong(
    "a list that lives on",
    fails=[
        "the layers",
        "two sizes, one layer",
        "three sizes, two layers",
        "many layers",
        "inputs of other shapes",
        "the weights after ten steps",
    ],
    says="Your model has layers that do not belong to it: those of a model made before? A default "
    "such as `parts=[]` is made once, when the function is defined, and all calls share it; a list "
    "in the body of a class, too. Make the list inside `__init__`.",
)
class MLP(nn.Module):
    def __init__(self, sizes, parts=[]):  # noqa: B006
        super().__init__()
        for m, n in zip(sizes, sizes[1:], strict=False):
            parts += [nn.Linear(m, n), nn.Tanh()]
        self.layers = nn.Sequential(*parts[:-1])

    def forward(self, x):
        return self.layers(x)


@wrong(
    "a list given to nn.Sequential",
    fails=[
        "the layers",
        "two sizes, one layer",
        "three sizes, two layers",
        "many layers",
        "inputs of other shapes",
        "the weights after ten steps",
    ],
    says="A list stands where a module is wanted. `nn.Sequential` takes modules one by one, not in "
    "a list: what does a star before the name of a list do?",
)
class MLP(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        parts = []
        for m, n in zip(sizes, sizes[1:], strict=False):
            parts += [nn.Linear(m, n), nn.Tanh()]
        self.layers = nn.Sequential(parts[:-1])

    def forward(self, x):
        return self.layers(x)


@wrong(
    "the list is called",
    fails=[
        "two sizes, one layer",
        "three sizes, two layers",
        "many layers",
        "inputs of other shapes",
        "the weights after ten steps",
    ],
    says="You call an `nn.ModuleList`. It registers modules, but has no `forward`: it does not "
    "know how you use them. Call the layers in it one by one, or let an `nn.Sequential` do so.",
)
class MLP(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        self.layers = nn.ModuleList()
        for m, n in zip(sizes, sizes[1:], strict=False):
            self.layers += [nn.Linear(m, n), nn.Tanh()]

    def forward(self, x):
        return self.layers(x)


@wrong(
    "last by its size",
    fails=["many layers"],
    says="After hidden layers that happen to be as large as the output, the activation is missing. "
    "Whether a layer is the last one is a question of its place, not of its size.",
)
class MLP(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        self.layers = nn.Sequential()
        for m, n in zip(sizes, sizes[1:], strict=False):
            self.layers.append(nn.Linear(m, n))
            if n != sizes[-1]:
                self.layers.append(nn.Tanh())

    def forward(self, x):
        return self.layers(x)


@wrong(
    "the output layer first",
    fails=[
        "the layers",
        "three sizes, two layers",
        "many layers",
        "inputs of other shapes",
        "the weights after ten steps",
    ],
    says="Your last layer is created before the others. The text asks for the order in which they "
    "are used, so that whoever goes through `parameters()` meets them from the input to the "
    "output.",
)
class MLP(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        self.last = nn.Linear(sizes[-2], sizes[-1])
        pairs = zip(sizes[:-2], sizes[1:-1], strict=True)
        self.hidden = nn.ModuleList(nn.Linear(m, n) for m, n in pairs)

    def forward(self, x):
        for layer in self.hidden:
            x = torch.tanh(layer(x))
        return self.last(x)


@wrong(
    "without a record",
    fails=["the weights after ten steps"],
    says="Your predictions are right, but `backward` finds no way from them to the parameters. A "
    "`forward` that detaches its result, or works under `torch.no_grad()`, can't be trained.",
)
class MLP(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        pairs = zip(sizes, sizes[1:], strict=False)
        self.layers = nn.ModuleList(nn.Linear(m, n) for m, n in pairs)

    @torch.no_grad()
    def forward(self, x):
        for layer in self.layers[:-1]:
            x = torch.tanh(layer(x))
        return self.layers[-1](x)


@wrong(
    "two layers",
    fails=["the layers", "two sizes, one layer", "many layers", "the weights after ten steps"],
    says="The number of your layers does not follow from `sizes`: n sizes ask for n − 1 layers, "
    "whatever n is. Is it fixed, or is there one more at the end? Loop over the neighbours in "
    "`sizes`.",
)
class MLP(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        self.first = nn.Linear(sizes[0], sizes[1])
        self.second = nn.Linear(sizes[1], sizes[2])

    def forward(self, x):
        return self.second(torch.tanh(self.first(x)))


@wrong(
    "one step too far",
    fails=[
        "the layers",
        "two sizes, one layer",
        "three sizes, two layers",
        "many layers",
        "inputs of other shapes",
        "the weights after ten steps",
    ],
    says="Your code asks `sizes` for a number that is not there. n sizes have n − 1 pairs of "
    "neighbours: does your loop go one step too far? Or do you count on a certain length?",
)
class MLP(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        self.layers = nn.ModuleList()
        for i in range(len(sizes)):
            self.layers.append(nn.Linear(sizes[i], sizes[i + 1]))

    def forward(self, x):
        for layer in self.layers[:-1]:
            x = torch.tanh(layer(x))
        return self.layers[-1](x)


@wrong(
    "no activation before the last layer",
    fails=[
        "three sizes, two layers",
        "many layers",
        "inputs of other shapes",
        "the weights after ten steps",
    ],
    says="Between the last two layers of your model the activation is missing, so together they "
    "are one linear map. n layers have n − 1 places between them; check the number in your "
    "condition.",
)
class MLP(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        pairs = zip(sizes, sizes[1:], strict=False)
        self.layers = nn.ModuleList(nn.Linear(m, n) for m, n in pairs)

    def forward(self, x):
        for number, layer in enumerate(self.layers):
            x = layer(x)
            if number < len(self.layers) - 2:
                x = torch.tanh(x)
        return x


@wrong(
    "activation one layer late",
    fails=[
        "three sizes, two layers",
        "many layers",
        "inputs of other shapes",
        "the weights after ten steps",
    ],
    says="Your activation comes one layer too late: none after the first layer, and one after the "
    "last. It stands *between* two layers; check your condition.",
)
class MLP(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        pairs = zip(sizes, sizes[1:], strict=False)
        self.layers = nn.ModuleList(nn.Linear(m, n) for m, n in pairs)

    def forward(self, x):
        for number, layer in enumerate(self.layers):
            x = layer(x)
            if number > 0:
                x = torch.tanh(x)
        return x


@wrong(
    "sigmoid",
    fails=[
        "three sizes, two layers",
        "many layers",
        "inputs of other shapes",
        "the weights after ten steps",
    ],
    says="Your activation is the sigmoid, between 0 and 1. This task asks for tanh.",
)
class MLP(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        pairs = zip(sizes, sizes[1:], strict=False)
        self.layers = nn.ModuleList(nn.Linear(m, n) for m, n in pairs)

    def forward(self, x):
        for layer in self.layers[:-1]:
            x = torch.sigmoid(layer(x))
        return self.layers[-1](x)


@wrong(
    "no super().__init__()",
    fails=[
        "the layers",
        "two sizes, one layer",
        "three sizes, two layers",
        "many layers",
        "inputs of other shapes",
        "the weights after ten steps",
    ],
    says="Your model is given a layer before it is ready for one. `super().__init__()` has to "
    "come first in `__init__`: it makes the place where `nn.Module` registers its parts.",
)
class MLP(nn.Module):
    def __init__(self, sizes):
        pairs = zip(sizes, sizes[1:], strict=False)
        self.layers = nn.ModuleList(nn.Linear(m, n) for m, n in pairs)

    def forward(self, x):
        for layer in self.layers[:-1]:
            x = torch.tanh(layer(x))
        return self.layers[-1](x)


@wrong(
    "no nn.Module",
    fails=[
        "the layers",
        "two sizes, one layer",
        "three sizes, two layers",
        "many layers",
        "inputs of other shapes",
        "the weights after ten steps",
    ],
    says="Your class is not derived from `nn.Module`, so it has no `parameters()` and no "
    "`double()`, and its objects can't be called. What stands in the parentheses behind the name "
    "of the class?",
)
class MLP:
    def __init__(self, sizes):
        super().__init__()
        pairs = zip(sizes, sizes[1:], strict=False)
        self.layers = nn.ModuleList(nn.Linear(m, n) for m, n in pairs)

    def forward(self, x):
        for layer in self.layers[:-1]:
            x = torch.tanh(layer(x))
        return self.layers[-1](x)


@wrong(
    "a list returned",
    fails=[
        "the layers",
        "two sizes, one layer",
        "three sizes, two layers",
        "many layers",
        "inputs of other shapes",
        "the weights after ten steps",
    ],
    says="Your function `MLP` returns a plain list. A module is asked for, which has parameters "
    "and can be called: what makes one of a list of modules?",
)
def MLP(sizes):
    parts = []
    for m, n in zip(sizes, sizes[1:], strict=False):
        parts += [nn.Linear(m, n), nn.Tanh()]
    return parts[:-1]


@wrong(
    "forward returns nothing",
    fails=[
        "two sizes, one layer",
        "three sizes, two layers",
        "many layers",
        "inputs of other shapes",
        "the weights after ten steps",
    ],
    says="Your `forward` computes the prediction and returns nothing, so `model(x)` is `None`. Is "
    "there a `return`?",
)
class MLP(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        pairs = zip(sizes, sizes[1:], strict=False)
        self.layers = nn.ModuleList(nn.Linear(m, n) for m, n in pairs)

    def forward(self, x):
        for layer in self.layers[:-1]:
            x = torch.tanh(layer(x))
        self.layers[-1](x)


@wrong(
    "return in the loop",
    fails=[
        "three sizes, two layers",
        "many layers",
        "inputs of other shapes",
        "the weights after ten steps",
    ],
    says="Your `forward` stops after the first layer. Does the `return` stand inside the loop?",
)
class MLP(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        pairs = zip(sizes, sizes[1:], strict=False)
        self.layers = nn.ModuleList(nn.Linear(m, n) for m, n in pairs)

    def forward(self, x):
        for number, layer in enumerate(self.layers):
            x = layer(x)
            if number < len(self.layers) - 1:
                x = torch.tanh(x)
            return x


@wrong(
    "nn.Tanh called with x",
    fails=[
        "three sizes, two layers",
        "many layers",
        "inputs of other shapes",
        "the weights after ten steps",
    ],
    says="`nn.Tanh` is a class: calling it makes a module, and takes no tensor. That module is "
    "called with `x`; or take the function `torch.tanh`.",
)
class MLP(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        pairs = zip(sizes, sizes[1:], strict=False)
        self.layers = nn.ModuleList(nn.Linear(m, n) for m, n in pairs)

    def forward(self, x):
        for layer in self.layers[:-1]:
            x = nn.Tanh(layer(x))
        return self.layers[-1](x)


@wrong(
    "each layer gets the input",
    fails=[
        "three sizes, two layers",
        "many layers",
        "inputs of other shapes",
        "the weights after ten steps",
    ],
    says="The input of the model goes to a layer that is not the first, and whose size it does "
    "not fit. Is the first one there? Does each take what the one before it has returned? A result "
    "under another name is lost in the next round.",
)
class MLP(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        pairs = zip(sizes, sizes[1:], strict=False)
        self.layers = nn.ModuleList(nn.Linear(m, n) for m, n in pairs)

    def forward(self, x):
        for number, layer in enumerate(self.layers):
            y = layer(x)
            if number < len(self.layers) - 1:
                y = torch.tanh(y)
        return y


@wrong(
    "no argument self",
    fails=[
        "two sizes, one layer",
        "three sizes, two layers",
        "many layers",
        "inputs of other shapes",
        "the weights after ten steps",
    ],
    says="Your `forward` takes one argument, and gets two: Python hands a method the object "
    "itself first, and then what stands in the parentheses. So it needs two names: `self` and "
    "`x`.",
)
class MLP(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        pairs = zip(sizes, sizes[1:], strict=False)
        self.layers = nn.ModuleList(nn.Linear(m, n) for m, n in pairs)

    def forward(x):  # noqa: N805
        for layer in self.layers[:-1]:  # noqa: F821
            x = torch.tanh(layer(x))
        return self.layers[-1](x)  # noqa: F821


@wrong(
    "forward misspelt",
    fails=[
        "two sizes, one layer",
        "three sizes, two layers",
        "many layers",
        "inputs of other shapes",
        "the weights after ten steps",
    ],
    says="Your model has no method `forward`, so it can't be called. Look at how the name is "
    "spelt, and at the indentation: `forward` stands in the class, beside `__init__`.",
)
class MLP(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        pairs = zip(sizes, sizes[1:], strict=False)
        self.layers = nn.ModuleList(nn.Linear(m, n) for m, n in pairs)

    def foward(self, x):
        for layer in self.layers[:-1]:
            x = torch.tanh(layer(x))
        return self.layers[-1](x)


@wrong(
    "one attribute for all",
    fails=[
        "the layers",
        "three sizes, two layers",
        "many layers",
        "inputs of other shapes",
        "the weights after ten steps",
    ],
    says="The input of the model goes to a layer that is not the first, and whose size it does "
    "not fit. Is the first one still there? An attribute holds one module, and each that a loop "
    "assigns to it takes the place of the one before.",
)
class MLP(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        for m, n in zip(sizes, sizes[1:], strict=False):
            self.layer = nn.Linear(m, n)

    def forward(self, x):
        return self.layer(x)


@wrong(
    "the input cast to float32",
    fails=[
        "two sizes, one layer",
        "three sizes, two layers",
        "many layers",
        "inputs of other shapes",
        "the weights after ten steps",
    ],
    says="Your `forward` casts its input to float32. That fails as soon as the model has another "
    "dtype, as after `model.double()`. The caller sees to it that data and model have one dtype; "
    "leave `x` as it is.",
)
class MLP(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        pairs = zip(sizes, sizes[1:], strict=False)
        self.layers = nn.ModuleList(nn.Linear(m, n) for m, n in pairs)

    def forward(self, x):
        x = x.float()
        for layer in self.layers[:-1]:
            x = torch.tanh(layer(x))
        return self.layers[-1](x)


@wrong(
    "the input cast to float64",
    fails=["three sizes, two layers"],
    says="Your `forward` casts its input to float64. That fails as long as the model is float32, "
    "as it is at first. The caller sees to it that data and model have one dtype; leave `x` as it "
    "is.",
)
class MLP(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        pairs = zip(sizes, sizes[1:], strict=False)
        self.layers = nn.ModuleList(nn.Linear(m, n) for m, n in pairs)

    def forward(self, x):
        x = x.double()
        for layer in self.layers[:-1]:
            x = torch.tanh(layer(x))
        return self.layers[-1](x)


@wrong(
    "flattened, and left so",
    fails=["inputs of other shapes"],
    says="You reshape the input to two dimensions, and the output keeps them. Dimensions in front "
    "of the last one should stay as they are: `nn.Linear` carries any number of them along.",
)
class MLP(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        pairs = zip(sizes, sizes[1:], strict=False)
        self.layers = nn.ModuleList(nn.Linear(m, n) for m, n in pairs)

    def forward(self, x):
        x = x.reshape(-1, x.shape[-1])
        for layer in self.layers[:-1]:
            x = torch.tanh(layer(x))
        return self.layers[-1](x)


@alternative("a function with nn.Sequential")
def MLP(sizes):
    parts = []
    for m, n in zip(sizes[:-1], sizes[1:], strict=True):
        parts += [nn.Tanh(), nn.Linear(m, n)]
    return nn.Sequential(*parts[1:])


@alternative("a class with an index loop and a dict")
class MLP(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        self.depth = len(sizes) - 1
        for i in range(self.depth):
            setattr(self, f"fc{i}", nn.Linear(sizes[i], sizes[i + 1]))

    def forward(self, x):
        for i in range(self.depth):
            x = getattr(self, f"fc{i}")(x)
            if i < self.depth - 1:
                x = nn.functional.tanh(x)
        return x


@alternative("a model in a model")
class MLP(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        self.first = nn.Linear(sizes[0], sizes[1])
        self.rest = MLP(sizes[1:]) if len(sizes) > 2 else None

    def forward(self, x):
        x = self.first(x)
        return x if self.rest is None else self.rest(x.tanh())


@wrong(
    "sorted by name",
    fails=["many layers"],
    says="From eleven layers on, yours are used in another order: sorted as text, `layer10` comes "
    "before `layer2`. A module keeps its parts in the order in which they were assigned.",
)
class MLP(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        for i in range(len(sizes) - 1):
            setattr(self, f"layer{i}", nn.Linear(sizes[i], sizes[i + 1]))

    def forward(self, x):
        *hidden, last = sorted(self._modules)
        for name in hidden:
            x = torch.tanh(getattr(self, name)(x))
        return getattr(self, last)(x)
