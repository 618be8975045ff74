package telltale.returnpath;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A mail server that accepts all mail and passes it on: mail for {@code bounces.test} and {@code people.test} to a server of LMTP,
 * and all other mail to a server of SMTP. What that refuses, it reports to the sender.
 */
enum RelayServer {
    EXIM {
        @Override
        MailServerProcess start(int port, int lmtpPort, int smtpPort) throws IOException {
            Path folder = MailServerProcess.ownedBy("Debian-exim", MailServerProcess.folder("exim"));
            String program = PACKAGES + "exim4-daemon-light/usr/sbin/exim4";
            Path configuration = Files.writeString(
                    folder.resolve("exim.conf"), """
                    exim_path = %1$s
                    primary_hostname = relay.test
                    spool_directory = %2$s/spool
                    log_file_path = %2$s/%%slog
                    daemon_smtp_ports = %3$d
                    local_interfaces = 127.0.0.1
                    acl_smtp_rcpt = accept
                    acl_smtp_data = accept
                    tls_advertise_hosts =
                    dsn_advertise_hosts = *
                    keep_environment =
                    begin routers
                    returned:
                      driver = manualroute
                      domains = bounces.test : people.test
                      route_list = * 127.0.0.1
                      self = send
                      transport = lmtp
                    others:
                      driver = manualroute
                      route_list = * 127.0.0.1
                      self = send
                      transport = remote
                    begin transports
                    lmtp:
                      driver = smtp
                      protocol = lmtp
                      port = %4$d
                      allow_localhost
                      hosts_try_chunking =
                    remote:
                      driver = smtp
                      port = %5$d
                      allow_localhost
                      hosts_try_chunking =
                    """.formatted(program, folder, port, lmtpPort, smtpPort));
            return new MailServerProcess(
                    folder, port, List.of(program, "-C", configuration.toString(), "-bdf", "-q1m"));
        }
    },

    OPENSMTPD {
        @Override
        MailServerProcess start(int port, int lmtpPort, int smtpPort) throws IOException {
            Path folder = MailServerProcess.folder("opensmtpd");
            Path configuration =
                    Files.writeString(folder.resolve("smtpd.conf"), """
                    listen on 127.0.0.1 port %d hostname relay.test
                    action "lmtp" relay host "lmtp://127.0.0.1:%d"
                    action "remote" relay host "smtp://127.0.0.1:%d"
                    match from any for domain { "bounces.test" "people.test" } action "lmtp"
                    match from any for any action "remote"
                    """.formatted(port, lmtpPort, smtpPort));
            return new MailServerProcess(
                    folder, port, List.of(PACKAGES + "opensmtpd/usr/sbin/smtpd", "-d", "-f", configuration.toString()));
        }
    },

