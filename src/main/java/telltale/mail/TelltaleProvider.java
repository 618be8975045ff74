package telltale.mail;

import jakarta.mail.Provider;
import org.jspecify.annotations.Nullable;

/** Announces the protocol {@code telltale} to Jakarta Mail. */
public final class TelltaleProvider extends Provider {
    /** Called by {@link java.util.ServiceLoader}. */
    public TelltaleProvider() {
        super(Type.TRANSPORT, TelltaleTransport.HTTP, TelltaleTransport.class.getName(), "Telltale", version());
    }

    /** The version in the manifest of the jar, or null. */
    static @Nullable String version() {
        return TelltaleProvider.class.getPackage().getImplementationVersion();
    }
}
