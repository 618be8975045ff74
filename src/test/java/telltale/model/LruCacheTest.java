package telltale.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.List;
import org.junit.jupiter.api.Test;

class LruCacheTest {
    private final LruCache<Integer, String> cache = new LruCache<>(3, 10, (key, value) -> value.length());

    @Test
    void theLeastRecentlyUsedEntryIsEvictedFirst() {
        cache.put(1, "a");
        cache.put(2, "b");
        cache.put(3, "c");
        assertEquals("a", cache.get(1));
        cache.put(4, "d");
        assertNull(cache.get(2));
        assertEquals(List.of("c", "a", "d"), List.copyOf(cache.values()));
    }

    @Test
    void theBytesNeverExceedTheirLimit() {
        cache.put(1, "aaaa");
        cache.put(2, "bbbb");
        cache.put(3, "cccc");
        assertEquals(List.of("bbbb", "cccc"), List.copyOf(cache.values()));
        assertEquals(8, cache.bytes());
    }

    @Test
    void anEntryThatIsTooLargeEvictsNothingButItsFormerValue() {
        cache.put(1, "a");
        cache.put(2, "b");
        cache.put(2, "b".repeat(11));
        assertEquals(List.of("a"), List.copyOf(cache.values()));
        assertEquals(1, cache.bytes());
    }

    @Test
    void replacedAndRemovedEntriesOccupyNoBytes() {
        cache.put(1, "aaaa");
        cache.put(1, "aa");
        cache.put(2, "bbb");
        assertEquals(5, cache.bytes());
        cache.removeIf("aa"::equals);
        assertEquals(3, cache.bytes());
        assertEquals(List.of("bbb"), List.copyOf(cache.values()));
        cache.clear();
        assertEquals(0, cache.bytes());
    }
}
