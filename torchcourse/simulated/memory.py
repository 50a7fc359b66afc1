"""The memory of the simulated device is the host's: a tensor is seen from either side.

PyTorch exchanges tensors with other libraries by DLPack, whose capsule names a device. Its code
for an extension device is what PyTorch calls PrivateUse1. A capsule with the other code makes
the same memory a tensor of the other device: a real `torch.Tensor`, with a storage, no subclass.
"""

from __future__ import annotations

import ctypes

import torch

NAME = "sim"

# DLDeviceType in dlpack.h. In its DLTensor the device's type follows the pointer to the data.
_CPU, _EXTENSION = 1, 12
_DEVICE_TYPE_OFFSET = ctypes.sizeof(ctypes.c_void_p)

_pointer = ctypes.pythonapi.PyCapsule_GetPointer
_pointer.restype = ctypes.c_void_p
_pointer.argtypes = [ctypes.py_object, ctypes.c_char_p]
_device_type = ctypes.c_int32.from_address
# torch.utils.dlpack wraps these for other libraries' tensors, at a cost that each operation pays.
_to_capsule = torch._C._to_dlpack
_from_capsule = torch._C._from_dlpack


_is_forked = False


def note_fork() -> None:
    """Remember that this process was forked from one that used the device."""
    global _is_forked
    _is_forked = True


def check_process() -> None:
    """Raise a RuntimeError in a worker of a DataLoader, as CUDA does: it would wait for ever."""
    if _is_forked and torch.utils.data.get_worker_info() is not None:
        raise RuntimeError(
            f"Cannot re-initialize {NAME} in forked subprocess. To use {NAME} with "
            "multiprocessing, you must use the 'spawn' start method"
        )


def _relabel(tensor: torch.Tensor, old: int, new: int) -> torch.Tensor:
    if _is_forked:
        check_process()
    try:
        capsule = _to_capsule(tensor)
    except (RuntimeError, BufferError) as error:
        what = "nested ones" if tensor.is_nested else f"{tensor.layout} of {tensor.dtype}: {error}"
        raise NotImplementedError(
            f"The simulated accelerator holds dense tensors only, not {what}"
        ) from None
    device_type = _device_type(_pointer(capsule, b"dltensor") + _DEVICE_TYPE_OFFSET)
    if device_type.value != old:
        raise RuntimeError(
            "Expected all tensors to be on the same device, but found at least two devices, "
            f"{NAME}:0 and {tensor.device}!"
        )
    device_type.value = new
    return _from_capsule(capsule)


def on_host(tensor: torch.Tensor) -> torch.Tensor:
    """Return a CPU tensor that shares the memory of a tensor of the simulated device."""
    return _relabel(tensor, _EXTENSION, _CPU)


def on_device(tensor: torch.Tensor) -> torch.Tensor:
    """Return a tensor of the simulated device that shares the memory of a CPU tensor."""
    return _relabel(tensor, _CPU, _EXTENSION)


def check_index(device: torch.device) -> None:
    """Raise a RuntimeError if this is a simulated device that does not exist."""
    if device.type == NAME and device.index not in (None, 0):
        raise RuntimeError(
            f"{NAME} error: invalid device ordinal {device.index}: "
            f"there is one simulated accelerator, {NAME}:0"
        )
