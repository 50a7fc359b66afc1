"""Wrong and alternative answers to fit (read by grading.bank)."""

import torch
from torch import nn

from grading.bank import alternative, wrong


@wrong(
    "no zero_grad",
    fails=[
        "the history",
        "the weights afterwards",
        "a criterion that is not symmetric",
        "stopping early",
        "a loss that falls by exactly the tolerance",
        "tolerance 0.0",
    ],
    says="Old gradients are still in `.grad`: `backward` adds the new ones to them, so each step "
    "goes along the sum of all gradients so far. Which call clears them, and when is it due?",
)
def fit(model, criterion, optimizer, x, y, epochs, tolerance=None):
    before = [(module, module.training) for module in model.modules()]
    model.train()
    history = []
    for _ in range(epochs):
        loss = criterion(model(x), y)
        history.append(loss.item())
        if tolerance is not None and len(history) > 1 and history[-2] - loss.item() < tolerance:
            break
        loss.backward()
        optimizer.step()
    for module, training in before:
        module.training = training
    return history


@wrong(
    "zero_grad last",
    fails=["the weights afterwards"],
    says="You clear the gradients after the step. That is in time for your own next step, but "
    "gradients which were there before the call go into the first one.",
)
def fit(model, criterion, optimizer, x, y, epochs, tolerance=None):
    before = [(module, module.training) for module in model.modules()]
    model.train()
    history = []
    for _ in range(epochs):
        loss = criterion(model(x), y)
        history.append(loss.item())
        if tolerance is not None and len(history) > 1 and history[-2] - loss.item() < tolerance:
            break
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
    for module, training in before:
        module.training = training
    return history


@wrong(
    "tensors in the history",
    fails=[
        "the history",
        "a criterion that is not symmetric",
        "stopping early",
        "a loss that falls by exactly the tolerance",
        "tolerance 0.0",
    ],
    says="Your history holds tensors, and Python floats are asked for. A loss that is kept as a "
    "tensor keeps its whole graph with it, one for each epoch, until the memory is full. How does "
    "one get the plain number?",
)
def fit(model, criterion, optimizer, x, y, epochs, tolerance=None):
    before = [(module, module.training) for module in model.modules()]
    model.train()
    history = []
    for _ in range(epochs):
        loss = criterion(model(x), y)
        history.append(loss)
        if tolerance is not None and len(history) > 1 and history[-2] - loss < tolerance:
            break
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    for module, training in before:
        module.training = training
    return history


@wrong(
    "loss after the step",
    fails=[
        "the history",
        "the weights afterwards",
        "a criterion that is not symmetric",
        "stopping early",
        "a loss that falls by exactly the tolerance",
        "tolerance 0.0",
    ],
    says="You record the loss after the step, predicted a second time with the new weights. The "
    "loss of an epoch is the one that its gradients come from, before the step.",
)
def fit(model, criterion, optimizer, x, y, epochs, tolerance=None):
    before = [(module, module.training) for module in model.modules()]
    model.train()
    history = []
    for _ in range(epochs):
        optimizer.zero_grad()
        criterion(model(x), y).backward()
        optimizer.step()
        history.append(criterion(model(x), y).item())
        if tolerance is not None and len(history) > 1 and history[-2] - history[-1] < tolerance:
            break
    for module, training in before:
        module.training = training
    return history


@wrong(
    "arguments swapped",
    fails=["a criterion that is not symmetric"],
    says="You call the criterion with the target first. With the squared error that makes no "
    "difference, with other losses it does: it is `criterion(y_hat, y)`, prediction first.",
)
def fit(model, criterion, optimizer, x, y, epochs, tolerance=None):
    before = [(module, module.training) for module in model.modules()]
    model.train()
    history = []
    for _ in range(epochs):
        loss = criterion(y, model(x))
        history.append(loss.item())
        if tolerance is not None and len(history) > 1 and history[-2] - history[-1] < tolerance:
            break
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    for module, training in before:
        module.training = training
    return history


