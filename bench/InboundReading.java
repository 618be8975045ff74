import jakarta.mail.BodyPart;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import telltale.inbound.ReportReader;
import telltale.inbound.ReturnEnvelope;
import telltale.model.ReportKind;

/**
 * Measures how many mails that came back are read in a second of CPU time: by Telltale, which parses each and determines its
 * kind, its recipients and their reasons; by Angus Mail, which only parses it and decodes all parts; and by Sisimai, which
 * recognizes bounces. Then a server stores as many (see {@link InboundIntake}). The mails are those of the tests, repeated with
 * other Message-IDs.
 *
 * <p>{@code bench/run inbound [mails, default 20000] [rounds, default 5]}.
 */
public final class InboundReading {
    private static final List<String> ARCHIVES = List.of("generated.zip", "sisimai.zip", "flufl.zip");
    private static final Path FOLDER = Path.of("src/test/resources/telltale/inbound");
    private static final Pattern MESSAGE_ID = Pattern.compile("(?im)^(>? ?Message-ID:\\s*<)");
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    /** Sisimai keeps all its results in memory, and needs as long for each of many mails as of few. */
    private static final int MAX_SISIMAI_MAILS = 2_000;

    private static final int MAX_HEAP_MEGABYTES = 64;

    private final ReportReader reader = new ReportReader();
    private final Session session = Session.getInstance(new Properties());
    private final List<String> mails;

    private InboundReading(List<String> mails) {
        this.mails = mails;
    }

    /**
     * What one subject did.
     *
     * @param recognized the mails that it says something about
     */
    private record Run(int mails, int recognized, double seconds) {
        double perSecond() {
            return mails / seconds;
        }
    }

    public static void main(String[] arguments) throws Exception {
        int count = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 20_000;
        int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 5;
        requireSisimai();
        Machine.require("dovecot", "dovecot-imapd");
        String machine = Machine.line();
        InboundReading reading = new InboundReading(mails());
        List<Run> telltale = new ArrayList<>();
        List<Run> angus = new ArrayList<>();
        List<Run> sisimai = new ArrayList<>();
        reading.each(count, reading::isReport);
        reading.each(count, reading::isParsed);
        for (int round = 0; round < rounds; round++) {
            telltale.add(reading.each(count, reading::isReport));
            angus.add(reading.each(count, reading::isParsed));
            sisimai.add(reading.sisimai(Math.min(count, MAX_SISIMAI_MAILS)));
            System.err.printf("round %d of %d%n", round + 1, rounds);
        }
        System.out.printf("%s%n%n", machine);
        System.out.printf(
                "| median of %d rounds | mails | of these recognized | mails per second of CPU time | ratio to Telltale |%n"
                        + "| --- | ---: | ---: | ---: | ---: |%n",
                rounds);
        row("Telltale: parses, and determines kind, recipients, reasons, identifiers", telltale, telltale);
        row("Angus Mail: parses, and decodes all parts", angus, telltale);
        row("Sisimai (Perl): parses, and determines recipients and reasons of bounces", sisimai, telltale);
        double parsed = Figures.of(angus, Run::perSecond).median();
        intake(new InboundIntake(reading, count).measure(), parsed, Figures.of(sisimai, Run::perSecond).median());
    }

