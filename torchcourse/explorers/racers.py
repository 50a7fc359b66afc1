"""The optimizers of the race: PyTorch's class, what can be set, and the update as a formula.

Adding an optimizer is one more entry of `RACERS`; the browser's program is made from it.
"""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import torch

from torchcourse.explorers.control import Control, decade_ticks, linear_ticks
from torchcourse.explorers.javascript import Symbol, expression, sqrt

LR_TICKS = decade_ticks(1e-4, 10.0)
# Fine near 1, where an average grows long: 0, 0.01 ... 0.99, 0.991 ... 0.999, 0.9999.
SHARE_TICKS = [*linear_ticks(0.0, 0.99, 0.01), *linear_ticks(0.991, 0.999, 0.001), 0.9999]
EPS_TICKS = [0.0, *(float(f"1e{power}") for power in range(-12, 1))]


@dataclass(frozen=True, eq=False)
class Racer:
    """An optimizer in the race.

    Attributes:
        key: Begins the names of its settings: ``adam_lr``.
        label: What the student reads.
        optimizer: ``optimizer(params, **hyperparameters)``, PyTorch's.
        defaults: Value of each hyperparameter; ``lr`` None is the surface's own for plain descent.
        rule: The update of one number, for the browser: ``rule(w, g, t, *state,
            **hyperparameters)`` returns w and the state after step t (1, 2, ...) with the gradient
            g. It is written with `sqrt` and arithmetic alone. None if only the kernel can tell.
        state: How many numbers the rule keeps from step to step; all begin at 0.
        limit: ``limit(**hyperparameters)`` without lr: on a quadratic loss it diverges for lr·λmax
            beyond this. None if there is no such limit.
    """

    key: str
    label: str
    optimizer: Callable[..., Any]
    defaults: dict[str, float | None]
    rule: Callable[..., tuple] | None = None
    state: int = 0
    limit: Callable[..., Any] | None = None

    def controls(self) -> list[Control]:
        """Return one control for each hyperparameter."""
        return [_control(self, name) for name in self.defaults]

    def chosen(self, settings: Mapping[str, Any]) -> dict[str, float]:
        """Return this optimizer's hyperparameters out of all ``settings``, by PyTorch's names."""
        return {name: settings[f"{self.key}_{name}"] for name in self.defaults}

    def browser_rule(self) -> str:
        """Return the rule as JavaScript: ``(w, g, t, [state], {hyperparameters}) => [w, state]``,
        or ``null``.
        """
        if self.rule is None:
            return "null"
        state = [f"s{i}" for i in range(self.state)]
        symbols = {name: Symbol(name) for name in self.defaults}
        result = self.rule(Symbol("w"), Symbol("g"), Symbol("t"), *map(Symbol, state), **symbols)
        return (
            f"(w, g, t, [{', '.join(state)}], {{{', '.join(self.defaults)}}}) => "
            f"{expression(result)}"
        )

    def browser_limit(self) -> str:
        """Return the limit as JavaScript: ``({hyperparameters}) => limit``, or ``null``."""
        if self.limit is None:
            return "null"
        others = {name: Symbol(name) for name in self.defaults if name != "lr"}
        return f"({{{', '.join(others)}}}) => {expression(self.limit(**others))}"


def _control(racer: Racer, name: str) -> Control:
    ticks, low, high, reason = {
        "lr": (
            LR_TICKS,
            0.0,
            1e6,
            "a learning rate is a number from 0 to 1,000,000 (a negative one would climb).",
        ),
        "momentum": (
            SHARE_TICKS,
            0.0,
            1.0,
            "the momentum is a number from 0 to 1 (beyond 1 the steps would grow by themselves).",
        ),
        "eps": (EPS_TICKS, 0.0, 1.0, "ε is a number from 0 to 1; below 0 it could divide by 0."),
        "weight_decay": (
            linear_ticks(0.0, 1.0, 0.01),
            0.0,
            10.0,
            "the weight decay is a number from 0 to 10 (a negative one would let weights grow).",
        ),
    }.get(
        name,
        (
            SHARE_TICKS,
            0.0,
            1 - 1e-9,
            f"{SIGNS.get(name, name)} is a number from 0 to below 1 (with 1 the average would "
            "never take in a gradient).",
        ),
    )
    if racer.key == "nesterov" and name == "momentum":
        low, reason = 1e-9, "Nesterov's method needs a momentum above 0, and at most 1."
    label = f"{racer.label} {SIGNS.get(name, name)}"
    return Control(f"{racer.key}_{name}", label, ticks, low, high, reason)