@wrong(
    "never stops early",
    fails=["stopping early", "a loss that falls by exactly the tolerance", "tolerance 0.0"],
    says="Training goes on to the last epoch, whatever the tolerance. Compare each loss with the "
    "one before it, after appending it and before the step.",
)
def fit(model, criterion, optimizer, x, y, epochs, tolerance=None):
    before = [(module, module.training) for module in model.modules()]
    model.train()
    history = []
    for _ in range(epochs):
        loss = criterion(model(x), y)
        history.append(loss.item())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    for module, training in before:
        module.training = training
    return history


@wrong(
    "the difference with the wrong sign",
    fails=["stopping early", "a loss that falls by exactly the tolerance", "tolerance 0.0"],
    says="You subtract the old loss from the new one. Where the loss falls, that is negative, so "
    "below any tolerance above 0, and training ends while it goes well. The rule says by how much "
    "the loss has *fallen*: the old one minus the new one.",
)
def fit(model, criterion, optimizer, x, y, epochs, tolerance=None):
    before = [(module, module.training) for module in model.modules()]
    model.train()
    history = []
    for _ in range(epochs):
        loss = criterion(model(x), y)
        history.append(loss.item())
        if tolerance is not None and len(history) > 1:
            if history[-1] - history[-2] < tolerance:
                break
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    for module, training in before:
        module.training = training
    return history


@wrong(
    "stops where it pays",
    fails=["stopping early", "a loss that falls by exactly the tolerance", "tolerance 0.0"],
    says="You stop where the loss has fallen by *more* than the tolerance, so while training still "
    "pays, and go on where it no longer does. Turn the comparison round.",
)
def fit(model, criterion, optimizer, x, y, epochs, tolerance=None):
    before = [(module, module.training) for module in model.modules()]
    model.train()
    history = []
    for _ in range(epochs):
        loss = criterion(model(x), y)
        history.append(loss.item())
        if tolerance is not None and len(history) > 1:
            if history[-2] - history[-1] > tolerance:
                break
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    for module, training in before:
        module.training = training
    return history


@wrong(
    "stops only where it grows",
    fails=["stopping early", "a loss that falls by exactly the tolerance"],
    says="You stop only where the loss has *grown* by more than the tolerance. Training is to end "
    "as soon as it falls by less than the tolerance: the old loss minus the new one, and `<`.",
)
def fit(model, criterion, optimizer, x, y, epochs, tolerance=None):
    before = [(module, module.training) for module in model.modules()]
    model.train()
    history = []
    for _ in range(epochs):
        loss = criterion(model(x), y)
        history.append(loss.item())
        if tolerance is not None and len(history) > 1:
            if history[-1] - history[-2] > tolerance:
                break
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    for module, training in before:
        module.training = training
    return history


@wrong(
    "steps, then stops",
    fails=["stopping early", "tolerance 0.0"],
    says="Where training stops early, your weights have taken one step too many: the last epoch "
    "ends *without* its step. Decide between appending the loss and `optimizer.step()`.",
)
def fit(model, criterion, optimizer, x, y, epochs, tolerance=None):
    before = [(module, module.training) for module in model.modules()]
    model.train()
    history = []
    for _ in range(epochs):
        loss = criterion(model(x), y)
        history.append(loss.item())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if tolerance is not None and len(history) > 1 and history[-2] - history[-1] < tolerance:
            break
    for module, training in before:
        module.training = training
    return history


@wrong(
    "the last loss is missing",
    fails=["stopping early", "a loss that falls by exactly the tolerance", "tolerance 0.0"],
    says="Where training stops early, the loss that made it stop is missing from your history. "
    "Append it first, then decide.",
)
def fit(model, criterion, optimizer, x, y, epochs, tolerance=None):
    before = [(module, module.training) for module in model.modules()]
    model.train()
    history = []
    for _ in range(epochs):
        loss = criterion(model(x), y)
        if tolerance is not None and history and history[-1] - loss.item() < tolerance:
            break
        history.append(loss.item())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    for module, training in before:
        module.training = training
    return history


