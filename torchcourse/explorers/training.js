// The regression trained by stochastic gradient descent; training.py has the same in Python, and
// the constants.

/** The rows of each step's batch. */
function batchesOf(orders, n, size, steps) {
  if (size === n) {
    const all = Array.from({ length: n }, (_, i) => i);
    return Array.from({ length: steps }, () => all);
  }
  const batches = [];
  for (let epoch = 0; batches.length < steps; epoch++) {
    const begin = epoch * n;
    for (let i = 0; i < n && batches.length < steps; i += size) {
      batches.push(orders.subarray(begin + i, begin + Math.min(n, i + size)));
    }
  }
  return batches;
}

function run(orders, { lr, momentum, batch, start_w, start_b, noise, steps }) {
  const points = coursePoints(noise);
  const path = { w: new Float64Array(steps + 1), b: new Float64Array(steps + 1) };
  let [w, b, vw, vb] = [start_w, start_b, 0, 0];
  [path.w[0], path.b[0]] = [w, b];
  batchesOf(orders, points.length, batch, steps).forEach((rows, t) => {
    let gw = 0, gb = 0;
    for (const row of rows) {
      const [x, y] = points[row];
      const pull = 2 * (w * x + b - y) / rows.length;
      gw += pull * x;
      gb += pull;
    }
    vw = momentum * vw + gw;  // from 0, so that the first is the gradient, as in PyTorch
    vb = momentum * vb + gb;
    w -= lr * vw;
    b -= lr * vb;
    [path.w[t + 1], path.b[t + 1]] = [w, b];
  });
  return path;
}

/** By what each step multiplies the distance to the minimum in the long run. */
function factor(lr, momentum, curvatures) {
  return Math.max(...curvatures.map((curvature) => {
    const trace = 1 + momentum - lr * curvature, square = trace ** 2 - 4 * momentum;
    return square > 0 ? (Math.abs(trace) + Math.sqrt(square)) / 2 : Math.sqrt(momentum);
  }));
}

/** The verdict's words, and whether the training diverges. */
function outcome({ lr, momentum, batch, noise }, { w, b }) {
  const surface = surfaceOf(noise);
  const above = Array.from(w, (weight, t) => surface.above(weight, b[t]));
  const lost = above.findIndex((value) => !Number.isFinite(value));
  const last = above.length - 1;
  let diverges, head;
  if (batch === SAMPLE.length) {
    const ratio = lr * surface.curvatures[1], limit = 2 * (1 + momentum);
    diverges = ratio > limit + EQUAL;
    const regime = lr === 0 ? "stands still"
      : Math.abs(ratio - limit) <= EQUAL ? "swings for ever"
        : diverges ? "diverges" : "converges";
    head = `lr·λmax = ${threeDigits(ratio, [limit])}, limit ${fixed(limit, 2)}: ${regime}. `
      + "In the long run a step multiplies the distance by "
      + `${threeDigits(factor(lr, momentum, surface.curvatures), [1], 4)}.`;
  } else {
    diverges = lost >= 0 || above[last] > GONE * Math.max(1, above[0]);
    head = `Batches of ${batch}, ${Math.ceil(SAMPLE.length / batch)} steps an epoch`
      + `${diverges ? ": diverges" : ""}.`;
  }
  const outside = above.findLastIndex((value) => !(value <= NEAR));
  const end = lost >= 0 ? `The loss overflows at step ${lost}.`
    : outside < last ? `The loss is within 0.0001 of its lowest from step ${outside + 1} on.`
      : `The loss is not within 0.0001 of its lowest after ${last} steps.`;
  return { words: `${head} ${end}`, diverges };
}

/** A number of any size in few letters. */
function short(value) {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "no number" : fixed(value, 0);
  const size = Math.abs(value);
  if (size < 1e4 && (size >= 1e-3 || size === 0)) return fixed(value, 3);
  return value.toExponential(2).replaceAll("-", "−");
}

/** Playback of a run that can be ended at the step shown. */
class TrainingPlayback extends Playback {
  constructor(last, show, stop) {
    super(last, show);
    this.stop = this.button("Stop", () => {
      this.pause();
      stop(Math.max(1, this.step));
    }, { "aria-label": "Stop the training here" });
    this.toggle.after(this.stop);
  }

  /** Play another run. If nothing moves, its end is shown. */
  reach(last) {
    this.last = last;
    this.slider.max = last;
    this.step = this.frame ? Math.min(this.step, last) : last;
    this.slider.value = this.step;
  }
}

