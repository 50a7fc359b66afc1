"""Wrong and alternative answers to train_step (read by grading.bank)."""

import torch
from torch import nn

from grading.bank import alternative, wrong


@wrong(
    "no zero_grad",
    fails=["the weights after ten steps", "old gradients in .grad before the call"],
    says="Old gradients are still in `.grad`: `backward` adds the new ones to them, so each step "
    "goes along the sum of all gradients so far. Which call clears them, and when is it due?",
)
def train_step(model, criterion, optimizer, x, y):
    loss = criterion(model(x), y)
    loss.backward()
    optimizer.step()
    return loss.item()


@wrong(
    "zero_grad last",
    fails=["old gradients in .grad before the call"],
    says="You clear the gradients after the step. That is in time for your own next step, but "
    "gradients which were there before the first call go into it. Clear them before `backward`.",
)
def train_step(model, criterion, optimizer, x, y):
    loss = criterion(model(x), y)
    loss.backward()
    optimizer.step()
    optimizer.zero_grad()
    return loss.item()


@wrong(
    "nothing moves",
    fails=[
        "the weights after ten steps",
        "old gradients in .grad before the call",
        "a criterion that is not symmetric",
    ],
    says="The weights have not moved at all. Either `step` is never called, or it finds no "
    "gradients: `backward` has not been called yet, `zero_grad` stands between `backward` and "
    "`step` and takes them away, or the loss that you call `backward` on was made anew and knows "
    "nothing of the weights.",
)
def train_step(model, criterion, optimizer, x, y):
    loss = criterion(model(x), y)
    loss.backward()
    optimizer.zero_grad()
    optimizer.step()
    return loss.item()


@wrong(
    "one step late",
    fails=[
        "the weights after ten steps",
        "old gradients in .grad before the call",
        "a criterion that is not symmetric",
    ],
    says="Each step uses the gradients of the batch before: your `step` comes before `backward`, "
    "so it finds what the last call left in `.grad`. First compute the gradients, then step.",
)
def train_step(model, criterion, optimizer, x, y):
    optimizer.step()
    optimizer.zero_grad()
    loss = criterion(model(x), y)
    loss.backward()
    return loss.item()


@wrong(
    "arguments swapped",
    fails=["a criterion that is not symmetric"],
    says="You call the criterion with the target first. With the squared error that makes no "
    "difference, with other losses it does: it is `criterion(y_hat, y)`, prediction first.",
)
def train_step(model, criterion, optimizer, x, y):
    optimizer.zero_grad()
    loss = criterion(y, model(x))
    loss.backward()
    optimizer.step()
    return loss.item()


@wrong(
    "loss after the step",
    fails=["the loss it returns", "the weights after ten steps"],
    says="You return the loss after the step, computed a second time with the new weights. The "
    "loss before the step is asked for; you have it already, without a second prediction.",
)
def train_step(model, criterion, optimizer, x, y):
    optimizer.zero_grad()
    criterion(model(x), y).backward()
    optimizer.step()
    return criterion(model(x), y).item()


@wrong(
    "two predictions",
    fails=["the weights after ten steps"],
    says="You call the model twice for one step: once for the gradients, and once more for the "
    "loss to return. That takes time, and a model with dropout or batch norm gives another answer "
    "the second time. Keep the loss that `backward` was called on.",
)
def train_step(model, criterion, optimizer, x, y):
    before = criterion(model(x), y).item()
    optimizer.zero_grad()
    criterion(model(x), y).backward()
    optimizer.step()
    return before


@wrong(
    "loss as a tensor",
    fails=["the loss it returns"],
    says="You return the loss as a tensor, and a Python `float` is asked for. As a tensor, unless "
    "detached, it drags its whole history along, and a list of such losses fills the memory. How "
    "does one get the plain number?",
)
def train_step(model, criterion, optimizer, x, y):
    optimizer.zero_grad()
    loss = criterion(model(x), y)
    loss.backward()
    optimizer.step()
    return loss


@wrong(
    "nothing returned",
    fails=["the loss it returns"],
    says="Your function returns nothing (`None`). Whoever calls it wants to know the loss: return "
    "it as a Python `float`.",
)
def train_step(model, criterion, optimizer, x, y):
    optimizer.zero_grad()
    loss = criterion(model(x), y)
    loss.backward()
    optimizer.step()


@wrong(
    "item too early",
    fails=[
        "the loss it returns",
        "the weights after ten steps",
        "old gradients in .grad before the call",
        "a criterion that is not symmetric",
    ],
    says="You call `backward` on a `float`. `.item()` gives a plain number that knows nothing of "
    "the weights; keep the tensor for `backward`, and take `.item()` only for the result.",
)
def train_step(model, criterion, optimizer, x, y):
    optimizer.zero_grad()
    loss = criterion(model(x), y).item()
    loss.backward()
    optimizer.step()
    return loss


@wrong(
    "does nothing",
    fails=[
        "the loss it returns",
        "the weights after ten steps",
        "old gradients in .grad before the call",
        "a criterion that is not symmetric",
    ],
    says="Your function leaves the weights as they were, and returns nothing (`None`). It should "
    "do one round of the training loop, and return the loss.",
)
def train_step(model, criterion, optimizer, x, y):
    pass


