// What all explorers do in the browser. explorer.py puts this, and what it builds on, before each
// explorer's own module.

const REST_MS = 150;  // a hand that has not moved for so long is at rest
const TOLERANCE = 1e-9;
const STEP = { name: "step", label: (i) => i };

/** The largest difference of two series, relative where they are above 1; equal infinities agree. */
function difference(ours, theirs) {
  let most = 0, step = 0;
  theirs.forEach((b, i) => {
    const a = ours[i];
    if (a === b || (Number.isNaN(a) && Number.isNaN(b))) return;
    const gap = Math.abs(a - b) / Math.max(1, Math.abs(b));
    const size = Number.isFinite(gap) ? gap : Infinity;
    if (size > most) [most, step] = [size, i];
  });
  return { most, step };
}

function unchanged(values) {
  return values;
}

/** Keep keys from JupyterLab, which would take the arrows, and letters as shortcuts. */
function keepKeys(node) {
  node.addEventListener("keydown", (event) => {
    const shortcut = event.ctrlKey || event.metaKey || event.altKey;
    if (!shortcut && !["Escape", "Tab"].includes(event.key)) event.stopPropagation();
  });
}

function inOneGrid(controls) {
  const nodes = Object.values(controls).flatMap((control) => control.nodes);
  return element("div", { class: "tc-controls" }, ...nodes);
}

/**
 * Build an explorer into `el`. The page computes and draws while the hand moves; at rest the
 * kernel is asked, and what it says is drawn. Frames that nobody would see are never made, and an
 * answer to other settings than the present ones is dropped.
 *
 *   oracle               what the kernel runs, in words
 *   compute(settings)    series by name, as float arrays
 *   verdict(settings, series)   in words
 *   picture(change)      {node, draw(settings, series), close()}, close if there is something to
 *                        be ended; change(values) sets controls
 *   layout(controls)     the node that holds the controls, which are given by name
 *   implied(values)      the values, and those of other controls that follow from a hand's choice
 *   row                  what the i-th number of a series belongs to; name and i make the words
 */
function explore({
  model, el, oracle, compute, verdict, picture, layout = inOneGrid, implied = unchanged, row = STEP,
}) {
  let settings = { ...model.get("settings") };
  let frame = 0, timer = 0, asked = false;

  const controls = model.get("controls").map((spec) =>
    new KINDS[spec.kind](spec, (value) => change(implied({ [spec.name]: value }))));
  const said = element("div", { class: "tc-verdict" });
  const source = element("div", { class: "tc-source" });
  const status = element("div", { class: "tc-status", role: "status", "aria-live": "polite" });
  const numbers = element("table");
  const table = element("details", {}, element("summary", {}, "The numbers"), numbers);
  const view = picture(change);
  const root = element("div", { class: "torchcourse-explorer" },
    layout(Object.fromEntries(controls.map((control) => [control.spec.name, control]))),
    said, view.node, source, table, status);
  keepKeys(root);
  el.replaceChildren(root);

  function change(values) {
    Object.assign(settings, values);
    for (const control of controls) {
      const { name } = control.spec;
      if (name in values && control.value !== values[name]) control.show(values[name]);
    }
    redraw(false);
    timer = setTimeout(atRest, REST_MS);
  }

  function redraw(isAsked) {
    asked = isAsked;
    delete source.dataset.settled;
    clearTimeout(timer);
    if (!frame) frame = requestAnimationFrame(drawn);
  }

  function drawn() {
    frame = 0;
    show(compute(settings));
    describeSource();
    answered();  // a busy page may draw later than the kernel answers
  }

  function describeSource() {
    source.textContent = asked
      ? `Drawn by the browser; waiting for ${oracle} in the kernel.`
      : `Drawn by the browser; ${oracle} is asked when your hand rests.`;
  }

  function show(series, words = verdict(settings, series)) {
    said.textContent = words;
    view.draw(settings, series);
    for (const svg of view.node.querySelectorAll("svg[role=img]")) {
      svg.setAttribute("aria-description", words);
    }
    if (table.open) tabulate(series);
  }

  function tabulate(series) {
    const names = Object.keys(series);
    const line = (cells, tag) => element("tr", {},
      ...cells.map((cell) => element(tag, {}, String(cell))));
    numbers.replaceChildren(line([row.name, ...names], "th"),
      ...Array.from(series[names[0]] ?? [], (_, i) =>
        line([row.label(i), ...names.map((n) => series[n][i])], "td")));
  }

  function atRest() {
    asked = true;
    describeSource();
    model.set("settings", { ...settings });
    model.save_changes();
    answered();
  }

  /** The kernel's answer, if it is one to the present settings; undefined if not. */
  function answer() {
    const result = model.get("result");
    const same = Object.keys(settings).every((name) => result.settings?.[name] === settings[name]);
    return same ? result : undefined;
  }

  function answered() {
    const result = answer();
    if (frame || !result) return;
    if (result.error) {
      source.textContent = `Drawn by the browser. The kernel failed: ${result.error}`;
    } else {
      const ours = compute(settings), theirs = {};
      for (const [name, bytes] of Object.entries(result.series)) {
        const copy = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
        theirs[name] = new Float64Array(copy);
      }
      // Only the kernel can run what the student wrote.
      const both = Object.keys(theirs).filter((name) => name in ours);
      const gaps = both.map((name) => difference(ours[name], theirs[name]));
      const worst = gaps.reduce((a, b) => (b.most > a.most ? b : a), { most: 0, step: 0 });
      show(theirs, result.verdict);
      source.textContent = worst.most > TOLERANCE
        ? `This is ${oracle}, run by the kernel. The browser's own computation differs from it `
          + `by ${worst.most.toPrecision(2)} at ${row.name} ${row.label(worst.step)}: trust this one.`
        : `This is ${oracle}, run by the kernel.`;
    }
    source.dataset.settled = JSON.stringify(settings);
    status.textContent = `${said.textContent} ${source.textContent}`;
  }

  /** Python, or another view of the same explorer, changed the settings. */
  function changed() {
    const values = model.get("settings");
    if (Object.keys(values).every((name) => settings[name] === values[name])) return;
    settings = { ...values };
    for (const control of controls) control.show(settings[control.spec.name]);
    redraw(true);
  }

  table.addEventListener("toggle", () => { if (!frame) drawn(); });
  model.on("change:settings", changed);
  model.on("change:result", answered);
  for (const control of controls) control.show(settings[control.spec.name]);
  drawn();
  return () => {
    clearTimeout(timer);
    cancelAnimationFrame(frame);
    view.close?.();
    model.off("change:settings", changed);
    model.off("change:result", answered);
  };
}
