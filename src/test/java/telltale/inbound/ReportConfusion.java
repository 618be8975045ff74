package telltale.inbound;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import telltale.model.FailureClass;
import telltale.model.ReportKind;

/** How mails of a corpus were read, beside what their authors know of them. */
final class ReportConfusion {
    private static final Set<String> FAILED = Set.of("hard", "soft", "hard-or-soft");

    private final Map<String, Map<String, Integer>> counts = new TreeMap<>();
    private final List<String> misses = new ArrayList<>();
    private int mails;
    private int rightKinds;
    private int failures;
    private int rightClasses;
    private int wronglyHard;

    void add(Corpus.Mail mail, Report report) {
        String read = read(report);
        counts.computeIfAbsent(mail.type(), row -> new TreeMap<>()).merge(read, 1, Integer::sum);
        mails++;
        boolean isRightKind = kind(mail.type()).equals(report.kind().wireName());
        rightKinds += isRightKind ? 1 : 0;
        boolean isRightClass = isRightClass(mail.type(), report.type());
        if (mail.type().equals("hard") || mail.type().equals("soft")) {
            failures++;
            rightClasses += isRightClass ? 1 : 0;
            wronglyHard += mail.type().equals("soft") && report.type() == FailureClass.HARD ? 1 : 0;
        }
        if (!isRightKind || !isRightClass) {
            misses.add(mail.file() + " is " + mail.type() + " (" + mail.text("reason") + "), read as " + read + ": "
                    + report.reasons());
        }
    }

    private static String read(Report report) {
        FailureClass type = report.type();
        return type == null ? report.kind().wireName() : type.wireName();
    }

    private static String kind(String type) {
        if (FAILED.contains(type)) {
            return ReportKind.BOUNCE.wireName();
        }
        return type.equals("delayed") ? ReportKind.DELAY.wireName() : type;
    }

    /** Soft stands for everything that failed and is not hard. */
    private static boolean isRightClass(String type, @Nullable FailureClass read) {
        return switch (type) {
            case "hard" -> read == FailureClass.HARD;
            case "soft" -> read != null && read != FailureClass.HARD;
            default -> true;
        };
    }

    double rightKinds() {
        return (double) rightKinds / mails;
    }

    double rightClasses() {
        return (double) rightClasses / failures;
    }

    int wronglyHard() {
        return wronglyHard;
    }

    /** A row for each class of the corpus, with how its mails were read; and the misses. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        counts.forEach((type, row) -> text.append(String.format(Locale.ROOT, "%-14s %s%n", type, row)));
        text.append(String.format(
                Locale.ROOT,
                "kind right %d of %d, class right %d of %d, wrongly hard %d%n",
                rightKinds,
                mails,
                rightClasses,
                failures,
                wronglyHard));
        misses.forEach(miss -> text.append(miss).append(System.lineSeparator()));
        return text.toString();
    }
}
