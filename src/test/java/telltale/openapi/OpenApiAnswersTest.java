package telltale.openapi;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Requests that produce every answer in the document, sent to the whole application. Each answer is checked against the
 * document, too.
 */
@Timeout(600)
class OpenApiAnswersTest {
    private static final String ADVICE =
            "documented, but produced by no request: remove it from openapi.json, or add the request to the class of"
                    + " its area (SendingAnswers, ReportAnswers, AdministrationAnswers, SessionAnswers,"
                    + " RecipientAnswers, NotificationAnswers), or to"
                    + " GenericAnswers if many operations have it";

    @TempDir
    Path folder;

    @Test
    void theDocumentDescribesEveryAnswerAndNoOther() throws Exception {
        ApiDocument document = ApiDocument.read();
        try (ServedApplication application = new ServedApplication(folder.resolve("application"), Map.of())) {
            CheckedClient client = new CheckedClient(document, application.http, application.adminKey);
            SampleData data = SampleData.create(client, application);
            new SendingAnswers(client, application, data).produce();
            new ReportAnswers(client, data).produce();
            new AdministrationAnswers(client, data).produce();
            NotificationAnswers notifications = new NotificationAnswers(client, application);
            notifications.produce();
            SessionAnswers sessions = new SessionAnswers(client);
            sessions.produce();
            RecipientAnswers recipients = new RecipientAnswers(client, data);
            recipients.produce();
            GenericAnswers generic = new GenericAnswers(document, client, data);
            generic.produce();
            Set<String> produced = new TreeSet<>(client.produced());
            produced.addAll(SlowBodies.answers(document, folder.resolve("gate")));
            RareStates.produce(document, folder.resolve("rare"), client);
            OwnImages.produce(document, folder.resolve("images"), client);
            LimitedRequests.produce(document, folder.resolve("limited"), client);
            OidcAnswers.produce(document, folder.resolve("oidc"), client);
            application.breakDatabase();
            generic.produceWithoutDatabase();
            recipients.produceWithoutDatabase();
            notifications.produceWithoutDatabase();
            sessions.produceWithoutDatabase();
            produced.addAll(client.produced());

            String missing = missing(document, produced);
            assertAll(
                    () -> assertEquals("", String.join("\n", client.faults()), "answers that differ from the document"),
                    () -> assertEquals("", missing, ADVICE));
        }
    }

    private static String missing(ApiDocument document, Set<String> produced) {
        return document.operations().stream()
                .flatMap(operation -> operation.answers().stream())
                .map(Operation.Answer::toString)
                .filter(answer -> !produced.contains(answer))
                .sorted()
                .collect(Collectors.joining("\n"));
    }
}
