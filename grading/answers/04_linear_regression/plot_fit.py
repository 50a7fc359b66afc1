"""Wrong and alternative answers to plot_fit (read by grading.bank)."""

import torch
from matplotlib import pyplot as plt
from matplotlib.figure import Figure

from grading.bank import alternative, wrong


@wrong(
    "x not sorted",
    fails=["the model's line"],
    says="Your line joins the points in the order of the rows, to and fro: a tangle, as soon as "
    "the model is curved. Sort by x first, and take the predictions in the same order.",
)
def plot_fit(model, x, y):
    with torch.no_grad():
        y_hat = model(x)
    figure = Figure()
    axes = figure.subplots()
    axes.scatter(x, y, label="data")
    axes.plot(x.flatten(), y_hat.flatten(), label="model")
    axes.set(xlabel="x", ylabel="y")
    axes.legend()
    return figure


@wrong(
    "a column sorted row by row",
    fails=["the model's line"],
    says="Your `argsort` says 0 for every row: it sorts along the last dimension, and in a tensor "
    "of shape (N, 1) that holds one number in each row. So the line is one point, N times. Make "
    "one dimension of `x` first, or say along which one to sort.",
)
def plot_fit(model, x, y):
    order = x.argsort()
    with torch.no_grad():
        y_hat = model(x)
    figure = Figure()
    axes = figure.subplots()
    axes.scatter(x, y, label="data")
    axes.plot(x.flatten()[order], y_hat.flatten()[order], label="model")
    axes.set(xlabel="x", ylabel="y")
    axes.legend()
    return figure


@wrong(
    "only x sorted",
    fails=["the model's line"],
    says="You sort `x` and leave the predictions in the order of the rows: they no longer belong "
    "together. Sort once, and take both in that order.",
)
def plot_fit(model, x, y):
    with torch.no_grad():
        y_hat = model(x)
    figure = Figure()
    axes = figure.subplots()
    axes.scatter(x, y, label="data")
    axes.plot(x.flatten().sort().values, y_hat.flatten(), label="model")
    axes.set(xlabel="x", ylabel="y")
    axes.legend()
    return figure


@wrong(
    "both sorted by themselves",
    fails=["the model's line"],
    says="You sort `x` and the predictions each by itself. A curve that falls anywhere is then "
    "drawn as one that rises. Sort once, by x, and take both in that order.",
)
def plot_fit(model, x, y):
    with torch.no_grad():
        y_hat = model(x)
    figure = Figure()
    axes = figure.subplots()
    axes.scatter(x, y, label="data")
    axes.plot(x.flatten().sort().values, y_hat.flatten().sort().values, label="model")
    axes.set(xlabel="x", ylabel="y")
    axes.legend()
    return figure


@wrong(
    "two ends",
    fails=["the model's line"],
    says="You draw a straight line between two ends. The model's curve need not be straight: "
    "take the prediction at every x of the data.",
)
def plot_fit(model, x, y):
    ends = torch.stack([x.min(), x.max()]).unsqueeze(1)
    with torch.no_grad():
        y_hat = model(ends)
    figure = Figure()
    axes = figure.subplots()
    axes.scatter(x, y, label="data")
    axes.plot(ends.flatten(), y_hat.flatten(), label="model")
    axes.set(xlabel="x", ylabel="y")
    axes.legend()
    return figure


@wrong(
    "the data joined",
    fails=["the model's line"],
    says="Your line for the model goes through the data: it is `y` over the sorted x. It should "
    "go through the predictions.",
)
def plot_fit(model, x, y):
    order = x.flatten().argsort()
    figure = Figure()
    axes = figure.subplots()
    axes.scatter(x, y, label="data")
    axes.plot(x.flatten()[order], y.flatten()[order], label="model")
    axes.set(xlabel="x", ylabel="y")
    axes.legend()
    return figure


@wrong(
    "the data as a line",
    fails=["the data", "the model's line", "all labels, and the legend"],
    says="Your data are joined by a line. They are single points: `scatter` draws them so, or "
    "`plot` with a marker and no line.",
)
def plot_fit(model, x, y):
    order = x.flatten().argsort()
    with torch.no_grad():
        y_hat = model(x)
    figure = Figure()
    axes = figure.subplots()
    axes.plot(x.flatten(), y.flatten(), label="data")
    axes.plot(x.flatten()[order], y_hat.flatten()[order], label="model")
    axes.set(xlabel="x", ylabel="y")
    axes.legend()
    return figure


