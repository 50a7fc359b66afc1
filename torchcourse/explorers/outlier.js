// The best lines through the regression's points, one of them pushed away; outlier.py and
// line_fits.py have the same in Python, and the constants.

/** The points [x, y]. */
function pointsOf({ push, point, noise }) {
  const points = coursePoints(noise);
  points[point - 1][1] += push;
  return points;
}

/** One of the lines with the lowest sum of absolute errors goes through two of the points. */
function l1Line(points) {
  let best = Infinity, line = [NaN, NaN];
  for (let i = 0; i < points.length; i++) {
    const [x, y] = points[i];
    for (let j = i + 1; j < points.length; j++) {
      if (points[j][0] === x) continue;
      const slope = (points[j][1] - y) / (points[j][0] - x), intercept = y - slope * x;
      let sum = 0;
      for (const [u, v] of points) sum += Math.abs(v - slope * u - intercept);
      if (sum < best) [best, line] = [sum, [slope, intercept]];
    }
  }
  return line;
}

function huberLoss(points, [w, b], delta) {
  return points.reduce((sum, [x, y]) => {
    const size = Math.abs(y - w * x - b);
    return sum + (size <= delta ? 0.5 * size * size : delta * (size - 0.5 * delta));
  }, 0);
}

/** Newton's method from the L1 line, halving steps that climb. */
function huberLine(points, delta, start) {
  let line = start, loss = huberLoss(points, line, delta);
  for (let t = 0; t < MAX_STEPS; t++) {
    let [xx, x1, n, gw, gb] = [1e-12, 0, 1e-12, 0, 0];
    for (const [x, y] of points) {
      const error = y - line[0] * x - line[1];
      const pull = Math.max(-delta, Math.min(delta, error));
      gw += pull * x;
      gb += pull;
      if (Math.abs(error) <= delta) [xx, x1, n] = [xx + x * x, x1 + x, n + 1];
    }
    const determinant = xx * n - x1 * x1;
    let step = [(n * gw - x1 * gb) / determinant, (xx * gb - x1 * gw) / determinant];
    const size = () => Math.max(...step.map(Math.abs));
    if (!(size() >= 1e-13)) break;
    const moved = () => [line[0] + step[0], line[1] + step[1]];
    let ahead = huberLoss(points, moved(), delta);
    while (ahead > loss && size() > 1e-15) {
      step = step.map((value) => value / 2);
      ahead = huberLoss(points, moved(), delta);
    }
    [line, loss] = [moved(), ahead];
  }
  return line;
}

function compute(settings) {
  const fitted = (push) => {
    const points = pointsOf({ ...settings, push });
    const l1 = l1Line(points);
    return [mseLine(points), l1, huberLine(points, settings.delta, l1)];
  };
  const [after, before] = [fitted(settings.push), fitted(0)];
  const column = (lines, k) => Float64Array.from(lines, (line) => line[k]);
  return {
    w: column(after, 0), b: column(after, 1),
    "w without push": column(before, 0), "b without push": column(before, 1),
  };
}

/** What an error counts under each loss: the line's pull, divided by the error. */
function weightsOf(error, delta) {
  const size = Math.abs(error) <= ON_THE_LINE ? 0 : Math.abs(error);
  return [1, 1 / size, Math.min(1, delta / size)];
}

/** The chosen point's error under each line, and its weight there. */
function ofPoint(settings, { w, b }) {
  const [x, y] = pointsOf(settings)[settings.point - 1];
  const errors = Array.from(w, (slope, i) => y - slope * x - b[i]);
  return { errors, weights: errors.map((error, i) => weightsOf(error, settings.delta)[i]) };
}

function weightWords(value) {
  if (value === Infinity) return "∞";
  return fixed(value, Math.max(0, 1 - Math.floor(Math.log10(value))));
}

function verdict(settings, series) {
  const { push, delta } = settings;
  const moved = (i) => {
    const change = ["w", "b"].map((name) => series[name][i] - series[`${name} without push`][i]);
    if (Math.max(...change.map(Math.abs)) <= ON_THE_LINE) return " (has not moved)";
    return ` (${change[0] >= 0 ? "+" : ""}${fixed(change[0], 3)})`;
  };
  const { errors, weights } = ofPoint(settings, series);
  const place = push ? `Pushed ${push > 0 ? "up" : "down"} by ${fixed(Math.abs(push), 2)}.`
    : "Not pushed.";
  const slopes = LOSSES.map((name, i) => `${name} ${fixed(series.w[i], 3)}${push ? moved(i) : ""}`);
  const shares = LOSSES.map((name, i) => `${name} ${weightWords(weights[i])}`);
  const beyond = push && Math.abs(errors[2]) > delta
    ? " Error beyond δ: pushed further, the Huber line stays." : "";
  return `${place} Slopes: ${slopes.join(", ")}. Weight of the point: ${shares.join(", ")}.${beyond}`;
}

/** Limits that hold all points and change seldom. */
function limitsOf(points) {
  const heights = points.map(([, y]) => y);
  const [low, high] = [Math.min(...heights), Math.max(...heights)];
  return [low >= -1 ? -1 : -roundUp(-1.1 * low), high <= 5 ? 5 : roundUp(1.1 * high)];
}

