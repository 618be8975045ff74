package telltale.webhooks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import telltale.dns.AddressGuard;
import telltale.model.InvalidInputException;
import telltale.model.IpLiteral;
import telltale.model.Uuid7;
import telltale.store.Webhooks;
import telltale.store.Webhooks.Condition;
import telltale.store.Webhooks.Endpoint;
import telltale.store.Webhooks.Setup;
import telltale.store.Webhooks.State;
import telltale.token.SecretBox;

/** Administers endpoints: their addresses, their signing keys, and the test that a new one has to pass. */
public final class WebhookService {
    /** The maximum number of endpoints. */
    public static final int MAX_ENDPOINTS = 100;

    private static final int MAX_URL = 2_000;

    private final Webhooks webhooks;
    private final SecretBox box;
    private final EventSender.Network network;
    private final Clock clock;
    private final SecureRandom random;
    /** Few, because a slow endpoint occupies the thread of a request. */
    private final Semaphore tests = new Semaphore(2);

    WebhookService(Webhooks webhooks, SecretBox box, EventSender.Network network, Clock clock, SecureRandom random) {
        this.webhooks = webhooks;
        this.box = box;
        this.network = network;
        this.clock = clock;
        this.random = random;
    }

    /** An endpoint with its current key. */
    public record WithKey(Endpoint endpoint, SigningKey key) {}

    /**
     * The result of a test.
     *
     * @param answer null if there was no response
     * @param error why there was none, or null
     */
    public record TestResult(
            Duration took,
            @Nullable Answer answer,
            @Nullable String error,
            Endpoint endpoint) {}

    /**
     * Adds an endpoint, which is to be tested before it gets events.
     *
     * @param setup the set-up, whose secrets are replaced
     * @param secrets those of the endpoint
     * @throws InvalidInputException if its URL is not permitted, or there are too many
     */
    public WithKey add(Setup setup, EndpointSecrets secrets) {
        checkUrl(setup.url());
        if (webhooks.all().size() >= MAX_ENDPOINTS) {
            throw new InvalidInputException("url", "there are " + MAX_ENDPOINTS + " webhooks already");
        }
        Instant now = clock.instant();
        Setup sealed = with(setup, secrets.seal(box));
        Endpoint endpoint = new Endpoint(Uuid7.at(now, random), sealed, Condition.of(State.UNVERIFIED, null), now);
        webhooks.add(endpoint);
        return new WithKey(endpoint, secrets.current());
    }

    /** A set-up with other secrets. */
    public static Setup with(Setup setup, String secrets) {
        return new Setup(
                setup.url(), setup.description(), setup.subscription(), setup.addresses(), setup.perSecond(), secrets);
    }

    /** Creates a signing key. */
    public SigningKey newKey(SigningKey.Scheme scheme) {
        return SigningKey.create(scheme, random);
    }

    /** The secrets of an endpoint; empty if they were encrypted with a key that this node does not have. */
    public Optional<EndpointSecrets> secrets(Endpoint endpoint) {
        return EndpointSecrets.open(box, endpoint.setup().secrets());
    }

    /**
     * Changes the set-up of an endpoint; with another URL it has to be tested again.
     *
     * @param headers its header fields, or null to leave them
     * @return empty if there is none with this id
     * @throws InvalidInputException if its URL is not permitted
     */
    public Optional<Endpoint> change(UUID id, UnaryOperator<Setup> change, @Nullable List<RequestField> headers) {
        return webhooks.change(id, before -> {
            Setup setup = change.apply(before.setup());
            boolean isMoved = !setup.url().equals(before.setup().url());
            if (isMoved) {
                checkUrl(setup.url());
            }
            Optional<EndpointSecrets> secrets = headers == null ? Optional.empty() : secrets(before);
            Setup changed = secrets.map(own ->
                            with(setup, own.withHeaders(List.copyOf(headers)).seal(box)))
                    .orElse(setup);
            Endpoint after = before.with(changed);
            return isMoved ? after.with(Condition.of(State.UNVERIFIED, null)) : after;
        });
    }

    /** Enables an endpoint that was tested before, or disables one; empty if there is none with this id. */
    public Optional<Endpoint> setEnabled(UUID id, boolean isEnabled) {
        return webhooks.change(id, before -> {
            if (!isEnabled) {
                return before.with(Condition.of(State.DISABLED, "It was disabled by an administrator."));
            }
            return before.condition().state() == State.UNVERIFIED ? before : before.with(Condition.HEALTHY);
        });
    }

