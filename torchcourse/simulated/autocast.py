"""Automatic mixed precision on the device, by CUDA's rules.

Which operation runs in which precision is PyTorch's list for CUDA, ATen/autocast_mode.h, as far
as a course meets it: matrix products in the lower precision, losses and what overflows in
float32, sums that take a dtype in float32, and the widest dtype where several meet.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import torch
from torch import Tensor

from torchcourse.simulated.memory import NAME
from torchcourse.simulated.operations import overload

KEYS = torch._C.DispatchKeySet(torch._C.DispatchKey.AutocastPrivateUse1)

LOWER = [
    "addbmm",
    "addmm",
    "addmv",
    "addr",
    "baddbmm",
    "bmm",
    "chain_matmul",
    "conv1d",
    "conv2d",
    "conv3d",
    "einsum",
    "linear",
    "linalg_vecdot",
    "linalg_multi_dot",
    "matmul",
    "mm",
    "mv",
    "prelu",
    "scaled_dot_product_attention",
]
FLOAT32 = [
    "acos",
    "asin",
    "binary_cross_entropy_with_logits",
    "cdist",
    "cosh",
    "cosine_embedding_loss",
    "cosine_similarity",
    "dist",
    "erfinv",
    "exp",
    "expm1",
    "group_norm",
    "hinge_embedding_loss",
    "huber_loss",
    "kl_div",
    "l1_loss",
    "layer_norm",
    "log",
    "log10",
    "log1p",
    "log2",
    "logsumexp",
    "margin_ranking_loss",
    "mse_loss",
    "native_layer_norm",
    "nll_loss",
    "poisson_nll_loss",
    "pow.Tensor_Scalar",
    "pow.Tensor_Tensor",
    "pow.Scalar",
    "reciprocal",
    "rsqrt",
    "sinh",
    "smooth_l1_loss",
    "soft_margin_loss",
    "softplus",
    "tan",
    "triplet_margin_loss",
]
FLOAT32_RESULT = [
    "cumprod",
    "cumsum",
    "linalg_vector_norm",
    "log_softmax.int",
    "prod",
    "prod.dim_int",
    "softmax.int",
    "sum",
    "sum.dim_IntList",
]
WIDEST = [
    "addcdiv",
    "addcmul",
    "atan2",
    "bilinear",
    "cross",
    "dot",
    "scatter_add",
    "tensordot",
    "vdot",
]


def _tensors(values: Any) -> Iterator[Tensor]:
    for value in values:
        if isinstance(value, Tensor):
            yield value
        elif isinstance(value, list | tuple):
            yield from _tensors(value)


def _is_eligible(value: Any) -> bool:
    return (
        isinstance(value, Tensor)
        and value.device.type == NAME
        and value.is_floating_point()
        and value.dtype != torch.float64
    )


def _cast(value: Any, dtype: torch.dtype) -> Any:
    if _is_eligible(value):
        return value.to(dtype)
    if isinstance(value, list | tuple):
        return type(value)(_cast(item, dtype) for item in value)
    return value


def _widest(values: Any) -> torch.dtype:
    eligible = [tensor.dtype for tensor in _tensors(values) if _is_eligible(tensor)]
    return torch.float32 if torch.float32 in eligible else torch.get_autocast_dtype(NAME)


def _casting(
    op: torch._ops.OpOverload, choose: Callable[[tuple], torch.dtype]
) -> Callable[..., Any]:
    def call(*args: Any, **kwargs: Any) -> Any:
        dtype = choose(args)
        with torch._C._ExcludeDispatchKeyGuard(KEYS):
            return op(
                *(_cast(value, dtype) for value in args),
                **{name: _cast(value, dtype) for name, value in kwargs.items()},
            )

    return call


def _with_result(op: torch._ops.OpOverload) -> Callable[..., Any]:
    names = [argument.name for argument in op._schema.arguments]

    def call(*args: Any, **kwargs: Any) -> Any:
        given = dict(zip(names, args, strict=False), **kwargs)
        if _is_eligible(args[0]) and given.get("dtype") is None:
            given["dtype"] = torch.float32
        with torch._C._ExcludeDispatchKeyGuard(KEYS):
            return op(**given)

    return call


def kernels() -> Iterator[tuple[str, Callable[..., Any]]]:
    """Yield (operation, kernel) for each operation that autocast changes."""
    for name in LOWER:
        yield name, _casting(overload(name), lambda args: torch.get_autocast_dtype(NAME))
    for name in FLOAT32:
        yield name, _casting(overload(name), lambda args: torch.float32)
    for name in WIDEST:
        yield name, _casting(overload(name), _widest)
    for name in FLOAT32_RESULT:
        yield name, _with_result(overload(name))
