// The race: all optimizers from one start on one surface. race.py puts SURFACES and RACERS before
// this, made from the same formulas as the kernel's, and the constants.

/** The path [xs, ys] of one optimizer by its rule. */
function runRacer(racer, chosen, surface, { x, y, condition }) {
  const xs = new Float64Array(STEPS + 1), ys = new Float64Array(STEPS + 1);
  const fresh = new Array(racer.state).fill(0);
  let along = [x, ...fresh], up = [y, ...fresh];
  [xs[0], ys[0]] = [x, y];
  for (let t = 1; t <= STEPS; t++) {
    const [gx, gy] = surface.gradient(along[0], up[0], condition);
    along = racer.rule(along[0], gx, t, along.slice(1), chosen);
    up = racer.rule(up[0], gy, t, up.slice(1), chosen);
    [xs[t], ys[t]] = [along[0], up[0]];
  }
  return [xs, ys];
}

function hyperparameters(racer, settings) {
  return Object.fromEntries(racer.names.map((name) => [name, settings[`${racer.key}_${name}`]]));
}

/** All paths, as series by optimizer and coordinate. */
function race(settings) {
  const surface = SURFACES[settings.surface];
  const series = {};
  for (const racer of RACERS) {
    if (!racer.rule || !settings[`${racer.key}_on`]) continue;
    const path = runRacer(racer, hyperparameters(racer, settings), surface, settings);
    surface.parameters.forEach((name, i) => { series[`${racer.label} ${name}`] = path[i]; });
  }
  return series;
}

/** The path of one optimizer in the series; undefined if it is not there. */
function pathOf(racer, surface, series) {
  const path = surface.parameters.map((name) => series[`${racer.label} ${name}`]);
  return path[0] && path;
}

/** The outcome of each path in the series, as [racer, outcome]. */
function outcomesOf(racers, settings, series) {
  const surface = SURFACES[settings.surface];
  return racers.flatMap((racer) => {
    const path = pathOf(racer, surface, series);
    const chosen = hyperparameters(racer, settings);
    return path ? [[racer, outcome(surface, racer, chosen, path, settings.condition)]] : [];
  });
}

function verdictOf(racers, settings, series) {
  const outcomes = outcomesOf(racers, settings, series);
  return raceVerdict(outcomes.map(([{ label }, ended]) => [label, ended]));
}

/** A row for each optimizer: takes part, learning rate, how it ended. All else is folded away. */
function raceRows(racers, controls) {
  const ends = new Map();
  const rows = racers.flatMap((racer) => {
    const { nodes: [label, slider, field, why] } = controls[`${racer.key}_lr`];
    const takesPart = controls[`${racer.key}_on`];  // the student's own always does
    takesPart?.box.setAttribute("aria-label", takesPart.spec.label);
    const end = element("div", { class: "tc-end" });
    ends.set(racer.key, end);
    return [takesPart?.box ?? element("span"), swatch(racer.look), label, slider, field, end, why];
  });
  const others = racers.flatMap((racer) => racer.names.filter((name) => name !== "lr")
    .flatMap((name) => controls[`${racer.key}_${name}`].nodes));
  const ground = ["surface", "condition", "x", "y"].flatMap((name) => controls[name].nodes);
  const formula = element("div", { class: "tc-formula" });
  ground.splice(2, 0, formula);
  const node = element("div", {},
    element("div", { class: "tc-controls" }, ...ground),
    element("div", { class: "tc-racers" }, ...rows),
    element("details", {},
      element("summary", {}, "Momentum, β, α, ε and weight decay"),
      element("div", { class: "tc-controls" }, ...others)));

  function draw(settings, outcomes) {
    const surface = SURFACES[settings.surface];
    formula.textContent = `loss(${surface.parameters.join(", ")}) = ${surface.formula}`;
    const [label, slider, field] = controls.condition.nodes;
    const shaped = settings.surface === "valley";
    for (const part of [label, slider, field]) part.hidden = !shaped;
    for (const end of ends.values()) end.textContent = "";
    for (const [{ key }, ended] of outcomes) ends.get(key).textContent = rowWords(ended);
  }

  return { node, draw };
}

export default {
  render({ model, el }) {
    const own = model.get("own_label");
    const racers = RACERS.map((racer, i) => ({ ...racer, look: LOOKS[i] }));
    if (own) {
      const look = LOOKS[LOOKS.length - 1];
      racers.push({ key: "own", label: own, names: ["lr"], rule: null, limit: null, look });
    }
    let rows;
    return explore({
      model, el,
      oracle: own ? `torch.optim (and ${own})` : "torch.optim",
      compute: race,
      verdict: (settings, series) => verdictOf(racers, settings, series),
      implied: (values) => ("surface" in values
        ? { ...SURFACES[values.surface].suited, ...values } : values),
      layout: (controls) => {
        rows = raceRows(racers, controls);
        return rows.node;
      },
      picture: (change) => {
        const { node, draw, close } = racePicture(racers, change);
        return {
          node,
          close,
          draw(settings, series) {
            const surface = SURFACES[settings.surface];
            const paths = Object.fromEntries(
              racers.map((racer) => [racer.key, pathOf(racer, surface, series)]));
            rows.draw(settings, outcomesOf(racers, settings, series));
            draw(surface, settings, paths);
          },
        };
      },
    });
  },
};
