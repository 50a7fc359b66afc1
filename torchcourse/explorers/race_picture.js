// The race as it is drawn: paths on the surface, loss and distance at each step.

/** Limits of a log axis from so many decades below the first value to so many above. */
function decades(first, below, above) {
  const decade = first > 1e-290 ? Math.ceil(Math.log10(first)) : 0;
  return [10 ** (decade - below), 10 ** (decade + above)];
}

/** A racer's line, and its markers, with path data `d`. */
function lineOf(look, d = "") {
  const own = look.colour === null ? " tc-own" : "";
  return shape("path", { class: `tc-path${own}`, style: colourOf(look), d,
    "stroke-dasharray": look.dash.join(" ") });
}

function markersOf(look, d = "") {
  const filled = look.marker === "ring" ? "tc-ring" : "tc-racer-marks";
  return shape("path", { class: filled, style: colourOf(look), d });
}

function colourOf(look) {
  return `--tc-series: var(--tc-${look.colour ?? "ink"})`;
}

/** What stands beside a racer's name: a piece of its line with its marker. */
function swatch(look) {
  return shape("svg", { viewBox: "0 0 44 14", "aria-hidden": "true" },
    lineOf(look, "M2 7H42"), markersOf(look, `M22 7${FORMS[look.marker]}`));
}

/** An optimizer in one plot: its line, its markers, a cross where it is gone, and its name. */
class Trace {
  constructor(plot, look, label) {
    Object.assign(this, { plot, look });
    this.line = lineOf(look);
    this.marks = markersOf(look);
    this.cross = shape("path", { class: "tc-cross", style: colourOf(look) });
    this.name = plot.text(0, 0, label, { class: "tc-note tc-halo" });
    this.key = markersOf(look);
    plot.data.append(this.line);
    plot.marks.append(this.marks, this.cross, this.key, this.name);
    this.nodes = [this.line, this.marks, this.cross, this.key, this.name];
  }

  show(visible) {
    for (const node of this.nodes) node.style.display = visible ? "" : "none";
  }
}

/**
 * The pictures, to be drawn for whatever settings and paths. `racers` are all with their looks;
 * `change(values)` sets controls.
 */
function racePicture(racers, change) {
  const field = new Plot({ name: "Paths on the surface", xLabel: "x", yLabel: "y", height: 410 });
  const logs = [
    new Plot({ name: "Loss above its lowest", xLabel: "step", yLabel: "loss, log axis",
      logY: true, right: 96, height: 205 }),
    new Plot({ name: "Distance to the minimum", xLabel: "step", yLabel: "distance, log axis",
      logY: true, right: 96, height: 205 }),
  ];
  const contours = shape("path", { class: "tc-contours" });
  const places = shape("path", { class: "tc-places" });
  const startName = field.text(0, 0, "start", { class: "tc-note tc-halo" });
  field.data.append(contours);
  field.marks.append(places, startName);
  const arrived = shape("line", { class: "tc-reference" });
  const arrivedName = logs[1].text(logs[1].left + 4, 0, `arrived: ${NEAR}`,
    { class: "tc-note tc-halo" });
  logs[1].data.append(arrived);
  logs[1].marks.append(arrivedName);
  const traces = racers.map(({ look, label }) =>
    [field, ...logs].map((plot) => new Trace(plot, look, label)));
  const now = element("div", { class: "tc-now" });
  let drawnFor = "", present = [];

  const playback = new Playback(STEPS, frame);
  const node = element("div", {},
    element("div", { class: "tc-pictures" }, field.svg,
      element("div", {}, ...logs.map((plot) => plot.svg))),
    playback.node, now);

  // The start is put where the mouse points, to a hundredth.
  field.onPress((place) => {
    const [x, y] = place.map((value) => Math.round(100 * value) / 100);
    change({ x, y });
  });

  /** Draw surface and axes anew if they are others than before. */
  function ground(surface, { x, y, condition }) {
    const limits = limitsWith([x, y], [surface.xlim, surface.ylim]);
    const key = JSON.stringify([surface.title, condition, limits]);
    if (key !== drawnFor) {
      drawnFor = key;
      field.limits(...limits);
      field.rename(...surface.parameters);
      const height = (a, b) => surface.loss(a, b, condition) - surface.lowest;
      contours.setAttribute("d", contourPath(field, height));
    }
    places.setAttribute("d",
      field.markers([[x, y]], "ring") + field.markers(surface.minima, "cross"));
    setAll(startName, { x: field.toX(x) + 9, y: field.toY(y) - 8 });
  }

  function draw(surface, settings, paths) {
    const { x, y, condition } = settings;
    ground(surface, settings);
    const start = [[x], [y]];
    const [gap] = gaps(surface, start, condition), [away] = distances(surface, start);
    logs[0].limits([0, STEPS], decades(gap, 10, 2));
    logs[1].limits([0, STEPS], decades(away, 5, 1));
    arrivedName.setAttribute("y", logs[1].level(arrived, NEAR) - 4);
    present = racers.flatMap(({ key, label }, i) => {
      const path = paths[key];
      for (const trace of traces[i]) trace.show(Boolean(path));
      return path ? [{
        label,
        traces: traces[i],
        first: 6 + 3 * i,  // markers of one racer beside those of another
        points: Array.from(path[0], (value, t) => [value, path[1][t]]),
        histories: [gaps(surface, path, condition), distances(surface, path)],
      }] : [];
    });
    frame(playback.step);
  }

  /** Draw everything up to a step. */
  function frame(step) {
    for (const { traces: [trace], points } of present) drawPath(trace, points, step);
    separateNames(present.map(({ traces: [trace] }) => trace));
    logs.forEach((plot, k) => nameAtTheRight(plot, present.map(({ traces, first, histories }) => (
      { trace: traces[k + 1], at: drawHistory(traces[k + 1], histories[k], step, first) }))));
    now.textContent = nowWords(step);
  }

  function nowWords(step) {
    const words = `Step ${step} of ${STEPS}`;
    const there = present.map(({ label, histories }) => [label, histories[1][step]])
      .filter(([, away]) => Number.isFinite(away));
    if (!there.length) return `${words}.`;
    const [name, away] = there.reduce((best, other) => (other[1] < best[1] ? other : best));
    const near = away < 1e-4 ? "less than 0.0001" : fixed(away, 4);
    return `${words}: ${name} is nearest, ${near} from the minimum.`;
  }

  return { node, draw, close: () => playback.pause() };
}

