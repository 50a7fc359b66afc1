"""Wrong and alternative answers to train_on (read by grading.bank)."""

import copy

import torch

from grading.bank import alternative, wrong


@wrong(
    "data left behind",
    fails=[
        "the losses on the accelerator",
        "the weights afterwards",
        "where the work is done",
        "on the CPU, with a model and data from elsewhere",
        "a device given by its name",
        "the caller's data",
    ],
    says="The model is on the device and `x` is not. Was it moved, and was the result kept? "
    "`x.to(device)` alone moves nothing: it returns a new tensor.",
)
def train_on(device, model, criterion, x, y, epochs, lr):
    model.to(device)
    criterion.to(device)
    x.to(device)
    y.to(device)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr, momentum=0.9)
    history = []
    for _ in range(epochs):
        loss = criterion(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history


@wrong(
    "the device in place of the data",
    fails=[
        "the losses on the accelerator",
        "the weights afterwards",
        "where the work is done",
        "on the CPU, with a model and data from elsewhere",
        "a device given by its name",
        "the caller's data",
    ],
    says="Your `x` is the device itself, and no tensor: `x, y = (device), (device)` lost its "
    "`.to`. Parentheses around a name do nothing.",
)
def train_on(device, model, criterion, x, y, epochs, lr):
    model.to(device)
    criterion.to(device)
    x, y = (device), (device)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr, momentum=0.9)
    history = []
    for _ in range(epochs):
        loss = criterion(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history


@wrong(
    "targets left behind",
    fails=[
        "the losses on the accelerator",
        "the weights afterwards",
        "where the work is done",
        "on the CPU, with a model and data from elsewhere",
        "a device given by its name",
        "the caller's data",
    ],
    says="The prediction is on the device, and the targets `y` are not: the criterion wants both "
    "in one place.",
)
def train_on(device, model, criterion, x, y, epochs, lr):
    model.to(device)
    criterion.to(device)
    x = x.to(device)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr, momentum=0.9)
    history = []
    for _ in range(epochs):
        loss = criterion(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history


@wrong(
    "model left behind",
    fails=[
        "the losses on the accelerator",
        "the weights afterwards",
        "where the work is done",
        "on the CPU, with a model and data from elsewhere",
        "a device given by its name",
        "the caller's data",
    ],
    says="The data are on the device, and the model is not: its parameters are where they were. A "
    "module has a `to` as well.",
)
def train_on(device, model, criterion, x, y, epochs, lr):
    criterion.to(device)
    x, y = x.to(device), y.to(device)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr, momentum=0.9)
    history = []
    for _ in range(epochs):
        loss = criterion(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history


@wrong(
    "weight left behind",
    fails=[
        "the losses on the accelerator",
        "the weights afterwards",
        "where the work is done",
        "a device given by its name",
        "the caller's data",
    ],
    says="Model and data are on the device, and the weight in the criterion is not. A "
    "criterion is a module too, and its tensors move with its `to`.",
)
def train_on(device, model, criterion, x, y, epochs, lr):
    model.to(device)
    x, y = x.to(device), y.to(device)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr, momentum=0.9)
    history = []
    for _ in range(epochs):
        loss = criterion(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history


@wrong(
    "hard-coded cuda",
    fails=[
        "the losses on the accelerator",
        "the weights afterwards",
        "where the work is done",
        "on the CPU, with a model and data from elsewhere",
        "a device given by its name",
        "the caller's data",
    ],
    says="Your function asks for CUDA, whatever `device` is. On a machine without it that raises "
    "an error; on one with it, the caller may still want another device. Use `device`.",
)
def train_on(device, model, criterion, x, y, epochs, lr):
    device = torch.device("cuda:0")
    model.to(device)
    criterion.to(device)
    x, y = x.to(device), y.to(device)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr, momentum=0.9)
    history = []
    for _ in range(epochs):
        loss = criterion(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history


@wrong(
    "moved only where there is CUDA",
    fails=[
        "where the work is done",
        "on the CPU, with a model and data from elsewhere",
        "a device given by its name",
    ],
    says="Nothing has been moved to `device`. Do you move only if there is CUDA, or only if the "
    "device equals one that you name? Move in every case.",
)
def train_on(device, model, criterion, x, y, epochs, lr):
    device = torch.device(device)
    if device == torch.device("cuda"):
        model, criterion = model.to(device), criterion.to(device)
        x, y = x.to(device), y.to(device)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr, momentum=0.9)
    history = []
    for _ in range(epochs):
        loss = criterion(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history


@wrong(
    "the best device",
    fails=[
        "on the CPU, with a model and data from elsewhere",
    ],
    says="The CPU is asked for, and your model ends on the accelerator. Do you take the best "
    "device that you can find, or bring the model back to where it was? Work and model belong "
    "where the argument `device` says.",
)
def train_on(device, model, criterion, x, y, epochs, lr):
    device = torch.accelerator.current_accelerator()
    model.to(device)
    criterion.to(device)
    x, y = x.to(device), y.to(device)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr, momentum=0.9)
    history = []
    for _ in range(epochs):
        loss = criterion(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history


@wrong(
    "where the model is",
    fails=[
        "where the work is done",
        "on the CPU, with a model and data from elsewhere",
    ],
    says="Your function works where the model happens to be. The caller says with `device` where "
    "the work is to be done: move the model there as well.",
)
def train_on(device, model, criterion, x, y, epochs, lr):
    place = next(model.parameters()).device
    criterion.to(place)
    x, y = x.to(place), y.to(place)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr, momentum=0.9)
    history = []
    for _ in range(epochs):
        loss = criterion(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history


@wrong(
    "always the CPU",
    fails=[
        "where the work is done",
    ],
    says="The work was done on the CPU. Move model, criterion and data to `device`, whatever that "
    "is.",
)
def train_on(device, model, criterion, x, y, epochs, lr):
    model.cpu()
    criterion.cpu()
    x, y = x.cpu(), y.cpu()
    optimizer = torch.optim.SGD(model.parameters(), lr=lr, momentum=0.9)
    history = []
    for _ in range(epochs):
        loss = criterion(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history


@wrong(
    "trained on the CPU and then moved",
    fails=[
        "where the work is done",
    ],
    says="The model ends on `device`, but the work was done on the CPU: that is where its inputs "
    "were. Move first, then train.",
)
def train_on(device, model, criterion, x, y, epochs, lr):
    model.cpu()
    criterion.cpu()
    x, y = x.cpu(), y.cpu()
    optimizer = torch.optim.SGD(model.parameters(), lr=lr, momentum=0.9)
    history = []
    for _ in range(epochs):
        loss = criterion(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    model.to(device)
    return history


@wrong(
    "moved back at the end",
    fails=[
        "where the work is done",
    ],
    says="You bring the model back to the CPU at the end. It is to stay on `device`: the caller "
    "may want to go on there.",
)
def train_on(device, model, criterion, x, y, epochs, lr):
    model.to(device)
    criterion.to(device)
    x, y = x.to(device), y.to(device)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr, momentum=0.9)
    history = []
    for _ in range(epochs):
        loss = criterion(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    model.cpu()
    return history


@wrong(
    "a name has no type",
    fails=[
        "a device given by its name",
    ],
    says='`device` may be a name, such as `"cpu"`, and a string has no `.type`. `to` takes both; '
    "where you need a `torch.device`, `torch.device(device)` makes one of either.",
)
def train_on(device, model, criterion, x, y, epochs, lr):
    if device.type == "cuda":
        torch.cuda.empty_cache()
    model.to(device)
    criterion.to(device)
    x, y = x.to(device), y.to(device)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr, momentum=0.9)
    history = []
    for _ in range(epochs):
        loss = criterion(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history


@wrong(
    "the caller's data moved",
    fails=[
        "the caller's data",
    ],
    says="You moved the tensors of the caller themselves, by assigning to `.data`: behind the back "
    "of autograd, and of everyone else who holds them. Take the new tensor that `.to` returns.",
)
def train_on(device, model, criterion, x, y, epochs, lr):
    model.to(device)
    criterion.to(device)
    x.data = x.data.to(device)
    y.data = y.data.to(device)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr, momentum=0.9)
    history = []
    for _ in range(epochs):
        loss = criterion(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history


@wrong(
    "a copy trained",
    fails=[
        "the weights afterwards",
        "where the work is done",
        "on the CPU, with a model and data from elsewhere",
    ],
    says="The model that was given has learned nothing. Do you train a copy? `model.to(device)` "
    "needs none: it moves the module itself, and returns it.",
)
def train_on(device, model, criterion, x, y, epochs, lr):
    model = copy.deepcopy(model).to(device)
    criterion.to(device)
    x, y = x.to(device), y.to(device)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr, momentum=0.9)
    history = []
    for _ in range(epochs):
        loss = criterion(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history


@wrong(
    "the optimizer holds the old parameters",
    fails=[
        "the losses on the accelerator",
        "the weights afterwards",
        "where the work is done",
        "on the CPU, with a model and data from elsewhere",
        "a device given by its name",
    ],
    says="The loss stays the same: your optimizer was made from one model's parameters, and "
    "then another one, a copy on the device, was trained. Make the optimizer from the parameters "
    "that take part in the loss. (`model.to(device)` keeps the parameters that it moves; a copy "
    "does not.)",
)
def train_on(device, model, criterion, x, y, epochs, lr):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr, momentum=0.9)
    model = copy.deepcopy(model).to(device)
    criterion.to(device)
    x, y = x.to(device), y.to(device)
    history = []
    for _ in range(epochs):
        loss = criterion(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history


@wrong(
    "gradients gone before the step",
    fails=[
        "the losses on the accelerator",
        "the weights afterwards",
        "on the CPU, with a model and data from elsewhere",
        "a device given by its name",
    ],
    says="The loss stays the same: no step is made, or there is no gradient when it is made. Are "
    "`backward` and `step` both there, in this order, and `zero_grad` not between the two?",
)
def train_on(device, model, criterion, x, y, epochs, lr):
    model.to(device)
    criterion.to(device)
    x, y = x.to(device), y.to(device)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr, momentum=0.9)
    history = []
    for _ in range(epochs):
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.zero_grad()
        optimizer.step()
        history.append(loss.item())
    return history


@wrong(
    "arguments the wrong way round",
    fails=[
        "the losses on the accelerator",
        "the weights afterwards",
        "on the CPU, with a model and data from elsewhere",
        "a device given by its name",
    ],
    says="The criterion gets its arguments the wrong way round: first the predictions, then the "
    "targets. (With `MSELoss` nobody would notice.)",
)
def train_on(device, model, criterion, x, y, epochs, lr):
    model.to(device)
    criterion.to(device)
    x, y = x.to(device), y.to(device)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr, momentum=0.9)
    history = []
    for _ in range(epochs):
        loss = criterion(y, model(x))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history


@wrong(
    "losses as tensors",
    fails=[
        "the losses on the accelerator",
        "on the CPU, with a model and data from elsewhere",
        "a device given by its name",
    ],
    says="The losses that you return are tensors. Python `float`s are asked for: `.item()` brings "
    "one number back.",
)
def train_on(device, model, criterion, x, y, epochs, lr):
    model.to(device)
    criterion.to(device)
    x, y = x.to(device), y.to(device)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr, momentum=0.9)
    history = []
    for _ in range(epochs):
        loss = criterion(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.detach())
    return history


