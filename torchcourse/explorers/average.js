// The exponential moving average of a noisy signal; average.py has the same in Python, and the
// constants.

function averages({ beta, noise, steps, corrected }) {
  const made = () => new Float64Array(steps);
  const series = { signal: made(), average: made(), corrected: made(), weight: made() };
  let m = 0;
  for (let i = 0; i < steps; i++) {
    const value = series.signal[i] = 1 + noise * UNIT[i];
    m = series.average[i] = beta * m + (1 - beta) * value;
    series.corrected[i] = m / (1 - beta ** (i + 1));
    const age = steps - 1 - i;
    series.weight[i] = (1 - beta) * beta ** age / (corrected ? 1 - beta ** steps : 1);
  }
  return series;
}

function spread(values) {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return Math.sqrt(squares / values.length);
}

function verdict(settings, series) {
  const { beta, noise, steps, corrected } = settings;
  const shown = corrected ? series.corrected : series.average;
  const above = shown.findIndex((value) => value > NEAR);
  const first = above < 0 ? "never above 0.9" : `first above 0.9 at step ${above + 1}`;
  const words = `β = ${threeDigits(beta, [1])}, memory 1/(1 − β) = ${threeDigits(1 / (1 - beta), [])} steps. `
    + `${corrected ? "Corrected" : "Uncorrected"}, the average begins at ${fixed(shown[0], 3)} `
    + `and is ${first}.`;
  if (noise === 0) return words;
  const half = Math.floor(steps / 2);
  const [signal, calmed] = [series.signal, shown].map((values) => spread(values.slice(half)));
  return `${words} Spread in the second half: signal ${fixed(signal, 3)}, average `
    + `${fixed(calmed, 3)}, a share of ${fixed(calmed / signal, 3)} `
    + `(in the long run ${fixed(Math.sqrt((1 - beta) / (1 + beta)), 3)}).`;
}

function picture() {
  const values = new Plot({
    name: "Signal and average", xLabel: "step", yLabel: "value", right: 106,
  });
  const counts = new Plot({
    name: "How much each value counts", xLabel: "step", yLabel: "weight in the last average",
  });
  const level = shape("line", { class: "tc-reference" });
  const levelName = values.text(values.width - values.right + 8, 0, "0.9", { class: "tc-note" });
  values.data.append(level);
  const lines = new NamedLines(values, LINES);
  values.marks.append(levelName);
  const stems = shape("path", { class: "tc-named", "stroke-width": 2 });
  const sum = counts.note();
  counts.data.append(stems);
  counts.marks.append(sum);
  const node = element("div", { class: "tc-pictures" }, values.svg, counts.svg);

  function draw({ noise, steps, corrected }, series) {
    values.limits([0, steps], [
      Math.min(0, -roundUp(Math.max(0, 3 * noise - 1))), roundUp(Math.max(1.2, 1 + 3 * noise))]);
    levelName.setAttribute("y", values.level(level, NEAR) + 4);
    for (const { name } of LINES) {
      const hidden = name === "corrected" && !corrected;
      lines.draw(name, hidden ? [] : Array.from(series[name], (value, i) => [i + 1, value]));
    }
    const { weight } = series, begin = Math.max(0, steps - RECENT);
    counts.limits([begin, steps + 1], [0, roundUp(Math.max(...weight))]);
    const foot = near(counts.toY(0));
    stems.style.setProperty("--tc-series", `var(--tc-${LINES[corrected ? 2 : 1].colour})`);
    stems.setAttribute("d", Array.from(weight.slice(begin), (value, i) =>
      `M${near(counts.toX(begin + i + 1))} ${foot}V${near(counts.toY(value))}`).join(""));
    sum.textContent = `in all ${fixed(weight.reduce((a, b) => a + b, 0), 3)}`;
  }

  return { node, draw };
}

export default {
  render({ model, el }) {
    return explore({
      model, el,
      oracle: "PyTorch's lerp, Adam's own average",
      compute: averages,
      verdict,
      picture,
      row: { name: "step", label: (i) => i + 1 },
    });
  },
};
