"""Wrong and alternative answers to parameter_groups (read by grading.bank)."""

from torch import nn

from grading.bank import alternative, wrong


@wrong(
    "by the name bias",
    fails=["other kinds of layers"],
    says="You seem to go by names. The scale of a `LayerNorm` is called `weight` and has one "
    "dimension, and a parameter may have any name. Count its dimensions instead.",
)
def parameter_groups(model, weight_decay):
    named = [(name, p) for name, p in model.named_parameters() if p.requires_grad]
    biases = [p for name, p in named if name.endswith("bias")]
    others = [p for name, p in named if not name.endswith("bias")]
    return [
        {"params": others, "weight_decay": weight_decay},
        {"params": biases, "weight_decay": 0.0},
    ]


@wrong(
    "by the name weight",
    fails=["other kinds of layers"],
    says="You seem to go by names: what is called `weight` decays. The scale of a `LayerNorm` is "
    "called so too, but has one dimension. Count the dimensions of each parameter instead.",
)
def parameter_groups(model, weight_decay):
    named = [(name, p) for name, p in model.named_parameters() if p.requires_grad]
    return [
        {"params": [p for n, p in named if n.endswith("weight")], "weight_decay": weight_decay},
        {"params": [p for n, p in named if not n.endswith("weight")], "weight_decay": 0.0},
    ]


@wrong(
    "only linear layers",
    fails=["other kinds of layers"],
    says="Some parameters are in neither group, so the optimizer would never train them. It is "
    "not only `nn.Linear` that has parameters: go through all of `model.parameters()`.",
)
def parameter_groups(model, weight_decay):
    layers = [m for m in model.modules() if isinstance(m, nn.Linear)]
    weights = {id(m.weight): m.weight for m in layers if m.weight.requires_grad}
    biases = [m.bias for m in layers if m.bias is not None and m.bias.requires_grad]
    return [
        {"params": list(weights.values()), "weight_decay": weight_decay},
        {"params": biases, "weight_decay": 0.0},
    ]


@wrong(
    "all decay",
    fails=[
        "linear layers and their biases",
        "other kinds of layers",
        "frozen parameters",
        "a weight that two layers share",
    ],
    says="All parameters are in one group, so all decay. Make two groups: the parameters with "
    "two or more dimensions decay, the others do not.",
)
def parameter_groups(model, weight_decay):
    params = [p for p in model.parameters() if p.requires_grad]
    return [{"params": params, "weight_decay": weight_decay}]


@wrong(
    "the wrong way round",
    fails=[
        "linear layers and their biases",
        "other kinds of layers",
        "frozen parameters",
        "a weight that two layers share",
    ],
    says="It is the wrong way round: in your groups the biases decay and the weight matrices do "
    "not.",
)
def parameter_groups(model, weight_decay):
    trainable = [p for p in model.parameters() if p.requires_grad]
    return [
        {"params": [p for p in trainable if p.ndim < 2], "weight_decay": weight_decay},
        {"params": [p for p in trainable if p.ndim >= 2], "weight_decay": 0.0},
    ]


@wrong(
    "no decay left to the default",
    fails=[
        "linear layers and their biases",
        "other kinds of layers",
        "frozen parameters",
        "a weight that two layers share",
    ],
    says="Your second group does not say `weight_decay`, so it gets the default of the optimizer. "
    "For AdamW that is 0.01 and not 0: say 0.0.",
)
def parameter_groups(model, weight_decay):
    trainable = [p for p in model.parameters() if p.requires_grad]
    return [
        {"params": [p for p in trainable if p.ndim >= 2], "weight_decay": weight_decay},
        {"params": [p for p in trainable if p.ndim < 2]},
    ]


@wrong(
    "generator used up",
    fails=[
        "linear layers and their biases",
        "other kinds of layers",
        "frozen parameters",
        "a weight that two layers share",
    ],
    says="Your second group is empty: `model.parameters()` is a generator, which can be gone "
    "through only once. Your first loop used it up. Make a list of it.",
)
def parameter_groups(model, weight_decay):
    trainable = (p for p in model.parameters() if p.requires_grad)
    return [
        {"params": [p for p in trainable if p.ndim >= 2], "weight_decay": weight_decay},
        {"params": [p for p in trainable if p.ndim < 2], "weight_decay": 0.0},
    ]


