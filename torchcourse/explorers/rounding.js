// Numbers as an explorer words them and scales its axes; rounding.py has the same in Python.

/** `value` with so many digits after the point; what rounds to 0 has no sign. */
function fixed(value, places) {
  const text = value.toFixed(places);
  return Number(text) === 0 ? text.replace("-", "") : text.replace("-", "−");
}

/** `value` with three digits, more where it would read as one of `apart`. */
function threeDigits(value, apart, digits = 3) {
  if (Math.abs(value) < 1e-12) return "0";
  const places = Math.max(0, digits - 1 - Math.floor(Math.log10(Math.abs(value))));
  const text = value.toFixed(places);
  if (digits < 12 && apart.includes(Number(text)) && Math.abs(value - Number(text)) > 1e-12) {
    return threeDigits(value, apart, digits + 1);
  }
  return text.replace("-", "−");
}

/** The next of ... 1, 1.5, 2, 3, 5, 7, 10 ... that is not below `value`. */
function roundUp(value) {
  if (value === 0) return 0;
  const power = 10 ** Math.floor(Math.log10(value));
  return power * [1, 1.5, 2, 3, 5, 7, 10, 15].find((m) => m * power >= value);
}
