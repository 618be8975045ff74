package telltale.app.commands;

import jakarta.json.spi.JsonProvider;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import telltale.judging.Scope;
import telltale.model.IpLiteral;

/**
 * What an access log says about a request.
 *
 * @param address of the client; a host name, or the name of a socket, counts as unknown
 * @param request the request line
 * @param headers by case-insensitive name
 */
record LogEntry(String address, String request, String status, Map<String, String> headers) {
    private static final JsonProvider JSON = JsonProvider.provider();

    /** The statuses of servers that gave up within the header; 494 is nginx's for a header that is too large. */
    private static final Set<String> HEADER_NOT_READ = Set.of("400", "408", "414", "431", "494");

    /**
     * The request.
     *
     * @param number of the line
     * @param scopes the kind of a request by its target
     * @throws IllegalArgumentException if it is not a complete HTTP request, with a message for the user
     */
    RequestLine toRequest(long number, Function<String, Scope> scopes) {
        int target = request.indexOf(' ');
        int version = request.lastIndexOf(" HTTP/");
        if (target < 1 || version <= target || !isMethod(request.substring(0, target))) {
            throw new IllegalArgumentException("its request is not HTTP");
        }
        if (HEADER_NOT_READ.contains(status)) {
            throw new IllegalArgumentException("its status is " + status + ", so the header may not have been read");
        }
        return new RequestLine(
                JSON.createValue(number),
                scopes.apply(request.substring(target + 1, version)),
                request.substring(0, target),
                headers,
                IpLiteral.read(address),
                null,
                null);
    }

    private static boolean isMethod(String text) {
        return text.chars().allMatch(c -> (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' || c == '_');
    }
}
