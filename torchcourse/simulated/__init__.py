"""A simulated accelerator: a PyTorch device in pure Python, for those who have no GPU.

    from torchcourse import simulated

    device = simulated.enable()      # torch.device("sim:0"), from now on a device as "cuda" is
    x = torch.rand(50, 1).to(device)
    model = nn.Linear(1, 1).to(device)

It computes on the CPU and gives the CPU's numbers, bit for bit, but it keeps a GPU's rules: the
tensors of an operation are on one device, `.numpy()` wants `.cpu()` first, and what is refused is
refused in PyTorch's own words. See `simulated.best_device` to prefer a real accelerator, and
`simulated.count` to see how often data crosses between host and device.

Not simulated: speed (each operation costs some microseconds more than on the CPU), asynchronous
execution (each operation is done when it returns), limited memory, and half a GPU's catalogue
of special operations; what is missing says so by its name.
"""

from torchcourse.simulated.backend import synchronize
from torchcourse.simulated.choice import best_device
from torchcourse.simulated.counters import Counts, count
from torchcourse.simulated.registration import enable

__all__ = ["Counts", "best_device", "count", "enable", "synchronize"]