@wrong(
    "frozen ones too",
    fails=["frozen parameters"],
    says="Frozen parameters are in your groups: `model.parameters()` lists all parameters, "
    "whether they require a gradient or not. Ask each for `requires_grad`.",
)
def parameter_groups(model, weight_decay):
    return [
        {"params": [p for p in model.parameters() if p.ndim >= 2], "weight_decay": weight_decay},
        {"params": [p for p in model.parameters() if p.ndim < 2], "weight_decay": 0.0},
    ]


@wrong(
    "by the gradient",
    fails=[
        "linear layers and their biases",
        "other kinds of layers",
        "frozen parameters",
        "a weight that two layers share",
    ],
    says="Both of your lists are empty. Either you go by `.grad`: the model is new, nothing has "
    "called `backward`, so each one is `None`. Or you have `requires_grad` the wrong way round: it "
    "is `True` for what is trained.",
)
def parameter_groups(model, weight_decay):
    trainable = [p for p in model.parameters() if p.grad is not None]
    return [
        {"params": [p for p in trainable if p.ndim >= 2], "weight_decay": weight_decay},
        {"params": [p for p in trainable if p.ndim < 2], "weight_decay": 0.0},
    ]


@wrong(
    "shared ones twice",
    fails=["a weight that two layers share"],
    says="A weight that two layers share is in your group twice, and PyTorch warns that it will "
    "refuse this one day. `model.parameters()` gives each parameter once; going through the "
    "layers yourself does not.",
)
def parameter_groups(model, weight_decay):
    matrices, others = [], []
    for module in model.modules():
        for p in module.parameters(recurse=False):
            if p.requires_grad:
                (matrices if p.ndim >= 2 else others).append(p)
    return [
        {"params": matrices, "weight_decay": weight_decay},
        {"params": others, "weight_decay": 0.0},
    ]


@wrong(
    "in a list of tensors",
    fails=[
        "linear layers and their biases",
        "other kinds of layers",
        "frozen parameters",
        "a weight that two layers share",
    ],
    says="`p in list` and `p not in list` compare `p` with each tensor of the list by `==`, and "
    "that works number by number; hence this error. Decide by a property of `p`, or compare "
    "identities (`id(p)`).",
)
def parameter_groups(model, weight_decay):
    trainable = [p for p in model.parameters() if p.requires_grad]
    matrices = [p for p in trainable if p.ndim >= 2]
    return [
        {"params": matrices, "weight_decay": weight_decay},
        {"params": [p for p in trainable if p not in matrices], "weight_decay": 0.0},
    ]


@wrong(
    "nothing returned",
    fails=[
        "linear layers and their biases",
        "other kinds of layers",
        "frozen parameters",
        "a weight that two layers share",
    ],
    says="Your function returns nothing (`None`): return the list of the two dicts.",
)
def parameter_groups(model, weight_decay):
    pass


@wrong(
    "by the names weight and bias",
    fails=["other kinds of layers"],
    says="You seem to go by names: what is called `weight` decays, what is called `bias` does not. "
    "But the scale of a `LayerNorm` is called `weight` too, and a parameter with any other name is "
    "in neither group. Count the dimensions of each parameter instead.",
)
def parameter_groups(model, weight_decay):
    named = [(name, p) for name, p in model.named_parameters() if p.requires_grad]
    return [
        {"params": [p for n, p in named if n.endswith("weight")], "weight_decay": weight_decay},
        {"params": [p for n, p in named if n.endswith("bias")], "weight_decay": 0.0},
    ]


@wrong(
    "names in the lists",
    fails=[
        "linear layers and their biases",
        "other kinds of layers",
        "frozen parameters",
        "a weight that two layers share",
    ],
    says="Your lists hold something else than the model's parameters: names, perhaps, the pairs of "
    "name and parameter that `named_parameters()` gives, or what `.data` and `state_dict()` give, "
    "which is no parameter. An optimizer needs the parameters themselves.",
)
def parameter_groups(model, weight_decay):
    named = [(name, p) for name, p in model.named_parameters() if p.requires_grad]
    return [
        {"params": [n for n, p in named if p.ndim >= 2], "weight_decay": weight_decay},
        {"params": [n for n, p in named if p.ndim < 2], "weight_decay": 0.0},
    ]


