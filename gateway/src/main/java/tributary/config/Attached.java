package tributary.config;

import java.util.ArrayList;
import java.util.List;
import tributary.expression.PlainPath;
import tributary.expression.PlainPath.Step;

/**
 * Where the calls of one aggregate attach their results. Finds two that write the same member of the same elements, and one
 * whose path leads through a member that another writes: that member is not there before everything has been called.
 */
final class Attached {
    private record Place(String call, PlainPath path, Written<String> member) {
        /** The members on the way to the elements; steps into arrays do not count, since a path may leave the last one out. */
        List<String> way() {
            List<String> way = new ArrayList<>(List.of(path.root()));
            for (Step step : path.steps()) {
                if (step instanceof Step.Member(String name)) {
                    way.add(name);
                }
            }
            return way;
        }

        List<String> written() {
            List<String> written = way();
            written.add(member.value());
            return written;
        }

        boolean leadsThrough(Place other) {
            List<String> written = other.written();
            return way().size() >= written.size()
                    && way().subList(0, written.size()).equals(written);
        }
    }

    private final Problems problems;
    private final List<Place> places = new ArrayList<>();

    Attached(Problems problems) {
        this.problems = problems;
    }

    void add(String call, PlainPath path, Written<String> member) {
        Place place = new Place(call, path, member);
        for (Place other : places) {
            if (place.written().equals(other.written())) {
                problems.error(
                        member.place(),
                        "attach: " + Quoted.of(other.call) + " writes the same member into the same elements");
            } else if (place.leadsThrough(other)) {
                leadsThrough(place, other);
            } else if (other.leadsThrough(place)) {
                leadsThrough(other, place);
            }
        }
        places.add(place);
    }

    private void leadsThrough(Place place, Place other) {
        problems.error(
                place.member.place(),
                "attach: its path leads through " + Quoted.of(other.member.value()) + ", which " + Quoted.of(other.call)
                        + " attaches; write 'for-each: " + other.call + "' to attach to its results");
    }
}