@wrong(
    "at most the tolerance",
    fails=["a loss that falls by exactly the tolerance", "tolerance 0.0"],
    says="You stop where the loss has fallen by exactly `tolerance`, too. The rule says *smaller* "
    "than `tolerance`: `<`, and not `<=`.",
)
def fit(model, criterion, optimizer, x, y, epochs, tolerance=None):
    before = [(module, module.training) for module in model.modules()]
    model.train()
    history = []
    for _ in range(epochs):
        loss = criterion(model(x), y)
        history.append(loss.item())
        if tolerance is not None and len(history) > 1 and history[-2] - history[-1] <= tolerance:
            break
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    for module, training in before:
        module.training = training
    return history


@wrong(
    "absolute difference",
    fails=["stopping early", "tolerance 0.0"],
    says="You go on where the loss *grows*. The absolute value takes the sign away: a loss that "
    "rises by 5 has not fallen by 5, but by −5, and that is less than any tolerance from 0 on.",
)
def fit(model, criterion, optimizer, x, y, epochs, tolerance=None):
    before = [(module, module.training) for module in model.modules()]
    model.train()
    history = []
    for _ in range(epochs):
        loss = criterion(model(x), y)
        history.append(loss.item())
        if tolerance is not None and len(history) > 1:
            if abs(history[-2] - history[-1]) < tolerance:
                break
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    for module, training in before:
        module.training = training
    return history


@wrong(
    "zero taken for None",
    fails=["tolerance 0.0"],
    says="With `tolerance=0.0` you never stop. 0.0 counts as false in an `if`, as `None` does. "
    "Ask for what you mean: `is not None`.",
)
def fit(model, criterion, optimizer, x, y, epochs, tolerance=None):
    before = [(module, module.training) for module in model.modules()]
    model.train()
    history = []
    for _ in range(epochs):
        loss = criterion(model(x), y)
        history.append(loss.item())
        if tolerance and len(history) > 1 and history[-2] - history[-1] < tolerance:
            break
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    for module, training in before:
        module.training = training
    return history


@wrong(
    "patience of two",
    fails=["stopping early", "a loss that falls by exactly the tolerance", "tolerance 0.0"],
    says="You wait until the loss has fallen too little twice in a row. That patience is often "
    "useful, but here the first time ends the training.",
)
def fit(model, criterion, optimizer, x, y, epochs, tolerance=None):
    before = [(module, module.training) for module in model.modules()]
    model.train()
    history = []
    for _ in range(epochs):
        loss = criterion(model(x), y)
        history.append(loss.item())
        falls = [a - b for a, b in zip(history, history[1:], strict=False)]
        if tolerance is not None and len(falls) > 1 and max(falls[-2:]) < tolerance:
            break
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    for module, training in before:
        module.training = training
    return history


@wrong(
    "a criterion of its own",
    fails=[
        "a criterion that is not symmetric",
        "stopping early",
        "a loss that falls by exactly the tolerance",
        "tolerance 0.0",
    ],
    says="You compute a loss of your own and not `criterion(y_hat, y)`. Whoever calls `fit` "
    "chooses the loss.",
)
def fit(model, criterion, optimizer, x, y, epochs, tolerance=None):
    before = [(module, module.training) for module in model.modules()]
    model.train()
    history = []
    for _ in range(epochs):
        loss = nn.functional.mse_loss(model(x), y)
        history.append(loss.item())
        if tolerance is not None and len(history) > 1:
            if history[-2] - history[-1] < tolerance:
                break
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    for module, training in before:
        module.training = training
    return history


@wrong(
    "None taken for zero",
    fails=["the history"],
    says="Without a tolerance you still stop as soon as the loss grows. `None` means that "
    "training never stops early; `tolerance or 0.0` is a tolerance of 0.",
)
def fit(model, criterion, optimizer, x, y, epochs, tolerance=None):
    before = [(module, module.training) for module in model.modules()]
    model.train()
    history = []
    for _ in range(epochs):
        loss = criterion(model(x), y)
        history.append(loss.item())
        if len(history) > 1 and history[-2] - history[-1] < (tolerance or 0.0):
            break
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    for module, training in before:
        module.training = training
    return history


