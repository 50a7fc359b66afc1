"""Wrong and alternative answers to checkpoint (read by grading.bank)."""

from grading.bank import alternative, wrong

wrong(
    "only the weights",
    fails=["the next ten steps of the optimizer"],
    says="After resuming, the optimizer starts afresh: its memory of earlier gradients and its "
    "learning rate are lost. An optimizer has a `state_dict`, too.",
    code="""
def save_checkpoint(file, model, optimizer, scheduler, epoch):
    torch.save([model.state_dict(), scheduler.state_dict(), epoch], file)


def load_checkpoint(file, model, optimizer, scheduler):
    weights, place, epoch = torch.load(file, weights_only=True)
    model.load_state_dict(weights)
    scheduler.load_state_dict(place)
    return epoch
""",
)


wrong(
    "schedule forgotten",
    fails=["the next learning rates of the schedule"],
    says="After resuming, the schedule starts again from its beginning. The scheduler counts its "
    "steps, and its `state_dict` holds that count: it belongs into the checkpoint.",
    code="""
def save_checkpoint(file, model, optimizer, scheduler, epoch):
    torch.save([model.state_dict(), optimizer.state_dict(), epoch], file)


def load_checkpoint(file, model, optimizer, scheduler):
    weights, memory, epoch = torch.load(file, weights_only=True)
    model.load_state_dict(weights)
    optimizer.load_state_dict(memory)
    return epoch
""",
)


wrong(
    "the schedule replayed",
    fails=["the next ten steps of the optimizer", "the next learning rates of the schedule"],
    says="You bring the schedule to its place by calling `scheduler.step()` once for each epoch. "
    "How many steps it has made the epoch does not tell, and each call also changes the learning "
    "rate in the optimizer. The scheduler has a `state_dict`, too, which holds its place.",
    code="""
def save_checkpoint(file, model, optimizer, scheduler, epoch):
    torch.save([model.state_dict(), optimizer.state_dict(), epoch], file)


def load_checkpoint(file, model, optimizer, scheduler):
    weights, memory, epoch = torch.load(file, weights_only=True)
    model.load_state_dict(weights)
    optimizer.load_state_dict(memory)
    for _ in range(epoch):
        scheduler.step()
    return epoch
""",
)


wrong(
    "no buffers",
    fails=["parameters and buffers after loading"],
    says="The parameters come back, the buffers do not: tensors that belong to a model and are no "
    "parameters, such as a batch norm's running mean. `model.state_dict()` holds both.",
    code="""
def save_checkpoint(file, model, optimizer, scheduler, epoch):
    weights = {name: p.detach() for name, p in model.named_parameters()}
    torch.save([weights, optimizer.state_dict(), scheduler.state_dict(), epoch], file)


def load_checkpoint(file, model, optimizer, scheduler):
    weights, memory, place, epoch = torch.load(file, weights_only=True)
    model.load_state_dict(weights, strict=False)
    optimizer.load_state_dict(memory)
    scheduler.load_state_dict(place)
    return epoch
""",
)


wrong(
    "whole objects",
    fails=["reading the file with weights_only=True", "a file that holds an object"],
    says="Your file holds whole objects, and `load_checkpoint` reads them with "
    "`weights_only=False`: then loading a file can run any code that its author put there, and "
    "the file breaks when a class changes. Save state dicts, and load with `weights_only=True`.",
    code="""
def save_checkpoint(file, model, optimizer, scheduler, epoch):
    place = scheduler.state_dict()
    torch.save([model, optimizer.state_dict(), place, epoch], file)


def load_checkpoint(file, model, optimizer, scheduler):
    saved, memory, place, epoch = torch.load(file, weights_only=False)
    model.load_state_dict(saved.state_dict())
    optimizer.load_state_dict(memory)
    scheduler.load_state_dict(place)
    return epoch
""",
)


wrong(
    "objects that cannot be loaded",
    fails=[
        "the epoch it returns",
        "parameters and buffers after loading",
        "the next ten steps of the optimizer",
        "the next learning rates of the schedule",
        "a path in place of an open file",
        "reading the file with weights_only=True",
    ],
    says="You saved an object itself, such as the model. `torch.load` refuses to make an object of "
    "a class from a file, because that could run anybody's code. Save what the three objects give "
    "as their `state_dict()`: names, numbers and tensors.",
    code="""
def save_checkpoint(file, model, optimizer, scheduler, epoch):
    place = scheduler.state_dict()
    torch.save([model, optimizer.state_dict(), place, epoch], file)


def load_checkpoint(file, model, optimizer, scheduler):
    saved, memory, place, epoch = torch.load(file, weights_only=True)
    model.load_state_dict(saved.state_dict())
    optimizer.load_state_dict(memory)
    scheduler.load_state_dict(place)
    return epoch
""",
)


