import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** A servlet that does the minimum for a pixel: it answers 43 bytes from memory and records nothing. */
public final class BareServlet extends HttpServlet {
    private static final long serialVersionUID = 1;
    private static final byte[] BYTES = new byte[43];

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setContentType("image/gif");
        response.setContentLength(BYTES.length);
        response.getOutputStream().write(BYTES);
    }
}
