// What the hand moves; control.py says what can be set.

/** The place in the rising `ticks` that is nearest to `value`. */
function nearest(ticks, value) {
  let low = 0, high = ticks.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (ticks[middle] <= value) low = middle; else high = middle;
  }
  return value - ticks[low] <= ticks[high] - value ? low : high;
}

/** The number that `text` is, or NaN. */
function parsed(text) {
  return /^\s*[+\-−]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i.test(text)
    ? Number(text.replace("−", "-")) : NaN;
}

/** A slider with a number field. `onChange(value)` hears of allowed values only. */
class Control {
  constructor(spec, onChange) {
    this.spec = spec;
    const id = `torchcourse-${serial++}`;
    this.slider = element("input", {
      type: "range", id, min: 0, max: spec.ticks.length - 1, step: 1, name: spec.name,
    });
    this.field = element("input", {
      type: "text", inputmode: "decimal", name: spec.name, spellcheck: "false",
      autocomplete: "off", "aria-label": `${spec.label}, number`, "aria-describedby": `${id}-why`,
    });
    this.why = element("div", { class: "tc-why", id: `${id}-why`, role: "alert" });
    this.nodes = [element("label", { for: id }, spec.label), this.slider, this.field, this.why];
    this.slider.addEventListener("input", () => {
      const value = spec.ticks[this.slider.value];
      this.show(value);
      onChange(value);
    });
    this.field.addEventListener("input", () => {
      const value = parsed(this.field.value);
      if (!this.allows(value)) return this.refuse();
      this.accept(value);
      onChange(value);
    });
  }

  /** The value that stands in the field, allowed or not. */
  get value() {
    return parsed(this.field.value);
  }

  allows(value) {
    const { low, high, whole } = this.spec;
    return value >= low && value <= high && (!whole || Number.isInteger(value));
  }

  refuse() {
    this.field.setAttribute("aria-invalid", "true");
    this.why.textContent = `Not used: ${this.spec.reason}`;
  }

  accept(value) {
    this.field.removeAttribute("aria-invalid");
    this.why.textContent = "";
    this.slider.value = nearest(this.spec.ticks, value);
    this.slider.setAttribute("aria-valuetext", String(value));
  }

  show(value) {
    this.accept(value);
    this.field.value = String(value);
  }
}

/** A list from which one is chosen. */
class Choice {
  constructor(spec, onChange) {
    this.spec = spec;
    const id = `torchcourse-${serial++}`;
    this.select = element("select", { id, name: spec.name }, ...Object.entries(spec.options).map(
      ([value, words]) => element("option", { value }, words)));
    this.nodes = [element("label", { for: id }, spec.label), this.select];
    this.select.addEventListener("change", () => onChange(this.value));
  }

  get value() {
    return this.select.value;
  }

  show(value) {
    this.select.value = value;
  }
}

/** A box to tick. */
class Switch {
  constructor(spec, onChange) {
    this.spec = spec;
    const id = `torchcourse-${serial++}`;
    this.box = element("input", { type: "checkbox", id, name: spec.name });
    this.nodes = [element("label", { for: id }, spec.label), this.box];
    this.box.addEventListener("change", () => onChange(this.value));
  }

  get value() {
    return this.box.checked;
  }

  show(value) {
    this.box.checked = value;
  }
}

const KINDS = { number: Control, choice: Choice, switch: Switch };