wrong(
    "weights_only=False",
    fails=["a file that holds an object"],
    says="A file that holds an object does not stop your `load_checkpoint` at `torch.load`. With "
    "`weights_only=False`, be it only in a second try, loading can run any code that the file's "
    "author put there. Say `weights_only=True`.",
    code="""
def load_checkpoint(file, model, optimizer, scheduler):
    checkpoint = torch.load(file, weights_only=False)
    model.load_state_dict(checkpoint["model"])
    optimizer.load_state_dict(checkpoint["optimizer"])
    scheduler.load_state_dict(checkpoint["scheduler"])
    return checkpoint["epoch"]
""",
)


wrong(
    "read but not used",
    fails=[
        "parameters and buffers after loading",
        "the next ten steps of the optimizer",
        "the next learning rates of the schedule",
        "a path in place of an open file",
    ],
    says="After loading, at least one of the three objects is as it was. A new value for a local "
    "name, or for the dict that `state_dict()` returned, changes no model: give each object its "
    "part of the file by `load_state_dict`.",
    code="""
def load_checkpoint(file, model, optimizer, scheduler):
    checkpoint = torch.load(file, weights_only=True)
    model = checkpoint["model"]
    optimizer = checkpoint["optimizer"]
    scheduler = checkpoint["scheduler"]
    return checkpoint["epoch"]
""",
)


wrong(
    "left in evaluation mode",
    fails=["parameters and buffers after loading"],
    says="After loading, the model is in evaluation mode. The training is to go on as if it had "
    "never stopped, so the mode stays what it was.",
    code="""
def load_checkpoint(file, model, optimizer, scheduler):
    checkpoint = torch.load(file, weights_only=True)
    model.load_state_dict(checkpoint["model"])
    optimizer.load_state_dict(checkpoint["optimizer"])
    scheduler.load_state_dict(checkpoint["scheduler"])
    model.eval()
    return checkpoint["epoch"]
""",
)


wrong(
    "the next epoch",
    fails=["the epoch it returns"],
    says="You return the epoch after the one that was saved. That is the next to train, but it is "
    "for the caller to decide; the saved one is asked for.",
    code="""
def load_checkpoint(file, model, optimizer, scheduler):
    checkpoint = torch.load(file, weights_only=True)
    model.load_state_dict(checkpoint["model"])
    optimizer.load_state_dict(checkpoint["optimizer"])
    scheduler.load_state_dict(checkpoint["scheduler"])
    return checkpoint["epoch"] + 1
""",
)


wrong(
    "the epoch as a float",
    fails=["the epoch it returns"],
    says="The epoch has the right value, but it is a `float`, such as 8.0, and `range` takes none. "
    "What was given to be saved is an `int`: neither turn it into another number nor back.",
    code="""
def save_checkpoint(file, model, optimizer, scheduler, epoch):
    states = [part.state_dict() for part in (model, optimizer, scheduler)]
    torch.save([*states, torch.tensor([float(epoch)])], file)


def load_checkpoint(file, model, optimizer, scheduler):
    *states, epoch = torch.load(file, weights_only=True)
    for part, state in zip((model, optimizer, scheduler), states):
        part.load_state_dict(state)
    return epoch.item()
""",
)

wrong(
    "nothing returned",
    fails=["the epoch it returns"],
    says="`load_checkpoint` returns `None`. Whoever resumes has to know where the training "
    "stopped: return the epoch that was saved.",
    code="""
def load_checkpoint(file, model, optimizer, scheduler):
    checkpoint = torch.load(file, weights_only=True)
    model.load_state_dict(checkpoint["model"])
    optimizer.load_state_dict(checkpoint["optimizer"])
    scheduler.load_state_dict(checkpoint["scheduler"])
""",
)


wrong(
    "only paths",
    fails=[
        "the epoch it returns",
        "parameters and buffers after loading",
        "the next ten steps of the optimizer",
        "the next learning rates of the schedule",
        "reading the file with weights_only=True",
    ],
    says="You `open` the file yourself, so only a path works. `file` may also be a binary file "
    "that is open already; `torch.save` and `torch.load` take both as they are.",
    code="""
def save_checkpoint(file, model, optimizer, scheduler, epoch):
    states = [model.state_dict(), optimizer.state_dict(), scheduler.state_dict()]
    with open(file, "wb") as opened:
        torch.save([*states, epoch], opened)


def load_checkpoint(file, model, optimizer, scheduler):
    with open(file, "rb") as opened:
        weights, memory, place, epoch = torch.load(opened, weights_only=True)
    model.load_state_dict(weights)
    optimizer.load_state_dict(memory)
    scheduler.load_state_dict(place)
    return epoch
""",
)


