package dev.postern.benchmarks.results;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Measured curves as a picture: SVG, both axes logarithmic, since what matters of a cost is by how
 * much it grows when something else grows tenfold. Every measured point is marked.
 *
 * @param title above it
 * @param across what is measured against, with its unit
 * @param curves at least one, of at least one point; all coordinates above zero
 */
record LineChart(String title, String across, List<Curve> curves) {
  private static final int WIDTH = 720;
  private static final int HEIGHT = 400;
  private static final int LEFT = 70;
  private static final int RIGHT = 20;
  private static final int TOP = 70;
  private static final int BOTTOM = 50;
  private static final List<String> COLOURS =
      List.of("#1b6ca8", "#c8553d", "#3f7d20", "#7b4b94", "#b8860b");

  /** What was measured, and its unit. */
  record Curve(String name, List<Point> points) {}

  /** One measurement. */
  record Point(double x, double y) {}

  /**
   * A table of tab-separated columns: the first is across, each other one a curve; "-" is a gap.
   */
  static LineChart read(String title, List<String> lines) {
    String[] names = lines.get(0).split("\t", -1);
    List<Curve> curves = new ArrayList<>();
    for (int column = 1; column < names.length; column++) {
      List<Point> points = new ArrayList<>();
      for (String line : lines.subList(1, lines.size())) {
        String[] cells = line.split("\t", -1);
        if (!cells[column].equals("-")) {
          points.add(new Point(Double.parseDouble(cells[0]), Double.parseDouble(cells[column])));
        }
      }
      curves.add(new Curve(names[column], points));
    }
    return new LineChart(title, names[0], curves);
  }

  /** The picture. */
  String svg() {
    Axis x = Axis.of(points().stream().mapToDouble(Point::x).toArray(), LEFT, WIDTH - RIGHT);
    Axis y = Axis.of(points().stream().mapToDouble(Point::y).toArray(), HEIGHT - BOTTOM, TOP);
    StringBuilder svg = new StringBuilder();
    add(
        svg,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\""
            + " font-size=\"12\">",
        WIDTH,
        HEIGHT);
    add(svg, "<rect width=\"%d\" height=\"%d\" fill=\"white\"/>", WIDTH, HEIGHT);
    text(svg, LEFT, 20, "start", "black", title);
    for (double tick : x.ticks()) {
      double at = x.place(tick);
      line(svg, at, TOP, at, HEIGHT - BOTTOM);
      text(svg, at, HEIGHT - BOTTOM + 18, "middle", "black", number(tick));
    }
    for (double tick : y.ticks()) {
      double at = y.place(tick);
      line(svg, LEFT, at, WIDTH - RIGHT, at);
      text(svg, LEFT - 6, at + 4, "end", "black", number(tick));
    }
    text(svg, (LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 10, "middle", "black", across);
    for (int i = 0; i < curves.size(); i++) {
      draw(svg, curves.get(i), x, y, COLOURS.get(i % COLOURS.size()));
      double at = LEFT + i * (double) (WIDTH - LEFT - RIGHT) / curves.size();
      text(svg, at, TOP - 22, "start", COLOURS.get(i % COLOURS.size()), curves.get(i).name());
    }
    return svg.append("</svg>\n").toString();
  }

  private List<Point> points() {
    return curves.stream().flatMap(curve -> curve.points().stream()).toList();
  }

  private static void draw(StringBuilder svg, Curve curve, Axis x, Axis y, String colour) {
    StringBuilder places = new StringBuilder();
    for (Point point : curve.points()) {
      double across = x.place(point.x());
      double up = y.place(point.y());
      places.append(String.format(Locale.ROOT, "%.1f,%.1f ", across, up));
      add(
          svg,
          "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3.5\" fill=\"%s\"><title>%s: %s</title></circle>",
          across,
          up,
          colour,
          number(point.x()),
          number(point.y()));
    }
    add(
        svg,
        "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>",
        places.toString().strip(),
        colour);
  }

  private static void line(StringBuilder svg, double x1, double y1, double x2, double y2) {
    add(
        svg,
        "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"#dddddd\"/>",
        x1,
        y1,
        x2,
        y2);
  }

  private static void text(
      StringBuilder svg, double x, double y, String anchor, String colour, String words) {
    String escaped = words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    add(
        svg,
        "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" fill=\"%s\">%s</text>",
        x,
        y,
        anchor,
        colour,
        escaped);
  }

  private static void add(StringBuilder svg, String format, Object... values) {
    svg.append(String.format(Locale.ROOT, format, values)).append('\n');
  }

  /** 1500 as 1500, 0.25 as 0.25, a million as 1,000,000. */
  private static String number(double value) {
    return value >= 100
        ? String.format(Locale.ROOT, "%,.0f", value)
        : String.format(Locale.ROOT, "%.3g", value)
            .replaceAll("(\\.\\d*?)0+$", "$1")
            .replaceAll("\\.$", "");
  }

  /** Powers of ten around all values, from one end to the other. */
  private record Axis(int least, int most, double from, double to) {
    static Axis of(double[] values, double from, double to) {
      int least = Integer.MAX_VALUE;
      int most = Integer.MIN_VALUE;
      for (double value : values) {
        if (value <= 0) {
          throw new IllegalArgumentException("not on a logarithmic axis: " + value);
        }
        least = Math.min(least, (int) Math.floor(Math.log10(value)));
        most = Math.max(most, (int) Math.ceil(Math.log10(value)));
      }
      if (least > most) {
        throw new IllegalArgumentException("nothing was measured");
      }
      return new Axis(least, Math.max(most, least + 1), from, to);
    }

    List<Double> ticks() {
      List<Double> ticks = new ArrayList<>();
      for (int power = least; power <= most; power++) {
        ticks.add(Math.pow(10, power));
      }
      return ticks;
    }

    double place(double value) {
      return from + (Math.log10(value) - least) / (most - least) * (to - from);
    }
  }
}
