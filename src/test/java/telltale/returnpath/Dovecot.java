package telltale.returnpath;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A real Dovecot with IMAP, LMTP and Sieve. Every user has the same password; the domain and a detail of an address are ignored. */
final class Dovecot implements AutoCloseable {
    static final String PASSWORD = "the-password-of-this-test";

    private final Path folder;
    private final MailServerProcess process;

    /** @param submissionPort the port of the server that sends what Sieve scripts send */
    Dovecot(int imapPort, int lmtpPort, int submissionPort) throws IOException {
        folder = MailServerProcess.folder("dovecot");
        MailServerProcess.ownedBy("nobody", folder.resolve("home"));
        Path configuration = Files.writeString(
                folder.resolve("dovecot.conf"), """
                protocols = imap lmtp
                base_dir = %1$s/run
                state_dir = %1$s/state
                log_path = %1$s/log
                instance_name = %1$s
                ssl = no
                disable_plaintext_auth = no
                auth_username_format = %%n
                recipient_delimiter = +
                first_valid_uid = 1
                first_valid_gid = 1
                mail_location = maildir:~/mail
                submission_host = 127.0.0.1:%4$d
                passdb {
                  driver = static
                  args = password=%5$s
                }
                userdb {
                  driver = static
                  args = uid=nobody gid=nogroup home=%1$s/home/%%n allow_all_users=yes
                }
                service imap-login {
                  inet_listener imap {
                    address = 127.0.0.1
                    port = %2$d
                  }
                  inet_listener imaps {
                    port = 0
                  }
                }
                service lmtp {
                  inet_listener lmtp {
                    address = 127.0.0.1
                    port = %3$d
                  }
                }
                protocol lmtp {
                  mail_plugins = sieve
                  postmaster_address = postmaster@people.test
                }
                plugin {
                  sieve = file:~/sieve;active=~/.dovecot.sieve
                  sieve_vacation_min_period = 0
                }
                """.formatted(folder, imapPort, lmtpPort, submissionPort, PASSWORD));
        process = new MailServerProcess(
                folder, imapPort, List.of("/usr/sbin/dovecot", "-F", "-c", configuration.toString()));
    }

    /** Sets the Sieve script (RFC 5228) of a user. */
    void script(String user, String script) throws IOException {
        Path home = MailServerProcess.ownedBy("nobody", folder.resolve("home/" + user));
        Files.writeString(home.resolve(".dovecot.sieve"), script);
        Files.setOwner(
                home.resolve(".dovecot.sieve"),
                home.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody"));
    }

    String output() {
        return process.output();
    }

    @Override
    public void close() throws IOException {
        process.close();
    }
}
