"""What all explorers share: settings, the kernel's result, the static picture."""

import base64
import io
import json
import threading
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

import anywidget
import matplotlib.style
import numpy as np
import traitlets
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from torchcourse.drawing import COLOURS
from torchcourse.explorers.control import Setting, accept_all

FOLDER = Path(__file__).parent
SHARED = ("page", "rounding", "controls", "plot", "explorer")
VIEW = "application/vnd.jupyter.widget-view+json"
STYLE = {  # of the static picture
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlesize": 10,
    "figure.titlesize": 10,
}


def browser_source(*names: str, **constants: object) -> str:
    """Return the modules ``name.js`` as one, with ``constants`` and the `SHARED` ones before them.

    The browser gets each explorer as one module: a widget has no place to import another from.
    """
    modules = ((FOLDER / f"{name}.js").read_text("utf-8") for name in (*SHARED, *names))
    texts = {name: json.dumps(value, default=asdict) for name, value in constants.items()}
    return "\n".join([*(f"const {name} = {text};" for name, text in texts.items()), *modules])


def browser_style(*names: str) -> str:
    """Return the style sheets ``name.css`` as one, with what all share before them."""
    colours = " ".join(f"--tc-{i}: {colour};" for i, colour in enumerate(COLOURS, 1))
    sheets = [(FOLDER / f"{name}.css").read_text("utf-8") for name in ("explorer", *names)]
    return "\n".join([f".torchcourse-explorer {{ {colours} }}", *sheets])


def first_gone(there: np.ndarray) -> int:
    """Return the place of the first value that is not there; how many there are if all are."""
    return len(there) if there.all() else int(np.argmin(there))


class Explorer(anywidget.AnyWidget):
    """A picture with controls, computed in the browser and confirmed by the kernel.

    A subclass states its `CONTROLS`, sets ``_esm = browser_source(...)`` and implements
    `compute`, `verdict` and `draw`; ``name.js`` has the same three for the browser.

    Attributes:
        settings: Value of each control by name, as set by hand or by `set`.
        result: The kernel's word on those settings: ``settings``, ``verdict`` and the ``series``
            of `compute` as float64 bytes, or ``error``.
    """

    CONTROLS: Sequence[Setting] = ()
    SIZE = (9.2, 3.7)  # of the static picture, in inches of 100 pixels
    _css = browser_style()

    controls = traitlets.List().tag(sync=True)
    settings = traitlets.Dict().tag(sync=True)
    result = traitlets.Dict().tag(sync=True)

    def __init__(self, **settings: float) -> None:
        self._answering = threading.RLock()  # who observes `result` may set the settings
        super().__init__(
            controls=[control.to_dict() for control in self.CONTROLS],
            settings=settings,
        )

    def compute(self, **settings: float) -> dict[str, np.ndarray]:
        """Return the float64 series to be drawn, by name, as ``torch.optim`` makes them."""
        raise NotImplementedError

    def verdict(self, series: Mapping[str, np.ndarray], **settings: float) -> str:
        """Return in words what the series show."""
        raise NotImplementedError

    def draw(self, figure: Figure, series: Mapping[str, np.ndarray], **settings: float) -> None:
        """Draw the series for a page without a kernel."""
        raise NotImplementedError

    def set(self, **changes: float) -> None:
        """Change settings from Python; the picture follows.

        Raises:
            ValueError: A value is not allowed, or there is no such setting.
        """
        self.settings = {**self.settings, **changes}

    @traitlets.validate("settings")
    def _accept(self, proposal: traitlets.Bunch) -> dict[str, float]:
        names = [control.name for control in self.CONTROLS]
        if unknown := set(proposal["value"]) ^ set(names):
            raise ValueError(f"settings are {', '.join(names)}; check {', '.join(unknown)}")
        return accept_all(self.CONTROLS, **proposal["value"])

    @traitlets.observe("settings")
    def _answer(self, change: traitlets.Bunch) -> None:
        # JupyterLab's messages and cells come in different threads: the last answer must be the
        # one to the last settings, whoever set them.
        with self._answering:
            settings = dict(self.settings)
            try:
                series = self.compute(**settings)
                answer = {
                    "verdict": self.verdict(series, **settings),
                    "series": {k: np.asarray(v, np.float64).tobytes() for k, v in series.items()},
                }
            except Exception as error:  # in a widget's callback it would go unseen
                answer = {"error": f"{type(error).__name__}: {error}"}
            self.result = {"settings": settings, **answer}

    def png(self) -> bytes:
        """Return the picture at the present settings, byte for byte the same each time."""
        with matplotlib.style.context(["default", STYLE], after_reset=True):
            # No pyplot: the figure is known to nobody else, so nothing is left to be closed.
            figure = Figure(figsize=self.SIZE, dpi=100, layout="constrained")
            FigureCanvasAgg(figure)
            self.draw(figure, self.compute(**self.settings), **self.settings)
            buffer = io.BytesIO()
            figure.savefig(buffer, format="png", metadata={"Software": None})
        return buffer.getvalue()

    def __repr__(self) -> str:
        texts = {
            n: repr(v) if isinstance(v, (bool, str)) else f"{v:g}" for n, v in self.settings.items()
        }
        arguments = ", ".join(f"{name}={text}" for name, text in texts.items())
        words = self.result.get("verdict", self.result.get("error"))
        return f"{type(self).__name__.lower()}({arguments}): {words}"

    def _repr_mimebundle_(self, **kwargs: object) -> tuple[dict, dict]:
        """Return the live view, and picture and words for pages without a kernel."""
        view = super()._repr_mimebundle_(**kwargs)
        data = {
            "text/plain": repr(self),
            "image/png": base64.b64encode(self.png()).decode("ascii"),
        }
        if view is not None:
            data[VIEW] = view[0][VIEW]
        return data, {}
