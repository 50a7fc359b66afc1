"""Wrong and alternative answers to collapse (read by grading.bank)."""

import torch
from torch import nn

from grading.bank import alternative, wrong


@wrong(
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
    "biases added up, with or without one",
    fails=[
        "the weight",
        "the bias",
        "no bias in either",
        "a bias in one of them",
        "float32, and predictions",
        "a layer of its own",
        "layers that do not fit",
    ],
    says="Two tensors of different sizes meet. Do you add the two biases as they are? That of the "
    "first layer still has to go through the second one's weight: only then do the shapes fit. And "
    "a layer without a bias has `None` there, which can't be added.",
)
def collapse(first, second):
    if first.out_features != second.in_features:
        raise ValueError
    layer = nn.Linear(first.in_features, second.out_features, dtype=first.weight.dtype)
    with torch.no_grad():
        layer.weight.copy_(second.weight @ first.weight)
        layer.bias.copy_(first.bias + second.bias)
    return layer


@wrong(
    "biases added up",
    fails=[
        "the weight",
        "the bias",
        "a bias in one of them",
        "float32, and predictions",
        "a layer of its own",
        "layers that do not fit",
    ],
    says="Two tensors of different sizes meet. Do you add the two biases as they are? That of the "
    "first layer still has to go through the second one's weight; where both sizes happen to be "
    "the same, the sum would only be wrong.",
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
    "always a bias",
    fails=["no bias in either"],
    says="Where neither of the two has a bias, the new layer should have none. Yours has one, and "
    "whatever is in it would be trained from then on.",
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
    "a missing bias filled in",
    fails=["a layer of its own"],
    says="A layer that had no bias has one afterwards: you put zeros where there was `None`. The "
    "layers belong to the caller; keep your zeros in a variable of your own.",
)
def collapse(first, second):
    if first.out_features != second.in_features:
        raise ValueError
    bias = first.bias is not None or second.bias is not None
    m, n, dtype = first.in_features, second.out_features, first.weight.dtype
    layer = nn.Linear(m, n, bias=bias, dtype=dtype)
    for part in (first, second):
        if bias and part.bias is None:
            part.bias = nn.Parameter(torch.zeros(part.out_features, dtype=dtype))
    with torch.no_grad():
        layer.weight.copy_(second.weight @ first.weight)
        if bias:
            layer.bias.copy_(second.weight @ first.bias + second.bias)
    return layer


@wrong(
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
    "frozen like the first",
    fails=["a layer of its own"],
    says="If the two layers are frozen, your new layer is frozen too. It should be ready to be "
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


@wrong(
    "nothing returned",
    fails=[
        "the weight",
        "the bias",
        "no bias in either",
        "a bias in one of them",
        "float32, and predictions",
        "a layer of its own",
        "layers that do not fit",
    ],
    says="Your function returns nothing (`None`). It should return the new layer.",
)
def collapse(first, second):
    if first.out_features != second.in_features:
        raise ValueError
    nn.Linear(first.in_features, second.out_features, dtype=first.weight.dtype)


@wrong(
    "added into the second bias",
    fails=["a layer of its own"],
    says="The bias of the second layer is another one afterwards: `=` gives a tensor a second "
    "name and copies nothing, and `+=` changes it in place. The two layers belong to the caller.",
)
def collapse(first, second):
    if first.out_features != second.in_features:
        raise ValueError
    has_bias = first.bias is not None or second.bias is not None
    m, n, dtype = first.in_features, second.out_features, first.weight.dtype
    layer = nn.Linear(m, n, bias=has_bias, dtype=dtype)
    with torch.no_grad():
        layer.weight.copy_(second.weight @ first.weight)
        if has_bias:
            bias = torch.zeros(n, dtype=dtype) if second.bias is None else second.bias
            if first.bias is not None:
                bias += second.weight @ first.bias
            layer.bias.copy_(bias)
    return layer


@alternative("by sending a basis through")
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


@alternative("new parameters")
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


@alternative("a class of its own, the bias as a sum")
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


@wrong(
    "a copy of the second, its bias replaced",
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
    layer.weight = nn.Parameter((second.weight @ first.weight).detach())
    if first.bias is not None:
        bias = second.weight @ first.bias
        if second.bias is not None:
            bias = bias + second.bias
        layer.bias = nn.Parameter(bias.detach())
    return layer
