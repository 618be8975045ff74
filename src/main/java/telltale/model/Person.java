package telltale.model;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A recipient and that person's preferences.
 *
 * @param masked the address in masked form, for display
 * @param suppression the suppression of bulk mail or of all mail, or null
 * @param topics the suppressions of topics, in the order of their names, without the reports that they follow from
 * @param tracked false if the person has opted out of all tracking
 * @param consent the decisions about the recording of opens and clicks
 */
public record Person(
        PersonKey key,
        String masked,
        @Nullable Suppression suppression,
        List<Suppression> topics,
        boolean tracked,
        MeasurementConsent consent) {
    public Person {
        topics = List.copyOf(topics);
    }

    /** A person without decisions in the consent ledger. */
    public Person(
            PersonKey key,
            String masked,
            @Nullable Suppression suppression,
            List<Suppression> topics,
            boolean tracked) {
        this(key, masked, suppression, topics, tracked, MeasurementConsent.NONE);
    }

    /** A person without suppressions of topics. */
    public Person(PersonKey key, String masked, @Nullable Suppression suppression, boolean tracked) {
        this(key, masked, suppression, List.of(), tracked);
    }

    /** Whether a mail that is sent now may have what a profile records events of a kind by. */
    public boolean allows(PrivacyProfile profile, EventKind kind) {
        return tracked && consent.allows(profile, kind);
    }

    /** Returns this person as one who has consented to the recording of opens and clicks, such as an operator who tests it. */
    public Person measured() {
        return new Person(key, masked, suppression, topics, true, new MeasurementConsent(1, 1));
    }

    /** Returns this person as one who allows tracking, or does not. */
    public Person tracked(boolean allowed) {
        return new Person(key, masked, suppression, topics, allowed, consent);
    }

    /** All suppressions of this person: first that of bulk mail or of all mail, then those of topics. */
    public List<Suppression> suppressions() {
        return Stream.concat(Stream.ofNullable(suppression), topics.stream()).toList();
    }

    /** The suppression of a topic. */
    public Optional<Suppression> suppressionOf(String topic) {
        return topics.stream().filter(one -> topic.equals(one.topic())).findFirst();
    }

    /** The reason for which this person refuses a message, as a sentence without a full stop; empty if it may be sent. */
    public Optional<String> refusal(MailMessage mail) {
        return refusal(mail.bulk(), mail.topicName());
    }

    /**
     * The reason for which this person refuses messages of a kind, as a sentence without a full stop; empty if they may be
     * sent.
     *
     * @param bulk whether they are bulk mail
     * @param topic the name of their topic, or null
     */
    public Optional<String> refusal(boolean bulk, @Nullable String topic) {
        return suppressions().stream()
                .filter(one -> one.covers(bulk, topic))
                .findFirst()
                .map(one -> "the recipient gets no " + mail(one) + ": " + one.reason() + ", since " + one.at());
    }

    private static String mail(Suppression suppression) {
        return switch (suppression.scope()) {
            case TOPIC -> "mail of the topic " + suppression.topic();
            case BULK -> "bulk mail";
            case ALL -> "mail";
        };
    }
}
