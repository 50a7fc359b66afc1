// How a race ended, in words; race_outcome.py has the same in Python.

/** How far each place [xs[t], ys[t]] is from the nearest minimum. */
function distances(surface, [xs, ys]) {
  return xs.map((x, t) => {
    const squares = surface.minima.map(([a, b]) => (x - a) * (x - a) + (ys[t] - b) * (ys[t] - b));
    return Math.sqrt(Math.min(...squares));
  });
}

/** How far the loss at each place is above its lowest value. */
function gaps(surface, [xs, ys], condition) {
  return xs.map((x, t) => surface.loss(x, ys[t], condition) - surface.lowest);
}

/** How a path ended: {kind, step, away, limit}; see Outcome in race_outcome.py. */
function outcome(surface, racer, chosen, path, condition) {
  const largest = surface.largest(condition);
  const limit = largest !== null && racer.limit
    ? [chosen.lr * largest, racer.limit(chosen)] : null;
  const away = distances(surface, path), gap = gaps(surface, path, condition);
  const last = away.length - 1;
  const lost = away.findIndex((value, t) => !Number.isFinite(value) || !Number.isFinite(gap[t]));
  if (lost >= 0) return { kind: "diverged", step: lost, away: Infinity, limit };
  if (away[last] <= NEAR) {
    const step = away.findLastIndex((value) => value > NEAR) + 1;
    return { kind: "arrived", step, away: away[last], limit };
  }
  const ended = (kind) => ({ kind, step: last, away: away[last], limit });
  if (away[last] > GONE * Math.max(1, away[0])) return ended("diverged");
  if (gap[last] > gap[0]) return ended("higher");
  const [alongX, alongY] = surface.gradient(path[0][last], path[1][last], condition);
  return ended(Math.abs(alongX) + Math.abs(alongY) < FLAT ? "stuck" : "underway");
}

/** Who arrives first, and what became of the others; `outcomes` are [name, outcome]. */
function raceVerdict(outcomes) {
  if (!outcomes.length) return "Nobody takes part: tick an optimizer.";
  const of = (kind) => outcomes.filter(([, ended]) => ended.kind === kind);
  const sentences = [arrivals(of("arrived"))];
  const left = of("underway").sort((a, b) => a[1].away - b[1].away);
  if (left.length) {
    const each = left.map(([name, ended]) => `${name} ${fixed(ended.away, 2)}`);
    sentences.push(`Still away from the minimum: ${each.join(", ")}.`);
  }
  for (const [kind, words] of [
    ["higher", "Higher than at the start"],
    ["stuck", "Stuck where the gradient is 0"],
    ["diverged", "Diverging"],
  ]) {
    const each = of(kind).map(([name, ended]) => name + limitWords(ended));
    if (each.length) sentences.push(`${words}: ${each.join(", ")}.`);
  }
  return sentences.join(" ");
}

function arrivals(arrived) {
  if (!arrived.length) return `None arrives within ${STEPS} steps.`;
  const order = arrived.sort((a, b) => a[1].step - b[1].step);
  const { step } = order[0][1];
  const first = order.filter(([, ended]) => ended.step === step).map(([name]) => name);
  const names = [first.slice(0, -1).join(", "), first[first.length - 1]].filter(Boolean);
  const words = `${names.join(" and ")} ${first.length > 1 ? "arrive" : "arrives"} first, `
    + `at step ${step}`;
  const rest = order.slice(first.length).map(([name, ended]) => `${name} ${ended.step}`);
  return `${words}${rest.length ? `; then ${rest.join(", ")}` : ""}.`;
}

function limitWords({ kind, limit }) {
  if (!limit || kind === "stuck") return "";
  return ` (lr·λmax = ${fixed(limit[0], 3)}, limit ${fixed(limit[1], 3)})`;
}

/** The same for the row of one optimizer. */
function rowWords({ kind, step, away, limit }) {
  const words = {
    arrived: `arrives at step ${step}`,
    underway: `${fixed(away, 2)} away`,
    higher: "higher than at the start",
    stuck: "stuck: gradient 0",
    diverged: away === Infinity ? `overflows at step ${step}` : "diverges",
  }[kind];
  return limit ? `${words}; lr·λmax ${fixed(limit[0], 2)} of ${fixed(limit[1], 2)}` : words;
}
