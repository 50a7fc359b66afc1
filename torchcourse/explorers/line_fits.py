"""The best line through points under three losses, exactly, in float64.

A training gets close to these lines; here they are computed to the last digits, so that two
programs can be compared.
"""

import torch

MAX_STEPS = 200


def mse_line(x: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
    """Return slope and intercept of the line with the lowest mean squared error.

    Args:
        x: float64 of shape (N,), at least two different values.
        y: float64 of shape (N,).

    Returns:
        float64 tensor of shape (2,).
    """
    # Not by lstsq, whose last digits depend on where in memory the numbers lie.
    away = x - x.mean()
    slope = (away * (y - y.mean())).sum() / away.square().sum()
    return torch.stack([slope, y.mean() - slope * x.mean()])


def l1_line(x: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
    """Return slope and intercept of the line with the lowest sum of absolute errors.

    The sum is piecewise linear in both parameters, so one of the best lines goes through two of
    the points (a vertex of the linear program): all pairs are tried. Arguments and result as for
    `mse_line`.
    """
    i, j = torch.combinations(torch.arange(len(x)), 2).unbind(1)
    i, j = i[x[i] != x[j]], j[x[i] != x[j]]
    slope = (y[j] - y[i]) / (x[j] - x[i])
    intercept = y[i] - slope * x[i]
    errors = y - slope[:, None] * x - intercept[:, None]
    best = errors.abs().sum(1).argmin()
    return torch.stack([slope[best], intercept[best]])


def huber_line(x: torch.Tensor, y: torch.Tensor, delta: float) -> torch.Tensor:
    """Return slope and intercept of the line with the lowest mean Huber loss.

    The loss is a quadratic function on each set of points whose errors are within ``delta``:
    Newton's method, halving steps that climb, ends when it stays on one. Arguments and result as
    for `mse_line`; ``delta`` is above 0.
    """
    design = torch.stack([x, torch.ones_like(x)], dim=1)
    line = l1_line(x, y)  # two points at least have no error, so the first step is defined
    loss = _huber(design, y, line, delta)
    for _ in range(MAX_STEPS):
        error = y - design @ line
        inside = design[error.abs() <= delta]
        downhill = design.T @ error.clamp(-delta, delta)
        # The ridge is far below every curvature that counts, and keeps the matrix invertible.
        ridge = 1e-12 * torch.eye(2, dtype=x.dtype)
        step = torch.linalg.solve(inside.T @ inside + ridge, downhill)
        if step.abs().max() < 1e-13:
            break
        while (ahead := _huber(design, y, line + step, delta)) > loss and step.abs().max() > 1e-15:
            step = step / 2
        line, loss = line + step, ahead
    return line


def _huber(design: torch.Tensor, y: torch.Tensor, line: torch.Tensor, delta: float) -> torch.Tensor:
    return torch.nn.functional.huber_loss(design @ line, y, reduction="sum", delta=delta)
