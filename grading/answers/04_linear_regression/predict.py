"""Wrong and alternative answers to predict (read by grading.bank)."""

import torch

from grading.bank import alternative, wrong


@wrong(
    "without eval",
    fails=["the prediction", "weights, buffers and autograd afterwards"],
    says="The model predicts in the mode it happens to be in. In training mode dropout sets "
    "random numbers to 0, and batch norm uses (and updates) the statistics of just these rows. "
    "`no_grad` changes nothing about that, and `model.training = False` reaches the model itself "
    "only, not the layers in it.",
)
def predict(model, x):
    with torch.no_grad():
        return model(x)


@wrong(
    "with gradients",
    fails=["what autograd records"],
    says="Autograd records your prediction: `eval()` changes what some layers compute, not "
    "whether it is recorded. What else does the lesson use when it predicts? (Without `with` "
    "before it, that switches nothing off.)",
)
def predict(model, x):
    before = [(module, module.training) for module in model.modules()]
    model.eval()
    y_hat = model(x)
    for module, training in before:
        module.training = training
    return y_hat


@wrong(
    "detached afterwards",
    fails=["what autograd records"],
    says="You cut the prediction off (by `detach` or `.data`) when it has been recorded already: "
    "autograd has kept what it would need to differentiate every layer. Switch the recording off "
    "before the model runs.",
)
def predict(model, x):
    before = [(module, module.training) for module in model.modules()]
    model.eval()
    y_hat = model(x).detach()
    for module, training in before:
        module.training = training
    return y_hat


@wrong(
    "left in evaluation mode",
    fails=["the modes afterwards"],
    says="Your model stays in evaluation mode, also where it was in training mode before. "
    "Whoever predicts in the middle of training would go on training without dropout, and not "
    "notice.",
)
def predict(model, x):
    model.eval()
    with torch.no_grad():
        return model(x)


@wrong(
    "back to training mode",
    fails=["the modes afterwards"],
    says="You put the model into training mode afterwards, whatever mode it was in. A model that "
    "was ready for use in evaluation mode then gives random predictions.",
)
def predict(model, x):
    model.eval()
    with torch.no_grad():
        y_hat = model(x)
    model.train()
    return y_hat


@wrong(
    "one mode for all",
    fails=["the modes afterwards"],
    says="You give back the mode of the model as a whole, or of its outermost parts, by "
    "`train(…)`, and that goes to every module inside. A part that was in evaluation mode while "
    "the rest was training is in training mode afterwards. Each module has a `training` of its "
    "own.",
)
def predict(model, x):
    before = model.training
    model.eval()
    with torch.no_grad():
        y_hat = model(x)
    model.train(before)
    return y_hat


@wrong(
    "a NumPy array",
    fails=["the prediction", "what autograd records"],
    says="You return a NumPy array, and a tensor is asked for.",
)
def predict(model, x):
    before = [(module, module.training) for module in model.modules()]
    model.eval()
    with torch.no_grad():
        y_hat = model(x)
    for module, training in before:
        module.training = training
    return y_hat.numpy()


@wrong(
    "frozen for good",
    fails=["weights, buffers and autograd afterwards"],
    says="You switch recording off for the whole program, or freeze the model's parameters: the "
    "prediction is as it should be, but the caller can't train any more.",
)
def predict(model, x):
    before = [(module, module.training) for module in model.modules()]
    model.eval().requires_grad_(False)
    y_hat = model(x)
    for module, training in before:
        module.training = training
    return y_hat


@wrong(
    "switched off for good",
    fails=["weights, buffers and autograd afterwards"],
    says="You switch recording off for the whole program, or freeze the model's parameters: the "
    "prediction is as it should be, but the caller can't train any more.",
)
def predict(model, x):
    before = [(module, module.training) for module in model.modules()]
    model.eval()
    torch.set_grad_enabled(False)
    y_hat = model(x)
    for module, training in before:
        module.training = training
    return y_hat


