"""Wrong and alternative answers to own_linear (read by grading.bank)."""

import math

import torch
from torch import nn

from grading.bank import alternative, wrong


@wrong(
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
    "bias of zeros",
    fails=["the bias at the start"],
    says="Your bias is the same in every layer at the start. Zeros are a sound choice in many "
    "networks; here weight and bias are both drawn from the same range, as `nn.Linear` does it.",
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
    "bias too narrow",
    fails=["the bias at the start"],
    says="The numbers of your bias do not reach from −1/√in_features to 1/√in_features, as "
    "those of the weight do. Is its k that of the inputs? Is each number drawn on its own?",
)
class Linear(nn.Module):
    def __init__(self, in_features, out_features, bias=True):
        super().__init__()
        k = in_features**-0.5
        self.weight = nn.Parameter(torch.empty(out_features, in_features).uniform_(-k, k))
        k = out_features**-0.5
        self.bias = nn.Parameter(torch.empty(out_features).uniform_(-k, k)) if bias else None

    def forward(self, x):
        y = x @ self.weight.T
        return y if self.bias is None else y + self.bias


@wrong(
    "bias outside",
    fails=["the bias at the start"],
    says="Some numbers of your bias lie outside ±1/√in_features at the start: it is drawn from "
    "another distribution than the weight. The text names one for both.",
)
class Linear(nn.Module):
    def __init__(self, in_features, out_features, bias=True):
        super().__init__()
        k = in_features**-0.5
        self.weight = nn.Parameter(torch.empty(out_features, in_features).uniform_(-k, k))
        self.bias = nn.Parameter(torch.randn(out_features)) if bias else None

    def forward(self, x):
        y = x @ self.weight.T
        return y if self.bias is None else y + self.bias


