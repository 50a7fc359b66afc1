"""What a GPU costs and gives, measured: products by size, transfers by size, the regression."""

import platform
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from torch import nn, optim

from torchcourse.drawing import COLOURS
from torchcourse.surfaces import lesson_points

SIZES = tuple(2**k for k in range(2, 13))
BYTES = tuple(4**k for k in range(2, 15))


@dataclass
class Measurements:
    """Times are in seconds, by what was measured.

    Attributes:
        hardware: Name of the device.
        host: Processor and number of threads that the CPU's times were taken with.
        torch: PyTorch's version.
        products: Rows k of two square float32 matrices, to the time of their product on the CPU
            and on the device.
        transfers: Bytes, to the time of a copy to the device and of one back.
        regression: Time of an epoch of y = 3x + 0.8 on 50 points, on the CPU and on the device.
    """

    hardware: str
    host: str
    torch: str
    products: dict[int, tuple[float, float]]
    transfers: dict[int, tuple[float, float]]
    regression: tuple[float, float]

    @property
    def wins_from(self) -> int | None:
        """The smallest size from which on the device's product is always the faster one."""
        slower = [k for k, (cpu, device) in self.products.items() if device >= cpu]
        faster = [k for k in self.products if k > max(slower, default=0)]
        return min(faster, default=None)


def measure(
    device: torch.device, sizes: Sequence[int] = SIZES, sizes_in_bytes: Sequence[int] = BYTES
) -> Measurements:
    """Measure on the CPU and on ``device``; takes about a minute at the default sizes."""
    cpu = torch.device("cpu")
    return Measurements(
        hardware=_name(device),
        host=f"{platform.processor() or platform.machine()}, {torch.get_num_threads()} threads",
        torch=torch.__version__,
        products={k: (_product(k, cpu), _product(k, device)) for k in sizes},
        transfers={size: _transfer(size, device) for size in sizes_in_bytes},
        regression=(_regression(cpu), _regression(device)),
    )


def seconds(work: Callable[[], object], device: torch.device, at_least: float = 0.05) -> float:
    """Return the time of one call of ``work``, repeated for ``at_least`` seconds, warmed up."""

    def timed(repeats: int) -> float:
        _wait(device)
        start = time.perf_counter()
        for _ in range(repeats):
            work()
        _wait(device)
        return time.perf_counter() - start

    timed(2)
    repeats = 1
    while (taken := timed(repeats)) < at_least:
        repeats *= 2
    return taken / repeats


def _wait(device: torch.device) -> None:
    if device.type != "cpu":
        torch.accelerator.synchronize(device)


def _name(device: torch.device) -> str:
    return getattr(torch, device.type).get_device_name(device)


def _product(k: int, device: torch.device) -> float:
    matrix = torch.rand(k, k).to(device)
    return seconds(lambda: matrix @ matrix, device)


def _transfer(size: int, device: torch.device) -> tuple[float, float]:
    host = torch.zeros(size, dtype=torch.uint8)
    there = host.to(device)
    return seconds(lambda: host.to(device), device), seconds(lambda: there.cpu(), device)


def _regression(device: torch.device) -> float:
    x, y = (each.to(device) for each in lesson_points())
    model = nn.Linear(1, 1).to(device)
    optimizer = optim.SGD(model.parameters(), lr=0.1)

    def epoch() -> None:
        loss = nn.functional.mse_loss(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()

    return seconds(epoch, device)


def write(measured: Measurements, folder: Path) -> None:
    """Write ``gpu.md`` and ``gpu.png`` into ``folder``."""
    (folder / "gpu.md").write_text(page(measured), encoding="utf-8")
    picture(measured).savefig(folder / "gpu.png", metadata={"Software": None})


def page(measured: Measurements) -> str:
    """Return the measurements as a page in Markdown."""
    wins = measured.wins_from
    verdict = (
        f"From {wins} rows on it multiplies faster than the CPU."
        if wins
        else "At none of these sizes did it multiply faster than the CPU."
    )
    cpu, device = (1e6 * t for t in measured.regression)
    return f"""# Measured on a GPU

Made by `make test-cuda` on **{measured.hardware}** with torch {measured.torch}; the CPU beside
it: {measured.host}.

{verdict} An epoch of the course's regression (50 points, two weights) takes {cpu:.0f} µs on
the CPU and {device:.0f} µs on the GPU.

![Time of a matrix product over its size, and of a copy over its bytes](gpu.png)

| Rows k of a k × k product | CPU, µs | GPU, µs |
|---|---|---|
{_rows(measured.products)}

| Bytes copied | to the GPU, µs | back, µs |
|---|---|---|
{_rows(measured.transfers)}
"""


def _rows(times: dict[int, tuple[float, float]]) -> str:
    return "\n".join(f"| {n:,} | {1e6 * a:,.1f} | {1e6 * b:,.1f} |" for n, (a, b) in times.items())


def picture(measured: Measurements) -> Figure:
    """Return both tables as a figure on logarithmic axes."""
    figure = Figure(figsize=(9, 3.6), layout="constrained", facecolor="white")
    FigureCanvasAgg(figure)
    left, right = figure.subplots(1, 2)
    for axes, times, labels in (
        (left, measured.products, ("CPU", measured.hardware)),
        (right, measured.transfers, ("to the device", "back")),
    ):
        for i, (label, colour) in enumerate(zip(labels, COLOURS, strict=False)):
            line = [1e6 * pair[i] for pair in times.values()]
            axes.plot(list(times), line, "o-" if i else "s--", color=colour, label=label)
        axes.set(xscale="log", yscale="log", ylabel="µs")
        axes.legend(frameon=False)
    left.set(xlabel="rows k of a k × k product")
    right.set(xlabel="bytes copied")
    return figure