/** Draw a path up to where it leaves the picture for good, with a cross there, or to its end. */
function drawPath(trace, points, step) {
  const { plot } = trace;
  const inside = points.findLastIndex((point) => plot.holds(point));
  const beyond = points[inside + 1]?.map((value) => (Number.isNaN(value) ? 0 : value));
  const gone = beyond && step > inside;
  const shown = points.slice(0, Math.min(step, inside) + 1);
  trace.line.setAttribute("d", plot.path(gone ? [...shown, beyond] : shown));
  const end = gone
    ? [clamped(beyond[0], plot.x), clamped(beyond[1], plot.y)]
    : shown[shown.length - 1];
  trace.marks.setAttribute("d", gone ? "" : plot.markers([end], trace.look.marker));
  trace.cross.setAttribute("d", gone ? plot.markers([end], "x") : "");
  const [x, y] = [plot.toX(end[0]), plot.toY(end[1])];
  trace.end = [x, y];
  const flip = x > plot.width - 90;
  setAll(trace.name, {
    x: x + (flip ? -8 : 8),
    y: Math.max(plot.top + 8, y - 7),
    "text-anchor": flip ? "end" : "start",
  });
}

/** Hide the names of those who stand so close together that they could not be read. */
function separateNames(traces) {
  for (const { name, end: [x, y] } of traces) {
    const close = traces.filter(({ end }) => Math.abs(end[0] - x) < 60 && Math.abs(end[1] - y) < 13);
    name.style.display = close.length > 1 ? "none" : "";
  }
}

/** Put the names of lines that end at the heights `at` in the right margin, each with its marker. */
function nameAtTheRight(plot, labels) {
  labels.sort((a, b) => a.at - b.at);
  const heights = apart(labels.map(({ at }) => at), 13, plot.top, plot.height - plot.bottom + 13);
  const edge = plot.width - plot.right;
  labels.forEach(({ trace }, i) => {
    trace.key.setAttribute("d", `M${edge + 11} ${near(heights[i])}${FORMS[trace.look.marker]}`);
    setAll(trace.name, { x: edge + 20, y: near(heights[i]) + 4 });
  });
}

/** Draw one history with a marker every 25 steps; return the height at which its line ends. */
function drawHistory(trace, values, step, first) {
  const { plot, look } = trace, [low, high] = plot.y;
  // The line ends with a cross or a tip where it leaves the picture: an edge is no plateau.
  const outside = Math.min(step + 1,
    firstGone(values, (value) => value >= low && value <= high));
  const points = Array.from(values.subarray(0, Math.min(outside, step) + 1), (value, t) =>
    [t, plot.edged(value)]);
  const marked = points.filter(([t]) => t % 25 === first % 25 && t < outside);
  const gone = outside <= step;
  const tip = gone ? (values[outside] < low ? "down" : "x") : null;
  trace.line.setAttribute("d", plot.path(points));
  trace.marks.setAttribute("d", plot.markers(marked, look.marker));
  const end = points[points.length - 1];
  trace.cross.setAttribute("d", tip ? plot.markers([end], tip) : "");
  return plot.toY(end[1]);
}
