"""Wrong and alternative answers to load_checkpoint (read by grading.bank)."""

import copy

import torch

from grading.bank import alternative, wrong


@wrong(
    "no map_location",
    fails=[
        "the weights",
        "where the model is",
        "the next steps of the optimizer",
        "the epoch",
        "onto the CPU",
        "the next steps on the CPU",
    ],
    says="`torch.load` puts every tensor back where it was saved from, and that device does not "
    "exist here. Say with `map_location` where they are to go, wherever they come from.",
)
def load_checkpoint(file, model, optimizer, device):
    checkpoint = torch.load(file)
    model.to(device)
    model.load_state_dict(checkpoint["model"])
    optimizer.load_state_dict(checkpoint["optimizer"])
    return checkpoint["epoch"]


@wrong(
    "hard-coded cuda",
    fails=[
        "the weights",
        "where the model is",
        "the next steps of the optimizer",
        "the epoch",
        "onto the CPU",
        "the next steps on the CPU",
    ],
    says="You load the tensors onto CUDA, which not every machine has. The CPU is always there, "
    "and so is `device`.",
)
def load_checkpoint(file, model, optimizer, device):
    checkpoint = torch.load(file, map_location="cuda:0")
    model.to(device)
    model.load_state_dict(checkpoint["model"])
    optimizer.load_state_dict(checkpoint["optimizer"])
    return checkpoint["epoch"]


@wrong(
    "the model not moved",
    fails=[
        "where the model is",
        "the next steps of the optimizer",
        "onto the CPU",
    ],
    says="The model is where it was. `load_state_dict` copies numbers into the parameters, "
    "wherever these are, and `map_location` does not move the model. `model.to(device)` does.",
)
def load_checkpoint(file, model, optimizer, device):
    checkpoint = torch.load(file, map_location=device)
    model.load_state_dict(checkpoint["model"])
    optimizer.load_state_dict(checkpoint["optimizer"])
    return checkpoint["epoch"]


@wrong(
    "the best device",
    fails=[
        "onto the CPU",
        "the next steps on the CPU",
    ],
    says="The caller wants to continue on the CPU, and your model is on the accelerator. Do you "
    "move it to a device of your own choice, or only away from the CPU? Move it to `device`, in "
    "every case.",
)
def load_checkpoint(file, model, optimizer, device):
    device = torch.accelerator.current_accelerator()
    checkpoint = torch.load(file, map_location=device)
    model.to(device)
    model.load_state_dict(checkpoint["model"])
    optimizer.load_state_dict(checkpoint["optimizer"])
    return checkpoint["epoch"]


@wrong(
    "an open file only",
    fails=[
        "the epoch",
    ],
    says="`file` may be a file name as well, and a string has no `seek`. `torch.load` takes both "
    "as they are.",
)
def load_checkpoint(file, model, optimizer, device):
    file.seek(0)
    checkpoint = torch.load(file, map_location=device)
    model.to(device)
    model.load_state_dict(checkpoint["model"])
    optimizer.load_state_dict(checkpoint["optimizer"])
    return checkpoint["epoch"]


@wrong(
    "the optimizer loaded before the move",
    fails=[
        "the next steps of the optimizer",
    ],
    says="Parameters and momentum buffers are on two devices. `optimizer.load_state_dict` puts the "
    "buffers where the parameters are *then*; a `model.to(device)` that comes later moves the "
    "parameters, and leaves the buffers behind. First the move, then the optimizer's state.",
)
def load_checkpoint(file, model, optimizer, device):
    checkpoint = torch.load(file, map_location="cpu")
    model.load_state_dict(checkpoint["model"])
    optimizer.load_state_dict(checkpoint["optimizer"])
    model.to(device)
    return checkpoint["epoch"]


