package telltale.submission;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;
import telltale.message.html.ClickUrls;
import telltale.message.html.Tracking;
import telltale.message.html.TrackingPixel;
import telltale.model.Delivery;
import telltale.model.DeliveryId;
import telltale.model.KeyLimits;
import telltale.sending.SendingFixture;
import telltale.settings.ServerCertificate;
import telltale.settings.SubmissionSettings;
import telltale.smtp.ScriptedSmtpServer;
import telltale.store.DeliveryQuery;

/** A listener for submission with the whole sending path behind it, to a scripted mail server. */
final class SubmissionFixture implements AutoCloseable, Submitters {
    static final String KEY = "the-key-of-this-test";
    static final String BASE = "https://t.example.org/app";

    final ScriptedSmtpServer next = ScriptedSmtpServer.start();
    final SendingFixture sending;
    final SubmissionListener listener;
    /** The key that is accepted. */
    volatile String key = KEY;
    /** The limits of the key. */
    volatile KeyLimits limits = KeyLimits.NONE;
    /** Mails that the key may still submit. */
    final AtomicInteger left = new AtomicInteger(Integer.MAX_VALUE);

    private final Map<String, Submitter> revoked = new ConcurrentHashMap<>();

    /** @param maxSize the octets of a mail */
    SubmissionFixture(Path home, int maxSize) throws IOException {
        this(home, maxSize, IntUnaryOperator.identity());
    }

    /** @param route returns the port to which mail is sent, from that of the scripted server */
    SubmissionFixture(Path home, int maxSize, IntUnaryOperator route) throws IOException {
        this(home, maxSize, null, false, true, route);
    }

    /** @param isLocal whether clients are treated as programs on this machine */
    SubmissionFixture(
            Path home, int maxSize, @Nullable ServerCertificate certificate, boolean isImplicitTls, boolean isLocal)
            throws IOException {
        this(home, maxSize, certificate, isImplicitTls, isLocal, IntUnaryOperator.identity());
    }

    private SubmissionFixture(
            Path home,
            int maxSize,
            @Nullable ServerCertificate certificate,
            boolean isImplicitTls,
            boolean isLocal,
            IntUnaryOperator route)
            throws IOException {
        sending = SendingFixture.to(route.applyAsInt(next.port()), home, SubmissionFixture::tracking);
        listener = new SubmissionListener(
                new SubmissionSettings("127.0.0.1", 0, certificate, isImplicitTls),
                "mail.example.com",
                new SubmissionListener.Limits(maxSize, 1_000),
                home.resolve("submission"),
                sending::submission,
                this,
                client -> isLocal);
        listener.start();
    }

    static Tracking tracking(DeliveryId delivery) {
        return new Tracking(
                TrackingPixel.invisible(java.net.URI.create(BASE + "/pixel/" + delivery)),
                new ClickUrls(BASE, link -> delivery + "-" + link.number()));
    }

    @Override
    public Submitter identify(String given, InetAddress client) throws SubmissionRefusedException {
        if (!given.equals(key) || revoked.containsKey(given)) {
            throw new SubmissionRefusedException(535, "5.7.8", "the password is no API key");
        }
        return new Submitter("shop", limits);
    }

    @Override
    public void count(Submitter submitter) throws SubmissionRefusedException {
        if (left.decrementAndGet() < 0) {
            throw new SubmissionRefusedException(451, "4.7.1", "too many mails a minute");
        }
    }

    void revoke() {
        revoked.put(KEY, new Submitter("shop", limits));
    }

    /** All deliveries, the newest first. */
    List<Delivery> deliveries() {
        return sending.store()
                .deliveries(new DeliveryQuery(null, null, null, null, 200))
                .deliveries();
    }

    /** The mails that the next server got, once there are so many. */
    List<String> await(int count) throws InterruptedException {
        long deadline = System.nanoTime() + 20_000_000_000L;
        while (next.messages().size() < count && System.nanoTime() < deadline) {
            LockSupport.parkNanos(10_000_000);
        }
        return next.messages();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        sending.close();
        next.close();
    }
}