    private static void intake(List<InboundIntake.Result> results, double parsed, double read) {
        System.out.print(
                "%n| stored with all that follows, once | reports/s | per second of the server's CPU time | reports/s over Angus Mail | over Sisimai | peak of live objects over idle, MB |%n| --- | ---: | ---: | ---: | ---: | ---: |%n"
                        .formatted());
        for (InboundIntake.Result result : results) {
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %,.0f | %,.0f | %s | %s | %.1f |%n",
                    result.way(),
                    result.perSecond(),
                    result.perCpuSecond(),
                    Figures.ratio(result.perSecond(), parsed),
                    Figures.ratio(result.perSecond(), read),
                    result.heap());
        }
        for (InboundIntake.Result result : results) {
            Pixels.requireRatio("reports/s against Sisimai, " + result.way(), result.perSecond() / read, 10);
            Pixels.requireRatio("reports/s against parsing, " + result.way(), result.perSecond() / parsed, 0.5);
            if (result.heap() >= MAX_HEAP_MEGABYTES) {
                throw new BenchmarkException("The target is missed: " + result.heap() + " MB over the idle heap");
            }
        }
    }

    /** A mail as the tests have it, with a Message-ID of its own. */
    byte[] mail(int number) {
        return varied(number, number % mails.size());
    }

    private static void row(String what, List<Run> runs, List<Run> ours) {
        double median = Figures.of(runs, Run::perSecond).median();
        System.out.printf(
                Locale.ROOT,
                "| %s | %,d | %,d | %s | %s |%n",
                what,
                runs.get(0).mails(),
                runs.get(0).recognized(),
                Figures.of(runs, Run::perSecond).spread(),
                Figures.ratio(median, Figures.of(ours, Run::perSecond).median()));
    }

    /** Gives a subject that many mails, and adds up its CPU time; the mails are prepared outside of it. */
    private Run each(int count, Predicate<byte[]> subject) {
        long taken = 0;
        int recognized = 0;
        for (int done = 0; done < count; done += mails.size()) {
            List<byte[]> pass = pass(done, Math.min(mails.size(), count - done));
            long start = THREADS.getCurrentThreadCpuTime();
            for (byte[] mail : pass) {
                recognized += subject.test(mail) ? 1 : 0;
            }
            taken += THREADS.getCurrentThreadCpuTime() - start;
        }
        return new Run(count, recognized, taken / 1e9);
    }

    private List<byte[]> pass(int first, int count) {
        List<byte[]> pass = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            pass.add(varied(first + i, i));
        }
        return pass;
    }

    private byte[] varied(int number, int mail) {
        String varied = MESSAGE_ID.matcher(mails.get(mail)).replaceAll("$1" + number + ".");
        return varied.getBytes(StandardCharsets.ISO_8859_1);
    }

    private boolean isReport(byte[] mail) {
        return reader.read(mail, ReturnEnvelope.UNKNOWN).kind() != ReportKind.UNRELATED;
    }

    /** Whether Angus Mail can parse and decode a whole mail. */
    private boolean isParsed(byte[] mail) {
        try {
            MimeMessage message = new MimeMessage(session, new ByteArrayInputStream(mail));
            walk(message);
            return true;
        } catch (MessagingException | IOException unreadable) {
            return false;
        }
    }

    private static void walk(Part part) throws MessagingException, IOException {
        if (part.isMimeType("multipart/*") && part.getContent() instanceof Multipart multipart) {
            for (int i = 0; i < multipart.getCount(); i++) {
                BodyPart child = multipart.getBodyPart(i);
                walk(child);
            }
            return;
        }
        try (InputStream decoded = part.getInputStream()) {
            decoded.transferTo(OutputStream.nullOutputStream());
        }
    }

    private static void requireSisimai() throws IOException, InterruptedException {
        Machine.require("perl", "perl");
        Process check = new ProcessBuilder("perl", "-MSisimai", "-e", "1").redirectErrorStream(true).start();
        check.getInputStream().readAllBytes();
        if (check.waitFor() != 0) {
            throw new BenchmarkException(
                    "Sisimai is missing. Install it: apt-get install libsisimai-perl (bench/install installs all)");
        }
    }

    /** Runs Sisimai over a folder of mails, without the time that it takes to load. */
    private Run sisimai(int count) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory(Machine.folder(), "inbound");
        try {
            int written = 0;
            while (written < count) {
                for (byte[] mail : pass(written, Math.min(mails.size(), count - written))) {
                    Files.write(folder.resolve(written++ + ".eml"), mail);
                }
            }
            String output = Machine.run(
                    "perl",
                    "-MSisimai",
                    "-e",
                    "my @before = times; my $found = Sisimai->make($ARGV[0]) // []; my @after = times;"
                            + " my %files = map { $_->origin => 1 } @$found;"
                            + " print scalar(keys %files), ' ', $after[0] + $after[1] - $before[0] - $before[1], \"\\n\";",
                    folder.toString());
            String[] figures = output.strip().lines().reduce((first, last) -> last).orElse("").split(" ", -1);
            return new Run(count, Integer.parseInt(figures[0]), Double.parseDouble(figures[1]));
        } finally {
            delete(folder);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }

    private static List<String> mails() throws IOException {
        List<String> mails = new ArrayList<>();
        for (String archive : ARCHIVES) {
            try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(FOLDER.resolve(archive)))) {
                for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                    if (!entry.getName().endsWith(".jsonl")) {
                        mails.add(new String(zip.readAllBytes(), StandardCharsets.ISO_8859_1));
                    }
                }
            }
        }
        return mails;
    }
}
