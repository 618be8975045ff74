package telltale.sns;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import telltale.dns.AddressGuard;
import telltale.model.IpRange;
import telltale.smtp.Certificates;

/** The host of Amazon SNS in one region, on this machine: with TLS, certificates of signatures, and confirmations. */
public final class SnsHost implements AutoCloseable {
    public static final String TOPIC = "arn:aws:sns:eu-west-1:123456789012:mail";
    public static final String URL = "https://sns.eu-west-1.amazonaws.com";
    public static final String CERTIFICATE = URL + "/SimpleNotificationService-01d088a6f77103d0fe307c0069e40ed6.pem";

    /** The requested paths, with their queries. */
    public final List<String> requests = new CopyOnWriteArrayList<>();

    private final Map<String, String> pages = new ConcurrentHashMap<>();
    private final HttpsServer server;
    private final Certificates tls;
    private final Certificates signer;

    public SnsHost(Path folder) throws Exception {
        tls = Certificates.madeFor("dns:sns.eu-west-1.amazonaws.com", folder);
        signer = Certificates.ofRsa("dns:sns.amazonaws.com", folder, "-3650d", 36_500);
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(tls.context()));
        server.createContext("/", this::answer);
        server.start();
        pages.put("/", "<ConfirmSubscriptionResponse/>");
        pages.put(URI.create(CERTIFICATE).getPath(), signer.certificate());
    }

    private void answer(HttpExchange exchange) throws IOException {
        requests.add(exchange.getRequestURI().toString());
        String page = pages.get(exchange.getRequestURI().getPath());
        byte[] body = (page == null ? "none" : page).getBytes(StandardCharsets.ISO_8859_1);
        exchange.getResponseHeaders().add("Location", URL + "/elsewhere");
        exchange.sendResponseHeaders(page == null ? 302 : 200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    /** Serves something at a path. */
    void serve(String path, String content) {
        pages.put(path, content);
    }

    /** Stops answering. */
    public void stop() {
        server.stop(0);
    }

    /** A client that trusts the certificate of this host, and finds it here. */
    public SnsHttp http() {
        return http(tls);
    }

    SnsHttp http(Certificates trusted) {
        int port = server.getAddress().getPort();
        AddressGuard guard = new AddressGuard(
                List.of(IpRange.parse("127.0.0.1")), List.of(port), host -> List.of(InetAddress.getLoopbackAddress()));
        return new SnsHttp(
                guard,
                trusted.context().getSocketFactory(),
                url -> URI.create("https://" + url.getHost() + ":" + port + url.getRawPath()
                        + (url.getRawQuery() == null ? "" : "?" + url.getRawQuery())));
    }

    /** The fields of a signed notification. */
    public Map<String, String> notification(String message) throws Exception {
        Map<String, String> fields = new HashMap<>(Map.of(
                "Type", "Notification",
                "MessageId", "19ba9823-d7f2-53c1-860e-cb10e0d13dfc",
                "TopicArn", TOPIC,
                "Subject", "Amazon SES Email Event Notification",
                "Message", message,
                "Timestamp", "2026-12-01T11:58:59.675Z"));
        return sign(fields, "1");
    }

    /** The fields of a signed message that asks for a confirmation. */
    public Map<String, String> subscription() throws Exception {
        return sign(
                new HashMap<>(Map.of(
                        "Type", "SubscriptionConfirmation",
                        "MessageId", "165545c9-2a5c-472c-8df2-7ff2be2b3b1b",
                        "Token", "2336412f37",
                        "TopicArn", TOPIC,
                        "Message", "You have chosen to subscribe to the topic.\nTo confirm, visit the SubscribeURL.",
                        "SubscribeURL", URL + "/?Action=ConfirmSubscription&TopicArn=" + TOPIC + "&Token=2336412f37",
                        "Timestamp", "2026-12-01T11:58:59.675Z")),
                "1");
    }

    /** Adds a signature of a version, written down here as Amazon documents it. */
    public Map<String, String> sign(Map<String, String> fields, String version) throws Exception {
        return sign(fields, version, signer);
    }

    static Map<String, String> sign(Map<String, String> fields, String version, Certificates signer)
            throws IOException, GeneralSecurityException {
        String[] names = "Notification".equals(fields.get("Type"))
                ? new String[] {"Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"}
                : new String[] {"Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"};
        StringBuilder text = new StringBuilder();
        for (String name : names) {
            if (fields.containsKey(name)) {
                text.append(name).append("\n").append(fields.get(name)).append("\n");
            }
        }
        Signature signature = Signature.getInstance(version.equals("1") ? "SHA1withRSA" : "SHA256withRSA");
        signature.initSign(signer.key());
        signature.update(text.toString().getBytes(StandardCharsets.UTF_8));
        fields.put("SignatureVersion", version);
        fields.put("Signature", Base64.getEncoder().encodeToString(signature.sign()));
        fields.putIfAbsent("SigningCertURL", CERTIFICATE);
        return fields;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