@wrong(
    "a small loss",
    fails=["stopping early", "a loss that falls by exactly the tolerance", "tolerance 0.0"],
    says="You stop where the loss *itself* is smaller than `tolerance`. What counts is how far it "
    "has fallen since the epoch before: a good fit of noisy data may have a large loss that no "
    "longer falls.",
)
def fit(model, criterion, optimizer, x, y, epochs, tolerance=None):
    before = [(module, module.training) for module in model.modules()]
    model.train()
    history = []
    for _ in range(epochs):
        loss = criterion(model(x), y)
        history.append(loss.item())
        if tolerance is not None and len(history) > 1 and loss < tolerance:
            break
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    for module, training in before:
        module.training = training
    return history


@wrong(
    "compared with the first",
    fails=["stopping early", "a loss that falls by exactly the tolerance", "tolerance 0.0"],
    says="You compare each loss with the first one. It is the loss of the epoch just before that "
    "counts: `history[-2]`.",
)
def fit(model, criterion, optimizer, x, y, epochs, tolerance=None):
    before = [(module, module.training) for module in model.modules()]
    model.train()
    history = []
    for _ in range(epochs):
        loss = criterion(model(x), y)
        history.append(loss.item())
        if tolerance is not None and len(history) > 1 and history[0] - history[-1] < tolerance:
            break
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    for module, training in before:
        module.training = training
    return history


@wrong(
    "a share of the loss",
    fails=["stopping early", "a loss that falls by exactly the tolerance"],
    says="You compare the *share* by which the loss has fallen. The rule compares the plain "
    "difference of the two losses with `tolerance`.",
)
def fit(model, criterion, optimizer, x, y, epochs, tolerance=None):
    before = [(module, module.training) for module in model.modules()]
    model.train()
    history = []
    for _ in range(epochs):
        loss = criterion(model(x), y)
        history.append(loss.item())
        if tolerance is not None and len(history) > 1:
            if history[-2] - history[-1] < tolerance * history[-2]:
                break
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    for module, training in before:
        module.training = training
    return history


@wrong(
    "loss before last forgotten",
    fails=[
        "stopping early",
        "a loss that falls by exactly the tolerance",
        "tolerance 0.0",
        "the modes afterwards",
    ],
    says="`history[-2]` does not exist in the first epoch: there is no loss to compare with yet. "
    "Compare from the second epoch on.",
)
def fit(model, criterion, optimizer, x, y, epochs, tolerance=None):
    before = [(module, module.training) for module in model.modules()]
    model.train()
    history = []
    for _ in range(epochs):
        loss = criterion(model(x), y)
        history.append(loss.item())
        if tolerance is not None and history[-2] - history[-1] < tolerance:
            break
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    for module, training in before:
        module.training = training
    return history


@wrong(
    "left in training mode",
    fails=["the modes afterwards"],
    says="Your model is in training mode afterwards, though it, or a part of it, was in evaluation "
    "mode before. Whoever goes on to predict with it gets dropout. Note the modes before you "
    "call `train()`.",
)
def fit(model, criterion, optimizer, x, y, epochs, tolerance=None):
    model.train()
    history = []
    for _ in range(epochs):
        loss = criterion(model(x), y)
        history.append(loss.item())
        if tolerance is not None and len(history) > 1 and history[-2] - history[-1] < tolerance:
            break
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return history


@wrong(
    "left in evaluation mode",
    fails=["the modes afterwards"],
    says="Your model is in evaluation mode afterwards, even where it was in training mode before. "
    "`fit` should leave each module as it found it.",
)
def fit(model, criterion, optimizer, x, y, epochs, tolerance=None):
    model.train()
    history = []
    for _ in range(epochs):
        loss = criterion(model(x), y)
        history.append(loss.item())
        if tolerance is not None and len(history) > 1 and history[-2] - history[-1] < tolerance:
            break
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    model.eval()
    return history


