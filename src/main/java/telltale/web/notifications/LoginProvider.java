package telltale.web.notifications;

import java.util.function.Function;
import telltale.web.http.ProblemException;

/**
 * A provider that signs nothing, but sends the login that belongs to the address of its webhook.
 *
 * @param reader reads the events of a request that has the login
 */
record LoginProvider(String name, Login login, Function<String, Events> reader) implements Provider {
    /** More than for other providers, because the login is checked first: SparkPost sends 350 events or more. */
    @Override
    public int maxBytes() {
        return NotificationHandler.MAX_BYTES;
    }

    @Override
    public void checkHeader(NotificationHeader header) throws ProblemException {
        login.check(header);
    }

    @Override
    public Events read(NotificationRequest request) {
        return reader.apply(request.text());
    }
}
