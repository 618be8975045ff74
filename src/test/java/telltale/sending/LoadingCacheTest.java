package telltale.sending;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LoadingCacheTest {
    private final LoadingCache<Integer, byte[]> cache = new LoadingCache<>(4, 1_000, value -> value.length);

    @Test
    void neitherTheBytesNorTheEntriesExceedTheirLimits() {
        for (int key = 0; key < 100; key++) {
            byte[] unused = cache.get(key, any -> new byte[300]);
            assertTrue(cache.bytes() <= 1_000);
        }
        assertEquals(900, cache.bytes());
        for (int key = 0; key < 10; key++) {
            byte[] unused = cache.get(-1 - key, any -> new byte[1]);
        }
        assertEquals(4, cache.bytes());
    }

    @Test
    void aValueThatIsTooLargeIsNotCachedButSharedWhileItIsInUse() {
        byte[] large = cache.get(1, any -> new byte[1_001]);
        assertEquals(0, cache.bytes());
        assertSame(large, cache.get(1, any -> new byte[1_001]));
    }

    @Test
    void theLeastRecentlyUsedValueIsEvictedFirst() {
        AtomicInteger made = new AtomicInteger();
        for (int key : new int[] {1, 2, 3, 1, 4}) {
            byte[] unused = cache.get(key, any -> new byte[300 + 0 * made.incrementAndGet()]);
        }
        assertEquals(4, made.get());
        System.gc();
        byte[] first = cache.get(1, any -> new byte[300 + 0 * made.incrementAndGet()]);
        assertEquals(300, first.length);
        assertEquals(4, made.get());
        assertNull(cache.find(99));
    }

    @Test
    void theKeyOfAnEvictedValueIsReleasedWhenNoThreadUsesTheValue() {
        LoadingCache<Object, byte[]> byIdentity = new LoadingCache<>(1, 1_000, value -> value.length);
        WeakReference<Object> key = new WeakReference<>(loadedOnce(byIdentity));
        byte[] another = byIdentity.get("another", any -> new byte[1]);
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
            while (key.get() != null) {
                System.gc();
                assertSame(another, byIdentity.find("another"));
            }
        });
    }

    private static Object loadedOnce(LoadingCache<Object, byte[]> cache) {
        Object key = new Object();
        byte[] unused = cache.get(key, any -> new byte[1]);
        return key;
    }

    @Test
    void concurrentThreadsGetTheSameValueWhichIsLoadedOnce() throws Exception {
        AtomicInteger made = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Callable<byte[]>> asking = IntStream.range(0, 8)
                    .<Callable<byte[]>>mapToObj(i -> () -> cache.get(1, any -> {
                        made.incrementAndGet();
                        return new byte[5_000];
                    }))
                    .toList();
            byte[] value = cache.get(1, any -> new byte[5_000]);
            for (Future<byte[]> found : threads.invokeAll(asking)) {
                assertSame(value, found.get());
            }
            assertEquals(0, made.get());
        } finally {
            threads.shutdownNow();
        }
    }
}
