// What all explorers share in the browser. explorer.py puts this before each explorer's own module.

const SVG = "http://www.w3.org/2000/svg";
const REST_MS = 150;  // a hand that has not moved for so long is at rest
const TOLERANCE = 1e-9;
const STEP = { name: "step", label: String };

function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

function shape(tag, attributes = {}, ...children) {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

/** The place in the rising `ticks` that is nearest to `value`. */
function nearest(ticks, value) {
  let low = 0, high = ticks.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (ticks[middle] <= value) low = middle; else high = middle;
  }
  return value - ticks[low] <= ticks[high] - value ? low : high;
}

/** The number that `text` is, or NaN. */
function parsed(text) {
  return /^\s*[+\-−]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i.test(text)
    ? Number(text.replace("−", "-")) : NaN;
}

/** The rising `heights` moved as little as labels need that stand `gap` apart from low to high. */
function apart(heights, gap, low, high) {
  const moved = [...heights];
  for (let i = 0; i < moved.length; i++) {
    moved[i] = Math.max(moved[i], i ? moved[i - 1] + gap : low);
  }
  for (let i = moved.length - 1; i >= 0; i--) {
    moved[i] = Math.min(moved[i], i + 1 < moved.length ? moved[i + 1] - gap : high);
  }
  return moved;
}

let serial = 0;

/** A slider with a number field. `onChange(value)` hears of allowed values only. */
class Control {
  constructor(spec, onChange) {
    this.spec = spec;
    const id = `torchcourse-${serial++}`;
    this.slider = element("input", {
      type: "range", id, min: 0, max: spec.ticks.length - 1, step: 1, name: spec.name,
    });
    this.field = element("input", {
      type: "text", inputmode: "decimal", name: spec.name, spellcheck: "false",
      autocomplete: "off", "aria-label": `${spec.label}, number`, "aria-describedby": `${id}-why`,
    });
    this.why = element("div", { class: "tc-why", id: `${id}-why`, role: "alert" });
    this.nodes = [element("label", { for: id }, spec.label), this.slider, this.field, this.why];
    this.slider.addEventListener("input", () => {
      const value = spec.ticks[this.slider.value];
      this.show(value);
      onChange(value);
    });
    this.field.addEventListener("input", () => {
      const value = parsed(this.field.value);
      if (!this.allows(value)) return this.refuse();
      this.accept(value);
      onChange(value);
    });
    for (const input of [this.slider, this.field]) {
      // JupyterLab would take the arrows, and letters as shortcuts.
      input.addEventListener("keydown", (event) => {
        const shortcut = event.ctrlKey || event.metaKey || event.altKey;
        if (!shortcut && !["Escape", "Tab"].includes(event.key)) event.stopPropagation();
      });
    }
  }

  allows(value) {
    const { low, high, whole } = this.spec;
    return value >= low && value <= high && (!whole || Number.isInteger(value));
  }

  refuse() {
    this.field.setAttribute("aria-invalid", "true");
    this.why.textContent = `Not used: ${this.spec.reason}`;
  }

  accept(value) {
    this.field.removeAttribute("aria-invalid");
    this.why.textContent = "";
    this.slider.value = nearest(this.spec.ticks, value);
    this.slider.setAttribute("aria-valuetext", String(value));
  }

  show(value) {
    this.accept(value);
    this.field.value = String(value);
  }
}

/** Digits raised, for the labels of a log axis. */
function raised(power) {
  return String(power).replace(/./g, (c) => (c === "-" ? "⁻" : "⁰¹²³⁴⁵⁶⁷⁸⁹"[c]));
}

/** Axes in SVG; `x` and `y` are [low, high]; y may be logarithmic. */
class Plot {
  constructor({ name, xLabel, yLabel, logY = false, right = 14 }) {
    Object.assign(this, { width: 420, height: 290, left: 58, right, top: 26, bottom: 44, logY });
    this.svg = shape("svg", {
      viewBox: `0 0 ${this.width} ${this.height}`, role: "img", "aria-label": name,
    });
    const clip = `torchcourse-${serial++}`;
    this.grid = shape("g", { class: "tc-grid" });
    this.data = shape("g", { "clip-path": `url(#${clip})` });
    this.marks = shape("g");
    this.svg.append(
      shape("clipPath", { id: clip }, shape("rect", {
        x: this.left - 6, y: this.top - 6,
        width: this.width - this.left - this.right + 12,
        height: this.height - this.top - this.bottom + 12,
      })),
      this.grid, this.data, this.marks,
      this.text(this.left, 14, name, { class: "tc-title" }),
      this.text((this.left + this.width - this.right) / 2, this.height - 8, xLabel,
        { "text-anchor": "middle" }),
      this.text(0, 0, yLabel, {
        "text-anchor": "middle",
        transform: `translate(13 ${(this.top + this.height - this.bottom) / 2}) rotate(-90)`,
      }),
    );
  }

