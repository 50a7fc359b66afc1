"""A simulated accelerator: a PyTorch device in pure Python, for those who have no GPU.

    from torchcourse import simulated

    device = simulated.enable()      # torch.device("sim:0"), from now on a device as "cuda" is
    x = torch.rand(50, 1).to(device)
    model = nn.Linear(1, 1).to(device)

It computes on the CPU, and training with the optimizers of the course gives the CPU's numbers bit
for bit, but it keeps a GPU's rules: the tensors of an operation are on one device, `.numpy()`
wants `.cpu()` first, and what is refused is refused in PyTorch's own words. See
`simulated.best_device` to prefer a real accelerator, and `simulated.count` to see how often data
crosses between host and device.

Not simulated: speed, asynchronous execution (each operation is done when it returns), limited
memory, fused cells of LSTM and GRU, tensors that are sparse, nested or quantized; what is missing
says so by its name. Each operation costs some microseconds more than on the CPU: with torch 2.13 on
two cores the smallest training loop took 2.3 to 4.1 times the CPU's time, one with a hidden layer
of 256 on 4,096 rows at most 1.7 times, and `enable` a tenth of a second.

A program with `count`:

    with simulated.count() as counts:
        history = fit(model, x, y, device)
    counts.device_to_host            # copies back, an .item() or a print among them: see `Counts`
"""

from torchcourse.simulated.backend import synchronize
from torchcourse.simulated.choice import best_device
from torchcourse.simulated.counters import Counts, count
from torchcourse.simulated.registration import enable

__all__ = ["Counts", "best_device", "count", "enable", "synchronize"]
