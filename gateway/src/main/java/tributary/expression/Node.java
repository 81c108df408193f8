package tributary.expression;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tributary.json.JsonValue;

/**
 * A node of a parsed expression. Each means a value given another one, the current value: that of the document at the top,
 * of the left side behind a dot or a pipe, of an element within a projection.
 */
sealed interface Node {
    /** {@code @} */
    record Current() implements Node {}

    /** The member {@code name} of the current object. */
    record Field(String name) implements Node {}

    record Literal(JsonValue value) implements Node {}

    /** {@code left.right}: right over the value of left. */
    record Sub(Node left, Node right) implements Node {}

    /** {@code left | right}: as {@link Sub}, but it ends the projections on its left. */
    record Pipe(Node left, Node right) implements Node {}

    /** {@code [3]}; a negative one counts from the end. */
    record Index(int index) implements Node {}

    /** {@code [start:stop:step]}; what is null was not written. The step is not 0. */
    record Slice(@Nullable Integer start, @Nullable Integer stop, int step) implements Node {}

    /** The array with the elements of its elements in their place, as {@code []} has it before it projects. */
    record Flatten() implements Node {}

    /** The values of the current object's members, as {@code *} has them before it projects. */
    record Values() implements Node {}

    /** The elements for which {@code condition} is truthy, as {@code [?condition]} has them before it projects. */
    record Filter(Node condition) implements Node {}

    /** {@code each} over every element of {@code source}, nulls left out; null where that is no array. */
    record Projection(Node source, Node each) implements Node {}

    /** {@code [a, b]} */
    record MultiList(List<Node> elements) implements Node {
        public MultiList {
            elements = List.copyOf(elements);
        }
    }

    /** {@code {x: a, y: b}}; of two members with one name the later counts. */
    record MultiHash(List<Member> members) implements Node {
        public MultiHash {
            members = List.copyOf(members);
        }
    }

    record Member(String name, Node value) {}

    record Or(Node left, Node right) implements Node {}

    record And(Node left, Node right) implements Node {}

    record Not(Node operand) implements Node {}

    record Comparison(Comparator comparator, Node left, Node right) implements Node {}

    enum Comparator {
        EQUAL,
        NOT_EQUAL,
        LESS,
        LESS_OR_EQUAL,
        GREATER,
        GREATER_OR_EQUAL
    }

    /** A function's call; that it exists and that their number is right was checked. */
    record Call(Function function, List<Argument> arguments) implements Node {
        public Call {
            arguments = List.copyOf(arguments);
        }
    }

    /**
     * What a function is given.
     *
     * @param reference whether it stands behind {@code &}: the function itself evaluates it, over what it pleases
     * @param offset where it stands in the text
     */
    record Argument(Node value, boolean reference, int offset) {}

    /** The nodes within this one, in text order. */
    default Stream<Node> children() {
        return switch (this) {
            case Current _, Field _, Literal _, Index _, Slice _, Flatten _, Values _ -> Stream.of();
            case Sub sub -> Stream.of(sub.left, sub.right);
            case Pipe pipe -> Stream.of(pipe.left, pipe.right);
            case Projection projection -> Stream.of(projection.source, projection.each);
            case Or or -> Stream.of(or.left, or.right);
            case And and -> Stream.of(and.left, and.right);
            case Comparison comparison -> Stream.of(comparison.left, comparison.right);
            case Filter filter -> Stream.of(filter.condition);
            case Not not -> Stream.of(not.operand);
            case MultiList list -> list.elements.stream();
            case MultiHash hash -> hash.members.stream().map(Member::value);
            case Call call -> call.arguments.stream().map(Argument::value);
        };
    }
}
