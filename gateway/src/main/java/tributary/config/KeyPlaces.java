package tributary.config;

import java.util.HashMap;
import java.util.Map;

/**
 * Where the sections of a configuration and their keys stand, by name from the top: {@code server}, {@code server.port}. For
 * whoever finds fault with a configuration that could be read, such as one that runs and cannot take all of it. Immutable.
 */
public final class KeyPlaces {
    private final Place start;
    private final Map<String, Place> places;

    private KeyPlaces(Place start, Map<String, Place> places) {
        this.start = start;
        this.places = Map.copyOf(places);
    }

    static KeyPlaces none(Place start) {
        return new KeyPlaces(start, Map.of());
    }

    static KeyPlaces of(Node.Mapping configuration) {
        Map<String, Place> places = new HashMap<>();
        for (Node.Entry section : configuration.entries()) {
            places.put(section.name(), section.key().place());
            if (section.value() instanceof Node.Mapping keys) {
                keys.entries()
                        .forEach(key -> places.put(
                                section.name() + "." + key.name(), key.key().place()));
            }
        }
        return new KeyPlaces(configuration.place(), places);
    }

    /** A warning about {@code key}: where it stands, else where its section does, else where all begins. */
    public Diagnostic warning(String key, String message) {
        int dot = key.indexOf('.');
        Place section = places.getOrDefault(dot < 0 ? key : key.substring(0, dot), start);
        Place place = places.getOrDefault(key, section);
        return new Diagnostic(Diagnostic.Severity.WARNING, place.file(), place.line(), place.column(), message);
    }
}
