package tributary.logs;

import java.util.Locale;
import tributary.observe.CallRecord;
import tributary.observe.RequestRecord;

/**
 * For people, and for {@code grep}: a request is {@code name=value}, quoted where a value holds a blank; an event is its message.
 * An exception's lines, the only further ones, are indented.
 */
final class TextLines implements Lines {
    @Override
    public void request(RequestRecord request, LineBuffer out) {
        out.time(Lines.ended(request)).ascii(" INFO ").ascii(ACCESS);
        out.ascii(" status=").number(request.status());
        out.ascii(" outcome=").value(request.outcome(), LONGEST_VALUE);
        if (!request.limit().isEmpty()) {
            out.ascii(" limit=").value(request.limit(), LONGEST_VALUE);
        }
        out.ascii(" ms=").millis(request.elapsedNanos());
        if (request.ownNanos() >= 0) {
            out.ascii(" own=").millis(request.ownNanos());
        }
        text(" method=", request.method(), out);
        text(" path=", request.path(), out);
        text(" aggregate=", request.aggregate(), out);
        text(" client=", request.client(), out);
        text(" tier=", request.tier(), out);
        text(" protocol=", request.protocol(), out);
        if (!request.via().isConnection()) {
            text(" via=", request.via().word(), out);
            out.ascii(' ').ascii(request.via().word());
            text("=", request.via().name(), out);
        }
        out.ascii(" in=").number(request.requestBytes());
        out.ascii(" out=").number(request.responseBytes());
        out.ascii(" id=").value(request.id(), LONGEST_VALUE);
        out.ascii(" trace=").hex(request.trace().high()).hex(request.trace().low());
        for (CallRecord call : request.calls()) {
            call(call, out);
        }
        out.ascii('\n');
    }

    private static void text(String name, String value, LineBuffer out) {
        if (!value.isEmpty()) {
            out.ascii(name).value(value, LONGEST_VALUE);
        }
    }

    /** Such as {@code call.stock=defaulted,bad-status:503,12.042ms,2}. */
    private static void call(CallRecord call, LineBuffer out) {
        out.ascii(" call.").value(call.name(), LONGEST_VALUE).ascii('=').ascii(Lines.end(call));
        if (!call.began()) {
            return;
        }
        if (!call.reason().isEmpty()) {
            out.ascii(',').ascii(call.reason());
        }
        if (call.status() != 0) {
            out.ascii(call.reason().isEmpty() ? ',' : ':').number(call.status());
        }
        out.ascii(',').millis(call.elapsedNanos()).ascii("ms,").number(call.made());
    }

    @Override
    public void event(Entry.Event event, LineBuffer out) {
        out.time(event.epochMillis()).ascii(' ').ascii(event.level().toUpperCase(Locale.ROOT));
        out.ascii(' ').rest(event.logger(), LONGEST_VALUE);
        out.ascii(' ').rest(event.message(), LONGEST_MESSAGE).ascii('\n');
        if (event.thrown() != null) {
            Stack.write(
                    event.thrown(),
                    line -> out.ascii("  ").rest(line, LONGEST_MESSAGE).ascii('\n'));
        }
    }
}
