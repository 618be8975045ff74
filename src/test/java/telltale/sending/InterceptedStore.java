package telltale.sending;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import telltale.store.Outbox;
import telltale.store.SendingQuota;
import telltale.store.Store;
import telltale.store.StoreUnavailableException;

/** Stores whose responses a test loses or counts; the requests are carried out. */
final class InterceptedStore {
    private InterceptedStore() {}

    /**
     * Wraps a store so that one response is lost.
     *
     * @param method the method of the outbox whose first non-empty response is lost
     */
    static Store losing(Store store, String method) {
        AtomicBoolean lost = new AtomicBoolean();
        Outbox outbox = proxy(Outbox.class, store.outbox(), (name, response) -> {
            if (name.equals(method) && !List.of().equals(response) && lost.compareAndSet(false, true)) {
                throw new StoreUnavailableException(name, new IOException("connection reset"));
            }
            return response;
        });
        return proxy(Store.class, store, (name, response) -> name.equals("outbox") ? outbox : response);
    }

    /**
     * Wraps a store so that responses are lost during an outage.
     *
     * @param method the method of the outbox that fails after it was carried out
     * @param outage whether it fails now
     */
    static Store during(Store store, String method, BooleanSupplier outage) {
        Outbox outbox = proxy(Outbox.class, store.outbox(), (name, response) -> {
            if (name.equals(method) && outage.getAsBoolean()) {
                throw new StoreUnavailableException(name, new IOException("connection reset"));
            }
            return response;
        });
        return proxy(Store.class, store, (name, response) -> name.equals("outbox") ? outbox : response);
    }

    /** Wraps a store so that reservations of the daily quota are counted. */
    static Store counting(Store store, AtomicInteger reservations) {
        SendingQuota quota = proxy(SendingQuota.class, store.sendingQuota(), (name, response) -> {
            reservations.addAndGet(name.equals("reserve") ? 1 : 0);
            return response;
        });
        return proxy(Store.class, store, (name, response) -> name.equals("sendingQuota") ? quota : response);
    }

    private interface Interceptor {
        Object intercept(String method, Object response);
    }

    private static <T> T proxy(Class<T> type, T real, Interceptor interceptor) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, called, arguments) -> {
                    try {
                        return interceptor.intercept(called.getName(), called.invoke(real, arguments));
                    } catch (InvocationTargetException failed) {
                        throw failed.getCause();
                    }
                }));
    }
}
