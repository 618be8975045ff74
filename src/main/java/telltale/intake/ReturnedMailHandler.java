package telltale.intake;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.subethamail.smtp.MessageHandler;
import org.subethamail.smtp.RejectException;
import telltale.inbound.ReportReader;
import telltale.inbound.ReturnEnvelope;
import telltale.model.ImmutableBytes;
import telltale.model.ReportSource;
import telltale.reports.ReportIntake;
import telltale.reports.ReturnedMail;
import telltale.store.StoreUnavailableException;
import telltale.token.ReturnTokens;

/** One mail transaction of a client of the listener. */
final class ReturnedMailHandler implements MessageHandler {
    private static final Logger log = LoggerFactory.getLogger(ReturnedMailHandler.class);

    private final ReportIntake intake;
    private final ReturnTokens tokens;
    private final Clock clock;
    private final ListenerCounts counts;
    private String sender = "";
    private @Nullable String recipient;

    ReturnedMailHandler(ReportIntake intake, ReturnTokens tokens, Clock clock, ListenerCounts counts) {
        this.intake = intake;
        this.tokens = tokens;
        this.clock = clock;
        this.counts = counts;
    }

    /** @param from the sender, empty for the null sender */
    @Override
    public void from(String from) {
        sender = from;
    }

    /** With one recipient a transaction, LMTP has one reply to the mail (RFC 2033 section 4.2), as SMTP has. */
    @Override
    public void recipient(String address) throws RejectException {
        if (tokens.parse(address, clock.instant()).isEmpty()) {
            counts.addRefused();
            throw new RejectException(550, "5.1.1 no such address here");
        }
        if (recipient != null) {
            throw new RejectException(452, "4.5.3 one recipient at a time");
        }
        recipient = address;
    }

    @Override
    public String data(InputStream mail) throws RejectException, IOException {
        byte[] kept = mail.readNBytes(ReportReader.MAX_OCTETS);
        long size = kept.length + mail.transferTo(OutputStream.nullOutputStream());
        if (size > ReportIntake.MAX_MAIL_OCTETS) {
            counts.addRefused();
            throw new RejectException(552, "5.3.4 the mail has more than " + ReportIntake.MAX_MAIL_OCTETS + " octets");
        }
        store(kept);
        counts.addStored();
        return "2.0.0 stored";
    }

    private void store(byte[] kept) throws RejectException {
        ReturnEnvelope envelope =
                new ReturnEnvelope(Optional.of(sender), recipient == null ? List.of() : List.of(recipient));
        try {
            intake.accept(new ReturnedMail(new ImmutableBytes(kept), envelope, ReportSource.SMTP));
        } catch (StoreUnavailableException unavailable) {
            counts.addDeferred();
            throw new RejectException(451, "4.3.0 the database is unavailable; try again later");
        } catch (RuntimeException unexpected) {
            counts.addDeferred();
            log.error("A mail that came back could not be stored", unexpected);
            throw new RejectException(451, "4.3.0 the mail could not be stored; try again later");
        }
    }

    @Override
    public void done() {}
}
