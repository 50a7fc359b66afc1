"""Wrong and alternative answers to lr_model (read by grading.bank)."""

import torch
from torch import nn

from grading.bank import alternative, wrong


@wrong(
    "no super().__init__()",
    fails=[
        "what it registers",
        "the prediction",
        "the weights after ten steps",
        "a hook on the layer",
    ],
    says="Your model is given a layer before it is ready for one: `nn.Module` keeps its parts in "
    "lists of its own, and it is `super().__init__()` that makes these lists. It has to come "
    "before the first assignment of a layer or parameter.",
)
class Lr(nn.Module):
    def __init__(self):
        self.linear = nn.Linear(1, 1)

    def forward(self, x):
        return self.linear(x)


@wrong(
    "no self",
    fails=[
        "what it registers",
        "the prediction",
        "the weights after ten steps",
        "a hook on the layer",
    ],
    says="Your model has no attribute `linear` after `__init__`: an `nn.Linear` of this name is "
    "asked for. A name without `self.` is a variable of the method, which is gone when the method "
    "ends; a method `_init_`, with single underscores, is never run. Compare each name, letter by "
    "letter, in both methods.",
)
class Lr(nn.Module):
    def __init__(self):
        super().__init__()
        linear = nn.Linear(1, 1)  # noqa: F841

    def forward(self, x):
        return self.linear(x)


@wrong(
    "made in forward, and forgotten",
    fails=[
        "what it registers",
        "the prediction",
        "the weights after ten steps",
        "a hook on the layer",
    ],
    says="The layer that your `forward` calls is unknown to the model: `.double()` passes it by, "
    "and no optimizer would train it. Made in `forward`, it comes too late, or is a new one for "
    "each batch. Where do the parts of a model belong?",
)
class Lr(nn.Module):
    def forward(self, x):
        linear = nn.Linear(1, 1)
        return linear(x)


@wrong(
    "made in forward",
    fails=[
        "what it registers",
        "the prediction",
        "the weights after ten steps",
        "a hook on the layer",
    ],
    says="Before the first call your model has no layer `linear`. `forward` runs for each "
    "batch: a layer made there is new each time, with new random weights, and no optimizer made "
    "before the call has ever seen it. Where do the parts of a model belong?",
)
class Lr(nn.Module):
    def __init__(self):
        super().__init__()

    def forward(self, x):
        self.linear = nn.Linear(1, 1, dtype=x.dtype)
        return self.linear(x)


