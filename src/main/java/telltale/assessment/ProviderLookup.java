package telltale.assessment;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.naming.NameNotFoundException;
import javax.naming.NamingException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import telltale.model.Provider;
import telltale.store.Judgements;
import telltale.store.Judgements.WithoutProvider;

/**
 * Notes with each delivery who runs the recipient's mail server, soon after it was made. No mail waits for that; where the
 * DNS does not answer, it is anybody else.
 */
public final class ProviderLookup {
    private static final Logger log = LoggerFactory.getLogger(ProviderLookup.class);
    private static final int STEP = 100;
    private static final int MOST_REMEMBERED = 10_000;
    private static final Duration KNOWN_FOR = Duration.ofDays(1);
    private static final Duration UNKNOWN_FOR = Duration.ofMinutes(10);
    private static final Duration CALM = Duration.ofMillis(500);
    /** A step asks for nothing more after so long, whatever is left of it. */
    private static final Duration LONGEST_STEP = Duration.ofSeconds(1);

    private final Judgements judgements;
    private final MxLookup mailServers;
    private final Clock clock;
    private final Map<String, Answer> remembered = new LinkedHashMap<>();

    /** What the DNS said, and until when that is taken for true. */
    private record Answer(Provider provider, Instant until) {}

    public ProviderLookup(Judgements judgements, MxLookup mailServers, Clock clock) {
        this.judgements = judgements;
        this.mailServers = mailServers;
        this.clock = clock;
    }

    /** Looks some up, and says how long to wait before the next. */
    public Duration step() {
        Instant end = clock.instant().plus(LONGEST_STEP);
        List<WithoutProvider> some = judgements.withoutProvider(STEP);
        Map<Long, Provider> found = new HashMap<>();
        for (WithoutProvider one : some) {
            if (clock.instant().isBefore(end)) {
                found.put(one.number(), of(one.domain()));
            }
        }
        if (!found.isEmpty()) {
            judgements.setProviders(found);
        }
        return some.size() < STEP && found.size() == some.size() ? CALM : Duration.ZERO;
    }

    private Provider of(String domain) {
        Answer known = remembered.get(domain);
        if (known == null || !clock.instant().isBefore(known.until)) {
            known = ask(domain);
            remembered.remove(domain);
            remembered.put(domain, known);
            if (remembered.size() > MOST_REMEMBERED) {
                remembered.remove(remembered.keySet().iterator().next());
            }
        }
        return known.provider;
    }

    private Answer ask(String domain) {
        try {
            return new Answer(
                    MailOperators.of(mailServers.of(domain)), clock.instant().plus(KNOWN_FOR));
        } catch (NameNotFoundException nobody) {
            return new Answer(Provider.OTHER, clock.instant().plus(KNOWN_FOR));
        } catch (NamingException | RuntimeException | StackOverflowError failed) {
            log.debug("The mail servers of {} are not known: {}", domain, failed.toString());
            return new Answer(Provider.OTHER, clock.instant().plus(UNKNOWN_FOR));
        }
    }
}
