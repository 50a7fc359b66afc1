"""Wrong and alternative answers to freeze (read by grading.bank)."""

import torch
from torch import nn

from grading.bank import alternative, wrong


@wrong(
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
    "no parameter by its own name",
    fails=["a single parameter", "the names it returns"],
    says="For the full name of a single parameter, such as `body.1.weight`, your function raises "
    "the `ValueError`. No dot follows there: a name that *is* the prefix counts as well.",
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
    "an attribute nobody reads",
    fails=[
        "a submodule",
        "names that begin alike",
        "a single parameter",
        "what was frozen before",
        "training that goes on",
        "a name that means nothing",
    ],
    says="All parameters are still trained. Is any found for this prefix? Then its own "
    "`requires_grad` is to become False: `==` compares, `requires_grad_()` alone sets True, "
    "`detach()` and copies are other tensors, and modules and parameters take an attribute of any "
    "other name and do nothing with it. A module has no `requires_grad`, its parameters have.",
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
    "only the first",
    fails=[
        "a submodule",
        "names that begin alike",
        "what was frozen before",
        "the names it returns",
        "training that goes on",
        "a name that means nothing",
    ],
    says="Of all that a prefix means, your function takes the first parameter only. Does the "
    "`return` stand inside the loop?",
)
def freeze(model, prefix):
    for name, parameter in model.named_parameters():
        if name == prefix or name.startswith(prefix + "."):
            parameter.requires_grad_(False)
            parameter.grad = None
            return [name]
    raise ValueError(prefix)


@wrong(
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
    "an attribute with dots in its name",
    fails=[
        "a submodule",
        "names that begin alike",
        "a single parameter",
        "what was frozen before",
        "the names it returns",
        "a name that means nothing",
    ],
    says="Your function looks for an attribute called `body.1`. There is none: that is a path, an "
    "attribute `body` and in it another one, `1`. Compare the names of the parameters instead.",
)
def freeze(model, prefix):
    part = getattr(model, prefix)
    part.requires_grad_(False)
    names = []
    for name, parameter in part.named_parameters(prefix):
        parameter.grad = None
        names.append(name)
    return names


@wrong(
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
    says="After your function no parameter is frozen. Go through the parameters by their names, "
    "freeze those that are meant, and return their names.",
)
def freeze(model, prefix):
    pass


