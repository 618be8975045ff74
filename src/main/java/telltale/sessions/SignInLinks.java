package telltale.sessions;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.random.RandomGenerator;
import telltale.model.InvalidInputException;
import telltale.model.Role;
import telltale.sessions.SessionOwner.Method;
import telltale.store.SessionTable;
import telltale.store.SessionTable.SignInCode;
import telltale.token.SignedSecrets;

/** Issues and redeems the codes of sign-in links. A code opens one session, on any node. */
public final class SignInLinks implements SignInLinkIssuer {
    /** What precedes the code in a link, after the address of the dashboard. */
    public static final String FRAGMENT = "#sign-in=";

    private static final Duration MIN_VALIDITY = Duration.ofMinutes(1);
    private static final Duration MAX_VALIDITY = Duration.ofDays(1);
    /** The name of the owner of every session that a link opened. */
    private static final String NAME = "link";

    private final SessionTable table;
    private final SignedSecrets codes;
    private final Clock clock;
    private final RandomGenerator random;

    /** @param random must be secure: codes come from it */
    public SignInLinks(SessionTable table, SignedSecrets codes, Clock clock, RandomGenerator random) {
        this.table = table;
        this.codes = codes;
        this.clock = clock;
        this.random = random;
    }

    @Override
    public SignInLink issue(Role role, Duration validity) {
        if (validity.compareTo(MIN_VALIDITY) < 0 || validity.compareTo(MAX_VALIDITY) > 0) {
            throw new InvalidInputException("valid", "valid must be from 1m to 24h");
        }
        Instant end = clock.instant().plus(validity).truncatedTo(ChronoUnit.MILLIS);
        String code = codes.create(random);
        table.addCode(new SignInCode(SignedSecrets.hash(code), NAME, role, end));
        return new SignInLink(code, end);
    }

    /** Whether a code was created here, used or not. */
    public boolean isGenuine(String code) {
        return codes.verify(code).isPresent();
    }

    /**
     * Uses a code.
     *
     * @return the owner of the session that it opens; empty if it was used, has expired or was not created here
     */
    public Optional<SessionOwner> use(String code) {
        return codes.verify(code)
                .flatMap(hash -> table.useCode(hash, clock.instant()))
                .map(used -> owner(used.role()));
    }

    /** The owner of a session that a link opened. */
    public static SessionOwner owner(Role role) {
        return new SessionOwner(NAME, role, Method.LINK);
    }
}