@wrong(
    "one mode for all",
    fails=["the modes afterwards"],
    says="You give back the mode of the model as a whole, or of its outermost parts, by "
    "`train(…)`, and that goes to every module inside. A part that was in evaluation mode while "
    "the rest was training (a frozen batch norm, say) is in training mode afterwards. Each module "
    "has a `training` of its own.",
)
def fit(model, criterion, optimizer, x, y, epochs, tolerance=None):
    before = model.training
    model.train()
    history = []
    for _ in range(epochs):
        loss = criterion(model(x), y)
        history.append(loss.item())
        if tolerance is not None and len(history) > 1 and history[-2] - history[-1] < tolerance:
            break
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    model.train(before)
    return history


@wrong(
    "forgotten when it stops early",
    fails=["the modes afterwards"],
    says="Where training stops early, the modes are not put back: a `return` in the loop skips "
    "what stands below it. Leave the loop with `break`.",
)
def fit(model, criterion, optimizer, x, y, epochs, tolerance=None):
    before = [(module, module.training) for module in model.modules()]
    model.train()
    history = []
    for _ in range(epochs):
        loss = criterion(model(x), y)
        history.append(loss.item())
        if tolerance is not None and len(history) > 1 and history[-2] - history[-1] < tolerance:
            return history
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    for module, training in before:
        module.training = training
    return history


@wrong(
    "in whatever mode",
    fails=["the mode while it trains"],
    says="You train in the mode in which the model happens to be. After an evaluation that is "
    "`eval`, where dropout does nothing and batch norm learns no statistics.",
)
def fit(model, criterion, optimizer, x, y, epochs, tolerance=None):
    history = []
    for _ in range(epochs):
        loss = criterion(model(x), y)
        history.append(loss.item())
        if tolerance is not None and len(history) > 1 and history[-2] - history[-1] < tolerance:
            break
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return history


@wrong(
    "cleared once",
    fails=[
        "the history",
        "the weights afterwards",
        "a criterion that is not symmetric",
        "stopping early",
        "a loss that falls by exactly the tolerance",
        "tolerance 0.0",
    ],
    says="Old gradients are still in `.grad`: `backward` adds the new ones to them, so each step "
    "goes along the sum of all gradients so far. Which call clears them, and when is it due?",
)
def fit(model, criterion, optimizer, x, y, epochs, tolerance=None):
    before = [(module, module.training) for module in model.modules()]
    model.train()
    history = []
    optimizer.zero_grad()
    for _ in range(epochs):
        loss = criterion(model(x), y)
        history.append(loss.item())
        if tolerance is not None and len(history) > 1 and history[-2] - history[-1] < tolerance:
            break
        loss.backward()
        optimizer.step()
    for module, training in before:
        module.training = training
    return history


@wrong(
    "cleared before the step",
    fails=[
        "the history",
        "the weights afterwards",
        "a criterion that is not symmetric",
        "stopping early",
        "a loss that falls by exactly the tolerance",
        "tolerance 0.0",
    ],
    says="Your weights never change: no step is made, or there are no gradients when it is made. "
    "Print `.grad` of a parameter just before `optimizer.step()`. Are `backward` and `step` both "
    "there, in this order, and `zero_grad` not between the two?",
)
def fit(model, criterion, optimizer, x, y, epochs, tolerance=None):
    before = [(module, module.training) for module in model.modules()]
    model.train()
    history = []
    for _ in range(epochs):
        loss = criterion(model(x), y)
        history.append(loss.item())
        if tolerance is not None and len(history) > 1 and history[-2] - history[-1] < tolerance:
            break
        loss.backward()
        optimizer.zero_grad()
        optimizer.step()
    for module, training in before:
        module.training = training
    return history


