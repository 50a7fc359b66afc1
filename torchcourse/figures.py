"""Pictures for the lessons: colour-blind safe, with labelled axes, on an opaque white ground.

Every function returns a matplotlib ``Figure``. As the last expression of a notebook cell it is
shown once; elsewhere ``figure.savefig(path)`` writes it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import cycle

import torch
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
from torch import nn

from torchcourse.drawing import COLOURS, FAINT, LOOKS, draw_contours, style_of

# They carry the same distinction as the colours, without them.
DASHES = ("-", "--", "-.", ":", (0, (6, 1.5, 1, 1.5, 1, 1.5)), (0, (1, 1)))
MARKERS = ("o", "s", "^", "D", "v", "P")


def curves(series: Mapping[str, Sequence[float]], xlabel: str, ylabel: str) -> Figure:
    """Draw named curves over 0, 1, 2, ..., one value a step.

    ``series`` maps each label to its values. Raises ``ValueError`` if ``series`` is empty or holds
    a curve without values.
    """
    if not series or not all(len(values) for values in series.values()):
        raise ValueError("curves: give at least one curve, and at least one value for each")
    figure, axes = _figure(xlabel, ylabel)
    for (label, values), style in zip(series.items(), _styles(series), strict=False):
        axes.plot(values, label=label, markevery=max(1, len(values) // 10), **style)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True, steps=[1, 2, 5, 10]))
    return _finish(figure, axes)


def graphs(
    functions: Mapping[str, Callable[[torch.Tensor], torch.Tensor]],
    xlim: tuple[float, float],
    xlabel: str,
    ylabel: str,
) -> Figure:
    """Draw functions of one number over the range ``xlim``.

    ``functions`` maps each label to a function that takes a tensor of shape (201,), evenly spaced
    from ``xlim[0]`` to ``xlim[1]``, and returns its values in the same shape. Raises
    ``ValueError`` if there is no function, or a function returns another shape.
    """
    if not functions:
        raise ValueError("graphs: give at least one function")
    figure, axes = _figure(xlabel, ylabel)
    across = torch.linspace(*xlim, 201)
    for (label, function), style in zip(functions.items(), _styles(functions), strict=False):
        up = function(across).detach()
        if up.shape != across.shape:
            raise ValueError(
                f"graphs: {label!r} returned the shape {tuple(up.shape)}, not (201,); "
                "a loss needs reduction='none' here"
            )
        axes.plot(across, up, label=label, markevery=20, **style)
    return _finish(figure, axes)


def descent_paths(
    loss: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    paths: Mapping[str, Sequence[tuple[float, float]]],
    xlim: tuple[float, float],
    ylim: tuple[float, float],
    xlabel: str,
    ylabel: str,
) -> Figure:
    """Draw the ways of several descents over the contour lines of a loss of two parameters.

    ``loss`` takes two tensors of shape (100, 100), the horizontal and the vertical parameter on a
    grid, and returns the loss there in the same shape, all positive. ``paths`` maps each label to
    the points (horizontal, vertical) visited, in order; a single point marks a place. Raises
    ``ValueError`` if there is no path or a path has no points.
    """
    if not paths or not all(len(points) for points in paths.values()):
        raise ValueError("descent_paths: give at least one path, and at least one point for each")
    figure, axes = _figure(xlabel, ylabel)

    def height(*grid):
        return loss(*(torch.from_numpy(each).float() for each in grid)).detach().numpy()

    draw_contours(axes, height, xlim, ylim)
    for (label, points), style in zip(paths.items(), _styles(paths), strict=False):
        if len(points) == 1:
            style["linestyle"] = "none"
        axes.plot(*zip(*points, strict=True), label=label, **style)
    axes.set(xlim=xlim, ylim=ylim)
    return _finish(figure, axes)


def points_and_lines(
    x: torch.Tensor,
    y: torch.Tensor,
    lines: Mapping[str, tuple[float, float]],
    xlabel: str = "x",
    ylabel: str = "y",
) -> Figure:
    """Draw data points, and straight lines over the range of ``x``.

    ``x`` and ``y`` hold N values each, of shape (N,) or (N, 1). ``lines`` maps each label to the
    line's slope and intercept. Raises ``ValueError`` if there are no points, or not as many values
    in ``y`` as in ``x``.
    """
    across, up = x.detach().flatten().cpu(), y.detach().flatten().cpu()
    if not len(across) or len(across) != len(up):
        raise ValueError(
            "points_and_lines: give at least one point, and as many values of y as of x, "
            f"not {len(up)} and {len(across)}"
        )
    figure, axes = _figure(xlabel, ylabel)
    axes.scatter(across, up, s=14, color=FAINT, label="data")
    ends = [across.min().item(), across.max().item()]
    for (label, (slope, intercept)), style in zip(lines.items(), _styles(lines), strict=False):
        axes.plot(ends, [slope * end + intercept for end in ends], label=label, **style)
    return _finish(figure, axes)


def module_tree(model: nn.Module, name: str = "model") -> Figure:
    """Draw a model as a tree of its modules, parameters and buffers.

    A row is one of them: submodules with their class, parameters and buffers with their shape, in
    the order in which ``state_dict`` goes through them. Lines lead from a module to what it holds.
    A module that occurs twice is drawn once. ``name`` stands at the root. Raises ``TypeError`` if
    ``model`` is not a module.
    """
    if not isinstance(model, nn.Module):
        raise TypeError(
            f"module_tree: give an instance of nn.Module, not {model!r}; a class needs its ()"
        )
    rows = list(_tree_rows(name, model, depth=0))
    figure, axes = _figure("", "")
    figure.set_size_inches(7, 0.6 + 0.3 * len(rows))
    above = {}
    for row, (depth, _, text) in enumerate(rows):
        above[depth] = row
        if depth:
            corner = [depth - 1, depth - 1, depth], [above[depth - 1], row, row]
            axes.plot(*corner, color=FAINT, linewidth=1, zorder=1)
        axes.annotate(text, (depth, row), (11, 0), textcoords="offset points", va="center")
    for kind, style in _TREE_STYLES.items():
        points = [(depth, row) for row, (depth, of, _) in enumerate(rows) if of == kind]
        if points:
            look = {"linestyle": "none", "markersize": 9, "label": kind} | style
            axes.plot(*zip(*points, strict=True), **look)
    axes.set(xlim=(-0.3, max(depth for depth, _, _ in rows) + 3.5), ylim=(len(rows) - 0.4, -0.6))
    axes.axis("off")
    return _finish(figure, axes)


_TREE_STYLES = {
    "module": {"marker": "s", "color": COLOURS[3]},
    "parameter": {"marker": "o", "color": COLOURS[0]},
    "frozen parameter": {"marker": "o", "color": COLOURS[0], "markerfacecolor": "white"},
    "buffer": {"marker": "^", "color": COLOURS[1]},
}


def _tree_rows(name, module, depth):
    """Depth, kind and text of the module and of everything below it."""
    yield depth, "module", f"{name}: {type(module).__name__}"
    for name, parameter in module.named_parameters(recurse=False):
        kind = "parameter" if parameter.requires_grad else "frozen parameter"
        yield depth + 1, kind, f"{name} {tuple(parameter.shape)}"
    for name, buffer in module.named_buffers(recurse=False):
        yield depth + 1, "buffer", f"{name} {tuple(buffer.shape)}"
    for name, child in module.named_children():
        yield from _tree_rows(name, child, depth + 1)


def _styles(labels: Iterable[str]) -> Iterable[dict]:
    """Return a style for each label: optimizers look as in the race."""
    if all(label in LOOKS for label in labels):
        return [style_of(LOOKS[label]) for label in labels]
    looks = zip(COLOURS, DASHES, MARKERS, strict=True)
    return (
        {"color": colour, "linestyle": dash, "marker": marker, "markersize": 4, "linewidth": 1.6}
        for colour, dash, marker in cycle(tuple(looks))
    )


def _figure(xlabel: str, ylabel: str) -> tuple[Figure, Axes]:
    figure, axes = plt.subplots(figsize=(7, 3.6), layout="constrained", facecolor="white")
    # Left open, the notebook would show the figure a second time at the end of the cell.
    plt.close(figure)
    axes.set(xlabel=xlabel, ylabel=ylabel)
    axes.spines[["top", "right"]].set_visible(False)
    return figure, axes


def _finish(figure: Figure, axes: Axes) -> Figure:
    # Outside the axes a legend never hides data.
    figure.legend(
        *axes.get_legend_handles_labels(),
        loc="outside upper left",
        ncols=4,
        frameon=False,
        handlelength=3.5,
    )
    return figure