wrong(
    "only open files",
    fails=["a path in place of an open file"],
    says="A path is a string, and a string has no `seek`. Leave the position of an open file to "
    "the caller; `torch.save` and `torch.load` take paths and open files as they are.",
    code="""
def save_checkpoint(file, model, optimizer, scheduler, epoch):
    states = [model.state_dict(), optimizer.state_dict(), scheduler.state_dict()]
    torch.save([*states, epoch], file)
    file.seek(0)


def load_checkpoint(file, model, optimizer, scheduler):
    weights, memory, place, epoch = torch.load(file, weights_only=True)
    model.load_state_dict(weights)
    optimizer.load_state_dict(memory)
    scheduler.load_state_dict(place)
    return epoch
""",
)


wrong(
    "closed after saving",
    fails=[
        "the epoch it returns",
        "parameters and buffers after loading",
        "the next ten steps of the optimizer",
        "the next learning rates of the schedule",
        "a path in place of an open file",
        "reading the file with weights_only=True",
    ],
    says="You close the file. Whoever opened it does that: the caller may want to go on with it, "
    "and a path can't be closed at all.",
    code="""
def save_checkpoint(file, model, optimizer, scheduler, epoch):
    states = [model.state_dict(), optimizer.state_dict(), scheduler.state_dict()]
    torch.save([*states, epoch], file)
    file.close()


def load_checkpoint(file, model, optimizer, scheduler):
    weights, memory, place, epoch = torch.load(file, weights_only=True)
    model.load_state_dict(weights)
    optimizer.load_state_dict(memory)
    scheduler.load_state_dict(place)
    return epoch
""",
)


wrong(
    "saved elsewhere",
    fails=[
        "the epoch it returns",
        "parameters and buffers after loading",
        "the next ten steps of the optimizer",
        "the next learning rates of the schedule",
        "a path in place of an open file",
        "reading the file with weights_only=True",
    ],
    says="After `save_checkpoint` there is nothing in the file. Write into the `file` that you are "
    "given, not into one of your own.",
    code="""
def save_checkpoint(file, model, optimizer, scheduler, epoch):
    states = [model.state_dict(), optimizer.state_dict(), scheduler.state_dict()]
    file = io.BytesIO()
    torch.save([*states, epoch], file)


def load_checkpoint(file, model, optimizer, scheduler):
    weights, memory, place, epoch = torch.load(file, weights_only=True)
    model.load_state_dict(weights)
    optimizer.load_state_dict(memory)
    scheduler.load_state_dict(place)
    return epoch
""",
)


wrong(
    "one save after another",
    fails=[
        "the epoch it returns",
        "parameters and buffers after loading",
        "the next ten steps of the optimizer",
        "the next learning rates of the schedule",
        "a path in place of an open file",
        "reading the file with weights_only=True",
    ],
    says="The file can't be read: several calls of `torch.save` into one open file do not make one "
    "checkpoint (and into one path, each overwrites the last). Put all that you save into one "
    "dict or list, and save that.",
    code="""
def save_checkpoint(file, model, optimizer, scheduler, epoch):
    for part in (model, optimizer, scheduler):
        torch.save(part.state_dict(), file)
    torch.save(epoch, file)


def load_checkpoint(file, model, optimizer, scheduler):
    for part in (model, optimizer, scheduler):
        part.load_state_dict(torch.load(file, weights_only=True))
    return torch.load(file, weights_only=True)
""",
)


wrong(
    "brackets forgotten",
    fails=[
        "the epoch it returns",
        "parameters and buffers after loading",
        "the next ten steps of the optimizer",
        "the next learning rates of the schedule",
        "a path in place of an open file",
        "reading the file with weights_only=True",
    ],
    says="You saved a method, such as `model.state_dict`, without calling it, and a method drags "
    "its whole object along. `model.state_dict()`, with brackets, is the dict.",
    code="""
def save_checkpoint(file, model, optimizer, scheduler, epoch):
    states = [model.state_dict, optimizer.state_dict, scheduler.state_dict]
    torch.save([*states, epoch], file)


def load_checkpoint(file, model, optimizer, scheduler):
    weights, memory, place, epoch = torch.load(file, weights_only=True)
    model.load_state_dict(weights)
    optimizer.load_state_dict(memory)
    scheduler.load_state_dict(place)
    return epoch
""",
)


wrong(
    "only the learning rate",
    fails=["the next ten steps of the optimizer"],
    says="Of the optimizer you saved only the learning rate. Its memory of earlier gradients is "
    "lost (for Adam, two averages for each parameter); its `state_dict` holds both.",
    code="""
def save_checkpoint(file, model, optimizer, scheduler, epoch):
    lr = optimizer.param_groups[0]["lr"]
    torch.save([model.state_dict(), lr, scheduler.state_dict(), epoch], file)


def load_checkpoint(file, model, optimizer, scheduler):
    weights, lr, place, epoch = torch.load(file, weights_only=True)
    model.load_state_dict(weights)
    optimizer.param_groups[0]["lr"] = lr
    scheduler.load_state_dict(place)
    return epoch
""",
)


