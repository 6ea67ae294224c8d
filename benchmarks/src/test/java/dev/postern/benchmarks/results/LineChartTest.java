package dev.postern.benchmarks.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

class LineChartTest {
  @Test
  void read_takesEachColumnAsACurve_andLeavesGapsOut() {
    LineChart chart =
        LineChart.read("t", List.of("clients\ta\tb", "10\t1\t2", "100\t-\t3", "1000\t4\t-"));
    assertThat(chart.across()).isEqualTo("clients");
    assertThat(chart.curves())
        .containsExactly(
            new LineChart.Curve(
                "a", List.of(new LineChart.Point(10, 1), new LineChart.Point(1000, 4))),
            new LineChart.Curve(
                "b", List.of(new LineChart.Point(10, 2), new LineChart.Point(100, 3))));
  }

  @Test
  void svg_placesPowersOfTenAtTheEnds() throws Exception {
    LineChart chart = LineChart.read("a < b & c", List.of("n\tµs", "10\t1", "100\t10"));
    Document svg = parse(chart.svg());
    NodeList circles = svg.getElementsByTagName("circle");
    assertThat(circles.getLength()).isEqualTo(2);
    assertThat(attribute(circles, 0, "cx")).isEqualTo("70.0");
    assertThat(attribute(circles, 0, "cy")).isEqualTo("350.0");
    assertThat(attribute(circles, 1, "cx")).isEqualTo("700.0");
    assertThat(attribute(circles, 1, "cy")).isEqualTo("70.0");
    assertThat(svg.getElementsByTagName("text").item(0).getTextContent()).isEqualTo("a < b & c");
  }

  @Test
  void svg_ofOnePoint_isDrawnToo() throws Exception {
    Document svg = parse(LineChart.read("t", List.of("n\tµs", "10\t10")).svg());
    assertThat(svg.getElementsByTagName("circle").getLength()).isOne();
  }

  @Test
  void svg_ofZeroOrNothing_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LineChart.read("t", List.of("n\tµs", "10\t0")).svg());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LineChart.read("t", List.of("n\tµs")).svg());
  }

  private static String attribute(NodeList nodes, int index, String name) {
    return nodes.item(index).getAttributes().getNamedItem(name).getNodeValue();
  }

  private static Document parse(String svg) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
  }
}