    SENDMAIL {
        @Override
        MailServerProcess start(int port, int lmtpPort, int smtpPort) throws IOException {
            Path folder = MailServerProcess.folder("sendmail");
            Files.createDirectory(folder.resolve("queue"));
            Path macros = Files.writeString(folder.resolve("sendmail.mc"), """
                    include(`%1$s/m4/cf.m4')
                    OSTYPE(`linux')
                    define(`confDOMAIN_NAME', `relay.test')
                    define(`confPID_FILE', `%2$s/pid')
                    define(`QUEUE_DIR', `%2$s/queue')
                    define(`HELP_FILE', `%2$s/help')
                    define(`STATUS_FILE', `%2$s/status')
                    define(`ALIAS_FILE', `')
                    define(`confCW_FILE', `-o %2$s/none')
                    define(`confDONT_PROBE_INTERFACES', `True')
                    define(`confDONT_BLAME_SENDMAIL', `GroupWritableDirPathSafe')
                    define(`confTO_IDENT', `0')
                    define(`RELAY_MAILER_FLAGS', `z')
                    define(`RELAY_MAILER_ARGS', `TCP $h %4$d')
                    define(`ESMTP_MAILER_ARGS', `TCP $h %5$d')
                    FEATURE(`promiscuous_relay')
                    FEATURE(`accept_unresolvable_domains')
                    FEATURE(`nocanonify')
                    FEATURE(`no_default_msa')
                    DAEMON_OPTIONS(`Port=%3$d, Addr=127.0.0.1, Name=MTA')
                    define(`SMART_HOST', `esmtp:[127.0.0.1]')
                    MAILER(`smtp')
                    LOCAL_RULE_0
                    R$* < @ bounces.test. > $*\t$#relay $@ [127.0.0.1] $: $1 < @ bounces.test. > $2
                    R$* < @ people.test. > $*\t$#relay $@ [127.0.0.1] $: $1 < @ people.test. > $2
                    R$* < @ bounces.test > $*\t$#relay $@ [127.0.0.1] $: $1 < @ bounces.test > $2
                    R$* < @ people.test > $*\t$#relay $@ [127.0.0.1] $: $1 < @ people.test > $2
                    """.formatted(
                            PACKAGES + "sendmail-cf/usr/share/sendmail/cf", folder, port, lmtpPort, smtpPort));
            // A host name without a dot makes it wait for a minute.
            String start =
                    "hostname relay.localhost && m4 -D_CF_DIR_=" + PACKAGES + "sendmail-cf/usr/share/sendmail/cf/ "
                            + macros + " > sendmail.cf && exec " + PACKAGES
                            + "sendmail-bin/usr/libexec/sendmail/sendmail -C sendmail.cf -bD -q1m";
            return new MailServerProcess(folder, port, List.of("unshare", "--uts", "sh", "-c", start));
        }
    },

    POSTFIX {
        @Override
        MailServerProcess start(int port, int lmtpPort, int smtpPort) throws IOException {
            Path folder = MailServerProcess.folder("relay");
            Files.createDirectory(folder.resolve("queue"));
            MailServerProcess.ownedBy("postfix", folder.resolve("data"));
            Files.writeString(folder.resolve("routes"), """
                    /@(bounces|people)\\.test$/ lmtp:[127.0.0.1]:%d
                    /./ smtp:[127.0.0.1]:%d
                    """.formatted(lmtpPort, smtpPort));
            Files.writeString(folder.resolve("main.cf"), """
                    compatibility_level = 3.6
                    myhostname = relay.test
                    mydestination =
                    queue_directory = %1$s/queue
                    data_directory = %1$s/data
                    maillog_file = %1$s/log
                    maillog_file_prefixes = %1$s
                    inet_interfaces = 127.0.0.1
                    inet_protocols = ipv4
                    smtp_dns_support_level = disabled
                    lmtp_dns_support_level = disabled
                    smtpd_peername_lookup = no
                    local_transport = error:no local mail
                    transport_maps = regexp:%1$s/routes
                    mynetworks = 127.0.0.0/8
                    """.formatted(folder));
            Files.writeString(folder.resolve("master.cf"), """
                    127.0.0.1:%d inet n - n - - smtpd
                    pickup    unix n - n 60 1 pickup
                    cleanup   unix n - n -  0 cleanup
                    qmgr      unix n - n 300 1 qmgr
                    rewrite   unix - - n - - trivial-rewrite
                    bounce    unix - - n - 0 bounce
                    defer     unix - - n - 0 bounce
                    trace     unix - - n - 0 bounce
                    error     unix - - n - - error
                    retry     unix - - n - - error
                    smtp      unix - - n - - smtp
                    lmtp      unix - - n - - lmtp
                    anvil     unix - - n - 1 anvil
                    proxymap  unix - - n - - proxymap
                    postlog   unix-dgram n - n - 1 postlogd
                    """.formatted(port));
            return new MailServerProcess(folder, port, List.of("postfix", "-c", folder.toString(), "start-fg"));
        }
    };

    private static final String PACKAGES = "/opt/telltale-mail-servers/";

    abstract MailServerProcess start(int port, int lmtpPort, int smtpPort) throws IOException;
}
