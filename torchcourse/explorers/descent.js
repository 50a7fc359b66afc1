// Gradient descent on f(w) = ½ λ w²; descent.py has the same in Python, and REGIMES.

function trajectory({ curvature, lr, start, steps }) {
  const iterates = new Float64Array(steps + 1);
  iterates[0] = start;
  for (let t = 0; t < steps; t++) iterates[t + 1] = iterates[t] - lr * (curvature * iterates[t]);
  return iterates;
}

function regime(ratio) {
  return REGIMES.find(({ upto }) => upto === null || ratio <= upto);
}

function verdict({ curvature, lr, start }, { w: iterates }) {
  const ratio = lr * curvature;
  const head = `lr·λ = ${threeDigits(ratio, [1, 2])}: `;
  if (start === 0) return `${head}w starts at the minimum, where the gradient is 0, and stays there.`;
  let words = `${head}${regime(ratio).words}. `
    + `Each step multiplies w by ${threeDigits(1 - ratio, [1, 0, -1])}.`;
  const overflow = iterates.findIndex((w) => !Number.isFinite(0.5 * curvature * w * w));
  if (overflow >= 0) words += ` The loss overflows at step ${overflow}.`;
  return words;
}

function picture(change) {
  const parabola = new Plot({ name: "On the parabola", xLabel: "w", yLabel: "f(w) = ½ λ w²" });
  const history = new Plot({
    name: "Loss at each step", xLabel: "step", yLabel: "loss, log axis", logY: true,
  });
  const curve = shape("path", { class: "tc-curve" });
  const beginning = shape("line", { class: "tc-reference" });
  const beginningName = history.note("loss at the start");
  const start = parabola.text(0, 0, "start", { class: "tc-note tc-halo" });
  const gone = parabola.note();
  const paths = [parabola, history].map((plot) => {
    const line = shape("path", { class: "tc-line" }), marks = shape("path", { class: "tc-marks" });
    plot.data.append(line);
    plot.marks.append(marks);
    return { line, marks };
  });
  const off = shape("path", { class: "tc-off" });
  parabola.data.prepend(curve);
  parabola.marks.append(start, gone);
  history.data.prepend(beginning);
  history.marks.append(off, beginningName);
  const node = element("div", { class: "tc-pictures" }, parabola.svg, history.svg);

  // The start can also be put where the mouse points.
  parabola.onPress(([w]) => change({ start: Math.round(clamped(w, [-3, 3]) * 20) / 20 }));

  function draw({ curvature, lr, steps, start: w0 }, { w: iterates }) {
    const f = (w) => 0.5 * curvature * w * w;
    const losses = Array.from(iterates, f);
    const { diverges } = regime(lr * curvature);
    node.dataset.diverges = diverges;
    const form = diverges ? "x" : "o";

    const width = Math.max(3, roundUp(1.2 * Math.abs(w0)));
    const height = roundUp(1.25 * losses[0]) || 0.5 * curvature;
    parabola.limits([-width, width], [-0.04 * height, height]);
    const xs = Array.from({ length: 121 }, (_, i) => width * (i / 60 - 1));
    curve.setAttribute("d", parabola.path(xs.map((w) => [w, f(w)])));
    const points = Array.from(iterates, (w, t) => [w, losses[t]]);
    const finite = points.slice(0, firstGone(losses, Number.isFinite));
    const within = finite.filter((point) => parabola.holds(point));
    paths[0].line.setAttribute("d", parabola.path(finite));
    paths[0].marks.setAttribute("d", parabola.markers(within, form));
    setAll(start, {
      x: parabola.toX(w0) + (w0 < 0 ? -10 : 10),
      y: parabola.toY(losses[0]) + 4,
      "text-anchor": w0 < 0 ? "end" : "start",
    });
    gone.textContent = parabola.leaving(points);

    const middle = losses[0] > 1e-290 ? 10 ** Math.round(Math.log10(losses[0])) : 1;
    const [low, high] = [middle * 1e-6, middle * 1e6];
    history.limits([0, steps], [low, high]);
    const cut = losses.map((loss, t) => [t, history.edged(loss)]);
    // The line ends with an arrow where it leaves the picture: an edge is no plateau.
    const outside = firstGone(losses, (loss) => loss >= low && loss <= high);
    paths[1].line.setAttribute("d", history.path(cut.slice(0, outside + 1)));
    paths[1].marks.setAttribute("d", history.markers(cut.slice(0, outside), form));
    off.setAttribute("d", history.markers(cut.slice(outside, outside + 1),
      losses[outside] < low ? "down" : "up"));
    const level = history.level(beginning, Math.max(low, losses[0]));
    beginningName.setAttribute("y", diverges ? level + 15 : level - 6);
  }

  return { node, draw };
}

export default {
  render({ model, el }) {
    return explore({
      model, el,
      oracle: "torch.optim.SGD",
      compute: (settings) => ({ w: trajectory(settings) }),
      verdict,
      picture,
    });
  },
};
