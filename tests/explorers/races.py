"""Settings of the race at which its programs are compared."""

from torchcourse.explorers.racers import RACERS
from torchcourse.surfaces import SURFACES

# Every hyperparameter away from its default, so that one in the wrong place is seen.
UNUSUAL = {
    "momentum_momentum": 0.7,
    "nesterov_momentum": 0.6,
    "adagrad_lr": 0.3,
    "adagrad_eps": 0.01,
    "rmsprop_lr": 0.002,  # larger, it bounces about Rosenbrock's walls, and no two roundings agree
    "rmsprop_alpha": 0.95,
    "rmsprop_eps": 0.02,
    "adam_lr": 0.05,
    "adam_beta1": 0.8,
    "adam_beta2": 0.98,
    "adam_eps": 0.03,
    "adamw_lr": 0.02,
    "adamw_beta1": 0.7,
    "adamw_beta2": 0.97,
    "adamw_eps": 0.04,
    "adamw_weight_decay": 0.2,
}
RACES = (
    *({"surface": surface} for surface in SURFACES),
    *({"surface": surface} | UNUSUAL for surface in SURFACES),
    {"surface": "valley", "condition": 40, "start": (0.3, -0.5)},
    {"surface": "valley", "sgd_lr": 0.101, "momentum_lr": 0.3, "nesterov_lr": 0.1},
    {"surface": "valley", "sgd_lr": 0.1001, "sgd_on": True, "adam_on": False},
    {"surface": "valley", **{f"{racer.key}_on": False for racer in RACERS}},
    {"surface": "saddle", "start": (-1.5, 0)},
    {"surface": "beale", "sgd_lr": 0.2},
    {"surface": "rosenbrock", "sgd_lr": 0.01, "momentum_lr": 0.01},
    {"surface": "plateau", "start": (900, -900)},
    {"surface": "regression", "sgd_lr": 0.9},
)
