#!/usr/bin/env bash
# Jakarta Mail does not tell a TransportListener that a mail was sent if the transport is closed before the thread for events begins.
#
# Jakarta Mail 2.1, class Transport: "As each message is sent, TransportEvents are delivered". The property mail.event.executor
# names the executor for that thread; here, a pool whose only thread is busy. The control closes the transport later.
# shellcheck source=findings/lib.sh
. "$(dirname "$(readlink -f "$0")")/lib.sh"

maven_jars org.eclipse.angus:angus-mail:2.0.5

cat > Run.java << 'END'
import jakarta.mail.Address;
import jakarta.mail.Session;
import jakarta.mail.event.TransportAdapter;
import jakarta.mail.event.TransportEvent;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

public class Run {
    public static void main(String[] args) throws Exception {
        send("closed after the event", false);
        send("closed while the pool is busy", true);
    }

    static void send(String name, boolean isBusy) throws Exception {
        var pool = Executors.newSingleThreadExecutor();
        var busy = new CountDownLatch(isBusy ? 1 : 0);
        var told = new CountDownLatch(1);
        pool.execute(() -> await(busy));
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var thread = new Thread(() -> serve(server));
            thread.start();
            var settings = new Properties();
            settings.put("mail.event.executor", pool);
            var session = Session.getInstance(settings);
            var mail = new MimeMessage(session);
            mail.setFrom("shop@example.com");
            mail.setText("Hello");
            mail.saveChanges();
            var transport = session.getTransport("smtp");
            transport.addTransportListener(new TransportAdapter() {
                @Override
                public void messageDelivered(TransportEvent event) {
                    told.countDown();
                }
            });
            transport.connect(server.getInetAddress().getHostAddress(), server.getLocalPort(), null, null);
            transport.sendMessage(mail, new Address[] {new InternetAddress("ann@example.org")});
            if (!isBusy) {
                told.await(10, TimeUnit.SECONDS);
            }
            transport.close();
            thread.join();
        }
        busy.countDown();
        pool.shutdown();
        pool.awaitTermination(10, TimeUnit.SECONDS);
        System.out.println(name + ": sent, and the listener was " + (told.getCount() == 0 ? "told" : "told nothing"));
    }

    static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A server that accepts everything. */
    static void serve(ServerSocket server) {
        try (var client = server.accept()) {
            var in = new BufferedReader(new InputStreamReader(client.getInputStream()));
            var out = client.getOutputStream();
            out.write("220 ready\r\n".getBytes());
            boolean isData = false;
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (!isData || line.equals(".")) {
                    isData = line.equals("DATA");
                    out.write((isData ? "354 go on\r\n" : "250 ok\r\n").getBytes());
                }
            }
        } catch (IOException e) {
            System.out.println(e);
        }
    }
}
END

verdict "$(java -cp 'jars/*' Run.java 2>&1)" << 'END'
closed after the event: sent, and the listener was told
closed while the pool is busy: sent, and the listener was told nothing
END
