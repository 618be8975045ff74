package telltale.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import javax.naming.CommunicationException;
import javax.naming.InitialContext;
import javax.naming.NameClassPair;
import javax.naming.NameNotFoundException;
import javax.naming.NamingEnumeration;
import javax.naming.NamingException;
import org.junit.jupiter.api.Test;

class JndiTest {
    /** A naming service that returns bound objects, and throws those that are exceptions. */
    private static final class Names extends InitialContext {
        private final Map<String, Object> bound = new TreeMap<>();

        Names() throws NamingException {
            super(true);
        }

        Names with(String name, Object value) {
            bound.put(name, value);
            return this;
        }

        @Override
        public Object lookup(String name) throws NamingException {
            Object found = bound.get(name);
            if (found instanceof NamingException failure) {
                throw failure;
            }
            if (found instanceof RuntimeException failure) {
                throw failure;
            }
            if (found == null) {
                throw new NameNotFoundException(name);
            }
            return found;
        }

        @Override
        public NamingEnumeration<NameClassPair> list(String folder) {
            return new Listing(bound.keySet().stream()
                    .filter(name -> name.startsWith(folder + "/"))
                    .map(name -> new NameClassPair(name.substring(folder.length() + 1), "java.lang.Object"))
                    .iterator());
        }
    }

    private record Listing(Iterator<NameClassPair> names) implements NamingEnumeration<NameClassPair> {
        @Override
        public boolean hasMore() {
            return names.hasNext();
        }

        @Override
        public NameClassPair next() {
            return names.next();
        }

        @Override
        public boolean hasMoreElements() {
            return hasMore();
        }

        @Override
        public NameClassPair nextElement() {
            return next();
        }

        @Override
        public void close() {}
    }

    @Test
    void theEnvironmentComesBeforeTheRoot() throws NamingException {
        Names names = new Names().with("java:comp/env/EMAIL_HOST", "one").with("EMAIL_HOST", "two");
        assertEquals(Optional.of("one"), Jndi.find(names, "EMAIL_HOST"));
        assertEquals(Optional.of("two"), Jndi.find(new Names().with("EMAIL_HOST", "two"), "EMAIL_HOST"));
    }

    @Test
    void withoutANamingServiceNothingIsFound() {
        assertEquals(Optional.empty(), Jndi.find("mail/Session"));
        assertEquals(Source.of("JNDI", Map.of()), Jndi.source());
    }

    @Test
    void aWrappedAbsenceIsAnAbsence() throws NamingException {
        NamingException wrapped = new NamingException("Lookup failed");
        wrapped.setRootCause(new NameNotFoundException("EMAIL_HOST not found"));
        Names names = new Names().with("java:comp/env/EMAIL_HOST", wrapped);
        assertEquals(Optional.empty(), Jndi.find(names, "EMAIL_HOST"));
    }

    @Test
    void otherFailuresAreReported() throws NamingException {
        Names names = new Names().with("java:comp/env/mail/Session", new CommunicationException("away"));
        InvalidSettingsException refusal =
                assertThrows(InvalidSettingsException.class, () -> Jndi.find(names, "mail/Session"));
        assertEquals(
                List.of("JNDI has java:comp/env/mail/Session, but looking it up failed with"
                        + " javax.naming.CommunicationException: away. Correct or remove it in the server's"
                        + " configuration."),
                refusal.problems());
    }

    @Test
    void aFailingFactoryIsReported() throws NamingException {
        Names names = new Names().with("mail/Session", new IllegalStateException("two copies"));
        assertThrows(InvalidSettingsException.class, () -> Jndi.find(names, "mail/Session"));
    }

    @Test
    void stringsNumbersAndBooleansAreAccepted() throws NamingException {
        Names names = new Names()
                .with("EMAIL_HOST", "localhost")
                .with("java:comp/env/EMAIL_PORT", 2525)
                .with("TELLTALE_TRACK_KEY", true);
        assertEquals(
                Map.of("EMAIL_HOST", "localhost", "EMAIL_PORT", "2525", "TELLTALE_TRACK_KEY", "true"),
                Jndi.source(names).values());
    }

    @Test
    void aMistypedNameOfTheContainerIsReported() throws NamingException {
        Source source = Jndi.source(new Names().with("java:comp/env/EMAIL_PASSWORD", "hidden"));
        assertEquals(
                List.of("EMAIL_PASSWORD (JNDI) is not a setting; did you mean EMAIL_PASS?"), TypoDetector.in(source));
    }

    @Test
    void otherTypesAreRejected() throws NamingException {
        Names names = new Names().with("EMAIL_PASS", new AtomicReference<>("hidden"));
        assertEquals(
                List.of(
                        "EMAIL_PASS (JNDI) is a java.util.concurrent.atomic.AtomicReference. Make it a java.lang.String in"
                                + " the server's configuration."),
                Jndi.source(names).problems());
    }
}
