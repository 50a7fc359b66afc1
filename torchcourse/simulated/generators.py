"""Random numbers: the device has generators of its own, as a GPU has."""

from __future__ import annotations

import weakref

import torch

from torchcourse.simulated.memory import NAME, check_index

_CpuGenerator = torch._C.Generator


class DeviceGenerator(_CpuGenerator):
    """A generator of the simulated device; for one seed it draws what the CPU's draws."""

    @property
    def device(self) -> torch.device:
        return torch.device(NAME, 0)

    def clone_state(self) -> DeviceGenerator:
        return make_generator().set_state(self.get_state())


# By address: operations are handed another Python object for the same generator.
_generators: weakref.WeakValueDictionary[int, DeviceGenerator] = weakref.WeakValueDictionary()


def make_generator() -> DeviceGenerator:
    """Return a new generator of the simulated device."""
    generator = DeviceGenerator()
    _generators[generator._cdata] = generator
    return generator


default_generator = make_generator()


def generator_for(generator: torch.Generator | None) -> torch.Generator:
    """Return the generator that an operation on the device draws from.

    Raises:
        RuntimeError: for a generator of the CPU, in PyTorch's words.
    """
    if generator is None:
        return default_generator
    if generator._cdata not in _generators:
        raise RuntimeError(
            f"Expected a '{NAME}' device type for generator but found '{generator.device.type}'"
        )
    return generator


class _GeneratorType(type(_CpuGenerator)):
    def __instancecheck__(cls, instance: object) -> bool:
        return isinstance(instance, _CpuGenerator)


class Generator(_CpuGenerator, metaclass=_GeneratorType):
    """`torch.Generator`, which knows the simulated device too."""

    def __new__(cls, device: torch.device | str | None = None) -> torch.Generator:
        if device is not None:
            wanted = torch.device(device)
            if wanted.type == NAME:
                check_index(wanted)
                return make_generator()
            return _CpuGenerator(device=wanted)
        return _CpuGenerator()
