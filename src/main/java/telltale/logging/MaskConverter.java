package telltale.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.pattern.CompositeConverter;

/** {@code %mask(…)} in a pattern of logback: masks tokens and keys in what the parts between the parentheses write. */
public final class MaskConverter extends CompositeConverter<ILoggingEvent> {
    @Override
    protected String transform(ILoggingEvent event, String written) {
        return SecretMask.mask(written);
    }
}
