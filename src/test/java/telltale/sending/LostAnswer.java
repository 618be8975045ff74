package telltale.sending;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import telltale.store.Outbox;
import telltale.store.Store;
import telltale.store.StoreUnavailableException;

/** A network that loses one answer of the database: what was asked for is done, and nobody hears of it. */
final class LostAnswer {
    private LostAnswer() {}

    /**
     * A store that is reached through such a network.
     *
     * @param question the method of the outbox whose first answer with something in it is lost
     */
    static Store of(Store store, String question) {
        AtomicBoolean lost = new AtomicBoolean();
        Outbox outbox = between(Outbox.class, store.outbox(), (name, answer) -> {
            if (name.equals(question) && !List.of().equals(answer) && lost.compareAndSet(false, true)) {
                throw new StoreUnavailableException(name, new IOException("connection reset"));
            }
            return answer;
        });
        return between(Store.class, store, (name, answer) -> name.equals("outbox") ? outbox : answer);
    }

    /**
     * A store whose outbox does not answer some questions for a while.
     *
     * @param question the method of the outbox that fails, after it was done
     * @param outage whether it does at the moment
     */
    static Store during(Store store, String question, BooleanSupplier outage) {
        Outbox outbox = between(Outbox.class, store.outbox(), (name, answer) -> {
            if (name.equals(question) && outage.getAsBoolean()) {
                throw new StoreUnavailableException(name, new IOException("connection reset"));
            }
            return answer;
        });
        return between(Store.class, store, (name, answer) -> name.equals("outbox") ? outbox : answer);
    }

    private interface Answering {
        Object answer(String method, Object answer);
    }

    private static <T> T between(Class<T> type, T real, Answering answering) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    try {
                        return answering.answer(method.getName(), method.invoke(real, arguments));
                    } catch (InvocationTargetException failed) {
                        throw failed.getCause();
                    }
                }));
    }
}
