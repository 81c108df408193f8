package tributary.plan;

/** Which version of HTTP a service is spoken to in. */
public enum HttpVersion {
    /** With TLS what both sides like best (ALPN), without it HTTP/1.1. */
    AUTO,
    HTTP_1_1,
    /** With TLS the service must agree, without it it is known to speak it (prior knowledge). */
    HTTP_2
}
