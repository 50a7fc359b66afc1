"""Wrong and alternative answers to minibatches (read by grading.bank)."""

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from grading.bank import alternative, wrong


@wrong(
    "a criterion of its own",
    fails=["the loss of an epoch"],
    says="You compute a loss of your own and not `criterion(y_hat, y)`. Whoever calls "
    "`train_epoch` chooses the loss.",
)
def train_epoch(model, criterion, optimizer, loader):
    model.train()
    total, rows = 0.0, 0
    for x_batch, y_batch in loader:
        loss = nn.functional.mse_loss(model(x_batch), y_batch)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item() * len(x_batch)
        rows += len(x_batch)
    return total / rows


@wrong(
    "mean of means",
    fails=["the loss of an epoch"],
    says="You take the mean of the batches' losses. The last batch is smaller, and its rows then "
    "count for more than the others. Each *row* should count the same: how many rows does each "
    "loss stand for?",
)
def train_epoch(model, criterion, optimizer, loader):
    model.train()
    losses = []
    for x_batch, y_batch in loader:
        loss = criterion(model(x_batch), y_batch)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return sum(losses) / len(losses)


@wrong(
    "as if all were full",
    fails=["the loss of an epoch"],
    says="You count every batch as a full one. The last batch may be smaller: take the number of "
    "rows from the batch itself, not from `batch_size`.",
)
def train_epoch(model, criterion, optimizer, loader):
    model.train()
    total = 0.0
    for x_batch, y_batch in loader:
        loss = criterion(model(x_batch), y_batch)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item() * loader.batch_size
    return total / len(loader.dataset)


@wrong(
    "sum over the batches",
    fails=["the loss of an epoch"],
    says="You add up the losses of the batches, so half the batch size would double the loss. A "
    "mean over all rows is asked for.",
)
def train_epoch(model, criterion, optimizer, loader):
    model.train()
    total = 0.0
    for x_batch, y_batch in loader:
        loss = criterion(model(x_batch), y_batch)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item()
    return total


@wrong(
    "means divided by rows",
    fails=["the loss of an epoch"],
    says="You divide the sum of the batches' losses by the number of rows, but each of them is a "
    "mean already: the criterion has divided once. Multiply each by the rows of its batch first.",
)
def train_epoch(model, criterion, optimizer, loader):
    model.train()
    total = 0.0
    for x_batch, y_batch in loader:
        loss = criterion(model(x_batch), y_batch)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item()
    return total / len(loader.dataset)


@wrong(
    "only the last batch",
    fails=["the loss of an epoch"],
    says="You return the loss of the last batch. It stands for a few rows only; the mean over the "
    "rows of all batches is asked for.",
)
def train_epoch(model, criterion, optimizer, loader):
    model.train()
    for x_batch, y_batch in loader:
        loss = criterion(model(x_batch), y_batch)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return loss.item()


@wrong(
    "loss after the epoch",
    fails=["the loss of an epoch"],
    says="You return the loss of all rows under the weights at the end of the epoch. The loss "
    "that each row had in its batch is asked for, before the step of that batch: it costs no "
    "second prediction.",
)
def train_epoch(model, criterion, optimizer, loader):
    model.train()
    for x_batch, y_batch in loader:
        loss = criterion(model(x_batch), y_batch)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    with torch.no_grad():
        x, y = loader.dataset.tensors
        return criterion(model(x), y).item()


@wrong(
    "a tensor for the loss",
    fails=["the loss of an epoch"],
    says="You return the loss as a tensor, and a Python `float` is asked for. A sum of tensors "
    "that are not detached keeps the graph of every batch. How does one get the plain number?",
)
def train_epoch(model, criterion, optimizer, loader):
    model.train()
    total, rows = 0.0, 0
    for x_batch, y_batch in loader:
        loss = criterion(model(x_batch), y_batch)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss * len(x_batch)
        rows += len(x_batch)
    return total / rows


@wrong(
    "the epoch's arguments swapped",
    fails=["the loss of an epoch"],
    says="You call the criterion with the target first. With the squared error that makes no "
    "difference, with other losses it does: it is `criterion(y_hat, y)`, prediction first.",
)
def train_epoch(model, criterion, optimizer, loader):
    model.train()
    total, rows = 0.0, 0
    for x_batch, y_batch in loader:
        loss = criterion(y_batch, model(x_batch))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item() * len(x_batch)
        rows += len(x_batch)
    return total / rows


