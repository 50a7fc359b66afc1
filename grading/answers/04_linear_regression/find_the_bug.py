"""Wrong and alternative answers to find_the_bug (read by grading.bank)."""

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from grading.bank import alternative, wrong


@wrong(
    "(N,) against (N, 1)",
    fails=["loop 1"],
    says="In loop 1 the difference still has the shape (N, N): every prediction is compared with "
    "*every* target, and the best that can be done for all of them is the mean. Both have to "
    "have the same shape.",
)
def repaired_1(model, x, y, epochs, lr):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history = []
    for _ in range(epochs):
        loss = ((model(x) - y.flatten()) ** 2).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history


@wrong(
    "sum for mean",
    fails=["loop 1"],
    says="In loop 1 you take the sum where the loop took the mean: the gradients, and so the "
    "steps, are N times as long. The shapes were the mistake, not the mean.",
)
def repaired_1(model, x, y, epochs, lr):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history = []
    for _ in range(epochs):
        loss = ((model(x) - y) ** 2).sum()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history


@wrong(
    "x without its y",
    fails=["loop 2"],
    says="In loop 2 the rows of `x` are shuffled and those of `y` are not, so a row no longer has "
    "its own y. What is left to learn is the mean. Take both in one order.",
)
def repaired_2(model, x, y, epochs, lr, generator):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history = []
    for _ in range(epochs):
        order = torch.randperm(len(x), generator=generator)
        for rows, y_batch in zip(order.split(8), y.split(8), strict=True):
            loss = nn.functional.mse_loss(model(x[rows]), y_batch)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            history.append(loss.item())
    return history


@wrong(
    "two orders",
    fails=["loop 2"],
    says="In loop 2 you draw two orders, one for `x` and one for `y`: a row still does not have "
    "its own y. Draw one order, and use it twice.",
)
def repaired_2(model, x, y, epochs, lr, generator):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history = []
    for _ in range(epochs):
        x_order = torch.randperm(len(x), generator=generator)
        y_order = torch.randperm(len(x), generator=generator)
        for x_rows, y_rows in zip(x_order.split(8), y_order.split(8)):
            loss = nn.functional.mse_loss(model(x[x_rows]), y[y_rows])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            history.append(loss.item())
    return history


@wrong(
    "the global generator",
    fails=["loop 2"],
    says="In loop 2 the order comes from PyTorch's global random state. The caller gives a "
    "`generator`: `torch.randperm` has to be told to use it.",
)
def repaired_2(model, x, y, epochs, lr, generator):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history = []
    for _ in range(epochs):
        order = torch.randperm(len(x))
        for rows in order.split(8):
            loss = nn.functional.mse_loss(model(x[rows]), y[rows])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            history.append(loss.item())
    return history


@wrong(
    "not shuffled any more",
    fails=["loop 2"],
    says="In loop 2 the rows belong together now, but you have given up the shuffling, or draw "
    "the order only once. Each epoch takes the rows in an order of its own.",
)
def repaired_2(model, x, y, epochs, lr, generator):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history = []
    for _ in range(epochs):
        for x_batch, y_batch in zip(x.split(8), y.split(8)):
            loss = nn.functional.mse_loss(model(x_batch), y_batch)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            history.append(loss.item())
    return history


@wrong(
    "one order for all epochs",
    fails=["loop 2"],
    says="In loop 2 you draw the order once, before the first epoch. Each epoch should draw its "
    "own.",
)
def repaired_2(model, x, y, epochs, lr, generator):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history = []
    order = torch.randperm(len(x), generator=generator)
    for _ in range(epochs):
        for rows in order.split(8):
            loss = nn.functional.mse_loss(model(x[rows]), y[rows])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            history.append(loss.item())
    return history