@wrong(
    "an optimizer of its own",
    fails=["the weights after ten steps"],
    says="Your function makes an optimizer of its own. Step with the one that it is given: which "
    "kind it is, and with which learning rate, is for the caller to choose, and what it "
    "remembers of earlier steps would be lost.",
)
def train_step(model, criterion, optimizer, x, y):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    loss = criterion(model(x), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()


@wrong(
    "a criterion of its own",
    fails=["a criterion that is not symmetric"],
    says="Your function trains with the mean squared error, whatever criterion it is given. Call "
    "`criterion`.",
)
def train_step(model, criterion, optimizer, x, y):
    optimizer.zero_grad()
    loss = nn.functional.mse_loss(model(x), y)
    loss.backward()
    optimizer.step()
    return loss.item()


@wrong(
    "all unrecorded",
    fails=[
        "the loss it returns",
        "the weights after ten steps",
        "old gradients in .grad before the call",
        "a criterion that is not symmetric",
    ],
    says="`backward` finds nothing to go back through: the prediction was made under `no_grad` or "
    "cut off by `detach`, so autograd has not recorded how the loss depends on the weights. The "
    "step of `torch.optim` needs no `no_grad` around it.",
)
def train_step(model, criterion, optimizer, x, y):
    with torch.no_grad():
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
    return loss.item()


@wrong(
    "plain SGD",
    fails=["the weights after ten steps"],
    says="Your step is that of plain SGD, by hand or by an optimizer that you made. Call `step` of "
    "the one that is given: it may be of any kind, and remembers earlier steps.",
)
def train_step(model, criterion, optimizer, x, y):
    optimizer.zero_grad()
    loss = criterion(model(x), y)
    loss.backward()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter -= optimizer.param_groups[0]["lr"] * parameter.grad
    return loss.item()


@wrong(
    "a step for each row",
    fails=[
        "the loss it returns",
        "the weights after ten steps",
        "old gradients in .grad before the call",
    ],
    says="You go through the rows, one step for each. The model and the criterion take all rows of "
    "the batch together, and the batch makes one step.",
)
def train_step(model, criterion, optimizer, x, y):
    total = 0.0
    for x_row, y_row in zip(x.split(1), y.split(1)):
        optimizer.zero_grad()
        loss = criterion(model(x_row), y_row)
        loss.backward()
        optimizer.step()
        total += loss.item()
    return total / len(x)


@wrong(
    "loss times the rows",
    fails=["the loss it returns"],
    says="You multiply the loss by the number of rows. That is a step on the way to a mean over "
    "many batches; asked for is the loss of this batch as the criterion returns it.",
)
def train_step(model, criterion, optimizer, x, y):
    optimizer.zero_grad()
    loss = criterion(model(x), y)
    loss.backward()
    optimizer.step()
    return loss.item() * len(x)


@wrong(
    "loss divided by the rows",
    fails=["the loss it returns"],
    says="You divide the loss by the number of rows. Whether it is a mean is up to the criterion: "
    "asked for is what that returns.",
)
def train_step(model, criterion, optimizer, x, y):
    optimizer.zero_grad()
    loss = criterion(model(x), y)
    loss.backward()
    optimizer.step()
    return loss.item() / len(x)


@wrong(
    "item without brackets",
    fails=["the loss it returns"],
    says="You return the method `item` and not the number: without brackets it is not called.",
)
def train_step(model, criterion, optimizer, x, y):
    optimizer.zero_grad()
    loss = criterion(model(x), y)
    loss.backward()
    optimizer.step()
    return loss.item


@wrong(
    "step before backward",
    fails=[
        "the weights after ten steps",
        "old gradients in .grad before the call",
        "a criterion that is not symmetric",
    ],
    says="Your `step` stands between the prediction and `backward`. In the first call it may find "
    "no gradients. As soon as it finds some, those of the call before, it changes the weights, and "
    "`backward` refuses: the prediction was made with the old ones. First compute the gradients, "
    "then step.",
)
def train_step(model, criterion, optimizer, x, y):
    loss = criterion(model(x), y)
    optimizer.step()
    optimizer.zero_grad()
    loss.backward()
    return loss.item()


@alternative("the model clears the gradients, just before backward")
def train_step(model, criterion, optimizer, x, y):
    loss = criterion(model(x), y)
    model.zero_grad()
    loss.backward()
    optimizer.step()
    return float(loss)


@alternative("gradients zero instead of None, and cleared once more at the end")
def train_step(model, criterion, optimizer, x, y):
    optimizer.zero_grad(set_to_none=False)
    y_hat = model(x)
    loss = criterion(y_hat, y)
    value = loss.detach().cpu().numpy().item()
    loss.backward()
    optimizer.step()
    optimizer.zero_grad()
    return value


@alternative("a closure")
def train_step(model, criterion, optimizer, x, y):
    def closure():
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        return loss

    return optimizer.step(closure).item()


@alternative("tensors that share the numbers of the batch")
def train_step(model, criterion, optimizer, x, y):
    optimizer.zero_grad()
    loss = criterion(model(x.detach()), y.detach())
    loss.backward()
    optimizer.step()
    return loss.tolist()