@wrong(
    "no zero_grad",
    fails=["the loss of an epoch", "the weights after three epochs"],
    says="Old gradients are still in `.grad` when `backward` adds the new ones: each step goes "
    "along the sum of the batches so far. They have to be cleared for every batch.",
)
def train_epoch(model, criterion, optimizer, loader):
    model.train()
    total, rows = 0.0, 0
    for x_batch, y_batch in loader:
        loss = criterion(model(x_batch), y_batch)
        loss.backward()
        optimizer.step()
        total += loss.item() * len(x_batch)
        rows += len(x_batch)
    return total / rows


@wrong(
    "cleared once an epoch",
    fails=["the loss of an epoch", "the weights after three epochs"],
    says="You clear the gradients once an epoch. Within it the gradients of the batches pile up, "
    "and each step goes along the sum of those so far. Clear them for every batch.",
)
def train_epoch(model, criterion, optimizer, loader):
    model.train()
    optimizer.zero_grad()
    total, rows = 0.0, 0
    for x_batch, y_batch in loader:
        loss = criterion(model(x_batch), y_batch)
        loss.backward()
        optimizer.step()
        total += loss.item() * len(x_batch)
        rows += len(x_batch)
    return total / rows


@wrong(
    "one step an epoch",
    fails=["the loss of an epoch", "the weights after three epochs"],
    says="You take a single step, after the last batch. One step for *each* batch is asked for: "
    "that is what makes mini-batches faster.",
)
def train_epoch(model, criterion, optimizer, loader):
    model.train()
    optimizer.zero_grad()
    total, rows = 0.0, 0
    for x_batch, y_batch in loader:
        loss = criterion(model(x_batch), y_batch)
        loss.backward()
        total += loss.item() * len(x_batch)
        rows += len(x_batch)
    optimizer.step()
    return total / rows


@wrong(
    "in whatever mode",
    fails=["the weights after three epochs"],
    says="The model trains in the mode in which it happens to be. After an evaluation that is "
    "`eval`, where dropout does nothing and batch norm learns no statistics.",
)
def train_epoch(model, criterion, optimizer, loader):
    total, rows = 0.0, 0
    for x_batch, y_batch in loader:
        loss = criterion(model(x_batch), y_batch)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item() * len(x_batch)
        rows += len(x_batch)
    return total / rows


@wrong(
    "the rest dropped",
    fails=["the sizes of the batches", "every row once"],
    says="The rows that do not fill a batch are missing in every epoch: `drop_last=True` leaves "
    "them out, and so does `len(x) // batch_size`. The last batch may be smaller.",
)
def make_loader(x, y, batch_size):
    rows = TensorDataset(x, y)
    return DataLoader(rows, batch_size=batch_size, shuffle=True, drop_last=True)


@wrong(
    "not shuffled",
    fails=["the order of the rows"],
    says="Your rows come in the order of the data, in every loop. Where the data are sorted, each "
    "batch then holds one kind of row only. A `DataLoader` does not shuffle unless it is told to.",
)
def make_loader(x, y, batch_size):
    return DataLoader(TensorDataset(x, y), batch_size=batch_size)


@wrong(
    "shuffled once",
    fails=["the order of the rows"],
    says="Your rows are shuffled, but once only: every loop has the same batches. The order "
    "should be drawn anew each time someone loops over the loader.",
)
def make_loader(x, y, batch_size):
    order = torch.randperm(len(x))
    return DataLoader(TensorDataset(x[order], y[order]), batch_size=batch_size)


@wrong(
    "x without its y",
    fails=["x with its own y"],
    says="`x` and `y` are shuffled independently, so a row no longer has its own `y`. There is "
    "nothing left to learn but the mean of `y`. Shuffle the rows as pairs.",
)
def make_loader(x, y, batch_size):
    class Loader:
        def __iter__(self):
            xs = x[torch.randperm(len(x))].split(batch_size)
            return iter(zip(xs, y[torch.randperm(len(y))].split(batch_size)))

    return Loader()


@wrong(
    "a generator",
    fails=["every row once", "the order of the rows"],
    says="Your loader can be used for one loop only: a generator, or an iterator, is used up "
    "afterwards, and the second epoch finds no batches at all.",
)
def make_loader(x, y, batch_size):
    order = torch.randperm(len(x))
    return ((x[rows], y[rows]) for rows in order.split(batch_size))


@wrong(
    "drawn with replacement",
    fails=["every row once"],
    says="You draw the rows at random with replacement: some come twice in one loop, others not "
    "at all. Each row should come exactly once.",
)
def make_loader(x, y, batch_size):
    class Loader:
        def __iter__(self):
            order = torch.randint(0, len(x), (len(x),))
            return ((x[rows], y[rows]) for rows in order.split(batch_size))

    return Loader()


