// Numbers as an explorer words them and scales its axes; rounding.py has the same in Python.

/** `value` with so many digits after the point; what rounds to 0 has no sign. */
function fixed(value, places) {
  const text = value.toFixed(places);
  return Number(text) === 0 ? text.replace("-", "") : text.replace("-", "−");
}

/** The next of ... 1, 1.5, 2, 3, 5, 7, 10 ... that is not below `value`. */
function roundUp(value) {
  if (value === 0) return 0;
  const power = 10 ** Math.floor(Math.log10(value));
  return power * [1, 1.5, 2, 3, 5, 7, 10, 15].find((m) => m * power >= value);
}
