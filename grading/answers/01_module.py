"""Wrong and alternative answers to the tasks of 01_module (read by grading.bank, never run)."""

import math

import torch
from torch import nn

from grading.bank import alternative, wrong

# 1. lr_model


@wrong(
    "lr_model",
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
    "lr_model",
    "no self",
    fails=[
        "what it registers",
        "the prediction",
        "the weights after ten steps",
        "a hook on the layer",
    ],
    says="Your model has no attribute `linear`. A name without `self.` is a variable of the "
    "method, which is gone when the method ends; a method `_init_`, with single underscores, is "
    "never run. Compare each name, letter by letter, in both methods.",
)
class Lr(nn.Module):
    def __init__(self):
        super().__init__()
        linear = nn.Linear(1, 1)  # noqa: F841

    def forward(self, x):
        return self.linear(x)


@wrong(
    "lr_model",
    "made in forward, and forgotten",
    fails=[
        "what it registers",
        "the prediction",
        "the weights after ten steps",
        "a hook on the layer",
    ],
    says="The layer that your `forward` calls is unknown to the model: `.double()` passes it by, "
    "and no optimizer would train it. Made in `forward`, it is a new one for each batch; in a "
    "list, the model does not see it. Where do the parts of a model belong?",
)
class Lr(nn.Module):
    def forward(self, x):
        linear = nn.Linear(1, 1)
        return linear(x)