@wrong(
    "no bias",
    fails=[
        "what it registers",
        "the prediction",
        "the weights after ten steps",
        "a hook on the layer",
    ],
    says="Your model has a weight and no bias: it is y = w·x, a line through the origin. The 0.8 "
    "of y = 3x + 0.8 is out of its reach. Look at the arguments of your `nn.Linear`.",
)
class Lr(nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(1, 1, bias=False)

    def forward(self, x):
        return self.linear(x)


@wrong(
    "float64 from the start",
    fails=["what it registers"],
    says="Your layer is float64 from the start. Float32 is asked for, which is PyTorch's default; "
    "whoever wants another dtype calls `model.double()`.",
)
class Lr(nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(1, 1, dtype=torch.float64)

    def forward(self, x):
        return self.linear(x)


@wrong(
    "squeezed",
    fails=["the prediction", "the weights after ten steps"],
    says="Your prediction has another shape than (N, 1): perhaps (N,), its last dimension lost. In "
    "a loss with a target of shape (N, 1) the two broadcast, every prediction is compared with "
    "every target, and the model learns something else. Leave the shape as the layer gives it.",
)
class Lr(nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(1, 1)

    def forward(self, x):
        return self.linear(x).squeeze(-1)


@wrong(
    "layer not called",
    fails=["a hook on the layer"],
    says="A hook registered on your layer does not run, because your `forward` does not call the "
    "layer. `layer.forward(x)` or the formula with its weights give the same numbers, and skip "
    "what `layer(x)` does besides. Call the layer like a function.",
)
class Lr(nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(1, 1)

    def forward(self, x):
        return self.linear.forward(x)


@wrong(
    "detached",
    fails=["the weights after ten steps"],
    says="From your prediction no way leads back to a weight that learns, so `backward` finds "
    "nothing to differentiate. The model must not detach, leave PyTorch or switch gradients off: "
    "that is for the caller, when the prediction is to be shown.",
)
class Lr(nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(1, 1)

    def forward(self, x):
        return self.linear(x).detach()


@wrong(
    "nothing returned",
    fails=["the prediction", "the weights after ten steps"],
    says="Your `forward` computes the prediction and returns nothing, so `model(x)` is `None`. Is "
    "there a `return`?",
)
class Lr(nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(1, 1)

    def forward(self, x):
        self.linear(x)


@wrong(
    "cast to float32",
    fails=["the prediction", "the weights after ten steps", "a hook on the layer"],
    says="Your `forward` casts its input to float32. That fails as soon as the model has another "
    "dtype, as after `model.double()`. The caller sees to it that data and model have one dtype; "
    "leave `x` as it is.",
)
class Lr(nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(1, 1)

    def forward(self, x):
        return self.linear(x.float())


@wrong(
    "another name",
    fails=["what it registers", "the weights after ten steps", "a hook on the layer"],
    says="Your model has no attribute `linear`. Under other names it predicts just as well, but "
    "whoever loads a saved `Lr` looks for `linear.weight` and `linear.bias`: names "
    "in a `state_dict()` are an interface. Use an `nn.Linear` of this name.",
)
class Lr(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(1, 1)

    def forward(self, x):
        return self.fc(x)


@wrong(
    "cast to float64",
    fails=["the prediction"],
    says="Your prediction is float64, whatever the model is. A float32 model should give float32 "
    "predictions: leave the dtype to the layer.",
)
class Lr(nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(1, 1)

    def forward(self, x):
        return self.linear(x).double()


@wrong(
    "an activation besides",
    fails=["what it registers"],
    says="Your model registers more modules than `linear`. A line needs no activation; and what "
    "`forward` does not use has no place in a model.",
)
class Lr(nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(1, 1)
        self.activation = nn.Tanh()

    def forward(self, x):
        return self.linear(x)


@wrong(
    "in the body of the class",
    fails=[
        "what it registers",
        "the prediction",
        "the weights after ten steps",
        "a hook on the layer",
    ],
    says="The layer that your `forward` calls is none that the model has registered, so "
    "`.double()` passes it by. One in the body of the class is an attribute of the class, the "
    "same for all models; one made in `forward` is new for each batch. A model notices what is "
    "assigned to `self.…`, in `__init__`.",
)
class Lr(nn.Module):
    linear = nn.Linear(1, 1)

    def forward(self, x):
        return self.linear(x)


@wrong(
    "forward misspelt",
    fails=["the prediction", "the weights after ten steps", "a hook on the layer"],
    says="No `forward` of yours is run, only that of `nn.Module`, which says that one is missing. "
    "Look at how the name is spelt, and at the indentation: `forward` stands in the class, beside "
    "`__init__`. And it calls the layer, not `super().forward`.",
)
class Lr(nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(1, 1)

    def foward(self, x):
        return self.linear(x)


@wrong(
    "self forgotten in forward",
    fails=["the prediction", "the weights after ten steps", "a hook on the layer"],
    says="Your `forward` looks for a variable `linear`, and there is none: the layer is an "
    "attribute of the model. Through which argument does a method reach the attributes?",
)
class Lr(nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(1, 1)

    def forward(self, x):
        return linear(x)  # noqa: F821


@wrong(
    "self forgotten in both",
    fails=[
        "what it registers",
        "the prediction",
        "the weights after ten steps",
        "a hook on the layer",
    ],
    says="Your layer is a variable of `__init__`, which is gone when `__init__` ends, so `forward` "
    "finds none of this name, and the model has no attribute `linear`. What a model should keep "
    "is assigned to an attribute: `self.` in both methods.",
)
class Lr(nn.Module):
    def __init__(self):
        super().__init__()
        linear = nn.Linear(1, 1)  # noqa: F841

    def forward(self, x):
        return linear(x)  # noqa: F821


@wrong(
    "no argument self",
    fails=["the prediction", "the weights after ten steps", "a hook on the layer"],
    says="Your `forward` takes one argument, and gets two: Python hands a method the object itself "
    "first, and then what stands in the parentheses. So it needs two names: `self` and `x`.",
)
class Lr(nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(1, 1)

    def forward(x):  # noqa: N805
        return self.linear(x)  # noqa: F821


@wrong(
    "no argument self in __init__",
    fails=[
        "what it registers",
        "the prediction",
        "the weights after ten steps",
        "a hook on the layer",
    ],
    says="Your `__init__` takes no argument, and gets one: Python hands a method the object "
    "itself first, also where nothing stands in the parentheses. It needs a name, `self`.",
)
class Lr(nn.Module):
    def __init__():  # noqa: N805
        super().__init__()
        self.linear = nn.Linear(1, 1)  # noqa: F821

    def forward(self, x):
        return self.linear(x)


@wrong(
    "no nn.Module",
    fails=[
        "what it registers",
        "the prediction",
        "the weights after ten steps",
        "a hook on the layer",
    ],
    says="Your class is not derived from `nn.Module`, so it has no `state_dict()`, no `double()` "
    "and no `parameters()`, and its objects can't be called. What stands in the parentheses "
    "behind the name of the class?",
)
class Lr:
    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(1, 1)

    def forward(self, x):
        return self.linear(x)


@wrong(
    "in a plain list",
    fails=[
        "what it registers",
        "the prediction",
        "the weights after ten steps",
        "a hook on the layer",
    ],
    says="Your layer is in a plain Python list. The model does not look into it: `.double()` "
    "passes the layer by, and no optimizer would train it. One layer needs no list: `linear` is "
    "to be the `nn.Linear` itself.",
)
class Lr(nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = [nn.Linear(1, 1)]

    def forward(self, x):
        return self.linear[0](x)


@wrong(
    "in an nn.Sequential",
    fails=["what it registers", "the weights after ten steps"],
    says="`linear` is a container with the layer in it, so the names are `linear.0.weight` and "
    "`linear.0.bias`. Names in a `state_dict()` are an interface. One layer needs no container: "
    "`linear` is to be the `nn.Linear` itself.",
)
class Lr(nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = nn.Sequential(nn.Linear(1, 1))

    def forward(self, x):
        return self.linear(x)


@wrong(
    "in an nn.ModuleList",
    fails=["what it registers", "the weights after ten steps", "a hook on the layer"],
    says="`linear` is a list with the layer in it, so the names are `linear.0.weight` and "
    "`linear.0.bias`, and a hook on `linear` does not run: the list itself is not called. One "
    "layer needs no list: `linear` is to be the `nn.Linear` itself.",
)
class Lr(nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = nn.ModuleList([nn.Linear(1, 1)])

    def forward(self, x):
        return self.linear[0](x)


@wrong(
    "one layer for all models",
    fails=["what it registers"],
    says="All your models have one and the same layer: whoever trains one of them changes the "
    "others. It is made once, outside `__init__`, or as the default of an argument. Each model "
    "should make its own.",
)
class Lr(nn.Module):
    def __init__(self, linear=nn.Linear(1, 1)):  # noqa: B008
        super().__init__()
        self.linear = linear

    def forward(self, x):
        return self.linear(x)


@wrong(
    "the input cast to float64",
    fails=["the prediction"],
    says="Your `forward` casts its input to float64. That fails as long as the model is float32, "
    "as it is at first. The caller sees to it that data and model have one dtype; leave `x` as it "
    "is.",
)
class Lr(nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(1, 1)

    def forward(self, x):
        return self.linear(x.double())


@wrong(
    "all sizes of 1 squeezed",
    fails=["the prediction", "the weights after ten steps"],
    says="`squeeze()` takes away every dimension of size 1: of (N, 1) it makes (N,), and of a "
    "single row, (1, 1), even (). In a loss, (N,) and a target of shape (N, 1) broadcast to "
    "(N, N). Leave the shape as the layer gives it.",
)
class Lr(nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(1, 1)

    def forward(self, x):
        return self.linear(x).squeeze()


@wrong(
    "relu at the end",
    fails=["the prediction", "the weights after ten steps"],
    says="Your model can't predict anything below 0: there is a ReLU behind the layer. A line has "
    "no activation, at its end neither.",
)
class Lr(nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(1, 1)

    def forward(self, x):
        return torch.relu(self.linear(x))


@wrong(
    "called twice",
    fails=["a hook on the layer"],
    says="For one prediction, a hook on your layer runs twice: `forward` calls the layer twice. "
    "Once is enough; return what the call gives.",
)
class Lr(nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(1, 1)

    def forward(self, x):
        self.linear(x)
        return self.linear(x)


@alternative("add_module and keywords")
class Lr(nn.Module):
    def __init__(self):
        super().__init__()
        self.add_module("linear", nn.Linear(in_features=1, out_features=1))

    def forward(self, x):
        y_hat = self.linear.__call__(x)
        return y_hat


@alternative("nn.Sequential with a name")
class Lr(nn.Sequential):
    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(1, 1)

    def forward(self, x):
        return super().forward(x)