@wrong(
    "no momentum",
    fails=[
        "the losses on the accelerator",
        "the weights afterwards",
        "on the CPU, with a model and data from elsewhere",
        "a device given by its name",
    ],
    says="The first step is right, the next ones are too short: that is SGD without its momentum "
    "of 0.9. Is the optimizer made once, before the loop, with `momentum=0.9`?",
)
def train_on(device, model, criterion, x, y, epochs, lr):
    model.to(device)
    criterion.to(device)
    x, y = x.to(device), y.to(device)
    history = []
    for _ in range(epochs):
        optimizer = torch.optim.SGD(model.parameters(), lr=lr, momentum=0.9)
        loss = criterion(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history


@wrong(
    "only the parameters moved",
    fails=[
        "where the work is done",
    ],
    says="The parameters are on `device`, and a buffer of the model is not. Buffers are tensors "
    "that the model keeps without learning them; `model.to(device)` moves them as well.",
)
def train_on(device, model, criterion, x, y, epochs, lr):
    for parameter in model.parameters():
        parameter.data = parameter.data.to(device)
    criterion.to(device)
    x, y = x.to(device), y.to(device)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr, momentum=0.9)
    history = []
    for _ in range(epochs):
        loss = criterion(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history


@wrong(
    "the loss on the CPU",
    fails=[
        "where the work is done",
    ],
    says="The loss was computed on the CPU: the criterion gets its predictions or targets there. "
    "So all predictions come back in each epoch. Move `y` and the criterion to `device` instead.",
)
def train_on(device, model, criterion, x, y, epochs, lr):
    model.to(device)
    criterion.cpu()
    x, y = x.to(device), y.cpu()
    optimizer = torch.optim.SGD(model.parameters(), lr=lr, momentum=0.9)
    history = []
    for _ in range(epochs):
        loss = criterion(model(x).cpu(), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history


@wrong(
    "the predictions on the CPU, the targets where they were",
    fails=[
        "where the work is done",
        "on the CPU, with a model and data from elsewhere",
    ],
    says="The predictions come back to the CPU in each epoch, and the loss is computed there, with "
    "`y` and the criterion left where they were: that fails where one of them is not on the CPU. "
    "Move both to `device`, and leave the predictions there.",
)
def train_on(device, model, criterion, x, y, epochs, lr):
    model.to(device)
    x = x.to(device)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr, momentum=0.9)
    history = []
    for _ in range(epochs):
        loss = criterion(model(x).cpu(), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history


@wrong(
    "zero_grad forgotten",
    fails=[
        "the losses on the accelerator",
        "the weights afterwards",
        "on the CPU, with a model and data from elsewhere",
        "a device given by its name",
    ],
    says="The first step is right, and the next ones use the gradients of all epochs before: "
    "`backward` adds to `.grad`. Set them back with `optimizer.zero_grad()`.",
)
def train_on(device, model, criterion, x, y, epochs, lr):
    model.to(device)
    criterion.to(device)
    x, y = x.to(device), y.to(device)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr, momentum=0.9)
    history = []
    for _ in range(epochs):
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history


@wrong(
    "the loss after the step",
    fails=[
        "the losses on the accelerator",
        "on the CPU, with a model and data from elsewhere",
        "a device given by its name",
    ],
    says="Your losses are those after each step. The loss before it is asked for: the one that you "
    "have computed for `backward` already.",
)
def train_on(device, model, criterion, x, y, epochs, lr):
    model.to(device)
    criterion.to(device)
    x, y = x.to(device), y.to(device)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr, momentum=0.9)
    history = []
    for _ in range(epochs):
        optimizer.zero_grad()
        criterion(model(x), y).backward()
        optimizer.step()
        history.append(criterion(model(x), y).item())
    return history


