import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Files;
import org.apache.catalina.Context;
import org.apache.catalina.startup.Tomcat;

/** A Tomcat that does the minimum for a pixel: it answers 43 bytes from memory and records nothing. */
public final class BareTomcat {
    public static void main(String[] arguments) throws Exception {
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(Files.createTempDirectory("bare-tomcat").toString());
        tomcat.setPort(Integer.parseInt(arguments[0]));
        tomcat.getConnector().setProperty("address", "127.0.0.1");
        Context context = tomcat.addContext("/app", null);
        Tomcat.addServlet(context, "pixel", new Pixel()).addMapping("/pixel");
        tomcat.start();
        tomcat.getServer().await();
    }

    private static final class Pixel extends HttpServlet {
        private static final long serialVersionUID = 1;
        private static final byte[] BYTES = new byte[43];

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.setContentType("image/gif");
            response.setContentLength(BYTES.length);
            response.getOutputStream().write(BYTES);
        }
    }
}
