package telltale.app.commands;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import telltale.app.StartupException;
import telltale.app.commands.PrivacyFacts.WebhookReceiver;
import telltale.settings.Settings;
import telltale.settings.Sources;

/** The command {@code privacy-report}: fills the documents about data protection from the settings. The launcher loads it by name. */
public final class PrivacyReportCommand {
    private static final String HELP = """
        privacy-report [record|assessment|processor] [--to FOLDER]
                  print drafts of documents about data protection, as Markdown, filled from the settings in force:

          record      record of processing activities (GDPR article 30)
          assessment  template of a data protection impact assessment (article 35)
          processor   template of processor terms (article 28)

        Without a name all three. --to writes one file for each in an existing folder, and overwrites none. They contain
        no secret and no address of a recipient. With or without a running server. Exits with 0 if it was done, 64 with
        wrong arguments, 69 if the server or the database cannot be reached now or a file cannot be written, 78 if a
        setting is wrong.\
        """;

    private static final Map<String, String> DOCUMENTS = Map.of(
            "record", "record-of-processing.md",
            "assessment", "impact-assessment.md",
            "processor", "processor-terms.md");

    private PrivacyReportCommand() {}

    /**
     * Prints or writes the documents.
     *
     * @param defaults settings with the lowest precedence
     * @param envFile the {@code .env} file, which need not exist
     * @return the exit status: 0, 64, 69 or 78 as the help states
     */
    public static int run(
            Map<String, String> defaults, Path envFile, List<String> arguments, PrintStream out, PrintStream err) {
        return Sysexits.run("privacy-report", HELP, arguments, out, err, () -> {
            Arguments parsed = Arguments.parse(arguments);
            Settings settings = Settings.load(Sources.standard(envFile, defaults));
            PrivacyFacts facts = new PrivacyFacts(settings, receivers(settings), Clock.systemUTC());
            for (String file : parsed.files) {
                String document = facts.fillIn(template(file));
                if (parsed.folder == null) {
                    out.println(document);
                } else {
                    write(parsed.folder.resolve(file), document);
                    err.println("Written: " + parsed.folder.resolve(file));
                }
            }
            return Sysexits.OK;
        });
    }

    private static List<WebhookReceiver> receivers(Settings settings) {
        return CommandStore.isNew(settings)
                ? List.of()
                : CommandStore.ask(
                        settings,
                        store -> store.webhooks().all().stream()
                                .map(WebhookReceiver::of)
                                .toList(),
                        PrivacyReportCommand::receivers);
    }

    private static List<WebhookReceiver> receivers(RunningServer server) {
        List<WebhookReceiver> all = new ArrayList<>();
        Optional<String> cursor = Optional.of("");
        while (cursor.isPresent()) {
            cursor = server.ask("GET", "api/v1/webhooks?limit=200" + cursor.get(), page -> {
                page.getJsonArray("webhooks").getValuesAs(JsonObject.class).stream()
                        .map(WebhookReceiver::of)
                        .forEach(all::add);
                return page.isNull("next") ? Optional.empty() : Optional.of("&cursor=" + page.getString("next"));
            });
        }
        return all;
    }

    private static String template(String name) {
        try (InputStream in = PrivacyReportCommand.class.getResourceAsStream(name)) {
            return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(name + " cannot be read from the web application", unreadable);
        }
    }

    private static void write(Path file, String document) {
        try {
            Files.writeString(file, document, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        } catch (FileAlreadyExistsException present) {
            throw new StartupException(file + " exists already. Move it away, or name another folder.", present);
        } catch (IOException failed) {
            throw new StartupException(file + " cannot be written: " + failed, failed);
        }
    }

    /**
     * The arguments of the command.
     *
     * @param files the documents, by their files
     * @param folder where they are written, or null to print them
     */
    private record Arguments(List<String> files, @Nullable Path folder) {
        static Arguments parse(List<String> arguments) {
            List<String> rest = new ArrayList<>(arguments);
            int option = rest.indexOf("--to");
            Path folder = null;
            if (option >= 0) {
                if (option + 1 == rest.size()) {
                    throw new Sysexits.UsageException("--to needs a folder.");
                }
                folder = Path.of(rest.remove(option + 1));
                rest.remove(option);
            }
            if (rest.size() > 1 || !DOCUMENTS.keySet().containsAll(rest)) {
                throw new Sysexits.UsageException(
                        "The only documents are record, assessment and processor, one or all.");
            }
            List<String> names = rest.isEmpty() ? List.of("record", "assessment", "processor") : rest;
            return new Arguments(names.stream().map(DOCUMENTS::get).toList(), folder);
        }
    }
}