@wrong(
    "predicts twice",
    fails=["the weights afterwards"],
    says="You predict twice in an epoch. In training mode each prediction changes the model: batch "
    "norm takes a further step with its running mean and variance. One prediction gives the loss "
    "for the history and the gradients.",
)
def fit(model, criterion, optimizer, x, y, epochs, tolerance=None):
    before = [(module, module.training) for module in model.modules()]
    model.train()
    history = []
    for _ in range(epochs):
        history.append(criterion(model(x), y).item())
        if tolerance is not None and len(history) > 1 and history[-2] - history[-1] < tolerance:
            break
        optimizer.zero_grad()
        criterion(model(x), y).backward()
        optimizer.step()
    for module, training in before:
        module.training = training
    return history


@wrong(
    "the lowest so far",
    fails=["stopping early"],
    says="You compare each loss with the lowest one so far. It is the loss of the epoch just "
    "before that counts, also where the loss has grown and a negative tolerance allows it.",
)
def fit(model, criterion, optimizer, x, y, epochs, tolerance=None):
    before = [(module, module.training) for module in model.modules()]
    model.train()
    history = []
    for _ in range(epochs):
        loss = criterion(model(x), y)
        history.append(loss.item())
        if tolerance is not None and len(history) > 1:
            if min(history[:-1]) - history[-1] < tolerance:
                break
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    for module, training in before:
        module.training = training
    return history


@wrong(
    "from the third epoch on",
    fails=["stopping early", "tolerance 0.0"],
    says="You first compare in the third epoch. In the second one there is already a loss before "
    "it to compare with; `epoch` counts from 0.",
)
def fit(model, criterion, optimizer, x, y, epochs, tolerance=None):
    before = [(module, module.training) for module in model.modules()]
    model.train()
    history = []
    for epoch in range(epochs):
        loss = criterion(model(x), y)
        history.append(loss.item())
        if tolerance is not None and epoch > 1 and history[-2] - history[-1] < tolerance:
            break
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    for module, training in before:
        module.training = training
    return history


@wrong(
    "train only if the model is in eval",
    fails=["the mode while it trains"],
    says="You call `train()` only if `model.training` is `False`. That looks at the model itself: "
    "a part of it may be in evaluation mode all the same, and stays in it. The *whole* model "
    "should train.",
)
def fit(model, criterion, optimizer, x, y, epochs, tolerance=None):
    before = [(module, module.training) for module in model.modules()]
    if not model.training:
        model.train()
    history = []
    for _ in range(epochs):
        loss = criterion(model(x), y)
        history.append(loss.item())
        if tolerance is not None and len(history) > 1 and history[-2] - history[-1] < tolerance:
            break
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    for module, training in before:
        module.training = training
    return history


@wrong(
    "only the outermost parts",
    fails=["the modes afterwards"],
    says="You give back the mode of the model as a whole, or of its outermost parts, by "
    "`train(…)`, and that goes to every module inside. A part that was in evaluation mode while "
    "the rest was training (a frozen batch norm, say) is in training mode afterwards. Each module "
    "has a `training` of its own.",
)
def fit(model, criterion, optimizer, x, y, epochs, tolerance=None):
    whole, parts = model.training, [(part, part.training) for part in model.children()]
    model.train()
    history = []
    for _ in range(epochs):
        loss = criterion(model(x), y)
        history.append(loss.item())
        if tolerance is not None and len(history) > 1 and history[-2] - history[-1] < tolerance:
            break
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    model.train(whole)
    for part, training in parts:
        part.train(training)
    return history


@wrong(
    "compared with None",
    fails=[
        "the history",
        "the weights afterwards",
        "a criterion that is not symmetric",
        "the mode while it trains",
    ],
    says="You compare a number with `tolerance` where this is `None`, and Python can't say which "
    "of the two is smaller. `None` means that training never stops early: ask for it before you "
    "compare.",
)
def fit(model, criterion, optimizer, x, y, epochs, tolerance=None):
    before = [(module, module.training) for module in model.modules()]
    model.train()
    history = []
    for _ in range(epochs):
        loss = criterion(model(x), y)
        history.append(loss.item())
        if len(history) > 1 and history[-2] - history[-1] < tolerance:
            break
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    for module, training in before:
        module.training = training
    return history


