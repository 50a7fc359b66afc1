// Contour lines of a function of two numbers, by marching squares.

/** Logarithms of `f` at `count` by `count` places over the limits, row by row from below. */
function logGrid(f, [left, right], [low, high], count) {
  const values = new Float64Array(count * count);
  for (let j = 0, k = 0; j < count; j++) {
    const y = low + (high - low) * j / (count - 1);
    for (let i = 0; i < count; i++, k++) {
      values[k] = Math.log(Math.max(f(left + (right - left) * i / (count - 1), y), 1e-300));
    }
  }
  return values;
}

/** `count` levels, evenly spaced: in logarithms a valley's floor shows as well as its walls. */
function evenLevels(values, count) {
  const sorted = Float64Array.from(values).sort();
  const low = Math.max(sorted[Math.floor(0.01 * sorted.length)], Math.log(1e-12));
  const high = sorted[sorted.length - 1];
  return Array.from({ length: count }, (_, i) => low + (high - low) * i / count);
}

/**
 * The line pieces [x1, y1, x2, y2] on which the gridded values equal `level`, in units of the
 * grid. Between two places the values are taken to be straight.
 */
function levelLines(values, count, level) {
  const pieces = [];
  for (let j = 0; j + 1 < count; j++) {
    for (let i = 0; i + 1 < count; i++) {
      const k = j * count + i;
      const a = values[k] - level, b = values[k + 1] - level;
      const c = values[k + count + 1] - level, d = values[k + count] - level;
      const crossed = [];
      if (a > 0 !== b > 0) crossed.push([i + a / (a - b), j]);
      if (b > 0 !== c > 0) crossed.push([i + 1, j + b / (b - c)]);
      if (c > 0 !== d > 0) crossed.push([i + d / (d - c), j + 1]);
      if (d > 0 !== a > 0) crossed.push([i, j + a / (a - d)]);
      // Four crossings are a saddle: which two belong together makes no difference to the eye.
      for (let n = 0; n + 1 < crossed.length; n += 2) {
        pieces.push([...crossed[n], ...crossed[n + 1]]);
      }
    }
  }
  return pieces;
}

/** `limits` of x and y, wider where they would not hold the place. */
function limitsWith(place, limits) {
  return limits.map(([low, high], i) => {
    const margin = 0.1 * (high - low), value = place[i];
    return [value >= low ? low : value - margin, value <= high ? high : value + margin];
  });
}

/** SVG path data of contour lines of `f`, which is nowhere negative, within the limits of a plot. */
function contourPath(plot, f, count = 81, lines = 12) {
  const values = logGrid(f, plot.x, plot.y, count);
  const [x0, y0] = [plot.toX(plot.x[0]), plot.toY(plot.y[0])];
  const sx = (plot.toX(plot.x[1]) - x0) / (count - 1), sy = (plot.toY(plot.y[1]) - y0) / (count - 1);
  return evenLevels(values, lines).flatMap((level) => levelLines(values, count, level))
    .map(([x1, y1, x2, y2]) => `M${near(x0 + sx * x1)} ${near(y0 + sy * y1)}`
      + `L${near(x0 + sx * x2)} ${near(y0 + sy * y2)}`).join("");
}