@wrong(
    "batches, not rows, shuffled",
    fails=["the sizes of the batches", "the order of the rows"],
    says="You shuffle the batches, but the rows within each batch are always the same ones, "
    "neighbours in the data. Shuffle the rows, then cut.",
)
def make_loader(x, y, batch_size):
    class Loader:
        def __iter__(self):
            pairs = list(zip(x.split(batch_size), y.split(batch_size)))
            return (pairs[i] for i in torch.randperm(len(pairs)))

    return Loader()


@wrong(
    "rotated",
    fails=["the order of the rows"],
    says="Your rows keep their neighbours: those that follow each other in the data, or in one "
    "loop, do so in the next as well. To begin somewhere else, to go backwards or to shuffle whole "
    "batches moves the rows, but the same ones come together. Draw an order of *all* rows.",
)
def make_loader(x, y, batch_size):
    class Loader:
        def __iter__(self):
            begin = int(torch.randint(1, len(x), ()))
            order = torch.arange(len(x)).roll(begin)
            return ((x[rows], y[rows]) for rows in order.split(batch_size))

    return Loader()


@wrong(
    "row by row",
    fails=["the sizes of the batches"],
    says="Your loader gives single rows, not batches: the default of `batch_size` in a "
    "`DataLoader` is 1.",
)
def make_loader(x, y, batch_size):
    return DataLoader(TensorDataset(x, y), shuffle=True)


@wrong(
    "shuffled in place",
    fails=["the order of the rows"],
    says="You write the shuffled rows into the caller's `x` and `y`, which are then in another "
    "order than before. Take rows out, and put none back.",
)
def make_loader(x, y, batch_size):
    class Loader:
        def __iter__(self):
            order = torch.randperm(len(x))
            x[:], y[:] = x[order], y[order]
            return zip(x.split(batch_size), y.split(batch_size))

    return Loader()


@wrong(
    "zero_grad last",
    fails=["the weights after three epochs"],
    says="You clear the gradients after the step. That is in time for your own next step, but "
    "gradients which were there before the call go into the first one.",
)
def train_epoch(model, criterion, optimizer, loader):
    model.train()
    total, rows = 0.0, 0
    for x_batch, y_batch in loader:
        loss = criterion(model(x_batch), y_batch)
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        total += loss.item() * len(x_batch)
        rows += len(x_batch)
    return total / rows


@wrong(
    "loss after its step",
    fails=["the loss of an epoch"],
    says="You predict each batch a second time, after its step. The loss before the step is asked "
    "for: it is there already, since its gradients made the step.",
)
def train_epoch(model, criterion, optimizer, loader):
    model.train()
    total, rows = 0.0, 0
    for x_batch, y_batch in loader:
        optimizer.zero_grad()
        criterion(model(x_batch), y_batch).backward()
        optimizer.step()
        total += criterion(model(x_batch), y_batch).item() * len(x_batch)
        rows += len(x_batch)
    return total / rows


@wrong(
    "cleared before the step",
    fails=["the loss of an epoch", "the weights after three epochs"],
    says="Your weights never change: no step is made, or there are no gradients when it is made. "
    "Print `.grad` of a parameter just before `optimizer.step()`. Are `backward` and `step` both "
    "there, in this order, and `zero_grad` not between the two?",
)
def train_epoch(model, criterion, optimizer, loader):
    model.train()
    total, rows = 0.0, 0
    for x_batch, y_batch in loader:
        loss = criterion(model(x_batch), y_batch)
        loss.backward()
        optimizer.zero_grad()
        optimizer.step()
        total += loss.item() * len(x_batch)
        rows += len(x_batch)
    return total / rows


@wrong(
    "rows divided by batches",
    fails=["the loss of an epoch"],
    says="You multiply each loss by the rows of its batch, and then divide by the number of "
    "*batches*, which `len(loader)` is. What you have added up is a sum over rows. How many rows "
    "are there?",
)
def train_epoch(model, criterion, optimizer, loader):
    model.train()
    total = 0.0
    for x_batch, y_batch in loader:
        loss = criterion(model(x_batch), y_batch)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item() * len(x_batch)
    return total / len(loader)


@wrong(
    "a pair for a data set",
    fails=[
        "the sizes of the batches",
        "every row once",
        "x with its own y",
        "the order of the rows",
    ],
    says="You hand the pair (x, y) to the `DataLoader`. It takes that for a data set of two items, "
    "the whole of `x` and the whole of `y`, and tries to stack them. Its items should be the rows, "
    "each an x with its y. What makes such a data set of two tensors?",
)
def make_loader(x, y, batch_size):
    return DataLoader((x, y), batch_size=batch_size, shuffle=True)


