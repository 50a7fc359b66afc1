// Inside Adam; moments.py has the same in Python, and the constants.

/** The slope's and the intercept's gradient of the mean squared error. */
function regressionGradient(w) {
  const g = [0, 0];
  for (const [x, y] of POINTS) {
    const pull = 2 * (w[0] * x + w[1] - y) / POINTS.length;
    g[0] += pull * x;
    g[1] += pull;
  }
  return g;
}

function trace({ sequence, scale, zeros, beta1, beta2, eps }) {
  const given = SEQUENCES[sequence];
  const series = Object.fromEntries(
    Object.keys(FORMULAS).map((name) => [name, new Float64Array(STEPS)]));
  const w = [0, 0], m = [0, 0], s = [0, 0];
  for (let i = 0; i < STEPS; i++) {
    const gradient = given ? [given[i]] : regressionGradient(w);
    const [bias1, bias2] = [beta1, beta2].map((beta) => 1 - beta ** (zeros + i + 1));
    gradient.forEach((part, k) => {
      const g = scale * part;
      m[k] = beta1 * m[k] + (1 - beta1) * g;
      s[k] = beta2 * s[k] + (1 - beta2) * g * g;
      const step = m[k] / bias1 / (Math.sqrt(s[k] / bias2) + eps);
      w[k] -= LR * step;
      if (k > 0) return;
      const now = {
        g, m: m[0], s: s[0], "m̂": m[0] / bias1, "ŝ": s[0] / bias2, "step/lr": step,
        uncorrected: m[0] / (Math.sqrt(s[0]) + eps), "moved/lr": w[0] / LR,
      };
      for (const [name, value] of Object.entries(now)) series[name][i] = value;
    });
  }
  return series;
}

/** `value` with four decimals; if tiny or huge, three digits and a power of ten. */
function number(value) {
  const size = Math.abs(value);
  if (value === 0 || (size >= PLAIN[0] && size < PLAIN[1])) return fixed(value, 4);
  const [mantissa, power] = size.toExponential(2).split("e");
  return `${value < 0 ? "−" : ""}${mantissa}·10${raised(Number(power))}`;
}

function verdict({ step, zeros }, series) {
  const sizes = Array.from(series["step/lr"], Math.abs);
  const most = Math.max(...sizes) * (1 - 1e-9);
  const longest = sizes.findIndex((size) => size >= most);
  const at = (name) => number(series[name][step - 1]);
  return `Step ${step}${zeros ? ` after ${zeros} zeros` : ""}: ${at("step/lr")} lr `
    + `(without bias correction ${at("uncorrected")} lr). `
    + `Longest: ${number(sizes[longest])} lr, at step ${longest + 1}. `
    + `The weight has moved by ${at("moved/lr")} lr.`;
}

/** Limits that hold the values and 0, and the power of ten in which they are written. */
function limitsOf(values) {
  const low = roundUp(-1.05 * Math.min(0, ...values)), high = roundUp(1.05 * Math.max(0, ...values));
  if (!low && !high) return { low: -1, high: 1, power: 0 };
  const power = Math.floor(Math.log10(Math.max(low, high)));
  return { low: 0 - low, high, power: power < -2 || power > 3 ? power : 0 };
}

/** A plot of some of the series, with a mark at the step that is looked at. */
class Scrubbed {
  constructor([title, yLabel, lines], change) {
    Object.assign(this, { yLabel, lines });
    const plot = this.plot = new Plot({
      name: title, xLabel: "step", yLabel, right: 118, height: 240,
    });
    this.here = shape("line", { class: "tc-reference" });
    plot.data.append(this.here);
    this.named = new NamedLines(plot, lines);
    this.marks = lines.map(({ colour }) => shape("circle", {
      class: "tc-here", r: 4.5, style: `--tc-series: var(--tc-${colour})`,
    }));
    plot.marks.append(...this.marks);
    plot.onPress(([t]) => change({ step: Math.max(1, Math.round(t)) }));
  }

  draw(step, series) {
    const { plot, lines } = this;
    const { low, high, power } = limitsOf(lines.flatMap(({ name }) => Array.from(series[name])));
    const unit = 10 ** power;
    plot.rename("step", power ? `${this.yLabel}, in 10${raised(power)}` : this.yLabel);
    plot.limits([0, STEPS], [low / unit, high / unit]);
    lines.forEach(({ name }, i) => {
      this.named.draw(name, Array.from(series[name], (value, t) => [t + 1, value / unit]));
      plot.put(this.marks[i], [step, series[name][step - 1] / unit]);
    });
    plot.upright(this.here, step, high / unit, low / unit);
  }
}

function picture(change) {
  const plots = PICTURES.map((spec) => new Scrubbed(spec, change));
  const caption = element("caption");
  const cells = Object.fromEntries(Object.keys(FORMULAS).map((name) => [name, element("td")]));
  const table = element("table", { class: "tc-state" }, caption,
    ...Object.entries(FORMULAS).map(([name, formula]) => element("tr", {},
      element("th", { scope: "row" }, name), element("td", {}, formula), cells[name])));
  const node = element("div", { class: "tc-pictures" }, ...plots.map(({ plot }) => plot.svg), table);

  function draw({ step }, series) {
    for (const scrubbed of plots) scrubbed.draw(step, series);
    caption.textContent = `At step ${step}`;
    for (const [name, cell] of Object.entries(cells)) {
      cell.textContent = number(series[name][step - 1]);
    }
  }

  return { node, draw };
}

export default {
  render({ model, el }) {
    return explore({
      model, el,
      oracle: "torch.optim.Adam",
      compute: trace,
      verdict,
      picture,
      row: { name: "step", label: (i) => i + 1 },
    });
  },
};
