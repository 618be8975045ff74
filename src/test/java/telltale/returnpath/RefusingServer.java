package telltale.returnpath;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.subethamail.smtp.MessageHandler;
import org.subethamail.smtp.RejectException;
import org.subethamail.smtp.server.SMTPServer;

/** The mail server of some recipients, which refuses some of them by the first word of their address. */
final class RefusingServer implements AutoCloseable {
    private final List<String> accepted = new CopyOnWriteArrayList<>();
    private final SMTPServer server;

    RefusingServer(int port) {
        server = SMTPServer.port(port)
                .bindAddress(InetAddress.getLoopbackAddress())
                .messageHandlerFactory(context -> new Handler())
                .build();
        server.start();
    }

    /** The recipients of accepted mails. */
    List<String> accepted() {
        return List.copyOf(accepted);
    }

    private final class Handler implements MessageHandler {
        private String recipient = "";

        @Override
        public void from(String sender) {}

        @Override
        public void recipient(String address) throws RejectException {
            recipient = address;
            switch (address.replaceFirst("[^a-z].*", "")) {
                case "gone" -> throw new RejectException(550, "5.1.1 The mailbox " + address + " does not exist");
                case "full" -> throw new RejectException(552, "5.2.2 The mailbox is over its quota");
                case "blocked" ->
                    throw new RejectException(550, "5.7.1 Your IP address is on a block list, see https://list.test");
                default -> {
                    // accepted
                }
            }
        }

        @Override
        public String data(InputStream data) throws IOException {
            data.transferTo(OutputStream.nullOutputStream());
            accepted.add(recipient);
            return "accepted";
        }

        @Override
        public void done() {}
    }

    @Override
    public void close() {
        server.stop();
    }
}
