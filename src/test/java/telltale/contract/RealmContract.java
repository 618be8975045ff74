package telltale.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import telltale.contract.RawHttpClient.Answer;

/** Users of the server's realm sign in. */
interface RealmContract {
    String PAGE = "Telltale-Page: 1";

    Application application();

    @ParameterizedTest
    @CsvSource({"ann, admin, 200, 200", "ben, read, 200, 403"})
    default void aUserOfTheServersRealmSignsInWithTheMostPowerfulRole(
            String user, String role, int deliveries, int recount) throws IOException {
        Answer answer = signIn(user, user + "-of-the-realm");

        assertEquals(204, answer.status(), answer::toString);
        assertEquals(
                1,
                answer.fields().stream()
                        .filter(field -> field.startsWith("Set-Cookie"))
                        .count());
        String cookie = "Cookie: " + answer.field("Set-Cookie").orElseThrow().split(";", 2)[0];
        Answer session = application().http().get("/app/api/v1/session", PAGE, cookie);
        assertEquals(role, session.json().getString("role"), session::toString);
        assertEquals("realm", session.json().getString("method"), session::toString);
        assertEquals(user, session.json().getString("name"), session::toString);
        assertEquals(
                deliveries,
                application().http().get("/app/api/v1/deliveries", PAGE, cookie).status());
        assertEquals(
                recount,
                application().http().get("/app/api/v1/recount", PAGE, cookie).status());
        assertEquals(
                403, application().http().get("/app/api/v1/deliveries", cookie).status(), "without the header");
    }

    @Test
    default void aWrongPasswordOrAUserWithoutARoleIsRefused() throws IOException {
        assertEquals(403, signIn("ann", "another").status());
        assertEquals(403, signIn("unknown", "another").status());
        Answer answer = signIn("eve", "eve-of-the-realm");
        assertEquals(403, answer.status(), answer::toString);
        assertTrue(answer.text().contains("telltale-admin"), answer::toString);
    }

    private Answer signIn(String user, String password) throws IOException {
        return application()
                .http()
                .post(
                        "/app/api/v1/session",
                        "application/json",
                        "{\"user\": \"" + user + "\", \"password\": \"" + password + "\"}",
                        PAGE);
    }
}
