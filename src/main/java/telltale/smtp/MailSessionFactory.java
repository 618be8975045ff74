package telltale.smtp;

import jakarta.mail.Authenticator;
import jakarta.mail.PasswordAuthentication;
import jakarta.mail.Session;
import java.util.Collections;
import java.util.Hashtable;
import java.util.Properties;
import java.util.Set;
import javax.naming.Context;
import javax.naming.Name;
import javax.naming.RefAddr;
import javax.naming.Reference;
import javax.naming.spi.ObjectFactory;
import org.jspecify.annotations.Nullable;

/**
 * Creates the mail session for Tomcat's {@code <Resource type="jakarta.mail.Session">} from the web application's copy of
 * jakarta.mail. Tomcat's own factory would need another copy in its lib folder, and the two copies are incompatible.
 */
public final class MailSessionFactory implements ObjectFactory {
    /** Attributes of a Resource that are not mail properties. */
    private static final Set<String> RESOURCE_ATTRIBUTES =
            Set.of("factory", "scope", "auth", "singleton", "closeMethod", "description", "password");

    @Override
    public @Nullable Object getObjectInstance(
            @Nullable Object resource,
            @Nullable Name name,
            @Nullable Context context,
            @Nullable Hashtable<?, ?> environment) {
        if (resource instanceof Reference reference && Session.class.getName().equals(reference.getClassName())) {
            return session(reference);
        }
        return null;
    }

    private static Session session(Reference resource) {
        Properties properties = new Properties();
        for (RefAddr attribute : Collections.list(resource.getAll())) {
            if (attribute.getContent() instanceof String value && !RESOURCE_ATTRIBUTES.contains(attribute.getType())) {
                properties.put(attribute.getType(), value);
            }
        }
        RefAddr password = resource.get("password");
        Authenticator login = password == null ? null : login(properties, String.valueOf(password.getContent()));
        return ContextLoader.call(() -> Session.getInstance(properties, login));
    }

    private static Authenticator login(Properties properties, String password) {
        String user = properties.getProperty("mail.smtp.user", properties.getProperty("mail.user"));
        if (user == null) {
            throw new IllegalArgumentException(
                    "the mail/Session resource has a password but no user: set mail.smtp.user");
        }
        return new Authenticator() {
            @Override
            protected PasswordAuthentication getPasswordAuthentication() {
                return new PasswordAuthentication(user, password);
            }
        };
    }
}
