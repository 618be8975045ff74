package telltale.settings;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.TreeMap;
import javax.naming.Context;
import javax.naming.InitialContext;
import javax.naming.NameClassPair;
import javax.naming.NameNotFoundException;
import javax.naming.NamingException;
import javax.naming.NoInitialContextException;

/** The container's naming service, with entries below {@code java:comp/env} (Tomcat) or at its root (Payara). */
@SuppressWarnings("BanJNDI") // Every name that is looked up is a constant or begins with mail/.
public final class Jndi {
    static final String NAME = "JNDI";
    private static final String ENVIRONMENT = "java:comp/env";

    private Jndi() {}

    /**
     * Looks up {@code java:comp/env/NAME}, then {@code NAME}.
     *
     * @throws InvalidSettingsException if looking up an existing entry fails
     */
    public static Optional<Object> find(String name) {
        return find(root(), name);
    }

    static Optional<Object> find(Context root, String name) {
        return lookUp(root, ENVIRONMENT + "/" + name).or(() -> lookUp(root, name));
    }

    static Source source() {
        return source(root());
    }

    /** A source with every setting that is bound, and an empty value for every other name in the environment. */
    static Source source(Context root) {
        Map<String, String> values = new TreeMap<>();
        List<String> problems = new ArrayList<>();
        try {
            names(root).forEach(name -> values.put(name, ""));
        } catch (NoInitialContextException none) {
            // Without a naming service, the look-up of each setting would only throw this again.
            return new Source(NAME, values, List.of(), problems);
        }
        for (Setting setting : Setting.values()) {
            try {
                find(root, setting.name()).ifPresent(bound -> values.put(setting.name(), text(setting, bound)));
            } catch (InvalidSettingsException broken) {
                problems.addAll(broken.problems());
            }
        }
        return new Source(NAME, values, List.of(), problems);
    }

    private static Context root() {
        try {
            return new InitialContext();
        } catch (NamingException broken) {
            throw broken(ENVIRONMENT, broken);
        }
    }

    private static Optional<Object> lookUp(Context root, String name) {
        try {
            return Optional.ofNullable(root.lookup(name));
        } catch (NamingException failure) {
            if (isAbsence(failure) || isAbsence(failure.getRootCause())) {
                return Optional.empty();
            }
            throw broken(name, failure);
        } catch (RuntimeException | LinkageError | ServiceConfigurationError failure) {
            // The container creates the object now, and its factory may fail in any way.
            throw broken(name, failure);
        }
    }

    /** Whether a name is absent: Payara wraps that exception, and without a naming service every name is absent. */
    private static boolean isAbsence(Throwable failure) {
        return failure instanceof NameNotFoundException || failure instanceof NoInitialContextException;
    }

    private static InvalidSettingsException broken(String name, Throwable failure) {
        return new InvalidSettingsException(
                NAME + " has " + name + ", but looking it up failed with " + failure
                        + ". Correct or remove it in the server's configuration.",
                failure);
    }

    private static String text(Setting setting, Object bound) {
        if (bound instanceof String || bound instanceof Number || bound instanceof Boolean) {
            return bound.toString();
        }
        throw new InvalidSettingsException(List.of(setting.name() + " (" + NAME + ") is a "
                + bound.getClass().getName() + ". Make it a java.lang.String in the server's configuration."));
    }

    /**
     * The bound names, used only to detect typos, so a container that does not list them is acceptable.
     *
     * @throws NoInitialContextException if the process has no naming service
     */
    private static List<String> names(Context root) throws NoInitialContextException {
        try {
            return Collections.list(root.list(ENVIRONMENT)).stream()
                    .map(NameClassPair::getName)
                    .toList();
        } catch (NoInitialContextException none) {
            throw none;
        } catch (NamingException | RuntimeException unlisted) {
            return List.of();
        }
    }
}
