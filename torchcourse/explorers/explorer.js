// What all explorers do in the browser. explorer.py puts this, and what it builds on, before each
// explorer's own module.

const REST_MS = 150;  // a hand that has not moved for so long is at rest
const LATE_S = 5;  // a kernel that has not answered for so long is busy, or gone
const TOLERANCE = 1e-9;
const STEP = { name: "step", label: (i) => i };

/** The kernel's series: its bytes may begin where no number of a Float64Array could. */
function seriesOf(result) {
  const series = Object.entries(result.series).map(([name, { buffer, byteOffset, byteLength }]) =>
    [name, new Float64Array(buffer.slice(byteOffset, byteOffset + byteLength))]);
  return Object.fromEntries(series);
}

/**
 * The largest difference of series that both have, relative where they are above 1, and its place.
 * Equal infinities agree.
 */
function difference(ours, theirs) {
  let most = 0, at = 0;
  for (const [name, values] of Object.entries(theirs)) {
    ours[name]?.forEach((a, i) => {  // only the kernel can run what the student wrote
      const b = values[i];
      if (Object.is(a, b)) return;
      const gap = Math.abs(a - b) / Math.max(1, Math.abs(b));
      const size = Number.isFinite(gap) ? gap : Infinity;
      if (size > most) [most, at] = [size, i];
    });
  }
  return { most, at };
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
  model, el, oracle, compute, verdict, picture, layout = inOneGrid, implied = (values) => values,
  row = STEP,
}) {
  let settings = { ...model.get("settings") };
  let frame = 0, timer = 0, asked = false;
  let ours, shown;  // the page's own series, and those drawn

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
    ours = compute(settings);
    show(ours);
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
    shown = series;
    tabulate();
  }

  function tabulate() {
    if (!table.open) return;
    const names = Object.keys(shown);
    const line = (cells, tag) => element("tr", {},
      ...cells.map((cell) => element(tag, {}, String(cell))));
    numbers.replaceChildren(line([row.name, ...names], "th"),
      ...Array.from(shown[names[0]] ?? [], (_, i) =>
        line([row.label(i), ...names.map((n) => shown[n][i])], "td")));
  }

  function atRest() {
    asked = true;
    describeSource();
    timer = setTimeout(late, 1000 * LATE_S);
    model.set("settings", { ...settings });
    model.save_changes();
    answered();
  }

  function late() {
    if (source.dataset.settled) return;
    source.textContent = `Drawn by the browser; the kernel has not answered for ${LATE_S} seconds. `
      + "If it is busy with another cell, the answer comes later. If it was restarted, run this "
      + "cell again.";
    announce();
  }

  function announce() {
    status.textContent = `${said.textContent} ${source.textContent}`;
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
      const theirs = seriesOf(result), { most, at } = difference(ours, theirs);
      show(theirs, result.verdict);
      source.textContent = `This is ${oracle}, run by the kernel.`;
      if (most > TOLERANCE) {
        source.textContent += " The browser's own computation differs from it by "
          + `${most.toPrecision(2)} at ${row.name} ${row.label(at)}: trust this one.`;
      }
    }
    source.dataset.settled = JSON.stringify(settings);
    announce();
  }

  /** Python, or another view of the same explorer, changed the settings. */
  function changed() {
    const values = model.get("settings");
    if (Object.keys(values).every((name) => settings[name] === values[name])) return;
    settings = { ...values };
    for (const control of controls) control.show(settings[control.spec.name]);
    redraw(true);
  }

  table.addEventListener("toggle", tabulate);
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
