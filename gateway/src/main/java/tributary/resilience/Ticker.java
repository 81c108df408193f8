package tributary.resilience;

/**
 * A source of nanoseconds that only moves forward, like {@link System#nanoTime()}: its origin means nothing, only
 * differences do. It is not the wall clock, so a clock that is set back or forth changes no deadline.
 */
@FunctionalInterface
public interface Ticker {
    Ticker SYSTEM = System::nanoTime;

    long nanos();
}
