"""Wrong and alternative answers to accumulate (read by grading.bank)."""

import torch
from torch import nn

from grading.bank import alternative, wrong


@wrong(
    "sum of the means",
    fails=[
        "the weights, all micro-batches equal",
        "the weights, last micro-batch smaller",
        "the loss it returns",
    ],
    says="You add up the means of the micro-batches as they are. With five micro-batches such a "
    "sum is about five times too large. What is each one's share of the whole?",
)
def accumulate(model, criterion, optimizer, x, y, micro_batch_size):
    optimizer.zero_grad()
    total = 0.0
    for x_part, y_part in zip(x.split(micro_batch_size), y.split(micro_batch_size)):
        loss = criterion(model(x_part), y_part)
        loss.backward()
        total += loss.item()
    optimizer.step()
    return total


@wrong(
    "all micro-batches alike",
    fails=["the weights, last micro-batch smaller", "the loss it returns"],
    says="You give each micro-batch the same weight. Where the last one is smaller, its few rows "
    "count more than the others. Weigh each micro-batch by its share of the rows.",
)
def accumulate(model, criterion, optimizer, x, y, micro_batch_size):
    optimizer.zero_grad()
    parts = list(zip(x.split(micro_batch_size), y.split(micro_batch_size)))
    total = 0.0
    for x_part, y_part in parts:
        loss = criterion(model(x_part), y_part) / len(parts)
        loss.backward()
        total += loss.item()
    optimizer.step()
    return total


@wrong(
    "weighted by micro_batch_size",
    fails=["the weights, last micro-batch smaller", "the loss it returns"],
    says="You weigh every micro-batch by micro_batch_size/N, the last one too, though it has "
    "fewer rows. The weights should add up to 1: use the number of rows that are really in it.",
)
def accumulate(model, criterion, optimizer, x, y, micro_batch_size):
    optimizer.zero_grad()
    total = 0.0
    for x_part, y_part in zip(x.split(micro_batch_size), y.split(micro_batch_size)):
        loss = criterion(model(x_part), y_part) * micro_batch_size / len(x)
        loss.backward()
        total += loss.item()
    optimizer.step()
    return total


@wrong(
    "a step for each micro-batch",
    fails=[
        "the weights, all micro-batches equal",
        "the weights, last micro-batch smaller",
        "the loss it returns",
        "what the model and the optimizer saw",
    ],
    says="You step after every micro-batch. That is ordinary training with small batches: the "
    "later ones see other weights. Accumulating means to collect first, and to step once.",
)
def accumulate(model, criterion, optimizer, x, y, micro_batch_size):
    total = 0.0
    for x_part, y_part in zip(x.split(micro_batch_size), y.split(micro_batch_size)):
        optimizer.zero_grad()
        loss = criterion(model(x_part), y_part)
        loss.backward()
        optimizer.step()
        total += loss.item() * len(x_part) / len(x)
    return total


@wrong(
    "only the last micro-batch",
    fails=["the weights, all micro-batches equal", "the weights, last micro-batch smaller"],
    says="Your step knows only the last micro-batch: `zero_grad` inside the loop throws away what "
    "the others had added to `.grad`. How often is it due for one step?",
)
def accumulate(model, criterion, optimizer, x, y, micro_batch_size):
    total = 0.0
    for x_part, y_part in zip(x.split(micro_batch_size), y.split(micro_batch_size)):
        optimizer.zero_grad()
        loss = criterion(model(x_part), y_part) * len(x_part) / len(x)
        loss.backward()
        total += loss.item()
    optimizer.step()
    return total


@wrong(
    "only the last micro-batch, unscaled",
    fails=["the weights, all micro-batches equal", "the weights, last micro-batch smaller"],
    says="Your step knows only the last micro-batch: `zero_grad` inside the loop throws away what "
    "the others had added to `.grad`. How often is it due for one step?",
)
def accumulate(model, criterion, optimizer, x, y, micro_batch_size):
    total = 0.0
    for x_part, y_part in zip(x.split(micro_batch_size), y.split(micro_batch_size)):
        optimizer.zero_grad()
        loss = criterion(model(x_part), y_part)
        loss.backward()
        total += loss.item() * len(x_part) / len(x)
    optimizer.step()
    return total