@wrong(
    "the predictions as points",
    fails=["the data", "the model's line", "all labels, and the legend"],
    says="Your predictions are single points, and a line through them is asked for: "
    "`plot` in place of `scatter`.",
)
def plot_fit(model, x, y):
    with torch.no_grad():
        y_hat = model(x)
    figure = Figure()
    axes = figure.subplots()
    axes.scatter(x, y, label="data")
    axes.scatter(x, y_hat, label="model")
    axes.set(xlabel="x", ylabel="y")
    axes.legend()
    return figure


@wrong(
    "no line",
    fails=["the model's line", "all labels, and the legend"],
    says="There is no line of the model in your picture: `plot` the predictions as well, with the "
    'label `"model"`.',
)
def plot_fit(model, x, y):
    figure = Figure()
    axes = figure.subplots()
    axes.scatter(x, y, label="data")
    axes.set(xlabel="x", ylabel="y")
    axes.legend()
    return figure


@wrong(
    "no data",
    fails=["the data", "all labels, and the legend"],
    says="The data are not in your picture: draw them as points as well, with the label "
    '`"data"`. What use is a fit without what it fits?',
)
def plot_fit(model, x, y):
    order = x.flatten().argsort()
    with torch.no_grad():
        y_hat = model(x)
    figure = Figure()
    axes = figure.subplots()
    axes.plot(x[order], y_hat[order], label="model")
    axes.set(xlabel="x", ylabel="y")
    axes.legend()
    return figure


@wrong(
    "names exchanged in the legend",
    fails=["all labels, and the legend"],
    says="In your legend the names stand beside the wrong marks: a list of texts is handed out in "
    "the order in which things were drawn. `legend()` without one takes each label from what "
    "carries it.",
)
def plot_fit(model, x, y):
    order = x.flatten().argsort()
    with torch.no_grad():
        y_hat = model(x)
    figure = Figure()
    axes = figure.subplots()
    axes.plot(x[order], y_hat[order], label="model")
    axes.scatter(x, y, label="data")
    axes.set(xlabel="x", ylabel="y")
    axes.legend(["data", "model"])
    return figure


@wrong(
    "gradients switched off for good",
    fails=["one Axes, nothing shown or left open"],
    says="After your function autograd is still switched off, for the caller as well, whose next "
    "training then fails. Use `with torch.no_grad():`, which puts it back.",
)
def plot_fit(model, x, y):
    order = x.flatten().argsort()
    torch.set_grad_enabled(False)
    y_hat = model(x)
    figure = Figure()
    axes = figure.subplots()
    axes.scatter(x, y, label="data")
    axes.plot(x[order], y_hat[order], label="model")
    axes.set(xlabel="x", ylabel="y")
    axes.legend()
    return figure


@wrong(
    "the model frozen",
    fails=["one Axes, nothing shown or left open"],
    says="Your function freezes the model: its parameters no longer require a gradient. To make a "
    "picture changes nothing in it; `with torch.no_grad():` is all that a prediction needs.",
)
def plot_fit(model, x, y):
    order = x.flatten().argsort()
    y_hat = model.requires_grad_(False)(x)
    figure = Figure()
    axes = figure.subplots()
    axes.scatter(x, y, label="data")
    axes.plot(x[order], y_hat[order], label="model")
    axes.set(xlabel="x", ylabel="y")
    axes.legend()
    return figure


@wrong(
    "x and y exchanged",
    fails=["the data", "the model's line"],
    says="You have x and y exchanged: `scatter` and `plot` take the horizontal one first.",
)
def plot_fit(model, x, y):
    order = x.flatten().argsort()
    with torch.no_grad():
        y_hat = model(x)
    figure = Figure()
    axes = figure.subplots()
    axes.scatter(y, x, label="data")
    axes.plot(y_hat.flatten()[order], x.flatten()[order], label="model")
    axes.set(xlabel="x", ylabel="y")
    axes.legend()
    return figure


@wrong(
    "axes without labels",
    fails=["all labels, and the legend"],
    says="Your axes have no labels. A reader can't know what is drawn over what: set `xlabel` and "
    "`ylabel`.",
)
def plot_fit(model, x, y):
    order = x.flatten().argsort()
    with torch.no_grad():
        y_hat = model(x)
    figure = Figure()
    axes = figure.subplots()
    axes.scatter(x, y, label="data")
    axes.plot(x.flatten()[order], y_hat.flatten()[order], label="model")
    axes.legend()
    return figure


