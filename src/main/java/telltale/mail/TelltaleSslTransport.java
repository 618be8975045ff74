package telltale.mail;

import jakarta.mail.Session;
import jakarta.mail.URLName;

/** The transport of the protocol {@code telltales}: {@link TelltaleTransport} by HTTPS. */
public class TelltaleSslTransport extends TelltaleTransport {
    /** Called by {@link Session#getTransport(String)}. */
    public TelltaleSslTransport(Session session, URLName url) {
        super(session, url, HTTPS);
    }
}
