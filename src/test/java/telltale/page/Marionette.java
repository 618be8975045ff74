package telltale.page;

import static java.util.Map.entry;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.openqa.selenium.UnsupportedCommandException;
import org.openqa.selenium.json.Json;
import org.openqa.selenium.remote.Command;
import org.openqa.selenium.remote.CommandExecutor;
import org.openqa.selenium.remote.Dialect;
import org.openqa.selenium.remote.DriverCommand;
import org.openqa.selenium.remote.ErrorCodec;
import org.openqa.selenium.remote.Response;
import org.openqa.selenium.remote.codec.w3c.W3CHttpCommandCodec;
import org.openqa.selenium.remote.http.HttpRequest;

/**
 * Translates WebDriver to the protocol of a running Firefox, as geckodriver does, which Debian has no package of. Its messages
 * have the form {@code length:[0, number, command, parameters]}, and its responses {@code length:[1, number, error, result]}; see
 * <a href="https://firefox-source-docs.mozilla.org/testing/marionette/Protocol.html">Marionette's protocol</a>.
 */
final class Marionette implements CommandExecutor {
    private static final Pattern ADDRESS = Pattern.compile("/session/[^/]+(?:/element/(?!active)([^/]+))?(/.*)?");
    private static final String ELEMENT = Dialect.W3C.getEncodedElementKey();

    /** The commands that the tests need, by method and path; an element in the path is left out. */
    private static final Map<String, String> COMMANDS = Map.ofEntries(
            entry("POST /url", "WebDriver:Navigate"),
            entry("GET /url", "WebDriver:GetCurrentURL"),
            entry("GET /title", "WebDriver:GetTitle"),
            entry("POST /refresh", "WebDriver:Refresh"),
            entry("POST /element", "WebDriver:FindElement"),
            entry("POST /elements", "WebDriver:FindElements"),
            entry("GET /element/active", "WebDriver:GetActiveElement"),
            entry("GET /text", "WebDriver:GetElementText"),
            entry("POST /click", "WebDriver:ElementClick"),
            entry("POST /value", "WebDriver:ElementSendKeys"),
            entry("POST /actions", "WebDriver:PerformActions"),
            entry("POST /execute/sync", "WebDriver:ExecuteScript"),
            entry("POST /execute/async", "WebDriver:ExecuteAsyncScript"),
            entry("POST /frame", "WebDriver:SwitchToFrame"),
            entry("GET /window", "WebDriver:GetWindowHandle"),
            entry("GET /window/handles", "WebDriver:GetWindowHandles"),
            entry("POST /window", "WebDriver:SwitchToWindow"),
            entry("POST /window/new", "WebDriver:NewWindow"),
            entry("DELETE /window", "WebDriver:CloseWindow"),
            entry("GET /screenshot", "WebDriver:TakeScreenshot"));

    /** The console of the tab's process since the last time: messages of the browser, such as uncaught errors, and of scripts. */
    private static final String CONSOLE = """
            const storage = Cc['@mozilla.org/consoleAPI-storage;1'].getService(Ci.nsIConsoleAPIStorage);
            const levels = { error: 'SEVERE', assert: 'SEVERE', warn: 'WARNING' };
            const { warningFlag, infoFlag } = Ci.nsIScriptError;
            const levelOf = ({ flags }) => (flags & infoFlag ? 'INFO' : flags & warningFlag ? 'WARNING' : 'SEVERE');
            const entries = Services.console.getMessageArray()
                .map((message) => message instanceof Ci.nsIScriptError && { level: levelOf(message), timestamp: message.timeStamp, message: String(message) })
                .filter(Boolean)
                .concat(storage.getEvents().map((event) => (
                    { level: levels[event.level] ?? 'INFO', timestamp: event.timeStamp, message: event.arguments.map(String).join(' ') })));
            Services.console.reset();
            storage.clearEvents();
            return entries;
            """;

    private final Socket socket;
    private final DataInputStream in;
    private final Json json = new Json();
    private final W3CHttpCommandCodec codec = new W3CHttpCommandCodec();
    private int sent;

    Marionette(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        in = new DataInputStream(socket.getInputStream());
        read(); // the greeting
    }

    @Override
    public Response execute(Command command) throws IOException {
        Response response = new Response();
        response.setState("success");
        switch (String.valueOf(command.getName())) {
            case DriverCommand.NEW_SESSION -> begin(response);
            case DriverCommand.QUIT -> end();
            case DriverCommand.GET_LOG ->
                response.setValue(call(
                        "WebDriver:ExecuteScript", Map.of("script", CONSOLE, "args", List.of(), "sandbox", "system")));
            default -> response.setValue(translated(codec.encode(command)));
        }
        return response;
    }

    private void begin(Response response) throws IOException {
        Map<?, ?> session = (Map<?, ?>) Objects.requireNonNull(call("WebDriver:NewSession", Map.of()));
        response.setSessionId(String.valueOf(session.get("sessionId")));
        response.setValue(session.get("capabilities"));
    }

    private void end() throws IOException {
        try (socket) {
            call("Marionette:Quit", Map.of("flags", List.of("eForceQuit")));
        }
    }

    private @Nullable Object translated(HttpRequest request) throws IOException {
        Matcher address = ADDRESS.matcher(request.getUri());
        String command = address.matches() ? COMMANDS.get(request.getMethod() + " " + address.group(2)) : null;
        if (command == null) {
            throw new UnsupportedCommandException(request.getMethod() + " " + request.getUri() + " is not translated");
        }
        String body = request.contentAsString();
        Map<String, Object> parameters =
                body.isEmpty() ? new HashMap<>() : new HashMap<>(json.toType(body, Json.MAP_TYPE));
        if (address.group(1) != null) {
            parameters.put(command.startsWith("WebDriver:Find") ? "element" : "id", address.group(1));
        }
        if (command.equals("WebDriver:SwitchToFrame") && parameters.get("id") instanceof Map<?, ?> frame) {
            parameters.put("element", frame.get(ELEMENT));
            parameters.remove("id");
        }
        if (command.equals("WebDriver:TakeScreenshot")) {
            parameters.put("full", false);
        }
        return call(command, parameters);
    }

    private @Nullable Object call(String command, Map<String, ?> parameters) throws IOException {
        byte[] message = json.toJson(List.of(0, ++sent, command, parameters)).getBytes(StandardCharsets.UTF_8);
        socket.getOutputStream().write((message.length + ":").getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().write(message);
        List<?> response = json.toType(read(), Json.OBJECT_TYPE);
        if (response.get(2) != null) {
            throw ErrorCodec.createDefault().decode(Map.of("value", response.get(2)));
        }
        Object result = response.get(3);
        return result instanceof Map<?, ?> map && map.keySet().equals(Set.of("value")) ? map.get("value") : result;
    }

    private String read() throws IOException {
        int length = 0;
        for (int next = in.read(); next != ':'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("Firefox closed the connection");
            }
            length = 10 * length + Character.digit(next, 10);
        }
        return new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }
}
