"""Wrong and alternative answers to train_epochs (read by grading.bank)."""

import torch

from grading.bank import alternative, wrong


@wrong(
    "item at every step",
    fails=[
        "copies from the device",
    ],
    says="At least as many copies come back as you make steps: `.item()`, `float(loss)` and "
    "`.cpu()` each make the host wait for the device. (A list of tensors fetched one by one at the "
    "end costs as much.) Add the losses up on the device, and fetch the sum once.",
)
def train_epochs(model, criterion, optimizer, loader, device, epochs):
    history = []
    for _ in range(epochs):
        total, rows = 0.0, 0
        for x, y in loader:
            x, y = x.to(device), y.to(device)
            loss = criterion(model(x), y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.item() * len(x)
            rows += len(x)
        history.append(total / rows)
    return history


@wrong(
    "a look at the loss at every step",
    fails=[
        "copies from the device",
    ],
    says="Two copies come back at every step. Besides the sum, something else looks at the loss "
    "each time: a `print`, or an `if` such as the one for NaN. Whatever Python must know of a "
    "tensor has to be fetched.",
)
def train_epochs(model, criterion, optimizer, loader, device, epochs):
    history = []
    for _ in range(epochs):
        total, rows = 0.0, 0
        for x, y in loader:
            x, y = x.to(device), y.to(device)
            loss = criterion(model(x), y)
            if torch.isnan(loss):
                raise ValueError("the loss is not a number")
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.item() * len(x)
            rows += len(x)
        history.append(total / rows)
    return history


@wrong(
    "the total on the CPU",
    fails=[
        "the mean losses",
        "the weights afterwards",
        "copies from the device",
    ],
    says="One tensor is on the device and another on the CPU. Are x *and* y moved? A total that "
    "is a new tensor is on the CPU, too, unless told otherwise: make it with `device=device`.",
)
def train_epochs(model, criterion, optimizer, loader, device, epochs):
    history = []
    for _ in range(epochs):
        total, rows = torch.zeros(()), 0
        for x, y in loader:
            x, y = x.to(device), y.to(device)
            loss = criterion(model(x), y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.detach() * len(x)
            rows += len(x)
        history.append(total.item() / rows)
    return history


@wrong(
    "numpy without cpu",
    fails=["the mean losses", "the weights afterwards", "copies from the device"],
    says="NumPy can't read the memory of the device. And one `.cpu()` per loss would be one "
    "copy per step: keep the sum in a tensor on the device.",
)
def train_epochs(model, criterion, optimizer, loader, device, epochs):
    import numpy as np

    history = []
    for _ in range(epochs):
        losses, sizes = [], []
        for x, y in loader:
            x, y = x.to(device), y.to(device)
            loss = criterion(model(x), y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            losses.append(loss.detach().numpy())
            sizes.append(len(x))
        history.append(float(np.average(losses, weights=sizes)))
    return history


@wrong(
    "tensors returned",
    fails=[
        "the mean losses",
        "on the CPU",
    ],
    says="You return tensors on the device, and Python `float`s are asked for. One `.item()` per "
    "epoch is allowed.",
)
def train_epochs(model, criterion, optimizer, loader, device, epochs):
    history = []
    for _ in range(epochs):
        total, rows = 0.0, 0
        for x, y in loader:
            x, y = x.to(device), y.to(device)
            loss = criterion(model(x), y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total = total + loss.detach() * len(x)
            rows += len(x)
        history.append(total / rows)
    return history


@wrong(
    "mean of the batches",
    fails=[
        "the mean losses",
        "on the CPU",
    ],
    says="You take the mean of the batches' losses. The last batch is smaller, so its rows count "
    "too much: weigh each loss with the rows of its batch.",
)
def train_epochs(model, criterion, optimizer, loader, device, epochs):
    history = []
    for _ in range(epochs):
        losses = []
        for x, y in loader:
            x, y = x.to(device), y.to(device)
            loss = criterion(model(x), y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            losses.append(loss.detach())
        history.append(torch.stack(losses).mean().item())
    return history


@wrong(
    "the last batch only",
    fails=[
        "the mean losses",
        "on the CPU",
    ],
    says="You report the loss of the epoch's last batch. That is one copy, but not the mean over "
    "all rows: sum up during the epoch, on the device.",
)
def train_epochs(model, criterion, optimizer, loader, device, epochs):
    history = []
    for _ in range(epochs):
        for x, y in loader:
            x, y = x.to(device), y.to(device)
            loss = criterion(model(x), y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        history.append(loss.item())
    return history


@wrong(
    "never set back to zero",
    fails=[
        "the mean losses",
        "on the CPU",
    ],
    says="The first epoch is right; from the second on, your numbers contain the epochs before. "
    "Total and rows have to start at zero in each epoch.",
)
def train_epochs(model, criterion, optimizer, loader, device, epochs):
    history = []
    total, rows = 0.0, 0
    for _ in range(epochs):
        for x, y in loader:
            x, y = x.to(device), y.to(device)
            loss = criterion(model(x), y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total = total + loss.detach() * len(x)
            rows += len(x)
        history.append(total.item() / rows)
    return history


@wrong(
    "batches left behind",
    fails=[
        "the mean losses",
        "the weights afterwards",
        "copies from the device",
    ],
    says="The batches come from the loader on the CPU, and the model is on the device. Move `x` "
    "and `y` of every batch, and keep what `.to` returns.",
)
def train_epochs(model, criterion, optimizer, loader, device, epochs):
    history = []
    for _ in range(epochs):
        total, rows = 0.0, 0
        for x, y in loader:
            x.to(device)
            y.to(device)
            loss = criterion(model(x), y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total = total + loss.detach() * len(x)
            rows += len(x)
        history.append(total.item() / rows)
    return history


@wrong(
    "hard-coded cuda",
    fails=[
        "the mean losses",
        "the weights afterwards",
        "copies from the device",
        "on the CPU",
    ],
    says="You move the batches to CUDA, whatever `device` is. The model is on `device`: the "
    "batches have to go there.",
)
def train_epochs(model, criterion, optimizer, loader, device, epochs):
    history = []
    for _ in range(epochs):
        total, rows = 0.0, 0
        for x, y in loader:
            x, y = x.cuda(), y.cuda()
            loss = criterion(model(x), y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total = total + loss.detach() * len(x)
            rows += len(x)
        history.append(total.item() / rows)
    return history


@wrong(
    "everything on the CPU",
    fails=[
        "the weights afterwards",
        "copies from the device",
    ],
    says="The work is done on the CPU: that is where your batches meet the model. Fetching the "
    "model makes copies as well, one for each of its tensors. Leave it on `device`, and bring "
    "the batches there.",
)
def train_epochs(model, criterion, optimizer, loader, device, epochs):
    model.cpu()
    history = []
    for _ in range(epochs):
        total, rows = 0.0, 0
        for x, y in loader:
            loss = criterion(model(x), y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.item() * len(x)
            rows += len(x)
        history.append(total / rows)
    model.to(device)
    return history


@wrong(
    "two copies in each epoch",
    fails=[
        "copies from the device",
    ],
    says="Two copies come back in each epoch. Is the total fetched twice, once to be shown and "
    "once for the list? Fetch it once, and use the number that you got. (Or is it the number of "
    "rows? Python knows that without a tensor.)",
)
def train_epochs(model, criterion, optimizer, loader, device, epochs):
    history = []
    for _ in range(epochs):
        total, rows = torch.zeros((), device=device), 0
        for x, y in loader:
            x, y = x.to(device), y.to(device)
            loss = criterion(model(x), y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total = total + loss.detach() * len(x)
            rows += len(x)
        print(f"loss {total.item() / rows:.4f}")
        history.append(total.item() / rows)
    return history


@wrong(
    "zero_grad forgotten",
    fails=[
        "the mean losses",
        "the weights afterwards",
        "on the CPU",
    ],
    says="The steps use the gradients of all batches before as well: `backward` adds to `.grad`. "
    "Every batch starts with `optimizer.zero_grad()`.",
)
def train_epochs(model, criterion, optimizer, loader, device, epochs):
    history = []
    for _ in range(epochs):
        total, rows = torch.zeros((), device=device), 0
        for x, y in loader:
            x, y = x.to(device), y.to(device)
            loss = criterion(model(x), y)
            loss.backward()
            optimizer.step()
            total = total + loss.detach() * len(x)
            rows += len(x)
        history.append(total.item() / rows)
    return history


@wrong(
    "the sum over the rows",
    fails=[
        "the mean losses",
        "on the CPU",
    ],
    says="You return the sum over all rows. For the mean, divide it by the number of rows.",
)
def train_epochs(model, criterion, optimizer, loader, device, epochs):
    history = []
    for _ in range(epochs):
        total, rows = torch.zeros((), device=device), 0
        for x, y in loader:
            x, y = x.to(device), y.to(device)
            loss = criterion(model(x), y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total = total + loss.detach() * len(x)
        history.append(total.item())
    return history


@wrong(
    "the losses after the epoch",
    fails=[
        "the mean losses",
        "on the CPU",
    ],
    says="You compute the losses once more when the epoch is over. Asked for are those that the "
    "steps were made from, each before its step: they cost nothing more.",
)
def train_epochs(model, criterion, optimizer, loader, device, epochs):
    history = []
    for _ in range(epochs):
        for x, y in loader:
            optimizer.zero_grad()
            criterion(model(x.to(device)), y.to(device)).backward()
            optimizer.step()
        total, rows = torch.zeros((), device=device), 0
        with torch.no_grad():
            for x, y in loader:
                total = total + criterion(model(x.to(device)), y.to(device)) * len(x)
                rows += len(x)
        history.append(total.item() / rows)
    return history


@wrong(
    "rows divided by the batches",
    fails=[
        "the mean losses",
        "on the CPU",
    ],
    says="You weigh each loss with the rows of its batch, and divide by the number of batches. The "
    "sum is one over all rows now: by what is it to be divided?",
)
def train_epochs(model, criterion, optimizer, loader, device, epochs):
    history = []
    for _ in range(epochs):
        total = torch.zeros((), device=device)
        for x, y in loader:
            x, y = x.to(device), y.to(device)
            loss = criterion(model(x), y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total = total + loss.detach() * len(x)
        history.append(total.item() / len(loader))
    return history


@wrong(
    "the total begun anew in each batch",
    fails=[
        "the mean losses",
        "on the CPU",
    ],
    says="Only the last batch of an epoch is in your total: it is begun anew in each batch, or "
    "`=` stands where the loss is to be added.",
)
def train_epochs(model, criterion, optimizer, loader, device, epochs):
    history = []
    for _ in range(epochs):
        rows = 0
        for x, y in loader:
            x, y = x.to(device), y.to(device)
            loss = criterion(model(x), y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total = loss.detach() * len(x)
            rows += len(x)
        history.append(total.item() / rows)
    return history


@wrong(
    "means divided by the rows",
    fails=[
        "the mean losses",
        "on the CPU",
    ],
    says="You add up the losses of the batches, and divide by the number of rows. But the loss of "
    "a batch is a mean already: how much does a batch of n rows add to the sum over the rows?",
)
def train_epochs(model, criterion, optimizer, loader, device, epochs):
    history = []
    for _ in range(epochs):
        total, rows = torch.zeros((), device=device), 0
        for x, y in loader:
            x, y = x.to(device), y.to(device)
            loss = criterion(model(x), y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total = total + loss.detach()
            rows += len(x)
        history.append(total.item() / rows)
    return history


@wrong(
    "gradients gone before the step",
    fails=[
        "the mean losses",
        "the weights afterwards",
        "on the CPU",
    ],
    says="The weights stay as they were: no step is made, or there is no gradient when it is made. "
    "Are `backward()` and `step()` both called, in this order, and `zero_grad()` not between them?",
)
def train_epochs(model, criterion, optimizer, loader, device, epochs):
    history = []
    for _ in range(epochs):
        total, rows = torch.zeros((), device=device), 0
        for x, y in loader:
            x, y = x.to(device), y.to(device)
            loss = criterion(model(x), y)
            loss.backward()
            optimizer.zero_grad()
            optimizer.step()
            total = total + loss.detach() * len(x)
            rows += len(x)
        history.append(total.item() / rows)
    return history


@wrong(
    "zero_grad once per epoch",
    fails=[
        "the mean losses",
        "the weights afterwards",
        "on the CPU",
    ],
    says="Within an epoch, each step uses the gradients of the batches before as well: your "
    "gradients are set back once per epoch. `backward` adds to `.grad`, for each batch.",
)
def train_epochs(model, criterion, optimizer, loader, device, epochs):
    history = []
    for _ in range(epochs):
        total, rows = torch.zeros((), device=device), 0
        optimizer.zero_grad()
        for x, y in loader:
            x, y = x.to(device), y.to(device)
            loss = criterion(model(x), y)
            loss.backward()
            optimizer.step()
            total = total + loss.detach() * len(x)
            rows += len(x)
        history.append(total.item() / rows)
    return history


@wrong(
    "arguments the wrong way round",
    fails=[
        "the mean losses",
        "the weights afterwards",
        "on the CPU",
    ],
    says="The criterion gets its arguments the wrong way round: it is called as "
    "`criterion(y_hat, y)`, first the predictions, then the targets.",
)
def train_epochs(model, criterion, optimizer, loader, device, epochs):
    history = []
    for _ in range(epochs):
        total, rows = 0.0, 0
        for x, y in loader:
            x, y = x.to(device), y.to(device)
            loss = criterion(y, model(x))
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total = total + loss.detach() * len(x)
            rows += len(x)
        history.append(total.item() / rows)
    return history


@wrong(
    "the loss after the step",
    fails=[
        "the mean losses",
        "on the CPU",
    ],
    says="Your losses are computed once more, after the step of their batch. The one before it is "
    "asked for, from which the step was made: you have it already.",
)
def train_epochs(model, criterion, optimizer, loader, device, epochs):
    history = []
    for _ in range(epochs):
        total, rows = 0.0, 0
        for x, y in loader:
            x, y = x.to(device), y.to(device)
            optimizer.zero_grad()
            criterion(model(x), y).backward()
            optimizer.step()
            loss = criterion(model(x), y)
            total = total + loss.detach() * len(x)
            rows += len(x)
        history.append(total.item() / rows)
    return history


@alternative("all losses stacked, one copy for the whole training")
def train_epochs(model, criterion, optimizer, loader, device, epochs):
    means = []
    for _ in range(epochs):
        losses, sizes = [], []
        for x, y in loader:
            optimizer.zero_grad()
            loss = criterion(model(x.to(device)), y.to(device))
            loss.backward()
            optimizer.step()
            losses.append(loss.detach() * len(x))
            sizes.append(len(x))
        means.append(torch.stack(losses).sum() / sum(sizes))
    return torch.stack(means).tolist()


@alternative("a total on the device, changed in place")
def train_epochs(model, criterion, optimizer, loader, device, epochs):
    total = torch.zeros((), device=device, dtype=torch.float64)
    history = []
    for _ in range(epochs):
        total.zero_()
        rows = 0
        for x, y in loader:
            x, y = x.to(device, non_blocking=True), y.to(device, non_blocking=True)
            loss = criterion(model(x), y)
            model.zero_grad()
            loss.backward()
            optimizer.step()
            with torch.no_grad():
                total += loss * x.shape[0]
            rows += x.shape[0]
        history.append(float(total / rows))
    return history


@wrong(
    "copies that nobody counts",
    fails=[
        "the mean losses",
        "the weights afterwards",
        "copies from the device",
        "on the CPU",
    ],
    says="Your answer uses `uncounted`. This task asks you to write that part yourself.",
)
def train_epochs(model, criterion, optimizer, loader, device, epochs):
    from torchcourse.simulated.registration import uncounted

    history = []
    for _ in range(epochs):
        total, rows = 0.0, 0
        for x, y in loader:
            x, y = x.to(device), y.to(device)
            loss = criterion(model(x), y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            with uncounted():
                total += loss.item() * len(x)
            rows += len(x)
        history.append(total / rows)
    return history
