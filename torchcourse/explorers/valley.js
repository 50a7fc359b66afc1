// Momentum in the valley ½ (x² + κ y²); valley.py has the same in Python, and the constants.

function descend({ condition, lr, momentum, nesterov, steps }) {
  const [x, y] = [1, condition].map((curvature, i) => {
    const places = new Float64Array(steps + 1);
    let w = places[0] = START[i], v = 0;
    for (let t = 1; t <= steps; t++) {
      const g = curvature * w;
      v = momentum ? momentum * v + g : g;  // PyTorch keeps no v without momentum
      const along = nesterov ? g + momentum * v : v;
      w = 4 * (w / 4 - lr / 4 * along);  // overflows where PyTorch's fused w − lr·v does, no sooner
      places[t] = w;
    }
    return places;
  });
  return { x, y };
}

/** The lr·λ above which descent diverges. */
function limitOf({ momentum, nesterov }) {
  return 2 * (1 + momentum) / (nesterov ? 1 + 2 * momentum : 1);
}

/** The momentum above which descent swings, for lr·λ as `product`; null if there is none. */
function criticalMomentum(product, nesterov) {
  const root = Math.sqrt(product);
  if (!nesterov) return (1 - root) ** 2;
  return product > 1 ? null : (1 - root) / (1 + root);
}

/** How descent moves along a direction, in words. */
function damping(product, settings) {
  const { momentum, nesterov } = settings;
  if (product > limitOf(settings) + EQUAL) return "runs away";
  const critical = criticalMomentum(product, nesterov);
  if (critical === null) return "leaps to and fro at any momentum";
  const words = Math.abs(momentum - critical) <= CRITICAL ? "critically damped"
    : momentum > critical ? "underdamped"
      : product < 1 ? "overdamped" : "leaps to and fro";
  return `${words}, critical momentum ${fixed(critical, 3)}`;
}

/** The verdict's words, whether descent diverges, the distances and the step of arrival or -1. */
function outcome(settings, { x, y }) {
  const { condition, lr } = settings;
  const steepest = lr * condition, highest = limitOf(settings);
  const diverges = steepest > highest + EQUAL;
  const regime = lr === 0 ? "stands still"
    : Math.abs(steepest - highest) <= EQUAL ? "swings for ever"
      : diverges ? "diverges" : "converges";
  const head = `lr·λmax = ${threeDigits(steepest, [highest], 4)}, limit ${fixed(highest, 3)}: `
    + `${regime}.`;
  const away = Array.from(x, (place, t) => Math.hypot(place, y[t]));
  const lost = away.findIndex((distance) => !Number.isFinite(distance));
  const last = away.length - 1, outside = away.findLastIndex((distance) => !(distance < GOAL));
  const arrived = outside === last ? -1 : outside + 1;
  const end = lost >= 0 ? `The distance overflows at step ${lost}.`
    : diverges ? "The distance grows without bound."
      : arrived >= 0 ? `The distance stays below 10⁻⁶ from step ${arrived} on.`
        : `The distance does not stay below 10⁻⁶ within ${last} steps.`;
  const along = lr === 0 ? "No step is taken in any direction."
    : `Along x: ${damping(lr, settings)}. Along y: ${damping(steepest, settings)}.`;
  return { words: `${head} ${end} ${along}`, diverges, away, arrived };
}

function picture() {
  const field = new Plot({
    name: "The way down", xLabel: "x (curvature 1)", yLabel: "y (curvature κ)",
  });
  const history = new Plot({
    name: "Distance to the lowest point", xLabel: "step", yLabel: "distance, log axis", logY: true,
    right: 18,
  });
  field.limits(...LIMITS);
  const contours = shape("path", { class: "tc-contours" });
  const places = shape("path", {
    class: "tc-places", d: field.markers([START], "ring") + field.markers([[0, 0]], "cross"),
  });
  const [startName, lowestName] = [["start", START], ["lowest", [0, 0]]].map(([name, [x, y]]) =>
    field.text(field.toX(x) + 9, field.toY(y) - 8, name, { class: "tc-note tc-halo" }));
  const gone = field.note();
  const path = shape("path", { class: "tc-line" });
  const steps = shape("path", { class: "tc-marks tc-steps" });
  field.data.append(contours, path, steps);
  field.marks.append(places, startName, lowestName, gone);
  const goal = shape("line", { class: "tc-reference" });
  const goalName = history.note("10⁻⁶");
  const distances = shape("path", { class: "tc-line tc-distances" });
  const arrival = shape("circle", { class: "tc-here", r: 5 });
  const off = shape("path", { class: "tc-off" });
  history.data.append(goal, distances);
  history.marks.append(goalName, arrival, off);
  const node = element("div", { class: "tc-pictures" }, field.svg, history.svg);
  let contoursFor = null;

  function draw(settings, { x, y }) {
    const { condition } = settings;
    const { diverges, away, arrived } = outcome(settings, { x, y });
    node.dataset.diverges = diverges;
    if (condition !== contoursFor) {
      contoursFor = condition;
      contours.setAttribute("d", contourPath(field, (u, v) => 0.5 * (u * u + condition * v * v)));
    }
    const points = Array.from(x, (place, t) => [place, y[t]]);
    const shown = diverges
      ? points.slice(0, firstGone(away, (distance) => distance <= GONE) + 1) : points;
    path.setAttribute("d", field.path(shown));
    const inside = shown.filter((place) => field.holds(place));
    steps.setAttribute("d", field.markers(inside, diverges ? "x" : "dot"));
    gone.textContent = field.leaving(points);

    history.limits([0, settings.steps], DISTANCES);
    const [low, high] = DISTANCES;
    // The line ends with an arrow where it leaves the picture for good: an edge is no plateau.
    const last = away.findLastIndex((distance) => distance >= low && distance <= high);
    const drawn = away.slice(0, last + 2).map((distance, t) => [t, history.edged(distance)]);
    distances.setAttribute("d", history.path(drawn));
    const leaves = last + 1 < away.length ? [drawn[last + 1]] : [];
    off.setAttribute("d", history.markers(leaves, away[last + 1] < low ? "down" : "up"));
    goalName.setAttribute("y", history.level(goal, GOAL) - 6);
    arrival.style.display = arrived < 0 ? "none" : "";
    if (arrived >= 0) history.put(arrival, [arrived, Math.max(low, away[arrived])]);
  }

  return { node, draw };
}

export default {
  render({ model, el }) {
    return explore({
      model, el,
      oracle: "torch.optim.SGD",
      compute: descend,
      verdict: (settings, series) => outcome(settings, series).words,
      picture,
    });
  },
};