@wrong(
    "no legend",
    fails=["all labels, and the legend"],
    says="Points and line have their labels, but there is no legend to show them: matplotlib "
    "draws it only if it is asked to.",
)
def plot_fit(model, x, y):
    order = x.flatten().argsort()
    with torch.no_grad():
        y_hat = model(x)
    figure = Figure()
    axes = figure.subplots()
    axes.scatter(x, y, label="data")
    axes.plot(x.flatten()[order], y_hat.flatten()[order], label="model")
    axes.set(xlabel="x", ylabel="y")
    return figure


@wrong(
    "no labels for points and line",
    fails=["all labels, and the legend"],
    says="Points and line have no labels, so the legend has nothing to show. Give each its "
    "`label=` where you draw it.",
)
def plot_fit(model, x, y):
    order = x.flatten().argsort()
    with torch.no_grad():
        y_hat = model(x)
    figure = Figure()
    axes = figure.subplots()
    axes.scatter(x, y)
    axes.plot(x.flatten()[order], y_hat.flatten()[order])
    axes.set(xlabel="x", ylabel="y")
    axes.legend()
    return figure


@wrong(
    "legend before the drawing",
    fails=["all labels, and the legend"],
    says="Your legend is empty: you ask for it before anything with a label has been drawn.",
)
def plot_fit(model, x, y):
    order = x.flatten().argsort()
    with torch.no_grad():
        y_hat = model(x)
    figure = Figure()
    axes = figure.subplots()
    axes.set(xlabel="x", ylabel="y")
    axes.legend()
    axes.scatter(x, y, label="data")
    axes.plot(x.flatten()[order], y_hat.flatten()[order], label="model")
    return figure


@wrong(
    "left open",
    fails=["one Axes, nothing shown or left open"],
    says="Your figure stays open in pyplot, which keeps every figure it has made until it is "
    "closed. After a hundred calls there are a hundred, and a notebook may show each a second "
    "time. Close it before you return it; it can be drawn all the same.",
)
def plot_fit(model, x, y):
    order = x.flatten().argsort()
    with torch.no_grad():
        y_hat = model(x)
    figure, axes = plt.subplots()
    axes.scatter(x, y, label="data")
    axes.plot(x.flatten()[order], y_hat.flatten()[order], label="model")
    axes.set(xlabel="x", ylabel="y")
    axes.legend()
    return figure


@wrong(
    "shown",
    fails=["one Axes, nothing shown or left open"],
    says="Your function shows the figure, and leaves it open. Whoever calls it may want to save "
    "it, or to put it somewhere else: return it, close it, and leave out every `show()`.",
)
def plot_fit(model, x, y):
    order = x.flatten().argsort()
    with torch.no_grad():
        y_hat = model(x)
    figure, axes = plt.subplots()
    axes.scatter(x, y, label="data")
    axes.plot(x.flatten()[order], y_hat.flatten()[order], label="model")
    axes.set(xlabel="x", ylabel="y")
    axes.legend()
    plt.show()
    return figure


@wrong(
    "shown and closed",
    fails=["one Axes, nothing shown or left open"],
    says="Your function shows the figure itself, though it closes it. Whoever calls it decides "
    "whether it is shown: leave out every `show()`.",
)
def plot_fit(model, x, y):
    order = x.flatten().argsort()
    with torch.no_grad():
        y_hat = model(x)
    figure, axes = plt.subplots()
    axes.scatter(x, y, label="data")
    axes.plot(x.flatten()[order], y_hat.flatten()[order], label="model")
    axes.set(xlabel="x", ylabel="y")
    axes.legend()
    plt.show()
    plt.close(figure)
    return figure


@wrong(
    "nothing returned",
    fails=[
        "the data",
        "the model's line",
        "all labels, and the legend",
        "one Axes, nothing shown or left open",
    ],
    says="Your function returns nothing (`None`), so nobody can save the picture or look at it. "
    "Return the `Figure`.",
)
def plot_fit(model, x, y):
    order = x.flatten().argsort()
    with torch.no_grad():
        y_hat = model(x)
    plt.scatter(x, y, label="data")
    plt.plot(x.flatten()[order], y_hat.flatten()[order], label="model")
    plt.xlabel("x")
    plt.ylabel("y")
    plt.legend()
    plt.show()


