package tributary.edge.connection;

/**
 * What a connection waits for from its client, and since when. Two waits are the same only if they are one object: whoever
 * ends a wait by replacing it knows by that that nobody else did.
 *
 * @param since on the {@link Watch}'s clock
 */
record Wait(For what, long since) {
    enum For {
        /** The first byte of all. */
        FIRST_BYTE,
        /** That TLS comes about. */
        HANDSHAKE,
        /** The rest of a request's head. */
        HEAD,
        /** The rest of a request's body. */
        BODY,
        /** The first byte of another request. */
        NEXT_REQUEST,
        /** Nothing: it is our turn. */
        NOTHING,
        /** That the client closes too, for it has been told that we do; since it last sent something. */
        GOODBYE,
        /** Nothing more: the deadline has passed or the listener stops. */
        OVER
    }

    static final Wait NOTHING = new Wait(For.NOTHING, 0);
}
