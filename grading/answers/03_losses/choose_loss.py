"""Wrong and alternative answers to choose_loss (read by grading.bank)."""

from grading.bank import alternative, wrong

wrong(
    "cross-entropy for a yes or no",
    fails=["spam", "tags"],
    says="`nn.CrossEntropyLoss` makes the outputs of a row compete for *one* right class. With a "
    "single column there is no competition and the loss is always 0; with tags, of which several "
    "may be right, it is the wrong question. Each yes or no is a question of its own.",
    code="""
def choose_loss(situation):
    if situation == "prices":
        return nn.MSELoss()
    if situation == "outliers":
        return nn.HuberLoss()
    if situation == "padding":
        return nn.CrossEntropyLoss(ignore_index=0)
    return nn.CrossEntropyLoss()
""",
)


wrong(
    "squared error for all",
    fails=["outliers", "digits", "spam", "tags", "padding"],
    says="The squared error, or another loss of the difference, does not fit here. With outliers, "
    "the square of one error of 100 weighs as much as 10,000 errors of 1. Classes are not numbers "
    "on a scale: digit 9 is not nine times digit 1, and class indices of shape (N,) do not even "
    "have the shape of the outputs.",
    code="""
def choose_loss(situation):
    return lambda output, target: ((output - target) ** 2).mean()
""",
)


wrong(
    "padding counts",
    fails=["padding"],
    says="Rows of padding count in your loss. By default `nn.CrossEntropyLoss` leaves out the "
    "target −100 only; a setting tells it to leave out class 0.",
    code="""
def choose_loss(situation):
    if situation == "prices":
        return nn.MSELoss()
    if situation == "outliers":
        return nn.HuberLoss()
    if situation in ("spam", "tags"):
        return nn.BCEWithLogitsLoss()
    return nn.CrossEntropyLoss()
""",
)


wrong(
    "the digit 0 ignored",
    fails=["digits"],
    says="Rows of class 0 do not count in your loss. Only in `padding` does this class stand for "
    "nothing; here it is a digit like the others.",
    code="""
def choose_loss(situation):
    if situation == "prices":
        return nn.MSELoss()
    if situation == "outliers":
        return nn.HuberLoss()
    if situation in ("spam", "tags"):
        return nn.BCEWithLogitsLoss()
    return nn.CrossEntropyLoss(ignore_index=0)
""",
)


wrong(
    "probabilities wanted",
    fails=["digits", "spam", "tags", "padding"],
    says="`nn.BCELoss` takes probabilities and `nn.NLLLoss` log-probabilities. A last linear layer "
    "without an activation returns *logits*. Each of the two has a sister that takes those.",
    code="""
def choose_loss(situation):
    if situation == "prices":
        return nn.MSELoss()
    if situation == "outliers":
        return nn.HuberLoss()
    if situation in ("spam", "tags"):
        return nn.BCELoss()
    return nn.NLLLoss(ignore_index=0 if situation == "padding" else -100)
""",
)


wrong(
    "BCELoss of the sigmoid",
    fails=["spam", "tags"],
    says="At a logit of 200 the sigmoid is exactly 1 in float32, so nothing is left of how wrong "
    "the model is: the loss stays at 100, and the gradient is 0. Take the loss that wants logits.",
    code="""
def choose_loss(situation):
    def yes_or_no(output, target):
        return nn.functional.binary_cross_entropy(torch.sigmoid(output), target)

    losses = {
        "prices": nn.MSELoss(),
        "outliers": nn.HuberLoss(),
        "digits": nn.CrossEntropyLoss(),
        "spam": yes_or_no,
        "tags": yes_or_no,
        "padding": nn.CrossEntropyLoss(ignore_index=0),
    }
    return losses[situation]
""",
)


wrong(
    "NLLLoss of the softmax's logarithm",
    fails=["digits", "padding"],
    says="Where another logit is greater by 200, the softmax gives the right class a probability "
    "of exactly 0 in float32, and its logarithm is −∞. `nn.CrossEntropyLoss` takes the logits.",
    code="""
def choose_loss(situation):
    def of_log_softmax(**settings):
        return lambda output, target: nn.NLLLoss(**settings)(output.softmax(1).log(), target)

    losses = {
        "prices": nn.MSELoss(),
        "outliers": nn.HuberLoss(),
        "digits": of_log_softmax(),
        "spam": nn.BCEWithLogitsLoss(),
        "tags": nn.BCEWithLogitsLoss(),
        "padding": of_log_softmax(ignore_index=0),
    }
    return losses[situation]
""",
)