@wrong(
    "the other order",
    fails=[
        "linear layers and their biases",
        "other kinds of layers",
        "frozen parameters",
        "a weight that two layers share",
    ],
    says="Both groups are right, but they come in the other order: first the one that decays.",
)
def parameter_groups(model, weight_decay):
    trainable = [p for p in model.parameters() if p.requires_grad]
    return [
        {"params": [p for p in trainable if p.ndim < 2], "weight_decay": 0.0},
        {"params": [p for p in trainable if p.ndim >= 2], "weight_decay": weight_decay},
    ]


@wrong(
    "the decays exchanged",
    fails=[
        "linear layers and their biases",
        "other kinds of layers",
        "frozen parameters",
        "a weight that two layers share",
    ],
    says="The parameters are in the right groups, but the values of `weight_decay` are exchanged: "
    "the first group, the matrices, is the one that decays.",
)
def parameter_groups(model, weight_decay):
    trainable = [p for p in model.parameters() if p.requires_grad]
    return [
        {"params": [p for p in trainable if p.ndim >= 2], "weight_decay": 0.0},
        {"params": [p for p in trainable if p.ndim < 2], "weight_decay": weight_decay},
    ]


@wrong(
    "more than two dimensions",
    fails=[
        "linear layers and their biases",
        "other kinds of layers",
        "frozen parameters",
        "a weight that two layers share",
    ],
    says="In your groups a weight matrix, which has exactly two dimensions, does not decay. The "
    "border is between one and two.",
)
def parameter_groups(model, weight_decay):
    trainable = [p for p in model.parameters() if p.requires_grad]
    return [
        {"params": [p for p in trainable if p.ndim > 2], "weight_decay": weight_decay},
        {"params": [p for p in trainable if p.ndim <= 2], "weight_decay": 0.0},
    ]


@wrong(
    "exactly two dimensions",
    fails=["other kinds of layers"],
    says="In your groups only parameters with exactly two dimensions decay. The weight of a "
    "convolution has three or more, and it should decay as well.",
)
def parameter_groups(model, weight_decay):
    trainable = [p for p in model.parameters() if p.requires_grad]
    return [
        {"params": [p for p in trainable if p.ndim == 2], "weight_decay": weight_decay},
        {"params": [p for p in trainable if p.ndim != 2], "weight_decay": 0.0},
    ]


@wrong(
    "two dimensions or one",
    fails=["other kinds of layers"],
    says="Some parameters are in neither group: you take those with exactly two dimensions and "
    "those with exactly one. The weight of a convolution has more, a single number has none.",
)
def parameter_groups(model, weight_decay):
    trainable = [p for p in model.parameters() if p.requires_grad]
    return [
        {"params": [p for p in trainable if p.ndim == 2], "weight_decay": weight_decay},
        {"params": [p for p in trainable if p.ndim == 1], "weight_decay": 0.0},
    ]


@wrong(
    "no single numbers",
    fails=["other kinds of layers"],
    says="A parameter is in neither group: your second one takes those with exactly one "
    "dimension. A parameter may also be a single number, with no dimension at all.",
)
def parameter_groups(model, weight_decay):
    trainable = [p for p in model.parameters() if p.requires_grad]
    return [
        {"params": [p for p in trainable if p.ndim >= 2], "weight_decay": weight_decay},
        {"params": [p for p in trainable if p.ndim == 1], "weight_decay": 0.0},
    ]


@wrong(
    "frozen ones do not decay",
    fails=["frozen parameters"],
    says="Frozen parameters are in your second group: what is not a trainable matrix goes there, "
    "the frozen ones too. They belong in neither.",
)
def parameter_groups(model, weight_decay):
    matrices, others = [], []
    for p in model.parameters():
        if p.requires_grad and p.ndim >= 2:
            matrices.append(p)
        else:
            others.append(p)
    return [
        {"params": matrices, "weight_decay": weight_decay},
        {"params": others, "weight_decay": 0.0},
    ]


@wrong(
    "always 0.1",
    fails=[
        "linear layers and their biases",
        "other kinds of layers",
        "frozen parameters",
        "a weight that two layers share",
    ],
    says="The first group decays by 0.1, whatever you are given. Use the argument `weight_decay`.",
)
def parameter_groups(model, weight_decay):
    trainable = [p for p in model.parameters() if p.requires_grad]
    return [
        {"params": [p for p in trainable if p.ndim >= 2], "weight_decay": 0.1},
        {"params": [p for p in trainable if p.ndim < 2], "weight_decay": 0.0},
    ]


