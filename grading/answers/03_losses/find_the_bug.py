"""Wrong and alternative answers to find_the_bug (read by grading.bank)."""

import torch
from torch import nn

from grading.bank import alternative, wrong


@wrong(
    "softmax in loop 1",
    fails=["loop 1"],
    says="There is still a softmax before the cross-entropy, which applies one itself. The history "
    "gets stuck above 0 and the gradients are small. Hand it the logits.",
)
def repaired_1(model, x, targets, epochs, lr):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history = []
    for _ in range(epochs):
        loss = nn.functional.cross_entropy(torch.softmax(model(x), dim=1), targets)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history


@wrong(
    "broadcast in loop 2",
    fails=["loop 2"],
    says="In loop 2 the difference still has the shape (N, N): the prediction is a column, (N, 1), "
    "and a target of shape (N,) or (1, N) counts as a row. The best that a model can do then is to "
    "predict the mean of `y`, and the loss is var(y). Give both the same shape.",
)
def repaired_2(model, x, y, epochs, lr):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history = []
    for _ in range(epochs):
        loss = ((model(x) - y) ** 2).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history


@wrong(
    "squeeze in loop 3",
    fails=["loop 3 with one row"],
    says="`squeeze()` takes away every dimension of size 1. A table of one row then has no "
    "dimension left, and the rows of logits find no row of targets. Say which dimension has to go.",
)
def repaired_3(model, x, table, epochs, lr):
    targets = table.squeeze().long()
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history = []
    for _ in range(epochs):
        loss = nn.functional.cross_entropy(model(x), targets)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history


@wrong(
    "no floor",
    fails=["the question about loop 1"],
    says="The cross-entropy takes the probabilities for logits, and these are never further apart "
    "than 0 and 1. What does a second softmax make of 1, 0, 0? Compute −log of the first.",
)
def floor():
    return "a"


@wrong(
    "the floor is the start",
    fails=["the question about loop 1"],
    says="ln 3 is what a model that knows nothing has: all three probabilities are equal. Loop 1 "
    "starts there and gets lower. How low, when it is certain and right?",
)
def floor():
    return "b"


@wrong(
    "the floor is a probability",
    fails=["the question about loop 1"],
    says="1/3 is a probability, that of each class in a model that knows nothing. The question "
    "asks for a loss: −log of a probability. What does a second softmax make of 1, 0, 0?",
)
def floor():
    return "d"


@wrong(
    "a number for a letter",
    fails=["the question about loop 1"],
    says="Return only the letter in front of the answer that you mean, as a string.",
)
def floor():
    return 0.551


@wrong(
    "whole numbers in a column",
    fails=["loop 3", "loop 3 with one row"],
    says="The indices in loop 3 are whole numbers now, but still in a column of shape (N, 1). The "
    "loss wants one index for each row, shape (N,).",
)
def repaired_3(model, x, table, epochs, lr):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history = []
    for _ in range(epochs):
        loss = nn.functional.cross_entropy(model(x), table.long())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history


@wrong(
    "floats of the right shape",
    fails=["loop 3", "loop 3 with one row"],
    says="The targets of loop 3 have the right shape now, but they are still floats. Class indices "
    "are whole numbers, int64.",
)
def repaired_3(model, x, table, epochs, lr):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history = []
    for _ in range(epochs):
        loss = nn.functional.cross_entropy(model(x), table[:, 0])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history


@wrong(
    "the targets turned in place",
    fails=["loop 2"],
    says="The loss is right now, but loop 2 changes the shape of `y` itself: methods that end in "
    "`_` write into the tensor. Whoever calls the loop finds other targets afterwards. Make a new "
    "tensor.",
)
def repaired_2(model, x, y, epochs, lr):
    y.unsqueeze_(1)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history = []
    for _ in range(epochs):
        loss = ((model(x) - y) ** 2).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history


@wrong(
    "shown, not returned",
    fails=["the question about loop 1"],
    says="`floor` returns nothing (`None`). `print` shows a letter to a person; whoever calls "
    "the function gets only what it returns.",
)
def floor():
    print("a")


@wrong(
    "a letter and a bracket",
    fails=["the question about loop 1"],
    says="Return only the letter in front of the answer that you mean, as a string.",
)
def floor():
    return "c)"


@alternative("the criteria as modules")
def repaired_2(model, x, y, epochs, lr):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history = []
    for _ in range(epochs):
        loss = nn.MSELoss()(model(x).squeeze(1), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history


@alternative("flattened")
def repaired_3(model, x, table, epochs, lr):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history = []
    for _ in range(epochs):
        loss = nn.CrossEntropyLoss()(model(x), table[:, 0].to(torch.int64))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history
