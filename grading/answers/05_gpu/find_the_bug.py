"""Wrong and alternative answers to find_the_bug (read by grading.bank)."""

import copy

import torch
from torch import nn

from grading.bank import alternative, wrong


@wrong(
    "loop 1 as it was",
    fails=[
        "loop 1",
    ],
    says="In loop 1 `x` is still on the CPU. `x.to(device)` returns a new tensor: give the result "
    "a name. And call it whatever kind of device it is.",
)
def repaired_1(model, x, y, device, epochs, lr):
    model.to(device)
    x.to(device)
    y.to(device)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history = []
    for _ in range(epochs):
        loss = nn.functional.mse_loss(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history


@wrong(
    "the device in place of the data",
    fails=[
        "loop 1",
    ],
    says="In loop 1, `x` is now the device itself, and no tensor: `x, y = (device), (device)` "
    "lacks the `.to`.",
)
def repaired_1(model, x, y, device, epochs, lr):
    model.to(device)
    x, y = (device), (device)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history = []
    for _ in range(epochs):
        loss = nn.functional.mse_loss(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history


@wrong(
    "only x moved",
    fails=[
        "loop 1",
    ],
    says="In loop 1, `x` is on the device now, and the targets `y` are not: the loss needs both.",
)
def repaired_1(model, x, y, device, epochs, lr):
    model.to(device)
    x = x.to(device)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history = []
    for _ in range(epochs):
        loss = nn.functional.mse_loss(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history


@wrong(
    "everything on the CPU",
    fails=[
        "loop 1",
    ],
    says="Loop 1 runs now, but on the CPU: the model is not on `device` afterwards. Bring the data "
    "to the model, not the other way round.",
)
def repaired_1(model, x, y, device, epochs, lr):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history = []
    for _ in range(epochs):
        loss = nn.functional.mse_loss(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history


@wrong(
    "trained on the CPU and then moved",
    fails=[
        "loop 1",
    ],
    says="Loop 1 trains on the CPU, and moves the model when all is done. The work is to be done "
    "on `device`: move model and data first.",
)
def repaired_1(model, x, y, device, epochs, lr):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history = []
    for _ in range(epochs):
        loss = nn.functional.mse_loss(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    model.to(device)
    return history


@wrong(
    "the loss of loop 1 on the CPU",
    fails=[
        "loop 1",
    ],
    says="Loop 1 runs now, but it brings all predictions back to the CPU in each epoch, and "
    "computes the loss there. Move the targets to `device` instead.",
)
def repaired_1(model, x, y, device, epochs, lr):
    model.to(device)
    x = x.to(device)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history = []
    for _ in range(epochs):
        loss = nn.functional.mse_loss(model(x).cpu(), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history


@wrong(
    "loop 1 for CUDA",
    fails=[
        "loop 1",
    ],
    says="Loop 1 moves something to CUDA, whatever `device` is. Both, the model and the data, "
    "belong on the device that the function is given.",
)
def repaired_1(model, x, y, device, epochs, lr):
    model.to(device)
    x, y = x.cuda(), y.cuda()
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history = []
    for _ in range(epochs):
        loss = nn.functional.mse_loss(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history


@wrong(
    "loop 3 the other way round",
    fails=["loop 3"],
    says="Loop 3 returns the history first and the model second. The order is that of the broken "
    "loop: the trained copy, then the history.",
)
def repaired_3(model, x, y, device, epochs, lr):
    trained = copy.deepcopy(model).to(device)
    optimizer = torch.optim.SGD(trained.parameters(), lr=lr)
    x, y = x.to(device), y.to(device)
    history = []
    for _ in range(epochs):
        loss = nn.functional.mse_loss(trained(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history, trained


@wrong(
    "one thing from loop 3",
    fails=["loop 3"],
    says="In loop 3, two names are to be given to something that is not two things. The loop "
    "returns two: the trained copy, then the history.",
)
def repaired_3(model, x, y, device, epochs, lr):
    trained = copy.deepcopy(model).to(device)
    optimizer = torch.optim.SGD(trained.parameters(), lr=lr)
    x, y = x.to(device), y.to(device)
    history = []
    for _ in range(epochs):
        loss = nn.functional.mse_loss(trained(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history


@wrong(
    "the report after the step",
    fails=["loop 4"],
    says="The losses of loop 4 are right now, and the report is not: it holds predictions that "
    "the model makes after the step. It is to be made of the same predictions as the loss.",
)
def repaired_4(model, x, y, device, epochs, lr):
    model.to(device)
    x, y = x.to(device), y.to(device)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history, report = [], []
    for _ in range(epochs):
        loss = nn.functional.mse_loss(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
        report.append(model(x).detach().clamp(0, 1).mean().item())
    return history, report


@wrong(
    "loop 2 as it was",
    fails=[
        "loop 2",
    ],
    says="In loop 2 the weights of the rows are not where the predictions are. A new tensor goes "
    "to the CPU unless you say otherwise, even if all that it is made from is on the device.",
)
def repaired_2(model, x, y, device, epochs, lr):
    model.to(device)
    x, y = x.to(device), y.to(device)
    weights = torch.linspace(0.5, 1.0, len(x)).unsqueeze(1)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history = []
    for _ in range(epochs):
        loss = (weights * (model(x) - y) ** 2).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history


@wrong(
    "the loss of loop 2 on the CPU",
    fails=[
        "loop 2",
    ],
    says="Loop 2 runs now, but it brings all predictions back to the CPU in each epoch, to weigh "
    "them there. Make the weights where the predictions are.",
)
def repaired_2(model, x, y, device, epochs, lr):
    model.to(device)
    x = x.to(device)
    weights = torch.linspace(0.5, 1.0, len(x)).unsqueeze(1)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history = []
    for _ in range(epochs):
        loss = (weights * (model(x).cpu() - y) ** 2).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history


@wrong(
    "loop 2 for CUDA",
    fails=[
        "loop 2",
    ],
    says="In loop 2 you make the weights on CUDA, whatever `device` is. Make them where `x` is.",
)
def repaired_2(model, x, y, device, epochs, lr):
    model.to(device)
    x, y = x.to(device), y.to(device)
    weights = torch.linspace(0.5, 1.0, len(x), device="cuda").unsqueeze(1)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history = []
    for _ in range(epochs):
        loss = (weights * (model(x) - y) ** 2).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history


@wrong(
    "loop 2 without weights",
    fails=[
        "loop 2",
    ],
    says="Loop 2 runs, but all rows count the same now: the weights of the rows have gone.",
)
def repaired_2(model, x, y, device, epochs, lr):
    model.to(device)
    x, y = x.to(device), y.to(device)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history = []
    for _ in range(epochs):
        loss = nn.functional.mse_loss(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history


@wrong(
    "a column lost",
    fails=[
        "loop 2",
    ],
    says="In loop 2 every weight counts for every row. Is the mean taken before the rows are "
    "weighed? Or are the weights no column any more? (N,) or (1, N) times (N, 1) gives (N, N): "
    "keep the `unsqueeze(1)`.",
)
def repaired_2(model, x, y, device, epochs, lr):
    model.to(device)
    x, y = x.to(device), y.to(device)
    weights = torch.linspace(0.5, 1.0, len(x), device=device)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history = []
    for _ in range(epochs):
        loss = (weights * (model(x) - y) ** 2).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history


@wrong(
    "loop 3 as it was",
    fails=[
        "loop 3",
    ],
    says="In loop 3 nothing is learned yet: the optimizer was made from the parameters of the "
    "model that was given, and the loss depends on those of the copy. Which comes first?",
)
def repaired_3(model, x, y, device, epochs, lr):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    trained = copy.deepcopy(model).to(device)
    x, y = x.to(device), y.to(device)
    history = []
    for _ in range(epochs):
        loss = nn.functional.mse_loss(trained(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return trained, history


@wrong(
    "no copy",
    fails=[
        "loop 3",
    ],
    says="Loop 3 learns, but it trains the model that was given, and moves it. `model.to(device)` "
    "is no copy: a module moves in place, and `to` returns the module itself. (Nor is `copy.copy` "
    "enough: it shares the parameters.)",
)
def repaired_3(model, x, y, device, epochs, lr):
    trained = model.to(device)
    optimizer = torch.optim.SGD(trained.parameters(), lr=lr)
    x, y = x.to(device), y.to(device)
    history = []
    for _ in range(epochs):
        loss = nn.functional.mse_loss(trained(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return trained, history


@wrong(
    "the given model moved",
    fails=[
        "loop 3",
    ],
    says="Loop 3 trains a copy now, but the model that was given is on `device` as well: "
    "`model.to(device)` moves the model itself. Copy first, then move the copy alone.",
)
def repaired_3(model, x, y, device, epochs, lr):
    trained = copy.deepcopy(model.to(device))
    optimizer = torch.optim.SGD(trained.parameters(), lr=lr)
    x, y = x.to(device), y.to(device)
    history = []
    for _ in range(epochs):
        loss = nn.functional.mse_loss(trained(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return trained, history


@wrong(
    "the copy made at the end",
    fails=[
        "loop 3",
    ],
    says="Loop 3 trains the model that was given, and makes the copy afterwards. The given one is "
    "to stay as it is.",
)
def repaired_3(model, x, y, device, epochs, lr):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history = []
    for _ in range(epochs):
        loss = nn.functional.mse_loss(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return copy.deepcopy(model).to(device), history


@wrong(
    "the copy trained on the CPU",
    fails=[
        "loop 3",
    ],
    says="Loop 3 trains the copy on the CPU, and moves it when all is done. The work is to be done "
    "on `device`: move the copy and the data first.",
)
def repaired_3(model, x, y, device, epochs, lr):
    trained = copy.deepcopy(model)
    optimizer = torch.optim.SGD(trained.parameters(), lr=lr)
    history = []
    for _ in range(epochs):
        loss = nn.functional.mse_loss(trained(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return trained.to(device), history


@wrong(
    "loop 4 still shares its memory",
    fails=[
        "loop 4",
    ],
    says="In loop 4 the loss still sees clipped predictions. `.data` and `.detach()` are no "
    "copies: both share their numbers with `y_hat`, and `clamp_` changes these in place. "
    "Autograd raises no error: `.data` hides the change from it, and with `.detach()` it finds out "
    "only where a backward step needs the old numbers. Here the loss comes after the change.",
)
def repaired_4(model, x, y, device, epochs, lr):
    model.to(device)
    x, y = x.to(device), y.to(device)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history, report = [], []
    for _ in range(epochs):
        y_hat = model(x)
        clipped = y_hat.detach().clamp_(0, 1)
        report.append(clipped.mean().item())
        loss = nn.functional.mse_loss(y_hat, y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history, report


@wrong(
    "the loss clipped as well",
    fails=[
        "loop 4",
    ],
    says="In loop 4 the clipping is recorded by autograd now, and the loss is that of the clipped "
    "predictions. Only the report is to be clipped: the loss needs `y_hat` as it is.",
)
def repaired_4(model, x, y, device, epochs, lr):
    model.to(device)
    x, y = x.to(device), y.to(device)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history, report = [], []
    for _ in range(epochs):
        y_hat = model(x).clamp(0, 1)
        report.append(y_hat.detach().mean().item())
        loss = nn.functional.mse_loss(y_hat, y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history, report


@wrong(
    "the report not clipped",
    fails=[
        "loop 4",
    ],
    says="In loop 4 the training is right now, but the report is not clipped any more: `clamp` "
    "without `_` returns the clipped tensor, and leaves its own as it is.",
)
def repaired_4(model, x, y, device, epochs, lr):
    model.to(device)
    x, y = x.to(device), y.to(device)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history, report = [], []
    for _ in range(epochs):
        y_hat = model(x)
        y_hat.detach().clamp(0, 1)
        report.append(y_hat.mean().item())
        loss = nn.functional.mse_loss(y_hat, y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history, report


@wrong(
    "the mean clipped",
    fails=[
        "loop 4",
    ],
    says="In loop 4 you clip the mean. The mean of the clipped predictions is asked for: first "
    "clip each of them, then take the mean.",
)
def repaired_4(model, x, y, device, epochs, lr):
    model.to(device)
    x, y = x.to(device), y.to(device)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history, report = [], []
    for _ in range(epochs):
        y_hat = model(x)
        report.append(y_hat.detach().mean().clamp(0, 1).item())
        loss = nn.functional.mse_loss(y_hat, y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history, report


@wrong(
    "the loss of loop 4 on the CPU",
    fails=[
        "loop 4",
    ],
    says="In loop 4 the predictions are brought back to the CPU, and the loss is computed there. "
    "Only the report may be: leave the loss on `device`.",
)
def repaired_4(model, x, y, device, epochs, lr):
    model.to(device)
    x = x.to(device)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history, report = [], []
    for _ in range(epochs):
        y_hat = model(x).cpu()
        report.append(y_hat.detach().clamp(0, 1).mean().item())
        loss = nn.functional.mse_loss(y_hat, y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history, report


@wrong(
    "a copy only from the accelerator",
    fails=[
        "loop 4",
    ],
    says="Loop 4 is right on an accelerator now, and not on the CPU: of a tensor that is on the "
    "CPU, `.cpu()` makes no copy. There `clamp_` still changes what the loss sees.",
)
def repaired_4(model, x, y, device, epochs, lr):
    model.to(device)
    x, y = x.to(device), y.to(device)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history, report = [], []
    for _ in range(epochs):
        y_hat = model(x)
        report.append(y_hat.detach().cpu().clamp_(0, 1).mean().item())
        loss = nn.functional.mse_loss(y_hat, y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history, report


@wrong(
    "clipped between the loss and its backward",
    fails=[
        "loop 4",
    ],
    says="In loop 4 the first loss is right now, and its gradient is not: `clamp_` still "
    "overwrites the predictions, and `backward` needs them as they were. Nothing may change them.",
)
def repaired_4(model, x, y, device, epochs, lr):
    model.to(device)
    x, y = x.to(device), y.to(device)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history, report = [], []
    for _ in range(epochs):
        y_hat = model(x)
        loss = nn.functional.mse_loss(y_hat, y)
        report.append(y_hat.data.clamp_(0, 1).mean().item())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history, report


@wrong(
    "divided by the weights",
    fails=[
        "loop 2",
    ],
    says="Loop 2 divides by the sum of the weights now. That is another loss, whose gradients are "
    "larger: leave it as it is, the mean over the rows.",
)
def repaired_2(model, x, y, device, epochs, lr):
    model.to(device)
    x, y = x.to(device), y.to(device)
    weights = torch.linspace(0.5, 1.0, len(x), device=device).unsqueeze(1)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history = []
    for _ in range(epochs):
        loss = (weights * (model(x) - y) ** 2).sum() / weights.sum()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history


@wrong(
    "loop 4 the other way round",
    fails=[
        "loop 4",
    ],
    says="Loop 4 returns the report first and the history second. The order is that of the broken "
    "loop: the history, then the report.",
)
def repaired_4(model, x, y, device, epochs, lr):
    model.to(device)
    x, y = x.to(device), y.to(device)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history, report = [], []
    for _ in range(epochs):
        y_hat = model(x)
        report.append(y_hat.detach().clamp(0, 1).mean().item())
        loss = nn.functional.mse_loss(y_hat, y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return report, history


@alternative("the report made on the CPU, from a graph that nobody uses")
def repaired_4(model, x, y, device, epochs, lr):
    model.to(device)
    x, y = x.to(device), y.to(device)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history, report = [], []
    for _ in range(epochs):
        y_hat = model.forward(x)
        report.append(float(y_hat.cpu().clamp(0, 1).mean()))
        loss = nn.functional.mse_loss(y_hat, y)
        optimizer.zero_grad()
        torch.autograd.backward(loss)
        optimizer.step()
        history.append(loss.item())
    return history, report


@alternative("the data moved where they are used, a number at the end")
def repaired_1(model, x, y, device, epochs, lr):
    model = model.to(device)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    losses = []
    for _ in range(epochs):
        loss = nn.functional.mse_loss(model(x.to(device)), y.to(device))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.detach())
    return torch.stack(losses).tolist()


@alternative("weights made on the CPU and moved, or made like x")
def repaired_2(model, x, y, device, epochs, lr):
    model.to(device)
    x, y = x.to(device), y.to(device)
    weights = torch.linspace(0.5, 1.0, len(x), dtype=y.dtype).unsqueeze(1).to(y.device)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history = []
    for _ in range(epochs):
        loss = (weights * (model(x) - y) ** 2).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history


@alternative("the copy made, the optimizer made, then the move")
def repaired_3(model, x, y, device, epochs, lr):
    trained = copy.deepcopy(model)
    optimizer = torch.optim.SGD(trained.parameters(), lr=lr)
    trained.to(device)
    x, y = x.to(device), y.to(device)
    history = []
    for _ in range(epochs):
        loss = nn.functional.mse_loss(trained(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return trained, history


@alternative("a real copy, then in place")
def repaired_4(model, x, y, device, epochs, lr):
    model.to(device)
    x, y = x.to(device), y.to(device)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history, report = [], []
    for _ in range(epochs):
        y_hat = model(x)
        clipped = y_hat.detach().clone().clamp_(0, 1)
        report.append(clipped.mean().item())
        loss = nn.functional.mse_loss(y_hat, y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history, report


@alternative("clipped where autograd does not look, after the step")
def repaired_4(model, x, y, device, epochs, lr):
    model.to(device)
    x, y = x.to(device), y.to(device)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history, report = [], []
    for _ in range(epochs):
        y_hat = model(x)
        loss = nn.functional.mse_loss(y_hat, y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
        with torch.no_grad():
            report.append(torch.clamp(y_hat, 0.0, 1.0).mean().item())
    return history, report