@wrong(
    "a group left out where it is empty",
    fails=["linear layers and their biases", "other kinds of layers"],
    says="Where a group has no parameters you leave it out. The answer is always two groups; a "
    "list may be empty.",
)
def parameter_groups(model, weight_decay):
    trained = [p for p in model.parameters() if p.requires_grad]
    groups = [
        {"params": [p for p in trained if p.dim() >= 2], "weight_decay": weight_decay},
        {"params": [p for p in trained if p.dim() < 2], "weight_decay": 0.0},
    ]
    return [group for group in groups if group["params"]]


@wrong(
    "groups with a learning rate",
    fails=[
        "linear layers and their biases",
        "other kinds of layers",
        "frozen parameters",
        "a weight that two layers share",
    ],
    says="Your groups also name a learning rate, as `optimizer.param_groups` does. It would take "
    "the place of the one that the optimizer is made with. Return only what is asked for.",
)
def parameter_groups(model, weight_decay):
    trainable = [p for p in model.parameters() if p.requires_grad]
    return [
        {
            "params": [p for p in trainable if p.ndim >= 2],
            "weight_decay": weight_decay,
            "lr": 0.001,
        },
        {"params": [p for p in trainable if p.ndim < 2], "weight_decay": 0.0, "lr": 0.001},
    ]


@wrong(
    "freezes what does not decay",
    fails=["frozen parameters"],
    says="Your function changes which parameters require a gradient. A parameter without weight "
    "decay is still trained: only read `requires_grad`, and leave the model as it is.",
)
def parameter_groups(model, weight_decay):
    trainable = [p for p in model.parameters() if p.requires_grad]
    others = [p.requires_grad_(False) for p in trainable if p.ndim < 2]
    return [
        {"params": [p for p in trainable if p.ndim >= 2], "weight_decay": weight_decay},
        {"params": others, "weight_decay": 0.0},
    ]


@wrong(
    "both decay",
    fails=[
        "linear layers and their biases",
        "other kinds of layers",
        "frozen parameters",
        "a weight that two layers share",
    ],
    says="Both of your groups have the same `weight_decay`. In the second one it is 0.0.",
)
def parameter_groups(model, weight_decay):
    trainable = [p for p in model.parameters() if p.requires_grad]
    return [
        {"params": [p for p in trainable if p.ndim >= 2], "weight_decay": weight_decay},
        {"params": [p for p in trainable if p.ndim < 2], "weight_decay": weight_decay},
    ]


@wrong(
    "None for 0.0",
    fails=[
        "linear layers and their biases",
        "other kinds of layers",
        "frozen parameters",
        "a weight that two layers share",
    ],
    says="Your second group has a `weight_decay` of `None`. An optimizer calculates with it: no "
    "decay is the number 0.0.",
)
def parameter_groups(model, weight_decay):
    trainable = [p for p in model.parameters() if p.requires_grad]
    return [
        {"params": [p for p in trainable if p.ndim >= 2], "weight_decay": weight_decay},
        {"params": [p for p in trainable if p.ndim < 2], "weight_decay": None},
    ]


@wrong(
    "lists that are kept",
    fails=[
        "linear layers and their biases",
        "other kinds of layers",
        "frozen parameters",
        "a weight that two layers share",
    ],
    says="Your lists still hold the parameters of earlier calls. A list that stands outside of the "
    "function, or as the default value of an argument, is made only once: make new ones in each "
    "call.",
)
def parameter_groups(model, weight_decay, matrices=[], others=[]):
    for p in model.parameters():
        if p.requires_grad:
            (matrices if p.ndim >= 2 else others).append(p)
    return [
        {"params": matrices, "weight_decay": weight_decay},
        {"params": others, "weight_decay": 0.0},
    ]


@wrong(
    "once for each module around it",
    fails=[
        "linear layers and their biases",
        "other kinds of layers",
        "frozen parameters",
        "a weight that two layers share",
    ],
    says="Parameters are in your groups several times: `modules()` gives the model and every "
    "module in it, and `parameters()` of each gives those of all modules inside. "
    "`model.parameters()` alone gives each parameter once.",
)
def parameter_groups(model, weight_decay):
    matrices, others = [], []
    for module in model.modules():
        for p in module.parameters():
            if p.requires_grad:
                (matrices if p.ndim >= 2 else others).append(p)
    return [
        {"params": matrices, "weight_decay": weight_decay},
        {"params": others, "weight_decay": 0.0},
    ]