@wrong(
    "only the outermost parts",
    fails=["the modes afterwards"],
    says="You give back the mode of the model as a whole, or of its outermost parts, by "
    "`train(…)`, and that goes to every module inside. A part that was in evaluation mode while "
    "the rest was training is in training mode afterwards. Each module has a `training` of its "
    "own.",
)
def predict(model, x):
    whole, parts = model.training, [(part, part.training) for part in model.children()]
    model.eval()
    with torch.no_grad():
        y_hat = model(x)
    model.train(whole)
    for part, training in parts:
        part.train(training)
    return y_hat


@wrong(
    "a copy in training mode",
    fails=["the prediction"],
    says="You predict with a copy, so nothing happens to the model itself; but the copy has its "
    "mode, too, and in training mode dropout and batch norm work on. Put the copy into evaluation "
    "mode.",
)
def predict(model, x):
    import copy

    with torch.no_grad():
        return copy.deepcopy(model)(x)


@wrong(
    "eval only if the model trains",
    fails=["the prediction"],
    says="You call `eval()` only if `model.training` is `True`. That looks at the model itself: a "
    "part of it may be in training mode all the same, and stays in it. Put the *whole* model into "
    "evaluation mode.",
)
def predict(model, x):
    before = [(module, module.training) for module in model.modules()]
    if model.training:
        model.eval()
    with torch.no_grad():
        y_hat = model(x)
    for module, training in before:
        module.training = training
    return y_hat


@wrong(
    "switched on in any case",
    fails=["weights, buffers and autograd afterwards"],
    says="Afterwards autograd records in any case, also where the caller had switched it off. "
    "`with torch.no_grad():` ends by putting back what was there before.",
)
def predict(model, x):
    before = [(module, module.training) for module in model.modules()]
    model.eval()
    torch.set_grad_enabled(False)
    y_hat = model(x)
    torch.set_grad_enabled(True)
    for module, training in before:
        module.training = training
    return y_hat


@wrong(
    "frozen and thawed",
    fails=["weights, buffers and autograd afterwards"],
    says="You freeze the parameters for the prediction, and afterwards make *all* of them "
    "trainable: also those that the caller had frozen. Switch the recording off, and leave the "
    "parameters alone.",
)
def predict(model, x):
    before = [(module, module.training) for module in model.modules()]
    model.eval().requires_grad_(False)
    y_hat = model(x)
    model.requires_grad_(True)
    for module, training in before:
        module.training = training
    return y_hat


@wrong(
    "the gradients cleared",
    fails=["weights, buffers and autograd afterwards"],
    says="You clear the model's gradients, by `zero_grad`. Someone may predict between `backward` "
    "and `step`, and would lose them. To predict needs no gradients: neither new nor cleared ones.",
)
def predict(model, x):
    before = [(module, module.training) for module in model.modules()]
    model.eval()
    model.zero_grad()
    with torch.no_grad():
        y_hat = model(x)
    for module, training in before:
        module.training = training
    return y_hat


@wrong(
    "only the model itself",
    fails=["the modes afterwards"],
    says="You put back the mode of some modules only: of the model itself, say, or of its "
    "outermost parts. `eval()` has gone to *every* module inside. Which method goes through all "
    "of them?",
)
def predict(model, x):
    before = model.training
    model.eval()
    with torch.no_grad():
        y_hat = model(x)
    model.training = before
    return y_hat


@alternative("inference mode, and modes by name")
def predict(model, x):
    modes = {name: module.training for name, module in model.named_modules()}
    with torch.inference_mode():
        try:
            return model.eval()(x)
        finally:
            for name, module in model.named_modules():
                module.training = modes[name]


@alternative("a copy of the model")
def predict(model, x):
    import copy

    twin = copy.deepcopy(model).eval()
    with torch.inference_mode():
        return twin(x)


@alternative("a decorator, and train for each module")
@torch.no_grad()
def predict(model, x):
    modes = [module.training for module in model.modules()]
    model.train(False)
    y_hat = model(x)
    for module, mode in zip(model.modules(), modes, strict=True):
        module.train(mode)
    return y_hat