@wrong(
    "shuffled again and again",
    fails=["loop 2"],
    says="In loop 2 you shuffle what the epoch before has shuffled already. It learns just as "
    "well, but the task asks for the order of the rows *as they were given*: do not overwrite "
    "`x` and `y`.",
)
def repaired_2(model, x, y, epochs, lr, generator):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history = []
    for _ in range(epochs):
        order = torch.randperm(len(x), generator=generator)
        x, y = x[order], y[order]
        for x_batch, y_batch in zip(x.split(8), y.split(8)):
            loss = nn.functional.mse_loss(model(x_batch), y_batch)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            history.append(loss.item())
    return history


@wrong(
    "the last rows dropped",
    fails=["loop 2"],
    says="In loop 2 the rows that do not fill a batch of eight are left out. The last batch is "
    "smaller, if need be.",
)
def repaired_2(model, x, y, epochs, lr, generator):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history = []
    for _ in range(epochs):
        order = torch.randperm(len(x), generator=generator)
        for start in range(0, len(x) - 7, 8):
            rows = order[start : start + 8]
            loss = nn.functional.mse_loss(model(x[rows]), y[rows])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            history.append(loss.item())
    return history


@wrong(
    "shuffled in place",
    fails=["loop 2"],
    says="In loop 2 you write the shuffled rows into the caller's `x` and `y`. They should stay "
    "as they are: take rows out, and do not put them back.",
)
def repaired_2(model, x, y, epochs, lr, generator):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history = []
    for _ in range(epochs):
        order = torch.randperm(len(x), generator=generator)
        x[:], y[:] = x[order], y[order]
        for x_batch, y_batch in zip(x.split(8), y.split(8)):
            loss = nn.functional.mse_loss(model(x_batch), y_batch)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            history.append(loss.item())
    return history


@wrong(
    "a DataLoader",
    fails=["loop 2"],
    says="In loop 2 a `DataLoader` shuffles. It learns just as well, but it draws one more number "
    "from the generator in each epoch, so its orders are others than those of "
    "`torch.randperm(len(x), generator=generator)`, which the task asks for.",
)
def repaired_2(model, x, y, epochs, lr, generator):
    loader = DataLoader(TensorDataset(x, y), 8, shuffle=True, generator=generator)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history = []
    for _ in range(epochs):
        for x_batch, y_batch in loader:
            loss = nn.functional.mse_loss(model(x_batch), y_batch)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            history.append(loss.item())
    return history


@wrong(
    "a DataLoader by the global generator",
    fails=["loop 2"],
    says="In loop 2 a `DataLoader` shuffles, by PyTorch's global random state. The order should be "
    "that of `torch.randperm(len(x), generator=generator)`, drawn once in each epoch.",
)
def repaired_2(model, x, y, epochs, lr, generator):
    loader = DataLoader(TensorDataset(x, y), 8, shuffle=True)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history = []
    for _ in range(epochs):
        for x_batch, y_batch in loader:
            loss = nn.functional.mse_loss(model(x_batch), y_batch)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            history.append(loss.item())
    return history


@wrong(
    "one loss an epoch",
    fails=["loop 2"],
    says="In loop 2 you keep one loss for each epoch. One for each *batch* is asked for.",
)
def repaired_2(model, x, y, epochs, lr, generator):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history = []
    for _ in range(epochs):
        order = torch.randperm(len(x), generator=generator)
        for rows in order.split(8):
            loss = nn.functional.mse_loss(model(x[rows]), y[rows])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        history.append(loss.item())
    return history