wrong(
    "L1 for outliers",
    fails=["outliers"],
    says="`nn.L1Loss` is a straight line everywhere, with a corner at 0. Small errors are to count "
    "as a parabola here. Which loss of the lesson is a parabola that goes on as a line?",
    code="""
def choose_loss(situation):
    if situation == "prices":
        return nn.MSELoss()
    if situation == "outliers":
        return nn.L1Loss()
    if situation in ("spam", "tags"):
        return nn.BCEWithLogitsLoss()
    return nn.CrossEntropyLoss(ignore_index=0 if situation == "padding" else -100)
""",
)


wrong(
    "classes for criteria",
    fails=["prices", "outliers", "digits", "spam", "tags", "padding"],
    says="You return the class, such as `nn.MSELoss`, and not a criterion made from it. Called "
    "with an output and a target, a class takes them for its settings. Call it first, with its "
    "settings or with empty brackets.",
    code="""
def choose_loss(situation):
    losses = {
        "prices": nn.MSELoss,
        "outliers": nn.HuberLoss,
        "spam": nn.BCEWithLogitsLoss,
        "tags": nn.BCEWithLogitsLoss,
    }
    return losses.get(situation, nn.CrossEntropyLoss)
""",
)


wrong(
    "sums",
    fails=["prices", "outliers", "digits", "spam", "tags", "padding"],
    says="Your loss adds the errors up. It then grows with the number of rows, and so do the "
    "gradients. The mean is to be taken, as a criterion does by default.",
    code="""
def choose_loss(situation):
    if situation == "prices":
        return nn.MSELoss(reduction="sum")
    if situation == "outliers":
        return nn.HuberLoss(reduction="sum")
    if situation in ("spam", "tags"):
        return nn.BCEWithLogitsLoss(reduction="sum")
    ignored = 0 if situation == "padding" else -100
    return nn.CrossEntropyLoss(reduction="sum", ignore_index=ignored)
""",
)


wrong(
    "a loss for each row",
    fails=["prices", "outliers", "digits", "spam", "tags", "padding"],
    says="Your criterion returns a whole tensor of losses. To train with it, one number is "
    "needed, of which to take the gradient: their mean.",
    code="""
def choose_loss(situation):
    if situation == "prices":
        return nn.MSELoss(reduction="none")
    if situation == "outliers":
        return nn.HuberLoss(reduction="none")
    if situation in ("spam", "tags"):
        return nn.BCEWithLogitsLoss(reduction="none")
    ignored = 0 if situation == "padding" else -100
    return nn.CrossEntropyLoss(reduction="none", ignore_index=ignored)
""",
)


wrong(
    "names of criteria",
    fails=["prices", "outliers", "digits", "spam", "tags", "padding"],
    says="You return the name of a criterion, a string. A string cannot be called. Return the "
    "criterion itself, made with its settings or with empty brackets.",
    code="""
def choose_loss(situation):
    losses = {
        "prices": "MSELoss",
        "outliers": "HuberLoss",
        "spam": "BCEWithLogitsLoss",
        "tags": "BCEWithLogitsLoss",
    }
    return losses.get(situation, "CrossEntropyLoss")
""",
)


wrong(
    "an activation first",
    fails=["digits", "spam", "tags", "padding"],
    says="You apply a softmax or a sigmoid before a loss that does so itself. It then takes the "
    "probabilities for logits, and a model that is certain and wrong has a small loss. Which "
    "of the two does this loss want?",
    code="""
def choose_loss(situation):
    def classes(**settings):
        return lambda output, target: nn.CrossEntropyLoss(**settings)(output.softmax(1), target)

    def yes_or_no(output, target):
        return nn.BCEWithLogitsLoss()(torch.sigmoid(output), target)

    losses = {
        "prices": nn.MSELoss(),
        "outliers": nn.HuberLoss(),
        "digits": classes(),
        "spam": yes_or_no,
        "tags": yes_or_no,
        "padding": classes(ignore_index=0),
    }
    return losses[situation]
""",
)