  text(x, y, words, attributes = {}) {
    return shape("text", { x, y, ...attributes }, words);
  }

  /** Set the limits and redraw the grid if they are new ones. */
  limits(x, y) {
    const key = JSON.stringify([x, y]);
    if (key === this.key) return;
    Object.assign(this, { key, x, y });
    this.grid.replaceChildren();
    for (const value of ticks(x)) this.gridLine(value, null, String(value));
    if (!this.logY) for (const value of ticks(y)) this.gridLine(null, value, String(value));
    else {
      const [low, high] = y.map((value) => Math.round(Math.log10(value)));
      for (let power = low; power <= high; power += Math.ceil((high - low) / 6)) {
        this.gridLine(null, 10 ** power, `10${raised(power)}`);
      }
    }
  }

  gridLine(x, y, label) {
    const [right, bottom] = [this.width - this.right, this.height - this.bottom];
    if (x !== null) {
      const at = this.toX(x);
      this.grid.append(shape("line", { x1: at, x2: at, y1: this.top, y2: bottom }),
        this.text(at, bottom + 16, label.replace("-", "−"), { "text-anchor": "middle" }));
    } else {
      const at = this.toY(y);
      this.grid.append(shape("line", { x1: this.left, x2: right, y1: at, y2: at }),
        this.text(this.left - 6, at + 4, label.replace("-", "−"), { "text-anchor": "end" }));
    }
  }

  toX(value) {
    const share = (value - this.x[0]) / (this.x[1] - this.x[0]);
    return this.left + share * (this.width - this.left - this.right);
  }

  fromX(pixel) {
    const share = (pixel - this.left) / (this.width - this.left - this.right);
    return this.x[0] + share * (this.x[1] - this.x[0]);
  }

  toY(value) {
    const [v, low, high] = this.logY ? [value, ...this.y].map(Math.log10) : [value, ...this.y];
    return this.top + (high - v) / (high - low) * (this.height - this.top - this.bottom);
  }

  fromY(pixel) {
    const share = (pixel - this.top) / (this.height - this.top - this.bottom);
    const [low, high] = this.logY ? this.y.map(Math.log10) : this.y;
    const value = high - share * (high - low);
    return this.logY ? 10 ** value : value;
  }

  /** The place [x, y] that a mouse or finger points at. */
  at(event) {
    const box = this.svg.getBoundingClientRect();
    return [this.fromX((event.clientX - box.left) * this.width / box.width),
      this.fromY((event.clientY - box.top) * this.height / box.height)];
  }

  /** Path data through the points [x, y]; far-off values are cut at a distance SVG can bear. */
  path(points) {
    return points.map(([x, y], i) => `${i ? "L" : "M"}${near(this.toX(x))} ${near(this.toY(y))}`)
      .join("");
  }

  /** Path data of a marker at each point inside the limits: "o", "x", "diamond", "up" or "down". */
  markers(points, kind) {
    const forms = {
      o: "m-4 0a4 4 0 1 0 8 0a4 4 0 1 0 -8 0",
      x: "m-4 -4l8 8m0 -8l-8 8",
      diamond: "m0 -5l5 5l-5 5l-5 -5z",
      up: "m-5 4l5 -8l5 8z",
      down: "m-5 -4l5 8l5 -8z",
    };
    return points.map(([x, y]) => `M${near(this.toX(x))} ${near(this.toY(y))}${forms[kind]}`)
      .join("");
  }
}

function near(pixel) {
  return Math.round(100 * Math.max(-1e4, Math.min(1e4, pixel))) / 100;
}

/** Four to eight round numbers within [low, high]. */
function ticks([low, high]) {
  const rough = (high - low) / 6;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * [1, 2, 5, 10].find((m) => m * power >= rough);
  const found = [];
  for (let i = Math.ceil(low / step - 1e-9); i * step <= high * (1 + 1e-9); i++) {
    found.push(Number((i * step).toPrecision(6)));
  }
  return found;
}

/** The largest difference of two series, relative where they are above 1; equal infinities agree. */
function difference(ours, theirs) {
  let most = 0, step = 0;
  theirs.forEach((b, i) => {
    const a = ours[i];
    if (a === b || (Number.isNaN(a) && Number.isNaN(b))) return;
    const gap = Math.abs(a - b) / Math.max(1, Math.abs(b));
    const size = Number.isFinite(gap) ? gap : Infinity;
    if (size > most) [most, step] = [size, i];
  });
  return { most, step };
}