@wrong(
    "no zero_grad",
    fails=["the weights, all micro-batches equal", "the weights, last micro-batch smaller"],
    says="Gradients from before the call are still in `.grad`, and yours are added to them. "
    "Within a call gradients are to add up, from one call to the next they are not.",
)
def accumulate(model, criterion, optimizer, x, y, micro_batch_size):
    total = 0.0
    for x_part, y_part in zip(x.split(micro_batch_size), y.split(micro_batch_size)):
        loss = criterion(model(x_part), y_part) * len(x_part) / len(x)
        loss.backward()
        total += loss.item()
    optimizer.step()
    return total


@wrong(
    "zero_grad last",
    fails=["the weights, all micro-batches equal", "the weights, last micro-batch smaller"],
    says="You clear the gradients after the step. That is in time for your own next call, but "
    "gradients which were there before the first call go into it. Clear them before the loop.",
)
def accumulate(model, criterion, optimizer, x, y, micro_batch_size):
    total = 0.0
    for x_part, y_part in zip(x.split(micro_batch_size), y.split(micro_batch_size)):
        loss = criterion(model(x_part), y_part) * len(x_part) / len(x)
        loss.backward()
        total += loss.item()
    optimizer.step()
    optimizer.zero_grad()
    return total


@wrong(
    "the rest is dropped",
    fails=[
        "the weights, last micro-batch smaller",
        "the loss it returns",
        "what the model and the optimizer saw",
    ],
    says="The rows that do not fill a whole micro-batch are left out, as where one counts with N "
    "// micro_batch_size, which is rounded down. All N rows count; the last micro-batch may be "
    "smaller.",
)
def accumulate(model, criterion, optimizer, x, y, micro_batch_size):
    optimizer.zero_grad()
    total = 0.0
    for i in range(len(x) // micro_batch_size):
        rows = slice(i * micro_batch_size, (i + 1) * micro_batch_size)
        loss = criterion(model(x[rows]), y[rows]) * micro_batch_size / len(x)
        loss.backward()
        total += loss.item()
    optimizer.step()
    return total


@wrong(
    "number for size",
    fails=["what the model and the optimizer saw"],
    says="Your micro-batches have another size than `micro_batch_size`: `chunk(n)` makes n pieces, "
    "`split(n)` makes pieces of n rows.",
)
def accumulate(model, criterion, optimizer, x, y, micro_batch_size):
    optimizer.zero_grad()
    total = 0.0
    for x_part, y_part in zip(x.chunk(micro_batch_size), y.chunk(micro_batch_size)):
        loss = criterion(model(x_part), y_part) * len(x_part) / len(x)
        loss.backward()
        total += loss.item()
    optimizer.step()
    return total


@wrong(
    "shuffled rows",
    fails=["what the model and the optimizer saw"],
    says="You shuffle the rows first. Your micro-batches should hold consecutive rows of the "
    "batch, from the first to the last.",
)
def accumulate(model, criterion, optimizer, x, y, micro_batch_size):
    order = torch.randperm(len(x))
    x, y = x[order], y[order]
    optimizer.zero_grad()
    total = 0.0
    for x_part, y_part in zip(x.split(micro_batch_size), y.split(micro_batch_size)):
        loss = criterion(model(x_part), y_part) * len(x_part) / len(x)
        loss.backward()
        total += loss.item()
    optimizer.step()
    return total


@wrong(
    "all rows at once",
    fails=["what the model and the optimizer saw"],
    says="The step is right, but the model saw all rows at once, and the point was that they do "
    "not fit into the memory. Show it `micro_batch_size` rows at a time.",
)
def accumulate(model, criterion, optimizer, x, y, micro_batch_size):
    optimizer.zero_grad()
    loss = criterion(model(x), y)
    loss.backward()
    optimizer.step()
    return loss.item()


@wrong(
    "one backward at the end",
    fails=["what the model and the optimizer saw"],
    says="The step is right, but you add up losses and call `backward` once at the end. Until "
    "then the history of every micro-batch is kept, as much memory as for the whole batch. Call "
    "`backward` after each one: the adding up happens in `.grad`.",
)
def accumulate(model, criterion, optimizer, x, y, micro_batch_size):
    optimizer.zero_grad()
    total = 0.0
    for x_part, y_part in zip(x.split(micro_batch_size), y.split(micro_batch_size)):
        total = total + criterion(model(x_part), y_part) * len(x_part) / len(x)
    total.backward()
    optimizer.step()
    return total.item()


@wrong(
    "all predictions first",
    fails=["what the model and the optimizer saw"],
    says="All predictions come first, so all micro-batches are in memory at once. Call `backward` "
    "after each.",
)
def accumulate(model, criterion, optimizer, x, y, micro_batch_size):
    optimizer.zero_grad()
    losses, total = [], 0.0
    for x_part, y_part in zip(x.split(micro_batch_size), y.split(micro_batch_size)):
        losses.append(criterion(model(x_part), y_part) * len(x_part) / len(x))
    for loss in losses:
        loss.backward()
        total += loss.item()
    optimizer.step()
    return total


@wrong(
    "past the hooks",
    fails=["what the model and the optimizer saw"],
    says="Call the model as `model(…)`: `forward` passes over its hooks.",
)
def accumulate(model, criterion, optimizer, x, y, micro_batch_size):
    optimizer.zero_grad()
    total = 0.0
    for x_part, y_part in zip(x.split(micro_batch_size), y.split(micro_batch_size)):
        loss = criterion(model.forward(x_part), y_part) * len(x_part) / len(x)
        loss.backward()
        total += loss.item()
    optimizer.step()
    return total


@wrong(
    "arguments swapped",
    fails=["the loss it returns"],
    says="You call the criterion with the target first: it is `criterion(y_hat, y)`, prediction "
    "first.",
)
def accumulate(model, criterion, optimizer, x, y, micro_batch_size):
    optimizer.zero_grad()
    total = 0.0
    for x_part, y_part in zip(x.split(micro_batch_size), y.split(micro_batch_size)):
        loss = criterion(y_part, model(x_part)) * len(x_part) / len(x)
        loss.backward()
        total += loss.item()
    optimizer.step()
    return total


@wrong(
    "a criterion of its own",
    fails=["the loss it returns"],
    says="Your function uses the mean squared error, whatever criterion it is given. Call "
    "`criterion`.",
)
def accumulate(model, criterion, optimizer, x, y, micro_batch_size):
    optimizer.zero_grad()
    total = 0.0
    for x_part, y_part in zip(x.split(micro_batch_size), y.split(micro_batch_size)):
        loss = nn.functional.mse_loss(model(x_part), y_part) * len(x_part) / len(x)
        loss.backward()
        total += loss.item()
    optimizer.step()
    return total


@wrong(
    "the last loss",
    fails=["the loss it returns"],
    says="You return something of the last micro-batch only. The mean over all N rows is asked "
    "for: add up what each micro-batch contributes to it.",
)
def accumulate(model, criterion, optimizer, x, y, micro_batch_size):
    optimizer.zero_grad()
    for x_part, y_part in zip(x.split(micro_batch_size), y.split(micro_batch_size)):
        loss = criterion(model(x_part), y_part)
        (loss * len(x_part) / len(x)).backward()
    optimizer.step()
    return loss.item()


@wrong(
    "a tensor without the float",
    fails=["the loss it returns"],
    says="You return the loss as a tensor. Adding up tensors keeps their histories alive; add up "
    "`loss.item()`, and the result is a Python `float`.",
)
def accumulate(model, criterion, optimizer, x, y, micro_batch_size):
    optimizer.zero_grad()
    total = 0.0
    for x_part, y_part in zip(x.split(micro_batch_size), y.split(micro_batch_size)):
        loss = criterion(model(x_part), y_part) * len(x_part) / len(x)
        loss.backward()
        total = total + loss
    optimizer.step()
    return total


@wrong(
    "a step for each share",
    fails=[
        "the weights, all micro-batches equal",
        "the weights, last micro-batch smaller",
        "the loss it returns",
        "what the model and the optimizer saw",
    ],
    says="You step after every micro-batch. That is ordinary training with small batches: the "
    "later ones see other weights. Accumulating means to collect first, and to step once.",
)
def accumulate(model, criterion, optimizer, x, y, micro_batch_size):
    total = 0.0
    for x_part, y_part in zip(x.split(micro_batch_size), y.split(micro_batch_size)):
        optimizer.zero_grad()
        loss = criterion(model(x_part), y_part) * len(x_part) / len(x)
        loss.backward()
        optimizer.step()
        total += loss.item()
    return total


@wrong(
    "a step inside the loop",
    fails=[
        "the weights, all micro-batches equal",
        "the weights, last micro-batch smaller",
        "the loss it returns",
        "what the model and the optimizer saw",
    ],
    says="You step after every micro-batch. That is ordinary training with small batches: the "
    "later ones see other weights. Accumulating means to collect first, and to step once.",
)
def accumulate(model, criterion, optimizer, x, y, micro_batch_size):
    optimizer.zero_grad()
    total = 0.0
    for x_part, y_part in zip(x.split(micro_batch_size), y.split(micro_batch_size)):
        loss = criterion(model(x_part), y_part) * len(x_part) / len(x)
        loss.backward()
        optimizer.step()
        total += loss.item()
    return total


@wrong(
    "a step every so often",
    fails=[
        "the weights, all micro-batches equal",
        "the weights, last micro-batch smaller",
        "the loss it returns",
        "what the model and the optimizer saw",
    ],
    says="You step each time when so many micro-batches have gone by. That comes too early where "
    "there are more of them, and never where there are fewer: `micro_batch_size` is a number of "
    "rows. One call makes one step, after the last micro-batch.",
)
def accumulate(model, criterion, optimizer, x, y, micro_batch_size):
    optimizer.zero_grad()
    total = 0.0
    parts = zip(x.split(micro_batch_size), y.split(micro_batch_size))
    for number, (x_part, y_part) in enumerate(parts, start=1):
        loss = criterion(model(x_part), y_part) * len(x_part) / len(x)
        loss.backward()
        if number % micro_batch_size == 0:
            optimizer.step()
            optimizer.zero_grad()
        total += loss.item()
    return total


@wrong(
    "the last share",
    fails=["the loss it returns"],
    says="You return something of the last micro-batch only. The mean over all N rows is asked "
    "for: add up what each micro-batch contributes to it.",
)
def accumulate(model, criterion, optimizer, x, y, micro_batch_size):
    optimizer.zero_grad()
    for x_part, y_part in zip(x.split(micro_batch_size), y.split(micro_batch_size)):
        loss = criterion(model(x_part), y_part) * len(x_part) / len(x)
        loss.backward()
    optimizer.step()
    return loss.item()


@wrong(
    "an optimizer of its own",
    fails=[
        "the weights, all micro-batches equal",
        "the weights, last micro-batch smaller",
        "what the model and the optimizer saw",
    ],
    says="The optimizer that you are given makes no step: your function makes one of its own. "
    "Which kind it is, and with which settings, is for the caller to choose.",
)
def accumulate(model, criterion, optimizer, x, y, micro_batch_size):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    optimizer.zero_grad()
    total = 0.0
    for x_part, y_part in zip(x.split(micro_batch_size), y.split(micro_batch_size)):
        loss = criterion(model(x_part), y_part) * len(x_part) / len(x)
        loss.backward()
        total += loss.item()
    optimizer.step()
    return total


@wrong(
    "no step",
    fails=[
        "the weights, all micro-batches equal",
        "the weights, last micro-batch smaller",
        "what the model and the optimizer saw",
    ],
    says="The weights are as they were before the call: the optimizer makes no step. When the "
    "gradients of all micro-batches are in `.grad`, one is due.",
)
def accumulate(model, criterion, optimizer, x, y, micro_batch_size):
    optimizer.zero_grad()
    total = 0.0
    for x_part, y_part in zip(x.split(micro_batch_size), y.split(micro_batch_size)):
        loss = criterion(model(x_part), y_part) * len(x_part) / len(x)
        loss.backward()
        total += loss.item()
    return total


@wrong(
    "the rest is dropped from the mean",
    fails=[
        "the weights, last micro-batch smaller",
        "the loss it returns",
        "what the model and the optimizer saw",
    ],
    says="The rows that do not fill a whole micro-batch are left out, as where one counts with N "
    "// micro_batch_size, which is rounded down. All N rows count; the last micro-batch may be "
    "smaller.",
)
def accumulate(model, criterion, optimizer, x, y, micro_batch_size):
    optimizer.zero_grad()
    count, total = len(x) // micro_batch_size, 0.0
    for i in range(count):
        rows = slice(i * micro_batch_size, (i + 1) * micro_batch_size)
        loss = criterion(model(x[rows]), y[rows]) / count
        loss.backward()
        total += loss.item()
    optimizer.step()
    return total


@wrong(
    "divided by the size",
    fails=[
        "the weights, all micro-batches equal",
        "the weights, last micro-batch smaller",
        "the loss it returns",
    ],
    says="You divide each loss by the number of rows in a micro-batch. The criterion has done that "
    "already: it returns a mean. What is each micro-batch's share of the whole batch?",
)
def accumulate(model, criterion, optimizer, x, y, micro_batch_size):
    optimizer.zero_grad()
    total = 0.0
    for x_part, y_part in zip(x.split(micro_batch_size), y.split(micro_batch_size)):
        loss = criterion(model(x_part), y_part) / micro_batch_size
        loss.backward()
        total += loss.item()
    optimizer.step()
    return total


@wrong(
    "sums over rows",
    fails=[
        "the weights, all micro-batches equal",
        "the weights, last micro-batch smaller",
        "the loss it returns",
    ],
    says="You add up sums over rows. Divide by the number of all rows, N.",
)
def accumulate(model, criterion, optimizer, x, y, micro_batch_size):
    optimizer.zero_grad()
    total = 0.0
    for x_part, y_part in zip(x.split(micro_batch_size), y.split(micro_batch_size)):
        loss = criterion(model(x_part), y_part) * len(x_part)
        loss.backward()
        total += loss.item()
    optimizer.step()
    return total


@wrong(
    "divided twice",
    fails=["the loss it returns"],
    says="The loss that you return is divided twice: once as the share of each micro-batch, and "
    "then by the number of rows again. The shares add up to the mean already.",
)
def accumulate(model, criterion, optimizer, x, y, micro_batch_size):
    optimizer.zero_grad()
    total = 0.0
    for x_part, y_part in zip(x.split(micro_batch_size), y.split(micro_batch_size)):
        loss = criterion(model(x_part), y_part) * len(x_part) / len(x)
        loss.backward()
        total += loss.item()
    optimizer.step()
    return total / len(x)


@wrong(
    "loss after the step",
    fails=["the loss it returns", "what the model and the optimizer saw"],
    says="You call the model once more after the step, and return the loss of the new weights. The "
    "one before the step is asked for: the micro-batches have it already.",
)
def accumulate(model, criterion, optimizer, x, y, micro_batch_size):
    optimizer.zero_grad()
    for x_part, y_part in zip(x.split(micro_batch_size), y.split(micro_batch_size)):
        (criterion(model(x_part), y_part) * len(x_part) / len(x)).backward()
    optimizer.step()
    return criterion(model(x), y).item()


@wrong(
    "one more look at all rows",
    fails=["what the model and the optimizer saw"],
    says="You call the model once more, on all rows at once, to get the loss. They do not fit into "
    "the memory, and the loss is there already: add up what the micro-batches contribute.",
)
def accumulate(model, criterion, optimizer, x, y, micro_batch_size):
    with torch.no_grad():
        total = criterion(model(x), y).item()
    optimizer.zero_grad()
    for x_part, y_part in zip(x.split(micro_batch_size), y.split(micro_batch_size)):
        (criterion(model(x_part), y_part) * len(x_part) / len(x)).backward()
    optimizer.step()
    return total


@wrong(
    "backward only for the last",
    fails=[
        "the weights, all micro-batches equal",
        "the weights, last micro-batch smaller",
        "what the model and the optimizer saw",
    ],
    says="Your step knows only the last micro-batch: `backward` stands behind the loop, where "
    "`loss` is the last one. Each micro-batch needs its own `backward`.",
)
def accumulate(model, criterion, optimizer, x, y, micro_batch_size):
    optimizer.zero_grad()
    total = 0.0
    for x_part, y_part in zip(x.split(micro_batch_size), y.split(micro_batch_size)):
        loss = criterion(model(x_part), y_part) * len(x_part) / len(x)
        total += loss.item()
    loss.backward()
    optimizer.step()
    return total


@wrong(
    "cleared before the step",
    fails=["the weights, all micro-batches equal", "the weights, last micro-batch smaller"],
    says="Nothing moves: `zero_grad` stands between the last `backward` and `step`, and takes away "
    "the very gradients that the step needs.",
)
def accumulate(model, criterion, optimizer, x, y, micro_batch_size):
    total = 0.0
    for x_part, y_part in zip(x.split(micro_batch_size), y.split(micro_batch_size)):
        loss = criterion(model(x_part), y_part) * len(x_part) / len(x)
        loss.backward()
        total += loss.item()
    optimizer.zero_grad()
    optimizer.step()
    return total


@wrong(
    "over too early",
    fails=[
        "the weights, all micro-batches equal",
        "the weights, last micro-batch smaller",
        "the loss it returns",
        "what the model and the optimizer saw",
    ],
    says="Your loop is over before the last micro-batch, whether that is full or not. The end of a "
    "`range` is left out by itself.",
)
def accumulate(model, criterion, optimizer, x, y, micro_batch_size):
    optimizer.zero_grad()
    total = 0.0
    for start in range(0, len(x) - micro_batch_size, micro_batch_size):
        rows = slice(start, start + micro_batch_size)
        loss = criterion(model(x[rows]), y[rows]) * len(x[rows]) / len(x)
        loss.backward()
        total += loss.item()
    optimizer.step()
    return total


@wrong(
    "divided by the full ones",
    fails=["the weights, last micro-batch smaller", "the loss it returns"],
    says="You divide by N // micro_batch_size, the number of full micro-batches. Where rows are "
    "left there is one more, with fewer rows; where N is smaller, it is 0. Weigh each micro-batch "
    "by its share of the rows.",
)
def accumulate(model, criterion, optimizer, x, y, micro_batch_size):
    optimizer.zero_grad()
    total = 0.0
    for x_part, y_part in zip(x.split(micro_batch_size), y.split(micro_batch_size)):
        loss = criterion(model(x_part), y_part) / (len(x) // micro_batch_size)
        loss.backward()
        total += loss.item()
    optimizer.step()
    return total


@wrong(
    "a step after the full ones",
    fails=[
        "the weights, last micro-batch smaller",
        "the loss it returns",
        "what the model and the optimizer saw",
    ],
    says="You step after N // micro_batch_size micro-batches, the full ones. Where rows are left, "
    "they come after the step and never count; where N is smaller, that number is 0. The step "
    "belongs behind the loop.",
)
def accumulate(model, criterion, optimizer, x, y, micro_batch_size):
    optimizer.zero_grad()
    steps, total = len(x) // micro_batch_size, 0.0
    parts = zip(x.split(micro_batch_size), y.split(micro_batch_size))
    for number, (x_part, y_part) in enumerate(parts, start=1):
        loss = criterion(model(x_part), y_part) / steps
        loss.backward()
        if number % steps == 0:
            optimizer.step()
            optimizer.zero_grad()
        total += loss.item()
    return total


@wrong(
    "backward through the sum so far",
    fails=[
        "the weights, all micro-batches equal",
        "the weights, last micro-batch smaller",
        "the loss it returns",
        "what the model and the optimizer saw",
    ],
    says="You call `backward` on the sum so far, so it goes through the earlier micro-batches "
    "again. Their part is in `.grad` already: call it on the loss of this micro-batch, and add up "
    "numbers.",
)
def accumulate(model, criterion, optimizer, x, y, micro_batch_size):
    optimizer.zero_grad()
    total = 0.0
    for x_part, y_part in zip(x.split(micro_batch_size), y.split(micro_batch_size)):
        total = total + criterion(model(x_part), y_part) * len(x_part) / len(x)
        total.backward()
    optimizer.step()
    return total.item()


@wrong(
    "the sum so far, its graph retained",
    fails=["the weights, all micro-batches equal", "the weights, last micro-batch smaller"],
    says="You call `backward` on the sum so far, so it goes through the earlier micro-batches "
    "again. Their part is in `.grad` already: call it on the loss of this micro-batch, and add up "
    "numbers.",
)
def accumulate(model, criterion, optimizer, x, y, micro_batch_size):
    optimizer.zero_grad()
    total = 0.0
    for x_part, y_part in zip(x.split(micro_batch_size), y.split(micro_batch_size)):
        total = total + criterion(model(x_part), y_part) * len(x_part) / len(x)
        total.backward(retain_graph=True)
    optimizer.step()
    return total.item()


@wrong(
    "an empty micro-batch",
    fails=["the loss it returns", "what the model and the optimizer saw"],
    says="Where N is a multiple of `micro_batch_size`, one more micro-batch comes after the last "
    "row. It is empty, and its mean is 0/0, `nan`. N // micro_batch_size + 1 counts one too many "
    "there: go from 0 to N in steps, or use `split`.",
)
def accumulate(model, criterion, optimizer, x, y, micro_batch_size):
    optimizer.zero_grad()
    total = 0.0
    for i in range(len(x) // micro_batch_size + 1):
        rows = slice(i * micro_batch_size, (i + 1) * micro_batch_size)
        loss = criterion(model(x[rows]), y[rows]) * len(x[rows]) / len(x)
        loss.backward()
        total += loss.item()
    optimizer.step()
    return total


@wrong(
    "over after the first",
    fails=[
        "the weights, all micro-batches equal",
        "the weights, last micro-batch smaller",
        "the loss it returns",
        "what the model and the optimizer saw",
    ],
    says="Your function is over after the first micro-batch. Is the `return` indented too far?",
)
def accumulate(model, criterion, optimizer, x, y, micro_batch_size):
    optimizer.zero_grad()
    total = 0.0
    for x_part, y_part in zip(x.split(micro_batch_size), y.split(micro_batch_size)):
        loss = criterion(model(x_part), y_part) * len(x_part) / len(x)
        loss.backward()
        total += loss.item()
        optimizer.step()
        return total


@wrong(
    "divided by N",
    fails=[
        "the weights, all micro-batches equal",
        "the weights, last micro-batch smaller",
        "the loss it returns",
    ],
    says="You divide the losses by N, as if they were sums. Each is a mean over the rows of its "
    "micro-batch, and counts once for each of them: by what do you have to multiply it first?",
)
def accumulate(model, criterion, optimizer, x, y, micro_batch_size):
    optimizer.zero_grad()
    total = 0.0
    for x_part, y_part in zip(x.split(micro_batch_size), y.split(micro_batch_size)):
        loss = criterion(model(x_part), y_part) / len(x)
        loss.backward()
        total += loss.item()
    optimizer.step()
    return total


@wrong(
    "weighted twice",
    fails=["the loss it returns"],
    says="The loss that you return is weighted twice. What you add up has its share of the rows in "
    "it already, and you multiply it by the number of rows, or the share, once more.",
)
def accumulate(model, criterion, optimizer, x, y, micro_batch_size):
    optimizer.zero_grad()
    total = 0.0
    for x_part, y_part in zip(x.split(micro_batch_size), y.split(micro_batch_size)):
        loss = criterion(model(x_part), y_part) * len(x_part) / len(x)
        loss.backward()
        total += loss.item() * len(x_part)
    optimizer.step()
    return total / len(x)


@alternative("slices by index")
def accumulate(model, criterion, optimizer, x, y, micro_batch_size):
    model.zero_grad()
    n, total = x.shape[0], 0.0
    for start in range(0, n, micro_batch_size):
        stop = min(start + micro_batch_size, n)
        loss = criterion(model(x[start:stop]), y[start:stop])
        loss.backward(torch.tensor((stop - start) / n, dtype=loss.dtype))
        total += float(loss) * (stop - start)
    optimizer.step()
    return total / n


@alternative("sums first, divided before the step")
def accumulate(model, criterion, optimizer, x, y, micro_batch_size):
    optimizer.zero_grad()
    losses = []
    for x_part, y_part in zip(x.split(micro_batch_size), y.split(micro_batch_size)):
        loss = len(x_part) * criterion(model(x_part), y_part)
        loss.backward()
        losses.append(loss.item())
    for parameter in model.parameters():
        if parameter.grad is not None:
            parameter.grad /= len(x)
    optimizer.step()
    return sum(losses) / len(x)


@alternative("a DataLoader")
def accumulate(model, criterion, optimizer, x, y, micro_batch_size):
    from torch.utils.data import DataLoader, TensorDataset

    optimizer.zero_grad()
    mean = 0.0
    for x_part, y_part in DataLoader(TensorDataset(x, y), batch_size=micro_batch_size):
        loss = criterion(model(x_part), y_part).mul(x_part.size(0)).div(x.size(0))
        loss.backward()
        mean += loss.detach().item()
    optimizer.step()
    return mean