@wrong(
    "seeded",
    fails=["the order of the rows"],
    says="You seed the random numbers, so the first loop of every loader has the same order, and "
    "with `torch.manual_seed` all that the caller draws afterwards as well. A new "
    "`torch.Generator()` has a fixed seed, too. Leave the seed to whoever calls.",
)
def make_loader(x, y, batch_size):
    torch.manual_seed(0)
    return DataLoader(TensorDataset(x, y), batch_size=batch_size, shuffle=True)


@wrong(
    "y first",
    fails=["the sizes of the batches", "every row once", "x with its own y"],
    says="Your pairs have `y` first. It is `x_batch, y_batch`, in this order.",
)
def make_loader(x, y, batch_size):
    return DataLoader(TensorDataset(y, x), batch_size=batch_size, shuffle=True)


@wrong(
    "no loader returned",
    fails=[
        "the sizes of the batches",
        "every row once",
        "x with its own y",
        "the order of the rows",
    ],
    says="`make_loader` returns nothing (`None`): the loader is made and thrown away. Is a "
    "`return` missing?",
)
def make_loader(x, y, batch_size):
    DataLoader(TensorDataset(x, y), batch_size=batch_size, shuffle=True)


@wrong(
    "the first batch returned",
    fails=["the loss of an epoch", "the weights after three epochs"],
    says="`train_epoch` ends with its first batch: the `return` stands *in* the loop. Indent it as "
    "far as the `for`.",
)
def train_epoch(model, criterion, optimizer, loader):
    model.train()
    total, rows = 0.0, 0
    for x_batch, y_batch in loader:
        loss = criterion(model(x_batch), y_batch)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item() * len(x_batch)
        rows += len(x_batch)
        return total / rows


@wrong(
    "shuffled in fixed batches",
    fails=["the order of the rows"],
    says="The same rows come together in every loop: you cut the data into batches, and shuffle "
    "each of them. Shuffle all rows first, then cut.",
)
def make_loader(x, y, batch_size):
    class Loader:
        def __iter__(self):
            for x_part, y_part in zip(x.split(batch_size), y.split(batch_size), strict=True):
                order = torch.randperm(len(x_part))
                yield x_part[order], y_part[order]

    return Loader()


@wrong(
    "a sum over the rows",
    fails=["the loss of an epoch"],
    says="You return the sum of the rows' losses, or divide it by the rows of the last batch only. "
    "Their mean is asked for: by how many rows do you have to divide?",
)
def train_epoch(model, criterion, optimizer, loader):
    model.train()
    total = 0.0
    for x_batch, y_batch in loader:
        loss = criterion(model(x_batch), y_batch)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item() * len(x_batch)
    return total


@wrong(
    "squeezed",
    fails=["the loss of an epoch", "the weights after three epochs"],
    says="You squeeze the prediction and not `y_batch`: shapes (N,) and (N, 1) broadcast to "
    "(N, N), and each prediction is compared with every target of its batch. The model's output "
    "has the shape of `y_batch` already; take it as it is.",
)
def train_epoch(model, criterion, optimizer, loader):
    model.train()
    total, rows = 0.0, 0
    for x_batch, y_batch in loader:
        loss = criterion(model(x_batch).squeeze(), y_batch)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item() * len(x_batch)
        rows += len(x_batch)
    return total / rows


@alternative("a class of its own")
def make_loader(x, y, batch_size):
    class Loader:
        def __iter__(self):
            order = torch.randperm(len(x))
            for rows in order.split(batch_size):
                yield x[rows], y[rows]

    return Loader()


@alternative("a list of pairs as data set")
def make_loader(x, y, batch_size):
    return DataLoader(list(zip(x, y)), batch_size, shuffle=True)


@alternative("a mean by weights")
def train_epoch(model, criterion, optimizer, loader):
    means, rows = [], []
    for inputs, targets in loader:
        model.train()
        optimizer.zero_grad()
        loss = criterion(model(inputs), targets)
        loss.backward()
        optimizer.step()
        means.append(loss.detach())
        rows.append(targets.shape[0])
    weights = torch.tensor(rows).double()
    return float((torch.stack(means) * weights).sum() / weights.sum())


@alternative("a running mean")
def train_epoch(model, criterion, optimizer, loader):
    model.train(True)
    mean, seen = 0.0, 0
    for x_batch, y_batch in loader:
        loss = criterion(model(x_batch), y_batch)
        model.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()
        seen += x_batch.size(0)
        mean += (loss.item() - mean) * x_batch.size(0) / seen
    return mean