/** Names beside the right end of a plot, each with a piece of its line or its marker. */
class Names {
  constructor(plot, marker) {
    this.plot = plot;
    this.rows = LOSSES.map((name, i) => {
      const sample = shape("path", {
        class: `tc-loss tc-loss-${i + 1}${marker ? " tc-loss-marks" : ""}`,
        d: marker ? marker(i) : "M0 0h24",
      });
      const text = plot.text(marker ? 14 : 30, 4, name);
      const row = shape("g", {}, sample, text);
      plot.marks.append(row);
      return { name, row, text };
    });
  }

  show(heights, words) {
    const order = heights.map((_, i) => i).sort((i, j) => heights[i] - heights[j]);
    const places = apart(order.map((i) => heights[i]), 16, this.plot.top + 4,
      this.plot.height - this.plot.bottom - 4);
    order.forEach((i, rank) => {
      const { name, row, text } = this.rows[i];
      text.textContent = `${name} ${words[i]}`;
      row.setAttribute("transform", `translate(${this.plot.width - this.plot.right + 8} `
        + `${places[rank]})`);
    });
  }
}

/** The points and the three lines. The nearest point can be taken hold of and pushed. */
function linesPicture(change) {
  const plot = new Plot({ name: "Points and lines", xLabel: "x", yLabel: "y", right: 130 });
  const dots = shape("path", { class: "tc-dots" });
  const chosen = shape("circle", { class: "tc-chosen", r: 8 });
  const home = shape("line", { class: "tc-reference" });
  const lines = LOSSES.map((_, i) =>
    shape("path", { class: `tc-loss tc-loss-${i + 1} tc-loss-line` }));
  plot.data.append(home, ...lines);
  plot.marks.append(dots, chosen);
  const names = new Names(plot);

  let points = [], unpushed = [];
  let held = null;  // the axis stays as it is until the hand lets go
  const take = (at) => {
    const away = ([x, y]) => Math.hypot(plot.toX(x) - plot.toX(at[0]),
      plot.toY(y) - plot.toY(at[1]));
    const index = points.reduce((best, point, i) =>
      (away(point) < away(points[best]) ? i : best), 0);
    held = { index, limits: plot.y };
  };
  plot.onPress((at, isFirst) => {
    if (isFirst) take(at);
    const push = Math.round(20 * (at[1] - unpushed[held.index][1])) / 20;
    change({ point: held.index + 1, push });
  }, () => {
    held = null;
    change({});
  });

  function draw(settings, { w, b }) {
    points = pointsOf(settings);
    unpushed = coursePoints(settings.noise);
    plot.limits([0, 1], held?.limits ?? limitsOf(points));
    const [x, y] = points[settings.point - 1];
    dots.setAttribute("d", plot.markers(points, "dot"));
    plot.put(chosen, [x, y]);
    plot.upright(home, x, y, y - settings.push);
    lines.forEach((line, i) => line.setAttribute("d", plot.path([[0, b[i]], [1, w[i] + b[i]]])));
    names.show(Array.from(w, (slope, i) => plot.toY(clamped(slope + b[i], plot.y))),
      Array.from(w, (slope) => fixed(slope, 3)));
  }

  return { svg: plot.svg, draw };
}

/** How much each point counts for each line; what does not fit stands at the edge. */
function weightsPicture() {
  const plot = new Plot({
    name: "How much each point counts", xLabel: "x", yLabel: "weight, log axis", logY: true,
    right: 130,
  });
  const place = shape("line", { class: "tc-reference" });
  const marks = LOSSES.map((_, i) =>
    shape("path", { class: `tc-loss tc-loss-${i + 1} tc-loss-marks` }));
  plot.marks.append(place, ...marks, plot.text(plot.width, 14, "▲ above 100, or ∞",
    { class: "tc-note", "text-anchor": "end" }));
  const forms = ["o", "x", "diamond"];
  const names = new Names(plot, (i) => `M4 0${FORMS[forms[i]]}`);

  function draw(settings, series) {
    const { w, b } = series, points = pointsOf(settings), { weights } = ofPoint(settings, series);
    const least = Math.min(0.01, 10 ** Math.floor(Math.log10(Math.min(...weights))));
    plot.limits([0, 1], [least, 100]);
    plot.upright(place, points[settings.point - 1][0], least, 100);
    const within = (weight) => clamped(weight, [least, 100]);
    marks.forEach((mark, i) => {
      const all = points.map(([u, v]) => [u, weightsOf(v - w[i] * u - b[i], settings.delta)[i]]);
      mark.setAttribute("d",
        plot.markers(all.filter(([, weight]) => within(weight) === weight), forms[i])
        + plot.markers(all.filter(([, weight]) => weight > 100).map(([u]) => [u, 100]), "up")
        + plot.markers(all.filter(([, weight]) => weight < least).map(([u]) => [u, least]),
          "down"));
    });
    names.show(weights.map((weight) => plot.toY(within(weight))), weights.map(weightWords));
  }

  return { svg: plot.svg, draw };
}

function picture(change) {
  const parts = [linesPicture(change), weightsPicture()];
  return {
    node: element("div", { class: "tc-pictures" }, ...parts.map(({ svg }) => svg)),
    draw: (settings, series) => parts.forEach((part) => part.draw(settings, series)),
  };
}

export default {
  render({ model, el }) {
    return explore({
      model, el,
      oracle: "the exact fit with PyTorch",
      compute,
      verdict,
      picture,
      row: { name: "loss", label: (i) => LOSSES[i] },
    });
  },
};
