package tributary.perf.peers;

import tributary.perf.process.Child;

/**
 * A gateway that answers {@code /three} on a port of 127.0.0.1.
 *
 * @param id part of the figures' names
 * @param label for people
 */
record Peer(String id, String label, int port, Child child) {}
