package telltale.web.notifications;

import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import telltale.model.InvalidInputException;
import telltale.sns.AmazonSns;
import telltale.sns.SnsMessage;
import telltale.sns.SnsRefusedException;
import telltale.web.http.Problem;
import telltale.web.http.ProblemException;

/** Amazon SES, which publishes to a topic of Amazon SNS. Subscriptions to configured topics are confirmed. */
final class AmazonSes implements Provider {
    private static final Logger log = LoggerFactory.getLogger(AmazonSes.class);

    private final AmazonSns sns;

    AmazonSes(AmazonSns sns) {
        this.sns = sns;
    }

    @Override
    public String name() {
        return "ses";
    }

    @Override
    public Events read(NotificationRequest request) throws ProblemException {
        EventFields body = EventFields.one(request.text());
        SnsMessage message = new SnsMessage(body.texts());
        try {
            sns.verify(message);
            SignedTime.check(Instant.parse(message.text("Timestamp")), request.receivedAt());
            return read(message);
        } catch (SnsRefusedException refused) {
            throw Provider.forged(String.valueOf(refused.getMessage()));
        } catch (DateTimeException noTime) {
            throw Provider.forged("The signed time is not a time.");
        } catch (IOException unreachable) {
            log.warn("Amazon SNS cannot be reached: {}", unreachable.getMessage());
            throw new ProblemException(
                    new Problem(Problem.Type.SERVER_BUSY, "Amazon SNS cannot be reached at present; send it again."));
        }
    }

    private Events read(SnsMessage message) throws SnsRefusedException, IOException {
        String type = message.text("Type");
        if (type.equals(SnsMessage.SUBSCRIPTION)) {
            sns.confirm(message);
            log.info("The subscription to {} is confirmed.", message.text("TopicArn"));
            return Events.NONE;
        }
        if (!type.equals(SnsMessage.NOTIFICATION)) {
            log.warn("The subscription to {} has ended.", message.text("TopicArn"));
            return Events.NONE;
        }
        try {
            return SesEvents.read(EventFields.one(message.text("Message")), message.text("MessageId"));
        } catch (InvalidInputException noJson) {
            // Amazon SES publishes a sentence when the topic is configured.
            return new Events(List.of(), 1);
        }
    }
}
