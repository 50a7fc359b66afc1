"""Wrong and alternative answers to find_the_bug (read by grading.bank)."""

import torch
from torch import nn

from grading.bank import alternative, wrong


@wrong(
    "generator used up",
    fails=["loop 1"],
    says="In loop 1 the optimizer still finds nothing: `model.parameters()` is a generator, and "
    "counting the weights used it up. Go through it once only, or make a list.",
)
def repaired_1(model, x, y, epochs, lr):
    parameters = model.parameters()
    count = sum(parameter.numel() for parameter in parameters)
    optimizer = torch.optim.SGD(parameters, lr=lr)
    history = []
    for _ in range(epochs):
        loss = nn.functional.mse_loss(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return count, history


@wrong(
    "counted afterwards",
    fails=["loop 1"],
    says="In loop 1 the model learns now, but the number of weights is 0: you made the optimizer "
    "first, and now it is the optimizer that has used up the generator before you count.",
)
def repaired_1(model, x, y, epochs, lr):
    parameters = model.parameters()
    optimizer = torch.optim.SGD(parameters, lr=lr)
    count = sum(parameter.numel() for parameter in parameters)
    history = []
    for _ in range(epochs):
        loss = nn.functional.mse_loss(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return count, history


@wrong(
    "tensors counted",
    fails=["loop 1"],
    says="In loop 1 you count the parameter tensors, not the numbers in them. `numel()` gives "
    "the number of weights in one tensor, as in the broken loop.",
)
def repaired_1(model, x, y, epochs, lr):
    parameters = list(model.parameters())
    optimizer = torch.optim.SGD(parameters, lr=lr)
    history = []
    for _ in range(epochs):
        loss = nn.functional.mse_loss(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return len(parameters), history


@wrong(
    "an attribute nobody reads",
    fails=["loop 2"],
    says="In loop 2 the learning rate of the steps has not changed. `step` reads neither a "
    "variable `lr`, nor `optimizer.lr`, an attribute that you invent by setting it, nor "
    '`optimizer.defaults`. It reads `"lr"` in each of the `optimizer.param_groups`.',
)
def repaired_2(model, x, y, epochs, lr):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr, momentum=0.9)
    history = []
    for epoch in range(epochs):
        if epoch == epochs // 2:
            optimizer.lr = lr / 10
        loss = nn.functional.mse_loss(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history


@wrong(
    "momentum forgotten",
    fails=["loop 2"],
    says="In loop 2 the momentum is lost in the middle: you made a new optimizer, which remembers "
    "nothing of the gradients so far. Change the learning rate of the one that is there.",
)
def repaired_2(model, x, y, epochs, lr):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr, momentum=0.9)
    history = []
    for epoch in range(epochs):
        if epoch == epochs // 2:
            optimizer = torch.optim.SGD(model.parameters(), lr=lr / 10, momentum=0.9)
        loss = nn.functional.mse_loss(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history


@wrong(
    "divided again and again",
    fails=["loop 2"],
    says="In loop 2 you divide the learning rate by ten in every epoch of the second half, so it "
    "soon is next to nothing. Once is enough: from the middle on it stays lr / 10.",
)
def repaired_2(model, x, y, epochs, lr):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr, momentum=0.9)
    history = []
    for epoch in range(epochs):
        if epoch >= epochs // 2:
            optimizer.param_groups[0]["lr"] /= 10
        loss = nn.functional.mse_loss(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history


@wrong(
    "one epoch late",
    fails=["loop 2"],
    says="In loop 2 the change comes one epoch late: the step of epoch number `epochs // 2` is "
    "still made with `lr`.",
)
def repaired_2(model, x, y, epochs, lr):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr, momentum=0.9)
    history = []
    for epoch in range(epochs):
        loss = nn.functional.mse_loss(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if epoch == epochs // 2:
            optimizer.param_groups[0]["lr"] = lr / 10
        history.append(loss.item())
    return history


@wrong(
    "scheduler first, one drop",
    fails=["loop 2"],
    says="In loop 2 the learning rate drops one epoch early: epoch number `epochs // 2` − 1 is "
    "trained with `lr / 10` already. If you use a scheduler: it counts its own `step` calls, and "
    "each of them belongs behind the `optimizer.step()` of its epoch.",
)
def repaired_2(model, x, y, epochs, lr):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr, momentum=0.9)
    scheduler = torch.optim.lr_scheduler.MultiStepLR(optimizer, [epochs // 2])
    history = []
    for _ in range(epochs):
        scheduler.step()
        loss = nn.functional.mse_loss(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history


@wrong(
    "scheduler first",
    fails=["loop 2"],
    says="In loop 2 the learning rate drops one epoch early: epoch number `epochs // 2` − 1 is "
    "trained with `lr / 10` already. If you use a scheduler: it counts its own `step` calls, and "
    "each of them belongs behind the `optimizer.step()` of its epoch.",
)
def repaired_2(model, x, y, epochs, lr):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr, momentum=0.9)
    scheduler = torch.optim.lr_scheduler.StepLR(optimizer, step_size=epochs // 2)
    history = []
    for _ in range(epochs):
        scheduler.step()
        loss = nn.functional.mse_loss(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history


@wrong(
    "head added afterwards",
    fails=["loop 3"],
    says="In loop 3 the new head is never trained. The optimizer holds the parameters that the "
    "model had when the optimizer was made, the old head's among them. It does not look again.",
)
def repaired_3(model, head, x, y, epochs, lr):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    model[-1] = head
    history = []
    for _ in range(epochs):
        loss = nn.functional.mse_loss(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history


@wrong(
    "only the head",
    fails=["loop 3"],
    says="In loop 3 only the new head is trained now, and the other layers stay as they were. "
    "Train all of them: the optimizer needs the parameters of each, and none may be frozen.",
)
def repaired_3(model, head, x, y, epochs, lr):
    model[-1] = head
    optimizer = torch.optim.SGD(head.parameters(), lr=lr)
    history = []
    for _ in range(epochs):
        loss = nn.functional.mse_loss(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history


@wrong(
    "the old head again",
    fails=["loop 3"],
    says="In loop 3 the new head is not in the model any more: all layers learn, but the last one "
    "is the old one. Keep the exchange, and do it at the right moment.",
)
def repaired_3(model, head, x, y, epochs, lr):
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
    "cleared only once",
    fails=["loop 4"],
    says="In loop 4 the gradients still pile up: each step goes along the sum of all gradients so "
    "far, so the weights overshoot and swing. `optimizer.zero_grad()` is due in every epoch, and "
    "plain SGD has no momentum.",
)
def repaired_4(model, x, y, epochs, lr):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    optimizer.zero_grad()
    history = []
    for _ in range(epochs):
        loss = nn.functional.mse_loss(model(x), y)
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history


@wrong(
    "cleared before the step",
    fails=["loop 4"],
    says="In loop 4 nothing moves any more. Either `zero_grad` stands between `backward` and "
    "`step`, and takes away the very gradients that the step needs, or `step` is not called.",
)
def repaired_4(model, x, y, epochs, lr):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history = []
    for _ in range(epochs):
        loss = nn.functional.mse_loss(model(x), y)
        loss.backward()
        optimizer.zero_grad()
        optimizer.step()
        history.append(loss.item())
    return history


@wrong(
    "loss after the step",
    fails=["loop 4"],
    says="In loop 4 the loss that you write down is not the one before the step. Keep the order "
    "of the broken loop, apart from `zero_grad`.",
)
def repaired_4(model, x, y, epochs, lr):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history = []
    for _ in range(epochs):
        optimizer.zero_grad()
        nn.functional.mse_loss(model(x), y).backward()
        optimizer.step()
        history.append(nn.functional.mse_loss(model(x), y).item())
    return history


@wrong(
    "weight decay",
    fails=["the question about loop 4"],
    says="Weight decay pulls the weights towards zero, whatever the gradients are. In loop 4 it "
    "is earlier gradients that act again. What adds them up?",
)
def same_as():
    return "a"


@wrong(
    "momentum that fades",
    fails=["the question about loop 4"],
    says="Nearly: it is a momentum. With 0.9 the earlier gradients fade with every step. Does "
    "anything fade in `.grad` when `backward` adds to it?",
)
def same_as():
    return "b"


@wrong(
    "Nesterov",
    fails=["the question about loop 4"],
    says="Nesterov's momentum looks ahead, and with 0.9 earlier gradients fade. In loop 4 the "
    "step goes along the plain sum of all gradients so far. Which setting gives just that?",
)
def same_as():
    return "d"


@wrong(
    "a second drop",
    fails=["loop 2"],
    says="In loop 2 the learning rate drops a second time where the number of epochs is odd: "
    "`StepLR` drops again and again, every `step_size` epochs. It should drop once.",
)
def repaired_2(model, x, y, epochs, lr):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr, momentum=0.9)
    scheduler = torch.optim.lr_scheduler.StepLR(optimizer, step_size=epochs // 2)
    history = []
    for _ in range(epochs):
        loss = nn.functional.mse_loss(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        scheduler.step()
        history.append(loss.item())
    return history


@wrong(
    "only even numbers",
    fails=["loop 2"],
    says="In loop 2 the learning rate does not change where the number of epochs is odd: "
    "`epochs / 2` is no whole number then, and no epoch equals it. The task says `epochs // 2`.",
)
def repaired_2(model, x, y, epochs, lr):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr, momentum=0.9)
    history = []
    for epoch in range(epochs):
        if epoch == epochs / 2:
            optimizer.param_groups[0]["lr"] = lr / 10
        loss = nn.functional.mse_loss(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history


@wrong(
    "a list taken for a dict",
    fails=["loop 2"],
    says="In loop 2, `optimizer.param_groups` is a list, even where there is only one group. Each "
    'of its items is a dict, and has its own `"lr"`.',
)
def repaired_2(model, x, y, epochs, lr):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr, momentum=0.9)
    history = []
    for epoch in range(epochs):
        if epoch == epochs // 2:
            optimizer.param_groups["lr"] = lr / 10
        loss = nn.functional.mse_loss(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history


@wrong(
    "no answer",
    fails=["the question about loop 4"],
    says="`same_as` returns nothing (`None`). Return one of the four letters.",
)
def same_as():
    pass


@wrong(
    "words for a letter",
    fails=["the question about loop 4"],
    says="Return only the letter in front of the setting that you mean, as a string.",
)
def same_as():
    return "momentum=1.0"


@wrong(
    "a copy of the head",
    fails=["loop 3"],
    says="In loop 3 something learns in place of the head that you are given: a copy of it, or "
    "the old head with its numbers. Whoever gave you the head wants to use it afterwards.",
)
def repaired_3(model, head, x, y, epochs, lr):
    model[-1].load_state_dict(head.state_dict())
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
    "a letter and a bracket",
    fails=["the question about loop 4"],
    says="Return only the letter in front of the setting that you mean, as a string.",
)
def same_as():
    return "c)"


@wrong(
    "no momentum in the second half",
    fails=["loop 2"],
    says="In loop 2 the second half has no momentum. Change only the learning rate, in the "
    "optimizer that is there; a new one also forgets the gradients so far.",
)
def repaired_2(model, x, y, epochs, lr):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr, momentum=0.9)
    history = []
    for epoch in range(epochs):
        if epoch == epochs // 2:
            optimizer = torch.optim.SGD(model.parameters(), lr=lr / 10)
        loss = nn.functional.mse_loss(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history


@wrong(
    "a new model",
    fails=["loop 3"],
    says="In loop 3 you put the head into a model that you made. The one that you are given keeps "
    "its old head: `model = …` only gives a local name to another model.",
)
def repaired_3(model, head, x, y, epochs, lr):
    model = nn.Sequential(*model[:-1], head)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history = []
    for _ in range(epochs):
        loss = nn.functional.mse_loss(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history


@alternative("twice from the model")
def repaired_1(model, x, y, epochs, lr):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history = []
    for _ in range(epochs):
        loss = ((model(x) - y) ** 2).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return sum(p.numel() for p in model.parameters()), history


@alternative("a scheduler changes the learning rate")
def repaired_2(model, x, y, epochs, lr):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr, momentum=0.9)
    scheduler = torch.optim.lr_scheduler.MultiStepLR(optimizer, milestones=[epochs // 2])
    history = []
    for _ in range(epochs):
        loss = nn.functional.mse_loss(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        scheduler.step()
        history.append(loss.item())
    return history


@alternative("the head joins as a group of its own")
def repaired_3(model, head, x, y, epochs, lr):
    optimizer = torch.optim.SGD(model[:-1].parameters(), lr=lr)
    model[-1] = head
    optimizer.add_param_group({"params": list(head.parameters())})
    history = []
    for _ in range(epochs):
        loss = nn.functional.mse_loss(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history


@alternative("cleared after the step")
def repaired_4(model, x, y, epochs, lr):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    optimizer.zero_grad()
    history = []
    for _ in range(epochs):
        loss = nn.functional.mse_loss(model(x), y)
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        history.append(loss.item())
    return history


@alternative("a capital letter")
def same_as():
    return " C"
