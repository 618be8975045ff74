package telltale.settings;

import static telltale.settings.Setting.EMAIL_FROM_ALLOWED;
import static telltale.settings.Setting.EMAIL_SERVERS;
import static telltale.settings.Setting.EMAIL_SERVERS_PASS;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import telltale.model.Host;
import telltale.model.Mailbox;
import telltale.model.ServerScope;
import telltale.settings.SmtpServer.Login;
import telltale.settings.SmtpServer.Tls;

/**
 * The mail servers beside that of {@code EMAIL_HOST}, and the share of that one.
 *
 * @param mainWeight the weight of the server of {@code EMAIL_HOST} or of the container's mail session
 * @param mainScope the mails that it sends
 */
public record ServersSettings(int mainWeight, ServerScope mainScope, List<FurtherServer> further) {
    private static final int MAX_SERVERS = 9;

    public ServersSettings {
        further = List.copyOf(further);
    }

    static ServersSettings read(SettingsReader reader, MailSettings mail, OutboxSettings outbox) {
        Map<String, Setting> names = new HashMap<>();
        Set<String> places = new HashSet<>();
        if (mail.smtp() != null) {
            places.add(place(mail.smtp()));
        }
        ServerLine main = null;
        List<FurtherServer> further = new ArrayList<>();
        for (int number = 1; number <= MAX_SERVERS; number++) {
            Setting setting = numbered(EMAIL_SERVERS, number);
            Setting password = numbered(EMAIL_SERVERS_PASS, number);
            ServerLine line = reader.optional(setting, text -> ServerLine.parse(text, password.name()));
            if (!reader.isSet(setting)) {
                reader.warnNoEffect(password, setting + " is not set");
            }
            if (line == null) {
                continue;
            }
            Setting other = names.putIfAbsent(line.name(), setting);
            if (other != null) {
                reader.addProblem(setting + " has the name " + line.name() + ", and so has " + other
                        + ". Give each server a name of its own.");
            }
            warnAboutSenders(reader, setting, line.scope(), mail.from(), outbox);
            if (line.address() == null) {
                main = line;
                rejectPassword(reader, setting, password, "it describes the server of EMAIL_HOST");
            } else {
                FurtherServer server = server(reader, setting, password, line, line.address());
                String place = server.smtp() == null ? "jndi:" + server.session() : place(server.smtp());
                if (!places.add(place)) {
                    reader.addProblem(setting + " is the same account at the same server as another one."
                            + " Remove one of them.");
                }
                further.add(server);
            }
        }
        return new ServersSettings(
                main == null ? 1 : main.weight(), main == null ? ServerScope.ALL : main.scope(), further);
    }

    private static Setting numbered(Setting first, int number) {
        return number == 1 ? first : Setting.valueOf(first.name() + "_" + number);
    }

    private static String place(SmtpServer server) {
        Login login = server.login();
        return (login == null ? "" : login.user() + "@") + server.host() + ":" + server.port();
    }

    private static FurtherServer server(
            SettingsReader reader, Setting setting, Setting password, ServerLine line, ServerLine.Address address) {
        SmtpServer smtp = address.session() == null ? smtp(reader, setting, password, address) : null;
        if (smtp == null) {
            rejectPassword(reader, setting, password, "the container's mail session has its own");
        }
        return new FurtherServer(
                setting.name(),
                line.name(),
                smtp,
                address.session(),
                line.weight(),
                line.scope(),
                line.connections(OutboxSettings.defaultConnections(smtp)),
                line.perSecond(),
                line.perDay(OutboxSettings.defaultPerDay(smtp)));
    }

    private static SmtpServer smtp(
            SettingsReader reader, Setting setting, Setting passwordSetting, ServerLine.Address address) {
        String password = reader.optional(passwordSetting, Function.identity());
        String user = address.user();
        if (user != null) {
            reader.require(setting, passwordSetting, "Set " + passwordSetting + " to the password of that user.");
        } else {
            rejectPassword(reader, setting, passwordSetting, "its URL has no user");
        }
        Login login = user == null || password == null ? null : MailSettings.login(user, password, address.host());
        if (address.tls() == Tls.NONE && user != null && !new Host(address.host()).isLoopback()) {
            reader.warn(setting + " has tls=none: THE PASSWORD OF ITS USER IS SENT UNENCRYPTED to " + address.host()
                    + ", and everyone on the network path can read it. Remove tls=none.");
        }
        return new SmtpServer(address.host(), address.port(), address.tls(), login);
    }

    private static void rejectPassword(SettingsReader reader, Setting setting, Setting password, String why) {
        if (reader.isSet(password)) {
            reader.addProblem(password + " is set, but " + setting + " needs no password: " + why + ". Remove "
                    + password + ", or correct " + setting + ".");
        }
    }

    private static void warnAboutSenders(
            SettingsReader reader, Setting setting, ServerScope scope, @Nullable Mailbox from, OutboxSettings outbox) {
        if (from == null) {
            return;
        }
        for (String domain : scope.senders()) {
            boolean isAllowed = domain.equals(from.address().asciiDomain())
                    || outbox.fromAllowed().stream()
                            .anyMatch(allowed -> allowed.equals(domain) || allowed.endsWith("@" + domain));
            if (!isAllowed) {
                reader.warn(setting + " sends mail from " + domain + ", which no mail may be from. Add it to "
                        + EMAIL_FROM_ALLOWED + ", or remove it from " + setting + ".");
            }
        }
    }
}