    /**
     * Replaces the signing key; the one so far signs, too, for a while.
     *
     * @param key creates the new key from the scheme of the one so far
     * @return empty if there is no endpoint with this id
     */
    public Optional<WithKey> rotate(
            UUID id, BiFunction<WebhookService, SigningKey.Scheme, SigningKey> key, Duration overlap) {
        Optional<EndpointSecrets> before = webhooks.find(id).flatMap(this::secrets);
        if (before.isEmpty()) {
            return Optional.empty();
        }
        SigningKey next = key.apply(this, before.get().current().scheme());
        Instant now = clock.instant();
        return webhooks.change(
                        id,
                        endpoint -> endpoint.with(with(
                                endpoint.setup(),
                                secrets(endpoint)
                                        .orElse(before.get())
                                        .rotated(next, now.plus(overlap), now)
                                        .seal(box))))
                .map(endpoint -> new WithKey(endpoint, next));
    }

    /**
     * Sends an event now. If it is delivered, an endpoint that was not tested is enabled.
     *
     * @param payload the payload by the id of the endpoint and the time
     * @return empty if there is no endpoint with this id
     * @throws InvalidInputException if too many tests are running
     */
    public Optional<TestResult> test(UUID id, BiFunction<UUID, Instant, String> payload) {
        Optional<Endpoint> endpoint = webhooks.find(id);
        Optional<EndpointSecrets> secrets = endpoint.flatMap(this::secrets);
        if (endpoint.isEmpty() || secrets.isEmpty()) {
            return Optional.empty();
        }
        if (!tests.tryAcquire()) {
            throw new InvalidInputException("id", "two tests are running already; try again when they have ended");
        }
        try {
            return Optional.of(test(endpoint.get(), secrets.get(), payload));
        } finally {
            tests.release();
        }
    }

    private TestResult test(Endpoint endpoint, EndpointSecrets secrets, BiFunction<UUID, Instant, String> payload) {
        Instant now = clock.instant();
        long began = System.nanoTime();
        try (EventSender sender = new EventSender(URI.create(endpoint.setup().url()), secrets, network, clock)) {
            Answer answer = sender.send(Uuid7.at(now, random), payload.apply(endpoint.id(), now));
            return new TestResult(took(began), answer, null, answer.isSuccess() ? verified(endpoint) : endpoint);
        } catch (IOException failed) {
            return new TestResult(took(began), null, String.valueOf(failed.getMessage()), endpoint);
        }
    }

    private static Duration took(long began) {
        return Duration.ofNanos(System.nanoTime() - began);
    }

    private Endpoint verified(Endpoint tested) {
        return webhooks.change(
                        tested.id(),
                        now -> now.condition().state() == State.UNVERIFIED
                                        && now.setup()
                                                .url()
                                                .equals(tested.setup().url())
                                ? now.with(Condition.HEALTHY)
                                : now)
                .orElse(tested);
    }

    private void checkUrl(String text) {
        URI url;
        try {
            url = new URI(text).parseServerAuthority();
        } catch (URISyntaxException invalid) {
            throw invalidUrl("it is not a URL");
        }
        String host = url.getHost();
        boolean isWeb = "https".equalsIgnoreCase(url.getScheme()) || "http".equalsIgnoreCase(url.getScheme());
        if (!isWeb || host == null || url.getUserInfo() != null || url.getFragment() != null) {
            throw invalidUrl("it must be https or http, with a host, and without a user or a fragment");
        }
        if (text.length() > MAX_URL || !text.chars().allMatch(c -> c > ' ' && c < 0x7F)) {
            throw invalidUrl("it must have at most " + MAX_URL + " characters of ASCII");
        }
        if (!network.guard().permitsPort(AddressGuard.port(url))) {
            throw invalidUrl("only ports 80 and 443 are permitted; TELLTALE_WEBHOOK_PORTS permits others");
        }
        InetAddress literal = IpLiteral.read(host);
        if (literal != null && !network.guard().permits(literal)) {
            throw invalidUrl("its address is not in the public Internet; TELLTALE_WEBHOOK_NETWORKS permits others");
        }
    }

    private static InvalidInputException invalidUrl(String reason) {
        return new InvalidInputException("url", "url is invalid: " + reason);
    }
}