@wrong(
    "lr_model",
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
    "lr_model",
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
    "lr_model",
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
    "lr_model",
    "squeezed",
    fails=["the prediction", "the weights after ten steps"],
    says="Your prediction has lost its last dimension: shape (N,) in place of (N, 1). In a loss "
    "with a target of shape (N, 1), the two broadcast to (N, N), every prediction is compared "
    "with every target, and the model learns something else. Leave the shape as the layer gives "
    "it.",
)
class Lr(nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(1, 1)

    def forward(self, x):
        return self.linear(x).squeeze(-1)


@wrong(
    "lr_model",
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
    "lr_model",
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
    "lr_model",
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
    "lr_model",
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
    "lr_model",
    "weight and bias by hand",
    fails=[
        "what it registers",
        "the weights after ten steps",
        "a hook on the layer",
    ],
    says="Your model has no attribute `linear`. Under other names it predicts just as well, but "
    "whoever loads a saved `Lr` looks for `linear.weight` and `linear.bias`: names "
    "in a `state_dict()` are an interface. Use an `nn.Linear` of this name.",
)
class Lr(nn.Module):
    def __init__(self):
        super().__init__()
        self.w = nn.Parameter(torch.randn(1, 1))
        self.b = nn.Parameter(torch.zeros(1))

    def forward(self, x):
        return x * self.w + self.b


@wrong(
    "lr_model",
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
    "lr_model",
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
    "lr_model",
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
    "lr_model",
    "forward misspelt",
    fails=["the prediction", "the weights after ten steps", "a hook on the layer"],
    says="Your model has no method `forward`, so it can't be called. Look at how the name is "
    "spelt, and at the indentation: `forward` stands in the class, beside `__init__`.",
)
class Lr(nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(1, 1)

    def foward(self, x):
        return self.linear(x)


@alternative("lr_model", "add_module and keywords")
class Lr(nn.Module):
    def __init__(self):
        super().__init__()
        self.add_module("linear", nn.Linear(in_features=1, out_features=1))

    def forward(self, x):
        y_hat = self.linear.__call__(x)
        return y_hat


@alternative("lr_model", "nn.Sequential with a name")
class Lr(nn.Sequential):
    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(1, 1)

    def forward(self, x):
        return super().forward(x)


# 2. own_linear


@wrong(
    "own_linear",
    "plain tensors",
    fails=[
        "what it registers",
        "the output",
        "inputs of other shapes",
        "without a bias",
        "the weights after ten steps",
    ],
    says="Your layer has nothing registered: its `state_dict()` is empty, and `.double()` passes "
    "its tensors by. A name without `self.` is gone after `__init__`. Whether the module "
    "notices a tensor in `self.…` depends on its class, not on `requires_grad`; and what you "
    "*compute* from a parameter is a plain tensor again.",
)
class Linear(nn.Module):
    def __init__(self, in_features, out_features, bias=True):
        super().__init__()
        k = in_features**-0.5
        self.weight = (2 * torch.rand(out_features, in_features) - 1).mul(k).requires_grad_()
        self.bias = (2 * torch.rand(out_features) - 1).mul(k).requires_grad_() if bias else None

    def forward(self, x):
        y = x @ self.weight.T
        return y if self.bias is None else y + self.bias


@wrong(
    "own_linear",
    "buffers",
    fails=[
        "what it registers",
        "the output",
        "inputs of other shapes",
        "without a bias",
        "the weights after ten steps",
    ],
    says="Weight and bias are buffers in your layer: they are saved and moved, but `parameters()` "
    "does not list them, so no optimizer will ever train them. What is to be learned has to be an "
    "`nn.Parameter`.",
)
class Linear(nn.Module):
    def __init__(self, in_features, out_features, bias=True):
        super().__init__()
        k = in_features**-0.5
        self.register_buffer("weight", torch.empty(out_features, in_features).uniform_(-k, k))
        self.register_buffer("bias", torch.empty(out_features).uniform_(-k, k) if bias else None)

    def forward(self, x):
        y = x @ self.weight.T
        return y if self.bias is None else y + self.bias


@wrong(
    "own_linear",
    "weight transposed",
    fails=[
        "what it registers",
        "the output",
        "inputs of other shapes",
        "without a bias",
        "the weights after ten steps",
    ],
    says="Your weight has the shape (in_features, out_features). The other way round is asked "
    "for, as in `nn.Linear`: one row for each output. Then the formula needs the transposed "
    "weight.",
)
class Linear(nn.Module):
    def __init__(self, in_features, out_features, bias=True):
        super().__init__()
        k = in_features**-0.5
        self.weight = nn.Parameter(torch.empty(in_features, out_features).uniform_(-k, k))
        self.bias = nn.Parameter(torch.empty(out_features).uniform_(-k, k)) if bias else None

    def forward(self, x):
        y = x @ self.weight
        return y if self.bias is None else y + self.bias


@wrong(
    "own_linear",
    "not transposed in forward",
    fails=["the output", "inputs of other shapes", "without a bias", "the weights after ten steps"],
    says="In `forward` you multiply by the weight as it is. It has the shape (out_features, "
    "in_features), and the last dimension of `x` is in_features: the inner sizes have to meet. "
    "With as many inputs as outputs you would not even get an error, only wrong numbers.",
)
class Linear(nn.Module):
    def __init__(self, in_features, out_features, bias=True):
        super().__init__()
        k = in_features**-0.5
        self.weight = nn.Parameter(torch.empty(out_features, in_features).uniform_(-k, k))
        self.bias = nn.Parameter(torch.empty(out_features).uniform_(-k, k)) if bias else None

    def forward(self, x):
        y = x @ self.weight
        return y if self.bias is None else y + self.bias


@wrong(
    "own_linear",
    "always a bias",
    fails=["without a bias"],
    says="With `bias=False` your layer has a bias all the same, or a parameter of that name. The "
    "attribute `bias` should be `None`, and neither `parameters()` nor `state_dict()` should know "
    "of one: a bias of zeros would soon be trained.",
)
class Linear(nn.Module):
    def __init__(self, in_features, out_features, bias=True):
        super().__init__()
        k = in_features**-0.5
        self.weight = nn.Parameter(torch.empty(out_features, in_features).uniform_(-k, k))
        self.bias = nn.Parameter(torch.empty(out_features).uniform_(-k, k))

    def forward(self, x):
        return x @ self.weight.T + self.bias


@wrong(
    "own_linear",
    "no attribute bias",
    fails=["without a bias"],
    says="With `bias=False` your layer has no attribute `bias` at all, so whoever asks for "
    "`layer.bias` gets an `AttributeError`. It should be there, and be `None`.",
)
class Linear(nn.Module):
    def __init__(self, in_features, out_features, bias=True):
        super().__init__()
        k = in_features**-0.5
        self.weight = nn.Parameter(torch.empty(out_features, in_features).uniform_(-k, k))
        self.has_bias = bias
        if bias:
            self.bias = nn.Parameter(torch.empty(out_features).uniform_(-k, k))

    def forward(self, x):
        y = x @ self.weight.T
        return y + self.bias if self.has_bias else y


@wrong(
    "own_linear",
    "None is added",
    fails=["without a bias"],
    says="With `bias=False`, your `forward` adds `None` to the product, which Python can't do. "
    "Add the bias only if there is one.",
)
class Linear(nn.Module):
    def __init__(self, in_features, out_features, bias=True):
        super().__init__()
        k = in_features**-0.5
        self.weight = nn.Parameter(torch.empty(out_features, in_features).uniform_(-k, k))
        self.bias = nn.Parameter(torch.empty(out_features).uniform_(-k, k)) if bias else None

    def forward(self, x):
        return x @ self.weight.T + self.bias


@wrong(
    "own_linear",
    "a matrix only",
    fails=["inputs of other shapes"],
    says="Your layer takes a matrix (N, in_features) and nothing else. A single row of shape "
    "(in_features,), or more dimensions in front, should work as well: all but the last dimension "
    "are just carried along. `@` does that by itself; `torch.mm` and `.view(len(x), -1)` do not.",
)
class Linear(nn.Module):
    def __init__(self, in_features, out_features, bias=True):
        super().__init__()
        k = in_features**-0.5
        self.weight = nn.Parameter(torch.empty(out_features, in_features).uniform_(-k, k))
        self.bias = nn.Parameter(torch.empty(out_features).uniform_(-k, k)) if bias else None

    def forward(self, x):
        y = torch.mm(x, self.weight.t())
        return y if self.bias is None else y + self.bias


@wrong(
    "own_linear",
    "the input turned round",
    fails=["inputs of other shapes"],
    says="`x.T` turns round *all* dimensions of `x`. For a matrix that is what you want; with more "
    "dimensions in front, in_features comes first instead of next to last. Can you leave `x` as it "
    "is, and turn the weight?",
)
class Linear(nn.Module):
    def __init__(self, in_features, out_features, bias=True):
        super().__init__()
        k = in_features**-0.5
        self.weight = nn.Parameter(torch.empty(out_features, in_features).uniform_(-k, k))
        self.bias = nn.Parameter(torch.empty(out_features).uniform_(-k, k)) if bias else None

    def forward(self, x):
        y = (self.weight @ x.T).T
        return y if self.bias is None else y + self.bias


@wrong(
    "own_linear",
    "normal numbers",
    fails=["the numbers at the start"],
    says="Some of your layer's first weights lie outside ±1/√in_features: numbers from a normal "
    "distribution have no bounds. Draw them from the uniform distribution that the text names.",
)
class Linear(nn.Module):
    def __init__(self, in_features, out_features, bias=True):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(out_features, in_features))
        self.bias = nn.Parameter(torch.randn(out_features)) if bias else None

    def forward(self, x):
        y = x @ self.weight.T
        return y if self.bias is None else y + self.bias


@wrong(
    "own_linear",
    "zeros",
    fails=["the numbers at the start"],
    says="All numbers of your layer are alike at the start, in every layer you make. Then all "
    "outputs are alike and get the same gradient: they would learn in step for ever, as if they "
    "were one. Random numbers break the tie.",
)
class Linear(nn.Module):
    def __init__(self, in_features, out_features, bias=True):
        super().__init__()
        self.weight = nn.Parameter(torch.zeros(out_features, in_features))
        self.bias = nn.Parameter(torch.zeros(out_features)) if bias else None

    def forward(self, x):
        y = x @ self.weight.T
        return y if self.bias is None else y + self.bias


@wrong(
    "own_linear",
    "positive only",
    fails=["the numbers at the start"],
    says="The numbers at the start are not spread over the whole range from −1/√in_features to "
    "+1/√in_features. `torch.rand` draws between 0 and 1: scaled by k, that is the positive half "
    "only.",
)
class Linear(nn.Module):
    def __init__(self, in_features, out_features, bias=True):
        super().__init__()
        k = in_features**-0.5
        self.weight = nn.Parameter(k * torch.rand(out_features, in_features))
        self.bias = nn.Parameter(k * torch.rand(out_features)) if bias else None

    def forward(self, x):
        y = x @ self.weight.T
        return y if self.bias is None else y + self.bias


@wrong(
    "own_linear",
    "between 0 and 1",
    fails=["the numbers at the start"],
    says="`torch.rand` draws between 0 and 1. The range asked for goes from −1/√in_features to "
    "+1/√in_features: the numbers have to be stretched and shifted.",
)
class Linear(nn.Module):
    def __init__(self, in_features, out_features, bias=True):
        super().__init__()
        self.weight = nn.Parameter(torch.rand(out_features, in_features))
        self.bias = nn.Parameter(torch.rand(out_features)) if bias else None

    def forward(self, x):
        y = x @ self.weight.T
        return y if self.bias is None else y + self.bias


@wrong(
    "own_linear",
    "bias of zeros",
    fails=["the numbers at the start"],
    says="Your weight starts as it should, but your bias is zero, or from too narrow a range. "
    "Zeros are a sound choice in many networks; here both are drawn from the same range, as "
    "`nn.Linear` does it.",
)
class Linear(nn.Module):
    def __init__(self, in_features, out_features, bias=True):
        super().__init__()
        k = in_features**-0.5
        self.weight = nn.Parameter(torch.empty(out_features, in_features).uniform_(-k, k))
        self.bias = nn.Parameter(torch.zeros(out_features)) if bias else None

    def forward(self, x):
        y = x @ self.weight.T
        return y if self.bias is None else y + self.bias


@wrong(
    "own_linear",
    "range by the outputs",
    fails=["the numbers at the start"],
    says="The range of your numbers at the start is too narrow: it should reach from "
    "−1/√in_features to 1/√in_features. Is there a root in your k? Is it that of the number of "
    "inputs? They are what each output adds up.",
)
class Linear(nn.Module):
    def __init__(self, in_features, out_features, bias=True):
        super().__init__()
        k = 1 / math.sqrt(out_features)
        self.weight = nn.Parameter(torch.empty(out_features, in_features).uniform_(-k, k))
        self.bias = nn.Parameter(torch.empty(out_features).uniform_(-k, k)) if bias else None

    def forward(self, x):
        y = x @ self.weight.T
        return y if self.bias is None else y + self.bias


@wrong(
    "own_linear",
    "nn.Linear itself",
    fails=[
        "what it registers",
        "the output",
        "inputs of other shapes",
        "without a bias",
        "the weights after ten steps",
        "the numbers at the start",
    ],
    says="Your layer is an `nn.Linear`, has one in it, or takes its parameters from one. This task "
    "asks you to write that part yourself, from `nn.Parameter`.",
)
class Linear(nn.Linear):
    pass


@wrong(
    "own_linear",
    "parameters of nn.Linear",
    fails=[
        "what it registers",
        "the output",
        "inputs of other shapes",
        "without a bias",
        "the weights after ten steps",
        "the numbers at the start",
    ],
    says="Your layer is an `nn.Linear`, has one in it, or takes its parameters from one. This task "
    "asks you to write that part yourself, from `nn.Parameter`.",
)
class Linear(nn.Module):
    def __init__(self, in_features, out_features, bias=True):
        super().__init__()
        ready = nn.Linear(in_features, out_features, bias)
        self.weight, self.bias = ready.weight, ready.bias

    def forward(self, x):
        y = x @ self.weight.T
        return y if self.bias is None else y + self.bias


@wrong(
    "own_linear",
    "functional",
    fails=[
        "what it registers",
        "the output",
        "inputs of other shapes",
        "without a bias",
        "the weights after ten steps",
        "the numbers at the start",
    ],
    says="Your answer uses `linear`. This task asks you to write that part yourself.",
)
class Linear(nn.Module):
    def __init__(self, in_features, out_features, bias=True):
        super().__init__()
        k = in_features**-0.5
        self.weight = nn.Parameter(torch.empty(out_features, in_features).uniform_(-k, k))
        self.bias = nn.Parameter(torch.empty(out_features).uniform_(-k, k)) if bias else None

    def forward(self, x):
        return nn.functional.linear(x, self.weight, self.bias)


@wrong(
    "own_linear",
    "no super().__init__()",
    fails=[
        "what it registers",
        "the output",
        "inputs of other shapes",
        "without a bias",
        "the weights after ten steps",
        "the numbers at the start",
    ],
    says="Your layer is given a parameter before it is ready for one. `super().__init__()` has to "
    "come first in `__init__`: it makes the place where `nn.Module` registers parameters.",
)
class Linear(nn.Module):
    def __init__(self, in_features, out_features, bias=True):
        k = in_features**-0.5
        self.weight = nn.Parameter(torch.empty(out_features, in_features).uniform_(-k, k))
        self.bias = nn.Parameter(torch.empty(out_features).uniform_(-k, k)) if bias else None

    def forward(self, x):
        y = x @ self.weight.T
        return y if self.bias is None else y + self.bias


@wrong(
    "own_linear",
    "bias forgotten in forward",
    fails=["the output", "inputs of other shapes", "the weights after ten steps"],
    says="Your output is x Wᵀ without the bias. The layer has one, and `forward` does not use it, "
    "so it gets no gradient and never learns.",
)
class Linear(nn.Module):
    def __init__(self, in_features, out_features, bias=True):
        super().__init__()
        k = in_features**-0.5
        self.weight = nn.Parameter(torch.empty(out_features, in_features).uniform_(-k, k))
        self.bias = nn.Parameter(torch.empty(out_features).uniform_(-k, k)) if bias else None

    def forward(self, x):
        return x @ self.weight.T


@wrong(
    "own_linear",
    "the data of the weight",
    fails=["the weights after ten steps"],
    says="Your layer computes the right output, but no gradient comes back to its parameters. "
    "`.data`, `.detach()` and `torch.no_grad()` hide what `forward` does from autograd, and "
    "`requires_grad=False` freezes a parameter.",
)
class Linear(nn.Module):
    def __init__(self, in_features, out_features, bias=True):
        super().__init__()
        k = in_features**-0.5
        self.weight = nn.Parameter(torch.empty(out_features, in_features).uniform_(-k, k))
        self.bias = nn.Parameter(torch.empty(out_features).uniform_(-k, k)) if bias else None

    def forward(self, x):
        y = x @ self.weight.data.T
        return y if self.bias is None else y + self.bias.data


@wrong(
    "own_linear",
    "the input detached",
    fails=["the weights after ten steps"],
    says="No gradient comes back through your layer to its input `x`. Its own weights learn, but "
    "layers before it never would. Use `x` as it is.",
)
class Linear(nn.Module):
    def __init__(self, in_features, out_features, bias=True):
        super().__init__()
        k = in_features**-0.5
        self.weight = nn.Parameter(torch.empty(out_features, in_features).uniform_(-k, k))
        self.bias = nn.Parameter(torch.empty(out_features).uniform_(-k, k)) if bias else None

    def forward(self, x):
        y = x.detach() @ self.weight.T
        return y if self.bias is None else y + self.bias


@wrong(
    "own_linear",
    "one row repeated",
    fails=["the numbers at the start"],
    says="All rows of your weight are alike at the start. Then all outputs get the same gradient, "
    "and they would learn in step for ever, as if they were one. Each number is drawn on its own.",
)
class Linear(nn.Module):
    def __init__(self, in_features, out_features, bias=True):
        super().__init__()
        k = in_features**-0.5
        row = torch.empty(in_features).uniform_(-k, k)
        self.weight = nn.Parameter(row.repeat(out_features, 1))
        self.bias = nn.Parameter(torch.empty(out_features).uniform_(-k, k)) if bias else None

    def forward(self, x):
        y = x @ self.weight.T
        return y if self.bias is None else y + self.bias


@wrong(
    "own_linear",
    "normal, cut off",
    fails=["the numbers at the start"],
    says="Your first weights lie between −k and k, but not evenly: of the uniform distribution, "
    "half lie between −k/2 and k/2. A normal distribution, cut off or clamped, is another one.",
)
class Linear(nn.Module):
    def __init__(self, in_features, out_features, bias=True):
        super().__init__()
        k = in_features**-0.5
        self.weight = nn.Parameter((k * torch.randn(out_features, in_features)).clamp(-k, k))
        self.bias = nn.Parameter((k * torch.randn(out_features)).clamp(-k, k)) if bias else None

    def forward(self, x):
        y = x @ self.weight.T
        return y if self.bias is None else y + self.bias


@wrong(
    "own_linear",
    "range by the inputs, no root",
    fails=["the numbers at the start"],
    says="The range of your numbers at the start is too narrow: it should reach from "
    "−1/√in_features to 1/√in_features. Is there a root in your k? Is it that of the number of "
    "inputs? They are what each output adds up.",
)
class Linear(nn.Module):
    def __init__(self, in_features, out_features, bias=True):
        super().__init__()
        k = 1 / in_features
        self.weight = nn.Parameter(torch.empty(out_features, in_features).uniform_(-k, k))
        self.bias = nn.Parameter(torch.empty(out_features).uniform_(-k, k)) if bias else None

    def forward(self, x):
        y = x @ self.weight.T
        return y if self.bias is None else y + self.bias


@wrong(
    "own_linear",
    "range too wide",
    fails=["the numbers at the start"],
    says="Your numbers at the start are spread evenly, but over too wide a range: some lie outside "
    "±1/√in_features. Compute k from the number of inputs, and give −k and k as the bounds.",
)
class Linear(nn.Module):
    def __init__(self, in_features, out_features, bias=True):
        super().__init__()
        self.weight = nn.Parameter(torch.empty(out_features, in_features).uniform_(-1, 1))
        self.bias = nn.Parameter(torch.empty(out_features).uniform_(-1, 1)) if bias else None

    def forward(self, x):
        y = x @ self.weight.T
        return y if self.bias is None else y + self.bias


@wrong(
    "own_linear",
    "xavier_uniform_",
    fails=["the numbers at the start"],
    says="Your first weights are uniform, but over too wide a range: some lie outside "
    "±1/√in_features. The functions in `nn.init` named after Xavier and Kaiming have other "
    "bounds, unless told otherwise; `nn.init.uniform_` takes yours.",
)
class Linear(nn.Module):
    def __init__(self, in_features, out_features, bias=True):
        super().__init__()
        k = in_features**-0.5
        self.weight = nn.Parameter(torch.empty(out_features, in_features).uniform_(-k, k))
        nn.init.xavier_uniform_(self.weight)
        self.bias = nn.Parameter(torch.empty(out_features).uniform_(-k, k)) if bias else None

    def forward(self, x):
        y = x @ self.weight.T
        return y if self.bias is None else y + self.bias


@wrong(
    "own_linear",
    "the same seed for each",
    fails=["the numbers at the start"],
    says="Two layers of the same size start with the same numbers. Is there a `manual_seed` in "
    "`__init__`? It begins the random numbers anew for each layer. Setting a seed is for the "
    "caller, once.",
)
class Linear(nn.Module):
    def __init__(self, in_features, out_features, bias=True):
        super().__init__()
        torch.manual_seed(0)
        k = in_features**-0.5
        self.weight = nn.Parameter(torch.empty(out_features, in_features).uniform_(-k, k))
        self.bias = nn.Parameter(torch.empty(out_features).uniform_(-k, k)) if bias else None

    def forward(self, x):
        y = x @ self.weight.T
        return y if self.bias is None else y + self.bias


@wrong(
    "own_linear",
    "False in place of None",
    fails=["without a bias"],
    says="With `bias=False`, the attribute `bias` of your layer is something else than `None`. "
    "Whoever asks `layer.bias is None`, as is usual in PyTorch, takes `False`, 0 or a tensor of "
    "zeros for a bias.",
)
class Linear(nn.Module):
    def __init__(self, in_features, out_features, bias=True):
        super().__init__()
        k = in_features**-0.5
        self.weight = nn.Parameter(torch.empty(out_features, in_features).uniform_(-k, k))
        self.bias = bias
        if bias:
            self.bias = nn.Parameter(torch.empty(out_features).uniform_(-k, k))

    def forward(self, x):
        y = x @ self.weight.T
        return y if self.bias is False else y + self.bias


@wrong(
    "own_linear",
    "if self.bias",
    fails=["the output", "inputs of other shapes", "the weights after ten steps"],
    says="`if self.bias:` asks whether the *numbers* in the tensor are true, which has no answer "
    "for more than one. To ask whether there is a bias at all, compare with `is None`.",
)
class Linear(nn.Module):
    def __init__(self, in_features, out_features, bias=True):
        super().__init__()
        k = in_features**-0.5
        self.weight = nn.Parameter(torch.empty(out_features, in_features).uniform_(-k, k))
        self.bias = nn.Parameter(torch.empty(out_features).uniform_(-k, k)) if bias else None

    def forward(self, x):
        y = x @ self.weight.T
        return y + self.bias if self.bias else y


@alternative("own_linear", "nn.init.kaiming_uniform_ with a = √5")
class Linear(nn.Module):
    def __init__(self, in_features, out_features, bias=True):
        super().__init__()
        k = in_features**-0.5
        self.weight = nn.Parameter(torch.empty(out_features, in_features).uniform_(-k, k))
        nn.init.kaiming_uniform_(self.weight, a=math.sqrt(5))
        self.bias = nn.Parameter(torch.empty(out_features).uniform_(-k, k)) if bias else None

    def forward(self, x):
        y = x @ self.weight.T
        return y if self.bias is None else y + self.bias


@alternative("own_linear", "einsum, bias first, register_parameter")
class Linear(nn.Module):
    def __init__(self, in_features, out_features, bias=True):
        super().__init__()
        k = in_features**-0.5
        start = nn.Parameter(torch.empty(out_features).uniform_(-k, k)) if bias else None
        self.register_parameter("bias", start)
        self.weight = nn.Parameter(k * (2 * torch.rand(out_features, in_features) - 1))

    def forward(self, x):
        y = torch.einsum("...i,oi->...o", x, self.weight)
        if self.bias is not None:
            y += self.bias
        return y


@alternative("own_linear", "nn.init, multiply and sum")
class Linear(nn.Module):
    def __init__(self, in_features, out_features, bias=True):
        super().__init__()
        self.weight = nn.Parameter(torch.zeros((out_features, in_features)))
        self.bias = nn.Parameter(torch.zeros(out_features)) if bias else None
        for parameter in self.parameters():
            nn.init.uniform_(parameter, -(in_features**-0.5), in_features**-0.5)

    def forward(self, x):
        y = (x.unsqueeze(-2) * self.weight).sum(-1)
        return y + (0 if self.bias is None else self.bias)


# 3. mlp


@wrong(
    "mlp",
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
    "mlp",
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
    "mlp",
    "activation at the start",
    fails=[
        "two sizes, one layer",
        "three sizes, two layers",
        "many layers",
        "inputs of other shapes",
        "the weights after ten steps",
    ],
    says="You apply the activation before each layer, so before the first one to the data "
    "themselves. It belongs between two layers only.",
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
    "mlp",
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
    "mlp",
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
    "mlp",
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
    "mlp",
    "fixed depth",
    fails=["the layers", "two sizes, one layer", "many layers", "the weights after ten steps"],
    says="Your model does not follow the length of `sizes`: two layers are there whether they are "
    "asked for or not. How many there are is for the caller to say: loop over the neighbours in "
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
    "mlp",
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
    "mlp",
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
    "mlp",
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
    "mlp",
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
    "mlp",
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
    "mlp",
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
    "mlp",
    "a list that lives on",
    fails=[
        "the layers",
        "two sizes, one layer",
        "three sizes, two layers",
        "many layers",
        "inputs of other shapes",
        "the weights after ten steps",
    ],
    says="Your second model has the layers of the first one in it as well. A default such as "
    "`parts=[]` is made once, when the function is defined, and all calls share it; a list in "
    "the body of a class, too. Make the list inside `__init__`.",
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
    "mlp",
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
    "mlp",
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
    "mlp",
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
    "mlp",
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


@alternative("mlp", "a function with nn.Sequential")
def MLP(sizes):
    parts = []
    for m, n in zip(sizes[:-1], sizes[1:], strict=True):
        parts += [nn.Tanh(), nn.Linear(m, n)]
    return nn.Sequential(*parts[1:])


@alternative("mlp", "a class with an index loop and a dict")
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


@alternative("mlp", "a model in a model")
class MLP(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        self.first = nn.Linear(sizes[0], sizes[1])
        self.rest = MLP(sizes[1:]) if len(sizes) > 2 else None

    def forward(self, x):
        x = self.first(x)
        return x if self.rest is None else self.rest(x.tanh())


# 4. running_mean


@wrong(
    "running_mean",
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
    "running_mean",
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
    "running_mean",
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
    "running_mean",
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
    "running_mean",
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
    "running_mean",
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
    "running_mean",
    "what register_buffer returns",
    fails=[
        "what it registers",
        "double() and to(device)",
        "training mode",
        "evaluation mode",
        "saved and loaded",
        "the gradients",
    ],
    says="Your `self.mean` is `None`: that is what `register_buffer` returns, and you put it in "
    "place of the buffer. The call makes the attribute by itself; nothing is to be assigned.",
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
    "running_mean",
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
    "running_mean",
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
    "running_mean",
    "never updated",
    fails=[
        "double() and to(device)",
        "training mode",
        "evaluation mode",
        "saved and loaded",
        "the gradients",
    ],
    says="Your mean is zero for ever: it is not updated in training mode. What you compute in "
    "`forward` has to be kept in the buffer.",
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
    "running_mean",
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
    "running_mean",
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
    "running_mean",
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
    "running_mean",
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
    "running_mean",
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
    "running_mean",
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
    "running_mean",
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
    "running_mean",
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
    "running_mean",
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
    "running_mean",
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
    "running_mean",
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
    "running_mean",
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
    "running_mean",
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
    "running_mean",
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
    "running_mean",
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
    "running_mean",
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


@alternative("running_mean", "in place, detached")
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


@alternative("running_mean", "lerp, nn.Buffer")
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


# 5. count_parameters


@wrong(
    "count_parameters",
    "tensors counted",
    fails=[
        "a model of several layers",
        "frozen parameters",
        "shared parameters",
        "buffers",
        "parameters of other shapes, and none",
    ],
    says="You count the parameters, not the numbers in them. A weight of shape (4, 3) is one "
    "parameter and holds 12 numbers.",
)
def count_parameters(model):
    return sum(1 for p in model.parameters() if p.requires_grad)


@wrong(
    "count_parameters",
    "frozen counted",
    fails=["frozen parameters"],
    says="You count frozen parameters as well. `parameters()` lists them all the same; whether one "
    "is trained, it knows itself.",
)
def count_parameters(model):
    return sum(p.numel() for p in model.parameters())


@wrong(
    "count_parameters",
    "the state_dict counted",
    fails=["frozen parameters", "shared parameters", "buffers"],
    says="You count what is in the `state_dict()`. That is all that is saved: buffers too, frozen "
    "parameters too, and a shared parameter under each of its names.",
)
def count_parameters(model):
    return sum(tensor.numel() for tensor in model.state_dict().values())


@wrong(
    "count_parameters",
    "shared ones twice",
    fails=["shared parameters"],
    says="You count a shared parameter once for each place where it is used. It is one object, "
    "with one gradient, and the optimizer changes it once.",
)
def count_parameters(model):
    named = model.named_parameters(remove_duplicate=False)
    return sum(p.numel() for _, p in named if p.requires_grad)


@wrong(
    "count_parameters",
    "module by module",
    fails=["shared parameters"],
    says="You go from module to module and add up. Shared *modules* you see once, but one "
    "parameter can belong to two different modules, and is then counted in each of them.",
)
def count_parameters(model):
    return sum(
        p.numel()
        for module in model.modules()
        for p in module.parameters(recurse=False)
        if p.requires_grad
    )


wrong(
    "count_parameters",
    "equal is not the same",
    fails=["a model of several layers", "frozen parameters", "shared parameters", "buffers"],
    says="You leave out parameters that merely look like another one, since they have the same "
    "shape or the same numbers. Two layers can be equal now and become different in training. "
    "Shared means: the same object.",
    code="""
def count_parameters(model):
    shapes = {tuple(p.shape) for p in model.parameters() if p.requires_grad}
    return sum(math.prod(shape) for shape in shapes)
""",
)


@wrong(
    "count_parameters",
    "weights only",
    fails=[
        "a model of several layers",
        "frozen parameters",
        "shared parameters",
        "buffers",
        "parameters of other shapes, and none",
    ],
    says="You count the weights of the layers and leave out the biases, or whatever else is not "
    "called `weight`. All parameters count, whatever their names and shapes.",
)
def count_parameters(model):
    named = model.named_parameters()
    return sum(p.numel() for n, p in named if p.requires_grad and n.endswith("weight"))


@wrong(
    "count_parameters",
    "not the submodules",
    fails=["a model of several layers", "frozen parameters", "shared parameters", "buffers"],
    says="You count the parameters of the model itself and not those of the modules in it. Most "
    "models have none of their own: all are in the submodules.",
)
def count_parameters(model):
    return sum(p.numel() for p in model.parameters(recurse=False) if p.requires_grad)


wrong(
    "count_parameters",
    "children only",
    fails=["parameters of other shapes, and none"],
    says="You look at the children of the model only. A parameter that belongs to the model "
    "itself, and to no layer in it, is missing.",
    code="""
def count_parameters(model):
    found = {p for part in model.children() for p in part.parameters()}
    return sum(p.numel() for p in found if p.requires_grad)
""",
)


@wrong(
    "count_parameters",
    "at every level",
    fails=["a model of several layers", "frozen parameters", "shared parameters", "buffers"],
    says="You add up `parameters()` of each module in the model. But `parameters()` of a module "
    "lists those of its submodules as well, so that a parameter is counted again at every level "
    "above it.",
)
def count_parameters(model):
    parameters = (p for module in model.modules() for p in module.parameters())
    return sum(p.numel() for p in parameters if p.requires_grad)


@wrong(
    "count_parameters",
    "only the first",
    fails=[
        "a model of several layers",
        "frozen parameters",
        "shared parameters",
        "buffers",
        "parameters of other shapes, and none",
    ],
    says="Your function looks at the first parameter only. Does the `return` stand inside the "
    "loop?",
)
def count_parameters(model):
    count = 0
    for parameter in model.parameters():
        if parameter.requires_grad:
            count += parameter.numel()
        return count


@wrong(
    "count_parameters",
    "those with a gradient",
    fails=[
        "a model of several layers",
        "frozen parameters",
        "shared parameters",
        "buffers",
        "parameters of other shapes, and none",
    ],
    says="You count the parameters that *have* a gradient, and before the first `backward` that "
    "is none of them. Whether one wants a gradient is another attribute.",
)
def count_parameters(model):
    return sum(p.numel() for p in model.parameters() if p.grad is not None)


@wrong(
    "count_parameters",
    "a tensor",
    fails=[
        "a model of several layers",
        "frozen parameters",
        "shared parameters",
        "buffers",
        "parameters of other shapes, and none",
    ],
    says="You return the count as a tensor. A Python `int` is asked for: `numel()` gives one, and "
    "so does `.item()`.",
)
def count_parameters(model):
    return torch.tensor(sum(p.numel() for p in model.parameters() if p.requires_grad))


@wrong(
    "count_parameters",
    "those without a gradient",
    fails=["a model of several layers"],
    says="As soon as gradients have been computed, your count changes. Whether a parameter has a "
    "gradient now does not matter, only whether it wants one.",
)
def count_parameters(model):
    return sum(p.numel() for p in model.parameters() if p.requires_grad and p.grad is None)


@wrong(
    "count_parameters",
    "a float",
    fails=["a model of several layers"],
    says="The number is right, but it is no Python `int`. Is it a float, or an integer of NumPy? "
    "`numel()` gives an `int`, and so does a sum of them.",
)
def count_parameters(model):
    return float(sum(p.numel() for p in model.parameters() if p.requires_grad))


@wrong(
    "count_parameters",
    "requires_grad in the state_dict",
    fails=[
        "a model of several layers",
        "frozen parameters",
        "shared parameters",
        "buffers",
        "parameters of other shapes, and none",
    ],
    says="For a model that is trained as a whole your count is 0. Is the condition the wrong way "
    "round? Or do you ask the tensors in a `state_dict()`? Those are cut off from autograd: none "
    "of them requires a gradient, whatever the parameter does.",
)
def count_parameters(model):
    return sum(p.numel() for p in model.state_dict().values() if p.requires_grad)


@wrong(
    "count_parameters",
    "buffers added",
    fails=["buffers"],
    says="You count the buffers as well. They belong to the model, but training does not change "
    "them through a gradient: only parameters count.",
)
def count_parameters(model):
    parameters = sum(p.numel() for p in model.parameters() if p.requires_grad)
    return parameters + sum(buffer.numel() for buffer in model.buffers())


@wrong(
    "count_parameters",
    "rows only",
    fails=[
        "a model of several layers",
        "frozen parameters",
        "shared parameters",
        "buffers",
        "parameters of other shapes, and none",
    ],
    says="You count the rows: `len` and `shape[0]` give the size of the first dimension only. How "
    "many numbers are in a tensor of shape (4, 3)?",
)
def count_parameters(model):
    sizes = (p.shape[0] if p.dim() else 1 for p in model.parameters() if p.requires_grad)
    return sum(sizes)


@wrong(
    "count_parameters",
    "layers of one class",
    fails=["shared parameters", "buffers", "parameters of other shapes, and none"],
    says="You count the `nn.Linear` layers only. Other modules, and the model itself, have "
    "parameters too. The model lists them all, whatever they belong to.",
)
def count_parameters(model):
    layers = [module for module in model.modules() if isinstance(module, nn.Linear)]
    return sum(p.numel() for x in layers for p in x.parameters() if p.requires_grad)


@alternative("count_parameters", "set of objects")
def count_parameters(model):
    total = 0
    seen = set()
    for module in model.modules():
        for parameter in module._parameters.values():
            if parameter is None or id(parameter) in seen:
                continue
            seen.add(id(parameter))
            if parameter.requires_grad:
                total += math.prod(parameter.shape)
    return total


@alternative("count_parameters", "filter and map")
def count_parameters(model):
    trained = filter(lambda p: p.requires_grad, model.parameters())
    return int(sum(map(torch.numel, trained)))


# 6. freeze


@wrong(
    "freeze",
    "no dot",
    fails=["names that begin alike", "a name that means nothing"],
    says="You take every name that begins with the same letters: `body.1` catches `body.10` and "
    "`body.11`, `head` catches `headroom`. After the prefix the name has to end, or a dot has to "
    "follow.",
)
def freeze(model, prefix):
    names = []
    for name, parameter in model.named_parameters():
        if name.startswith(prefix):
            parameter.requires_grad_(False)
            parameter.grad = None
            names.append(name)
    if not names:
        raise ValueError(prefix)
    return names


@wrong(
    "freeze",
    "anywhere in the name",
    fails=["a submodule", "names that begin alike", "a name that means nothing"],
    says="You look for the prefix anywhere in the name: `body` is found in `embody`, too. A prefix "
    "stands at the beginning.",
)
def freeze(model, prefix):
    names = []
    for name, parameter in model.named_parameters():
        if prefix in name:
            parameter.requires_grad_(False)
            parameter.grad = None
            names.append(name)
    if not names:
        raise ValueError(prefix)
    return names


@wrong(
    "freeze",
    "no parameter by its own name",
    fails=["a single parameter", "the names it returns"],
    says="You find the parameters of a submodule, but not a single parameter by its full name: "
    "after `body.1.weight` no dot follows. A name that *is* the prefix counts as well.",
)
def freeze(model, prefix):
    names = []
    for name, parameter in model.named_parameters():
        if name.startswith(prefix + "."):
            parameter.requires_grad_(False)
            parameter.grad = None
            names.append(name)
    if not names:
        raise ValueError("nothing found")
    return names


@wrong(
    "freeze",
    "the rest is thawed",
    fails=["what was frozen before"],
    says="Your function also switches gradients *on*, for all parameters that the prefix does not "
    "mean. What was frozen before is trained again then. Touch only what is meant.",
)
def freeze(model, prefix):
    names = []
    for name, parameter in model.named_parameters():
        meant = name == prefix or name.startswith(prefix + ".")
        parameter.requires_grad_(not meant)
        if meant:
            parameter.grad = None
            names.append(name)
    if not names:
        raise ValueError(prefix)
    return names


@wrong(
    "freeze",
    "everything",
    fails=[
        "a submodule",
        "names that begin alike",
        "a single parameter",
        "what was frozen before",
        "the names it returns",
        "training that goes on",
        "a name that means nothing",
    ],
    says="Your function freezes the whole model, whatever the prefix. `named_parameters()` gives "
    "the names to choose by.",
)
def freeze(model, prefix):
    model.requires_grad_(False)
    return [name for name, _ in model.named_parameters()]


@wrong(
    "freeze",
    "the wrong way round",
    fails=[
        "a submodule",
        "names that begin alike",
        "a single parameter",
        "what was frozen before",
        "the names it returns",
        "training that goes on",
        "a name that means nothing",
    ],
    says="Your function freezes all parameters but those that the prefix means. That is useful, "
    "too, when only a new head is to learn, but here it is the other way round.",
)
def freeze(model, prefix):
    names = []
    for name, parameter in model.named_parameters():
        if not (name == prefix or name.startswith(prefix + ".")):
            parameter.requires_grad_(False)
            parameter.grad = None
            names.append(name)
    if not names:
        raise ValueError(prefix)
    return names


@wrong(
    "freeze",
    "old gradient left",
    fails=["training that goes on"],
    says="The frozen parameters still move. They kept the gradient of the last `backward`, and an "
    "optimizer which holds them steps along it for ever, since nothing replaces it. What should "
    "`.grad` be?",
)
def freeze(model, prefix):
    names = []
    for name, parameter in model.named_parameters():
        if name == prefix or name.startswith(prefix + "."):
            parameter.requires_grad_(False)
            names.append(name)
    if not names:
        raise ValueError(prefix)
    return names


@wrong(
    "freeze",
    "gradient of zeros",
    fails=["training that goes on"],
    says="The frozen parameters still move. A gradient of zeros is not the same as none: the "
    "optimizer makes a step with it, and weight decay or momentum change the parameter. `.grad` "
    "should be `None`.",
)
def freeze(model, prefix):
    names = []
    for name, parameter in model.named_parameters():
        if name == prefix or name.startswith(prefix + "."):
            parameter.requires_grad_(False)
            parameter.grad = torch.zeros_like(parameter)
            names.append(name)
    if not names:
        raise ValueError(prefix)
    return names


@wrong(
    "freeze",
    "an attribute nobody reads",
    fails=[
        "a submodule",
        "names that begin alike",
        "a single parameter",
        "what was frozen before",
        "training that goes on",
        "a name that means nothing",
    ],
    says="All parameters are still trained: none of them has its own `requires_grad` set. `==` "
    "compares, `detach()` makes another tensor, and modules and parameters take an attribute of "
    "any other name and do nothing with it. A module has no `requires_grad`, its parameters have.",
)
def freeze(model, prefix):
    names = []
    for name, parameter in model.named_parameters():
        if name == prefix or name.startswith(prefix + "."):
            parameter.requires_grad == False  # noqa: B015, E712
            parameter.grad = None
            names.append(name)
    if not names:
        raise ValueError(prefix)
    return names


@wrong(
    "freeze",
    "nothing returned",
    fails=["the names it returns"],
    says="Your function returns nothing (`None`). It should return the names of the parameters "
    "that it has frozen, as a list.",
)
def freeze(model, prefix):
    names = []
    for name, parameter in model.named_parameters():
        if name == prefix or name.startswith(prefix + "."):
            parameter.requires_grad_(False)
            parameter.grad = None
            names.append(name)
    if not names:
        raise ValueError(prefix)


@wrong(
    "freeze",
    "only the first",
    fails=[
        "a submodule",
        "names that begin alike",
        "what was frozen before",
        "the names it returns",
        "training that goes on",
        "a name that means nothing",
    ],
    says="Your function stops at the first parameter that it finds: the `return` stands inside "
    "the loop. A prefix can mean many parameters.",
)
def freeze(model, prefix):
    for name, parameter in model.named_parameters():
        if name == prefix or name.startswith(prefix + "."):
            parameter.requires_grad_(False)
            parameter.grad = None
            return [name]
    raise ValueError(prefix)


@wrong(
    "freeze",
    "silent",
    fails=["a name that means nothing"],
    says="A prefix that means no parameter at all is accepted in silence. After a typing error "
    "the model would be trained as a whole, and nobody would notice. Raise a `ValueError`.",
)
def freeze(model, prefix):
    names = []
    for name, parameter in model.named_parameters():
        if name == prefix or name.startswith(prefix + "."):
            parameter.requires_grad_(False)
            parameter.grad = None
            names.append(name)
    return names


@wrong(
    "freeze",
    "another error",
    fails=["a single parameter", "the names it returns", "a name that means nothing"],
    says="You fetch the submodule by its name. That does not find a single parameter, and for a "
    "name that does not exist it raises an `AttributeError` of PyTorch's. Compare the names of "
    "the parameters instead.",
)
def freeze(model, prefix):
    part = model.get_submodule(prefix)
    names = []
    for name, parameter in part.named_parameters(prefix):
        parameter.requires_grad_(False)
        parameter.grad = None
        names.append(name)
    return names


@wrong(
    "freeze",
    "does nothing",
    fails=[
        "a submodule",
        "names that begin alike",
        "a single parameter",
        "what was frozen before",
        "the names it returns",
        "training that goes on",
        "a name that means nothing",
    ],
    says="Your function changes nothing and returns nothing. Go through the parameters by their "
    "names, and freeze those that are meant.",
)
def freeze(model, prefix):
    pass


@wrong(
    "freeze",
    "new parameters",
    fails=["training that goes on"],
    says="You put *new* parameters in place of the old ones. Whoever holds the old ones, as an "
    "optimizer does, holds something that the model no longer uses. Change the parameters that "
    "are there.",
)
def freeze(model, prefix):
    names = []
    for name, parameter in list(model.named_parameters()):
        if name == prefix or name.startswith(prefix + "."):
            part, _, attribute = name.rpartition(".")
            frozen = nn.Parameter(parameter.detach(), requires_grad=False)
            setattr(model.get_submodule(part), attribute, frozen)
            names.append(name)
    if not names:
        raise ValueError(prefix)
    return names


@wrong(
    "freeze",
    "only the newly frozen",
    fails=["the names it returns", "training that goes on"],
    says="You leave out the names of parameters that were frozen already. All that the prefix "
    "means are asked for; and freezing the same part twice is no error.",
)
def freeze(model, prefix):
    names = []
    for name, parameter in model.named_parameters():
        if parameter.requires_grad and (name == prefix or name.startswith(prefix + ".")):
            parameter.requires_grad_(False)
            parameter.grad = None
            names.append(name)
    if not names:
        raise ValueError(prefix)
    return names


@wrong(
    "freeze",
    "all that is frozen",
    fails=["the names it returns", "a name that means nothing"],
    says="You return the names of all parameters that are frozen, also of those that the prefix "
    "does not mean. So a wrong name is noticed only as long as nothing has been frozen before.",
)
def freeze(model, prefix):
    for name, parameter in model.named_parameters():
        if name == prefix or name.startswith(prefix + "."):
            parameter.requires_grad_(False)
            parameter.grad = None
    names = [name for name, p in model.named_parameters() if not p.requires_grad]
    if not names:
        raise ValueError
    return names


@wrong(
    "freeze",
    "old gradient left where it was frozen before",
    fails=["training that goes on"],
    says="Frozen parameters still move: those that were frozen by hand before keep their old "
    "gradient. All that the prefix means should have none afterwards.",
)
def freeze(model, prefix):
    names = []
    for name, parameter in model.named_parameters():
        if name == prefix or name.startswith(prefix + "."):
            names.append(name)
            if parameter.requires_grad:
                parameter.requires_grad = False
                parameter.grad = None
    if not names:
        raise ValueError
    return names


@wrong(
    "freeze",
    "evaluation mode",
    fails=["a submodule"],
    says="Your function also switches the model to evaluation mode. `eval()` changes what some "
    "layers compute and freezes nothing: it is another thing than `requires_grad_(False)`.",
)
def freeze(model, prefix):
    model.eval()
    names = []
    for name, parameter in model.named_parameters():
        if name == prefix or name.startswith(prefix + "."):
            parameter.requires_grad_(False)
            parameter.grad = None
            names.append(name)
    if not names:
        raise ValueError(prefix)
    return names


@wrong(
    "freeze",
    "the state_dict",
    fails=[
        "a submodule",
        "names that begin alike",
        "a single parameter",
        "what was frozen before",
        "training that goes on",
        "a name that means nothing",
    ],
    says="All parameters are still trained: you change the tensors in the `state_dict()`. They "
    "share the numbers of the parameters, but they are other objects, without a gradient. "
    "`named_parameters()` gives the parameters themselves.",
)
def freeze(model, prefix):
    names = []
    for name, parameter in model.state_dict().items():
        if name == prefix or name.startswith(prefix + "."):
            parameter.requires_grad_(False)
            parameter.grad = None
            names.append(name)
    if not names:
        raise ValueError(prefix)
    return names


@wrong(
    "freeze",
    "all gradients cleared",
    fails=["training that goes on"],
    says="Your function also throws away the gradients of the parameters that it does not freeze. "
    "`model.zero_grad()` clears them all; only the frozen ones should lose theirs.",
)
def freeze(model, prefix):
    names = []
    for name, parameter in model.named_parameters():
        if name == prefix or name.startswith(prefix + "."):
            parameter.requires_grad_(False)
            names.append(name)
    model.zero_grad()
    if not names:
        raise ValueError(prefix)
    return names


@wrong(
    "freeze",
    "a module without parameters",
    fails=["a name that means nothing"],
    says="The name of a submodule without parameters, such as an `nn.Tanh`, is accepted in "
    "silence. What counts is whether a parameter was found: where there is none, raise a "
    "`ValueError`.",
)
def freeze(model, prefix):
    try:
        found = list(model.get_submodule(prefix).named_parameters(prefix))
    except AttributeError:
        try:
            found = [(prefix, model.get_parameter(prefix))]
        except AttributeError as error:
            raise ValueError(prefix) from error
    for _, parameter in found:
        parameter.requires_grad_(False)
        parameter.grad = None
    return [name for name, _ in found]


@alternative("freeze", "choose first, then freeze")
def freeze(model, prefix):
    wanted = prefix.split(".")
    chosen = {
        name: parameter
        for name, parameter in model.named_parameters()
        if name.split(".")[: len(wanted)] == wanted
    }
    if not chosen:
        raise ValueError(f"there is no parameter called {prefix}")
    for parameter in chosen.values():
        parameter.grad = None
        parameter.requires_grad = False
    return list(chosen)


@alternative("freeze", "with a dot at the end of both")
def freeze(model, prefix):
    names = [n for n, _ in model.named_parameters() if f"{n}.".startswith(f"{prefix}.")]
    if len(names) == 0:
        raise ValueError
    for name in names:
        model.get_parameter(name).requires_grad_(False).grad = None
    return names


# 7. collapse


@wrong(
    "collapse",
    "product the wrong way round",
    fails=[
        "the weight",
        "the bias",
        "no bias in either",
        "a bias in one of them",
        "float32, and predictions",
        "a layer of its own",
        "layers that do not fit",
    ],
    says="You multiply the two weights in the wrong order. `first` acts on x first, so its weight "
    "stands next to x: V(Wx). In the other order the shapes do not even fit, unless by chance.",
)
def collapse(first, second):
    if first.out_features != second.in_features:
        raise ValueError
    bias = first.bias is not None or second.bias is not None
    m, n, dtype = first.in_features, second.out_features, first.weight.dtype
    layer = nn.Linear(m, n, bias=bias, dtype=dtype)
    with torch.no_grad():
        layer.weight.copy_(first.weight @ second.weight)
        if bias:
            layer.bias.zero_()
            if first.bias is not None:
                layer.bias += second.weight @ first.bias
            if second.bias is not None:
                layer.bias += second.bias
    return layer


@wrong(
    "collapse",
    "only the second bias",
    fails=["the bias", "a bias in one of them", "float32, and predictions"],
    says="The bias of the first layer is lost. It goes through the second layer like everything "
    "that leaves the first: what does V(Wx + b) + c give without x?",
)
def collapse(first, second):
    if first.out_features != second.in_features:
        raise ValueError
    bias = first.bias is not None or second.bias is not None
    m, n, dtype = first.in_features, second.out_features, first.weight.dtype
    layer = nn.Linear(m, n, bias=bias, dtype=dtype)
    with torch.no_grad():
        layer.weight.copy_(second.weight @ first.weight)
        if bias:
            layer.bias.zero_()
            if second.bias is not None:
                layer.bias += second.bias
    return layer


@wrong(
    "collapse",
    "only the first bias",
    fails=["the bias", "a bias in one of them", "float32, and predictions"],
    says="The bias of the second layer is missing: it is added at the very end, so it is in the "
    "new bias as it is.",
)
def collapse(first, second):
    if first.out_features != second.in_features:
        raise ValueError
    bias = first.bias is not None or second.bias is not None
    m, n, dtype = first.in_features, second.out_features, first.weight.dtype
    layer = nn.Linear(m, n, bias=bias, dtype=dtype)
    with torch.no_grad():
        layer.weight.copy_(second.weight @ first.weight)
        if bias:
            layer.bias.zero_()
            if first.bias is not None:
                layer.bias += second.weight @ first.bias
    return layer


@wrong(
    "collapse",
    "biases added up",
    fails=[
        "the weight",
        "the bias",
        "a bias in one of them",
        "float32, and predictions",
        "a layer of its own",
        "layers that do not fit",
    ],
    says="You add the two biases as they are. The bias of the first layer still has to go "
    "through the second one's weight; where both sizes happen to be the same, the sum would only "
    "be wrong, and otherwise the shapes do not fit.",
)
def collapse(first, second):
    if first.out_features != second.in_features:
        raise ValueError
    bias = first.bias is not None or second.bias is not None
    m, n, dtype = first.in_features, second.out_features, first.weight.dtype
    layer = nn.Linear(m, n, bias=bias, dtype=dtype)
    with torch.no_grad():
        layer.weight.copy_(second.weight @ first.weight)
        if bias:
            layer.bias.zero_()
            if first.bias is not None:
                layer.bias += first.bias
            if second.bias is not None:
                layer.bias += second.bias
    return layer


@wrong(
    "collapse",
    "always a bias",
    fails=["no bias in either"],
    says="Where neither of the two has a bias, the new layer should have none. Yours has one, of "
    "zeros or of random numbers: it would be trained from then on.",
)
def collapse(first, second):
    if first.out_features != second.in_features:
        raise ValueError
    layer = nn.Linear(first.in_features, second.out_features, dtype=first.weight.dtype)
    with torch.no_grad():
        layer.weight.copy_(second.weight @ first.weight)
        layer.bias.zero_()
        if first.bias is not None:
            layer.bias += second.weight @ first.bias
        if second.bias is not None:
            layer.bias += second.bias
    return layer


@wrong(
    "collapse",
    "biases taken for granted",
    fails=["no bias in either", "a bias in one of them", "a layer of its own"],
    says="Your function relies on both layers having a bias. With `bias=False`, the attribute "
    "`bias` is `None`, and `None` can be neither multiplied nor added.",
)
def collapse(first, second):
    if first.out_features != second.in_features:
        raise ValueError
    layer = nn.Linear(first.in_features, second.out_features, dtype=first.weight.dtype)
    with torch.no_grad():
        layer.weight.copy_(second.weight @ first.weight)
        layer.bias.copy_(second.weight @ first.bias + second.bias)
    return layer


@wrong(
    "collapse",
    "always float32",
    fails=[
        "the weight",
        "the bias",
        "no bias in either",
        "a bias in one of them",
        "a layer of its own",
    ],
    says="Your new layer is float32, though the two were float64. `copy_` converts the numbers in "
    "silence, and half of their digits are lost. `nn.Linear` takes a `dtype`.",
)
def collapse(first, second):
    if first.out_features != second.in_features:
        raise ValueError
    bias = first.bias is not None or second.bias is not None
    layer = nn.Linear(first.in_features, second.out_features, bias=bias)
    with torch.no_grad():
        layer.weight.copy_(second.weight @ first.weight)
        if bias:
            layer.bias.zero_()
            if first.bias is not None:
                layer.bias += second.weight @ first.bias
            if second.bias is not None:
                layer.bias += second.bias
    return layer


@wrong(
    "collapse",
    "always float64",
    fails=["float32, and predictions"],
    says="Your new layer is float64, though the two were float32, so it refuses their data. "
    "`first.weight.dtype` says which dtype is wanted.",
)
def collapse(first, second):
    if first.out_features != second.in_features:
        raise ValueError
    bias = first.bias is not None or second.bias is not None
    layer = nn.Linear(first.in_features, second.out_features, bias=bias).double()
    with torch.no_grad():
        layer.weight.copy_(second.weight @ first.weight)
        if bias:
            layer.bias.zero_()
            if first.bias is not None:
                layer.bias += second.weight @ first.bias
            if second.bias is not None:
                layer.bias += second.bias
    return layer


@wrong(
    "collapse",
    "one after the other",
    fails=[
        "the weight",
        "the bias",
        "no bias in either",
        "a bias in one of them",
        "a layer of its own",
        "layers that do not fit",
    ],
    says="You return the two layers, one behind the other. That computes the same, but it is "
    "still two layers. One `nn.Linear` is asked for, with a weight and a bias of its own.",
)
def collapse(first, second):
    if first.out_features != second.in_features:
        raise ValueError
    return nn.Sequential(first, second)


@wrong(
    "collapse",
    "bias shared",
    fails=["a layer of its own"],
    says="Where the first layer has no bias, your new layer shares the bias of the second one: "
    "training one of them changes the other. Copy the numbers.",
)
def collapse(first, second):
    if first.out_features != second.in_features:
        raise ValueError
    m, n, dtype = first.in_features, second.out_features, first.weight.dtype
    layer = nn.Linear(m, n, bias=False, dtype=dtype)
    with torch.no_grad():
        layer.weight.copy_(second.weight @ first.weight)
        if first.bias is None:
            layer.bias = second.bias
        else:
            bias = second.weight @ first.bias
            layer.bias = nn.Parameter(bias if second.bias is None else bias + second.bias)
    return layer


@wrong(
    "collapse",
    "memory of the bias shared",
    fails=["a layer of its own"],
    says="Where the first layer has no bias, the bias of your new layer is a parameter of its own, "
    "but in the memory of the second one's: `nn.Parameter(…)` and `.data = …` copy nothing. Train "
    "one, and the other changes. Copy the numbers.",
)
def collapse(first, second):
    if first.out_features != second.in_features:
        raise ValueError
    layer = nn.Linear(first.in_features, second.out_features, bias=False)
    layer.weight = nn.Parameter((second.weight @ first.weight).detach())
    bias = second.bias
    if first.bias is not None:
        bias = second.weight @ first.bias + (0 if bias is None else bias)
    if bias is not None:
        layer.bias = nn.Parameter(bias.detach())
    return layer


@wrong(
    "collapse",
    "not a parameter",
    fails=[
        "the weight",
        "the bias",
        "no bias in either",
        "a bias in one of them",
        "float32, and predictions",
        "a layer of its own",
        "layers that do not fit",
    ],
    says="You assign a plain tensor to the weight of a layer. PyTorch refuses that: the name "
    "belongs to a parameter. Copy the numbers into the parameter that is there, or make a new "
    "`nn.Parameter` of them.",
)
def collapse(first, second):
    if first.out_features != second.in_features:
        raise ValueError
    bias = first.bias is not None or second.bias is not None
    m, n, dtype = first.in_features, second.out_features, first.weight.dtype
    layer = nn.Linear(m, n, bias=bias, dtype=dtype)
    layer.weight = second.weight @ first.weight
    return layer


@wrong(
    "collapse",
    "copied with history",
    fails=[
        "the weight",
        "the bias",
        "no bias in either",
        "a bias in one of them",
        "float32, and predictions",
        "a layer of its own",
        "layers that do not fit",
    ],
    says="You change a parameter in place while autograd is recording, and autograd refuses: a "
    "leaf that requires a gradient must not be changed under its eyes. The copying is no part of "
    "a function to differentiate.",
)
def collapse(first, second):
    if first.out_features != second.in_features:
        raise ValueError
    bias = first.bias is not None or second.bias is not None
    m, n, dtype = first.in_features, second.out_features, first.weight.dtype
    layer = nn.Linear(m, n, bias=bias, dtype=dtype)
    layer.weight.copy_(second.weight @ first.weight)
    return layer


@wrong(
    "collapse",
    "not trainable",
    fails=["a layer of its own"],
    says="The parameters of your new layer do not require a gradient, so it can't be trained any "
    "further.",
)
def collapse(first, second):
    if first.out_features != second.in_features:
        raise ValueError
    bias = first.bias is not None or second.bias is not None
    m, n, dtype = first.in_features, second.out_features, first.weight.dtype
    layer = nn.Linear(m, n, bias=bias, dtype=dtype).requires_grad_(False)
    with torch.no_grad():
        layer.weight.copy_(second.weight @ first.weight)
        if bias:
            layer.bias.zero_()
            if first.bias is not None:
                layer.bias += second.weight @ first.bias
            if second.bias is not None:
                layer.bias += second.bias
    return layer


@wrong(
    "collapse",
    "first changed in place",
    fails=["a layer of its own"],
    says="The two layers that your function was given are not the same afterwards: it computes "
    "in place, in their tensors. They belong to the caller; make a new layer.",
)
def collapse(first, second):
    if first.out_features != second.in_features:
        raise ValueError
    with torch.no_grad():
        first.weight.data = second.weight @ first.weight
        if first.bias is not None:
            first.bias.data = second.weight @ first.bias
            if second.bias is not None:
                first.bias += second.bias
        elif second.bias is not None:
            first.bias = nn.Parameter(second.bias.clone())
    first.out_features = second.out_features
    return first


@wrong(
    "collapse",
    "another error",
    fails=["layers that do not fit"],
    says="For two layers that do not fit, PyTorch's own error about the product of the weights "
    "comes through. A `ValueError` is asked for, so compare the sizes first and raise it "
    "yourself.",
)
def collapse(first, second):
    bias = first.bias is not None or second.bias is not None
    m, n, dtype = first.in_features, second.out_features, first.weight.dtype
    layer = nn.Linear(m, n, bias=bias, dtype=dtype)
    with torch.no_grad():
        layer.weight.copy_(second.weight @ first.weight)
        if bias:
            layer.bias.zero_()
            if first.bias is not None:
                layer.bias += second.weight @ first.bias
            if second.bias is not None:
                layer.bias += second.bias
    return layer


@wrong(
    "collapse",
    "sizes of another layer",
    fails=["the weight"],
    says="Weight and bias are right, but the attributes `in_features` and `out_features` of your "
    "layer are those of the layer that you began with. Whoever reads them, as `collapse` itself "
    "does, is misled. Make the layer with the right sizes.",
)
def collapse(first, second):
    if first.out_features != second.in_features:
        raise ValueError
    layer = nn.Linear(1, 1, bias=False)
    layer.weight = nn.Parameter((second.weight @ first.weight).detach())
    bias = 0
    if first.bias is not None:
        bias = (second.weight @ first.bias).detach()
    if second.bias is not None:
        bias = bias + second.bias.detach()
    if torch.is_tensor(bias):
        layer.bias = nn.Parameter(bias.clone())
    return layer


@wrong(
    "collapse",
    "frozen like the first",
    fails=["a layer of its own"],
    says="If the first layer is frozen, your new layer is frozen too. It should be ready to be "
    "trained in any case: a new `nn.Linear` is, a copy of a frozen layer is not.",
)
def collapse(first, second):
    if first.out_features != second.in_features:
        raise ValueError
    bias = first.bias is not None or second.bias is not None
    m, n, dtype = first.in_features, second.out_features, first.weight.dtype
    layer = nn.Linear(m, n, bias=bias, dtype=dtype)
    with torch.no_grad():
        layer.weight.copy_(second.weight @ first.weight)
        if bias:
            layer.bias.zero_()
            if first.bias is not None:
                layer.bias += second.weight @ first.bias
            if second.bias is not None:
                layer.bias += second.bias
    return layer.requires_grad_(first.weight.requires_grad)


@wrong(
    "collapse",
    "a bias only if both have one",
    fails=["a bias in one of them", "a layer of its own"],
    says="Where only one of the two layers has a bias, yours has none. One is enough: what it "
    "adds to every output must be in the result.",
)
def collapse(first, second):
    if first.out_features != second.in_features:
        raise ValueError
    bias = first.bias is not None and second.bias is not None
    m, n, dtype = first.in_features, second.out_features, first.weight.dtype
    layer = nn.Linear(m, n, bias=bias, dtype=dtype)
    with torch.no_grad():
        layer.weight.copy_(second.weight @ first.weight)
        if bias:
            layer.bias.zero_()
            if first.bias is not None:
                layer.bias += second.weight @ first.bias
            if second.bias is not None:
                layer.bias += second.bias
    return layer


@wrong(
    "collapse",
    "a bias only if the first has one",
    fails=["a bias in one of them", "a layer of its own"],
    says="Where only the second layer has a bias, yours has none. One is enough: what it adds to "
    "every output must be in the result.",
)
def collapse(first, second):
    if first.out_features != second.in_features:
        raise ValueError
    bias = first.bias is not None
    m, n, dtype = first.in_features, second.out_features, first.weight.dtype
    layer = nn.Linear(m, n, bias=bias, dtype=dtype)
    with torch.no_grad():
        layer.weight.copy_(second.weight @ first.weight)
        if bias:
            layer.bias.zero_()
            if first.bias is not None:
                layer.bias += second.weight @ first.bias
            if second.bias is not None:
                layer.bias += second.bias
    return layer


@wrong(
    "collapse",
    "a bias only if the second has one",
    fails=["a bias in one of them"],
    says="Where only the first layer has a bias, yours has none. One is enough: what it adds goes "
    "through the second weight, and must be in the result.",
)
def collapse(first, second):
    if first.out_features != second.in_features:
        raise ValueError
    bias = second.bias is not None
    m, n, dtype = first.in_features, second.out_features, first.weight.dtype
    layer = nn.Linear(m, n, bias=bias, dtype=dtype)
    with torch.no_grad():
        layer.weight.copy_(second.weight @ first.weight)
        if bias:
            layer.bias.zero_()
            if first.bias is not None:
                layer.bias += second.weight @ first.bias
            if second.bias is not None:
                layer.bias += second.bias
    return layer


@wrong(
    "collapse",
    "added to the random bias",
    fails=["the bias", "a bias in one of them", "float32, and predictions"],
    says="Your bias still has in it the random numbers that `nn.Linear` starts with: you add to "
    "them. Begin with zeros, or copy the first part in.",
)
def collapse(first, second):
    if first.out_features != second.in_features:
        raise ValueError
    bias = first.bias is not None or second.bias is not None
    m, n, dtype = first.in_features, second.out_features, first.weight.dtype
    layer = nn.Linear(m, n, bias=bias, dtype=dtype)
    with torch.no_grad():
        layer.weight.copy_(second.weight @ first.weight)
        if bias:
            if first.bias is not None:
                layer.bias += second.weight @ first.bias
            if second.bias is not None:
                layer.bias += second.bias
    return layer


@wrong(
    "collapse",
    "if first.bias",
    fails=[
        "the weight",
        "the bias",
        "a bias in one of them",
        "float32, and predictions",
        "a layer of its own",
        "layers that do not fit",
    ],
    says="`if first.bias:` asks whether the *numbers* in the tensor are true, which has no answer "
    "for more than one. To ask whether there is a bias at all, compare with `is None`.",
)
def collapse(first, second):
    if first.out_features != second.in_features:
        raise ValueError
    bias = first.bias is not None or second.bias is not None
    m, n, dtype = first.in_features, second.out_features, first.weight.dtype
    layer = nn.Linear(m, n, bias=bias, dtype=dtype)
    with torch.no_grad():
        layer.weight.copy_(second.weight @ first.weight)
        if bias:
            layer.bias.zero_()
            if first.bias:
                layer.bias += second.weight @ first.bias
            if second.bias:
                layer.bias += second.bias
    return layer


@wrong(
    "collapse",
    "second changed in place",
    fails=["a layer of its own"],
    says="The two layers that your function was given are not the same afterwards: it computes "
    "in place, in their tensors. They belong to the caller; make a new layer.",
)
def collapse(first, second):
    if first.out_features != second.in_features:
        raise ValueError
    with torch.no_grad():
        if first.bias is not None:
            extra = second.weight @ first.bias
            if second.bias is None:
                second.bias = nn.Parameter(extra)
            else:
                second.bias += extra
        second.weight = nn.Parameter(second.weight @ first.weight)
    second.in_features = first.in_features
    return second


@wrong(
    "collapse",
    "a copy of the second",
    fails=["a layer of its own"],
    says="If the second layer is frozen, a part of your new layer is frozen too. It should be "
    "ready to be trained in any case: a new `nn.Linear` is, a copy of a frozen layer is not.",
)
def collapse(first, second):
    if first.out_features != second.in_features:
        raise ValueError
    import copy

    layer = copy.deepcopy(second)
    layer.in_features = first.in_features
    with torch.no_grad():
        layer.weight = nn.Parameter(second.weight @ first.weight)
        if first.bias is not None:
            extra = second.weight @ first.bias
            if layer.bias is None:
                layer.bias = nn.Parameter(extra)
            else:
                layer.bias += extra
    return layer


@alternative("collapse", "by sending a basis through")
def collapse(first, second):
    m, n = first.in_features, second.out_features
    if first.out_features != second.in_features:
        raise ValueError("sizes")
    like = {"dtype": first.weight.dtype}
    biased = not (first.bias is None and second.bias is None)
    layer = nn.Linear(m, n, biased, **like)
    with torch.no_grad():
        zero = second(first(torch.zeros(m, **like)))
        weight = second(first(torch.eye(m, **like))) - zero
    state = {"weight": weight.T}
    if biased:
        state["bias"] = zero
    layer.load_state_dict(state)
    return layer


@alternative("collapse", "new parameters")
def collapse(first, second):
    weights = first.weight.detach(), second.weight.detach()
    try:
        product = weights[1].mm(weights[0])
    except RuntimeError as error:
        raise ValueError(str(error)) from error
    layer = nn.Linear(1, 1, bias=False)
    layer.in_features, layer.out_features = first.in_features, second.out_features
    layer.weight = nn.Parameter(product)
    bias = 0
    if first.bias is not None:
        bias = weights[1] @ first.bias.detach()
    if second.bias is not None:
        bias = bias + second.bias.detach()
    if torch.is_tensor(bias):
        layer.bias = nn.Parameter(bias.clone())
    return layer


@alternative("collapse", "a class of its own, the bias as a sum")
def collapse(first, second):
    class Collapsed(nn.Linear):
        pass

    if first.out_features != second.in_features:
        raise ValueError
    parts = []
    if first.bias is not None:
        parts.append((second.weight * first.bias).sum(dim=1))
    if second.bias is not None:
        parts.append(second.bias)
    layer = Collapsed(first.in_features, second.out_features, bool(parts)).to(first.weight)
    with torch.no_grad():
        layer.weight[:] = second.weight @ first.weight
        if parts:
            layer.bias[:] = sum(parts)
    return layer


# 8. find_the_bug


@wrong(
    "find_the_bug",
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
    "find_the_bug",
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
    "find_the_bug",
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
    "find_the_bug",
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
    "find_the_bug",
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
    "find_the_bug",
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
    "find_the_bug",
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
    "find_the_bug",
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
    "find_the_bug",
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
    "find_the_bug",
    "a frozen scale",
    fails=["model 2"],
    says="In model 2 the scale is a parameter now, but one that does not require a gradient. So it "
    "is registered and still does not learn.",
)
class Repaired2(nn.Module):
    def __init__(self, features):
        super().__init__()
        self.scale = nn.Parameter(torch.ones(features), requires_grad=False)
        self.head = nn.Linear(features, 1)

    def forward(self, x):
        return self.head(x * self.scale)


@wrong(
    "find_the_bug",
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
    "find_the_bug",
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
            nn.init.ones_(self.head.weight)
        return self.head(x)


@wrong(
    "find_the_bug",
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
    "find_the_bug",
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
    "find_the_bug",
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
    "find_the_bug",
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
    "find_the_bug",
    "the bias instead",
    fails=["model 4"],
    says="In model 4 one bias now does the work of the offsets. The model had one offset for each "
    "group, under the name `offset`: keep that, and mend only what is broken.",
)
class Repaired4(nn.Module):
    def __init__(self, groups):
        super().__init__()
        self.linear = nn.Linear(1, groups)

    def forward(self, x):
        return self.linear(x)


@wrong(
    "find_the_bug",
    "converted",
    fails=["the question about model 1"],
    says="`double()` goes through the parameters and buffers that the module has registered, and "
    "those of its submodules. A plain list is none of these. Try it, and look at the dtypes.",
)
def works_with_a_list():
    return "a"


@wrong(
    "find_the_bug",
    "saved",
    fails=["the question about model 1"],
    says="`state_dict()` holds what is registered, and nothing in a plain list is. Look at its "
    "keys. A model saved in this way would lose its layers.",
)
def works_with_a_list():
    return "c"


@wrong(
    "find_the_bug",
    "cleared",
    fails=["the question about model 1"],
    says="`model.zero_grad()` goes through `model.parameters()`, and these do not list the layers. "
    "Their gradients would add up from step to step. Who computes a gradient without asking the "
    "module?",
)
def works_with_a_list():
    return "d"


@wrong(
    "find_the_bug",
    "nothing returned",
    fails=["the question about model 1"],
    says="`works_with_a_list` returns nothing (`None`). Return one of the four letters.",
)
def works_with_a_list():
    print("b")


@alternative("find_the_bug", "nn.Sequential for the list")
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


@alternative("find_the_bug", "register_parameter, another order")
class Repaired2(nn.Module):
    def __init__(self, features):
        nn.Module.__init__(self)
        self.head = nn.Linear(features, 1)
        self.register_parameter("scale", nn.Parameter(torch.ones(features)))

    def forward(self, x):
        return self.head(self.scale * x)


@alternative("find_the_bug", "upper case")
def works_with_a_list():
    return " B "
