package telltale.web.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RecordJsonTest {
    private record Inner(int low, int high) {}

    private record Values(
            @Nullable String text,
            long count,
            boolean flag,
            BigDecimal share,
            @Nullable Instant at,
            UUID id,
            LocalDate day) {}

    private record Nested(List<Inner> list, Map<String, Long> map, Inner inner) {}

    private record Wrapping(
            String name,
            @Unwrapped Inner inner,
            @Unwrapped @Nullable Inner missing,
            @Unwrapped Map<String, String> more,
            @JsonName("class") String type) {}

    private record Optionals(
            Optional<String> absent,
            Optional<String> present,
            @Unwrapped Optional<Inner> none,
            @Unwrapped Optional<Inner> some) {}

    private record Data(Map<String, Object> data) {}

    @Test
    void aComponentIsAMemberInItsOrder() {
        assertEquals(
                "{\"text\":\"a\",\"count\":9007199254740993,\"flag\":true,\"share\":0.1000,\"at\":\"2026-11-22T12:00:00.001Z\","
                        + "\"id\":\"01935b1e-7a3c-7c3e-9f6b-2d1f4a5b6c7d\",\"day\":\"2026-11-22\"}",
                json(new Values(
                        "a",
                        9007199254740993L,
                        true,
                        new BigDecimal("0.1000"),
                        Instant.parse("2026-11-22T12:00:00.0019Z"),
                        UUID.fromString("01935b1e-7a3c-7c3e-9f6b-2d1f4a5b6c7d"),
                        LocalDate.of(2026, 11, 22))));
    }

    @Test
    void nullIsNull() {
        String json = json(new Values(null, 0, false, BigDecimal.ONE, null, new UUID(0, 0), LocalDate.EPOCH));
        assertTrue(json.startsWith("{\"text\":null,\"count\":0,\"flag\":false,\"share\":1,\"at\":null,\"id\""), json);
    }

    @Test
    void recordsListsAndMapsNest() {
        assertEquals(
                "{\"list\":[{\"low\":1,\"high\":2}],\"map\":{\"a\":3},\"inner\":{\"low\":4,\"high\":5}}",
                json(new Nested(List.of(new Inner(1, 2)), Map.of("a", 3L), new Inner(4, 5))));
    }

    @Test
    void unwrappedMembersBelongToTheRecordItself() {
        assertEquals(
                "{\"name\":\"n\",\"low\":1,\"high\":2,\"field\":\"to\",\"class\":\"c\"}",
                json(new Wrapping("n", new Inner(1, 2), null, Map.of("field", "to"), "c")));
    }

    @Test
    void anEmptyOptionalHasNoMember() {
        assertEquals(
                "{\"present\":\"p\",\"low\":1,\"high\":2}",
                json(new Optionals(
                        Optional.empty(), Optional.of("p"), Optional.empty(), Optional.of(new Inner(1, 2)))));
    }

    @Test
    void dataOfAClientKeepsItsStructure() {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("list", new ArrayList<>(Arrays.asList("a", null, new BigDecimal("1.50"), List.of())));
        data.put("nothing", null);
        assertEquals("{\"data\":{\"list\":[\"a\",null,1.50,[]],\"nothing\":null}}", json(new Data(data)));
    }

    @Test
    void whatIsNoObjectCannotBeUnwrapped() {
        record Wrong(@Unwrapped String text) {}
        assertThrows(ClassCastException.class, () -> json(new Wrong("a")));
    }

    private static String json(Record record) {
        return RecordJson.object(record).toString();
    }
}
