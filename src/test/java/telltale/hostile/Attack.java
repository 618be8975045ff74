package telltale.hostile;

import java.io.IOException;
import java.util.Locale;

/** The attacks, each with a name and a description. */
enum Attack {
    NOTHING("the steady load alone, for comparison", attacker -> attacker.swarm(0, number -> Script.silent())),
    LARGE_BODIES(
            "40 connections post 2 MB of JSON to `/preferences/x` and `/unsubscribe/x`, without a key",
            RequestAttacks::largeBodies),
    DRIPPED_BODIES(
            "400 connections send a body at one byte per second, to six addresses", ConnectionAttacks::drippedBodies),
    DRIPPED_BODIES_FROM_MANY_NETWORKS("the same from 100 networks", ConnectionAttacks::drippedBodiesFromManyNetworks),
    SLOW_HEADERS("500 connections send one byte of a header every two seconds", ConnectionAttacks::slowHeaders),
    IDLE_CONNECTIONS("2,000 connections send nothing", ConnectionAttacks::idleConnections),
    CONNECTION_CHURN("connections are opened and reset as fast as possible", ConnectionAttacks::connectionChurn),
    UNREAD_RESPONSES("250 connections send 200 requests each and never read", ConnectionAttacks::unreadResponses),
    STALLED_MAIL_SERVER(
            "200 calls of `/track` while the mail server does not reply", SendingAttacks::stalledMailServer),
    NESTED_TEMPLATES("messages and templates with sections nested up to 9,000 deep", SendingAttacks::nestedTemplates),
    EXPLODING_SECTIONS("sections over an array of 200, nested four deep", SendingAttacks::explodingSections),
    DEEP_HTML("100,000 nested elements", SendingAttacks::deepHtml),
    LONG_WORDS("words, attributes and links of 2 MB", SendingAttacks::longWords),
    LARGE_BATCH("a batch of 10,000 recipients during the nested templates", SendingAttacks::largeBatch),
    DEEP_JSON("arrays and objects nested 1,000 and 1,000,000 deep", RequestAttacks::deepJson),
    HUGE_NUMBERS("numbers with a million digits or an exponent of 999,999,999", RequestAttacks::hugeNumbers),
    DUPLICATE_KEYS("200,000 fields of the same name", RequestAttacks::duplicateKeys),
    BAD_BATCHES("NDJSON with bad lines, and with a line that never ends", RequestAttacks::badBatches),
    COMPRESSED_BOMBS("bodies of 100 MB compressed to 100 kB", RequestAttacks::compressedBombs),
    NEW_AGENTS("pixels with a new `User-Agent` each time", RequestAttacks::newAgents),
    HEADER_FLOOD("1,000 header fields, and fields and paths of 64 kB", RequestAttacks::headerFlood),
    BAD_CHUNKS("malformed chunk sizes", RequestAttacks::badChunks),
    FORGED_TOKENS("forged tokens at full speed", RequestAttacks::forgedTokens),
    PIPELINED_REQUESTS("20 connections with 100 pipelined pixel requests each", ConnectionAttacks::pipelinedRequests),
    TLS_ON_THE_PLAIN_PORT("the beginnings of TLS handshakes", ConnectionAttacks::tlsOnThePlainPort);

    /** Runs for the length of the attack. */
    private interface Action {
        Answers run(Attacker attacker) throws IOException;
    }

    private final String description;
    // The actions are references to stateless methods.
    @SuppressWarnings("ImmutableEnumChecker")
    private final Action action;

    Attack(String description, Action action) {
        this.description = description;
        this.action = action;
    }

    String description() {
        return description;
    }

    /** Runs the attack for the length that the attacker sets. */
    Answers run(Attacker attacker) throws IOException {
        return action.run(attacker);
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