@wrong(
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
    "only the newly frozen",
    fails=["the names it returns", "training that goes on"],
    says="What is frozen already does not count for your function: where the prefix means nothing "
    "else, it raises the `ValueError`. All names that the prefix means are asked for; and freezing "
    "the same part twice is no error.",
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
    "the state_dict",
    fails=[
        "a submodule",
        "names that begin alike",
        "a single parameter",
        "what was frozen before",
        "the names it returns",
        "training that goes on",
        "a name that means nothing",
    ],
    says="You take something other than the parameters. The tensors in a `state_dict()` and those "
    "that `detach()` makes share the numbers of the parameters and no more: freezing them freezes "
    "no parameter. A `state_dict()` names buffers, too; a copy of the model shares nothing. "
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


@wrong(
    "whole names only",
    fails=[
        "a submodule",
        "names that begin alike",
        "what was frozen before",
        "the names it returns",
        "training that goes on",
        "a name that means nothing",
    ],
    says="For the name of a submodule, such as `body`, your function raises the `ValueError`. Do "
    "you compare whole names only? Parameters in it are called `body.0.weight`, and so on.",
)
def freeze(model, prefix):
    names = []
    for name, parameter in model.named_parameters():
        if name == prefix:
            parameter.requires_grad_(False)
            parameter.grad = None
            names.append(name)
    if not names:
        raise ValueError(prefix)
    return names


@wrong(
    "the first part of the name",
    fails=[
        "a submodule",
        "names that begin alike",
        "a single parameter",
        "what was frozen before",
        "the names it returns",
        "a name that means nothing",
    ],
    says="You compare the prefix with one part of the name, and `body.1` has two. Think of the "
    "name as a text with dots in it: how does it go on behind the prefix?",
)
def freeze(model, prefix):
    names = []
    for name, parameter in model.named_parameters():
        if name.split(".")[0] == prefix:
            parameter.requires_grad_(False)
            parameter.grad = None
            names.append(name)
    if not names:
        raise ValueError(prefix)
    return names


@wrong(
    "the parent's name",
    fails=[
        "a submodule",
        "names that begin alike",
        "a single parameter",
        "what was frozen before",
        "the names it returns",
    ],
    says="You compare the prefix with what stands before the last dot. So a parameter further "
    "down, such as `body.1.weight` for `body`, is not found, nor is a single one by its full "
    "name.",
)
def freeze(model, prefix):
    names = []
    for name, parameter in model.named_parameters():
        if name.rpartition(".")[0] == prefix:
            parameter.requires_grad_(False)
            parameter.grad = None
            names.append(name)
    if not names:
        raise ValueError(prefix)
    return names


@wrong(
    "the parent's name, or the whole",
    fails=[
        "a submodule",
        "names that begin alike",
        "what was frozen before",
        "the names it returns",
    ],
    says="You compare the prefix with what stands before the last dot. So a parameter further "
    "down, such as `body.1.weight` for `body`, is not found.",
)
def freeze(model, prefix):
    names = []
    for name, parameter in model.named_parameters():
        if prefix in (name, name.rpartition(".")[0]):
            parameter.requires_grad_(False)
            parameter.grad = None
            names.append(name)
    if not names:
        raise ValueError(prefix)
    return names


@wrong(
    "raised inside the loop",
    fails=[
        "a submodule",
        "names that begin alike",
        "a single parameter",
        "what was frozen before",
        "the names it returns",
        "training that goes on",
        "a name that means nothing",
    ],
    says="Your function raises the `ValueError` for every name, also for those that mean "
    "something. Does the `raise` stand inside the loop? Is the list filled when you look at it? "
    "Whether nothing was found is known at the end only.",
)
def freeze(model, prefix):
    names = []
    for name, parameter in model.named_parameters():
        if name == prefix or name.startswith(prefix + "."):
            parameter.requires_grad_(False)
            parameter.grad = None
            names.append(name)
        else:
            raise ValueError(name)
    return names


@wrong(
    "raised before the end",
    fails=[
        "a submodule",
        "names that begin alike",
        "a single parameter",
        "what was frozen before",
        "the names it returns",
        "a name that means nothing",
    ],
    says="Your function raises the `ValueError` as soon as the first parameter of the model is "
    "not meant. Whether nothing was found is known at the end of the loop only.",
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
    return names


@wrong(
    "return after the first of all",
    fails=[
        "a submodule",
        "names that begin alike",
        "a single parameter",
        "what was frozen before",
        "the names it returns",
        "training that goes on",
        "a name that means nothing",
    ],
    says="Your function looks at the first parameter of the model only, or returns a list to which "
    "nothing was added. Does the `return` stand inside the loop? Is each name appended?",
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
    "new parameters with numbers of their own",
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
            frozen = nn.Parameter(parameter.detach().clone(), requires_grad=False)
            setattr(model.get_submodule(part), attribute, frozen)
            names.append(name)
    if not names:
        raise ValueError(prefix)
    return names


@wrong(
    "what is frozen is refused",
    fails=["the names it returns", "training that goes on"],
    says="Your function raises the `ValueError` where a parameter is frozen already. Freezing the "
    "same part twice is no error: its names are asked for as well, and its old gradient has to "
    "go.",
)
def freeze(model, prefix):
    names = []
    for name, parameter in model.named_parameters():
        if name == prefix or name.startswith(prefix + "."):
            if not parameter.requires_grad:
                raise ValueError(name)
            parameter.requires_grad_(False)
            parameter.grad = None
            names.append(name)
    if not names:
        raise ValueError(prefix)
    return names


@wrong(
    "a tuple",
    fails=["the names it returns"],
    says="You return the right names, but in a tuple: `zip` makes tuples, and so do parentheses "
    "with commas. A list is asked for.",
)
def freeze(model, prefix):
    named = model.named_parameters()
    meant = [(n, p) for n, p in named if n == prefix or n.startswith(prefix + ".")]
    if not meant:
        raise ValueError(prefix)
    names, parameters = zip(*meant, strict=True)
    for parameter in parameters:
        parameter.requires_grad_(False)
        parameter.grad = None
    return names


@alternative("choose first, then freeze")
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


@alternative("with a dot at the end of both")
def freeze(model, prefix):
    names = [n for n, _ in model.named_parameters() if f"{n}.".startswith(f"{prefix}.")]
    if len(names) == 0:
        raise ValueError
    for name in names:
        model.get_parameter(name).requires_grad_(False).grad = None
    return names


@wrong(
    "two levels only",
    fails=["what was frozen before", "the names it returns"],
    says="You find a part at the top of the model, and one that holds parameters itself, but not "
    "one in between: `embody.0` is a submodule, and its parameters are called "
    "`embody.0.0.weight` and so on. How many dots follow does not matter.",
)
def freeze(model, prefix):
    names = []
    for name, parameter in model.named_parameters():
        parts = name.split(".")
        if prefix in (name, parts[0], ".".join(parts[:-1])):
            parameter.requires_grad = False
            parameter.grad = None
            names.append(name)
    if not names:
        raise ValueError(prefix)
    return names


@wrong(
    "names of the state_dict",
    fails=["what was frozen before", "the names it returns"],
    says="You take the names from `state_dict()`. It lists buffers as well, such as the "
    "`running_mean` of a batch norm, and a buffer is no parameter. Who names parameters only?",
)
def freeze(model, prefix):
    names = [name for name in model.state_dict() if name == prefix or name.startswith(prefix + ".")]
    if not names:
        raise ValueError(prefix)
    parameters = dict(model.named_parameters())
    for name in names:
        parameters[name].requires_grad = False
        parameters[name].grad = None
    return names


@wrong(
    "names in the part",
    fails=["the names it returns"],
    says="You return the names that the parameters have in the submodule, such as `weight`. Those "
    "in the whole model are asked for, as `model.named_parameters()` gives them.",
)
def freeze(model, prefix):
    parts = dict(model.named_modules())
    if prefix in parts:
        found = list(parts[prefix].named_parameters())
    else:
        found = [(n, p) for n, p in model.named_parameters() if n == prefix]
    if not found:
        raise ValueError(prefix)
    for _, parameter in found:
        parameter.requires_grad = False
        parameter.grad = None
    return [name for name, _ in found]


@wrong(
    "turned over",
    fails=["training that goes on"],
    says="What was frozen already, your function sets free again: `not` turns `requires_grad` "
    "over. What is frozen stays frozen, however often it is asked for.",
)
def freeze(model, prefix):
    names = []
    for name, parameter in model.named_parameters():
        if name == prefix or name.startswith(prefix + "."):
            parameter.requires_grad = not parameter.requires_grad
            parameter.grad = None
            names.append(name)
    if not names:
        raise ValueError(prefix)
    return names