@wrong(
    "by the kind of layer",
    fails=["other kinds of layers"],
    says="You leave out biases and what belongs to a `LayerNorm`, and all else decays, also a "
    "parameter that is a single number. Names and kinds of layers do not decide, and a single "
    "number has no dimension at all: it does not decay.",
)
def parameter_groups(model, weight_decay):
    norms = [m for m in model.modules() if isinstance(m, nn.LayerNorm)]
    left_out = {id(p) for m in norms for p in m.parameters()}
    left_out |= {id(p) for n, p in model.named_parameters() if n.endswith("bias")}
    trainable = [p for p in model.parameters() if p.requires_grad]
    return [
        {"params": [p for p in trainable if id(p) not in left_out], "weight_decay": weight_decay},
        {"params": [p for p in trainable if id(p) in left_out], "weight_decay": 0.0},
    ]


@wrong(
    "only the matrices asked",
    fails=["frozen parameters"],
    says="Frozen parameters are in your second group. They belong in neither: ask each parameter "
    "for `requires_grad`, for both lists.",
)
def parameter_groups(model, weight_decay):
    matrices = [p for p in model.parameters() if p.ndim >= 2 and p.requires_grad]
    return [
        {"params": matrices, "weight_decay": weight_decay},
        {"params": [p for p in model.parameters() if p.ndim < 2], "weight_decay": 0.0},
    ]


@wrong(
    "frozen ones decay",
    fails=["frozen parameters"],
    says="Frozen parameters are in your first group. They belong in neither: ask each parameter "
    "for `requires_grad`, for both lists.",
)
def parameter_groups(model, weight_decay):
    others = [p for p in model.parameters() if p.ndim < 2 and p.requires_grad]
    return [
        {"params": [p for p in model.parameters() if p.ndim >= 2], "weight_decay": weight_decay},
        {"params": others, "weight_decay": 0.0},
    ]


@wrong(
    "by name and dimensions",
    fails=["other kinds of layers"],
    says="You count the dimensions, but go by names as well: a matrix decays under some names "
    "only. What counts is the number of dimensions alone.",
)
def parameter_groups(model, weight_decay):
    matrices, others = [], []
    for name, p in model.named_parameters():
        if p.requires_grad:
            decays = p.ndim >= 2 and not name.endswith("bias")
            (matrices if decays else others).append(p)
    return [
        {"params": matrices, "weight_decay": weight_decay},
        {"params": others, "weight_decay": 0.0},
    ]


@wrong(
    "only the first parameter",
    fails=[
        "linear layers and their biases",
        "other kinds of layers",
        "frozen parameters",
        "a weight that two layers share",
    ],
    says="Your groups hold at most one parameter, the first: your function is over after one turn "
    "of the loop. Is the `return` indented too far?",
)
def parameter_groups(model, weight_decay):
    matrices, others = [], []
    for p in model.parameters():
        if p.requires_grad:
            (matrices if p.ndim >= 2 else others).append(p)
        return [
            {"params": matrices, "weight_decay": weight_decay},
            {"params": others, "weight_decay": 0.0},
        ]


@wrong(
    "single numbers decay",
    fails=["other kinds of layers"],
    says="In your groups a parameter that is a single number decays. It has no dimension at all, "
    "and 0 is fewer than two.",
)
def parameter_groups(model, weight_decay):
    trainable = [p for p in model.parameters() if p.requires_grad]
    return [
        {"params": [p for p in trainable if p.ndim != 1], "weight_decay": weight_decay},
        {"params": [p for p in trainable if p.ndim == 1], "weight_decay": 0.0},
    ]


@alternative("one loop over names and parameters")
def parameter_groups(model, weight_decay):
    decay = {"params": [], "weight_decay": weight_decay}
    no_decay = {"params": [], "weight_decay": 0}
    for _, param in model.named_parameters():
        if param.requires_grad:
            group = decay if len(param.shape) > 1 else no_decay
            group["params"].append(param)
    return [decay, no_decay]


@alternative("through the layers, with a record of what was seen")
def parameter_groups(model, weight_decay):
    groups, seen = ([], []), set()
    for module in model.modules():
        for p in module.parameters(recurse=False):
            if p.requires_grad and id(p) not in seen:
                seen.add(id(p))
                groups[p.dim() < 2].append(p)
    return [
        dict(params=params, weight_decay=decay)
        for params, decay in zip(groups, (weight_decay, 0.0))
    ]
