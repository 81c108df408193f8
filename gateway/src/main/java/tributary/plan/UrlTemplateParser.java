package tributary.plan;

import java.util.ArrayList;
import java.util.List;
import tributary.expression.Expression;
import tributary.plan.UrlTemplate.Parameter;

/** Cuts a URL template at the slashes, question marks and ampersands that stand outside its expressions. */
final class UrlTemplateParser {
    private final String text;
    private int at;

    UrlTemplateParser(String text) {
        this.text = text;
    }

    UrlTemplate parse() throws TemplateException {
        List<TextTemplate> segments = new ArrayList<>();
        while (at < text.length() && text.charAt(at) == '/') {
            at++;
            int start = at;
            TextTemplate segment = until("/?");
            String constant = segment.constant();
            if (constant != null && (constant.equals(".") || constant.equals(".."))) {
                throw new TemplateException(start, "a path segment of dots is resolved away before it is sent");
            }
            segments.add(segment);
        }
        List<Parameter> parameters = new ArrayList<>();
        while (at < text.length()) {
            at++;
            parameters.add(parameter());
        }
        return new UrlTemplate(text, segments, parameters);
    }

    private Parameter parameter() throws TemplateException {
        int start = at;
        TextTemplate name = until("=&");
        String constant = name.constant();
        if (constant == null || constant.isEmpty()) {
            throw new TemplateException(
                    start, constant == null ? "a parameter's name holds no expression" : "a parameter has no name");
        }
        if (at < text.length() && text.charAt(at) == '=') {
            at++;
            return new Parameter(constant, until("&"));
        }
        return new Parameter(constant, null);
    }

    /** The template up to one of {@code ends}, expressions passed over. */
    private TextTemplate until(String ends) throws TemplateException {
        int start = at;
        while (at < text.length() && ends.indexOf(text.charAt(at)) < 0) {
            char c = text.charAt(at);
            if (c == '#') {
                throw new TemplateException(at, "a fragment ('#') is never sent to a service");
            }
            if (c <= ' ' || c == 127) {
                throw new TemplateException(at, "white space and control characters cannot stand in a URL; write %20");
            }
            if (c == '%' && !encodedOctetAt(at)) {
                throw new TemplateException(
                        at, "'%' begins an encoded octet such as %20; a percent sign is written %25");
            }
            boolean doubled = c == '{' && at + 1 < text.length() && text.charAt(at + 1) == '{';
            if (c == '{' && !doubled) {
                int end = Expression.closingBrace(text, at + 1);
                at = end < 0 ? text.length() : end;
            } else if (doubled) {
                at++;
            }
            at++;
        }
        at = Math.min(at, text.length());
        try {
            return TextTemplate.parse(text.substring(start, at));
        } catch (TemplateException e) {
            throw e.within(start);
        }
    }

    private boolean encodedOctetAt(int index) {
        return index + 2 < text.length()
                && Character.digit(text.charAt(index + 1), 16) >= 0
                && Character.digit(text.charAt(index + 2), 16) >= 0;
    }
}
