// Lines that keep colour, dash and name in every picture; named_lines.py says how each looks.

/** Lines in a plot, each with a sample and its name beside the plot. */
class NamedLines {
  constructor(plot, looks) {
    this.plot = plot;
    this.rows = Object.fromEntries(looks.map((look, i) => {
      const style = `--tc-series: var(--tc-${look.colour})`;
      const drawn = () => shape("path", {
        class: "tc-named", style, "stroke-dasharray": look.dash.join(" "),
        "stroke-width": look.width,
      });
      const line = drawn(), sample = drawn();
      line.dataset.name = look.name;
      sample.setAttribute("d", "M0 0h24");
      const row = shape("g", {
        transform: `translate(${plot.width - plot.right + 8} ${plot.top + 8 + 20 * i})`,
      }, sample, plot.text(30, 4, look.name));
      plot.data.append(line);
      plot.marks.append(row);
      return [look.name, { line, row }];
    }));
  }

  /** Draw a line through the points [x, y]; none hides it. */
  draw(name, points) {
    const { line, row } = this.rows[name];
    line.setAttribute("d", this.plot.path(points));
    row.style.display = points.length ? "" : "none";
  }
}
