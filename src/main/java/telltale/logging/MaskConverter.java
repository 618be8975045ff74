package telltale.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.pattern.CompositeConverter;

/** The conversion word {@code %mask(…)} of Logback patterns: masks tokens and keys in the output of the enclosed pattern. */
public final class MaskConverter extends CompositeConverter<ILoggingEvent> {
    @Override
    protected String transform(ILoggingEvent event, String written) {
        return SecretMask.mask(written);
    }
}
