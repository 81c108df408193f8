package tributary.logs;

import tributary.observe.CallRecord;
import tributary.observe.RequestRecord;

/**
 * For programs: a JSON object a line, its members always in the same order. What does not apply is left out. All lines begin with
 * {@code time}, {@code level} and {@code logger}.
 */
final class JsonLines implements Lines {
    @Override
    public void request(RequestRecord request, LineBuffer out) {
        out.ascii("{\"time\":\"").time(Lines.ended(request));
        out.ascii("\",\"level\":\"INFO\",\"logger\":\"").ascii(ACCESS).ascii('"');
        text(",\"requestId\":", request.id(), out);
        out.ascii(",\"traceId\":\"").hex(request.trace().high());
        out.hex(request.trace().low()).ascii('"');
        text(",\"client\":", request.client(), out);
        text(",\"tier\":", request.tier(), out);
        text(",\"method\":", request.method(), out);
        text(",\"path\":", request.path(), out);
        text(",\"aggregate\":", request.aggregate(), out);
        text(",\"protocol\":", request.protocol(), out);
        if (!request.via().isConnection()) {
            text(",\"via\":", request.via().word(), out);
            out.ascii(",\"").ascii(request.via().word());
            text("\":", request.via().name(), out);
        }
        out.ascii(",\"status\":").number(request.status());
        text(",\"outcome\":", request.outcome(), out);
        text(",\"limit\":", request.limit(), out);
        out.ascii(",\"requestBytes\":").number(request.requestBytes());
        out.ascii(",\"responseBytes\":").number(request.responseBytes());
        out.ascii(",\"elapsedMs\":").millis(request.elapsedNanos());
        if (request.ownNanos() >= 0) {
            out.ascii(",\"gatewayMs\":").millis(request.ownNanos());
        }
        if (!request.calls().isEmpty()) {
            String before = ",\"calls\":[";
            for (CallRecord call : request.calls()) {
                call(call, out.ascii(before));
                before = ",";
            }
            out.ascii(']');
        }
        out.ascii("}\n");
    }

    private static void call(CallRecord call, LineBuffer out) {
        out.ascii("{\"name\":").quoted(call.name(), LONGEST_VALUE);
        text(",\"service\":", call.service(), out);
        out.ascii(",\"end\":\"").ascii(Lines.end(call)).ascii('"');
        if (call.began()) {
            text(",\"reason\":", call.reason(), out);
            if (call.status() != 0) {
                out.ascii(",\"status\":").number(call.status());
            }
            out.ascii(",\"elapsedMs\":").millis(call.elapsedNanos());
            out.ascii(",\"attempts\":").number(call.made());
        }
        out.ascii('}');
    }

    private static void text(String name, String value, LineBuffer out) {
        if (!value.isEmpty()) {
            out.ascii(name).quoted(value, LONGEST_VALUE);
        }
    }

    @Override
    public void event(Entry.Event event, LineBuffer out) {
        out.ascii("{\"time\":\"").time(event.epochMillis());
        out.ascii("\",\"level\":\"").ascii(event.level());
        out.ascii("\",\"logger\":").quoted(event.logger(), LONGEST_VALUE);
        text(",\"requestId\":", event.requestId(), out);
        out.ascii(",\"message\":").quoted(event.message(), LONGEST_MESSAGE);
        if (event.lines() != 0) {
            out.ascii(",\"lines\":").number(event.lines());
        }
        if (event.thrown() != null) {
            out.ascii(",\"stack\":");
            StringBuilder stack = new StringBuilder();
            Stack.write(event.thrown(), line -> stack.append(cut(line)).append('\n'));
            out.quoted(stack.toString(), Integer.MAX_VALUE);
        }
        out.ascii("}\n");
    }

    private static String cut(String line) {
        return line.length() <= LONGEST_MESSAGE ? line : line.substring(0, LONGEST_MESSAGE) + '…';
    }
}
