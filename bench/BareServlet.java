import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** The least that a servlet can do for a pixel: 43 bytes from memory, nothing recorded. */
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
