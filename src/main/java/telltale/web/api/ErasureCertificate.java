package telltale.web.api;

import jakarta.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import telltale.store.AuditEntry;
import telltale.store.PersonRights.Erased;
import telltale.token.CertificateMac;
import telltale.web.http.JsonBody;
import telltale.web.http.JsonName;
import telltale.web.http.RecordJson;
import telltale.web.recipient.PersonPage;

/**
 * The certificate of an erasure: JSON without an address, and its signature, each in Base64url (RFC 4648 section 5), with a
 * dot between them.
 *
 * @param person the key of the person, made from the address with a secret
 * @param by who erased
 * @param erased the number of deleted rows by class of data
 * @param kept what stayed
 */
record ErasureCertificate(
        int version,
        String person,
        Instant erasedAt,
        AuditEntry.Actor by,
        Map<String, Integer> erased,
        List<Kept> kept) {
    private static final int VERSION = 1;
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    /**
     * A class of data that stayed.
     *
     * @param count the number of rows, if they are counted
     */
    record Kept(@JsonName("class") String name, Optional<Integer> count, String reason) {
        static Kept of(String name) {
            return new Kept(name, Optional.empty(), PersonPage.reasonToKeep(name));
        }
    }

    static ErasureCertificate of(Erased erased, AuditEntry.Actor by) {
        List<Kept> kept = new ArrayList<>();
        kept.add(new Kept("audit", Optional.of(erased.audited()), PersonPage.reasonToKeep("audit")));
        if (erased.erasure().kept().consents()) {
            kept.add(Kept.of("consents"));
        }
        if (erased.erasure().kept().suppressions()) {
            kept.add(Kept.of("suppressions"));
        }
        List.of("figures", "ledger", "backups", "others", "copies").forEach(name -> kept.add(Kept.of(name)));
        return new ErasureCertificate(
                VERSION,
                erased.erasure().person().hex(),
                erased.erasure().at(),
                by,
                new TreeMap<>(erased.counts()),
                List.copyOf(kept));
    }

    /** The certificate with its signature. */
    String signed(CertificateMac mac) {
        byte[] content = RecordJson.object(this).toString().getBytes(StandardCharsets.UTF_8);
        return ENCODER.encodeToString(content) + "."
                + ENCODER.encodeToString(mac.of(content).toBytes());
    }

    /** The content of a signed certificate; null if this installation did not sign it. */
    static @Nullable JsonObject verified(String signed, CertificateMac mac) {
        String[] parts = signed.strip().split("\\.", -1);
        if (parts.length != 2) {
            return null;
        }
        try {
            byte[] content = Base64.getUrlDecoder().decode(parts[0]);
            byte[] signature = Base64.getUrlDecoder().decode(parts[1]);
            return mac.verifies(content, signature)
                    ? JsonBody.parse(new String(content, StandardCharsets.UTF_8))
                            .asJsonObject()
                    : null;
        } catch (IllegalArgumentException notBase64) {
            return null;
        }
    }
}
