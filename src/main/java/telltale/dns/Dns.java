package telltale.dns;

/** A source of DNS answers. */
@FunctionalInterface
public interface Dns {
    /**
     * Asks for records. Follows aliases (CNAME), as name servers do.
     *
     * @param name a name in ASCII; {@link DnsAnswer.NoName} if no name can be like it
     */
    DnsAnswer ask(String name, RecordType type);
}