@wrong(
    "the Axes",
    fails=[
        "the data",
        "the model's line",
        "all labels, and the legend",
        "one Axes, nothing shown or left open",
    ],
    says="You return the `Axes`, a part of the figure. It is the `Figure` that can be saved and "
    "shown.",
)
def plot_fit(model, x, y):
    order = x.flatten().argsort()
    with torch.no_grad():
        y_hat = model(x)
    figure = Figure()
    axes = figure.subplots()
    axes.scatter(x, y, label="data")
    axes.plot(x.flatten()[order], y_hat.flatten()[order], label="model")
    axes.set(xlabel="x", ylabel="y")
    axes.legend()
    return axes


@wrong(
    "figure and Axes",
    fails=[
        "the data",
        "the model's line",
        "all labels, and the legend",
        "one Axes, nothing shown or left open",
    ],
    says="You return a pair, as `plt.subplots()` does. Only the `Figure` is asked for; its axes "
    "are in `figure.axes`.",
)
def plot_fit(model, x, y):
    order = x.flatten().argsort()
    with torch.no_grad():
        y_hat = model(x)
    figure = Figure()
    axes = figure.subplots()
    axes.scatter(x, y, label="data")
    axes.plot(x.flatten()[order], y_hat.flatten()[order], label="model")
    axes.set(xlabel="x", ylabel="y")
    axes.legend()
    return figure, axes


@wrong(
    "recorded by autograd",
    fails=[
        "the data",
        "the model's line",
        "all labels, and the legend",
        "one Axes, nothing shown or left open",
    ],
    says="Matplotlib makes NumPy arrays of what it draws, and a tensor that requires a gradient "
    "refuses. A picture needs no gradient: predict under `no_grad`.",
)
def plot_fit(model, x, y):
    order = x.flatten().argsort()
    y_hat = model(x)
    figure = Figure()
    axes = figure.subplots()
    axes.scatter(x, y, label="data")
    axes.plot(x.flatten()[order], y_hat.flatten()[order], label="model")
    axes.set(xlabel="x", ylabel="y")
    axes.legend()
    return figure


@wrong(
    "two pictures",
    fails=[
        "the data",
        "the model's line",
        "all labels, and the legend",
        "one Axes, nothing shown or left open",
    ],
    says="You draw data and model in two `Axes`. One above the other they can be compared: a "
    "single `Axes` is asked for.",
)
def plot_fit(model, x, y):
    order = x.flatten().argsort()
    with torch.no_grad():
        y_hat = model(x)
    figure = Figure()
    left, right = figure.subplots(1, 2)
    left.scatter(x, y, label="data")
    right.plot(x.flatten()[order], y_hat.flatten()[order], label="model")
    for axes in (left, right):
        axes.set(xlabel="x", ylabel="y")
        axes.legend()
    return figure


@wrong(
    "a figure without Axes",
    fails=[
        "the data",
        "the model's line",
        "all labels, and the legend",
        "one Axes, nothing shown or left open",
    ],
    says="The figure that you return is empty, without any `Axes`. Was it wiped, by `clf` or "
    "`clear`, or is it another one than you drew in? Once yours is closed, `plt.gcf()` gives "
    "another or a new one. Keep your figure in a variable when you make it.",
)
def plot_fit(model, x, y):
    order = x.flatten().argsort()
    with torch.no_grad():
        y_hat = model(x)
    plt.figure()
    plt.scatter(x, y, label="data")
    plt.plot(x.flatten()[order], y_hat.flatten()[order], label="model")
    plt.xlabel("x")
    plt.ylabel("y")
    plt.legend()
    plt.close()
    return plt.gcf()


@wrong(
    "drawn elsewhere",
    fails=[
        "the data",
        "the model's line",
        "all labels, and the legend",
        "one Axes, nothing shown or left open",
    ],
    says="The `Axes` of your figure are empty. `plt.scatter`, `plt.plot` and the like draw in the "
    "current figure of pyplot, and that is not the one that you return. Call the methods of your "
    "own `Axes` instead.",
)
def plot_fit(model, x, y):
    order = x.flatten().argsort()
    with torch.no_grad():
        y_hat = model(x)
    figure = Figure()
    figure.subplots()
    plt.scatter(x, y, label="data")
    plt.plot(x.flatten()[order], y_hat.flatten()[order], label="model")
    plt.xlabel("x")
    plt.ylabel("y")
    plt.legend()
    return figure


