package telltale.app.commands;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import telltale.judging.KnownHeaders;
import telltale.judging.Scope;

/** The format {@code combined} of Apache, which is the default of nginx. Fields after the user agent are ignored. */
record CombinedLog(Function<String, Scope> scopes) implements RequestFormat {
    private static final String REFERER = "Referer";
    private static final String AGENT = "User-Agent";

    @Override
    public Charset charset() {
        return StandardCharsets.ISO_8859_1;
    }

    @Override
    public KnownHeaders known() {
        return KnownHeaders.only(Set.of(REFERER, AGENT));
    }

    /** The user is any text without a quotation mark, so the fields are located by the first one. */
    @Override
    public RequestLine parse(String line, long number) {
        LogCursor cursor = new LogCursor(line, 0);
        String address = cursor.word("client address");
        int request = requestAt(line);
        cursor = new LogCursor(line, request);
        String requestLine = quoted(cursor, "request");
        String status = cursor.word("status");
        cursor.word("size");
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        add(REFERER, cursor, headers);
        add(AGENT, cursor, headers);
        return new LogEntry(address, requestLine, status, headers).toRequest(number, scopes);
    }

    private static int requestAt(String line) {
        int quote = 0;
        while (quote < line.length() && line.charAt(quote) != '"') {
            quote += line.charAt(quote) == '\\' ? 2 : 1;
        }
        if (quote >= line.length()) {
            throw new IllegalArgumentException("it ends before its request");
        }
        int time = line.lastIndexOf(" [", quote);
        if (time <= line.indexOf(' ') || !line.startsWith("] ", quote - 2)) {
            throw new IllegalArgumentException("it has no time in brackets before its request");
        }
        return quote;
    }

    private static String quoted(LogCursor cursor, String field) {
        return LogText.withoutBackslashes(cursor.escaped('"', '"', field));
    }

    private static void add(String header, LogCursor cursor, Map<String, String> headers) {
        String value = quoted(cursor, header);
        if (!value.equals("-")) {
            headers.put(header, value);
        }
    }
}
