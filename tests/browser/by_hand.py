"""An explorer on the page, as a student sees and moves it."""

import json
import statistics
from contextlib import contextmanager

from torchcourse import explorers

# What must not grow while an explorer is played with.
STATE = """
import gc, json, threading, comm, psutil
import ipywidgets.widgets.widget as widgets
import matplotlib.pyplot as plt
gc.collect()
print(json.dumps({
    "threads": threading.active_count(),
    "figures": len(plt.get_fignums()),
    "models": len(widgets._instances),
    "comms": len(comm.get_comm_manager().comms),
    "MiB": psutil.Process().memory_info().rss / 2**20,
}))
"""


class ByHand:
    """The explorer in a notebook's first cell, which has it as ``d``.

    Args:
        notebook: Where it was run.
        page: The browser's page.
        explorer: The same explorer here, for its controls and settings.
    """

    def __init__(self, notebook, page, explorer):
        self.notebook, self.page, self.explorer = notebook, page, explorer
        self.labels = {control.name: control.label for control in explorer.CONTROLS}
        self.defaults = dict(explorer.settings)
        self.root = notebook.cell(0).locator(".torchcourse-explorer")

    def slider(self, name):
        return self.root.get_by_role("slider", name=self.labels[name], exact=True)

    def field(self, name):
        return self.root.get_by_role("textbox", name=f"{self.labels[name]}, number", exact=True)

    def value(self, name):
        return float(self.field(name).input_value())

    def verdict(self):
        return self.root.locator(".tc-verdict").inner_text()

    def source(self):
        return self.root.locator(".tc-source").inner_text()

    def warnings(self):
        return [text for text in self.root.get_by_role("alert").all_inner_texts() if text]

    def wait_until_settled(self, **settings):
        """Wait until the kernel's word on these settings is what is shown."""
        self.page.wait_for_function(
            """([root, wanted]) => {
              const settled = root.querySelector('.tc-source').dataset.settled;
              if (!settled) return false;
              const shown = JSON.parse(settled);
              return Object.keys(wanted).every((name) => shown[name] === wanted[name]);
            }""",
            arg=[self.root.element_handle(), settings],
        )

    def wait_until_at_rest(self):
        """Wait until the kernel has answered the last move, so that no request is under way."""
        self.root.locator(".tc-source[data-settled]").wait_for()

    def settled(self):
        """Return the settings that the kernel's word on the page is about; None without one."""
        text = self.root.locator(".tc-source").get_attribute("data-settled")
        return text and json.loads(text)

    def wait_until_moved(self, name):
        """Wait for the kernel's word on settings of which this one is no default; return them."""
        moved = self.page.wait_for_function(
            """([root, name, value]) => {
              const { settled } = root.querySelector('.tc-source').dataset;
              const shown = settled && JSON.parse(settled);
              return shown && shown[name] !== value && shown;
            }""",
            arg=[self.root.element_handle(), name, self.defaults[name]],
        )
        return moved.json_value()

    def set(self, **settings):
        for name, value in settings.items():
            self.field(name).fill(str(value))
        self.wait_until_settled(**settings)

    def press_until(self, key, name, condition, limit=300):
        """Press a key on a slider until the verdict meets the condition."""
        self.slider(name).focus()
        for _ in range(limit):
            if condition(self.verdict()):
                return self.value(name)
            self.page.keyboard.press(key)
            self.next_frame()
        raise AssertionError(f"{limit} times {key}, and still: {self.verdict()}")

    def next_frame(self):
        self.page.evaluate(
            "() => new Promise((r) => requestAnimationFrame(() => requestAnimationFrame(r)))"
        )

    def evaluate(self, code):
        return self.notebook.evaluate(code)

    def reset(self):
        """Bring the explorer back to its default settings, from Python."""
        self.set_in_kernel(**self.defaults)

    def set_in_kernel(self, **settings):
        """Set from Python. A move of the hand that the kernel hears of later would undo it."""
        self.wait_until_at_rest()
        self.evaluate(f"d.set(**{settings}); print(0)")
        self.wait_until_settled(**settings)

    def time_keys(self, name, watched, presses=60):
        """Return times in ms from an arrow key to the painted picture, over a whole slider.

        ``watched`` selects a path of the picture that is drawn anew at each press.
        """
        self.root.evaluate(
            """(root, watched) => {
              root.times = [];
              const pressed = (event) => { root.pressed = event.timeStamp; };
              root.addEventListener('keydown', pressed, true);
              new MutationObserver(() => requestAnimationFrame(() => {
                const painted = new MessageChannel();
                painted.port1.onmessage = () => root.times.push(performance.now() - root.pressed);
                painted.port2.postMessage(0);
              })).observe(root.querySelector(watched), {attributeFilter: ['d']});
            }""",
            watched,
        )
        slider, root = self.slider(name), self.root.element_handle()
        slider.focus()
        for done in range(presses):
            share = done / presses
            slider.evaluate("(s, share) => { s.value = Math.floor(share * s.max); }", share)
            self.page.keyboard.press("ArrowRight")
            self.page.wait_for_function("([root, n]) => root.times.length > n", arg=[root, done])
        return self.root.evaluate("(root) => root.times")

    def time_rests(self, name, moves=10):
        """Return the median time in ms from a last move of a slider to the kernel's result."""
        return statistics.median(
            self.slider(name).evaluate(
                """async (slider) => {
                  const root = slider.closest('.torchcourse-explorer');
                  const source = root.querySelector('.tc-source');
                  slider.stepUp();
                  const begin = performance.now();
                  slider.dispatchEvent(new InputEvent('input', {bubbles: true}));
                  while (!source.dataset.settled) await new Promise(requestAnimationFrame);
                  return performance.now() - begin;
                }"""
            )
            for _ in range(moves)
        )

    def move_about(self, name, count):
        """Set a slider ``count`` times, some of them between two frames, as a fast hand does.

        Rests now and then, so that the kernel is asked.
        """
        self.slider(name).evaluate(
            """async (slider, count) => {
              const places = Number(slider.max) + 1;
              for (let i = 0; i < count; i++) {
                slider.value = (37 * i) % places;
                slider.dispatchEvent(new InputEvent('input', {bubbles: true}));
                if (i % 20 === 0) await new Promise((r) => setTimeout(r, 200));
                else if (i % 4 === 0) await new Promise(requestAnimationFrame);
              }
            }""",
            count,
        )

    def read_frame(self, name, value, read):
        """Set a number field and return ``read(root)`` of the next frame, and the source's words.

        Within one task of the browser, so that the kernel can't have spoken yet.
        """
        return self.root.evaluate(
            f"""async (root, [name, value]) => {{
              const field = root.querySelector(`input[type=text][name=${{name}}]`);
              field.value = value;
              field.dispatchEvent(new InputEvent('input', {{bubbles: true}}));
              await new Promise((r) => requestAnimationFrame(r));
              return [({read})(root), root.querySelector('.tc-source').textContent];
            }}""",
            [name, str(value)],
        )


class ByHandPlayback(ByHand):
    """An explorer with playback: its buttons, and the words on the step that is shown."""

    def reset(self):
        """Bring the explorer back to its default settings, and show the last step."""
        super().reset()
        self.root.get_by_role("slider", name="step shown", exact=True).fill("200")

    def button(self, name):
        return self.root.get_by_role("button", name=name, exact=True)

    def now(self):
        return self.root.locator(".tc-now").inner_text()


@contextmanager
def opened(lab, page, name, kind=ByHand):
    """Run the explorer of this name in a new notebook; yield it as a ``kind`` of `ByHand`."""
    cell = f"from torchcourse.explorers import {name}\nd = {name}()\nd"
    path = f"{name}-{len(list(lab.root.iterdir()))}.ipynb"  # another each time
    lab.write(path, cell, "# another cell, which keys could reach")
    notebook = lab.open(page, path)
    notebook.run_all()
    by_hand = kind(notebook, page, getattr(explorers, name)())
    by_hand.root.wait_for()
    yield by_hand
    notebook.close()


@contextmanager
def without_errors(page):
    """Fail if a script of the course raises meanwhile."""
    page.errors.clear()
    yield
    assert page.errors == []
