"""Any operation of PyTorch on the simulated device: computed by the CPU, in the same memory."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from torchcourse.simulated.counters import record_to_device, record_wait
from torchcourse.simulated.generators import generator_for
from torchcourse.simulated.memory import check_index, check_process, on_device, on_host
from torchcourse.simulated.placement import check

CPU_KEYS = torch._C.DispatchKeySet(torch._C.DispatchKey.CPU)
CPU_AUTOCAST_KEYS = torch._C.DispatchKeySet(torch._C.DispatchKey.AutocastCPU)
CPU = torch.device("cpu")

# The size of the result depends on the data, so a GPU's host waits for it.
WAITS = {
    "aten::nonzero",
    "aten::masked_select",
    "aten::_unique",
    "aten::_unique2",
    "aten::unique_dim",
    "aten::unique_consecutive",
    "aten::unique_dim_consecutive",
    "aten::repeat_interleave",
    "aten::bincount",
}
INDEXING = {"aten::index", "aten::index_put", "aten::index_put_", "aten::_index_put_impl_"}


class Operation:
    """One overload of an operation, and how it runs on the device.

    A view is made by the CPU's kernel for views on the device tensor itself, for it reads no data
    and shares the storage. All else is handed to the CPU with the same memory seen as CPU
    tensors, and what is new comes back as device tensors.
    """

    def __init__(self, op: torch._ops.OpOverload) -> None:
        self.op = op
        schema = op._schema
        arguments = schema.arguments
        self.waits = schema.name in WAITS
        self.indexes = schema.name in INDEXING
        self.takes_device = any(argument.name == "device" for argument in arguments)
        self.outs = [argument.name for argument in arguments if argument.is_out]
        self.generator = next(
            (i for i, argument in enumerate(arguments) if argument.name == "generator"), None
        )
        self.generator_is_keyword = (
            self.generator is not None and arguments[self.generator].kwarg_only
        )
        self.is_view = False
        # For each result the argument that it is, if it is one.
        self.results: list[int | str | None] = []
        for result in schema.returns:
            source = None
            if result.alias_info is not None:
                if not result.alias_info.is_write:
                    self.is_view = True
                for position, argument in enumerate(arguments):
                    alias = argument.alias_info
                    if alias is not None and alias.before_set == result.alias_info.before_set:
                        source = argument.name if argument.kwarg_only else position
                        break
            self.results.append(source)
        self.computes_in_place = any(source is not None for source in self.results)

    def __call__(self, args: tuple, kwargs: dict) -> Any:
        if self.is_view:
            check_process()
            return self.op.redispatch(CPU_KEYS, *args, **kwargs)
        mixed = False
        host_args = []
        for value in args:
            if isinstance(value, Tensor):
                if value.is_cpu:
                    mixed = True
                else:
                    value = on_host(value)
            elif type(value) is list and value and not isinstance(value[0], int | float):
                mixed = mixed or any(isinstance(item, Tensor) and item.is_cpu for item in value)
                value = [_host(item) for item in value]
            host_args.append(value)
        host_kwargs = kwargs
        if kwargs:
            mixed = mixed or any(
                isinstance(value, Tensor) and value.is_cpu for value in kwargs.values()
            )
            host_kwargs = {name: _host(value) for name, value in kwargs.items()}
        if mixed:
            check(self.op, args, kwargs)
        if self.indexes:
            self.count_indexing(args)
        elif self.waits:
            record_wait()
        for_host = False  # as `zeros_like(tensor, device="cpu")` is
        if self.takes_device and host_kwargs.get("device") is not None:
            check_index(host_kwargs["device"])
            for_host = host_kwargs["device"].type == "cpu"
            host_kwargs["device"] = CPU
            host_kwargs.pop("pin_memory", None)
        if self.generator is not None and not for_host:
            self.choose_generator(host_args, host_kwargs)
        if self.outs:
            return self.compute_into_outs(host_args, host_kwargs, kwargs)
        result = self.compute(host_args, host_kwargs)
        if self.computes_in_place:
            found = [
                _device(value) if source is None else _argument(source, args, kwargs)
                for source, value in zip(
                    self.results, (result,) if len(self.results) == 1 else result, strict=True
                )
            ]
            return found[0] if len(found) == 1 else tuple(found)
        return result if for_host else _device(result)

    def compute(self, args: list, kwargs: dict) -> Any:
        """Run the CPU's kernel, whose own autocast is not meant for the device."""
        if torch.is_autocast_enabled("cpu"):
            with torch._C._ExcludeDispatchKeyGuard(CPU_AUTOCAST_KEYS):
                return self.op(*args, **kwargs)
        return self.op(*args, **kwargs)

    def choose_generator(self, args: list, kwargs: dict) -> None:
        """Put the device's own generator where none was given."""
        if self.generator_is_keyword:
            kwargs["generator"] = generator_for(kwargs.get("generator"))
        elif len(args) > self.generator:
            args[self.generator] = generator_for(args[self.generator])
        else:
            kwargs["generator"] = generator_for(None)

    def count_indexing(self, args: tuple) -> None:
        """Record that CPU indices are copied to the device, and that masks make the host wait."""
        indices = [index for index in args[1] if isinstance(index, Tensor)]
        for index in indices:
            if index.is_cpu:
                record_to_device(index.nbytes)
        if any(index.dtype in (torch.bool, torch.uint8) for index in indices):
            record_wait()

    def compute_into_outs(self, args: list, host_kwargs: dict, kwargs: dict) -> Any:
        """Compute into fresh memory: the CPU can't resize what it only sees."""
        outs = [kwargs[name] for name in self.outs]
        for name, out in zip(self.outs, outs, strict=True):
            host_kwargs[name] = torch.empty_strided(out.shape, out.stride(), dtype=out.dtype)
        self.compute(args, host_kwargs)
        for name, out in zip(self.outs, outs, strict=True):
            computed = host_kwargs[name]
            if computed.shape == out.shape:
                on_host(out).copy_(computed)
            else:
                adopt(out, on_device(computed))
        return outs[0] if len(outs) == 1 else tuple(outs)


