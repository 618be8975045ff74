package telltale.returnpath;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A real Dovecot with IMAP and POP3, which asks an authorization server whether an access token is valid. */
final class TokenDovecot implements AutoCloseable {
    private final Path folder;
    private final MailServerProcess process;

    /**
     * @param mechanisms the SASL mechanisms that it offers
     * @param introspection where it asks (RFC 7662)
     */
    TokenDovecot(int imapPort, int pop3Port, String mechanisms, URI introspection) throws IOException {
        folder = MailServerProcess.folder("dovecot");
        MailServerProcess.ownedBy("nobody", folder.resolve("home"));
        Path tokens = Files.writeString(folder.resolve("oauth2.conf.ext"), """
                introspection_mode = post
                introspection_url = %s
                username_attribute = username
                active_attribute = active
                active_value = true
                """.formatted(introspection));
        Path configuration = Files.writeString(
                folder.resolve("dovecot.conf"), """
                protocols = imap pop3
                base_dir = %1$s/run
                state_dir = %1$s/state
                log_path = %1$s/log
                instance_name = %1$s
                ssl = no
                disable_plaintext_auth = no
                auth_mechanisms = %5$s
                auth_failure_delay = 0
                auth_verbose = yes
                first_valid_uid = 1
                first_valid_gid = 1
                mail_location = maildir:~/mail
                passdb {
                  driver = oauth2
                  mechanisms = %5$s
                  args = %4$s
                }
                userdb {
                  driver = static
                  args = uid=nobody gid=nogroup home=%1$s/home/%%n allow_all_users=yes
                }
                service anvil {
                  unix_listener anvil-auth-penalty {
                    mode = 0
                  }
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
                service pop3-login {
                  inet_listener pop3 {
                    address = 127.0.0.1
                    port = %3$d
                  }
                  inet_listener pop3s {
                    port = 0
                  }
                }
                """.formatted(folder, imapPort, pop3Port, tokens, mechanisms));
        process = new MailServerProcess(
                folder, imapPort, List.of("/usr/sbin/dovecot", "-F", "-c", configuration.toString()));
    }

    String output() {
        return process.output();
    }

    @Override
    public void close() throws IOException {
        process.close();
    }
}
