"""The loss surfaces: what their entries say is so, by autograd and by search."""

import itertools
import math

import numpy as np
import pytest
import torch
from torch import nn

from torchcourse.surfaces import SURFACES, lesson_points, quadratic_valley

surfaces = pytest.mark.parametrize("surface", SURFACES.values(), ids=SURFACES)


def pair(x, y):
    return torch.tensor([x, y], dtype=torch.float64, requires_grad=True)


def grid(surface, count=201):
    across = torch.linspace(*surface.xlim, count, dtype=torch.float64)
    up = torch.linspace(*surface.ylim, count, dtype=torch.float64)
    return torch.meshgrid(across, up, indexing="xy")


def test_the_six_surfaces_of_the_race():
    names = ["valley", "saddle", "beale", "rosenbrock", "plateau", "regression"]
    assert list(SURFACES) == names
    assert all(
        surface.title and surface.formula and surface.source for surface in SURFACES.values()
    )


@surfaces
def test_the_gradient_is_autograds(surface):
    x, y = (side.clone().requires_grad_() for side in grid(surface, 21))
    surface(x, y).sum().backward()

    torch.testing.assert_close(surface.gradient(x, y), (x.grad, y.grad), rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize(
    ("name", "point", "loss"),
    [
        ("valley", (-1.8, 0.9), 0.5 * (1.8**2 + 20 * 0.9**2)),
        ("saddle", (2.0, 1.0), 2.0 - 0.5 + 0.25),
        ("beale", (1.0, 1.0), 14.203125),  # Moré, Garbow and Hillstrom: 1.5² + 2.25² + 2.625²
        ("rosenbrock", (-1.2, 1.0), 24.2),
        ("plateau", (-3.0, 2.0), 25 / 26),
    ],
)
def test_known_values(name, point, loss):
    assert SURFACES[name](*point) == pytest.approx(loss, rel=1e-14)


@surfaces
def test_start_and_minima_are_in_the_domain(surface):
    for x, y in (surface.start, *surface.minima):
        assert surface.xlim[0] < x < surface.xlim[1]
        assert surface.ylim[0] < y < surface.ylim[1]


@surfaces
def test_the_minima_are_lowest_and_level(surface):
    for x, y in surface.minima:
        assert surface(x, y) == pytest.approx(surface.lowest, abs=1e-15)
        assert surface.gradient(x, y) == pytest.approx((0, 0), abs=1e-15)
        hessian = torch.autograd.functional.hessian(lambda p: surface(*p), pair(x, y))
        assert torch.linalg.eigvalsh(hessian).min() > 0
    assert surface(*surface.start) > surface.lowest


@surfaces
def test_no_other_point_is_as_low(surface):
    """On a grid over the domain, every point as low as its neighbourhood of a minimum is in one."""
    x, y = grid(surface)
    loss = surface(x, y)
    assert loss.min() >= surface.lowest
    away = torch.stack([torch.hypot(x - a, y - b) for a, b in surface.minima]).amin(0)
    assert away.flatten()[loss.argmin()] < 0.1
    assert (loss[away > 0.5] > surface.lowest + 1e-4).all()


@surfaces
def test_floats_arrays_and_tensors_agree(surface):
    x, y = surface.start
    loss = surface(x, y)
    assert isinstance(loss, float)
    assert surface(np.array([x]), np.array([y])) == pytest.approx(loss, rel=1e-15)
    single = surface(torch.tensor([[x]]), torch.tensor([[y]]))
    assert (single.shape, single.dtype) == ((1, 1), torch.float32)
    assert single.item() == pytest.approx(loss, rel=1e-5)


@pytest.mark.parametrize("surface", [quadratic_valley(3), *SURFACES.values()], ids=lambda s: s.name)
def test_curvatures_are_the_hessians_eigenvalues_where_it_is_constant(surface):
    def eigenvalues(x, y):
        hessian = torch.autograd.functional.hessian(lambda p: surface(*p), pair(x, y))
        return torch.linalg.eigvalsh(hessian).tolist()

    if surface.curvatures is None:
        assert eigenvalues(*surface.start) != pytest.approx(eigenvalues(*surface.minima[0]))
        assert surface.condition is None
    else:
        for point in (surface.start, surface.minima[0], (0.3, -0.7)):
            assert eigenvalues(*point) == pytest.approx(surface.curvatures, rel=1e-12)
        assert surface.condition == surface.curvatures[1] / surface.curvatures[0]


@surfaces
def test_plain_descent_goes_down_with_the_surfaces_lr(surface):
    x, y = surface.start
    losses = [surface(x, y)]
    for _ in range(200):
        along_x, along_y = surface.gradient(x, y)
        x, y = x - surface.lr * along_x, y - surface.lr * along_y
        losses.append(surface(x, y))

    assert all(after <= before for before, after in itertools.pairwise(losses))
    assert losses[-1] - surface.lowest < 0.99 * (losses[0] - surface.lowest)


@pytest.mark.parametrize("condition", [1, 20, 1e6])
def test_the_valleys_condition_number_is_set(condition):
    surface = quadratic_valley(condition)
    assert surface.condition == condition
    assert surface(0.0, 2.0) == condition * surface(2.0, 0.0)


@pytest.mark.parametrize("condition", [0.9, 0, -20, math.inf, math.nan])
def test_an_impossible_condition_number_is_refused(condition):
    with pytest.raises(ValueError, match="condition number is 1 or more"):
        quadratic_valley(condition)


def test_the_saddle_holds_whoever_starts_on_its_ridge():
    saddle = SURFACES["saddle"]
    assert saddle.gradient(0.0, 0.0) == (0.0, 0.0)
    assert saddle.gradient(-1.5, 0.0)[1] == 0.0
    hessian = torch.autograd.functional.hessian(lambda p: saddle(*p), pair(0.0, 0.0))
    assert torch.linalg.eigvalsh(hessian).tolist() == [-1.0, 1.0]


def test_the_plateau_is_flat_far_away():
    x, y = pair(-3.0, 2.0)
    assert math.hypot(*SURFACES["plateau"].gradient(x.item(), y.item())) < 0.03


@pytest.mark.parametrize(("w", "b"), [(0.0, 0.0), (3.0, 0.8), (-1.5, 4.0)])
def test_the_regression_is_mse_loss_on_the_courses_points(w, b):
    x, y = (side.double() for side in lesson_points())
    model = nn.Linear(1, 1, dtype=torch.float64)
    nn.init.constant_(model.weight, w)
    nn.init.constant_(model.bias, b)
    loss = nn.MSELoss()(model(x), y)

    # y is stored in float32, so the points lie on the line up to its rounding.
    assert SURFACES["regression"](w, b) == pytest.approx(loss.item(), rel=1e-6, abs=1e-13)


def test_the_courses_points_are_those_of_the_lessons():
    x, y = lesson_points()
    assert (x.shape, y.shape, x.dtype) == ((50, 1), (50, 1), torch.float32)
    torch.testing.assert_close(x, torch.rand(50, 1, generator=torch.Generator().manual_seed(0)))
    torch.testing.assert_close(y, 3 * x + 0.8)
