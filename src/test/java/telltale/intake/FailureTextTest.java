package telltale.intake;

import static org.junit.jupiter.api.Assertions.assertEquals;

import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import telltale.store.StoreUnavailableException;

class FailureTextTest {
    @Test
    void addressesAndLineBreaksAreLeftOut() {
        assertEquals(
                "the login was refused: [AUTHENTICATIONFAILED] no mailbox *** here ***",
                FailureText.of(new AuthenticationFailedException(
                        "[AUTHENTICATIONFAILED] no mailbox ann@example.com\r\nhere ben@example.org")));
    }

    @Test
    void theDatabaseIsNotDescribed() {
        assertEquals(
                "the database is unavailable",
                FailureText.of(new StoreUnavailableException("store", new IOException("db.example.com refused"))));
    }

    @Test
    void failuresOfTheNetworkAreInOurWords() {
        assertEquals(
                "there is no host of this name",
                FailureText.of(new MessagingException(
                        "Couldn't connect to host", new UnknownHostException("imap.example.com"))));
        assertEquals(
                "there is no connection to this host and port: Connection refused",
                FailureText.of(new MessagingException("Couldn't connect", new ConnectException("Connection refused"))));
    }

    @Test
    void anExceptionWithoutAMessageIsDescribedByItsCause() {
        assertEquals(
                "Connection reset", FailureText.of(new MessagingException(null, new IOException("Connection reset"))));
        assertEquals("IOException", FailureText.of(new IOException()));
        assertEquals(400, FailureText.of(new IOException("x".repeat(500))).length());
    }
}
