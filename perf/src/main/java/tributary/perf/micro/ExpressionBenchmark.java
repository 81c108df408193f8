package tributary.perf.micro;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import tributary.expression.Expression;
import tributary.expression.ExpressionException;
import tributary.json.JsonException;
import tributary.json.JsonParser;
import tributary.json.JsonValue;

/**
 * JMESPath over an answer of 4 KB. Checking it is part of each, as in a request: what is found out about a document by looking
 * into it is kept with it, so that a second look would cost next to nothing. For JMH.
 */
@State(Scope.Benchmark)
public class ExpressionBenchmark {
    private static final int BYTES = 4000;

    private final byte[] text = Documents.of(BYTES);
    private final Expression path = parsed("items[0].dimensions.width");
    private final Expression filter = parsed("items[?price > `10`].{name: title, cost: price}");
    private final Expression function = parsed("join(', ', sort_by(items, &price)[].title)");

    @Benchmark
    public JsonValue path() throws JsonException, ExpressionException {
        return path.evaluate(document());
    }

    @Benchmark
    public JsonValue filter() throws JsonException, ExpressionException {
        return filter.evaluate(document());
    }

    @Benchmark
    public JsonValue function() throws JsonException, ExpressionException {
        return function.evaluate(document());
    }

    private JsonValue document() throws JsonException {
        return JsonParser.parse(text, 0, text.length);
    }

    private static Expression parsed(String text) {
        try {
            return Expression.parse(text);
        } catch (ExpressionException e) {
            throw new IllegalStateException(e);
        }
    }
}