wrong(
    "error swallowed",
    fails=["a file that holds an object"],
    says="No exception comes out of your `load_checkpoint` for a file that holds an object: either "
    "it does not read the file, or it catches the error. Whoever calls it would train on with "
    "what was never loaded. Let the error through.",
    code="""
def load_checkpoint(file, model, optimizer, scheduler):
    try:
        checkpoint = torch.load(file, weights_only=True)
    except Exception:
        return None
    model.load_state_dict(checkpoint["model"])
    optimizer.load_state_dict(checkpoint["optimizer"])
    scheduler.load_state_dict(checkpoint["scheduler"])
    return checkpoint["epoch"]
""",
)


wrong(
    "pickle",
    fails=["reading the file with weights_only=True"],
    says="`torch.load` can't read your file with `weights_only=True`. `pickle` writes tensors in "
    "another way, and its own `load` runs any code that it finds. Use `torch.save`.",
    code="""
import pickle


def save_checkpoint(file, model, optimizer, scheduler, epoch):
    states = [part.state_dict() for part in (model, optimizer, scheduler)]
    data = pickle.dumps([*states, epoch])
    if isinstance(file, str):
        with open(file, "wb") as opened:
            opened.write(data)
    else:
        file.write(data)


def load_checkpoint(file, model, optimizer, scheduler):
    if isinstance(file, str):
        with open(file, "rb") as opened:
            *states, epoch = pickle.load(opened)
    else:
        *states, epoch = pickle.load(file)
    for part, state in zip((model, optimizer, scheduler), states):
        part.load_state_dict(state)
    return epoch
""",
)


wrong(
    "one place for all",
    fails=[
        "the epoch it returns",
        "parameters and buffers after loading",
        "the next ten steps of the optimizer",
        "the next learning rates of the schedule",
        "reading the file with weights_only=True",
        "a file that holds an object",
    ],
    says="You do not use the `file` that you are given, but one place for all checkpoints: a "
    "variable outside of the functions, or a file name of your own. After a power cut the one is "
    "gone, and a later checkpoint takes the place of an earlier one.",
    code="""
kept = []


def save_checkpoint(file, model, optimizer, scheduler, epoch):
    states = [part.state_dict() for part in (model, optimizer, scheduler)]
    kept[:] = [*states, epoch]


def load_checkpoint(file, model, optimizer, scheduler):
    *states, epoch = kept
    for part, state in zip((model, optimizer, scheduler), states):
        part.load_state_dict(state)
    return epoch
""",
)


wrong(
    "one load after another",
    fails=[
        "the epoch it returns",
        "parameters and buffers after loading",
        "the next ten steps of the optimizer",
        "the next learning rates of the schedule",
    ],
    says="You call `torch.load` several times. An open file is at its beginning only for the first "
    "call, and the next one can't read it from where that one ended. Load once, keep what you get, "
    "and give each object its part.",
    code="""
def load_checkpoint(file, model, optimizer, scheduler):
    model.load_state_dict(torch.load(file, weights_only=True)["model"])
    optimizer.load_state_dict(torch.load(file, weights_only=True)["optimizer"])
    scheduler.load_state_dict(torch.load(file, weights_only=True)["scheduler"])
    return torch.load(file, weights_only=True)["epoch"]
""",
)


alternative(
    "a list of state dicts",
    code="""
def save_checkpoint(file, model, optimizer, scheduler, epoch):
    torch.save([epoch] + [part.state_dict() for part in (model, optimizer, scheduler)], file)


def load_checkpoint(file, *parts):
    epoch, *states = torch.load(file)
    for part, state in zip(parts, states):
        part.load_state_dict(state)
    return epoch
""",
)


alternative(
    "the epoch as a tensor, the tensors cloned",
    code="""
def save_checkpoint(file, model, optimizer, scheduler, epoch):
    weights = {name: value.clone() for name, value in model.state_dict().items()}
    torch.save(
        dict(net=weights, opt=optimizer.state_dict(), sched=scheduler.state_dict(),
             epoch=torch.tensor(epoch)),
        file,
    )


def load_checkpoint(file, model, optimizer, scheduler):
    saved = torch.load(file, map_location="cpu", weights_only=True)
    scheduler.load_state_dict(saved.pop("sched"))
    optimizer.load_state_dict(saved.pop("opt"))
    with torch.no_grad():
        for name, tensor in model.state_dict().items():
            tensor.copy_(saved["net"][name])
    return int(saved["epoch"])
""",
)