@wrong(
    "the optimizer forgotten",
    fails=[
        "the next steps of the optimizer",
        "the next steps on the CPU",
    ],
    says="The weights go on from where they were, and the optimizer that was given starts anew: "
    "without its momentum, and with its own learning rate. It has a `load_state_dict` as well. "
    "(To load into a new optimizer does not help: nobody else holds that one.)",
)
def load_checkpoint(file, model, optimizer, device):
    checkpoint = torch.load(file, map_location=device)
    model.to(device)
    model.load_state_dict(checkpoint["model"])
    return checkpoint["epoch"]


@wrong(
    "the learning rate alone",
    fails=[
        "the next steps of the optimizer",
        "the next steps on the CPU",
    ],
    says="The optimizer has the saved learning rate, and its momentum starts anew. Both are in its "
    "`state_dict()`: the optimizer that was given has a `load_state_dict` for all of it.",
)
def load_checkpoint(file, model, optimizer, device):
    checkpoint = torch.load(file, map_location=device)
    model.to(device)
    model.load_state_dict(checkpoint["model"])
    saved = checkpoint["optimizer"]["param_groups"][0]
    for group in optimizer.param_groups:
        group["lr"] = saved["lr"]
    return checkpoint["epoch"]


@wrong(
    "the model forgotten",
    fails=[
        "the weights",
        "the next steps of the optimizer",
        "onto the CPU",
        "the next steps on the CPU",
    ],
    says="The model still has the weights that it was made with. What `torch.load` returns has to "
    "be put into it, with `model.load_state_dict`.",
)
def load_checkpoint(file, model, optimizer, device):
    checkpoint = torch.load(file, map_location=device)
    model.to(device)
    optimizer.load_state_dict(checkpoint["optimizer"])
    return checkpoint["epoch"]


@wrong(
    "new parameters",
    fails=[
        "the next steps of the optimizer",
        "the next steps on the CPU",
    ],
    says="The weights are right at first, and then no step changes them: the model has got new "
    "parameters (`assign=True` gives it such), and the optimizer, made before, still holds the old "
    "ones. Copy the numbers into the parameters that are there: `load_state_dict` alone does so.",
)
def load_checkpoint(file, model, optimizer, device):
    checkpoint = torch.load(file, map_location=device)
    model.to(device)
    model.load_state_dict(checkpoint["model"], assign=True)
    optimizer.load_state_dict(checkpoint["optimizer"])
    return checkpoint["epoch"]


@wrong(
    "a copy loaded",
    fails=[
        "the weights",
        "where the model is",
        "the next steps of the optimizer",
        "onto the CPU",
        "the next steps on the CPU",
    ],
    says="The model that was given is as it was: you load into another one, or only give its name "
    "to something else. The optimizer holds the parameters of the one that was given.",
)
def load_checkpoint(file, model, optimizer, device):
    checkpoint = torch.load(file, map_location=device)
    model = copy.deepcopy(model).to(device)
    model.load_state_dict(checkpoint["model"])
    optimizer.load_state_dict(checkpoint["optimizer"])
    return checkpoint["epoch"]


@wrong(
    "nothing returned",
    fails=[
        "the epoch",
    ],
    says="Your function returns nothing (`None`). The caller wants to know from which epoch to go "
    "on: it is in the checkpoint.",
)
def load_checkpoint(file, model, optimizer, device):
    checkpoint = torch.load(file, map_location=device)
    model.to(device)
    model.load_state_dict(checkpoint["model"])
    optimizer.load_state_dict(checkpoint["optimizer"])


@wrong(
    "the next epoch",
    fails=[
        "the epoch",
    ],
    says="You return the epoch after the saved one. What is asked for is the number in the "
    "checkpoint.",
)
def load_checkpoint(file, model, optimizer, device):
    checkpoint = torch.load(file, map_location=device)
    model.to(device)
    model.load_state_dict(checkpoint["model"])
    optimizer.load_state_dict(checkpoint["optimizer"])
    return checkpoint["epoch"] + 1


