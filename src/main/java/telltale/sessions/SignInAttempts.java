package telltale.sessions;

import java.net.InetAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import telltale.model.ClientNetwork;
import telltale.sessions.SessionOwner.Method;
import telltale.sessions.SignInMetrics.Result;

/** Attempts to sign in: limited, counted, and logged if they fail, by the client's network and without any secret. */
public final class SignInAttempts {
    private static final Logger log = LoggerFactory.getLogger(SignInAttempts.class);

    private final SignInLimits limits;
    private final SignInMetrics metrics;

    public SignInAttempts(SignInLimits limits, SignInMetrics metrics) {
        this.limits = limits;
        this.metrics = metrics;
    }

    /** Signals that a network or an account failed too often. */
    public static final class TooManyAttemptsException extends Exception {
        private static final long serialVersionUID = 1;

        private final Duration wait;

        TooManyAttemptsException(Duration wait) {
            super("too many attempts", null, false, false);
            this.wait = wait;
        }

        /** How long until the next attempt is permitted. */
        public Duration remaining() {
            return wait;
        }
    }

    /** An attempt that is permitted. It counts as failed until it succeeds. */
    public final class Attempt {
        private final Method method;
        private final String network;
        private final String account;

        private Attempt(Method method, String network, String account) {
            this.method = method;
            this.network = network;
            this.account = account;
        }

        /** Ends the attempt with a session. */
        public void succeeded() {
            limits.succeeded(network, account);
            metrics.count(method, Result.SUCCEEDED);
        }

        /** Ends the attempt without a result, which does not count. */
        public void abandoned() {
            limits.succeeded(network, account);
        }

        /**
         * Ends the attempt without a result, which does not count.
         *
         * @param reason for the log; contains no secret
         */
        public void abandoned(String reason) {
            abandoned();
            warnImpossible(method, network, reason);
        }

        /**
         * Ends the attempt without a session.
         *
         * @param reason for the log; contains no secret
         */
        public void failed(String reason) {
            metrics.count(method, Result.FAILED);
            log.warn("Signing in by {} failed ({}), from {}.", method.wireName(), reason, named(network));
        }

        /** Ends the attempt without a session. */
        public void failed() {
            metrics.count(method, Result.FAILED);
            log.warn("Signing in by {} failed, from {}.", method.wireName(), named(network));
        }
    }

    /**
     * Begins an attempt.
     *
     * @param client null if its address is unknown
     * @param account what is tried: the first characters of a key, or the name of a user
     */
    public Attempt begin(Method method, @Nullable InetAddress client, String account) throws TooManyAttemptsException {
        String network = ClientNetwork.of(client);
        Duration wait = limits.attempt(network, account);
        if (wait != null) {
            metrics.count(method, Result.LIMITED);
            log.warn(
                    "Signing in by {} was refused after too many failures, from {}.",
                    method.wireName(),
                    named(network));
            throw new TooManyAttemptsException(wait);
        }
        return new Attempt(method, network, account);
    }

    /** Counts an attempt that the limit does not concern, because nothing can be guessed. */
    public void signedInWithoutLimit(Method method) {
        metrics.count(method, Result.SUCCEEDED);
    }

    /**
     * Notes that a client could not begin to sign in, through no fault of its own.
     *
     * @param client null if its address is unknown
     * @param reason for the log; contains no secret
     */
    public void impossible(Method method, @Nullable InetAddress client, String reason) {
        warnImpossible(method, ClientNetwork.of(client), reason);
    }

    private void warnImpossible(Method method, String network, String reason) {
        log.warn("Signing in by {} was not possible ({}), from {}.", method.wireName(), reason, named(network));
    }

    /** Notes a request with a key that is not accepted. */
    public void keyRefused(@Nullable InetAddress client) {
        metrics.countRefusedKey();
        log.warn("A request had a key that is not accepted, from {}.", named(ClientNetwork.of(client)));
    }

    /** A network as the log names it. */
    private static String named(String network) {
        return network.isEmpty() ? "an unknown address" : network;
    }
}
