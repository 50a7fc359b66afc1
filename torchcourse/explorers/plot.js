// Axes and what is drawn on them.

// Markers around the present place of a path.
const FORMS = {
  dot: "m-2 0a2 2 0 1 0 4 0a2 2 0 1 0 -4 0",
  o: "m-4 0a4 4 0 1 0 8 0a4 4 0 1 0 -8 0",
  x: "m-4 -4l8 8m0 -8l-8 8",
  diamond: "m0 -5l5 5l-5 5l-5 -5z",
  square: "m-4 -4h8v8h-8z",
  plus: "m-1.5 -5h3v3.5h3.5v3h-3.5v3.5h-3v-3.5h-3.5v-3h3.5z",
  star: "m0 -6l1.8 3.6l4 .6l-2.9 2.8l.7 4l-3.6 -1.9l-3.6 1.9l.7 -4l-2.9 -2.8l4 -.6z",
  ring: "m-5 0a5 5 0 1 0 10 0a5 5 0 1 0 -10 0",
  cross: "m-6 0h12m-6 -6v12",
  up: "m-5 4l5 -8l5 8z",
  down: "m-5 -4l5 8l5 -8z",
};

const BEYOND = 50;  // pixels around a picture, in which lines still have their joints

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

function clamped(value, [low, high]) {
  return Math.max(low, Math.min(high, value));
}

/** The place of the first value that is not `there`; how many there are if all are. */
function firstGone(values, there) {
  const place = values.findIndex((value) => !there(value));
  return place < 0 ? values.length : place;
}

/** Digits raised, for the labels of a log axis. */
function raised(power) {
  return String(power).replace(/./g, (c) => (c === "-" ? "⁻" : "⁰¹²³⁴⁵⁶⁷⁸⁹"[c]));
}

/** Axes in SVG; `x` and `y` are [low, high]; y may be logarithmic. */
class Plot {
  constructor({ name, xLabel, yLabel, logY = false, right = 14, height = 290 }) {
    Object.assign(this, { width: 420, height, left: 58, right, top: 26, bottom: 44, logY });
    this.svg = shape("svg", {
      viewBox: `0 0 ${this.width} ${this.height}`, role: "img", "aria-label": name,
    });
    const clip = `torchcourse-${serial++}`;
    this.grid = shape("g", { class: "tc-grid" });
    this.data = shape("g", { "clip-path": `url(#${clip})` });
    this.marks = shape("g");
    this.xName = this.text((this.left + this.width - this.right) / 2, this.height - 8, xLabel,
      { "text-anchor": "middle" });
    this.yName = this.text(0, 0, yLabel, {
      "text-anchor": "middle",
      transform: `translate(13 ${(this.top + this.height - this.bottom) / 2}) rotate(-90)`,
    });
    this.svg.append(
      shape("clipPath", { id: clip }, shape("rect", {
        x: this.left - 6, y: this.top - 6,
        width: this.width - this.left - this.right + 12,
        height: this.height - this.top - this.bottom + 12,
      })),
      this.grid, this.data, this.marks,
      this.text(this.left, 14, name, { class: "tc-title" }),
      this.xName, this.yName,
    );
  }

  text(x, y, words, attributes = {}) {
    return shape("text", { x, y, ...attributes }, words);
  }

  /** A note that ends at the right edge. */
  note(words = "", y = 14) {
    return this.text(this.width - this.right, y, words, { class: "tc-note", "text-anchor": "end" });
  }

  /** A value where it is drawn: at an edge if beyond it, and no number at the upper one. */
  edged(y) {
    return Number.isNaN(y) ? this.y[1] : clamped(y, this.y);
  }

  /** Whether a point [x, y] is within the limits. */
  holds([x, y]) {
    return x >= this.x[0] && x <= this.x[1] && y >= this.y[0] && y <= this.y[1];
  }

  /** From which step on points are not within the limits, in words; "" if all are. */
  leaving(points) {
    const step = points.findIndex((point) => !this.holds(point));
    return step < 0 ? "" : `out of the picture from step ${step}`;
  }

