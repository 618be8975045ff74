package telltale.sending;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import telltale.model.DeliveryId;
import telltale.model.EmailAddress;
import telltale.model.Uuid7;

class RecipientIndexTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    private final Random random = new Random(1);
    private final RecipientIndex index = new RecipientIndex();

    @Test
    void everyRecipientIsFoundWithItsDelivery() {
        List<DeliveryId> ids = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            assertEquals(Optional.empty(), index.find(recipient(i)));
            ids.add(new DeliveryId(Uuid7.at(NOON, random)));
            index.add(recipient(i), ids.get(i));
        }
        for (int i = 0; i < ids.size(); i++) {
            assertEquals(Optional.of(ids.get(i)), index.find(recipient(i)));
        }
        assertEquals(Optional.empty(), index.find(recipient(ids.size())));
    }

    @ParameterizedTest
    @CsvSource({
        "ANN@Example.COM, true",
        "ann@münchen.example, false",
        "a.nn@example.com, false",
        "ann+x@example.com, false"
    })
    void aRecipientIsFoundInEverySpellingOfOneMailbox(String spelling, boolean isSame) {
        index.add(EmailAddress.parse("ann@example.com"), new DeliveryId(Uuid7.at(NOON, random)));

        assertEquals(isSame, index.find(EmailAddress.parse(spelling)).isPresent());
    }

    private static EmailAddress recipient(int i) {
        return EmailAddress.parse("r" + i + "@example.com");
    }
}
