// The course's regression; course_points.py, line_fits.py and training.py have the same in Python.

function coursePoints(noise) {
  return SAMPLE.map(([x, unit]) => [x, SLOPE * x + INTERCEPT + noise * unit]);
}

/** Slope and intercept of the line with the lowest mean squared error. */
function mseLine(points) {
  const mean = [0, 1].map((k) => points.reduce((sum, point) => sum + point[k], 0) / points.length);
  let xx = 0, xy = 0;
  for (const [x, y] of points) {
    xx += (x - mean[0]) * (x - mean[0]);
    xy += (x - mean[0]) * (y - mean[1]);
  }
  return [xy / xx, mean[1] - xy / xx * mean[0]];
}

/** The loss of all points: where it is lowest, its curvatures, and how far above its lowest. */
function surfaceOf(noise) {
  const points = coursePoints(noise);
  const mean = (value) => points.reduce((sum, point) => sum + value(point), 0) / points.length;
  const best = mseLine(points);
  const [mx, square] = [mean(([x]) => x), mean(([x]) => x * x)];
  const root = Math.sqrt((square - 1) ** 2 + 4 * mx * mx);
  return {
    best,
    lowest: mean(([x, y]) => (best[0] * x + best[1] - y) ** 2),
    curvatures: [square + 1 - root, square + 1 + root],
    above(w, b) {
      const dw = w - best[0], db = b - best[1];
      return square * dw * dw + 2 * mx * dw * db + db * db;
    },
  };
}
