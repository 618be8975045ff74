package telltale.dns;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Mail servers in MX records (RFC 5321 section 5.1). */
public final class MxRecords {
    /** RFC 7505: a domain that accepts no mail has the root as its only server (null MX). */
    private static final List<String> NULL_MX = List.of("");

    private MxRecords() {}

    /** The servers, the preferred first, in lower case and without the final dot. */
    public static List<String> servers(DnsAnswer records) {
        return records.values().stream()
                .map(Server::parse)
                .sorted(Comparator.comparingInt(Server::preference).thenComparing(Server::name))
                .map(Server::name)
                .toList();
    }

    /** Whether these are the servers of a domain that states that it accepts no mail. */
    public static boolean refusesMail(List<String> servers) {
        return servers.equals(NULL_MX);
    }

    private record Server(int preference, String name) {
        static Server parse(String record) {
            int space = record.indexOf(' ');
            String name = record.substring(space + 1).toLowerCase(Locale.ROOT);
            return new Server(
                    Integer.parseInt(record.substring(0, space)),
                    name.endsWith(".") ? name.substring(0, name.length() - 1) : name);
        }
    }
}
