package telltale.dkim;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.james.jdkim.DKIMVerifier;
import org.apache.james.jdkim.api.SignatureRecord;
import org.apache.james.jdkim.exceptions.FailException;

/** Apache jDKIM as an independent receiver, which verifies RSA signatures with the keys that are published. */
public final class Receiver {
    private final Map<String, String> records;

    private Receiver(Map<String, String> records) {
        this.records = records;
    }

    /** A receiver that finds the TXT records of a zone of {@link telltale.dns.Zone}. */
    public static Receiver of(List<String> zone) {
        Map<String, String> records = new HashMap<>();
        for (String line : zone) {
            String[] parts = line.split(" TXT ", 2);
            records.put(parts[0], parts[1].replace("|", ""));
        }
        return new Receiver(records);
    }

    /** The domain and selector of each valid signature of a mail, in order. */
    public List<String> validSignatures(byte[] mail) {
        DKIMVerifier verifier = new DKIMVerifier((method, selector, domain) -> {
            String record = records.get(selector + "._domainkey." + domain);
            return record == null ? List.of() : List.of(record);
        });
        try {
            List<SignatureRecord> valid = verifier.verify(new ByteArrayInputStream(mail));
            List<String> names = new ArrayList<>();
            if (valid != null) {
                valid.forEach(one -> names.add(one.getDToken() + " " + one.getSelector()));
            }
            return names;
        } catch (FailException none) {
            return List.of();
        } catch (IOException impossible) {
            throw new AssertionError(impossible);
        }
    }
}
