"""Seeded inputs for probes."""

import hashlib

import torch


class Secret(str):
    """An answer (a word, a choice) that the answer key holds only as a salted hash."""


class Case:
    """One seeded set of inputs: equal seeds draw equal inputs, on every machine and device.

    All numbers are drawn on the CPU by a generator of the case's own, so neither the student's
    random state nor the device changes them.
    """

    def __init__(self, seed: int):
        self.seed = seed
        self._generator = torch.Generator().manual_seed(seed)

    def restart(self, name: str) -> None:
        """Start the draws anew for the aspect called `name`, whatever was drawn before."""
        digest = hashlib.sha256(f"{self.seed}/{name}".encode()).digest()
        self._generator.manual_seed(int.from_bytes(digest[:7], "big"))

    def tensor(self, *shape: int, dtype: torch.dtype = torch.float64) -> torch.Tensor:
        """Draw a tensor of this shape from the standard normal distribution; () is one number."""
        return torch.randn(shape, generator=self._generator, dtype=dtype)

    def parameter(self, *shape: int, dtype: torch.dtype = torch.float64) -> torch.nn.Parameter:
        """Draw a parameter of this shape; its `grad` is None."""
        return torch.nn.Parameter(self.tensor(*shape, dtype=dtype))

    def filled(self, module: torch.nn.Module) -> torch.nn.Module:
        """Return the module itself, in float64, its parameters drawn from a normal distribution.

        They have a standard deviation of 1/2 and are multiples of 2⁻¹⁰, which float32 holds as
        well. PyTorch's own initial values differ in the last digit from processor to processor.
        """
        with torch.no_grad():
            for _, parameter in sorted(module.double().named_parameters()):
                parameter.copy_((self.tensor(*parameter.shape) * 2**9).round() / 2**10)
        return module

    def integer(self, low: int, high: int) -> int:
        """Draw an integer between `low` and `high`, both included."""
        return int(torch.randint(low, high + 1, (1,), generator=self._generator))

    def integers(self, low: int, high: int, *shape: int) -> torch.Tensor:
        """Draw an int64 tensor of this shape with values from `low` to `high`, both included."""
        return torch.randint(low, high + 1, shape, generator=self._generator)

    def number(self, low: float, high: float) -> float:
        """Draw a float between `low` and `high`, rounded to three decimals."""
        span = torch.rand(1, generator=self._generator, dtype=torch.float64).item()
        return round(low + (high - low) * span, 3)

    def raised(self, function, *args, **kwargs) -> str:
        """Call the function and name the type of exception it raises, or 'nothing'.

        Of a class that a cell defines, it is the name of what that is derived from.
        """
        try:
            function(*args, **kwargs)
        except Exception as error:
            if isinstance(error, NotImplementedError) and not str(error):
                raise  # an empty stub has not been attempted, which is no answer
            kinds = type(error).__mro__
            return next(kind.__name__ for kind in kinds if kind.__module__ != "__main__")
        return "nothing"

    def secret(self, answer) -> Secret:
        """Mark an answer that the key must not show: case and superfluous spaces do not count."""
        return Secret(" ".join(str(answer).split()).casefold())
