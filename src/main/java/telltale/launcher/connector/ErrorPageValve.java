package telltale.launcher.connector;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.Writer;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.apache.coyote.ActionCode;
import org.jspecify.annotations.Nullable;

/**
 * The page for a request that Tomcat refuses before the application sees it, for example because of an invalid escape in
 * its target. A recipient may see it whose mail client changed a link, so it is a sentence and no server's name.
 */
public final class ErrorPageValve extends ErrorReportValve {
    @Override
    protected void report(Request request, Response response, @Nullable Throwable thrown) {
        if (isEmptyError(response) && response.setErrorReported() && isConnected(response)) {
            try {
                send(response);
            } catch (IOException disconnected) {
                container.getLogger().debug("The client did not read the error page", disconnected);
            }
        }
    }

    private static boolean isEmptyError(Response response) {
        return response.getStatus() >= HttpServletResponse.SC_BAD_REQUEST && response.getContentWritten() == 0;
    }

    private static boolean isConnected(Response response) {
        AtomicBoolean isAllowed = new AtomicBoolean();
        response.getCoyoteResponse().action(ActionCode.IS_IO_ALLOWED, isAllowed);
        return isAllowed.get();
    }

    private static void send(Response response) throws IOException {
        response.setContentType("text/html");
        response.setCharacterEncoding("utf-8");
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("Content-Security-Policy", "default-src 'none'");
        response.setHeader("X-Content-Type-Options", "nosniff");
        Writer writer = response.getReporter();
        if (writer != null) {
            writer.write(page(response.getStatus()));
            response.finishResponse();
        }
    }

    private static String page(int status) {
        return """
                <!DOCTYPE html>
                <html lang="en">
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width">
                <title>Error %1$d</title>
                <p>%2$s</p>
                <p>Error %1$d</p>
                </html>
                """.formatted(status, sentence(status));
    }

    private static String sentence(int status) {
        if (status == HttpServletResponse.SC_NOT_FOUND) {
            return "There is nothing at this address.";
        }
        return status < HttpServletResponse.SC_INTERNAL_SERVER_ERROR
                ? "This address or request is not valid. If you followed a link, it may have been changed on its way to you."
                : "The server could not answer this request.";
    }
}
