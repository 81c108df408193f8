package tributary.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tributary.Promtool;
import tributary.json.JsonArray;
import tributary.json.JsonObject;
import tributary.json.JsonParser;
import tributary.json.JsonString;
import tributary.json.JsonValue;

/** What Prometheus and Grafana are given in {@code config/observability} fits what the gateway exports. */
class OperationsTest {
    private static final Path FOLDER = Path.of("../config/observability");
    private static final Pattern METRIC = Pattern.compile("\\b((?:tributary|process|jvm)_[a-z_]+)\\b(\\{[^}]*})?");
    private static final Pattern MATCHER = Pattern.compile("([a-z_]+)\\s*(?:=~|!~|!=|=)\\s*\"");
    private static final Pattern BY = Pattern.compile("\\b(?:by|on)\\s*\\(([^)]*)\\)");
    private static final Pattern ALERT = Pattern.compile("- alert: (\\w+)");

    /** Prometheus' own; every series has the first two. */
    private static final Set<String> COMMON = Set.of("job", "instance", "le", "__name__");

    /** The labels of each metric by the names of its series. */
    private static Map<String, List<String>> exported() {
        Map<String, List<String>> labels = new HashMap<>();
        for (Metric metric : Metrics.all()) {
            labels.put(metric.name(), metric.labels());
            switch (metric.kind()) {
                case HISTOGRAM, SUMMARY -> {
                    labels.put(metric.name() + "_count", metric.labels());
                    labels.put(metric.name() + "_sum", metric.labels());
                    labels.put(metric.name() + "_bucket", metric.labels());
                }
                case COUNTER, GAUGE, INFO -> {}
            }
        }
        return labels;
    }

    private static String alerts() throws IOException {
        return Files.readString(FOLDER.resolve("alerts.yaml"));
    }

    /** A file's expressions, each on one line. */
    private static List<String> expressions(String rules) {
        List<String> expressions = new ArrayList<>();
        Matcher found = Pattern.compile("expr: >-\n((?: {10}.*\n)+)").matcher(rules);
        while (found.find()) {
            expressions.add(found.group(1).replaceAll("\\s+", " "));
        }
        return expressions;
    }

    private static void collect(JsonValue value, List<String> into) {
        switch (value) {
            case JsonObject object ->
                object.names().forEach(name -> {
                    JsonValue member = object.get(name);
                    boolean asks = Set.of("expr", "query", "definition").contains(name);
                    if (asks && member instanceof JsonString text) {
                        into.add(text.text());
                    } else if (member != null) {
                        collect(member, into);
                    }
                });
            case JsonArray array -> array.values().forEach(each -> collect(each, into));
            default -> {}
        }
    }

    private static List<String> dashboard() throws Exception {
        List<String> expressions = new ArrayList<>();
        collect(JsonParser.parse(Files.readString(FOLDER.resolve("grafana.json"))), expressions);
        return expressions;
    }

    private static void check(List<String> expressions) {
        Map<String, List<String>> exported = exported();
        assertThat(expressions).hasSizeGreaterThan(20);
        for (String expression : expressions) {
            Set<String> known = new TreeSet<>(COMMON);
            Matcher metrics = METRIC.matcher(expression);
            while (metrics.find()) {
                String name = metrics.group(1);
                assertThat(exported).as(expression).containsKey(name);
                known.addAll(exported.getOrDefault(name, List.of()));
                Matcher labels = MATCHER.matcher(metrics.group(2) == null ? "" : metrics.group(2));
                while (labels.find()) {
                    assertThat(labels.group(1).equals("le")
                                    || COMMON.contains(labels.group(1))
                                    || exported.getOrDefault(name, List.of()).contains(labels.group(1)))
                            .as(labels.group(1) + " of " + name + " in " + expression)
                            .isTrue();
                }
            }
            Matcher groups = BY.matcher(expression);
            while (groups.find()) {
                assertThat(known)
                        .as(expression)
                        .contains(groups.group(1).strip().split("\\s*,\\s*"));
            }
        }
    }

    @Test
    void alerts_ask_for_what_is_exported() throws Exception {
        check(expressions(alerts()));
    }

    @Test
    void the_dashboard_asks_for_what_is_exported() throws Exception {
        check(dashboard());
    }

    @Test
    void finds_a_name_or_a_label_that_is_not_exported() {
        List<String> enough = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            enough.add("tributary_requests_in_progress");
        }
        check(enough);
        for (String wrong : List.of(
                "tributary_request_total",
                "tributary_requests_total{client=\"a\"}",
                "sum by (service) (tributary_requests_total)")) {
            List<String> with = new ArrayList<>(enough);
            with.add(wrong);
            assertThat(failsFor(with)).as(wrong).isTrue();
        }
    }

    private static boolean failsFor(List<String> expressions) {
        try {
            check(expressions);
            return false;
        } catch (AssertionError expected) {
            return true;
        }
    }

    @Test
    void every_alert_has_its_section_in_the_runbook_and_its_test() throws Exception {
        String rules = alerts();
        String tests = Files.readString(FOLDER.resolve("alerts.test.yaml"));
        List<String> sections = Files.readAllLines(Path.of("../docs/runbook.md")).stream()
                .filter(line -> line.startsWith("## "))
                .map(line -> line.substring(3))
                .toList();
        List<String> alerts = new ArrayList<>();
        Matcher found = ALERT.matcher(rules);
        while (found.find()) {
            String name = found.group(1);
            alerts.add(name);
            assertThat(rules).contains("runbook_url: docs/runbook.md#" + name.toLowerCase(Locale.ROOT) + "\n");
            assertThat(tests).contains("alertname=\"" + name + "\"");
        }
        assertThat(sections).containsExactlyInAnyOrderElementsOf(alerts).hasSizeGreaterThan(20);
    }

    @Test
    void the_runbook_names_only_metrics_that_are_exported() throws Exception {
        Matcher names = Pattern.compile("\\b(?:tributary|process|jvm)_[a-z_]*[a-z]\\b")
                .matcher(Files.readString(Path.of("../docs/runbook.md"))
                        + Files.readString(Path.of("../docs/observability.md")));
        while (names.find()) {
            assertThat(exported()).containsKey(names.group());
        }
    }

    @Test
    void prometheus_takes_the_rules_and_they_pass_their_tests() throws Exception {
        promtool("check", "rules", "--lint=all", "--lint-fatal", "alerts.yaml");
        promtool("test", "rules", "alerts.test.yaml");
    }

    @Test
    void prometheus_can_read_what_the_dashboard_asks() throws Exception {
        StringBuilder rules = new StringBuilder("groups:\n- name: panels\n  rules:\n");
        int number = 0;
        for (String expression : dashboard()) {
            if (!expression.startsWith("label_values(")
                    && METRIC.matcher(expression).find()) {
                rules.append("  - record: panel:%d\n    expr: '%s'\n"
                        .formatted(++number, expression.replace("$__rate_interval", "5m")));
            }
        }
        promtool(
                "check",
                "rules",
                "--lint=none",
                Files.writeString(Path.of("target/panels.yaml"), rules)
                        .toAbsolutePath()
                        .toString());
    }

    private static void promtool(String... arguments) throws IOException, InterruptedException {
        String promtool = Promtool.path();
        List<String> command = new ArrayList<>(List.of(promtool));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .directory(FOLDER.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        assertThat(said).contains("SUCCESS").doesNotContain("FAILED");
    }
}