@wrong(
    "the file read again and again",
    fails=[
        "the weights",
        "where the model is",
        "the next steps of the optimizer",
        "the epoch",
        "onto the CPU",
        "the next steps on the CPU",
    ],
    says="You call `torch.load` more than once. An open file is then no longer at its start, and "
    "what follows there is no checkpoint. Load it once, and keep the dict.",
)
def load_checkpoint(file, model, optimizer, device):
    model.to(device)
    model.load_state_dict(torch.load(file, map_location=device)["model"])
    optimizer.load_state_dict(torch.load(file, map_location=device)["optimizer"])
    return torch.load(file, map_location=device)["epoch"]


@wrong(
    "a file name only",
    fails=[
        "the weights",
        "where the model is",
        "the next steps of the optimizer",
        "the epoch",
        "onto the CPU",
        "the next steps on the CPU",
    ],
    says="`file` may be an open file as well, which is no name, and can't be opened once more. "
    "`torch.load` takes both as they are.",
)
def load_checkpoint(file, model, optimizer, device):
    with open(file, "rb") as opened:
        checkpoint = torch.load(opened, map_location=device)
    model.to(device)
    model.load_state_dict(checkpoint["model"])
    optimizer.load_state_dict(checkpoint["optimizer"])
    return checkpoint["epoch"]


@wrong(
    "the keys of another checkpoint",
    fails=[
        "the weights",
        "where the model is",
        "the next steps of the optimizer",
        "the epoch",
        "onto the CPU",
        "the next steps on the CPU",
    ],
    says="This checkpoint has no key `model_state_dict`. Whoever saves chooses the keys of the "
    "dict, and tutorials choose others: the text of the task names those of this one.",
)
def load_checkpoint(file, model, optimizer, device):
    checkpoint = torch.load(file, map_location=device)
    model.to(device)
    model.load_state_dict(checkpoint["model_state_dict"])
    optimizer.load_state_dict(checkpoint["optimizer_state_dict"])
    return checkpoint["epoch"]


@wrong(
    "the model to CUDA",
    fails=[
        "the weights",
        "where the model is",
        "the next steps of the optimizer",
        "the epoch",
        "onto the CPU",
        "the next steps on the CPU",
    ],
    says="You move the model to CUDA, which not every machine has. Where it is to go, the argument "
    "`device` says.",
)
def load_checkpoint(file, model, optimizer, device):
    checkpoint = torch.load(file, map_location=device)
    model.cuda()
    model.load_state_dict(checkpoint["model"])
    optimizer.load_state_dict(checkpoint["optimizer"])
    return checkpoint["epoch"]


@wrong(
    "evaluation mode",
    fails=[
        "the next steps of the optimizer",
        "the next steps on the CPU",
    ],
    says="You leave the model in evaluation mode, as tutorials do that only want predictions from "
    "it. Here the training goes on, and a step in that mode is another one: batch norm takes its "
    "running values.",
)
def load_checkpoint(file, model, optimizer, device):
    checkpoint = torch.load(file, map_location=device)
    model.to(device)
    model.load_state_dict(checkpoint["model"])
    optimizer.load_state_dict(checkpoint["optimizer"])
    model.eval()
    return checkpoint["epoch"]


@alternative("through the CPU, the model moved after its weights came")
def load_checkpoint(file, model, optimizer, device):
    checkpoint = torch.load(file, map_location="cpu", weights_only=True)
    model.load_state_dict(checkpoint["model"])
    model.to(device)
    optimizer.load_state_dict(checkpoint["optimizer"])
    return checkpoint["epoch"]


@alternative("a function as map_location, buffers moved by hand")
def load_checkpoint(file, model, optimizer, device):
    checkpoint = torch.load(file, map_location=lambda storage, location: storage)
    optimizer.load_state_dict(checkpoint["optimizer"])
    model.load_state_dict(checkpoint["model"])
    model.to(device)
    for state in optimizer.state.values():
        for name, value in state.items():
            if isinstance(value, torch.Tensor):
                state[name] = value.to(device)
    return checkpoint["epoch"]