/** The line among the points: the first one, and that of the step shown. */
function linePicture() {
  const plot = new Plot({ name: "The line among the points", xLabel: "x", yLabel: "y" });
  const dots = shape("path", { class: "tc-dots" });
  const first = shape("path", { class: "tc-reference tc-curve" });
  const firstName = plot.text(plot.left + 4, 0, "start", { class: "tc-note tc-halo" });
  const line = shape("path", { class: "tc-line tc-fitted" });
  plot.data.append(dots, first, line);
  plot.marks.append(firstName);

  function draw({ start_w, start_b, noise }) {
    plot.limits([0, 1], [-1, 6]);
    dots.setAttribute("d", plot.markers(coursePoints(noise), "dot"));
    first.setAttribute("d", plot.path([[0, start_b], [1, start_w + start_b]]));
    firstName.setAttribute("y", plot.toY(clamped(start_b, [-0.9, 5.6])) - 5);
  }

  /** Show the line after a step: [w, b], or none where they overflow. */
  function show(place) {
    line.setAttribute("d", place ? plot.path([[0, place[1]], [1, place[0] + place[1]]]) : "");
  }

  return { svg: plot.svg, draw, show };
}

/** The path on the loss surface. The start is put where the mouse points, to a twentieth. */
function fieldPicture(change) {
  const plot = new Plot({ name: "On the loss surface", xLabel: "weight w", yLabel: "bias b" });
  const contours = shape("path", { class: "tc-contours" });
  const places = shape("path", { class: "tc-places" });
  const startName = plot.text(0, 0, "start", { class: "tc-note tc-halo" });
  const lowestName = plot.text(0, 0, "lowest", { class: "tc-note tc-halo" });
  const gone = plot.note();
  const path = shape("path", { class: "tc-line" });
  const marks = shape("path", { class: "tc-marks tc-steps" });
  const here = shape("circle", { class: "tc-here", r: 6 });
  plot.data.append(contours, path, marks, here);
  plot.marks.append(places, startName, lowestName, gone);
  plot.onPress((place) => {
    const [w, b] = place.map((value) => Math.round(20 * value) / 20);
    change({ start_w: w, start_b: b });
  });
  let contoursFor = "";

  function draw({ start_w, start_b, noise }) {
    const start = [start_w, start_b], surface = surfaceOf(noise);
    const limits = limitsWith(start, LIMITS);
    const ground = JSON.stringify([noise, limits]);
    if (ground !== contoursFor) {
      contoursFor = ground;
      plot.limits(...limits);
      contours.setAttribute("d", contourPath(plot, surface.above));
    }
    places.setAttribute("d",
      `${plot.markers([start], "ring")}${plot.markers([surface.best], "cross")}`);
    [[startName, start], [lowestName, surface.best]].forEach(([name, [u, v]]) => {
      const atTheEdge = plot.toX(u) > plot.width - 60;
      setAll(name, {
        x: plot.toX(u) + (atTheEdge ? -9 : 9),
        y: plot.toY(v) - 8,
        "text-anchor": atTheEdge ? "end" : "start",
      });
    });
  }

  /** Show the path up to a step; `finite` are those of its points that do not overflow. */
  function show(points, finite, form) {
    path.setAttribute("d", plot.path(finite));
    marks.setAttribute("d", plot.markers(finite.filter((place) => plot.holds(place)), form));
    const last = finite[finite.length - 1];
    here.style.display = plot.holds(last) && finite.length === points.length ? "" : "none";
    plot.put(here, last);
    gone.textContent = plot.leaving(points);
  }

  return { svg: plot.svg, draw, show };
}

function picture(change) {
  const line = linePicture(), field = fieldPicture(change);
  const now = element("div", { class: "tc-now" });
  let present = null, drawnFor = "";
  const playback = new TrainingPlayback(1, frame, (steps) => change({ steps }));
  const node = element("div", {},
    element("div", { class: "tc-pictures" }, line.svg, field.svg), playback.node, now);

  function draw(settings, { w, b }) {
    const { diverges } = outcome(settings, { w, b });
    node.firstChild.dataset.diverges = diverges;
    present = { settings, w, b, form: diverges ? "x" : "dot" };
    line.draw(settings);
    field.draw(settings);
    const key = JSON.stringify(settings);
    if (key !== drawnFor) playback.reach(w.length - 1);
    drawnFor = key;
    frame(playback.step);
  }

  /** Draw everything up to a step. */
  function frame(step) {
    const { settings: { noise, batch }, w, b, form } = present;
    const points = Array.from(w.subarray(0, step + 1), (weight, t) => [weight, b[t]]);
    const finite = points.slice(0, firstGone(points, (place) => place.every(Number.isFinite)));
    line.show(finite.length === points.length ? points[step] : null);
    field.show(points, finite, form);
    const surface = surfaceOf(noise), perEpoch = Math.ceil(SAMPLE.length / batch);
    const loss = surface.lowest + surface.above(w[step], b[step]);
    now.textContent = `Step ${step} of ${w.length - 1}, epoch ${Math.ceil(step / perEpoch)}: `
      + `w = ${short(w[step])}, b = ${short(b[step])}, loss of all points ${short(loss)}.`;
  }

  return { node, draw, close: () => playback.pause() };
}

export default {
  render({ model, el }) {
    const bytes = model.get("orders");
    const orders = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return explore({
      model, el,
      oracle: "torch.optim.SGD",
      compute: (settings) => run(orders, settings),
      verdict: (settings, series) => outcome(settings, series).words,
      picture,
    });
  },
};