@wrong(
    "normal numbers",
    fails=["the weight at the start", "the bias at the start"],
    says="Some numbers of your layer lie outside ±1/√in_features at the start, and they are not "
    "spread evenly around 0. Numbers from a normal distribution have no bounds; `torch.rand` draws "
    "between 0 and 1. Draw from the uniform distribution that the text names.",
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
    "zeros",
    fails=["the weight at the start", "the bias at the start"],
    says="All numbers are alike at the start, in every layer you make. Then all outputs are alike "
    "and get the same gradient: they would learn in step for ever, as if they were one. Random "
    "numbers break the tie.",
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
    "positive only",
    fails=["the weight at the start", "the bias at the start"],
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
    "between 0 and 1",
    fails=["the weight at the start", "the bias at the start"],
    says="Your numbers at the start are positive, and some are too large: `torch.rand`, and "
    "`uniform_` without bounds, draw between 0 and 1. The range asked for goes from "
    "−1/√in_features to +1/√in_features: stretched and shifted.",
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
    "range by the outputs",
    fails=["the weight at the start", "the bias at the start"],
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
    "parameters of nn.Linear",
    fails=[
        "what it registers",
        "the output",
        "inputs of other shapes",
        "without a bias",
        "the weights after ten steps",
        "the weight at the start",
        "the bias at the start",
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
    "functional",
    fails=[
        "what it registers",
        "the output",
        "inputs of other shapes",
        "without a bias",
        "the weights after ten steps",
        "the weight at the start",
        "the bias at the start",
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
    "no super().__init__()",
    fails=[
        "what it registers",
        "the output",
        "inputs of other shapes",
        "without a bias",
        "the weights after ten steps",
        "the weight at the start",
        "the bias at the start",
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
    "drawn into a parameter",
    fails=[
        "what it registers",
        "the output",
        "inputs of other shapes",
        "without a bias",
        "the weights after ten steps",
        "the weight at the start",
        "the bias at the start",
    ],
    says="You change a parameter in place while autograd is recording, which it refuses. Draw the "
    "numbers first and make the `nn.Parameter` of them, or draw them under `torch.no_grad()`; the "
    "functions in `nn.init` do that by themselves.",
)
class Linear(nn.Module):
    def __init__(self, in_features, out_features, bias=True):
        super().__init__()
        k = in_features**-0.5
        self.weight = nn.Parameter(torch.empty(out_features, in_features))
        self.bias = nn.Parameter(torch.empty(out_features)) if bias else None
        for parameter in self.parameters():
            parameter.uniform_(-k, k)

    def forward(self, x):
        y = x @ self.weight.T
        return y if self.bias is None else y + self.bias


@wrong(
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
    "one row repeated",
    fails=["the weight at the start"],
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
    "normal, cut off",
    fails=["the weight at the start"],
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
    "range too wide",
    fails=["the weight at the start", "the bias at the start"],
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
    "xavier_uniform_",
    fails=["the weight at the start"],
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
    "the same seed for each",
    fails=["the weight at the start", "the bias at the start"],
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


@wrong(
    "the forward of nn.Linear",
    fails=[
        "the output",
        "inputs of other shapes",
        "without a bias",
        "the weights after ten steps",
    ],
    says="Your layer lets PyTorch's `linear` compute the output: that is what `nn.Linear.forward` "
    "calls. What it computes takes one line.",
)
class Linear(nn.Module):
    def __init__(self, in_features, out_features, bias=True):
        super().__init__()
        k = 1 / math.sqrt(in_features)
        self.weight = nn.Parameter(torch.empty(out_features, in_features).uniform_(-k, k))
        self.bias = nn.Parameter(torch.empty(out_features).uniform_(-k, k)) if bias else None

    forward = nn.Linear.forward


@wrong(
    "one column repeated",
    fails=["the weight at the start"],
    says="All columns of your weight are alike at the start: each output adds up the inputs with "
    "one and the same weight. Each number is drawn on its own.",
)
class Linear(nn.Module):
    def __init__(self, in_features, out_features, bias=True):
        super().__init__()
        k = in_features**-0.5
        column = torch.empty(out_features, 1).uniform_(-k, k)
        self.weight = nn.Parameter(column.repeat(1, in_features))
        self.bias = nn.Parameter(torch.empty(out_features).uniform_(-k, k)) if bias else None

    def forward(self, x):
        y = x @ self.weight.T
        return y if self.bias is None else y + self.bias


@wrong(
    "the weight is no parameter",
    fails=[
        "what it registers",
        "the output",
        "inputs of other shapes",
        "without a bias",
        "the weights after ten steps",
    ],
    says="Your weight is a plain tensor, only the bias is registered: `.double()` passes the "
    "weight by, and no optimizer trains it. What you *compute* from a parameter is a plain tensor "
    "again; the `nn.Parameter` has to be around the result.",
)
class Linear(nn.Module):
    def __init__(self, in_features, out_features, bias=True):
        super().__init__()
        k = in_features**-0.5
        self.weight = nn.Parameter(torch.rand(out_features, in_features)) * 2 * k - k
        self.bias = nn.Parameter(torch.empty(out_features).uniform_(-k, k)) if bias else None

    def forward(self, x):
        y = x @ self.weight.T
        return y if self.bias is None else y + self.bias


@wrong(
    "the bias is no parameter",
    fails=[
        "what it registers",
        "the output",
        "inputs of other shapes",
        "the weights after ten steps",
        "the bias at the start",
    ],
    says="Your bias is a plain tensor: it is missing from `parameters()` and from the "
    "`state_dict()`, and no optimizer trains it. The module notices an `nn.Parameter` only.",
)
class Linear(nn.Module):
    def __init__(self, in_features, out_features, bias=True):
        super().__init__()
        k = in_features**-0.5
        self.weight = nn.Parameter(torch.empty(out_features, in_features).uniform_(-k, k))
        self.bias = torch.zeros(out_features) if bias else None

    def forward(self, x):
        y = x @ self.weight.T
        return y if self.bias is None else y + self.bias


@wrong(
    "the bias is no parameter, but drawn",
    fails=[
        "what it registers",
        "the output",
        "inputs of other shapes",
        "the weights after ten steps",
    ],
    says="Your bias is a plain tensor: it is missing from `parameters()` and from the "
    "`state_dict()`, and no optimizer trains it. The module notices an `nn.Parameter` only.",
)
class Linear(nn.Module):
    def __init__(self, in_features, out_features, bias=True):
        super().__init__()
        k = in_features**-0.5
        self.weight = nn.Parameter(torch.empty(out_features, in_features).uniform_(-k, k))
        self.bias = torch.empty(out_features).uniform_(-k, k) if bias else None

    def forward(self, x):
        y = x @ self.weight.T
        return y if self.bias is None else y + self.bias


@wrong(
    "another name",
    fails=[
        "what it registers",
        "the output",
        "without a bias",
        "the weights after ten steps",
        "the weight at the start",
        "the bias at the start",
    ],
    says="Your layer lacks the attribute `weight`, or `bias`, or both. Names in a `state_dict()` "
    "are an interface: whoever loads a saved layer looks for just these two.",
)
class Linear(nn.Module):
    def __init__(self, in_features, out_features, bias=True):
        super().__init__()
        k = in_features**-0.5
        self.w = nn.Parameter(torch.empty(out_features, in_features).uniform_(-k, k))
        self.b = nn.Parameter(torch.empty(out_features).uniform_(-k, k)) if bias else None

    def forward(self, x):
        y = x @ self.w.T
        return y if self.b is None else y + self.b


@wrong(
    "no self",
    fails=[
        "what it registers",
        "the output",
        "inputs of other shapes",
        "without a bias",
        "the weights after ten steps",
        "the weight at the start",
        "the bias at the start",
    ],
    says="After `__init__` your layer has no `weight`, or no `bias`. A name without `self.` is a "
    "variable of the method, which is gone when the method ends.",
)
class Linear(nn.Module):
    def __init__(self, in_features, out_features, bias=True):
        super().__init__()
        k = in_features**-0.5
        weight = nn.Parameter(torch.empty(out_features, in_features).uniform_(-k, k))  # noqa: F841
        bias = nn.Parameter(torch.empty(out_features).uniform_(-k, k)) if bias else None

    def forward(self, x):
        y = x @ self.weight.T
        return y if self.bias is None else y + self.bias


@wrong(
    "no argument self",
    fails=["the output", "inputs of other shapes", "without a bias", "the weights after ten steps"],
    says="Your `forward` takes one argument, and gets two: Python hands a method the object itself "
    "first, and then what stands in the parentheses. So it needs two names: `self` and `x`.",
)
class Linear(nn.Module):
    def __init__(self, in_features, out_features, bias=True):
        super().__init__()
        k = in_features**-0.5
        self.weight = nn.Parameter(torch.empty(out_features, in_features).uniform_(-k, k))
        self.bias = nn.Parameter(torch.empty(out_features).uniform_(-k, k)) if bias else None

    def forward(x):  # noqa: N805
        y = x @ self.weight.T  # noqa: F821
        return y if self.bias is None else y + self.bias  # noqa: F821


@wrong(
    "no nn.Module",
    fails=[
        "what it registers",
        "the output",
        "inputs of other shapes",
        "without a bias",
        "the weights after ten steps",
    ],
    says="Your class is not derived from `nn.Module`, so it has no `state_dict()`, no `double()` "
    "and no `parameters()`, and its objects can't be called. What stands in the parentheses "
    "behind the name of the class?",
)
class Linear:
    def __init__(self, in_features, out_features, bias=True):
        super().__init__()
        k = in_features**-0.5
        self.weight = nn.Parameter(torch.empty(out_features, in_features).uniform_(-k, k))
        self.bias = nn.Parameter(torch.empty(out_features).uniform_(-k, k)) if bias else None

    def forward(self, x):
        y = x @ self.weight.T
        return y if self.bias is None else y + self.bias


@wrong(
    "nothing returned",
    fails=["the output", "inputs of other shapes", "without a bias", "the weights after ten steps"],
    says="Your `forward` computes the output and returns nothing, so `layer(x)` is `None`. Is "
    "there a `return`?",
)
class Linear(nn.Module):
    def __init__(self, in_features, out_features, bias=True):
        super().__init__()
        k = in_features**-0.5
        self.weight = nn.Parameter(torch.empty(out_features, in_features).uniform_(-k, k))
        self.bias = nn.Parameter(torch.empty(out_features).uniform_(-k, k)) if bias else None

    def forward(self, x):
        y = x @ self.weight.T
        if self.bias is not None:
            y = y + self.bias


@wrong(
    "weight first",
    fails=["the output", "inputs of other shapes", "without a bias", "the weights after ten steps"],
    says="You multiply weight times `x`, as for a single column in mathematics. Here the inputs "
    "are the *last* dimension of `x`, one row for each example: x Wᵀ, in this order.",
)
class Linear(nn.Module):
    def __init__(self, in_features, out_features, bias=True):
        super().__init__()
        k = in_features**-0.5
        self.weight = nn.Parameter(torch.empty(out_features, in_features).uniform_(-k, k))
        self.bias = nn.Parameter(torch.empty(out_features).uniform_(-k, k)) if bias else None

    def forward(self, x):
        y = self.weight @ x
        return y if self.bias is None else y + self.bias


@wrong(
    "weight first, input turned round",
    fails=["the output", "inputs of other shapes", "without a bias", "the weights after ten steps"],
    says="You multiply weight times the transposed `x`, so each example is a column of your "
    "output. It should stay a row, and more dimensions in front should stay as they are: x Wᵀ, in "
    "this order.",
)
class Linear(nn.Module):
    def __init__(self, in_features, out_features, bias=True):
        super().__init__()
        k = in_features**-0.5
        self.weight = nn.Parameter(torch.empty(out_features, in_features).uniform_(-k, k))
        self.bias = nn.Parameter(torch.empty(out_features).uniform_(-k, k)) if bias else None

    def forward(self, x):
        y = self.weight @ x.T
        return y if self.bias is None else y + self.bias


@wrong(
    "transposed twice",
    fails=[
        "what it registers",
        "the output",
        "inputs of other shapes",
        "without a bias",
        "the weights after ten steps",
    ],
    says="Your weight has the shape (in_features, out_features), and `forward` transposes it "
    "besides. The other shape is asked for, as in `nn.Linear`: one row for each output. With it, "
    "your `forward` fits.",
)
class Linear(nn.Module):
    def __init__(self, in_features, out_features, bias=True):
        super().__init__()
        k = in_features**-0.5
        self.weight = nn.Parameter(torch.empty(in_features, out_features).uniform_(-k, k))
        self.bias = nn.Parameter(torch.empty(out_features).uniform_(-k, k)) if bias else None

    def forward(self, x):
        y = x @ self.weight.T
        return y if self.bias is None else y + self.bias


@wrong(
    "arguments swapped",
    fails=[
        "what it registers",
        "the output",
        "inputs of other shapes",
        "without a bias",
        "the weights after ten steps",
        "the weight at the start",
        "the bias at the start",
    ],
    says="Your `__init__` takes the outputs first and then the inputs. The text says "
    "`Linear(in_features, out_features)`; whatever the names are, the first number is that of the "
    "inputs.",
)
class Linear(nn.Module):
    def __init__(self, out_features, in_features, bias=True):
        super().__init__()
        k = in_features**-0.5
        self.weight = nn.Parameter(torch.empty(out_features, in_features).uniform_(-k, k))
        self.bias = nn.Parameter(torch.empty(out_features).uniform_(-k, k)) if bias else None

    def forward(self, x):
        y = x @ self.weight.T
        return y if self.bias is None else y + self.bias


@wrong(
    "the input cast to float32",
    fails=["the output", "inputs of other shapes", "without a bias", "the weights after ten steps"],
    says="Your `forward` casts its input to float32. That fails as soon as the layer has another "
    "dtype, as after `layer.double()`. The caller sees to it that data and layer have one dtype; "
    "leave `x` as it is.",
)
class Linear(nn.Module):
    def __init__(self, in_features, out_features, bias=True):
        super().__init__()
        k = in_features**-0.5
        self.weight = nn.Parameter(torch.empty(out_features, in_features).uniform_(-k, k))
        self.bias = nn.Parameter(torch.empty(out_features).uniform_(-k, k)) if bias else None

    def forward(self, x):
        y = x.float() @ self.weight.T
        return y if self.bias is None else y + self.bias


@wrong(
    "the input cast to float64",
    fails=["the output"],
    says="Your `forward` casts its input to float64. That fails as long as the layer is float32, "
    "as it is at first. The caller sees to it that data and layer have one dtype; leave `x` as it "
    "is.",
)
class Linear(nn.Module):
    def __init__(self, in_features, out_features, bias=True):
        super().__init__()
        k = in_features**-0.5
        self.weight = nn.Parameter(torch.empty(out_features, in_features).uniform_(-k, k))
        self.bias = nn.Parameter(torch.empty(out_features).uniform_(-k, k)) if bias else None

    def forward(self, x):
        y = x.double() @ self.weight.T
        return y if self.bias is None else y + self.bias


@wrong(
    "the weight detached",
    fails=["the weights after ten steps"],
    says="No gradient comes back to your weight: only the bias learns. A product computed under "
    "`torch.no_grad()` or with `.detach()` is hidden from autograd, a new `nn.Parameter` in "
    "`forward` is another one than the one that is trained, and `requires_grad=False` freezes it.",
)
class Linear(nn.Module):
    def __init__(self, in_features, out_features, bias=True):
        super().__init__()
        k = in_features**-0.5
        self.weight = nn.Parameter(torch.empty(out_features, in_features).uniform_(-k, k))
        self.bias = nn.Parameter(torch.empty(out_features).uniform_(-k, k)) if bias else None

    def forward(self, x):
        y = x @ self.weight.detach().T
        return y if self.bias is None else y + self.bias


@wrong(
    "forward under no_grad",
    fails=["the weights after ten steps"],
    says="From your output no way leads back to the parameters, so `backward` finds nothing to "
    "differentiate. A layer must not detach its output or switch gradients off: that is for the "
    "caller.",
)
class Linear(nn.Module):
    def __init__(self, in_features, out_features, bias=True):
        super().__init__()
        k = in_features**-0.5
        self.weight = nn.Parameter(torch.empty(out_features, in_features).uniform_(-k, k))
        self.bias = nn.Parameter(torch.empty(out_features).uniform_(-k, k)) if bias else None

    @torch.no_grad()
    def forward(self, x):
        y = x @ self.weight.T
        return y if self.bias is None else y + self.bias


@wrong(
    "the product under no_grad",
    fails=["the weights after ten steps"],
    says="No gradient comes back to your weight, nor to `x`: only the bias learns. What is "
    "computed under `torch.no_grad()`, or outside PyTorch, is hidden from autograd.",
)
class Linear(nn.Module):
    def __init__(self, in_features, out_features, bias=True):
        super().__init__()
        k = in_features**-0.5
        self.weight = nn.Parameter(torch.empty(out_features, in_features).uniform_(-k, k))
        self.bias = nn.Parameter(torch.empty(out_features).uniform_(-k, k)) if bias else None

    def forward(self, x):
        with torch.no_grad():
            y = x @ self.weight.T
        return y if self.bias is None else y + self.bias


@wrong(
    "no bias by default",
    fails=[
        "what it registers",
        "the output",
        "inputs of other shapes",
        "the weights after ten steps",
        "the bias at the start",
    ],
    says="A layer made without the argument `bias` has none. Look at the default in the first "
    "line of your `__init__`, and at the condition under which you make one.",
)
class Linear(nn.Module):
    def __init__(self, in_features, out_features, bias=False):
        super().__init__()
        k = in_features**-0.5
        self.weight = nn.Parameter(torch.empty(out_features, in_features).uniform_(-k, k))
        self.bias = nn.Parameter(torch.empty(out_features).uniform_(-k, k)) if bias else None

    def forward(self, x):
        y = x @ self.weight.T
        return y if self.bias is None else y + self.bias


@wrong(
    "the weight reshaped",
    fails=["the output", "inputs of other shapes", "without a bias", "the weights after ten steps"],
    says="`view` and `reshape` write the numbers of the weight, in the order in which they are, "
    "into another shape. To transpose is something else: rows become columns.",
)
class Linear(nn.Module):
    def __init__(self, in_features, out_features, bias=True):
        super().__init__()
        k = in_features**-0.5
        self.weight = nn.Parameter(torch.empty(out_features, in_features).uniform_(-k, k))
        self.bias = nn.Parameter(torch.empty(out_features).uniform_(-k, k)) if bias else None

    def forward(self, x):
        y = x @ self.weight.reshape(x.shape[-1], -1)
        return y if self.bias is None else y + self.bias


@wrong(
    "number by number",
    fails=["the output", "inputs of other shapes", "without a bias", "the weights after ten steps"],
    says="`*` multiplies number by number, after broadcasting, and by itself adds nothing up. Each "
    "output is a sum over the inputs: that is the product of matrices, `@`.",
)
class Linear(nn.Module):
    def __init__(self, in_features, out_features, bias=True):
        super().__init__()
        k = in_features**-0.5
        self.weight = nn.Parameter(torch.empty(out_features, in_features).uniform_(-k, k))
        self.bias = nn.Parameter(torch.empty(out_features).uniform_(-k, k)) if bias else None

    def forward(self, x):
        y = x * self.weight.T
        return y if self.bias is None else y + self.bias


@wrong(
    "the transposed weight kept",
    fails=["the output", "inputs of other shapes", "without a bias", "the weights after ten steps"],
    says="Your `forward` multiplies by a tensor that `__init__` computed from the weight, or by "
    "one that is not registered. It stays float32 after `.double()`, and does not follow the "
    "weight as that learns. What depends on a parameter is computed in `forward`, anew each time.",
)
class Linear(nn.Module):
    def __init__(self, in_features, out_features, bias=True):
        super().__init__()
        k = in_features**-0.5
        self.weight = nn.Parameter(torch.empty(out_features, in_features).uniform_(-k, k))
        self.bias = nn.Parameter(torch.empty(out_features).uniform_(-k, k)) if bias else None
        self.turned = self.weight.T

    def forward(self, x):
        y = x @ self.turned
        return y if self.bias is None else y + self.bias


@wrong(
    "ones",
    fails=["the weight at the start", "the bias at the start"],
    says="Numbers that are all 1 at the start are alike in every layer you make, and outside "
    "±1/√in_features. Weight and bias are both drawn from the range that the text names.",
)
class Linear(nn.Module):
    def __init__(self, in_features, out_features, bias=True):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(out_features, in_features))
        self.bias = nn.Parameter(torch.ones(out_features)) if bias else None

    def forward(self, x):
        y = x @ self.weight.T
        return y if self.bias is None else y + self.bias


@alternative("nn.init.kaiming_uniform_ with a = √5")
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


@alternative("einsum, bias first, register_parameter")
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


@alternative("nn.init, multiply and sum")
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
