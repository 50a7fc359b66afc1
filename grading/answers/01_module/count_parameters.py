"""Wrong and alternative answers to count_parameters (read by grading.bank)."""

import math

import torch
from torch import nn

from grading.bank import alternative, wrong


@wrong(
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
    "frozen counted",
    fails=["frozen parameters"],
    says="You count frozen parameters as well. `parameters()` lists them all the same; whether one "
    "is trained, it knows itself.",
)
def count_parameters(model):
    return sum(p.numel() for p in model.parameters())


@wrong(
    "the state_dict counted",
    fails=["frozen parameters", "shared parameters", "buffers"],
    says="You count what is in the `state_dict()`. That is all that is saved: buffers too, frozen "
    "parameters too, and a shared parameter under each of its names.",
)
def count_parameters(model):
    return sum(tensor.numel() for tensor in model.state_dict().values())


@wrong(
    "shared ones twice",
    fails=["shared parameters"],
    says="You count a shared parameter once for each place where it is used. It is one object, "
    "with one gradient, and the optimizer changes it once.",
)
def count_parameters(model):
    named = model.named_parameters(remove_duplicate=False)
    return sum(p.numel() for _, p in named if p.requires_grad)


@wrong(
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
    "not the submodules",
    fails=["a model of several layers", "frozen parameters", "shared parameters", "buffers"],
    says="You count the parameters of the model itself and not those of the modules in it. Most "
    "models have none of their own: all are in the submodules.",
)
def count_parameters(model):
    return sum(p.numel() for p in model.parameters(recurse=False) if p.requires_grad)


wrong(
    "children only",
    fails=["parameters of other shapes, and none"],
    says="A parameter that belongs to the model itself, and to no layer in it, is missing. Do you "
    "look at the children of the model only, or at certain names?",
    code="""
def count_parameters(model):
    found = {p for part in model.children() for p in part.parameters()}
    return sum(p.numel() for p in found if p.requires_grad)
""",
)


@wrong(
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
    "those without a gradient",
    fails=["a model of several layers"],
    says="As soon as gradients have been computed, your count changes. Whether a parameter has a "
    "gradient now does not matter, only whether it wants one.",
)
def count_parameters(model):
    return sum(p.numel() for p in model.parameters() if p.requires_grad and p.grad is None)


@wrong(
    "a float",
    fails=["a model of several layers"],
    says="The number is right, but it is no Python `int`. Is it a float, or an integer of NumPy? "
    "`numel()` gives an `int`, and so does a sum of them.",
)
def count_parameters(model):
    return float(sum(p.numel() for p in model.parameters() if p.requires_grad))


@wrong(
    "requires_grad in the state_dict",
    fails=[
        "a model of several layers",
        "frozen parameters",
        "shared parameters",
        "buffers",
        "parameters of other shapes, and none",
    ],
    says="For a model that is trained as a whole your count is 0. Is anything added to it? Is the "
    "condition the wrong way round? Or do you ask the tensors in a `state_dict()`? Those are cut "
    "off from autograd: none of them requires a gradient, whatever the parameter does.",
)
def count_parameters(model):
    return sum(p.numel() for p in model.state_dict().values() if p.requires_grad)


@wrong(
    "buffers added",
    fails=["buffers"],
    says="You count the buffers as well. They belong to the model, but training does not change "
    "them through a gradient: only parameters count.",
)
def count_parameters(model):
    parameters = sum(p.numel() for p in model.parameters() if p.requires_grad)
    return parameters + sum(buffer.numel() for buffer in model.buffers())


@wrong(
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
    "layers of one class",
    fails=["shared parameters", "buffers", "parameters of other shapes, and none"],
    says="Parameters that belong to no `nn.Linear` are missing. Do you go through layers of one "
    "class, or the innermost modules, or the attributes `weight` and `bias`? The model itself can "
    "have parameters, of any name, and it lists them all.",
)
def count_parameters(model):
    layers = [module for module in model.modules() if isinstance(module, nn.Linear)]
    return sum(p.numel() for x in layers for p in x.parameters() if p.requires_grad)


@wrong(
    "only the last",
    fails=[
        "a model of several layers",
        "frozen parameters",
        "shared parameters",
        "buffers",
        "parameters of other shapes, and none",
    ],
    says="You count the last parameter only: each one takes the place of those before. Where in "
    "your loop is the sum kept?",
)
def count_parameters(model):
    count = 0
    for parameter in model.parameters():
        if parameter.requires_grad:
            count = parameter.numel()
    return count


@wrong(
    "the model converted",
    fails=["a model of several layers"],
    says="After your function the model has another dtype: `.float()` changes a module in place "
    "and returns the same one. To count numbers, nothing has to be converted.",
)
def count_parameters(model):
    return sum(p.numel() for p in model.float().parameters() if p.requires_grad)


@alternative("set of objects")
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


@alternative("filter and map")
def count_parameters(model):
    trained = filter(lambda p: p.requires_grad, model.parameters())
    return int(sum(map(torch.numel, trained)))


@wrong(
    "a missing bias asked",
    fails=["parameters of other shapes, and none"],
    says="Your function asks a bias that is not there: with `bias=False` the attribute `bias` and "
    "its place in `_parameters` hold `None`. The list that `parameters()` gives leaves such "
    "places out.",
)
def count_parameters(model):
    counts = {}
    for module in model.modules():
        for parameter in module._parameters.values():
            if parameter.requires_grad:
                counts[id(parameter)] = parameter.numel()
    return sum(counts.values())
