package tributary.downstream.http1;

/**
 * How full a service's pool is at one moment.
 *
 * @param inUse connections lent to exchanges, those being opened among them
 * @param idle connections that lie open and unused
 * @param waiting exchanges that wait for a connection
 */
public record PoolUse(int inUse, int idle, int waiting) {
    /** Connections that are open or being opened. */
    public int open() {
        return inUse + idle;
    }
}
