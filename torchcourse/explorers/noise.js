// The noise of batches; noise.py has the same in Python, and the constants.

/** The gradient at a line (w, b), of the points in `rows` from `begin` on. */
function gradientOf(points, rows, begin, size, w, b) {
  let gw = 0, gb = 0;
  for (let i = begin; i < begin + size; i++) {
    const [x, y] = points[rows[i]], error = w * x + b - y;
    gw += error * x;
    gb += error;
  }
  return [2 * (gw / size), 2 * (gb / size)];
}

/** The root of the summed variances of the numbers in u and v. */
function spreadOf(u, v) {
  let sum = 0;
  for (const values of [u, v]) {
    const mean = values.reduce((a, value) => a + value, 0) / values.length;
    sum += values.reduce((a, value) => a + (value - mean) ** 2, 0) / (values.length - 1);
  }
  return Math.sqrt(sum);
}

function noisyRuns(points, best, draws, { batch, lr, w: atW, b: atB }) {
  const n = points.length, width = RUNS * n;
  const series = Object.fromEntries(["w", "b", "gradient w", "gradient b"].map((name) =>
    [name, new Float64Array(STEPS)]));
  const w = new Float64Array(RUNS).fill(best[0]), b = new Float64Array(RUNS).fill(best[1]);
  for (let t = 0, seen = 0; t < STEPS; t++) {
    [series["gradient w"][t], series["gradient b"][t]] =
      gradientOf(points, draws, t * width, batch, atW, atB);
    for (let run = 0; run < RUNS; run++) {
      const begin = t * width + run * n;
      const [gw, gb] = gradientOf(points, draws, begin, batch, w[run], b[run]);
      w[run] -= lr * gw;
      b[run] -= lr * gb;
    }
    if (!SEEN.includes(t + 1)) continue;
    series.w.set(w, seen);
    series.b.set(b, seen);
    seen += RUNS;
  }
  return series;
}

/** The root mean square of the spreads of all runs at the steps seen. */
function radiusOf({ w, b }) {
  let squares = 0;
  for (let i = 0; i < w.length; i += RUNS) {
    squares += spreadOf(w.subarray(i, i + RUNS), b.subarray(i, i + RUNS)) ** 2;
  }
  return Math.sqrt(squares / (w.length / RUNS));
}

function verdict({ batch, lr }, series) {
  const steps = Math.ceil(SAMPLE.length / batch);
  const cloud = spreadOf(series["gradient w"], series["gradient b"]);
  const head = `Batches of ${batch}: ${steps} step${steps > 1 ? "s" : ""} an epoch. `
    + `Their gradients at this place spread by ${fixed(cloud, 2)}.`;
  const radius = radiusOf(series);
  if (!(radius < GONE)) return `${head} The runs fly apart: no noise ball.`;
  const flat = surfaceOf(NOISE).curvatures[0];
  const young = batch < SAMPLE.length && Math.exp(-2 * lr * flat * 300) > 0.1;
  return `${head} The noise ball has the radius ${fixed(radius, 3)}`
    + `${young ? ", and still grows" : ""}.`;
}

function picture() {
  const field = new Plot({
    name: `${RUNS} runs from step ${SEEN[0]} to ${STEPS}`, xLabel: "weight w", yLabel: "bias b",
  });
  const cloud = new Plot({
    name: `Gradients of ${STEPS} batches`,
    xLabel: "gradient along w", yLabel: "gradient along b",
  });
  const surface = surfaceOf(NOISE), points = coursePoints(NOISE);
  const everyone = points.map((_, i) => i);
  field.limits(...surface.best.map((middle) => [middle - WIDTH, middle + WIDTH]));
  const ball = shape("ellipse", { class: "tc-chosen tc-ball" });
  field.put(ball, surface.best);
  const dots = shape("path", { class: "tc-marks tc-steps tc-ends", opacity: 0.5 });
  const lowest = shape("path", { class: "tc-places", d: field.markers([surface.best], "cross") });
  field.data.append(
    shape("path", { class: "tc-contours", d: contourPath(field, surface.above) }), dots, ball);
  field.marks.append(lowest);
  const slopes = shape("path", { class: "tc-marks tc-steps tc-cloud" });
  const mean = shape("path", { class: "tc-places" });
  cloud.data.append(slopes);
  cloud.marks.append(mean, cloud.note("+ of all points"));
  field.marks.append(field.note("+ lowest"));
  const node = element("div", { class: "tc-pictures" }, field.svg, cloud.svg);

  function draw({ w, b }, series) {
    const radius = radiusOf(series), apart = !(radius < GONE);
    node.dataset.diverges = apart;
    const places = Array.from(series.w, (weight, i) => [weight, series.b[i]]);
    const nearby = places.filter(([u, v]) =>
      Math.hypot(u - surface.best[0], v - surface.best[1]) < GONE);
    dots.setAttribute("d", field.markers(nearby, apart ? "x" : "dot"));
    ball.style.display = apart ? "none" : "";
    if (!apart) {
      setAll(ball, {
        rx: radius * (field.toX(1) - field.toX(0)), ry: radius * (field.toY(0) - field.toY(1)),
      });
    }
    const single = everyone.map((i) => gradientOf(points, everyone, i, 1, w, b));
    const middle = gradientOf(points, everyone, 0, points.length, w, b);
    const half = roundUp(2.5 * spreadOf(...[0, 1].map((k) => single.map((along) => along[k]))));
    cloud.limits(...middle.map((value) => [value - half, value + half]));
    slopes.setAttribute("d", cloud.markers(Array.from(series["gradient w"], (alongW, i) =>
      [alongW, series["gradient b"][i]]), "dot"));
    mean.setAttribute("d", cloud.markers([middle], "cross"));
  }

  return { node, draw };
}

export default {
  render({ model, el }) {
    const bytes = model.get("draws");
    const draws = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const points = coursePoints(NOISE), { best } = surfaceOf(NOISE);
    return explore({
      model, el,
      oracle: "torch.optim.SGD",
      row: { name: "dot", label: (i) => i + 1 },
      compute: (settings) => noisyRuns(points, best, draws, settings),
      verdict,
      picture,
    });
  },
};