@wrong(
    "another criterion",
    fails=[
        "the losses on the accelerator",
        "the weights afterwards",
        "where the work is done",
        "on the CPU, with a model and data from elsewhere",
        "a device given by its name",
    ],
    says="The `criterion` that you are given is never called: yours is another loss, or only a "
    "part of this one. Move this criterion to `device`, and call it.",
)
def train_on(device, model, criterion, x, y, epochs, lr):
    model.to(device)
    x, y = x.to(device), y.to(device)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr, momentum=0.9)
    history = []
    for _ in range(epochs):
        loss = torch.nn.BCEWithLogitsLoss()(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history


@wrong(
    "a sigmoid before the criterion",
    fails=[
        "the losses on the accelerator",
        "the weights afterwards",
        "on the CPU, with a model and data from elsewhere",
        "a device given by its name",
    ],
    says="You apply a sigmoid before the criterion. Call it as `criterion(model(x), y)`: what the "
    "model says goes in as it is, and `BCEWithLogitsLoss` has its own sigmoid.",
)
def train_on(device, model, criterion, x, y, epochs, lr):
    model.to(device)
    criterion.to(device)
    x, y = x.to(device), y.to(device)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr, momentum=0.9)
    history = []
    for _ in range(epochs):
        loss = criterion(torch.sigmoid(model(x)), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history


@wrong(
    "returned after one epoch",
    fails=[
        "the losses on the accelerator",
        "the weights afterwards",
        "on the CPU, with a model and data from elsewhere",
        "a device given by its name",
        "the caller's data",
    ],
    says="Only one epoch is trained: your `return` stands inside the loop. It belongs behind it.",
)
def train_on(device, model, criterion, x, y, epochs, lr):
    model.to(device)
    criterion.to(device)
    x, y = x.to(device), y.to(device)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr, momentum=0.9)
    history = []
    for _ in range(epochs):
        loss = criterion(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
        return history


@alternative("the optimizer made before the move; the criterion's arguments by their names")
def train_on(device, model, criterion, x, y, epochs, lr):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr, momentum=0.9)
    model, criterion = model.to(device), criterion.to(device)
    x, y = x.to(device), y.to(device)
    history = []
    for _ in range(epochs):
        optimizer.zero_grad()
        loss = criterion(input=model(x), target=y)
        loss.backward()
        optimizer.step()
        history.append(float(loss))
    return history


@alternative("moved in each epoch, the losses brought back together")
def train_on(device, model, criterion, x, y, epochs, lr):
    device = torch.device(device)
    for module in (model, criterion):
        module.to(device=device)
    optimizer = torch.optim.SGD(list(model.parameters()), lr=lr, momentum=0.9)
    losses = []
    for _ in range(epochs):
        loss = criterion(model(x.to(device)), y.to(device, non_blocking=True))
        model.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.detach())
    return torch.stack(losses).tolist()


@alternative("all the data as one batch of a loader, which draws random numbers")
def train_on(device, model, criterion, x, y, epochs, lr):
    model.to(device)
    criterion = copy.deepcopy(criterion).to(device)
    data = torch.utils.data.TensorDataset(x.to(device), y.to(device))
    optimizer = torch.optim.SGD(model.parameters(), lr=lr, momentum=0.9)
    history = []
    for _ in range(epochs):
        for inputs, targets in torch.utils.data.DataLoader(data, batch_size=len(x)):
            loss = criterion(model(inputs), targets)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        history.append(loss.item())
    return history