@wrong(
    "a tolerance of 0 by default",
    fails=["the history"],
    says="Without a tolerance you still stop as soon as the loss grows. `None` means that "
    "training never stops early; `tolerance or 0.0` is a tolerance of 0.",
)
def fit(model, criterion, optimizer, x, y, epochs, tolerance=0.0):
    before = [(module, module.training) for module in model.modules()]
    model.train()
    history = []
    for _ in range(epochs):
        loss = criterion(model(x), y)
        history.append(loss.item())
        if tolerance is not None and len(history) > 1 and history[-2] - history[-1] < tolerance:
            break
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    for module, training in before:
        module.training = training
    return history


@wrong(
    "the first epoch returned",
    fails=[
        "the history",
        "the weights afterwards",
        "a criterion that is not symmetric",
        "stopping early",
        "a loss that falls by exactly the tolerance",
        "tolerance 0.0",
    ],
    says="Your function ends in its first epoch: the `return`, or what puts the modes back and "
    "then returns, stands *in* the loop. Indent it as far as the `for`.",
)
def fit(model, criterion, optimizer, x, y, epochs, tolerance=None):
    before = [(module, module.training) for module in model.modules()]
    model.train()
    history = []
    for _ in range(epochs):
        loss = criterion(model(x), y)
        history.append(loss.item())
        if tolerance is not None and len(history) > 1 and history[-2] - history[-1] < tolerance:
            break
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        for module, training in before:
            module.training = training
        return history
    return history


@wrong(
    "predicted once for all epochs",
    fails=[
        "the history",
        "the weights afterwards",
        "a criterion that is not symmetric",
        "stopping early",
        "a loss that falls by exactly the tolerance",
        "tolerance 0.0",
        "the mode while it trains",
    ],
    says="`backward` goes through one graph a second time, or the second loss is the first one "
    "again. Was the prediction made before the loop, are losses added up in a tensor, or is "
    "`backward` called twice? Each epoch predicts anew, with the weights of the step before; "
    "`retain_graph` would only hide that.",
)
def fit(model, criterion, optimizer, x, y, epochs, tolerance=None):
    before = [(module, module.training) for module in model.modules()]
    model.train()
    history = []
    y_hat = model(x)
    for _ in range(epochs):
        loss = criterion(y_hat, y)
        history.append(loss.item())
        if tolerance is not None and len(history) > 1 and history[-2] - history[-1] < tolerance:
            break
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    for module, training in before:
        module.training = training
    return history


@wrong(
    "one step, behind the loop",
    fails=[
        "the history",
        "the weights afterwards",
        "a criterion that is not symmetric",
        "stopping early",
        "a loss that falls by exactly the tolerance",
        "tolerance 0.0",
    ],
    says="You take one step only, behind the loop: all epochs before it have the same loss. The "
    "step belongs to each epoch, so it stands *in* the loop.",
)
def fit(model, criterion, optimizer, x, y, epochs, tolerance=None):
    before = [(module, module.training) for module in model.modules()]
    model.train()
    history = []
    for _ in range(epochs):
        loss = criterion(model(x), y)
        history.append(loss.item())
        if tolerance is not None and len(history) > 1 and history[-2] - history[-1] < tolerance:
            break
        optimizer.zero_grad()
        loss.backward()
    optimizer.step()
    for module, training in before:
        module.training = training
    return history


@wrong(
    "squeezed",
    fails=["the history", "the weights afterwards", "a criterion that is not symmetric"],
    says="You squeeze the prediction and not `y`: shapes (N,) and (N, 1) broadcast to (N, N), and "
    "each prediction is compared with every target. The model's output has the shape of `y` "
    "already; take it as it is.",
)
def fit(model, criterion, optimizer, x, y, epochs, tolerance=None):
    before = [(module, module.training) for module in model.modules()]
    model.train()
    history = []
    for _ in range(epochs):
        loss = criterion(model(x).squeeze(), y)
        history.append(loss.item())
        if tolerance is not None and len(history) > 1 and history[-2] - history[-1] < tolerance:
            break
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    for module, training in before:
        module.training = training
    return history