@wrong(
    "still centred to zero",
    fails=["loop 3", "loop 3 with three columns"],
    says="In loop 3 the mean still goes over the columns: where there is one column, the mean of "
    "a row is its only number, and all inputs become 0. The mean over the *rows* is meant.",
)
def repaired_3(model, x, y, epochs, lr):
    centred = x - x.mean(dim=1).unsqueeze(1)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history = []
    for _ in range(epochs):
        loss = nn.functional.mse_loss(model(centred), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history


@wrong(
    "one mean for all columns",
    fails=["loop 3 with three columns"],
    says="Loop 3 is right for one column. With several you take one mean over all of them, and "
    "each column should have its own taken from it, to end up with the mean 0.",
)
def repaired_3(model, x, y, epochs, lr):
    centred = x - x.mean()
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history = []
    for _ in range(epochs):
        loss = nn.functional.mse_loss(model(centred), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history


@wrong(
    "not centred any more",
    fails=["loop 3", "loop 3 with three columns"],
    says="Loop 3 learns now, but on inputs that are not centred. Keep the centring, and do it "
    "over the right dimension.",
)
def repaired_3(model, x, y, epochs, lr):
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
    "divided as well",
    fails=["loop 3", "loop 3 with three columns"],
    says="In loop 3 you also divide by the standard deviation. That is often a good idea, but "
    "only the mean is to be taken away here.",
)
def repaired_3(model, x, y, epochs, lr):
    centred = (x - x.mean(dim=0)) / x.std(dim=0)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history = []
    for _ in range(epochs):
        loss = nn.functional.mse_loss(model(centred), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history


@wrong(
    "centred in place",
    fails=["loop 3", "loop 3 with three columns"],
    says="In loop 3 you centre the caller's `x` in place: it has changed afterwards. `x - …` "
    "makes a new tensor, `x -= …` does not.",
)
def repaired_3(model, x, y, epochs, lr):
    x -= x.mean(dim=0)
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
    "y centred as well",
    fails=["loop 3", "loop 3 with three columns"],
    says="In loop 3 you also take its mean from y. Only the inputs are to be centred.",
)
def repaired_3(model, x, y, epochs, lr):
    centred, y = x - x.mean(dim=0), y - y.mean(dim=0)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history = []
    for _ in range(epochs):
        loss = nn.functional.mse_loss(model(centred), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history


@wrong(
    "better than the mean",
    fails=["the question"],
    says="Above 0 is what does better than the flat line at the mean ȳ of these y. Can another "
    "flat line have a smaller Σ(y − ŷ)²?",
)
def flat_score():
    return "a"


@wrong(
    "as good as the mean",
    fails=["the question"],
    says="0 is the score of the flat line at the mean of the y that are *scored*, here the new "
    "ones. The model's line lies at the mean of others. Is its Σ(y − ŷ)² the same?",
)
def flat_score():
    return "c"


@wrong(
    "it depends",
    fails=["the question"],
    says="How far it is from 0 depends on the data, but not on which side. Of all flat lines, "
    "which has the smallest Σ(y − ŷ)², and what is its R²?",
)
def flat_score():
    return "d"


@wrong(
    "words for a letter",
    fails=["the question"],
    says="Return the letter in front of the answer that you mean, as a string.",
)
def flat_score():
    return "below 0"


@wrong(
    "shown, not returned",
    fails=["the question"],
    says="`flat_score` returns nothing (`None`). `print` shows a letter to a person; whoever calls "
    "the function gets only what it returns.",
)
def flat_score():
    print("a")


@wrong(
    "a letter and a bracket",
    fails=["the question"],
    says="Return the letter in front of the answer that you mean, as a string.",
)
def flat_score():
    return "b)"


@alternative("shapes made equal, a loss from the library")
def repaired_1(model, x, y, epochs, lr):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history = []
    for _ in range(epochs):
        loss = nn.functional.mse_loss(model(x).squeeze(1), y.squeeze(1))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history


@alternative("shuffled copies, cut by index")
def repaired_2(model, x, y, epochs, lr, generator):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    criterion, history = nn.MSELoss(), []
    for _ in range(epochs):
        order = torch.randperm(len(x), generator=generator)
        x_shuffled, y_shuffled = x[order], y[order]
        for start in range(0, len(x), 8):
            rows = slice(start, start + 8)
            optimizer.zero_grad()
            loss = criterion(model(x_shuffled[rows]), y_shuffled[rows])
            loss.backward()
            optimizer.step()
            history.append(float(loss))
    return history


@alternative("the mean by a sum, in the loop")
def repaired_3(model, x, y, epochs, lr):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history = []
    for _ in range(epochs):
        y_hat = model(x - x.sum(dim=0, keepdim=True) / len(x))
        loss = (y_hat - y).square().mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history


@alternative("a capital letter")
def flat_score():
    return "B "