@wrong(
    "on a grid",
    fails=["the model's line"],
    says="Your line goes through predictions at other x, evenly spaced. A fine picture, but the "
    "predictions at the N values of `x` are asked for, and no others.",
)
def plot_fit(model, x, y):
    grid = torch.linspace(x.min(), x.max(), 100).unsqueeze(1)
    with torch.no_grad():
        y_hat = model(grid)
    figure = Figure()
    axes = figure.subplots()
    axes.scatter(x, y, label="data")
    axes.plot(grid, y_hat, label="model")
    axes.set(xlabel="x", ylabel="y")
    axes.legend()
    return figure


@wrong(
    "labels exchanged",
    fails=["all labels, and the legend"],
    says="Your labels are exchanged: the points are the data, the line is the model.",
)
def plot_fit(model, x, y):
    order = x.flatten().argsort()
    with torch.no_grad():
        y_hat = model(x)
    figure = Figure()
    axes = figure.subplots()
    axes.scatter(x, y, label="model")
    axes.plot(x.flatten()[order], y_hat.flatten()[order], label="data")
    axes.set(xlabel="x", ylabel="y")
    axes.legend()
    return figure


@wrong(
    "sorted in place",
    fails=["one Axes, nothing shown or left open"],
    says="You sort the caller's `x` or `y` in place: the rows are in another order afterwards. "
    "`x[order]` makes a new tensor, `x[:] = x[order]` writes into the old one.",
)
def plot_fit(model, x, y):
    order = x.flatten().argsort()
    x[:], y[:] = x[order], y[order]
    with torch.no_grad():
        y_hat = model(x)
    figure = Figure()
    axes = figure.subplots()
    axes.scatter(x, y, label="data")
    axes.plot(x, y_hat, label="model")
    axes.set(xlabel="x", ylabel="y")
    axes.legend()
    return figure


@wrong(
    "all closed",
    fails=["one Axes, nothing shown or left open"],
    says='You close a figure of the caller\'s: `plt.close("all")` closes every one that is open, '
    "and `plt.close()` the current one, which may be theirs. Say which one to close.",
)
def plot_fit(model, x, y):
    order = x.flatten().argsort()
    with torch.no_grad():
        y_hat = model(x)
    figure, axes = plt.subplots()
    axes.scatter(x, y, label="data")
    axes.plot(x.flatten()[order], y_hat.flatten()[order], label="model")
    axes.set(xlabel="x", ylabel="y")
    axes.legend()
    plt.close("all")
    return figure


@wrong(
    "in the current figure",
    fails=["one Axes, nothing shown or left open"],
    says="You draw in whatever figure happens to be open: `plt.plot` and the like take the current "
    "one, and it may be the caller's. Make a figure of your own first.",
)
def plot_fit(model, x, y):
    order = x.flatten().argsort()
    with torch.no_grad():
        y_hat = model(x)
    plt.scatter(x, y, label="data")
    plt.plot(x.flatten()[order], y_hat.flatten()[order], label="model")
    plt.xlabel("x")
    plt.ylabel("y")
    plt.legend()
    figure = plt.gcf()
    plt.close(figure)
    return figure


@wrong(
    "names in the legend only",
    fails=["all labels, and the legend"],
    says="Your legend has the names, but points and line themselves have no label: the names go to "
    "them by the order of drawing, and change places when that changes. Give each its `label=` "
    "where you draw it.",
)
def plot_fit(model, x, y):
    order = x.flatten().argsort()
    with torch.no_grad():
        y_hat = model(x)
    figure = Figure()
    axes = figure.subplots()
    axes.scatter(x, y)
    axes.plot(x.flatten()[order], y_hat.flatten()[order])
    axes.set(xlabel="x", ylabel="y")
    axes.legend(["data", "model"])
    return figure


@wrong(
    "neither line nor marker",
    fails=["the data", "all labels, and the legend"],
    says="Your data can't be seen. `plot` without a line draws nothing, unless it has a `marker`; "
    "`scatter` has one by itself. And a mark that is hidden, has no size, no colour or that of "
    "the ground is there for nobody.",
)
def plot_fit(model, x, y):
    order = x.flatten().argsort()
    with torch.no_grad():
        y_hat = model(x)
    figure = Figure()
    axes = figure.subplots()
    axes.plot(x, y, linestyle="none", label="data")
    axes.plot(x.flatten()[order], y_hat.flatten()[order], label="model")
    axes.set(xlabel="x", ylabel="y")
    axes.legend()
    return figure


