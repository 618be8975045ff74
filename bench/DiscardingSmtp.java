import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import org.subethamail.smtp.MessageHandler;
import org.subethamail.smtp.server.SMTPServer;

/** The SMTP library of Telltale alone: it accepts every mail and discards it. */
public final class DiscardingSmtp {
    public static void main(String[] arguments) {
        SMTPServer.port(Integer.parseInt(arguments[0]))
                .bindAddress(InetAddress.getLoopbackAddress())
                .hostName("discarding")
                .softwareName("discarding")
                .messageHandlerFactory(session -> new Discarding())
                .build()
                .start();
    }

    private static final class Discarding implements MessageHandler {
        @Override
        public void from(String from) {}

        @Override
        public void recipient(String recipient) {}

        @Override
        public String data(InputStream mail) throws IOException {
            mail.transferTo(OutputStream.nullOutputStream());
            return null;
        }

        @Override
        public void done() {}
    }
}