SIGNS = {
    "beta1": "β₁",
    "beta2": "β₂",
    "alpha": "α",
    "eps": "ε",
    "weight_decay": "weight decay",
}


def _default(optimizer: type, name: str) -> Any:
    """Return PyTorch's own default of a hyperparameter."""
    return inspect.signature(optimizer).parameters[name].default


def _sgd(w, g, t, *, lr):
    return (w - lr * g,)


def _momentum(w, g, t, buffer, *, lr, momentum):
    buffer = momentum * buffer + g  # from 0, so that the first buffer is g, as in PyTorch
    return w - lr * buffer, buffer


def _nesterov(w, g, t, buffer, *, lr, momentum):
    buffer = momentum * buffer + g
    return w - lr * (g + momentum * buffer), buffer


def _adagrad(w, g, t, total, *, lr, eps):
    total = total + g * g
    return w - lr * g / (sqrt(total) + eps), total


def _rmsprop(w, g, t, square, *, lr, alpha, eps):
    square = alpha * square + (1 - alpha) * g * g
    return w - lr * g / (sqrt(square) + eps), square


def _adam(w, g, t, mean, square, *, lr, beta1, beta2, eps):
    mean = mean + (1 - beta1) * (g - mean)
    square = beta2 * square + (1 - beta2) * g * g
    root = sqrt(square) / sqrt(1 - beta2**t) + eps
    return w - lr / (1 - beta1**t) * mean / root, mean, square


def _adamw(w, g, t, mean, square, *, weight_decay, **hyperparameters):
    shrunk = w * (1 - hyperparameters["lr"] * weight_decay)
    return _adam(shrunk, g, t, mean, square, **hyperparameters)


def _with_betas(optimizer: type) -> Callable[..., torch.optim.Optimizer]:
    def make(params, beta1, beta2, **others):
        return optimizer(params, betas=(beta1, beta2), **others)

    return make


def _adam_defaults(optimizer: type) -> dict[str, float]:
    beta1, beta2 = _default(optimizer, "betas")
    return {"lr": 0.1, "beta1": beta1, "beta2": beta2, "eps": _default(optimizer, "eps")}


RACERS = (
    Racer(
        "sgd",
        "SGD",
        torch.optim.SGD,
        {"lr": None},
        rule=_sgd,
        limit=lambda: 2.0,
    ),
    Racer(
        "momentum",
        "Momentum",
        torch.optim.SGD,
        {"lr": None, "momentum": 0.9},
        rule=_momentum,
        state=1,
        limit=lambda momentum: 2.0 * (1.0 + momentum),
    ),
    Racer(
        "nesterov",
        "Nesterov",
        lambda params, **others: torch.optim.SGD(params, nesterov=True, **others),
        {"lr": None, "momentum": 0.9},
        rule=_nesterov,
        state=1,
        limit=lambda momentum: 2.0 * (1.0 + momentum) / (1.0 + 2.0 * momentum),
    ),
    Racer(
        "adagrad",
        "AdaGrad",
        torch.optim.Adagrad,
        {"lr": 0.5, "eps": _default(torch.optim.Adagrad, "eps")},
        rule=_adagrad,
        state=1,
    ),
    Racer(
        "rmsprop",
        "RMSProp",
        torch.optim.RMSprop,
        {
            "lr": 0.02,
            "alpha": _default(torch.optim.RMSprop, "alpha"),
            "eps": _default(torch.optim.RMSprop, "eps"),
        },
        rule=_rmsprop,
        state=1,
    ),
    Racer(
        "adam",
        "Adam",
        _with_betas(torch.optim.Adam),
        _adam_defaults(torch.optim.Adam),
        rule=_adam,
        state=2,
    ),
    Racer(
        "adamw",
        "AdamW",
        _with_betas(torch.optim.AdamW),
        _adam_defaults(torch.optim.AdamW)
        | {"weight_decay": _default(torch.optim.AdamW, "weight_decay")},
        rule=_adamw,
        state=2,
    ),
)
