"""Plain data: one tagged JSON form for whatever a probe returns."""

import json
import math

import numpy
import pytest
import torch
from torch import nn

from torchcourse.check.case import Case
from torchcourse.check.form import MAX_DEPTH, MAX_NUMBERS, tag
from torchcourse.check.plain import plain


@pytest.mark.parametrize("value", [None, True, 3, 0.5, "text", [1, [2.5, None]]])
def test_json_values_stand_for_themselves(value):
    assert plain(value) == value


def test_a_tensor_keeps_dtype_shape_and_numbers():
    tensor = torch.tensor([[1.5, -2.0]], requires_grad=True)
    assert plain(tensor) == {"tensor": "float32", "shape": [1, 2], "data": [1.5, -2.0]}
    assert plain(torch.tensor(3)) == {"tensor": "int64", "shape": [], "data": [3]}


def test_an_array_is_not_a_tensor():
    assert plain(numpy.zeros(2)) == {"array": "float64", "shape": [2], "data": [0.0, 0.0]}


def test_numpys_single_values_are_pythons():
    found = plain([numpy.bool_(False), numpy.int64(3), numpy.float32(0.5), numpy.str_("a")])
    assert found == [False, 3, 0.5, "a"]
    assert [type(one) for one in found] == [bool, int, float, str]


def test_non_finite_numbers_survive_strict_json():
    found = plain([math.nan, math.inf, torch.tensor([-math.inf])])
    assert found == [
        {"float": "nan"},
        {"float": "inf"},
        {"tensor": "float32", "shape": [1], "data": [{"float": "-inf"}]},
    ]
    json.dumps(found, allow_nan=False)


def test_dicts_secrets_and_objects_are_tagged():
    assert plain({"w": 1}) == {"dict": [["w", 1]]}
    assert plain(Case(0).secret("B")) == {"secret": "b"}
    assert plain(nn.Linear(1, 1)) == {"object": "Linear"}
    assert plain((1, 2)) == [1, 2]


def test_what_is_too_large_is_refused():
    with pytest.raises(ValueError, match="numbers"):
        plain(torch.zeros(MAX_NUMBERS + 1))
    nested = []
    for _ in range(MAX_DEPTH + 2):
        nested = [nested]
    with pytest.raises(ValueError, match="nested"):
        plain(nested)


@pytest.mark.parametrize(
    ("value", "kind"),
    [(None, "None"), (True, "bool"), (1.5, "number"), (math.nan, "number"), ("a", "text")],
)
def test_tag_names_the_kind(value, kind):
    assert tag(plain(value)) == kind
