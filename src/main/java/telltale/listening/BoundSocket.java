package telltale.listening;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** A listening socket, which the SMTP server then tries to bind. */
public final class BoundSocket extends ServerSocket {
    private final Wrapper wrapper;

    /** Makes the socket of an SMTP conversation from an accepted connection. */
    @FunctionalInterface
    public interface Wrapper {
        /** The connection itself. */
        Wrapper NONE = connection -> connection;

        /** Wraps a connection; must not wait for the client. */
        Socket wrap(Socket connection) throws IOException;
    }

    private BoundSocket(SocketAddress address, int backlog, Wrapper wrapper) throws IOException {
        super.bind(address, backlog);
        this.wrapper = wrapper;
    }

    /**
     * Binds a port; clients that connect before the start wait for it.
     *
     * @param settings the prefix of the names of both settings, such as {@code TELLTALE_INBOUND}
     * @param example a port that may be free
     * @throws UncheckedIOException if the port is in use, or the address is not that of this machine
     */
    public static BoundSocket at(String address, int port, int backlog, Wrapper wrapper, String settings, int example) {
        try {
            return new BoundSocket(new InetSocketAddress(InetAddress.getByName(address), port), backlog, wrapper);
        } catch (BindException taken) {
            throw new UncheckedIOException(
                    settings + "_PORT " + port + " at " + address + " cannot be used: " + taken.getMessage()
                            + ". Set it to a free port, such as " + example
                            + ", or stop the program that uses this one.",
                    taken);
        } catch (IOException failed) {
            throw new UncheckedIOException(settings + "_ADDRESS " + address + " cannot be used: " + failed, failed);
        }
    }

    /** Does nothing, since the socket is bound. */
    @Override
    public void bind(@Nullable SocketAddress address, int backlog) {}

    @Override
    public Socket accept() throws IOException {
        return wrapper.wrap(super.accept());
    }
}