/**
 * Build an explorer into `el`. The page computes and draws while the hand moves; at rest the
 * kernel is asked, and what it says is drawn. Frames that nobody would see are never made, and an
 * answer to other settings than the present ones is dropped.
 *
 *   oracle               what the kernel runs, in words
 *   compute(settings)    series by name, as float arrays
 *   verdict(settings, series)   in words
 *   picture(change)      {node, draw(settings, series, words)}; change(values) sets controls
 *   row                  what the i-th number of a series belongs to; name and i make the words
 */
function explore({ model, el, oracle, compute, verdict, picture, row = STEP }) {
  let settings = { ...model.get("settings") };
  let frame = 0, timer = 0, asked = false;

  const controls = model.get("controls").map((spec) =>
    new Control(spec, (value) => change({ [spec.name]: value })));
  const said = element("div", { class: "tc-verdict" });
  const source = element("div", { class: "tc-source" });
  const status = element("div", { class: "tc-status", role: "status", "aria-live": "polite" });
  const numbers = element("table");
  const table = element("details", {}, element("summary", {}, "The numbers"), numbers);
  const view = picture(change);
  el.replaceChildren(element("div", { class: "torchcourse-explorer" },
    element("div", { class: "tc-controls" }, ...controls.flatMap((control) => control.nodes)),
    said, view.node, source, table, status));

  function change(values) {
    Object.assign(settings, values);
    for (const control of controls) {
      const { name } = control.spec;
      if (name in values && parsed(control.field.value) !== values[name]) {
        control.show(values[name]);
      }
    }
    redraw(false);
    timer = setTimeout(atRest, REST_MS);
  }

  function redraw(isAsked) {
    asked = isAsked;
    delete source.dataset.settled;
    clearTimeout(timer);
    if (!frame) frame = requestAnimationFrame(drawn);
  }

  function drawn() {
    frame = 0;
    show(compute(settings));
    describeSource();
    answered();  // a busy page may draw later than the kernel answers
  }

  function describeSource() {
    source.textContent = asked
      ? `Drawn by the browser; waiting for ${oracle} in the kernel.`
      : `Drawn by the browser; ${oracle} is asked when your hand rests.`;
  }

  function show(series, words = verdict(settings, series)) {
    said.textContent = words;
    view.draw(settings, series, words);
    if (table.open) tabulate(series);
  }

  function tabulate(series) {
    const names = Object.keys(series);
    const line = (cells, tag) => element("tr", {},
      ...cells.map((cell) => element(tag, {}, String(cell))));
    numbers.replaceChildren(line([row.name, ...names], "th"),
      ...Array.from(series[names[0]], (_, i) =>
        line([row.label(i), ...names.map((n) => series[n][i])], "td")));
  }

  function atRest() {
    asked = true;
    describeSource();
    model.set("settings", { ...settings });
    model.save_changes();
    answered();
  }

  /** The kernel's answer, if it is one to the present settings; undefined if not. */
  function answer() {
    const result = model.get("result");
    const same = Object.keys(settings).every((name) => result.settings?.[name] === settings[name]);
    return same ? result : undefined;
  }

  function answered() {
    const result = answer();
    if (frame || !result) return;
    if (result.error) {
      source.textContent = `Drawn by the browser. The kernel failed: ${result.error}`;
    } else {
      const ours = compute(settings), theirs = {};
      for (const [name, bytes] of Object.entries(result.series)) {
        const copy = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
        theirs[name] = new Float64Array(copy);
      }
      const gaps = Object.keys(theirs).map((name) => difference(ours[name], theirs[name]));
      const worst = gaps.reduce((a, b) => (b.most > a.most ? b : a));
      show(theirs, result.verdict);
      source.textContent = worst.most > TOLERANCE
        ? `This is ${oracle}, run by the kernel. The browser's own computation differs from it `
          + `by ${worst.most.toPrecision(2)} at ${row.name} ${row.label(worst.step)}: trust this one.`
        : `This is ${oracle}, run by the kernel.`;
    }
    source.dataset.settled = JSON.stringify(settings);
    status.textContent = `${said.textContent} ${source.textContent}`;
  }

  /** Python, or another view of the same explorer, changed the settings. */
  function changed() {
    const values = model.get("settings");
    if (Object.keys(values).every((name) => settings[name] === values[name])) return;
    settings = { ...values };
    for (const control of controls) control.show(settings[control.spec.name]);
    redraw(true);
  }

  table.addEventListener("toggle", () => { if (!frame) drawn(); });
  model.on("change:settings", changed);
  model.on("change:result", answered);
  for (const control of controls) control.show(settings[control.spec.name]);
  drawn();
  return () => {
    clearTimeout(timer);
    cancelAnimationFrame(frame);
    model.off("change:settings", changed);
    model.off("change:result", answered);
  };
}
