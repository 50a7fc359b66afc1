// Playing a picture step by step: play, pause, steps on, speed.

const SPEEDS = [10, 25, 50, 100];  // steps a second
const STRIDES = [1, 10, 25];
const CALM_STEPS = 25;  // who asked for reduced motion sees this many steps at once, each second

/**
 * Buttons that move through the steps 0 to `last`. `show(step)` draws the picture at a step. It
 * begins at the last one: nothing moves before the button is pressed.
 */
class Playback {
  constructor(last, show) {
    Object.assign(this, { last, show, step: last, frame: 0 });
    this.toggle = this.button("Play", () => (this.frame ? this.pause() : this.play()));
    this.toggle.classList.add("tc-play");
    const back = this.button("To the start", () => this.go(0));
    const on = STRIDES.map((stride) => this.button(`+${stride}`, () => this.go(this.step + stride),
      { "aria-label": `${stride} ${stride > 1 ? "steps" : "step"} on` }));
    const speedId = `torchcourse-${serial++}`, sliderId = `torchcourse-${serial++}`;
    this.speed = element("select", { id: speedId }, ...SPEEDS.map((speed) =>
      element("option", { value: speed }, `${speed} steps a second`)));
    this.speed.value = 50;
    this.slider = element("input", { type: "range", id: sliderId, min: 0, max: last, step: 1 });
    this.slider.addEventListener("input", () => this.go(Number(this.slider.value)));
    this.node = element("div", { class: "tc-playback", role: "group", "aria-label": "Playback" },
      this.toggle, back, ...on, element("label", { for: speedId }, "speed"), this.speed,
      element("label", { for: sliderId }, "step shown"), this.slider);
    this.slider.value = last;
  }

  button(words, press, attributes = {}) {
    const button = element("button", { type: "button", ...attributes }, words);
    button.addEventListener("click", press);
    return button;
  }

  /** Pause, and show this step. */
  go(step) {
    this.pause();
    this.at(Math.min(this.last, step));
  }

  at(step) {
    this.step = step;
    this.slider.value = step;
    this.show(step);
  }

  play() {
    if (this.step >= this.last) this.at(0);
    this.toggle.textContent = "Pause";
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const speed = () => (calm ? CALM_STEPS : this.speed.value), stride = calm ? CALM_STEPS : 1;
    let before = null, owed = 0;
    const next = (now) => {
      this.frame = requestAnimationFrame(next);
      owed += before === null ? 0 : (now - before) / 1000 * speed();
      before = now;
      const whole = Math.floor(owed / stride) * stride;
      if (!whole) return;
      owed -= whole;
      this.at(Math.min(this.last, this.step + whole));
      if (this.step >= this.last) this.pause();
    };
    this.frame = requestAnimationFrame(next);
  }

  pause() {
    cancelAnimationFrame(this.frame);
    this.frame = 0;
    this.toggle.textContent = "Play";
  }
}
