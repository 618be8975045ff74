package telltale.mail;

import jakarta.mail.Provider;

/** Announces the protocol {@code telltales}, which is {@code telltale} by HTTPS, to Jakarta Mail. */
public final class TelltaleSslProvider extends Provider {
    /** Called by {@link java.util.ServiceLoader}. */
    public TelltaleSslProvider() {
        super(
                Type.TRANSPORT,
                TelltaleTransport.HTTPS,
                TelltaleSslTransport.class.getName(),
                "Telltale",
                TelltaleProvider.version());
    }
}