wrong(
    "padding in the divisor",
    fails=["padding"],
    says="The losses of the padding are 0 now, but these rows still count in the number that you "
    "divide by. The mean is over the rows that count, and over no others.",
    code="""
def choose_loss(situation):
    def without_padding(output, target):
        losses = nn.functional.cross_entropy(output, target, reduction="none")
        return (losses * (target != 0)).mean()

    losses = {
        "prices": nn.MSELoss(),
        "outliers": nn.HuberLoss(),
        "digits": nn.CrossEntropyLoss(),
        "spam": nn.BCEWithLogitsLoss(),
        "tags": nn.BCEWithLogitsLoss(),
        "padding": without_padding,
    }
    return losses[situation]
""",
)


wrong(
    "nothing returned",
    fails=["prices", "outliers", "digits", "spam", "tags", "padding"],
    says="In this situation `choose_loss` returns nothing (`None`), and that cannot be called. Is "
    "there a branch for it, and does that `return`?",
    code="""
def choose_loss(situation):
    print("nn.MSELoss()")
""",
)


wrong(
    "a line for prices",
    fails=["prices"],
    says="`nn.HuberLoss` counts a large error less than by its square. For these prices twice as "
    "far off is to be four times as bad, however far.",
    code="""
def choose_loss(situation):
    losses = {
        "prices": nn.HuberLoss(),
        "outliers": nn.HuberLoss(),
        "digits": nn.CrossEntropyLoss(),
        "spam": nn.BCEWithLogitsLoss(),
        "tags": nn.BCEWithLogitsLoss(),
        "padding": nn.CrossEntropyLoss(ignore_index=0),
    }
    return losses[situation]
""",
)


wrong(
    "or with a string",
    fails=["digits", "padding"],
    says="Here your loss is `nn.BCEWithLogitsLoss`, which is for a yes or no. If you meant "
    'another: a condition such as `situation == "spam" or "tags"` is always true, since a string '
    "that is not empty counts as true. Write both comparisons, or `in`.",
    code="""
def choose_loss(situation):
    if situation == "prices":
        return nn.MSELoss()
    if situation == "outliers":
        return nn.HuberLoss()
    if situation == "spam" or "tags":
        return nn.BCEWithLogitsLoss()
    if situation == "digits":
        return nn.CrossEntropyLoss()
    return nn.CrossEntropyLoss(ignore_index=0)
""",
)


wrong(
    "without a gradient",
    fails=["prices", "outliers", "digits", "spam", "tags", "padding"],
    says="The value is right, but no gradient gets from it to the output: that was detached on the "
    "way, gradients were off, or the loss was made a new tensor. With this criterion a model "
    "cannot be trained.",
    code="""
def choose_loss(situation):
    losses = {
        "prices": nn.MSELoss(),
        "outliers": nn.HuberLoss(),
        "spam": nn.BCEWithLogitsLoss(),
        "tags": nn.BCEWithLogitsLoss(),
        "padding": nn.CrossEntropyLoss(ignore_index=0),
    }
    criterion = losses.get(situation, nn.CrossEntropyLoss())
    return lambda output, target: criterion(output.detach(), target)
""",
)


alternative(
    "a weight of 0",
    code="""
def choose_loss(situation):
    losses = {
        "prices": nn.MSELoss(),
        "outliers": nn.HuberLoss(delta=1.0),
        "digits": nn.CrossEntropyLoss(),
        "spam": nn.BCEWithLogitsLoss(),
        "tags": nn.MultiLabelSoftMarginLoss(),
        "padding": nn.CrossEntropyLoss(weight=torch.tensor([0.0, 1.0, 1.0, 1.0, 1.0])),
    }
    return losses[situation]
""",
)


alternative(
    "functions",
    code="""
import functools

def choose_loss(situation):
    F = nn.functional
    if situation == "prices":
        return F.mse_loss
    if situation == "outliers":
        return nn.SmoothL1Loss()
    if situation in ("spam", "tags"):
        return F.binary_cross_entropy_with_logits
    return functools.partial(F.cross_entropy, ignore_index=0 if situation == "padding" else -100)
""",
)