def adopt(tensor: Tensor, source: Tensor) -> None:
    """Give a device tensor the storage, shape and strides of another, in place."""
    torch.ops.aten.set_.source_Storage_storage_offset.redispatch(
        CPU_KEYS,
        tensor,
        source.untyped_storage(),
        source.storage_offset(),
        source.shape,
        source.stride(),
    )


def _host(value: Any) -> Any:
    if isinstance(value, Tensor):
        return value if value.is_cpu else on_host(value)
    if type(value) is list:
        return [_host(item) for item in value]
    return value


def _device(value: Any) -> Any:
    if isinstance(value, Tensor):
        return on_device(value)
    if type(value) in (list, tuple):
        return type(value)(_device(item) for item in value)
    return value


def _argument(source: int | str, args: tuple, kwargs: dict) -> Any:
    return kwargs[source] if isinstance(source, str) else args[source]


_operations: dict[torch._ops.OpOverload, Operation] = {}


def run(op: torch._ops.OpOverload, *args: Any, **kwargs: Any) -> Any:
    """Run an operation on the device.

    Raises:
        NotImplementedError: naming the operation, if the CPU has no kernel for it either.
    """
    operation = _operations.get(op)
    if operation is None:
        operation = _operations[op] = Operation(op)
    try:
        return operation(args, kwargs)
    except NotImplementedError as error:
        if op.name() in str(error) and "backend" in str(error):
            raise NotImplementedError(
                f"The simulated accelerator does not support '{op.name()}'. "
                f"Do this step on the CPU: move the tensors there with .cpu()."
            ) from error
        raise


def overload(name: str) -> torch._ops.OpOverload:
    """Return an operation of PyTorch by its name, such as 'sum.dim_IntList'."""
    packet, _, variant = name.partition(".")
    return getattr(getattr(torch.ops.aten, packet), variant or "default")


def kernel(name: str) -> Callable[..., Any]:
    """Return `run` for one operation, which is looked up when it is first used."""
    operation = None

    def call(*args: Any, **kwargs: Any) -> Any:
        nonlocal operation
        if operation is None:
            operation = overload(name)
        return run(operation, *args, **kwargs)

    return call