@wrong(
    "a line that is not seen",
    fails=["the model's line", "all labels, and the legend"],
    says="Your line for the model can't be seen: it is hidden, or has no colour, or that of the "
    "ground. Leave out `alpha=0`, `visible=False` and white: matplotlib picks a colour by itself.",
)
def plot_fit(model, x, y):
    order = x.flatten().argsort()
    with torch.no_grad():
        y_hat = model(x)
    figure = Figure()
    axes = figure.subplots()
    axes.scatter(x, y, label="data")
    axes.plot(x.flatten()[order], y_hat.flatten()[order], color="white", label="model")
    axes.set(xlabel="x", ylabel="y")
    axes.legend()
    return figure


@wrong(
    "cut off by the limits",
    fails=["the data", "the model's line"],
    says="The limits of your axes cut something off: `xlim` or `ylim` leaves a part outside, where "
    "nobody sees it. Without them matplotlib finds limits that hold all there is.",
)
def plot_fit(model, x, y):
    order = x.flatten().argsort()
    with torch.no_grad():
        y_hat = model(x)
    figure = Figure()
    axes = figure.subplots()
    axes.scatter(x, y, label="data")
    axes.plot(x.flatten()[order], y_hat.flatten()[order], label="model")
    axes.set(xlabel="x", ylabel="y", xlim=(0, 1))
    axes.legend()
    return figure


@wrong(
    "the errors as well",
    fails=["one Axes, nothing shown or left open"],
    says="There is more in your picture than points and a line, such as an area, a bar for each "
    "error, a patch or a text. It may be of use elsewhere; here nothing is drawn but the data and "
    "the model's line.",
)
def plot_fit(model, x, y):
    order = x.flatten().argsort()
    with torch.no_grad():
        y_hat = model(x)
    figure = Figure()
    axes = figure.subplots()
    axes.scatter(x, y, label="data")
    axes.vlines(x.flatten(), y.flatten(), y_hat.flatten(), alpha=0.3)
    axes.plot(x.flatten()[order], y_hat.flatten()[order], label="model")
    axes.set(xlabel="x", ylabel="y")
    axes.legend()
    return figure


@wrong(
    "stairs",
    fails=["one Axes, nothing shown or left open"],
    says="You draw the model's line as stairs. Between two points of the data a straight stroke "
    "says more of what the model predicts there: join them by a line.",
)
def plot_fit(model, x, y):
    order = x.flatten().argsort()
    figure = Figure()
    axes = figure.subplots()
    axes.scatter(x, y, label="data")
    axes.step(x.flatten()[order], model(x).detach().flatten()[order], label="model")
    axes.set(xlabel="x", ylabel="y")
    axes.legend()
    return figure


@alternative("pyplot, closed at the end, points by plot")
def plot_fit(model, x, y):
    pairs = sorted(zip(x.flatten().tolist(), model(x).flatten().tolist()))
    figure = plt.figure(figsize=(5, 3))
    plt.plot(x.numpy(), y.numpy(), "o", label="data", color="grey")
    plt.plot(*zip(*pairs), "--", label="model")
    plt.xlabel("x")
    plt.ylabel("y")
    plt.legend(loc="lower right")
    plt.title("data and model")
    plt.close(figure)
    return figure


@alternative("the model at the sorted x, from the right")
def plot_fit(model, x, y):
    x_sorted = x.sort(dim=0, descending=True).values
    figure = Figure()
    axes = figure.add_subplot()
    axes.set_facecolor("black")
    axes.plot(x_sorted, model(x_sorted).detach(), "w-", marker=".", label="model")
    axes.plot(x, y, linestyle="none", marker="x", color="yellow", label="data")
    axes.set_xlim(x.min(), x.max())
    axes.set_xlabel("x")
    axes.set_ylabel("y")
    figure.axes[0].legend()
    return figure


@alternative("a legend of the figure, lists of numbers")
def plot_fit(model, x, y):
    figure = Figure()
    axes = figure.add_axes([0.1, 0.1, 0.8, 0.8])
    axes.scatter(x.tolist(), y.tolist(), label="data")
    pairs = sorted(zip(x.flatten().tolist(), model(x).flatten().tolist()))
    axes.plot(*zip(*pairs), label="model")
    axes.set(xlabel="x", ylabel="y")
    figure.legend()
    return figure