@wrong(
    "compared with itself",
    fails=["stopping early", "a loss that falls by exactly the tolerance", "tolerance 0.0"],
    says="You compare each loss with itself, so it seems never to fall. Once the loss of this "
    "epoch is appended, it is `history[-1]`. Which one is the loss of the epoch before?",
)
def fit(model, criterion, optimizer, x, y, epochs, tolerance=None):
    before = [(module, module.training) for module in model.modules()]
    model.train()
    history = []
    for _ in range(epochs):
        loss = criterion(model(x), y)
        history.append(loss.item())
        if tolerance is not None and len(history) > 1 and history[-1] - loss.item() < tolerance:
            break
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    for module, training in before:
        module.training = training
    return history


@wrong(
    "the modes put back in the loop",
    fails=["the mode while it trains"],
    says="Your model predicts in both modes while it trains. Either `eval()` is called for a "
    "prediction in the loop, or the modes are put back *in* the loop, where only the first epoch "
    "comes before. From the first epoch to the last it should be in training mode.",
)
def fit(model, criterion, optimizer, x, y, epochs, tolerance=None):
    before = [(module, module.training) for module in model.modules()]
    model.train()
    history = []
    for _ in range(epochs):
        loss = criterion(model(x), y)
        history.append(loss.item())
        if tolerance is not None and len(history) > 1 and history[-2] - history[-1] < tolerance:
            break
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        for module, training in before:
            module.training = training
    return history


@wrong(
    "only the model itself",
    fails=["the modes afterwards"],
    says="You put back the mode of some modules only: of the model itself, say, or of its "
    "outermost parts. `train()` has gone to *every* module inside. Which method goes through all "
    "of them?",
)
def fit(model, criterion, optimizer, x, y, epochs, tolerance=None):
    before = model.training
    model.train()
    history = []
    for _ in range(epochs):
        loss = criterion(model(x), y)
        history.append(loss.item())
        if tolerance is not None and len(history) > 1 and history[-2] - history[-1] < tolerance:
            break
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    model.training = before
    return history


@alternative("modes by name, the previous loss in a variable")
def fit(model, criterion, optimizer, x, y, epochs, tolerance=None):
    modes = {name: module.training for name, module in model.named_modules()}
    history, previous = [], None
    model.train()
    try:
        while len(history) < epochs:
            optimizer.zero_grad()
            loss = criterion(model(x), y)
            value = float(loss.detach())
            history += [value]
            if tolerance is not None and previous is not None and value > previous - tolerance:
                break
            previous = value
            loss.backward()
            optimizer.step()
    finally:
        for name, module in model.named_modules():
            module.train(modes[name])
    return history


@alternative("gradients by autograd.grad, a helper decides")
def fit(model, criterion, optimizer, x, y, epochs, tolerance=None):
    def pays(history):
        if tolerance is None or len(history) < 2:
            return True
        return not history[-2] - history[-1] < tolerance

    found_in_eval = [module for module in model.modules() if not module.training]
    model.train()
    parameters, history = list(model.parameters()), []
    for _ in range(epochs):
        loss = criterion(model(x), y)
        history.append(loss.item())
        if not pays(history):
            break
        for parameter, grad in zip(parameters, torch.autograd.grad(loss, parameters), strict=True):
            parameter.grad = grad
        optimizer.step()
    for module in found_in_eval:
        module.training = False
    return history


@alternative("modes set one by one, gradients cleared to zero")
def fit(model, criterion, optimizer, x, y, epochs, tolerance=None):
    modes = {module: module.training for module in model.modules()}
    for module in modes:
        module.training = True
    losses = []
    for epoch in range(epochs):
        loss = criterion(model(x), y)
        losses.append(float(loss))
        if tolerance is not None and epoch and losses[epoch - 1] - losses[epoch] < tolerance:
            break
        optimizer.zero_grad(set_to_none=False)
        loss.backward()
        optimizer.step()
    for module, training in modes.items():
        module.training = training
    return losses