  /** Put a circle or an ellipse at a point. */
  put(circle, [x, y]) {
    setAll(circle, { cx: near(this.toX(x)), cy: near(this.toY(y)) });
  }

  /** Put a line across the picture at a height; return this in pixels. */
  level(line, y) {
    const at = this.toY(y);
    setAll(line, { x1: this.left, x2: this.width - this.right, y1: at, y2: at });
    return at;
  }

  /** Put a line upright at `x`, from one height to another. */
  upright(line, x, from, to) {
    const at = near(this.toX(x));
    setAll(line, { x1: at, x2: at, y1: near(this.toY(from)), y2: near(this.toY(to)) });
  }

  /** Give the axes other names. */
  rename(xLabel, yLabel) {
    [this.xName.textContent, this.yName.textContent] = [xLabel, yLabel];
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

  /**
   * Call `point([x, y], isFirst)` where a mouse or finger presses, and on its way until it lets go;
   * then `letGo()`. The place is one within the limits.
   */
  onPress(point, letGo = () => {}) {
    const tell = (event, isFirst) => {
      const box = this.svg.getBoundingClientRect();
      const x = this.fromX((event.clientX - box.left) * this.width / box.width);
      const y = this.fromY((event.clientY - box.top) * this.height / box.height);
      point([clamped(x, this.x), clamped(y, this.y)], isFirst);
    };
    this.svg.classList.add("tc-clickable");
    this.svg.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;  // the right one opens JupyterLab's menu
      this.svg.setPointerCapture(event.pointerId);
      tell(event, true);
    });
    this.svg.addEventListener("pointermove", (event) => {
      if (this.svg.hasPointerCapture(event.pointerId)) tell(event, false);
    });
    this.svg.addEventListener("lostpointercapture", letGo);
  }

  /**
   * Path data through the points [x, y], without what lies beyond the picture: browsers take half
   * a second for lines that are very long.
   */
  path(points) {
    const places = points.map(([x, y]) => [limited(this.toX(x)), limited(this.toY(y))]);
    const box = [[-BEYOND, this.width + BEYOND], [-BEYOND, this.height + BEYOND]];
    let data = "", last = "";
    for (let i = 1; i < places.length; i++) {
      const part = within(box, places[i - 1], places[i]);
      if (!part) continue;
      const [begin, end] = part.map((place) => place.map(near).join(" "));
      data += begin === last ? `L${end}` : `M${begin}L${end}`;
      last = end;
    }
    return data;
  }

  /** Path data of a marker of a kind of FORMS at each point. */
  markers(points, kind) {
    return points.map(([x, y]) => `M${near(this.toX(x))} ${near(this.toY(y))}${FORMS[kind]}`)
      .join("");
  }
}

/** Both ends of that part of the straight line from `p` to `q` that lies in a box, if one does. */
function within(box, p, q) {
  // From the end that is not so far away, of which the sums below lose fewer digits.
  if (size(p) > size(q)) return within(box, q, p)?.reverse();
  let begin = 0, end = 1;  // shares of the way
  box.forEach(([low, high], i) => {
    const way = q[i] - p[i], [first, second] = way < 0 ? [high, low] : [low, high];
    if (way !== 0) {
      begin = Math.max(begin, (first - p[i]) / way);
      end = Math.min(end, (second - p[i]) / way);
    } else if (p[i] < low || p[i] > high) end = -1;
  });
  return begin <= end ? [begin, end].map((t) => p.map((start, i) => start + t * (q[i] - start)))
    : undefined;
}

function size(place) {
  return Math.max(...place.map(Math.abs));
}

/** A pixel that can be reckoned with; the direction of a line to it stays what it is. */
function limited(pixel) {
  return clamped(pixel, [-1e300, 1e300]);
}

function near(pixel) {
  return Math.round(100 * clamped(pixel, [-1e4, 1e4])) / 100;
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
