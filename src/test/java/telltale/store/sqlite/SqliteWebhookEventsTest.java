package telltale.store.sqlite;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.io.TempDir;
import telltale.model.EmailAddress;
import telltale.model.PersonKey;
import telltale.store.Store;
import telltale.store.WebhookEventsContract;

class SqliteWebhookEventsTest extends WebhookEventsContract {
    @TempDir
    Path home;

    @Override
    protected Store open(Function<EmailAddress, Optional<PersonKey>> keys) {
        return SqliteStore.open(home.resolve("telltale.db"), home.resolve("native"), Duration.ofSeconds(5), keys);
    }

    @Override
    protected long number(String sql) {
        return SqliteReportsTest.number(home.resolve("telltale.db"), sql);
    }
}
