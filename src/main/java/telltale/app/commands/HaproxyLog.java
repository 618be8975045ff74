package telltale.app.commands;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import telltale.judging.KnownHeaders;
import telltale.judging.Scope;

/**
 * The format {@code option httplog} of HAProxy, with or without the prefix of syslog.
 *
 * @param captures the names of the captured request headers in their order; the log itself has none
 */
record HaproxyLog(List<String> captures, Function<String, Scope> scopes) implements RequestFormat {
    private static final String TIME = "[00/Aaa/0000:";
    private static final List<String> TO_STATUS = List.of("frontend", "backend", "times", "status");
    private static final List<String> TO_QUEUES =
            List.of("size", "request cookie", "response cookie", "termination state", "connections", "queues");

    HaproxyLog {
        captures = List.copyOf(captures);
    }

    @Override
    public Charset charset() {
        return StandardCharsets.ISO_8859_1;
    }

    @Override
    public KnownHeaders known() {
        return KnownHeaders.only(Set.copyOf(captures));
    }

    @Override
    public RequestLine parse(String line, long number) {
        int time = timeAt(line);
        String client = line.substring(line.lastIndexOf(' ', time - 2) + 1, Math.max(0, time - 1));
        LogCursor cursor = new LogCursor(line, time);
        cursor.between('[', ']', "time");
        String status = lastOf(TO_STATUS, cursor);
        lastOf(TO_QUEUES, cursor);
        String captured = captured(cursor);
        String request = LogText.withoutHashes(cursor.between('"', '"', "request"));
        RequestLine parsed =
                new LogEntry(address(client), request, status, headers(captured)).toRequest(number, scopes);
        if (captured == null && !captures.isEmpty()) {
            throw new IllegalArgumentException("it has no captured headers");
        }
        return parsed;
    }

    /** The place of the opening bracket; those of a syslog prefix contain other things. */
    private static int timeAt(String line) {
        int bracket = line.indexOf('[');
        while (bracket >= 0 && !isTime(line, bracket)) {
            bracket = line.indexOf('[', bracket + 1);
        }
        if (bracket < 2) {
            throw new IllegalArgumentException("it has no client address and time as of \"option httplog\"");
        }
        return bracket;
    }

    private static boolean isTime(String line, int bracket) {
        for (int i = 0; i < TIME.length(); i++) {
            char c = bracket + i < line.length() ? line.charAt(bracket + i) : ' ';
            if (kindOf(c) != kindOf(TIME.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static char kindOf(char c) {
        return c >= '0' && c <= '9' ? '0' : Character.isLetter(c) ? 'a' : c;
    }

    private static String lastOf(List<String> fields, LogCursor cursor) {
        String last = "";
        for (String field : fields) {
            last = cursor.word(field);
        }
        return last;
    }

    /** The first of the groups in braces, or null: captured request headers precede response headers. */
    private static @Nullable String captured(LogCursor cursor) {
        String first = null;
        while (cursor.isAt('{')) {
            String group = cursor.between('{', '}', "captured headers");
            first = first == null ? group : first;
        }
        return first;
    }

    /** An absent header is logged as an empty one. */
    private Map<String, String> headers(@Nullable String captured) {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        if (captured != null && !captures.isEmpty()) {
            String[] values = values(captured);
            for (int i = 0; i < values.length; i++) {
                if (!values[i].isEmpty()) {
                    headers.put(captures.get(i), LogText.withoutHashes(values[i]));
                }
            }
        }
        return headers;
    }

    private String[] values(String captured) {
        String[] values = captured.split("\\|", -1);
        if (values.length != captures.size()) {
            throw new IllegalArgumentException(
                    "it has " + values.length + " captured headers, and --captures names " + captures.size());
        }
        return values;
    }

    private static String address(String client) {
        int port = client.lastIndexOf(':');
        return port < 0 ? client : client.substring(0, port);
    }
}
